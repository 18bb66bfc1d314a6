"""Looking through .xlsx and .ods packages before they are unpacked: size, passwords, what readers skip."""

import html
import re
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from typing import Final

from domain.errors import BadInput
from domain.exchange.intake.cells import Unreadable
from domain.exchange.intake.sources import RESAVE, Findings, formula_error, formula_without_value

MAX_UNPACKED: Final = 1_000_000_000
OPEN_DOCUMENT: Final = "ods"
EXCEL: Final = "xlsx"

_CHUNK: Final = 1 << 20
_OVERLAP: Final = 10_000
_C: Final = rb"<(?:\w+:)?c\b"
_CELL: Final = re.compile(_C + rb"""[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["'][^>]*(?<!/)>""")
# Anything right of column Z or below row 99,999: rare, so that looking for it costs little.
_FAR: Final = re.compile(rb' r="([A-Z]{2,3}\d+|[A-Z]\d{6,7})"[^>]*(?<!/)>')
_WRONG: Final = re.compile(
    _C + rb'(?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>.{0,9000}?<(?:\w+:)?v>(#[^<]{1,20})<',
    re.DOTALL,
)
_UNSOLVED: Final = re.compile(
    _C + rb'(?![^>]*\bt="str")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>\s*'
    rb"<(?:\w+:)?f\b[^>]*?(?:/>|>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_HIDDEN: Final = re.compile(rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d{1,7})"')
_SHEET: Final = re.compile(r'<(?:\w+:)?sheet\b[^>]*?\bname="([^"]*)"[^>]*?\bid="([^"]*)"')
_LINK: Final = re.compile(r'<(?:\w+:)?Relationship\b(?=[^>]*\bId="([^"]*)")[^>]*?\bTarget="([^"]*)"')


class Package:
    """A zip file that holds a workbook, of a size that can be unpacked."""

    def __init__(self, raw: bytes) -> None:
        """Look at what is in it.

        Raises:
            BadInput: It is damaged, has a password, is too large, or is no workbook.
        """
        try:
            self._archive = zipfile.ZipFile(BytesIO(raw))
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
            raise BadInput(f"文件已损坏，读不出来；{RESAVE}") from error
        if sum(entry.file_size for entry in self._archive.infolist()) > MAX_UNPACKED:
            raise _too_large()
        self.notes: list[str] = []
        self.kind = self._kind()

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield a member piece by piece.

        Raises:
            BadInput: It is damaged, longer than it says, or has a password.
        """
        try:
            with self._archive.open(name) as member:
                while chunk := member.read(_CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, NotImplementedError, EOFError, zlib.error, KeyError, ValueError) as error:
            raise BadInput(f"文件已损坏，读不出来；{RESAVE}") from error
        except RuntimeError as error:
            # What zipfile raises for members with a password.
            raise BadInput("文件加了密码，请在 Excel 里去掉密码后再试") from error

    def text(self, name: str) -> str:
        """Return a member as text; empty where there is none."""
        return b"".join(self.chunks(name)).decode("utf-8", "replace") if name in self._names else ""

    def look_through(self, most_cells: int) -> dict[str, Findings]:
        """Return what there is to say about each sheet of Excel, by its title.

        Raises:
            BadInput: A sheet spans more cells than that, or something is damaged.
        """
        findings, spans = {}, {}
        titles = self._titles()
        # Every member to its end: a package may lie about their lengths, and hide a sheet under any name.
        for name in sorted(self._names):
            found, spans[name] = self._look_into(name)
            if name in titles:
                findings[titles[name]] = found
        if sum(spans.values()) > most_cells:
            spans = {name: self._exact_span(name) for name in spans}
        if sum(spans.values()) > most_cells:
            raise BadInput("工作表太大（最后一个有内容的单元格离表头太远），请删去多余的空行空列后再试")
        return findings

    @cached_property
    def _names(self) -> frozenset[str]:
        return frozenset(self._archive.namelist())

    def _kind(self) -> str:
        names = self._names
        if "mimetype" in names and "spreadsheet" in self.text("mimetype"):
            if "encryption-data" in self.text("META-INF/manifest.xml"):
                raise BadInput("文件加了密码，请去掉密码后再试")
            return OPEN_DOCUMENT
        if "xl/workbook.bin" in names:
            raise BadInput(f"这是 .xlsb 文件，读不了；{RESAVE}")
        if not any(name.startswith("xl/") for name in names):
            raise BadInput("这不是表格文件（压缩包、文档或演示文稿），请选 .xlsx、.xls、.ods 或 .csv 文件")
        if "xl/vbaProject.bin" in names:
            self.notes.append("文件里有宏。宏不会运行，只读取单元格里的内容。")
        return EXCEL

    def _look_into(self, name: str) -> tuple[Findings, int]:
        """Return what a sheet has, and how many cells it spans at most."""
        unreadable: dict[tuple[int, int], Unreadable] = {}
        hidden: set[int] = set()
        rows, columns = 99_999, 26
        tail = b""
        for chunk in self.chunks(name):
            part = tail + chunk
            if b" r='" in part:
                rows, columns = 1_048_576, 16_384
            for place in _FAR.findall(part):
                column, row = _place(*_split(place))
                rows, columns = max(rows, row + 1), max(columns, column + 1)
            if b't="e"' in part:
                for letters, digits, text in _WRONG.findall(part):
                    column, row = _place(letters, digits)
                    unreadable[row, column] = formula_error(text.decode("utf-8", "replace"))
            if b"<f" in part or b":f" in part:
                for letters, digits in _UNSOLVED.findall(part):
                    column, row = _place(letters, digits)
                    unreadable.setdefault((row, column), formula_without_value())
            if b"hidden=" in part:
                hidden.update(int(digits) - 1 for digits in _HIDDEN.findall(part))
            tail = part[-_OVERLAP:]
        return Findings(unreadable, frozenset(hidden)), rows * columns

    def _exact_span(self, name: str) -> int:
        """Return how many cells a sheet spans: the reader lays out every one up to the last in use."""
        rows = columns = 0
        tail = b""
        for chunk in self.chunks(name):
            for letters, digits in _CELL.findall(tail + chunk):
                column, row = _place(letters, digits)
                rows, columns = max(rows, row + 1), max(columns, column + 1)
            tail = chunk[-_OVERLAP:]
        return rows * columns

    def _titles(self) -> dict[str, str]:
        """Return the title of each sheet by its member's name."""
        book, links = self.text("xl/workbook.xml"), self.text("xl/_rels/workbook.xml.rels")
        members = {id_: _member(target) for id_, target in _LINK.findall(links)}
        return {members[id_]: html.unescape(title) for title, id_ in _SHEET.findall(book) if id_ in members}


def _too_large() -> BadInput:
    return BadInput(f"展开后超过 {MAX_UNPACKED // 10**9} GB，不像是企业数据，没有读取")


def _member(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target}"


def _split(place: bytes) -> tuple[bytes, bytes]:
    letters = place.rstrip(b"0123456789")
    return letters, place[len(letters) :]


def _place(letters: bytes, digits: bytes) -> tuple[int, int]:
    """Return column and row, counted from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return column - 1, int(digits) - 1
