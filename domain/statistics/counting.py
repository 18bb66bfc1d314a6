"""Figures counted from the rows behind them, in a period, by a day, and by what they are grouped."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import ColumnElement, distinct, or_
from sqlmodel import Session, col, func, select

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for
from domain.statistics.figures import Figure, Figures
from domain.statistics.sources import Column, Is
from domain.store.sql import among
from domain.values.money import Fen, yuan_text

_BY: Final = "grouped_by"
_WAN: Final = 10_000_00


@dataclass(frozen=True, slots=True)
class Span:
    """Of when figures are: from a day to another, both included, as it was known by a third (截止日)."""

    first: date
    last: date
    by: date

    @staticmethod
    def of(first: date, last: date, today: date) -> "Span":
        """Return a period as it is known now, or was at its end where that has passed."""
        return Span(first, last, max(first, min(last, today)))


@dataclass(frozen=True, slots=True)
class Value:
    """What a figure comes to: a number of its unit, or fen."""

    figure: Figure
    number: int

    @property
    def text(self) -> str:
        """The number as it is shown, without its unit."""
        return yuan_text(Fen(self.number)) if self.figure.is_money else f"{self.number:,}"


@dataclass(frozen=True, slots=True)
class Share:
    """A rate, always with both its numbers; with a unit, an average.

    Attributes:
        part, whole: Both in fen where ``is_money``; of an average so many units, and of how many.
    """

    title: str
    part: int
    whole: int
    unit: str = ""
    is_money: bool = False

    @property
    def text(self) -> str:
        """It as it is shown; “—” where there is nothing to be a share of.

        >>> Share("办结率", 40, 43).text, Share("办结率", 0, 0).text
        ('40/43 = 93.0 %', '0/0 —')
        >>> Share("平均用时", 25, 2, "个工作日").text
        '25/2 = 12.5 个工作日'
        >>> Share("占年度计划", 293_7000_0000_00 // 10, 498_6000_0000_00 // 10, is_money=True).text
        '29.37/49.86 亿元 = 58.9 %'
        """
        both = _amounts_text(self.part, self.whole) if self.is_money else f"{self.part:,}/{self.whole:,}"
        if not self.whole:
            return f"{both} —"
        return f"{both} = {self.average if self.unit else self.percent}"

    @property
    def average(self) -> str:
        """How many units there are for each one, with one decimal as people round."""
        tenths = int(Fraction(self.part * 10, self.whole) + Fraction(1, 2))
        return f"{tenths // 10:,}.{tenths % 10} {self.unit}"

    @property
    def percent(self) -> str:
        """It in percent, with one decimal as people round; less than all is never called 100 %.

        >>> Share("办结率", 1999, 2000).percent, Share("办结率", 2000, 2000).percent
        ('99.9 %', '100.0 %')
        """
        tenths = int(Fraction(self.part * 1000, self.whole) + Fraction(1, 2))
        if tenths == 1000 and self.part < self.whole:
            tenths = 999
        if not tenths and self.part:
            tenths = 1
        return f"{tenths // 10}.{tenths % 10} %"


def wan_text(fen: int) -> str:
    """Return an amount as reports have it: in 万元 to four places where that is exact, else in 元.

    >>> wan_text(180_0000_00), wan_text(3034_2240_00), wan_text(12345)
    ('180 万元', '3,034.224 万元', '123.45 元')
    """
    whole, rest = divmod(abs(fen), _WAN)
    if rest % 100 or not whole:
        return f"{yuan_text(Fen(fen))} 元"
    return f"{'-' if fen < 0 else ''}{_in_units(abs(fen), _WAN)} 万元"


def _amounts_text(part: int, whole: int) -> str:
    """Return two amounts in the largest unit in which both have four places at the most.

    >>> _amounts_text(293_7000_0000_00, 498_6000_0000_00), _amounts_text(12_5000_00, 3_0000_00)
    ('293.7/498.6 亿元', '12.5/3 万元')
    >>> _amounts_text(1_23, 4_0000_00)
    '1.23/40,000.00 元'
    """
    for word, fen in (("亿元", _WAN * 10_000), ("万元", _WAN)):
        if whole >= fen and not part % (fen // 10_000) and not whole % (fen // 10_000):
            return f"{_in_units(part, fen)}/{_in_units(whole, fen)} {word}"
    return f"{yuan_text(Fen(part))}/{yuan_text(Fen(whole))} 元"


def _in_units(amount: int, fen: int) -> str:
    whole, rest = divmod(amount, fen)
    decimals = f"{rest // (fen // 10_000):04d}".rstrip("0")
    return f"{whole:,}{'.' + decimals if decimals else ''}"


def count(session: Session, figure: Figure, span: Span) -> Value:
    """Return what a figure comes to in a period."""
    source, conditions = figure.source, _conditions(session, figure, span)
    if figure.sums:
        wanted: Any = func.coalesce(func.sum(source.columns[figure.sums].of), 0)
    elif not figure.counts:
        wanted = func.count()
    elif source.columns[figure.counts].is_ is Is.ENTERPRISE:
        return Value(figure, _enterprises(session, figure, conditions))
    else:
        wanted = func.count(distinct(source.columns[figure.counts].of))
    query = select(wanted).select_from(source.origin).where(*conditions)
    return Value(figure, session.exec(query).one())


def count_all(session: Session, figures: Figures, span: Span) -> dict[str, Value]:
    """Return what every figure comes to, by id."""
    return {id_: count(session, figure, span) for id_, figure in figures.figures.items()}


def shares_of(figures: Figures, values: Mapping[str, Value]) -> dict[str, Share]:
    """Return every rate, by id."""
    return {
        id_: Share(
            rate.title,
            values[rate.part].number,
            values[rate.whole].number,
            rate.unit,
            figures.figures[rate.part].is_money,
        )
        for id_, rate in figures.rates.items()
    }


def count_by(
    session: Session, figure: Figure, span: Span, by: str, dictionary: Dictionary
) -> list[tuple[str, int]]:
    """Return what a figure comes to for each value of a column, the most first, what has none called 未填."""
    source, column = figure.source, figure.source.columns[by]
    wanted: Any = func.count()
    if figure.sums:
        wanted = func.coalesce(func.sum(source.columns[figure.sums].of), 0)
    elif figure.counts:
        wanted = func.count(distinct(source.columns[figure.counts].of))
    query = (
        select(column.of.label(_BY), wanted)
        .select_from(source.origin)
        .where(*_conditions(session, figure, span))
        .group_by(_BY)
    )
    rows = session.exec(query).all()
    if fact := dictionary.attributes.get(column.fact):
        names: Mapping[Any, str] = fact.choices
    else:
        names = _names(session, column, [value for value, _ in rows if value is not None])
    found: Counter[str] = Counter()
    for value, number in rows:
        found[names.get(value, str(value)) if value not in (None, "") else "未填"] += number
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def rows_behind(session: Session, figure: Figure, span: Span, most: int | None = None) -> list[int]:
    """Return the ids of the records that a figure counts, the latest first; see `Rows.kind`."""
    key = figure.source.key
    query = select(key).select_from(figure.source.origin).where(*_conditions(session, figure, span))
    return list(session.exec(query.distinct().order_by(key.desc()).limit(most)))


def _conditions(session: Session, figure: Figure, span: Span) -> list[ColumnElement[bool]]:
    source, columns = figure.source, figure.source.columns
    found = source.held(session, span.by)
    found += [columns[name].of.in_(values) for name, values in figure.where.items()]
    if figure.day:
        found.append(columns[figure.day].of.between(span.first, min(span.last, span.by)))
    since, until = figure.standing
    if since:
        found.append(columns[since].of <= span.by)
    if until:
        found.append(or_(columns[until].of.is_(None), columns[until].of > span.by))
    if figure.by_then:
        found.append(columns[figure.by_then].of <= span.by)
    return found


def _enterprises(session: Session, figure: Figure, conditions: Sequence[Any]) -> int:
    """Return how many enterprises there are: records that one stands for by now are one."""
    column, origin = figure.source.columns[figure.counts].of, figure.source.origin
    counted = select(func.count(distinct(column))).select_from(origin).where(*conditions)
    total: int = session.exec(counted).one()
    deleted = session.exec(select(Enterprise.id).where(col(Enterprise.deleted_at).is_not(None))).all()
    if not deleted:
        return total
    there = select(column).select_from(origin).where(*conditions).distinct()
    gone = set(session.exec(there.where(among(column, [id_ for id_ in deleted if id_ is not None]))))
    if not gone:
        return total
    stands = standing_for(session, gone)
    now = {*stands.values()}
    counted_too = set(session.exec(there.where(among(column, now))))
    return total - len(stands) + len(now - counted_too)


def _names(session: Session, column: Column, values: Collection[Any]) -> Mapping[Any, str]:
    if column.words:
        return column.words
    if column.names is None:
        return {}
    return {id_: name for id_, name in session.exec(column.names) if id_ in values}


def months_of(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Yield the months that a period has to do with, each from its first to its last day."""
    year, month = first.year, first.month
    while (start := date(year, month, 1)) <= last:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        yield start, date.fromordinal(date(year, month, 1).toordinal() - 1)
