"""What persons decide of several enterprises at once."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nothing in them of what was decided before: the trail does not tell of them.
    for name in ("joint", "place"):
        op.add_column("manual_decision", sa.Column(name, sa.Integer))
