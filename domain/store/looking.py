"""What an auditor looks at is entered: each thing once in a sitting, from one signing in to the next."""

import sqlite3
from collections.abc import Iterable
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


def _not_entered(driver: sqlite3.Connection, who: Person, seen: Iterable[Seen]) -> list[Seen]:
    row = driver.execute(_SITTING, (who.name, who.id, Action.ACCOUNT_SIGN_IN)).fetchone()
    since = int(row[0]) if row else 0

    def is_entered(one: Seen) -> bool:
        subject = one.subject
        # What the clock has to say stands behind it.
        asked = (subject.kind, subject.id, since, who.id, Action.RECORD_LOOK, one.said)
        return driver.execute(_ENTERED, asked).fetchone() is not None

    return [one for one in seen if not is_entered(one)]
