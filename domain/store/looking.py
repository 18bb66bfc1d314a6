"""What an auditor looks at is entered, once in a sitting; what was issued, each time it is printed."""

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from domain.store.acts import Action, Entry, Person
from domain.store.engine import Seat, driver_of, is_auditing_in
from domain.store.tables import Subject

_SITTING: Final = """
    SELECT id FROM audit_entry WHERE actor = ? AND account_id IS ? AND action = ? ORDER BY at DESC LIMIT 1
"""
_ENTERED: Final = """
    SELECT 1 FROM audit_entry
    WHERE kind = ? AND subject_id IS ? AND id > ? AND account_id IS ? AND action = ?
    AND instr(summary, ?) = 1
"""

_PRINTED: Final = """
    SELECT 1 FROM audit_entry WHERE kind = ? AND subject_id IS ? AND action = ? AND instr(summary, ?) > 0
"""


class Seen(NamedTuple):
    """Something with data of persons that is shown, printed or copied; ``what`` is how sentences call it."""

    subject: Subject
    what: str

    @property
    def said(self) -> str:
        return f"查看{self.what}"


def enter_looks(seat: Seat, *seen: Seen) -> None:
    """Enter what is about to be shown to an auditor, all in one act; of others nothing is entered.

    Raises:
        StoreProblem: It cannot be entered, and so it is not to be shown.
    """
    if not seen:
        return
    with seat.read() as session:
        if not is_auditing_in(session, seat.who):
            return
        new = _not_entered(driver_of(session), seat.who, dict.fromkeys(seen))
    if new:
        with seat.act(Action.RECORD_LOOK) as act:
            act.note_all([Entry(one.subject, one.said) for one in new])


def enter_prints(seat: Seat, issued: Sequence[tuple[Seen, str]]) -> None:
    """Enter that papers were handed to a printer, as printed again where they were before.

    Args:
        seat: Who printed them.
        issued: What they are of, each with which pages and how many, in words; nothing is entered of none.
    """
    if issued:
        with seat.act(Action.PAPER_PRINT) as act:
            driver = driver_of(act.session)
            act.note_all(
                [Entry(one.subject, f"{_printing(driver, one)}（{words}）") for one, words in issued]
            )


def _printing(driver: sqlite3.Connection, one: Seen) -> str:
    asked = (one.subject.kind, one.subject.id, Action.PAPER_PRINT, one.what)
    return f"{'重印' if driver.execute(_PRINTED, asked).fetchone() else '打印'}{one.what}"


def _not_entered(driver: sqlite3.Connection, who: Person, seen: Iterable[Seen]) -> list[Seen]:
    row = driver.execute(_SITTING, (who.name, who.id, Action.ACCOUNT_SIGN_IN)).fetchone()
    since = int(row[0]) if row else 0

    def is_entered(one: Seen) -> bool:
        subject = one.subject
        # What the clock has to say stands behind it.
        asked = (subject.kind, subject.id, since, who.id, Action.RECORD_LOOK, one.said)
        return driver.execute(_ENTERED, asked).fetchone() is not None

    return [one for one in seen if not is_entered(one)]
