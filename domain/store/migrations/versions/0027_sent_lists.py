"""What was sent stays known whatever is restored: how a list came here, and lines whose award is not here.

Each line that is sent has its place, by which the bank's answer names it. A list that only paper knows is
open until somebody has gone through it. No award is listed again that stands in a line of which the award was
not here when it was taken over. Layouts are how banks want to read a list.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_STAYS = "a list that was sent is never changed"
_SAME = (
    "(a.case_uid = c.uid OR (a.uscc, a.policy_id, a.clause_id, a.instalment, a.period)"
    " = (c.uscc, c.policy_id, c.clause_id, c.instalment, c.period))"
)
_OUT = (
    "NEW.state IN ('open', 'held', 'sent') AND EXISTS (SELECT 1 FROM award_case c JOIN payment_absent a"
    f" ON {_SAME} WHERE c.id = NEW.case_id AND a.is_taken = 0 AND a.state IN ('sent', 'paid'))"
)


def upgrade() -> None:
    for name, kind in (
        ("kind", sa.String),
        ("cleared_account", sa.Integer),
        ("cleared_by", sa.String),
        ("cleared_at", sa.DateTime),
        ("cleared_because", sa.String),
    ):
        op.add_column("payment_list", sa.Column(name, kind))
    op.add_column("payment_line", sa.Column("place", sa.Integer))
    op.create_table(
        "payment_absent",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("list_uid", sa.String, nullable=False),
        sa.Column("case_uid", sa.String, nullable=False),
        sa.Column("uscc", sa.String, nullable=False),
        sa.Column("enterprise_name", sa.String, nullable=False),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("clause_id", sa.String, nullable=False),
        sa.Column("instalment", sa.String, nullable=False),
        sa.Column("period", sa.String, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("payee", sa.String, nullable=False),
        sa.Column("bank", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("paid", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("done_on", sa.Date),
        sa.Column("is_taken", sa.Boolean, nullable=False),
        sa.CheckConstraint("amount > 0 AND paid BETWEEN 0 AND amount"),
        sa.UniqueConstraint("list_uid", "place"),
    )
    op.create_table(
        "payment_layout",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("content", sa.String, nullable=False),
        sa.Column("saved_by", sa.String, nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
    )
    op.create_index("ix_payment_absent_case", "payment_absent", ["case_uid"])
    op.create_index("ix_payment_absent_award", "payment_absent", ["uscc", "policy_id", "clause_id"])
    _guard_lists()
    _guard_lines()


def _guard_lists() -> None:
    op.execute("DROP TRIGGER payment_list_stays")
    new = (
        "(NEW.year, NEW.number, NEW.kind, NEW.made_by, NEW.made_at, NEW.sent_account, NEW.sent_by,"
        " NEW.sent_at)"
    )
    _guard(
        "payment_list_stays",
        "UPDATE ON payment_list WHEN NEW.id <> OLD.id OR NEW.uid <> OLD.uid"
        f" OR OLD.number IS NOT NULL AND {new} IS NOT {new.replace('NEW.', 'OLD.')}"
        " OR OLD.cleared_at IS NOT NULL",
        _STAYS,
    )


def _guard_lines() -> None:
    op.execute("DROP TRIGGER payment_line_stays")
    sent = "(NEW.enterprise_id, NEW.payee, NEW.bank, NEW.account, NEW.place)"
    goes_on = (
        "'open held', 'held open', 'open sent', 'open dropped', 'held dropped', 'sent paid', 'sent returned',"
        " 'paid returned'"
    )
    _guard(
        "payment_line_stays",
        "UPDATE ON payment_line WHEN (NEW.id, NEW.list_id, NEW.case_id, NEW.amount)"
        " IS NOT (OLD.id, OLD.list_id, OLD.case_id, OLD.amount)"
        f" OR OLD.state NOT IN ('open', 'held') AND {sent} IS NOT {sent.replace('NEW.', 'OLD.')}"
        f" OR NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN ({goes_on})",
        "what was sent is never changed",
    )
    for name, before in (("begins", "INSERT ON"), ("goes_on", "UPDATE OF state ON")):
        _guard(
            f"payment_line_{name}_unsent",
            f"{before} payment_line WHEN {_OUT}",
            "it was sent before",
        )
    _guard("payment_absent_undeleted", "DELETE ON payment_absent", "what was sent is never deleted")
    absent = (
        "(NEW.id, NEW.list_id, NEW.list_uid, NEW.case_uid, NEW.uscc, NEW.policy_id, NEW.clause_id,"
        " NEW.instalment, NEW.period, NEW.place, NEW.amount)"
    )
    _guard(
        "payment_absent_stays",
        f"UPDATE ON payment_absent WHEN OLD.is_taken OR {absent} IS NOT {absent.replace('NEW.', 'OLD.')}"
        " OR NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN"
        " ('sent paid', 'sent returned', 'paid returned')",
        "what was sent is never changed",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
