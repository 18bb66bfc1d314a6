"""Figures so far from the year before that a second look is worth while; never a reason to refuse one."""

from typing import Final

from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.quantities import figure_text

TIMES: Final = 2
"""More than this many times the year before, or less than its part, is told."""

FLOORS: Final = {FactKind.MONEY: 10_000_000, FactKind.NUMBER: 100_000}
"""By how much it must differ at least: 100,000 yuan, or 10 of what a number counts. Rates are not told."""

RULE: Final = (
    "▲▼：比上年同期多一倍以上或不到一半、且相差 10 万元（或 10 个单位）以上，请再看一眼；不影响保存。"
)
_TEN_THOUSAND: Final = range(5_000, 20_001)


def is_swing(fact: Fact, now: int, before: int) -> bool:
    """Say whether a figure is far from that of the same period a year before, both in the units of `UNITS`.

    >>> sales = Fact("sales", "销售额", FactKind.MONEY)
    >>> is_swing(sales, 60_000_000, 20_000_000), is_swing(sales, 60_000_000, 30_000_000)
    (True, False)
    """
    if fact.kind not in FLOORS or before <= 0 or abs(now - before) < FLOORS[fact.kind]:
        return False
    return now > TIMES * before or TIMES * now < before


def swing_text(fact: Fact, now: int, before: int) -> str:
    """Return what there is to say about a swing.

    >>> swing_text(Fact("sales", "销售额", FactKind.MONEY), 60_000_000, 20_000_000)
    '是上年同期（200,000.00 元）的 3.0 倍，请再核对'
    """
    earlier = f"上年同期（{figure_text(fact, before)}）"
    if now <= 0:
        return f"{earlier}大于 0，这次{'是 0' if now == 0 else '小于 0'}，请再核对"
    if now // before in _TEN_THOUSAND or before // now in _TEN_THOUSAND:
        return f"与{earlier}相差约一万倍，可能把元和万元弄混了，请核对单位"
    if now > before:
        return f"是{earlier}的 {_tenths(now * 10, before)} 倍，请再核对"
    return f"只有{earlier}的 {_tenths(now * 1000, before)}%，请再核对"


def _tenths(ten_times: int, base: int) -> str:
    tenths = (2 * ten_times + base) // (2 * base)
    return f"{tenths // 10}.{tenths % 10}"
