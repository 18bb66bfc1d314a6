"""Files that came with what was done of a case."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("case_step", sa.Column("files", sa.String))
    op.execute(
        "CREATE TRIGGER case_step_keeps_files BEFORE UPDATE ON case_step WHEN NEW.files IS NOT OLD.files"
        " BEGIN SELECT RAISE(ABORT, 'a step that was taken is never changed'); END"
    )
