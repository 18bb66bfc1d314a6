"""Opening a file of whatever kind: its sheets as cells, and what is to be said about it."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from domain.exchange.intake.cells import Area, Cell, Unreadable, tidy
from domain.exchange.intake.formats import Format
from domain.exchange.reading import read_bytes
from domain.values.errors import BadInput

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook, SheetMetadata

MAX_BYTES: Final = 100_000_000
MAX_CELLS: Final = 25_000_000
"""Of all sheets together, counted to the last one in use; each takes some 60 bytes."""

MAX_COLUMNS: Final = 1_000

MOST_MERGED: Final = 200_000
_SPARSE: Final = 5_000_000
"""So many cells may a file span of which hardly one holds anything."""

_ZIP: Final = b"PK\x03\x04"
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
RESAVE: Final = "请用 Excel 或 WPS 打开后另存为 .xlsx 再试"
PASSWORD: Final = "文件加了密码，请在 Excel 里去掉密码后再试"


@dataclass(slots=True)
class Sheet:
    """One sheet.

    Attributes:
        title: Empty for a file that has no sheets.
        rows: Every row from the first one, all of the same length.
        merged: Blocks of which only the first cell has a value.
        hidden_rows: Counted from 0.
        lengths: Of a text: how many cells each row was written with.
    """

    title: str
    rows: list[list[Cell]]
    is_hidden: bool = False
    merged: tuple[Area, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    lengths: "array[int] | None" = None

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
        formats: Which rows of a column have a number format that shows something else than the number.
        is_1904: Whether days are counted from 1904.
    """

    unreadable: dict[tuple[int, int], Unreadable] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    formats: "tuple[tuple[int, Format, array[int]], ...]" = ()
    is_1904: bool = False


class Grid:
    """The cells of one sheet after another, of which no more are made room for than a file may hold."""

    most_columns: Final = MAX_COLUMNS

    def __init__(self) -> None:
        self._title = ""
        self._rows: list[list[Cell]] = []
        self._before = self._cells = self._slots = 0

    def begin(self, title: str) -> None:
        """Begin a sheet."""
        self._title, self._rows = title, []

    def put(self, row: int, column: int, cell: Cell) -> None:
        """Put a cell into its place."""
        if column >= MAX_COLUMNS:
            self.refuse_width()
        rows = self._rows
        self._cells += 1
        if row >= len(rows):
            self._count(row + 1 - len(rows))
            rows.extend([] for _ in range(row + 1 - len(rows)))
        line = rows[row]
        if column >= len(line):
            self._count(column + 1 - len(line))
            line.extend([""] * (column - len(line)))
            line.append(cell)
        else:
            line[column] = cell

    def put_rows(self, row: int, count: int, cells: Sequence[tuple[int, Cell]]) -> None:
        """Put the same cells, in order, into so many rows."""
        self._cells += count * len(cells)
        width = cells[-1][0] + 1
        self._count(row + count - len(self._rows) + count * width)
        line: list[Cell] = [""] * width
        for column, cell in cells:
            line[column] = cell
        self._rows.extend([] for _ in range(row - len(self._rows)))
        self._rows.extend([*line] for _ in range(count))

    def get(self, row: int, column: int) -> Cell:
        return self._rows[row][column]

    def sheet(self, *, is_hidden: bool, merged: tuple[Area, ...], hidden_rows: frozenset[int]) -> Sheet:
        """Return the sheet that was begun."""
        width = max(map(len, self._rows), default=0)
        self._before += width * len(self._rows)
        refuse_far(self._before, self._cells)
        for line in self._rows:
            line.extend([""] * (width - len(line)))
        return Sheet(self._title, self._rows, is_hidden, merged, hidden_rows)

    def refuse_width(self) -> None:
        raise _too_wide(self._title)

    def _count(self, more: int) -> None:
        self._slots += more
        refuse_far(self._slots, self._cells)


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


def formula_error(text: str) -> Unreadable:
    """Return a cell whose formula ended in an error."""
    return Unreadable(text, f"单元格里是公式错误 {text}，请改正公式或填数值")


def formula_without_value() -> Unreadable:
    """Return a cell whose formula was never worked out."""
    return Unreadable("", "公式还没有算出结果，请用 Excel 打开后保存一次再试，或直接填数值")


def damaged() -> BadInput:
    return BadInput(f"文件已损坏，读不出来；{RESAVE}")


def refuse_far(span: int, cells: int) -> None:
    """Refuse sheets that would take room for far more cells than they have.

    Args:
        span: How many cells there are up to the last ones in use.
        cells: How many there are.

    Raises:
        BadInput: They do.
    """
    if max(span, cells) > MAX_CELLS or span > max(_SPARSE, 10 * cells):
        raise BadInput("工作表太大（最后一个有内容的单元格离表头太远），请删去多余的空行空列后再试")


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


def _too_wide(title: str) -> BadInput:
    return BadInput(f"“{title}”表超过 {MAX_COLUMNS:,} 列，不像是企业数据；请删去右边多余的列后再试")


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
    from domain.exchange.intake.packages import OPEN_DOCUMENT, Package  # noqa: PLC0415

    package = Package(raw)
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
        raise _too_wide(about.name)
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
