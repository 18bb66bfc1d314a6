"""A project entered or changed, its stages, its permits; and that it has ended."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.enterprises.attachments.service import take_in
from domain.enterprises.dictionary import UNITS, Fact, FactKind
from domain.outreach.entities import TeamKind
from domain.outreach.people import departments, teams
from domain.outreach.project_entities import ProjectEnd
from domain.outreach.projects.keeping import (
    LONGEST,
    ProjectFields,
    SeenProject,
    end_project,
    save_project,
)
from domain.outreach.projects.listing import Known, ListedPermit, ShownProject, rows_of
from domain.outreach.projects.progress import (
    PermitFields,
    Stage,
    WrittenStages,
    fields_of,
    save_permit,
    set_stages,
)
from domain.store.engine import Session
from domain.values.errors import BadInput
from domain.values.ids import DepartmentId, EnterpriseId, TeamId
from domain.values.progress import Silent
from gui.early.parts import STRETCH, Look, button, fill, in_row, named_label
from gui.early.theme import px
from gui.files.chosen_files import ChosenFiles
from gui.files.file_dialogs import DOCUMENTS, ask_to_open_several
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, FigureEdit, LongTextEdit, MoneyEdit, TextEdit, Unset
from gui.forms.enterprise_edit import EnterpriseLines
from gui.services import Services, Undo
from gui.widgets.placing import in_grid

_TAKEN_OVER: Final = {"name": "name", "total": "planned_investment", "starts_on": "start_date"}
"""Fields, by the columns of an enterprise's list that say the same."""
_NO_ROW: Final = "企业资料里没有"
_FORCE: Final = TeamKind.FORCE
_ONE_DAY: Final = UNITS[FactKind.NUMBER]
_DAYS: Final = Fact(
    "days", "工作日", FactKind.NUMBER, unit="个工作日", is_whole=True, least=_ONE_DAY, most=1000 * _ONE_DAY
)
Owner = tuple[EnterpriseId, str]


class OwnersEdit(EnterpriseLines[ChoiceBox]):
    """An editor of whose project it is: one enterprise or several, each with the row of its list that it is.

    Its value are the enterprises, each with the id of its row; an empty text for none.
    """

    def __init__(
        self, services: Services, owners: Sequence[Owner] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(services, parent)
        self._services = services
        self.found: dict[str, Known] = {}
        for one in owners:
            self.add(*one)

    def add(self, id_: EnterpriseId, name: str, uid: str = "") -> None:
        """Add an enterprise, with the row of its list that the project is."""
        if id_ in self.lines:
            return
        box = ChoiceBox({}, unset_word=_NO_ROW, called=f"“{name}”企业资料里的项目")
        box.setMinimumWidth(px(190))
        box.value_changed.connect(self.value_changed)
        self.add_line(id_, name, box, box)
        dictionary = self._services.context.office

        def offer(found: list[Known]) -> None:
            for one in found:
                self.found[one.row_uid] = one
            words = {one.row_uid: str(one.row.get("name") or "没有名称的项目") for one in found if one.row}
            if uid and uid not in words:
                words[uid] = "（企业资料里已没有）"
            box.offer(words, _NO_ROW)
            box.type_in(uid)

        self._services.ask(lambda session: rows_of(session, [id_], dictionary), offer, owner=self)

    def value(self) -> dict[EnterpriseId, str] | Unset:
        """Return the enterprises. Raises `BadInput` where something was typed and none chosen."""
        self.search.value()
        return {id_: box.typed() for id_, box in self.lines.items()} or UNSET

    def uids(self) -> list[str]:
        """Return the rows that were chosen."""
        return [uid for box in self.lines.values() if (uid := box.typed())]


class ProjectDialog(FormDialog):
    """Asks for what is entered of a project; where one is there already, for what is to be changed."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        of: ShownProject | None = None,
        *,
        enterprises: Sequence[Owner] = (),
    ) -> None:
        title = "登记项目" if of is None else "修改项目"
        super().__init__(
            services, parent, title, "登记" if of is None else "保存", editor_width=480, width=720
        )
        self._of = of
        self.said.hide()
        self.owners = OwnersEdit(services, enterprises)
        self.team = ChoiceBox({})
        kinds = {one: one for one in services.context.project_standard.kinds}
        if of is not None and of.listed.row.kind:
            kinds.setdefault(of.listed.row.kind, of.listed.row.kind)
        add = self.form.add
        hint = "几户合办的逐户加上；再选它是企业资料里的哪个项目，政策评定按企业资料"
        add("owners", "企业", self.owners, missing="请选定项目的企业", hint=hint)
        add("name", "项目名称", TextEdit("如：智能工厂二期", max_length=LONGEST), missing="请填写项目名称")
        add("kind", "类别", ChoiceBox(kinds), width=220)
        add("street", "街道", TextEdit(), width=220)
        add("park", "园区或楼宇", TextEdit(), width=220)
        add("total", "总投资", MoneyEdit("如 3亿"), width=220)
        for field, word in (("starts_on", "计划开工"), ("ends_on", "计划竣工")):
            add(field, word, OptionalDateEdit(none_word="", may_be_none=False), width=220)
        add("team", "专班", self.team, width=300, hint="没有的先在“走访”页的“部门和工作组”里登记，种类选专班")
        add("plan", "方案", LongTextEdit("一项目一方案：目标、时限、责任、难点和办法", lines=4))
        self.files = ChosenFiles(self._choose, "方案的文件：存在企业的附件里，以后不能移除。")
        add("files", "方案附件", self.files)
        self.owners.value_changed.connect(self._take_over)
        self._fill()
        services.ask(self._read_teams, self._offer_teams, owner=self)

    def _fill(self) -> None:
        if self._of is None:
            return
        row = self._of.listed.row
        for one in self._of.known:
            self.owners.add(one.enterprise_id, one.name, one.row_uid)
        keys = ("name", "kind", "street", "park", "total", "starts_on", "ends_on", "plan")
        self.form.load({key: UNSET if getattr(row, key) in (None, "") else getattr(row, key) for key in keys})

    def _take_over(self) -> None:
        """Fill in what the list of an enterprise says of the project that was chosen, where nothing is."""
        values = self.form.values()
        for uid in self.owners.uids() if self._of is None else ():
            row = self.owners.found[uid].row if uid in self.owners.found else None
            for field, name in _TAKEN_OVER.items():
                if row and row.get(name) is not None and field not in values:
                    self.form.binding.set_value(field, row[name])

    def _read_teams(self, session: Session) -> dict[str, str]:
        return {str(one.id): one.name for one in teams(session, date.today()) if one.kind == _FORCE}

    def _offer_teams(self, found: dict[str, str]) -> None:
        self.team.offer(found, "没有专班")
        if self._of is not None and self._of.listed.row.team_id is not None:
            self.team.type_in(str(self._of.listed.row.team_id))

    def _choose(self) -> None:
        def take(paths: Sequence[Path]) -> None:
            self.files.set_value(tuple(paths))

        self.chooser = ask_to_open_several(self, "选择方案附件", DOCUMENTS, take, self.services.preferences)

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        fields = ProjectFields(
            values["name"],
            values["owners"],
            values.get("kind") or "",
            values.get("street") or "",
            values.get("park") or "",
            TeamId(int(values["team"])) if values.get("team") else None,
            values.get("total"),
            values.get("starts_on"),
            values.get("ends_on"),
            values.get("plan") or "",
        )
        seen = None if self._of is None else self._of.listed.seen
        paths = values.get("files") or ()

        def work() -> None:
            taken, refused = take_in(context.store, paths, Silent())
            if refused:
                raise BadInput(refused)
            save_project(context.seat, fields, context.problem_rules, seen, files=taken)

        self.run(work, "已登记项目" if seen is None else "已保存")


class StagesDialog(FormDialog):
    """Asks for the stages, a line for each: what it is called, the day planned, and the one it was over."""

    def __init__(self, services: Services, parent: QWidget, of: ShownProject) -> None:
        super().__init__(
            services, parent, "填阶段", "保存", heading=f"“{of.listed.row.name}”的阶段", width=760
        )
        self._of, self._over = of, parent
        self.said.setText("完成的填上完成日期；不要的阶段把名称清空。日期写如 2026-3-1 或 20260301。")
        self.lines: list[tuple[TextEdit, OptionalDateEdit, OptionalDateEdit]] = []
        self._inside = QWidget(self)
        self._grid = in_grid(across=8, down=6, shares=(3, 2, 2), of=self._inside)
        for at, word in enumerate(("阶段", "计划完成", "实际完成")):
            self._grid.addWidget(named_label("note", word, self._inside), 0, at)
        usual = [Stage(name) for name in services.context.project_standard.stages]
        for stage in of.stages or usual:
            self._add(stage)
        self.more_button = button("加一个阶段", self._on_more, look=Look.LINK, icon_name="plus", parent=self)
        self.form.hide()
        fill(self.body, self._inside, in_row(self.more_button, STRETCH))

    def _add(self, stage: Stage) -> None:
        name = TextEdit(max_length=30)
        days = [OptionalDateEdit(none_word="", may_be_none=False) for _ in range(2)]
        name.set_value(stage.name)
        row = len(self.lines) + 1
        name.setAccessibleName(f"第 {row} 个阶段")
        for at, (editor, day) in enumerate(zip(days, (stage.planned, stage.done), strict=True)):
            editor.set_value(UNSET if day is None else day)
            editor.line.setAccessibleName(f"第 {row} 个阶段的{'实际' if at else '计划'}完成日期")
        for at, widget in enumerate((name, *days)):
            self._grid.addWidget(widget, row, at)
        self.lines.append((name, days[0], days[1]))

    def _on_more(self) -> None:
        self._add(Stage(""))
        self.lines[-1][0].setFocus()

    def do(self, values: dict[str, Any]) -> None:
        try:
            stages = [
                Stage(str(name.value()), _day_in(planned), _day_in(done))
                for name, planned, done in self.lines
                if name.typed().strip()
            ]
        except BadInput as error:
            self.refused(error)
            return
        context, seen = self.services.context, self._of.listed.seen
        self.services.jobs.run(
            lambda _: set_stages(context.seat, seen, stages, context.problem_rules),
            self._on_saved,
            on_failed=self.refused,
            busy=self.go_button,
            owner=self,
            label="正在保存",
        )

    def _on_saved(self, written: WrittenStages) -> None:
        context = self.services.context
        undo = Undo(
            lambda _: set_stages(context.seat, written.seen, written.before, context.problem_rules),
            "已改回原来的阶段",
        )
        self.services.offer("已保存阶段", undo, owner=self._over)
        self.accept()


class PermitDialog(FormDialog):
    """Asks for a permit; the days that the law gives and the office promised are offered."""

    def __init__(
        self, services: Services, parent: QWidget, of: ShownProject, permit: ListedPermit | None = None
    ) -> None:
        title = "登记手续" if permit is None else "修改手续"
        super().__init__(services, parent, title, "登记" if permit is None else "保存", editor_width=400)
        self._of, self._permit = of, permit
        self.said.setText(f"项目 {of.listed.row.number}　{of.listed.row.name}")
        self._usual = services.context.project_standard.permits
        kinds = {one: one for one in self._usual}
        if permit is not None:
            kinds.setdefault(permit.row.kind, permit.row.kind)
        self.kind = ChoiceBox(kinds)
        self.department = ChoiceBox({})
        add = self.form.add
        add("kind", "手续", self.kind, width=260, hint=" ")
        add("other", "其他手续", TextEdit("上面没有的，写在这里"), width=260)
        add("department", "批准部门", self.department, width=260)
        add("asked_on", "受理日期", _day_edit(), missing="请填写材料收齐、受理的日期", width=220)
        add("given_on", "批复日期", _day_edit(), width=220, hint="还没有批的空着")
        for field, word in (("statutory", "法定期限"), ("promised", "承诺期限")):
            add(field, word, FigureEdit(_DAYS), width=120)
        add("remark", "备注", TextEdit())
        self.kind.value_changed.connect(self._on_kind)
        self._fill()
        services.ask(
            lambda session: {str(one.id): one.name for one in departments(session, date.today())},
            self._offer,
            owner=self,
        )

    def _fill(self) -> None:
        if self._permit is None:
            self.form.load({"asked_on": date.today()})
            return
        fields = fields_of(self._permit.row)
        days = {key: getattr(fields, key) for key in ("statutory", "promised")}
        self.form.load(
            {
                "kind": fields.kind,
                "asked_on": fields.asked_on,
                "given_on": fields.given_on or UNSET,
                "remark": fields.remark or UNSET,
                **{key: UNSET if number is None else number * _ONE_DAY for key, number in days.items()},
            }
        )

    def _offer(self, found: dict[str, str]) -> None:
        self.department.offer(found)
        if self._permit is not None and self._permit.row.department_id is not None:
            self.department.type_in(str(self._permit.row.department_id))

    def _on_kind(self) -> None:
        usual = self._usual.get(self.kind.typed())
        self.form.set_hint("kind", "" if usual is None else f"依据：{usual.source}")
        if usual is not None and (self._permit is None or self._permit.row.kind != usual.title):
            self.form.binding.set_value("statutory", usual.statutory * _ONE_DAY)
            self.form.binding.set_value("promised", usual.promised * _ONE_DAY)

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        found = {}
        if not values.get("kind") and not values.get("other"):
            found["kind"] = "请选择办什么手续，没有的写在下面一栏"
        if not values.get("promised"):
            found["promised"] = "请填写承诺几个工作日；没有承诺的填法定的"
        return found

    def do(self, values: dict[str, Any]) -> None:
        context, permit = self.services.context, self._permit
        fields = PermitFields(
            values.get("other") or values["kind"],
            values["asked_on"],
            values["promised"] // _ONE_DAY,
            values["statutory"] // _ONE_DAY if values.get("statutory") else None,
            values.get("given_on"),
            DepartmentId(int(values["department"])) if values.get("department") else None,
            values.get("remark") or "",
        )
        id_, seen = None if permit is None else permit.id, self._of.listed.seen
        self.run(partial(save_permit, context.seat, seen, fields, context.problem_rules, id_), "已保存手续")


class EndDialog(FormDialog):
    """Asks on which day a project ended, and why; or why it goes on after all."""

    def __init__(self, services: Services, parent: QWidget, of: ShownProject, end: ProjectEnd) -> None:
        title = _ENDING[end]
        super().__init__(services, parent, title, title, editor_width=400)
        self._seen: SeenProject = of.listed.seen
        self._end, self._before, self._over = end, of.listed.row, parent
        self.said.setText(f"项目 {of.listed.row.number}　{of.listed.row.name}")
        if end:
            self.form.add("day", "日期", _day_edit(), missing="请填写日期", width=220)
        self.form.add_reason("如：通过竣工验收", f"请写明{title}的理由")
        self.form.load({"day": date.today()} if end else {})

    def do(self, values: dict[str, Any]) -> None:
        context, day = self.services.context, values.get("day") or date.today()
        end, because = self._end, values["because"]
        rules = context.problem_rules
        self.services.jobs.run(
            lambda _: end_project(context.seat, self._seen, end, day, rules, because=because),
            self._on_done,
            on_failed=self.refused,
            busy=self.go_button,
            owner=self,
            label="正在办理",
        )

    def _on_done(self, seen: SeenProject) -> None:
        context, was = self.services.context, self._before
        day, because = was.ended_on or date.today(), was.ended_because or "撤销刚才的登记"

        def back(_: object) -> SeenProject:
            before, rules = ProjectEnd(was.ended), context.problem_rules
            return end_project(context.seat, seen, before, day, rules, because=because)

        self.services.offer(f"已登记{_ENDING[self._end]}", Undo(back, "已撤销"), owner=self._over)
        self.accept()


_ENDING: Final = {ProjectEnd.DONE: "竣工", ProjectEnd.DROPPED: "停建", ProjectEnd.OPEN: "恢复推进"}


def _day_edit() -> OptionalDateEdit:
    return OptionalDateEdit(none_word="", may_be_none=False)


def _day_in(editor: OptionalDateEdit) -> date | None:
    found = editor.value()
    return found if isinstance(found, date) else None
