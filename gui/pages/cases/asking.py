"""Dialogs of what is done of one case beside its steps: each asks, does it, and closes once that is done."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.cases.awards.handling import keep_as_decided, take_in_changes
from domain.cases.awards.reading import Case
from domain.cases.awards.undoing import undo
from domain.roads.walking import NotNow
from gui.early.parts import STRETCH, Look, button, fill
from gui.formatting import count_text
from gui.forms.form import Form
from gui.messages import in_full
from gui.services import Services, Undo
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog
from gui.widgets.prose import Paragraph

KEEP, TAKE_IN = "按原数据办理", "采用新数据"
_TAKEN_IN: Final = "按现在的数据重新核定，已有的签字作废，各自从第一步重新办理。"
_KEPT: Final = "仍按核定时的数据办理，金额不变，已有的签字都算数。"


def undo_of(services: Services, act: str, said: str) -> Undo:
    """Return the way back of an act on cases."""
    context = services.context
    return Undo(lambda _: undo(context.seat, act, context.rules), said, label="正在撤回")


class StepDialog(Dialog):
    """Asks for what something takes, and does it; what is typed stays until that has gone through."""

    def __init__(
        self,
        over: QWidget,
        services: Services,
        heading: str,
        word: str,
        *,
        said: Sequence[QWidget] = (),
        width: int = 640,
        label_width: int = 84,
        look: Look = Look.PRIMARY,
    ) -> None:
        """Ask over the window of `over`; `word` is on the button that does it."""
        super().__init__(over, heading, width=width)
        self._over, self._services, self._is_open = over, services, True
        self._check: Callable[[dict[str, Any]], Mapping[str, str]] = lambda _: {}
        self._do: Callable[[dict[str, Any]], str] | None = None
        self._done: Callable[[dict[str, Any]], str] = lambda _: ""
        self._undone = ""
        self.add_title(heading)
        self.news = Banner("warning", "warning", self)
        self.form = Form(self._checked, self, label_width=label_width, editor_width=width - 240)
        self.go_button = button(word, self._on_go, look=look, shortcut="Ctrl+Return", parent=self)
        fill(self.body, self.news, *said, self.form)
        self._leave_button = button("取消", self.reject, parent=self)
        fill(self.foot, STRETCH, self._leave_button, self.go_button)
        self.finished.connect(self._on_finished)

    def begin(
        self,
        work: Callable[[dict[str, Any]], str],
        done: Callable[[dict[str, Any]], str],
        undone: str,
        *,
        check: Callable[[dict[str, Any]], Mapping[str, str]] = lambda _: {},
    ) -> None:
        """Open it. `work` does it with what was entered, and returns what it is undone by.

        `done` is what is said then, `undone` what is said once it was taken back.
        """
        self._do, self._done, self._undone, self._check = work, done, undone, check
        self.form.come_before(self._leave_button, self.go_button)
        self.open()

    def _checked(self, values: dict[str, Any]) -> Mapping[str, str]:
        return self._check(values)

    def _on_go(self) -> None:
        values = self.form.submit()
        work = self._do
        if values is None or work is None:
            return
        self.go_button.setEnabled(False)
        self._services.do(
            lambda _: work(values),
            self._done(values),
            lambda act: undo_of(self._services, act, self._undone),
            on_done=lambda _: self._on_taken(),
            on_failed=self._on_refused,
            owner=self._over,
            label="正在办理",
        )

    def _on_taken(self) -> None:
        if self._is_open:
            self.accept()

    def _on_refused(self, error: Exception) -> None:
        if not self._is_open:
            self._services.messages.error(error)
            return
        self.news.say(in_full(error))
        self.go_to_top()
        # What it was asked about is not so any more: it has to be looked at first.
        self.go_button.setEnabled(not isinstance(error, NotNow))

    def _on_finished(self) -> None:
        self._is_open = False


def change_dialog(
    over: QWidget, services: Services, cases: Sequence[Case], *, is_taken: bool, said: str = ""
) -> StepDialog:
    """Ask why cases go on with what changed since they were decided, or without it; and have them do so."""
    word, context = TAKE_IN if is_taken else KEEP, services.context
    name = cases[0].name if len(cases) == 1 else count_text(len(cases), "件事项")
    told = said or (_TAKEN_IN if is_taken else _KEPT)
    dialog = StepDialog(over, services, f"{word}：{name}", word, said=[Paragraph(told)])
    dialog.form.add_reason("写明原因，会留在事项的记录里", f"请写明{word}的理由", lines=3)
    act, seen = take_in_changes if is_taken else keep_as_decided, [case.seen for case in cases]
    dialog.begin(
        lambda values: act(context.seat, seen, context.rules, because=values["because"]),
        lambda _: f"已办理“{word}”：{name}",
        f"已撤回“{word}”：{name}",
    )
    dialog.form.binding.focus("because")
    return dialog
