"""Lists that departments send, such as 失信被执行人 or 经营异常: which cases of a batch are on one.

No columns are asked for. Whatever a cell says is held against the codes and names of the enterprises, as
they were decided on and as they are recorded now; a list has many thousand rows that are none of theirs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase
from domain.enterprises.codes import is_uscc
from domain.enterprises.duplicates.likeness import Places, key_of
from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for
from domain.enterprises.register.words import folded
from domain.exchange.intake.cells import Cell, Unreadable, cell_name, text_of
from domain.exchange.intake.sheets import Sheet, Source
from domain.exchange.intake.sources import open_source
from domain.store.sql import among
from domain.values.errors import BadInput
from domain.values.ids import CaseId, EnterpriseId
from domain.values.progress import Progress, Reporter
from domain.values.texts import one_line

_SIGNS: Final = re.compile(r"[\W_]+")
_MOST_UNREAD: Final = 20
_TOLD_EVERY: Final = 1_000


class By(StrEnum):
    """In what a row of a list and an enterprise are the same; the surest first."""

    CODE = "code"
    NAME = "name"
    OTHER_CODE = "other_code"
    NAME_ALIKE = "name_alike"

    @property
    def is_sure(self) -> bool:
        """Whether it is the same enterprise; else a person has to look."""
        return self in (By.CODE, By.NAME)

    @property
    def words(self) -> str:
        """What people read."""
        return _WORDS[self]


_WORDS: Final = {
    By.CODE: "代码相同",
    By.NAME: "名称相同",
    By.OTHER_CODE: "名称相同，但这一行是另一个代码，请核对",
    By.NAME_ALIKE: "名称相近，请核对",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A case whose enterprise is on a list, or may be.

    Attributes:
        place: Where it stands in the file, such as ``“名单”表 第 5 行``.
        text: What the row says.
    """

    case_id: CaseId
    enterprise_name: str
    by: By
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a list says of cases.

    Attributes:
        name: Of the file.
        rows: How many rows of it say something.
        cases: How many were held against it.
        hits: In the order of the cases, each with the surest row.
        unread: Places of the cells that nobody can read, the first of them; who stands there is not known.
    """

    name: str
    rows: int
    cases: int
    hits: tuple[Hit, ...]
    unread: tuple[str, ...] = ()

    @property
    def sure(self) -> list[Hit]:
        """Those that are on it without doubt."""
        return [hit for hit in self.hits if hit.by.is_sure]

    @property
    def text(self) -> str:
        """What it comes to."""
        doubtful = len(self.hits) - len(self.sure)
        words = f"名单共 {self.rows} 行；{self.cases} 件里有 {len(self.sure)} 件在名单上"
        if doubtful:
            words += f"，另有 {doubtful} 件要核对"
        if self.unread:
            words += f"；{'、'.join(self.unread)}读不出来，请打开文件核对"
        return words


def find_on_list(
    session: Session, ids: Sequence[CaseId], path: Path, places: Places, reporter: Reporter
) -> Found:
    """Read a list and say which of these cases are on it; nothing is recorded.

    Raises:
        BadInput: The file cannot be read, or says nothing.
        Cancelled: The user stopped it.
    """
    source = open_source(path)
    known = _Known(_enterprises_of(session, ids), places)
    hits = dict[CaseId, Hit]()
    lines = list(_lines(source))
    if not lines:
        raise BadInput(f"{source.name}：名单里没有内容，请检查是不是选错了文件")
    for at, (place, cells) in enumerate(lines):
        if at % _TOLD_EVERY == 0:
            reporter.step(Progress(at, len(lines), source.name))
        for id_, by in known.alike(cells):
            if id_ not in hits or _RANK[by] < _RANK[hits[id_].by]:
                hits[id_] = Hit(id_, known.names[id_], by, place, "，".join(cells))
    found = tuple(hits[id_] for id_ in dict.fromkeys(ids) if id_ in hits)
    return Found(source.name, len(lines), len(known.names), found, tuple(_unread(source)))


_RANK: Final = {by: at for at, by in enumerate(By)}


class _Known:
    """Cases by what a list may call their enterprises."""

    def __init__(self, called: Mapping[CaseId, Sequence[tuple[str, str]]], places: Places) -> None:
        self.names = {id_: names[0][1] for id_, names in called.items()}
        self._places = places
        self._codes = {id_: {code for code, _ in names} for id_, names in called.items()}
        self._by_code: dict[str, set[CaseId]] = {}
        self._by_name: dict[str, set[CaseId]] = {}
        self._by_key: dict[str, set[CaseId]] = {}
        for id_, names in called.items():
            for code, name in names:
                self._by_code.setdefault(code, set()).add(id_)
                self._by_name.setdefault(_bare(name), set()).add(id_)
                self._by_key.setdefault(key_of(name, places), set()).add(id_)

    def alike(self, cells: Sequence[str]) -> Iterator[tuple[CaseId, By]]:
        codes = {code for one in cells if is_uscc(code := folded(one).upper())}
        for code in codes:
            yield from ((id_, By.CODE) for id_ in self._by_code.get(code, ()))
        for one in cells:
            for id_ in self._by_name.get(_bare(one), ()):
                yield id_, By.OTHER_CODE if codes and not codes & self._codes[id_] else By.NAME
            # A bare place or form says of nobody who it is.
            if key := key_of(one, self._places):
                yield from ((id_, By.NAME_ALIKE) for id_ in self._by_key.get(key, ()))


def _bare(name: str) -> str:
    """Return a name as it is the same however its brackets and blanks are written.

    >>> _bare("云图（集团） 有限公司"), _bare("云图(集团)有限公司")
    ('云图集团有限公司', '云图集团有限公司')
    """
    return _SIGNS.sub("", folded(name))


def _enterprises_of(session: Session, ids: Sequence[CaseId]) -> dict[CaseId, list[tuple[str, str]]]:
    """Return code and name of the enterprise of each case: those that it was decided on, and those of now."""
    wanted = select(
        col(AwardCase.id), col(AwardCase.enterprise_id), AwardCase.uscc, AwardCase.enterprise_name
    ).where(among(col(AwardCase.id), ids))
    cases = [
        (id_, EnterpriseId(of), code, name) for id_, of, code, name in session.exec(wanted) if id_ is not None
    ]
    stands = standing_for(session, {of for _, of, _, _ in cases})
    held = select(col(Enterprise.id), Enterprise.uscc, Enterprise.name).where(
        among(col(Enterprise.id), set(stands.values()))
    )
    now: dict[EnterpriseId | None, tuple[str, str]] = {
        id_: (code, name) for id_, code, name in session.exec(held)
    }
    called = dict[CaseId, list[tuple[str, str]]]()
    for id_, of, code, name in cases:
        called[id_] = [(code, name)]
        if of in stands and now[stands[of]] != (code, name):
            called[id_].append(now[stands[of]])
    return called


def _lines(source: Source) -> Iterator[tuple[str, list[str]]]:
    """Yield the rows that say something, each with its place."""
    for sheet in source.sheets:
        for at, row in enumerate(sheet.rows, start=1):
            if cells := list(filter(None, map(_read, row))):
                yield f"{sheet.place}第 {at} 行", cells


def _read(cell: Cell) -> str:
    return "" if isinstance(cell, Unreadable) else one_line(text_of(cell))


def _unread(source: Source) -> Iterator[str]:
    places = (place for sheet in source.sheets for place in _unread_in(sheet))
    for at, place in enumerate(places):
        if at == _MOST_UNREAD:
            yield "等"
            return
        yield place


def _unread_in(sheet: Sheet) -> Iterator[str]:
    for row, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, Unreadable):
                yield f"{sheet.place}{cell_name(row, column)}"
