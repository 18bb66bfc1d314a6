"""All awards of an enterprise are found by an index: its page, and what it may get, looked through every case."""

from alembic import op

revision = "0058"
down_revision = "0056"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ix_award_case_enterprise ON award_case (enterprise_id)")
