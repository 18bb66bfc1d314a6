"""Looking through the sheets of an .xlsx package: what its reader passes over or would make room for."""

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from domain.exchange.intake.cells import Unreadable
from domain.exchange.intake.formats import BUILT_IN, Format, format_of
from domain.exchange.intake.packages import Workbook
from domain.exchange.intake.sheets import (
    MOST_MERGED,
    Findings,
    damaged,
    formula_error,
    formula_without_value,
    refuse_far,
)
from domain.values.errors import BadInput

_MOST_ROWS: Final = 1_048_576
_MOST_COLUMNS: Final = 16_384
_MOST_STRINGS: Final = 12_000_000
_MOST_OF_STRINGS: Final = 300_000_000
_LOOKED_CLOSER: Final = 5_000_000
"""From so many cells on it is counted how many a file spans."""

_LONGEST_CELL: Final = 8 << 20
_PLACE: Final = re.compile(rb"([A-Z]{1,3})(\d{1,7})")
_USUAL: Final = re.compile(rb'(?: s="\d{1,5}")?(?: t="\w{1,9}")?/?')
# Cells right of column Z, below row 99,999 or written otherwise: rare, so that looking for them costs little.
_STRANGE: Final = re.compile(rb'<c r="(?![A-Z]\d{1,5}+"(?: s="\d++")?+(?: t="\w++")?+/?+>)([^">]*)"([^>]*)>')
_UNPLACED: Final = re.compile(rb'<c(?=[\s/>])(?! r=")')
_CELL: Final = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*(?<!/)>')
_WRONG: Final = re.compile(
    rb'<c r="([A-Z]{1,3})(\d{1,7})"[^>]* t="e"[^>]*>(?:(?!</c>).)*?<v>(#[^<]{1,20})<', re.DOTALL
)
_FORMULA: Final = rb"\s*<f\b(?:[^>]*/>|[^>]*(?<!/)>[^<]*</f>)\s*"
_NOTHING: Final = rb"(?:<v\s*/>|<v></v>)?"
_ANYTHING: Final = rb"(?:<v\s*/>|<v[^>]*>[^<]*</v>)?"
_ZERO: Final = rb"<v>-?0(?:\.0*)?(?:[eE][+-]?\d+)?</v>"
# What Excel itself never writes, but programs that do not calculate do.
_ZERO_WITH_POINT: Final = rb"<v>-?0\.0+</v>"
_STRING: Final = re.compile(rb"""\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
_COUNT: Final = re.compile(rb"""\buniqueCount\s*=\s*["']\+?(\d+)""")
_FEW_STRINGS: Final = 1_000_000
_HIDDEN: Final = re.compile(rb"""<row\b(?=[^>]*\bhidden=["'](?:1|true)["'])[^>]*?\br=["'](\d{1,7})["']""")


@dataclass(slots=True)
class _Book:
    """What the parts of a workbook beside its sheets say.

    Attributes:
        members: Title of each sheet by the name of its member.
        formats: Those that show numbers as something else, by the style's number as it is written.
        asks: Whether its formulas want to be worked out when it is opened, or nothing is said of that.
        is_unfinished: Whether it says that they were not all worked out.
    """

    members: dict[str, str] = field(default_factory=dict)
    strings: str = ""
    formats: dict[bytes, Format] = field(default_factory=dict)
    asks: bool = True
    is_unfinished: bool = False
    is_1904: bool = False

    def is_unsolved(self, kind: str, value: str | None) -> bool:
        """Whether a formula of this type with this value was never worked out."""
        if self.is_unfinished:
            return True
        if not value:
            return self.asks or kind != "str"
        if kind in ("str", "b", "e", "s"):
            return False
        return bool(re.fullmatch(_ZERO if self.asks else _ZERO_WITH_POINT, f"<v>{value}</v>".encode()))

    def unsolved(self) -> list[re.Pattern[bytes]]:
        """Return the patterns of the cells of which `is_unsolved` holds."""
        start, end = rb'<c r="([A-Z]{1,3})(\d{1,7})"', rb"\s*</c>"
        if self.is_unfinished:
            return [re.compile(start + rb"[^>]*(?<!/)>" + _FORMULA + _ANYTHING + end)]
        no_text = rb"" if self.asks else rb'(?![^>]* t="str")'
        zero = _ZERO if self.asks else _ZERO_WITH_POINT
        return [
            re.compile(start + no_text + rb"[^>]*(?<!/)>" + _FORMULA + _NOTHING + end),
            re.compile(start + rb'(?![^>]* t="(?:str|b|e|s)")[^>]*(?<!/)>' + _FORMULA + zero + end),
        ]


@dataclass(slots=True)
class _Looked:
    """What was found in one sheet.

    Attributes:
        rows, columns: How far it reaches at most.
        cells: How many it has.
        styled: The rows of cells with a format that matters, by column and style.
    """

    rows: int = 0
    columns: int = 0
    cells: int = 0
    merged: int = 0
    unreadable: dict[tuple[int, int], Unreadable] = field(default_factory=dict)
    hidden: set[int] = field(default_factory=set)
    styled: "dict[tuple[int, bytes], array[int]]" = field(default_factory=dict)

    def reach(self, row: int, column: int) -> None:
        """Count a cell to what the sheet spans."""
        if not (0 <= row < _MOST_ROWS and 0 <= column < _MOST_COLUMNS):
            raise damaged()
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)

    def style(self, row: int, column: int, style: bytes) -> None:
        """Note a cell with a format that matters."""
        self.styled.setdefault((column, style), array("I")).append(row)


def look_through(package: Workbook) -> dict[str, Findings]:
    """Return what there is to say about each sheet, by its title.

    Raises:
        BadInput: The sheets span more cells than fit, or something is damaged.
    """
    book = _book(package)
    looked = {name: _look_into(package, name, book) for name in book.members}
    if sum(one.rows * one.columns for one in looked.values()) > _LOOKED_CLOSER:
        for name, one in looked.items():
            one.rows, one.columns = (
                _exact_span(package, name) if one.rows == 99_999 else (one.rows, one.columns)
            )
    cells = sum(one.cells for one in looked.values())
    refuse_far(sum(one.rows * one.columns for one in looked.values()), cells)
    if sum(one.merged for one in looked.values()) > MOST_MERGED:
        raise BadInput(f"合并单元格超过 {MOST_MERGED:,} 处，请取消合并后再试")
    _look_at_strings(package, book, cells)
    for name in package.names:
        if name not in looked:
            # To its end: a package may lie about the lengths of its members.
            for _ in package.chunks(name):
                pass
    return {title: _findings(looked[name], book) for name, title in book.members.items()}


def _findings(one: _Looked, book: _Book) -> Findings:
    formats = tuple((column, book.formats[style], rows) for (column, style), rows in one.styled.items())
    return Findings(one.unreadable, frozenset(one.hidden), formats=formats, is_1904=book.is_1904)


def _book(package: Workbook) -> _Book:
    """Read what the workbook says of itself, following the same links as its reader does."""
    book, start = _Book(), _start(package)
    folder = start[: start.rfind("/") + 1]
    targets: dict[str, str] = {}

    def linked(element: str, about: dict[str, str]) -> None:
        if element == "Relationship":
            at = about.get("Target", "")
            targets[about.get("Id", "")] = at.removeprefix("/") if at.startswith("/") else folder + at

    def told(element: str, about: dict[str, str]) -> None:
        if element == "sheet":
            member = package.find(targets.get(about.get("id", ""), ""))
            if member in book.members or about.get("name") in book.members.values():
                raise damaged()
            if member:
                book.members[member] = about.get("name", "")
        elif element == "calcPr":
            book.asks = about.get("fullCalcOnLoad") in ("1", "true")
            book.is_unfinished = about.get("calcCompleted") in ("0", "false")
        elif element == "workbookPr":
            book.is_1904 = about.get("date1904") in ("1", "true")

    package.parse(package.find(f"{folder}_rels/workbook.xml.rels"), linked)
    package.parse(package.find(f"{folder}workbook.xml"), told)
    book.strings = package.find(f"{folder}sharedStrings.xml")
    book.formats = _formats(package, package.find(f"{folder}styles.xml"))
    return book


def _start(package: Workbook) -> str:
    """Return where the workbook itself is."""
    start = "xl/workbook.xml"

    def told(element: str, about: dict[str, str]) -> None:
        nonlocal start
        if element == "Relationship" and about.get("Type", "").endswith("/relationships/officeDocument"):
            start = about.get("Target", start).removeprefix("/")

    package.parse(package.find("_rels/.rels"), told)
    return start


def _formats(package: Workbook, name: str) -> dict[bytes, Format]:
    """Return the formats that show numbers as something else, by the number of the style."""
    codes = {str(number): code for number, code in BUILT_IN.items()}
    styles: list[str] = []
    part = ""

    def told(element: str, about: dict[str, str]) -> None:
        nonlocal part
        if element in ("cellXfs", "cellStyleXfs", "dxfs", "numFmts"):
            part = element
        elif element == "numFmt" and part == "numFmts":
            codes[about.get("numFmtId", "")] = about.get("formatCode", "")
        elif element == "xf" and part == "cellXfs":
            styles.append(about.get("numFmtId", "0"))

    package.parse(name, told)
    found = {}
    for style, number in enumerate(styles):
        number_format = format_of(codes.get(number, ""))
        if number_format is not None or (
            number in codes and 27 <= int(number) <= 58 and int(number) in BUILT_IN
        ):
            found[str(style).encode()] = number_format or Format(codes[number])
    return found


def _look_into(package: Workbook, name: str, book: _Book) -> _Looked:
    """Look through a sheet: by patterns where it is written as usual, else element by element."""
    found = _Looked(99_999, 26)
    patterns = _Patterns(book)
    for part in _whole_cells(package.chunks(name)):
        if not patterns.look_into(part, found):
            return _look_exactly(package, name, book)
    return found


class _Patterns:
    """Looks through the pieces of a sheet that is written as usual."""

    def __init__(self, book: _Book) -> None:
        self._unsolved = book.unsolved()
        styles = b"|".join(book.formats)
        pattern = rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(' + styles + rb')"[^>]*(?<!/)>'
        self._styled = re.compile(pattern) if styles else None

    def look_into(self, part: bytes, found: _Looked) -> bool:
        """Add what a piece has to what was found; return whether it is written as usual."""
        cells = part.count(b'<c r="')
        if b":c" in part or (part.count(b"<c") != cells and _UNPLACED.search(part)):
            return False
        for name, rest in _STRANGE.findall(part):
            place = _PLACE.fullmatch(name)
            if place is None or not _USUAL.fullmatch(rest):
                return False
            if not rest.endswith(b"/"):
                found.reach(*_place(place[1], place[2]))
        self._take(part, found)
        found.cells += cells
        return True

    def _take(self, part: bytes, found: _Looked) -> None:
        found.merged += part.count(b"<mergeCell ")
        if b't="e"' in part:
            for letters, digits, text in _WRONG.findall(part):
                found.unreadable[_place(letters, digits)] = formula_error(text.decode("utf-8", "replace"))
        if b"<f" in part:
            for pattern in self._unsolved:
                for letters, digits in pattern.findall(part):
                    found.unreadable.setdefault(_place(letters, digits), formula_without_value())
        if self._styled is not None:
            for letters, digits, style in self._styled.findall(part):
                found.style(*_place(letters, digits), style)
        if b"hidden=" in part:
            found.hidden.update(int(digits) - 1 for digits in _HIDDEN.findall(part))


def _whole_cells(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield pieces again such that none of them ends within a cell."""
    rest = b""
    for chunk in chunks:
        part = rest + chunk
        cut = part.rfind(b"</c>") + 4
        if cut < 4:
            cut = max(part.rfind(b"<c "), 0) or part.rfind(b">") + 1
        rest = part[cut:]
        if len(rest) > _LONGEST_CELL:
            raise damaged()
        yield part[:cut]
    yield rest


def _look_exactly(package: Workbook, name: str, book: _Book) -> _Looked:
    """Look through a sheet element by element, wherever its reader would place a cell."""
    looking = _Exactly(book)
    package.parse_xml(
        name,
        StartElementHandler=looking.start,
        EndElementHandler=looking.end,
        CharacterDataHandler=looking.say,
    )
    return looking.found


class _Exactly:
    """Follows the elements of a sheet. Cells and rows without a reference stand next to the one before."""

    def __init__(self, book: _Book) -> None:
        self.found = _Looked()
        self._book = book
        self._row = self._column = 0
        self._cell = (0, 0)
        self._about: dict[str, str] = {}
        self._has_formula = self._is_said = False
        self._said: str | None = None

    def start(self, name: str, about: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._row = int(about.get("r", self._row + 1)) - 1
                if about.get("hidden") in ("1", "true"):
                    self.found.hidden.add(self._row)
            case "c":
                self._begin(about)
            case "f":
                self._has_formula = True
            case "v":
                self._said, self._is_said = "", True
            case "mergeCell":
                self.found.merged += 1

    def end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._row, self._column = self._row + 1, 0
            case "c":
                self._end()
            case "v":
                self._is_said = False

    def say(self, text: str) -> None:
        if self._is_said and self._said is not None:
            self._said += text

    def _begin(self, about: dict[str, str]) -> None:
        row, column = self._row, self._column
        if "r" in about:
            place = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", about["r"].upper())
            if place is None:
                raise damaged()
            row, column = _place(place[1].encode(), place[2].encode())
        self._column = column + 1
        self._cell, self._about = (row, column), about
        self._has_formula, self._said = False, None
        self.found.cells += 1
        self.found.reach(row, column)

    def _end(self) -> None:
        kind, style = self._about.get("t", "n"), self._about.get("s", "0").encode()
        if kind == "e" and self._said:
            self.found.unreadable[self._cell] = formula_error(self._said[:20])
        elif self._has_formula and self._book.is_unsolved(kind, self._said):
            self.found.unreadable[self._cell] = formula_without_value()
        elif style in self._book.formats and self._said:
            self.found.style(*self._cell, style)


def _exact_span(package: Workbook, name: str) -> tuple[int, int]:
    """Return how many rows and columns a sheet spans: the reader lays out every one up to the last in use."""
    found = _Looked()
    for part in _whole_cells(package.chunks(name)):
        for letters, digits in _CELL.findall(part):
            found.reach(*_place(letters, digits))
    return found.rows, found.columns


def _look_at_strings(package: Workbook, book: _Book, cells: int) -> None:
    """Refuse texts that are repeated in so many cells that they fill the memory: each gets its own copy."""
    if not book.strings:
        return
    lengths, rest, most = array("I"), b"", _MOST_OF_STRINGS + 60 * cells
    said: list[int] = []
    for chunk in package.chunks(book.strings):
        *texts, rest = (rest + chunk).split(b"</si>")
        if len(rest) > _LONGEST_CELL or len(lengths) > _MOST_STRINGS:
            raise damaged()
        for piece in texts[:1] or [rest]:
            said.extend(int(digits[:12]) for digits in _COUNT.findall(piece))
        lengths.extend(map(len, texts))
    if max(said, default=0) > max(_FEW_STRINGS, 2 * len(lengths)):
        # Room is made for as many as it says.
        raise damaged()
    if max(lengths, default=0) * cells <= most:
        return
    total = 0
    for name in book.members:
        for part in _whole_cells(package.chunks(name)):
            total += sum(
                lengths[at] for digits in _STRING.findall(part) if (at := int(digits)) < len(lengths)
            )
            if total > most:
                raise BadInput("同样的长文字重复得太多，读进来装不下，没有读取；请检查是不是选错了文件")


def _place(letters: bytes, digits: bytes) -> tuple[int, int]:
    """Return row and column, counted from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return int(digits) - 1, column - 1
