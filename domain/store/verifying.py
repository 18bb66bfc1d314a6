"""Holding the trail against all that is known of it: itself, heads in backups, one typed from a paper."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from domain.store.backup.flaws import strayed_rows
from domain.store.backup.keeping import look_through
from domain.store.chain import (
    FIRST_SCHEMA,
    Break,
    ChainHead,
    GivenUp,
    breaks,
    given_up,
    read_head,
    stands_in,
)
from domain.store.plain import STORE_NAME, moment_of, opened, schema_of
from domain.store.problems import translated
from domain.values.errors import BadInput
from domain.values.progress import Reporter

_SHOWN: Final = 20
_TYPED: Final = "输入的存证码"


@dataclass(frozen=True, slots=True)
class HeadFound:
    """A head that left the house, and whether the trail still came by it.

    Attributes:
        where: Where it stands, in words.
        lost: The part of the trail that it belongs to, where a restore gave that up.
    """

    head: ChainHead
    where: str
    stands: bool
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
        return max((one.head.number for one in self.heads if one.stands), default=0)

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
        at = f"{moment_of(self.locked_at).astimezone():%Y-%m-%d %H:%M}"
        if not behind:
            return f"到最后一条（{at}）都已由存证锁定。"
        open_since = f"此后的 {behind} 条可能被改写而看不出来，请打印存根，或做一份备份。"
        return f"第 {self.locked} 条（{at}）及以前已由存证锁定；{open_since}"


def verify(home: Path, reporter: Reporter, *, typed: str = "", with_rows: bool = False) -> Verified:
    """Hold the trail of the store in a folder against itself, its backups and a head typed from a paper.

    Raises:
        BadInput: What was typed is no head, or there is no store.
        StoreProblem: The store cannot be read.
        Cancelled: The user stopped it.
    """
    path = home / STORE_NAME
    heads = [(read_head(typed), _TYPED)] if typed.strip() else []
    if not path.is_file():
        raise BadInput(f"这里还没有数据（{home}）")
    backups = [one for one in look_through(home)[0] if one.manifest.head]
    heads += [(read_head(one.manifest.head), f"备份 {one.path.name}") for one in backups]
    with translated(path), closing(opened(path)) as connection:
        connection.execute("BEGIN")
        if (schema_of(connection) or "") < FIRST_SCHEMA:
            raise BadInput("数据还是旧版本的，操作记录没有相连；请先用新版本打开一次")
        found = tuple(islice(breaks(connection, reporter), _SHOWN))
        held = tuple(_held(connection, sorted(heads)))
        rows = tuple(islice(strayed_rows(connection, reporter), _SHOWN)) if with_rows else None
        (entries,) = connection.execute("SELECT count(*) FROM audit_entry").fetchone()
        locked = max((one.head.number for one in held if one.stands), default=0)
        row = connection.execute("SELECT at FROM audit_entry WHERE id = ?", (locked,)).fetchone()
    return Verified(entries, found, held, row[0] if row else "", rows)


def _held(connection: sqlite3.Connection, heads: Sequence[tuple[ChainHead, str]]) -> Iterator[HeadFound]:
    lost = given_up(connection)
    for head, where in heads:
        stands = stands_in(connection, head)
        gone = None if stands else next((one for one in lost if one.covers(head)), None)
        yield HeadFound(head, where, stands, gone)
