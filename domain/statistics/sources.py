"""What figures are counted of: rows of the ledgers, each with the columns that a definition may name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import Date, FromClause, func, literal_column, null, type_coerce, union_all
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from domain.cases.awards.entities import AwardCase
from domain.cases.awards.entities import Ended as AwardEnded
from domain.enterprises.entities import EnterpriseAttribute
from domain.funds.month_entities import Flow, PaidFlow
from domain.outreach.entities import (
    Cadre,
    Charge,
    Department,
    Post,
    Team,
    TeamKind,
    Visit,
    VisitEnterprise,
    VisitState,
    Way,
)
from domain.outreach.problem_entities import Content, Did, Ended, Matter, ProblemRow, ProblemStep, Source
from domain.store.audit import AuditEntry
from domain.store.sql import part_of
from domain.store.tables import Kind


class Is(StrEnum):
    """What a column holds."""

    WORD = "word"
    DAY = "day"
    AMOUNT = "amount"
    """Whole fen."""
    ENTERPRISE = "enterprise"
    """The id of a record, for which another one may stand by now."""
    ID = "id"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        title: What people call it.
        words: What its values are called, where they are not words already.
        names: A query of id and name, where its values are ids; ``apart`` one of id and what tells apart
            those of one name.
        fact: The fact of an enterprise that it is; choices are stored by their keys.
        is_lean: Whether it is there without joining anything, see `Rows.lean`.
    """

    title: str
    of: Any
    is_: Is = Is.WORD
    words: Mapping[str, str] = field(default_factory=dict)
    names: Any = None
    apart: Any = None
    fact: str = ""
    is_lean: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind.

    Attributes:
        title: What people call them.
        origin: Where they are read from; ``holds`` is always true of them.
        key: Which of them it is: the id of a record of `kind`.
        is_over_with_enterprise: Whether one is over once its enterprise is deleted and none stands for it.
        lean: Where they are read from for as long as every column asked of is there, for speed.
    """

    title: str
    kind: Kind
    key: Any
    origin: FromClause
    columns: Mapping[str, Column]
    holds: tuple[Any, ...] = ()
    lean: FromClause | None = None
    is_over_with_enterprise: bool = False

    @property
    def enterprise(self) -> Any:
        """The enterprise that a row is of; None where it is of none."""
        column = self.columns.get("enterprise")
        return None if column is None else column.of


def _words(words: type[StrEnum]) -> Mapping[str, str]:
    return {one.value: one.word for one in words}  # type: ignore[attr-defined]


def _table(entity: Any) -> FromClause:
    return entity.__table__  # type: ignore[no-any-return]


_ENDS: Final = {
    Ended.OPEN.value: "在办",
    Ended.SOLVED.value: "已销号",
    Ended.OTHERWISE.value: "不予受理或撤回",
}
_AWARD_ENDS: Final = {
    AwardEnded.ON_ITS_WAY.value: "在办",
    AwardEnded.GRANTED.value: "已下达",
    AwardEnded.OTHERWISE.value: "未给予",
}
_FACTS: Final = {
    "street": ("街道", "street"),
    "park": ("园区或楼宇", "park"),
    "industry": ("统计专业", "industry_kind"),
}
"""What people group enterprises by: title and fact, by the names of definitions."""
_DEPARTMENTS: Final = select(Department.id, Department.name)
_CADRES: Final = select(Cadre.id, Cadre.name)
_OF_WHERE: Final = select(Cadre.id, func.coalesce(Department.name, "未填单位")).join(
    Department, col(Department.id) == Cadre.department_id, isouter=True
)
_TEAMS: Final = select(Team.id, Team.name)


def _month(day: Any) -> Column:
    return Column("月份", func.strftime("%Y-%m", day))


def _enterprise(id_: Any, *, is_lean: bool = False) -> dict[str, Column]:
    """Return the enterprise, and what is entered of it by which people group."""
    found = {"enterprise": Column("企业", col(id_), Is.ENTERPRISE, is_lean=is_lean)}
    for name, (title, fact) in _FACTS.items():
        found[name] = Column(title, entered_of(id_, fact), fact=fact, is_lean=is_lean)
    return found


def entered_of(id_: Any, fact: str) -> Any:
    """Return what is entered of an enterprise as a fact; NULL for nothing."""
    row = EnterpriseAttribute
    return select(row.value).where(row.enterprise_id == id_, row.name == fact).scalar_subquery()


_REGISTERED: Final = (
    select(func.date(func.min(AuditEntry.at), "localtime"))
    .where(AuditEntry.kind == Kind.TEAM, AuditEntry.subject_id == Team.id)
    .scalar_subquery()
)
_DONE_ON: Any = literal_column("visit_enterprise.done_on", Date)
"""Kept by the store (0046): when an enterprise was visited, of visits that were done and are there."""
_LAST: Final = 1 << 60


def _is_again(step: Any) -> tuple[Any, ...]:
    """Return what is true of a step that began a problem again; the word stands in the text for its index."""
    return step.did == literal_column(f"'{Did.REOPEN.value}'"), step.voided_by.is_(None)


def _rounds() -> Any:
    """Return each time that a problem was taken along: until it was ended, or has not been yet.

    What was begun again (on ``again_on``) is as it was before that, whatever became of it since; what was
    taken back never was.
    """
    row: Any = ProblemRow
    step: Any = ProblemStep
    kept = (
        *(row.id, row.enterprise_id, row.matter, row.kind, row.source, row.department_id, row.cadre_id),
        row.raised_on,
    )
    # Of so many columns the types of a query say nothing.
    columns: Any = select
    last = columns(
        *kept,
        row.ended,
        row.ended_on,
        row.content,
        type_coerce(null(), Date).label("again_on"),
        literal_column(str(_LAST)).label("upto"),
    ).where(row.enterprise_id.is_not(None))
    before = (
        columns(
            *kept,
            part_of(step.former, "ended").label("ended"),
            type_coerce(part_of(step.former, "ended_on"), Date).label("ended_on"),
            func.coalesce(part_of(step.former, "content"), "").label("content"),
            step.day.label("again_on"),
            step.number.label("upto"),
        )
        # The sign keeps SQLite from looking through every problem for the few steps.
        .join(row, row.id == literal_column("+problem_step.problem_id"))
        .where(*_is_again(step), row.enterprise_id.is_not(None))
    )
    return union_all(last, before).subquery("round")


_ROUND: Final = _rounds().c
_AGAIN: Any = aliased(ProblemStep)
_BEGAN: Final = func.coalesce(
    select(func.max(_AGAIN.day))
    .where(*_is_again(_AGAIN), _AGAIN.problem_id == _ROUND.id, _AGAIN.number < _ROUND.upto)
    .scalar_subquery(),
    _ROUND.raised_on,
)
_OF_VISITS: Final = {
    "state": Column("状态", col(Visit.state), words=_words(VisitState)),
    "way": Column("方式", col(Visit.way), words=_words(Way)),
    "day": Column("日期", col(Visit.day), Is.DAY),
    "month": _month(Visit.day),
    "route": Column("路线", col(Visit.route)),
}

ROWS: Final[Mapping[str, Rows]] = MappingProxyType(
    {
        "teams": Rows(
            "工作组和专班",
            Kind.TEAM,
            col(Team.id),
            _table(Team),
            {
                "kind": Column("种类", col(Team.kind), words=_words(TeamKind)),
                "since": Column("成立日期", func.coalesce(col(Team.since), _REGISTERED), Is.DAY),
                "until": Column("撤销日期", col(Team.until), Is.DAY),
            },
        ),
        "charges": Rows(
            "包联",
            Kind.CHARGE,
            col(Charge.id),
            _table(Charge).join(_table(Cadre), col(Cadre.id) == Charge.cadre_id),
            {
                **_enterprise(Charge.enterprise_id),
                "cadre": Column("干部", col(Charge.cadre_id), Is.ID, names=_CADRES, apart=_OF_WHERE),
                "team": Column("工作组", col(Cadre.team_id), Is.ID, names=_TEAMS),
                "department": Column("单位", col(Cadre.department_id), Is.ID, names=_DEPARTMENTS),
                "post": Column("身份", col(Charge.post), words=_words(Post)),
                "since": Column("起", col(Charge.since), Is.DAY),
                "until": Column("止", col(Charge.until), Is.DAY),
            },
            is_over_with_enterprise=True,
        ),
        "visits": Rows(
            "走访", Kind.VISIT, col(Visit.id), _table(Visit), _OF_VISITS, (col(Visit.deleted_at).is_(None),)
        ),
        "visited": Rows(
            "走访到的企业",
            Kind.VISIT,
            col(VisitEnterprise.visit_id),
            _table(Visit).join(_table(VisitEnterprise), col(VisitEnterprise.visit_id) == Visit.id),
            {
                **_OF_VISITS,
                **_enterprise(VisitEnterprise.enterprise_id, is_lean=True),
                "done-on": Column("走访日期", _DONE_ON, Is.DAY, is_lean=True),
            },
            (col(Visit.deleted_at).is_(None),),
            _table(VisitEnterprise),
        ),
        "problems": Rows(
            "企业问题",
            Kind.PROBLEM,
            col(ProblemRow.id),
            _table(ProblemRow),
            {
                **_enterprise(ProblemRow.enterprise_id),
                "matter": Column("事类", col(ProblemRow.matter), words=_words(Matter)),
                "kind": Column("类别", col(ProblemRow.kind)),
                "source": Column("来源", col(ProblemRow.source), words=_words(Source)),
                "department": Column("承办部门", col(ProblemRow.department_id), Is.ID, names=_DEPARTMENTS),
                "cadre": Column("承办人", col(ProblemRow.cadre_id), Is.ID, names=_CADRES, apart=_OF_WHERE),
                "content": Column("满意度", col(ProblemRow.content), words=_words(Content)),
                "ended": Column("结果", col(ProblemRow.ended), words=_ENDS),
                "raised": Column("提出日期", col(ProblemRow.raised_on), Is.DAY),
                "month": _month(ProblemRow.raised_on),
                "ended-on": Column("办结日期", col(ProblemRow.ended_on), Is.DAY),
            },
            (col(ProblemRow.enterprise_id).is_not(None),),
        ),
        "rounds": Rows(
            "企业问题的办理",
            Kind.PROBLEM,
            _ROUND.id,
            _ROUND.id.table,
            {
                **_enterprise(_ROUND.enterprise_id),
                "matter": Column("事类", _ROUND.matter, words=_words(Matter)),
                "kind": Column("类别", _ROUND.kind),
                "source": Column("来源", _ROUND.source, words=_words(Source)),
                "department": Column("承办部门", _ROUND.department_id, Is.ID, names=_DEPARTMENTS),
                "cadre": Column("承办人", _ROUND.cadre_id, Is.ID, names=_CADRES, apart=_OF_WHERE),
                "content": Column("满意度", _ROUND.content, words=_words(Content)),
                "ended": Column("结果", _ROUND.ended, words=_ENDS),
                "raised": Column("提出日期", _ROUND.raised_on, Is.DAY),
                "month": Column("月份", func.strftime("%Y-%m", _ROUND.raised_on)),
                "began": Column("开始办理", _BEGAN, Is.DAY),
                "ended-on": Column("办结日期", _ROUND.ended_on, Is.DAY),
                "again-on": Column("重新办理", _ROUND.again_on, Is.DAY),
            },
        ),
        "awards": Rows(
            "奖补事项",
            Kind.CASE,
            col(AwardCase.id),
            _table(AwardCase),
            {
                **_enterprise(AwardCase.enterprise_id),
                "policy": Column("政策", col(AwardCase.policy_title)),
                "clause": Column("条款", col(AwardCase.clause_title)),
                "amount": Column("核定金额", col(AwardCase.amount), Is.AMOUNT),
                "ended": Column("结果", col(AwardCase.ended), words=_AWARD_ENDS),
                "since": Column("日期", col(AwardCase.since), Is.DAY),
                "month": _month(AwardCase.since),
            },
        ),
        "payments": Rows(
            "付款和收回",
            Kind.PAYMENT,
            col(PaidFlow.id),
            _table(PaidFlow).join(_table(AwardCase), col(AwardCase.id) == PaidFlow.case_id),
            {
                **_enterprise(AwardCase.enterprise_id),
                "policy": Column("政策", col(AwardCase.policy_title)),
                "clause": Column("条款", col(AwardCase.clause_title)),
                "kind": Column("种类", col(PaidFlow.kind), words=_words(Flow)),
                "amount": Column("金额", col(PaidFlow.amount), Is.AMOUNT),
                "back": Column("收回的金额", -col(PaidFlow.amount), Is.AMOUNT),
                "day": Column("日期", col(PaidFlow.day), Is.DAY),
                "month": _month(PaidFlow.day),
            },
        ),
    }
)
"""By the names that definitions use; docs/figures.md tells people of them."""
