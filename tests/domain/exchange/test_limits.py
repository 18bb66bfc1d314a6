"""Whatever a file claims of itself, it is refused before room is made for that."""

import subprocess
import sys
import zipfile
from pathlib import Path
from struct import pack

import pytest

from tests.domain.exchange.awkward import GOOD, HEADINGS, edited, with_member, write_book
from tests.domain.exchange.old_books import compound, number, old_book, record

MEMORY = 400_000_000
"""The most that may be asked for to refuse a file, in bytes."""

SECONDS = 120
"""Of processor time, for all of the files together: far more than they take, far less than one that hangs."""

PROGRAM = """
import resource, sys
from pathlib import Path
import python_calamine, pyexpat, zipfile
from domain.values.errors import BadInput
from domain.exchange.intake.sources import open_source
from domain.exchange.intake import delimited, excel, old_excel, open_document
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + int(sys.argv[2]),) * 2)
resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]),) * 2)
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        open_source(path)
        print(path.name, "read", flush=True)
    except BadInput as error:
        print(path.name, "memory" if "内存不够" in str(error) else "refused", flush=True)
"""


def outcomes(folder):
    """Open every file of a folder in a process of its own that gets no more memory than that."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), str(MEMORY), str(SECONDS)],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return dict(line.split() for line in done.stdout.splitlines())


def workbook(path, old=b"", new=b"", name="xl/worksheets/sheet1.xml"):
    write_book(path, [HEADINGS, GOOD])
    return edited(path, old, new, name) if old else path


def packages(folder):
    """Write workbooks that claim what they are not."""
    far = {
        "overflow": b'r="B99999999999999999999999999"',
        "row-31048576": b'r="B31048576"',
        "column": b'r="ZZZZZZZ1"',
        "last": b'r="XFD1048576"',
        "small-letters": b'r="xfd1048576"',
        "single-quotes": b"r='XFD1048576'",
        "spaces": b'  r="XFD1048576"',
        "twice": b'r="A2" r="XFD1048576"',
        "nothing": b'r=""',
        "row-0": b'r="B0"',
        "minus": b'r="B-5"',
    }
    for name, place in far.items():
        workbook(folder / f"cell-{name}.xlsx", b'r="B2"', place)
    end = b"</sheetData>"
    prefixed = b'<row><y:c r="XFD1048576"><y:v>1</y:v></y:c></row>' + end
    workbook(folder / "cell-prefixed.xlsx", end, prefixed)
    unplaced = b'<row r="1048576">' + b"<c/>" * 900 + b"<c><v>1</v></c></row>" + end
    workbook(folder / "cell-without-a-place.xlsx", end, unplaced)
    rows = b"".join(b'<row r="%d"><c r="F%d"><v>1</v></c></row>' % (at, at) for at in (9, 1_048_576))
    sparse = folder / "sparse.xlsx"
    write_book(sparse, [HEADINGS, GOOD], more=[(f"第{at}张", [("x",)]) for at in range(8)])
    for at in range(2, 10):
        edited(sparse, end, rows + end, f"xl/worksheets/sheet{at}.xml")
    workbook(
        folder / "strings-claimed.xlsx", b'uniqueCount="', b'uniqueCount="9999999999', "xl/sharedStrings.xml"
    )
    long = folder / "strings-repeated.xlsx"
    workbook(long, b"<t>", b"<t>" + b"x" * 30_000, "xl/sharedStrings.xml")
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (at, at) for at in range(3, 40_000))
    edited(long, end, cells + end)
    merged = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (at, at) for at in range(1, 200_100))
    workbook(folder / "merged.xlsx", end, end + b"<mergeCells>" + merged + b"</mergeCells>")
    overlapping = b'<mergeCell ref="A1:E2"/>' * 1000
    workbook(folder / "overlapping.xlsx", end, end + b"<mergeCells>" + overlapping + b"</mergeCells>")
    deep = b"<a>" * 300_000 + b"</a>" * 300_000
    workbook(folder / "deep.xlsx", b"<sheets>", deep + b"<sheets>", "xl/workbook.xml")
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><workbook'
    workbook(folder / "entities.xlsx", b"<workbook", bomb, "xl/workbook.xml")
    same = b'<sheet name="x" sheetId="2" r:id="rId1"/></sheets>'
    workbook(folder / "same-sheet.xlsx", b"</sheets>", same, "xl/workbook.xml")
    with_member(workbook(folder / "also-open.xlsx"), "content.xml", b"<a/>")
    with zipfile.ZipFile(workbook(folder / "members.xlsx"), "a") as archive:
        for at in range(10_001):
            archive.writestr(f"{at}", "")


def open_documents(folder):
    cell = '<table:table-cell {} office:value-type="string"><text:p>甲</text:p></table:table-cell>'
    row = "<table:table-row {}>{}</table:table-row>"
    for name, content in {
        "rows": row.format('table:number-rows-repeated="1000000000000"', cell),
        "columns": row.format("", cell.format('table:number-columns-repeated="1000000000"')),
        "block": row.format(
            'table:number-rows-repeated="1048576"', cell.format('table:number-columns-repeated="999"')
        ),
        "minus": row.format('table:number-rows-repeated="-5"', cell),
        "no-number": row.format('table:number-rows-repeated="x"', cell),
        "gap": row.format('table:number-rows-repeated="900000000"', "") + row.format("", cell) * 2,
        "wide-gap": row.format("", '<table:table-cell table:number-columns-repeated="900"/>' + cell) * 9000,
        "merged": row.format("", '<table:table-cell table:number-rows-spanned="9999999999"/>'),
        "entities": '<!DOCTYPE a [<!ENTITY b "bbbb">]>&b;',
    }.items():
        start = '<a xmlns:office="o" xmlns:table="t" xmlns:text="x"><table:table table:name="企业">'
        with zipfile.ZipFile(folder / f"{name}.ods", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", f"{start}{content}</table:table></a>")


def old_books(folder):
    far = [["x"], [number(65_535, 255, 1.0)]]
    ragged = [["x"], [b"".join(number(row, 999, 1.0) for row in range(60_000))]]
    wide = [["x"], [number(1, 65_535, 1.0)]]
    cut = old_book([["x"], *[[1.0]] * 2000])
    books = {
        "far": old_book(far),
        "ragged": old_book(ragged),
        "wide": old_book(wide),
        "cut-off": cut[:6000],
        "sectors": cut[:30] + pack("<HH", 65_535, 65_535) + cut[34:],
        "chain": cut[:48] + pack("<I", 0x7FFFFFFF) + cut[52:],
        "circle": cut[:512] + pack("<I", 0) * 128 + cut[1024:],
        "tables": cut[:68] + pack("<II", 0, 0xFFFFFFF0) + cut[76:],
        "text": compound(record(0x809, pack("<HH", 0x600, 5)) + record(0xFC, b"\xff" * 12)),
    }
    for name, raw in books.items():
        (folder / f"{name}.xls").write_bytes(raw)


def texts(folder):
    (folder / "rows.csv").write_bytes(b"a\n" * 3_100_000)
    (folder / "cells.csv").write_bytes(b"," * 25_100_000)
    (folder / "one-cell.csv").write_bytes("统一社会信用代码\n".encode() + b'"' + b"x" * 3_000_000)
    (folder / "noise.csv").write_bytes(bytes(range(256)) * 10_000)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="asks Linux how much memory is in use")
@pytest.mark.parametrize("write", [packages, open_documents, old_books, texts])
def test_that_what_is_refused_takes_little_memory_and_never_ends_the_program(tmp_path, write):
    write(tmp_path)
    found = outcomes(tmp_path)
    assert len(found) == len([*tmp_path.iterdir()])
    assert {name: outcome for name, outcome in found.items() if outcome != "refused"} == (
        {"deep.xlsx": "read"} if write is packages else {}
    )
