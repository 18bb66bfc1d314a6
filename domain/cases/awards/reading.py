"""Cases as they stand: put together from their rows and from the steps that count."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain, groupby
from typing import Final, TypeAlias

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, CaseStep, Did, Ended
from domain.enterprises.identity import standing_for, stood_for_by
from domain.policies.trace import Decision
from domain.roads.library import Roads
from domain.roads.road import Road
from domain.roads.walking import Answer, AtHand, Objection, Running, Signed, Standing
from domain.store.acts import Person
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import Fen, yuan_text
from domain.values.periods import Period

FURTHEST: Final = timedelta(days=366)
"""Days that are said ahead lie within a year; a later one is a slip of the year."""
AwardKey: TypeAlias = tuple[EnterpriseId, str, str, str]
"""What a case is for: the record that stands for its enterprise now, clause, instalment, and period."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A case as somebody saw it; ``version`` tells whether it has moved since."""

    id: CaseId
    version: int


@dataclass(frozen=True, slots=True)
class Case:
    """A case with where it stands on its road, and what there is of it.

    Attributes:
        row: As it is stored.
        steps: Those that count, in their order; ``voided`` the others.
    """

    row: AwardCase
    road: Road
    standing: Standing
    at_hand: AtHand
    steps: tuple[CaseStep, ...]
    voided: tuple[CaseStep, ...] = ()

    @property
    def id(self) -> CaseId:
        assert self.row.id is not None
        return self.row.id

    @property
    def seen(self) -> Seen:
        return Seen(self.id, self.row.version)

    @property
    def name(self) -> str:
        """What sentences call it."""
        return name_of(self.row)

    @property
    def where(self) -> str:
        """What people call where it stands."""
        if self.standing.waits:
            return self.road.beside[self.standing.waits].title
        return self.road.title_of(self.standing.at)

    @property
    def is_on_its_way(self) -> bool:
        return self.row.ended == Ended.ON_ITS_WAY

    @property
    def is_before_grant(self) -> bool:
        """Whether its next step is the one that grants it."""
        state = self.road.states.get(self.standing.at)
        end = self.road.ends.get(state.next) if state is not None else None
        return end is not None and end.grants

    def is_publicised_on(self, day: date) -> bool:
        """Whether its publicity runs, or is still to begin."""
        running = self.standing.publicity
        return self.is_on_its_way and running is not None and day <= running.end

    @property
    def amount(self) -> Fen:
        return Fen(self.row.amount)

    @property
    def approval(self) -> Signed | None:
        """By whom it was approved, as far as that counts; also where it has ended since."""
        return approval_in(self.road, self.standing)

    @property
    def is_queued(self) -> bool:
        """Whether it stands at its approval and waits for money (候补)."""
        return any(step.did == Did.QUEUE and step.to_at == self.row.at for step in self.steps)

    @property
    def accepted(self) -> date:
        """The day of its acceptance: on which its first state was done; until then, on which it was made."""
        first = self.standing.signed.get(self.road.way[0].id)
        return first.on if first is not None else min(self.steps, key=lambda step: step.number).day

    @property
    def last(self) -> CaseStep:
        """What was done last."""
        return max((*self.steps, *self.voided), key=lambda step: step.number)

    def decision(self) -> Decision:
        """Return what it was decided on."""
        with as_stored(self.name):
            return Decision.from_json(self.row.decision)


def against_promise(name: str, day: date, today: date) -> str:
    """Say why a paper cannot be promised for a day; empty where it can."""
    if day < today:
        return f"“{name}”承诺补交的日子 {day.isoformat()} 已经过去"
    return f"“{name}”承诺补交的日子 {day.isoformat()} 太远，请核对年份" if day > today + FURTHEST else ""


def counts_on(period: str, day: date) -> bool:
    """Whether a case for a period is for what is granted on a day: until the period after it has ended.

    From then on that one is to be claimed. A case for no period, or for what is no calendar's, is for good.

    >>> [counts_on("2022Q1", date(2022, month, day)) for month, day in ((4, 1), (6, 30), (7, 1))]
    [True, True, False]
    >>> counts_on("", date(2030, 1, 1)), counts_on("第一批", date(2030, 1, 1))
    (True, True)
    """
    try:
        return not period or day <= Period.parse(period).after.last_day
    except BadInput:
        return True


def period_text(period: str) -> str:
    """Return how people say for which period a case is.

    >>> period_text("2022Q2"), period_text("")
    ('2022年二季度', '')
    """
    try:
        return Period.parse(period).label if period else ""
    except BadInput:
        return period


def approval_in(road: Road, standing: Standing) -> Signed | None:
    """Return by whom a case was approved that stands so."""
    return next((done for id_, done in standing.signed.items() if road.states[id_].approves), None)


def name_of(row: AwardCase) -> str:
    """Return what sentences call a case."""
    parts = (row.clause_title, row.instalment, period_text(row.period))
    return f"“{row.enterprise_name}”的“{'，'.join(filter(None, parts))}”"


def find_case(session: Session, id_: CaseId, roads: Roads) -> Case:
    """Return one case.

    Raises:
        NotFound: There is none with this id.
    """
    return read_cases(session, [id_], roads)[0]


def read_cases(session: Session, ids: Sequence[CaseId], roads: Roads) -> list[Case]:
    """Return cases in the order of their ids as given.

    Raises:
        NotFound: One of them is not there.
    """
    rows = {row.id: row for row in session.exec(select(AwardCase).where(among(col(AwardCase.id), ids)))}
    # They are shown after an act that was refused as well, and nobody writes by them.
    for row in rows.values():
        session.expunge(row)
    if any(id_ not in rows for id_ in ids):
        raise NotFound("没有这件事项")
    steps = _steps_of(session, ids)
    return [_case(rows[id_], roads, steps.get(id_, ())) for id_ in ids]


def alive_by_award(
    session: Session, ids: Collection[EnterpriseId], policy_id: str
) -> dict[AwardKey, list[AwardCase]]:
    """Return the cases of a policy that are on their way or granted, by what they are for.

    Of an enterprise that was merged, or registered anew, its former records' too; so there may be two.
    """
    records = stood_for_by(session, ids)
    owners = standing_for(session, records)
    found: dict[AwardKey, list[AwardCase]] = {}
    for row in session.exec(
        select(AwardCase)
        .where(
            among(col(AwardCase.enterprise_id), records),
            AwardCase.policy_id == policy_id,
            col(AwardCase.ended).in_([Ended.ON_ITS_WAY, Ended.GRANTED]),
        )
        .order_by(col(AwardCase.id))
    ):
        if row.enterprise_id in owners:
            key = (owners[row.enterprise_id], row.clause_id, row.instalment, row.period)
            found.setdefault(key, []).append(row)
    return found


def awards_in_cases(session: Session, policy_id: str) -> set[tuple[EnterpriseId, str]]:
    """Return what there are cases for that are on their way or granted: record that stands for the enterprise
    now, and clause; whichever instalment and period.
    """
    rows = session.exec(
        select(AwardCase.enterprise_id, AwardCase.clause_id)
        .where(AwardCase.policy_id == policy_id, col(AwardCase.ended).in_([Ended.ON_ITS_WAY, Ended.GRANTED]))
        .distinct()
    ).all()
    owners = standing_for(session, {EnterpriseId(id_) for id_, _ in rows})
    return {(owners[EnterpriseId(id_)], clause_id) for id_, clause_id in rows if id_ in owners}


def _steps_of(session: Session, ids: Collection[CaseId]) -> Mapping[CaseId, Sequence[CaseStep]]:
    """Return everything that was done of cases, what does not count any more among it."""
    found = session.exec(
        select(CaseStep)
        .where(among(col(CaseStep.case_id), ids))
        .order_by(col(CaseStep.case_id), col(CaseStep.number))
    )
    steps_of = {id_: tuple(steps) for id_, steps in groupby(found, lambda step: step.case_id)}
    for step in chain.from_iterable(steps_of.values()):
        session.expunge(step)
    return steps_of


def last_words(case: Case) -> str:
    """Say what was done of a case last, by whom and when."""
    step = case.last
    at = step.done_at.astimezone()
    return f"{step.by_name}在{at.month}月{at.day}日 {at:%H:%M} 办了“{step.title}”"


def alone_words(road: Road) -> str:
    """Say that a road of one person is none where four eyes are on."""
    return f"本单位要两人复核，“{road.title}”一个人就能走完，不能用"


def summary_of(row: AwardCase) -> str:
    """Say which case it is, with its amount."""
    return f"{name_of(row)}，{yuan_text(Fen(row.amount))} 元"


def _case(row: AwardCase, roads: Roads, steps: Sequence[CaseStep]) -> Case:
    road = roads.of(row.road_sha256)
    counting = tuple(step for step in steps if step.voided_by is None)
    voided = tuple(step for step in steps if step.voided_by is not None)
    with as_stored(name_of(row)):
        at_hand = _at_hand(json.loads(row.papers), counting)
    standing = standing_of(row.at, row.since, row.waits, counting)
    return Case(row, road, standing, at_hand, counting, voided)


def as_after(case: Case, step: CaseStep) -> Case:
    """Return a case as it stood after one of its steps, with the amount and the decision of then."""
    every = sorted((*case.steps, *case.voided), key=lambda one: one.number)
    done = [one for one in every if one.number <= step.number]
    later = [one for one in every if one.number > step.number]
    known = case.row.model_dump()
    for one in reversed(later):
        known |= json.loads(one.former)
        known["amount"] = known["amount"] if one.was_amount is None else one.was_amount
    if later:
        first, ends = later[0], case.road.ends
        ended = Ended.ON_ITS_WAY
        if first.was_at in ends:
            ended = Ended.GRANTED if ends[first.was_at].grants else Ended.OTHERWISE
        since = first.was_since or case.row.since
        known |= {"at": first.was_at, "since": since, "waits": first.was_waits, "ended": ended}
    row = AwardCase(**known | {"version": step.number})
    gone = [one for one in done if one.voided_by is not None and one.voided_by <= step.number]
    counting = tuple(one for one in done if one not in gone)
    with as_stored(case.name):
        at_hand = _at_hand(json.loads(row.papers), counting)
    standing = standing_of(row.at, row.since, row.waits, counting)
    return Case(row, case.road, standing, at_hand, counting, tuple(gone))


def standing_of(at: str, since: date, waits: str, steps: Iterable[CaseStep]) -> Standing:
    """Return where a case stands after the steps that count."""
    signed: dict[str, Signed] = {}
    publicity, objections, objected = None, dict[int, Objection](), 0
    for step in steps:
        if step.did == Did.ONWARD:
            signed[step.step] = Signed(Person(step.by_name, step.account_id), step.day)
            if step.public_from is not None and step.public_to is not None:
                publicity = Running(step.public_from, step.public_to)
        elif step.did == Did.PROLONG and step.public_from is not None and step.public_to is not None:
            publicity = Running(step.public_from, step.public_to)
        elif step.objection and step.did == Did.BEGIN:
            objections[step.objection] = Objection(step.objection, step.step, step.day)
            objected = max(objected, step.objection)
        elif step.objection and step.did == Did.OVER:
            objections.pop(step.objection, None)
    return Standing(at, since, signed, waits, publicity, tuple(objections.values()), objected)


def _at_hand(papers: Sequence[str], steps: Iterable[CaseStep]) -> AtHand:
    came: set[str] = set()
    promised: dict[str, date] = {}
    answers: dict[str, Answer] = {}
    for step in steps:
        if step.did == Did.OPINION:
            assert step.answered_on is not None
            known = answers.get(step.step)
            # What a department said later counts, in whichever order it was entered.
            if known is None or step.answered_on >= known.on:
                answers[step.step] = Answer(step.answered_on, bool(step.in_favour))
        if step.papers == "{}":
            continue
        told = json.loads(step.papers)
        came = (came | told.get("came", {}).keys()) - told.get("returned", {}).keys()
        promised |= {name: date.fromisoformat(day) for name, day in told.get("promised", {}).items()}
    missing = tuple(name for name in papers if name not in came)
    return AtHand(missing, {name: promised[name] for name in missing if name in promised}, answers)
