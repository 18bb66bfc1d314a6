"""Files as they come: made by the tests, each awkward in one way."""

import random
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from struct import pack

import xlsxwriter

CODE, OTHER = "91410100MAYA000162", "91410100MAYE8C9L7T"
HEADINGS = ("统一社会信用代码", "企业名称", "统计专业", "统计入库日期", "销售额 2022Q2")
GOOD = (CODE, "甲公司", "工业", date(2022, 1, 1), 300000.1)


def write_book(path: Path, rows, *, title="企业", merged=(), hidden_rows=(), hidden_sheets=(), more=()):
    """Write a workbook; a tuple (formula, value) is a formula, ``more`` are further sheets (title, rows)."""
    with xlsxwriter.Workbook(path) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, lines in ((title, rows), *more):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(lines):
                for column, cell in enumerate(cells):
                    _put(sheet, row, column, cell, day)
            if name == title:
                for area, text in merged:
                    sheet.merge_range(area, text)
                for row in hidden_rows:
                    sheet.set_row(row, None, None, {"hidden": True})
            if name in hidden_sheets:
                sheet.hide()
    return path


def _put(sheet, row, column, cell, day):
    if isinstance(cell, tuple):
        sheet.write_formula(row, column, cell[0], None, cell[1])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, day)
    elif cell is not None:
        sheet.write(row, column, cell)


def with_member(path: Path, name: str, content: bytes) -> Path:
    """Add a member to a package, or put another in its place."""
    with zipfile.ZipFile(path) as archive:
        members = {entry: archive.read(entry) for entry in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, old in {**members, name: content}.items():
            archive.writestr(entry, content if entry == name else old)
    return path


def edited(path: Path, old: bytes, new: bytes, name: str = "xl/worksheets/sheet1.xml") -> Path:
    """Change something in a member of a package."""
    with zipfile.ZipFile(path) as archive:
        content = archive.read(name)
    assert old in content
    return with_member(path, name, content.replace(old, new))


def mutants(raw: bytes, count: int, seed: int):
    """Yield packages with some bytes of one member changed, cut out or put in."""
    chance = random.Random(seed)
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    texts = [name for name in members if name.endswith((".xml", ".rels"))]
    for _ in range(count):
        hit = chance.choice(texts)
        content = bytearray(members[hit])
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(content))
            cut = chance.choice((0, 1, chance.randrange(30)))
            content[at : at + cut] = chance.choice((b"", b"9999999", b"<", b'"', b"A", b"\xff", b"-1"))
        made = BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, old in members.items():
                archive.writestr(name, bytes(content) if name == hit else old)
        yield made.getvalue()


def bomb(path: Path, megabytes: int) -> Path:
    """Write a workbook of which one sheet is said to unfold to so many megabytes; it is two."""
    write_book(path, [HEADINGS, GOOD])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet9.xml", b" " * 2_000_000)
    return _said_to_be(path, 2_000_000, megabytes * 1_000_000)


def lying_bomb(path: Path) -> Path:
    """Write a workbook whose strings are said to be 100 bytes long, and are 50 million."""
    write_book(path, [HEADINGS, GOOD])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/extra.xml", b" " * 50_000_000)
    return _said_to_be(path, 50_000_000, 100)


def _said_to_be(path: Path, size: int, other: int) -> Path:
    """Write another size, in bytes, wherever an archive says this one."""
    path.write_bytes(path.read_bytes().replace(pack("<I", size), pack("<I", other)))
    return path
