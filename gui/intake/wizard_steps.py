"""The strip that shows how far the wizard is, and what its steps have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QLabel, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from domain.values.errors import DomainError
from gui.early.page import PageStack
from gui.early.parts import in_column, in_row, named_label, restyle
from gui.early.theme import ACCENT, px
from gui.widgets.cards import Banner

if TYPE_CHECKING:
    from domain.proposals.orders import AnyOrder
    from domain.values.progress import Reporter
    from gui.services import AppContext

Index = QModelIndex | QPersistentModelIndex


class GroundDelegate(QStyledItemDelegate):
    """Paints the model's background before the cell; the one in hand has a frame and keeps its ground."""

    # Qt overrides

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        area = option.rect  # type: ignore[attr-defined]  # missing from the stubs
        if ground is not None:
            painter.fillRect(area, ground)
        super().paint(painter, option, index)
        if option.state & QStyle.StateFlag.State_Selected:  # type: ignore[attr-defined]
            painter.save()
            painter.setPen(QPen(QColor(ACCENT), px(2)))
            painter.drawRect(area.adjusted(1, 1, -2, -2))
            painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if index.data(Qt.ItemDataRole.BackgroundRole) is not None:
            option.state &= ~QStyle.StateFlag.State_Selected  # type: ignore[attr-defined]


_STATES: Final = {-1: "done", 0: "current", 1: "coming"}


class StepStrip(QWidget):
    """The steps in a row; the one in hand stands out, those done carry a tick."""

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        row = in_row(spacing=10, of=self)
        self.labels: list[QLabel] = []
        for at in range(len(words)):
            if at:
                between = named_label("note", "›", self)
                row.addWidget(between)
            label = named_label("stepWord", "", self)
            self.labels.append(label)
            row.addWidget(label)
        row.addStretch(1)
        self.show_step(0)

    def show_step(self, current: int) -> None:
        for at, (label, word) in enumerate(zip(self.labels, self._words, strict=True)):
            label.setText(f"{'✓' if at < current else at + 1}　{word}")
            label.setProperty("state", _STATES[(at > current) - (at < current)])
            restyle(label)


class StepStack(PageStack):
    """The steps, one of them shown; as high as that one needs, whatever the others would."""

    # Qt overrides

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        shown = self.currentWidget()
        layout = None if shown is None else shown.layout()
        if layout is None:
            return self.minimumSizeHint().height()
        return (
            layout.minimumHeightForWidth(width)
            if layout.hasHeightForWidth()
            else layout.minimumSize().height()
        )


class Step(QWidget):
    """One step: what is to be said about it on top, its own things below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = Banner("warning", "warning", self)
        self.body = in_column(self.banner, spacing=10, of=self)

    def complain(self, sentences: Sequence[str]) -> None:
        """Say what keeps one from going on; nothing where there is nothing."""
        self.banner.say(
            "\n".join(sentences[:3]) + (f"\n……还有 {len(sentences) - 3} 处" if len(sentences) > 3 else "")
        )


class LastStep(Step):
    """What comes in is shown once more before it is taken in."""

    @abstractmethod
    def show_compared(self, compared: Any) -> None:
        """Show what would change; see `intakes.Intake.compare_file`."""

    @abstractmethod
    def problems(self) -> list[str]:
        """Return what keeps one from taking it in."""

    @abstractmethod
    def work(self, context: AppContext, source: str) -> Callable[[Reporter], Any]:
        """Return what takes it in; ``source`` is what the file is called."""

    def order(self, source: str) -> AnyOrder:
        """Return what a second person is asked for, where one alone may not take so many in."""
        raise NotImplementedError


def failure_text(error: Exception, most: int = 5) -> str:
    """Return what is said where something failed; of a defect the crash dialog says more."""
    if not isinstance(error, DomainError):
        return "没有做完：程序出了错，没有改动任何数据。可以再试一次。"
    complaints = getattr(error, "complaints", (str(error),))
    more = f"\n……还有 {len(complaints) - most} 处" if len(complaints) > most else ""
    return "\n".join(complaints[:most]) + more
