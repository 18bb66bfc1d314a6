"""A road drawn: its states in order, where a case stands on it, by whom each was done, and since when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from domain.office.calendar.working_days import Calendar, Reckoned
from domain.papers.blocks import Column, Content, Table
from domain.policies.language.wording import day_text
from domain.roads.road import Road, State
from domain.roads.walking import Standing, time_left, time_left_of
from domain.store.permits import Role


class Mark(StrEnum):
    """How far a stop is."""

    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Stop:
    """One state or end, as it is drawn.

    Attributes:
        id: Which one it is.
        title: What people call it.
        mark: How far it is.
        by: Who did it; the roles that may where nobody has.
        day: On which it was done, or since when the case stands there; None for what lies ahead.
        note: What there is to say beside it, such as by when it is due; empty for nothing.
        is_late: Whether it should have been done by now.
    """

    id: str
    title: str
    mark: Mark
    by: str = ""
    day: date | None = None
    note: str = ""
    is_late: bool = False


_WORDS: Final = {Mark.DONE: "已办", Mark.HERE: "在办", Mark.AHEAD: "待办"}
_COLUMNS: Final = (
    Column("步骤", share=20),
    Column("状态", Content.WORD, share=10),
    Column("办理", share=20),
    Column("日期", Content.WORD, share=20),
    Column("说明", share=30),
)


def drawn(road: Road, standing: Standing, calendar: Calendar, today: date) -> tuple[Stop, ...]:
    """Return the stops of a case in order.

    Of one that ended early, those that it had passed and the end; else all of them and the end to come.
    """
    return tuple(_stops(road, standing, calendar, today))


def laid_out(road: Road) -> tuple[Stop, ...]:
    """Return the stops of a road that no case has begun yet."""
    ahead = (Stop(one.id, one.title, Mark.AHEAD, _roles(one), note=_limit(one)) for one in road.way)
    end = road.way[-1].next
    return (*ahead, Stop(end, road.title_of(end), Mark.AHEAD))


def as_table(stops: tuple[Stop, ...]) -> Table:
    """Return the same for a paper."""
    rows = (
        (stop.title, _word(stop), stop.by, "" if stop.day is None else day_text(stop.day), stop.note)
        for stop in stops
    )
    return Table(_COLUMNS, tuple(rows))


def _word(stop: Stop) -> str:
    if not stop.by:
        return "结束" if stop.mark is Mark.HERE else ""
    return "超期" if stop.is_late else _WORDS[stop.mark]


def _stops(road: Road, standing: Standing, calendar: Calendar, today: date) -> Iterator[Stop]:
    for state in road.way:
        if (done := standing.signed.get(state.id)) is not None:
            yield Stop(state.id, state.title, Mark.DONE, done.by.name, done.on)
        elif standing.at == state.id:
            yield _here(road, standing, state, calendar, today)
        elif standing.at in road.states:
            yield Stop(state.id, state.title, Mark.AHEAD, _roles(state), note=_limit(state))
    if standing.at in road.ends:
        yield Stop(standing.at, road.title_of(standing.at), Mark.HERE, day=standing.since)
    else:
        yield Stop(road.way[-1].next, road.title_of(road.way[-1].next), Mark.AHEAD)


def _limit(state: State) -> str:
    return "" if state.within is None else f"限{state.within.text}"


def _roles(state: State) -> str:
    return "或".join(role.word for role in Role if role in state.by)


def _here(road: Road, standing: Standing, state: State, calendar: Calendar, today: date) -> Stop:
    time = time_left(road, standing)
    by_when = None if time is None else calendar.end_of(time)
    return Stop(
        state.id,
        state.title,
        Mark.HERE,
        _roles(state),
        standing.since,
        "；".join(_notes(road, standing, calendar, by_when)),
        is_late=by_when is not None and by_when.value < today,
    )


def _notes(
    road: Road, standing: Standing, calendar: Calendar, by_when: Reckoned[date] | None
) -> Iterator[str]:
    if standing.waits:
        yield f"正在“{road.beside[standing.waits].title}”"
    if standing.publicity is not None and standing.at in road.locked_by_publicity:
        yield f"公示到{day_text(standing.publicity.end)}期满"
    if by_when is not None:
        yield f"最迟{_until(by_when)}办结"
    for objection in standing.objections:
        time = time_left_of(road, objection)
        when = "" if time is None else f"，最迟{_until(calendar.end_of(time))}答复"
        yield f"{day_text(objection.since)}的异议没有办结{when}"


def _until(day: Reckoned[date]) -> str:
    return day_text(day.value) + (f"（{day.caveat}）" if day.caveat else "")
