"""What was paid, and came back, by months that are closed once they were held against the finance office's.

The store writes a row whenever a line was paid, comes back, or something is paid back, whichever way it came
to be: a line says only what it is now. A row counts in the month of its day; where that is closed, in the
first that is open. Months are closed in their order, and only the last one is opened again.
"""

import json
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_LAST = "ifnull((SELECT max(month) FROM month_close WHERE undone_at IS NULL), '')"
_FIRST_OPEN = (
    "ifnull((SELECT strftime('%Y-%m', max(month) || '-01', '+1 month') FROM month_close"
    " WHERE undone_at IS NULL), '')"
)
_IN_FORCE = (
    "reverses IS NULL AND id NOT IN (SELECT reverses FROM recovery_receipt WHERE reverses IS NOT NULL)"
)
_OWN = (
    "{0}.id, {0}.month, {0}.count, {0}.paid, {0}.returned, {0}.repaid, {0}.their_count, {0}.their_total,"
    " {0}.file_name, {0}.closed_account, {0}.closed_by, {0}.closed_at"
)


def upgrade() -> None:
    op.create_table(
        "paid_flow",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("line_id", sa.Integer),
        sa.Column("receipt_id", sa.Integer, unique=True),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("amount", sa.Integer, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("month", sa.String, nullable=False),
        sa.CheckConstraint("kind IN ('paid', 'returned', 'repaid', 'reversed')"),
        sa.CheckConstraint("(kind IN ('paid', 'reversed')) = (amount > 0) AND amount <> 0"),
        sa.CheckConstraint("(line_id IS NULL) = (receipt_id IS NOT NULL)"),
    )
    op.create_index("ix_paid_flow_month", "paid_flow", ["month"])
    op.create_index("ix_paid_flow_line", "paid_flow", ["line_id"])
    op.create_table(
        "month_close",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("month", sa.String, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("paid", sa.Integer, nullable=False),
        sa.Column("returned", sa.Integer, nullable=False),
        sa.Column("repaid", sa.Integer, nullable=False),
        sa.Column("their_count", sa.Integer, nullable=False),
        sa.Column("their_total", sa.Integer, nullable=False),
        sa.Column("file_name", sa.String, nullable=False),
        sa.Column("closed_account", sa.Integer),
        sa.Column("closed_by", sa.String, nullable=False),
        sa.Column("closed_at", sa.DateTime, nullable=False),
        sa.Column("undone_by", sa.String),
        sa.Column("undone_at", sa.DateTime),
        sa.Column("undo_reason", sa.String, nullable=False),
    )
    op.create_table(
        "month_difference",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("close_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("verdict", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("ours", sa.Integer),
        sa.Column("theirs", sa.Integer),
        sa.Column("sentence", sa.String, nullable=False),
        sa.Column("remark", sa.String, nullable=False),
        sa.CheckConstraint("remark <> ''"),
        sa.UniqueConstraint("close_id", "number"),
    )
    _fill()
    _write_by_itself()
    _guard_months()


def _fill() -> None:
    """Enter what older stores say: what is paid now, and what the trail tells of what came back since."""
    month = "strftime('%Y-%m', {0})"
    op.execute(
        "INSERT INTO paid_flow (kind, line_id, case_id, amount, day, month)"
        f" SELECT 'paid', id, case_id, paid, done_on, {month.format('done_on')} FROM payment_line"
        " WHERE state = 'paid' AND done_on IS NOT NULL AND id NOT IN (SELECT line_id FROM recovery_receipt"
        f" WHERE line_id IS NOT NULL AND {_IN_FORCE}) ORDER BY id"
    )
    connection = op.get_bind()
    for line_id, paid, on in _came_back(connection):
        line = connection.execute(
            sa.text(
                "SELECT case_id, done_on FROM payment_line WHERE id = :id AND state = 'returned'"
                " AND id NOT IN (SELECT line_id FROM recovery_receipt WHERE line_id IS NOT NULL)"
            ),
            {"id": line_id},
        ).fetchone()
        if line is None:
            continue
        for kind, amount, day in (("paid", paid, on or line.done_on), ("returned", -paid, line.done_on)):
            connection.execute(
                sa.text(
                    "INSERT INTO paid_flow (kind, line_id, case_id, amount, day, month)"
                    " VALUES (:kind, :line, :case, :amount, :day, substr(:day, 1, 7))"
                ),
                {"kind": kind, "line": line_id, "case": line.case_id, "amount": amount, "day": day},
            )
    op.execute(
        "INSERT INTO paid_flow (kind, receipt_id, case_id, amount, day, month)"
        " SELECT iif(b.reverses IS NULL, 'repaid', 'reversed'), b.id, r.case_id,"
        f" {_MOVED.format('b')}, b.day, {month.format('b.day')}"
        " FROM recovery_receipt b JOIN recovery r ON r.id = b.recovery_id"
        " WHERE b.way = 'repaid' ORDER BY b.id"
    )


def _came_back(connection: sa.Connection) -> Iterator[tuple[int, int, str | None]]:
    """Yield the lines that came back after they were paid: how much had been, and when where that differs."""
    found = connection.execute(
        sa.text("SELECT details FROM audit_entry WHERE kind = 'payment_list' AND details LIKE '%returned%'")
    )
    for (details,) in found:
        pairs = json.loads(details)
        for key, pair in pairs.items():
            if key.startswith("payment_line[") and key.endswith("].state") and pair == ["paid", "returned"]:
                line = key.removesuffix("state")
                day = pairs.get(f"{line}done_on", [None])[0]
                yield int(line[len("payment_line[") : -2]), pairs[f"{line}paid"][0], day


_MOVED = "iif({0}.reverses IS NULL, -1, 1) * ({0}.principal + {0}.interest)"
_COUNTS_IN = f"max(strftime('%Y-%m', {{0}}), {_FIRST_OPEN})"


def _write_by_itself() -> None:
    """Have the store write what moves, so that no act can leave it out."""
    line = "(kind, line_id, case_id, amount, day, month)"
    day = "ifnull(NEW.done_on, date('now', 'localtime'))"
    month = _COUNTS_IN.format(day)
    paid = f"INSERT INTO paid_flow {line} VALUES ('paid', NEW.id, NEW.case_id, NEW.paid, {day}, {month});"
    back = (
        f"INSERT INTO paid_flow {line} VALUES ('returned', NEW.id, NEW.case_id, -OLD.paid, {day}, {month});"
    )
    for name, when, does in (
        ("is_paid", "UPDATE OF state ON payment_line WHEN NEW.state = 'paid' AND OLD.state <> 'paid'", paid),
        # What is taken off for what another award owes never had a place in a list that was sent; what was
        # paid before the office paid by the program is of no month that it knows.
        (
            "was_paid",
            "INSERT ON payment_line WHEN NEW.state = 'paid' AND NEW.place IS NOT NULL"
            " AND (SELECT kind FROM payment_list WHERE id = NEW.list_id) IS NOT 'paid-before'",
            paid,
        ),
        (
            "comes_back",
            "UPDATE OF state ON payment_line WHEN NEW.state = 'returned' AND OLD.state = 'paid'"
            " AND EXISTS (SELECT 1 FROM paid_flow WHERE line_id = NEW.id)",
            back,
        ),
    ):
        op.execute(f"CREATE TRIGGER payment_line_{name} AFTER {when} BEGIN {does} END")
    op.execute(
        "CREATE TRIGGER recovery_receipt_moves AFTER INSERT ON recovery_receipt WHEN NEW.way = 'repaid' BEGIN"
        " INSERT INTO paid_flow (kind, receipt_id, case_id, amount, day, month)"
        " VALUES (iif(NEW.reverses IS NULL, 'repaid', 'reversed'), NEW.id,"
        " (SELECT case_id FROM recovery WHERE id = NEW.recovery_id),"
        f" {_MOVED.format('NEW')}, NEW.day, {_COUNTS_IN.format('NEW.day')}); END"
    )


def _guard_months() -> None:
    for table in ("paid_flow", "month_difference"):
        _guard(f"{table}_stays", f"UPDATE ON {table}", "what was paid in a month stays as it was")
    for table in ("paid_flow", "month_close", "month_difference"):
        _guard(f"{table}_undeleted", f"DELETE ON {table}", "what was paid in a month is never deleted")
    _guard(
        "paid_flow_is_open",
        f"INSERT ON paid_flow WHEN NEW.month <= {_LAST} OR NEW.month < strftime('%Y-%m', NEW.day)",
        "a closed month is not changed",
    )
    _guard(
        "paid_flow_follows",
        "INSERT ON paid_flow WHEN NEW.line_id IS NOT NULL AND NEW.amount"
        " + (SELECT ifnull(sum(amount), 0) FROM paid_flow WHERE line_id = NEW.line_id)"
        " IS NOT (SELECT iif(state = 'paid', paid, 0) FROM payment_line WHERE id = NEW.line_id)"
        " OR NEW.receipt_id IS NOT NULL AND NEW.amount IS NOT"
        f" (SELECT {_MOVED.format('b')} FROM recovery_receipt b WHERE b.id = NEW.receipt_id"
        " AND b.way = 'repaid')",
        "a month has what was paid, and no more",
    )
    sums = ", ".join(
        f"ifnull(sum(iif(kind IN ({kinds}), amount, 0)), 0)"
        for kinds in ("'paid'", "'returned'", "'repaid', 'reversed'")
    )
    _guard(
        "month_close_begins",
        f"INSERT ON month_close WHEN NEW.undone_at IS NOT NULL OR NEW.month <= {_LAST}"
        f" OR EXISTS (SELECT 1 FROM paid_flow WHERE month < NEW.month AND month > {_LAST})"
        " OR (NEW.count, NEW.paid, NEW.returned, NEW.repaid)"
        f" IS NOT (SELECT count(*), {sums} FROM paid_flow WHERE month = NEW.month)",
        "months are closed in their order, as they are",
    )
    _guard(
        "month_close_stays",
        f"UPDATE ON month_close WHEN OLD.undone_at IS NOT NULL OR NEW.undone_at IS NULL"
        f" OR ({_OWN.format('NEW')}) IS NOT ({_OWN.format('OLD')}) OR OLD.month < {_LAST}",
        "a closed month is not changed, and only the last one opened again",
    )
    _guard(
        "month_difference_begins",
        "INSERT ON month_difference WHEN NOT EXISTS"
        " (SELECT 1 FROM month_close WHERE id = NEW.close_id AND undone_at IS NULL)",
        "a difference is of a month that is closed",
    )


def _guard(name: str, before: str, said: str) -> None:
    op.execute(f"CREATE TRIGGER {name} BEFORE {before} BEGIN SELECT RAISE(ABORT, '{said}'); END")
