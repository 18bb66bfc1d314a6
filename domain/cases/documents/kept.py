"""Letters of cases are kept as they left the house, and shown so for ever.

What is composed again later may be otherwise: the office was renamed, papers came, days are counted by
another calendar. So what is printed or saved is kept, once, however often the same is printed.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, or_, select

from domain.cases.entities import CaseLetter
from domain.cases.numbered import give_numbers, left_before
from domain.cases.sql import letters_of_several
from domain.papers.awaited import letters_of
from domain.papers.papers import Footer, Paper
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.permits import NotPermitted
from domain.store.tables import Kind, Subject
from domain.values.ids import CaseId


class LetterKind(StrEnum):
    """What goes to somebody outside, or is put up."""

    RECEIPT = "receipt"
    SUPPLEMENT = "supplement"
    OPINIONS = "opinions"
    PUBLICITY = "publicity"
    OBJECTION = "objection"
    REFUSAL = "refusal"
    HANDING_DOWN = "handing_down"

    @property
    def word(self) -> str:
        return _WORDS[self]

    @property
    def is_of_all(self) -> bool:
        """Whether one letter is of several cases together."""
        return self in (LetterKind.OPINIONS, LetterKind.PUBLICITY, LetterKind.HANDING_DOWN)


_WORDS: Final = {
    LetterKind.RECEIPT: "受理单",
    LetterKind.SUPPLEMENT: "补正通知书",
    LetterKind.OPINIONS: "部门征求意见函",
    LetterKind.PUBLICITY: "公示",
    LetterKind.OBJECTION: "异议处理结果告知书",
    LetterKind.REFUSAL: "不予通过告知书",
    LetterKind.HANDING_DOWN: "下达通知",
}


@dataclass(frozen=True, slots=True)
class KeptLetter:
    """A letter as it left; who printed or saved it first, and when (UTC); ``said`` as `said_of` has it."""

    kind: LetterKind
    paper: Paper
    by_name: str
    made_at: datetime
    said: str

    @property
    def mark(self) -> str:
        """What the contents of a file call it."""
        return f"{self.kind.word}　{self.made_at.astimezone():%Y-%m-%d} 印出"

    @property
    def told(self) -> str:
        """Who printed it and when, with what stood at its foot."""
        foot = self.paper.sheets[0].footer.right
        said = f"{self.kind.word}：{self.made_at.astimezone():%Y-%m-%d %H:%M} {self.by_name}印出"
        return f"{said}，页脚“{foot}”" if foot else said


def said_of(paper: Paper) -> str:
    """Return the SHA-256 of what a paper says: without its feet, and when it was composed."""
    bare = replace(
        paper, made_at=None, sheets=tuple(replace(sheet, footer=Footer()) for sheet in paper.sheets)
    )
    return hashlib.sha256(bare.to_json().encode()).hexdigest()


def keep_letters(seat: Seat, kind: LetterKind, ids: Sequence[CaseId], papers: Sequence[Paper]) -> list[Paper]:
    """Keep papers of a kind that are about to leave, one of all these cases or one of each, in their order.

    What was kept already is not kept again; nor what who only audits takes along, which leaves in nobody's
    name.

    Returns:
        The papers as they may leave: with the numbers that they await; one that left with its number before
        does so as it was. Those that are not kept have no code, which would say that the office issued them.

    Raises:
        StoreProblem: They cannot be kept, and so they are not to leave.
        LastNumberUnknown, ActsLost: As `give_numbers`.
    """
    each = [list(ids)] if kind.is_of_all else [[one] for one in ids]
    pairs = list(zip(each, papers, strict=True))
    with seat.read() as session:
        left = [_as_it_left(session, kind, *one) for one in pairs]
    if not (new := [one for one, paper in zip(pairs, left, strict=True) if paper is None]):
        return [paper for paper in left if paper is not None]
    try:
        kept = iter(_keep(seat, kind, new))
    except NotPermitted:
        kept = (paper.without_codes() for _, paper in new)
    return [paper or next(kept) for paper in left]


def _as_it_left(session: Session, kind: LetterKind, cases: list[CaseId], paper: Paper) -> Paper | None:
    """Return a letter as it left before; None where it did not."""
    before = left_before(session, kind.word, paper, json.dumps(cases))
    if before is None and not letters_of(paper) and _is_kept(session, kind, cases, said_of(paper)):
        return paper
    return before


def _is_kept(session: Session, kind: LetterKind, cases: list[CaseId], said: str) -> bool:
    row = CaseLetter
    one = cases[0] if len(cases) == 1 else None
    query = select(row.id).where(
        row.kind == kind, col(row.case_id) == one, row.said_sha256 == said, row.cases == json.dumps(cases)
    )
    return session.exec(query.limit(1)).first() is not None


def _keep(seat: Seat, kind: LetterKind, new: Sequence[tuple[list[CaseId], Paper]]) -> list[Paper]:
    with seat.act(Action.CASE_LETTER) as act:
        left = give_numbers(act, seat.store, kind.word, [(one, json.dumps(cases)) for cases, one in new])
        for (cases, composed), paper in zip(new, left, strict=True):
            row = CaseLetter(
                kind=kind,
                case_id=cases[0] if len(cases) == 1 else None,
                said_sha256=said_of(composed),
                account_id=seat.who.id,
                by_name=seat.who.name,
                made_at=act.at,
                cases=json.dumps(cases),
                paper=paper.to_json(),
            )
            act.session.add(row)
            act.session.flush()
            whose = paper.addressee if len(cases) == 1 and paper.addressee else f"{len(cases)} 件事项"
            act.note(Subject(Kind.LETTER, row.id), f"印出“{paper.title}”（{whose}），照原样存下")
    return left


def kept_of(session: Session, id_: CaseId) -> list[KeptLetter]:
    """Return the letters of a case that left, in the order in which they did."""
    rows = session.exec(
        select(CaseLetter)
        .where(or_(col(CaseLetter.case_id) == id_, col(CaseLetter.id).in_(letters_of_several(session, id_))))
        .order_by(col(CaseLetter.id))
    )
    return [
        KeptLetter(
            LetterKind(row.kind), Paper.from_json(row.paper), row.by_name, row.made_at, row.said_sha256
        )
        for row in rows
    ]
