"""A choice among very many words: typing finds them, and what is not there can be made."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QSize, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QSizePolicy, QWidget

from domain.policies.authoring.forms.choices import Choice
from gui.early.theme import QUIET, icon, px

_NEW: Final = "＋ 新数据项："
_OTHERWISE: Final = "→ "
_WIDEST: Final = 260
_NARROWEST: Final = 96


class TermBox(QLineEdit):
    """Shows what is chosen; a click or ↓ lists all, typing those that have it. Enter takes the first."""

    value_changed = Signal()
    fact_wanted = Signal(str)
    """Something is wanted that is not there, under this name."""

    def __init__(
        self,
        choices: Sequence[Choice],
        value: str,
        *,
        hint: str = "选数据项",
        may_be_new: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._may_be_new = may_be_new
        self._labels = {one.value: one.label for one in choices}
        self._hints = {one.value: one.hint for one in choices}
        self._values = {one.label: one.value for one in choices}
        self._value = value
        self._acts: Callable[[], Mapping[str, Callable[[], object]]] = dict
        self._kinds: dict[str, Callable[[], object]] = {}
        self._model = QStringListModel(list(self._values), self)
        self.finder = QCompleter(self._model, self)
        self.finder.setFilterMode(Qt.MatchFlag.MatchContains)
        self.finder.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.finder.setMaxVisibleItems(10)
        self.finder.setWidget(self)
        self.finder.activated.connect(self._on_chosen)
        self.addAction(icon("chevron-down", QUIET, size=14), QLineEdit.ActionPosition.TrailingPosition)
        self.textEdited.connect(self._find)
        self._show()

    def offer_kinds(self, acts: Callable[[], Mapping[str, Callable[[], object]]]) -> None:
        """Offer other ways to say it, at the end of the list."""
        self._acts = acts

    def value(self) -> str:
        """The term that is chosen; as it was handed over where nothing was chosen yet."""
        return self._value

    def label_of(self, value: str) -> str:
        """Return how people read a term that may be chosen."""
        return self._labels[value]

    def choose(self, value: str) -> None:
        """Choose a term, as a clerk does."""
        if value != self._value:
            self._value = value
            self._show()
            self.value_changed.emit()

    def _show(self) -> None:
        self.setText(self._labels.get(self._value, ""))
        self.setToolTip(self._hints.get(self._value, ""))
        self.setCursorPosition(0)
        self.updateGeometry()

    def _find(self, text: str) -> None:
        words = self._words()
        wanted = text.strip()
        # What is typed whole comes before longer words that have it in them.
        words.sort(key=lambda word: (word != wanted, not word.startswith(wanted)))
        if self._may_be_new and wanted and wanted not in self._values:
            words.append(f"{_NEW}{wanted}")
        self._model.setStringList(words)
        self.finder.setCompletionPrefix(wanted)
        if self.finder.completionCount():
            self.finder.popup().setCurrentIndex(self.finder.completionModel().index(0, 0))
        self._open()

    def _words(self) -> list[str]:
        self._kinds = {f"{_OTHERWISE}{word}": act for word, act in self._acts().items()}
        return [*self._values, *self._kinds]

    def _open(self) -> None:
        area = self.rect()
        area.setWidth(max(self.width(), px(300)))
        self.finder.complete(area)

    def _list_all(self) -> None:
        self._model.setStringList(self._words())
        self.finder.setCompletionPrefix("")
        self._open()

    def _on_chosen(self, label: str) -> None:
        if label.startswith(_NEW):
            wanted = label.removeprefix(_NEW)
            self._show()
            self.fact_wanted.emit(wanted)
        elif label in self._kinds:
            self._show()
            self._kinds[label]()
        elif label in self._values:
            chosen = self._values[label]
            if chosen == self._value:
                self._show()
            self.choose(chosen)

    # Qt overrides

    def sizeHint(self) -> QSize:
        text = self.text() or self.placeholderText()
        wanted = self.fontMetrics().horizontalAdvance(text) + px(64)
        return QSize(min(max(wanted, px(_NARROWEST)), px(_WIDEST)), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(px(_NARROWEST), super().minimumSizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_open = self.finder.popup().isVisible()
        if is_open and event.key() in (
            Qt.Key.Key_Return,
            Qt.Key.Key_Enter,
            Qt.Key.Key_Escape,
            Qt.Key.Key_Tab,
        ):
            # The list takes them: what is chosen is put in, or the list goes.
            event.ignore()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4) and not is_open:
            self._list_all()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if event.button() is Qt.MouseButton.LeftButton and not self.finder.popup().isVisible():
            self.selectAll()
            self._list_all()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        super().inputMethodEvent(event)
        if event.commitString():
            self._find(self.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            typed = self.text().strip()
            if typed in self._values:
                self._on_chosen(typed)
            self._show()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Wheel:
            event.ignore()
            return False
        return super().event(event)
