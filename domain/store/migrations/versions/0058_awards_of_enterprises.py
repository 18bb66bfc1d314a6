"""All awards of an enterprise are found by an index: its page looked through every case there is."""

from alembic import op

revision = "0058"
down_revision = "0057"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX ix_award_case_enterprise ON award_case (enterprise_id)")
