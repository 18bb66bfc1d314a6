"""Why enterprises do not take up what they are entitled to. What was said once stays, and ends once.

One that was only written to was not visited: no day stands with it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None

_SAID = (
    *("id", "uid", "enterprise_id", "policy_id", "clause_id", "clause_title", "why", "remark"),
    *("account_id", "by_name", "made_at"),
)
_OVER = ("ended_at", "ended_by")
_DONE = "(SELECT day FROM visit WHERE id = {} AND state = 'done' AND way <> 'message' AND deleted_at IS NULL)"


def upgrade() -> None:
    op.create_table(
        "unclaimed",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("enterprise_id", sa.Integer, nullable=False),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("clause_id", sa.String, nullable=False),
        sa.Column("clause_title", sa.String, nullable=False),
        sa.Column("why", sa.String, nullable=False),
        sa.Column("remark", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("ended_by", sa.String, nullable=False),
    )
    op.create_index(
        "uq_unclaimed",
        "unclaimed",
        ["enterprise_id", "policy_id", "clause_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_unclaimed_enterprise", "unclaimed", ["enterprise_id"])
    _guard(
        "unclaimed_stays",
        f"UPDATE ON unclaimed WHEN {_differ(_SAID)}"
        f" OR OLD.ended_at IS NOT NULL AND NEW.ended_at IS NOT NULL AND {_differ(_OVER)}",
        "what was said stays",
    )
    _guard("unclaimed_undeleted", "DELETE ON unclaimed", "what was said stays")
    _guard(
        "unclaimed_is_not_replaced",
        "INSERT ON unclaimed WHEN EXISTS (SELECT 1 FROM unclaimed WHERE id = NEW.id OR uid = NEW.uid"
        " OR NEW.ended_at IS NULL AND ended_at IS NULL AND (enterprise_id, policy_id, clause_id)"
        " = (NEW.enterprise_id, NEW.policy_id, NEW.clause_id))",
        "what is there is never replaced",
    )
    op.execute("DROP TRIGGER visit_enterprise_done")
    op.execute("DROP TRIGGER visit_done")
    op.execute(
        "CREATE TRIGGER visit_enterprise_done AFTER INSERT ON visit_enterprise BEGIN UPDATE visit_enterprise"
        f" SET done_on = {_DONE.format('NEW.visit_id')}"
        " WHERE visit_id = NEW.visit_id AND enterprise_id = NEW.enterprise_id; END"
    )
    op.execute(
        "CREATE TRIGGER visit_done AFTER UPDATE OF state, day, way, deleted_at ON visit BEGIN"
        f" UPDATE visit_enterprise SET done_on = {_DONE.format('NEW.id')} WHERE visit_id = NEW.id; END"
    )


def _differ(columns: tuple[str, ...]) -> str:
    new, old = (", ".join(f"{one}.{name}" for name in columns) for one in ("NEW", "OLD"))
    return f"({new}) IS NOT ({old})"


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
