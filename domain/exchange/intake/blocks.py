"""Where the headings of a sheet stand, what is above and below them, and rows that add nothing to that."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from domain.enterprises.codes import LENGTH
from domain.exchange.intake.cells import Cell, Unreadable, text_of
from domain.exchange.intake.sheets import Sheet
from domain.exchange.intake.units import is_understood, is_unit, stated_units

_MOST_LETTERS: Final = 60
_MOST_LEVELS: Final = 4
_BELOW: Final = 3
"""In how many rows below the headings a row of units may stand."""

_NOTED: Final = 2
"""How many cells of a row at most are filled that only says something about the table."""

_COLUMN_NUMBER: Final = re.compile(r"[(（]?(\d{1,3}|[甲乙丙丁戊己庚辛壬癸])[)）]?\.?")
_NUMBER_LABELS: Final = frozenset(("栏次", "序号", "列次", "编号"))
_UNIT_LABELS: Final = frozenset(("单位", "计量单位", "金额单位", "-", "—", "/", "--"))
_ABOUT_UNITS: Final = re.compile("单位|元|币种")
_OF_A_LINE: Final = re.compile(r"[:：]|\d日|(?:表|册|单|台账|汇总|明细|情况|数据|名录)$")


@dataclass(frozen=True, slots=True)
class Stack:
    """The headings of one column.

    Attributes:
        own: The lowest of them.
        groups: What is merged above it across several columns, the nearest first.
        beside: What stands in the row above without being merged, so that nobody knows how far it reaches.
    """

    own: str
    groups: tuple[str, ...] = ()
    beside: str = ""

    @property
    def joint(self) -> str:
        return " ".join((*reversed(self.groups), self.own))


def heading_text(cell: Cell) -> str:
    """Return what a cell says as a heading; nothing where it is too long for one, or no text."""
    if isinstance(cell, float | int) and not isinstance(cell, bool) and 1990 <= cell <= 2100:
        return f"{cell:g}"
    text = " ".join(text_of(cell).split()) if isinstance(cell, str | Unreadable) else ""
    return text if len(text) <= _MOST_LETTERS else ""


def last_of_block(sheet: Sheet, first: int) -> int:
    """Return the last row of headings that take several: merged downwards, or with groups merged across."""
    last = first
    for area in sheet.merged:
        if area.top == first and area.left == area.right:
            last = max(last, min(area.bottom, first + _MOST_LEVELS - 1))
    row = first
    while row < first + _MOST_LEVELS - 1 and row + 1 < len(sheet.rows):
        across = {
            place
            for area in sheet.merged
            if area.top <= row == area.bottom and area.top >= first and area.left < area.right
            for place in range(area.left, area.right + 1)
        }
        below = {place for place, cell in enumerate(sheet.rows[row + 1]) if cell != ""}
        texts = {place for place in below if heading_text(sheet.rows[row + 1][place])}
        # Only what stands under groups is a heading; data would fill the other columns too.
        if not texts or not below <= across:
            break
        row += 1
    return min(max(last, row), max(0, len(sheet.rows) - 1))


def stack_of(sheet: Sheet, first: int, last: int, place: int) -> Stack:
    """Return the headings of a column, from the row ``first`` to ``last`` and in groups above."""
    own = next(
        (text for at in range(last, first - 1, -1) if (text := heading_text(sheet.rows[at][place]))), ""
    )
    groups = []
    for area in sheet.merged:
        if area.top <= last and area.left <= place <= area.right:
            text = heading_text(sheet.rows[area.top][area.left])
            if area.bottom >= last:
                own = own or text
            elif area.right > area.left and text and not _is_title(sheet, area.top, area.left):
                groups.append((area.top, text))
    above = tuple(text for _, text in sorted(groups, reverse=True) if text != own)
    return Stack(own, above, _beside(sheet, first, place) if own else "")


def _beside(sheet: Sheet, first: int, place: int) -> str:
    """Return the text in the row above that the column may belong to, where nothing is merged."""
    if not first or any(area.top <= first - 1 <= area.bottom for area in sheet.merged):
        return ""
    row = sheet.rows[first - 1]
    for at in range(place, 0, -1):
        text = heading_text(row[at])
        if text:
            return "" if _OF_A_LINE.search(text) or stated_units(text) else text
    return ""


def _is_title(sheet: Sheet, row: int, left: int) -> bool:
    """Whether a row has one text only, at its beginning, which then speaks of the whole sheet."""
    return left == 0 and sum(cell != "" for cell in sheet.rows[row]) == 1


def first_full(lines: Sequence[Sequence[str]]) -> int:
    """Return the row with the most texts among the first, where no heading is known."""
    counts = [sum(map(bool, line)) for line in lines[:10]]
    return counts.index(max(counts)) if counts else 0


def units_below(sheet: Sheet, last: int) -> dict[int, str]:
    """Return the units that a row below the headings names, by column; none where there is no such row."""
    for row in sheet.rows[last + 1 : last + 1 + _BELOW]:
        if is_row_of_units(row):
            return {at: text for at, cell in enumerate(row) if is_unit(text := _unit_text(cell))}
    return {}


def is_row_of_units(row: Sequence[Cell]) -> bool:
    """Whether a row names nothing but units: 万元、人、%."""
    texts = [text for cell in row if (text := _unit_text(cell))]
    if not texts or not any(is_understood(text.lower()) for text in texts):
        return False
    return all(is_unit(text) or text in _UNIT_LABELS for text in texts)


def is_row_of_numbers(row: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns: 甲、乙、1、2、3."""
    texts = [text for cell in row if (text := text_of(cell).strip()) and text not in _NUMBER_LABELS]
    found = [_COLUMN_NUMBER.fullmatch(text) for text in texts]
    if len(texts) < 2 or not all(found):
        return False
    numbers = [int(one[1]) for one in found if one is not None and one[1].isdigit()]
    return all(after == before + 1 for before, after in pairwise(numbers)) and (
        not numbers or numbers[0] in (0, 1) or len(numbers) < len(texts)
    )


def lines_above(sheet: Sheet, first: int) -> list[str]:
    """Return what stands above the headings."""
    return [text for row in sheet.rows[:first] for cell in row if (text := text_of(cell))]


def lines_below(sheet: Sheet, last: int) -> list[str]:
    """Return what rows below the headings say that hold little else, where it may be about units."""
    least = sheet.width - _NOTED
    return [
        text_of(cell)
        for row in sheet.rows[last + 1 :]
        if row.count("") >= least and not any(map(is_like_a_code, row))
        for cell in row
        if isinstance(cell, str) and _ABOUT_UNITS.search(cell)
    ]


def texts_of(row: Iterable[Cell]) -> tuple[str, ...]:
    """Return what the cells of a row say, those that say something."""
    return tuple(text for cell in row if (text := text_of(cell)))


def _unit_text(cell: Cell) -> str:
    text = text_of(cell).strip("()（）[]【】 ") if isinstance(cell, str) else "" if cell == "" else "?"
    return text.removeprefix("单位：").removeprefix("单位:")


def is_like_a_code(cell: Cell) -> bool:
    """Whether a cell may be a code, right or wrong, so that its row is of an enterprise."""
    return isinstance(cell, str) and len(cell) == LENGTH and cell.isascii() and cell.isalnum()
