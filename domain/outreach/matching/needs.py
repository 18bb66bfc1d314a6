"""What enterprises need, money or people, and what came of it. Each function that changes it is one act."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlmodel import Session, col, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import stood_for_by
from domain.outreach.matching.kept import (
    Named,
    Records,
    Seen,
    kept_owners,
    owners_named,
    refuse_gone,
    wrong_amounts,
    wrong_numbers,
)
from domain.outreach.matching_entities import Matter, Need, NeedOutcome, Through
from domain.outreach.problems.rules import Rules
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among, holds_word
from domain.store.tables import Kind
from domain.values.errors import BadInput, NotFound
from domain.values.ids import EnterpriseId, NeedId, OutcomeId
from domain.values.money import Fen, yuan_text
from domain.values.texts import clean, one_line, reason_of

LONGEST: Final = 60
"""Letters of what a need is called."""


@dataclass(frozen=True, slots=True)
class NeedFields:
    """What is entered of a need; ``wanted`` of money, ``people`` of people."""

    matter: Matter
    enterprise_id: EnterpriseId
    day: date
    title: str
    wanted: Fen | None = None
    people: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeFields:
    """What is entered of what came of a need; ``amount`` of money, ``people`` of people."""

    through: Through
    day: date
    amount: Fen | None = None
    people: int | None = None
    partner: str = ""
    remark: str = ""


class NeedRow(NamedTuple):
    """A row of `Need`; no object, of which there are tens of thousands after some years."""

    id: NeedId
    enterprise_id: EnterpriseId
    matter: str
    day: date
    title: str
    wanted: int | None
    people: int | None
    detail: str
    ended_on: date | None
    ended_because: str
    by_name: str
    made_at: datetime
    version: int


class Outcome(NamedTuple):
    """A row of `NeedOutcome`; no object either."""

    id: OutcomeId
    need_id: NeedId
    through: str
    day: date
    partner: str
    amount: int | None
    people: int | None
    remark: str


@dataclass(frozen=True, slots=True)
class ListedNeed:
    """A need as lists show it.

    Attributes:
        enterprise: The record that stands now for whose it is.
        outcomes: What came of it, the earliest first.
    """

    row: NeedRow
    enterprise: Named
    outcomes: tuple[Outcome, ...]

    @property
    def id(self) -> NeedId:
        return self.row.id

    @property
    def seen(self) -> Seen:
        return Seen(self.id, self.row.version)

    @property
    def matter(self) -> Matter:
        return Matter(self.row.matter)

    @property
    def wanted(self) -> int:
        """How much: fen, or people."""
        return (self.row.wanted if self.matter is Matter.FINANCING else self.row.people) or 0

    @property
    def met(self) -> int:
        """How much of it there is: fen of loans, without interest that was paid for it; or people."""
        if self.matter is Matter.JOBS:
            return sum(one.people or 0 for one in self.outcomes)
        return sum(one.amount or 0 for one in self.outcomes if one.through != Through.INTEREST)

    @property
    def interest(self) -> Fen:
        """How much interest was paid for it."""
        return Fen(sum(one.amount or 0 for one in self.outcomes if one.through == Through.INTEREST))

    @property
    def is_open(self) -> bool:
        return self.row.ended_on is None and self.met < self.wanted

    @property
    def where(self) -> str:
        """What people call how it stands."""
        if self.met >= self.wanted:
            return "已满足"
        if self.row.ended_on is not None:
            return "不再需要"
        return "部分落实" if self.met else "待落实"

    @property
    def fields(self) -> NeedFields:
        row = self.row
        wanted = None if row.wanted is None else Fen(row.wanted)
        owner = self.enterprise.id or row.enterprise_id
        return NeedFields(self.matter, owner, row.day, row.title, wanted, row.people, row.detail)


def _named(row: Need) -> str:
    return f"{Matter(row.matter).word}“{row.title}”"


NEEDS: Final = Records(Need, Kind.NEED, "项需求", _named, Action.NEED_DELETE, Action.NEED_RESTORE)
"""The needs; see `Records` for how they are deleted and brought back."""


def save_need(seat: Seat, given: NeedFields, rules: Rules, opened: Seen | None = None) -> Seen:
    """Enter what an enterprise needs, or change it as it was seen.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence.
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It, or the enterprise, is not there.
    """
    with seat.act(Action.NEED_SAVE) as act:
        return write_in(act, given, rules, opened)


def write_in(act: Act, given: NeedFields, rules: Rules, opened: Seen | None = None) -> Seen:
    """Enter a need within an act that does more, or change one; see `save_need`."""
    session = act.session
    if complaints := [sentence for _, sentence in complaints_of(given, rules.today())]:
        raise BadInput(complaints)
    row = None if opened is None else NEEDS.as_seen(session, opened)
    known = kept_owners(session, [] if row is None else [row.enterprise_id])
    refuse_gone(session, {given.enterprise_id} - known.keys())
    if row is not None:
        if row.ended_on is not None and row.ended_on < given.day:
            raise BadInput(f"已从 {row.ended_on.isoformat()} 起不再需要，提出日期不能晚于这一天")
        outcomes = _outcome_rows(session, [row.id or 0])
        first = min((one.day for one in outcomes), default=given.day)
        if first < given.day:
            raise BadInput(f"{first.isoformat()} 就有落实，提出日期不能晚于这一天")
        if outcomes and row.matter != given.matter:
            raise BadInput(f"{_named(row)}已有落实，不能改成{given.matter.word}")
    is_new = row is None
    row = row or Need(
        matter="",
        enterprise_id=given.enterprise_id,
        day=given.day,
        title="",
        by_name=act.who.name,
        made_at=act.at,
    )
    if is_new:
        row.account_id = act.who.id
    row.matter, row.day = given.matter.value, given.day
    row.enterprise_id = known.get(given.enterprise_id) or given.enterprise_id
    row.title, row.detail = one_line(given.title), clean(given.detail).strip()
    row.wanted, row.people = given.wanted, given.people
    named = owners_named(session, [row.enterprise_id])[row.enterprise_id]
    said = f"“{named.name}”{amount_text(given.wanted, given.people)}"
    if is_new:
        return NEEDS.entered(act, row, f"登记{_named(row)}：{said}")
    return NEEDS.changed(act, row, f"修改，{said}")


def end_need(seat: Seat, seen: Seen, day: date, rules: Rules, *, because: str) -> Seen:
    """Say that an enterprise needs no more, from which day and why.

    Raises:
        BadInput: It has said so already, no reason is given, or the day cannot be.
        ChangedMeanwhile, NotFound: As `save_need`.
    """
    with seat.act(Action.NEED_SAVE) as act:
        return end_in(act, seen, day, because, rules)


def end_in(act: Act, seen: Seen, day: date, because: str, rules: Rules) -> Seen:
    """Say so within an act that does more; see `end_need`."""
    because = reason_of(because, "不再需要")
    row = NEEDS.as_seen(act.session, seen)
    if row.ended_on is not None:
        raise BadInput(f"{_named(row)}已从 {row.ended_on.isoformat()} 起不再需要")
    if complaint := against_ending(row.day, day, rules.today()):
        raise BadInput(complaint)
    row.ended_on, row.ended_because = day, because
    return NEEDS.changed(act, row, f"不再需要：{because}")


def against_ending(since: date, day: date, today: date) -> str:
    """Say why a need that was raised on a day cannot end on another; empty where it can."""
    return "" if since <= day <= today else f"日期应在提出当天 {since.isoformat()} 到今天之间"


def take_up_again(seat: Seat, seen: Seen) -> Seen:
    """Say that an enterprise needs it after all.

    Raises:
        BadInput: Nobody said that it did not.
        ChangedMeanwhile, NotFound: As `save_need`.
    """
    with seat.act(Action.NEED_SAVE) as act:
        row = NEEDS.as_seen(act.session, seen)
        if row.ended_on is None:
            raise BadInput(f"{_named(row)}没有登记过不再需要")
        row.ended_on, row.ended_because = None, ""
        return NEEDS.changed(act, row, "仍然需要")


def save_outcome(
    seat: Seat, seen: Seen, given: OutcomeFields, rules: Rules, id_: OutcomeId | None = None
) -> Seen:
    """Enter what came of a need, or change it; returns the need as it is now.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence.
        ChangedMeanwhile: Somebody else has changed the need.
        NotFound: The need or the outcome is not there.
    """
    with seat.act(Action.NEED_SAVE) as act:
        return outcome_in(act, seen, given, rules, id_)


def outcome_in(
    act: Act, seen: Seen, given: OutcomeFields, rules: Rules, id_: OutcomeId | None = None
) -> Seen:
    """Enter it within an act that does more; see `save_outcome`."""
    need = NEEDS.as_seen(act.session, seen)
    matter = Matter(need.matter)
    if complaints := [sentence for _, sentence in outcome_complaints(given, matter, need.day, rules.today())]:
        raise BadInput(complaints)
    row = None if id_ is None else _outcome(act.session, seen.id, id_)
    row = row or NeedOutcome(need_id=NeedId(seen.id), through="", day=given.day)
    row.through, row.day = given.through.value, given.day
    row.partner, row.remark = one_line(given.partner), one_line(given.remark)
    row.amount, row.people = given.amount, given.people
    act.session.add(row)
    return NEEDS.changed(act, need, f"{given.through.word} {amount_text(given.amount, given.people)}")


def remove_outcome(seat: Seat, seen: Seen, id_: OutcomeId) -> tuple[Seen, OutcomeFields]:
    """Take away what was entered by mistake; returns the need as it is now, and what it was.

    Raises:
        ChangedMeanwhile: Somebody else has changed the need.
        NotFound: The need or the outcome is not there.
    """
    with seat.act(Action.NEED_SAVE) as act:
        need, row = NEEDS.as_seen(act.session, seen), _outcome(act.session, seen.id, id_)
        before = outcome_fields_of(row)
        act.session.delete(row)
        return NEEDS.changed(act, need, f"删除落实：{before.through.word}"), before


def list_needs(
    session: Session,
    *,
    matter: Matter | None = None,
    enterprise_id: EnterpriseId | None = None,
    ids: Sequence[NeedId] | None = None,
    words: Sequence[str] = (),
) -> list[ListedNeed]:
    """Return needs, the latest first.

    Args:
        session: Of the store.
        matter: Of which; None for any.
        enterprise_id: Of whom, under whatever record it was; None for everybody.
        ids: Of which; None for all.
        words: Each of them stands in the title or the enterprise's name.
    """
    # Of so many columns the types of a query say nothing.
    columns: Any = select
    query = columns(*(getattr(Need, name) for name in NeedRow._fields)).where(col(Need.deleted_at).is_(None))
    if matter is not None:
        query = query.where(Need.matter == matter)
    if enterprise_id is not None:
        query = query.where(among(col(Need.enterprise_id), stood_for_by(session, [enterprise_id])))
    if ids is not None:
        query = query.where(among(col(Need.id), ids))
    for word in words:
        of = select(Enterprise.id).where(holds_word(word, Enterprise.name))
        query = query.where(holds_word(word, Need.title) | col(Need.enterprise_id).in_(of))
    rows = [NeedRow(*row) for row in session.exec(query.order_by(col(Need.day).desc(), col(Need.id).desc()))]
    names = owners_named(session, [row.enterprise_id for row in rows])
    outcomes: dict[NeedId, list[Outcome]] = {}
    for one in _outcome_rows(session, [row.id for row in rows]):
        outcomes.setdefault(one.need_id, []).append(one)
    return [ListedNeed(row, names[row.enterprise_id], tuple(outcomes.get(row.id, ()))) for row in rows]


def find_need(session: Session, id_: NeedId) -> ListedNeed:
    """Return one need.

    Raises:
        NotFound: There is none with this id.
    """
    NEEDS.there(session, id_)
    return list_needs(session, ids=[id_])[0]


def outcome_fields_of(row: Outcome | NeedOutcome) -> OutcomeFields:
    """Return what is entered of what came of a need."""
    amount = None if row.amount is None else Fen(row.amount)
    return OutcomeFields(Through(row.through), row.day, amount, row.people, row.partner, row.remark)


def amount_text(amount: int | None, people: int | None) -> str:
    """Return how much it is, in yuan or people.

    >>> amount_text(5_000_000_00, None), amount_text(None, 12)
    ('5,000,000.00 元', '12 人')
    """
    return f"{people:,} 人" if amount is None else f"{yuan_text(Fen(amount))} 元"


def complaints_of(given: NeedFields, today: date) -> Iterator[tuple[str, str]]:
    """Yield what cannot be of what is entered of a need, each a sentence, with the field that it is of."""
    title, is_money = one_line(given.title), given.matter is Matter.FINANCING
    if not title:
        yield "title", "请填写用途" if is_money else "请填写岗位"
    elif len(title) > LONGEST:
        yield "title", f"{'用途' if is_money else '岗位'}最长 {LONGEST} 个字"
    if given.day > today:
        yield "day", f"提出日期 {given.day.isoformat()} 还没有到"
    yield from _wrong_measure(given.matter, given.wanted, given.people, ("wanted", "people"), "需要")


def outcome_complaints(
    given: OutcomeFields, matter: Matter, since: date, today: date
) -> Iterator[tuple[str, str]]:
    """Yield what cannot be of what came of a need that was raised on a day, with the field that it is of."""
    if given.through not in matter.ways:
        yield "through", f"{matter.word}不会以“{given.through.word}”落实，请重新选择"
    if not since <= given.day <= today:
        yield "day", f"落实日期应在提出当天 {since.isoformat()} 到今天之间"
    yield from _wrong_measure(matter, given.amount, given.people, ("amount", "people"), "落实")


def _wrong_measure(
    matter: Matter, amount: int | None, people: int | None, at: tuple[str, str], word: str
) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with how much it is: money of the one matter, people of the other."""
    if matter is Matter.FINANCING:
        if not amount or people is not None:
            yield at[0], f"请填写{word}的金额，大于 0"
        else:
            for _, sentence in wrong_amounts({f"{word}的金额": amount}):
                yield at[0], sentence
    elif not people or amount is not None:
        yield at[1], f"请填写{word}的人数，大于 0"
    else:
        for _, sentence in wrong_numbers({f"{word}的人数": people}):
            yield at[1], sentence


def _outcome_rows(session: Session, ids: Sequence[int]) -> list[Outcome]:
    columns: Any = select
    query = columns(*(getattr(NeedOutcome, name) for name in Outcome._fields))
    query = query.where(among(col(NeedOutcome.need_id), ids))
    return [Outcome(*row) for row in session.exec(query.order_by(col(NeedOutcome.day), col(NeedOutcome.id)))]


def _outcome(session: Session, need_id: int, id_: OutcomeId) -> NeedOutcome:
    row = session.get(NeedOutcome, id_)
    if row is None or row.need_id != need_id:
        raise NotFound("这条落实已不在了，请刷新后再看")
    return row
