"""Which rows of a sheet hold data, which are passed over, and why."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from domain.exchange.intake.blocks import is_like_a_code, is_row_of_numbers, is_row_of_units, texts_of
from domain.exchange.intake.cells import Area, Cell, text_of
from domain.exchange.intake.targets import USCC

if TYPE_CHECKING:
    from domain.exchange.intake.layout import SheetPlan

EXAMPLE: Final = "示例"
"""What the code of a template's example row begins with."""
EXAMPLE_ROW: Final = f"{EXAMPLE}（本行不读取）"
"""What stands in a cell of it."""

_TOTAL: Final = re.compile(
    r"[\u4e00-\u9fff（）()\d]{0,10}?(?:合\s*计|总\s*计|小\s*计|共\s*计|汇\s*总|平\s*均|累\s*计|总\s*和|均\s*值)"
    r"(?:数|值|额|户数)?\s*(?:[(（][^()（）]*[)）])?\s*[:：]?\s*$|其中\s*[:：]?"
)
_REMARK: Final = re.compile(
    r"(?:备注|附注|注|说明|填表说明|填报说明|注释|备 注)\s*\d*\s*[:：、.．]|"
    r"(?:填表|制表|填报|审核|复核|审批|经办|报送|统计|单位)?(?:单位|部门|机构)?(?:负责)?(?:人|日期|时间|电话|单位|部门)\s*(?:[(（][^()（）]*[)）])?\s*[:：]|"
    r"联系(?:人|电话|方式)\s*[:：]|单位\s*[(（]|(?:计量|金额|货币)?单位\s*[:：]|第\s*\d+\s*页|共\s*\d+\s*[页户家个项件人条次笔]|-+\s*\d+\s*-+$|以下空白|以下无正文"
)
_MOST_NAMED: Final = 5
_MOST_SHOWN: Final = 12
_TOTALS, _REMARKS = "合计或平均", "说明"


class Rows(NamedTuple):
    """Rows counted from 0: those with data in order, and those passed over with the reason."""

    data: list[int]
    passed: dict[int, str]


def data_rows(plan: "SheetPlan") -> Rows:
    """Tell the rows that hold data from those that are passed over."""
    sheet = plan.sheet
    code = plan.column_of(USCC)
    places = [column.place for column in plan.read]
    hidden = sheet.hidden_rows if plan.skips_hidden else frozenset()
    repeated = {texts for row in sheet.rows[: plan.heading_row + 1] if (texts := texts_of(row))}
    rows: list[int] = []
    passed: dict[int, str] = {}
    for at in range(plan.heading_row + 1, len(sheet.rows)):
        cells = sheet.rows[at]
        said = "" if code is None else cells[code.place]
        if not is_like_a_code(said):
            texts = texts_of(cells)
            if not texts:
                continue
            why = _why_passed(texts, cells, text_of(said), places, repeated)
            if why:
                passed[at] = why
                continue
        if at in hidden:
            passed[at] = "隐藏的"
        else:
            rows.append(at)
    return Rows(rows, passed)


def remark_in(cells: Sequence[Cell]) -> str:
    """Say of a row in which something is wrong that it looks like a remark; empty where it does not.

    A row that says nothing else was passed over; this one has a figure beside it.
    """
    first = next(iter(texts_of(cells)), "")
    if not _REMARK.match(first):
        return ""
    said = first if len(first) <= _MOST_SHOWN else f"{first[:_MOST_SHOWN]}…"
    return f"这一行像是表里的说明（“{said}”），旁边还填了数。是说明的，勾“不导入这一行”；不是的，请改这一格"


def passed_sentences(passed: Mapping[int, str]) -> Iterator[str]:
    """Say which rows were passed over, reason by reason, in their order."""
    for why in dict.fromkeys(passed.values()):
        numbers = [row + 1 for row, reason in passed.items() if reason == why]
        named = "、".join(map(str, numbers[:_MOST_NAMED]))
        more = f"等 {len(numbers):,} 行" if len(numbers) > _MOST_NAMED else ""
        yield f"第 {named} 行{more}是{why}，没有读取"


def _why_passed(
    texts: tuple[str, ...],
    cells: Sequence[Cell],
    code: str,
    places: Sequence[int],
    repeated: set[tuple[str, ...]],
) -> str:
    """Return why a row without a right code is no data; empty where it may be."""
    if code.startswith(EXAMPLE) or EXAMPLE_ROW in texts:
        return "示例"
    if texts in repeated:
        return "重复的标题或列名"
    if is_row_of_units(cells):
        return "单位"
    if is_row_of_numbers(cells):
        return "列的编号"
    # With a code of its own, right or wrong, a row is of an enterprise.
    first = code or texts[0]
    if _TOTAL.match(first) and not _has_digits(code):
        return _TOTALS
    if _REMARK.match(first) and not any(_is_number(cells[place]) for place in places):
        return _REMARKS
    if not any(text_of(cells[place]) for place in places):
        return "没有要导入的内容（只有不导入的列里有字）"
    return ""


def _has_digits(code: str) -> bool:
    return sum(sign.isascii() and sign.isalnum() for sign in code) > 8


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def covered_cells(plan: "SheetPlan") -> Iterator[tuple[int, int, Area]]:
    """Yield the cells that are part of a merged block without being its first: row, column, block."""
    places = {column.place for column in plan.read}
    for area in plan.sheet.merged:
        for row in range(max(area.top, plan.heading_row + 1), min(area.bottom + 1, len(plan.sheet.rows))):
            for column in range(area.left, area.right + 1):
                if column in places and (row, column) != (area.top, area.left):
                    yield row, column, area
