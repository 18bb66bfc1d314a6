"""What comes into a ledger from a file can go again, problems among it, as long as nobody went on with them.

A problem is never deleted otherwise: only with an import that was taken back, with steps of that act alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

_WENT_ON = (
    "EXISTS (SELECT 1 FROM problem_step later JOIN problem_step first ON first.problem_id = later.problem_id"
    " AND first.number = 1 WHERE later.problem_id = OLD.id AND later.done_at <> first.done_at)"
)
_TAKEN_BACK = "EXISTS (SELECT 1 FROM import_act WHERE id = OLD.import_id AND undone_at IS NOT NULL)"


def upgrade() -> None:
    op.add_column("import_act", sa.Column("ledger", sa.String))
    op.add_column("problem", sa.Column("import_id", sa.Integer))
    op.execute("DROP TRIGGER problem_undeleted")
    op.execute("DROP TRIGGER problem_step_undeleted")
    _guard(
        "problem_undeleted",
        f"DELETE ON problem WHEN OLD.import_id IS NULL OR NOT {_TAKEN_BACK} OR {_WENT_ON}",
        "a problem is only deleted with its import",
    )
    _guard(
        "problem_step_undeleted",
        "DELETE ON problem_step WHEN EXISTS (SELECT 1 FROM problem WHERE id = OLD.problem_id)",
        "a step is never deleted",
    )
    _guard(
        "problem_import_stays",
        "UPDATE OF import_id ON problem WHEN OLD.import_id IS NOT NEW.import_id",
        "with which import it came never changes",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
