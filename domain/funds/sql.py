"""What is asked of the money in SQLite's own words: all budgets at once, what is booked and paid of cases."""

import json
from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from sqlmodel import Session

from domain.store.acts import Person
from domain.store.engine import driver_of
from domain.store.numbers.entries import NumberKind
from domain.store.numbers.reading import is_aside_by, lists_by
from domain.store.numbers.sent import Sent

TAKEN_OVER: Final = (NumberKind.BEFORE_RESTORE, NumberKind.LOST)
"""Kinds of lists that went out from a store of before."""


class Booked(NamedTuple):
    """A movement of a case that was not reversed; ``name``: under what it was booked, such as its list."""

    id: int
    budget_id: int
    from_id: int
    to_id: int
    amount: int
    case_id: int
    name: str


def booked_of(session: Session, case_ids: Collection[int]) -> list[Booked]:
    """Return what is booked of cases, and not reversed."""
    found = driver_of(session).execute(_BOOKED, (json.dumps([*case_ids]),))
    return [Booked(*row) for row in found]


def balances(session: Session) -> Sequence[tuple[int, str, int]]:
    """Return what the sources of each budget have together, by budget and kind of account, in fen."""
    return driver_of(session).execute(_BALANCES).fetchall()


class Turned(NamedTuple):
    """What became of what a budget had approved: cases not paid yet, with their fen; fen that came back."""

    budget_id: int
    waiting: int
    unpaid: int
    recovered: int


def turned(session: Session) -> list[Turned]:
    """Return it of every budget of which anything was booked for a case."""
    return [Turned(*row) for row in driver_of(session).execute(_TURNED)]


def still_owed(session: Session) -> list[tuple[int, int]]:
    """Return the lowered awards of which something is still to be paid back, by case and how much, in fen."""
    return driver_of(session).execute(_STILL_OWED).fetchall()


def under_review(session: Session) -> dict[str, int]:
    """Return what cases on their way come to by policy, in fen, those apart that are booked already."""
    return dict(driver_of(session).execute(_UNDER_REVIEW).fetchall())


def queued(session: Session, policy_id: str) -> Sequence[tuple[Any, ...]]:
    """Return the cases of a policy that wait for money: id, clause, amount, day of acceptance (ISO)."""
    return driver_of(session).execute(_QUEUED, (policy_id,)).fetchall()


class Asked(NamedTuple):
    """A case under review: what it asks for, in fen, where it stands, and its day of acceptance (ISO)."""

    case_id: int
    clause_id: str
    amount: int
    road: str
    at: str
    waits: str
    accepted: str


def asked_of(session: Session, policy_id: str) -> list[Asked]:
    """Return the cases of a policy that are under review and not booked, in the order of their acceptance."""
    return [Asked(*row) for row in driver_of(session).execute(_ASKED, (policy_id,))]


def signed_in(session: Session, policy_id: str, year: int) -> Sequence[tuple[Any, ...]]:
    """Return which states of a policy's cases were done in a year, as far as that counts.

    Case, name, clause, amount, road, state, day (ISO); of those that have not ended otherwise.
    """
    return driver_of(session).execute(_SIGNED, (policy_id, f"{year}-01-01", f"{year}-12-31")).fetchall()


def holders_of_account(session: Session, account: str) -> Sequence[tuple[int, str]]:
    """Return the enterprises that have an account number, by id and name."""
    return driver_of(session).execute(_HOLDERS, (account,)).fetchall()


def paid_of(session: Session, case_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Return of cases how much was paid, in fen, and the state of the line that is under way; "" for none."""
    found = driver_of(session).execute(_PAID, (json.dumps([*case_ids]),))
    return {id_: (paid, state) for id_, paid, state in found}


def strayed_of(session: Session, case_ids: Collection[int]) -> set[int]:
    """Return the cases of which lines say that something else was paid than what moved, or is booked.

    It is never so unless somebody wrote to the store in another way than by the program.
    """
    found = driver_of(session).execute(_STRAYED, (json.dumps([*case_ids]),))
    return {id_ for (id_,) in found}


def awaiting_of(session: Session, case_ids: Collection[int]) -> dict[int, int]:
    """Return which cases were paid ahead and are not settled, and by which share, in percent."""
    return dict(driver_of(session).execute(_AWAITING, (json.dumps([*case_ids]),)).fetchall())


def settled_of(session: Session, case_ids: Collection[int]) -> set[int]:
    """Return which cases are settled (清算)."""
    found = driver_of(session).execute(_SETTLED_OF, (json.dumps([*case_ids]),))
    return {id_ for (id_,) in found}


class Payable(NamedTuple):
    """A granted case of which something is to be paid, in fen, and nothing is under way.

    Attributes:
        since: The day (ISO) on which it was granted.
        was_sent: Whether it came back, or was paid in part.
        is_old: Whether it was made of a notice from before there were cases, and may have been paid long ago:
            of such nobody knows what their policy was called.
        awaits: Whether it was paid ahead and is not settled, so that nothing may be paid of it now.
    """

    case_id: int
    amount: int
    since: str
    was_sent: bool
    is_held: bool
    is_old: bool
    awaits: bool


def payable(
    session: Session, held_cases: Collection[int], held_enterprises: Collection[int]
) -> list[Payable]:
    """Return what is to be paid, also of these that are held back."""
    given = (json.dumps([*held_cases]), json.dumps([*held_enterprises]))
    found = driver_of(session).execute(_PAYABLE, given)
    return [
        Payable(id_, left, since, bool(was_sent), bool(held), bool(old) and not was_sent, bool(awaits))
        for id_, left, since, was_sent, held, old, awaits in found
    ]


def located_at(session: Session, case_ids: Collection[int], words: Collection[str]) -> set[int]:
    """Return which cases are of enterprises whose park or addresses hold all of these words."""
    if not words:
        return set()
    found = driver_of(session).execute(_LOCATED, (json.dumps([*case_ids]),))
    return {id_ for id_, place in found if all(word in place for word in words)}


def approved_by(
    session: Session, who: Person, approving: Collection[tuple[str, str]], case_ids: Collection[int]
) -> set[int]:
    """Return which cases somebody approved, at one of these states (road, state).

    Of what was approved before there were accounts only the name is known.
    """
    given = (json.dumps([*approving]), json.dumps([*case_ids]), who.id, who.name)
    return {id_ for (id_,) in driver_of(session).execute(_APPROVED, given)}


def lines_by_list(session: Session) -> Sequence[tuple[Any, ...]]:
    """Return of each list and state how many lines there are, what is to be paid, and what was, in fen."""
    return driver_of(session).execute(_BY_LIST).fetchall()


def last_lines(session: Session, case_ids: Collection[int]) -> dict[int, int]:
    """Return the last line of cases that have any."""
    return dict(driver_of(session).execute(_LAST, (json.dumps([*case_ids]),)).fetchall())


def lists_in(session: Session) -> Sent:
    """Return what the store knows of the lists that were sent, the act in hand included."""
    return lists_by(driver_of(session))


def last_closed(session: Session) -> str:
    """Return the last month that was signed off, as 2026-03; empty for none."""
    return str(driver_of(session).execute(_LAST_CLOSED).fetchone()[0])


def is_anything_aside(session: Session) -> bool:
    """Whether lines stand aside, or lists were sent that nobody has gone through: nearly never."""
    return is_aside_by(driver_of(session))


def is_anything_taken_over(session: Session) -> bool:
    """Whether lists stand here that only the journal knew, e.g. after a restore."""
    return bool(driver_of(session).execute(_IS_TAKEN_OVER, (json.dumps(TAKEN_OVER),)).fetchone()[0])


def owed_by(session: Session, enterprise_ids: Collection[int]) -> int:
    """Return what records of an enterprise still have to pay back, in fen."""
    (owed,) = driver_of(session).execute(_OWED, (json.dumps([*enterprise_ids]),)).fetchone()
    return int(owed)


def lowered_of(session: Session, case_ids: Collection[int]) -> dict[int, int]:
    """Return what awards were lowered to after they were paid, in fen; those that were not are absent."""
    return dict(driver_of(session).execute(_LOWERED, (json.dumps([*case_ids]),)).fetchall())


def every_lowered(session: Session) -> Sequence[tuple[int, int]]:
    """Return all awards that were lowered after they were paid, with what they were lowered to, in fen."""
    return driver_of(session).execute(_EVERY_LOWERED).fetchall()


def every_queued(session: Session) -> Sequence[tuple[str, int, str]]:
    """Return all cases that wait for money: policy, case, and the day of its acceptance."""
    return driver_of(session).execute(_EVERY_QUEUED).fetchall()


def taken_off_in(session: Session, line_ids: Collection[int]) -> set[int]:
    """Return which lines were not paid by the bank, but taken off for what another award owes."""
    found = driver_of(session).execute(_TAKEN_OFF, (json.dumps([*line_ids]),))
    return {id_ for (id_,) in found}


_SETTLED: Final = """
SELECT s.case_id FROM payment_settlement s LEFT JOIN recovery r ON r.id = s.recovery_id
WHERE r.undone_at IS NULL
"""
_SETTLED_OF: Final = f"{_SETTLED} AND s.case_id IN (SELECT value FROM json_each(?))"
_AWAITING: Final = f"""
SELECT l.case_id, max(b.ahead) FROM payment_line l JOIN payment_list b ON b.id = l.list_id
WHERE l.case_id IN (SELECT value FROM json_each(?)) AND l.state = 'paid' AND b.ahead IS NOT NULL
AND l.case_id NOT IN ({_SETTLED}) GROUP BY l.case_id
"""
_PAYABLE: Final = f"""
SELECT c.id, ifnull(l.amount, c.amount) - ifnull(p.paid, 0), c.since, ifnull(p.was_sent, 0),
    c.id IN (SELECT value FROM json_each(?)) OR c.enterprise_id IN (SELECT value FROM json_each(?)),
    c.policy_title = '' AND ifnull(p.paid, 0) = 0,
    ifnull(p.ahead, 0) AND c.id NOT IN ({_SETTLED})
FROM award_case c INDEXED BY ix_award_case_list LEFT JOIN (
    SELECT case_id, sum(iif(state = 'paid', paid, 0)) AS paid,
        max(state IN ('open', 'held', 'sent')) AS under_way,
        max((state = 'returned' OR state = 'paid' AND b.ahead IS NULL)
            AND b.kind IS NOT 'paid-before') AS was_sent,
        max(state = 'paid' AND b.ahead IS NOT NULL) AS ahead
    FROM payment_line JOIN payment_list b ON b.id = list_id GROUP BY case_id
) p ON p.case_id = c.id LEFT JOIN (
    SELECT case_id, min(new_amount) AS amount FROM recovery WHERE undone_at IS NULL GROUP BY case_id
) l ON l.case_id = c.id
WHERE c.ended = 'granted' AND ifnull(l.amount, c.amount) > ifnull(p.paid, 0) AND NOT ifnull(p.under_way, 0)
"""
_LOCATED: Final = """
SELECT c.id, group_concat(a.value, ' ') FROM json_each(?) i JOIN award_case c ON c.id = i.value
JOIN enterprise_attribute a ON a.enterprise_id = c.enterprise_id
WHERE a.name IN ('park', 'business_address', 'registered_address') AND a.value IS NOT NULL GROUP BY c.id
"""
_APPROVED: Final = """
WITH a AS MATERIALIZED (
    SELECT json_extract(value, '$[0]') AS road, json_extract(value, '$[1]') AS step FROM json_each(?)
)
SELECT DISTINCT c.id FROM json_each(?) i JOIN award_case c ON c.id = i.value
JOIN a ON a.road = c.road_sha256
JOIN case_step s ON s.case_id = c.id AND s.step = a.step AND s.did = 'onward' AND s.voided_by IS NULL
WHERE s.account_id = ? OR s.account_id IS NULL AND s.by_name = ?
"""
_BY_LIST: Final = """
SELECT list_id, state, count(*), sum(amount), sum(paid) FROM payment_line GROUP BY list_id, state
"""
_LAST: Final = """
SELECT case_id, max(id) FROM payment_line WHERE case_id IN (SELECT value FROM json_each(?)) GROUP BY case_id
"""
_IS_TAKEN_OVER: Final = """
SELECT EXISTS (SELECT 1 FROM payment_list WHERE kind IN (SELECT value FROM json_each(?)))
"""
_LAST_CLOSED: Final = "SELECT ifnull(max(month), '') FROM month_close WHERE undone_at IS NULL"
_HOLDERS: Final = """
SELECT e.id, e.name FROM enterprise_attribute a JOIN enterprise e ON e.id = a.enterprise_id
WHERE a.name = 'account_number' AND a.value = ? AND e.deleted_at IS NULL ORDER BY e.id
"""
_PAID: Final = """
SELECT case_id, sum(iif(state = 'paid', paid, 0)),
    ifnull(max(iif(state IN ('open', 'held', 'sent'), state, NULL)), '')
FROM payment_line WHERE case_id IN (SELECT value FROM json_each(?)) GROUP BY case_id
"""
_STRAYED: Final = """
WITH own AS MATERIALIZED (SELECT value AS case_id FROM json_each(?)),
moved AS (
    SELECT l.case_id, iif(l.state = 'paid', l.paid, 0) AS says, sum(f.amount) AS moved
    FROM own JOIN payment_line l ON l.case_id = own.case_id JOIN paid_flow f ON f.line_id = l.id GROUP BY l.id
),
booked AS (
    SELECT own.case_id, (
        SELECT ifnull(sum(paid), 0) FROM payment_line l WHERE l.case_id = own.case_id AND l.state = 'paid'
    ) AS says, sum(
        m.amount * ((f.kind = 'approved' AND t.kind = 'paid') - (f.kind = 'paid' AND t.kind = 'approved'))
    ) AS moved
    FROM own JOIN fund_movement m ON m.case_id = own.case_id
    JOIN fund_account f ON f.id = m.from_id JOIN fund_account t ON t.id = m.to_id GROUP BY own.case_id
)
SELECT case_id FROM moved WHERE says <> moved UNION SELECT case_id FROM booked WHERE says <> moved
"""
_LOWERED: Final = """
SELECT case_id, min(new_amount) FROM recovery
WHERE undone_at IS NULL AND case_id IN (SELECT value FROM json_each(?)) GROUP BY case_id
"""
_EVERY_LOWERED: Final = """
SELECT case_id, min(new_amount) FROM recovery WHERE undone_at IS NULL GROUP BY case_id
"""
_OWED: Final = """
SELECT ifnull(sum(r.due - (SELECT ifnull(sum(iif(b.reverses IS NULL, b.principal, -b.principal)), 0)
    FROM recovery_receipt b WHERE b.recovery_id = r.id)), 0)
FROM recovery r JOIN award_case c ON c.id = r.case_id
WHERE r.undone_at IS NULL AND c.enterprise_id IN (SELECT value FROM json_each(?))
"""
_STILL_OWED: Final = """
SELECT case_id, sum(owed) FROM (
    SELECT r.case_id, r.due - (SELECT ifnull(sum(iif(b.reverses IS NULL, b.principal, -b.principal)), 0)
        FROM recovery_receipt b WHERE b.recovery_id = r.id) AS owed
    FROM recovery r WHERE r.undone_at IS NULL
) WHERE owed > 0 GROUP BY case_id ORDER BY case_id
"""
_TURNED: Final = """
SELECT budget_id, sum(waiting > 0), sum(waiting), sum(back) FROM (
    SELECT m.budget_id, m.case_id,
        sum(iif(t.kind = 'approved', m.amount, 0) - iif(f.kind = 'approved', m.amount, 0)) AS waiting,
        sum(iif(f.kind = 'due' AND t.kind IN ('free', 'returned'), m.amount, 0)
            - iif(t.kind = 'due' AND f.kind IN ('free', 'returned'), m.amount, 0)) AS back
    FROM fund_movement m JOIN fund_account f ON f.id = m.from_id JOIN fund_account t ON t.id = m.to_id
    WHERE m.case_id IS NOT NULL GROUP BY m.budget_id, m.case_id
) GROUP BY budget_id
"""
_TAKEN_OFF: Final = """
SELECT line_id FROM recovery_receipt b WHERE reverses IS NULL
AND line_id IN (SELECT value FROM json_each(?))
AND NOT EXISTS (SELECT 1 FROM recovery_receipt o WHERE o.reverses = b.id)
"""
_SIGNED: Final = """
SELECT c.id, c.enterprise_name, c.clause_id, c.amount, c.road_sha256, s.step, s.day
FROM award_case c JOIN case_step s ON s.case_id = c.id
WHERE c.policy_id = ? AND c.ended <> 'otherwise' AND s.did = 'onward' AND s.voided_by IS NULL
AND s.day BETWEEN ? AND ? ORDER BY c.id
"""
_OPEN: Final = "m.reverses IS NULL AND NOT EXISTS (SELECT 1 FROM fund_movement r WHERE r.reverses = m.id)"
_BOOKED: Final = f"""
SELECT m.id, m.budget_id, m.from_id, m.to_id, m.amount, m.case_id, b.remark
FROM fund_movement m JOIN fund_booking b ON b.id = m.booking_id
WHERE m.case_id IN (SELECT value FROM json_each(?)) AND {_OPEN} ORDER BY m.id
"""
_BALANCES: Final = "SELECT budget_id, kind, sum(balance) FROM fund_account GROUP BY budget_id, kind"
_UNDER_REVIEW: Final = f"""
SELECT c.policy_id, sum(c.amount) FROM award_case c INDEXED BY ix_award_case_list
WHERE c.ended = '' AND NOT EXISTS (SELECT 1 FROM fund_movement m WHERE m.case_id = c.id AND {_OPEN})
GROUP BY c.policy_id
"""
_ACCEPTED: Final = """(
    SELECT day FROM case_step WHERE case_id = c.id AND voided_by IS NULL AND (did = 'onward' OR number = 1)
    ORDER BY did = 'onward' DESC, number LIMIT 1
)"""
_ASKED: Final = f"""
SELECT c.id, c.clause_id, c.amount, c.road_sha256, c.at, c.waits, {_ACCEPTED} AS accepted
FROM award_case c INDEXED BY ix_award_case_list WHERE c.policy_id = ? AND c.ended = '' AND c.amount > 0
AND NOT EXISTS (SELECT 1 FROM fund_movement m WHERE m.case_id = c.id AND {_OPEN}) ORDER BY accepted, c.id
"""
_IN_QUEUE: Final = (
    "case_step s INDEXED BY ix_case_step_queue CROSS JOIN award_case c ON c.id = s.case_id"
    " WHERE s.did = 'queue' AND s.voided_by IS NULL AND s.step = c.at AND c.ended = '' AND c.waits = ''"
)
_QUEUED: Final = f"SELECT c.id, c.clause_id, c.amount, {_ACCEPTED} FROM {_IN_QUEUE} AND c.policy_id = ?"
_EVERY_QUEUED: Final = f"SELECT c.policy_id, c.id, {_ACCEPTED} FROM {_IN_QUEUE}"
