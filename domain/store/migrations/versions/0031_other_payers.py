"""Who approved an award does not pay it, at the data; and what was paid before needs a second person.

A road says which of its states approves, so that the store itself can ask who did that. What is taken over
from the journal of sent lists has no account, and was held when it was sent. The office may say to whom its
letters of payment go.
"""

import tomllib
from typing import Final

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

_ON: Final = "(SELECT are_on FROM four_eyes)"
_APPROVED: Final = (
    "EXISTS (SELECT 1 FROM award_case c JOIN case_road r ON r.sha256 = c.road_sha256"
    " JOIN case_step s ON s.case_id = c.id AND s.step = r.approves AND s.did = 'onward'"
    " AND s.voided_by IS NULL WHERE c.id = {case} AND s.account_id = {who})"
)
"""Whether somebody approved a case."""
_OWN_LINE: Final = (
    "EXISTS (SELECT 1 FROM payment_list b WHERE b.id = NEW.list_id AND b.sent_account IS NOT NULL"
    f" AND {_APPROVED.format(case='NEW.case_id', who='b.sent_account')})"
)
_NEEDS: Final = "needs another person"


def upgrade() -> None:
    op.add_column("office", sa.Column("finance", sa.String))
    _name_approvals()
    _guard(
        "four_eyes_payment_before",
        f"INSERT ON payment_list WHEN NEW.kind = 'paid-before' AND NEW.sent_account IS NOT NULL AND {_ON}"
        " AND NOT EXISTS (SELECT 1 FROM proposal WHERE state = 'in_hand' AND action = 'payment.before')",
        "needs a second person",
    )
    unsigned = f"NEW.number IS NOT NULL AND NEW.kind IS NULL AND NEW.sent_account IS NULL AND {_ON}"
    _guard("payment_list_begins_signed", f"INSERT ON payment_list WHEN {unsigned}", _NEEDS)
    _guard(
        "payment_list_four_eyes",
        f"UPDATE OF number ON payment_list WHEN OLD.number IS NULL AND ({unsigned}"
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


def _name_approvals() -> None:
    op.add_column("case_road", sa.Column("approves", sa.String))
    op.execute("DROP TRIGGER case_road_stays")
    connection = op.get_bind()
    for id_, content in connection.execute(sa.text("SELECT id, content FROM case_road")).all():
        connection.execute(
            sa.text("UPDATE case_road SET approves = :state WHERE id = :id"),
            {"state": _approves(content), "id": id_},
        )
    _guard("case_road_stays", "UPDATE ON case_road", "a road that a case began is never changed")


def _approves(content: bytes) -> str | None:
    """Return the state of a road that approves; None where its file does not read any more."""
    try:
        # As the program reads it: editors on Windows write byte order marks and \\r.
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        states = tomllib.loads(text).get("states", [])
        return next((str(one["id"]) for one in states if one.get("approves")), None)
    except (ValueError, KeyError, AttributeError, TypeError):
        return None


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
