"""Dialogs that ask: for one text, such as a name or a reason, or for all that something takes."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Complaint, Look, Note, button, fill
from gui.early.theme import px
from gui.forms.editors import LongTextEdit, TextEdit
from gui.forms.form import Form
from gui.messages import in_full
from gui.services import Services, Undo
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog
from gui.widgets.prose import Paragraph

T = TypeVar("T")


class Asking(Dialog):
    """Asks for one text, and closes once that is taken."""

    given = Signal(str)
    """The text; the dialog is still open."""

    def __init__(
        self,
        over: QWidget,
        title: str,
        word: str,
        *,
        width: int,
        look: Look = Look.PRIMARY,
        icon_name: str = "",
        no: str = "取消",
    ) -> None:
        """Ask over the window of `over`; `word` is on the button that takes the text, `no` on the other."""
        super().__init__(over, title, width=width)
        self._is_open = True
        self.finished.connect(self._on_finished)
        self.take_button = button(word, self._on_taken, look=look, icon_name=icon_name, parent=self)
        fill(self.foot, STRETCH, button(no, self.reject, parent=self), self.take_button)

    def take(self, act: Callable[[str], object]) -> None:
        """Open it; close it before `act` gets the text."""

        def on_given(text: str) -> None:
            self.accept()
            act(text)

        self.given.connect(on_given)
        self.open()

    def do(
        self,
        services: Services,
        work: Callable[[str, Reporter], T],
        on_done: Callable[[str, T], object],
        *,
        owner: QObject,
        label: str,
    ) -> None:
        """Open it; close it once `work` has done something with the text, so that no text is lost."""

        def on_given(text: str) -> None:
            def done(result: T) -> None:
                if self._is_open:
                    self.accept()
                on_done(text, result)

            def failed(error: Exception) -> None:
                if self._is_open:
                    self.take_button.setEnabled(True)
                    self.refuse(error)
                else:
                    services.messages.error(error)

            self.take_button.setEnabled(False)
            services.jobs.run(
                lambda reporter: work(text, reporter), done, on_failed=failed, owner=owner, label=label
            )

        self.given.connect(on_given)
        self.open()

    def refuse(self, error: Exception) -> None:
        """Say what is wrong with the text; the dialog stays."""
        raise NotImplementedError

    def _text(self) -> str | None:
        """Return what was entered; None with the complaint shown where that cannot be taken."""
        raise NotImplementedError

    def _on_taken(self) -> None:
        text = self._text()
        if text is not None:
            self.given.emit(text)

    def _on_finished(self) -> None:
        self._is_open = False


class NameDialog(Asking):
    """Enter takes what stands in the line; a click on a known name puts it there, a double click takes it."""

    def __init__(
        self,
        over: QWidget,
        title: str,
        sentence: str,
        word: str,
        *,
        known: Sequence[str] = (),
        hint: str = "",
    ) -> None:
        super().__init__(over, title, word, width=420)
        self.line = QLineEdit(self)
        self.line.setPlaceholderText(hint)
        self.line.setAccessibleName(title)
        self.known = QListWidget(self)
        self.known.setObjectName("knownNames")
        for name in known:
            item = QListWidgetItem(name, self.known)
            item.setSizeHint(QSize(0, px(32)))
        self.known.setVisible(bool(known))
        self.known.setFixedHeight(min(len(known), 6) * px(32) + px(4))
        self.known.itemClicked.connect(lambda item: self.line.setText(item.text()))
        self.known.itemDoubleClicked.connect(lambda _: self._on_taken())
        self.error = Complaint(self)
        self.take_button.setDefault(True)
        self.add_title(title)
        fill(self.body, Note(sentence, self), self.line, self.error, self.known)
        self.line.setFocus()

    def refuse(self, error: Exception) -> None:
        self.error.say(str(error))
        self.line.setFocus()

    def _text(self) -> str:
        self.error.hide()
        return self.line.text().strip()


class TextDialog(Asking):
    """Says something, and asks for a text below it, such as a reason."""

    def __init__(
        self,
        over: QWidget,
        title: str,
        heading: str,
        word: str,
        *,
        field: str = "",
        editor: TextEdit | LongTextEdit | None = None,
        missing: str = "",
        check: Callable[[str], str] = lambda _: "",
        said: Sequence[QWidget] = (),
        below: Sequence[QWidget] = (),
        width: int = 600,
        look: Look = Look.PRIMARY,
        icon_name: str = "",
        no: str = "取消",
    ) -> None:
        """Ask for what `field` names; `missing` is said where it is empty, `check` complains of others.

        Without an editor the answer is an empty text.
        """
        super().__init__(over, title, word, width=width, look=look, icon_name=icon_name, no=no)
        self._missing, self._check = missing, check
        self.editor = editor
        editor_width = width - 200 if isinstance(editor, LongTextEdit) else 200
        self.form = Form(self._complaints, self, label_width=84, editor_width=editor_width)
        self.add_title(heading)
        fill(self.body, *said, self.form, *below)
        if editor is None:
            self.form.hide()
            self.take_button.setDefault(True)
        else:
            self.form.add("text", field, editor, required=True)
            editor.setFocus()

    def refuse(self, error: Exception) -> None:
        self.form.binding.complain({"text": str(error)})

    def _text(self) -> str | None:
        if self.editor is None:
            return ""
        values = self.form.submit()
        return str(values["text"]).strip() if isinstance(values, dict) else None

    def _complaints(self, values: dict[str, Any]) -> dict[str, str]:
        text = str(values.get("text") or "").strip()
        complaint = self._check(text) if text else self._missing
        return {"text": complaint} if complaint else {}


class FormDialog(Dialog):
    """Asks for what something takes; what is typed stays until that has gone through."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        title: str,
        word: str,
        *,
        heading: str = "",
        width: int = 640,
        label_width: int = 110,
        editor_width: int = 400,
    ) -> None:
        """`word` is on the button that does it; `heading` stands above where it is not the title."""
        super().__init__(parent, title, width=width)
        self.services = services
        self._over = parent
        self.problem = Banner("error", "error", self)
        self.said = Paragraph("")
        self.form = Form(self.complaints, self, label_width=label_width, editor_width=editor_width)
        self.go_button = button(word, self._on_go, look=Look.PRIMARY, shortcut="Ctrl+Return", parent=self)
        self.add_title(heading or title)
        fill(self.body, self.problem, self.said, self.form)
        self._leave_button = button("取消", self.reject, parent=self)
        fill(self.foot, STRETCH, self._leave_button, self.go_button)

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        """Return what is wrong with what was entered, by the fields."""
        return {}

    def do(self, values: dict[str, Any]) -> None:
        """Do it."""
        raise NotImplementedError

    def run(self, work: Callable[[], T], said: str, undo: Callable[[T], Undo | None] | None = None) -> None:
        """Do it in a job, say that it is done, offer the way back where there is one, and close."""
        self.services.jobs.run(
            lambda _: work(),
            partial(self.done_with, said) if undo is None else partial(self.done_undoably, said, undo),
            on_failed=self.refused,
            busy=self.go_button,
            owner=self,
            label="正在办理",
        )

    def done_with(self, said: str, _result: object = None) -> None:
        """Say that it is done, and close."""
        self.services.messages.success(said)
        self.accept()

    def done_undoably(self, said: str, undo: Callable[[T], Undo | None], result: T) -> None:
        """Say that it is done, offer the way back where there is one, and close."""
        self.services.offer(said, undo(result), owner=self._over)
        self.accept()

    def refused(self, error: Exception) -> None:
        """Say why it cannot be done."""
        self.problem.say(in_full(error))
        self.go_to_top()

    def _on_go(self) -> None:
        values = self.form.submit()
        if values is not None:
            self.do(values)

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        # The fields were made after the buttons, which Tab would come to first.
        self.form.come_before(self._leave_button, self.go_button)
        super().showEvent(event)
