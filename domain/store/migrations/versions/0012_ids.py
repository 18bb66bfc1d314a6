"""Enterprises, rows of their lists and notices have ids that hold beyond this store; files refer to rows by
them, no longer to a project by its name.

What is recorded of each enterprise is taken down once more, with these ids: older programs did not tell all.
"""

import hashlib
import json
import os
import time
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

PROJECTS = "projects"
BATCH = 500
_SAID = "升级时记下已有的内容"


def upgrade() -> None:
    for table, column in (
        ("enterprise", "uid"),
        ("enterprise_row", "uid"),
        ("notice", "uid"),
        ("attachment", "row_uid"),
    ):
        op.add_column(table, sa.Column(column, sa.String, nullable=False, server_default=""))
    connection = op.get_bind()
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    for first in range(0, _last(connection, "enterprise") + 1, BATCH):
        _take_down_enterprises(connection, at, (first, first + BATCH - 1))
    for first in range(0, _last(connection, "notice") + 1, BATCH):
        ids = _query(connection, "SELECT id FROM notice WHERE id BETWEEN ? AND ?", (first, first + BATCH - 1))
        uids = [(_new_uid(), id_) for (id_,) in ids]
        _run(connection, "UPDATE notice SET uid = ? WHERE id = ?", uids)
        _note(connection, at, "notice", {id_: {"uid": uid} for uid, id_ in uids})
    op.create_index("uq_enterprise_uid", "enterprise", ["uid"], unique=True)
    op.create_index("uq_enterprise_row_uid", "enterprise_row", ["uid", "enterprise_id"], unique=True)
    op.create_index("uq_notice_uid", "notice", ["uid"], unique=True)


def _take_down_enterprises(connection: sa.Connection, at: str, within: tuple[int, int]) -> None:
    told: dict[int, dict[str, Any]] = {}
    uids = []
    for id_, *values in _query(
        connection, "SELECT id, uscc, name, deleted_at FROM enterprise WHERE id BETWEEN ? AND ?", within
    ):
        uids.append((_new_uid(), id_))
        known = dict(zip(("uscc", "name", "deleted_at"), values, strict=True))
        told[id_] = {"uid": uids[-1][0]} | {key: value for key, value in known.items() if value is not None}
    _run(connection, "UPDATE enterprise SET uid = ? WHERE id = ?", uids)
    for id_, name, value in _of(connection, "attribute", "name, value", within):
        told[id_][f"enterprise_attribute[{name}].value"] = value
    for id_, name, period, amount in _of(connection, "figure", "name, period, amount", within):
        told[id_][f"enterprise_figure[{name},{period}].amount"] = amount
    for id_, tag in _of(connection, "tag", "tag", within):
        told[id_][f"tags[{tag}]"] = True
    projects: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    rows = []
    for id_, kind, position, content in _of(connection, "row", "kind, position, content", within):
        rows.append((_new_uid(), id_, kind, position))
        told[id_][f"enterprise_row[{kind},{position}].content"] = content
        told[id_][f"{kind}[{position}].uid"] = rows[-1][0]
        if kind == PROJECTS:
            projects[id_][_name_in(content)].append(rows[-1][0])
    _run(
        connection,
        "UPDATE enterprise_row SET uid = ? WHERE enterprise_id = ? AND kind = ? AND position = ?",
        rows,
    )
    files = []
    for id_, owner, project in _query(
        connection,
        "SELECT id, enterprise_id, project FROM attachment WHERE enterprise_id BETWEEN ? AND ?",
        within,
    ):
        named = projects[owner][project] if project else []
        # Of two projects of one name it is not known which; what the file says it belongs to stays.
        uid = named[0] if len(named) == 1 else ""
        files.append((uid, id_))
        told[owner][f"attachment[{id_}].row_uid"] = uid
    _run(connection, "UPDATE attachment SET row_uid = ? WHERE id = ?", files)
    _note(connection, at, "enterprise", told)


def _name_in(content: str) -> str:
    try:
        name = json.loads(content).get("name")
    except (ValueError, AttributeError):
        return ""  # Damaged; the row keeps what stands there.
    return name if isinstance(name, str) else ""


def _last(connection: sa.Connection, table: str) -> int:
    ((last,),) = _query(connection, f"SELECT ifnull(max(id), 0) FROM {table}")
    return int(last)


def _of(connection: sa.Connection, table: str, columns: str, within: tuple[int, int]) -> Any:
    return _query(
        connection,
        f"SELECT enterprise_id, {columns} FROM enterprise_{table} WHERE enterprise_id BETWEEN ? AND ?",
        within,
    )


def _query(connection: sa.Connection, statement: str, values: tuple[Any, ...] = ()) -> Any:
    return connection.exec_driver_sql(statement, values).fetchall()


def _run(connection: sa.Connection, statement: str, values: list[Any]) -> None:
    if values:
        connection.exec_driver_sql(statement, values)


def _note(connection: sa.Connection, at: str, kind: str, told: dict[int, dict[str, Any]]) -> None:
    entries = []
    for id_, values in told.items():
        pairs = {key: [None, value] for key, value in values.items()}
        details = json.dumps(pairs, ensure_ascii=False, sort_keys=True)
        said = (at, "本程序", "store.baseline", kind, id_, _SAID, details, None)
        text = json.dumps(list(said), ensure_ascii=False, separators=(",", ":"))
        entries.append((*said, hashlib.sha256(text.encode("utf-8")).hexdigest()))
    _run(
        connection,
        "INSERT INTO audit_entry (at, actor, action, kind, subject_id, summary, details, import_id, sha256)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entries,
    )


def _new_uid() -> str:
    """Return a UUID of version 7 (RFC 9562)."""
    value = time.time_ns() // 1_000_000 << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) & ~(0x3 << 62) | 7 << 76 | 2 << 62
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
