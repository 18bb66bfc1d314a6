"""Opening a file of whatever kind: its sheets as cells, and what is to be said about it."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from domain.exchange.intake.cells import Area, Cell
from domain.exchange.intake.sheets import (
    MAX_COLUMNS,
    OLE,
    PASSWORD,
    RESAVE,
    Findings,
    Sheet,
    Source,
    damaged,
    too_wide,
)
from domain.exchange.reading import read_bytes
from domain.values.errors import BadInput

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook, SheetMetadata

MAX_BYTES: Final = 100_000_000
_ZIP: Final = b"PK\x03\x04"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")


def open_source(path: Path) -> Source:
    """Read every sheet of a file: .xlsx, .xlsm, .xls, .ods, or text with separators.

    What a file is, is found from its content.

    Raises:
        BadInput: It cannot be read: damaged, with a password, too large, or of another kind.
    """
    if path.name.startswith("~$"):
        raise BadInput(f"{path.name}：这是 Excel 打开文件时留下的临时文件，请选名字不带 ~$ 的那一个")
    raw = read_bytes(path, MAX_BYTES)
    try:
        source = _reader(raw)(raw)
    except BadInput as error:
        raise BadInput(f"{path.name}：{one}" for one in error.complaints) from error
    if not source.sheets:
        raise BadInput(f"{path.name}：文件里没有工作表，请检查是不是选错了文件")
    for sheet in source.sheets:
        _refuse_overlapping(sheet)
    source.name = path.name
    return source


def _refuse_overlapping(sheet: Sheet) -> None:
    """Refuse merged blocks that cover more cells than a sheet has: each of their cells is looked at."""
    height, width = len(sheet.rows), sheet.width
    covered = sum(
        max(0, min(area.bottom, height - 1) - area.top + 1)
        * max(0, min(area.right, width - 1) - area.left + 1)
        for area in sheet.merged
    )
    if covered > height * width:
        raise damaged()


def _reader(raw: bytes) -> Callable[[bytes], Source]:
    """Return what reads such content. What is imported is only what the file at hand needs."""
    if not raw.strip(b"\x00 \r\n\t"):
        raise BadInput("文件是空的，请检查是不是选错了文件")
    if raw.startswith(_ZIP):
        return _read_package
    if raw.startswith(OLE):
        if _ENCRYPTED in raw:
            raise BadInput(PASSWORD)
        return _read_old_excel
    if raw.startswith(b"\x09\x08"):
        # A workbook of Excel without the compound file around it, as some programs write it.
        return _read_old_excel
    from domain.exchange.intake.pretenders import refuse_pretender  # noqa: PLC0415

    refuse_pretender(raw)
    from domain.exchange.intake.delimited import read_delimited  # noqa: PLC0415

    return read_delimited


def _read_package(raw: bytes) -> Source:
    from domain.exchange.intake.packages import OPEN_DOCUMENT, Workbook  # noqa: PLC0415

    package = Workbook(raw)
    if package.kind == OPEN_DOCUMENT:
        from domain.exchange.intake.open_document import read_open_document  # noqa: PLC0415

        return read_open_document(package)
    from domain.exchange.intake.excel import look_through  # noqa: PLC0415

    return Source("", _read_sheets(package.raw, look_through(package)), package.notes)


def _read_old_excel(raw: bytes) -> Source:
    from domain.exchange.intake.old_excel import read_old_excel  # noqa: PLC0415

    return read_old_excel(raw)


def _read_sheets(raw: bytes, findings: dict[str, Findings]) -> list[Sheet]:
    """Read the values with python-calamine, and put what it passes over in their places."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum  # noqa: PLC0415

    try:
        with CalamineWorkbook.from_filelike(BytesIO(raw)) as workbook:
            return [
                _read_sheet(workbook, about, findings)
                for about in workbook.sheets_metadata
                if about.typ is SheetTypeEnum.WorkSheet
            ]
    except (BadInput, KeyboardInterrupt, SystemExit):
        raise
    except PasswordError as error:
        raise BadInput(PASSWORD) from error
    except MemoryError as error:
        raise BadInput("内存不够，读不进来；请关闭其他程序，或把文件拆分后再试") from error
    except BaseException as error:
        # Whatever the reader, written in Rust, throws where it meets what it never expected: its panics are
        # no `Exception`.
        raise BadInput(f"Excel 文件已损坏，读不出来；{RESAVE}") from error


def _read_sheet(workbook: "CalamineWorkbook", about: "SheetMetadata", findings: dict[str, Findings]) -> Sheet:
    from python_calamine import SheetVisibleEnum  # noqa: PLC0415

    if about.name not in findings:
        raise damaged()
    found, special = workbook.get_sheet_by_name(about.name), findings[about.name]
    if found.total_width > MAX_COLUMNS:
        raise too_wide(about.name)
    rows = cast(list[list[Cell]], found.to_python(skip_empty_area=False))
    areas = tuple(Area(*first, *last) for first, last in found.merged_cell_ranges or ())
    is_hidden = about.visible is not SheetVisibleEnum.Visible
    return Sheet(about.name, _completed(rows, special), is_hidden, areas, special.hidden_rows)


def _completed(rows: list[list[Cell]], special: Findings) -> list[list[Cell]]:
    """Put cells into rows that the reader gives as empty or as a mere number."""
    width = len(rows[0]) if rows else 0
    if special.unreadable:
        height = max(row for row, _ in special.unreadable) + 1
        wider = max(width, max(column for _, column in special.unreadable) + 1)
        if wider > MAX_COLUMNS:
            raise damaged()
        if wider > width:
            rows = [row + [""] * (wider - width) for row in rows]
        rows += [[""] * wider for _ in range(height - len(rows))]
    for column, number_format, places in special.formats:
        for row in places:
            if row < len(rows) and column < len(rows[row]):
                cell = rows[row][column]
                if cell.__class__ is float:
                    rows[row][column] = number_format.shown(cell, is_1904=special.is_1904)
                elif isinstance(cell, date):
                    rows[row][column] = number_format.shown_day(cell)
    for (row, column), cell in special.unreadable.items():
        rows[row][column] = cell
    return rows
