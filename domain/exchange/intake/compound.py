"""Compound files (MS-CFB), in which .xls workbooks lie: the stream of the workbook."""

import struct
from typing import Final

_END: Final = 0xFFFFFFFA
_SHIFTS: Final = (7, 12)


def workbook_stream(raw: bytes) -> bytes:
    """Return the workbook's own stream. Nothing that is put together is longer than the file.

    Raises:
        struct.error, IndexError, ValueError: It is damaged, or has no such stream.
    """
    shifts = struct.unpack_from("<HH", raw, 30)
    if not (_SHIFTS[0] <= shifts[0] <= _SHIFTS[1] and shifts[1] < shifts[0]):
        raise ValueError("no size of sectors")
    sector, small = 1 << shifts[0], 1 << shifts[1]
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
        elif name.lower() in ("workbook", "book"):
            if size >= least:
                return _chain(raw, table, start, sector, sector)[:size]
            packed = _chain(raw, table, first_small, sector, sector)
            links = struct.unpack(f"<{len(packed) // 4}I", packed)
            return _chain(root, links, start, small, 0)[:size]
    raise IndexError("no workbook")


def _allocation(raw: bytes, sector: int) -> tuple[int, ...]:
    most = len(raw) // sector
    places = [place for place in struct.unpack_from("<109I", raw, 76) if place < _END]
    next_, count = struct.unpack_from("<II", raw, 68)
    for _ in range(min(count, most)):
        more = struct.unpack_from(f"<{sector // 4}I", raw, (next_ + 1) * sector)
        places += [place for place in more[:-1] if place < _END]
        next_ = more[-1]
        if len(places) > most:
            raise IndexError("more sectors than there are")
    table = b"".join(raw[(place + 1) * sector : (place + 2) * sector] for place in places[: most + 1])
    return struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])


def _chain(raw: bytes, links: tuple[int, ...], start: int, sector: int, header: int) -> bytes:
    """Return the sectors that follow one another from ``start``; a chain in a circle ends."""
    parts: list[bytes] = []
    while start < _END and len(parts) <= len(raw) // sector:
        parts.append(raw[header + start * sector : header + (start + 1) * sector])
        start = links[start]
    return b"".join(parts)
