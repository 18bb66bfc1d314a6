"""One row copied from Excel: what it holds, and where each of its cells belongs."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.enterprises.codec import decode
from domain.enterprises.codes import check_uscc
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import FactValue
from domain.exchange.intake.cells import Cell, text_of
from domain.exchange.intake.headings import Matcher
from domain.exchange.intake.layout import Column, Found, Planner, SheetPlan
from domain.exchange.intake.rows import data_rows
from domain.exchange.intake.sheets import Sheet, Source
from domain.exchange.intake.targets import NAME, USCC, Place, Target, choices_of
from domain.exchange.intake.values import reader_of
from domain.values.errors import BadInput

_MOST_LETTERS: Final = 200_000
_MOST_ROWS: Final = 200
_LOOKED_AT: Final = 5
_NOTHING: Final[Mapping[str, str]] = {}
_HEADINGS: Final = 2
"""How many known headings a row has at least that is taken for headings."""


@dataclass(frozen=True, slots=True)
class Pasted:
    """One cell.

    Attributes:
        heading: Of its column: what was copied with it, or what the template has there.
        text: What it says.
        target: Where it belongs; None where that is not known.
        value: What it is; None where it is wrong or has no place. For a list True: it has no rows.
        is_guess: Whether the place was found by a heading that is only alike.
        fault: Why it cannot be taken, a sentence; empty where it can.
    """

    heading: str
    text: str
    target: Target | None
    value: FactValue = None
    is_guess: bool = False
    fault: str = ""

    @property
    def is_taken(self) -> bool:
        return self.target is not None and not self.fault


def read_pasted(
    text: str, dictionary: Dictionary, headings: Sequence[str], remembered: Mapping[str, str] = _NOTHING
) -> list[Pasted]:
    """Read one row of a table that was copied as text with tabs; empty cells are left out.

    Args:
        text: Of the clipboard.
        dictionary: Which facts there are.
        headings: Of the template, in their order, for a row that comes without its own.
        remembered: What the office chose for headings before, see `choices.remembered_choices`.

    Raises:
        BadInput: It is no table, holds several rows, or cannot be told apart.
    """
    rows = _rows_of(text)
    matcher = Matcher(choices_of(dictionary))
    if _is_upright(rows, matcher):
        rows = [list(line) for line in zip(*(row[:2] for row in rows), strict=True)]
    if not any(_is_heading(row, matcher) for row in rows[:_LOOKED_AT]):
        rows = [_like(headings, rows), *rows]
    width = max(len(row) for row in rows)
    cells: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in rows]
    planner = Planner(Source("剪贴板", [Sheet("", cells)]), dictionary, remembered)
    plan = planner.plan(planner.source.sheets[0], "")
    row = _only_row(plan)
    taken: set[tuple[Place, str, object]] = set()
    found = []
    for column in plan.columns:
        said = text_of(cells[row][column.place])
        if said:
            found.append(_pasted(column, cells[row][column.place], planner, taken))
    return found


def _rows_of(text: str) -> list[list[str]]:
    if "\t" not in text or len(text) > _MOST_LETTERS:
        raise BadInput("剪贴板里没有表格里的一行。请在 Excel 里选中一户企业的整行，复制后再来粘贴")
    try:
        read = list(csv.reader(io.StringIO(text), delimiter="\t"))
    except csv.Error as error:
        raise BadInput("剪贴板里的内容读不出来，请在 Excel 里重新复制") from error
    rows = [row for row in read if any(cell.strip() for cell in row)]
    if len(rows) > _MOST_ROWS:
        raise _several(len(rows))
    return rows


def _several(count: int) -> BadInput:
    return BadInput(f"复制了 {count} 行，这里一次只收一户企业的一行；许多行请用“从 Excel 导入”")


def _is_heading(row: Sequence[str], matcher: Matcher) -> bool:
    return sum(matcher.match_certain(cell) is not None for cell in row if cell.strip()) >= _HEADINGS


def _is_upright(rows: Sequence[Sequence[str]], matcher: Matcher) -> bool:
    """Whether the headings stand in the first of two columns, the values beside them."""
    if len(rows) < _HEADINGS or any(len(row) < 2 or any(cell.strip() for cell in row[2:]) for row in rows):
        return False
    return _is_heading([row[0] for row in rows], matcher) and not _is_heading(rows[0], matcher)


def _like(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the template's headings for rows that come without any; they must begin with the code."""
    if len(rows) > 1:
        raise _several(len(rows))
    try:
        check_uscc(rows[0][0])
    except BadInput as error:
        raise BadInput(
            "这一行没有列名，第一格也不是统一社会信用代码，认不出各格是什么。"
            "请连同列名那一行一起复制，或从程序的模板里整行复制"
        ) from error
    if len(rows[0]) > len(headings) and any(cell.strip() for cell in rows[0][len(headings) :]):
        raise BadInput(f"这一行有 {len(rows[0])} 格，模板只有 {len(headings)} 列；请连同列名那一行一起复制")
    return list(headings)


def _only_row(plan: SheetPlan) -> int:
    rows, _ = data_rows(plan)
    if not rows:
        raise BadInput("只复制了列名，没有企业的数据")
    if len(rows) > 1:
        raise _several(len(rows))
    return rows[0]


def _pasted(column: Column, cell: Cell, planner: Planner, taken: set[tuple[Place, str, object]]) -> Pasted:
    text, target = text_of(cell), column.target
    if target is None:
        return Pasted(column.heading, text, None, fault="认不出这一列，不填")
    key = (target.place, target.name, target.period)
    plain = Pasted(column.heading, text, target, is_guess=column.found is Found.GUESSED)
    if not target.is_complete:
        return _faulty(plain, "；".join(column.doubts) or "列名里没有期间，不知道是哪个期间的数据")
    if key in taken:
        return _faulty(plain, "前面已有一列是同一项，这一列不填")
    taken.add(key)
    choice = planner.choice_of("", target)
    try:
        value = reader_of(choice, target)(cell)
    except BadInput as error:
        return _faulty(plain, str(error))
    read: FactValue = value
    if target.place is Place.LIST:
        read = True
    elif choice.fact is not None and target.place is Place.ATTRIBUTE:
        read = decode(choice.fact, str(value))
    return Pasted(plain.heading, text, target, read, plain.is_guess)


def _faulty(plain: Pasted, fault: str) -> Pasted:
    return Pasted(plain.heading, plain.text, plain.target, None, plain.is_guess, fault)


def identity_of(cells: Sequence[Pasted]) -> Mapping[Place, str]:
    """Return the code and the name among the cells, those that are there and right."""
    return {
        cell.target.place: str(cell.value)
        for cell in cells
        if cell.target in (USCC, NAME) and cell.target is not None and cell.is_taken
    }
