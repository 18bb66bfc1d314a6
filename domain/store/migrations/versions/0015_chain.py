"""Each entry of the trail has the hash of the one before; none can be changed or deleted.

What was there before is held by one entry over all of it: its hash of the one before is over the hashes of
all that came before, in their order.
"""

import hashlib
import json
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_BATCH = 5_000


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("previous", sa.String, nullable=False, server_default=""))
    op.add_column("audit_entry", sa.Column("account_id", sa.Integer))
    connection = op.get_bind()
    whole, last = hashlib.sha256(), 0
    entries = connection.exec_driver_sql("SELECT id, sha256 FROM audit_entry ORDER BY id")
    for batch in entries.partitions(_BATCH):
        last = batch[-1][0]
        whole.update("".join(sha256 for _, sha256 in batch).encode("ascii", "replace"))
    if last:
        _begin(connection, last, whole.hexdigest())
    op.execute(
        "CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry"
        " BEGIN SELECT RAISE(ABORT, 'an entry of the trail is never changed'); END"
    )
    op.execute(
        "CREATE TRIGGER audit_entry_undeleted BEFORE DELETE ON audit_entry"
        " BEGIN SELECT RAISE(ABORT, 'an entry of the trail is never deleted'); END"
    )


def _begin(connection: sa.Connection, last: int, previous: str) -> None:
    at = datetime.now(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    summary = "操作记录从这一条起逐条相连，此前的由这一条整体锁定"
    said = (last + 1, previous, at, "本程序", None, "store.chain", "store", None, summary, "{}", None)
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    connection.exec_driver_sql(
        "INSERT INTO audit_entry (id, previous, at, actor, account_id, action, kind, subject_id, summary,"
        " details, import_id, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*said, hashlib.sha256(text.encode("utf-8")).hexdigest()),
    )
