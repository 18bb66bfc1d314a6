"""Budgets, their books, and what is paid: what there is for a policy and a year, and every movement of it.

A movement goes from one account to another of the same source, so that the books always balance. It is never
changed, only reversed. Each account carries its balance, which is moved by movements alone and is never below
nothing but where the money comes from. A case is granted, or ended otherwise, only with its fund having been
asked. Of each case one payment at the most is under way, and no more is paid than was granted.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_OPEN = (
    "FROM fund_movement m WHERE m.case_id = NEW.id AND m.reverses IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM fund_movement r WHERE r.reverses = m.id)"
)
"""What is booked of a case, and not reversed."""
_ONWARD = "FROM case_step s WHERE s.case_id = NEW.id AND s.did = 'onward' AND s.voided_by IS NULL"
_HAS_BUDGET = (
    "SELECT 1 FROM fund_budget b WHERE b.policy_id = NEW.policy_id"
    " AND b.year = CAST(substr(s.day, 1, 4) AS INTEGER)"
)
_UNDER_WAY = "('open', 'held', 'sent')"
_COUNTS = "state IN ('open', 'held', 'sent', 'paid')"
_GOES = "iif({0}state = 'paid', {0}paid, {0}amount)"
_TOO_MUCH = (
    f"NEW.{_COUNTS} AND {_GOES.format('NEW.')} + (SELECT ifnull(sum({_GOES.format('')}), 0) FROM payment_line"
    f" WHERE case_id = NEW.case_id AND id IS NOT NEW.id AND {_COUNTS})"
    " > ifnull((SELECT amount FROM award_case WHERE id = NEW.case_id AND ended = 'granted'), 0)"
)
_GOES_ON = (
    "'open held', 'held open', 'open sent', 'open dropped', 'held dropped', 'sent paid', 'sent returned',"
    " 'paid returned'"
)
_ADJUSTS = "SELECT 1 FROM proposal WHERE state = 'in_hand' AND action = 'fund.adjust'"


def upgrade() -> None:
    _create_tables()
    _create_payments()
    op.create_index(
        "uq_fund_movement_reverses",
        "fund_movement",
        ["reverses"],
        unique=True,
        sqlite_where=sa.text("reverses IS NOT NULL"),
    )
    op.create_index(
        "ix_fund_movement_case",
        "fund_movement",
        ["case_id"],
        sqlite_where=sa.text("case_id IS NOT NULL"),
    )
    op.create_index("ix_fund_movement_booking", "fund_movement", ["booking_id"])
    op.create_index("ix_fund_booking_budget", "fund_booking", ["budget_id"])
    op.create_index("ix_payment_line_list", "payment_line", ["list_id"])
    op.create_index("ix_payment_line_case", "payment_line", ["case_id"])
    op.create_index(
        "uq_payment_line_case",
        "payment_line",
        ["case_id"],
        unique=True,
        sqlite_where=sa.text(f"state IN {_UNDER_WAY}"),
    )
    # A balance is read with nothing else of its account.
    op.create_index("ix_fund_account_balance", "fund_account", ["budget_id", "kind", "balance"])
    op.create_index(
        "ix_case_step_queue",
        "case_step",
        ["case_id", "step"],
        sqlite_where=sa.text("did = 'queue' AND voided_by IS NULL"),
    )
    _create_guards()
    _guard_payments()


def _create_tables() -> None:
    op.create_table(
        "fund_budget",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("policy_id", sa.String, nullable=False),
        sa.Column("policy_title", sa.String, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("shortage", sa.String, nullable=False),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.UniqueConstraint("policy_id", "year"),
    )
    op.create_table(
        "fund_source",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("budget_id", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.UniqueConstraint("budget_id", "name"),
    )
    op.create_table(
        "fund_share",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("budget_id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("clause_id", sa.String, nullable=False),
        sa.Column("parts", sa.Integer, nullable=False),
        sa.CheckConstraint("parts >= 0"),
        sa.UniqueConstraint("source_id", "clause_id"),
    )
    op.create_table(
        "fund_account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("budget_id", sa.Integer, nullable=False),
        sa.Column("source_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("balance", sa.Integer, nullable=False),
        sa.Column("counted", sa.Integer, nullable=False),
        sa.CheckConstraint("balance >= 0 OR kind = 'given'"),
        sa.UniqueConstraint("source_id", "kind"),
    )
    op.create_table(
        "fund_booking",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("budget_id", sa.Integer, nullable=False),
        sa.Column("what", sa.String, nullable=False),
        sa.Column("document", sa.String, nullable=False),
        sa.Column("remark", sa.String, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("by_name", sa.String, nullable=False),
        sa.Column("done_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "fund_movement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("budget_id", sa.Integer, nullable=False),
        sa.Column("booking_id", sa.Integer, nullable=False),
        sa.Column("from_id", sa.Integer, nullable=False),
        sa.Column("to_id", sa.Integer, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer),
        sa.Column("reverses", sa.Integer),
        sa.CheckConstraint("amount > 0 AND typeof(amount) = 'integer'"),
    )


def _create_payments() -> None:
    op.create_table(
        "payment_list",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("uid", sa.String, nullable=False, unique=True),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer),
        sa.Column("made_by", sa.String, nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("sent_account", sa.Integer),
        sa.Column("sent_by", sa.String),
        sa.Column("sent_at", sa.DateTime),
        sa.UniqueConstraint("year", "number"),
    )
    op.create_table(
        "payment_line",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("list_id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("enterprise_id", sa.Integer, nullable=False),
        sa.Column("enterprise_name", sa.String, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("payee", sa.String, nullable=False),
        sa.Column("bank", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("lacking", sa.String, nullable=False),
        sa.Column("doubts", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("paid", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("done_on", sa.Date),
        sa.CheckConstraint("amount > 0 AND paid BETWEEN 0 AND amount"),
    )
    op.create_table(
        "payment_hold",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("case_id", sa.Integer),
        sa.Column("enterprise_id", sa.Integer),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("until", sa.Date),
        sa.Column("held_account", sa.Integer),
        sa.Column("held_by", sa.String, nullable=False),
        sa.Column("held_at", sa.DateTime, nullable=False),
        sa.Column("lifted_account", sa.Integer),
        sa.Column("lifted_by", sa.String),
        sa.Column("lifted_at", sa.DateTime),
        sa.Column("lift_reason", sa.String, nullable=False),
    )


def _guard_payments() -> None:
    for table in ("payment_list", "payment_line", "payment_hold"):
        _guard(f"{table}_undeleted", f"DELETE ON {table}", "what was paid or held is never deleted")
    for name, before in (("begins", "INSERT"), ("goes_on", "UPDATE")):
        _guard(
            f"payment_line_{name}_within",
            f"{before} ON payment_line WHEN {_TOO_MUCH}",
            "no more is paid than was granted",
        )
    _guard(
        "payment_line_stays",
        "UPDATE ON payment_line WHEN (NEW.id, NEW.list_id, NEW.case_id, NEW.amount)"
        " IS NOT (OLD.id, OLD.list_id, OLD.case_id, OLD.amount)"
        " OR OLD.state NOT IN ('open', 'held') AND (NEW.enterprise_id, NEW.payee, NEW.bank, NEW.account)"
        " IS NOT (OLD.enterprise_id, OLD.payee, OLD.bank, OLD.account)"
        f" OR NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN ({_GOES_ON})",
        "what was sent is never changed",
    )
    _guard(
        "payment_list_stays",
        "UPDATE ON payment_list WHEN OLD.number IS NOT NULL OR NEW.id <> OLD.id OR NEW.uid <> OLD.uid",
        "a list that was sent is never changed",
    )
    _guard(
        "payment_hold_stays",
        "UPDATE ON payment_hold WHEN OLD.lifted_at IS NOT NULL OR"
        " (NEW.id, NEW.case_id, NEW.enterprise_id, NEW.reason, NEW.until, NEW.held_account)"
        " IS NOT (OLD.id, OLD.case_id, OLD.enterprise_id, OLD.reason, OLD.until, OLD.held_account)",
        "a hold is only lifted, and once",
    )
    _guard(
        "payment_hold_four_eyes",
        "UPDATE OF lifted_at ON payment_hold WHEN (SELECT are_on FROM four_eyes)"
        " AND NEW.lifted_account IS OLD.held_account",
        "needs another person",
    )
    _guard(
        "award_case_is_unpaid",
        "UPDATE OF ended ON award_case WHEN NEW.ended <> 'granted' AND OLD.ended = 'granted' AND EXISTS"
        f" (SELECT 1 FROM payment_line WHERE case_id = NEW.id AND {_COUNTS})",
        "what was paid, or is about to be, stays granted",
    )


def _create_guards() -> None:
    for table in ("fund_booking", "fund_movement", "fund_source"):
        _guard(f"{table}_stays", f"UPDATE ON {table}", "what was booked is never changed, only reversed")
    for table in ("fund_booking", "fund_movement", "fund_source", "fund_account", "fund_budget"):
        _guard(f"{table}_undeleted", f"DELETE ON {table}", "what was booked is never deleted")
    _guard(
        "fund_budget_stays",
        "UPDATE ON fund_budget WHEN (NEW.id, NEW.uid, NEW.policy_id, NEW.year)"
        " IS NOT (OLD.id, OLD.uid, OLD.policy_id, OLD.year)",
        "what a budget is for is never changed",
    )
    _guard(
        "fund_movement_is_of_its_budget",
        "INSERT ON fund_movement WHEN"
        " (SELECT max(id) FROM fund_booking WHERE budget_id = NEW.budget_id) IS NOT NEW.booking_id"
        " OR NOT EXISTS (SELECT 1 FROM fund_account one"
        " JOIN fund_account other ON other.source_id = one.source_id"
        " AND other.id <> one.id WHERE one.id = NEW.from_id AND other.id = NEW.to_id"
        " AND one.budget_id = NEW.budget_id)",
        "a movement is of one source, and of the last booking",
    )
    _guard(
        "fund_movement_reverses",
        "INSERT ON fund_movement WHEN NEW.reverses IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM fund_movement m WHERE m.id = NEW.reverses AND m.reverses IS NULL"
        " AND (m.from_id, m.to_id, m.amount, m.case_id)"
        " IS (NEW.to_id, NEW.from_id, NEW.amount, NEW.case_id))",
        "a movement is reversed as it was booked",
    )
    _guard(
        "fund_account_begins",
        "INSERT ON fund_account WHEN NEW.balance <> 0 OR NEW.counted <> 0",
        "an account begins with nothing",
    )
    _guard(
        "fund_account_is_counted",
        "UPDATE ON fund_account WHEN (NEW.id, NEW.budget_id, NEW.source_id, NEW.kind)"
        " IS NOT (OLD.id, OLD.budget_id, OLD.source_id, OLD.kind) OR NEW.counted <= OLD.counted"
        " OR NEW.balance - OLD.balance IS NOT (SELECT CASE NEW.id WHEN m.to_id THEN m.amount"
        " WHEN m.from_id THEN -m.amount END FROM fund_movement m WHERE m.id = NEW.counted)",
        "a balance is moved by a movement alone",
    )
    op.execute(
        "CREATE TRIGGER fund_movement_counts AFTER INSERT ON fund_movement BEGIN"
        " UPDATE fund_account SET balance = balance - NEW.amount, counted = NEW.id WHERE id = NEW.from_id;"
        " UPDATE fund_account SET balance = balance + NEW.amount, counted = NEW.id WHERE id = NEW.to_id;"
        " END"
    )
    _guard(
        "four_eyes_fund_adjust",
        f"INSERT ON fund_booking WHEN NEW.what = 'adjust' AND (SELECT are_on FROM four_eyes)"
        f" AND NOT EXISTS ({_ADJUSTS})",
        "needs a second person",
    )
    _guard(
        "award_case_is_freed",
        f"UPDATE OF ended ON award_case WHEN NEW.ended = 'otherwise' AND EXISTS (SELECT 1 {_OPEN})",
        "what was approved of a case that ended otherwise is reversed first",
    )
    # Where one of the years in which it was signed has no budget, its approval may be of that year.
    _guard(
        "award_case_is_funded",
        "UPDATE OF ended ON award_case WHEN NEW.ended = 'granted' AND OLD.ended <> 'granted'"
        f" AND EXISTS (SELECT 1 {_ONWARD}) AND NOT EXISTS (SELECT 1 {_ONWARD} AND NOT EXISTS ({_HAS_BUDGET}))"
        f" AND (SELECT ifnull(sum(m.amount), 0) {_OPEN}) <> NEW.amount",
        "what is granted is booked first",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
