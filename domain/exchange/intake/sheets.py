"""The sheets of a file as cells, whatever they were read from, and how large they may be."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.exchange.intake.cells import Area, Cell, Unreadable, tidy
from domain.exchange.intake.formats import Format
from domain.values.errors import BadInput

MAX_CELLS: Final = 25_000_000
"""Of all sheets together, counted to the last one in use; each takes some 60 bytes."""

MAX_COLUMNS: Final = 1_000

MOST_MERGED: Final = 200_000
_SPARSE: Final = 5_000_000
"""So many cells may a file span of which hardly one holds anything."""

OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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
        raise too_wide(self._title)

    def _count(self, more: int) -> None:
        self._slots += more
        refuse_far(self._slots, self._cells)


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


def too_wide(title: str) -> BadInput:
    return BadInput(f"“{title}”表超过 {MAX_COLUMNS:,} 列，不像是企业数据；请删去右边多余的列后再试")
