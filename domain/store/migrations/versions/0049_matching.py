"""对接: parks with their tenants, events with who came and what was signed, needs and what came of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

_HELD = {
    "business_park": "NEW.stage NOT IN ('planned', 'building', 'open') OR trim(NEW.name) = ''"
    " OR NEW.until < NEW.since OR (NEW.until IS NULL) <> (NEW.ended_because = '') OR NEW.total < 0"
    " OR NEW.area < 0",
    "park_tenant": "NEW.until < NEW.since OR NEW.area < 0 OR NEW.with_park AND NEW.until IS NULL"
    " OR EXISTS (SELECT 1 FROM park_tenant other WHERE other.park_id = NEW.park_id"
    " AND other.enterprise_id = NEW.enterprise_id AND other.id IS NOT NEW.id"
    " AND (other.until IS NULL OR other.until > NEW.since)"
    " AND (NEW.until IS NULL OR NEW.until > other.since))",
    "park_year": "strftime('%m-%d', NEW.first) <> '01-01' OR NEW.invested < 0 OR NEW.output < 0",
    "match_event": "NEW.kind NOT IN ('banks', 'sales', 'jobs', 'schools', 'other') OR trim(NEW.name) = ''",
    "event_guest": "(NEW.enterprise_id IS NULL) = (NEW.name = '') OR NEW.people < 1",
    "event_deal": "(NEW.enterprise_id IS NULL) = (NEW.name = '') OR NEW.signed NOT IN ('contract', 'intent')"
    " OR NEW.products < 1 OR NEW.people < 1 OR NEW.amount < 0 OR NEW.done < 0"
    " OR (NEW.done IS NULL) <> (NEW.done_on IS NULL)",
    "need": "NOT (NEW.matter = 'financing' AND NEW.wanted > 0 AND NEW.people IS NULL"
    " OR NEW.matter = 'jobs' AND NEW.people > 0 AND NEW.wanted IS NULL) OR NEW.ended_on < NEW.day"
    " OR (NEW.ended_on IS NULL) <> (NEW.ended_because = '')",
    "need_outcome": "NEW.amount <= 0 OR NEW.people <= 0 OR (NEW.amount IS NULL) = (NEW.people IS NULL)"
    " OR EXISTS (SELECT 1 FROM need WHERE id = NEW.need_id"
    " AND (NEW.day < day OR (matter = 'jobs') = (NEW.people IS NULL)))",
}
"""What no row of these tables may be."""
_HANGING = {
    "park_tenant": "business_park",
    "park_year": "business_park",
    "event_guest": "match_event",
    "event_deal": "match_event",
    "need_outcome": "need",
}
_FIXED = ("id", "uid", "made_at", "by_name")


def upgrade() -> None:
    _create_parks()
    _create_events()
    _create_needs()
    _create_guards()


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String, nullable=False) for name in names]


def _id() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
    ]


def _entered() -> list[sa.Column[Any]]:
    return [
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deleted_at", sa.DateTime),
    ]


def _create_parks() -> None:
    op.create_table(
        "business_park",
        *_id(),
        *_texts("name", "kind", "stage", "street", "place", "operator", "contact", "phone"),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        *_texts("ended_because"),
        sa.Column("total", sa.Integer),
        sa.Column("area", sa.Integer),
        *_entered(),
    )
    # One that is deleted no longer holds its name.
    there = sa.text("deleted_at IS NULL")
    op.create_index("uq_park_name", "business_park", ["name"], unique=True, sqlite_where=there)
    op.create_table(
        "park_tenant",
        *_id(),
        sa.Column("park_id", sa.Integer, nullable=False),
        sa.Column("enterprise_id", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date),
        *_texts("because"),
        sa.Column("with_park", sa.Boolean, nullable=False),
        sa.Column("area", sa.Integer),
        sa.Column("import_id", sa.Integer),
    )
    op.create_index("ix_park_tenant_park", "park_tenant", ["park_id", "enterprise_id"])
    op.create_index("ix_park_tenant_enterprise", "park_tenant", ["enterprise_id"])
    op.create_table(
        "park_year",
        sa.Column("park_id", sa.Integer, primary_key=True),
        sa.Column("first", sa.Date, primary_key=True),
        sa.Column("invested", sa.Integer),
        sa.Column("output", sa.Integer),
    )


def _create_events() -> None:
    op.create_table(
        "match_event",
        *_id(),
        *_texts("kind", "name"),
        sa.Column("day", sa.Date, nullable=False),
        *_texts("place", "host", "found"),
        *_entered(),
    )
    op.create_index("ix_match_event_day", "match_event", ["day"])
    op.create_table(
        "event_guest",
        sa.Column("event_id", sa.Integer, primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        sa.Column("enterprise_id", sa.Integer),
        *_texts("name"),
        sa.Column("people", sa.Integer),
    )
    op.create_index("ix_event_guest_enterprise", "event_guest", ["enterprise_id"])
    op.create_table(
        "event_deal",
        *_id(),
        sa.Column("event_id", sa.Integer, nullable=False),
        sa.Column("enterprise_id", sa.Integer),
        *_texts("name", "partner", "signed", "what"),
        sa.Column("products", sa.Integer),
        sa.Column("people", sa.Integer),
        sa.Column("amount", sa.Integer),
        sa.Column("done", sa.Integer),
        sa.Column("done_on", sa.Date),
    )
    op.create_index("ix_event_deal_event", "event_deal", ["event_id"])
    op.create_index("ix_event_deal_enterprise", "event_deal", ["enterprise_id"])


def _create_needs() -> None:
    op.create_table(
        "need",
        *_id(),
        *_texts("matter"),
        sa.Column("enterprise_id", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        *_texts("title"),
        sa.Column("wanted", sa.Integer),
        sa.Column("people", sa.Integer),
        *_texts("detail"),
        sa.Column("ended_on", sa.Date),
        *_texts("ended_because"),
        *_entered(),
    )
    op.create_index("ix_need_day", "need", ["day", "matter"])
    op.create_index("ix_need_enterprise", "need", ["enterprise_id"])
    op.create_table(
        "need_outcome",
        *_id(),
        sa.Column("need_id", sa.Integer, nullable=False),
        *_texts("through"),
        sa.Column("day", sa.Date, nullable=False),
        *_texts("partner"),
        sa.Column("amount", sa.Integer),
        sa.Column("people", sa.Integer),
        *_texts("remark"),
    )
    op.create_index("ix_need_outcome_need", "need_outcome", ["need_id"])
    op.create_index("ix_need_outcome_day", "need_outcome", ["day"])


def _create_guards() -> None:
    for table, wrong in _HELD.items():
        for verb in ("INSERT", "UPDATE"):
            _guard(f"{table}_holds_{verb.lower()}", f"{verb} ON {table} WHEN {wrong}", "this cannot be")
    for table in dict.fromkeys(_HANGING.values()):
        _guard(f"{table}_stays", f"UPDATE ON {table} WHEN {_differ(_FIXED)}", "which it is never changes")
        _guard(f"{table}_undeleted", f"DELETE ON {table}", "what was entered is kept")
        _guard(
            f"{table}_is_not_replaced",
            f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
            "what is there is never replaced",
        )
    for table, parent in _HANGING.items():
        column = f"{parent.rpartition('_')[2]}_id"
        _guard(
            f"{table}_has_its_{parent}",
            f"INSERT ON {table} WHEN NOT EXISTS"
            f" (SELECT 1 FROM {parent} WHERE id = NEW.{column} AND deleted_at IS NULL)",
            "it belongs to something that is there",
        )
        _guard(
            f"{table}_stays_with_its_{parent}",
            f"UPDATE ON {table} WHEN NEW.{column} IS NOT OLD.{column}",
            "what it belongs to never changes",
        )


def _differ(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{one}.{name}" for name in columns) for one in ("NEW", "OLD"))
    return f"({new}) IS NOT ({old})"


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
