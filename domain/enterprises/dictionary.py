"""The dictionary of facts: what may be recorded about an enterprise, as data."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.periods import Period


class FactKind(StrEnum):
    """What a fact's value is.

    In memory: text and choice a ``str`` (a choice by its code), truth a ``bool``, date a ``date`` or None
    where it is known not to exist, money an ``int`` in fen. A fact that was not entered is absent.
    """

    TEXT = "text"
    CHOICE = "choice"
    TRUTH = "truth"
    DATE = "date"
    MONEY = "money"


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
    """

    name: str
    label: str
    kind: FactKind
    term: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)
    may_be_negative: bool = False
    hint: str = ""

    @property
    def unit(self) -> str:
        return "元" if self.kind is FactKind.MONEY else ""


@dataclass(frozen=True, slots=True)
class RowKind:
    """A list kept per enterprise, such as its projects; ``columns`` by name."""

    name: str
    label: str
    columns: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """Every fact there is, by name, in the order in which forms show them.

    ``indicators`` are figures by period; ``attributes`` are not.
    """

    attributes: Mapping[str, Fact]
    indicators: Mapping[str, Fact]
    rows: Mapping[str, RowKind]

    def label_of(self, key: str) -> str:
        """Return what people call a figure named in a trace.

        >>> sample = Dictionary({}, {"sales": Fact("sales", "销售额", FactKind.MONEY)}, {})
        >>> sample.label_of("sales[2022Q2]")
        '2022年二季度销售额'
        """
        return FactKey.parse(key).label(self)


@dataclass(frozen=True, slots=True)
class FactKey:
    """Where one figure stands: ``stat_entry_date``, ``sales[2022Q2]`` or ``projects[0].start_date``."""

    name: str
    period: str = ""
    row: int | None = None
    column: str = ""

    @staticmethod
    def parse(key: str) -> "FactKey":
        """Take apart a key as traces and ``missing`` lists write it."""
        name, _, rest = key.partition("[")
        if not rest:
            return FactKey(name)
        inner, _, column = rest.partition("]")
        if column:
            return FactKey(name, row=int(inner), column=column.removeprefix("."))
        return FactKey(name, period=inner)

    def label(self, dictionary: Dictionary) -> str:
        """Return what people call it."""
        if self.period:
            return f"{Period.parse(self.period).label}{dictionary.indicators[self.name].label}"
        if self.row is not None:
            kind = dictionary.rows[self.name]
            return f"{kind.label}{self.row + 1}的{kind.columns[self.column].label}"
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
    return {
        table["name"]: Fact(**{"term": table["label"], **table, "kind": FactKind(table["kind"])})
        for table in tables
    }
