"""A part of what was paid comes back through the bank: the line stays paid with less, and the month has it.

Until now only the whole of a line came back. Both days are kept: when it was paid, and when a part came back.
What each source was told to bear of a line stays with it: worked out again, it may be told another fen.
What is recovered, was taken off another award, or was paid before the office paid by the program comes back
in no such way.
"""

from collections.abc import Sequence
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

_LINE: Final = ("enterprise_id", "payee", "bank", "account", "place", "borne")
_CAME: Final = ("paid", "done_on", "back_on", "reason", "enterprise_name", "lacking", "doubts")
_GOES_ON: Final = (
    "'open held', 'held open', 'open sent', 'open dropped', 'held dropped', 'sent paid', 'sent returned',"
    " 'paid returned'"
)
_ABSENT: Final = (
    *("id", "list_id", "list_uid", "case_uid", "uscc", "policy_id", "clause_id", "instalment", "period"),
    *("place", "amount", "enterprise_name", "payee", "bank", "account"),
)
_LESS: Final = "OLD.state = 'paid' AND NEW.state = 'paid' AND NEW.paid < OLD.paid"
_STANDS: Final = "undone_at IS NULL"
_FIRST_OPEN: Final = (
    "ifnull((SELECT strftime('%Y-%m', max(month) || '-01', '+1 month') FROM month_close"
    " WHERE undone_at IS NULL), '')"
)
_STAYS: Final = "what was sent is never changed"


def upgrade() -> None:
    op.add_column("payment_line", sa.Column("borne", sa.String, nullable=False, server_default=""))
    for table in ("payment_line", "payment_absent"):
        op.add_column(table, sa.Column("back_on", sa.Date))
        op.execute(f"DROP TRIGGER {table}_stays")
    kept = _differ(("done_on", "enterprise_name", "lacking", "doubts"))
    may = (
        f"ifnull({_LESS} AND NEW.paid > 0 AND NEW.back_on >= OLD.done_on AND NOT ({kept})"
        " AND NEW.place IS NOT NULL"
        " AND (SELECT kind FROM payment_list WHERE id = NEW.list_id) IS NOT 'paid-before', 0)"
    )
    _guard(
        "payment_line_stays",
        f"UPDATE ON payment_line WHEN {_differ(('id', 'list_id', 'case_id', 'amount'))}"
        f" OR OLD.state NOT IN ('open', 'held') AND ({_differ(_LINE)}"
        f" OR NEW.state = OLD.state AND {_differ(_CAME)} AND NOT {may})"
        f" OR NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN ({_GOES_ON})"
        " OR (NEW.state = 'paid') <> (NEW.paid > 0)",
        _STAYS,
    )
    _guard(
        "payment_absent_stays",
        f"UPDATE ON payment_absent WHEN OLD.is_taken OR {_differ(_ABSENT)}"
        f" OR NEW.state = OLD.state AND {_differ(('paid', 'done_on', 'back_on', 'reason'))}"
        f" AND NOT ifnull({_LESS} AND NEW.paid > 0, 0)"
        " OR NEW.state <> OLD.state AND OLD.state || ' ' || NEW.state NOT IN"
        " ('sent paid', 'sent returned', 'paid returned')",
        _STAYS,
    )
    _guard(
        "payment_line_is_partly_recovered",
        f"UPDATE OF paid ON payment_line WHEN {_LESS}"
        f" AND EXISTS (SELECT 1 FROM recovery WHERE case_id = NEW.case_id AND {_STANDS})",
        "what is recovered comes back in no other way",
    )
    op.execute(
        f"CREATE TRIGGER payment_line_comes_partly_back AFTER UPDATE OF paid ON payment_line WHEN {_LESS}"
        " BEGIN INSERT INTO paid_flow (kind, line_id, case_id, amount, day, month)"
        " VALUES ('returned', NEW.id, NEW.case_id, NEW.paid - OLD.paid, NEW.back_on,"
        f" max(strftime('%Y-%m', NEW.back_on), {_FIRST_OPEN})); END"
    )


def _differ(columns: Sequence[str]) -> str:
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    return f"({new}) IS NOT ({old})"


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
