"""Policies that were imported: every version as its file was, and which of them are in force."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "policy_file",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("sha256", sa.String, nullable=False, unique=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("imported_at", sa.DateTime, nullable=False),
        sa.Column("imported_by", sa.String, nullable=False),
        sa.Column("in_force_since", sa.DateTime),
        sa.Column("in_force_by", sa.String),
    )
    # Of the versions of one policy only one is in force at a time.
    op.create_index(
        "uq_policy_file_in_force",
        "policy_file",
        ["policy_id"],
        unique=True,
        sqlite_where=sa.text("in_force_since IS NOT NULL"),
    )
