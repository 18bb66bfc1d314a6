"""What a case is, and which of its signatures count, follows from its steps, whatever a statement says.

A signature was made not to count, and to count again, by a statement alone, which let one person sign twice.
Visits keep photographs.
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

# A step is written first, then what it voids, then the case: only in between is its number one ahead.
_STEP_AHEAD = (
    "EXISTS (SELECT 1 FROM award_case c JOIN case_step s ON s.case_id = c.id AND s.number = c.version + 1"
    " WHERE c.id = NEW.case_id{})"
)
_FIXED = ("road_sha256", "papers", "applicant", "clause_title")
_SEEN = ("seen", "as_of")


def upgrade() -> None:
    op.add_column("visit", sa.Column("photos", sa.String))
    voided = _STEP_AHEAD.format(" AND NEW.voided_by = s.number")
    counts = _STEP_AHEAD.format(" AND s.did = 'undo'")
    _guard(
        "case_step_voids",
        "UPDATE OF voided_by ON case_step WHEN NEW.voided_by IS NOT OLD.voided_by"
        f" AND NOT ({voided} OR NEW.voided_by IS NULL AND {counts})",
        "only a step voids another",
    )
    _guard(
        "award_case_keeps",
        f"UPDATE OF {', '.join(_FIXED)} ON award_case WHEN {_differ(_FIXED)}",
        "what a case is about is never changed",
    )
    _guard(
        "award_case_is_seen",
        f"UPDATE OF {', '.join(_SEEN)} ON award_case WHEN {_differ(_SEEN)} AND NOT EXISTS"
        " (SELECT 1 FROM case_step WHERE case_id = NEW.id AND number = NEW.version"
        " AND NEW.version = OLD.version + 1)",
        "a case is only changed by a step",
    )
    for table, said in (
        ("case_road", "a road that a case began is never deleted"),
        ("case_batch", "a batch is never deleted"),
    ):
        _guard(f"{table}_undeleted", f"DELETE ON {table}", said)
    # INSERT OR REPLACE deletes what is there without a word.
    for table in ("case_road", "case_batch"):
        _guard(
            f"{table}_is_not_replaced",
            f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
            "what is there is never replaced",
        )


def _differ(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{one}.{name}" for name in columns) for one in ("NEW", "OLD"))
    return f"({new}) IS NOT ({old})"


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
