"""Holding the trail against all that is known of it: itself, heads in backups, one typed from a paper."""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from domain.store.backup.archive import read_manifest
from domain.store.backup.flaws import strayed_rows
from domain.store.backup.keeping import last_elsewhere, look_through
from domain.store.backup.problems import BackupProblem
from domain.store.chain import (
    FIRST_SCHEMA,
    Break,
    ChainHead,
    GivenUp,
    breaks,
    given_up,
    read_head,
    reading_anything,
    stands_in,
)
from domain.store.plain import SCHEMA, STORE_NAME, moment_of, opened, schema_of
from domain.store.problems import translated
from domain.values.errors import BadInput
from domain.values.progress import Reporter

_SHOWN: Final = 20
_TYPED: Final = "输入的存证码"
_NO_TEXT: Final = "Could not decode to UTF-8"
"""How SQLite's driver begins where text is none."""


@dataclass(frozen=True, slots=True)
class HeadFound:
    """A head that left the house, and whether the trail still came by it.

    Attributes:
        where: Where it stands, in words.
        has_left: Whether it lies where who rewrites the trail does not get at it; a backup beside the store
            is rewritten along with it.
        lost: The part of the trail that it belongs to, where a restore gave that up.
    """

    head: ChainHead
    where: str
    stands: bool
    has_left: bool
    lost: GivenUp | None = None

    @property
    def is_denied(self) -> bool:
        """Whether the trail has something else in its place, and nothing says why."""
        return not self.stands and self.lost is None


@dataclass(frozen=True, slots=True)
class Verified:
    """What holding the trail against all of it came to.

    Attributes:
        entries: How many there are.
        breaks: The first places where it is not what was written.
        heads: Every one that was found, in their order.
        locked_at: When the last entry was written that a head locks (UTC); empty where none does.
        rows: What is not as the trail says, in words; None where that was not asked.
    """

    entries: int
    breaks: tuple[Break, ...]
    heads: tuple[HeadFound, ...]
    locked_at: str
    rows: tuple[str, ...] | None

    @property
    def is_sound(self) -> bool:
        return not (self.breaks or self.rows or any(one.is_denied for one in self.heads))

    @property
    def locked(self) -> int:
        """The last entry that a head locks; 0 for none."""
        return _locked_by(self.heads)

    def sentences(self) -> Iterator[str]:
        """Yield what people are told, the worst first."""
        for number, fault in self.breaks:
            yield f"第 {number} 条操作记录{fault}。"
        denied = [one for one in self.heads if one.is_denied]
        if denied:
            first = denied[0]
            sound = max(
                (one.head.number for one in self.heads if one.stands and one.head < first.head), default=0
            )
            since = f"第 {sound} 条以后" if sound else "从头"
            yield f"{first.where}的存证 {first.head} 与现在的操作记录不符：{since}被改写过。"
            yield from (f"{one.where}的存证 {one.head} 也不符。" for one in denied[1:])
        yield from self.rows or ()
        for one in self.heads:
            if one.lost is not None:
                yield (
                    f"{one.where}的存证 {one.head} 出自恢复备份时放弃的一段记录"
                    f"（第 {one.lost.after + 1} 条到第 {one.lost.head.number} 条）。"
                )
        if self.is_sound:
            yield f"操作记录 {self.entries} 条逐条相连，没有发现改动。"
            if self.rows is not None:
                yield "数据与操作记录逐项核对，全部相符。"
        else:
            yield "请不要再改动数据，把数据文件夹整个复制一份，交审计人员。"
        yield self._since()

    def _since(self) -> str:
        behind = self.entries - self.locked
        if not self.locked:
            return "还没有存证离开过本机：整份操作记录都可能被改写而看不出来。请打印存根，或把备份存到别处。"
        [last, *_] = [one for one in self.heads if one.stands and one.head.number == self.locked]
        at = f"{_minute(self.locked_at)}，{last.where}"
        if not behind:
            return f"到最后一条（{at}）都已由存证锁定。"
        open_since = f"此后的 {behind} 条可能被改写而看不出来，请打印存根，或把备份存到别处。"
        return f"第 {self.locked} 条（{at}）及以前已由存证锁定；{open_since}"


def verify(home: Path, reporter: Reporter, *, typed: str = "", with_rows: bool = False) -> Verified:
    """Hold the trail of the store in a folder against itself, its backups and a head typed from a paper.

    Raises:
        BadInput: What was typed is no head, or there is no store.
        StoreProblem: The store cannot be read.
        Cancelled: The user stopped it.
    """
    path = home / STORE_NAME
    heads = [_Somewhere(read_head(typed), _TYPED, has_left=True)] if typed.strip() else []
    if not path.is_file():
        raise BadInput(f"这里还没有数据（{home}）")
    heads += _in_backups(home)
    with translated(path), closing(opened(path)) as connection:
        connection.execute("BEGIN")
        schema = schema_of(connection) or ""
        if schema < FIRST_SCHEMA:
            raise BadInput("数据还是旧版本的，操作记录没有相连；请先用新版本打开一次")
        if schema > SCHEMA:
            raise BadInput(
                f"数据由更新的助企兑写成（数据版本 {schema}，本程序到 {SCHEMA}），没有核对；请换新版本"
            )
        try:
            return _hold(connection, heads, reporter, with_rows=with_rows)
        except sqlite3.OperationalError as error:
            if not str(error).startswith(_NO_TEXT):
                raise
        # Slower, and needed where somebody wrote what is no text: its place is to be told.
        with reading_anything(connection):
            return _hold(connection, heads, reporter, with_rows=with_rows)


def _hold(
    connection: sqlite3.Connection, heads: "Sequence[_Somewhere]", reporter: Reporter, *, with_rows: bool
) -> Verified:
    found = tuple(islice(breaks(connection, reporter), _SHOWN))
    held = tuple(_held(connection, sorted([*heads, *_on_papers(connection)])))
    rows = tuple(_strayed(connection, reporter)) if with_rows else None
    (entries,) = connection.execute("SELECT count(*) FROM audit_entry").fetchone()
    locked = _locked_by(held)
    row = connection.execute("SELECT at FROM audit_entry WHERE id = ?", (locked,)).fetchone()
    return Verified(entries, found, held, str(row[0]) if row else "", rows)


class _Somewhere(NamedTuple):
    """A head, and where it stands; see `HeadFound`."""

    head: ChainHead
    where: str
    has_left: bool


def _in_backups(home: Path) -> Iterator[_Somewhere]:
    """Yield the heads in backups beside the store, and in the last one elsewhere where that is in reach."""
    for one in look_through(home)[0]:
        if one.manifest.head:
            yield _Somewhere(read_head(one.manifest.head), f"备份 {one.path.name}", has_left=False)
    elsewhere = last_elsewhere(home)
    if elsewhere is None or Path(elsewhere.place).absolute().is_relative_to(home.absolute()):
        return
    with suppress(BackupProblem):  # The stick is not here, or it takes a passphrase.
        if head := read_manifest(Path(elsewhere.place), home).head:
            yield _Somewhere(read_head(head), f"备份 {elsewhere.place}", has_left=True)


def _on_papers(connection: sqlite3.Connection) -> Iterator[_Somewhere]:
    """Yield the heads that left on paper or in files, as the trail tells of them, and those on notices."""
    for number, summary in connection.execute(_LEFT):
        _, _, rest = str(summary).partition(_SAID)
        if found := _HEAD.match(rest):
            yield _Somewhere(read_head(found[0]), f"第 {number} 条记着的那一份", has_left=True)
    for prefix, year, serial, rest in connection.execute(_ON_NOTICES, {"mark": _WITNESS}):
        if found := _HEAD.match(str(rest)):
            yield _Somewhere(read_head(found[0]), f"通知书{prefix}〔{year}〕{serial}号", has_left=True)


def _strayed(connection: sqlite3.Connection, reporter: Reporter) -> Iterator[str]:
    for sentence in islice(strayed_rows(connection, reporter), _SHOWN):
        # Of text that is none, as it can be shown.
        yield sentence.encode("utf-8", "replace").decode("utf-8")


def _locked_by(heads: Sequence[HeadFound]) -> int:
    return max((one.head.number for one in heads if one.stands and one.has_left), default=0)


def _minute(at: str) -> str:
    try:
        return f"{moment_of(at).astimezone():%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return "时间读不出来"  # Somebody changed it, which its hash tells.


def _held(connection: sqlite3.Connection, heads: Sequence[_Somewhere]) -> Iterator[HeadFound]:
    lost = given_up(connection)
    for head, where, has_left in heads:
        stands = stands_in(connection, head)
        gone = None if stands else next((one for one in lost if one.covers(head)), None)
        yield HeadFound(head, where, stands, has_left, gone)


_HEAD: Final = re.compile(r"\d{1,12}(?:-[A-Z2-7]{4}){4}")
_SAID: Final = "存证码 "
_WITNESS: Final = "操作记录存证 "
_LEFT: Final = """
SELECT id, summary FROM audit_entry
WHERE action IN ('store.backup', 'store.command', 'table.export_whole', 'trail.export', 'trail.stub')
AND summary LIKE '%存证码%'
ORDER BY id
"""
_ON_NOTICES: Final = """
SELECT number_prefix, number_year, min(number_serial), rest FROM (
    SELECT *, substr(paper, instr(paper, :mark) + length(:mark), 40) AS rest FROM notice
    WHERE kind = '' AND instr(paper, :mark)
) GROUP BY rest ORDER BY 2, 3
"""
"""Of those that were issued together the first."""
