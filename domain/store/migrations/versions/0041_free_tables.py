"""Tables that an office put together for itself are kept under a name."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "free_table",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
        sa.Column("deleted_at", sa.DateTime),
    )
    # One that is deleted no longer holds its name.
    op.create_index(
        "uq_free_table_name",
        "free_table",
        ["name"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
    )
