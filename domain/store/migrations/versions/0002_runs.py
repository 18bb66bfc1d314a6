"""Assessments of the whole register, kept with their day so that two of them can be compared."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "assessment_run",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("policy_title", sa.String, nullable=False),
        sa.Column("policy_version", sa.String, nullable=False),
        sa.Column("policy_sha256", sa.String, nullable=False),
        sa.Column("clauses", sa.String, nullable=False),
        sa.Column("taken_at", sa.DateTime, nullable=False),
        sa.Column("taken_by", sa.String, nullable=False),
        sa.Column("enterprises", sa.Integer, nullable=False),
    )
    op.create_index("ix_assessment_run_policy", "assessment_run", ["policy_id", "taken_at"])
    op.create_table(
        "assessment_result",
        sa.Column("run_id", sa.Integer, sa.ForeignKey("assessment_run.id", ondelete="CASCADE")),
        # No key to the register: a result outlives the enterprise it was found for.
        sa.Column("enterprise_id", sa.Integer),
        sa.Column("clause_id", sa.String),
        sa.Column("uscc", sa.String, nullable=False),
        sa.Column("enterprise_name", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("most", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "enterprise_id", "clause_id"),
        sqlite_with_rowid=False,
    )
