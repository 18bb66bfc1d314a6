"""追回: awards that were paid are lowered, and what is paid back of them, taken off a later one, or waived.

Nothing of it is changed or deleted. An award is lowered by what it is and was paid, below nothing never, and
with no payment of it under way; no more is settled than is due. What is taken off a later award is a line of
its list that was paid that way. From then on a case is paid what it was lowered to at the most, and a payment
of it does not come back in another way.
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_FORMER = ("payment_line_begins_within", "payment_line_goes_on_within")
_STANDS = "undone_at IS NULL"
_COUNTS = "state IN ('open', 'held', 'sent', 'paid')"
_GOES = "iif({0}state = 'paid', {0}paid, {0}amount)"
_AMOUNT = (
    "ifnull((SELECT min(new_amount) FROM recovery WHERE case_id = NEW.case_id AND undone_at IS NULL),"
    " ifnull((SELECT amount FROM award_case WHERE id = NEW.case_id AND ended = 'granted'), 0))"
)
"""What an award is now."""
_TOO_MUCH = (
    f"NEW.{_COUNTS} AND {_GOES.format('NEW.')} + (SELECT ifnull(sum({_GOES.format('')}), 0) FROM payment_line"
    f" WHERE case_id = NEW.case_id AND id IS NOT NEW.id AND {_COUNTS}) > {_AMOUNT}"
)
_PAID = "(SELECT ifnull(sum(paid), 0) FROM payment_line WHERE case_id = NEW.case_id AND state = 'paid')"
_DUE = f"(SELECT ifnull(sum(due), 0) FROM recovery WHERE case_id = NEW.case_id AND {_STANDS})"
_UNDER_WAY = (
    "EXISTS (SELECT 1 FROM payment_line WHERE case_id = NEW.case_id AND state IN ('open', 'held', 'sent'))"
)
_IN_FORCE = (
    "reverses IS NULL AND recovery_receipt.id NOT IN"
    " (SELECT o.reverses FROM recovery_receipt o WHERE o.reverses IS NOT NULL)"
)
_SETTLED = (
    "(SELECT ifnull(sum(principal), 0) FROM recovery_receipt"
    f" WHERE recovery_id = NEW.recovery_id AND {_IN_FORCE})"
)
_OWN = (
    "{0}.id, {0}.uid, {0}.case_id, {0}.was_amount, {0}.new_amount, {0}.due, {0}.reason, {0}.found_on,"
    " {0}.found_by, {0}.until, {0}.rate, {0}.interest_from, {0}.rate_source, {0}.day, {0}.made_account,"
    " {0}.made_by, {0}.made_at, {0}.confirmed_by"
)
_OWN_OF_RECEIPT = (
    "{0}.id, {0}.recovery_id, {0}.way, {0}.day, {0}.principal, {0}.interest, {0}.how, {0}.reason,"
    " {0}.line_id, {0}.reverses, {0}.made_account, {0}.made_by, {0}.made_at"
)
_ORDERED = "SELECT 1 FROM proposal WHERE state = 'in_hand' AND action = 'recovery.{}'"
_FOUR_EYES = "(SELECT are_on FROM four_eyes)"


def upgrade() -> None:
    op.add_column("fund_budget", sa.Column("frees", sa.Boolean))
    for name in ("account_name", "account_bank", "account_number"):
        op.add_column("office", sa.Column(name, sa.String))
    _create_tables()
    for name in _FORMER:
        op.execute(f"DROP TRIGGER {name}")
    _guard_payments()
    _guard_recoveries()
    _guard_receipts()


def _create_tables() -> None:
    op.create_table(
        "recovery",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("was_amount", sa.Integer, nullable=False),
        sa.Column("new_amount", sa.Integer, nullable=False),
        sa.Column("due", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("found_on", sa.Date, nullable=False),
        sa.Column("found_by", sa.String, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("rate", sa.Integer),
        sa.Column("interest_from", sa.Date),
        sa.Column("rate_source", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("made_account", sa.Integer),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("confirmed_by", sa.String, nullable=False),
        sa.Column("booking_id", sa.Integer),
        sa.Column("undone_by", sa.String),
        sa.Column("undone_at", sa.DateTime),
        sa.Column("undo_reason", sa.String, nullable=False),
        sa.CheckConstraint("new_amount >= 0 AND typeof(new_amount) = 'integer' AND new_amount < was_amount"),
        sa.CheckConstraint("due BETWEEN 0 AND was_amount - new_amount AND typeof(due) = 'integer'"),
        sa.CheckConstraint("rate IS NULL OR rate > 0 AND interest_from IS NOT NULL AND rate_source <> ''"),
    )
    op.create_table(
        "recovery_plan",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("recovery_id", sa.Integer, nullable=False),
        sa.Column("plan", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("settled", sa.Integer, nullable=False),
        sa.CheckConstraint("amount > 0 AND settled >= 0"),
        sa.UniqueConstraint("recovery_id", "plan", "day"),
    )
    op.create_table(
        "recovery_receipt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("recovery_id", sa.Integer, nullable=False),
        sa.Column("way", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("principal", sa.Integer, nullable=False),
        sa.Column("interest", sa.Integer, nullable=False),
        sa.Column("how", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("line_id", sa.Integer),
        sa.Column("reverses", sa.Integer),
        sa.Column("made_account", sa.Integer),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("booking_id", sa.Integer),
        sa.CheckConstraint("way IN ('repaid', 'offset', 'waived')"),
        sa.CheckConstraint("principal >= 0 AND interest >= 0 AND principal + interest > 0"),
        sa.CheckConstraint("typeof(principal) = 'integer' AND typeof(interest) = 'integer'"),
    )
    op.create_index("ix_recovery_case", "recovery", ["case_id"])
    op.create_index("ix_recovery_receipt_recovery", "recovery_receipt", ["recovery_id"])
    op.create_index(
        "uq_recovery_receipt_reverses",
        "recovery_receipt",
        ["reverses"],
        unique=True,
        sqlite_where=sa.text("reverses IS NOT NULL"),
    )
    op.create_index(
        "uq_recovery_receipt_line",
        "recovery_receipt",
        ["line_id"],
        unique=True,
        sqlite_where=sa.text("line_id IS NOT NULL AND reverses IS NULL"),
    )


def _guard_payments() -> None:
    for name, before in (("begins", "INSERT"), ("goes_on", "UPDATE")):
        _guard(
            f"payment_line_{name}_within",
            f"{before} ON payment_line WHEN {_TOO_MUCH}",
            "no more is paid than was granted",
        )
    _guard(
        "payment_line_is_recovered",
        "UPDATE OF state ON payment_line WHEN NEW.state = 'returned' AND OLD.state = 'paid'"
        f" AND (EXISTS (SELECT 1 FROM recovery WHERE case_id = NEW.case_id AND {_STANDS})"
        f" OR EXISTS (SELECT 1 FROM recovery_receipt WHERE line_id = NEW.id AND {_IN_FORCE}))",
        "what is recovered comes back in no other way",
    )


def _guard_recoveries() -> None:
    for table in ("recovery", "recovery_plan", "recovery_receipt"):
        _guard(f"{table}_undeleted", f"DELETE ON {table}", "what is recovered is never deleted")
    _guard(
        "recovery_begins",
        f"INSERT ON recovery WHEN NEW.undone_at IS NOT NULL OR {_UNDER_WAY} OR {_PAID} = 0"
        f" OR NEW.was_amount <> {_AMOUNT} OR NEW.due <> max(0, {_PAID} - NEW.new_amount) - {_DUE}",
        "an award is lowered by what it is and was paid",
    )
    _guard(
        "recovery_stays",
        f"UPDATE ON recovery WHEN OLD.{_STANDS.replace('IS NULL', 'IS NOT NULL')}"
        f" OR ({_OWN.format('NEW')}) IS NOT ({_OWN.format('OLD')})"
        " OR OLD.booking_id IS NOT NULL AND NEW.booking_id IS NOT OLD.booking_id",
        "what was recovered is never changed, only undone",
    )
    _guard(
        "recovery_ends",
        "UPDATE OF undone_at ON recovery WHEN NEW.undone_at IS NOT NULL AND ("
        f"EXISTS (SELECT 1 FROM recovery r WHERE r.case_id = NEW.case_id AND r.id > NEW.id AND r.{_STANDS})"
        f" OR EXISTS (SELECT 1 FROM recovery_receipt WHERE recovery_id = NEW.id AND {_IN_FORCE})"
        f" OR {_UNDER_WAY})",
        "only the last lowering of an award is undone, and nothing may have come of it",
    )
    for action, before, condition in (
        ("lower", "INSERT ON recovery", _FOUR_EYES),
        ("undo", "UPDATE OF undone_at ON recovery", f"NEW.undone_at IS NOT NULL AND {_FOUR_EYES}"),
    ):
        _guard(
            f"four_eyes_recovery_{action}",
            f"{before} WHEN {condition} AND NOT EXISTS ({_ORDERED.format(action)})",
            "needs a second person",
        )


def _guard_receipts() -> None:
    _guard(
        "recovery_plan_stays",
        "UPDATE ON recovery_plan",
        "what was planned stays",
    )
    _guard(
        "recovery_receipt_stays",
        f"UPDATE ON recovery_receipt WHEN ({_OWN_OF_RECEIPT.format('NEW')})"
        f" IS NOT ({_OWN_OF_RECEIPT.format('OLD')}) OR OLD.booking_id IS NOT NULL",
        "what was paid back is never changed, only reversed",
    )
    _guard(
        "recovery_receipt_begins",
        "INSERT ON recovery_receipt WHEN NEW.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM recovery r"
        f" WHERE r.id = NEW.recovery_id AND r.{_STANDS} AND NEW.principal + {_SETTLED} <= r.due"
        " AND (NEW.interest = 0 OR r.rate IS NOT NULL))",
        "no more is paid back than is due",
    )
    _guard(
        "recovery_receipt_reverses",
        "INSERT ON recovery_receipt WHEN NEW.reverses IS NOT NULL AND NOT EXISTS (SELECT 1"
        " FROM recovery_receipt r WHERE r.id = NEW.reverses AND r.reverses IS NULL"
        " AND (r.recovery_id, r.way, r.principal, r.interest, r.line_id)"
        " IS (NEW.recovery_id, NEW.way, NEW.principal, NEW.interest, NEW.line_id))",
        "what was paid back is reversed as it was",
    )
    _guard(
        "recovery_receipt_is_taken_off",
        "INSERT ON recovery_receipt WHEN (NEW.way = 'offset') <> (NEW.line_id IS NOT NULL)"
        " OR NEW.way = 'offset' AND NEW.reverses IS NULL AND (NEW.interest <> 0"
        " OR NOT EXISTS (SELECT 1 FROM payment_line l JOIN recovery r ON r.id = NEW.recovery_id"
        " WHERE l.id = NEW.line_id AND l.state = 'paid' AND l.paid = NEW.principal"
        " AND l.case_id <> r.case_id))",
        "what is taken off an award was paid with it",
    )
    _guard(
        "recovery_receipt_four_eyes",
        f"INSERT ON recovery_receipt WHEN NEW.way = 'waived' AND NEW.reverses IS NULL AND {_FOUR_EYES}"
        " AND NEW.made_account IS (SELECT made_account FROM recovery WHERE id = NEW.recovery_id)",
        "needs another person",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
