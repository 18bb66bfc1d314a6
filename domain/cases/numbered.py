"""Documents other than notices that have a 发文字号: the number is given as one leaves, and kept with it.

Each stands in the register of numbers word by word. What says the same of the same matter on another day is
the same document: it leaves once more as it left before, by its number, until that is declared void.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.entities import Notice, document_number
from domain.cases.numbering import NumberBook
from domain.office.keys.service import signer_in
from domain.office.keys.signing import Signer
from domain.papers.awaited import (
    awaited_by,
    letters_of,
    matter_of,
    numbered,
    said_but_for_number,
    together,
)
from domain.papers.papers import Paper
from domain.store.acts import Act, Action
from domain.store.engine import Seat, Store, refusal_in
from domain.store.numbers.entries import NumberKind, Series
from domain.store.problems import as_stored
from domain.store.tables import Kind, Subject
from domain.values.texts import one_line

_ONCE: Final = "once"
"""Before the name of a matter of which there is one document, whatever it says by now."""


def left_before(session: Session, word: str, paper: Paper, whose: str) -> Paper | None:
    """Return a paper as it left before, with its numbers; None where one of its letters has none yet."""
    letters = [_left(session, word, one, whose) for one in letters_of(paper) or [paper]]
    known = [one for one in letters if one is not None]
    return together(paper, known) if known and len(known) == len(letters) else None


def give_numbers(act: Act, store: Store, word: str, papers: Sequence[tuple[Paper, str]]) -> list[Paper]:
    """Give each letter of papers that awaits one its number; those that left before keep theirs.

    Each paper comes with whose it is. Those that await none are returned as they are.

    Raises:
        LastNumberUnknown: Papers may have later numbers; the last one must be said.
        ActsLost, StoreProblem: See `NumberBook`.
    """
    if not any(letters_of(paper) for paper, _ in papers):
        return [paper for paper, _ in papers]
    giving = _Giving(act, NumberBook(store, act), word, signer_in(act.session))
    found = [giving.paper(*one) for one in papers]
    giving.take()
    return found


@dataclass
class _Giving:
    """One act of giving numbers: they follow each other within its transaction."""

    act: Act
    book: NumberBook
    word: str
    signer: Signer | None
    last: dict[Series, int] = field(default_factory=dict)
    rows: list[Notice] = field(default_factory=list)

    def paper(self, paper: Paper, whose: str) -> Paper:
        letters = letters_of(paper)
        return together(paper, [self._letter(one, whose) for one in letters]) if letters else paper

    def _letter(self, letter: Paper, whose: str) -> Paper:
        if (before := _left(self.act.session, self.word, letter, whose)) is not None:
            return before
        series = Series(*next(filter(None, map(awaited_by, letter.sheets))))
        serial = self.last.get(series) or self.book.last_of(series)
        self.last[series] = serial = serial + 1
        left = numbered(letter, document_number(*series, serial), self.signer)
        row = Notice(
            number_prefix=series.prefix,
            number_year=series.year,
            number_serial=serial,
            uscc="",
            enterprise_name=one_line(left.addressee),
            policy_id="",
            policy_sha256="",
            clause_id="",
            clause_title=left.title,
            amount=0,
            facts="{}",
            decision="",
            paper=left.to_json(),
            approver="",
            approved_on=left.signed_on,
            issued_by=self.act.handler.name,
            issued_at=self.act.at,
            kind=NumberKind.LETTER,
            letter=self.word,
            letter_of=matter_of(letter) or None,
            letter_said=_said(self.word, letter, whose),
        )
        self.rows.append(row)
        return left

    def take(self) -> None:
        """Enter what was given, and write it down."""
        self.act.session.add_all(self.rows)
        self.act.session.flush()
        for row in self.rows:
            to = f"，发往{row.enterprise_name}" if row.enterprise_name else ""
            self.act.note(
                Subject(Kind.NOTICE, row.id), f"“{self.word}”编号{row.number}：{row.clause_title}{to}"
            )
        # Last, since from here on a number that comes to nothing stands in the register as unused.
        if self.rows:
            self.book.take(self.rows)


def leave(seat: Seat, word: str, papers: Sequence[Paper], matters: Sequence[str]) -> list[Paper]:
    """Return papers as they may leave the house, each the one document of its kind of a matter.

    Those that await a number get it. What who only audits takes along has neither number nor code, but where
    it left with a number before: it leaves in nobody's name.

    Raises:
        LastNumberUnknown, ActsLost, StoreProblem: As `give_numbers`.
    """
    with seat.read() as session:
        found = [
            left_before(session, word, paper, whose) for paper, whose in zip(papers, matters, strict=True)
        ]
        may = not refusal_in(session, seat.who, Action.CASE_LETTER)
    waiting = [at for at, one in enumerate(found) if one is None and letters_of(papers[at])]
    left = [before or paper for before, paper in zip(found, papers, strict=True)]
    if may and waiting:
        with seat.act(Action.CASE_LETTER) as act:
            given = give_numbers(act, seat.store, word, [(papers[at], matters[at]) for at in waiting])
        for at, paper in zip(waiting, given, strict=True):
            left[at] = paper
    if may:
        return left
    return [paper if before else paper.without_codes() for before, paper in zip(found, left, strict=True)]


def once(matter: str) -> str:
    """Return whose a document is of which there is one for a matter, whatever it says by now."""
    return f"{_ONCE} {matter}"


def _left(session: Session, word: str, letter: Paper, whose: str) -> Paper | None:
    row = session.exec(
        select(Notice)
        .where(
            Notice.letter_said == _said(word, letter, whose),
            Notice.kind == NumberKind.LETTER,
            col(Notice.voided_at).is_(None),
        )
        .order_by(col(Notice.id).desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    with as_stored(f"{row.number}的正文"):
        return Paper.from_json(row.paper)


def _said(word: str, letter: Paper, whose: str) -> str:
    of = json.dumps([word, whose], ensure_ascii=False)
    if whose.startswith(_ONCE):
        return hashlib.sha256(of.encode()).hexdigest()
    return said_but_for_number(letter, of)
