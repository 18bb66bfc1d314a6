"""The cards of a form below each other, under tabs that lead to them and say where one is."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QEvent, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QTabBar, QWidget

from gui.early.parts import STRETCH, in_column
from gui.early.theme import DANGER, icon, px
from gui.widgets.cards import Card


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


class Section(Protocol):
    """A card that the tabs lead to; every section is also a `Card`."""

    title: str

    @property
    def wrong_count(self) -> int:
        """In how many places something is shown to be wrong."""

    def start(self) -> None:
        """Put the focus into the first field."""


class SectionScroll(QScrollArea):
    """Scrolls through sections. `contents` are their tabs, to be placed above."""

    def __init__(self, sections: Sequence[Section], parent: QWidget) -> None:
        super().__init__(parent)
        self._sections: list[Section] = []
        content = QWidget()
        self._column = in_column(STRETCH, spacing=12, margins=(0, 0, 4, 8), of=content)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setWidget(content)
        self.contents = Contents(parent)
        self.contents.chosen.connect(self.go_to)
        for section in sections:
            self.add(section)
        self.verticalScrollBar().valueChanged.connect(self._mark)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_moved)

    def add(self, section: Section) -> None:
        """Add a section below the others."""
        assert isinstance(section, Card)
        self._column.insertWidget(len(self._sections), section)
        self._sections.append(section)
        self.contents.add(section.title)

    def show_wrong(self) -> None:
        """Show at the tabs where something is wrong."""
        self.contents.show_wrong([section.wrong_count for section in self._sections])

    def go_to(self, at: int) -> None:
        """Go to the first field of a section."""
        section = self._sections[at]
        self.verticalScrollBar().setValue(_top_of(section))
        section.start()
        # Where the last ones cannot be scrolled to the top, another stands there.
        self.contents.mark(at)

    def go_to_top(self) -> None:
        self.verticalScrollBar().setValue(0)
        self.contents.mark(0)

    def bring_into_sight(self, focused: QWidget) -> None:
        """Scroll to what has the focus; in a grid, to its cell."""
        # Complaints that have just been shown move what is below them.
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.ensureWidgetVisible(focused, 0, px(80))

    def _mark(self) -> None:
        """Mark the section that has the focus, or, where that is out of sight, the topmost one."""
        top = self.verticalScrollBar().value()
        focused = self.focusWidget()
        at = None if focused is None else self._section_of(focused)
        if focused is not None and at is not None:
            place = focused.mapTo(self.widget(), focused.rect().center()).y()
            if top <= place <= top + self.viewport().height():
                self.contents.mark(at)
                return
        begun = [at for at, section in enumerate(self._sections) if _top_of(section) <= top + px(40)]
        self.contents.mark(begun[-1] if begun else 0)

    def _section_of(self, widget: QWidget) -> int | None:
        for at, section in enumerate(self._sections):
            assert isinstance(section, Card)
            if section.isAncestorOf(widget):
                return at
        return None

    def _on_focus_moved(self, _before: QWidget | None, now: QWidget | None) -> None:
        at = None if now is None else self._section_of(now)
        if at is not None:
            self.contents.mark(at)


def _top_of(section: Section) -> int:
    assert isinstance(section, Card)
    return section.y()
