"""Dialogs as large as what they say, and questions. None of them blocks: the answer is a call."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.early.parts import STRETCH, Look, SectionTitle, button, fill, in_column
from gui.early.theme import px

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent


class Whole(QWidget):
    """Never lower than what stands in it needs at its width; the page scrolls instead.

    A splitter asks its parts for no height that depends on their width, so lines that wrap would be cut.
    """

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None and layout.hasHeightForWidth():
            needed = layout.minimumHeightForWidth(self.width())
            if needed != self.minimumHeight():
                self.setMinimumHeight(needed)

    # Qt overrides

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._fit()


_EDGE: Final = 24
_TO_BAR: Final = 14
"""Between what scrolls and its bar, which stands in the edge of the dialog."""
_LEAST_TABLE: Final = 150
_LEAST_SEEN: Final = 28
_AROUND: Final = QSize(24, 24)
_FRAME: Final = QSize(24, 56)
"""What the system puts around a window at least: its title bar, and edges."""


def room_for(dialog: QDialog) -> QSize:
    """Return how large a dialog may be: as the main window below it, or else as the screen."""
    below = dialog.parentWidget()
    while below is not None and (above := below.window().parentWidget()) is not None:
        below = above
    if below is None:
        return dialog.screen().availableSize() - _FRAME
    return below.window().size() - _AROUND


class _Scroll(QScrollArea):
    """As wide as what is in it needs, as long as there is such room; as low as must be."""

    def __init__(self, content: QWidget, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self.setObjectName("onCard")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(content)

    # Qt overrides

    def minimumSizeHint(self) -> QSize:
        most = room_for(self._dialog).width() - px(_EDGE) - px(_EDGE - _TO_BAR)
        return QSize(min(self.widget().minimumSizeHint().width(), most), px(_LEAST_SEEN))

    def sizeHint(self) -> QSize:
        return self.widget().sizeHint().expandedTo(self.minimumSizeHint())


class Dialog(QDialog):
    """A dialog that is as high as what it says needs, and never higher or wider than its room.

    Closed it is gone. Put what is said and asked into `body`, the buttons into `foot`, the last one the one
    that is usual.
    What comes later, such as a complaint, makes it grow; what finds no room is scrolled to.
    """

    def __init__(self, parent: QWidget | None, title: str, *, width: int = 0, height: int = 0) -> None:
        """Call the window `title`. The sizes are the least, at 字号标准 in px, as long as there is room."""
        super().__init__(None if parent is None else parent.window())
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._least = QSize(px(width), px(height))
        self._natural = 0
        self._content = Whole(self)
        self._outer = in_column(spacing=12, margins=(_EDGE, 20, _EDGE - _TO_BAR, 20), of=self)
        self.head, self.foot = QVBoxLayout(), QHBoxLayout()
        self.body = QVBoxLayout(self._content)
        for one in (self.head, self.body, self.foot):
            one.setContentsMargins(0, 0, px(_TO_BAR), 0)
        self.head.setSpacing(px(10))
        self.body.setSpacing(px(12))
        self.foot.setSpacing(px(8))
        self._scroll = _Scroll(self._content, self)
        fill(self._outer, self.head, (self._scroll, 1), self.foot)
        self._growing = QTimer(self, singleShot=True, interval=0)
        self._growing.timeout.connect(self._grow)
        self._content.installEventFilter(self)

    def add_title(self, text: str) -> SectionTitle:
        """Put a heading above what scrolls; a long one wraps, and never makes the dialog wider."""
        title = SectionTitle(text, self)
        title.setWordWrap(True)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setMinimumWidth(1)
        self.head.addWidget(title)
        return title

    def widen(self, width: int) -> None:
        """Let it be wider than was asked at first, for what came later."""
        self._least.setWidth(max(self._least.width(), px(width)))
        if self.isVisible():
            middle = self.geometry().center()
            self._fit()
            place = self.rect()
            place.moveCenter(middle)
            self.move(max(0, place.x()), max(0, place.y()))

    def go_to_top(self) -> None:
        """Show the beginning of what scrolls, where what is new stands."""
        self._scroll.verticalScrollBar().setValue(0)

    def _fit(self) -> None:
        """Take the size that everything needs, within the room there is."""
        if not any(self.body.stretch(at) for at in range(self.body.count())):
            # Else lines are spread over a dialog that was made higher.
            self.body.addStretch()
        for table in self._content.findChildren(QAbstractItemView):
            if not table.minimumHeight() and not isinstance(table, QHeaderView):
                table.setMinimumHeight(px(_LEAST_TABLE))
        self._outer.activate()
        room = room_for(self)
        asked = self._least.width() or self._outer.totalSizeHint().width()
        width = min(max(asked, self._outer.totalMinimumSize().width()), room.width())
        self._natural = self._height_for(width)
        self.resize(width, min(max(self._least.height(), self._natural), room.height()))

    def _height_for(self, width: int) -> int:
        """Return how high the dialog is at a width when nothing has to be scrolled."""
        edges = self._outer.contentsMargins()
        inner = width - edges.left() - edges.right()
        parts = [_height_of(one, inner) for one in (self.head, self.body, self.foot)]
        gaps = self._outer.spacing() * (sum(bool(part) for part in parts) - 1)
        return sum(parts) + gaps + edges.top() + edges.bottom()

    def _grow(self) -> None:
        """Grow by what was added, around the middle, so that the buttons stay on the screen."""
        needed = self._height_for(self.width())
        height = min(self.height() + needed - self._natural, room_for(self).height())
        self._natural = needed
        more = height - self.height()
        if more > 0:
            self.resize(self.width(), height)
            self.move(self.x(), max(0, self.y() - more // 2))
        self._choose_bar()

    def _choose_bar(self) -> None:
        """Have a bar only where something is out of sight.

        Left to itself, one that is there once stays: it takes the width that would do without it.
        """
        policy, fits = Qt.ScrollBarPolicy, self.height() >= self._height_for(self.width())
        self._scroll.setVerticalScrollBarPolicy(
            policy.ScrollBarAlwaysOff if fits else policy.ScrollBarAsNeeded
        )

    def _on_focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self._content.isAncestorOf(now):
            return
        # A table that fills it would push what is said about it out of sight.
        if now.height() <= self._scroll.viewport().height() // 2:
            self._scroll.ensureWidgetVisible(now, 0, px(48))

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():
            self._fit()
            _application().focusChanged.connect(self._on_focus_changed)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        if not event.spontaneous():
            # Not later: the focus also moves while a dialog is taken down.
            _application().focusChanged.disconnect(self._on_focus_changed)
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_bar()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self._content and self.isVisible():
            self._growing.start()
        return super().eventFilter(watched, event)


D = TypeVar("D", bound=QDialog)


def opened(dialog: D) -> D:
    """Open a dialog over what it was made for, and return it at once."""
    dialog.open()
    return dialog


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    return application


def _height_of(layout: QVBoxLayout | QHBoxLayout, width: int) -> int:
    if layout.hasHeightForWidth():
        return layout.totalHeightForWidth(width)
    return layout.totalSizeHint().height()


_WIDTH: Final = 528


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to answer: the word on its button, what follows, how it looks."""

    word: str
    act: Callable[[], object] | None = None
    look: Look = Look.PLAIN


class Question(Dialog):
    """A question with its answers as buttons; Esc gives the last one, which must do no harm.

    Enter gives the first that harms nothing.
    """

    def __init__(self, parent: QWidget, title: str, text: str, answers: Sequence[Answer]) -> None:
        super().__init__(parent, title, width=_WIDTH)
        self.setObjectName("question")
        self.add_title(title)
        words = QLabel(text, self)
        words.setWordWrap(True)
        words.setTextFormat(Qt.TextFormat.PlainText)
        self.body.addWidget(words)
        self._last = answers[-1]
        self.buttons = {answer.word: self._button(answer) for answer in answers}
        fill(self.foot, STRETCH, *reversed(self.buttons.values()))
        usual = next((one for one in answers if one.look is not Look.DANGER), answers[-1])
        self.buttons[usual.word].setDefault(True)
        self.buttons[usual.word].setFocus()

    def add(self, widget: QWidget, *, width: int) -> None:
        """Show something more than words, below them; it wants a wider dialog."""
        self.body.addWidget(widget, 1)
        widget.show()
        self.widen(width)

    def _button(self, answer: Answer) -> QPushButton:
        return button(answer.word, lambda: self._on_chosen(answer), look=answer.look, parent=self)

    def _on_chosen(self, answer: Answer) -> None:
        self.done(1)
        if answer.act is not None:
            answer.act()

    # Qt overrides

    def reject(self) -> None:
        super().reject()
        if self._last.act is not None:
            self._last.act()


def ask(parent: QWidget, title: str, text: str, answers: Sequence[Answer]) -> Question:
    """Open a question over the window of `parent`, first answer the usual one, and return at once."""
    question = Question(parent.window(), title, text, answers)
    question.open()
    return question


def confirm(
    parent: QWidget, title: str, text: str, word: str, act: Callable[[], object], *, harms: bool = False
) -> Question:
    """Ask before something that `harms`, or is not lightly done; `text` names what it touches."""
    look = Look.DANGER if harms else Look.PRIMARY
    return ask(parent, title, text, (Answer(word, act, look), Answer("取消")))
