"""The lists of the page: enterprises with who looks after them, visits, charges, cadres, departments."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.exchange.cells import CellKind
from domain.exchange.intake.targets import USCC_LABEL
from domain.exchange.ledgers.columns import LATE_WORD, OF_PROJECT
from domain.outreach.charges import ListedCharge
from domain.outreach.coverage import Covered
from domain.outreach.entities import Team, VisitState, Way
from domain.outreach.people import ListedCadre, ListedUnit
from domain.outreach.visits import ListedVisit
from gui.formatting import DASH, count_text, date_text
from gui.forms.editors import ChoiceBox
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel, counts
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, NEUTRAL, Status

_STATES: Final = {VisitState.DONE: GOOD, VisitState.PLANNED: ACTIVE, VisitState.DROPPED: NEUTRAL}
_DAYS: Final = {"30": "30 天没有走访", "60": "60 天没有走访", "90": "90 天没有走访"}
_NOBODY: Final = "nobody"
_NOTHING_FOUND: Final = ("没有找到", "换个词，或改一改筛选。")


class CoverageList(HeldList[Covered]):
    """Every enterprise: who looks after it, when it was visited last, what it still asks for."""

    shows_all = True

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[Covered](_COVERED, key=lambda one: one.id, parent=parent)
        self.whose = ChoiceBox({_NOBODY: "没有人包联的"}, unset_word="所有企业", called="包联")
        self.due = ChoiceBox(_DAYS, unset_word="不论何时走访", called="走访")
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState("企业库里还没有企业", "先在“企业”页登记或导入。", icon_name="enterprises"),
            EmptyState(*_NOTHING_FOUND, icon_name="search"),
            hint="搜索企业、信用代码、包联人",
            filters=[self.whose, self.due],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query() or self.whose.typed() or self.due.typed())

    def shows(self, row: Covered) -> bool:
        if self.whose.typed() and row.in_charge:
            return False
        if self.due.typed() and not row.is_due(int(self.due.typed()), date.today()):
            return False
        return self.finds(f"{row.name}{row.uscc}{row.in_charge}")

    def tell(self, shown: Sequence[Covered]) -> None:
        nobody = sum(not one.in_charge for one in shown)
        never = sum(one.visited is None for one in shown)
        words = f"共 {count_text(len(shown), '户')}，没有人包联 {nobody:,} 户，从未走访 {never:,} 户"
        self.foot.setText(words)


_ANY_MONTH: Final = "不论哪月"
_OF_MONTH: Final = 7
"""So many letters of a day say which month it lies in."""


class VisitList(HeldList[ListedVisit]):
    """The visits, planned and done."""

    shows_all = True

    def __init__(self, begin: Callable[[], object], parent: QWidget) -> None:
        self.model = RowsModel[ListedVisit](_VISITS, key=lambda one: one.row.id, parent=parent)
        self.state = ChoiceBox(
            {one.value: one.word for one in VisitState}, unset_word="所有状态", called="状态"
        )
        self.way = ChoiceBox({one.value: one.word for one in Way}, unset_word="所有方式", called="方式")
        self.month = ChoiceBox({}, unset_word=_ANY_MONTH, called="月份")
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有走访",
                "现场走访、电话和座谈会都登记在这里；企业提出的问题一并进入问题台账。",
                icon_name="calendar",
                action=("登记走访", begin),
            ),
            EmptyState(*_NOTHING_FOUND, icon_name="search"),
            hint="搜索企业、走访人、情况、路线",
            filters=[self.month, self.state, self.way],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query() or self.month.typed() or self.state.typed() or self.way.typed())

    def show_all(self, rows: Sequence[ListedVisit]) -> None:
        days = {one.row.day for one in rows}
        months = sorted({str(day)[:_OF_MONTH] for day in days}, reverse=True)
        self.month.offer({one: f"{one[:4]} 年 {int(one[5:])} 月" for one in months}, _ANY_MONTH)
        super().show_all(rows)

    def shows(self, row: ListedVisit) -> bool:
        if not str(row.row.day).startswith(self.month.typed()):
            return False
        if self.state.typed() not in ("", row.row.state) or self.way.typed() not in ("", row.row.way):
            return False
        return self.finds(f"{names_of(row)}{cadres_of(row)}{row.row.found}{row.row.route}{row.row.met}")

    def tell(self, shown: Sequence[ListedVisit]) -> None:
        done = [one for one in shown if one.is_visit]
        visited = {id_ for one in done for id_, _ in one.enterprises}
        planned = sum(one.row.state == VisitState.PLANNED for one in shown)
        self.foot.setText(f"走访 {len(done):,} 次，{len(visited):,} 户；计划 {planned:,} 次")


class ChargeList(HeldList[ListedCharge]):
    """Who is in charge of which enterprise or project; those that are over where that is asked for."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[ListedCharge](_CHARGES, key=lambda one: one.charge.id, parent=parent)
        self.every = ChoiceBox({"all": "连同已结束的"}, unset_word="正在包联的", called="看哪些")
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState("还没有包联", "在“企业”里选中几户，点“分配包联”。", icon_name="person"),
            EmptyState(*_NOTHING_FOUND, icon_name="search"),
            hint="搜索企业、项目、干部",
            filters=[self.every],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query()) or not self.every.typed()

    def shows(self, row: ListedCharge) -> bool:
        is_meant = bool(self.every.typed()) or row.charge.row.until is None
        return is_meant and self.finds(f"{row.name}{row.charge.cadre.name}{row.charge.post.word}")

    def tell(self, shown: Sequence[ListedCharge]) -> None:
        going = [one for one in shown if one.charge.row.until is None]
        people = {one.charge.row.cadre_id for one in going}
        enterprises = {one.charge.enterprise_id for one in going if not one.is_project}
        projects = {one.charge.row.project_id for one in going if one.is_project}
        more = f"、{len(projects):,} 个项目" if projects else ""
        self.foot.setText(f"{len(people):,} 名干部包联 {len(enterprises):,} 户企业{more}")


class CadreList(HeldList[ListedCadre]):
    """The cadres, with what lies on their desks."""

    def __init__(self, begin: Callable[[], object], parent: QWidget) -> None:
        self.model = RowsModel[ListedCadre](_CADRES, key=lambda one: one.id, parent=parent)
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有登记干部",
                "包联企业、走访、承办问题的人登记在这里；他们不用本程序也可以。",
                icon_name="person",
                action=("登记干部", begin),
            ),
            EmptyState(*_NOTHING_FOUND, icon_name="search"),
            hint="搜索姓名、单位、工作组",
            parent=parent,
        )

    def shows(self, row: ListedCadre) -> bool:
        return self.finds(f"{row.row.name}{row.department}{row.team}{row.row.duty}")

    def tell(self, shown: Sequence[ListedCadre]) -> None:
        self.foot.setText(f"共 {count_text(len(shown), '人')}")


class UnitList(HeldList[ListedUnit]):
    """Departments and teams, with what lies with them; those that have ended where that is asked for."""

    def __init__(self, begin: Callable[[], object], parent: QWidget) -> None:
        self.model = RowsModel[ListedUnit](_UNITS, key=lambda one: one.key, parent=parent)
        self.every = ChoiceBox({"all": "连同已停用的"}, unset_word="现有的", called="看哪些")
        super().__init__(
            DataTable(self.model),
            EmptyState(
                "还没有登记部门和工作组",
                "承办问题的部门，包联企业的工作组、项目的专班登记在这里。",
                icon_name="person",
                action=("登记部门", begin),
            ),
            EmptyState(*_NOTHING_FOUND, icon_name="search"),
            hint="搜索名称、联系人",
            filters=[self.every],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query()) or not self.every.typed()

    def shows(self, row: ListedUnit) -> bool:
        is_meant = bool(self.every.typed()) or row.row.until is None
        return is_meant and self.finds(f"{row.row.name}{row.word}{_contact_of(row)}")

    def tell(self, shown: Sequence[ListedUnit]) -> None:
        teams = sum(isinstance(one.row, Team) for one in shown)
        self.foot.setText(f"部门 {len(shown) - teams:,} 个，工作组和专班 {teams:,} 个")


def _contact_of(one: ListedUnit) -> str:
    return "" if isinstance(one.row, Team) else one.row.contact


def names_of(visit: ListedVisit) -> str:
    """Return whom a visit was to."""
    return "、".join(name for _, name in visit.enterprises)


def cadres_of(visit: ListedVisit) -> str:
    """Return who was there for the office."""
    return "、".join(name for _, name in visit.cadres)


def charged_with(one: ListedCharge) -> str:
    """Return what somebody is in charge of; of projects with the word, which tells them from enterprises."""
    return f"{OF_PROJECT}{one.name}" if one.is_project else one.name


def status_of_visit(visit: ListedVisit) -> Status:
    """Return how a visit stands, as a pill; a plan whose day has passed as one to look at."""
    if visit.state is VisitState.PLANNED and visit.row.day < date.today():
        return ATTENTION.named(LATE_WORD)
    return _STATES[visit.state].named(visit.state.word)


def _day(title: str, day: Callable[[ListedVisit], date]) -> Column[ListedVisit]:
    return Column(
        title, lambda one: date_text(day(one)), sort_key=day, width=140, kind=CellKind.DATE, value=day
    )


_COVERED: Final[tuple[Column[Covered], ...]] = (
    Column("企业", lambda one: one.name, sorts=True, stretches=True, width=240, narrowest=150, tips=True),
    Column("包联", lambda one: one.in_charge or DASH, sorts=True, width=220, narrowest=120, tips=True),
    Column(
        "最近走访",
        lambda one: date_text(one.visited) if one.visited else "从未",
        sort_key=lambda one: one.visited or date.min,
        width=140,
        kind=CellKind.DATE,
        value=lambda one: one.visited,
    ),
    Column("专班", lambda one: one.forces or DASH, sorts=True, width=96, narrowest=64, tips=True),
    counts("在办问题", lambda one: one.problems, width=88),
    counts("督办", lambda one: one.supervised, width=60),
    Column(
        "销号",
        lambda one: f"{one.solved:,}/{one.raised:,}" if one.raised else DASH,
        sort_key=lambda one: one.solved,
        align=RIGHT,
        width=72,
        tip=lambda one: f"提出 {one.raised:,} 件，销号 {one.solved:,} 件",
    ),
    Column("信用代码", lambda one: one.uscc, only_exported=True),
)
_VISITS: Final[tuple[Column[ListedVisit], ...]] = (
    _day("日期", lambda one: one.row.day),
    Column("企业", names_of, sorts=True, stretches=True, width=200, narrowest=120, tips=True),
    Column("方式", lambda one: one.way.word, sorts=True, width=84),
    Column("状态", lambda one: status_of_visit(one).word, status=status_of_visit, width=104),
    Column("走访人", lambda one: cadres_of(one) or DASH, sorts=True, width=110, narrowest=70, tips=True),
    Column("了解的情况", lambda one: one.row.found or DASH, width=200, narrowest=90, tips=True),
    counts("问题", lambda one: one.problems, width=60),
    Column("路线", lambda one: one.row.route, only_exported=True),
    Column("接待人", lambda one: one.row.met, only_exported=True),
    Column("地点", lambda one: one.row.place, only_exported=True),
    Column("提出的问题", lambda one: "\n".join(one.asked), only_exported=True),
    Column("取消的理由", lambda one: one.row.dropped_because, only_exported=True),
    Column(USCC_LABEL, lambda one: "、".join(one.codes), only_exported=True),
    Column("登记人", lambda one: one.row.by_name, only_exported=True),
)
_CHARGES: Final[tuple[Column[ListedCharge], ...]] = (
    Column("企业", charged_with, sorts=True, stretches=True, width=240, narrowest=150, tips=True),
    Column("干部", lambda one: one.charge.cadre.name, sorts=True, width=100),
    Column("身份", lambda one: one.charge.post.word, sorts=True, width=110),
    Column(
        "起",
        lambda one: date_text(one.charge.row.since),
        sort_key=lambda one: one.charge.row.since,
        width=140,
        kind=CellKind.DATE,
        value=lambda one: one.charge.row.since,
    ),
    Column(
        "止",
        lambda one: date_text(one.charge.row.until) if one.charge.row.until else DASH,
        sort_key=lambda one: one.charge.row.until,
        width=140,
        kind=CellKind.DATE,
        value=lambda one: one.charge.row.until,
    ),
    Column("缘由", lambda one: one.charge.row.because, width=140, narrowest=70, tips=True),
    Column("单位", lambda one: one.department, only_exported=True),
    Column(USCC_LABEL, lambda one: one.uscc, only_exported=True),
)
_CADRES: Final[tuple[Column[ListedCadre], ...]] = (
    Column("姓名", lambda one: one.row.name, sorts=True, width=100),
    Column("职务", lambda one: one.row.duty or DASH, sorts=True, width=120, narrowest=80, tips=True),
    Column("单位", lambda one: one.department or DASH, sorts=True, stretches=True, width=180, narrowest=110),
    Column("工作组", lambda one: one.team or DASH, sorts=True, width=120, narrowest=80, tips=True),
    counts("包联企业", lambda one: one.enterprises, width=88),
    counts("包联项目", lambda one: one.projects, width=88),
    counts("承办问题", lambda one: one.problems, width=88),
    Column("电话", lambda one: one.row.phone or DASH, width=120, is_personal=True),
    Column(
        "离任",
        lambda one: date_text(one.row.until) if one.row.until else DASH,
        sort_key=lambda one: one.row.until,
        width=140,
        kind=CellKind.DATE,
        value=lambda one: one.row.until,
    ),
    Column("工作组种类", lambda one: one.team_kind, only_exported=True),
)
_UNITS: Final[tuple[Column[ListedUnit], ...]] = (
    Column("名称", lambda one: one.row.name, sorts=True, stretches=True, width=220, narrowest=140, tips=True),
    Column("种类", lambda one: one.word, sorts=True, width=90),
    Column("联系人", lambda one: _contact_of(one) or DASH, sorts=True, width=110, narrowest=70),
    Column(
        "电话",
        lambda one: (DASH if isinstance(one.row, Team) else one.row.phone) or DASH,
        width=130,
        is_personal=True,
    ),
    counts("干部", lambda one: one.cadres, width=70),
    counts("在办事项", lambda one: one.problems, width=88),
    counts("专班项目", lambda one: one.projects, width=88),
    Column(
        "停用或撤销",
        lambda one: date_text(one.row.until) if one.row.until else DASH,
        sort_key=lambda one: one.row.until,
        width=140,
        kind=CellKind.DATE,
        value=lambda one: one.row.until,
    ),
)
