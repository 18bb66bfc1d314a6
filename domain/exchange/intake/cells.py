"""Cells as files give them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from domain.values.errors import BadInput
from domain.values.texts import clean, is_plain, without_unseen


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that has no value to be read.

    Attributes:
        text: What it shows.
        why: What is wrong with it and what to do, a sentence.
    """

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Scaled:
    """A number that its format shows divided by a thousand, ten thousand or more.

    Attributes:
        number: What is stored.
        text: What is seen.
        is_named: Whether what is seen names by how much (12.3万), so that both say the same.
    """

    number: float
    text: str
    is_named: bool

    @property
    def why(self) -> str:
        """What is doubtful about it, a sentence."""
        return (
            f"单元格显示的是“{self.text}”，存的却是 {self.number:,.15g}，看不出要哪一个；"
            f"请去掉这个数字格式，或连单位填写，如 {self.number:.15g}元"
        )


Cell = str | float | int | bool | date | datetime | time | timedelta | Unreadable | Scaled
"""An empty cell is an empty text."""


class Area(NamedTuple):
    """A block of cells, counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def name(self) -> str:
        """Return it as Excel names it.

        >>> Area(2, 1, 4, 1).name
        'B3:B5'
        """
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"


def text_of(cell: Cell) -> str:
    """Return what a cell says, without blanks around it and without the apostrophe that marks text in Excel.

    >>> text_of(3.0), text_of("'0371"), text_of(datetime(2022, 5, 1))
    ('3', '0371', '2022-05-01')
    """
    if isinstance(cell, str):
        text = cell.strip()
        return text[1:].lstrip() if text[:1] in _APOSTROPHES and text[:1] else text
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{cell:.15g}" if abs(cell) < _EXACT else f"{cell:.6G}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell.text if isinstance(cell, Unreadable | Scaled) else str(cell)


def tidy(row: list[Cell]) -> None:
    """Take from a row's texts what nobody can see; one with a control character cannot be read."""
    if is_plain("\n".join([cell for cell in row if cell.__class__ is str])):
        return
    for at, cell in enumerate(row):
        if isinstance(cell, str):
            try:
                row[at] = clean(cell)
            except BadInput as error:
                row[at] = Unreadable("".join(filter(str.isprintable, without_unseen(cell))), str(error))


def readable(cell: Cell) -> Cell:
    """Return a cell that has a value.

    Raises:
        BadInput: It has none, or it is not sure which.
    """
    if isinstance(cell, Unreadable | Scaled):
        raise BadInput(cell.why)
    return cell


def cell_name(row: int, column: int) -> str:
    """Return a cell, counted from 0, as Excel names it."""
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """Return a column, counted from 0, as Excel names it.

    >>> column_letters(0), column_letters(27)
    ('A', 'AB')
    """
    letters = ""
    place = column + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


_APOSTROPHES = "'’‘＇"
_EXACT = 1e15
