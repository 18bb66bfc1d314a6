"""Cells as the store keeps them, whole columns at a time; what cannot be read is said, cell by cell."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from typing import Final

from domain.enterprises.codec import encode
from domain.enterprises.codes import check_uscc, is_uscc
from domain.enterprises.dictionary import UNITS, Fact, FactKind
from domain.enterprises.quantities import figure_from_decimal, read_number
from domain.enterprises.records import MAX_NAME, read_value
from domain.exchange.intake.cells import Cell, Scaled, readable, text_of
from domain.exchange.intake.targets import Choice, Place, Target, unit_word
from domain.values.dates import EARLIEST_YEAR, parse_date
from domain.values.errors import BadInput
from domain.values.texts import clean, one_line

Value = str | int
"""As the store keeps it: a figure of a period is an int, all else a text."""

NONE: Final = "无"
NOTHING: Final = frozenset(
    (
        "-",
        "--",
        "---",
        "—",
        "——",
        "–",
        "－",
        "－－",
        "―",
        "/",
        "//",
        "／",
        "\\",
        "＼",
        "n/a",
        "na",
        "n.a.",
        "null",
        "none",
        "nil",
    )
) | {
    "空",
    "空白",
    "暂无",
    "不详",
    "未知",
    "未填",
    "未填写",
    "不适用",
    "无数据",
    "暂缺",
    "缺",
    "(空)",
    "(空白)",
    "(无)",
}
"""What stands in a cell of which nothing is known, in small letters and without blanks."""

YES: Final = "是"
NO: Final = "否"
_TRUTHS: Final = {
    **dict.fromkeys((YES, "√", "✓", "✔", "y", "yes", "true", "1"), "1"),
    **dict.fromkeys((NO, "×", "✗", "✘", "n", "no", "false", "0"), "0"),
}
_LOST: Final = "被 Excel 当成了数字，后几位已经丢失；请把这一列设为文本格式后重新填写"
_SCIENTIFIC: Final = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
_FORMULA_ERROR: Final = re.compile(r"#(?:REF!|N/A|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)|Err:\d+", re.IGNORECASE)
_LONGEST_NOTHING: Final = 12
_SAYS_YUAN: Final = re.compile("[元圆万亿]")
_SERIAL: Final = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_MOST_KNOWN: Final = 20_000
_MOST_DIGITS: Final = 1e15
_WRITTEN: Final = {**UNITS, FactKind.RATE: UNITS[FactKind.RATE] // 100}
"""How many units one of what stands in a cell has: a yuan, a piece, one percent."""

_EXACT: Final = {FactKind.MONEY: 1e12, FactKind.NUMBER: 1e10, FactKind.RATE: 1e10}
"""Below it a float still tells the smallest unit exactly."""

Read = Callable[[Cell], Value | None]


def reader_of(choice: Choice, target: Target) -> Read:
    """Return what reads a cell of a column; an empty cell gives None.

    The function returned raises `BadInput` with a sentence about the cell, without its place.
    """
    match target.place:
        case Place.USCC:
            return _uscc
        case Place.NAME:
            return _name
        case Place.LIST:
            return partial(_no_rows, choice.label)
    fact = choice.fact
    assert fact is not None
    match fact.kind:
        case FactKind.MONEY | FactKind.NUMBER | FactKind.RATE:
            figure = partial(_figure, fact, target.factor)
            return figure if target.place is Place.FIGURE else lambda cell: _as_text(figure(cell))
        case FactKind.TRUTH:
            return _truth
        case FactKind.DATE:
            return _date
        case FactKind.CHOICE:
            codes = {label: code for code, label in fact.choices.items()}
            return partial(_choice, fact, {**dict(zip(fact.choices, fact.choices, strict=True)), **codes})
        case FactKind.TEXT:
            return partial(_text, fact)


def read_column(
    cells: Sequence[Cell], choice: Choice, target: Target
) -> tuple[list[Value | None], dict[int, str]]:
    """Read a column.

    Returns:
        Its values, None where a cell is empty or wrong; and what is wrong, by place in ``cells``.
    """
    read = reader_of(choice, target)
    fact = choice.fact
    if fact is not None and fact.kind in _WRITTEN:
        return _read_figures(cells, read, fact, target)
    values: list[Value | None] = []
    faults: dict[int, str] = {}
    # Words repeat; codes and names do not, and would only fill the memory.
    is_repeating = target.place not in (Place.USCC, Place.NAME)
    known: dict[str, Value | None] = {"": None}
    for at, cell in enumerate(cells):
        if isinstance(cell, str) and cell in known:
            values.append(known[cell])
            continue
        try:
            value = read(cell)
        except BadInput as error:
            faults[at] = str(error)
            value = None
        else:
            if is_repeating and isinstance(cell, str) and len(known) < _MOST_KNOWN:
                known[cell] = value
        values.append(value)
    return values, faults


def _read_figures(
    cells: Sequence[Cell], read: Read, fact: Fact, target: Target
) -> tuple[list[Value | None], dict[int, str]]:
    """Read a column of figures: those that a float tells exactly without the way through Decimal."""
    values: list[Value | None] = []
    faults: dict[int, str] = {}
    units, (least, most) = _WRITTEN[fact.kind] * target.factor, fact.bounds
    limit = _EXACT[fact.kind] / target.factor
    in_whole = _WRITTEN[fact.kind] if fact.is_whole else 0
    as_text = target.place is not Place.FIGURE
    for at, cell in enumerate(cells):
        if cell == "":
            values.append(None)
            continue
        if isinstance(cell, float) and -limit < cell < limit:
            figure = round(cell * units)
            is_exact = figure / units == cell and least <= figure <= most
            if is_exact and not (in_whole and figure % in_whole):
                values.append(str(figure) if as_text else figure)
                continue
        try:
            values.append(read(cell))
        except BadInput as error:
            faults[at] = str(error)
            values.append(None)
    return values, faults


def _uscc(cell: Cell) -> str | None:
    if isinstance(cell, str) and is_uscc(cell):
        return cell
    if isinstance(readable(cell), float | int) and not isinstance(cell, bool):
        raise BadInput(f"统一社会信用代码{_LOST}")
    text = _stated(cell)
    if not text:
        return None
    if _SCIENTIFIC.fullmatch(text):
        raise BadInput(f"统一社会信用代码{_LOST}（现在是 {text}）")
    return check_uscc(text)


def _name(cell: Cell) -> str | None:
    name = one_line(_stated(cell))
    if len(name) > MAX_NAME:
        raise BadInput(f"企业名称最多 {MAX_NAME} 字，现为 {len(name)} 字")
    return name or None


def _no_rows(label: str, cell: Cell) -> str | None:
    text = _stated(cell, but=NONE)
    if text and text != NONE:
        raise BadInput(f"这一栏只填“{NONE}”或留空，明细填在“{label}”工作表里")
    return NONE if text else None


def _text(fact: Fact, cell: Cell) -> str | None:
    if isinstance(cell, float | int) and not isinstance(cell, bool) and abs(cell) >= _MOST_DIGITS:
        raise BadInput(f"“{fact.label}”{_LOST}")
    text = _stated(cell)
    try:
        return str(read_value(fact, text)) or None if text else None
    except BadInput as error:
        # The heading is named with the cell's place.
        raise BadInput(str(error).removeprefix(f"“{fact.label}”：")) from error


def _choice(fact: Fact, codes: dict[str, str], cell: Cell) -> str | None:
    text = _said(cell)
    if text not in codes:
        text = _nothing_or(text)
    if not text:
        return None
    if text not in codes:
        raise BadInput(f"没有“{text[:30]}”这一项，可填：{'、'.join(fact.choices.values())}")
    return codes[text]


def _truth(cell: Cell) -> str | None:
    # 无 may mean that it is none, or that nothing is known: it is asked.
    text = _stated(cell, but=NONE)
    if not text:
        return None
    if text.lower() not in _TRUTHS:
        raise BadInput(f"应填“{YES}”或“{NO}”，却是“{text[:30]}”")
    return _TRUTHS[text.lower()]


def _date(cell: Cell) -> str | None:
    readable(cell)
    if isinstance(cell, float | int) and not isinstance(cell, bool) and not _is_written(cell):
        raise BadInput(f"“{text_of(cell)}”不是日期{_meant(cell)}，请填如 2022-05-01")
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return (day if day.year >= EARLIEST_YEAR else parse_date(day.isoformat())).isoformat()
    text = _stated(cell, but=NONE)
    if text == NONE:
        return ""
    if _SERIAL.fullmatch(text):
        raise BadInput(f"“{text}”不是日期{_meant(float(text))}，请填如 2022-05-01")
    return encode(parse_date(text)) if text else None


def _meant(number: float) -> str:
    """Return which day a number may stand for: Excel counts days, and shows so where the format is lost."""
    if not 20_000 <= number < 80_000:
        return ""
    day = date(1899, 12, 30) + timedelta(int(number))
    return f"：可能是 {day.isoformat()} 的日期格式丢失了"


def _is_written(number: float) -> bool:
    """Whether a number is a day written without separators, e.g. 20220501."""
    return number == int(number) and 19_000_101 <= number <= 21_001_231


def _figure(fact: Fact, factor: int, cell: Cell) -> int | None:
    if isinstance(cell, bool | date | time):
        raise BadInput(f"应为数字{f'（{fact.unit}）' if fact.unit else ''}，却是“{text_of(cell)}”")
    if isinstance(cell, Scaled) and cell.is_named and factor == 1:
        cell = cell.number
    if isinstance(cell, int | float):
        # Excel itself keeps 15 digits; what lies beyond is noise of its arithmetic.
        return figure_from_decimal(fact, Decimal(f"{cell:.15g}") * factor)
    text = _stated(cell)
    if not text:
        return None
    number, has_unit = read_number(fact, text)
    if has_unit and factor != 1 and fact.kind is FactKind.MONEY and not _SAYS_YUAN.search(text):
        raise BadInput(
            f"“{text[:30]}”是{unit_word(fact, 1)}还是{unit_word(fact, factor)}？请连同单位写清楚，如 500万元"
        )
    return figure_from_decimal(fact, number if has_unit else number * factor)


def _stated(cell: Cell, *, but: str = "") -> str:
    """Return what a cell says; nothing where it only says that nothing is known, save for one such word."""
    text = _said(cell)
    return text if text and text == but else _nothing_or(text)


def _nothing_or(text: str) -> str:
    if len(text) > _LONGEST_NOTHING:
        return text
    plain = "".join(text.split()).lower().replace("（", "(").replace("）", ")")
    return "" if plain in NOTHING or plain == NONE else text


def _said(cell: Cell) -> str:
    text = text_of(clean(cell) if isinstance(cell, str) else readable(cell))
    if text[:1] in "#E" and _FORMULA_ERROR.fullmatch(text):
        raise BadInput(f"单元格里是公式错误 {text}，请改正公式或填数值")
    return text


def _as_text(figure: Value | None) -> str | None:
    return None if figure is None else str(figure)
