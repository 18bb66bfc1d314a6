"""Why a version of a policy is used although its wording and its formulas disagree."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "policy_file", sa.Column("disagreement_reason", sa.String, nullable=False, server_default="")
    )
    op.add_column("policy_file", sa.Column("disagreement_accepted_by", sa.String))
    op.add_column("policy_file", sa.Column("disagreement_accepted_at", sa.DateTime))
