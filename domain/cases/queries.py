"""Reading notices."""

import json
from collections.abc import Collection, Sequence
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.entities import Notice, document_number
from domain.enterprises import queries as register
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.identity import holders_of, standing_for, stood_for_by
from domain.enterprises.records import flat_record, record_of
from domain.papers.papers import Paper
from domain.store.numbers.entries import HERE, NumberKind
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.values.errors import DomainError, NotFound
from domain.values.ids import EnterpriseId, NoticeId


def find_notice(session: Session, id_: NoticeId) -> Notice:
    """Return one notice.

    Raises:
        NotFound: There is none with this id.
    """
    notice = session.get(Notice, id_)
    if notice is None:
        raise NotFound("没有这份通知书")
    return notice


def papers_of(session: Session, ids: Sequence[NoticeId]) -> list[Paper]:
    """Return the papers as they were issued, in this order.

    Raises:
        NotFound: There is no such notice.
        DomainError: One of them is not in this store.
    """
    found = {one.id: one for one in session.exec(select(Notice).where(among(col(Notice.id), ids)))}
    if any(id_ not in found for id_ in ids):
        raise NotFound("没有这份通知书")
    return [paper_of(found[id_]) for id_ in ids]


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


_VALID: Final = (col(Notice.voided_at).is_(None), col(Notice.letter).is_(None))
"""True of notices that stand, and of no other document with a number."""


def valid_notices(session: Session, policy_id: str) -> "list[ListedNotice]":
    """Return the valid notices of a policy, newest first, also those whose paper is only outside."""
    return _list(session, Notice.policy_id == policy_id, *_VALID)


def issued_for(session: Session, policy_id: str) -> "dict[tuple[EnterpriseId, str], ListedNotice]":
    """Return the valid notices of a policy by (enterprise, clause id): by the record that stands for it now.

    Those of enterprises that are not in the register any more are left out.
    """
    owned = _owned(session, valid_notices(session, policy_id))
    return {(id_, one.clause_id): one for id_, one in reversed(owned)}


def told_without_case(session: Session) -> "list[tuple[EnterpriseId, ListedNotice]]":
    """Return the valid notices that no granted case stands for, as after a restore, the newest first.

    Each with the record that stands for its enterprise now; without one they are left out.
    """
    with_case = select(AwardCase.notice_id).where(
        col(AwardCase.notice_id).is_not(None), AwardCase.ended == Ended.GRANTED
    )
    return _owned(session, _list(session, *_VALID, col(Notice.id).not_in(with_case)))


def notices_of(session: Session, ids: Collection[EnterpriseId]) -> "list[tuple[EnterpriseId, ListedNotice]]":
    """Return the valid notices of enterprises, each with the enterprise's id, newest first."""
    wanted = set(ids)
    records = stood_for_by(session, wanted)
    found = _list(session, among(col(Notice.enterprise_id), records), *_VALID)
    # Few, and told by their codes alone: those of papers that are only outside.
    found += _list(session, col(Notice.enterprise_id).is_(None), *_VALID)
    owned = _owned(session, sorted(found, key=lambda one: -one.id))
    return [(id_, one) for id_, one in owned if id_ in wanted]


def _owned(session: Session, notices: "Sequence[ListedNotice]") -> "list[tuple[EnterpriseId, ListedNotice]]":
    """Return notices with the records that stand for their enterprises now; without one they are left out."""
    owners = _owners(session, [(one.enterprise_id, one.uscc) for one in notices])
    return [(id_, one) for id_, one in zip(owners, notices, strict=True) if id_ is not None]


def _owners(
    session: Session, issued_to: Sequence[tuple[EnterpriseId | None, str]]
) -> list[EnterpriseId | None]:
    """Return the records that stand for enterprises now, by id or, where that is not known, by code."""
    standing = standing_for(session, {id_ for id_, _ in issued_to if id_ is not None})
    by_code = holders_of(session, {uscc for id_, uscc in issued_to if id_ is None and uscc})
    return [by_code.get(uscc) if id_ is None else standing.get(id_) for id_, uscc in issued_to]


def reasons_against_deleting(session: Session, ids: Sequence[EnterpriseId]) -> dict[EnterpriseId, str]:
    """Say of each enterprise that has valid notices or awards that it has; the others are absent."""
    numbers: dict[EnterpriseId, list[str]] = {}
    for id_, notice in reversed(notices_of(session, ids)):
        numbers.setdefault(id_, []).append(notice.number)
    reasons = {id_: f"有有效的通知书{'、'.join(found)}" for id_, found in numbers.items()}
    cases = session.exec(
        select(AwardCase.enterprise_id, AwardCase.clause_title).where(
            among(col(AwardCase.enterprise_id), ids),
            col(AwardCase.ended).in_([Ended.ON_ITS_WAY, Ended.GRANTED]),
        )
    )
    for enterprise, title in cases:
        reasons.setdefault(EnterpriseId(enterprise), f"有在办或已批准的事项“{title}”")
    return reasons


def papers_by_award(session: Session, policy_id: str) -> dict[tuple[str, str], Paper]:
    """Return the papers of a policy's valid notices by (code they were issued under, clause id)."""
    with_paper = [one for one in reversed(valid_notices(session, policy_id)) if one.has_paper]
    papers = papers_of(session, [one.id for one in with_paper])
    return {(one.uscc, one.clause_id): paper for one, paper in zip(with_paper, papers, strict=True)}


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
    if not notice.has_paper or notice.letter is not None:
        return []
    with as_stored(f"通知书“{notice.number}”所依据的数据"):
        then = flat_record(json.loads(notice.facts))
    (owner,) = _owners(session, [(notice.enterprise_id, notice.uscc)])
    if owner is None:
        return [ChangedFact("企业", notice.enterprise_name, "已不在企业库中")]
    now = flat_record(record_of(register.facts_of(session, owner, dictionary), dictionary))
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
    """One notice as lists show it, without its paper. ``amount`` is in fen, times are UTC; see `Notice`.

    Attributes:
        lowered: What its award was lowered to after it was paid, in fen; None where it was not. The paper
            says the amount of then.
    """

    id: NoticeId
    number_prefix: str
    number_year: int
    number_serial: int
    enterprise_id: EnterpriseId | None
    uscc: str
    enterprise_name: str
    policy_id: str
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
    letter: str | None
    lowered: int | None = None

    @property
    def stands(self) -> int:
        """What stands of its award, in fen."""
        return self.amount if self.lowered is None else self.lowered

    @property
    def number(self) -> str:
        """发文字号."""
        return document_number(self.number_prefix, self.number_year, self.number_serial)

    @property
    def is_void(self) -> bool:
        return self.voided_at is not None

    @property
    def has_paper(self) -> bool:
        return self.kind in HERE

    @property
    def is_valid(self) -> bool:
        """Whether there is a paper that stands, here or outside."""
        return not self.is_void and self.kind != NumberKind.UNUSED


def list_notices(session: Session) -> list[ListedNotice]:
    """Return every notice, and other document with a number, newest first.

    Papers and facts are left in the store: they are most of it.
    """
    return _list(session)


def _list(session: Session, *conditions: Any) -> list[ListedNotice]:
    names = [field.name for field in fields(ListedNotice) if field.default is MISSING]
    statement = select(*(getattr(Notice, name) for name in names)).where(*conditions)
    rows = session.exec(statement.order_by(col(Notice.id).desc()))
    return [ListedNotice(**dict(zip(names, row, strict=True))) for row in rows]
