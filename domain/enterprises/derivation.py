"""What follows from the figures that were typed: a quarter from its months, a month from two 累计.

The months of a year are twelve steps on a line, and each figure typed spans some of them. A figure that was
not typed follows where a chain of typed ones leads from its beginning to its end. Only 累计 are subtracted:
the chain may go back over one to January, and from there on to its end. A half-year less its first quarter is
not taken for the second: figures typed by quarter and half-year are held against each other instead.

Of several chains that one stands which

1. subtracts nothing: parts are added up before 累计 are taken from each other;
2. has the fewest figures;
3. has the longer ones, and of two names for the same months the plain one before 累计.

A stock is the state at the end of a period: it never adds up, and is the same for every period of that end. A
ratio is the same only for the very same months. What was typed for the period itself always stands.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from domain.enterprises.dictionary import Fact, Nature
from domain.values.periods import Period, PeriodKind

_COUNTED: Final = {
    PeriodKind.MONTH: "个月",
    PeriodKind.QUARTER: "个季度",
    PeriodKind.HALF: "个半年",
}
_NUMERALS: Final = ("", "", "两", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_FEW: Final = 2
_MOST_AMOUNTS: Final = 8
"""How many amounts that contradict each other are followed up."""


@dataclass(frozen=True)
class Way:
    """How a figure follows: which typed ones are added and which subtracted, each in natural order."""

    added: tuple[Period, ...]
    subtracted: tuple[Period, ...] = ()
    nature: Nature = Nature.FLOW

    def amount(self, figures: Mapping[Period, int]) -> int:
        """Return what it comes to."""
        return sum(figures[one] for one in self.added) - sum(figures[one] for one in self.subtracted)

    @cached_property
    def text(self) -> str:
        """The way in words.

        >>> half, quarter = Period.parse("2022C06"), Period.parse("2022C03")
        >>> Way((half,), (quarter,)).text, Way(Period.parse("2022H1").quarters).text
        ('1—6月累计 − 1—3月累计', '两个季度合计')
        """
        if not self.subtracted and len(self.added) == 1:
            return f"取{self.added[0].name}的{'期末数' if self.nature is Nature.STOCK else '数'}"
        kinds = {one.kind for one in self.added}
        if not self.subtracted and len(kinds) == 1:
            return f"{_NUMERALS[len(self.added)]}{_COUNTED[kinds.pop()]}合计"
        text = " + ".join(_runs(self.added))
        return " − ".join([text, *_runs(self.subtracted)])


class Figure(NamedTuple):
    """A period figure as found, in the units of `dictionary.UNITS`; ``way`` where it was not typed itself."""

    amount: int
    way: Way | None = None


def figure_from(fact: Fact, period: Period, figures: Mapping[Period, int]) -> Figure | None:
    """Return a figure out of the typed ones of a fact; None where it is neither typed nor follows.

    What would follow but could not be typed, such as output below zero, comes of a mistake in what was typed
    and is not taken.
    """
    typed = figures.get(period)
    if typed is not None:
        return Figure(typed)
    way = way_from(fact, period, figures)
    if way is None:
        return None
    amount = way.amount(figures)
    least, most = fact.bounds
    return Figure(amount, way) if least <= amount <= most else None


def way_from(fact: Fact, period: Period, figures: Iterable[Period]) -> Way | None:
    """Return how a figure that is not typed follows from the typed ones, be its amount possible or not."""
    # Most have none of that year, or that one alone.
    typed = frozenset(one for one in figures if one.year == period.year)
    return way_to(period, typed, fact.nature) if typed else None


def differing(fact: Fact, period: Period, figures: Mapping[Period, int]) -> Figure | None:
    """Return another amount than the one that stands, where typed figures of the year contradict each other.

    Each contradiction is told of at least one period: of the typed one whose parts add up to something else
    rather than of its parts, and of one that only follows where it is told of none that was typed.
    """
    same_year = {one: amount for one, amount in figures.items() if one.year == period.year}
    if period in same_year:
        return _unlike(fact, period, same_year, same_year[period])
    way = way_to(period, frozenset(same_year), fact.nature)
    if way is None:
        return None
    other = _unlike(fact, period, same_year, way.amount(same_year))
    is_told = other is not None and any(
        _unlike(fact, one, same_year, amount) is not None for one, amount in same_year.items()
    )
    return None if is_told else other


def _unlike(fact: Fact, period: Period, figures: Mapping[Period, int], amount: int) -> Figure | None:
    for other in _every_way(fact, period, figures, is_typed=period in figures):
        if other.amount(figures) != amount:
            return Figure(other.amount(figures), other)
    return None


def _every_way(fact: Fact, period: Period, figures: Mapping[Period, int], *, is_typed: bool) -> Iterator[Way]:
    """Yield the best way to each amount that a figure may come to by others, sums first."""
    others = sorted((one for one in figures if one in kin_of(period, fact.nature)), key=_rank)
    if fact.nature is not Nature.FLOW:
        yield from (Way((one,), nature=fact.nature) for one in others)
        return
    start, end = period.first_month - 1, period.last_month
    onwards = _sums(others, figures, start)
    yield from (Way(tuple(chain)) for chain in onwards[end].values())
    from_january = _sums(others, figures, 0)[end].values() if start else ()
    for back in (one for one in others if one.is_cumulative):
        # That a typed one and 累计 before it come to another 累计 is told of that.
        if back.last_month > start or (back.last_month == start and not is_typed):
            for chain in onwards[back.last_month].values():
                yield from (Way(tuple(sorted((*chain, *rest))), (back,)) for rest in from_january)


def _sums(
    others: Sequence[Period], figures: Mapping[Period, int], start: int
) -> dict[int, dict[int, tuple[Period, ...]]]:
    """Return for each month the amounts from ``start`` to its end, each with its shortest chain."""
    found: dict[int, dict[int, tuple[Period, ...]]] = {month: {} for month in range(13)}
    found[start][0] = ()
    for month in range(start + 1, 13):
        chains = [
            (chain, amount)
            for one in others
            if one.last_month == month
            for amount, chain in (
                (figures[one] + before, (*chain, one)) for before, chain in found[one.first_month - 1].items()
            )
        ]
        for chain, amount in sorted(chains, key=lambda pair: len(pair[0])):
            if len(found[month]) < _MOST_AMOUNTS:
                found[month].setdefault(amount, chain)
    return found


@lru_cache(maxsize=1 << 14)
def way_to(period: Period, typed: frozenset[Period], nature: Nature) -> Way | None:
    """Return how a period's figure follows from others that were typed in its year, or None."""
    others = sorted((one for one in typed if one in kin_of(period, nature)), key=_rank)
    if nature is not Nature.FLOW:
        return Way((others[0],), nature=nature) if others else None
    return _chain(period, others)


@lru_cache(maxsize=1 << 10)
def kin_of(period: Period, nature: Nature) -> tuple[Period, ...]:
    """Return the other periods that a figure may follow from, in natural order."""
    every = (one for one in year_of(period.year) if one != period)
    match nature:
        case Nature.FLOW:
            return tuple(every)
        case Nature.STOCK:
            return tuple(one for one in every if one.last_month == period.last_month)
        case Nature.RATIO:
            return tuple(
                one for one in every if (one.first_month, one.months) == (period.first_month, period.months)
            )


@lru_cache(maxsize=1 << 8)
def year_of(year: int) -> tuple[Period, ...]:
    """Return every period of a year, in natural order."""
    counts = {
        PeriodKind.YEAR: 1,
        PeriodKind.HALF: 2,
        PeriodKind.QUARTER: 4,
        PeriodKind.MONTH: 12,
        PeriodKind.CUMULATIVE: 12,
    }
    return tuple(
        sorted(
            Period.of(year, kind, number) for kind, count in counts.items() for number in range(1, count + 1)
        )
    )


def _rank(period: Period) -> tuple[int, bool, int]:
    return -period.months, period.is_cumulative, period.first_month


def _chain(period: Period, others: list[Period]) -> Way | None:
    """Find the best chain from the beginning of a period to its end."""
    start, end = period.first_month - 1, period.last_month
    steps: dict[int, list[tuple[int, int, bool]]] = {}
    for rank, one in enumerate(others):
        first, last = one.first_month - 1, one.last_month
        steps.setdefault(first, []).append((rank, last, False))
        if one.is_cumulative:
            steps.setdefault(last, []).append((rank, first, True))
    # How many are subtracted, how many there are, which; then where the chain stands and which it subtracts.
    waiting: list[tuple[int, int, tuple[int, ...], int, tuple[int, ...]]] = [(0, 0, (), start, ())]
    done: set[int] = set()
    while waiting:
        count_back, count, ranks, at, back = heapq.heappop(waiting)
        if at == end:
            added = sorted(others[rank] for rank in ranks if rank not in back)
            return Way(tuple(added), tuple(sorted(others[rank] for rank in back)))
        if at in done:
            continue
        done.add(at)
        for rank, target, is_back in steps.get(at, ()):
            if target not in done:
                heapq.heappush(
                    waiting,
                    (
                        count_back + is_back,
                        count + 1,
                        tuple(sorted((*ranks, rank))),
                        target,
                        (*back, rank) if is_back else back,
                    ),
                )
    return None


def _runs(periods: tuple[Period, ...]) -> list[str]:
    """Name periods, several of one kind that follow one another by the first and the last."""
    runs: list[list[Period]] = []
    for one in periods:
        last = runs[-1][-1] if runs else None
        if last is not None and last.kind is one.kind and last.last_month + 1 == one.first_month:
            runs[-1].append(one)
        else:
            runs.append([one])
    return [
        name
        for run in runs
        for name in ([f"{run[0].name}至{run[-1].name}"] if len(run) > _FEW else [one.name for one in run])
    ]
