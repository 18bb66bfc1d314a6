"""Workbooks of old Excel (.xls), written by the tests record by record."""

from struct import pack

NUMBER, TEXT, FORMULA, ROW, END = 0x203, 0x204, 0x06, 0x208, 0x0A
BIFF5, BIFF8 = 0x500, 0x600


def record(kind, body=b""):
    return pack("<HH", kind, len(body)) + body


def number(row, column, value, style=0):
    return record(NUMBER, pack("<HHHd", row, column, style, value))


def _number(row, column, cell):
    return number(row, column, *cell) if isinstance(cell, tuple) else number(row, column, cell)


def formula(row, column, result, options=0, style=0):
    value = result if isinstance(result, bytes) else pack("<d", result)
    return record(FORMULA, pack("<HHH", row, column, style) + value + pack("<HIH", options, 0, 0))


def old_book(cells, *, version=BIFF8, page=936, formats=(), has_engine=True, title="企业", more=b""):
    """Return a workbook of one sheet.

    Args:
        cells: Rows of texts, numbers and records; None is an empty cell.
        formats: Codes; a cell (number, 1) has the first of them.
        more: Records to put before the cells.
    """
    is_new = version == BIFF8

    def text(said, length):
        if is_new:
            return pack(length, len(said)) + b"\x01" + said.encode("utf-16-le")
        raw = said.encode(f"cp{page}")
        return pack(length, len(raw)) + raw

    begin = record(0x809, pack("<HH", version, 5) + b"\x00" * (12 if is_new else 4))
    globals_ = begin + record(0x42, pack("<H", 1200 if is_new else page))
    for at, code in enumerate(formats):
        globals_ += record(0x41E, pack("<H", 164 + at) + text(code, "<H" if is_new else "<B"))
    rest = b"\x00" * (16 if is_new else 12)
    for at in range(len(formats) + 1):
        globals_ += record(0xE0, pack("<HH", 0, 163 + at if at else 0) + rest)
    if has_engine:
        globals_ += record(0x1C1, pack("<II", 0x1C1, 0x1F000))
    name = text(title, "<B")
    start = len(globals_) + 4 + 6 + len(name) + 4
    globals_ += record(0x85, pack("<IBB", start, 0, 0) + name) + record(END)
    sheet = record(0x809, pack("<HH", version, 0x10) + b"\x00" * (12 if is_new else 4)) + more
    for row, line in enumerate(cells):
        for column, cell in enumerate(line):
            if isinstance(cell, str):
                sheet += record(TEXT, pack("<HHH", row, column, 0) + text(cell, "<H"))
            elif cell is not None:
                sheet += cell if isinstance(cell, bytes) else _number(row, column, cell)
    return compound(globals_ + sheet + record(END), "Workbook" if is_new else "Book")


def compound(stream, name="Workbook"):
    """Return a compound file that holds one stream."""
    stream += b"\x00" * max(0, 4096 - len(stream))
    stream += b"\x00" * (-len(stream) % 512)
    count = len(stream) // 512
    table_count = (count + 1) // 127 + 1
    links = [0xFFFFFFFD] * table_count + [0xFFFFFFFE]
    first = table_count + 1
    links += [*range(first + 1, first + count), 0xFFFFFFFE]
    links += [0xFFFFFFFF] * (table_count * 128 - len(links))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    head += pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + b"\x00" * 10
    head += pack("<8I", table_count, table_count, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += b"".join(pack("<I", at) for at in range(table_count))
    head += b"\xff" * (512 - len(head))
    entries = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + _entry(name, 2, first, len(stream))
    return head + pack(f"<{len(links)}I", *links) + entries + _entry("", 0, 0, 0) * 2 + stream


def _entry(name, kind, start, size, child=0xFFFFFFFF):
    raw = name.encode("utf-16-le")
    head = raw + b"\x00" * (64 - len(raw)) + pack("<HBB", len(raw) + 2 if name else 0, kind, 1)
    return head + pack("<III", 0xFFFFFFFF, 0xFFFFFFFF, child) + b"\x00" * 36 + pack("<IQ", start, size)
