"""Workbooks of Excel 5.0 to 2003 (.xls; MS-XLS, and before 97 BIFF5), read record by record."""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from domain.exchange.intake.cells import Area, Cell, Unreadable
from domain.exchange.intake.compound import workbook_stream
from domain.exchange.intake.formats import BUILT_IN, Format, format_or_day
from domain.exchange.intake.sheets import (
    MOST_MERGED,
    OLE,
    PASSWORD,
    RESAVE,
    Grid,
    Sheet,
    Source,
    damaged,
    formula_error,
    formula_without_value,
)
from domain.values.errors import BadInput

_BOF, _EOF, _CONTINUE = 0x809, 0x0A, 0x3C
_BOUND_SHEET, _FILE_PASS, _CODE_PAGE, _DATE_MODE, _RECALC_ID = 0x85, 0x2F, 0x42, 0x22, 0x1C1
_FORMAT, _XF, _STRINGS = 0x41E, 0xE0, 0xFC
_ROW, _MERGED, _UNCALCULATED = 0x208, 0xE5, 0x5E
_NUMBER, _RK, _MULTIPLE_RK, _BOOL_ERR, _FORMULA = 0x203, 0x27E, 0xBD, 0x205, 0x06
_TEXT_OF_FORMULA, _LABEL, _RICH_LABEL, _SHARED_LABEL = 0x207, 0x204, 0xD6, 0xFD
_BIFF5, _BIFF8 = 0x500, 0x600
_ON_LOAD: Final = 0x02
_ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
}
_CODE_PAGES: Final = {
    1200: "utf-16-le",
    10000: "mac-roman",
    10008: "gb18030",
    936: "gb18030",
    32768: "mac-roman",
}


@dataclass(slots=True)
class _Book:
    """What the first part of a workbook says.

    Attributes:
        sheets: Title, where it begins, and whether it is hidden.
        formats: By the number of a cell's style; None where a number is what it is.
        has_engine: Whether it says which Excel worked out its formulas.
    """

    version: int = _BIFF8
    encoding: str = "gb18030"
    is_1904: bool = False
    has_engine: bool = False
    sheets: list[tuple[str, int, bool]] = field(default_factory=list)
    formats: list[Format | None] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)


def read_old_excel(raw: bytes) -> Source:
    """Read every sheet.

    Raises:
        BadInput: The file has a password, its sheets span more cells than fit, or it is damaged.
    """
    try:
        stream = workbook_stream(raw) if raw.startswith(OLE) else raw
        book = _book(stream)
        grid = Grid()
        return Source("", [_Reader(book, grid).sheet(stream, *about) for about in book.sheets])
    except (struct.error, IndexError, ValueError, OverflowError, LookupError) as error:
        raise damaged() from error


def _book(stream: bytes) -> _Book:
    book = _Book()
    codes = dict(BUILT_IN)
    styles: list[int] = []
    for kind, body, after in _records(stream, 0):
        if kind == _BOUND_SHEET and body[5] == 0:
            (start,) = struct.unpack_from("<I", body)
            book.sheets.append((_short_text(book, body[6:]), start, body[4] & 3 != 0))
        elif kind == _FORMAT:
            codes[struct.unpack_from("<H", body)[0]] = (
                _text(book, [body[2:], *_continued(stream, after)])
                if book.version == _BIFF8
                else _short_text(book, body[2:])
            )
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", body, 2)[0])
        elif kind == _STRINGS:
            book.strings = _strings([body, *_continued(stream, after)])
        else:
            _take_setting(book, kind, body)
    if book.version not in (_BIFF5, _BIFF8):
        raise BadInput(f"这是 Excel 4.0 或更早的文件，读不了；{RESAVE}")
    book.formats = [format_or_day(codes.get(number, "")) for number in styles]
    return book


def _take_setting(book: _Book, kind: int, body: bytes) -> None:
    if kind == _FILE_PASS:
        raise BadInput(PASSWORD)
    if kind == _BOF:
        (book.version,) = struct.unpack_from("<H", body)
    elif kind == _CODE_PAGE:
        book.encoding = _encoding(struct.unpack_from("<H", body)[0])
    elif kind == _DATE_MODE:
        book.is_1904 = body[:1] == b"\x01"
    elif kind == _RECALC_ID:
        book.has_engine = True


def _encoding(page: int) -> str:
    """Return the name of a code page.

    Raises:
        LookupError: There is none of that number.
    """
    return codecs.lookup(_CODE_PAGES.get(page, f"cp{page}")).name


class _Reader:
    """Reads one sheet."""

    def __init__(self, book: _Book, grid: Grid) -> None:
        self._book = book
        self._grid = grid
        self._formula = (0, 0)
        self._is_uncalculated = False
        self._hidden: set[int] = set()
        self._merged: list[Area] = []

    def sheet(self, stream: bytes, title: str, start: int, is_hidden: bool) -> Sheet:
        """Return it."""
        grid = self._grid
        grid.begin(title)
        for kind, body, after in _records(stream, start):
            if kind == _SHARED_LABEL:
                row, column, _, number = struct.unpack_from("<HHHI", body)
                grid.put(row, column, self._book.strings[number])
            elif kind == _NUMBER:
                row, column, style, number = struct.unpack_from("<HHHd", body)
                grid.put(row, column, self._number(style, number))
            elif kind == _RK:
                row, column, style = struct.unpack_from("<HHH", body)
                grid.put(row, column, self._number(style, _rk(body[6:10])))
            elif kind == _MULTIPLE_RK:
                row, column = struct.unpack_from("<HH", body)
                for at in range(4, len(body) - 2, 6):
                    (style,) = struct.unpack_from("<H", body, at)
                    grid.put(row, column, self._number(style, _rk(body[at + 2 : at + 6])))
                    column += 1
            elif kind in (_ROW, _MERGED, _UNCALCULATED):
                self._shape(kind, body)
            else:
                self._other(kind, body, stream, after)
        return grid.sheet(
            is_hidden=is_hidden, merged=tuple(self._merged), hidden_rows=frozenset(self._hidden)
        )

    def _shape(self, kind: int, body: bytes) -> None:
        """Take what is said of rows, blocks, and the sheet as a whole."""
        if kind == _UNCALCULATED:
            self._is_uncalculated = True
        elif kind == _ROW:
            if body[12] & 0x20:
                self._hidden.add(struct.unpack_from("<H", body)[0])
        else:
            for at in range(2, len(body) - 7, 8):
                top, bottom, left, right = struct.unpack_from("<HHHH", body, at)
                self._merged.append(Area(top, left, bottom, right))
            if len(self._merged) > MOST_MERGED:
                raise damaged()

    def _other(self, kind: int, body: bytes, stream: bytes, after: int) -> None:
        """Read what is rarer than numbers and shared texts."""
        grid = self._grid
        if kind in (_LABEL, _RICH_LABEL):
            row, column = struct.unpack_from("<HH", body)
            grid.put(row, column, self._said(body[6:], stream, after))
        elif kind == _TEXT_OF_FORMULA:
            if not isinstance(grid.get(*self._formula), Unreadable):
                grid.put(*self._formula, self._said(body, stream, after))
        elif kind == _BOOL_ERR:
            row, column = struct.unpack_from("<HH", body)
            grid.put(row, column, _error(body[6]) if body[7] else body[6] != 0)
        elif kind == _FORMULA:
            row, column, style = struct.unpack_from("<HHH", body)
            self._formula = row, column
            grid.put(row, column, self._result(style, body[6:14], struct.unpack_from("<H", body, 14)[0]))

    def _result(self, style: int, value: bytes, options: int) -> Cell:
        """Return what a formula came to; a text stands in a record of its own behind it."""
        kind = value[0] if value[6:8] == b"\xff\xff" else None
        number = struct.unpack("<d", value)[0] if kind is None else None
        is_nothing = number == 0 or kind == 3
        # Programs that do not calculate ask Excel to do it, or do not say that one has done it.
        asks = bool(options & _ON_LOAD) or not self._book.has_engine
        if self._is_uncalculated or (is_nothing and asks):
            return formula_without_value()
        if number is not None:
            return self._number(style, number)
        if kind == 1:
            return value[2] != 0
        return _error(value[2]) if kind == 2 else ""

    def _number(self, style: int, number: float) -> Cell:
        formats = self._book.formats
        found = formats[style] if style < len(formats) else None
        return number if found is None else found.shown(number, is_1904=self._book.is_1904)

    def _said(self, body: bytes, stream: bytes, after: int) -> Cell:
        try:
            return _text(self._book, [body, *_continued(stream, after)])
        except UnicodeDecodeError:
            return Unreadable("", "这一格的文字读不出来，请重新填写")


def _error(code: int) -> Unreadable:
    return formula_error(_ERRORS.get(code, "#N/A"))


def _rk(body: bytes) -> float:
    """Return a number in four bytes: the upper half of a float or a whole number, perhaps in hundredths."""
    (packed,) = struct.unpack("<i", body)
    if packed & 2:
        number = float(packed >> 2)
    else:
        (number,) = struct.unpack("<d", b"\x00\x00\x00\x00" + struct.pack("<i", packed & ~3))
    return number / 100 if packed & 1 else number


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes, int]]:
    """Yield the records from there to the end of their part: kind, content, and where the next one is.

    What lies within, such as a chart, is passed over.

    Raises:
        IndexError: It is cut off.
    """
    depth = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        at += 4 + length
        if at > len(stream):
            break
        if kind == _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        if depth <= 1:
            yield kind, stream[at - length : at], at
    raise IndexError("a part without its end")


def _continued(stream: bytes, at: int) -> Iterator[bytes]:
    """Yield the contents of the records that go on with the one before."""
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind != _CONTINUE:
            return
        at += 4 + length
        yield stream[at - length : at]


def _short_text(book: _Book, body: bytes) -> str:
    """Return a text whose length takes one byte."""
    if book.version == _BIFF8:
        return _Texts([body[:1] + b"\x00" + body[1:]]).next()
    return body[1 : 1 + body[0]].decode(book.encoding, "replace")


def _text(book: _Book, parts: list[bytes]) -> str:
    """Return a text whose length takes two bytes."""
    if book.version == _BIFF8:
        return _Texts(parts).next()
    whole = b"".join(parts)
    (length,) = struct.unpack_from("<H", whole)
    return whole[2 : 2 + length].decode(book.encoding)


def _strings(parts: list[bytes]) -> list[str]:
    """Return the texts that cells share."""
    texts = _Texts([parts[0][8:], *parts[1:]])
    found = []
    while not texts.is_at_end:
        found.append(texts.next())
    return found


class _Texts:
    """Reads texts of BIFF8 from a record and those that go on with it."""

    def __init__(self, parts: list[bytes]) -> None:
        self._parts = parts
        self._part = self._at = 0

    @property
    def is_at_end(self) -> bool:
        while self._part < len(self._parts) and self._at >= len(self._parts[self._part]):
            self._part, self._at = self._part + 1, 0
        return self._part >= len(self._parts)

    def next(self) -> str:
        """Return the next text, without its formatting."""
        length, options = struct.unpack("<HB", self._bytes(3))
        runs = struct.unpack("<H", self._bytes(2))[0] if options & 8 else 0
        extra = struct.unpack("<I", self._bytes(4))[0] if options & 4 else 0
        said: list[str] = []
        while length:
            if self._at >= len(self._parts[self._part]):
                # Where a text goes on in the next record, that begins with how wide its letters are.
                self._part += 1
                options, self._at = self._parts[self._part][0], 1
            width = 1 + (options & 1)
            count = min(length, (len(self._parts[self._part]) - self._at) // width)
            if not count:
                raise IndexError("half a letter")
            piece = self._parts[self._part][self._at : self._at + count * width]
            said.append(piece.decode("utf-16-le" if width > 1 else "latin-1"))
            length -= count
            self._at += count * width
        self._bytes(4 * runs + extra)
        return "".join(said)

    def _bytes(self, count: int) -> bytes:
        found = b""
        while len(found) < count:
            if self.is_at_end:
                raise IndexError("a text is cut off")
            piece = self._parts[self._part][self._at : self._at + count - len(found)]
            found += piece
            self._at += len(piece)
        return found
