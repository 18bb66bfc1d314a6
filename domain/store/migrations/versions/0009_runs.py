"""A kept assessment says itself how much it granted: listing them need not go through every result."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("granted", "amount"):
        op.add_column("assessment_run", sa.Column(name, sa.Integer, nullable=False, server_default="0"))
    op.execute(
        "UPDATE assessment_run SET (granted, amount) ="
        " (SELECT count(*), coalesce(sum(amount), 0) FROM assessment_result WHERE run_id = assessment_run.id"
        " AND outcome = 'granted')"
    )
