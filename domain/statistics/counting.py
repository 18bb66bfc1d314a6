"""Figures counted from the rows behind them, in a period, by a day, and by what they are grouped."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import distinct, literal, union
from sqlmodel import Session, col, func, select

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise
from domain.statistics.asking import Asked, Days
from domain.statistics.figures import Figure, Figures
from domain.statistics.passes import numbers_in
from domain.statistics.sources import Column, Is, entered_of
from domain.store.sql import among, each_of, numbers_of
from domain.values.ids import EnterpriseId
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

    @property
    def days(self) -> Days:
        """Those that are counted."""
        return Days(self.first, min(self.last, self.by), self.by)


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
    [found] = count_each(session, [figure], [span])
    return found[figure.id]


def count_all(session: Session, figures: Figures, span: Span) -> dict[str, Value]:
    """Return what every figure comes to, by id."""
    [found] = count_each(session, figures.figures.values(), [span])
    return found


def count_each(
    session: Session, figures: Collection[Figure], spans: Iterable[Span]
) -> list[dict[str, Value]]:
    """Return what figures come to in each of several periods, by id."""
    found = numbers_in(session, figures, [span.days for span in spans])
    return [{one.id: Value(one, number) for one, number in numbers.items()} for numbers in found]


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
    """Return what a figure comes to for each value of a column, the most first; see `Column.lacks`.

    Of an enterprise that was merged, what is entered of the record that stands for it.
    """
    return count_by_each(session, figure, span, [by], dictionary)[by]


def count_by_each(
    session: Session, figure: Figure, span: Span, columns: Iterable[str], dictionary: Dictionary
) -> dict[str, list[tuple[str, int]]]:
    """Return by each of several columns what `count_by` does."""
    asked, by = Asked.of(session, figure, span.days), [*columns]
    if figure.net:
        found = {name: _with_net(session, figure, asked.with_column(name), name) for name in by}
    elif figure.counts:
        found = {name: _counted_by(session, figure, asked.with_column(name), name) for name in by}
    else:
        found = _added_by(session, figure, asked, by)
    return {name: _told(session, figure.source.columns[name], found[name], dictionary) for name in by}


def _told(
    session: Session, column: Column, numbers: Mapping[Any, int], dictionary: Dictionary
) -> list[tuple[str, int]]:
    """Return numbers by the words for the values of a column, the most first."""
    names: Mapping[Any, str] = column.words_in(dictionary) or _names(
        session, column, {value for value in numbers if value is not None}
    )
    found: Counter[str] = Counter()
    for value, number in numbers.items():
        found[names.get(value, str(value)) if value not in (None, "") else column.lacks] += number
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def why_more(figure: Figure, found: Sequence[tuple[str, int]], total: int) -> str:
    """Say why groups come to another number than the figure; empty where they do not."""
    together = sum(number for _, number in found)
    if together == total or not figure.counts:
        return ""
    what = figure.source.columns[figure.counts].title
    return f"有的{what}在几组里都有，每组各算一次：各组加起来 {together:,}，合计仍是 {total:,}"


def rows_behind(session: Session, figure: Figure, span: Span, most: int | None = None) -> list[int]:
    """Return the ids of the records that a figure counts, or of its rows (`Rows.each`), the latest first."""
    key, asked = _key_of(figure), Asked.of(session, figure, span.days)
    return numbers_of(session, key, asked.select(key).distinct().order_by(key.desc()).limit(most))


def amounts_behind(session: Session, figure: Figure, span: Span) -> dict[int, int]:
    """Return by the ids of `rows_behind`, in their order, what each adds to a sum; 1 where there is none."""
    if not figure.sums:
        return dict.fromkeys(rows_behind(session, figure, span), 1)
    key, asked = _key_of(figure), Asked.of(session, figure, span.days)
    added = func.coalesce(func.sum(figure.source.columns[figure.sums].of), 0)
    return dict(session.exec(asked.select(key, added).group_by(key).order_by(key.desc())).all())


def count_behind(session: Session, figure: Figure, span: Span) -> int:
    """Return how many records a figure counts."""
    asked = Asked.of(session, figure, span.days)
    number: int = session.exec(asked.select(func.count(distinct(_key_of(figure))))).one()
    return number


def _key_of(figure: Figure) -> Any:
    source = figure.source
    return source.key if source.each is None else source.each


def _with_net(session: Session, figure: Figure, asked: Asked, by: str) -> Counter[Any]:
    """Return how much of what is counted has more than nothing of an amount, by the values of a column."""
    columns = figure.source.columns
    counted, amount = columns[figure.counts].of, columns[figure.net].of
    stands = asked.stands(session, figure, by)
    entered = _entered(session, stands, columns[by].fact) if columns[by].fact else None
    sums: Counter[tuple[Any, Any]] = Counter()
    query = asked.select(columns[by].of.label(_BY), counted, func.sum(amount)).group_by(_BY, counted)
    for value, one, number in session.exec(query):
        here = value if entered is None or one not in stands else entered.get(stands[one])
        sums[here, stands.get(one, one)] += number
    return Counter(value for (value, _), number in sums.items() if number > 0)


def _added_by(session: Session, figure: Figure, asked: Asked, by: Sequence[str]) -> dict[str, Counter[Any]]:
    """Return rows, or an amount, by the values of each of several columns."""
    columns, facts = figure.source.columns, [name for name in by if figure.source.columns[name].fact]
    wanted: Any = func.coalesce(func.sum(columns[figure.sums].of), 0) if figure.sums else func.count()
    stands = asked.stands(session, figure, facts[0]) if facts else {}
    entered = {name: _entered(session, stands, columns[name].fact) for name in facts} if stands else {}
    for name in by:
        asked = asked.with_column(name)
    terms = [columns[name].of.label(f"by{at}") for at, name in enumerate(by)]
    terms.append(figure.source.enterprise.label("of") if stands else literal(None).label("of"))
    found: dict[str, Counter[Any]] = {name: Counter() for name in by}
    rows = asked.select(*terms, wanted).group_by(*(one.name for one in terms))
    for *values, id_, number in session.exec(rows):
        for name, value in zip(by, values, strict=True):
            is_gone = name in entered and id_ in stands
            found[name][entered[name].get(stands[id_]) if is_gone else value] += number
    return found


def _counted_by(session: Session, figure: Figure, asked: Asked, by: str) -> Counter[Any]:
    """Return how many values of what is counted there are, by the values of a column."""
    column, counted = figure.source.columns[by], figure.source.columns[figure.counts]
    stands = asked.stands(session, figure, by)
    live = asked.but(~among(counted.of, stands)) if stands and counted.is_ is Is.ENTERPRISE else asked
    if counted.is_ is Is.ENTERPRISE and column.fact:
        # SQLite sorts what it groups by: sooner told apart than by DISTINCT, and sooner looked up.
        own: Any = live.select(counted.of.label("id")).group_by(counted.of)
        both: Any = union(own, each_of([*stands.values()])) if stands else own
        of = both.subquery("counted")
        query: Any = select(entered_of(of.c.id, column.fact).label(_BY), func.count()).select_from(of)
        return _counter(session, query.group_by(_BY))
    if stands and column.fact:
        entered, pairs = _entered(session, stands, column.fact), set[tuple[Any, Any]]()
        rows = asked.select(column.of, figure.source.enterprise, counted.of).distinct()
        for value, id_, one in session.exec(rows):
            pairs.add((entered.get(stands[id_]) if id_ in stands else value, one))
        return Counter(value for value, _ in pairs)
    query = live.select(column.of.label(_BY), func.count(distinct(counted.of))).group_by(_BY)
    found = _counter(session, query)
    if stands and counted.is_ is Is.ENTERPRISE:
        pairs = asked.select(column.of, counted.of).distinct()
        gone = session.exec(pairs.where(among(counted.of, stands)))
        moved = {(value, stands[id_]) for value, id_ in gone}
        there = {tuple(row) for row in session.exec(pairs.where(among(counted.of, {*stands.values()})))}
        found.update(value for value, _ in moved - there)
    return found


def _counter(session: Session, query: Any) -> Counter[Any]:
    found: Counter[Any] = Counter()
    found.update(dict(session.exec(query).all()))
    return found


def _entered(
    session: Session, stands: Mapping[EnterpriseId, EnterpriseId], fact: str
) -> Mapping[EnterpriseId, str]:
    """Return what is entered as a fact of the records that stand for others."""
    now = {*stands.values()}
    query: Any = select(Enterprise.id, entered_of(Enterprise.id, fact))
    return dict(session.exec(query.where(among(col(Enterprise.id), now))).all())


def _names(session: Session, column: Column, values: Collection[Any]) -> Mapping[Any, str]:
    if column.words:
        return column.words
    if column.names is None:
        return {}
    found = {id_: name for id_, name in session.exec(column.names) if id_ in values}
    doubled = {name for name, number in Counter(found.values()).items() if number > 1}
    if column.apart is None or not doubled:
        return found
    apart = dict(session.exec(column.apart).all())
    return {id_: f"{name}（{apart[id_]}）" if name in doubled else name for id_, name in found.items()}
