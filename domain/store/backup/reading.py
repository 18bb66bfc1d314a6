"""Reading files that a disk may not give back any more, apart from what goes wrong in writing."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
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


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of what is in a file; empty where it is none or cannot be read."""
    digest = hashlib.sha256()
    try:
        if not path.is_file():  # a pipe would never end
            return ""
        for chunk in chunks_of(path):
            digest.update(chunk)
    except (Unread, OSError):
        return ""
    return digest.hexdigest()
