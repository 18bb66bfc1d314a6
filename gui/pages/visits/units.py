"""Departments and teams: entered, changed, and ended with what lies with them."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.outreach.ending import end_department, end_team
from domain.outreach.entities import Department, Team, TeamKind
from domain.outreach.people import (
    DepartmentFields,
    ListedUnit,
    TeamFields,
    resume,
    save_department,
    save_team,
)
from domain.values.ids import DepartmentId, TeamId
from gui.formatting import count_text
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, TextEdit
from gui.forms.fact_edits import PersonalEdit, veil_for
from gui.services import Services, Undo


class DepartmentDialog(FormDialog):
    """Asks for a department."""

    def __init__(self, services: Services, parent: QWidget, of: Department | None = None) -> None:
        super().__init__(services, parent, "登记部门" if of is None else "修改部门", "保存", editor_width=340)
        self._of = of
        self.said.hide()
        self.form.add("name", "名称", TextEdit("如：区金融服务局"), missing="请填写部门名称")
        self.form.add("contact", "联系人", TextEdit())
        self.form.add("phone", "电话", PersonalEdit(None))
        if of is not None:
            self.form.load({key: getattr(of, key) or UNSET for key in ("name", "contact", "phone")})
            veil_for(services, self)

    def do(self, values: dict[str, Any]) -> None:
        fields = DepartmentFields(values["name"], values.get("contact") or "", values.get("phone") or "")
        self.run(partial(save_department, self.services.context.seat, fields, self._of), "已保存")


class TeamDialog(FormDialog):
    """Asks for a team."""

    def __init__(self, services: Services, parent: QWidget, of: Team | None = None) -> None:
        super().__init__(
            services, parent, "登记工作组" if of is None else "修改工作组", "保存", editor_width=340
        )
        self._of = of
        self.said.hide()
        self.form.add("name", "名称", TextEdit("如：第一工作组"), missing="请填写名称")
        kinds = {one.value: one.word for one in TeamKind}
        self.form.add("kind", "种类", ChoiceBox(kinds, unset_word=None), width=220)
        since = OptionalDateEdit(none_word="", may_be_none=False)
        self.form.add("since", "成立日期", since, hint="不填的，统计里从登记那天算起", width=220)
        if of is not None:
            self.form.load({"name": of.name, "kind": of.kind, "since": of.since or UNSET})

    def do(self, values: dict[str, Any]) -> None:
        fields = TeamFields(values["name"], TeamKind(values["kind"]), values.get("since") or None)
        self.run(partial(save_team, self.services.context.seat, fields, self._of), "已保存")


class EndUnitDialog(FormDialog):
    """Asks before a department or a team ends, and to which one goes what lies with it."""

    def __init__(
        self, services: Services, parent: QWidget, of: ListedUnit, others: Sequence[ListedUnit]
    ) -> None:
        """`others` are those to which it may go."""
        is_department = isinstance(of.row, Department)
        word = "停用" if is_department else "撤销"
        super().__init__(services, parent, f"{word}{of.word}", word, editor_width=340)
        self._of = of
        self.said.setText("".join(_said_of(of, word)))
        choices = {str(one.row.id): one.row.name for one in others}
        called = "移交给" if is_department else "转给"
        if of.problems or of.projects:
            self.form.add(
                "to", called, ChoiceBox(choices, unset_word="请选择"), missing=f"请选{called}哪个{of.word}"
            )
        elif of.cadres and not is_department:
            self.form.add("to", called, ChoiceBox(choices, unset_word="不转"))
        if of.problems:
            self.form.add_reason("如：机构改革，职责划入", "请写明移交的理由")

    def do(self, values: dict[str, Any]) -> None:
        context, row, today = self.services.context, self._of.row, date.today()
        to = int(values["to"]) if values.get("to") else None
        assert row.id is not None
        if isinstance(row, Department):
            other, why = None if to is None else DepartmentId(to), values.get("because") or ""
            seat, rules = context.seat, context.problem_rules
            end = partial(end_department, seat, DepartmentId(row.id), today, rules, to=other, because=why)
            self.run(end, f"已停用“{row.name}”", self._way_back)
        else:
            team = None if to is None else TeamId(to)
            self.run(
                partial(end_team, context.seat, TeamId(row.id), today, to=team),
                f"已撤销“{row.name}”",
                self._way_back,
            )

    def _way_back(self, _: object) -> Undo | None:
        """Return the way back where nothing was handed over: what was stays with whom it went to."""
        seat, row, of = self.services.context.seat, self._of.row, self._of
        if of.problems or of.projects or row.id is None or self.form.values().get("to"):
            return None
        kind, id_ = type(row), int(row.id)
        return Undo(lambda _: resume(seat, kind, [id_]), f"已恢复“{row.name}”")


def _said_of(of: ListedUnit, word: str) -> list[str]:
    """Say what becomes of what lies with it."""
    said = [f"“{of.row.name}”从今天起{word}，以后不再列出供选择；以前的记录都保留。"]
    if of.problems:
        said.append(f"它还有 {count_text(of.problems, '件')}没有办结的问题，一并移交。")
    if of.projects:
        said.append(f"它还是 {count_text(of.projects, '个')}推进中的项目的专班，一并转给别的专班。")
    if of.cadres and isinstance(of.row, Department):
        said.append(f"登记在这里的 {count_text(of.cadres, '名')}干部仍列在原单位，调走的请在“干部”里修改。")
    elif of.cadres:
        said.append(f"它的 {count_text(of.cadres, '名')}干部随着转过去；不转的仍列在原来的名下。")
    return said
