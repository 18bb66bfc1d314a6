"""One problem: what it is, and its road with all that was done; what there is to do above."""

from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from domain.outreach.problem_entities import Content, Ended, ProblemStep, Source
from domain.outreach.problems.listing import ListedProblem, ShownProblem, show_problem
from domain.outreach.problems.stepping import is_closing
from domain.outreach.problems.undoing import undo
from domain.roads.walking import Move, Step
from domain.store.acts import Action
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.values.ids import AttachmentId, ProblemId
from domain.values.progress import Reporter
from gui.early.parts import (
    STRETCH,
    Look,
    PushButton,
    button,
    empty,
    fill,
    in_column,
    named_label,
    shortcut_action,
)
from gui.early.theme import px
from gui.files.attachments import open_attachment
from gui.formatting import DASH, date_text
from gui.pages.problems.acting import (
    ExtendDialog,
    GradeDialog,
    HandDialog,
    JoinDialog,
    StepDialog,
    reopen_dialog,
    supervise_dialog,
)
from gui.pages.problems.entering import ProblemDialog
from gui.services import Services
from gui.targets import ToEnterprise, ToProject
from gui.widgets.cards import Card
from gui.widgets.dialog import Dialog, opened
from gui.widgets.placing import FlowLayout, split
from gui.widgets.prose import Paragraph
from gui.widgets.road_view import RoadView

_WATCHED: Final = {Kind.PROBLEM, Kind.ENTERPRISE, Kind.CALENDAR, Kind.CADRE, Kind.DEPARTMENT}


class ProblemView(QWidget):
    """Shows one problem, and has done what is to be done of it."""

    left = Signal()
    """The way back was taken."""

    read = Signal(object)
    """What is shown was read; a `ShownProblem`."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._id: ProblemId | None = None
        self.problem: ShownProblem | None = None
        self.dialog: Dialog | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.acts: list[PushButton] = []
        self._acts = QWidget(self)
        self._flow = FlowLayout(self._acts, spacing=px(8))
        self.basis = Card("问题", self, padding=14)
        self.road = RoadView(step_text, self)
        self.road.file_wanted.connect(
            lambda id_, name: open_attachment(services, AttachmentId(id_), name, owner=self)
        )
        self._lay_out()
        shortcut_action(self, "Esc", self.left.emit)
        services.changes.on(_WATCHED, self._reload_if_seen, owner=self)

    @property
    def id(self) -> ProblemId | None:
        """Which problem is shown, or about to be."""
        return self._id

    def show_problem(self, id_: ProblemId) -> None:
        """Show a problem."""
        self._id = id_
        self.setFocus()
        self._reload()

    def _lay_out(self) -> None:
        both = split(
            Qt.Orientation.Horizontal,
            (_scrolled(self.basis, self), 520, 3),
            (self._way(), 380, 2),
            parent=self,
        )
        in_column(self._acts, (both, 1), spacing=10, of=self)

    def _way(self) -> Card:
        road = QWidget(self)
        in_column(self.road, STRETCH, margins=(0, 0, 8, 8), of=road)
        card = Card("办理经过", self, padding=14)
        fill(card.body, (_scrolled(road, self), 1))
        return card

    def _reload_if_seen(self) -> None:
        if self.isVisible():
            self._reload()

    def _reload(self) -> None:
        id_, context = self._id, self._services.context
        if id_ is None:
            return

        def work(_: Reporter) -> ShownProblem:
            found = context.store.ask(show_problem, id_, context.seat.who, context.problem_rules)
            row = found.problem.row
            enter_looks(context.seat, Seen(Subject(Kind.PROBLEM, id_), f"问题“{row.number} {row.title}”"))
            return found

        self._services.jobs.read(work, self._show, owner=self)

    def _show(self, shown: ShownProblem) -> None:
        if shown.problem.id != self._id:
            return
        self.problem, one, row = shown, shown.listed, shown.problem.row
        self.read.emit(shown)
        self._offer(shown)
        empty(self.basis.body)
        for word, text in _facts(shown):
            self.basis.body.addWidget(named_label("note", word, self.basis))
            self.basis.body.addWidget(Paragraph(text, self.basis))
        self._link(one)
        is_good = None if one.is_open else row.ended == Ended.SOLVED
        self.road.show_road(shown.road, is_good=is_good)

    def _link(self, one: ListedProblem) -> None:
        if one.enterprise_id is not None:
            go = partial(self._services.go_to, ToEnterprise(one.enterprise_id))
            self.basis.body.addWidget(button("打开企业资料", go, look=Look.LINK, parent=self.basis))
        if one.row.project_id is not None:
            go = partial(self._services.go_to, ToProject(one.row.project_id))
            self.basis.body.addWidget(
                button(f"打开项目“{one.project}”", go, look=Look.LINK, parent=self.basis)
            )
        self.basis.body.addStretch(1)

    def _offer(self, shown: ShownProblem) -> None:
        empty(self._flow)
        self.acts = []
        one = shown.listed
        for step in shown.steps:
            first = step.move is Move.ONWARD
            is_last = first and is_closing(shown.problem, step)
            act = self._add(
                step.title,
                partial(self._on_step, step),
                Action.PROBLEM_CLOSE if is_last else Action.PROBLEM_ONWARD,
                look=Look.PRIMARY if first else Look.PLAIN,
            )
            act.setEnabled(step.is_open)
            act.setToolTip("；".join(step.missing))
            if first:
                act.setShortcut("Ctrl+Return")
        if one.is_open:
            self._add("改派", partial(self._open, HandDialog, [one]))
            self._add("延期", partial(self._open, ExtendDialog, one)).setEnabled(one.due is not None)
            self._add("解除督办" if one.row.supervised_since else "督办", self._on_supervise)
            self._add("改变办理程序", partial(self._open, GradeDialog, one))
            self._add("修改", partial(self._open, ProblemDialog, one))
            if one.enterprise_id is not None and not one.common:
                self._add("并入共性问题", partial(self._open, JoinDialog, one))
        elif one.row.ended == Ended.SOLVED:
            self._add("重新办理", self._on_reopen)
        if shown.undoable:
            word = f"撤回“{shown.problem.last.title}”"
            self._add(word, self._on_undo, Action.PROBLEM_UNDO, icon_name="undo")

    def _add(
        self,
        word: str,
        act: Callable[[], object],
        action: Action = Action.PROBLEM_CHANGE,
        *,
        look: Look = Look.PLAIN,
        icon_name: str = "",
    ) -> PushButton:
        made = button(f"{word}…", act, look=look, icon_name=icon_name, parent=self._acts)
        self._services.permits.hold(action, made)
        self._flow.addWidget(made)
        self.acts.append(made)
        made.show()
        return made

    def _open(self, kind: Callable[..., Dialog], *given: Any) -> None:
        self.dialog = opened(kind(self._services, self, *given))

    def _on_step(self, step: Step) -> None:
        if self.problem is not None:
            self._open(StepDialog, self.problem, step, [self.problem.problem.seen])

    def _on_supervise(self) -> None:
        if self.problem is not None:
            self.dialog = opened(supervise_dialog(self._services, self, self.problem.listed))

    def _on_reopen(self) -> None:
        if self.problem is not None:
            self.dialog = opened(reopen_dialog(self._services, self, self.problem.listed))

    def _on_undo(self) -> None:
        shown, context = self.problem, self._services.context
        if shown is None:
            return
        self._services.do(
            lambda _: undo(context.seat, shown.undoable, [shown.problem.seen], context.problem_rules),
            f"已撤回“{shown.problem.last.title}”",
            owner=self,
            label="正在撤回",
        )


def step_text(step: ProblemStep) -> str:
    """Say what was done of a problem, by whom and when."""
    by = (
        f"{step.by_name}（{step.handler}）" if step.handler and step.handler != step.by_name else step.by_name
    )
    return f"{date_text(step.day)}　{by}　{step.title}" + (f"：{step.remark}" if step.remark else "")


def _facts(shown: ShownProblem) -> list[tuple[str, str]]:
    row, one = shown.problem.row, shown.listed
    found = [("提出", f"{date_text(row.raised_on)}，{Source(row.source).word}")]
    if row.raised_by:
        found.append(("企业联系人", row.raised_by))
    found.append(("详细情况", row.detail or DASH))
    found.append(("承办", one.handler or "还没有转办"))
    if row.answer:
        found.append(("办理结果", row.answer))
    if row.content:
        found.append(("回访", Content(row.content).word))
    if shown.members:
        lines = [
            f"{each.row.number}　{each.enterprise}　{each.row.title}　{each.where}" for each in shown.members
        ]
        found.append((f"合并的 {len(lines)} 件", "\n".join(lines)))
    return found


def _line(one: ListedProblem) -> str:
    return f"{one.row.number}　{one.enterprise}　{one.row.title}　{one.where}"


def _scrolled(content: QWidget, parent: QWidget) -> QScrollArea:
    area = QScrollArea(parent)
    area.setObjectName("onCard")
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    area.setMinimumWidth(px(260))
    return area
