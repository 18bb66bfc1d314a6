"""Lists of one kind, and what was invested in a month, are counted by an index alone."""

from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_enterprise_row_kind", "enterprise_row", ["kind", "enterprise_id"])
    op.drop_index("ix_project_month", "project_month")
    op.create_index("ix_project_month", "project_month", ["month", "project_id", "done", "planned"])
