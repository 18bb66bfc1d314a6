"""走访: enterprises with who looks after them, visits, charges, departments and cadres."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import Any, ClassVar, Final, NamedTuple, assert_never

from domain.outreach.charges import list_charges
from domain.outreach.coverage import coverage_of
from domain.outreach.documents.visit_form import compose_visit_forms
from domain.outreach.entities import Cadre, Department, VisitState
from domain.outreach.importing import Ledger
from domain.outreach.people import ListedCadre, ListedUnit, end_cadres, list_cadres, list_units, resume
from domain.outreach.visits import (
    ListedVisit,
    SameVisit,
    VisitFilter,
    delete_visits,
    drop_visits,
    find_visit,
    list_visits,
    restore_visits,
    take_up_again,
)
from domain.papers.papers import Paper
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.looking import Seen
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId, VisitId
from gui.early.page import Page
from gui.early.parts import Look, button
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog, Several
from gui.formatting import date_text
from gui.forms.asking import TextDialog
from gui.forms.editors import LongTextEdit, SegmentedChoice
from gui.intake.importer import Importer
from gui.intake.intakes import LedgerIntake
from gui.pages.visits.charging import AssignDialog, CadreDialog, HandOverDialog
from gui.pages.visits.dossier import show_dossier
from gui.pages.visits.lists import CadreList, ChargeList, CoverageList, UnitList, VisitList
from gui.pages.visits.moving import MoveDialog
from gui.pages.visits.planning import MonthDialog
from gui.pages.visits.recording import Named, VisitDialog, names_text
from gui.pages.visits.units import DepartmentDialog, EndUnitDialog, TeamDialog
from gui.services import Services, Undo
from gui.targets import ToCharge, ToTeam, ToVisit, VisitsTarget
from gui.widgets.dialog import Dialog, confirm, opened

_ENTERPRISES, _VISITS, _CHARGES, _PEOPLE, _UNITS = "enterprises", "visits", "charges", "people", "units"
_WORDS: Final[dict[object, str]] = {
    _ENTERPRISES: "企业",
    _VISITS: "走访",
    _CHARGES: "包联",
    _PEOPLE: "干部",
    _UNITS: "部门和工作组",
}
_IMPORTED: Final[dict[object, Ledger]] = {
    _VISITS: Ledger.VISITS,
    _CHARGES: Ledger.CHARGES,
    _PEOPLE: Ledger.CADRES,
}
_MOST_VISITS: Final = 20_000
_KINDS: Final = {
    *(Kind.VISIT, Kind.CHARGE, Kind.CADRE, Kind.TEAM, Kind.DEPARTMENT),
    *(Kind.ENTERPRISE, Kind.PROBLEM),
}
_HELP: Final = """
# 走访
“企业”列出全部企业：谁在包联、最近哪天走访过、还有几件问题在办，最久没去的在最前面。
按住 Ctrl 或 Shift 选中几户，就能分配包联，列入走访计划，或打印填好已知内容的走访记录表带去。
“一企一档”是这一户的全部经过。
# 排月计划
“排月计划”把多少天没有走访过的企业，按包联的人或街道排到一个月的工作日里，看过再一次列入计划。
在“走访”里搜路线（如“3 月 北区”），选中几次，点“这几次的记录表”打印带去。
# 登记走访
去过以后点“登记走访”，照着走访记录表填。提出的问题每行一件，先写类别再写问题，保存后自动进入问题台账。
只走访一户时，“宣讲的政策”列出这一户现在符合或可能符合的条款，讲过的勾上，当时怎么说的就记下来。
计划过的，在“走访”里双击那一行，填完就从“计划”变成“已走访”。
几户一起座谈的，在“企业”里选中这几户再点“登记走访”，方式选“座谈会”，只算一次。
# 包联
领导、首席服务员、干部分别登记。调动时选中他包联的企业点“移交”，以前谁包联仍能查到。
# 从 Excel 导入
走访、包联、干部都能从 Excel 导入：用导出的表，或下载模板来填。先列出哪些行不对，看过再登记，可以整批撤销。
# 登记错了企业
在“走访”里选中那一次，点“改企业…”，连同提出的问题一起改到实际走访的企业。别人已经接着办的，先和他商量。
# 照片
走访以后补的照片，双击那一次走访添加；不该放的点“去掉”，去掉的操作记录里有。
# 干部，部门和工作组
承办问题的部门，包联和走访的人，登记在这里；他们不用本程序也可以。离任前要先移交企业和问题。
部门停用、工作组或专班撤销时，它没有办结的问题、推进中的项目一并移交给别的部门或专班。
"""


class Loaded(NamedTuple):
    """What the page shows."""

    covered: Any
    visits: Any
    charges: Any
    cadres: Any
    units: Any


def _read(session: Session) -> Loaded:
    return Loaded(
        coverage_of(session),
        list_visits(session, VisitFilter(), _MOST_VISITS),
        list_charges(session),
        list_cadres(session),
        list_units(session),
    )


class VisitsPage(Page):
    """Five lists, of which one is shown."""

    page_id, title, icon_name = "visits", "走访", "calendar"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: Dialog | None = None
        self._is_stale, self._read_on = True, date.min
        self._wanted: ToCharge | ToTeam | None = None
        self.choice = SegmentedChoice(_WORDS, self, called="看哪些")
        self.covered = CoverageList(self)
        self.visits = VisitList(self._on_record, self)
        self.charges = ChargeList(self)
        self.cadres = CadreList(self._on_open_cadre, self)
        self.units = UnitList(partial(self._open, DepartmentDialog), self)
        self.lists: dict[object, Any] = {
            _ENTERPRISES: self.covered,
            _VISITS: self.visits,
            _CHARGES: self.charges,
            _PEOPLE: self.cadres,
            _UNITS: self.units,
        }
        self.importers = {
            key: Importer(services, self, LedgerIntake(ledger)) for key, ledger in _IMPORTED.items()
        }
        add = self.header.add_action
        self.import_button = add("从 Excel 导入", self._on_import, icon_name="upload")
        self.month_button = add("排月计划…", partial(self._open, MonthDialog), icon_name="calendar")
        self.plan_button = add("计划走访…", self._on_plan, icon_name="calendar")
        self.record_button = add(
            "登记走访…", self._on_record, look=Look.PRIMARY, icon_name="plus", shortcut="Ctrl+N"
        )
        self.cadre_button = add("登记干部…", partial(self._open, CadreDialog), icon_name="plus")
        self.team_button = add("登记工作组…", partial(self._open, TeamDialog), icon_name="plus")
        self.department_button = add("登记部门…", partial(self._open, DepartmentDialog), icon_name="plus")
        services.permits.hold(Action.VISIT_RECORD, self.record_button, self.plan_button)
        services.permits.hold(Action.VISIT_PLAN, self.month_button)
        services.permits.hold(Action.CADRE_CHANGE, self.cadre_button)
        services.permits.hold(Action.TEAM_CHANGE, self.team_button)
        services.permits.hold(Action.DEPARTMENT_CHANGE, self.department_button)
        self.body.addWidget(self.choice)
        self.add_views(*self.lists.values())
        self._add_below()
        self.choice.value_changed.connect(self._show_chosen)
        self.visits.table.opened.connect(self._on_open_visit)
        self.cadres.table.opened.connect(self._on_open_cadre)
        self.units.table.opened.connect(self._on_open_unit)
        for one in self.lists.values():
            one.selection_changed.connect(self.refresh_actions)
        services.changes.on(_KINDS, self._load_if_seen, owner=self)
        self._show_chosen()

    def on_shown(self) -> None:
        if self._is_stale or self._read_on != date.today():
            self._load()

    def open_target(self, target: VisitsTarget) -> None:
        match target:
            case ToVisit(id_):
                self.choice.set_value(_VISITS)
                self.services.ask(lambda session: find_visit(session, id_), self._on_found, owner=self)
            case ToCharge() | ToTeam():
                self._wanted = target
                self.choice.set_value(_CHARGES if isinstance(target, ToCharge) else _UNITS)
                self._show_wanted()
                if self._wanted is not None:
                    self._load()
            case _:
                assert_never(target)

    def focus_search(self) -> None:
        self._shown.search.setFocus()

    def refresh_actions(self) -> None:
        chosen = self.choice.value()
        for one in (self.month_button, self.plan_button, self.record_button):
            one.setVisible(chosen not in (_PEOPLE, _UNITS))
        self.cadre_button.setVisible(chosen == _PEOPLE)
        for one in (self.team_button, self.department_button):
            one.setVisible(chosen == _UNITS)
        self.import_button.setVisible(chosen in _IMPORTED)
        if chosen in _IMPORTED:
            against = self.services.permits.against(_IMPORTED[chosen].action)
            self.import_button.setEnabled(not against)
            self.import_button.setToolTip(against)
        selected = self._shown.table.selected_rows()
        for one in self.links.values():
            one.setEnabled(bool(selected))
        self.links["改企业…"].setEnabled(len(selected) == 1)
        self.links["停用或撤销…"].setEnabled(
            chosen == _UNITS and any(one.row.until is None for one in selected)
        )

    @property
    def _shown(self) -> Any:
        return self.lists[self.choice.value()]

    def _add_below(self) -> None:
        links: tuple[tuple[Any, str, Callable[[], object], Action], ...] = (
            (self.covered, "一企一档…", self._on_dossier, Action.RECORD_LOOK),
            (self.covered, "走访记录表…", self._on_forms, Action.RECORD_LOOK),
            (self.covered, "分配包联…", self._on_assign, Action.CHARGE_CHANGE),
            (self.visits, "这几次的记录表…", self._on_forms_of_visits, Action.RECORD_LOOK),
            (self.visits, "取消计划…", self._on_drop, Action.VISIT_PLAN),
            (self.visits, "改企业…", self._on_move, Action.VISIT_RECORD),
            (self.visits, "删除", self._on_delete, Action.VISIT_DELETE),
            (self.charges, "移交…", partial(self._on_hand_over, ends=False), Action.CHARGE_CHANGE),
            (self.charges, "解除…", partial(self._on_hand_over, ends=True), Action.CHARGE_CHANGE),
            (self.cadres, "离任…", self._on_end, Action.CADRE_CHANGE),
            (self.units, "停用或撤销…", self._on_end_unit, Action.DEPARTMENT_CHANGE),
        )
        self.links = {}
        for view, word, act, action in links:
            made = button(word, act, look=Look.LINK)
            self.services.permits.hold(action, made)
            view.add_below(made)
            self.links[word] = made
        exporter = Exporter(self.services, self)
        for view, title in zip(
            self.lists.values(), ("包联走访", "走访台账", "包联台账", "干部", "部门和工作组"), strict=True
        ):
            view.add_below(exporter.button(view.table, title))

    def _show_chosen(self) -> None:
        self.show_view(self._shown)

    def _load_if_seen(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        self._is_stale, self._read_on = False, date.today()
        self.services.ask(_read, self._on_loaded, owner=self)

    def _on_loaded(self, found: Loaded) -> None:
        for view, rows in zip(self.lists.values(), found, strict=True):
            view.show_all(rows)
        self._show_wanted()
        if self._wanted is not None:
            self._wanted = None
            self.services.messages.info("要看的这一条已经没有了，可能是登记错了，后来撤回的")
        self.refresh_actions()

    def _show_wanted(self) -> None:
        """Select what one was led to, if it is there."""
        match self._wanted:
            case ToCharge(id_):
                shown: Any = self.charges
                key: object = id_
            case ToTeam(id_):
                shown, key = self.units, ("team", id_)
            case _:
                return
        shown.search.set_query("")
        shown.refresh()
        if not shown.table.select_key(key):
            # It may be over by now.
            shown.every.set_value("all")
            shown.refresh()
        if shown.table.select_key(key):
            self._wanted = None

    def _open(self, kind: Callable[..., Dialog], *given: Any, **named: Any) -> None:
        self.dialog = opened(kind(self.services, self, *given, **named))

    def _on_open_cadre(self, one: ListedCadre | None = None) -> None:
        show = partial(self._open, CadreDialog, one)
        if one is None:
            show()
        else:
            seen = Seen(Subject(Kind.CADRE, one.id), f"干部“{one.row.name}”")
            self.services.look(seen, show, owner=self)

    @property
    def _enterprises(self) -> Named:
        """The enterprises that are selected."""
        if self.choice.value() != _ENTERPRISES:
            return ()
        return [(one.id, one.name) for one in self.covered.table.selected_rows()]

    def _on_import(self) -> None:
        self.importers[self.choice.value()].start()

    def _on_record(self) -> None:
        self._open(VisitDialog, "登记走访", "登记", enterprises=self._enterprises)

    def _on_dossier(self) -> None:
        self.dialog = show_dossier(self.services, self, self._enterprises[0][0])

    def _on_forms(self) -> None:
        self._show_forms([id_ for id_, _ in self._enterprises])

    def _on_forms_of_visits(self) -> None:
        chosen = self.visits.table.selected_rows()
        self._show_forms(list(dict.fromkeys(id_ for one in chosen for id_, _ in one.enterprises)))

    def _show_forms(self, ids: list[EnterpriseId]) -> None:
        context = self.services.context

        def load() -> list[Paper]:
            return context.store.ask(
                compose_visit_forms, ids, context.policies, context.problem_rules, datetime.now(UTC)
            )

        papers, of = Several(load, len(ids)), [Subject(Kind.ENTERPRISE, one) for one in ids]
        self.dialog = opened(PaperDialog(self.services, "走访记录表", papers, self, of=of))

    def _on_plan(self) -> None:
        self._open(VisitDialog, "计划走访", "列入计划", enterprises=self._enterprises, is_plan=True)

    def _on_open_visit(self, visit: Any) -> None:
        is_plan = visit.state is VisitState.PLANNED
        word = ("登记走访", "登记") if is_plan else ("修改走访", "保存")
        names = names_text(visit.enterprises)
        seen = Seen(Subject(Kind.VISIT, visit.row.id), f"{date_text(visit.row.day)}走访“{names}”")
        self.services.look(seen, partial(self._open, VisitDialog, *word, visit=visit), owner=self)

    def _on_found(self, visit: ListedVisit) -> None:
        self.visits.table.select_key(visit.seen.id)
        self._on_open_visit(visit)

    def _on_move(self) -> None:
        [visit] = self.visits.table.selected_rows()
        self._open(MoveDialog, visit)

    def _on_open_unit(self, one: ListedUnit) -> None:
        is_department = isinstance(one.row, Department)
        seen = Seen(Subject(Kind.DEPARTMENT if is_department else Kind.TEAM, one.row.id), f"“{one.row.name}”")
        dialog = DepartmentDialog if is_department else TeamDialog
        self.services.look(seen, partial(self._open, dialog, one.row), owner=self)

    def _on_end_unit(self) -> None:
        [chosen] = self.units.table.selected_rows()
        others = [
            one
            for one in self.units.all
            if one.word == chosen.word and one.key != chosen.key and one.row.until is None
        ]
        self._open(EndUnitDialog, chosen, others)

    def _on_assign(self) -> None:
        self._open(AssignDialog, self._enterprises)

    def _on_hand_over(self, *, ends: bool) -> None:
        self._open(HandOverDialog, self.charges.table.selected_rows(), ends=ends)

    def _on_drop(self) -> None:
        seat = self.services.context.seat
        seen = [one.seen for one in self.visits.table.selected_rows()]
        taken_up = Undo(lambda _: take_up_again(seat, [one.id for one in seen]), "已恢复计划")
        dialog = TextDialog(
            self,
            "取消计划",
            f"取消选中的 {len(seen)} 次计划",
            "取消计划",
            field="理由",
            editor=LongTextEdit("如：企业外出，改日再去"),
            missing="请写明取消的理由",
            width=560,
            no="不取消",
        )
        dialog.do(
            self.services,
            lambda because, _: drop_visits(seat, seen, because=because),
            lambda *_: self.services.offer("已取消", taken_up, owner=self),
            owner=self,
            label="正在取消",
        )
        self.dialog = dialog

    def _on_delete(self) -> None:
        seat = self.services.context.seat
        seen = [one.seen for one in self.visits.table.selected_rows()]

        def bring_back(ids: Sequence[VisitId]) -> None:
            try:
                restore_visits(seat, ids)
            except SameVisit as error:
                raise BadInput(f"没有恢复：{error}；确实去过两次的，请到“回收站”恢复") from None

        self.services.do(
            lambda _: delete_visits(seat, seen),
            f"已删除 {len(seen)} 次走访",
            lambda ids: Undo(lambda _: bring_back(ids), "已恢复"),
            owner=self,
            label="正在删除",
        )

    def _on_end(self) -> None:
        seat, rows = self.services.context.seat, self.cadres.table.selected_rows()

        def act() -> None:
            self.services.do(
                lambda _: end_cadres(seat, [one.id for one in rows], date.today()),
                "已登记离任",
                Undo(lambda _: resume(seat, Cadre, [one.id for one in rows]), "已撤回离任"),
                owner=self,
                label="正在办理",
            )

        names = "、".join(one.row.name for one in rows)
        self.dialog = confirm(
            self, "离任", f"{names}从今天起不再包联企业、承办问题。以前的记录都保留。", "离任", act
        )
