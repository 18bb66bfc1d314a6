"""What an enterprise answered stays with its step; what was a mistake counts nowhere; guards of problems.

As cases are: a problem begins open, changes by a step alone, and is solved only where one person solved it
and another closed it, whatever way that is written.
"""

from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

_STEP: Final = (
    *("id", "problem_id", "number", "did", "step", "title", "was_at", "was_since", "was_waits", "to_at"),
    *("account_id", "by_name", "done_at", "day", "remark", "handler", "former", "act", "files", "content"),
)
_BY_TWO: Final = (
    "SELECT 1 FROM problem_step closing JOIN problem_step solving ON solving.problem_id = closing.problem_id"
    " AND solving.did = 'onward' AND solving.voided_by IS NULL AND solving.to_at = closing.was_at"
    " WHERE closing.problem_id = NEW.id AND closing.did = 'onward' AND closing.voided_by IS NULL"
    " AND closing.to_at = NEW.at AND closing.account_id IS NOT solving.account_id"
)
_BY_A_STEP: Final = (
    "EXISTS (SELECT 1 FROM problem_step WHERE problem_id = NEW.id AND NEW.version = OLD.version + 1"
    " AND number = NEW.version AND to_at = NEW.at)"
)


def upgrade() -> None:
    op.add_column("problem_step", sa.Column("content", sa.String, nullable=False, server_default=""))
    for name in ("step_stays", "stays", "moves", "ends", "four_eyes"):
        op.execute(f"DROP TRIGGER problem_{name}")
    _guard("problem_step_stays", f"UPDATE ON problem_step WHEN {_differ(_STEP)}", "a step is never changed")
    which = _differ(("id", "uid", "number"))
    _guard("problem_stays", f"UPDATE ON problem WHEN {which}", "which problem it is never changes")
    _guard("problem_moves", f"UPDATE ON problem WHEN NOT {_BY_A_STEP}", "a problem is only changed by a step")
    _guard(
        "problem_begins",
        "INSERT ON problem WHEN NEW.version <> 1 OR NEW.ended <> '' OR NEW.ended_on IS NOT NULL"
        " OR NEW.answer <> '' OR NEW.content <> ''",
        "a problem begins open",
    )
    _guard(
        "problem_ends",
        "UPDATE OF ended, ended_on, raised_on ON problem"
        " WHEN NEW.ended NOT IN ('', 'solved', 'otherwise', 'mistaken')"
        " OR (NEW.ended = '') <> (NEW.ended_on IS NULL) OR NEW.ended_on < NEW.raised_on",
        "a problem ends on a day, not before it was raised",
    )
    _guard(
        "problem_four_eyes",
        "UPDATE OF ended ON problem WHEN NEW.ended = 'solved' AND OLD.ended <> 'solved'"
        f" AND (SELECT are_on FROM four_eyes) AND NOT EXISTS ({_BY_TWO})",
        "needs another person",
    )


def _differ(columns: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns) + ")"


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
