"""Days by which visits, answers and who was visited last are counted are found in an index."""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_visit_day", "visit")
    op.create_index("ix_visit_day", "visit", ["state", "day", "way", "deleted_at"])
    op.drop_index("ix_visit_enterprise", "visit_enterprise")
    op.create_index("ix_visit_enterprise", "visit_enterprise", ["enterprise_id", "visit_id", "done_on"])
    op.create_index(
        "ix_problem_step_asked",
        "problem_step",
        ["day", "problem_id"],
        sqlite_where=sa.text("content <> ''"),
    )
