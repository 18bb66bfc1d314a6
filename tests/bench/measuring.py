"""What a benchmark reports, and how two ways of doing the same are timed against each other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from statistics import median
from time import perf_counter
from typing import Any, Final

ROUNDS: Final = 5


class Goal(StrEnum):
    """Which side of its goal a value has to be on."""

    AT_MOST = "≤"
    AT_LEAST = "≥"


@dataclass(frozen=True, slots=True)
class Measurement:
    """One figure and what it should be; ``goal`` is in the same unit as ``value``, None where there is none.

    A ratio is the thing measured over what it is measured against, so smaller is better.
    """

    name: str
    value: float
    unit: str
    goal: float | None = None
    side: Goal = Goal.AT_MOST

    @property
    def is_met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.side is Goal.AT_MOST else self.value >= self.goal


def ratio(name: str, work: Callable[[], Any], against: Callable[[], Any], *, goal: float) -> Measurement:
    """Time ``work`` over ``against`` in turns, so that a slow moment of the machine falls on both.

    The value is the median of the ratios of `ROUNDS` rounds, after one that is not counted.
    """
    times, others = zip(*in_turns(work, against), strict=True)
    return Measurement(name, median_ratio(times, others), "ratio", goal)


def in_turns(*works: Callable[[], Any]) -> list[tuple[float, ...]]:
    """Return the seconds of each piece of work in each of `ROUNDS` rounds, after one that is not counted."""
    return [tuple(_seconds(work) for work in works) for _ in range(ROUNDS + 1)][1:]


def median_ratio(times: Iterable[float], against: Iterable[float]) -> float:
    """Return the median of what times come to over other ones, round by round.

    >>> median_ratio([1.0, 4.0, 9.0], [1.0, 2.0, 3.0])
    2.0
    """
    return median(one / other for one, other in zip(times, against, strict=True))


def milliseconds(work: Callable[[], object]) -> float:
    """Return the median time of a piece of work, after one round that is not counted."""
    return 1000 * median([_seconds(work) for _ in range(ROUNDS + 1)][1:])


def as_record(measurements: Iterable[Measurement]) -> dict[str, dict[str, object]]:
    """Return name → {value, unit, goal, met}, as ``build/bench.json`` holds it; no goal is null there.

    Raises:
        ValueError: Two measurements have the same name.
    """
    record: dict[str, dict[str, object]] = {}
    for one in measurements:
        if one.name in record:
            raise ValueError(f"two measurements are called {one.name}")
        value = float(f"{one.value:.4g}")
        record[one.name] = {"value": value, "unit": one.unit, "goal": one.goal, "met": one.is_met}
    return record


def table(measurements: Iterable[Measurement]) -> str:
    """Return one line for each measurement, in columns.

    >>> start = Measurement("start", 1.25, "s", goal=1)
    >>> rows = Measurement("rows read", 900, "rows/s", goal=500, side=Goal.AT_LEAST)
    >>> print(table([start, rows, Measurement("rows", 4000, "")]))
    start      1.25 s       goal ≤ 1    MISSED
    rows read   900 rows/s  goal ≥ 500  met
    rows       4000
    """
    rows = [(one.name, f"{one.value:.4g}", one.unit, *_verdict(one)) for one in measurements]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        f"{name:<{widths[0]}}  {value:>{widths[1]}} {unit:<{widths[2]}}  {goal:<{widths[3]}}  {met}".rstrip()
        for name, value, unit, goal, met in rows
    )


def _verdict(one: Measurement) -> tuple[str, str]:
    """Return the goal and whether it is met, in words."""
    if one.goal is None:
        return "", ""
    return f"goal {one.side} {one.goal:.4g}", "met" if one.is_met else "MISSED"


def _seconds(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
