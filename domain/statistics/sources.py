"""What figures are counted of: rows of the ledgers, each with the columns that a definition may name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import FromClause, column, func, table
from sqlmodel import Session, col, select

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
from domain.outreach.problem_entities import Content, Ended, Matter, ProblemRow, Source
from domain.store.tables import Kind
from domain.takeup import sql as takeup
from domain.takeup.entities import Why
from domain.takeup.standing import fill_rows


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
        names: A query of id and name, where its values are ids.
        fact: The fact of an enterprise that it is; choices are stored by their keys.
    """

    title: str
    of: Any
    is_: Is = Is.WORD
    words: Mapping[str, str] = field(default_factory=dict)
    names: Any = None
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind.

    Attributes:
        title: What people call them.
        origin: Where they are read from; ``holds`` is always true of them.
        key: Which of them it is: the id of a record of `kind`.
        prepare: Makes the rows as they stand on a day, which `by` then holds; None where they are there.
    """

    title: str
    kind: Kind
    key: Any
    origin: FromClause
    columns: Mapping[str, Column]
    holds: tuple[Any, ...] = ()
    prepare: Callable[[Session, date], None] | None = None
    by: Any = None

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
_TEAMS: Final = select(Team.id, Team.name)


def _month(day: Any) -> Column:
    return Column("月份", func.strftime("%Y-%m", day))


def _enterprise(id_: Any) -> dict[str, Column]:
    """Return the enterprise, and what is entered of it by which people group."""
    row, found = EnterpriseAttribute, {"enterprise": Column("企业", col(id_), Is.ENTERPRISE)}
    for name, (title, fact) in _FACTS.items():
        entered = select(row.value).where(row.enterprise_id == id_, row.name == fact)
        found[name] = Column(title, entered.scalar_subquery(), fact=fact)
    return found


_OF_VISITS: Final = {
    "state": Column("状态", col(Visit.state), words=_words(VisitState)),
    "way": Column("方式", col(Visit.way), words=_words(Way)),
    "day": Column("日期", col(Visit.day), Is.DAY),
    "month": _month(Visit.day),
    "route": Column("路线", col(Visit.route)),
}

_TAKEUP: Final = table(takeup.NAME, *(column(name) for name in takeup.COLUMNS))
_CLAIMED: Final = {"no": "未申报", "under-way": "在办", "granted": "已下达"}
_YES_NO: Final = {"yes": "已告知", "no": "未告知"}

ROWS: Final[Mapping[str, Rows]] = MappingProxyType(
    {
        "teams": Rows(
            "工作组和专班",
            Kind.TEAM,
            col(Team.id),
            _table(Team),
            {
                "kind": Column("种类", col(Team.kind), words=_words(TeamKind)),
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
                "cadre": Column("干部", col(Charge.cadre_id), Is.ID, names=_CADRES),
                "team": Column("工作组", col(Cadre.team_id), Is.ID, names=_TEAMS),
                "department": Column("单位", col(Cadre.department_id), Is.ID, names=_DEPARTMENTS),
                "post": Column("身份", col(Charge.post), words=_words(Post)),
                "since": Column("起", col(Charge.since), Is.DAY),
                "until": Column("止", col(Charge.until), Is.DAY),
            },
        ),
        "visits": Rows(
            "走访", Kind.VISIT, col(Visit.id), _table(Visit), _OF_VISITS, (col(Visit.deleted_at).is_(None),)
        ),
        "visited": Rows(
            "走访到的企业",
            Kind.VISIT,
            col(Visit.id),
            _table(Visit).join(_table(VisitEnterprise), col(VisitEnterprise.visit_id) == Visit.id),
            {**_OF_VISITS, **_enterprise(VisitEnterprise.enterprise_id)},
            (col(Visit.deleted_at).is_(None),),
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
                "cadre": Column("承办人", col(ProblemRow.cadre_id), Is.ID, names=_CADRES),
                "content": Column("满意度", col(ProblemRow.content), words=_words(Content)),
                "ended": Column("结果", col(ProblemRow.ended), words=_ENDS),
                "raised": Column("提出日期", col(ProblemRow.raised_on), Is.DAY),
                "month": _month(ProblemRow.raised_on),
                "ended-on": Column("办结日期", col(ProblemRow.ended_on), Is.DAY),
            },
            (col(ProblemRow.enterprise_id).is_not(None),),
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
            Kind.CASE,
            col(AwardCase.id),
            _table(PaidFlow).join(_table(AwardCase), col(AwardCase.id) == PaidFlow.case_id),
            {
                **_enterprise(AwardCase.enterprise_id),
                "policy": Column("政策", col(AwardCase.policy_title)),
                "clause": Column("条款", col(AwardCase.clause_title)),
                "kind": Column("种类", col(PaidFlow.kind), words=_words(Flow)),
                "amount": Column("金额", col(PaidFlow.amount), Is.AMOUNT),
                "day": Column("日期", col(PaidFlow.day), Is.DAY),
                "month": _month(PaidFlow.day),
            },
        ),
        "entitlements": Rows(
            "可享受的条款",
            Kind.ENTERPRISE,
            _TAKEUP.c.enterprise_id,
            _TAKEUP,
            {
                **_enterprise(_TAKEUP.c.enterprise_id),
                "policy": Column("政策", _TAKEUP.c.policy),
                "clause": Column("条款", _TAKEUP.c.clause),
                "amount": Column("评定金额", _TAKEUP.c.amount, Is.AMOUNT),
                "told": Column("告知", _TAKEUP.c.told, words=_YES_NO),
                "claimed": Column("申报", _TAKEUP.c.claimed, words=_CLAIMED),
                "explained": Column("未申报原因", _TAKEUP.c.explained, words=_words(Why)),
                "since": Column("评定日期", _TAKEUP.c.since, Is.DAY),
            },
            prepare=fill_rows,
            by=_TAKEUP.c.by,
        ),
    }
)
"""By the names that definitions use; docs/figures.md tells people of them."""
