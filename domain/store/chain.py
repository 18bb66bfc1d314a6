"""Whether the trail is what was written: each entry linked to the one before, and heads that left the house.

A head is the number of an entry and its hash. Whoever rewrites an entry has to rewrite all that follow it,
and then a head that stands on a paper, or in a backup, is no longer there.
"""

import hashlib
import json
import re
import sqlite3
from base64 import b32encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import StrEnum
from typing import Any, Final, NamedTuple

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
"""Of the entry of a restore: the heads of what it gave up; the number alone where the hash was lost."""
GIVEN_UP_AFTER: Final = "given_up_after"
"""Of the same: behind which entry each part began; where it is not said, behind the one before."""

_LETTERS: Final = 16
"""Of a head on paper: 80 bits, which nobody finds a second trail for."""
_MISREAD: Final = str.maketrans("018", "OIB")
"""Digits that base32 does not have, as the letters they were read for."""
_TYPED: Final = re.compile(r"\s*(\d{1,12})[^0-9A-Z]+(.*)", re.ASCII)
_STEP: Final = 20_000
_SILENT: Final = Silent()
_DOING: Final = "核对操作记录"


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


@contextmanager
def reading_anything(connection: sqlite3.Connection) -> Iterator[None]:
    """Read text that is none as well, so that its place can be told; it is equal to nothing that is text."""
    usual = connection.text_factory
    connection.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        connection.text_factory = usual


def _hash_of(*said: str | int | None) -> str:
    """Return what an entry should be told by; of what no entry can say, nothing."""
    try:
        return sha256_of(*said)
    except (TypeError, ValueError):
        return ""  # Bytes, or text that is none: this program writes neither.


def breaks(connection: sqlite3.Connection, reporter: Reporter = _SILENT) -> Iterator[Break]:
    """Yield the places where a trail is not what was written, in its order; see `reading_anything`.

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
    walk = _Walk()
    while True:
        if walk.before is not None and walk.is_sound:
            walk.before = _sound_behind(connection, walk.before, last, reporter)
        rest = "" if walk.before is None else f"WHERE id > {walk.before[0]}"
        for number, *said, sha256 in connection.execute(
            f"SELECT {', '.join(columns)}, sha256 FROM audit_entry {rest} ORDER BY id"
        ):
            if number % _STEP == 0:
                reporter.step(Progress(number, last, _DOING))
            for fault in walk.go_on(number, said, sha256):
                yield Break(number, fault)
            if walk.is_sound:
                break
        else:
            return


class _Walk:
    """A trail gone through entry by entry, column by column.

    Attributes:
        before: The last entry, with its hash; of those that are not linked, with the hash over all theirs.
        is_sound: Whether that one is linked, and as it was written.
    """

    def __init__(self) -> None:
        self.before: tuple[int, str] | None = None
        self.is_sound = False
        self._is_linked = False
        self._older = hashlib.sha256()

    def go_on(self, number: int, said: Sequence[Any], sha256: str) -> list[Fault]:
        """Go on to the next entry: return what is wrong with it, ``said`` from ``previous`` on."""
        previous, at, actor, account_id, *more = said
        if not self._is_linked and previous:
            self._is_linked = True
            self.before = self.before and (self.before[0], self._older.hexdigest())
        last, hash_of_last = self.before or (0, FIRST)
        found = [] if number == last + 1 else [Fault.GAP]
        if self._is_linked:
            true_hash = _hash_of(number, *said)
            if not found and previous != hash_of_last:
                found.append(Fault.UNLINKED)
        else:
            # Of no account: there were none, and their hash does not have it.
            true_hash = _hash_of(at, actor, *more) if account_id in (None, "") else ""
            self._older.update(str(sha256).encode("ascii", "replace"))
        if sha256 != true_hash:
            found.append(Fault.ALTERED)
        self.before = number, sha256
        self.is_sound = self._is_linked and not found
        return found


def _sound_behind(
    connection: sqlite3.Connection, before: tuple[int, str], last: int, reporter: Reporter
) -> tuple[int, str]:
    """Return the last entry up to which all behind a sound one are as they were written, with its hash.

    SQLite writes what is hashed itself, which takes half as long. What is not the same to the byte, or
    nothing that it writes, is left to who looks at it column by column.
    """
    number, sha256 = before
    statement = (
        f"SELECT id, previous, sha256, CAST(json_array({', '.join(COLUMNS)}) AS BLOB) FROM audit_entry "
        f"WHERE id > {number} ORDER BY id"
    )
    with suppress(sqlite3.OperationalError, UnicodeDecodeError):
        for number_now, previous, sha256_now, said in connection.execute(statement):
            if number_now != number + 1 or previous != sha256:
                break
            if hashlib.sha256(said).hexdigest() != sha256_now:
                break
            said.decode("utf-8")  # What is no text is told column by column, too.
            number, sha256 = number_now, sha256_now
            if number % _STEP == 0:
                reporter.step(Progress(number, last, _DOING))
    return number, sha256


class GivenUp(NamedTuple):
    """A part of the trail that a restore gave up: what came after an entry, up to a head.

    The code of the head is empty where it was lost with the store.
    """

    after: int
    head: ChainHead

    @staticmethod
    def read(after: int, text: str) -> "GivenUp":
        """Read one as the entry of a restore has it.

        Raises:
            BadInput: It is none.
        """
        return GivenUp(after, ChainHead(int(text), "") if text.isdecimal() else read_head(text))

    @property
    def text(self) -> str:
        """The head as the entry of a restore has it."""
        return str(self.head) if self.head.code else str(self.head.number)

    def covers(self, head: ChainHead) -> bool:
        return self.after < head.number <= self.head.number


def given_up(connection: sqlite3.Connection) -> list[GivenUp]:
    """Return what restores gave up, as the trail itself says; see `reading_anything`."""
    if (schema_of(connection) or "") < FIRST_SCHEMA:
        return []
    entries = connection.execute(
        "SELECT id, details FROM audit_entry WHERE action = ? ORDER BY id", (RESTORE,)
    )
    return [one for number, details in entries for one in _given_up_in(number, details)]


def _given_up_in(number: int, details: str) -> list[GivenUp]:
    try:
        pairs = json.loads(details)
        heads = pairs.get(GIVEN_UP, (None, ()))[1]
        after = pairs.get(GIVEN_UP_AFTER, (None, [number - 1] * len(heads)))[1]
        return [GivenUp.read(int(begun), text) for begun, text in zip(after, heads, strict=True)]
    except (ValueError, TypeError, AttributeError, LookupError, BadInput):
        return []  # Whoever forged it is found by its hash.


def parting_of(connection: sqlite3.Connection, other: sqlite3.Connection) -> int:
    """Return the last entry that two trails have in common; 0 for none.

    Each hash has all before it in it, so that behind the first difference nothing is alike any more.
    """
    alike, unlike = 0, 1 + min(_last_of(connection), _last_of(other))
    while unlike - alike > 1:
        middle = (alike + unlike) // 2
        if _hash_at(connection, middle) == _hash_at(other, middle):
            alike = middle
        else:
            unlike = middle
    return alike


def _last_of(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT ifnull(max(id), 0) FROM audit_entry").fetchone()[0])


def _hash_at(connection: sqlite3.Connection, number: int) -> object:
    row = connection.execute("SELECT sha256 FROM audit_entry WHERE id = ?", (number,)).fetchone()
    return row and row[0]
