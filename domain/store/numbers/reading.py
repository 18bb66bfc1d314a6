"""What a store itself knows of its numbers and acts, by plain SQL: it may be older than this program."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from domain.store.numbers.entries import Head, Numbered, NumberKind, Series
from domain.store.numbers.file import Numbers
from domain.store.numbers.sent import Mark, Said, Sent, SentLine, SentList
from domain.store.plain import opened, schema_of

FIRST_SCHEMA: Final = "0005"
"""From this migration on every store has a file of its numbers beside it."""

FIRST_WITH_LISTS: Final = "0027"
"""From this migration on it has the journal of what was sent to be paid beside it, too."""
_FIRST_WITH_LOWERED: Final = "0028"
"""From this one on awards are lowered after they were paid."""
_FIRST_WITH_SHARES: Final = "0030"
"""From this one on a list may pay a share of its awards ahead."""
_FIRST_WITH_PARTS_BACK: Final = "0039"
"""From this one on a part of what was paid may come back."""


@dataclass(frozen=True, slots=True)
class Known:
    """What stands in a store; ``first``: when its first act was, ``last``: the last number of each series."""

    schema: str
    head: Head
    first: str
    last: dict[Series, int]


def head_of(connection: sqlite3.Connection) -> Head:
    """Return how far a store has come."""
    row = connection.execute("SELECT id, at FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
    return Head(*row) if row else Head()


def first_of(connection: sqlite3.Connection) -> str:
    """Return the time of a store's first act; empty before it."""
    row = connection.execute("SELECT at FROM audit_entry ORDER BY id LIMIT 1").fetchone()
    return row[0] if row else ""


def has_passed(connection: sqlite3.Connection, head: Head) -> bool:
    """Whether the acts of a store up to this one are in it."""
    if not head.acts:
        return True
    row = connection.execute("SELECT at FROM audit_entry WHERE id = ?", (head.acts,)).fetchone()
    return row is not None and row[0] == head.at


def known_to(path: Path) -> Known:
    """Read what a store knows.

    Raises:
        sqlite3.Error: It cannot be read.
    """
    with closing(opened(path)) as connection:
        return known_by(connection)


def known_by(connection: sqlite3.Connection) -> Known:
    """Read what a store knows that is open already."""
    schema = schema_of(connection)
    if schema is None:
        return Known("", Head(), "", {})
    # By the index that keeps numbers apart; the papers beside them are most of a store.
    rows = connection.execute(
        "SELECT number_prefix, number_year, max(number_serial) FROM notice GROUP BY 1, 2"
    )
    last = {Series(prefix, year): serial for prefix, year, serial in rows}
    return Known(schema, head_of(connection), first_of(connection), last)


def numbered_by(connection: sqlite3.Connection) -> dict[tuple[Series, int], Numbered]:
    """Read every number that a store has, with the paper under it.

    Raises:
        sqlite3.Error: It cannot be read.
        ValueError: Something else than our notices stands in it.
    """
    there = {row[1] for row in connection.execute("PRAGMA table_info(notice)")}
    names = [name for name in Numbered.model_fields if name in there]
    rows = connection.execute(f"SELECT {', '.join(names)} FROM notice") if names else ()
    entries = [Numbered.model_validate(dict(zip(names, row, strict=True))) for row in rows]
    return {entry.key: entry for entry in entries}


def lists_in(path: Path) -> Sent:
    """Read what a store knows of the lists that were sent, as the journal would say it.

    Raises:
        sqlite3.Error: It cannot be read.
        ValueError: Something else than our lists stands in it.
    """
    with closing(opened(path)) as connection:
        return lists_by(connection)


def lists_by(connection: sqlite3.Connection) -> Sent:
    """Read the same of a store that is open already."""
    sent = Sent()
    if (schema_of(connection) or "") < FIRST_WITH_LISTS:
        return sent
    lines: dict[str, list[SentLine]] = {}
    back = "back_on" if (schema_of(connection) or "") >= _FIRST_WITH_PARTS_BACK else "NULL"
    for id_, *values in connection.execute(_SENT_LINES.format(back)):
        lines.setdefault(id_, []).append(SentLine(**dict(zip(SentLine.model_fields, values, strict=True))))
    ahead = "ahead" if (schema_of(connection) or "") >= _FIRST_WITH_SHARES else "NULL"
    for uid, year, number, at, by, kind, share in connection.execute(_SENT_LISTS.format(ahead)):
        of = {"uid": uid, "year": year, "number": number, "at": at, "by": by}
        row = SentList(**of, kind=NumberKind(kind), ahead=share)
        sent.hear(Said(sent=row.model_copy(update={"lines": tuple(lines.pop(row.id, ()))})))
        if row.kind is NumberKind.UNUSED:
            sent.hear(Said(unused=(row.id,)))
    # Whose number another list has here.
    at = datetime.now(UTC)
    for id_, each in lines.items():
        uid, year, number = id_.split("/")
        row = SentList(uid=uid, year=int(year), number=int(number), at=at, by="", lines=tuple(each))
        sent.hear(Said(sent=row))
    sent.hear(_marks_by(connection))
    return sent


def _marks_by(connection: sqlite3.Connection) -> Said:
    """Read what is lowered or held back, and what was."""
    queries = [_HELD]
    if (schema_of(connection) or "") >= _FIRST_WITH_LOWERED:
        queries.append(_LOWERED)
    marks, ended = list[Mark](), list[datetime]()
    for query in queries:
        for is_over, *values in connection.execute(query):
            one = Mark(**dict(zip(Mark.model_fields, values, strict=True)))
            marks.append(one)
            if is_over:
                ended.append(one.at)
    return Said(marks=tuple(marks), ended=tuple(ended))


def is_aside_by(connection: sqlite3.Connection) -> bool:
    """Whether lines of lists stand aside, or lists were sent that nobody has gone through: nearly never."""
    return bool(connection.execute(_ASIDE).fetchone()[0])


def agrees(connection: sqlite3.Connection, numbers: Numbers | None, sent: Sent | None) -> bool:
    """Whether a store has all that lies beside it, and nothing is in doubt: then there is nothing to take in.

    Both are read before the store is, None where they cannot be: what another process is doing meanwhile may
    have this say no, which is only looked into.
    """
    if numbers is None or numbers.pending or numbers.restored or numbers.unsure_up_to:
        return False
    if sent is None or not sent.is_sure or is_aside_by(connection):
        return False
    last = known_by(connection).last
    has_numbers = all(last.get(series, 0) >= serial for series, serial in numbers.last.items())
    own = lists_by(connection)
    return has_numbers and own.has_all_of(sent) and not own.lacks(sent)


_ASIDE: Final = """
SELECT EXISTS (SELECT 1 FROM payment_absent WHERE NOT is_taken)
OR EXISTS (SELECT 1 FROM payment_list WHERE kind = 'on-paper' AND cleared_at IS NULL)
"""
_AWARD: Final = (
    "ifnull(c.policy_id, ''), ifnull(c.clause_id, ''), ifnull(c.instalment, ''), ifnull(c.period, '')"
)
_HELD: Final = f"""
SELECT h.lifted_at IS NOT NULL, h.held_at, h.held_by, ifnull(c.uid, ''), ifnull(c.uscc, ifnull(e.uscc, '')),
    {_AWARD}, NULL, h.until, h.reason
FROM payment_hold h LEFT JOIN award_case c ON c.id = h.case_id
LEFT JOIN enterprise e ON e.id = h.enterprise_id
"""
_LOWERED: Final = f"""
SELECT r.undone_at IS NOT NULL, r.made_at, r.made_by, c.uid, c.uscc, {_AWARD}, r.new_amount, NULL, r.reason
FROM recovery r JOIN award_case c ON c.id = r.case_id
"""
_SENT_LISTS: Final = """
SELECT uid, year, number, sent_at, sent_by, ifnull(kind, ''), {} FROM payment_list WHERE number IS NOT NULL
"""
_SENT_LINES: Final = """
SELECT l.uid || '/' || l.year || '/' || l.number, p.place, c.uid, c.uscc, p.enterprise_name,
    c.policy_id, c.clause_id, c.instalment, c.period, p.amount, p.payee, p.bank, p.account, p.state, p.paid,
    p.reason, p.done_on, {0}
FROM payment_list l JOIN payment_line p ON p.list_id = l.id JOIN award_case c ON c.id = p.case_id
WHERE l.number IS NOT NULL AND p.place IS NOT NULL
UNION ALL
SELECT list_uid, place, case_uid, uscc, enterprise_name, policy_id, clause_id, instalment, period, amount,
    payee, bank, account, state, paid, reason, done_on, {0}
FROM payment_absent WHERE NOT is_taken
ORDER BY 1, 2
"""
