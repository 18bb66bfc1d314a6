"""How the results of a kept assessment lie in the store: columns of many enterprises, packed.

This is all that is needed to read them without this program. A run is a row of `assessment_run`. Its
enterprises, by their ids and ascending, are cut into blocks of at most `BLOCK`, numbered from 0 (``number``);
a run of nobody has one block:

``assessment_block`` has a row for each block of a run, with columns of its enterprises:
    ids: integers ``<i8``.
    usccs, names: texts, as they were when the run was taken.
``assessment_column`` has a row for each clause of each block, with a value for each enterprise of the block,
in the same order:
    outcomes: integers ``i1``, places in `OUTCOMES`; `NONE` where the clause came to nothing at all, and
        `UNREADABLE` where an older store had something there that nobody could read.
    amounts, most: integers ``<i8``, in fen.
    reasons: texts, each different one once.
    reason_places: integers ``<i4``: which of these texts, from 0, is the reason.

Each such value is one zlib stream (RFC 1950), which ends with a checksum. Inflated it is:
    integers: one after the other, signed, two's complement, the lowest byte first; of 1 byte (``i1``),
        4 (``<i4``) or 8 (``<i8``). How many there are follows from the length.
    texts: their number, the length of each in bytes, all as unsigned integers of 4 bytes, the lowest byte
        first; then the texts themselves in UTF-8, one after the other, with nothing in between.

Light, without numpy: whole stores are checked with it.
"""

import hashlib
import sqlite3
import struct
import sys
import zlib
from array import array
from collections.abc import Sequence
from typing import Final

BLOCK: Final = 20_000
"""Enterprises in a block: what is in hand of a run that is written or read one by one stays below some MB."""

OUTCOMES: Final = ("granted", "not_met", "missing", "manual")
NONE: Final = -1
UNREADABLE: Final = 127

WIDTHS: Final = {
    "ids": 8,
    "outcomes": 1,
    "amounts": 8,
    "most": 8,
    "reason_places": 4,
}
"""Bytes of an integer in each column of integers."""

_LEVEL: Final = 1
_MOST_BYTES: Final = 2**28
"""No column of a block comes near; what says it is longer is damaged."""


def packed(content: bytes) -> bytes:
    """Return a value as it is stored."""
    return zlib.compress(content, _LEVEL)


def unpacked(stored: bytes, size: int | None = None) -> bytes:
    """Return what was packed; ``size`` is its length in bytes where that is known.

    Raises:
        ValueError: It is not as it was written.
    """
    if not isinstance(stored, bytes):
        raise ValueError(f"no bytes but {type(stored).__name__}")
    inflating = zlib.decompressobj()
    try:
        content = inflating.decompress(stored, (_MOST_BYTES if size is None else size) + 1)
    except zlib.error as error:
        raise ValueError(str(error)) from error
    if not inflating.eof or inflating.unused_data or (size is not None and len(content) != size):
        raise ValueError("not as long as it should be")
    return content


def packed_texts(texts: Sequence[str]) -> bytes:
    """Return texts as they are stored.

    >>> unpacked_texts(packed_texts(["郑州", "", "a"]))
    ['郑州', '', 'a']
    """
    each = [text.encode("utf-8") for text in texts]
    head = struct.pack(f"<{len(each) + 1}I", len(each), *map(len, each))
    return packed(b"".join([head, *each]))


def unpacked_texts(stored: bytes, count: int | None = None) -> list[str]:
    """Return texts that were packed; ``count`` is how many where that is known.

    Raises:
        ValueError: They are not as they were written.
    """
    content = unpacked(stored)
    try:
        (there,) = struct.unpack_from("<I", content)
        lengths = struct.unpack_from(f"<{there}I", content, 4)
    except struct.error as error:
        raise ValueError(str(error)) from error
    at, texts = 4 + 4 * there, []
    if (count is not None and there != count) or len(content) != at + sum(lengths):
        raise ValueError("not as many as there should be")
    for length in lengths:
        texts.append(content[at : at + length].decode("utf-8"))
        at += length
    return texts


def unpacked_integers(name: str, stored: bytes, count: int | None = None) -> "array[int]":
    """Return the integers of a column, which `WIDTHS` names; ``count`` is how many where that is known.

    Raises:
        ValueError: They are not as they were written.
    """
    width = WIDTHS[name]
    values = array(_TYPES[width])
    values.frombytes(unpacked(stored, None if count is None else count * width))
    if sys.byteorder == "big":
        values.byteswap()
    return values


def digest_of(connection: sqlite3.Connection, run_id: int) -> str:
    """Return the SHA-256 of what a run came to, as `domain.policies.runs.results.Results.digest` has it.

    Raises:
        ValueError: It does not read as it was written.
    """
    digest = hashlib.sha256()
    for (stored,) in connection.execute(_IDS, (run_id,)):
        digest.update(unpacked(stored))
    for (clause_id,) in connection.execute(_CLAUSES, (run_id,)).fetchall():
        digest.update(clause_id if isinstance(clause_id, bytes) else clause_id.encode("utf-8"))
        for name in ("outcomes", "amounts", "most"):
            for (stored,) in connection.execute(_COLUMN.format(name), (run_id, clause_id)):
                digest.update(unpacked(stored))
    return digest.hexdigest()


def check(connection: sqlite3.Connection, run_id: int) -> None:
    """Read all that is kept of a run.

    Raises:
        ValueError: Something does not read as it was written.
    """
    clauses = len(connection.execute(_CLAUSES, (run_id,)).fetchall())
    for number, ids, usccs, names in connection.execute(_BLOCKS, (run_id,)):
        count = len(unpacked_integers("ids", ids))
        unpacked_texts(usccs, count)
        unpacked_texts(names, count)
        columns = connection.execute(_COLUMNS, (run_id, number)).fetchall()
        if len(columns) != clauses:
            raise ValueError("a clause is not there")
        for outcomes, amounts, most, reasons, reason_places in columns:
            unpacked_integers("amounts", amounts, count)
            unpacked_integers("most", most, count)
            places = unpacked_integers("reason_places", reason_places, count)
            if not set(unpacked_integers("outcomes", outcomes, count)) <= _KNOWN:
                raise ValueError("an outcome that there is not")
            if not set(places) <= set(range(len(unpacked_texts(reasons)))):
                raise ValueError("a reason that is not there")


_TYPES: Final = {1: "b", 4: "i", 8: "q"}
_KNOWN: Final = {NONE, *range(len(OUTCOMES))}
_IDS: Final = "SELECT ids FROM assessment_block WHERE run_id = ? ORDER BY number"
_BLOCKS: Final = "SELECT number, ids, usccs, names FROM assessment_block WHERE run_id = ? ORDER BY number"
_CLAUSES: Final = "SELECT DISTINCT clause_id FROM assessment_column WHERE run_id = ? ORDER BY clause_id"
_COLUMN: Final = "SELECT {} FROM assessment_column WHERE run_id = ? AND clause_id = ? ORDER BY number"
_COLUMNS: Final = (
    "SELECT outcomes, amounts, most, reasons, reason_places FROM assessment_column"
    " WHERE run_id = ? AND number = ?"
)
