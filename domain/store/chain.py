"""Whether the trail is what was written: each entry linked to the one before, and heads that left the house.

A head is the number of an entry and its hash. Whoever rewrites an entry has to rewrite all that follow it,
and then a head that stands on a paper, or in a backup, is no longer there.
"""

import hashlib
import json
import re
import sqlite3
from base64 import b32encode
from collections.abc import Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from domain.store.audit import COLUMNS, FIRST, OLDER_COLUMNS, sha256_of
from domain.store.plain import schema_of
from domain.values.errors import BadInput
from domain.values.ids import EntryId
from domain.values.progress import Progress, Reporter, Silent

FIRST_SCHEMA: Final = "0015"
"""Since when entries are linked."""
_FIRST_HASHED: Final = "0010"
"""Since when each has a hash of its own."""

RESTORE: Final = "store.restore"
GIVEN_UP: Final = "given_up"
"""Of the entry of a restore: the heads of what it gave up."""

_LETTERS: Final = 16
"""Of a head on paper: 80 bits, which nobody finds a second trail for."""
_MISREAD: Final = str.maketrans("018", "OIB")
"""Digits that base32 does not have, as the letters they were read for."""
_TYPED: Final = re.compile(r"\s*(\d{1,12})[^0-9A-Z]+(.*)", re.ASCII)
_STEP: Final = 20_000
_SILENT: Final = Silent()


class Fault(StrEnum):
    """What is wrong with an entry. The value is how people are told."""

    ALTERED = "写下之后被改过"
    UNLINKED = "与前一条接不上"
    GAP = "之前缺了记录"


class Break(NamedTuple):
    """A place where the trail is not what was written."""

    number: EntryId
    fault: Fault


class ChainHead(NamedTuple):
    """How far a trail had come: an entry's number, and what its hash is shortened to."""

    number: int
    code: str

    def __str__(self) -> str:
        """Return it as papers have it: ``1234-ABCD-EFGH-IJKL-MNOP``."""
        groups = (self.code[at : at + 4] for at in range(0, _LETTERS, 4))
        return "-".join((str(self.number), *groups))


def code_of(sha256: str) -> str:
    """Return what a hash is shortened to: the base32 (RFC 4648) of its first 10 bytes.

    >>> code_of("00" * 32)
    'AAAAAAAAAAAAAAAA'
    """
    return b32encode(bytes.fromhex(sha256)[:10]).decode("ascii")


def read_head(text: str) -> ChainHead:
    """Read a head that somebody typed from a paper, in capitals or not, with whatever stands between.

    >>> str(read_head("1234 abcd-efgh ijk1 mn0p"))
    '1234-ABCD-EFGH-IJKI-MNOP'

    Raises:
        BadInput: It is none.
    """
    found = _TYPED.match(text.upper())
    letters = re.sub(r"[^0-9A-Z]", "", found[2]).translate(_MISREAD) if found else ""
    if found is None or not re.fullmatch(f"[A-Z2-7]{{{_LETTERS}}}", letters):
        raise BadInput("存证码应是编号和四组字母数字，如 1234-ABCD-EFGH-IJKL-MNOP，请照纸面再输一遍")
    return ChainHead(int(found[1]), letters)


def head_of(connection: sqlite3.Connection) -> ChainHead | None:
    """Return how far a trail has come; None where that cannot be said, e.g. of an older program."""
    if (schema_of(connection) or "") < FIRST_SCHEMA:
        return None
    row = connection.execute("SELECT id, sha256 FROM audit_entry ORDER BY id DESC LIMIT 1").fetchone()
    return ChainHead(row[0], code_of(row[1])) if row is not None and is_hash(row[1]) else None


def stands_in(connection: sqlite3.Connection, head: ChainHead) -> bool:
    """Whether a trail came by here: its entry of that number has that hash."""
    row = connection.execute("SELECT sha256 FROM audit_entry WHERE id = ?", (head.number,)).fetchone()
    return row is not None and is_hash(row[0]) and code_of(row[0]) == head.code


def is_hash(text: object) -> bool:
    return isinstance(text, str) and re.fullmatch("[0-9a-f]{64}", text) is not None


def breaks(connection: sqlite3.Connection, reporter: Reporter = _SILENT) -> Iterator[Break]:
    """Yield the places where a trail is not what was written, in its order.

    Of an older store as much as can be told.

    Raises:
        Cancelled: The user stopped it.
        sqlite3.Error: It cannot be read.
    """
    schema = schema_of(connection) or ""
    if schema < _FIRST_HASHED:
        return
    columns = COLUMNS if schema >= FIRST_SCHEMA else ("id", "''", "at", "actor", "''", *OLDER_COLUMNS[2:])
    (last,) = connection.execute("SELECT ifnull(max(id), 0) FROM audit_entry").fetchone()
    older = hashlib.sha256()
    before: tuple[int, str] | None = None
    is_linked = False
    for number, *said, sha256 in connection.execute(
        f"SELECT {', '.join(columns)}, sha256 FROM audit_entry ORDER BY id"
    ):
        if number % _STEP == 0:
            reporter.step(Progress(number, last, "核对操作记录"))
        previous, at, actor, _account_id, *rest = said
        if not is_linked and previous:
            is_linked = True
            before = before and (before[0], older.hexdigest())
        if is_linked:
            true_hash = sha256_of(number, *said)
            if number != (before[0] if before else 0) + 1:
                yield Break(number, Fault.GAP)
            elif previous != (before[1] if before else FIRST):
                yield Break(number, Fault.UNLINKED)
        else:
            true_hash = sha256_of(at, actor, *rest)
            older.update(str(sha256).encode("ascii", "replace"))
        if sha256 != true_hash:
            yield Break(number, Fault.ALTERED)
        before = number, sha256


class GivenUp(NamedTuple):
    """A part of the trail that a restore gave up: what came after an entry, up to a head."""

    after: int
    head: ChainHead

    def covers(self, head: ChainHead) -> bool:
        return self.after < head.number <= self.head.number


def given_up(connection: sqlite3.Connection) -> list[GivenUp]:
    """Return what restores gave up, as the trail itself says."""
    if (schema_of(connection) or "") < FIRST_SCHEMA:
        return []
    entries = connection.execute(
        "SELECT id, details FROM audit_entry WHERE action = ? ORDER BY id", (RESTORE,)
    )
    return [
        GivenUp(number - 1, read_head(text))
        for number, details in entries
        for text in json.loads(details).get(GIVEN_UP, (None, ()))[1]
    ]
