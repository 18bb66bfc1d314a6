"""The arrangements of holidays that the office has taken in, a year each, beside those of the program."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Field, Integer, Session, SQLModel, col, select

from domain.office.calendar.working_days import Calendar
from domain.office.calendar.year_files import year_from
from domain.office.calendar.years import Year, known_years
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.problems import as_stored
from domain.store.tables import Kind, Subject
from domain.values.errors import NotFound
from domain.values.ids import CalendarYearId


class CalendarYear(SQLModel, table=True):
    """A year that was taken in; ``content`` is the file, ``taken_at`` UTC."""

    __tablename__ = "calendar_year"

    id: CalendarYearId | None = Field(default=None, primary_key=True, sa_type=Integer)
    year: int
    content: str
    source: str
    taken_by: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class TimeOff:
    """One time off, as a notice of the State Council has it.

    Attributes:
        name: One holiday, or several joined by 、.
        worked: The days at weekends that are worked for it.
        because: Why it is otherwise than the law has it.
    """

    name: str
    first: date
    last: date
    worked: Sequence[date] = ()
    because: str = ""


@dataclass(frozen=True, slots=True)
class KnownYears:
    """Which years are known.

    Attributes:
        shipped: The first and the last that the program brings along.
        taken: Those that the office took in.
        lacking: This year and the next, as far as they are not known.
    """

    shipped: tuple[int, int]
    taken: Sequence[CalendarYear]
    lacking: Sequence[int]


def file_of(year: int, source: str, times: Iterable[TimeOff]) -> str:
    """Return the file of a year that was entered; docs/roads.md describes it."""
    lines = ["format = 1", f"year = {year}", f"source = {_quoted(source)}"]
    for one in times:
        worked = ", ".join(day.isoformat() for day in one.worked)
        lines += ["", "[[holidays]]", f"name = {_quoted(one.name)}", f"first = {one.first.isoformat()}"]
        lines += [f"last = {one.last.isoformat()}", *([f"worked = [{worked}]"] if worked else [])]
        lines += [f"because = {_quoted(one.because)}"] if one.because else []
    return "\n".join(lines) + "\n"


def take_year(seat: Seat, raw: bytes, name: str) -> Year:
    """Take in a year's arrangement, in place of what was there of that year.

    Args:
        seat: Who does it, and where.
        raw: The content of the file.
        name: What complaints call it.

    Raises:
        CalendarMistakes: It is incomplete or contradicts itself; nothing was taken in.
    """
    year = year_from(raw, name)
    with seat.act(Action.CALENDAR_TAKE) as act:
        row = _row_of(act.session, year.number)
        word = "更换" if row is not None else "登记"
        row = row or CalendarYear(year=year.number, content="", source="", taken_by="", taken_at=act.at)
        row.content, row.source = raw.decode("utf-8"), year.source
        row.taken_by, row.taken_at = act.who.name, act.at
        act.session.add(row)
        act.session.flush()
        act.note(Subject(Kind.CALENDAR, row.id), f"{word} {year.number} 年放假安排（{year.source}）")
    return year


def drop_year(seat: Seat, year: int) -> None:
    """Let go of a year that was taken in; the program's own counts again, or weekends alone.

    Raises:
        NotFound: It was not taken in.
    """
    with seat.act(Action.CALENDAR_DROP) as act:
        row = _row_of(act.session, year)
        if row is None:
            raise NotFound(f"没有登记过 {year} 年的放假安排")
        id_ = row.id
        act.session.delete(row)
        act.session.flush()
        act.note(Subject(Kind.CALENDAR, id_), f"移除 {year} 年放假安排（{row.source}）")


def calendar_of(session: Session) -> Calendar:
    """Return which days are worked, as the office knows it."""
    return Calendar(_read(row) for row in _rows(session))


def years_of(session: Session, today: date) -> KnownYears:
    """Return which years are known, and which of now and soon are not."""
    rows, shipped = _rows(session), known_years()
    there = {row.year for row in rows} | set(shipped)
    lacking = [year for year in (today.year, today.year + 1) if year not in there]
    return KnownYears((min(shipped), max(shipped)), rows, lacking)


def _rows(session: Session) -> list[CalendarYear]:
    return list(session.exec(select(CalendarYear).order_by(col(CalendarYear.year))))


def _row_of(session: Session, year: int) -> CalendarYear | None:
    return session.exec(select(CalendarYear).where(CalendarYear.year == year)).first()


def _read(row: CalendarYear) -> Year:
    with as_stored(f"{row.year} 年的放假安排"):
        return year_from(row.content.encode("utf-8"), f"{row.year} 年放假安排")


def _quoted(text: str) -> str:
    """Return a text as TOML has it."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
