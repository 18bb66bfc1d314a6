"""Reading notices."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from domain.cases.entities import Notice, document_number
from domain.cases.papers import Paper
from domain.enterprises import queries as register
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.merging import merged_codes
from domain.enterprises.records import flat_record, record_of
from domain.errors import DomainError, NotFound
from domain.store.engine import driver_of
from domain.store.numbers.entries import NumberKind
from domain.store.problems import as_stored


@dataclass(frozen=True, slots=True)
class NoticeQuery:
    """Which notices, newest first. ``text`` matches number, name or code; ``void`` None for all."""

    text: str = ""
    void: bool | None = None


def find_notices(session: Session, query: NoticeQuery) -> list[Notice]:
    """Return the notices asked for, newest first."""
    statement = select(Notice).order_by(col(Notice.id).desc())
    if query.void is not None:
        voided = col(Notice.voided_at)
        statement = statement.where(voided.is_not(None) if query.void else voided.is_(None))
    text = query.text.strip()
    return [
        notice
        for notice in session.exec(statement)
        if text in notice.number or text in notice.enterprise_name or text.upper() in notice.uscc
    ]


def find_notice(session: Session, id_: int) -> Notice:
    """Return one notice.

    Raises:
        NotFound: There is none with this id.
    """
    notice = session.get(Notice, id_)
    if notice is None:
        raise NotFound("没有这份通知书")
    return notice


def papers_of(session: Session, ids: Sequence[int]) -> list[Paper]:
    """Return the papers as they were issued, in this order.

    Raises:
        DomainError: One of them is not in this store.
    """
    return [paper_of(find_notice(session, id_)) for id_ in ids]


def paper_of(notice: Notice) -> Paper:
    """Return the paper of a notice as it was issued.

    Raises:
        Unreadable: It is damaged.
        DomainError: It is not in this store.
    """
    if not notice.has_paper:
        raise DomainError(_WITHOUT_PAPER[NumberKind(notice.kind)])
    with as_stored(f"通知书“{notice.number}”的正文"):
        return Paper.from_json(notice.paper)


_WITHOUT_PAPER: Final = {
    NumberKind.UNUSED: "编号后程序中断，没有出具，也没有发出；文号保留，不再使用。",
    NumberKind.BEFORE_RESTORE: "恢复备份前已经发出，正文不在现在的数据里。"
    "原件在纸上，也在恢复前自动留下的备份里。",
    NumberKind.LOST: "编号后这一段数据丢失了，可能已经发出。请对照纸质登记簿：没有发出的，把它作废。",
    NumberKind.ON_PAPER: "核对纸质登记簿时登记的文号，程序里没有正文。",
}


def issued_for(session: Session, policy_id: str) -> "dict[tuple[str, str], ListedNotice]":
    """Return the valid notices of a policy by (uscc, clause id), also those whose paper is only outside.

    The code is the one that the enterprise has now, where it was merged with another since.
    """
    codes = merged_codes(session)
    found = _list(session, Notice.policy_id == policy_id, col(Notice.voided_at).is_(None))
    return {(codes.get(one.uscc, one.uscc), one.clause_id): one for one in reversed(found)}


def notices_of(session: Session, ids: Collection[int]) -> "list[tuple[int, ListedNotice]]":
    """Return the valid notices of enterprises, each with the enterprise's id, newest first."""
    codes, wanted = merged_codes(session), set(ids)
    found = [(codes.get(one.uscc, one.uscc), one) for one in _list(session, col(Notice.voided_at).is_(None))]
    holders = {
        uscc: id_
        for id_, uscc in driver_of(session).execute(
            "SELECT id, uscc FROM enterprise WHERE deleted_at IS NULL"
            " AND uscc IN (SELECT value FROM json_each(?))",
            (json.dumps([uscc for uscc, _ in found]),),
        )
    }
    return [(holders[uscc], one) for uscc, one in found if holders.get(uscc) in wanted]


def reasons_against_deleting(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Say of each enterprise that has valid notices that it has; the others are absent."""
    numbers: dict[int, list[str]] = {}
    for id_, notice in reversed(notices_of(session, ids)):
        numbers.setdefault(id_, []).append(notice.number)
    return {id_: f"有有效的通知书{'、'.join(found)}" for id_, found in numbers.items()}


def papers_by_award(session: Session, policy_id: str) -> dict[tuple[str, str], Paper]:
    """Return the papers of a policy's valid notices by (uscc, clause id)."""
    issued = issued_for(session, policy_id).items()
    return {key: paper_of(find_notice(session, notice.id)) for key, notice in issued if notice.has_paper}


@dataclass(frozen=True, slots=True)
class ChangedFact:
    """A figure that is no longer what a notice was decided on; empty where not entered."""

    label: str
    then: str
    now: str


def changes_since(session: Session, notice: Notice, dictionary: Dictionary) -> list[ChangedFact]:
    """Return what was recorded otherwise since a notice was issued; all of it if the enterprise is gone.

    Of a notice whose paper is not here nothing is known.
    """
    if not notice.has_paper:
        return []
    with as_stored(f"通知书“{notice.number}”所依据的数据"):
        then = flat_record(json.loads(notice.facts))
    holder = register.find_by_uscc(session, merged_codes(session).get(notice.uscc, notice.uscc))
    if holder is None or holder.id is None:
        return [ChangedFact("企业", notice.enterprise_name, "已不在企业库中")]
    now = flat_record(record_of(register.facts_of(session, holder.id, dictionary), dictionary))
    return [
        ChangedFact(_label(key, dictionary), _text(then, key), _text(now, key))
        for key in sorted({*then, *now})
        if (key in then, then.get(key)) != (key in now, now.get(key))
    ]


def _label(key: str, dictionary: Dictionary) -> str:
    fixed = {"name": "企业名称", "uscc": "统一社会信用代码"}
    return fixed.get(key) or dictionary.label_of(key)


def _text(record: dict[str, object], key: str) -> str:
    if key not in record:
        return "未填"
    value = record[key]
    match value:
        case bool():
            return "是" if value else "否"
        case None:
            return "无"
        case date():
            return value.isoformat()
    return str(value)


@dataclass(frozen=True, slots=True)
class ListedNotice:
    """One notice as lists show it, without its paper. ``amount`` is in fen, times are UTC; see `Notice`."""

    id: int
    number_prefix: str
    number_year: int
    number_serial: int
    uscc: str
    enterprise_name: str
    policy_sha256: str
    clause_id: str
    clause_title: str
    amount: int
    approver: str
    approved_on: date
    issued_by: str
    issued_at: datetime
    voided_by: str | None
    voided_at: datetime | None
    void_reason: str
    kind: str

    @property
    def number(self) -> str:
        """发文字号."""
        return document_number(self.number_prefix, self.number_year, self.number_serial)

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def has_paper(self) -> bool:
        return self.kind == NumberKind.ISSUED

    @property
    def is_valid(self) -> bool:
        """Whether there is a paper that stands, here or outside."""
        return not self.is_void and self.kind != NumberKind.UNUSED


def list_notices(session: Session) -> list[ListedNotice]:
    """Return every notice, newest first. Papers and facts are left in the store: they are most of it."""
    return _list(session)


def _list(session: Session, *conditions: Any) -> list[ListedNotice]:
    names = [field.name for field in fields(ListedNotice)]
    statement = select(*(getattr(Notice, name) for name in names)).where(*conditions)
    rows = session.exec(statement.order_by(col(Notice.id).desc()))
    return [ListedNotice(**dict(zip(names, row, strict=True))) for row in rows]
