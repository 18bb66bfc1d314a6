"""Zip packages that hold a document: of a size that can be unpacked, with the names their readers expect."""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from struct import unpack_from
from typing import Any, Final
from xml.parsers import expat

from domain.values.errors import BadInput

MAX_TEXT: Final = 50_000_000
"""Of a member that is read as a whole."""

_CHUNK: Final = 1 << 20
_MOST_MEMBERS: Final = 10_000
_ENTRY: Final = b"PK\x01\x02"


@dataclass(frozen=True, slots=True)
class PackageKind:
    """What a package is meant to hold.

    Attributes:
        word: What people call it.
        resave: What to do with one that is damaged.
        max_unpacked: How large all its members may be together, in bytes.
    """

    word: str
    resave: str
    max_unpacked: int

    def damaged(self) -> BadInput:
        return BadInput(f"文件已损坏，读不出来；{self.resave}")


class Package:
    """A zip file that holds a document.

    Attributes:
        raw: The file, with the names of its members as they should be.
    """

    def __init__(self, raw: bytes, kind: PackageKind) -> None:
        """Look at what is in it.

        Raises:
            BadInput: It is damaged or too large.
        """
        # Counted before the directory is read, of which every entry takes much more room than here.
        if raw.count(_ENTRY) > _MOST_MEMBERS:
            raise BadInput(f"压缩包里的文件太多，不像是{kind.word}，没有读取")
        self.raw = raw
        self._kind = kind
        self._archive = self._opened()
        if any("\\" in entry.orig_filename for entry in self._archive.infolist()):
            self.raw = self._with_slashes()
            self._archive = self._opened()
        if sum(entry.file_size for entry in self._archive.infolist()) > kind.max_unpacked:
            raise BadInput(f"展开后超过 {kind.max_unpacked / 10**9:g} GB，不像是{kind.word}，没有读取")
        if len(self._by_small_name) < len(self._archive.infolist()):
            # Which of two members of one name is read differs from program to program.
            raise kind.damaged()

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
            raise self._kind.damaged() from error
        except RuntimeError as error:
            # What zipfile raises for members with a password.
            raise BadInput("文件加了密码，请打开它，去掉密码后再试") from error

    def parse(self, name: str, start: Callable[[str, dict[str, str]], None]) -> None:
        """Tell of every element of a member, without the prefixes of its name and attributes' names.

        Raises:
            BadInput: It is damaged.
        """

        def told(element: str, about: dict[str, str]) -> None:
            start(_bare(element), {_bare(key): value for key, value in about.items()})

        if name:
            self.parse_xml(name, StartElementHandler=told)

    def parse_xml(self, name: str, **handlers: Callable[..., Any]) -> None:
        """Parse a member as XML, piece by piece; nothing that it declares is ever unfolded.

        Raises:
            BadInput: It is damaged.
        """
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.EntityDeclHandler = _refuse
        for event, handler in handlers.items():
            setattr(parser, event, handler)
        try:
            for chunk in self.chunks(name):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, OverflowError) as error:
            raise self._kind.damaged() from error

    def text(self, name: str) -> str:
        """Return a member as text; empty where there is none.

        Raises:
            BadInput: As `chunks`, or it is far too long.
        """
        if not name:
            return ""
        if self._archive.getinfo(name).file_size > MAX_TEXT:
            raise self._kind.damaged()
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
            raise self._kind.damaged() from error

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


def _bare(name: str) -> str:
    return name.rpartition(":")[2]


def _refuse(*_: object) -> None:
    raise ValueError("a document declares no entities")
