"""What lies in the bin: who deleted it and when, what comes back with it, and what is in its way."""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from domain.bin.sql import DeletingAct, acts_at, read_deleted
from domain.cases.entities import Notice
from domain.enterprises.attachments.contents import Content, is_there
from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.duplicates.entities import EnterpriseMerge
from domain.enterprises.entities import Enterprise, EnterpriseTag
from domain.enterprises.register.saved_filters import FILTERS
from domain.enterprises.register.spelling import Spelling, spelled
from domain.enterprises.register.words import is_found, words_of
from domain.enterprises.service import given_away
from domain.outreach.cultivation.keeping import twin_text
from domain.outreach.cultivation_entities import Cultivated, Stage
from domain.outreach.entities import Visit, Way
from domain.outreach.guide_entities import Call, Topic
from domain.outreach.guides.topics import title_taken
from domain.outreach.matching.parks import NAMES as PARK_NAMES
from domain.outreach.matching_entities import EventKind, MatchEvent, Matter, Need
from domain.outreach.project_entities import Project, ProjectEnterprise
from domain.policies.entities import AssessmentRun
from domain.statistics.tables.kept import TABLES
from domain.store import audit
from domain.store.acts import Action
from domain.store.named import Shelf
from domain.store.numbers.entries import NumberKind
from domain.store.sql import among
from domain.store.tables import KEPT


class BinKind(StrEnum):
    """What can lie in the bin.

    Policies are withdrawn, notices declared void, accounts ended: none of them is ever deleted. An import
    that was taken back deleted the enterprises it had added, which lie here as such.
    """

    ENTERPRISE = "enterprise"
    MERGED = "merged"
    """An enterprise that was merged into another; its id is that of the merge."""
    ATTACHMENT = "attachment"
    RUN = "run"
    FILTER = "filter"
    VISIT = "visit"
    TABLE = "table"
    PROJECT = "project"
    TOPIC = "topic"
    CALL = "call"
    CULTIVATED = "cultivated"
    PARK = "park"
    EVENT = "event"
    NEED = "need"

    @property
    def word(self) -> str:
        return _WORDS[self]

    @property
    def restored_by(self) -> Action:
        """The act that brings it back."""
        return _RESTORED_BY[self]


_WORDS: Final = {
    BinKind.ENTERPRISE: "企业",
    BinKind.MERGED: "并入别户的企业",
    BinKind.ATTACHMENT: "附件",
    BinKind.RUN: "留存的评定",
    BinKind.FILTER: "常用筛选",
    BinKind.VISIT: "走访",
    BinKind.TABLE: "自选表",
    BinKind.PROJECT: "项目",
    BinKind.TOPIC: "办事指南",
    BinKind.CALL: "来电",
    BinKind.CULTIVATED: "培育企业",
    BinKind.PARK: "园区",
    BinKind.EVENT: "对接活动",
    BinKind.NEED: "企业需求",
}
_RESTORED_BY: Final = {
    BinKind.ENTERPRISE: Action.ENTERPRISE_RESTORE,
    BinKind.MERGED: Action.ENTERPRISE_UNMERGE,
    BinKind.ATTACHMENT: Action.ATTACHMENT_RESTORE,
    BinKind.RUN: Action.ASSESSMENT_RESTORE,
    BinKind.FILTER: Action.FILTER_RESTORE,
    BinKind.VISIT: Action.VISIT_RESTORE,
    BinKind.TABLE: Action.FREE_TABLE_RESTORE,
    BinKind.PROJECT: Action.PROJECT_RESTORE,
    BinKind.TOPIC: Action.TOPIC_RESTORE,
    BinKind.CALL: Action.CALL_RESTORE,
    BinKind.CULTIVATED: Action.CULTIVATED_RESTORE,
    BinKind.PARK: Action.PARK_RESTORE,
    BinKind.EVENT: Action.EVENT_RESTORE,
    BinKind.NEED: Action.NEED_RESTORE,
}
TERMLESS: Final = frozenset(
    {BinKind.ENTERPRISE, BinKind.MERGED, BinKind.VISIT, BinKind.PROJECT, BinKind.TOPIC, BinKind.CALL}
    | {BinKind.CULTIVATED, BinKind.PARK, BinKind.EVENT, BinKind.NEED}
)
"""What is never let go."""

Key = tuple[BinKind, int]


@dataclass(frozen=True, slots=True)
class BinFilter:
    """What is asked for.

    Attributes:
        kind: Of one kind; None for all.
        words: What a search finds, as in the register.
        is_older: What was deleted longer ago than `KEPT`, instead of what was since.
    """

    kind: BinKind | None = None
    words: str = ""
    is_older: bool = False


class Binned(NamedTuple):
    """One thing that was deleted; ``at`` is UTC."""

    kind: BinKind
    id: int
    name: str
    code: str
    at: datetime
    act: DeletingAct

    @property
    def key(self) -> Key:
        return self.kind, self.id

    def days_left(self, now: datetime) -> int | None:
        """Return how many days it is kept for certain, one begun included; None for without a term."""
        if self.kind in TERMLESS:
            return None
        return max(0, -((now - self.at - KEPT) // timedelta(days=1)))


def list_bin(session: Session, wanted: BinFilter, *, most: int, now: datetime | None = None) -> list[Binned]:
    """Return what lies in the bin, what was deleted last first; the first `most` of it.

    What was deleted after what the numbers of its acts tell, not the clock, which may have been wrong.
    """
    limit = ((now or audit.now()) - KEPT).replace(tzinfo=None).isoformat(" ", "microseconds")
    between = ("", limit) if wanted.is_older else (limit, _NEVER)
    words = words_of(wanted.words)
    found = [
        (kind, row)
        for kind in (BinKind if wanted.kind is None else (wanted.kind,))
        for row in _read(session, kind, between, sys.maxsize if words else most)
        if not words or _is_found(words, *row[2:])
    ]
    acts = acts_at(session, {row[1] for _, row in found})
    when = {at: (_moment(at), acts.get(at, _UNTOLD)) for at in {row[1] for _, row in found}}
    found.sort(key=lambda one: (when[one[1][1]][1].entry, one[1][0]), reverse=True)
    return [Binned(kind, row[0], row[2], row[3], *when[row[1]]) for kind, row in found[:most]]


_NEVER: Final = "9999-12-31"
_UNTOLD: Final = DeletingAct(sys.maxsize, "", "")


def _read(session: Session, kind: BinKind, between: tuple[str, str], most: int) -> Sequence[tuple[Any, ...]]:
    rows = read_deleted(session, kind, *between, most)
    if kind is BinKind.RUN:
        return [
            (id_, at, f"《{title}》，{_moment(taken_at).astimezone():%Y-%m-%d %H:%M} 留存", "")
            for id_, at, title, taken_at in rows
        ]
    return rows


def _moment(stored: str) -> datetime:
    return datetime.fromisoformat(stored).replace(tzinfo=UTC)


def _is_found(words: list[str], name: str, code: str, *more: str) -> bool:
    """Whether a search finds it: by how it is spelled, or also by another name."""
    if len(more) == len(Spelling._fields):
        return is_found(words, name, code, *more)
    return any(is_found(words, one, code, *spelled(one)) for one in (name, *more))


class Hanging(NamedTuple):
    """What comes back with something, or what it belongs to; and why it cannot come back as things are."""

    words: str = ""
    against: str = ""


def look_into(session: Session, keys: Iterable[Key], home: Path) -> dict[Key, Hanging]:
    """Say of each what hangs on it and what is in its way.

    Args:
        session: What is asked.
        keys: What lies in the bin; what does not any more is absent.
        home: The data folder, which has the contents of attachments.
    """
    ids: dict[BinKind, list[int]] = {}
    for kind, id_ in keys:
        ids.setdefault(kind, []).append(id_)
    asked = _Asked(session, home)
    return {(kind, id_): found for kind in ids for id_, found in _READERS[kind](asked, ids[kind])}


@dataclass(frozen=True, slots=True)
class _Asked:
    session: Session
    home: Path

    def rows(self, statement: Any) -> Sequence[Any]:
        return self.session.connection().execute(statement).all()


_Found = Iterator[tuple[int, Hanging]]


def _enterprises(asked: _Asked, ids: Sequence[int]) -> _Found:
    one, holder = aliased(Enterprise), aliased(Enterprise)
    has_code = (col(holder.uscc) == one.uscc) & col(holder.deleted_at).is_(None)
    statement = (
        select(one.id, one.uscc, one.name, holder.name)
        .join(holder, has_code, isouter=True)
        .where(among(one.id, ids), col(one.deleted_at).is_not(None))
    )
    counts = [
        ("通知书 {} 份", _counted(asked, ids, Notice.enterprise_id, _IS_VALID)),
        ("附件 {} 个", _counted(asked, ids, Attachment.enterprise_id, col(Attachment.removed_at).is_(None))),
        ("标签 {} 个", _counted(asked, ids, EnterpriseTag.enterprise_id)),
        (
            "并入过 {} 户",
            _counted(asked, ids, EnterpriseMerge.kept_id, col(EnterpriseMerge.undone_at).is_(None)),
        ),
    ]
    for id_, uscc, name, holder_name in asked.rows(statement):
        words = "、".join(form.format(each[id_]) for form, each in counts if id_ in each)
        yield id_, Hanging(words, "" if holder_name is None else given_away(uscc, name, holder_name))


_IS_VALID: Final = col(Notice.voided_at).is_(None) & (col(Notice.kind) != NumberKind.UNUSED)


def _counted(
    asked: _Asked, ids: Sequence[int], owner: Any, condition: ColumnElement[bool] | None = None
) -> dict[int, int]:
    statement = select(owner, func.count()).where(among(owner, ids)).group_by(owner)
    return dict(asked.rows(statement if condition is None else statement.where(condition)))


def _merges(asked: _Asked, ids: Sequence[int]) -> _Found:
    merge = EnterpriseMerge
    statement = (
        select(merge.id, Enterprise.name, Enterprise.deleted_at)
        .join(Enterprise, col(Enterprise.id) == merge.kept_id)
        .where(among(merge.id, ids), col(merge.undone_at).is_(None))
    )
    for id_, into, gone_at in asked.rows(statement):
        against = "" if gone_at is None else f"它并入的“{into}”也已删除或并入别户：先恢复那一户"
        yield id_, Hanging(f"已并入“{into}”", against)


def _attachments(asked: _Asked, ids: Sequence[int]) -> _Found:
    statement = (
        select(Attachment, Enterprise.name, Enterprise.deleted_at)
        .join(Enterprise, col(Enterprise.id) == Attachment.enterprise_id)
        .where(among(Attachment.id, ids), col(Attachment.removed_at).is_not(None))
    )
    for file, owner, owner_gone in asked.session.exec(statement):
        against = ""
        if owner_gone is not None:
            against = f"“{file.file_name}”所属的“{owner}”不在企业库里：先恢复那一户"
        elif not is_there(asked.home, Content(file.sha256, file.size)):
            against = f"“{file.file_name}”的文件不见了，不能恢复；请重新添加"
        assert file.id is not None
        yield file.id, Hanging(f"属于“{owner}”{f'的“{file.project}”' if file.project else ''}", against)


def _runs(asked: _Asked, ids: Sequence[int]) -> _Found:
    run = AssessmentRun
    statement = select(run.id, run.enterprises, run.granted)
    for id_, enterprises, granted in asked.rows(
        statement.where(among(run.id, ids), col(run.deleted_at).is_not(None))
    ):
        yield id_, Hanging(f"{enterprises:,} 户的结果，符合 {granted:,} 项")


def _filters(asked: _Asked, ids: Sequence[int]) -> _Found:
    return _on(FILTERS, asked, ids)


def _tables(asked: _Asked, ids: Sequence[int]) -> _Found:
    return _on(TABLES, asked, ids)


def _on(shelf: Shelf, asked: _Asked, ids: Sequence[int]) -> _Found:
    """Say of each what is in its way: another one that has its name by now."""
    one, other = aliased(shelf.row), aliased(shelf.row)
    has_name = (col(other.name) == one.name) & col(other.deleted_at).is_(None)
    statement = (
        select(one.id, one.name, other.id)
        .join(other, has_name, isouter=True)
        .where(among(one.id, ids), col(one.deleted_at).is_not(None))
    )
    for id_, name, taken in asked.rows(statement):
        yield id_, Hanging("", "" if taken is None else shelf.name_taken(name))


def _visits(asked: _Asked, ids: Sequence[int]) -> _Found:
    statement = select(Visit).where(among(col(Visit.id), ids), col(Visit.deleted_at).is_not(None))
    for one in asked.session.exec(statement):
        assert one.id is not None
        yield one.id, Hanging(f"{one.day.isoformat()} {Way(one.way).word}")


def _topics(asked: _Asked, ids: Sequence[int]) -> _Found:
    one, other = aliased(Topic), aliased(Topic)
    has_title = (col(other.title) == one.title) & col(other.deleted_at).is_(None)
    statement = (
        select(one.id, one.title, other.id)
        .join(other, has_title, isouter=True)
        .where(among(one.id, ids), col(one.deleted_at).is_not(None))
    )
    for id_, title, taken in asked.rows(statement):
        yield id_, Hanging("", "" if taken is None else title_taken(title))


def _calls(asked: _Asked, ids: Sequence[int]) -> _Found:
    statement = select(Call).where(among(col(Call.id), ids), col(Call.deleted_at).is_not(None))
    for one in asked.session.exec(statement):
        assert one.id is not None
        yield one.id, Hanging(one.asked)


def _cultivated(asked: _Asked, ids: Sequence[int]) -> _Found:
    one, other = aliased(Cultivated), aliased(Cultivated)
    over = [stage.value for stage in Stage if stage.is_over]
    takes_its_place = (
        (col(other.enterprise_id) == one.enterprise_id)
        & (col(other.target) == one.target)
        & col(other.deleted_at).is_(None)
        & col(other.stage).not_in(over)
        & col(one.stage).not_in(over)
    )
    statement = (
        select(one.id, Enterprise.name, other.id)
        .join(Enterprise, col(Enterprise.id) == one.enterprise_id)
        .join(other, takes_its_place, isouter=True)
        .where(among(col(one.id), ids), col(one.deleted_at).is_not(None))
    )
    for id_, name, taken in asked.rows(statement):
        yield id_, Hanging("", "" if taken is None else twin_text(name))


def _parks(asked: _Asked, ids: Sequence[int]) -> _Found:
    return _on(PARK_NAMES, asked, ids)


def _events(asked: _Asked, ids: Sequence[int]) -> _Found:
    statement = select(MatchEvent).where(
        among(col(MatchEvent.id), ids), col(MatchEvent.deleted_at).is_not(None)
    )
    for one in asked.session.exec(statement):
        assert one.id is not None
        yield one.id, Hanging(f"{one.day.isoformat()} {EventKind(one.kind).word}")


def _needs(asked: _Asked, ids: Sequence[int]) -> _Found:
    statement = (
        select(Need, Enterprise.name)
        .join(Enterprise, col(Enterprise.id) == Need.enterprise_id)
        .where(among(col(Need.id), ids), col(Need.deleted_at).is_not(None))
    )
    for one, owner in asked.session.exec(statement):
        assert one.id is not None
        yield one.id, Hanging(f"属于“{owner}”，{Matter(one.matter).word}")


def _projects(asked: _Asked, ids: Sequence[int]) -> _Found:
    statement = select(Project).where(among(col(Project.id), ids), col(Project.deleted_at).is_not(None))
    owned = (
        select(ProjectEnterprise.project_id, Enterprise.name)
        .join(Enterprise, col(Enterprise.id) == ProjectEnterprise.enterprise_id)
        .where(among(ProjectEnterprise.project_id, ids))
        .order_by(col(Enterprise.id))
    )
    owners: dict[int, list[str]] = {}
    for id_, name in asked.rows(owned):
        owners.setdefault(id_, []).append(name)
    for one in asked.session.exec(statement):
        assert one.id is not None
        yield one.id, Hanging(f"{one.number} 属于“{'、'.join(owners.get(one.id, ()))}”")


_READERS: Final[Mapping[BinKind, Callable[[_Asked, Sequence[int]], _Found]]] = {
    BinKind.ENTERPRISE: _enterprises,
    BinKind.MERGED: _merges,
    BinKind.ATTACHMENT: _attachments,
    BinKind.RUN: _runs,
    BinKind.FILTER: _filters,
    BinKind.VISIT: _visits,
    BinKind.TABLE: _tables,
    BinKind.PROJECT: _projects,
    BinKind.TOPIC: _topics,
    BinKind.CALL: _calls,
    BinKind.CULTIVATED: _cultivated,
    BinKind.PARK: _parks,
    BinKind.EVENT: _events,
    BinKind.NEED: _needs,
}
