"""The typed tree of a formula. Built by `checking`, read by everything else; holds no text of its source."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import wraps
from operator import is_
from typing import Any, Final, TypeVar, get_args

from domain.enterprises.dictionary import Fact, RowKind
from domain.policies.language.functions import Function
from domain.policies.language.gatherings import Gathering
from domain.policies.language.matching import Test
from domain.policies.language.measures import Comparator, Elapse, Type
from domain.values.periods import Period

N = TypeVar("N")
T = TypeVar("T")

_MOST_KEPT: Final = 10_000


class Versus(StrEnum):
    """Which earlier period a growth rate compares with."""

    YEAR_BEFORE = "同比"
    PERIOD_BEFORE = "环比"

    def base_of(self, period: Period) -> Period:
        return period.year_before if self is Versus.YEAR_BEFORE else period.before


# Quantities


@dataclass(frozen=True, slots=True)
class Literal:
    """A figure that stands in the policy. Zero takes the type that its place asks for.

    ``unit`` is what a number counts; of a price it is for each one of what, several joined by a stroke.
    """

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

    @property
    def fraction(self) -> Fraction | None:
        """The share that it is, such as 1/3; None where it is anything else."""
        match self.factors, self.divisors:
            case (Literal(int(top), Type.NUMBER, ""),), (Literal(int(bottom), Type.NUMBER, ""),):
                return Fraction(top, bottom)
        return None


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
class Call:
    """A function of other quantities, such as 每满 and 封顶; its row says all about it."""

    function: Function
    parts: tuple["Quantity", ...]
    type: Type


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

    ``value`` and ``condition`` read the columns of the row. ``count`` is how many rows are taken, its whole
    part; rows of which ``group`` is the same are one group. Which of these there are the gathering says.
    """

    rows: RowKind
    gather: Gathering
    condition: "Condition | None"
    value: "Quantity"
    count: "Quantity | None"
    type: Type
    group: Fact | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """A quantity that the policy gave a name."""

    term: str
    quantity: "Quantity"
    type: Type


Line = Case | Tier | Slice
Leaf = Literal | Attribute | Indicator
Arithmetic = Sum | Product | Converted | Call
Quantity = (
    Leaf | Span | Parameter | Growth | Shifted | Arithmetic | Cases | Tiers | Progressive | OverRows | Named
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
class Matches:
    """A fact of the enterprise, or of the row in hand (``in_row``), passes a test of its value."""

    fact: Fact
    test: Test
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


Condition = Compare | Within | Matches | Listed | RowsHold | Both | Either | Negated | NamedCondition
Node = Condition | Quantity


def parts_of(node: Node) -> tuple[Node, ...]:
    """Return the nodes right below a node, in the order of the formula; below rows they read the columns.

    They are whatever nodes its fields hold, so that none of a new node can be forgotten.
    """
    return node.parts if isinstance(node, Span) else tuple(_held(node))


def _held(part: Node | Line) -> list[Node]:
    found: list[Node] = []
    for name in part.__dataclass_fields__:
        value = getattr(part, name)
        for one in value if type(value) is tuple else (value,):
            # By class, since a union takes long to be asked.
            if type(one) in _NODES:
                found.append(one)
            elif type(one) in _LINES:
                found += _held(one)
    return found


_NODES: Final = frozenset(get_args(Node))
_LINES: Final = frozenset(get_args(Line))


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


class Alike:
    """Keeps one node of all that say the same, so that what it comes to is worked out once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[Any, ...], Any] = {}
        self._ids: set[int] = set()

    def one(self, node: N) -> N:
        """Return the node that stands for this one; what is below it is exchanged likewise."""
        if id(node) in self._ids:
            return node
        kind: Any = type(node)
        values, likeness, is_as_it_was = [], [kind], True
        for name in kind.__slots__:
            value = getattr(node, name)
            of = type(value)
            if of in _TREES:
                found = self.one(value)
                likeness.append(id(found))
            elif of is tuple:
                found = tuple([self.one(part) if type(part) in _TREES else part for part in value])
                likeness.append(tuple([id(part) if type(part) in _TREES else part for part in found]))
                found = value if all(map(is_, value, found)) else found
            else:
                found = value
                # With its type, as 1 equals True; the hash of a fact would take long.
                likeness += (of, id(value) if of in _LONG else value)
            is_as_it_was &= found is value
            values.append(found)
        key = tuple(likeness)
        kept: N | None = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = node if is_as_it_was else kind(*values)
            self._ids.add(id(kept))
        return kept


_TREES: Final = _NODES | _LINES
_LONG: Final = frozenset((Fact, RowKind, Function))


def once_for_each(work: Callable[[N], T]) -> Callable[[N], T]:
    """Do something with each node once: an assessment asks the same of it for every enterprise.

    By identity, since the hash of a tree takes as long as the work; the node is kept so that its identity is
    not given to another one.
    """
    known: dict[int, tuple[N, T]] = {}

    @wraps(work)
    def done_once(node: N) -> T:
        found = known.get(id(node))
        if found is not None:
            return found[1]
        if len(known) >= _MOST_KEPT:
            known.clear()
        known[id(node)] = found = node, work(node)
        return found[1]

    return done_once
