"""The functions of quantities: a row for each says all that the language knows of it.

What is written, checked, worded, measured, worked out for one enterprise and shown step by step follows from
the row. Columns have a table of their own (`many.functions`); what is not in that is worked out enterprise by
enterprise.
"""

from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from domain.policies.language.measures import Elapse, Type
from domain.policies.language.ranges import Exact

ANY_NUMBER: Final = 1_000


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function whose value depends on the values of its arguments alone.

    Attributes:
        word: As formulas write it.
        takes: How many arguments at least and at most. They are all of one type and count in one unit.
        exact: Works it out. It rises, or stays, with each argument but those that it ``falls`` with.
        text: Names it by what its arguments are called; ``in_brackets`` where sums among them need these.
        step: Says what is done, by the operands and by which of them it comes to. Where there is no
            ``operation`` of `trace` it is no step of arithmetic: it stands behind the value.
        of: The type of its arguments; None for any, but days where ``no_days`` says why not.
        gives: The type of its value; None where that, and its unit, are those of its arguments.
        unit: What its value counts.
        shown: What is read behind its value where that is no unit.
        figure: Which argument must be a figure of the policy above 0: the size of a step.
        limit: Which argument is the most that is given.
        instead: What people write for it out of habit.
    """

    word: str
    takes: tuple[int, int]
    exact: Callable[..., Exact]
    text: Callable[[Sequence[str]], str]
    step: Callable[[Sequence[str], int], str]
    operation: str = ""
    falls: frozenset[int] = frozenset()
    in_brackets: bool = False
    of: Type | None = None
    no_days: str = ""
    gives: Type | None = None
    unit: str = ""
    shown: str = ""
    figure: int | None = None
    limit: int | None = None
    instead: tuple[str, ...] = ()


def whole_steps(amount: Exact, step: Exact) -> int:
    """Count the whole steps in an amount; none where it is negative.

    >>> whole_steps(29_999, 10_000), whole_steps(-1, 10_000)
    (2, 0)
    """
    return max(0, int(amount // step))


def begun_steps(amount: Exact, step: Exact) -> int:
    """Count the steps in an amount, one only begun as well; none where it is not above 0.

    >>> begun_steps(20_001, 10_000), begun_steps(20_000, 10_000), begun_steps(0, 10_000)
    (3, 2, 0)
    """
    return max(0, -int(-amount // step))


def elapsed(start: Exact, end: Exact, unit: Elapse) -> int:
    """Count days, complete months or complete years between two days; none where they are reversed.

    A month is complete on the day of the same number, or on the month's last where it has no such day
    (民法典 第二百零二条).

    >>> day = date.toordinal
    >>> elapsed(day(date(2022, 1, 31)), day(date(2022, 2, 28)), Elapse.MONTHS)
    1
    >>> elapsed(day(date(2022, 1, 31)), day(date(2022, 3, 1)), Elapse.MONTHS)
    1
    >>> elapsed(day(date(2020, 2, 29)), day(date(2022, 2, 28)), Elapse.YEARS)
    2
    """
    if end <= start:
        return 0
    if unit is Elapse.DAYS:
        return int(end - start)
    first, last = date.fromordinal(int(start)), date.fromordinal(int(end))
    is_short = last.day < min(first.day, monthrange(last.year, last.month)[1])
    months = (last.year - first.year) * 12 + last.month - first.month - is_short
    return months if unit is Elapse.MONTHS else months // 12


def _least(*values: Exact) -> Exact:
    return min(values)


def _greatest(*values: Exact) -> Exact:
    return max(values)


def _capped(texts: Sequence[str], taken: int) -> str:
    rule = "超过最高限额 {}，按限额计" if taken else "未超过最高限额 {}"
    return f"{texts[0]}，{rule.format(texts[1])}"


def _floored(texts: Sequence[str], taken: int) -> str:
    rule = "低于最低限额 {}，按限额计" if taken else "不低于最低限额 {}"
    return f"{texts[0]}，{rule.format(texts[1])}"


def _of_steps(word: str, exact: Callable[..., Exact], operation: str, asked: str, rule: str) -> Function:
    return Function(
        word,
        (2, 2),
        exact,
        text=lambda parts: f"{parts[0]}每满 {parts[1]}的档数{asked}",
        step=lambda texts, _: f"{texts[0]} ÷ {texts[1]}，{rule}",
        operation=operation,
        in_brackets=True,
        no_days="日期不能按档计算",
        gives=Type.NUMBER,
        shown="档",
        figure=1,
    )


def _of_time(word: str, unit: Elapse, asked: str) -> Function:
    return Function(
        word,
        (2, 2),
        partial(elapsed, unit=unit),
        text=lambda parts: f"{parts[0]}至{parts[1]}的{asked}",
        step=lambda texts, _: f"{texts[0]} 至 {texts[1]}",
        falls=frozenset({0}),
        of=Type.DATE,
        gives=Type.NUMBER,
        unit=unit,
    )


FUNCTIONS: Final = {
    row.word: row
    for row in (
        _of_steps("每满", whole_steps, "whole_steps", "", "只计整档"),
        _of_steps("每档", begun_steps, "begun_steps", "（不足一档按一档）", "不足一档按一档"),
        Function(
            "封顶",
            (2, 2),
            _least,
            text="，不超过 ".join,
            step=_capped,
            operation="least",
            limit=1,
            instead=("上限",),
        ),
        Function(
            "保底",
            (2, 2),
            _greatest,
            text="，不低于 ".join,
            step=_floored,
            operation="greatest",
            instead=("下限",),
        ),
        Function(
            "较小",
            (2, ANY_NUMBER),
            _least,
            text=lambda parts: f"{'、'.join(parts)}的较小者",
            step=lambda texts, _: f"{'、'.join(texts)}中较小者",
            operation="least",
            instead=("min", "最小"),
        ),
        Function(
            "较大",
            (2, ANY_NUMBER),
            _greatest,
            text=lambda parts: f"{'、'.join(parts)}的较大者",
            step=lambda texts, _: f"{'、'.join(texts)}中较大者",
            operation="greatest",
            instead=("max", "最大"),
        ),
        _of_time("天数", Elapse.DAYS, "天数"),
        _of_time("整月", Elapse.MONTHS, "整月数"),
        _of_time("整年", Elapse.YEARS, "整年数"),
    )
}
LEAST: Final = FUNCTIONS["较小"]
GREATEST: Final = FUNCTIONS["较大"]
