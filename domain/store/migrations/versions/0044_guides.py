"""办事指南: topics as they are read out, and the calls that were answered with them."""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

_HOLDS = {
    "guide_topic": "trim(NEW.title) = '' OR NEW.days < 1 OR NEW.valid_until < NEW.valid_from",
    "guide_call": "NEW.answered NOT IN ('yes', 'no')"
    " OR NEW.rating NOT IN ('', 'content', 'fairly', 'not')"
    " OR NEW.time NOT GLOB '[0-2][0-9]:[0-5][0-9]' OR NEW.time > '23:59'"
    " OR NEW.problem_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM problem WHERE id = NEW.problem_id)",
}


def upgrade() -> None:
    op.create_table(
        "guide_topic",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        *(sa.Column(name, sa.String, nullable=False) for name in ("title", "asks", "answer", "papers")),
        *(sa.Column(name, sa.String, nullable=False) for name in ("place", "phone", "hours")),
        sa.Column("days", sa.Integer),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("clause_id", sa.String, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_until", sa.Date),
        sa.Column("keeper", sa.String, nullable=False),
        sa.Column("checked_on", sa.Date),
        sa.Column("shipped", sa.String, nullable=False),
        sa.Column("spelling", sa.String, nullable=False),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("changed_at", sa.DateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deleted_at", sa.DateTime),
    )
    # One that is deleted no longer holds its title.
    there = sa.text("deleted_at IS NULL")
    op.create_index("uq_guide_topic_title", "guide_topic", ["title"], unique=True, sqlite_where=there)
    op.create_table(
        "guide_call",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("time", sa.String, nullable=False),
        sa.Column("caller", sa.String, nullable=False),
        sa.Column("phone", sa.String, nullable=False),
        sa.Column("enterprise_id", sa.Integer),
        sa.Column("asked", sa.String, nullable=False),
        sa.Column("answered", sa.String, nullable=False),
        sa.Column("rating", sa.String, nullable=False),
        sa.Column("problem_id", sa.Integer, unique=True),
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("deleted_at", sa.DateTime),
    )
    op.create_index("ix_guide_call_day", "guide_call", ["day"])
    op.create_index("ix_guide_call_enterprise", "guide_call", ["enterprise_id"])
    op.create_table(
        "guide_call_topic",
        sa.Column("call_id", sa.Integer, primary_key=True),
        sa.Column("topic_id", sa.Integer, primary_key=True),
        sa.Column("title", sa.String, nullable=False),
    )
    op.create_index("ix_guide_call_topic", "guide_call_topic", ["topic_id", "call_id"])
    _create_guards()


def _create_guards() -> None:
    for table, wrong in _HOLDS.items():
        for verb in ("INSERT", "UPDATE"):
            _guard(f"{table}_holds_{verb.lower()}", f"{verb} ON {table} WHEN {wrong}", "this cannot be")
        _guard(f"{table}_undeleted", f"DELETE ON {table}", "what was entered is kept")
        _guard(
            f"{table}_is_not_replaced",
            f"INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id)",
            "what is there is never replaced",
        )
    _guard(
        "guide_call_keeps_its_problem",
        "UPDATE ON guide_call WHEN OLD.problem_id IS NOT NULL AND (NEW.problem_id IS NOT OLD.problem_id"
        " OR NEW.deleted_at IS NOT NULL)",
        "what became of a call stays",
    )
    for what in ("call", "topic"):
        _guard(
            f"guide_call_topic_has_its_{what}",
            "INSERT ON guide_call_topic WHEN NOT EXISTS"
            f" (SELECT 1 FROM guide_{what} WHERE id = NEW.{what}_id)",
            "it belongs to a call and a topic",
        )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
