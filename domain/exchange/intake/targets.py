"""What a column of a sheet can hold, as choices to offer and as text to remember."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Final

from domain.enterprises.dictionary import UNITS, Dictionary, Fact, FactKind
from domain.values.errors import BadInput
from domain.values.money import YUAN_SCALES
from domain.values.periods import Period

USCC_LABEL: Final = "统一社会信用代码"
NAME_LABEL: Final = "企业名称"
GENERAL: Final = "其他"
RATES: Final = {"%": 1, "百分数": 1, "百分比": 1, "小数": 100}
"""What headings call the two ways of writing a rate, with how many percent one is."""

_RATE_UNITS: Final = {"百分数，如 4.35": 1, "小数，如 0.0435": 100}
_SCALES: Final = {"": 1, "百": 100, "千": 1_000, "万": 10_000, "百万": 1_000_000, "亿": 100_000_000}


class Place(StrEnum):
    """Where in an enterprise's facts a column belongs. The values are written into the store."""

    USCC = "uscc"
    NAME = "name"
    ATTRIBUTE = "attribute"
    FIGURE = "figure"
    LIST = "list"
    COLUMN = "column"


@dataclass(frozen=True, slots=True)
class Target:
    """What a column holds.

    Attributes:
        name: Of the fact, or of the list, whose column only says that there is nothing in it (“无”).
        period: Of a figure; None while nobody said which.
        factor: How many of the fact's unit one in this column is, e.g. 10,000 where amounts are in 万元;
            0 while nobody said.
    """

    place: Place
    name: str = ""
    period: Period | None = None
    factor: int = 1

    @property
    def is_complete(self) -> bool:
        return self.factor > 0 and (self.place is not Place.FIGURE or self.period is not None)

    def with_(self, *, period: Period | None, factor: int) -> "Target":
        """Return it with another period and unit."""
        return replace(self, period=period, factor=factor)

    def written(self) -> str:
        """Write it for `read_target`."""
        return ":".join((self.place, self.name, str(self.period or ""), str(self.factor)))


USCC: Final = Target(Place.USCC)
NAME: Final = Target(Place.NAME)


@dataclass(frozen=True, slots=True)
class Choice:
    """A target to choose; ``words`` are what headings call it, the label first. Identity has no ``fact``."""

    target: Target
    section: str
    words: tuple[str, ...]
    fact: Fact | None = None

    @property
    def label(self) -> str:
        return self.words[0]

    @property
    def factors(self) -> Mapping[str, int]:
        """The units the column may be in; empty where there is nothing to choose."""
        return {} if self.fact is None else units_of(self.fact)

    @property
    def wants_unit(self) -> bool:
        """Whether its values are figures, which count in something."""
        return self.fact is not None and self.fact.kind in UNITS


def units_of(fact: Fact) -> Mapping[str, int]:
    """Return the units a column of a fact may be in, with how many of the fact's own unit one is."""
    match fact.kind:
        case FactKind.MONEY:
            return YUAN_SCALES
        case FactKind.RATE:
            return _RATE_UNITS
        case FactKind.NUMBER:
            return {f"{scale}{fact.unit}" or "一": times for scale, times in _SCALES.items()}
    return {}


def unit_word(fact: Fact, factor: int) -> str:
    """Return what a unit is called; empty where it is none of those offered.

    >>> unit_word(Fact("sales", "销售额", FactKind.MONEY), 10_000)
    '万元'
    """
    return next((word for word, times in units_of(fact).items() if times == factor), "")


def choices_of(dictionary: Dictionary, kind: str = "") -> list[Choice]:
    """Return what columns can hold: of a sheet of enterprises, or of one of the lists ``kind``."""
    code = Choice(USCC, "企业", (USCC_LABEL,))
    if kind:
        row = dictionary.rows[kind]
        return [code, *(_choice(Place.COLUMN, fact, row.label) for fact in row.columns.values())]
    return [
        code,
        Choice(NAME, "企业", (NAME_LABEL,)),
        *(_choice(Place.ATTRIBUTE, fact, fact.section or GENERAL) for fact in dictionary.attributes.values()),
        *(Choice(Target(Place.LIST, row.name), "清单", (row.label,)) for row in dictionary.rows.values()),
        *(_choice(Place.FIGURE, fact, "期间数据") for fact in dictionary.indicators.values()),
    ]


@lru_cache(maxsize=4096)
def read_target(text: str) -> Target | None:
    """Read what `Target.written` wrote; None for a column that was left out, or one of another version.

    >>> read_target("figure:sales:2022Q2:10000")
    Target(place=<Place.FIGURE: 'figure'>, name='sales', period=Period(2022Q2), factor=10000)
    """
    try:
        place, name, period, factor = text.split(":")
        return Target(Place(place), name, Period.parse(period) if period else None, int(factor))
    except (ValueError, BadInput):
        return None


def _choice(place: Place, fact: Fact, section: str) -> Choice:
    return Choice(Target(place, fact.name), section, tuple(dict.fromkeys((fact.label, fact.term))), fact)
