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
