"""The typed tree of a formula. Built by `checking`, read by everything else; holds no text of its source."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import wraps
from typing import Final, TypeVar

from domain.enterprises.dictionary import Fact, RowKind
from domain.values.periods import Period

N = TypeVar("N")
T = TypeVar("T")

_MOST_KEPT: Final = 10_000


class Type(StrEnum):
    """What a quantity measures; the value is how messages say it.

    Values are exact: money in fen, a rate as a fraction of one, a date as its ordinal.
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


class Elapse(StrEnum):
    """What is counted between two days. Months and years count once they are complete."""

    DAYS = "天数"
    MONTHS = "整月"
    YEARS = "整年"


class Gather(StrEnum):
    """What is made of the rows of a list. The value is how formulas write it."""

    SUM = "合计"
    COUNT = "个数"
    GREATEST = "最高"
    LEAST = "最低"
    FIRST = "前几合计"
    BEST = "最高几合计"
    MEAN = "平均"
    MEDIAN = "中位数"
    BEST_OF_EACH = "各组最高合计"


# Quantities


@dataclass(frozen=True, slots=True)
class Literal:
    """A figure that stands in the policy. Zero takes the type that its place asks for."""

    value: int | Fraction
    type: Type
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A date or a figure recorded about the enterprise, or about the row in hand (``in_row``)."""

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
class Span:
    """The sum of a figure over periods that follow one another; never empty."""

    fact: Fact
    periods: tuple[Period, ...]
    type: Type

    @property
    def parts(self) -> tuple[Indicator, ...]:
        return tuple(Indicator(self.fact, period, self.type) for period in self.periods)


@dataclass(frozen=True, slots=True)
class DatedFigure:
    """One value of a figure from outside, in force from a day on."""

    since: date
    value: int | Fraction


@dataclass(frozen=True, slots=True)
class Parameter:
    """A figure from outside, such as LPR or an exchange rate, as it was on a day; not recorded by the office.

    ``values`` are in the order of their days. There is no value before the first.
    """

    term: str
    values: tuple[DatedFigure, ...]
    when: "Quantity"
    type: Type


@dataclass(frozen=True, slots=True)
class Growth:
    """Growth rate: (now - base) / base. Has no value where the base is not above 0."""

    now: "Quantity"
    base: "Quantity"
    versus: Versus | None = None
    type: Type = Type.RATE


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Time between two days, the first of them counted and the last not; none where they are reversed."""

    start: "Quantity"
    end: "Quantity"
    unit: Elapse
    type: Type = Type.NUMBER


@dataclass(frozen=True, slots=True)
class Shifted:
    """A day so much later, or earlier where ``count`` is negative; ``unit`` is days, months or years.

    Where the month has no such day it is the last day of the month (民法典 第二百零二条).
    """

    start: "Quantity"
    count: int
    unit: Elapse
    type: Type = Type.DATE


@dataclass(frozen=True, slots=True)
class Sum:
    """``left`` plus ``right``, or minus where ``sign`` is -1."""

    left: "Quantity"
    right: "Quantity"
    sign: int
    type: Type


@dataclass(frozen=True, slots=True)
class Product:
    """A chain of × and ÷. Money is rounded half-up to the fen once, at its end. Never without factors."""

    factors: tuple["Quantity", ...]
    divisors: tuple["Quantity", ...]
    type: Type


@dataclass(frozen=True, slots=True)
class Converted:
    """A number in other sizes of its units: ``times`` what it was, so that it counts in ``dims``.

    ``dims`` are units as they are written, each with its exponent.
    """

    quantity: "Quantity"
    times: Fraction
    dims: tuple[tuple[str, int], ...]
    type: Type = Type.NUMBER


@dataclass(frozen=True, slots=True)
class WholeSteps:
    """每满: how many whole steps fit into the base; none where it is negative. ``step`` is above 0.

    每档 (``counts_begun``) counts a step that is only begun as one.
    """

    base: "Quantity"
    step: Literal
    counts_begun: bool = False
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
class Case:
    """One line of a choice: what is given where the condition holds."""

    condition: "Condition"
    gives: "Quantity"


@dataclass(frozen=True, slots=True)
class Cases:
    """若, 分情形 and 按选项: the first case whose condition holds decides, else ``otherwise``."""

    cases: tuple[Case, ...]
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


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice of a progressive tariff: what lies between the slice before and ``upto`` earns ``rate``.

    Bounds that are figures of the policy ascend; of computed ones those that do not leave no slice.
    """

    upto: "Quantity"
    rate: "Quantity"


@dataclass(frozen=True, slots=True)
class Progressive:
    """累进: each slice of the base at its own rate, rounded half-up to the fen each; ``rate`` above all.

    Of money the rate is a rate, of anything else an amount for each one.
    """

    base: "Quantity"
    slices: tuple[Slice, ...]
    rate: "Quantity"
    type: Type = Type.MONEY


@dataclass(frozen=True, slots=True)
class OverRows:
    """What the rows of a list come to; rows that fail ``condition`` do not count. Nothing comes to 0.

    ``value`` and ``condition`` read the columns of the row; COUNT needs no value. ``count`` is how many rows
    FIRST and BEST take, its whole part; rows of which ``group`` is the same are one group of BEST_OF_EACH.
    """

    rows: RowKind
    gather: Gather
    value: "Quantity"
    condition: "Condition | None"
    count: "Quantity | None"
    type: Type
    group: Fact | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A quantity that the policy gave a name."""

    term: str
    quantity: "Quantity"
    type: Type


Leaf = Literal | Attribute | Indicator
Arithmetic = Sum | Product | Converted | WholeSteps | Least | Greatest
Quantity = (
    Leaf
    | Span
    | Parameter
    | Growth
    | Elapsed
    | Shifted
    | Arithmetic
    | Cases
    | Tiers
    | Progressive
    | OverRows
    | Named
)

# Conditions


@dataclass(frozen=True, slots=True)
class Compare:
    left: Quantity
    comparator: Comparator
    right: Quantity


@dataclass(frozen=True, slots=True)
class Within:
    """A date lies between two days, both included. ``period`` if the formula named one."""

    quantity: Quantity
    first: date
    last: date
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class IsAmong:
    """A choice is one of ``codes``, or a text one of these texts, in the order of the formula."""

    fact: Fact
    codes: tuple[str, ...]
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class Contains:
    """A text has another in it, or begins with it (``at_start``)."""

    fact: Fact
    part: str
    in_row: bool = False
    at_start: bool = False

    def fits(self, text: str) -> bool:
        return text.startswith(self.part) if self.at_start else self.part in text


@dataclass(frozen=True, slots=True)
class IsTrue:
    """A truth is as ``expected``."""

    fact: Fact
    expected: bool
    in_row: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """列入: the enterprise's code is on a list that came with the policy."""

    term: str
    codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class RowsHold:
    """有 and 都: a condition holds for at least one row, or for every one (``all_of_them``)."""

    rows: RowKind
    condition: "Condition"
    all_of_them: bool = False


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


@dataclass(frozen=True, slots=True)
class NamedCondition:
    """A condition that the policy gave a name."""

    term: str
    condition: "Condition"


Condition = (
    Compare
    | Within
    | IsAmong
    | Contains
    | IsTrue
    | Listed
    | RowsHold
    | Both
    | Either
    | Negated
    | NamedCondition
)
Node = Condition | Quantity


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below a node, in the order of the formula; below rows they read the columns."""
    match node:
        case Compare(left, _, right) | Sum(left, right) | Growth(left, right) | Elapsed(left, right):
            return left, right
        case Within(part) | Negated(part) | Parameter(when=part) | NamedCondition(_, part) | Named(_, part):
            return (part,)
        case Shifted(part) | Converted(part):
            return (part,)
        case Both(parts) | Either(parts) | Least(parts) | Greatest(parts):
            return parts
        case Span():
            return node.parts
        case Product(factors, divisors):
            return factors + divisors
        case RowsHold(_, condition):
            return (condition,)
    return _parts_of_tariffs(node)


def _parts_of_tariffs(node: Node) -> tuple[Node, ...]:
    match node:
        case WholeSteps(base, step):
            return base, step
        case Cases(cases, otherwise):
            return (*(part for case in cases for part in (case.condition, case.gives)), otherwise)
        case Tiers(key, tiers, otherwise):
            return (key, *(part for tier in tiers for part in (tier.bound, tier.gives)), otherwise)
        case Progressive(base, slices, rate):
            return (base, *(part for one in slices for part in (one.upto, one.rate)), rate)
        case OverRows(_, _, value, condition, count):
            return tuple(part for part in (condition, value, count) if part is not None)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it, those of named ones too."""
    yield node
    for part in parts_of(node):
        yield from walk(part)


def outside_rows(node: Node) -> Iterator[Node]:
    """Yield a node and all below it, but not what is said of the rows of lists."""
    yield node
    if not isinstance(node, OverRows | RowsHold):
        for part in parts_of(node):
            yield from outside_rows(part)


def once_for_each(work: Callable[[N], T]) -> Callable[[N], T]:
    """Do something with each node once: an assessment asks the same of it for every enterprise.

    By identity, since the hash of a tree takes as long as the work; the node is kept so that its identity is
    not given to another one.
    """
    known: dict[int, tuple[N, T]] = {}

    @wraps(work)
    def done_once(node: N) -> T:
        found = known.get(id(node))
        if found is None:
            if len(known) >= _MOST_KEPT:
                known.clear()
            found = known[id(node)] = node, work(node)
        return found[1]

    return done_once
