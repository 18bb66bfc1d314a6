"""Opening a file of whatever kind: its sheets as cells, and what is to be said about it."""

import codecs
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Final, cast

from domain.errors import BadInput
from domain.exchange.intake.cells import Area, Cell, Unreadable, tidy
from domain.exchange.reading import read_bytes

MAX_BYTES: Final = 100_000_000
MAX_CELLS: Final = 25_000_000
"""Of all sheets together, counted to the last one in use; each takes some 60 bytes."""

MAX_COLUMNS: Final = 1_000

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_PAGE: Final = (b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml")
RESAVE: Final = "请用 Excel 或 WPS 打开后另存为 .xlsx 再试"


@dataclass(slots=True)
class Sheet:
    """One sheet.

    Attributes:
        title: Empty for a file that has no sheets.
        rows: Every row from the first one, all of the same length.
        merged: Blocks of which only the first cell has a value.
        hidden_rows: Counted from 0.
    """

    title: str
    rows: list[list[Cell]]
    is_hidden: bool = False
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Let texts in as they are kept, whatever they came from."""
        for row in self.rows:
            tidy(row)

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def place(self) -> str:
        """What complaints about it begin with."""
        return f"“{self.title}”表 " if self.title else ""


@dataclass(slots=True)
class Source:
    """A file that was opened. ``notes`` are sentences about the whole of it."""

    name: str
    sheets: list[Sheet]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a look into a sheet's own file found beside the values that the reader gives.

    Attributes:
        unreadable: Cells without a value: formulas that ended in an error, or were never worked out.
        hidden_rows: Rows that are not shown.
        merged: Blocks of merged cells, where the reader does not tell.
    """

    unreadable: dict[tuple[int, int], Unreadable] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[Area, ...] = ()


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
    source.name = path.name
    return source


def formula_error(text: str) -> Unreadable:
    """Return a cell whose formula ended in an error."""
    return Unreadable(text, f"单元格里是公式错误 {text}，请改正公式或填数值")


def formula_without_value() -> Unreadable:
    """Return a cell whose formula was never worked out."""
    return Unreadable("", "公式还没有算出结果，请用 Excel 打开后保存一次再试，或直接填数值")


def _reader(raw: bytes) -> Callable[[bytes], Source]:
    """Return what reads such content. What is imported is only what the file at hand needs."""
    if not raw.strip(b"\x00 \r\n\t"):
        raise BadInput("文件是空的，请检查是不是选错了文件")
    if raw.startswith(_ZIP):
        return _read_package
    if raw.startswith(_OLE):
        if _ENCRYPTED in raw:
            raise BadInput("文件加了密码，请在 Excel 里去掉密码后再试")
        return _read_old_excel
    if raw.startswith(b"%PDF"):
        raise BadInput("这是 PDF 文件，不是表格；请向对方要 Excel 文件")
    start = raw[:2000].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith(_PAGE):
        raise BadInput(f"这个文件其实是网页，不是真正的 Excel 文件；{RESAVE}")
    from domain.exchange.intake.delimited import read_delimited  # noqa: PLC0415

    return read_delimited


def _read_package(raw: bytes) -> Source:
    from domain.exchange.intake.packages import OPEN_DOCUMENT, Package  # noqa: PLC0415

    package = Package(raw)
    if package.kind == OPEN_DOCUMENT:
        from domain.exchange.intake.open_document import look_through  # noqa: PLC0415

        return _read_workbook(raw, look_through(package), package.notes)
    return _read_workbook(raw, package.look_through(MAX_CELLS), package.notes)


def _read_old_excel(raw: bytes) -> Source:
    from domain.exchange.intake.old_excel import look_through  # noqa: PLC0415

    return _read_workbook(raw, look_through(raw), [])


def _read_workbook(raw: bytes, findings: dict[str, Findings], notes: list[str]) -> Source:
    """Read the values with python-calamine, and put what it passes over in their places."""
    from python_calamine import (  # noqa: PLC0415
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        with CalamineWorkbook.from_filelike(BytesIO(raw)) as workbook:
            sheets = []
            for about in workbook.sheets_metadata:
                if about.typ is not SheetTypeEnum.WorkSheet:
                    continue
                found = workbook.get_sheet_by_name(about.name)
                if found.total_width > MAX_COLUMNS:
                    raise BadInput(
                        f"“{about.name}”表有 {found.total_width:,} 列，超过 {MAX_COLUMNS:,} 列，"
                        "不像是企业数据；请删去右边多余的列后再试"
                    )
                rows = cast(list[list[Cell]], found.to_python(skip_empty_area=False))
                special = findings.get(about.name, Findings())
                areas = (Area(*first, *last) for first, last in found.merged_cell_ranges or ())
                sheets.append(
                    Sheet(
                        about.name,
                        _completed(rows, special),
                        about.visible is not SheetVisibleEnum.Visible,
                        tuple(areas) or special.merged,
                        special.hidden_rows,
                    )
                )
    except PasswordError as error:
        raise BadInput("文件加了密码，请在 Excel 里去掉密码后再试") from error
    except CalamineError as error:
        raise BadInput(f"Excel 文件已损坏，读不出来；{RESAVE}") from error
    except BaseException as error:
        # What the reader, written in Rust, throws where it meets what it never expected.
        if type(error).__name__ != "PanicException":
            raise
        raise BadInput(f"Excel 文件已损坏，读不出来；{RESAVE}") from None
    return Source("", sheets, notes)


def _completed(rows: list[list[Cell]], special: Findings) -> list[list[Cell]]:
    """Put cells into rows that the reader gives as empty, which would pass for not entered."""
    width = len(rows[0]) if rows else 0
    if special.unreadable:
        height = max(row for row, _ in special.unreadable) + 1
        wider = max(width, max(column for _, column in special.unreadable) + 1)
        if height * wider > MAX_CELLS or wider > MAX_COLUMNS:
            raise BadInput("工作表太大（最后一个有内容的单元格离表头太远），请删去多余的空行空列后再试")
        if wider > width:
            rows = [row + [""] * (wider - width) for row in rows]
        rows += [[""] * wider for _ in range(height - len(rows))]
    for (row, column), cell in special.unreadable.items():
        if rows[row][column] == "":
            rows[row][column] = cell
    return rows
