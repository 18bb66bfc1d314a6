"""Reading files that a disk may not give back any more, apart from what goes wrong in writing."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG
from typing import IO, Final

CHUNK: Final = 1 << 20


class Unread(Exception):
    """A file cannot be read."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause


def chunks_in(source: IO[bytes]) -> Iterator[bytes]:
    """Give what is in an open file, piece by piece."""
    while chunk := source.read(CHUNK):
        yield chunk


def chunks_of(path: Path) -> Iterator[bytes]:
    """Give what is in a file, piece by piece.

    Raises:
        Unread: It cannot be read.
    """
    try:
        with path.open("rb") as source:
            yield from chunks_in(source)
    except OSError as error:
        raise Unread(error) from error


def is_plain(path: Path) -> bool:
    """Whether it is a file of its own: a link leads to what something else may damage, a pipe never ends."""
    try:
        return S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of what is in a file; empty where it is none of its own or cannot be read."""
    digest = hashlib.sha256()
    if not is_plain(path):
        return ""
    try:
        for chunk in chunks_of(path):
            digest.update(chunk)
    except Unread:
        return ""
    return digest.hexdigest()
