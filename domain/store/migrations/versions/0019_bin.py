"""Assessments and filters that are deleted stay for a while, so that they can be brought back."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # In the order in which they were deleted, so that the last of very many are found at once.
    op.drop_index("ix_enterprise_deleted", "enterprise")
    op.create_index(
        "ix_enterprise_deleted", "enterprise", ["deleted_at"], sqlite_where=sa.text("deleted_at IS NOT NULL")
    )
    op.add_column("assessment_run", sa.Column("deleted_at", sa.DateTime))
    # Anew, since a deleted one no longer holds its name, and SQLite cannot take a constraint away.
    op.rename_table("saved_filter", "former_filter")
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
        sa.Column("deleted_at", sa.DateTime),
    )
    op.execute("INSERT INTO saved_filter (id, name, content, saved_at) SELECT * FROM former_filter")
    op.drop_table("former_filter")
    op.create_index(
        "uq_saved_filter_name",
        "saved_filter",
        ["name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
