"""Zip packages that hold a workbook: of a size that can be unpacked, with the names their readers expect."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from functools import cached_property
from io import BytesIO
from struct import unpack_from
from typing import Any, Final
from xml.parsers import expat

from domain.exchange.intake.sheets import RESAVE, damaged
from domain.values.errors import BadInput

MAX_UNPACKED: Final = 1_000_000_000
MAX_TEXT: Final = 50_000_000
"""Of a member that is read as a whole."""

OPEN_DOCUMENT: Final = "ods"
EXCEL: Final = "xlsx"

_CHUNK: Final = 1 << 20
_MOST_MEMBERS: Final = 10_000
_ENTRY: Final = b"PK\x01\x02"


class Package:
    """A zip file that holds a workbook.

    Attributes:
        raw: The file, with the names of its members as they should be.
        notes: What is to be said about it.
    """

    def __init__(self, raw: bytes) -> None:
        """Look at what is in it.

        Raises:
            BadInput: It is damaged, has a password, is too large, or is no workbook.
        """
        # Counted before the directory is read, of which every entry takes much more room than here.
        if raw.count(_ENTRY) > _MOST_MEMBERS:
            raise BadInput("压缩包里的文件太多，不像是表格，没有读取")
        self.raw = raw
        self._archive = self._opened()
        if any("\\" in entry.orig_filename for entry in self._archive.infolist()):
            self.raw = self._with_slashes()
            self._archive = self._opened()
        if sum(entry.file_size for entry in self._archive.infolist()) > MAX_UNPACKED:
            raise BadInput(f"展开后超过 {MAX_UNPACKED // 10**9} GB，不像是企业数据，没有读取")
        if len(self._by_small_name) < len(self._archive.infolist()):
            # Which of two members of one name is read differs from program to program.
            raise damaged()
        self.notes: list[str] = []
        self.kind = self._kind()

    def find(self, name: str) -> str:
        """Return a member's name as it is written, whatever letters are small; empty where there is none."""
        return self._by_small_name.get(name.lower(), "")

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
            raise damaged() from error
        except RuntimeError as error:
            # What zipfile raises for members with a password.
            raise BadInput("文件加了密码，请在 Excel 里去掉密码后再试") from error

    def parse(self, name: str, start: Callable[[str, dict[str, str]], None]) -> None:
        """Tell of every element of a member, without the prefixes of its name and attributes' names.

        Raises:
            BadInput: It is damaged.
        """

        def told(element: str, about: dict[str, str]) -> None:
            start(_bare(element), {_bare(key): value for key, value in about.items()})

        if name:
            parse_xml(self.chunks(name), StartElementHandler=told)

    def text(self, name: str) -> str:
        """Return a member as text; empty where there is none.

        Raises:
            BadInput: As `chunks`, or it is far too long.
        """
        if not name:
            return ""
        if self._archive.getinfo(name).file_size > MAX_TEXT:
            raise damaged()
        return b"".join(self.chunks(name)).decode("utf-8", "replace")

    @property
    def names(self) -> list[str]:
        return [*self._by_small_name.values()]

    @cached_property
    def _by_small_name(self) -> dict[str, str]:
        return {entry.filename.lower(): entry.filename for entry in self._archive.infolist()}

    def _opened(self) -> zipfile.ZipFile:
        try:
            return zipfile.ZipFile(BytesIO(self.raw))
        except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError) as error:
            raise damaged() from error

    def _with_slashes(self) -> bytes:
        """Return the file with slashes in its names, where a program of Windows wrote backslashes."""
        found = bytearray(self.raw)

        def change(start: int, length: int) -> None:
            found[start : start + length] = found[start : start + length].replace(b"\\", b"/")

        at = self._archive.start_dir
        for entry in self._archive.infolist():
            (length,) = unpack_from("<H", found, entry.header_offset + 26)
            change(entry.header_offset + 30, length)
            length, extra, comment = unpack_from("<HHH", found, at + 28)
            change(at + 46, length)
            at += 46 + length + extra + comment
        return bytes(found)

    def _kind(self) -> str:
        if "spreadsheet" in self.text(self.find("mimetype")):
            if "encryption-data" in self.text(self.find("META-INF/manifest.xml")):
                raise BadInput("文件加了密码，请去掉密码后再试")
            return OPEN_DOCUMENT
        if any(name.lower().endswith("workbook.bin") for name in self.names):
            raise BadInput(f"这是 .xlsb 文件，读不了；{RESAVE}")
        # What is no good workbook of Excel would be tried as an open document, which nothing looked through.
        if "content.xml" in self.names or not any(name.lower().startswith("xl/") for name in self.names):
            raise BadInput("这不是表格文件（压缩包、文档或演示文稿），请选 .xlsx、.xls、.ods 或 .csv 文件")
        if self.find("xl/vbaProject.bin"):
            self.notes.append("文件里有宏。宏不会运行，只读取单元格里的内容。")
        return EXCEL


def parse_xml(chunks: Iterator[bytes], **handlers: Callable[..., Any]) -> None:
    """Parse XML piece by piece; nothing that it declares is ever unfolded.

    Raises:
        BadInput: It is damaged.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.EntityDeclHandler = _refuse
    for name, handler in handlers.items():
        setattr(parser, name, handler)
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, OverflowError) as error:
        raise damaged() from error


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise ValueError("a workbook declares no entities")
