"""What figures and tables are made of: rows of the ledgers, with the columns that definitions may name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType, SimpleNamespace
from typing import Any, Final, TypeAlias

from sqlalchemy import (
    Date,
    FromClause,
    case,
    column,
    exists,
    func,
    literal_column,
    null,
    table,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased
from sqlalchemy.sql.visitors import iterate
from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, CaseRoad, CaseStep, Origin
from domain.cases.awards.entities import Did as CaseDid
from domain.cases.awards.entities import Ended as AwardEnded
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise, EnterpriseAttribute, EnterpriseRow, EnterpriseTag
from domain.funds.month_entities import Flow, PaidFlow
from domain.outreach.cultivation.qualifications import LIST
from domain.outreach.cultivation_entities import CityCount, Cultivated, Stage
from domain.outreach.cultivation_standards import ABOVE_SCALE, ABOVE_SCALE_WORD
from domain.outreach.entities import (
    DONE_ON,
    Cadre,
    Charge,
    Department,
    Post,
    Team,
    TeamKind,
    Visit,
    VisitCadre,
    VisitEnterprise,
    VisitState,
    Way,
)
from domain.outreach.guide_entities import Answered, Call, CallTopic
from domain.outreach.matching_entities import (
    EventDeal,
    EventGuest,
    EventKind,
    MatchEvent,
    Need,
    NeedOutcome,
    Park,
    ParkStage,
    ParkTenant,
    ParkYear,
    Signed,
    Through,
)
from domain.outreach.matching_entities import Matter as NeedMatter
from domain.outreach.problem_entities import Content, Did, Ended, Matter, ProblemRow, ProblemStep, Source
from domain.outreach.problems.reading import Light
from domain.outreach.problems.rules import Rules
from domain.outreach.project_entities import (
    Permit,
    Project,
    ProjectEnd,
    ProjectEnterprise,
    ProjectMonth,
    ProjectStage,
    ProjectYear,
)
from domain.statistics import worked
from domain.store.audit import AuditEntry
from domain.store.sql import each_in, in_one, part_of
from domain.store.tables import Kind
from domain.takeup import sql as takeup
from domain.takeup.entities import Why
from domain.takeup.standing import fill_rows

Looked: TypeAlias = Mapping[Any, Any]
"""Of an enterprise's record, by its id, what a column holds; those that have nothing there are absent."""


class Is(StrEnum):
    """What a column holds."""

    WORD = "word"
    DAY = "day"
    AMOUNT = "amount"
    """Whole fen."""
    ENTERPRISE = "enterprise"
    """The id of a record, for which another one may stand by now."""
    CODE = "code"
    """The same, shown by its 统一社会信用代码."""
    ID = "id"
    TEXT = "text"
    """What people wrote: listed, and nothing is counted by it."""
    COUNT = "count"
    NUMBER = "number"
    """In the units of `dictionary.UNITS`, as is a rate."""
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        title: What people call it.
        words: What its values are called, where they are not words already.
        of: The term of a query that it is; None for what is worked out or looked up, which figures do not
            name.
        names: A query of id and name, where its values are ids; ``apart`` one of id and what tells apart
            those of one name.
        fact: The fact of an enterprise that it is; choices are stored by their keys.
        choice: Of which list the column whose choices it holds, as ``qualifications.kind``.
        unit: What its numbers count.
        is_personal: Whether it is masked but to who needs it.
        is_added: Whether numbers of several rows make a sum: not those that are the same for many rows.
        worked: Returns the term, where that takes more than the row.
        looked: Returns it by enterprises, where that takes other ledgers; of rows that are enterprises alone.
        nothing: What it holds of those that are absent there.
        year_of: The day that lies in the year after which it is: what is not over by a day has it in the
            year of that day or later, which an index finds.
        never_before: A day that it is never before, told by the row alone where it is not itself.
        is_lean: Whether it is there without joining anything, see `Rows.lean`.
        lacks: What rows are called that have nothing there.
    """

    title: str
    of: Any = None
    is_: Is = Is.WORD
    words: Mapping[str, str] = field(default_factory=dict)
    names: Any = None
    apart: Any = None
    fact: str = ""
    choice: str = ""
    unit: str = ""
    is_personal: bool = False
    is_added: bool = True
    worked: Callable[[Session, Rules], Any] | None = None
    looked: Callable[[Session], Looked] | None = None
    nothing: int | None = None
    year_of: Any = None
    never_before: Any = None
    is_lean: bool = False
    lacks: str = "未填"

    def words_in(self, dictionary: Dictionary) -> Mapping[str, str]:
        """Return what its values are called, with choices of facts; empty for as they are."""
        kind, _, name = self.choice.partition(".")
        if (of := dictionary.rows.get(kind)) is not None:
            return {**self.words, **of.columns[name].choices}
        fact = dictionary.attributes.get(self.fact)
        return fact.choices if fact is not None and fact.choices else self.words

    @property
    def parts(self) -> bool:
        """Whether rows are parted into groups by it."""
        return self.is_ in (Is.WORD, Is.ID) and not self.is_personal and self.looked is None

    @property
    def adds_up(self) -> bool:
        """Whether its numbers are summed."""
        return self.is_added and self.is_ in (Is.AMOUNT, Is.COUNT, Is.NUMBER)


@dataclass(frozen=True)
class Both:
    """Rows of two queries as one.

    SQLite works out every column that is named of them, be it asked for or not: only those are.

    Attributes:
        name: What they are called in statements.
        arms: The queries, with the same columns.
    """

    name: str
    arms: tuple[Any, Any]

    @cached_property
    def c(self) -> Any:
        """The columns, by name."""
        columns = self.arms[0].selected_columns
        return SimpleNamespace(
            **{one.key: literal_column(f"{self.name}.{one.key}", one.type) for one in columns}
        )

    def read_from(self, terms: Iterable[Any]) -> FromClause:
        """Return them with those columns that stand in terms."""
        named = {getattr(one, "name", "") for term in terms for one in iterate(term)}
        asked = [
            [one for one in arm.selected_columns if f"{self.name}.{one.key}" in named] for arm in self.arms
        ]
        arms = [arm.with_only_columns(*few) for arm, few in zip(self.arms, asked, strict=True)]
        return union_all(*arms).subquery(self.name)

    @property
    def whole(self) -> FromClause:
        """All of them."""
        return self.read_from(vars(self.c).values())


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind.

    Attributes:
        title: What people call them.
        origin: Where they are read from; ``holds`` is always true of them.
        key: Which of them it is: the id of a record of `kind`.
        each: Which row it is, where a record has several that are told by themselves; None for the record.
        is_listed: Whether tables are offered of it, and not figures alone.
        is_over_with_enterprise: Whether one is over once its enterprise is deleted and none stands for it.
        lean: Where they are read from for as long as every column asked of is there, for speed.
        both: Two queries that they are read from as one; None where they are in tables.
        counted: What a number of them is called.
        once: What a number of their records is called, where one has several rows.
        prepare: Makes the rows as they stand on a day, which ``by`` then holds; None where they are there.
    """

    title: str
    kind: Kind
    key: Any
    origin: FromClause
    columns: Mapping[str, Column]
    holds: tuple[Any, ...] = ()
    lean: FromClause | None = None
    both: "Both | None" = None
    is_listed: bool = True
    is_over_with_enterprise: bool = False
    each: Any = None
    counted: str = "条数"
    once: str = ""
    prepare: Callable[[Session, date], None] | None = None
    by: Any = None

    @property
    def enterprise(self) -> Any:
        """The enterprise that a row is of; None where it is of none."""
        column = self.columns.get("enterprise")
        return None if column is None else column.of

    @property
    def is_register(self) -> bool:
        """Whether each row is an enterprise, and each enterprise one row."""
        return self.origin is _table(Enterprise)

    def select(self, wanted: Sequence[Any], conditions: Sequence[Any]) -> Any:
        """Return a query of these terms, of the rows of which conditions are true."""
        origin = self.origin if self.both is None else self.both.read_from([*wanted, *conditions])
        return select(*wanted).select_from(origin).where(*conditions)

    def held(self, session: Session, day: date) -> list[Any]:
        """Return what is always true of the rows, having made those that stand on a day."""
        if self.prepare is None:
            return [*self.holds]
        self.prepare(session, day)
        return [*self.holds, self.by == day.isoformat()]


def _words(words: type[StrEnum]) -> Mapping[str, str]:
    return {one.value: one.word for one in words}  # type: ignore[attr-defined]


def _table(entity: Any) -> FromClause:
    return entity.__table__  # type: ignore[no-any-return]


_ENDS: Final = {
    Ended.OPEN.value: "在办",
    Ended.SOLVED.value: "已销号",
    Ended.OTHERWISE.value: "不予受理或撤回",
    Ended.MISTAKEN.value: "登记有误",
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
_UNDOING: Final[Any] = aliased(ProblemStep)
"""The step that took another one back."""
_DEPARTMENTS: Final = select(Department.id, Department.name)
_CADRES: Final = select(Cadre.id, Cadre.name)
_OF_WHERE: Final = select(Cadre.id, func.coalesce(Department.name, "未填单位")).join(
    Department, col(Department.id) == Cadre.department_id, isouter=True
)
_TEAMS: Final = select(Team.id, Team.name)


def _month(day: Any) -> Column:
    return Column("月份", func.strftime("%Y-%m", day))


def _handed_to(id_: Any) -> Column:
    return Column("承办部门", col(id_), Is.ID, names=_DEPARTMENTS, lacks="未转给部门")


def _enterprise(id_: Any, *, is_lean: bool = False) -> dict[str, Column]:
    """Return the enterprise, and what is entered of it by which people group."""
    found = {
        "enterprise": Column("企业", col(id_), Is.ENTERPRISE, is_lean=is_lean),
        "code": Column("信用代码", col(id_), Is.CODE, is_lean=is_lean),
    }
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
_LAST: Final = 1 << 60


def _is_again(step: Any) -> tuple[Any, ...]:
    """Return what is true of a step that began a problem again; the word stands in the text for its index."""
    return step.did == literal_column(f"'{Did.REOPEN.value}'"), step.voided_by.is_(None)


def _rounds() -> Both:
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
    ).select_from(row)
    last = last.where(row.enterprise_id.is_not(None), row.ended != Ended.MISTAKEN.value)
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
        .select_from(step)
        .join(row, row.id == literal_column("+problem_step.problem_id"))
        .where(*_is_again(step), row.enterprise_id.is_not(None), row.ended != Ended.MISTAKEN.value)
    )
    return Both("round", (last, before))


_ROUNDS: Final = _rounds()
_ROUND: Final = _ROUNDS.c
_AGAIN: Any = aliased(ProblemStep)
# The sign has SQLite look for what is open on a day, not go through all that was raised by then.
_RAISED: Final[Any] = literal_column("+round.raised_on", Date)
_BEGAN: Final = func.coalesce(
    select(func.max(_AGAIN.day))
    .where(*_is_again(_AGAIN), _AGAIN.problem_id == _ROUND.id, _AGAIN.number < _ROUND.upto)
    .scalar_subquery(),
    _ROUND.raised_on,
)


def _grants() -> Both:
    """Return each case that was granted, with the day (``granted``), and the one on which that was revoked.

    What was taken back, the granting or the revoking, never was.
    """
    row, step, road = AwardCase, CaseStep, CaseRoad
    kept: Any = (
        *(row.id, row.enterprise_id, row.policy_title, row.clause_title, row.instalment, row.period),
    )
    # Of so many columns the types of a query say nothing.
    columns: Any = select
    granting = each_in(road.grants)
    stand = columns(
        *kept, row.amount, col(row.since).label("granted"), type_coerce(null(), Date).label("revoked")
    ).select_from(row)
    stand = stand.where(row.ended == AwardEnded.GRANTED.value)
    gone = (
        columns(
            *kept,
            func.coalesce(step.was_amount, row.amount).label("amount"),
            col(step.was_since).label("granted"),
            col(step.day).label("revoked"),
        )
        .select_from(row)
        .join(step, step.case_id == row.id)
        .join(road, road.sha256 == row.road_sha256)
        .where(
            row.ended == AwardEnded.OTHERWISE.value,
            step.did == CaseDid.BEGIN.value,
            col(step.voided_by).is_(None),
            col(step.was_at).in_(granting),
        )
    )
    return Both("awarded", (stand, gone))


_GRANTS: Final = _grants()
_GRANT: Final = _GRANTS.c


def _all_of(name: Any, *which: Any) -> Any:
    """Return the names that belong to a row, one behind the other."""
    return select(in_one(name)).where(*which).scalar_subquery()


_OF_VISITS: Final = {
    "state": Column("状态", col(Visit.state), words=_words(VisitState)),
    "way": Column("方式", col(Visit.way), words=_words(Way)),
    "day": Column("日期", col(Visit.day), Is.DAY),
    "month": _month(Visit.day),
    "route": Column("路线", col(Visit.route)),
    "cadres": Column("走访人", _all_of(VisitCadre.name, VisitCadre.visit_id == Visit.id), Is.TEXT),
    "place": Column("地点", col(Visit.place), Is.TEXT),
    "met": Column("见到的人", col(Visit.met), Is.TEXT),
    "found": Column("了解到的情况", col(Visit.found), Is.TEXT),
    "by": Column("登记人", col(Visit.by_name)),
}
_VISIT_ENTERPRISES: Final = {
    "enterprises": Column(
        "走访企业",
        _all_of(
            Enterprise.name,
            VisitEnterprise.visit_id == Visit.id,
            col(Enterprise.id) == VisitEnterprise.enterprise_id,
        ),
        Is.TEXT,
    ),
    "size": Column(
        "企业户数",
        select(func.count()).where(VisitEnterprise.visit_id == Visit.id).scalar_subquery(),
        Is.COUNT,
        unit="户",
    ),
}
_CASES: Final = {
    **_enterprise(AwardCase.enterprise_id),
    "policy": Column("政策", col(AwardCase.policy_title)),
    "clause": Column("条款", col(AwardCase.clause_title)),
    "instalment": Column("期次", col(AwardCase.instalment)),
    "period": Column("兑现期", col(AwardCase.period)),
}
_ORIGINS: Final = {Origin.ASSESSED.value: "免申即享", Origin.APPLIED.value: "申报"}
_OF_ENTERPRISES: Final = {
    **_enterprise(Enterprise.id),
    "tags": Column("标签", _all_of(EnterpriseTag.tag, EnterpriseTag.enterprise_id == Enterprise.id), Is.TEXT),
    "in-charge": Column("包联", is_=Is.TEXT, looked=worked.in_charge),
    "visited-on": Column("最近走访", is_=Is.DAY, looked=worked.visited_on),
    "visits": Column("走访次数", is_=Is.COUNT, unit="次", looked=worked.visits, nothing=0),
    "problems": Column("提出问题", is_=Is.COUNT, unit="件", looked=worked.problems, nothing=0),
    "open-problems": Column("在办问题", is_=Is.COUNT, unit="件", looked=worked.open_problems, nothing=0),
    "awarded": Column("已获批金额", is_=Is.AMOUNT, looked=worked.awarded, nothing=0),
    "paid": Column("已拨付净额", is_=Is.AMOUNT, looked=worked.paid, nothing=0),
}


def _after_its_year(day: Any) -> Column:
    """Return the first day after the year that a day lies in."""
    after = type_coerce(func.date(day, "start of year", "+1 year"), Date)
    return Column("次年初", after, Is.DAY, year_of=col(day))


_YES_NO: Final = {"yes": "有", "no": "没有"}
_OF_PROJECTS: Final = {
    "number": Column("编号", col(Project.number), Is.TEXT),
    "name": Column("项目", col(Project.id), Is.ID, names=select(Project.id, Project.name)),
    "enterprises": Column(
        "项目企业",
        _all_of(
            Enterprise.name,
            ProjectEnterprise.project_id == Project.id,
            col(Enterprise.id) == ProjectEnterprise.enterprise_id,
        ),
        Is.TEXT,
    ),
    "kind": Column("类别", col(Project.kind)),
    "street": Column("街道", col(Project.street)),
    "park": Column("园区或楼宇", col(Project.park)),
    "team": Column("专班", col(Project.team_id), Is.ID, names=_TEAMS),
    "ended": Column("状态", col(Project.ended), words=_words(ProjectEnd)),
    "ended-on": Column("结束日期", col(Project.ended_on), Is.DAY),
    "starts-on": Column("计划开工", col(Project.starts_on), Is.DAY),
    "ends-on": Column("计划竣工", col(Project.ends_on), Is.DAY),
}
_KEPT_PROJECT: Final = (col(Project.deleted_at).is_(None),)


def _of_project(entity: Any) -> FromClause:
    return _table(entity).join(_table(Project), col(Project.id) == entity.project_id)


_TAKEUP: Final = table(
    takeup.NAME, *(column(name, Date if name == "since" else None) for name in takeup.COLUMNS)
)
_CLAIMED: Final = {"no": "未申报", "under-way": "在办", "granted": "已下达"}
_TOLD: Final = {"yes": "已告知", "no": "未告知"}
_OF_CALLS: Final = {
    **_enterprise(Call.enterprise_id),
    "day": Column("日期", col(Call.day), Is.DAY),
    "month": _month(Call.day),
    "time": Column("时间", col(Call.time), Is.TEXT),
    "answered": Column("答复", col(Call.answered), words=_words(Answered)),
    "rating": Column("评价", col(Call.rating), words={"": "没有问", **_words(Content)}),
    "handed-on": Column(
        "是否转为问题",
        case((col(Call.problem_id).is_(None), "no"), else_="yes"),
        words={"yes": "已转", "no": "没有转"},
    ),
    "caller": Column("来电人", col(Call.caller), Is.TEXT),
    "phone": Column("电话", col(Call.phone), Is.TEXT, is_personal=True),
    "asked": Column("问的什么", col(Call.asked), Is.TEXT),
    "by": Column("登记人", col(Call.by_name)),
}

_OF_PARKS: Final = {
    "name": Column("园区", col(Park.id), Is.ID, names=select(Park.id, Park.name)),
    "kind": Column("类别", case((col(Park.kind) == "", "小微企业园"), else_=col(Park.kind))),
    "stage": Column("阶段", col(Park.stage), words=_words(ParkStage)),
    "at": Column("街道", col(Park.street)),
    "operator": Column("运营单位", col(Park.operator), Is.TEXT),
}
_KEPT_PARK: Final = (col(Park.deleted_at).is_(None),)
_OF_EVENTS: Final = {
    "name": Column("活动", col(MatchEvent.id), Is.ID, names=select(MatchEvent.id, MatchEvent.name)),
    "kind": Column("活动种类", col(MatchEvent.kind), words=_words(EventKind)),
    "day": Column("活动日期", col(MatchEvent.day), Is.DAY),
    "month": _month(MatchEvent.day),
    "host": Column("主办", col(MatchEvent.host), Is.TEXT),
    "place": Column("地点", col(MatchEvent.place), Is.TEXT),
}
_KEPT_EVENT: Final = (col(MatchEvent.deleted_at).is_(None),)
_OF_NEEDS: Final = {
    **_enterprise(Need.enterprise_id),
    "matter": Column("需要什么", col(Need.matter), words=_words(NeedMatter)),
    "title": Column("用途或岗位", col(Need.title), Is.TEXT),
    "raised": Column("提出日期", col(Need.day), Is.DAY),
}
_KEPT_NEED: Final = (col(Need.deleted_at).is_(None),)


def _from(id_: Any) -> Column:
    """Return whether somebody is of an enterprise of the register."""
    words = {"enterprise": "企业", "other": "企业库以外的"}
    return Column("哪里的", case((col(id_).is_(None), "other"), else_="enterprise"), words=words)


def _hung(entity: Any, on: Any, id_: Any) -> FromClause:
    return _table(entity).join(_table(on), col(on.id) == id_)


def _of_list(name: str) -> Any:
    """Return what a row of an enterprise's list holds; NULL for nothing."""
    return func.nullif(part_of(EnterpriseRow.content, name), "")


def _day_of_list(name: str) -> Any:
    return type_coerce(_of_list(name), Date)


_DAY_AFTER: Final = func.date(_of_list("valid_until"), "+1 day")
_WITHDRAWN: Final = _of_list("withdrawn_on")
_NEXT: Any = aliased(CityCount)
_OWNER: Final = _table(Enterprise).alias("owner")
_OPEN_STAGES: Final = [one.value for one in Stage if one.is_open]


ROWS: Final[Mapping[str, Rows]] = MappingProxyType(
    {
        "teams": Rows(
            "工作组和专班",
            Kind.TEAM,
            col(Team.id),
            _table(Team),
            {
                "name": Column("名称", col(Team.name), Is.TEXT),
                "kind": Column("种类", col(Team.kind), words=_words(TeamKind)),
                "since": Column("成立日期", func.coalesce(col(Team.since), _REGISTERED), Is.DAY),
                "until": Column("撤销日期", col(Team.until), Is.DAY),
            },
            counted="个数",
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
                "duty": Column("职务", col(Cadre.duty), Is.TEXT),
                "phone": Column("电话", col(Cadre.phone), Is.TEXT, is_personal=True),
                "post": Column("身份", col(Charge.post), words=_words(Post)),
                "since": Column("起", col(Charge.since), Is.DAY),
                "until": Column("止", col(Charge.until), Is.DAY),
            },
            (col(Charge.enterprise_id).is_not(None),),
            is_over_with_enterprise=True,
        ),
        "visits": Rows(
            "走访",
            Kind.VISIT,
            col(Visit.id),
            _table(Visit),
            {**_OF_VISITS, **_VISIT_ENTERPRISES},
            (col(Visit.deleted_at).is_(None),),
            counted="次数",
        ),
        "visited": Rows(
            "走访到的企业",
            Kind.VISIT,
            col(VisitEnterprise.visit_id),
            _table(Visit).join(_table(VisitEnterprise), col(VisitEnterprise.visit_id) == Visit.id),
            {
                **_OF_VISITS,
                **_enterprise(VisitEnterprise.enterprise_id, is_lean=True),
                "done-on": Column("走访日期", DONE_ON, Is.DAY, is_lean=True),
            },
            (col(Visit.deleted_at).is_(None),),
            counted="户次",
            once="次数",
            lean=_table(VisitEnterprise),
        ),
        "problems": Rows(
            "企业问题",
            Kind.PROBLEM,
            col(ProblemRow.id),
            _table(ProblemRow),
            {
                "number": Column("编号", col(ProblemRow.number), Is.TEXT),
                **_enterprise(ProblemRow.enterprise_id),
                "title": Column("问题", col(ProblemRow.title), Is.TEXT),
                "detail": Column("详细情况", col(ProblemRow.detail), Is.TEXT),
                "matter": Column("事类", col(ProblemRow.matter), words=_words(Matter)),
                "kind": Column("类别", col(ProblemRow.kind)),
                "source": Column("来源", col(ProblemRow.source), words=_words(Source)),
                "department": _handed_to(ProblemRow.department_id),
                "cadre": Column("承办人", col(ProblemRow.cadre_id), Is.ID, names=_CADRES, apart=_OF_WHERE),
                "content": Column("满意度", col(ProblemRow.content), words=_words(Content)),
                "ended": Column("结果", col(ProblemRow.ended), words=_ENDS),
                "raised": Column("提出日期", col(ProblemRow.raised_on), Is.DAY),
                "month": _month(ProblemRow.raised_on),
                "ended-on": Column("办结日期", col(ProblemRow.ended_on), Is.DAY),
                "at": Column("环节", worked=worked.places),
                "due": Column(
                    "办理期限",
                    is_=Is.DAY,
                    worked=worked.due_days,
                ),
                "light": Column(
                    "期限状态",
                    words=_words(Light),
                    worked=worked.lights,
                ),
                "supervised-since": Column("督办日期", col(ProblemRow.supervised_since), Is.DAY),
                "answer": Column("办理结果", col(ProblemRow.answer), Is.TEXT),
                "raised-by": Column("提出人", col(ProblemRow.raised_by), Is.TEXT),
                "phone": Column("联系电话", col(ProblemRow.phone), Is.TEXT, is_personal=True),
            },
            (col(ProblemRow.enterprise_id).is_not(None), ProblemRow.ended != Ended.MISTAKEN),
            counted="件数",
        ),
        "rounds": Rows(
            "企业问题的办理",
            Kind.PROBLEM,
            _ROUND.id,
            _ROUNDS.whole,
            {
                **_enterprise(_ROUND.enterprise_id),
                "matter": Column("事类", _ROUND.matter, words=_words(Matter)),
                "kind": Column("类别", _ROUND.kind),
                "source": Column("来源", _ROUND.source, words=_words(Source)),
                "department": _handed_to(_ROUND.department_id),
                "cadre": Column("承办人", _ROUND.cadre_id, Is.ID, names=_CADRES, apart=_OF_WHERE),
                "content": Column("满意度", _ROUND.content, words=_words(Content)),
                "ended": Column("结果", _ROUND.ended, words=_ENDS),
                "raised": Column("提出日期", _ROUND.raised_on, Is.DAY),
                "month": Column("月份", func.strftime("%Y-%m", _ROUND.raised_on)),
                "began": Column("开始办理", _BEGAN, Is.DAY, never_before=_RAISED),
                "ended-on": Column("办结日期", _ROUND.ended_on, Is.DAY),
                "again-on": Column("重新办理", _ROUND.again_on, Is.DAY),
            },
            both=_ROUNDS,
            is_listed=False,
        ),
        "asked": Rows(
            "回访",
            Kind.PROBLEM,
            col(ProblemRow.id),
            _table(ProblemStep).join(_table(ProblemRow), col(ProblemRow.id) == ProblemStep.problem_id),
            {
                "number": Column("编号", col(ProblemRow.number), Is.TEXT),
                **_enterprise(ProblemRow.enterprise_id),
                "title": Column("问题", col(ProblemRow.title), Is.TEXT),
                "matter": Column("事类", col(ProblemRow.matter), words=_words(Matter)),
                "kind": Column("类别", col(ProblemRow.kind)),
                "department": _handed_to(ProblemRow.department_id),
                "content": Column("企业", col(ProblemStep.content), words=_words(Content)),
                "day": Column("回访日期", col(ProblemStep.day), Is.DAY),
                "month": _month(ProblemStep.day),
                "said": Column("回访情况", col(ProblemStep.remark), Is.TEXT),
            },
            (
                col(ProblemRow.enterprise_id).is_not(None),
                ProblemRow.ended != Ended.MISTAKEN,
                # The word stands in the text for its index.
                ProblemStep.content != literal_column("''"),
                ~exists().where(
                    _UNDOING.problem_id == ProblemStep.problem_id,
                    _UNDOING.number == ProblemStep.voided_by,
                    _UNDOING.did == Did.UNDO.value,
                ),
            ),
            counted="次数",
        ),
        "awards": Rows(
            "奖补事项",
            Kind.CASE,
            col(AwardCase.id),
            _table(AwardCase),
            {
                **_CASES,
                "origin": Column("来由", col(AwardCase.origin), words=_ORIGINS),
                "applicant": Column("申请人", col(AwardCase.applicant), Is.TEXT),
                "asked": Column("申请金额", col(AwardCase.asked), Is.AMOUNT),
                "computed": Column("测算金额", col(AwardCase.computed), Is.AMOUNT),
                "amount": Column("核定金额", col(AwardCase.amount), Is.AMOUNT),
                "ended": Column("结果", col(AwardCase.ended), words=_AWARD_ENDS),
                "since": Column("日期", col(AwardCase.since), Is.DAY),
                "month": _month(AwardCase.since),
            },
            counted="项数",
        ),
        "grants": Rows(
            "下达的奖补",
            Kind.CASE,
            _GRANT.id,
            _GRANTS.whole,
            {
                **_enterprise(_GRANT.enterprise_id),
                "policy": Column("政策", _GRANT.policy_title),
                "clause": Column("条款", _GRANT.clause_title),
                "instalment": Column("期次", _GRANT.instalment),
                "period": Column("兑现期", _GRANT.period),
                "amount": Column("核定金额", _GRANT.amount, Is.AMOUNT),
                "granted": Column("下达日期", _GRANT.granted, Is.DAY),
                "month": _month(_GRANT.granted),
                "revoked": Column("撤销日期", _GRANT.revoked, Is.DAY),
            },
            both=_GRANTS,
            is_listed=False,
        ),
        "payments": Rows(
            "付款和收回",
            Kind.CASE,
            col(AwardCase.id),
            _table(PaidFlow).join(_table(AwardCase), col(AwardCase.id) == PaidFlow.case_id),
            {
                **_CASES,
                "kind": Column("种类", col(PaidFlow.kind), words=_words(Flow)),
                "amount": Column("金额", col(PaidFlow.amount), Is.AMOUNT),
                "back": Column("收回的金额", -col(PaidFlow.amount), Is.AMOUNT),
                "day": Column("日期", col(PaidFlow.day), Is.DAY),
                "month": _month(PaidFlow.day),
            },
            counted="笔数",
            each=col(PaidFlow.id),
        ),
        "enterprises": Rows(
            "企业",
            Kind.ENTERPRISE,
            col(Enterprise.id),
            _table(Enterprise),
            _OF_ENTERPRISES,
            (col(Enterprise.deleted_at).is_(None),),
            counted="户数",
        ),
        "projects": Rows(
            "项目",
            Kind.PROJECT,
            col(Project.id),
            _table(Project),
            {
                **_OF_PROJECTS,
                "force": Column(
                    "有没有专班", case((col(Project.team_id).is_(None), "no"), else_="yes"), words=_YES_NO
                ),
                "total": Column("总投资", col(Project.total), Is.AMOUNT),
                "planned": Column("今年计划投资", is_=Is.AMOUNT, worked=worked.planned),
                "invested": Column("今年完成投资", is_=Is.AMOUNT, worked=worked.invested),
                "plan": Column("方案", col(Project.plan), Is.TEXT),
            },
            _KEPT_PROJECT,
            counted="个数",
        ),
        "project-years": Rows(
            "项目年度计划",
            Kind.PROJECT,
            col(Project.id),
            _of_project(ProjectYear),
            {
                **_OF_PROJECTS,
                "first": Column("年初", col(ProjectYear.first), Is.DAY),
                "after": _after_its_year(ProjectYear.first),
                "planned": Column("年度计划投资", col(ProjectYear.planned), Is.AMOUNT),
            },
            _KEPT_PROJECT,
            counted="项数",
            once="项目个数",
        ),
        "stages": Rows(
            "项目阶段",
            Kind.PROJECT,
            col(Project.id),
            _of_project(ProjectStage),
            {
                **_OF_PROJECTS,
                "stage": Column("阶段", col(ProjectStage.name)),
                "place": Column("第几个阶段", col(ProjectStage.place), Is.COUNT, is_added=False),
                "planned": Column("计划日期", col(ProjectStage.planned), Is.DAY),
                "done": Column("完成日期", col(ProjectStage.done), Is.DAY),
            },
            _KEPT_PROJECT,
            counted="阶段个数",
            once="项目个数",
        ),
        "investment": Rows(
            "项目投资",
            Kind.PROJECT,
            col(Project.id),
            _of_project(ProjectMonth),
            {
                **_OF_PROJECTS,
                "day": Column("月初", col(ProjectMonth.month), Is.DAY),
                "after": _after_its_year(ProjectMonth.month),
                "month": _month(ProjectMonth.month),
                "planned": Column("计划投资", col(ProjectMonth.planned), Is.AMOUNT),
                "done": Column("完成投资", col(ProjectMonth.done), Is.AMOUNT),
            },
            _KEPT_PROJECT,
            counted="月数",
            once="项目个数",
        ),
        "permits": Rows(
            "项目手续",
            Kind.PROJECT,
            col(Project.id),
            _of_project(Permit),
            {
                **_OF_PROJECTS,
                "permit": Column("手续", col(Permit.kind)),
                "department": Column("批准部门", col(Permit.department_id), Is.ID, names=_DEPARTMENTS),
                "asked": Column("受理日期", col(Permit.asked_on), Is.DAY),
                "given": Column("批复日期", col(Permit.given_on), Is.DAY),
                "month": _month(Permit.given_on),
                "days": Column(
                    "办理时间", col(Permit.working_days), Is.COUNT, unit="个工作日", is_added=False
                ),
                "kept": Column(
                    "是否守诺",
                    case(
                        (col(Permit.working_days).is_(None), ""),
                        (col(Permit.working_days) <= Permit.promised, "yes"),
                        else_="no",
                    ),
                    words={"": "在办", "yes": "承诺期限内", "no": "超过承诺期限"},
                ),
            },
            _KEPT_PROJECT,
            counted="项数",
            once="项目个数",
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
                "told": Column("告知", _TAKEUP.c.told, words=_TOLD),
                "claimed": Column("申报", _TAKEUP.c.claimed, words=_CLAIMED),
                "explained": Column("未申报原因", _TAKEUP.c.explained, words=_words(Why)),
                "since": Column("评定日期", _TAKEUP.c.since, Is.DAY),
            },
            counted="项数",
            prepare=fill_rows,
            by=_TAKEUP.c.by,
        ),
        "calls": Rows(
            "来电",
            Kind.CALL,
            col(Call.id),
            _table(Call),
            _OF_CALLS,
            (col(Call.deleted_at).is_(None),),
            counted="次数",
        ),
        "calls-about": Rows(
            "来电问的事",
            Kind.CALL,
            col(Call.id),
            _table(CallTopic).join(_table(Call), col(Call.id) == CallTopic.call_id),
            {**_OF_CALLS, "topic": Column("办事指南", col(CallTopic.title))},
            (col(Call.deleted_at).is_(None),),
            counted="问的次数",
            once="来电次数",
        ),
        "qualifications": Rows(
            "资质荣誉",
            Kind.ENTERPRISE,
            col(EnterpriseRow.enterprise_id),
            _table(EnterpriseRow).join(_OWNER, _OWNER.c.id == EnterpriseRow.enterprise_id),
            {
                **_enterprise(EnterpriseRow.enterprise_id),
                "kind": Column("资质类别", _of_list("kind"), choice=f"{LIST}.kind"),
                "level": Column("认定级别", _of_list("level"), choice=f"{LIST}.level"),
                "batch": Column("批次", _of_list("batch")),
                "since": Column("认定日期", _day_of_list("recognised_on"), Is.DAY),
                "until": Column(
                    "失效日期",
                    type_coerce(
                        func.coalesce(func.min(_DAY_AFTER, _WITHDRAWN), _DAY_AFTER, _WITHDRAWN), Date
                    ),
                    Is.DAY,
                ),
                "withdrawn": Column("取消日期", _day_of_list("withdrawn_on"), Is.DAY),
                "certificate": Column("证书编号", _of_list("certificate"), Is.TEXT),
            },
            (EnterpriseRow.kind == LIST, _OWNER.c.deleted_at.is_(None)),
            counted="项数",
        ),
        "city-counts": Rows(
            "全市资质户数",
            Kind.CITY_COUNT,
            col(CityCount.id),
            _table(CityCount),
            {
                "kind": Column("资质类别", col(CityCount.kind), choice=f"{LIST}.kind"),
                "level": Column("认定级别", col(CityCount.level), choice=f"{LIST}.level"),
                "since": Column("截至日期", col(CityCount.day), Is.DAY),
                "until": Column(
                    "下一次",
                    select(func.min(_NEXT.day))
                    .where(
                        _NEXT.kind == CityCount.kind,
                        _NEXT.level == CityCount.level,
                        _NEXT.day > CityCount.day,
                        _NEXT.voided_at.is_(None),
                    )
                    .scalar_subquery(),
                    Is.DAY,
                ),
                "count": Column("全市户数", col(CityCount.count), Is.COUNT, unit="户", is_added=False),
                "source": Column("出处", col(CityCount.source), Is.TEXT),
            },
            (col(CityCount.voided_at).is_(None),),
            counted="条数",
        ),
        "cultivated": Rows(
            "培育库",
            Kind.CULTIVATED,
            col(Cultivated.id),
            _table(Cultivated),
            {
                **_enterprise(Cultivated.enterprise_id),
                "target": Column(
                    "目标",
                    col(Cultivated.target),
                    words={ABOVE_SCALE: ABOVE_SCALE_WORD},
                    choice=f"{LIST}.kind",
                ),
                "stage": Column("阶段", col(Cultivated.stage), words=_words(Stage)),
                "cadre": Column("责任人", col(Cultivated.cadre_id), Is.ID, names=_CADRES, apart=_OF_WHERE),
                "since": Column("入库日期", col(Cultivated.since), Is.DAY),
                "until": Column(
                    "不再培育",
                    case(
                        (col(Cultivated.stage).in_(_OPEN_STAGES), None),
                        else_=func.coalesce(col(Cultivated.reached_on), col(Cultivated.moved_on)),
                    ),
                    Is.DAY,
                ),
                "planned": Column("计划达标", col(Cultivated.planned_on), Is.DAY),
                "reached": Column("达标日期", col(Cultivated.reached_on), Is.DAY),
                "lost": Column("失去日期", col(Cultivated.lost_on), Is.DAY),
                "because": Column("原因", col(Cultivated.because), Is.TEXT),
            },
            (col(Cultivated.deleted_at).is_(None),),
            is_over_with_enterprise=True,
            counted="户次",
        ),
        "parks": Rows(
            "园区",
            Kind.PARK,
            col(Park.id),
            _table(Park),
            {
                **_OF_PARKS,
                "since": Column("起始日期", col(Park.since), Is.DAY),
                "until": Column("终止日期", col(Park.until), Is.DAY),
                "total": Column("总投资", col(Park.total), Is.AMOUNT),
                "area": Column("面积", col(Park.area), Is.COUNT, unit="平方米"),
                "place": Column("地址", col(Park.place), Is.TEXT),
            },
            _KEPT_PARK,
            counted="个数",
        ),
        "tenants": Rows(
            "入驻企业",
            Kind.PARK,
            col(ParkTenant.park_id),
            _hung(ParkTenant, Park, ParkTenant.park_id),
            {
                **_enterprise(ParkTenant.enterprise_id),
                **_OF_PARKS,
                "since": Column("入驻日期", col(ParkTenant.since), Is.DAY),
                "until": Column("退出日期", col(ParkTenant.until), Is.DAY),
                "because": Column("退出原因", col(ParkTenant.because), Is.TEXT),
                "area": Column("面积", col(ParkTenant.area), Is.COUNT, unit="平方米"),
            },
            _KEPT_PARK,
            is_over_with_enterprise=True,
            counted="户次",
            once="园区个数",
            each=col(ParkTenant.id),
        ),
        "park-years": Rows(
            "园区各年情况",
            Kind.PARK,
            col(Park.id),
            _hung(ParkYear, Park, ParkYear.park_id),
            {
                **_OF_PARKS,
                "first": Column("年初", col(ParkYear.first), Is.DAY),
                "after": _after_its_year(ParkYear.first),
                "invested": Column("完成投资", col(ParkYear.invested), Is.AMOUNT),
                "output": Column("产值", col(ParkYear.output), Is.AMOUNT),
            },
            _KEPT_PARK,
            counted="年数",
            once="园区个数",
        ),
        "events": Rows(
            "对接活动",
            Kind.EVENT,
            col(MatchEvent.id),
            _table(MatchEvent),
            {**_OF_EVENTS, "found": Column("活动情况", col(MatchEvent.found), Is.TEXT)},
            _KEPT_EVENT,
            counted="场数",
        ),
        "guests": Rows(
            "对接活动到会",
            Kind.EVENT,
            col(EventGuest.event_id),
            _hung(EventGuest, MatchEvent, EventGuest.event_id),
            {
                **_enterprise(EventGuest.enterprise_id),
                **_OF_EVENTS,
                "from": _from(EventGuest.enterprise_id),
                "who": Column("其他单位", col(EventGuest.name), Is.TEXT),
                "people": Column("人数", col(EventGuest.people), Is.COUNT, unit="人"),
            },
            _KEPT_EVENT,
            counted="家次",
            once="活动场数",
        ),
        "deals": Rows(
            "对接活动签约",
            Kind.EVENT,
            col(EventDeal.event_id),
            _hung(EventDeal, MatchEvent, EventDeal.event_id),
            {
                **_enterprise(EventDeal.enterprise_id),
                **_OF_EVENTS,
                "from": _from(EventDeal.enterprise_id),
                "who": Column("其他签约方", col(EventDeal.name), Is.TEXT),
                "partner": Column("和谁签", col(EventDeal.partner), Is.TEXT),
                "signed": Column("签的什么", col(EventDeal.signed), words=_words(Signed)),
                "what": Column("内容", col(EventDeal.what), Is.TEXT),
                "products": Column("产品", col(EventDeal.products), Is.COUNT, unit="种"),
                "people": Column("人数", col(EventDeal.people), Is.COUNT, unit="人"),
                "amount": Column("签约金额", col(EventDeal.amount), Is.AMOUNT),
                "done": Column("落实金额", col(EventDeal.done), Is.AMOUNT),
                "done-on": Column("落实日期", col(EventDeal.done_on), Is.DAY),
            },
            _KEPT_EVENT,
            counted="笔数",
            once="活动场数",
            each=col(EventDeal.id),
        ),
        "needs": Rows(
            "企业需求",
            Kind.NEED,
            col(Need.id),
            _table(Need),
            {
                **_OF_NEEDS,
                "month": _month(Need.day),
                "wanted": Column("需要的金额", col(Need.wanted), Is.AMOUNT),
                "people": Column("需要的人数", col(Need.people), Is.COUNT, unit="人"),
                "ended-on": Column("不再需要", col(Need.ended_on), Is.DAY),
                "detail": Column("详细情况", col(Need.detail), Is.TEXT),
            },
            _KEPT_NEED,
            counted="项数",
        ),
        "outcomes": Rows(
            "企业需求的落实",
            Kind.NEED,
            col(NeedOutcome.need_id),
            _hung(NeedOutcome, Need, NeedOutcome.need_id),
            {
                **_OF_NEEDS,
                "through": Column("方式", col(NeedOutcome.through), words=_words(Through)),
                "day": Column("落实日期", col(NeedOutcome.day), Is.DAY),
                "month": _month(NeedOutcome.day),
                "partner": Column("银行、担保或来源", col(NeedOutcome.partner), Is.TEXT),
                "amount": Column("落实的金额", col(NeedOutcome.amount), Is.AMOUNT),
                "people": Column("落实的人数", col(NeedOutcome.people), Is.COUNT, unit="人"),
                "remark": Column("说明", col(NeedOutcome.remark), Is.TEXT),
            },
            _KEPT_NEED,
            counted="笔数",
            once="需求项数",
            each=col(NeedOutcome.id),
        ),
    }
)
"""By the names that definitions use; docs/figures.md tells people of them."""
