"""Lists of candidates as they were printed: they stay, and what was corrected since is shown beside them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.identity import standing_for
from domain.enterprises.queries import iterate_facts
from domain.outreach.cultivation.finding import Candidate, Found, Search
from domain.outreach.cultivation.thresholds import standards_on
from domain.outreach.cultivation_entities import CandidateListRow
from domain.outreach.cultivation_standards import Standards
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.problems import as_stored
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CandidateListId
from domain.values.money import Fen, short_yuan
from domain.values.periods import Period
from domain.values.texts import one_line

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class KeptList:
    """A list as it was kept: what was looked for, what was found, and how many were left out of it."""

    search: Search
    rows: tuple[Candidate, ...]
    left_out: int
    unplaced: int

    def to_json(self) -> str:
        """Write it as the store keeps it."""
        return _adapter().dump_json(self).decode()


@dataclass(frozen=True, slots=True)
class Corrected:
    """What is otherwise by now with an enterprise of a list, in words."""

    candidate: Candidate
    said: str


@dataclass(frozen=True, slots=True)
class ListedList:
    """A kept list with what was corrected since."""

    row: CandidateListRow
    kept: KeptList
    corrected: tuple[Corrected, ...]

    @property
    def id(self) -> CandidateListId:
        assert self.row.id is not None
        return self.row.id


def keep_list(seat: Seat, title: str, found: Found) -> CandidateListId:
    """Keep a list as it is, to be printed.

    Raises:
        BadInput: It has no title, or nobody stands in it.
    """
    title = one_line(title)
    if not title:
        raise BadInput("请填写名单的标题")
    if len(title) > _LONGEST:
        raise BadInput(f"名单的标题最长 {_LONGEST} 个字")
    if not found.rows:
        raise BadInput("名单里一户也没有")
    kept = KeptList(found.search, found.rows, found.count - len(found.rows), found.unplaced)
    with seat.act(Action.CANDIDATES_KEEP) as act:
        row = CandidateListRow(
            title=title,
            target=found.search.target,
            day=found.search.day,
            content=kept.to_json(),
            account_id=act.who.id,
            by_name=act.who.name,
            made_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        act.note(Subject(Kind.CANDIDATES, row.id), f"存下名单“{title}”，{len(kept.rows):,} 户")
        return row.id


def void_list(seat: Seat, id_: CandidateListId) -> None:
    """Declare a list void; it stays to be seen in the trail.

    Raises:
        NotFound: It is void already.
    """
    _set_void(seat, id_, is_void=True)


def unvoid_list(seat: Seat, id_: CandidateListId) -> None:
    """Take back that a list was declared void.

    Raises:
        NotFound: It is not.
    """
    _set_void(seat, id_, is_void=False)


def list_lists(
    session: Session, standards: Standards, dictionary: Dictionary, today: date
) -> list[ListedList]:
    """Return the lists that are not void, the latest first, each with what was corrected since."""
    query = select(CandidateListRow).where(col(CandidateListRow.voided_at).is_(None))
    rows = session.exec(query.order_by(col(CandidateListRow.id).desc())).all()
    return [_listed(session, row, standards, dictionary, today) for row in rows]


def find_list(
    session: Session, id_: CandidateListId, standards: Standards, dictionary: Dictionary, today: date
) -> ListedList:
    """Return a list.

    Raises:
        NotFound: There is none with this id, or it is void.
    """
    row = session.get(CandidateListRow, id_)
    if row is None or row.voided_at is not None:
        raise NotFound("这份名单已经作废，请刷新后再看")
    return _listed(session, row, standards, dictionary, today)


def _listed(
    session: Session, row: CandidateListRow, standards: Standards, dictionary: Dictionary, today: date
) -> ListedList:
    with as_stored("存下的培育名单"):
        kept = _adapter().validate_python(json.loads(row.content))
    corrected = tuple(_corrected(session, kept, standards_on(session, standards, today), dictionary))
    return ListedList(row, kept, corrected)


def _corrected(
    session: Session, kept: KeptList, now: Standards, dictionary: Dictionary
) -> Iterator[Corrected]:
    """Yield whose figures, line or what it takes by them are otherwise by now; of the same period."""
    ids = [one.enterprise_id for one in kept.rows]
    stands = standing_for(session, ids)
    facts = dict(iterate_facts(session, [*{*stands.values()}], dictionary))
    period = kept.search.period
    lines = {(one.id, line.fact): line for one in now.standards.values() for line in one.lines}
    for one in kept.rows:
        known = facts.get(stands.get(one.enterprise_id, one.enterprise_id))
        if known is None:
            yield Corrected(one, "已不在企业库里")
            continue
        said = []
        for met in one.lines:
            amount = _amount(known, met.fact, period, dictionary)
            if amount != met.amount:
                said.append(f"{met.label}存下时 {_text(met.amount)}，现在 {_text(amount)}")
            line = lines.get((one.basis.standard_id, met.fact))
            if line is None:
                continue
            if line.text != met.line:
                said.append(f"{met.label}的线存下时 {met.line}，现在 {line.text}")
            elif line.percent and met.needed is not None:
                base = _amount(known, line.of, period, dictionary)
                needed = None if base is None else line.of_base(base)
                if needed != met.needed:
                    said.append(f"{met.label}要达到的存下时 {_text(met.needed)}，现在 {_text(needed)}")
        if said:
            yield Corrected(one, "；".join(said))


def _amount(known: EnterpriseFacts, name: str, period: Period, dictionary: Dictionary) -> Fen | None:
    fact = dictionary.indicators.get(name)
    figure = None if fact is None else known.figure(fact, period)
    return None if figure is None else Fen(figure.amount)


def _text(amount: int | None) -> str:
    return "没有填" if amount is None else short_yuan(amount)


def _set_void(seat: Seat, id_: CandidateListId, *, is_void: bool) -> None:
    with seat.act(Action.CANDIDATES_KEEP) as act:
        row = act.session.get(CandidateListRow, id_)
        if row is None or (row.voided_at is not None) == is_void:
            raise NotFound("这份名单已经作废，请刷新后再看")
        row.voided_at = act.at if is_void else None
        act.session.add(row)
        act.note(Subject(Kind.CANDIDATES, id_), f"{'作废' if is_void else '恢复'}名单“{row.title}”")


@cache
def _adapter() -> TypeAdapter[KeptList]:
    return TypeAdapter(KeptList)
