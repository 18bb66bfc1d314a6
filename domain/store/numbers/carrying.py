"""What a restore must not take back: the numbers taken since the backup, and the papers under them."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from domain.store.acts import PROGRAM, Person
from domain.store.backup.manifest import Manifest
from domain.store.backup.places import backups_folder
from domain.store.chain import ChainHead, GivenUp, given_up, parting_of, stands_in
from domain.store.chain import head_of as chain_head_of
from domain.store.numbers.beginning import this_year
from domain.store.numbers.carrying_lists import ListsSince, carried_lists
from domain.store.numbers.entries import (
    HERE,
    Head,
    Numbered,
    NumberKind,
    Restored,
    Series,
    without_paper,
)
from domain.store.numbers.file import End, Numbers, NumbersFile, ends_of, serials_of
from domain.store.numbers.reading import (
    FIRST_SCHEMA,
    Known,
    first_of,
    has_passed,
    head_of,
    known_by,
    numbered_by,
)
from domain.store.numbers.sent import Said
from domain.store.plain import STORE_NAME, opened


@dataclass(frozen=True, slots=True)
class Since:
    """What a restore leaves behind.

    Attributes:
        numbered: Every number taken since the backup, in order; unused ones too.
        voided: Those of the backup that were declared void since.
        doubled: Those that the backup has for somebody else than is recorded here.
        lists: What was sent to be paid since.
        is_sure: Whether that is all there can be. Else the last number on paper is asked for before one more
            is taken.
        keys: As `Restored` has them.
    """

    numbered: tuple[Numbered, ...]
    voided: tuple[Numbered, ...]
    doubled: tuple[Numbered, ...]
    lists: ListsSince
    is_sure: bool
    keys: tuple[str, ...] = ()

    @property
    def papers(self) -> tuple[Numbered, ...]:
        """Those under which a paper is out, or may be."""
        return tuple(one for one in self.numbered if one.kind is not NumberKind.UNUSED)


@dataclass(frozen=True, slots=True)
class _Present:
    """What is known on this machine: by the file beside the store, and by the store itself."""

    numbers: Numbers | None
    store: Known | None
    numbered: Mapping[tuple[Series, int], Numbered]
    is_complete: bool
    """Whether the store has all the acts that the file has seen."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What is to stand beside a restored store: the file of numbers, and what is added to the journal."""

    numbers: Numbers
    said: Sequence[Said]
    since: Since


def carried_over(home: Path, path: Path, restored: Path, manifest: Manifest, by: Person = PROGRAM) -> Carried:
    """Return what belongs beside a restored store, and what that store lacks.

    Args:
        home: Where the present store and its files lie; all may be missing or damaged.
        path: The backup.
        restored: The store out of it.
        manifest: Which numbers it names.
        by: Who restores it.

    Raises:
        sqlite3.Error: The restored store cannot be read.
    """
    with closing(opened(restored)) as connection:
        back, there = known_by(connection), numbered_by(connection)
    present = _present_in(home)
    taken = {one.key: one for one in _taken(present)}
    ends = ends_of(
        present.numbers.last if present.numbers else {},
        present.store.last if present.store else {},
        back.last,
        serials_of(manifest.numbers),
    )
    now = datetime.now(UTC)
    told = _restored(home, restored, present.numbers, by, now)
    for end in ends:
        series = Series(end.prefix, end.year)
        # Taken, and nobody knows for what.
        for serial in range(back.last.get(series, 0) + 1, end.serial + 1):
            if (series, serial) not in taken:
                taken[series, serial] = without_paper(series, serial, NumberKind.LOST, now)
    missing = tuple(taken[key] for key in sorted(taken) if key not in there)
    both = [(taken[key], there[key]) for key in sorted(taken) if key in there]
    doubled = tuple(ours for ours, theirs in both if not _is_same(ours, theirs))
    voided = tuple(
        ours for ours, theirs in both if _is_same(ours, theirs) and ours.is_void and not theirs.is_void
    )
    is_known_here = _is_known(home, path, back, present)
    unsure_up_to = _unsure_up_to(present, ends) if is_known_here else this_year(ends)
    numbers = Numbers(
        head=back.head,
        first=back.first,
        ends=ends,
        papers=present.numbers.papers if present.numbers else (),
        pending=(*voided, *missing),
        restored=told,
        unsure_up_to=unsure_up_to,
        stated=present.numbers.stated if present.numbers and is_known_here else (),
    )
    said, lists = carried_lists(
        home, restored, promised=serials_of(manifest.lists), is_known_here=is_known_here
    )
    since = Since(missing, voided, doubled, lists, is_sure=not unsure_up_to, keys=told.keys)
    return Carried(numbers, said, since)


def keep_what_came_since(home: Path, ready: Path) -> None:
    """Add to a prepared restore the numbers that were taken, and what was done, after it was prepared."""
    waiting, present = NumbersFile(ready), NumbersFile(home)
    known, now = waiting.read_if_possible(), present.read_if_possible()
    # Where its store is in place already, there is nothing any more to compare it with.
    if known is not None and known.restored is not None and (ready / STORE_NAME).exists():
        before = known.restored
        by = Person(before.by, before.account_id)
        if (lost := _restored(home, ready / STORE_NAME, now, by, before.at)) != before:
            known = known.model_copy(update={"restored": lost})
            waiting.write(known)
    if known is None or now is None or ends_of(known.last, now.last) == known.ends:
        return
    papers = {one.key: one for one in now.papers}
    since = tuple(
        papers.get(key, without_paper(*key, NumberKind.LOST, datetime.now(UTC))).of_kind(
            NumberKind.BEFORE_RESTORE
        )
        for key in _beyond(known.last, now.last)
    )
    ends = ends_of(known.last, now.last)
    waiting.write(known.model_copy(update={"ends": ends, "pending": (*known.pending, *since)}))


def _present_in(home: Path) -> _Present:
    numbers, store = NumbersFile(home).read_if_possible(), home / STORE_NAME
    if not store.exists():
        return _Present(numbers, None, {}, is_complete=False)
    try:
        with closing(opened(store)) as connection:
            known, numbered = known_by(connection), numbered_by(connection)
            is_complete = numbers is None or numbers.head is None or has_passed(connection, numbers.head)
    except (sqlite3.Error, ValueError):
        return _Present(numbers, None, {}, is_complete=False)
    return _Present(numbers, known, numbered, is_complete)


def _restored(home: Path, restored: Path, numbers: Numbers | None, by: Person, at: datetime) -> Restored:
    """Return what the trail is to tell of a restore."""
    waiting = numbers.restored if numbers else None
    parts = [GivenUp.read(*one) for one in _parts(waiting)]
    keys = {*(waiting.keys if waiting else ())}
    with closing(opened(restored)) as back:
        try:
            with closing(opened(home / STORE_NAME)) as present:
                parts += _given_up(present, back)
                # Stores that were one once: that of a new machine has keys of its own.
                keys |= _keys_in(present) if first_of(present) == first_of(back) else set()
        except sqlite3.Error:
            parts += _given_up_unread(numbers, back)
        parts = [one for one in parts if not one.head.code or not stands_in(back, one.head)]
        keys -= _keys_in(back)
    return Restored(
        by=by.name,
        account_id=by.id,
        at=at,
        given_up=tuple(one.text for one in parts),
        given_up_after=tuple(one.after for one in parts),
        keys=tuple(sorted(keys)),
    )


def _keys_in(store: sqlite3.Connection) -> set[str]:
    """Return the public halves of the keys of a store; an old one has none."""
    if not store.execute("SELECT 1 FROM sqlite_master WHERE name = 'paper_key'").fetchone():
        return set()
    return {one for (one,) in store.execute("SELECT hex(public) FROM paper_key")}


def _given_up(present: sqlite3.Connection, back: sqlite3.Connection) -> Iterator[GivenUp]:
    """Yield what the present trail has and the restored one has not, and what it told of having given up."""
    head = chain_head_of(present)
    if head is None or stands_in(back, head):
        return
    parting = parting_of(present, back)
    told = {one.head for one in given_up(back)}
    for one in given_up(present):
        if one.head not in told:
            yield GivenUp(min(one.after, parting), one.head)
    yield GivenUp(parting, head)


def _given_up_unread(numbers: Numbers | None, back: sqlite3.Connection) -> Iterator[GivenUp]:
    """Yield what a store that cannot be read had more, as the file beside it knows."""
    acts, there = (numbers.head or Head()).acts if numbers else 0, head_of(back).acts
    if acts > there:
        yield GivenUp(there, ChainHead(acts, ""))


def _parts(waiting: Restored | None) -> list[tuple[int, str]]:
    return [*zip(waiting.given_up_after, waiting.given_up, strict=True)] if waiting else []


def _taken(present: _Present) -> Iterator[Numbered]:
    """Give every number known here, what is known best last."""
    last = present.store.last if present.store else {}
    if present.numbers is not None:
        kind = NumberKind.UNUSED if present.is_complete else NumberKind.LOST
        papers = {one.key: one for one in present.numbers.papers}
        now = datetime.now(UTC)
        for key in _beyond(last, present.numbers.last):
            yield papers.get(key, without_paper(*key, kind, now)).of_kind(kind)
        yield from present.numbers.pending
    for one in present.numbered.values():
        yield one.of_kind(NumberKind.BEFORE_RESTORE) if one.kind in HERE else one


def _beyond(known: Mapping[Series, int], last: Mapping[Series, int]) -> Iterator[tuple[Series, int]]:
    for series, serial in sorted(last.items()):
        for one in range(known.get(series, 0) + 1, serial + 1):
            yield series, one


def _is_same(ours: Numbered, theirs: Numbered) -> bool:
    """Whether a number stands for one paper on both sides, as far as each side says for what."""
    if not (ours.uscc and theirs.uscc):
        return True
    return (ours.uscc, ours.clause_id, ours.amount) == (theirs.uscc, theirs.clause_id, theirs.amount)


def _is_known(home: Path, path: Path, back: Known, present: _Present) -> bool:
    """Whether this machine went on from the backup itself, so that no number was taken unseen.

    The present store has passed through it; or it is one of the program's own backups of what once was this
    store, whichever way that went since: the file keeps the last numbers of all of them.
    """
    if not back.head.acts:
        return False
    if present.store is not None and _passes(home / STORE_NAME, back.head):
        return True
    is_own = path.absolute().parent == backups_folder(home).absolute()
    return is_own and present.numbers is not None and present.numbers.first == back.first


def _passes(store: Path, head: Head) -> bool:
    with closing(opened(store)) as connection:
        return has_passed(connection, head)


def _unsure_up_to(present: _Present, ends: tuple[End, ...]) -> int:
    if present.numbers is not None:
        return present.numbers.unsure_up_to
    is_older = present.store is not None and present.store.schema < FIRST_SCHEMA
    return 0 if is_older else this_year(ends)
