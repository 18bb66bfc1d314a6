"""Entries of the trail say in columns of their own what they speak of, and are found by time and person."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_audit_entry_subject", "audit_entry")
    op.add_column("audit_entry", sa.Column("kind", sa.String, nullable=False, server_default=""))
    op.add_column("audit_entry", sa.Column("subject_id", sa.Integer))
    # ``enterprise:12``, ``enterprise`` for many at once, ``filter:重点企业``, which has no number.
    op.execute(
        "UPDATE audit_entry SET"
        " kind = CASE WHEN instr(subject, ':') THEN substr(subject, 1, instr(subject, ':') - 1)"
        " ELSE subject END,"
        " subject_id = CASE WHEN instr(subject, ':') AND subject NOT LIKE 'filter:%'"
        " THEN CAST(substr(subject, instr(subject, ':') + 1) AS INTEGER) END"
    )
    with op.batch_alter_table("audit_entry", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.drop_column("subject")
    op.create_index("ix_audit_entry_subject", "audit_entry", ["kind", "subject_id"])
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_actor", "audit_entry", ["actor", "at"])
