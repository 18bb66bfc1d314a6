"""Looking through an .xls file (MS-CFB, MS-XLS): the cells its reader passes over, and hidden rows."""

import struct
from collections.abc import Iterator
from typing import Final

from domain.errors import BadInput
from domain.exchange.intake.cells import Unreadable
from domain.exchange.intake.sources import MAX_CELLS, RESAVE, Findings, formula_error

_BOUND_SHEET, _FILE_PASS, _ROW, _BOOL_ERR, _FORMULA, _EOF = 0x85, 0x2F, 0x208, 0x205, 0x06, 0x0A
_CELLS: Final = frozenset((0xFD, 0x203, 0x204, 0x205, 0x27E, 0xBD, 0xD6, _FORMULA))
_MULTIPLE_RK: Final = 0xBD
_DIMENSIONS: Final = 0x200
_END: Final = 0xFFFFFFFA
_ERRORS: Final = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
}


def look_through(raw: bytes) -> dict[str, Findings]:
    """Return what there is to say about each sheet, by its title.

    Raises:
        BadInput: The file has a password, its sheets span more cells than fit, or it is damaged.
    """
    try:
        book = _stream(raw)
        looked = {title: _look_into(book, start) for title, start in _sheets(book)}
    except (struct.error, IndexError) as error:
        # Not left to the reader of its values, which may ask for any amount of memory.
        raise BadInput(f"Excel 文件已损坏，读不出来；{RESAVE}") from error
    if sum(span for _, span in looked.values()) > MAX_CELLS:
        raise BadInput("工作表太大（最后一个有内容的单元格离表头太远），请删去多余的空行空列后再试")
    return {title: found for title, (found, _) in looked.items()}


def _sheets(book: bytes) -> list[tuple[str, int]]:
    found = []
    for kind, body in _records(book, 0):
        if kind == _FILE_PASS:
            raise BadInput("文件加了密码，请在 Excel 里去掉密码后再试")
        if kind == _BOUND_SHEET:
            (start,) = struct.unpack_from("<I", body)
            name = body[8:].decode("utf-16-le" if body[7] & 1 else "latin-1", "replace")
            found.append((name, start))
    return found


def _look_into(book: bytes, start: int) -> tuple[Findings, int]:
    """Return what a sheet has, and how many cells it spans."""
    rows = columns = 0
    unreadable: dict[tuple[int, int], Unreadable] = {}
    hidden: set[int] = set()
    for kind, body in _records(book, start):
        if kind == _DIMENSIONS:
            # What is said there is made room for at once, whether it is true or not.
            top, below, left, beyond = struct.unpack_from("<IIHH" if len(body) > 8 else "<HHHH", body)
            if top > below or left > beyond:
                raise BadInput(f"Excel 文件已损坏，读不出来；{RESAVE}")
            rows, columns = max(rows, below), max(columns, beyond)
        elif kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == _MULTIPLE_RK else column
            rows, columns = max(rows, row + 1), max(columns, last + 1)
        if kind == _ROW and body[12] & 0x20:
            hidden.add(struct.unpack_from("<H", body)[0])
        elif kind == _BOOL_ERR and body[7]:
            unreadable[struct.unpack_from("<HH", body)] = _error(body[6])
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            unreadable[struct.unpack_from("<HH", body)] = _error(body[8])
    return Findings(unreadable, frozenset(hidden)), rows * columns


def _error(code: int) -> Unreadable:
    return formula_error(_ERRORS.get(code, "#N/A"))


def _records(book: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from there to the end of their part: kind and content."""
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<HH", book, at)
        if kind == _EOF:
            return
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _stream(raw: bytes) -> bytes:
    """Return the workbook's own stream out of the compound file."""
    sector, small = 1 << struct.unpack_from("<H", raw, 30)[0], 1 << struct.unpack_from("<H", raw, 32)[0]
    directory, least, first_small = struct.unpack_from("<I4xII", raw, 48)
    table = _allocation(raw, sector)
    entries = _chain(raw, table, directory, sector, sector)
    root = b""
    for at in range(0, len(entries), 128):
        entry = entries[at : at + 128]
        name = entry[: max(0, struct.unpack_from("<H", entry, 64)[0] - 2)].decode("utf-16-le", "replace")
        start, size = struct.unpack_from("<II", entry, 116)
        if at == 0:
            root = _chain(raw, table, start, sector, sector)
        elif name in ("Workbook", "Book"):
            if size >= least:
                return _chain(raw, table, start, sector, sector)[:size]
            packed = _chain(raw, table, first_small, sector, sector)
            links = struct.unpack(f"<{len(packed) // 4}I", packed)
            return _chain(root, links, start, small, 0)[:size]
    raise IndexError("no workbook")


def _allocation(raw: bytes, sector: int) -> tuple[int, ...]:
    places = [place for place in struct.unpack_from("<109I", raw, 76) if place < _END]
    next_, count = struct.unpack_from("<II", raw, 68)
    for _ in range(min(count, len(raw) // sector)):
        more = struct.unpack_from(f"<{sector // 4}I", raw, (next_ + 1) * sector)
        places += [place for place in more[:-1] if place < _END]
        next_ = more[-1]
    table = b"".join(raw[(place + 1) * sector : (place + 2) * sector] for place in places)
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _chain(raw: bytes, links: tuple[int, ...], start: int, sector: int, header: int) -> bytes:
    """Return the sectors that follow one another from ``start``; a chain in a circle ends."""
    parts: list[bytes] = []
    while start < _END and len(parts) <= len(links):
        parts.append(raw[header + start * sector : header + (start + 1) * sector])
        start = links[start]
    return b"".join(parts)
