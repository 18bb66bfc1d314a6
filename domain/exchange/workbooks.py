"""Opening .xlsx files: guarded against what would not fit into memory, with the errors of formulas kept."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from domain.errors import BadInput
from domain.exchange.reading import read_bytes

MAX_BYTES: Final = 50_000_000
MAX_UNPACKED: Final = 1_000_000_000
MAX_CELLS: Final = 50_000_000

_CHUNK: Final = 1 << 20
_OVERLAP: Final = 400
_CELL: Final = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_WRONG: Final = re.compile(
    rb'<(?:\w+:)?c\b(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>.{0,300}?<(?:\w+:)?v>(#[^<]{1,20})<',
    re.DOTALL,
)
_SHEET: Final = re.compile(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\bid="([^"]*)"')
_LINK: Final = re.compile(r'<(?:\w+:)?Relationship\b(?=[^>]*\bId="([^"]*)")[^>]*?\bTarget="([^"]*)"')

Cell = object


def read_sheets(path: Path) -> dict[str, list[list[Cell]]]:
    """Return the cells of every sheet by its title, row by row from the first one.

    A formula that ended in an error gives the error's text, e.g. ``#DIV/0!``.

    Raises:
        BadInput: The file cannot be read, is no .xlsx, or would be too large.
    """
    raw = read_bytes(path, MAX_BYTES)
    wrong = _look_through(path, raw)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(raw)) as workbook:
            sheets: dict[str, list[list[Cell]]] = {
                name: [[*row] for row in workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)]
                for name in workbook.sheet_names
            }
    except CalamineError as error:
        raise BadInput(f"{path.name}：Excel 文件已损坏，读不出来；请用 Excel 打开后另存一份再试") from error
    for title, row, column, text in wrong:
        # The reader gives such cells as empty, which would pass for not entered.
        if row < len(sheets.get(title, ())) and column < len(sheets[title][row]):
            sheets[title][row][column] = text
    return sheets


def _look_through(path: Path, raw: bytes) -> list[tuple[str, int, int, str]]:
    """Refuse what would not fit into memory; return the cells that hold errors: title, row, column, text."""
    wrong = []
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > MAX_UNPACKED:
                raise BadInput(
                    f"{path.name}：展开后超过 {MAX_UNPACKED // 10**9} GB，不像是企业数据，没有读取"
                )
            titles = _titles(archive)
            for name in archive.namelist():
                if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                    _refuse_area(path, archive, name)
                    wrong += [(titles.get(name, ""), *place) for place in _errors(archive, name)]
    except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error) as error:
        raise BadInput(f"{path.name}：不是 .xlsx 文件，或者已损坏、加了密码；请另存为 .xlsx") from error
    except RuntimeError as error:
        # What zipfile raises for members with a password.
        raise BadInput(f"{path.name}：文件加了密码，请在 Excel 里去掉密码后再试") from error
    return wrong


def _refuse_area(path: Path, archive: zipfile.ZipFile, name: str) -> None:
    """Refuse a sheet by what it spans: the reader lays out every cell up to the last one in use."""
    rows = columns = 1
    for chunk in _chunks(archive, name):
        for letters, digits in _CELL.findall(chunk):
            rows, columns = max(rows, int(digits)), max(columns, _column_number(letters))
    if rows * columns > MAX_CELLS:
        raise BadInput(
            f"{path.name}：工作表太大（最后一个有内容的单元格离表头太远），请删去多余的空行空列后再试"
        )


def _errors(archive: zipfile.ZipFile, name: str) -> set[tuple[int, int, str]]:
    return {
        (int(digits) - 1, _column_number(letters) - 1, text.decode("utf-8", "replace"))
        for chunk in _chunks(archive, name)
        if b't="e"' in chunk
        for letters, digits, text in _WRONG.findall(chunk)
    }


def _chunks(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """Yield a member piece by piece, each with the end of the one before."""
    tail = b""
    with archive.open(name) as sheet:
        while chunk := sheet.read(_CHUNK):
            yield tail + chunk
            tail = chunk[-_OVERLAP:]


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the title of each sheet by its member's name."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
        links = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    except KeyError:
        return {}
    members = {id_: f"xl/{target.removeprefix('/xl/')}" for id_, target in _LINK.findall(links)}
    return {members[id_]: title for title, id_ in _SHEET.findall(book) if id_ in members}


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
