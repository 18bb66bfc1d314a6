"""Which columns of the register are shown, in which order and how wide; remembered for this user."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from gui.early.theme import px
from gui.pages.enterprises.register.columns import SHOWN_AT_FIRST, Entry

if TYPE_CHECKING:
    from gui.pages.enterprises.register.list_model import RegisterModel
    from gui.tables.data_table import DataTable

ALWAYS: Final = "name"
"""The column without which nobody could tell the rows apart."""

_EXACT: Final = 1000


def shown_columns(table: DataTable[Entry], model: RegisterModel) -> list[tuple[str, int]]:
    """Return what is shown from left to right: name and width at 字号标准."""
    scale = px(_EXACT) / _EXACT
    return [(model.names[at], round(table.columnWidth(at) / scale)) for at in table.shown_columns()]


def show_columns(table: DataTable[Entry], model: RegisterModel, wanted: Iterable[tuple[str, int]]) -> None:
    """Show these columns, as `shown_columns` returns them; unknown ones are passed over."""
    header = table.horizontalHeader()
    places = {name: at for at, name in enumerate(model.names)}
    given = {name: width for name, width in wanted if name in places}
    if not given:
        given = {name: 0 for name in SHOWN_AT_FIRST if name in places}
    if ALWAYS not in given:
        given = {ALWAYS: 0, **given}
    for at, name in enumerate(model.names):
        table.setColumnHidden(at, name not in given)
    for place, (name, width) in enumerate(given.items()):
        at = places[name]
        header.moveSection(header.visualIndex(at), place)
        table.setColumnWidth(at, px(width or model.columns[at].width))
    table.fill_width()


def show_one(table: DataTable[Entry], model: RegisterModel, name: str, *, is_shown: bool) -> None:
    """Show one more column, at the right end, or one less."""
    shown = [one for one in shown_columns(table, model) if one[0] != name]
    show_columns(table, model, [*shown, (name, 0)] if is_shown else shown)
