"""Cards, what is said on them, and what stands in the place of a list that is empty."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from gui.early.parts import STRETCH, ElidedLabel, Look, button, fill, in_column, in_row, named_label
from gui.early.theme import icon_pixmap, px

if TYPE_CHECKING:
    from gui.messages import Action


_INK: Final = {"warning": "#8a4b00", "error": "#b42318", "success": "#17653a"}
_INFO_INK: Final = "#1f5590"


class Banner(QFrame):
    """A sentence that must not be overlooked. Hidden while it has nothing to say."""

    def __init__(self, tone: str, icon_name: str, parent: QWidget | None = None, said: str = "") -> None:
        """`tone` is one of the message bar's; `icon_name` its mark; `said` what it says at first."""
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setProperty("tone", tone)
        self._picture = QLabel(self)
        ink = _INK.get(tone, _INFO_INK)
        self._picture.setPixmap(icon_pixmap(icon_name, ink, 18, self.devicePixelRatioF()))
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.row = in_row(
            (self._picture, Qt.AlignmentFlag.AlignTop),
            (self.label, 1),
            spacing=8,
            margins=(12, 8, 12, 8),
            of=self,
        )
        self.say(said)

    def say(self, sentence: str) -> None:
        """Show a sentence; nothing hides the banner."""
        self.label.setText(sentence)
        self.setVisible(bool(sentence))


_RESIZING: Final = frozenset(
    {QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.Polish}
)
"""After these the parts of something may want to be of another size."""

_PICTURE: Final = 72
_WIDEST: Final = 440
_NARROWEST: Final = 200


class EmptyState(QWidget):
    """An icon, a title, a sentence and at most one button, in the middle of the room."""

    def __init__(
        self,
        title: str,
        sentence: str = "",
        *,
        icon_name: str = "inbox",
        action: "Action | None" = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._least = 0
        """How high it is at least, 0 where that is not known: a page asks for it over and over again."""
        layout = QVBoxLayout(self)
        layout.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.setSpacing(px(8))
        self._picture = named_label("emptyPicture", "", self)
        self._picture.setFixedSize(px(_PICTURE), px(_PICTURE))
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setPixmap(icon_pixmap(icon_name, "#7f93aa", 34, self.devicePixelRatioF()))
        fill(layout, (self._picture, Qt.AlignmentFlag.AlignHCenter), 8)
        self._title = named_label("emptyTitle", title, self)
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._title)
        self._sentence = named_label("note", sentence, self, wraps=True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setVisible(bool(sentence))
        layout.addWidget(self._sentence, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button: QPushButton | None = None
        if action is not None:
            layout.addSpacing(px(8))
            self.button = button(action[0], action[1], look=Look.PRIMARY, parent=self)
            layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)

    def say(self, title: str, sentence: str = "") -> None:
        """Change the words, e.g. where a search found nothing."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.setVisible(bool(sentence))
        self._fit()

    def _fit(self) -> None:
        """Wrap the sentence within the room there is; without room in height the picture goes first."""
        margins = self.contentsMargins()
        room = self.width() - margins.left() - margins.right() - px(24)
        self._sentence.setFixedWidth(max(px(_NARROWEST), min(px(_WIDEST), room)))
        self._least = 0
        self._picture.setVisible(self.height() >= self._least_height() + px(_PICTURE))
        self.updateGeometry()

    def _least_height(self) -> int:
        if not self._least:
            shown = [self._title, *(one for one in (self._sentence, self.button) if one is not None)]
            heights = [_height_of(one) for one in shown if not one.isHidden()]
            self._least = sum(heights) + px(16) * len(heights)
        return self._least

    # Qt overrides

    def minimumSizeHint(self) -> QSize:
        return QSize(px(_NARROWEST + 24), self._least_height())

    def event(self, event: QEvent) -> bool:
        if event.type() in _RESIZING:
            self._least = 0
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()


def _height_of(widget: QWidget) -> int:
    if widget.hasHeightForWidth():
        return widget.heightForWidth(widget.width())
    return widget.sizeHint().height()


class WhenEmpty(QStackedWidget):
    """Shows `full` while `model` has rows, else the `EmptyState` that `choose` names."""

    def __init__(
        self,
        full: QWidget,
        model: QAbstractItemModel,
        empty: EmptyState,
        *,
        nothing_found: EmptyState | None = None,
        is_filtered: Callable[[], bool] = lambda: False,
        parent: QWidget | None = None,
    ) -> None:
        """Watch `model`; `nothing_found` is shown instead of `empty` while `is_filtered` says so."""
        super().__init__(parent)
        self._full, self._empty, self._nothing_found = full, empty, nothing_found
        self._is_filtered = is_filtered
        self._model = model
        for widget in (full, empty, nothing_found):
            if widget is not None:
                self.addWidget(widget)
        for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Look again, e.g. after the filter changed without the rows changing."""
        if self._model.rowCount():
            self.setCurrentWidget(self._full)
        elif self._nothing_found is not None and self._is_filtered():
            self.setCurrentWidget(self._nothing_found)
        else:
            self.setCurrentWidget(self._empty)


class Card(QFrame):
    """A white panel with a thin border. Put things into `body`; `head` is the row of its title."""

    def __init__(self, title: str = "", parent: QWidget | None = None, *, padding: int = 16) -> None:
        super().__init__(parent)
        self.title = title
        self.setObjectName("card")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        outer = in_column(spacing=12, margins=padding, of=self)
        self.head = in_row(spacing=8)
        if title:
            # In a narrow card it is shortened, so that nothing below is pushed out of sight.
            said = ElidedLabel(title, self)
            said.setObjectName("sectionTitle")
            fill(self.head, said, STRETCH)
            outer.addLayout(self.head)
        self.body = in_column(spacing=8)
        outer.addLayout(self.body, 1)
