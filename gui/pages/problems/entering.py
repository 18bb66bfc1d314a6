"""A problem entered, or corrected; problems that are alike put together."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.outreach.guides.calls import ListedCall, raise_from
from domain.outreach.problem_entities import KINDS, Matter, Source
from domain.outreach.problems.correcting import change
from domain.outreach.problems.listing import ListedProblem
from domain.outreach.problems.raising import LONGEST, LikeAnother, Raised, gather, raise_problem
from domain.outreach.problems.rules import Rules
from domain.outreach.projects.listing import ListedProject
from domain.values.ids import EnterpriseId
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import UNSET, ChoiceBox, LongTextEdit, TextEdit
from gui.forms.enterprise_edit import EnterpriseEdit
from gui.forms.fact_edits import PersonalEdit, veil_for
from gui.services import Services
from gui.widgets.dialog import confirm


class ProblemDialog(FormDialog):
    """Asks what an enterprise asks for; where one is there already, for what is wrong about it.

    Of a project it is asked which of its enterprises asks for it, where it has several. What is known of a
    call that was not answered stands there already.
    """

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        of: ListedProblem | None = None,
        *,
        project: ListedProject | None = None,
        call: ListedCall | None = None,
    ) -> None:
        title = "登记问题" if of is None else "修改登记内容"
        super().__init__(services, parent, title, "登记" if of is None else "保存", editor_width=430)
        self._of, self._project, self._call = of, project, call
        self.said.setText("" if project is None else f"项目 {project.row.number}　{project.row.name}")
        self.said.setVisible(project is not None)
        rules: Rules = services.context.problem_rules
        self._rules, self._begun = rules, services.context.store.ask(rules.begun_in)
        self.enterprise = EnterpriseEdit(services)
        self.title_edit = TextEdit("一句话说清，如：贷款到期，续贷缺担保", max_length=LONGEST)
        self.kind = ChoiceBox({one: one for one in KINDS})
        self.grade = ChoiceBox(self._roads(), unset_word=None)
        self.day = OptionalDateEdit(none_word="", may_be_none=False)
        add = self.form.add
        if project is not None:
            owners = {str(id_): name for id_, name in project.enterprises}
            add("owner", "企业", ChoiceBox(owners, unset_word=None))
        elif of is None or of.enterprise_id is not None:
            add("enterprise", "企业", self.enterprise, missing="请选定提出问题的企业")
        add("title", "问题", self.title_edit, missing="请填写问题是什么")
        add("kind", "类别", self.kind, missing="请选择问题类别", width=220)
        add("detail", "详细情况", LongTextEdit("什么时候起、影响多大、企业希望怎样解决", lines=4))
        add("source", "来源", ChoiceBox({one.value: one.word for one in Source}, unset_word=None), width=220)
        add("matter", "事类", ChoiceBox({m.value: m.word for m in Matter}, unset_word=None), width=220)
        add("day", "提出日期", self.day, missing="请填写提出日期", width=220)
        if of is None:
            add("grade", "办理程序", self.grade, width=220, hint=" ")
            self.grade.value_changed.connect(self._say_road)
            self._say_road()
        add("raised_by", "企业联系人", TextEdit(), width=220)
        add("phone", "电话", PersonalEdit(None), width=220)
        if of is None:
            self.enterprise.chain()
        self._fill()

    def _fill(self) -> None:
        if self._of is None:
            self.form.load(self._beginning())
            if self._call is not None and self._call.enterprise_id is not None:
                self.enterprise.choose(self._call.enterprise_id, self._call.enterprise)
            return
        row = self._of.row
        keys = ("title", "kind", "detail", "source", "matter", "raised_by", "phone")
        self.form.load({**{key: getattr(row, key) or UNSET for key in keys}, "day": row.raised_on})
        if self._of.enterprise_id is not None:
            self.enterprise.choose(self._of.enterprise_id, self._of.enterprise)
        veil_for(self.services, self)

    def _beginning(self) -> dict[str, Any]:
        """Return what stands in the form at first."""
        if self._call is None:
            return {"day": date.today(), "source": Source.COUNTER.value}
        row = self._call.row
        said = row.asked or "、".join(title for _, title in self._call.topics)
        return {
            "title": said[:LONGEST],
            "detail": said if len(said) > LONGEST else UNSET,
            "day": row.day,
            "source": Source.HOT_LINE.value,
            "matter": Matter.ERRAND.value,
            "raised_by": row.caller or UNSET,
            "phone": row.phone or UNSET,
        }

    def _roads(self) -> Mapping[str, str]:
        roads = sorted(self._begun.values(), key=lambda one: one.id != "ordinary")
        return {road.id: road.title for road in roads}

    def _say_road(self) -> None:
        road = self._begun[self.grade.typed() or "ordinary"]
        self.form.set_hint("grade", road.summary)

    def do(self, values: dict[str, Any]) -> None:
        of, seat, rules = self._of, self.services.context.seat, self._rules
        raised = Raised(
            values["title"],
            values["kind"],
            self._enterprise(values),
            values["day"],
            values.get("detail") or "",
            Source(values["source"]),
            Matter(values.get("matter") or Matter.PROBLEM),
            values.get("raised_by") or "",
            values.get("phone") or "",
            values.get("grade") or "ordinary",
            project_id=None if self._project is None else self._project.id,
        )
        if of is None:
            self._raise(raised, although_like=False)
        else:
            self.run(partial(change, seat, of.seen, raised, rules), "已保存")

    def _raise(self, raised: Raised, *, although_like: bool) -> None:
        seat, rules, call = self.services.context.seat, self._rules, self._call
        if call is None:
            raise_ = partial(raise_problem, seat, raised, rules)
        else:
            raise_ = partial(raise_from, seat, call.seen, raised, rules)

        def failed(error: Exception) -> None:
            if isinstance(error, LikeAnother):
                again = partial(self._raise, raised, although_like=True)
                said = f"{error}。确实是另一件的，可以照样登记。"
                confirm(self, "这件问题可能登记过", said, "照样登记", again)
            else:
                self.refused(error)

        self.services.jobs.run(
            lambda _: raise_(although_like=although_like),
            partial(self.done_with, "已登记，等待转办"),
            on_failed=failed,
            busy=self.go_button,
            owner=self,
            label="正在登记",
        )

    def _enterprise(self, values: dict[str, Any]) -> EnterpriseId | None:
        return EnterpriseId(int(values["owner"])) if self._project is not None else values.get("enterprise")


class GatherDialog(FormDialog):
    """Asks what problems that are alike are called together."""

    def __init__(self, services: Services, parent: QWidget, of: Sequence[ListedProblem]) -> None:
        super().__init__(services, parent, "合并为共性问题", "合并", editor_width=430)
        self._of = of
        self.said.setText(
            f"选中的 {len(of)} 件合并成一件共性问题，以后一起转办、反馈和办结；回访销号仍然逐户办。"
        )
        self.form.add("title", "共性问题", TextEdit(max_length=LONGEST), missing="请填写共性问题的名称")
        self.form.load({"title": of[0].row.title})

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        seen = [one.seen for one in self._of]
        self.run(partial(gather, context.seat, seen, values["title"], context.problem_rules), "已合并")
