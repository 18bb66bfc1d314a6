"""Arrangements of holidays that the office entered or imported, a year each."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_year",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("year", sa.Integer, nullable=False, unique=True),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("taken_by", sa.String, nullable=False),
        sa.Column("taken_at", sa.DateTime, nullable=False),
    )
