"""People have accounts: who may do what, and how they prove who they are."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("sign_in", sa.String, nullable=False, unique=True),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("roles", sa.String, nullable=False),
        sa.Column("since", sa.String, nullable=False),
        sa.Column("until", sa.String),
        sa.Column("password", sa.LargeBinary),
        sa.Column("recovery", sa.LargeBinary),
        sa.Column("unconfirmed", sa.String, nullable=False),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("account_id", sa.Integer, primary_key=True),
        sa.Column("wrong", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
    )
