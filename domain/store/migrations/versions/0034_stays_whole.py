"""What was sent, paid or booked stays whole: no column of a line that went out, and no row by REPLACE.

A line that was sent only changes with its state, and what came back was not paid. REPLACE deletes without
asking the triggers of deletion where a connection does not say otherwise, so that no row is written over
another. Nothing is paid back before anything was paid. Of what was approved before there were accounts only
the name is known of who did, who does not pay it either.
"""

from collections.abc import Sequence
from typing import Final

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_LINE: Final = ("enterprise_id", "payee", "bank", "account", "place")
_CAME: Final = ("paid", "done_on", "reason", "enterprise_name", "lacking", "doubts")
_GOES_ON: Final = (
    "'open held', 'held open', 'open sent', 'open dropped', 'held dropped', 'sent paid', 'sent returned',"
    " 'paid returned'"
)
_ABSENT: Final = (
    *("id", "list_id", "list_uid", "case_uid", "uscc", "policy_id", "clause_id", "instalment", "period"),
    *("place", "amount", "enterprise_name", "payee", "bank", "account"),
)
_ON: Final = "(SELECT are_on FROM four_eyes)"
_NEEDS: Final = "needs another person"
_OF_APPROVERS: Final = (
    *("payment_list_four_eyes", "payment_line_begins_four_eyes", "payment_line_goes_on_four_eyes"),
    "recovery_receipt_taken_off_four_eyes",
)
_APPROVED: Final = (
    "EXISTS (SELECT 1 FROM award_case c JOIN case_road r ON r.sha256 = c.road_sha256"
    " JOIN case_step s ON s.case_id = c.id AND s.step = r.approves AND s.did = 'onward'"
    " AND s.voided_by IS NULL WHERE c.id = {case} AND (s.account_id = {who} OR s.account_id IS NULL"
    " AND s.by_name = (SELECT name FROM account WHERE id = {who})))"
)
"""Whether somebody approved a case."""
_OWN_LINE: Final = (
    "EXISTS (SELECT 1 FROM payment_list b WHERE b.id = NEW.list_id AND b.sent_account IS NOT NULL"
    f" AND {_APPROVED.format(case='NEW.case_id', who='b.sent_account')})"
)
_UNSIGNED: Final = f"NEW.number IS NOT NULL AND NEW.kind IS NULL AND NEW.sent_account IS NULL AND {_ON}"
_STAYS: Final = "what was sent is never changed"
_KEYS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "fund_budget": (("uid",), ("policy_id", "year")),
    "fund_source": (("budget_id", "name"),),
    "fund_account": (("source_id", "kind"),),
    "fund_booking": (),
    "fund_movement": (("reverses",),),
    "payment_list": (("uid",), ("year", "number")),
    "payment_line": (),
    "payment_absent": (("list_uid", "place"),),
    "payment_hold": (),
    "payment_settlement": (("uid",), ("recovery_id",)),
    "recovery": (("uid",),),
    "recovery_plan": (("recovery_id", "plan", "day"),),
    "recovery_receipt": (("reverses",),),
    "paid_flow": (("receipt_id",),),
    "month_close": (),
    "month_difference": (("close_id", "number"),),
}
"""Tables of money, and by what else than their id a row may be in the place of another."""


def upgrade() -> None:
    _guard_lines()
    for table, keys in _KEYS.items():
        _guard(
            f"{table}_is_new",
            f"INSERT ON {table} WHEN {_is_there(table, (('id',), *keys))}",
            "what is written down is never written over",
        )
    # The only one of those columns that a row is given later.
    _guard(
        "payment_list_is_numbered_anew",
        f"UPDATE OF year, number ON payment_list WHEN {_is_there('payment_list', (('year', 'number'),))}"
        " AND (NEW.year, NEW.number) IS NOT (OLD.year, OLD.number)",
        "what is written down is never written over",
    )
    _guard_against_approvers()
    _guard(
        "recovery_receipt_comes_after",
        "INSERT ON recovery_receipt WHEN NEW.way = 'repaid' AND NEW.reverses IS NULL AND NEW.day <"
        " (SELECT min(l.done_on) FROM payment_line l JOIN recovery r ON r.case_id = l.case_id"
        " WHERE r.id = NEW.recovery_id AND l.state = 'paid')",
        "nothing is paid back before it was paid",
    )


def _guard_lines() -> None:
    op.execute("DROP TRIGGER payment_line_stays")
    _guard(
        "payment_line_stays",
        f"UPDATE ON payment_line WHEN {_differ(('id', 'list_id', 'case_id', 'amount'))}"
        f" OR OLD.state NOT IN ('open', 'held') AND ({_differ(_LINE)}"
        f" OR NEW.state = OLD.state AND {_differ(_CAME)})"
        f" OR NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN ({_GOES_ON})"
        " OR (NEW.state = 'paid') <> (NEW.paid > 0)",
        _STAYS,
    )
    _guard(
        "payment_line_begins_unpaid",
        "INSERT ON payment_line WHEN (NEW.state = 'paid') <> (NEW.paid > 0)",
        "what was not paid says so",
    )
    op.execute("DROP TRIGGER payment_absent_stays")
    _guard(
        "payment_absent_stays",
        f"UPDATE ON payment_absent WHEN OLD.is_taken OR {_differ(_ABSENT)}"
        f" OR NEW.state = OLD.state AND {_differ(('paid', 'done_on', 'reason'))}"
        " OR NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN"
        " ('sent paid', 'sent returned', 'paid returned')",
        _STAYS,
    )


def _guard_against_approvers() -> None:
    """Write the guards of migration 0031 anew, with what `_APPROVED` says now."""
    for name in _OF_APPROVERS:
        op.execute(f"DROP TRIGGER {name}")
    _guard(
        "payment_list_four_eyes",
        f"UPDATE OF number ON payment_list WHEN OLD.number IS NULL AND ({_UNSIGNED}"
        f" OR NEW.number IS NOT NULL AND {_ON} AND EXISTS (SELECT 1 FROM payment_line l"
        f" WHERE l.list_id = NEW.id AND l.state = 'sent'"
        f" AND {_APPROVED.format(case='l.case_id', who='NEW.sent_account')}))",
        _NEEDS,
    )
    _guard(
        "payment_line_begins_four_eyes",
        f"INSERT ON payment_line WHEN NEW.state IN ('sent', 'paid') AND {_ON} AND {_OWN_LINE}",
        _NEEDS,
    )
    _guard(
        "payment_line_goes_on_four_eyes",
        "UPDATE OF state ON payment_line WHEN NEW.state = 'sent' AND OLD.state <> 'sent'"
        f" AND {_ON} AND {_OWN_LINE}",
        _NEEDS,
    )
    taken_off = _APPROVED.format(
        case="(SELECT case_id FROM payment_line WHERE id = NEW.line_id)", who="NEW.made_account"
    )
    _guard(
        "recovery_receipt_taken_off_four_eyes",
        "INSERT ON recovery_receipt WHEN NEW.way = 'offset' AND NEW.reverses IS NULL"
        f" AND {_ON} AND {taken_off}",
        _NEEDS,
    )


def _differ(columns: Sequence[str]) -> str:
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    return f"({new}) IS NOT ({old})"


def _is_there(table: str, keys: Sequence[Sequence[str]]) -> str:
    """Say that there is a row with one of these keys; an id or a key that is NULL is nobody's."""
    same = (" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys)
    return "(" + " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in same) + ")"


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
