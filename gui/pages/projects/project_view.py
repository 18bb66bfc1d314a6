"""One project: what it is, its stages as a line, and its investment, permits, problems and awards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.outreach.charges import InCharge, ListedCharge
from domain.outreach.documents.project_sheet import TITLE, compose_project
from domain.outreach.problems.listing import ListedProblem
from domain.outreach.project_entities import ProjectEnd
from domain.outreach.projects.listing import ListedPermit, ShownProject, percent_of, show_project
from domain.outreach.projects.progress import Stage, remove_permit, save_permit
from domain.papers.papers import Paper
from domain.roads.drawing import Mark, Stop
from domain.statistics.project_awards import ProjectAward, project_awards
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.values.ids import ProjectId
from domain.values.money import Fen
from domain.values.progress import Reporter
from gui.early.parts import (
    STRETCH,
    Link,
    Look,
    PushButton,
    button,
    empty,
    fill,
    in_column,
    in_row,
    named_label,
    shortcut_action,
)
from gui.early.theme import px
from gui.files.attachments import open_attachment
from gui.files.paper_dialog import PaperDialog
from gui.formatting import DASH, date_text, money_text, wan_text
from gui.pages.problems.entering import ProblemDialog
from gui.pages.problems.problem_list import status_of_problem
from gui.pages.projects.entering import EndDialog, PermitDialog, ProjectDialog, StagesDialog
from gui.pages.projects.investing import InvestmentDialog
from gui.pages.projects.project_list import LIGHTS
from gui.pages.visits.charging import AssignDialog, HandOverDialog
from gui.services import Services, Undo
from gui.tables.data_table import RIGHT, Column, amounts
from gui.tables.fitted import fill_table, fitted_table
from gui.targets import ToCase, ToEnterprise, ToProblem
from gui.widgets.cards import Card
from gui.widgets.dialog import Dialog, opened
from gui.widgets.money_bar import MoneyBar
from gui.widgets.placing import FlowLayout, Scrolling, in_grid, split
from gui.widgets.prose import Paragraph
from gui.widgets.road_view import RoadView
from gui.widgets.status import GOOD, HARM, Status

_WATCHED: Final = {
    *(Kind.PROJECT, Kind.PROBLEM, Kind.CHARGE, Kind.CADRE, Kind.TEAM, Kind.DEPARTMENT),
    *(Kind.ENTERPRISE, Kind.CALENDAR, Kind.CASE),
}
Read = tuple[ShownProject, list[ProjectAward]]


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of a stage that is over, as a road shows what was done."""

    words: str
    voided_by: int | None = None
    files: str | None = None


@dataclass(frozen=True, slots=True)
class _Passed:
    stop: Stop
    steps: tuple[_Said, ...] = ()


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month of a project, or the sum of a year's."""

    title: str
    planned: Fen | None
    done: Fen | None


class ProjectView(QWidget):
    """Shows one project, and has done what is to be done of it."""

    left = Signal()
    """The way back was taken."""

    read = Signal(object)
    """What is shown was read; a `ShownProject`."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._id: ProjectId | None = None
        self.project: ShownProject | None = None
        self.dialog: Dialog | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.acts: list[PushButton] = []
        self._acts = QWidget(self)
        self._flow = FlowLayout(self._acts, spacing=px(8))
        self.basis = Card("项目", self, padding=14)
        self.road = RoadView(lambda step: step.words, self)
        self.charged = Card("包联", self, padding=14)
        self._charges = in_column(spacing=6)
        self.assign_button = button("分配…", self._on_assign, look=Look.LINK, parent=self)
        self.over_button = button(
            "移交…", partial(self._on_hand_over, ends=False), look=Look.LINK, parent=self
        )
        self.end_button = button("解除…", partial(self._on_hand_over, ends=True), look=Look.LINK, parent=self)
        charging = (self.assign_button, self.over_button, self.end_button)
        services.permits.hold(Action.CHARGE_CHANGE, *charging)
        self.charged.body.addLayout(self._charges)
        fill(self.charged.body, in_row(*charging, STRETCH, spacing=12))
        self.bar = MoneyBar(self)
        self.invested = Paragraph("", self)
        self.months = fitted_table(MonthRow, _MONTHS, lambda one: one.title, self)
        self.permits = fitted_table(ListedPermit, _PERMITS, lambda one: one.id, self)
        self.problems = fitted_table(ListedProblem, _PROBLEMS, lambda one: one.id, self)
        self.awards = fitted_table(ProjectAward, _AWARDS, lambda one: one.case_id, self)
        self.drop_button = button("删除选中的手续", self._on_drop, look=Look.LINK, parent=self)
        services.permits.hold(Action.PROJECT_PROGRESS, self.drop_button)
        self._lay_out()
        self.permits.opened.connect(lambda one: self._open(PermitDialog, self.project, one))
        self.permits.current_changed.connect(lambda one: self.drop_button.setEnabled(one is not None))
        self.problems.opened.connect(lambda one: services.go_to(ToProblem(one.id)))
        self.awards.opened.connect(lambda one: services.go_to(ToCase(one.case_id)))
        shortcut_action(self, "Esc", self.left.emit)
        services.changes.on_seen(_WATCHED, self._reload, page=self)

    @property
    def id(self) -> ProjectId | None:
        """Which project is shown, or about to be."""
        return self._id

    def show_project(self, id_: ProjectId) -> None:
        """Show a project."""
        self._id = id_
        self.setFocus()
        self._reload()

    def _lay_out(self) -> None:
        main, side = Scrolling(self), Scrolling(self)
        inside, beside = QWidget(main), QWidget(side)
        self._investment = self._card("投资", inside, self.bar, self.invested, self.months)
        self._permits = self._card("手续", inside, self.permits, in_row(self.drop_button, STRETCH))
        self._problems = self._card("问题", inside, self.problems)
        self._awards = self._card("以这个项目为依据的奖补", inside, self.awards)
        cards = (self.basis, self._permits, self._problems, self._investment, self._awards)
        in_column(*cards, STRETCH, spacing=12, margins=(0, 0, 8, 8), of=inside)
        self._stages = self._card("阶段", beside, self.road)
        in_column(self._stages, self.charged, STRETCH, spacing=12, margins=(0, 0, 8, 8), of=beside)
        main.setWidget(inside)
        side.setWidget(beside)
        for area, least in ((main, 360), (side, 240)):
            area.setMinimumWidth(px(least))
        both = split(Qt.Orientation.Horizontal, (main, 620, 3), (side, 320, 1), parent=self)
        in_column(self._acts, (both, 1), spacing=10, of=self)

    def _card(self, title: str, parent: QWidget, *parts: Any) -> Card:
        card = Card(title, parent, padding=14)
        fill(card.body, *parts)
        return card

    def _reload(self) -> None:
        id_, context = self._id, self._services.context
        if id_ is None:
            return

        def read(session: Session) -> Read:
            shown = show_project(session, id_, context.problem_rules)
            return shown, project_awards(session, id_, context.policies.policies)

        def work(_: Reporter) -> Read:
            found = context.store.ask(read)
            row = found[0].listed.row
            enter_looks(context.seat, Seen(Subject(Kind.PROJECT, id_), f"项目“{row.number} {row.name}”"))
            return found

        self._services.jobs.read(work, self._show, owner=self)

    def _show(self, found: Read) -> None:
        shown, awards = found
        if shown.listed.id != self._id:
            return
        self.project = shown
        self.read.emit(shown)
        self._offer(shown)
        self._show_basis(shown)
        self._show_investment(shown)
        self.road.show_road(_road(shown), is_good=None if shown.listed.is_open else True)
        self._show_charges(shown.in_charge)
        fill_table(self.permits, shown.permits, self._permits)
        self.drop_button.setEnabled(False)
        fill_table(self.problems, shown.problems, self._problems)
        fill_table(self.awards, awards, self._awards)

    def _show_basis(self, shown: ShownProject) -> None:
        empty(self.basis.body)
        content = QWidget(self.basis)
        column = in_column(spacing=8, of=content)
        self.basis.body.addWidget(content)
        for id_, name in dict.fromkeys((one.enterprise_id, one.name) for one in shown.known):
            # The name wraps, however long it is; a link never does.
            link = Link("打开企业资料", content)
            link.followed.connect(partial(self._services.go_to, ToEnterprise(id_)))
            fill(column, Paragraph(name, content), in_row(link, STRETCH))
        for said in shown.differences:
            column.addWidget(named_label("fieldError", said, content, wraps=True))
        pairs = _facts(shown)
        grid = in_grid(across=16, down=8, shares=(1, 1))
        for at, (word, text) in enumerate(pairs):
            part = in_column(named_label("note", word, content), Paragraph(text, content), spacing=2)
            grid.addLayout(part, at // 2, at % 2)
        column.addLayout(grid)
        plan = shown.listed.row.plan
        fill(column, named_label("note", "方案", content), Paragraph(plan or DASH, content))
        for file_id, name in shown.files:
            file = Link(f"附件：{name}", content)
            file.followed.connect(partial(open_attachment, self._services, file_id, name, owner=self))
            fill(column, in_row(file, STRETCH))

    def _show_investment(self, shown: ShownProject) -> None:
        invested = shown.listed.invested
        plan = invested.plan
        self.bar.setVisible(plan is not None)
        self.bar.show_parts(invested.this_year, 0, plan or 0)
        year = date.today().year
        words = f"{year} 年完成 {wan_text(invested.this_year)} 万元"
        words += (
            f"，年度计划 {wan_text(plan)} 万元，占 {percent_of(invested.this_year, plan)}" if plan else ""
        )
        words += f"；累计完成 {wan_text(invested.in_all)} 万元"
        total = shown.listed.row.total
        words += f"，占总投资 {percent_of(invested.in_all, Fen(total))}" if total else ""
        self.invested.setText(f"{words}。")
        fill_table(self.months, _months(shown))

    def _show_charges(self, in_charge: Sequence[InCharge]) -> None:
        empty(self._charges)
        for one in in_charge:
            until = f"—{date_text(one.row.until)}" if one.row.until else "起"
            words = f"{one.cadre.name}（{one.post.word}）　{date_text(one.row.since)}{until}"
            line = Paragraph(words, self.charged)
            if one.row.until:
                line.setObjectName("note")
            self._charges.addWidget(line)
        if not in_charge:
            self._charges.addWidget(named_label("note", "还没有人包联。", self.charged))
        is_going = any(one.row.until is None for one in in_charge)
        for act in (self.over_button, self.end_button):
            act.setEnabled(is_going)

    def _offer(self, shown: ShownProject) -> None:
        empty(self._flow)
        self.acts = []
        one = shown.listed
        progress = Action.PROJECT_PROGRESS
        add = self._add
        if one.is_open:
            add("填报投资", partial(self._open, InvestmentDialog, [one]), progress, Look.PRIMARY)
            add("填阶段", partial(self._open, StagesDialog, shown), progress)
            add("登记手续", partial(self._open, PermitDialog, shown), progress)
            add("登记问题", self._on_raise, Action.PROBLEM_RAISE)
            add("修改", partial(self._open, ProjectDialog, shown), Action.PROJECT_SAVE)
            add("竣工", partial(self._open, EndDialog, shown, ProjectEnd.DONE), Action.PROJECT_SAVE)
            add("停建", partial(self._open, EndDialog, shown, ProjectEnd.DROPPED), Action.PROJECT_SAVE)
        else:
            add("恢复推进", partial(self._open, EndDialog, shown, ProjectEnd.OPEN), Action.PROJECT_SAVE)
            add("填报投资", partial(self._open, InvestmentDialog, [one]), progress)
        add(TITLE, self._on_paper, Action.RECORD_LOOK, icon_name="print")

    def _add(
        self,
        word: str,
        act: Callable[[], object],
        action: Action,
        look: Look = Look.PLAIN,
        *,
        icon_name: str = "",
    ) -> None:
        made = button(f"{word}…", act, look=look, icon_name=icon_name, parent=self._acts)
        self._services.permits.hold(action, made)
        self._flow.addWidget(made)
        self.acts.append(made)
        made.show()

    def _open(self, kind: Callable[..., Dialog], *given: Any, **named: Any) -> None:
        self.dialog = opened(kind(self._services, self, *given, **named))

    def _on_raise(self) -> None:
        if self.project is not None:
            self._open(ProblemDialog, project=self.project.listed)

    def _on_assign(self) -> None:
        if self.project is not None:
            one = self.project.listed
            self._open(AssignDialog, projects=[(one.id, one.row.name)])

    def _going(self, shown: ShownProject) -> list[ListedCharge]:
        name = shown.listed.row.name
        return [ListedCharge(one, name) for one in shown.in_charge if one.row.until is None]

    def _on_hand_over(self, *, ends: bool) -> None:
        if self.project is not None:
            self._open(HandOverDialog, self._going(self.project), ends=ends)

    def _on_paper(self) -> None:
        id_, context = self._id, self._services.context
        if id_ is None:
            return

        def load() -> Paper:
            return context.store.ask(compose_project, id_, context.problem_rules, datetime.now(UTC))

        self.dialog = opened(PaperDialog(self._services, TITLE, load, self, of=[Subject(Kind.PROJECT, id_)]))

    def _on_drop(self) -> None:
        permit, shown, context = self.permits.current_row(), self.project, self._services.context
        if permit is None or shown is None:
            return
        rules = context.problem_rules
        self._services.do(
            lambda _: remove_permit(context.seat, shown.listed.seen, permit.id),
            f"已删除手续“{permit.row.kind}”",
            lambda done: Undo(lambda _: save_permit(context.seat, *done, rules), "已恢复"),
            owner=self,
            label="正在删除",
        )


def _facts(shown: ShownProject) -> list[tuple[str, str]]:
    one, row = shown.listed, shown.listed.row
    known = [str(each.row.get("name") or "") for each in shown.known if each.row is not None]
    return [
        ("专班", one.team or "没有专班"),
        ("总投资", DASH if row.total is None else f"{wan_text(row.total)} 万元"),
        ("计划开工", date_text(row.starts_on) if row.starts_on else DASH),
        ("计划竣工", date_text(row.ends_on) if row.ends_on else DASH),
        ("类别", row.kind or DASH),
        ("地点", "　".join(filter(None, (row.street, row.park))) or DASH),
        ("企业资料里的项目", "、".join(dict.fromkeys(known)) or "没有选定"),
        ("登记", f"{row.by_name}　{date_text(row.made_at.date())}"),
    ]


def _road(shown: ShownProject) -> list[_Passed]:
    """Return the stages as the stops of a road: those that are over, the one it is at, those to come."""
    today, found = date.today(), []
    here = next((at for at, one in enumerate(shown.stages) if one.done is None), None)
    for at, one in enumerate(shown.stages):
        planned = f"计划 {date_text(one.planned)}" if one.planned else ""
        if one.done is not None:
            found.append(_Passed(Stop(one.name, one.name, Mark.DONE), (_Said(_over(one)),)))
        else:
            is_late = one.planned is not None and one.planned < today and shown.listed.is_open
            mark = Mark.HERE if at == here else Mark.AHEAD
            found.append(_Passed(Stop(one.name, one.name, mark, note=planned, is_late=is_late)))
    return found or [_Passed(Stop("", "还没有填阶段", Mark.AHEAD, note="点“填阶段”，可从常用的阶段改"))]


def _over(stage: Stage) -> str:
    words = f"{date_text(stage.done)}完成"
    if stage.planned is None or stage.done is None:
        return words
    days = (stage.done - stage.planned).days
    return f"{words}，比计划{'晚' if days > 0 else '早'} {abs(days)} 天" if days else f"{words}，与计划同日"


def _months(shown: ShownProject) -> list[MonthRow]:
    """Return the months of this year, or of the last that has any, the latest first, below their sum."""
    if not shown.months and not shown.years:
        return []
    years = {first.year for first in (*shown.months, *shown.years)}
    year = date.today().year if date.today().year in years else max(years)
    of = {first: one for first, one in shown.months.items() if first.year == year}
    done = Fen(sum(one.done or 0 for one in of.values()))
    total = MonthRow(f"{year}年", shown.years.get(date(year, 1, 1)), done)
    rows = [
        MonthRow(f"{first.month}月", one.planned, one.done) for first, one in sorted(of.items(), reverse=True)
    ]
    return [total, *rows]


def _permit_status(one: ListedPermit) -> Status:
    if one.is_given:
        return GOOD.named("承诺期内") if one.is_kept else HARM.named("超过承诺")
    return LIGHTS[one.light].named(one.light.word)


_MONTHS: Final[tuple[Column[MonthRow], ...]] = (
    Column("月份", lambda one: one.title, width=90, stretches=True),
    amounts("计划（元）", lambda one: one.planned, width=150, narrowest=110, sorts=False),
    amounts("完成（元）", lambda one: one.done, width=150, narrowest=110, sorts=False),
)
_PERMITS: Final[tuple[Column[ListedPermit], ...]] = (
    Column(
        "手续",
        lambda one: one.row.kind,
        stretches=True,
        width=110,
        narrowest=76,
        tip=lambda one: "　".join(filter(None, (one.row.kind, one.department, one.row.remark))),
    ),
    Column("受理", lambda one: one.row.asked_on.isoformat(), width=100),
    Column(
        "批复或最迟",
        lambda one: (one.row.given_on or one.due).isoformat(),
        width=100,
        tip=lambda one: one.caveat,
    ),
    Column(
        "工作日／承诺／法定",
        lambda one: f"{one.days}／{one.row.promised}／{one.row.statutory or DASH}",
        align=RIGHT,
        width=140,
    ),
    Column("期限", lambda one: _permit_status(one).word, status=_permit_status, width=112),
)
_PROBLEMS: Final[tuple[Column[ListedProblem], ...]] = (
    Column("编号", lambda one: one.row.number, width=92),
    Column("问题", lambda one: one.row.title, stretches=True, width=160, narrowest=100, tips=True),
    Column("状态", lambda one: one.where, status=status_of_problem, width=112),
    Column("承办", lambda one: one.handler or DASH, width=120, narrowest=70, tips=True),
)
_AWARDS: Final[tuple[Column[ProjectAward], ...]] = (
    Column("条款", lambda one: one.clause, stretches=True, width=200, narrowest=120, tips=True),
    Column("这个项目", lambda one: "符合" if one.is_met else "不符合", width=90),
    Column("奖补金额（元）", lambda one: money_text(one.amount), align=RIGHT, width=140),
)
