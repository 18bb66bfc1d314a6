"""The trail tells of every value, and each entry has a hash.

What was there before it did is taken down once, as it is now.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Whose entries tell of a table's rows: their kind, and the column with their id. Enterprises themselves stay
# as the trail has them.
TOLD_WITH = {
    "assessment_run": ("assessment_run", "id"),
    "attachment": ("enterprise", "enterprise_id"),
    "distinct_pair": ("enterprise", "first_id"),
    "enterprise_merge": ("enterprise", "gone_id"),
    "import_act": ("import", "id"),
    "notice": ("notice", "id"),
    "office": ("office", "id"),
    "policy_file": ("policy_file", "id"),
    "saved_filter": ("filter", "id"),
    "trusted_issuer": ("trusted_issuer", "id"),
}
COLUMNS = ("at", "actor", "action", "kind", "subject_id", "summary", "details", "import_id")
LARGE = 500
BATCH = 500


def upgrade() -> None:
    connection = op.get_bind()
    op.add_column("audit_entry", sa.Column("sha256", sa.String, nullable=False, server_default=""))
    op.execute("UPDATE audit_entry SET subject_id = 1 WHERE kind = 'office'")
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    for table, (kind, owner) in TOLD_WITH.items():
        key = sa.inspect(connection).get_pk_constraint(table)["constrained_columns"]
        rows = connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY {', '.join(key)}").mappings()
        for batch in rows.partitions(BATCH):
            connection.exec_driver_sql(
                "INSERT INTO audit_entry (at, actor, action, kind, subject_id, summary, details)"
                " VALUES (?, '本程序', 'store.baseline', ?, ?, '升级时记下已有的内容', ?)",
                [(at, kind, row[owner], _details(table, key, owner, row)) for row in batch],
            )
    _hash_entries(connection)


def _hash_entries(connection: sa.Connection) -> None:
    entries = connection.exec_driver_sql(f"SELECT id, {', '.join(COLUMNS)} FROM audit_entry ORDER BY id")
    for batch in entries.partitions(BATCH):
        connection.exec_driver_sql(
            "UPDATE audit_entry SET sha256 = ? WHERE id = ?", [(_hash(row[1:]), row[0]) for row in batch]
        )


def _hash(said: Any) -> str:
    text = json.dumps(list(said), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _details(table: str, key: list[str], owner: str, row: Any) -> str:
    prefix = "" if owner == "id" else f"{table}[{','.join(str(row[name]) for name in key)}]."
    pairs = {
        prefix + name: [None, _as_told(value)]
        for name, value in row.items()
        if value is not None and (prefix or name != owner)
    }
    return json.dumps(pairs, ensure_ascii=False, sort_keys=True)


def _as_told(value: Any) -> Any:
    if isinstance(value, bytes) or (isinstance(value, str) and len(value) > LARGE):
        content = value.encode("utf-8") if isinstance(value, str) else value
        return {"sha256": hashlib.sha256(content).hexdigest()}
    return value
