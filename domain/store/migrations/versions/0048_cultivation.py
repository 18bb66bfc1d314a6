"""培育库: thresholds the office set, enterprises taken in, lists as they were printed, the city's numbers.

On what somebody was taken in, and what was printed, stays; a threshold applies to what comes after it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

_STAYS = {
    "cultivation_threshold": ("standard", "fact", "amount", "percent", "since", "source"),
    "candidate_list": ("title", "target", "day", "content"),
    "city_count": ("kind", "level", "day", "count", "source"),
    "cultivated": ("enterprise_id", "target", "since", "basis"),
}
_WHO = ("id", "uid", "account_id", "by_name", "made_at")
_HOLDS = {
    "cultivation_threshold": "NEW.amount < 0 OR NEW.percent NOT BETWEEN 0 AND 100"
    " OR NEW.amount = 0 AND NEW.percent = 0 OR trim(NEW.source) = ''",
    "candidate_list": "trim(NEW.title) = '' OR NOT json_valid(NEW.content)",
    "city_count": "NEW.count < 0 OR trim(NEW.source) = ''",
    "cultivated": "NEW.stage NOT IN ('sought', 'growing', 'applying', 'reached', 'lost', 'dropped')"
    " OR NOT json_valid(NEW.basis) OR NEW.moved_on < NEW.since"
    " OR NEW.stage IN ('lost', 'dropped') AND trim(NEW.because) = ''"
    " OR (NEW.stage IN ('reached', 'lost')) <> (NEW.reached_on IS NOT NULL)"
    " OR (NEW.stage = 'lost') <> (NEW.lost_on IS NOT NULL)"
    " OR NEW.lost_on < NEW.reached_on OR NEW.reached_on < NEW.since",
}


def upgrade() -> None:
    op.create_table(
        "cultivation_threshold",
        *_ids(),
        sa.Column("standard", sa.String, nullable=False),
        sa.Column("fact", sa.String, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("percent", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        *_by(),
        sa.Column("voided_at", sa.DateTime),
    )
    op.create_table(
        "cultivated",
        *_ids(),
        sa.Column("enterprise_id", sa.Integer, nullable=False),
        sa.Column("target", sa.String, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("cadre_id", sa.Integer),
        sa.Column("planned_on", sa.Date),
        sa.Column("basis", sa.String, nullable=False),
        sa.Column("stage", sa.String, nullable=False),
        sa.Column("moved_on", sa.Date, nullable=False),
        sa.Column("because", sa.String, nullable=False),
        sa.Column("reached_on", sa.Date),
        sa.Column("lost_on", sa.Date),
        sa.Column("remark", sa.String, nullable=False),
        *_by(),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deleted_at", sa.DateTime),
    )
    op.create_table(
        "candidate_list",
        *_ids(),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("target", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("content", sa.String, nullable=False),
        *_by(),
        sa.Column("voided_at", sa.DateTime),
    )
    op.create_table(
        "city_count",
        *_ids(),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("level", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("source", sa.String, nullable=False),
        *_by(),
        sa.Column("voided_at", sa.DateTime),
    )
    _create_indexes()
    for table in _STAYS:
        _create_guards(table)


def _ids() -> list[sa.Column[object]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
    ]


def _by() -> list[sa.Column[object]]:
    return [
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
    ]


def _create_indexes() -> None:
    # What was lost or given up, or lies in the bin, makes room for another try.
    unique = {
        "cultivated": (
            ["enterprise_id", "target"],
            "deleted_at IS NULL AND stage NOT IN ('lost', 'dropped')",
        ),
        "cultivation_threshold": (["standard", "fact", "since"], "voided_at IS NULL"),
        "city_count": (["kind", "level", "day"], "voided_at IS NULL"),
    }
    for table, (columns, there) in unique.items():
        op.create_index(f"uq_{table}", table, columns, unique=True, sqlite_where=sa.text(there))
    op.create_index("ix_cultivated_cadre", "cultivated", ["cadre_id"])


def _create_guards(table: str) -> None:
    for verb in ("INSERT", "UPDATE"):
        _guard(f"{table}_holds_{verb.lower()}", f"{verb} ON {table} WHEN {_HOLDS[table]}", "this cannot be")
    _guard(f"{table}_stays", f"UPDATE ON {table} WHEN {_differ(_STAYS[table] + _WHO)}", "what was said stays")
    _guard(f"{table}_undeleted", f"DELETE ON {table}", "what was entered is kept")
    _guard(
        f"{table}_is_not_replaced",
        f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id OR uid = NEW.uid)",
        "what is there is never replaced",
    )


def _differ(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{one}.{name}" for name in columns) for one in ("NEW", "OLD"))
    return f"({new}) IS NOT ({old})"


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
