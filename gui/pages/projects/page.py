"""项目: the projects there are; or one of them."""

from datetime import UTC, datetime
from functools import cached_property, partial
from typing import ClassVar, Final, assert_never

from domain.outreach.documents.project_sheet import PROGRESS, compose_progress
from domain.outreach.importing import Ledger
from domain.outreach.projects.keeping import delete_projects, restore_projects
from domain.outreach.projects.listing import ListedProject, ProjectFilter, ShownProject, list_projects
from domain.papers.papers import Paper
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind, Subject
from gui.early.page import Hit
from gui.early.parts import Look, button
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog
from gui.formatting import date_text
from gui.intake.importer import Importer
from gui.intake.intakes import LedgerIntake
from gui.pages.projects.entering import ProjectDialog
from gui.pages.projects.investing import InvestmentDialog
from gui.pages.projects.project_list import ProjectList, status_of_project
from gui.pages.projects.project_view import ProjectView
from gui.pages.visits.charging import AssignDialog
from gui.services import Services, Undo
from gui.tables.list_page import ListPage
from gui.targets import ProjectsTarget, Target, ToProject
from gui.widgets.dialog import Dialog, opened

_MOST_HITS: Final = 10
_IMPORTED: Final = {
    Ledger.STAGES: "导入阶段",
    Ledger.INVESTMENT: "导入投资",
    Ledger.PROJECTS: "从 Excel 导入",
}
_HELP: Final = """
# 项目
一家企业的，或几家合办的项目。几家合办的只登记一次，把每家都加上，统计只算一个项目。
登记时右边选“企业资料里的项目”，就和政策评定用的是同一个：评定按企业资料，两边不同会提醒。
# 阶段和投资
“填阶段”填每个阶段的计划和实际完成日期。“填报投资”像表格一样按月填计划和完成；在列表里选中几个项目，可以一起填。
每个月从 Excel 来的，点“导入阶段”“导入投资”：没有填的补上，已经填的不改。导出在“统计”的“自选表”。
已经报出的月份改了数，下一期的月报会说明更正。
# 手续
填受理和批复的日期，程序按工作日算用了几天，和承诺、法定期限对照。期限将到变黄，超过变红。
导出的项目台账里有“手续明细”和“企业资料里的项目”，一格里几行，每行一项；改好可以从 Excel 导入。
# 专班、包联、问题
专班在“走访”页的“部门和工作组”里登记；包联可以移交、解除，以前谁包联仍能查到。项目的问题同时在“问题”页办理。
# 材料
“一项目一方案”打印一个项目的全部情况；在列表里选中几个，点“项目进展表”打印进展。
"""


class ProjectsPage(ListPage):
    """The list, or one project in its place."""

    page_id, title, icon_name = "projects", "项目", "projects"
    help_text: ClassVar[str] = _HELP
    watched: ClassVar[frozenset[Kind]] = frozenset(
        {Kind.PROJECT, Kind.PROBLEM, Kind.TEAM, Kind.ENTERPRISE, Kind.CALENDAR}
    )

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: Dialog | None = None
        self.list = ProjectList(self._on_enter, self)
        self.importers = {one: Importer(services, self, LedgerIntake(one)) for one in _IMPORTED}
        self.stages_button, self.months_button, self.import_button = (
            self.header.add_action(text, self.importers[one].start, icon_name="upload")
            for one, text in _IMPORTED.items()
        )
        self.enter_button = self.header.add_action(
            "登记项目…", self._on_enter, look=Look.PRIMARY, icon_name="plus", shortcut="Ctrl+N"
        )
        self.invest_button = button("填报投资…", self._on_invest, look=Look.LINK)
        self.assign_button = button("分配包联…", self._on_assign, look=Look.LINK)
        self.paper_button = button(f"{PROGRESS}…", self._on_paper, look=Look.LINK, icon_name="print")
        self.delete_button = button("删除", self._on_delete, look=Look.LINK)
        self.export_button = Exporter(services, self).button(self.list.table, "项目台账")
        permits = services.permits
        permits.hold(Action.PROJECT_SAVE, self.enter_button, self.import_button)
        permits.hold(Action.PROJECT_PROGRESS, self.invest_button, self.stages_button, self.months_button)
        permits.hold(Action.CHARGE_CHANGE, self.assign_button)
        permits.hold(Action.PROJECT_DELETE, self.delete_button)
        self.chosen = (self.invest_button, self.assign_button, self.paper_button, self.delete_button)
        for one in (*self.chosen, self.export_button):
            self.list.add_below(one)
        self.list.table.opened.connect(self._open)
        self.begin()

    def open_target(self, target: ProjectsTarget) -> None:
        match target:
            case ToProject(id_):
                self.project_view.show_project(id_)
                self.show_view(self.project_view, back=self._show_list)
            case _:
                assert_never(target)

    def place(self) -> Target | None:
        shown = None if self._is_list else self.project_view.id
        return None if shown is None else ToProject(shown)

    def hits(self, text: str) -> list[Hit]:
        context = self.services.context
        wanted = ProjectFilter(words=tuple(text.split()), most=_MOST_HITS)
        found = context.store.ask(list_projects, wanted, context.problem_rules)
        return [
            Hit(
                f"{one.row.number}　{one.row.name}　{one.owners}",
                f"项目 · {one.where}",
                partial(self.services.go_to, ToProject(one.id)),
                "projects",
                one.row.number == text,
            )
            for one in found
        ]

    @cached_property
    def project_view(self) -> ProjectView:
        """Where one project is shown."""
        view = ProjectView(self.services, self)
        self.views.addWidget(view)
        view.left.connect(self._show_list)
        view.read.connect(self._on_read)
        return view

    def refresh_actions(self) -> None:
        for one in (self.enter_button, self.import_button, self.stages_button, self.months_button):
            one.setVisible(self._is_list)
        has_chosen = bool(self.list.table.selected_rows())
        for one in self.chosen:
            one.setEnabled(has_chosen)
            one.setToolTip("" if has_chosen else "先选中项目")

    def _on_read(self, shown: ShownProject) -> None:
        if not self._is_list:
            one = shown.listed
            words = [one.owners]
            words += [f"{one.stage}计划 {date_text(one.due)}"] if one.due else []
            self.header.set_title(
                f"{one.row.number}　{one.row.name}", "　".join(words), status_of_project(one)
            )

    def _open(self, one: ListedProject) -> None:
        self.open_target(ToProject(one.id))

    def read(self, session: Session) -> list[ListedProject]:
        return list_projects(session, ProjectFilter(), self.services.context.problem_rules)

    def _on_enter(self) -> None:
        self.dialog = opened(ProjectDialog(self.services, self))

    def _on_invest(self) -> None:
        self.dialog = opened(InvestmentDialog(self.services, self, self.list.table.selected_rows()))

    def _on_assign(self) -> None:
        chosen = [(one.id, one.row.name) for one in self.list.table.selected_rows()]
        self.dialog = opened(AssignDialog(self.services, self, projects=chosen))

    def _on_paper(self) -> None:
        ids = [one.id for one in self.list.table.selected_rows()]
        context, of = self.services.context, [Subject(Kind.PROJECT, one) for one in ids]

        def load() -> Paper:
            return context.store.ask(compose_progress, ids, context.problem_rules, datetime.now(UTC))

        self.dialog = opened(PaperDialog(self.services, PROGRESS, load, self, of=of))

    def _on_delete(self) -> None:
        seat = self.services.context.seat
        seen = [one.seen for one in self.list.table.selected_rows()]
        self.services.do(
            lambda _: delete_projects(seat, seen),
            f"已删除 {len(seen)} 个项目",
            lambda ids: Undo(lambda _: restore_projects(seat, ids), "已恢复"),
            owner=self,
            label="正在删除",
        )
