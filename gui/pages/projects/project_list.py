"""项目台账: the projects there are, where they stand, and what was invested of the year's plan."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.exchange.cells import CellKind
from domain.outreach.problems.reading import Light
from domain.outreach.project_entities import ProjectEnd
from domain.outreach.projects.listing import ListedProject, percent_of
from domain.outreach.projects.project_lines import permit_lines, row_lines
from domain.values.money import Fen
from gui.formatting import DASH, count_text, date_text, money_text, wan_text
from gui.forms.editors import ChoiceBox
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel, amounts, counts
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, HARM, NEUTRAL, Status

LIGHTS: Final = {Light.GREEN: ACTIVE, Light.AMBER: ATTENTION, Light.RED: HARM}
_ENDS: Final = {ProjectEnd.DONE: GOOD, ProjectEnd.DROPPED: NEUTRAL}
_ALL: Final = "all"
_FORCES: Final = {"with": "有专班", "without": "没有专班"}


def status_of_project(one: ListedProject) -> Status:
    """Return how a project stands, as a pill."""
    look = LIGHTS[one.light] if one.is_open else _ENDS[one.end]
    return look.named(one.where)


class ProjectList(HeldList[ListedProject]):
    """The projects: searched, by light, kind and 专班; those that have ended where that is asked for."""

    def __init__(self, begin: Callable[[], object], parent: QWidget) -> None:
        self.model = RowsModel[ListedProject](_COLUMNS, key=lambda one: one.id, parent=parent)
        self.every = ChoiceBox({_ALL: "连同竣工停建的"}, unset_word="推进中的", called="看哪些")
        self.light = ChoiceBox({one.value: one.word for one in Light}, unset_word="不论期限", called="期限")
        self.kind = ChoiceBox({}, unset_word="所有类别", called="类别")
        self.force = ChoiceBox(_FORCES, unset_word="不论专班", called="专班")
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState(
                "还没有登记项目",
                "一家企业的，或几家合办的项目登记在这里：阶段、每月投资、手续、问题、专班和包联。",
                icon_name="projects",
                action=("登记项目", begin),
            ),
            EmptyState("没有找到", "换个词，或改一改筛选。", icon_name="search"),
            hint="搜索项目、企业、编号、专班",
            filters=[self.every, self.light, self.kind, self.force],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        chosen = (self.light, self.kind, self.force)
        return bool(self.search.query() or any(one.typed() for one in chosen)) or not self.every.typed()

    def show_all(self, rows: Sequence[ListedProject]) -> None:
        kinds = {kind: kind for kind in sorted({one.row.kind for one in rows}) if kind}
        kept = self.kind.typed()
        self.kind.offer(kinds, "所有类别")
        self.kind.type_in(kept)
        super().show_all(rows)

    def shows(self, row: ListedProject) -> bool:
        if not row.is_open and not self.every.typed():
            return False
        if self.light.typed() and (not row.is_open or self.light.typed() != row.light):
            return False
        if self.kind.typed() not in ("", row.row.kind):
            return False
        if self.force.typed() and (self.force.typed() == "with") != bool(row.team):
            return False
        return self.finds(
            f"{row.row.name}{row.owners}{row.row.number}{row.team}{row.row.street}{row.row.park}"
        )

    def tell(self, shown: Sequence[ListedProject]) -> None:
        plan = sum(one.invested.plan or 0 for one in shown)
        done = sum(one.invested.this_year for one in shown)
        late = sum(one.light is Light.RED and one.is_open for one in shown)
        words = [f"共 {count_text(len(shown), '个')}"]
        words += [f"已超期 {count_text(late, '个')}"] if late else []
        if done or plan:
            words.append(f"{date.today().year} 年完成 {wan_text(done)} 万元")
        if plan:
            words.append(f"占计划 {percent_of(Fen(done), Fen(plan))}")
        self.foot.setText("，".join(words))


def _share(one: ListedProject) -> float | None:
    plan = one.invested.plan
    return one.invested.this_year / plan if plan else None


def _of_plan(one: ListedProject) -> str:
    return percent_of(one.invested.this_year, one.invested.plan)


def _day(
    title: str, day: Callable[[ListedProject], date | None], *, is_shown: bool = True
) -> Column[ListedProject]:
    return Column(
        title,
        lambda one: date_text(found) if (found := day(one)) else DASH,
        sort_key=day,
        width=140,
        kind=CellKind.DATE,
        value=day,
        only_exported=not is_shown,
    )


def _exported(title: str, amount: Callable[[ListedProject], int | None]) -> Column[ListedProject]:
    return replace(amounts(title, amount, width=120), only_exported=True)


_COLUMNS: Final[tuple[Column[ListedProject], ...]] = (
    Column("编号", lambda one: one.row.number, sorts=True, width=112, narrowest=104),
    Column("项目", lambda one: one.row.name, sorts=True, stretches=True, width=170, narrowest=120, tips=True),
    Column("企业", lambda one: one.owners, sorts=True, width=170, narrowest=90, tips=True),
    Column("阶段", lambda one: one.where, sorts=True, status=status_of_project, width=116),
    _day("期限", lambda one: one.due),
    Column("专班", lambda one: one.team or DASH, sorts=True, width=110, narrowest=64, tips=True),
    Column(
        "占年度计划",
        _of_plan,
        align=RIGHT,
        sort_key=_share,
        width=104,
        share=_share,
        tip=lambda one: (
            f"今年完成 {money_text(one.invested.this_year)} 元，年度计划 {money_text(one.invested.plan)} 元"
        ),
    ),
    counts("问题", lambda one: one.problems, width=60),
    Column("类别", lambda one: one.row.kind, only_exported=True),
    Column("街道", lambda one: one.row.street, only_exported=True),
    Column("园区", lambda one: one.row.park, only_exported=True),
    _exported("总投资（元）", lambda one: one.row.total),
    _exported("年度计划（元）", lambda one: one.invested.plan),
    _exported("今年完成（元）", lambda one: one.invested.this_year),
    _exported("累计完成（元）", lambda one: one.invested.in_all),
    _day("计划开工", lambda one: one.row.starts_on, is_shown=False),
    _day("计划竣工", lambda one: one.row.ends_on, is_shown=False),
    Column("方案", lambda one: one.row.plan, only_exported=True),
    Column("手续明细", lambda one: permit_lines(one.permits), only_exported=True),
    Column("企业资料里的项目", lambda one: row_lines(one.rows), only_exported=True),
    Column("竣工或停建", lambda one: "" if one.is_open else one.end.word, only_exported=True),
    _day("竣工停建日期", lambda one: one.row.ended_on, is_shown=False),
    Column("竣工停建原因", lambda one: one.row.ended_because, only_exported=True),
)
