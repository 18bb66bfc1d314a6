"""The dictionary of facts: what may be recorded about an enterprise, as data."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from domain.values.money import MAX_FEN

if TYPE_CHECKING:
    from domain.values.periods import Period

REASON: Final = "_reason"
"""What the name of a judged fact's reason ends with."""


class FactKind(StrEnum):
    """What a fact's value is.

    In memory: text and choice a ``str`` (a choice by its code), truth a ``bool``, date a ``date`` or None
    where it is known not to exist; money, number and rate an ``int`` in the units of `UNITS`. A fact that was
    not entered is absent.
    """

    TEXT = "text"
    CHOICE = "choice"
    TRUTH = "truth"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    RATE = "rate"


class TextCheck(StrEnum):
    """What a text must be besides text; see `written.py`."""

    PHONE = "phone"
    ACCOUNT = "account"
    INDUSTRY = "industry"


class Nature(StrEnum):
    """How the figures of a fact for several periods belong together."""

    FLOW = "flow"
    """What happened in the period: its parts add up."""
    STOCK = "stock"
    """The state at the period's end."""
    RATIO = "ratio"
    """A rate of the period, which follows from no rates of its parts."""


_KIND_UNITS: Final = {FactKind.MONEY: "元", FactKind.RATE: "%"}
UNITS: Final = {FactKind.MONEY: 100, FactKind.NUMBER: 10_000, FactKind.RATE: 1_000_000}
"""How many units one yuan, one piece, or a rate of one has: fen, ten-thousandths, ten-thousandths of 1 %."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact.

    Attributes:
        name: What files and interfaces call it.
        label: What people read.
        term: What formulas call it.
        choices: Code → label, for a choice.
        may_be_negative: Whether a figure below zero is taken.
        hint: One sentence for who fills it in.
        unit: What a number counts, e.g. 人; 元 and % for money and rates.
        is_whole: Whether a number takes no decimals.
        is_stock: Whether a period figure is the state at the period's end, so that periods do not add up.
        least, most: Bounds of what may be entered, in the units of `UNITS`; None where the kind alone bounds.
        period: Of a truth or a choice by period, which one it is of; each is a fact of its own.
        is_judged: Whether the office decides it, with a reason, instead of finding it in papers.
        section: Under which heading forms show it; empty for the general one.
        is_personal: Whether it belongs to a person or an account: shown masked, but to who needs it.
        check: What a text must be besides text.
        is_long: Whether a text takes several lines.
        example: What one would fill in; of a period figure, what a quarter comes to.

    How it is shown, explained and checked is no part of what it is: two facts that differ in nothing else
    are equal, so that a policy may ask for what the office keeps anyway.
    """

    name: str
    label: str
    kind: FactKind
    term: str = ""
    choices: Mapping[str, str] = field(default_factory=dict, hash=False)
    may_be_negative: bool = False
    hint: str = field(default="", compare=False)
    unit: str = ""
    is_whole: bool = False
    is_stock: bool = False
    least: int | None = None
    most: int | None = None
    is_judged: bool = False
    period: str = ""
    section: str = field(default="", compare=False)
    is_personal: bool = field(default=False, compare=False)
    check: TextCheck | None = field(default=None, compare=False)
    is_long: bool = field(default=False, compare=False)
    example: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if not self.unit and self.kind in _KIND_UNITS:
            object.__setattr__(self, "unit", _KIND_UNITS[self.kind])

    def of_period(self, period: "Period") -> "Fact":
        """Return this truth or choice for one period.

        Figures of periods follow from one another and are kept apart; truths and choices do not, and are kept
        as any other fact is.
        """
        label = f"{period.label}{self.label}"
        return replace(
            self, name=f"{self.name}_{period}".lower(), label=label, term=label, period=str(period)
        )

    @property
    def nature(self) -> Nature:
        """How its figures for several periods belong together."""
        if self.is_stock:
            return Nature.STOCK
        return Nature.RATIO if self.kind is FactKind.RATE else Nature.FLOW

    @property
    def bounds(self) -> tuple[int, int]:
        """The least and the greatest figure that may be entered, in the units of `UNITS`."""
        least = -MAX_FEN if self.may_be_negative else 0
        return (least if self.least is None else self.least), (MAX_FEN if self.most is None else self.most)


@dataclass(frozen=True, slots=True)
class RowKind:
    """A list kept per enterprise, such as its projects; ``columns`` by name."""

    name: str
    label: str
    columns: Mapping[str, Fact] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Every fact there is, by name, in the order in which forms show them.

    ``indicators`` are figures by period; ``attributes`` are not.
    """

    attributes: Mapping[str, Fact]
    indicators: Mapping[str, Fact]
    rows: Mapping[str, RowKind]

    def extended(self, other: "Dictionary") -> "Dictionary":
        """Return this dictionary with the facts of another; where both name one, this one's stands."""
        return Dictionary(
            {**other.attributes, **self.attributes},
            {**other.indicators, **self.indicators},
            {**other.rows, **self.rows},
        )

    def label_of(self, key: str) -> str:
        """Return what people call a figure named in a trace.

        >>> sample = Dictionary({}, {"sales": Fact("sales", "销售额", FactKind.MONEY)}, {})
        >>> sample.label_of("sales[2022Q2]")
        '2022年二季度销售额'
        """
        return FactKey.parse(key).label(self)

    def is_personal(self, key: str) -> bool:
        """Whether a figure named in a trace, or in an entry, belongs to a person or an account."""
        place = FactKey.parse(key)
        kind = self.rows.get(place.name)
        fact = kind.columns.get(place.column) if kind is not None else self.attributes.get(place.name)
        return fact is not None and fact.is_personal


@dataclass(frozen=True, slots=True)
class FactKey:
    """Where one figure stands: ``stat_entry_date``, ``sales[2022Q2]`` or ``projects[0].start_date``."""

    name: str
    period: str = ""
    row: int | None = None
    column: str = ""

    @staticmethod
    def parse(key: str) -> "FactKey":
        """Take apart a key as traces and ``missing`` lists write it; ``[]`` leaves open which row."""
        name, _, rest = key.partition("[")
        if not rest:
            return FactKey(name)
        inner, _, column = rest.partition("]")
        if column:
            return FactKey(name, row=int(inner) if inner else None, column=column.removeprefix("."))
        return FactKey(name, period=inner)

    @property
    def leaf(self) -> str:
        """What it is called where it stands: a column, a period, or the name itself."""
        return self.column or self.period or self.name

    def fact(self, dictionary: Dictionary) -> Fact:
        """Return the fact that it is a figure of."""
        if self.period:
            return dictionary.indicators[self.name]
        if self.row is not None:
            return dictionary.rows[self.name].columns[self.column]
        return dictionary.attributes[self.name]

    def label(self, dictionary: Dictionary) -> str:
        """Return what people call it."""
        if self.period:
            # Not at the top: the first rows, which show no period, are shown before it is imported.
            from domain.values.periods import Period  # noqa: PLC0415

            return f"{Period.parse(self.period).label}{dictionary.indicators[self.name].label}"
        if self.row is not None:
            kind = dictionary.rows[self.name]
            return f"{kind.label}{self.row + 1}的{kind.columns[self.column].label}"
        if self.column:
            kind = dictionary.rows[self.name]
            return f"{kind.label}的{kind.columns[self.column].label}"
        if self.name in dictionary.rows:
            return dictionary.rows[self.name].label
        return dictionary.attributes[self.name].label


def load_dictionary(path: Path) -> Dictionary:
    """Read a dictionary that is shipped with the program; a mistake in it is a defect."""
    data = tomllib.loads(path.read_text("utf-8"))
    return Dictionary(
        attributes=_facts(data["attributes"]),
        indicators=_facts(data["indicators"]),
        rows={
            row["name"]: RowKind(row["name"], row["label"], _facts(row["columns"])) for row in data["rows"]
        },
    )


def _facts(tables: Iterable[Mapping[str, Any]]) -> dict[str, Fact]:
    return {table["name"]: _fact(table) for table in tables}


def _fact(table: Mapping[str, Any]) -> Fact:
    known = {"term": table["label"], **table, "kind": FactKind(table["kind"])}
    if "check" in table:
        known["check"] = TextCheck(table["check"])
    return Fact(**known)
