"""The window: navigation, the page, the line at the foot."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QGuiApplication, QIcon, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.services import Services
from gui.theme import px
from gui.widgets.buttons import Look
from gui.widgets.dialogs import Answer, Question, ask
from gui.widgets.finder import Finder, Provider
from gui.widgets.help import HelpPopover
from gui.widgets.message_bar import MessageBar
from gui.widgets.navigation import Navigation
from gui.widgets.page import Hit, Page
from gui.widgets.status_line import StatusLine

_NARROW: Final = 1000
"""Below this width, at 字号标准, the navigation shows icons alone."""


class MainWindow(QMainWindow):
    """Shows one page at a time, and asks before unsaved work would be left behind."""

    def __init__(self, services: Services) -> None:
        super().__init__()
        self._services = services
        self._pages: dict[str, Page] = {}
        self._providers: list[Provider] = []
        self._after_saving: Callable[[], object] | None = None
        self._stand_in: Page | None = None
        self.question: Question | None = None
        context = services.context
        product_icon = context.resources / "icons" / "zhuqidui.svg"
        self.setWindowTitle("助企兑")
        self.setWindowIcon(QIcon(str(product_icon)))
        self.navigation = Navigation(product_icon, self)
        self.message_bar = MessageBar(services.messages)
        self.status_line = StatusLine(services.jobs, actor=context.actor, store_path=str(context.store.path))
        self.finder = Finder(self._find, self._page_hits, self)
        self.help = HelpPopover(self)
        self._stack = QStackedWidget(self)
        self._lay_out()
        self._connect()
        self._restore_geometry()

    def add_page(self, page: Page) -> None:
        """Add a page at the end of the navigation; the first one added is shown."""
        self._pages[page.page_id] = page
        self._stack.addWidget(page)
        if not self.navigation.has(page.page_id):
            self.navigation.add(page.page_id, page.title, page.icon_name)
        self._providers.append(page.hits)
        page.saved.connect(self._on_saved)
        if len(self._pages) == 1 and self._stand_in is None:
            self._show(page, {})

    def show_stand_in(self, page: Page) -> None:
        """Show what stands in for the first page until that has been added and read its rows."""
        self._stand_in = page
        self._stack.addWidget(page)
        self.navigation.mark(page.page_id)
        self.setWindowTitle(f"{page.title} - 助企兑")

    def end_stand_in(self) -> None:
        """Show the first page itself, unless another one has been asked for meanwhile."""
        stand_in, self._stand_in = self._stand_in, None
        if stand_in is None:
            return
        if self.page is stand_in:
            self._show(self.pages[0], {})
        self._stack.removeWidget(stand_in)
        stand_in.deleteLater()

    def take_services(self, services: Services) -> None:
        """Go on with these services, of which the context is another."""
        self._services = services

    def add_provider(self, provider: Provider) -> None:
        """Let Ctrl+K find something that belongs to no page."""
        self._providers.append(provider)

    @property
    def page(self) -> Page:
        """The page shown."""
        page = self._stack.currentWidget()
        assert isinstance(page, Page)
        return page

    @property
    def pages(self) -> Sequence[Page]:
        return list(self._pages.values())

    def go_to(self, page_id: str, target: dict[str, object] | None = None) -> None:
        """Show a page, once the one shown may be left."""
        page = self._pages[page_id]
        if page is self.page:
            if target:
                page.open_target(**target)
            return
        self._leave(lambda: self._show(page, target or {}))

    def _show(self, page: Page, target: dict[str, object]) -> None:
        self._services.messages.clear()
        self._stack.setCurrentWidget(page)
        self.navigation.mark(page.page_id)
        self.setWindowTitle(f"{page.title} - 助企兑")
        # Tab begins on the page, not in the navigation; a page with a search box may take it further.
        page.setFocus()
        page.on_shown()
        if target:
            page.open_target(**target)

    def _leave(self, go: Callable[[], object]) -> None:
        """Do `go` if the page may be left, else ask first."""
        self._after_saving = None
        if self.page.may_leave():
            go()
            return
        self.navigation.mark(self.page.page_id)
        if self.question is not None:
            return
        answers = (
            Answer("保存", lambda: self._save_and(go), Look.PRIMARY),
            Answer("不保存", lambda: self._discard_and(go)),
            Answer("留在本页"),
        )
        text = f"“{self.page.title}”页有内容还没有保存。要先保存吗？"
        self.question = ask(self, "有未保存的内容", text, answers)
        self.question.finished.connect(self._on_answered)

    def _save_and(self, go: Callable[[], object]) -> None:
        self._after_saving = go
        if not self.page.save():
            self._after_saving = None

    def _discard_and(self, go: Callable[[], object]) -> None:
        self.page.discard()
        go()

    def _find(self, text: str) -> list[Hit]:
        needle = text.casefold()
        pages = [hit for hit in self._page_hits() if needle in hit.title.casefold()]
        return pages + [hit for provide in self._providers for hit in provide(text)]

    def _page_hits(self) -> list[Hit]:
        return [
            Hit(page.title, "页面", partial(self.go_to, page_id), page.icon_name)
            for page_id, page in self._pages.items()
        ]

    def _lay_out(self) -> None:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        bar = QVBoxLayout()
        bar.setContentsMargins(px(24), px(12), px(24), 0)
        bar.addWidget(self.message_bar)
        column.addLayout(bar)
        # What does not fit, on small screens at large scales, is scrolled to instead of squeezed.
        room = QScrollArea(self)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setWidgetResizable(True)
        room.setWidget(self._stack)
        column.addWidget(room, 1)
        upper = QHBoxLayout()
        upper.setContentsMargins(0, 0, 0, 0)
        upper.setSpacing(0)
        upper.addWidget(self.navigation)
        upper.addWidget(middle, 1)
        frame = QWidget(self)
        whole = QVBoxLayout(frame)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(upper, 1)
        whole.addWidget(self.status_line)
        self.setCentralWidget(frame)

    def _connect(self) -> None:
        self.navigation.chosen.connect(self.go_to)
        self.navigation.search_requested.connect(self.finder.open)
        self.navigation.help_requested.connect(self._on_help)
        self._services.frame.page_requested.connect(self.go_to)
        self._services.frame.office_shown.connect(self.status_line.show_office)
        for keys, act in (
            ("Ctrl+K", self.finder.open),
            ("F1", self._on_help),
            ("Ctrl+F", self._on_find),
            ("Ctrl+S", self._on_save),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        for number in range(1, 10):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(partial(self._on_number, number))

    def _restore_geometry(self) -> None:
        kept = self._services.preferences.geometry
        if kept.isEmpty() or not self.restoreGeometry(kept):
            self.resize(QSize(px(1280), px(800)).boundedTo(_room()))
            if self.size() != QSize(px(1280), px(800)):
                self.setWindowState(Qt.WindowState.WindowMaximized)
        self.setMinimumSize(QSize(px(960), px(560)).boundedTo(_room()))

    def _on_help(self) -> None:
        self.help.open(self.page.title, self.page.help_text)

    def _on_find(self) -> None:
        self.page.focus_search()

    def _on_save(self) -> None:
        self.page.save()

    def _on_number(self, number: int) -> None:
        if number <= len(self._pages):
            self.go_to(list(self._pages)[number - 1])

    def _on_saved(self) -> None:
        go, self._after_saving = self._after_saving, None
        if go is not None and self.page.may_leave():
            go()

    def _on_answered(self) -> None:
        self.question = None

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.navigation.set_narrow(event.size().width() < px(_NARROW))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._pages and not self.page.may_leave():
            event.ignore()
            self._leave(self.close)
            return
        self._services.preferences.keep_geometry(self.saveGeometry())
        event.accept()


def _room() -> QSize:
    """Return what a window may take of the screen, its frame and title left out."""
    return QGuiApplication.primaryScreen().availableSize() - QSize(16, 40)
