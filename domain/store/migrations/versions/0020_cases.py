"""Cases: an award on its way, one for each enterprise, clause and instalment, with every step it takes.

What the service holds is held here too: no award twice, no step past the one that was just taken, nothing of
a case altered without a step that says so, and no step by who must be another.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_ALIVE = "ended IN ('', 'granted')"
_FIRST = "ifnull(NEW.number - (SELECT version FROM award_case WHERE id = NEW.case_id), -1) NOT IN (0, 1)"
_SIGNED_BY_SAME = (
    "SELECT 1 FROM award_case one JOIN case_road road ON road.sha256 = one.road_sha256,"
    " json_each(road.apart, '$.\"' || NEW.did || ':' || NEW.step || '\"') other"
    " JOIN case_step done ON done.case_id = one.id AND done.did = 'onward' AND done.voided_by IS NULL"
    " AND done.step = other.value WHERE one.id = NEW.case_id AND done.account_id = NEW.account_id"
)
_MOVED = ("at", "since", "waits", "ended", "amount", "version")
_DECIDED = ("enterprise_name", "uscc", "policy_sha256", "facts", "decision", "computed", "bound")
_FIXED = ("id", "uid", "enterprise_id", "policy_id", "clause_id", "instalment", "period", "origin", "asked")
_STEP = (
    *("id", "case_id", "number", "did", "step", "title", "was_at", "was_since", "was_waits", "to_at"),
    *("account_id", "by_name", "done_at", "day", "remark", "objection", "public_from", "public_to"),
    *(
        "answered_on",
        "in_favour",
        "papers",
        "was_amount",
        "amount",
        "former",
        "rival_id",
        "settlement",
        "act",
    ),
)


def upgrade() -> None:
    _create_tables()
    op.create_index(
        "uq_award_case",
        "award_case",
        ["enterprise_id", "policy_id", "clause_id", "instalment", "period"],
        unique=True,
        sqlite_where=sa.text(_ALIVE),
    )
    op.create_index("ix_award_case_ended", "award_case", ["ended", "at", "since"])
    op.create_index("ix_award_case_batch", "award_case", ["batch_id"])
    op.create_index("uq_case_step", "case_step", ["case_id", "number"], unique=True)
    op.create_index("ix_case_step_act", "case_step", ["act"])
    _create_guards()


def _create_tables() -> None:
    op.create_table(
        "case_road",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False, unique=True),
        sa.Column("road_id", sa.String, nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("apart", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "case_batch",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "award_case",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("enterprise_id", sa.Integer, nullable=False),
        sa.Column("uscc", sa.String, nullable=False),
        sa.Column("enterprise_name", sa.String, nullable=False),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("policy_title", sa.String, nullable=False),
        sa.Column("policy_sha256", sa.String, nullable=False),
        sa.Column("clause_id", sa.String, nullable=False),
        sa.Column("clause_title", sa.String, nullable=False),
        sa.Column("instalment", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("origin", sa.String, nullable=False),
        sa.Column("applicant", sa.String, nullable=False),
        sa.Column("asked", sa.Integer),
        sa.Column("facts", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("computed", sa.Integer, nullable=False),
        sa.Column("bound", sa.Integer),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("seen", sa.String, nullable=False),
        sa.Column("as_of", sa.Integer, nullable=False),
        sa.Column("papers", sa.String, nullable=False),
        sa.Column("road_sha256", sa.String, nullable=False),
        sa.Column("at", sa.String, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("waits", sa.String, nullable=False),
        sa.Column("ended", sa.String, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("batch_id", sa.Integer),
    )
    op.create_table(
        "case_step",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer, nullable=False),
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
        sa.Column("objection", sa.Integer, nullable=False),
        sa.Column("public_from", sa.Date),
        sa.Column("public_to", sa.Date),
        sa.Column("answered_on", sa.Date),
        sa.Column("in_favour", sa.Integer),
        sa.Column("papers", sa.String, nullable=False),
        sa.Column("was_amount", sa.Integer),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("former", sa.String, nullable=False),
        sa.Column("rival_id", sa.Integer),
        sa.Column("settlement", sa.String, nullable=False),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("voided_by", sa.Integer),
    )


def _create_guards() -> None:
    _guard(
        "case_step_four_eyes",
        "INSERT ON case_step WHEN (SELECT are_on FROM four_eyes)"
        f" AND (NEW.did = 'onward' AND NEW.account_id IS NULL OR EXISTS ({_SIGNED_BY_SAME}))",
        "needs another person",
    )
    _guard("case_step_follows", f"INSERT ON case_step WHEN {_FIRST}", "somebody was first")
    _guard(
        "case_step_stays",
        f"UPDATE ON case_step WHEN {_differ(_STEP)}",
        "a step that was taken is never changed",
    )
    _guard("case_step_undeleted", "DELETE ON case_step", "a step that was taken is never deleted")
    for name, columns, did in (
        ("moves", _MOVED, ""),
        ("is_decided", _DECIDED, " AND did IN ('take_in', 'undo')"),
    ):
        _guard(
            f"award_case_{name}",
            f"UPDATE OF {', '.join(columns)} ON award_case WHEN {_differ(columns)}"
            " AND NOT EXISTS (SELECT 1 FROM case_step WHERE case_id = NEW.id"
            f" AND NEW.version = OLD.version + 1 AND number = NEW.version"
            f" AND to_at = NEW.at AND amount = NEW.amount{did})",
            "a case is only changed by a step",
        )
    _guard(
        "award_case_stays",
        f"UPDATE ON award_case WHEN {_differ(_FIXED)}",
        "what a case is about is never changed",
    )
    for name, before in (("begins", "INSERT"), ("is_bounded", "UPDATE OF amount, bound")):
        _guard(
            f"award_case_{name}",
            f"{before} ON award_case WHEN NEW.amount < 0 OR NEW.amount > NEW.bound",
            "an amount is within its bounds",
        )
    _guard("award_case_undeleted", "DELETE ON award_case", "a case is never deleted")
    _guard("case_road_stays", "UPDATE ON case_road", "a road that a case began is never changed")


def _differ(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{one}.{name}" for name in columns) for one in ("NEW", "OLD"))
    return f"({new}) IS NOT ({old})"


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
