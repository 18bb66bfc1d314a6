"""The journal beside the store of what was sent to be paid. It is on the disk before a list is sent.

It is only ever added to: a list when it is sent, with the award, account and amount of each line; afterwards
what came of the lines, and which awards are lowered or held back. A restore takes nothing of it back, so that
no award is paid a second time, or beyond what it was lowered to, by a store that does not know of it.
"""

import os
import stat
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final, NamedTuple, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from domain.store.backup.places import SENT_NAME
from domain.store.numbers.entries import Moment, NumberKind, Series
from domain.store.numbers.file import End, ends_of, serials_of
from domain.store.problems import StoreProblem, reason_of
from domain.values.files import flushed, private

LISTS: Final = "拨付批次"
"""What lists are called; their numbers count within a year, as those of notices do within prefix and year."""
BEFORE: Final = "以前已付"
"""What those are called in which stands what was paid before; their numbers are below 0."""
OUT: Final = ("sent", "paid")
"""States of a line in which its money left, or may have."""

_ORDER: Final = {"sent": 0, "paid": 1, "returned": 2}
_CRC: Final = 8


def list_name(year: int, number: int) -> str:
    """Return what sentences call a list."""
    return f"{LISTS if number > 0 else BEFORE}〔{year}〕{abs(number)}号"


class Came(Protocol):
    """What came of a line: its state, and what of it is paid, in fen."""

    @property
    def state(self) -> str: ...

    @property
    def paid(self) -> int: ...


def is_behind(one: Came, other: Came) -> bool:
    """Whether one may still come to the other: what is paid only grows less, as a part comes back."""
    return (_ORDER[one.state], -one.paid) < (_ORDER[other.state], -other.paid)


class SentLine(BaseModel):
    """A line as it was sent, and what came of it; see `domain.funds.payment_entities`. Amounts in fen.

    The award is known by the uid of its case, and by what makes it the same award in any store: the
    enterprise's code, policy, clause, instalment and period.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: int
    case_uid: str
    uscc: str
    enterprise_name: str
    policy_id: str
    clause_id: str
    instalment: str = ""
    period: str = ""
    amount: int
    payee: str
    bank: str
    account: str
    state: str = "sent"
    paid: int = 0
    reason: str = ""
    done_on: date | None = None
    back_on: date | None = None


class SentList(BaseModel):
    """A list that was sent, or is about to be.

    ``uid`` is that of its row, ``kind`` how it came into a store, ``ahead`` the share that it pays ahead, in
    percent.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    uid: str
    year: int
    number: int
    at: Moment
    by: str
    kind: NumberKind = NumberKind.ISSUED
    ahead: int | None = None
    lines: tuple[SentLine, ...] = ()

    @property
    def key(self) -> tuple[int, int]:
        return self.year, self.number

    @property
    def id(self) -> str:
        """What tells one sending from all others; a list is sent again where the first was interrupted."""
        return f"{self.uid}/{self.year}/{self.number}"

    @property
    def name(self) -> str:
        return list_name(self.year, self.number)

    @property
    def total(self) -> int:
        """What was sent in it, in fen."""
        return sum(line.amount for line in self.lines)

    def is_behind(self, other: "SentList") -> bool:
        """Whether the same list has more lines elsewhere, or more has come of one."""
        places = {line.place: line for line in self.lines}
        return any(line.place not in places or is_behind(places[line.place], line) for line in other.lines)


class Mark(BaseModel):
    """An award that was lowered after it was paid, or one or an enterprise that was held back (暂缓拨付).

    It is known by its moment; the award as `SentLine` has it, of an enterprise by its code alone.

    Attributes:
        lowered_to: In fen; None where it was held back.
        until: The last day on which it was held back; None for no end.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: Moment
    by: str
    case_uid: str = ""
    uscc: str
    policy_id: str = ""
    clause_id: str = ""
    instalment: str = ""
    period: str = ""
    lowered_to: int | None = None
    until: date | None = None
    reason: str


class Answered(BaseModel):
    """What came of a line of a sending."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    place: int
    state: str
    paid: int
    reason: str = ""
    done_on: date | None = None
    back_on: date | None = None


class Said(BaseModel):
    """One record of the journal. Said twice it says no more than once.

    Attributes:
        sent: A list that is about to be sent.
        unused: Those that were not, since the program was interrupted.
        answered: What came of lines.
        marks: What was lowered or held back, ``ended``: the moments of those that were undone, or lifted.
        ends: Numbers up to which lists went out, whether anything else is known of them or not.
        is_restored: What stands above is out, whatever the store that is opened next knows of it.
        is_sure: Whether no list can have gone out that is not in here; only the last one that says so counts.
        stated: Years of which somebody has said since then the last number on paper.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sent: SentList | None = None
    unused: tuple[str, ...] = ()
    answered: tuple[Answered, ...] = ()
    marks: tuple[Mark, ...] = ()
    ended: tuple[Moment, ...] = ()
    ends: tuple[End, ...] = ()
    is_restored: bool = False
    is_sure: bool | None = None
    stated: tuple[int, ...] = ()


@dataclass(slots=True)
class Sent:
    """What the journal comes to.

    Attributes:
        lists: By their id, with what came of their lines.
        unused: Those of them that never went out.
        out: Those that went out before a restore.
        marks: What was lowered or held back, by its moment; ``ended``: what of it is not any more.
        last: The last number of each year.
        is_sure: Whether no list can have gone out that is not in here; ``stated``: but for these years.
    """

    lists: dict[str, SentList] = field(default_factory=dict)
    unused: set[str] = field(default_factory=set)
    out: set[str] = field(default_factory=set)
    marks: dict[datetime, Mark] = field(default_factory=dict)
    ended: set[datetime] = field(default_factory=set)
    last: dict[int, int] = field(default_factory=dict)
    is_sure: bool = True
    stated: set[int] = field(default_factory=set)

    def hear(self, said: Said) -> None:
        """Take in one more record."""
        if said.sent is not None:
            self.lists[said.sent.id] = _joined(self.lists.get(said.sent.id), said.sent)
            self._reach([(said.sent.year, said.sent.number)])
        self.unused.update(said.unused)
        for id_, answers in _by_list(said.answered).items():
            if (row := self.lists.get(id_)) is not None:
                self.lists[id_] = _with(row, answers)
        for one in said.marks:
            self.marks.setdefault(one.at, one)
        self.ended.update(said.ended)
        self._reach((series.year, serial) for series, serial in serials_of(said.ends).items())
        if said.is_restored:
            self.out.update(self.lists.keys() - self.unused)
        if said.is_sure is not None:
            self.is_sure = said.is_sure
            self.stated.clear()
        self.stated.update(said.stated)

    def is_sure_of(self, year: int) -> bool:
        """Whether no list of a year can have gone out that is not in here."""
        return self.is_sure or year in self.stated

    def lacks(self, other: "Sent") -> list[Mark]:
        """Return what another account knows to be lowered or held back, and this one does not know at all."""
        return [one for at, one in other.marks.items() if at not in self.marks and at not in other.ended]

    def has_all_of(self, other: "Sent") -> bool:
        """Whether nothing went out by another account that did not by this one."""
        return all(
            id_ in self.lists and not self.lists[id_].is_behind(one)
            for id_, one in other.lists.items()
            if id_ not in other.unused
        ) and all(self.last.get(year, 0) >= last for year, last in other.last.items())

    @property
    def ends(self) -> tuple[End, ...]:
        return ends_of({Series(LISTS, year): number for year, number in self.last.items()})

    @property
    def gone(self) -> list[SentList]:
        """Those that went out, or may have, in the order of their numbers."""
        return sorted(
            (one for id_, one in self.lists.items() if id_ not in self.unused), key=lambda one: one.key
        )

    def _reach(self, keys: Iterable[tuple[int, int]]) -> None:
        for year, number in keys:
            self.last[year] = max(number, self.last.get(year, 0))


class Journal(NamedTuple):
    """What a file says, and how many bytes of it are whole."""

    sent: Sent
    size: int


class SentFile:
    """Reads and adds to the journal in one folder. Whoever adds to it holds the store's lock."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / SENT_NAME

    def read(self) -> Journal | None:
        """Return what it says; None where it is not there.

        Raises:
            StoreProblem: It may not be read, or a newer program wrote it.
        """
        try:
            # Reading from a pipe would wait for ever.
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise StoreProblem(f"登记拨付批次的文件位置上不是文件，请把它移走再打开（{self.path}）")
            content = self.path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreProblem(f"登记拨付批次的文件读不出来：{reason_of(error)}（{self.path}）") from error
        # What has no end was being written when the power went, before the act it belongs to was committed.
        size = content.rfind(b"\n") + 1
        sent = Sent()
        for said in _records(content[:size], self.path):
            sent.hear(said if said is not None else _DAMAGED)
        return Journal(sent, size)

    def read_if_possible(self) -> Journal | None:
        """Return what it says; None where that cannot be known."""
        try:
            return self.read()
        except StoreProblem:
            return None

    def add(self, said: Said, *, size: int | None = None) -> None:
        """Add a record and wait until it is on the disk; `size` is where what is whole of the file ends.

        Raises:
            StoreProblem: It cannot be written.
        """
        body = said.model_dump_json(exclude_defaults=True).encode()
        record = b"%08x %b\n" % (zlib.crc32(body), body)
        try:
            with open(self.path, "ab", buffering=0, opener=private) as file:
                end = file.seek(0, os.SEEK_END)
                if size is not None and end > size:
                    file.truncate(size)
                if file.write(record) != len(record):
                    raise OSError("disk full")
                os.fsync(file.fileno())
            flushed(self.path.parent)
        except OSError as error:
            raise StoreProblem(
                f"登记拨付批次的文件写不进去，没有送出：{reason_of(error)}（{self.path}）"
            ) from error

    def take_over(self, other: Path) -> None:
        """Add the records of another journal, e.g. one that a restore has prepared."""
        own = self.read_if_possible()
        size = own.size if own is not None else None
        for said in _records(other.read_bytes(), other):
            if said is not None:
                self.add(said, size=size)
                size = None


_DAMAGED: Final = Said(is_sure=False)
"""What stands where a record cannot be read: nobody knows which list it was of."""


def _records(content: bytes, path: Path) -> Iterator[Said | None]:
    """Yield what each line says; None for one that is damaged."""
    for line in content.splitlines():
        crc, body = line[:_CRC], line[_CRC + 1 :]
        if crc != b"%08x" % zlib.crc32(body):
            yield None
            continue
        try:
            yield Said.model_validate_json(body)
        except ValidationError as error:
            # Whole, so not damaged: of a program that says more.
            raise StoreProblem(
                f"登记拨付批次的文件由更新的助企兑写成，请先安装更新的版本（{path}）"
            ) from error


def _joined(known: SentList | None, one: SentList) -> SentList:
    """Return a list with the lines that were not known; one that only paper had is filled in later."""
    if known is None:
        return one
    there = {line.place for line in known.lines}
    more = tuple(line for line in one.lines if line.place not in there)
    return known.model_copy(update={"lines": (*known.lines, *more)}) if more else known


def _by_list(answered: Sequence[Answered]) -> dict[str, dict[int, Answered]]:
    found: dict[str, dict[int, Answered]] = {}
    for one in answered:
        found.setdefault(one.id, {})[one.place] = one
    return found


def _with(one: SentList, answers: Mapping[int, Answered]) -> SentList:
    lines = tuple(
        line.model_copy(update=answers[line.place].model_dump(exclude={"id", "place"}))
        if line.place in answers and not is_behind(answers[line.place], line)
        else line
        for line in one.lines
    )
    return one.model_copy(update={"lines": lines})
