"""Looking through the sheets of an .ods package: what its reader passes over, and what it would unfold."""

from typing import Final
from xml.parsers import expat

from domain.errors import BadInput
from domain.exchange.intake.cells import Area, Unreadable
from domain.exchange.intake.packages import Package
from domain.exchange.intake.sources import MAX_CELLS, RESAVE, Findings, formula_error

_TABLE: Final = "table:table"
_ROW: Final = "table:table-row"
_CELL: Final = "table:table-cell"
_COVERED: Final = "table:covered-table-cell"
_ROWS_REPEATED: Final = "table:number-rows-repeated"
_COLUMNS_REPEATED: Final = "table:number-columns-repeated"


def look_through(package: Package) -> dict[str, Findings]:
    """Return what there is to say about each sheet, by its title.

    Raises:
        BadInput: A sheet spans more cells than fit, or the file is damaged.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.say
    parser.EntityDeclHandler = _refuse
    try:
        for chunk in package.chunks("content.xml"):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise BadInput(f"文件已损坏，读不出来；{RESAVE}") from error
    return reader.findings


class _Reader:
    """Follows the elements of ``content.xml``, in which rows and cells are repeated by a number."""

    def __init__(self) -> None:
        self.findings: dict[str, Findings] = {}
        self._spanned = 0
        self._columns = self._rows = 1
        self._has_content = self._is_wrong = False
        self._begin("")

    def start(self, name: str, about: dict[str, str]) -> None:
        if name == _TABLE:
            self._begin(about.get("table:name", ""))
        elif name == _ROW:
            self._column, self._has_content = 0, False
            self._rows = int(about.get(_ROWS_REPEATED, "1"))
            if about.get("table:visibility", "visible") != "visible" and self._rows < MAX_CELLS:
                self._hidden.update(range(self._row, min(self._row + self._rows, 1_048_576)))
        elif name in (_CELL, _COVERED):
            self._cell(about)
        elif name == "text:p":
            self._said = ""

    def end(self, name: str) -> None:
        if name in (_CELL, _COVERED):
            if self._is_wrong:
                self._unreadable[self._row, self._column] = formula_error(self._said or "#VALUE!")
            self._column += self._columns
        elif name == _ROW:
            self._row += self._rows
            if self._has_content:
                self._height = self._row
            if self._height * self._width + self._spanned > MAX_CELLS:
                raise BadInput("工作表太大（最后一个有内容的单元格离表头太远），请删去多余的空行空列后再试")
        elif name == _TABLE:
            self._spanned += self._height * self._width
            self.findings[self._title] = Findings(
                self._unreadable, frozenset(self._hidden), tuple(self._merged)
            )

    def say(self, text: str) -> None:
        if self._is_wrong:
            self._said += text

    def _begin(self, title: str) -> None:
        self._title = title
        self._row = self._column = self._height = self._width = 0
        self._said = ""
        self._unreadable: dict[tuple[int, int], Unreadable] = {}
        self._hidden: set[int] = set()
        self._merged: list[Area] = []

    def _cell(self, about: dict[str, str]) -> None:
        self._columns = int(about.get(_COLUMNS_REPEATED, "1"))
        self._is_wrong = about.get("calcext:value-type") == "error"
        if self._is_wrong or any(name.startswith("office:") for name in about):
            self._has_content = True
            self._width = max(self._width, self._column + self._columns)
        down = int(about.get("table:number-rows-spanned", "1"))
        across = int(about.get("table:number-columns-spanned", "1"))
        if down > 1 or across > 1:
            self._merged.append(
                Area(self._row, self._column, self._row + down - 1, self._column + across - 1)
            )


def _refuse(*_: object) -> None:
    raise ValueError("a workbook declares no entities")
