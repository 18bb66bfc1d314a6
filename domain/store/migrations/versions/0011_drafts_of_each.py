"""Drafts belong to who typed them; nobody owns those that are there already."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.rename_table("draft", "former_draft")
    op.create_table(
        "draft",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("owner", sa.String, primary_key=True),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
    )
    op.execute("INSERT INTO draft SELECT key, '', content, saved_at FROM former_draft")
    op.drop_table("former_draft")
