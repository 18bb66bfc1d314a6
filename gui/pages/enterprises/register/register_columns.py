"""The columns a list of the register can have, one for each attribute the office keeps."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.register.listed import Listed
from domain.exchange.cells import CellKind
from domain.values.ids import EnterpriseId
from gui.formatting import NONE, NOT_ENTERED, money_text, time_text
from gui.tables import blocks
from gui.tables.data_table import LEFT, RIGHT, Column

if TYPE_CHECKING:
    from domain.enterprises.facts import FactValue
    from domain.exchange.cells import Cell


SHOWN_AT_FIRST: Final = ("name", "uscc", "industry_kind", "above_scale", "stat_entry_date", "changed_at")
TAGS: Final = "tags"

_WIDTHS: Final = {"industry_kind": 190, "above_scale": 76, "stat_entry_date": 124}
_SHORT_TITLES: Final = {"above_scale": "四上"}
_WIDTH_OF_KIND: Final = {
    FactKind.TRUTH: 96,
    FactKind.DATE: 124,
    FactKind.MONEY: 160,
    FactKind.NUMBER: 120,
    FactKind.RATE: 100,
    FactKind.CHOICE: 150,
    FactKind.TEXT: 190,
}
_CELLS: Final = {
    FactKind.MONEY: CellKind.AMOUNT,
    FactKind.NUMBER: CellKind.QUANTITY,
    FactKind.RATE: CellKind.RATE,
    FactKind.DATE: CellKind.DATE,
}


Entry: TypeAlias = blocks.Entry[EnterpriseId, Listed]


def columns_of(dictionary: Dictionary) -> dict[str, Column[Entry]]:
    """Return every column by its name, which is also what it is sorted by."""
    return {
        "name": Column(
            "企业名称",
            lambda entry: _name(entry, entry.found.name if entry.found else ""),
            sort_key=_any_key,
            width=260,
            stretches=True,
        ),
        "uscc": Column(
            "统一社会信用代码",
            lambda entry: entry.found.uscc if entry.found else "",
            sort_key=_any_key,
            width=196,
        ),
        **{name: _attribute_column(fact) for name, fact in dictionary.attributes.items()},
        TAGS: Column("标签", lambda entry: "、".join(entry.found.tags) if entry.found else "", width=160),
        "changed_at": Column(
            "最近修改",
            lambda entry: time_text(entry.found.changed_at) if entry.found else "",
            sort_key=_any_key,
            width=150,
            kind=CellKind.MOMENT,
            value=lambda entry: entry.found.changed_at if entry.found else None,
        ),
    }


def attribute_text(fact: Fact, attributes: Mapping[str, FactValue]) -> str:
    """Return an attribute as lists show it."""
    if fact.name not in attributes:
        return NOT_ENTERED
    value = attributes[fact.name]
    match fact.kind:
        case FactKind.CHOICE:
            return fact.choices.get(str(value), str(value))
        case FactKind.TRUTH:
            return "是" if value else "否"
        case FactKind.MONEY if isinstance(value, int):
            return money_text(value)
        case FactKind.NUMBER | FactKind.RATE if isinstance(value, int):
            from domain.enterprises.quantities import plain_figure  # noqa: PLC0415 - few lists have such

            return plain_figure(fact, value)
    return NONE if value is None else " ".join(str(value).split())


def _attribute_column(fact: Fact) -> Column[Entry]:
    is_number = fact.kind in (FactKind.MONEY, FactKind.NUMBER, FactKind.RATE)
    title = _SHORT_TITLES.get(fact.name, fact.label)
    return Column(
        f"{title}（{fact.unit}）" if is_number and fact.unit else title,
        lambda entry: attribute_text(fact, entry.found.attributes) if entry.found else "",
        sort_key=_any_key,
        align=RIGHT if is_number else LEFT,
        width=_WIDTHS.get(fact.name, _WIDTH_OF_KIND[fact.kind]),
        kind=_CELLS.get(fact.kind, CellKind.TEXT),
        value=partial(_cell, fact.name) if fact.kind in _CELLS else None,
        is_personal=fact.is_personal,
    )


def _cell(name: str, entry: Entry) -> Cell:
    return entry.found.attributes.get(name) if entry.found else None


def _name(entry: Entry, text: str) -> str:
    if entry.is_gone:
        return "（已删除）"
    return text or "…"


def _any_key(entry: Entry) -> EnterpriseId:
    """Mark a column as one that can be sorted; the database does it."""
    return entry.id
