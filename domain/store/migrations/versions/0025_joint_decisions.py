"""What persons decide of several enterprises at once."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("scope", sa.String, nullable=False, server_default=""),
        sa.Column("joint", sa.Integer),
        sa.Column("place", sa.Integer, nullable=False, server_default="0"),
    ):
        op.add_column("manual_decision", column)
