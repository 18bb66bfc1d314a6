"""Which cases another calendar concerns: those of which a day is due otherwise, and publicities that run."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.listing import ListedCase, listed
from domain.cases.awards.reading import Case, read_cases
from domain.cases.awards.rules import Rules
from domain.office.calendar.working_days import Calendar, Period
from domain.policies.language.wording import day_text
from domain.store.acts import Person
from domain.values.ids import CaseId


@dataclass(frozen=True, slots=True)
class Moved:
    """A case on its way that another calendar concerns; ``text`` says how."""

    id: CaseId
    text: str


def moved_by(
    session: Session, before: Calendar, after: Calendar, *, who: Person, rules: Rules
) -> list[Moved]:
    """Return the cases of which something is due on another day by another calendar.

    What is due follows by itself. A publicity does not: its last day was published, so it is only said that
    it would be another one, and a person prolongs it.
    """
    on_its_way = select(AwardCase.id).where(AwardCase.ended == Ended.ON_ITS_WAY).order_by(col(AwardCase.id))
    ids = [CaseId(id_) for id_ in session.exec(on_its_way) if id_ is not None]
    was = listed(session, ids, who, replace(rules, calendar=before))
    now = listed(session, ids, who, replace(rules, calendar=after))
    public = [id_ for id_, case in now.items() if case.public_to is not None]
    ends = {
        case.id: text
        for case in read_cases(session, public, rules.roads_in(session))
        for text in _publicity(case, before, after)
    }
    return [
        Moved(id_, f"{_name(now[id_])}：{'；'.join(said)}")
        for id_ in ids
        if (said := [*_due(was[id_].due, now[id_].due), *filter(None, [ends.get(id_)])])
    ]


def _due(was: date | None, now: date | None) -> Iterator[str]:
    if was is not None and now is not None and was != now:
        yield f"期限由{day_text(was)}变为{day_text(now)}"


def _publicity(case: Case, before: Calendar, after: Calendar) -> Iterator[str]:
    """Say where a publicity would end otherwise; one that was prolonged ends as a person said."""
    running = case.standing.publicity
    states = (case.road.states[id_] for id_ in case.standing.signed)
    public = next((state.publicity for state in states if state.publicity is not None), None)
    if running is None or public is None:
        return
    period = Period(running.start, public.runs, public.counts_first)
    was, now = before.end_of(period).value, after.end_of(period).value
    if running.end == was != now:
        advice = "，请延长公示" if now > was else ""
        yield f"已公示到{day_text(was)}，按新的放假安排应到{day_text(now)}{advice}"


def _name(case: ListedCase) -> str:
    return f"“{case.enterprise_name}”的“{case.award}”"
