"""The ledgers of 万人助万企: departments, cadres and whom they look after, visits, problems on their roads.

As with cases, a problem is only moved by a step that says so, and a step is never changed or deleted; and
nobody ends a problem that they solved themselves while four eyes are on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_MOVED = ("at", "since", "waits", "ended", "ended_on", "grade", "road_sha256", "version")
_FIXED = ("id", "uid", "number", "matter")
_STEP = (
    *("id", "problem_id", "number", "did", "step", "title", "was_at", "was_since", "was_waits", "to_at"),
    *("account_id", "by_name", "done_at", "day", "remark", "handler", "former", "act", "files"),
)
_SOLVED_BY_SAME = (
    "SELECT 1 FROM problem_step closing JOIN problem_step solving ON solving.problem_id = closing.problem_id"
    " AND solving.did = 'onward' AND solving.voided_by IS NULL AND solving.to_at = closing.was_at"
    " WHERE closing.problem_id = NEW.id AND closing.number = NEW.version"
    " AND closing.account_id = solving.account_id"
)


def upgrade() -> None:
    _create_people()
    _create_visits()
    _create_problems()
    _create_reports()
    _create_guards()


def _create_people() -> None:
    op.create_table(
        "department",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("contact", sa.String, nullable=False),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("until", sa.Date),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("until", sa.Date),
    )
    op.create_table(
        "cadre",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("duty", sa.String, nullable=False),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("department_id", sa.Integer),
        sa.Column("team_id", sa.Integer),
        sa.Column("account_id", sa.Integer),
        sa.Column("until", sa.Date),
    )
    op.create_table(
        "charge",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("enterprise_id", sa.Integer, nullable=False),
        sa.Column("cadre_id", sa.Integer, nullable=False),
        sa.Column("post", sa.String, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("because", sa.String, nullable=False),
    )
    op.create_index("ix_charge_enterprise", "charge", ["enterprise_id", "until"])
    op.create_index("ix_charge_cadre", "charge", ["cadre_id", "until"])
    op.create_index(
        "uq_charge",
        "charge",
        ["enterprise_id", "cadre_id", "post"],
        unique=True,
        sqlite_where=sa.text("until IS NULL"),
    )


def _create_visits() -> None:
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("way", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("route", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("met", sa.String, nullable=False),
        sa.Column("found", sa.String, nullable=False),
        sa.Column("dropped_because", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deleted_at", sa.DateTime),
    )
    # Counted without looking at the rows themselves, as those of problems.
    op.create_index("ix_visit_day", "visit", ["state", "day", "deleted_at"])
    op.create_table(
        "visit_enterprise",
        sa.Column("visit_id", sa.Integer, primary_key=True),
        sa.Column("enterprise_id", sa.Integer, primary_key=True),
        sa.Column("told", sa.String, nullable=False),
    )
    op.create_index("ix_visit_enterprise", "visit_enterprise", ["enterprise_id", "visit_id"])
    op.create_table(
        "visit_cadre",
        sa.Column("visit_id", sa.Integer, primary_key=True),
        sa.Column("cadre_id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
    )
    op.create_index("ix_visit_cadre", "visit_cadre", ["cadre_id", "visit_id"])


def _create_problems() -> None:
    op.create_table(
        "problem_road",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False, unique=True),
        sa.Column("road_id", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "problem",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("number", sa.String, nullable=False, unique=True),
        sa.Column("matter", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("detail", sa.String, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("enterprise_id", sa.Integer),
        sa.Column("visit_id", sa.Integer),
        sa.Column("common_id", sa.Integer),
        sa.Column("raised_on", sa.Date, nullable=False),
        sa.Column("raised_by", sa.String, nullable=False),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("grade", sa.String, nullable=False),
        sa.Column("road_sha256", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("waits", sa.String, nullable=False),
        sa.Column("department_id", sa.Integer),
        sa.Column("cadre_id", sa.Integer),
        sa.Column("extended_to", sa.Date),
        sa.Column("supervised_since", sa.Date),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("ended", sa.String, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.create_index("ix_problem_open", "problem", ["ended", "at", "since"])
    op.create_index("ix_problem_enterprise", "problem", ["enterprise_id"])
    op.create_index("ix_problem_visit", "problem", ["visit_id"])
    op.create_index("ix_problem_common", "problem", ["common_id"])
    of_figures = ["matter", "ended", "enterprise_id"]
    op.create_index("ix_problem_raised", "problem", ["raised_on", *of_figures, "ended_on", "kind"])
    op.create_index("ix_problem_ended", "problem", ["ended_on", *of_figures, "content"])
    op.create_table(
        "problem_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("problem_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("did", sa.String, nullable=False),
        sa.Column("step", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("was_at", sa.String, nullable=False),
        sa.Column("was_since", sa.Date),
        sa.Column("was_waits", sa.String, nullable=False),
        sa.Column("to_at", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("done_at", sa.DateTime, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("remark", sa.String, nullable=False),
        sa.Column("handler", sa.String, nullable=False),
        sa.Column("former", sa.String, nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("voided_by", sa.Integer),
        sa.Column("files", sa.String),
    )
    op.create_index("uq_problem_step", "problem_step", ["problem_id", "number"], unique=True)
    op.create_index("ix_problem_step_act", "problem_step", ["act"])


def _create_reports() -> None:
    op.create_table(
        "figure_report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("over", sa.String, nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("by", sa.Date, nullable=False),
        sa.Column("figures", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("over", "first"),
    )


def _create_guards() -> None:
    for verb in ("UPDATE", "DELETE"):
        _guard(f"figure_report_stays_{verb.lower()}", f"{verb} ON figure_report", "what was reported stays")
    _guard("problem_step_stays", f"UPDATE ON problem_step WHEN {_differ(_STEP)}", "a step is never changed")
    _guard("problem_step_undeleted", "DELETE ON problem_step", "a step is never deleted")
    _guard(
        "problem_moves",
        f"UPDATE OF {', '.join(_MOVED)} ON problem WHEN {_differ(_MOVED)}"
        " AND NOT EXISTS (SELECT 1 FROM problem_step WHERE problem_id = NEW.id"
        " AND NEW.version = OLD.version + 1 AND number = NEW.version AND to_at = NEW.at)",
        "a problem is only moved by a step",
    )
    _guard("problem_stays", f"UPDATE ON problem WHEN {_differ(_FIXED)}", "which problem it is never changes")
    _guard(
        "problem_ends",
        "UPDATE OF ended, ended_on ON problem WHEN NEW.ended NOT IN ('', 'solved', 'otherwise')"
        " OR (NEW.ended = '') <> (NEW.ended_on IS NULL) OR NEW.ended_on < NEW.raised_on",
        "a problem ends on a day, not before it was raised",
    )
    _guard("charge_ends", "UPDATE OF until ON charge WHEN NEW.until < NEW.since", "it ends before it began")
    _guard("problem_undeleted", "DELETE ON problem", "a problem is never deleted")
    _guard(
        "problem_four_eyes",
        "UPDATE OF ended ON problem WHEN NEW.ended = 'solved' AND OLD.ended <> 'solved'"
        f" AND (SELECT are_on FROM four_eyes) AND EXISTS ({_SOLVED_BY_SAME})",
        "needs another person",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")


def _differ(columns: tuple[str, ...]) -> str:
    return "(" + " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in columns) + ")"
