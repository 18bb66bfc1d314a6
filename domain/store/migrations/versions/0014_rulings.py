"""Why notices go out under a policy whose wording is not the official text."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_ruling",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("policy_sha256", sa.String, nullable=False, unique=True),
        sa.Column("policy_title", sa.String, nullable=False),
        sa.Column("policy_version", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("ruled_by", sa.String, nullable=False),
        sa.Column("ruled_at", sa.DateTime, nullable=False),
    )
