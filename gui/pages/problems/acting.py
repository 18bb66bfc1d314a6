"""What is done of problems: what has to be said with each step is asked for, then it is done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.enterprises.attachments.service import take_in
from domain.outreach.people import ListedCadre, departments, list_cadres
from domain.outreach.problem_entities import Content
from domain.outreach.problems.listing import ListedProblem, ProblemFilter, ShownProblem, list_problems
from domain.outreach.problems.raising import join
from domain.outreach.problems.reading import Seen
from domain.outreach.problems.stepping import (
    Doing,
    Given,
    extend,
    hand_on,
    is_assigning,
    is_closing,
    is_solving,
    regrade,
    reopen,
    supervise,
    take_step,
)
from domain.roads.road import Kind as RoadKind
from domain.roads.walking import Move, Step
from domain.store.engine import Session
from domain.values.errors import BadInput
from domain.values.ids import CadreId, DepartmentId, ProblemId
from domain.values.progress import Silent
from gui.files.chosen_files import ChosenFiles
from gui.files.file_dialogs import DOCUMENTS, ask_to_open_several
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import ChoiceBox, LongTextEdit, TextEdit
from gui.services import Services

Handlers = tuple[dict[str, str], dict[str, str]]


def read_handlers(session: Session) -> Handlers:
    """Return the departments and the cadres that there are today, by their ids."""
    today = date.today()
    who = {str(one.id): _cadre_words(one) for one in list_cadres(session, today)}
    return {str(one.id): one.name for one in departments(session, today)}, who


def _cadre_words(one: ListedCadre) -> str:
    return f"{one.row.name}（{one.department}）" if one.department else one.row.name


class StepDialog(FormDialog):
    """Asks for what a step takes, of one problem or of several that stand at one place."""

    def __init__(
        self, services: Services, parent: QWidget, shown: ShownProblem, step: Step, seen: Sequence[Seen]
    ) -> None:
        heading = shown.problem.name if len(seen) == 1 else f"{step.title}（{len(seen)} 件）"
        super().__init__(services, parent, step.title, step.title, heading=heading, editor_width=430)
        self._step, self._seen = step, seen
        self._is_handing = is_assigning(shown.problem, step)
        self._back = _sent_back(shown) if is_closing(shown.problem, step) else None
        add, problem = self.form.add, shown.problem
        if shown.members and step.move is Move.ONWARD and not is_closing(problem, step):
            self.said.setText(f"合并在一起的 {len(shown.members)} 件会一起办。")
        if self._is_handing:
            self.department, self.cadre = _handler_fields(self, services)
        elif is_closing(problem, step):
            self.said.setText(f"办理结果：{problem.row.answer}")
            words = {one.value: one.word for one in Content}
            hint = f"不满意的不销号，办“{self._back.title}”" if self._back is not None else ""
            choice = ChoiceBox(words)
            add("content", "企业", choice, missing="请选择企业满意不满意", hint=hint, width=220)
            add("remark", "回访情况", LongTextEdit("回访了谁、怎样说的", lines=2))
        elif is_solving(problem, step):
            add(
                "answer",
                "办理结果",
                LongTextEdit("做了什么，解决到什么程度", lines=4),
                missing="请填写办理结果",
            )
            add("handler", "办理人", TextEdit("承办部门的谁办的"), width=220)
        else:
            word, missing = ("理由", f"请写明“{step.title}”的理由") if step.needs_reason else ("内容", "")
            if step.move is Move.ONWARD:
                missing = "请填写反馈的内容"
            add("remark", word, LongTextEdit(lines=3), missing=missing)
            if step.move is Move.ONWARD:
                add("handler", "反馈人", TextEdit("承办部门的谁说的"), width=220)
        self.files = ChosenFiles(self._choose, "如部门的回函、现场照片：存在企业的附件里，办理经过里能打开。")
        add("files", "附件", self.files)

    def _choose(self) -> None:
        def take(paths: Sequence[Path]) -> None:
            self.files.set_value(tuple(paths))

        preferences = self.services.preferences
        self.chooser = ask_to_open_several(self, "选择附件", DOCUMENTS, take, preferences)

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        if self._is_handing and not values.get("department") and not values.get("cadre"):
            return {"department": "请选择承办的部门或干部"}
        if values.get("content") == Content.NOT and not values.get("remark"):
            return {"remark": "请写明企业哪里不满意"}
        return {}

    def do(self, values: dict[str, Any]) -> None:
        context, step = self.services.context, self._step
        if values.get("content") == Content.NOT and self._back is not None:
            step = self._back
        given = Given(
            values.get("remark") or "",
            values.get("handler") or "",
            _department(values),
            _cadre(values),
            values.get("answer") or "",
            Content(values["content"]) if values.get("content") else None,
        )
        doing, paths = Doing(step.move, step.id, step.to), values.get("files") or ()

        def work() -> None:
            taken, refused = take_in(context.store, paths, Silent())
            if refused:
                raise BadInput(refused)
            with_files = replace(given, files=taken)
            take_step(context.seat, self._seen, doing, with_files, context.problem_rules)

        self.run(work, f"已办“{step.title}”")


def _sent_back(shown: ShownProblem) -> Step | None:
    """Return the step by which a problem is done again with which its enterprise is not content."""
    beside = shown.problem.road.beside
    backs = (one for one in shown.steps if one.move is Move.BEGIN and one.is_open)
    return next((one for one in backs if beside[one.id].kind is RoadKind.SEND_BACK), None)


class JoinDialog(FormDialog):
    """Asks with which common problem one is put together."""

    def __init__(self, services: Services, parent: QWidget, of: ListedProblem) -> None:
        super().__init__(services, parent, "并入共性问题", "并入", editor_width=430)
        self._of = of
        self.said.setText("并入以后，和共性问题走到同一步时一起办；回访销号仍然逐户办。")
        rules, open_ = services.context.problem_rules, ProblemFilter(is_open=True)
        listed = services.context.store.ask(list_problems, open_, rules)
        commons = {str(one.id): _common_words(one) for one in listed if one.enterprise_id is None}
        none = "" if commons else "还没有在办的共性问题；在列表里选两件以上可以合并"
        self.form.add("common", "共性问题", ChoiceBox(commons), missing="请选择一件共性问题", hint=none)

    def do(self, values: dict[str, Any]) -> None:
        context, common = self.services.context, ProblemId(int(values["common"]))
        self.run(partial(join, context.seat, self._of.seen, common, context.problem_rules), "已并入")


def _common_words(one: ListedProblem) -> str:
    return f"{one.row.number}　{one.row.title}（{one.enterprise}，{one.where}）"


class HandDialog(FormDialog):
    """Asks who is to solve problems instead, and why."""

    def __init__(self, services: Services, parent: QWidget, of: Sequence[ListedProblem]) -> None:
        super().__init__(services, parent, "改派", "改派", editor_width=430)
        self._of = of
        self.department, self.cadre = _handler_fields(self, services)
        self.form.add_reason("如：归口另一部门", "请写明改派的理由")

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        if not values.get("department") and not values.get("cadre"):
            return {"department": "请选择承办的部门或干部"}
        return {}

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        given = Given(department_id=_department(values), cadre_id=_cadre(values))
        seen = [one.seen for one in self._of]
        work = partial(hand_on, context.seat, seen, given, context.problem_rules, because=values["because"])
        self.run(work, "已改派")


class ExtendDialog(FormDialog):
    """Asks until when a problem has time, and why."""

    def __init__(self, services: Services, parent: QWidget, of: ListedProblem) -> None:
        super().__init__(services, parent, "延期", "延期", editor_width=430)
        self._of = of
        self.said.setText(f"{of.row.number}“{of.row.title}”现在的期限是 {of.due}。" if of.due else "")
        until = OptionalDateEdit(none_word="", may_be_none=False)
        self.form.add("until", "延到", until, missing="请填写延到哪一天", width=220)
        self.form.add_reason("如：等省里批复", "请写明延期的理由")

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        work = partial(
            extend,
            context.seat,
            self._of.seen,
            values["until"],
            context.problem_rules,
            because=values["because"],
        )
        self.run(work, f"已延期到 {values['until'].isoformat()}")


class ReasonDialog(FormDialog):
    """Asks why something is done of a problem."""

    def __init__(
        self, services: Services, parent: QWidget, word: str, work: Callable[..., object], hint: str
    ) -> None:
        super().__init__(services, parent, word, word, editor_width=430)
        self._word, self._work = word, work
        self.form.add_reason(hint, f"请写明{word}的理由")

    def do(self, values: dict[str, Any]) -> None:
        self.run(partial(self._work, because=values["because"]), f"已{self._word}")


def supervise_dialog(services: Services, parent: QWidget, of: ListedProblem) -> ReasonDialog:
    """Ask why a problem is supervised, or no longer."""
    context, is_on = services.context, of.row.supervised_since is not None
    work = partial(supervise, context.seat, of.seen, context.problem_rules)
    return ReasonDialog(services, parent, "解除督办" if is_on else "督办", work, "如：企业多次反映，超期未办")


def reopen_dialog(services: Services, parent: QWidget, of: ListedProblem) -> ReasonDialog:
    """Ask why a problem that was closed begins again."""
    context = services.context
    work = partial(reopen, context.seat, of.seen, context.problem_rules)
    return ReasonDialog(services, parent, "重新办理", work, "如：企业来电，问题又出现")


class GradeDialog(FormDialog):
    """Asks along which road a problem goes on, and why."""

    def __init__(self, services: Services, parent: QWidget, of: ListedProblem) -> None:
        super().__init__(services, parent, "改变办理程序", "改变", editor_width=430)
        self._of = of
        roads = services.context.store.ask(services.context.problem_rules.begun_in)
        words = {road.id: f"{road.title}：{road.summary}" for road in roads.values()}
        words.pop(of.row.grade, None)
        self.form.add("grade", "改走", ChoiceBox(words, unset_word=None), required=True)
        self.form.add_reason("如：要几个部门协调", "请写明改变的理由")

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        work = partial(
            regrade,
            context.seat,
            self._of.seen,
            values["grade"],
            context.problem_rules,
            because=values["because"],
        )
        self.run(work, "已改变办理程序")


def _handler_fields(dialog: FormDialog, services: Services) -> tuple[ChoiceBox, ChoiceBox]:
    department, cadre = ChoiceBox({}, unset_word="不选"), ChoiceBox({}, unset_word="不选")
    dialog.form.add("department", "承办部门", department)
    hint = "没有要选的，先在“走访”页的“部门和工作组”“干部”里登记"
    dialog.form.add("cadre", "承办干部", cadre, hint=hint)

    def offer(found: Handlers) -> None:
        department.offer(found[0], "不选")
        cadre.offer(found[1], "不选")

    services.ask(read_handlers, offer, owner=dialog)
    return department, cadre


def _department(values: Mapping[str, Any]) -> DepartmentId | None:
    return DepartmentId(int(values["department"])) if values.get("department") else None


def _cadre(values: Mapping[str, Any]) -> CadreId | None:
    return CadreId(int(values["cadre"])) if values.get("cadre") else None
