"""What of cases on their way wants to be looked at, found among hundreds of thousands."""

import json
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import groupby, product
from typing import Final, NamedTuple

from sqlmodel import Session

from domain.cases.awards.reading import read_cases
from domain.cases.awards.rivals import BY_FACT, overlap, unsettled
from domain.cases.awards.rules import Rules
from domain.cases.sql import (
    Checked,
    cases_of_enterprises_gone,
    declaring_cases,
    lapsing_cases,
    papers_by_case,
    periods_of_cases,
    rivalled_cases,
    touched_cases,
    waiting_since,
)
from domain.office.calendar.working_days import Calendar, Term
from domain.roads.library import Roads
from domain.roads.road import Kind, Road
from domain.store.acts import CHANGE_NOTHING, Action
from domain.values.ids import CaseId


class Matter(StrEnum):
    """What of a case wants to be looked at."""

    ANY = ""
    RIVALS = "rivals"
    """Other awards may be for the same thing, and nobody has settled it."""
    CHANGED = "changed"
    """Its enterprise or policy was changed since it was looked at; whether that matters is not asked."""
    PAPERS = "papers"
    """A paper lacks that its clause asks for."""
    LAPSING = "lapsing"
    """What a department answered lapses soon, or has lapsed, and it is not approved yet."""


class Ready(NamedTuple):
    """Where a case stands that waited for papers, and has them by now; see `AwardCase`."""

    road: str
    at: str
    waits: str


_HARMLESS: Final = {
    *CHANGE_NOTHING,
    *(one for one in Action if one.startswith(("attachment.", "case.", "notice.", "payment.", "visit."))),
    *(Action.ENTERPRISE_TAG, Action.ENTERPRISE_UNTAG, Action.ENTERPRISE_DISTINCT),
    *(Action.ENTERPRISE_UNDISTINCT, Action.CHARGE_CHANGE),
}
"""What is noted of an enterprise and leaves everything that is decided on as it was."""

_DAY: Final = timedelta(days=1)


def cases_with(session: Session, matter: Matter, rules: Rules, roads: Roads, soon: date) -> set[CaseId]:
    """Return the cases on their way of which something wants to be looked at, ``soon`` the last day of it."""
    found: Iterable[int] = ()
    match matter:
        case Matter.RIVALS:
            found = _with_rivals(session, roads)
        case Matter.CHANGED:
            texts = {id_: policy.sha256 for id_, policy in rules.policies.items()}
            contested = [id_ for id_, policy in rules.policies.items() if policy.is_contested]
            found = touched_cases(session, _HARMLESS, texts, contested)
        case Matter.PAPERS:
            found = (id_ for id_, lacks, _ in _lacking(session) if lacks)
        case Matter.LAPSING:
            found = lapsing_cases(session, list(_checked(roads, rules.calendar, soon)))
    return {CaseId(id_) for id_ in found}


def ready_again(session: Session, roads: Roads) -> dict[CaseId, Ready]:
    """Return the cases that were sent back to have papers supplemented, and have all of them by now.

    One that lacked none when it was sent back is ready once something has come since.
    """
    beside = (one for road in roads.by_digest.values() for one in road.beside.values())
    waits = {one.id for one in beside if one.kind is Kind.SUPPLEMENT}
    came = {id_: last for id_, lacks, last in _lacking(session, waits) if not lacks}
    found = waiting_since(session, came) if came else {}
    return {
        CaseId(id_): Ready(road, at, waits)
        for id_, (number, road, at, waits) in found.items()
        if came[id_] > number and roads.of(road).beside[waits].kind is Kind.SUPPLEMENT
    }


def _lacking(session: Session, waits: Collection[str] | None = None) -> Iterator[tuple[int, bool, int]]:
    """Yield cases whose clause asks for papers: whether one lacks, and the step by which one came last."""
    for (id_, papers), steps in groupby(papers_by_case(session, waits), lambda row: row[:2]):
        came, last = set[str](), 0
        for _, _, told, number in steps:
            if told is None or number is None:
                continue
            new, returned = _told(told)
            last = number if new else last
            came = (came | new) - returned
        yield id_, not came >= _names(papers), last


@lru_cache(maxsize=4096)
def _names(papers: str) -> frozenset[str]:
    return frozenset(json.loads(papers))


@lru_cache(maxsize=4096)
def _told(papers: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return which papers came by a step, and which were returned."""
    told = json.loads(papers)
    return frozenset(told.get("came", ())), frozenset(told.get("returned", ()))


def _checked(roads: Roads, calendar: Calendar, soon: date) -> Iterator[Checked]:
    """Yield of every road at each state which answers lapse that are needed to approve."""
    last_of = _last_day(calendar, soon)
    for digest, road in roads.by_digest.items():
        needed: dict[Term, list[str]] = {}
        for state in road.way[: _approval(road) + 1]:
            for id_ in state.opinions:
                if (valid := road.opinions[id_].valid) is not None:
                    needed.setdefault(valid, []).append(id_)
            for valid, ids in needed.items():
                yield Checked(digest, state.id, last_of(valid).isoformat(), tuple(ids))


def _approval(road: Road) -> int:
    return next(at for at, state in enumerate(road.way) if state.approves)


def _last_day(calendar: Calendar, soon: date) -> Callable[[Term], date]:
    """Return what says on which day an answer was given at the latest that has lapsed after a day."""
    known: dict[Term, date] = {}

    def last_of(valid: Term) -> date:
        if valid not in known:
            back = bisect_left(
                range(valid.number * 3 + _MOST_DAYS_OFF),
                True,
                key=lambda days: calendar.nth_day(soon - days * _DAY, valid.number, valid.days).value <= soon,
            )
            known[valid] = soon - back * _DAY
        return known[valid]

    return last_of


_MOST_DAYS_OFF: Final = 60


def _with_rivals(session: Session, roads: Roads) -> set[int]:
    periods = periods_of_cases(session)
    pairs = [(one, two) for one, two in product(periods, periods) if one != two and overlap(one, two)]
    found = rivalled_cases(session, pairs, BY_FACT)
    # Which record stands for a merged one, and what was declared last, is asked of each: they are few.
    apart = {*cases_of_enterprises_gone(session), *declaring_cases(session)}
    cases = [case for case in read_cases(session, sorted(map(CaseId, apart)), roads) if case.is_on_its_way]
    return found | unsettled(session, cases).keys() if cases else found
