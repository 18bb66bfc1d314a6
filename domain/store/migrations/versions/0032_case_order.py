"""Cases are listed in the order in which they came to where they are; no key sorts all of them any more."""

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # The first columns are the order; the others are what a list filters by and shows of very many.
    op.create_index(
        "ix_award_case_since",
        "award_case",
        [
            *("ended", "since", "id", "enterprise_name", "uscc", "enterprise_id"),
            *("policy_id", "clause_id", "batch_id", "amount"),
        ],
    )
