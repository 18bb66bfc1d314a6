"""Definitions of tables: which rows, which columns, under which conditions, grouped by what."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final, TypeAlias

from domain.statistics.over import Over, period_before, period_of
from domain.statistics.schema import TablePart, Values
from domain.statistics.sources import ROWS, Rows
from domain.values.toml.places import Path as Keys

Between: TypeAlias = tuple[date | None, date | None]
"""A day and another, both included; None leaves an end open."""


class Within(StrEnum):
    """When the day of a row lies, told from the day on which the table is made."""

    ALL = "all"
    THIS_WEEK = "this-week"
    LAST_WEEK = "last-week"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    THIS_QUARTER = "this-quarter"
    LAST_QUARTER = "last-quarter"
    THIS_YEAR = "this-year"
    LAST_YEAR = "last-year"
    NOT_THIS_YEAR = "not-this-year"
    """Before this year, or never."""
    NOT_TWO_YEARS = "not-two-years"
    """More than two years ago, or never."""
    DAYS = "days"
    """Between two days that are said."""

    @property
    def word(self) -> str:
        return _WORDS[self]

    @property
    def is_lack(self) -> bool:
        """Whether rows are meant of which nothing has come since."""
        return self in (Within.NOT_THIS_YEAR, Within.NOT_TWO_YEARS)


_WORDS: Final = {
    Within.ALL: "不限",
    Within.THIS_WEEK: "本周",
    Within.LAST_WEEK: "上周",
    Within.THIS_MONTH: "本月",
    Within.LAST_MONTH: "上月",
    Within.THIS_QUARTER: "本季度",
    Within.LAST_QUARTER: "上季度",
    Within.THIS_YEAR: "今年",
    Within.LAST_YEAR: "去年",
    Within.NOT_THIS_YEAR: "今年还没有",
    Within.NOT_TWO_YEARS: "两年以上没有",
    Within.DAYS: "指定日期",
}
_OVERS: Final = {
    Within.THIS_WEEK: Over.WEEK,
    Within.THIS_MONTH: Over.MONTH,
    Within.THIS_QUARTER: Over.QUARTER,
    Within.THIS_YEAR: Over.YEAR,
    Within.NOT_THIS_YEAR: Over.YEAR,
    Within.LAST_WEEK: Over.WEEK,
    Within.LAST_MONTH: Over.MONTH,
    Within.LAST_QUARTER: Over.QUARTER,
    Within.LAST_YEAR: Over.YEAR,
}
_LAST: Final = (Within.LAST_WEEK, Within.LAST_MONTH, Within.LAST_QUARTER, Within.LAST_YEAR)

COUNT: Final = "count"
ONCE: Final = "once"
ENTERPRISES: Final = "enterprises"
"""What groups are sorted by besides their columns: rows, records, enterprises."""


@dataclass(frozen=True, slots=True)
class TablePlan:
    """One table.

    Attributes:
        says: What it is good for, in words.
        rows: See `sources.ROWS`.
        columns: From left to right; of a table that is grouped, those of them that add up are summed.
        where: Of each column named the values that are wanted; an empty one is what was not entered.
        day: The column whose day lies `within`, or ``between`` two days.
        by: What rows are grouped by; nothing for a list of them.
        sort: A column, with “-” before it from the greatest down; empty for the order of its kind.
    """

    id: str
    title: str
    rows: str
    columns: tuple[str, ...]
    says: str = ""
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    day: str = ""
    within: Within = Within.ALL
    between: Between = (None, None)
    by: tuple[str, ...] = ()
    sort: str = ""

    @property
    def source(self) -> Rows:
        return ROWS[self.rows]

    @property
    def sorted_by(self) -> str:
        return self.sort.removeprefix("-")

    def days(self, today: date) -> Between:
        """Return the days between which the day lies; of what is lacking, before which it lies."""
        match self.within:
            case Within.DAYS:
                return self.between
            case Within.NOT_TWO_YEARS:
                return None, _two_years_before(today)
            case Within.NOT_THIS_YEAR:
                return None, period_of(Over.YEAR, today)[0] - timedelta(days=1)
            case Within.ALL:
                return None, None
        over = _OVERS[self.within]
        first, last = period_of(over, today)
        return period_before(over, first) if self.within in _LAST else (first, last)

    def without(self, places: Collection[Keys]) -> "TablePlan":
        """Return the same without what stands at some places, see `named`."""
        has_day = ("day",) not in places
        return replace(
            self,
            columns=tuple(one for at, one in enumerate(self.columns) if ("columns", at) not in places),
            where={name: values for name, values in self.where.items() if ("where", name) not in places},
            day=self.day if has_day else "",
            within=self.within if has_day else Within.ALL,
            by=tuple(one for at, one in enumerate(self.by) if ("by", at) not in places),
            sort="" if ("sort",) in places else self.sort,
        )

    @property
    def named(self) -> Iterator[tuple[Keys, str]]:
        """Every column that it names, and where."""
        yield from ((("columns", at), name) for at, name in enumerate(self.columns))
        yield from ((("where", name), name) for name in self.where)
        yield from ((("by", at), name) for at, name in enumerate(self.by))
        yield from ((("day",), name) for name in (self.day,) if name)
        measures = (COUNT, ONCE, ENTERPRISES) if self.by else ()
        yield from ((("sort",), name) for name in (self.sorted_by,) if name and name not in measures)


def plan_of(part: TablePart) -> TablePlan:
    """Return a table as a file, or the store, has it."""
    where = {name: _tuple(values) for name, values in part.where.items()}
    return TablePlan(
        part.id,
        part.title,
        part.rows,
        part.columns,
        part.says,
        where,
        part.day,
        Within(part.within),
        (part.since, part.until),
        part.by,
        part.sort,
    )


def part_of(plan: TablePlan) -> TablePart:
    """Return a table as the store has it."""
    since, until = plan.between
    return TablePart(
        id=plan.id,
        title=plan.title,
        says=plan.says,
        rows=plan.rows,
        columns=plan.columns,
        where=dict(plan.where),
        day=plan.day,
        within=plan.within.value,
        since=since,
        until=until,
        by=plan.by,
        sort=plan.sort,
    )


def _tuple(values: Values) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else values


def _two_years_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 2)
    except ValueError:
        return day.replace(year=day.year - 2, day=28)
