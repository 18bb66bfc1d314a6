"""Units of numbers: which there are, which mean the same, and how many of one make another."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

KNOWN: Final = (
    *(
        "人",
        "人次",
        "户",
        "家",
        "家次",
        "所",
        "个",
        "项",
        "件",
        "台",
        "套",
        "辆",
        "艘",
        "架",
        "列",
        "班",
        "次",
    ),
    *("场", "篇", "部", "期", "张", "批", "级", "分", "倍", "床", "间", "栋", "亩", "公顷", "平方米"),
    *("平方公里", "立方米", "米", "公里", "吨", "公斤", "吨标准煤", "标箱", "瓦", "千瓦", "兆瓦", "千瓦时"),
    *("年", "个月", "天", "小时", "美元", "欧元", "港元", "日元", "英镑", "人天", "吨公里", "升", "座", "条"),
)
"""The units that every policy may write; those of the facts that it reads come to them."""

_COMMON: Final = ("人", "户", "家", "个", "项", "台", "平方米", "吨", "千瓦时", "天", "个月", "年", "美元")
_SAME: Final = {
    "平米": "平方米",
    "㎡": "平方米",
    "m²": "平方米",
    "方": "立方米",
    "m³": "立方米",
    "千米": "公里",
    "平方千米": "平方公里",
    "千克": "公斤",
    "标准箱": "标箱",
    "TEU": "标箱",
    "kg": "公斤",
    "m2": "平方米",
    "m3": "立方米",
    **dict.fromkeys(("kW", "KW"), "千瓦"),
    "MW": "兆瓦",
    **dict.fromkeys(("kWh", "KWh"), "千瓦时"),
    "MWh": "兆瓦时",
    "吨标煤": "吨标准煤",
    "度": "千瓦时",
    "月": "个月",
    "日": "天",
    "岁": "年",
    "周岁": "年",
    "周年": "年",
}
_MADE_OF: Final = {
    "千瓦": (1_000, "瓦"),
    "兆瓦": (1_000_000, "瓦"),
    "兆瓦时": (1_000, "千瓦时"),
    "公顷": (10_000, "平方米"),
    "平方公里": (1_000_000, "平方米"),
    "公里": (1_000, "米"),
    "吨": (1_000, "公斤"),
}
_SCALES: Final = {"十万": 10**5, "百万": 10**6, "千万": 10**7, "万": 10**4, "亿": 10**8}
_SMALL_SCALES: Final = {"百": 100, "千": 1_000}
"""Taken as such only before a unit that is known: 百分点 and 千瓦 are words of their own."""


@cache
def split(written: str) -> tuple[int, str]:
    """Part a unit from the 万 or 亿 that stands before it.

    >>> split("万美元"), split("千瓦时"), split("百万"), split("标准箱")
    ((10000, '美元'), (1, '千瓦时'), (1000000, ''), (1, '标准箱'))
    """
    if written not in KNOWN and written not in _SAME:
        for scale, times in (*_SCALES.items(), *_SMALL_SCALES.items()):
            rest = written.removeprefix(scale)
            if rest != written and (scale in _SCALES or rest == "元" or rest in KNOWN or rest in _SAME):
                return times, rest
    return 1, written


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is written: so many of a plain one."""

    written: str
    times: int
    base: str

    @staticmethod
    def of(written: str) -> "Unit":
        """Take a unit apart.

        >>> Unit.of("万千瓦"), Unit.of("TEU").base
        (Unit(written='万千瓦', times=10000000, base='瓦'), '标箱')
        """
        times, name = split(written)
        name = _SAME.get(name, name)
        made, base = _MADE_OF.get(name, (1, name))
        return Unit(written, times * made, base)

    def in_units_of(self, other: "Unit") -> Fraction | None:
        """Return how many of the other unit one of this is; None where they measure different things."""
        return Fraction(self.times, other.times) if self.base == other.base else None


def is_known(unit: str, others: Iterable[str]) -> bool:
    """Whether a figure may be written in a unit: one that all know, or one that a fact has."""
    base = Unit.of(unit).base
    return (
        unit in KNOWN or unit in _SAME or unit in _MADE_OF or any(Unit.of(one).base == base for one in others)
    )


def names(others: Iterable[str]) -> str:
    """Name units that may be written: those of facts, then common ones."""
    shown = [one for one in others if one not in ("元", "%")]
    return "、".join(dict.fromkeys([*shown, *_COMMON]))


def alternatives() -> tuple[str, ...]:
    """Return other ways to write units that are known, and units made of them."""
    return (*_SAME, *_MADE_OF)
