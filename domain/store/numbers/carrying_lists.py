"""What a restore must not take back of what was sent to be paid."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from domain.store.numbers.entries import NumberKind, Series
from domain.store.numbers.file import ends_of
from domain.store.numbers.reading import FIRST_WITH_LISTS, lists_by, lists_in
from domain.store.numbers.sent import (
    LISTS,
    Answered,
    Journal,
    Said,
    Sent,
    SentFile,
    SentLine,
    SentList,
    is_behind,
)
from domain.store.plain import STORE_NAME, opened, schema_of


@dataclass(frozen=True, slots=True)
class ListsSince:
    """What the bank has and a restored store has not.

    Attributes:
        lists: Sent since the backup, in the order of their numbers.
        unknown: Numbers, by year, of which nothing is known but that a list went out under them.
        doubled: Those whose number the backup has for another list.
        is_sure: Whether that is all there can be. Else the last list on paper is asked for before one more is
            sent.
    """

    lists: tuple[SentList, ...] = ()
    unknown: tuple[tuple[int, int], ...] = ()
    doubled: tuple[SentList, ...] = ()
    is_sure: bool = True


def carried_lists(
    home: Path, restored: Path, *, promised: Mapping[Series, int], is_known_here: bool
) -> tuple[list[Said], ListsSince]:
    """Return what is added to the journal in `home` when a store is restored there, and what that lacks.

    Args:
        home: Where the present store and its journal lie; both may be missing or damaged.
        restored: The store out of the backup.
        promised: The last numbers that its manifest names.
        is_known_here: Whether this machine went on from the backup itself.

    Raises:
        sqlite3.Error: The restored store cannot be read.
    """
    journal, back = SentFile(home).read_if_possible(), lists_in(restored)
    store, schema = _present_in(home)
    own = journal.sent if journal is not None else Sent()
    told = untold_by(own, store) if store is not None else []
    known = Sent()
    for said in (*_all_of(own), *told):
        known.hear(said)
    ends = ends_of(*({Series(LISTS, year): last for year, last in one.last.items()} for one in (known, back)))
    ends = ends_of({Series(end.prefix, end.year): end.serial for end in ends}, promised)
    recorded = {one.id for one in store.gone} if store is not None else set()
    missing = [
        one
        if one.kind is NumberKind.PAID_BEFORE
        else one.model_copy(
            update={"kind": NumberKind.BEFORE_RESTORE if one.id in recorded else NumberKind.LOST}
        )
        for one in known.gone
        if one.id not in back.lists
    ]
    there = {one.key for one in back.lists.values()}
    taken = {one.key for one in (*known.lists.values(), *back.lists.values())}
    unknown = [
        (end.year, serial)
        for end in ends
        for serial in range(back.last.get(end.year, 0) + 1, end.serial + 1)
        if (end.year, serial) not in taken
    ]
    is_sure = is_known_here and _is_sure(journal, schema)
    # What somebody has stated of this journal goes on counting.
    is_said = None if is_known_here and journal is not None else is_sure
    told.append(Said(ends=ends, is_restored=True, is_sure=is_said))
    doubled = tuple(one for one in missing if one.key in there)
    # Where nothing was ever paid, as far as is known, there is nothing to say before something is.
    return told, ListsSince(tuple(missing), tuple(unknown), doubled, is_sure=is_sure or not ends)


def untold_by(journal: Sent, store: Sent) -> list[Said]:
    """Return what a store knows and the journal does not, as the journal is to say it."""
    answered, said = list[Answered](), list[Said]()
    for one in store.lists.values():
        if one.kind is NumberKind.UNUSED:
            continue
        own = journal.lists.get(one.id)
        places = {line.place: line for line in own.lines} if own is not None else {}
        if own is None or any(line.place not in places for line in one.lines):
            said.append(Said(sent=one))
        answered += [
            _answer(one.id, line)
            for line in one.lines
            if line.place in places and is_behind(places[line.place], line)
        ]
    if answered:
        said.append(Said(answered=tuple(answered)))
    marks = tuple(one for at, one in store.marks.items() if at not in journal.marks)
    if marks or store.ended - journal.ended:
        said.append(Said(marks=marks, ended=tuple(sorted(store.ended - journal.ended))))
    # What was interrupted has a row of its own, so that the list itself could be sent later.
    freed = {one.key for one in store.lists.values() if one.kind is NumberKind.UNUSED}
    unused = sorted(id_ for id_, one in journal.lists.items() if one.key in freed and id_ not in store.lists)
    if more := tuple(id_ for id_ in unused if id_ not in journal.unused):
        said.append(Said(unused=more))
    return said


def _answer(id_: str, line: SentLine) -> Answered:
    return Answered(
        id=id_,
        place=line.place,
        state=line.state,
        paid=line.paid,
        reason=line.reason,
        done_on=line.done_on,
        back_on=line.back_on,
    )


def _all_of(sent: Sent) -> Sequence[Said]:
    lists = [Said(sent=one) for one in sent.lists.values()]
    return [*lists, Said(unused=tuple(sent.unused), ends=sent.ends)]


def _present_in(home: Path) -> tuple[Sent | None, str]:
    store = home / STORE_NAME
    if not store.exists():
        return None, ""
    try:
        with closing(opened(store)) as connection:
            return lists_by(connection), schema_of(connection) or ""
    except (sqlite3.Error, ValueError):
        return None, ""


def _is_sure(journal: Journal | None, schema: str) -> bool:
    if journal is not None:
        return journal.sent.is_sure or bool(journal.sent.stated)
    # Before there was a journal no list was ever sent.
    return "" < schema < FIRST_WITH_LISTS
