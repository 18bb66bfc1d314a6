"""The typed tree of a formula. Built by `checking`, read by everything else; holds no text of its source."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from domain.enterprises.dictionary import Fact
from domain.periods import Period


class Type(StrEnum):
    """What a quantity measures; the value is how messages say it.

    Values are exact: money in fen (a whole number), a rate as a fraction of one, a date as its ordinal.
    """

    MONEY = "金额"
    RATE = "比率"
    NUMBER = "数"
    DATE = "日期"


class Comparator(StrEnum):
    """How two quantities are compared. The value is how formulas write it."""

    AT_LEAST = ">="
    MORE_THAN = ">"
    AT_MOST = "<="
    LESS_THAN = "<"
    EQUAL = "="
    NOT_EQUAL = "!="


class Versus(StrEnum):
    """Which earlier period a growth rate compares with."""

    YEAR_BEFORE = "同比"
    PERIOD_BEFORE = "环比"

    def base_of(self, period: Period) -> Period:
        return period.year_before if self is Versus.YEAR_BEFORE else period.before


# Quantities


@dataclass(frozen=True, slots=True)
class Literal:
    """A figure that stands in the policy. Zero takes the type that its place asks for."""

    value: int | Fraction
    type: Type


@dataclass(frozen=True, slots=True)
class Attribute:
    """A date or an amount recorded about the enterprise, or about the row in hand (``in_row``)."""

    fact: Fact
    type: Type
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class Indicator:
    """A period figure."""

    fact: Fact
    period: Period
    type: Type = Type.MONEY


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth rate of a period figure: (now - before) / before. Has no value where before is not above 0."""

    indicator: Indicator
    versus: Versus
    type: Type = Type.RATE

    @property
    def base(self) -> Indicator:
        return Indicator(self.indicator.fact, self.versus.base_of(self.indicator.period))


@dataclass(frozen=True, slots=True)
class Sum:
    """``left`` plus ``right``, or minus where ``sign`` is -1."""

    left: "Quantity"
    right: "Quantity"
    sign: int
    type: Type


@dataclass(frozen=True, slots=True)
class Product:
    """Money times a rate or a number is rounded half-up to the fen at once."""

    left: "Quantity"
    right: "Quantity"
    type: Type


@dataclass(frozen=True, slots=True)
class WholeSteps:
    """每满: how many whole steps fit into the base; none where it is negative. ``step`` is above 0."""

    base: "Quantity"
    step: Literal
    type: Type = Type.NUMBER


@dataclass(frozen=True, slots=True)
class Least:
    """较小, and 封顶 where ``is_cap``: the smallest of the parts (the first one capped by the second)."""

    parts: tuple["Quantity", ...]
    type: Type
    is_cap: bool = False


@dataclass(frozen=True, slots=True)
class Greatest:
    """较大, and 保底 where ``is_floor``."""

    parts: tuple["Quantity", ...]
    type: Type
    is_floor: bool = False


@dataclass(frozen=True, slots=True)
class Choose:
    """若: one quantity or the other."""

    condition: "Condition"
    then: "Quantity"
    otherwise: "Quantity"
    type: Type


@dataclass(frozen=True, slots=True)
class Tier:
    """One line of a tariff: what is given once the key compares so with the bound."""

    comparator: Comparator
    bound: "Quantity"
    gives: "Quantity"


@dataclass(frozen=True, slots=True)
class Tiers:
    """分档: the first tier that the key reaches decides, else ``otherwise``."""

    key: "Quantity"
    tiers: tuple[Tier, ...]
    otherwise: "Quantity"
    type: Type


Arithmetic = Sum | Product | WholeSteps | Least | Greatest
Quantity = Literal | Attribute | Indicator | Growth | Arithmetic | Choose | Tiers

# Conditions


@dataclass(frozen=True, slots=True)
class Compare:
    left: Quantity
    comparator: Comparator
    right: Quantity


@dataclass(frozen=True, slots=True)
class Within:
    """A date lies between two days, both included. ``period`` if the formula named one."""

    quantity: Attribute
    first: date
    last: date
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class IsAmong:
    """A choice is one of ``codes``, in the order of the formula."""

    fact: Fact
    codes: tuple[str, ...]
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A truth is as ``expected``."""

    fact: Fact
    expected: bool
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class Both:
    """且."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """或."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Negated:
    """非."""

    part: "Condition"


Condition = Compare | Within | IsAmong | IsTrue | Both | Either | Negated
