"""What a formula looks like as choices: one shape for each way of saying something, immutable.

A shape holds what stands in the formula as it was typed, so that nothing is lost on the way to and fro.
Where nothing was chosen yet stands one of `language.blanks`, as in 国内运费[2022Q2] >= 待填金额.
"""

from dataclasses import dataclass

# Quantities


@dataclass(frozen=True, slots=True)
class Value:
    """A figure or day of the policy as it is typed: 30万, 5%, 1/3, 300元/平方米, -5%, 2022-06-30."""

    text: str


@dataclass(frozen=True, slots=True)
class OfFact:
    """What is recorded, decided, or defined under a term.

    Attributes:
        term: What formulas call it: a fact, a column of the row in hand, a judgement, a definition, or a
            figure from outside that never changes.
        first: The period; empty where it has none.
        last: The last period of several that are summed; else empty.
    """

    term: str
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Outside:
    """A figure from outside as it was on a day: ``on`` is a day, or the term of a date."""

    term: str
    on: str


@dataclass(frozen=True, slots=True)
class Growth:
    """同比 or 环比 of a figure of a period."""

    versus: str
    of: OfFact


@dataclass(frozen=True, slots=True)
class GrowthFrom:
    """增长率: of ``now`` over ``base``."""

    now: "Quantity"
    base: "Quantity"


@dataclass(frozen=True, slots=True)
class OverPeriods:
    """平均, 最高 or 最低 (``word``) of a figure over several periods."""

    word: str
    of: OfFact


@dataclass(frozen=True, slots=True)
class Added:
    """Several quantities, or parts of an award, together; at least two, the first no sum itself."""

    parts: tuple["Quantity", ...]


@dataclass(frozen=True, slots=True)
class Less:
    """This minus that, such as an increase."""

    of: "Quantity"
    less: "Quantity"


@dataclass(frozen=True, slots=True)
class Rate:
    """按比例: a base times a rate."""

    of: "Quantity"
    rate: "Quantity"


@dataclass(frozen=True, slots=True)
class PerUnit:
    """按数量: how many times a price for each."""

    of: "Quantity"
    price: "Quantity"


@dataclass(frozen=True, slots=True)
class Steps:
    """按档数: so much for each step.

    Attributes:
        word: 每满 for whole steps, 每档 where one that is begun counts as well.
        of: What steps are counted of.
        size: How large a step is.
        price: What each gives.
    """

    word: str
    of: "Quantity"
    size: Value
    price: "Quantity"


@dataclass(frozen=True, slots=True)
class StepCount:
    """How many steps there are, without a price; attributes as `Steps`."""

    word: str
    of: "Quantity"
    size: Value


@dataclass(frozen=True, slots=True)
class Factor:
    """One link of a chain: times it, or divided by it."""

    by: "Quantity"
    divided: bool = False


@dataclass(frozen=True, slots=True)
class Chain:
    """连乘: any other chain of × and ÷."""

    first: "Quantity"
    factors: tuple[Factor, ...]


@dataclass(frozen=True, slots=True)
class Bounded:
    """With a cap, a floor, or both; at least one of them.

    Attributes:
        floor_stands: Whether the floor is looked at after the cap, and so stands where it is above that.
    """

    of: "Quantity"
    cap: "Quantity | None" = None
    floor: "Quantity | None" = None
    floor_stands: bool = False


@dataclass(frozen=True, slots=True)
class Extreme:
    """较小 or 较大 (``word``) of several."""

    word: str
    parts: tuple["Quantity", ...]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One line of a choice between cases."""

    condition: "Condition"
    gives: "Quantity"


@dataclass(frozen=True, slots=True)
class ByCase:
    """分情形 (of one line: 若): the first line whose condition holds."""

    lines: tuple[CaseLine, ...]
    otherwise: "Quantity"


@dataclass(frozen=True, slots=True)
class OptionLine:
    """One line of a table of choices; ``label`` as people read it."""

    label: str
    gives: "Quantity"


@dataclass(frozen=True, slots=True)
class ByOption:
    """按选项: a table from the choices of a fact."""

    of: OfFact
    lines: tuple[OptionLine, ...]
    otherwise: "Quantity"


@dataclass(frozen=True, slots=True)
class TierLine:
    """One line of a tariff: what is given once the key compares so (``sign``) with the bound."""

    sign: str
    bound: "Quantity"
    gives: "Quantity"


@dataclass(frozen=True, slots=True)
class Tiers:
    """分档: the first line from above that the key reaches; as a table from–to see `tiers`."""

    key: "Quantity"
    lines: tuple[TierLine, ...]
    otherwise: "Quantity"


@dataclass(frozen=True, slots=True)
class SliceLine:
    """One slice of a progressive tariff."""

    upto: "Quantity"
    rate: "Quantity"


@dataclass(frozen=True, slots=True)
class Progressive:
    """累进: each slice of the base at its own rate; ``above`` is that of what lies above all."""

    of: "Quantity"
    lines: tuple[SliceLine, ...]
    above: "Quantity"


@dataclass(frozen=True, slots=True)
class OverRows:
    """What the rows of a list come to.

    Attributes:
        word: 合计, 个数, 最高 …: a word of `language.gatherings`.
        rows: The list.
        value: What is taken of each row; None where they are counted.
        condition: Which rows count; None for all.
        count: How many rows are taken; None where the word does not ask.
        group: The column in which rows are alike; empty where the word does not ask.
    """

    word: str
    rows: str
    value: "Quantity | None" = None
    condition: "Condition | None" = None
    count: "Quantity | None" = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """天数, 整月 or 整年 (``word``) from one day to another."""

    word: str
    start: "Quantity"
    end: "Quantity"


@dataclass(frozen=True, slots=True)
class Shifted:
    """A day so much later, or ``earlier``; ``length`` is 30天, 12个月 or 2年."""

    of: "Quantity"
    length: str
    earlier: bool = False


Quantity = (
    Value
    | OfFact
    | Outside
    | Growth
    | GrowthFrom
    | OverPeriods
    | Added
    | Less
    | Rate
    | PerUnit
    | Steps
    | StepCount
    | Chain
    | Bounded
    | Extreme
    | ByCase
    | ByOption
    | Tiers
    | Progressive
    | OverRows
    | Elapsed
    | Shifted
)

# Conditions


@dataclass(frozen=True, slots=True)
class Compare:
    """A quantity held against another; ``sign`` is one of >= > <= < = !=."""

    left: Quantity
    sign: str
    right: Quantity


@dataclass(frozen=True, slots=True)
class OneOf:
    """A choice is one of these labels, or none of them (``negated``)."""

    fact: OfFact
    labels: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Truth:
    """A truth is 是 or 否."""

    fact: OfFact
    expected: bool = True


@dataclass(frozen=True, slots=True)
class OfText:
    """A text is, has in it or begins with (``word``: =, 包含, 开头是) one of these, or none (``negated``)."""

    fact: OfFact
    word: str
    texts: tuple[str, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class NoDay:
    """There is no such day, or there is one (``negated``)."""

    fact: OfFact
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Within:
    """A day lies within a period, or from ``first`` to ``last``, both included."""

    of: Quantity
    first: str
    last: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """列入: the enterprise is on a list that comes with the policy."""

    roster: str


@dataclass(frozen=True, slots=True)
class RowsHold:
    """有 or 都 (``word``): a condition holds for a row, or for every one; None asks only for a row at all."""

    word: str
    rows: str
    condition: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class Stated:
    """A condition that the policy defined under a term."""

    term: str


@dataclass(frozen=True, slots=True)
class Not:
    """It does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Joined:
    """且 or 或 (``word``) of at least two; parts may be joined by the other word once more."""

    word: str
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Empty:
    """Nothing was said yet."""


Condition = (
    Compare | OneOf | Truth | OfText | NoDay | Within | Listed | RowsHold | Stated | Not | Joined | Empty
)
Form = Quantity | Condition


@dataclass(frozen=True, slots=True)
class Locked:
    """A formula that is no form; ``reason`` says why, and what would help, in a clerk's words."""

    formula: str
    reason: str
