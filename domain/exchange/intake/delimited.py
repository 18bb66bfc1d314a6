"""Text with separators (.csv): which encoding and which separator is found from the content."""

import codecs
import csv
import re
from collections import Counter
from io import StringIO
from typing import Final

from domain.errors import BadInput
from domain.exchange.intake.cells import Cell
from domain.exchange.intake.sources import MAX_CELLS, MAX_COLUMNS, Sheet, Source

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS: Final = {",": "逗号", ";": "分号", "\t": "制表符", "|": "竖线"}
_SAMPLE: Final = 60
_QUOTED: Final = re.compile(r'"[^"]*"')
_KEPT_AS_TEXT: Final = re.compile(r'="(.*)"', re.DOTALL)


def read_delimited(raw: bytes) -> Source:
    """Read text with separators.

    Raises:
        BadInput: It is no text, or a quotation mark is not closed.
    """
    text, encoding = _decoded(raw)
    separator = find_separator(text)
    rows = _rows(text, separator)
    width = max(map(len, rows), default=0)
    if width > MAX_COLUMNS:
        at = next(at for at, row in enumerate(rows, start=1) if len(row) == width)
        raise BadInput(f"第 {at} 行有 {width:,} 列，超过 {MAX_COLUMNS:,} 列，不像是企业数据，没有读取")
    if width * len(rows) > MAX_CELLS:
        raise BadInput(f"超过 {MAX_CELLS // 10_000:,} 万个单元格，请拆分后再导入")
    for row in rows:
        row.extend([""] * (width - len(row)))
    return Source("", [Sheet("", rows)], [f"文本文件，编码 {encoding}，以{_SEPARATORS[separator]}分隔。"])


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


def _decoded(raw: bytes) -> tuple[str, str]:
    for bom, codec in _BOMS:
        if raw.startswith(bom):
            return _as(raw, codec), codec.removesuffix("-sig").upper()
    for codec, name in (("utf-8", "UTF-8"), ("gb18030", "GB18030")):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return text, name
    raise BadInput("不是文本，也不是认识的表格文件；请选 .xlsx、.xls、.ods 或 .csv（UTF-8、GB18030）文件")


def _as(raw: bytes, codec: str) -> str:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError as error:
        raise BadInput("文本文件的编码不对，请另存为 UTF-8 的 .csv 再试") from error


def _rows(text: str, separator: str) -> list[list[Cell]]:
    # Strict, since an unclosed quotation mark would swallow every row after it.
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    rows: list[list[Cell]] = []
    try:
        rows.extend([_plain(cell) for cell in row] for row in reader)
    except csv.Error as error:
        raise BadInput(f"第 {len(rows) + 1} 行读不出来：引号没有成对，或者一格太长；请改正后再试") from error
    return rows


def _plain(cell: str) -> str:
    """Return a cell without the ``="…"`` by which some programs keep Excel from changing it."""
    if cell.startswith('="'):
        kept = _KEPT_AS_TEXT.fullmatch(cell)
        return kept[1] if kept else cell
    return cell
