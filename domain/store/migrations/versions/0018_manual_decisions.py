"""What persons decide where a rule leaves it to one."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "manual_decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("enterprise_id", sa.Integer, sa.ForeignKey("enterprise.id"), nullable=False),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("policy_sha256", sa.String, nullable=False),
        sa.Column("policy_version", sa.String, nullable=False),
        sa.Column("clause_id", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("doubt", sa.String, nullable=False),
        sa.Column("facts", sa.String, nullable=False),
        sa.Column("evidence_kind", sa.String, nullable=False),
        sa.Column("evidence", sa.String, nullable=False),
        sa.Column("attachments", sa.String, nullable=False),
        sa.Column("decided_by", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("decided_at", sa.DateTime, nullable=False),
        sa.Column("withdrawn_by", sa.String),
        sa.Column("withdrawn_at", sa.DateTime),
        sa.Column("withdrawal_reason", sa.String, nullable=False),
    )
    op.add_column("attachment", sa.Column("evidence_since", sa.DateTime))
    op.create_index("ix_manual_decision", "manual_decision", ["policy_id", "enterprise_id", "clause_id"])
