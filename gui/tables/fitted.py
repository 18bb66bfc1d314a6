"""Tables among other things on a page: each as high as its rows need."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from gui.early.theme import px
from gui.tables.data_table import DataTable, RowsModel
from gui.widgets.cards import Card

_MOST_ROWS: Final = 6


def fitted_table(kind: Any, columns: Any, key: Callable[[Any], object], parent: QWidget) -> DataTable[Any]:
    """Return a table of rows of a kind; `fill_table` shows them."""
    return DataTable(RowsModel[kind](columns, key=key, parent=parent), parent)


def fill_table(
    table: DataTable[Any], rows: Sequence[Any], card: Card | None = None, *, most: int = _MOST_ROWS
) -> None:
    """Show rows in a table that is as high as they need, up to some; a card of none is not there."""
    table.rows_model.replace(list(rows))
    table.setFixedHeight(px(38) + px(36) * min(len(rows), most) + px(4))
    table.setVisible(bool(rows))
    if card is not None:
        card.setVisible(bool(rows))
