"""The sections of a form as tabs above it: where one is, and where something is wrong."""

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QTabBar, QWidget

from gui.early.icons import icon
from gui.early.theme import DANGER, px


class Contents(QTabBar):
    """One tab a section; Ctrl+PageDown and Ctrl+PageUp go to the next and the one before."""

    chosen = Signal(int)
    """The user wants to go to this section."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setIconSize(QSize(px(15), px(15)))
        self.setAccessibleName("各部分")
        self._wrong: list[int] = []
        self.setToolTip("Ctrl+PageDown 到下一部分，Ctrl+PageUp 到上一部分")
        self.tabBarClicked.connect(self._on_clicked)
        self.currentChanged.connect(self.chosen)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), parent)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self._step(step))

    def add(self, title: str) -> None:
        """Add a section at the end."""
        with QSignalBlocker(self):
            self.addTab(title)

    def mark(self, at: int) -> None:
        """Show which section one is in."""
        with QSignalBlocker(self):
            self.setCurrentIndex(at)

    def show_wrong(self, counts: Sequence[int]) -> None:
        """Show in which sections something is wrong, and how much."""
        if list(counts) == self._wrong:
            return
        self._wrong = list(counts)
        for at, count in enumerate(counts):
            self.setTabIcon(at, icon("error", DANGER, size=15) if count else QIcon())
            self.setTabToolTip(at, f"有 {count} 处要改" if count else self.toolTip())

    def _step(self, step: int) -> None:
        at = min(max(self.currentIndex() + step, 0), self.count() - 1)
        self.mark(at)
        self.chosen.emit(at)

    def _on_clicked(self, at: int) -> None:
        # The current one changes nothing, yet one may have scrolled away from its beginning.
        if at == self.currentIndex():
            self.chosen.emit(at)
