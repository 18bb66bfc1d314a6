"""The small file beside the store. It is on the disk before a number is used.

Its first line says how far the store had come. It is written over in place after every act, without waiting
for the disk: should it be lost with the power, it says less than the store, which does no harm. All else is
written whole and waited for, before the act that takes the numbers is committed. So in a store that has come
so far a number that only the file has was never used; and a store that has not come so far has lost acts.
"""

import hashlib
import logging
import os
import re
import stat
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from domain.store.backup.places import NUMBERS_NAME
from domain.store.numbers.entries import Head, Numbered, Restored, Series
from domain.store.problems import StoreProblem, reason_of
from domain.values.errors import DomainError
from domain.values.files import flushed, replacing

logger = logging.getLogger(__name__)

FORMAT: Final = 1
KEPT_PAPERS: Final = 2_000
"""So many of the last papers are in the file with their details; of all others only the last number."""

_LINE: Final = re.compile(rb"(\d{12}) (.{32}) ([0-9a-f]{8})\n")
_LINE_BYTES: Final = 12 + 1 + 32 + 1 + 8 + 1


class End(BaseModel):
    """The last number taken of one series."""

    model_config = ConfigDict(frozen=True)

    prefix: str
    year: int
    serial: int


class Numbers(BaseModel):
    """What the file says.

    Attributes:
        head: How far the store had come; None where the line cannot be read.
        first: The time of the store's first act: stores that share it were one once.
        ends: The last number taken, by series.
        papers: The last of them, with what they were taken for.
        pending: What the store is to take into its register when it is opened, e.g. after a restore.
        restored: The last restore, until the trail itself tells of it.
        unsure_up_to: Up to this year the office's register on paper may have more numbers; 0 for no year.
        stated: Series of which somebody said the last number on paper.
    """

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    head: Head | None = Field(default=Head(), exclude=True)
    first: str = ""
    ends: tuple[End, ...] = ()
    papers: tuple[Numbered, ...] = ()
    pending: tuple[Numbered, ...] = ()
    restored: Restored | None = None
    unsure_up_to: int = 0
    stated: tuple[Series, ...] = ()

    @property
    def last(self) -> dict[Series, int]:
        return serials_of(self.ends)

    def is_sure_of(self, series: Series) -> bool:
        """Whether no paper can have a later number of the series than is known here."""
        return series.year > self.unsure_up_to or series in self.stated


def serials_of(ends: tuple[End, ...]) -> dict[Series, int]:
    """Return the last numbers by series."""
    return {Series(end.prefix, end.year): end.serial for end in ends}


def ends_of(*known: Mapping[Series, int]) -> tuple[End, ...]:
    """Return the highest number that any of several sources knows, of every series."""
    series = sorted({one for serials in known for one in serials})
    return tuple(
        End(prefix=one.prefix, year=one.year, serial=max(serials.get(one, 0) for serials in known))
        for one in series
    )


class NumbersFile:
    """Reads and writes the file in one folder. Whoever writes it whole holds the store's lock."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NUMBERS_NAME

    def read(self) -> Numbers | None:
        """Return what it says; None where it is not there, or damaged.

        Raises:
            StoreProblem: It may not be read, or a newer program wrote it.
        """
        try:
            # Reading from a pipe would wait for ever.
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise StoreProblem(f"登记文号的文件位置上不是文件，请把它移走再打开（{self.path}）")
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreProblem(f"登记文号的文件读不出来：{reason_of(error)}（{self.path}）") from error
        numbers = _read(content)
        if numbers is not None and numbers.format > FORMAT:
            raise StoreProblem(f"登记文号的文件由更新的助企兑写成，请先安装更新的版本（{self.path}）")
        return numbers

    def read_if_possible(self) -> Numbers | None:
        """Return what it says; None where that cannot be known."""
        try:
            return self.read()
        except StoreProblem:
            return None

    def write(self, numbers: Numbers) -> None:
        """Put this in its place and wait until it is on the disk.

        Raises:
            StoreProblem: It cannot be written; what was there is left as it was.
        """
        body = numbers.model_dump_json().encode()
        digest = hashlib.sha256(body).hexdigest().encode()
        try:
            with replacing(self.path) as path:
                path.write_bytes(_line(numbers.head or Head()) + body + b"\n" + digest + b"\n")
            flushed(self.path.parent)
        except DomainError as error:
            raise StoreProblem(f"登记文号的文件写不进去，没有编号：{error}") from error
        except OSError as error:
            raise StoreProblem(
                f"登记文号的文件写不进去，没有编号：{reason_of(error)}（{self.path}）"
            ) from error

    def advance(self, head: Head, *, must_stay: bool = False) -> None:
        """Say how far the store has come, after an act; `must_stay` waits for the disk.

        An act is done whether or not this can be written.
        """
        try:
            with self.path.open("r+b", buffering=0) as file:
                if file.seek(0, os.SEEK_END) < _LINE_BYTES:
                    return
                file.seek(0)
                file.write(_line(head))
                if must_stay:
                    os.fsync(file.fileno())
        except FileNotFoundError:
            pass  # The next opening asks for the last number on paper.
        except OSError as error:
            logger.warning("cannot advance %s: %s", self.path, error)


def _line(head: Head) -> bytes:
    said = b"%012d %-32b" % (head.acts, head.at.encode())
    return said + b" %08x\n" % zlib.crc32(said)


def _read(content: bytes) -> Numbers | None:
    body, _, rest = content[_LINE_BYTES:].partition(b"\n")
    if hashlib.sha256(body).hexdigest().encode() != rest.rstrip(b"\n"):
        return None
    try:
        numbers = Numbers.model_validate_json(body)
    except ValidationError:
        # Whole, so not damaged: of a program that puts more into it.
        return Numbers(format=FORMAT + 1)
    return numbers.model_copy(update={"head": _head(content[:_LINE_BYTES])})


def _head(line: bytes) -> Head | None:
    found = _LINE.fullmatch(line)
    if found is None or zlib.crc32(line[: found.start(3) - 1]) != int(found[3], 16):
        return None
    return Head(int(found[1]), found[2].decode().strip())
