"""Text with separators (.csv): which encoding and which separator is found from the content."""

import csv
import re
from array import array
from collections import Counter
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from typing import Final, cast

from domain.exchange.intake.cells import Cell, Unreadable, text_of
from domain.exchange.intake.sheets import MAX_CELLS, MAX_COLUMNS, Sheet, Source
from domain.values.encodings import BROKEN, encoding_of
from domain.values.errors import BadInput

_SEPARATORS: Final = {",": "逗号", ";": "分号", "\t": "制表符", "|": "竖线"}
_BYTES: Final = tuple(separator.encode() for separator in _SEPARATORS)
_NAMES: Final = {
    "utf-8-sig": "UTF-8",
    "gb18030": "GB18030",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
}
_SAMPLE: Final = 60
_START: Final = 400_000
_MOST_ROWS: Final = 3_000_000
_QUOTED: Final = re.compile(r'"[^"]*"')
_KEPT_AS_TEXT: Final = re.compile(r'="(.*)"', re.DOTALL)
_NAMED_SEPARATOR: Final = re.compile(r"sep=([,;\t|])\r?\n")
_CODE: Final = re.compile(r"(?<![0-9A-Z])[0-9A-Z]{18}(?![0-9A-Z])")
_LEFT_OF_COMMA: Final = re.compile(r"\s*[-+¥￥]?\d{1,3}")
_RIGHT_OF_COMMA: Final = re.compile(r"\d{3}(?:\.\d*)?\s*(?:元|万元)?\s*")
_NO_TEXT: Final = "不是文本，也不是认识的表格文件；请选 .xlsx、.xls、.ods 或 .csv（UTF-8、GB18030）文件"
_IS_BROKEN: Final = "这一格里有坏掉的字符（显示为 \ufffd），原来是什么字已经看不出；请重新填写"
_SWALLOWED: Final = "这一格里混进了下面几行，多半是前面的引号没有成对；请在文件里改正引号后再试"


def read_delimited(raw: bytes) -> Source:
    """Read text with separators.

    Raises:
        BadInput: It is no text, or a quotation mark is not closed.
    """
    if raw.count(b"\n") > _MOST_ROWS or max(map(raw.count, _BYTES)) > MAX_CELLS:
        raise _too_many()
    encoding, has_broken = encoding_of(raw, _NO_TEXT)
    start = raw[:_START].decode(encoding, "ignore").removeprefix("\ufeff")
    named = _NAMED_SEPARATOR.match(start)
    separator = named[1] if named else find_separator(start)
    lines = TextIOWrapper(BytesIO(raw), encoding, "replace", newline="")
    rows = _rows(lines, separator, is_plain=not has_broken and b'"' not in raw)
    if named:
        rows[0] = [""]
    lengths = array("I", map(len, rows))
    width = max(lengths, default=0)
    if width > MAX_COLUMNS:
        at = next(at for at, row in enumerate(rows, start=1) if len(row) == width)
        raise BadInput(f"第 {at} 行有 {width:,} 列，超过 {MAX_COLUMNS:,} 列，不像是企业数据，没有读取")
    if width * len(rows) > MAX_CELLS:
        raise _too_many()
    for row in rows:
        row.extend([""] * (width - len(row)))
    return Source(
        "",
        [Sheet("", rows, lengths=lengths)],
        [f"文本文件，编码 {_NAMES[encoding]}，以{_SEPARATORS[separator]}分隔。"],
    )


def find_separator(text: str) -> str:
    """Return what separates the cells: what stands equally often in most of the first lines.

    >>> find_separator("a;b;c,d\\n1;2;3,5\\n")
    ';'
    """
    lines = [_QUOTED.sub("", line) for line in text[:200_000].splitlines()[:_SAMPLE] if line.strip()]
    best, most = ",", 0
    for separator in _SEPARATORS:
        counts = Counter(count for line in lines if (count := line.count(separator)))
        if counts:
            count, times = counts.most_common(1)[0]
            if times * 1000 + count > most:
                best, most = separator, times * 1000 + count
    return best


def uneven_cells(sheet: Sheet, heading_row: int, row: int) -> Iterator[tuple[int, str]]:
    """Yield the places of a row that may hold what belongs into another, each with a sentence.

    Of a text, where a separator too many or too few moves everything behind it into the wrong columns.
    """
    if sheet.lengths is None:
        return
    headings, cells = _filled(sheet.rows[heading_row]), sheet.rows[row]
    count = _filled(cells)
    if count > headings:
        first = _torn_apart(cells[:count], count - headings)
        why = (
            f"这一行有 {count} 格，标题只有 {headings} 格：多半是数字里的逗号没有加引号（如 400,000.00），"
            "后面各格都错了位；请对照原表重新填写"
        )
        for place in range(first, headings):
            if cells[place] != "" or place == first:
                yield place, why
    elif sheet.lengths[row] < headings:
        yield (
            sheet.lengths[row],
            f"这一行只有 {sheet.lengths[row]} 格，标题有 {headings} 格：可能少了一格而错了位，"
            "也可能后面本来就空；请核对整行，在文件里补齐，或在这里填写",
        )


def _torn_apart(cells: list[Cell], more: int) -> int:
    """Return the place of the one figure that its own commas took apart; 0 where that cannot be told."""
    pairs = [
        at
        for at in range(len(cells) - 1)
        if _LEFT_OF_COMMA.fullmatch(text_of(cells[at])) and _RIGHT_OF_COMMA.fullmatch(text_of(cells[at + 1]))
    ]
    return pairs[0] if len(pairs) == more == 1 else 0


def _filled(cells: list[Cell]) -> int:
    """Return how many cells a row has up to the last one that holds something."""
    return next((at + 1 for at in range(len(cells) - 1, -1, -1) if text_of(cells[at])), 0)


def _rows(lines: TextIOWrapper, separator: str, *, is_plain: bool) -> list[list[Cell]]:
    # Strict, since an unclosed quotation mark would swallow every row after it.
    reader = csv.reader(lines, delimiter=separator, strict=True)
    rows: list[list[Cell]] = []
    try:
        if is_plain:
            rows.extend(cast("Iterator[list[Cell]]", reader))
        else:
            rows.extend([_plain(cell, separator, len(row)) for cell in row] for row in reader)
    except csv.Error as error:
        raise BadInput(f"第 {len(rows) + 1} 行读不出来：引号没有成对，或者一格太长；请改正后再试") from error
    if rows and rows[0] and isinstance(rows[0][0], str):
        rows[0][0] = rows[0][0].removeprefix("\ufeff")
    return rows


def _plain(cell: str, separator: str, count: int) -> Cell:
    """Return a cell without the ``="…"`` by which some programs keep Excel from changing it."""
    if BROKEN in cell:
        return Unreadable(cell, _IS_BROKEN)
    if "\n" in cell and any(
        _CODE.search(line) or line.count(separator) * 2 >= max(count, 3) for line in cell.splitlines()[1:]
    ):
        return Unreadable(cell, _SWALLOWED)
    if cell.startswith('="'):
        kept = _KEPT_AS_TEXT.fullmatch(cell)
        return kept[1] if kept else cell
    return cell


def _too_many() -> BadInput:
    return BadInput(f"超过 {MAX_CELLS // 10_000:,} 万个单元格，请拆分后再导入")
