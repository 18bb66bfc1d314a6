"""预兑现 and 清算: a list may pay a share of its awards ahead; what is left of one waits until it is settled.

A settlement says what an award finally comes to and on what that was decided; it is never changed. Where that
is less than was granted, the award is lowered in the same act, and undoing that undoes the settlement. Until
then nothing else is paid of an award that was paid ahead, and afterwards never more than it comes to. What
went out before a restore is taken over as it is.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_UNDER_WAY = ("open", "held", "sent")
_IS_UNDER_WAY = f"state IN {_UNDER_WAY}"
_AMOUNT = (
    "ifnull((SELECT min(new_amount) FROM recovery WHERE case_id = NEW.case_id AND undone_at IS NULL),"
    " ifnull((SELECT amount FROM award_case WHERE id = NEW.case_id AND ended = 'granted'), 0))"
)
"""What an award is now."""
_PAID = "(SELECT ifnull(sum(paid), 0) FROM payment_line WHERE case_id = NEW.case_id AND state = 'paid')"
_PAID_AHEAD = (
    "EXISTS (SELECT 1 FROM payment_line l JOIN payment_list b ON b.id = l.list_id"
    " WHERE l.case_id = NEW.case_id AND l.state = 'paid' AND b.ahead IS NOT NULL{0})"
)
_SETTLED = (
    "EXISTS (SELECT 1 FROM payment_settlement s WHERE s.case_id = NEW.case_id AND (s.recovery_id IS NULL"
    " OR EXISTS (SELECT 1 FROM recovery r WHERE r.id = s.recovery_id AND r.undone_at IS NULL)))"
)
_ELSEWHERE = " AND l.list_id <> NEW.list_id"
_PAID_ELSEWHERE = (
    f"EXISTS (SELECT 1 FROM payment_line l WHERE l.case_id = NEW.case_id AND l.state = 'paid'{_ELSEWHERE})"
)
_OWN_LIST = "EXISTS (SELECT 1 FROM payment_list o WHERE o.id = NEW.list_id AND o.kind IS NULL{0})"


def upgrade() -> None:
    op.execute("ALTER TABLE payment_list ADD COLUMN ahead INTEGER CHECK (ahead BETWEEN 1 AND 99)")
    op.create_table(
        "payment_settlement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("was_amount", sa.Integer, nullable=False),
        sa.Column("computed", sa.Integer, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("paid", sa.Integer, nullable=False),
        sa.Column("recovery_id", sa.Integer, unique=True),
        sa.Column("policy_sha256", sa.String, nullable=False),
        sa.Column("facts", sa.String, nullable=False),
        sa.Column("decision", sa.String, nullable=False),
        sa.Column("seen", sa.String, nullable=False),
        sa.Column("changed", sa.String, nullable=False),
        sa.Column("document", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("made_account", sa.Integer),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("confirmed_by", sa.String, nullable=False),
        sa.CheckConstraint("typeof(amount) = 'integer' AND amount >= 0"),
        sa.CheckConstraint("typeof(computed) = 'integer' AND computed >= 0"),
        sa.CheckConstraint("document <> '' AND reason <> ''"),
    )
    op.create_index("ix_payment_settlement_case", "payment_settlement", ["case_id"])
    _guard_lists()
    _guard_settlements()


def _guard_lists() -> None:
    _guard(
        "payment_list_ahead_stays",
        "UPDATE ON payment_list WHEN NEW.ahead IS NOT OLD.ahead",
        "the share that is paid ahead stays",
    )
    for name, before in (("begins", "INSERT"), ("goes_on", "UPDATE OF state")):
        _guard(
            f"payment_line_{name}_settled",
            f"{before} ON payment_line WHEN NEW.{_IS_UNDER_WAY} AND {_OWN_LIST.format('')}"
            f" AND {_PAID_AHEAD.format(_ELSEWHERE)} AND NOT {_SETTLED}",
            "it was paid ahead and is not settled",
        )
        _guard(
            f"payment_line_{name}_ahead",
            f"{before} ON payment_line WHEN NEW.{_IS_UNDER_WAY}"
            f" AND {_OWN_LIST.format(' AND o.ahead IS NOT NULL')} AND ({_SETTLED} OR {_PAID_ELSEWHERE}"
            f" OR NEW.amount * 100 > {_AMOUNT} * (SELECT ahead FROM payment_list WHERE id = NEW.list_id))",
            "a share of an award is paid ahead once",
        )


def _guard_settlements() -> None:
    _guard(
        "payment_settlement_undeleted",
        "DELETE ON payment_settlement",
        "what was settled is never deleted",
    )
    _guard("payment_settlement_stays", "UPDATE ON payment_settlement", "what was settled is never changed")
    _guard(
        "payment_settlement_begins",
        f"INSERT ON payment_settlement WHEN NOT {_PAID_AHEAD.format('')} OR {_SETTLED}"
        " OR EXISTS (SELECT 1 FROM payment_line l"
        f" WHERE l.case_id = NEW.case_id AND l.{_IS_UNDER_WAY})"
        f" OR NEW.amount <> {_AMOUNT} OR NEW.paid <> {_PAID}"
        " OR NEW.amount <> NEW.was_amount AND NEW.recovery_id IS NULL"
        " OR NEW.recovery_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM recovery r"
        " WHERE (r.id, r.case_id, r.was_amount, r.new_amount)"
        " IS (NEW.recovery_id, NEW.case_id, NEW.was_amount, NEW.amount) AND r.undone_at IS NULL)",
        "an award is settled by what it is and was paid",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
