"""Numbers that no notice of this store was issued under stand in the register of notices all the same."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Empty for a notice that was issued here.
    op.add_column("notice", sa.Column("kind", sa.String, nullable=False, server_default=""))
    # Of what is only known from outside there may be two for one award; the program itself issues one.
    op.drop_index("uq_notice_award", "notice")
    op.create_index(
        "uq_notice_award",
        "notice",
        ["uscc", "policy_id", "clause_id"],
        unique=True,
        sqlite_where=sa.text("voided_at IS NULL AND kind = ''"),
    )
