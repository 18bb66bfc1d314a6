"""The window: navigation, the page, the line at the foot."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLabel, QMainWindow, QScrollArea, QWidget

from gui.early.navigation import NUMBERED, Navigation
from gui.early.page import Hit, Page, PageStack
from gui.early.page_entries import Entry
from gui.early.parts import Look, in_column, in_row
from gui.early.preferences import Preferences
from gui.early.status_line import StatusLine
from gui.early.theme import px

# What the frame does without is imported where it is asked for: the first paint waits for this module.
# ruff: noqa: PLC0415
if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QResizeEvent

    from gui.services import Services
    from gui.targets import Target
    from gui.widgets.dialog import Question
    from gui.widgets.finder import Finder, Provider
    from gui.widgets.help import HelpPopover
    from gui.widgets.message_bar import MessageBar

_NARROW: Final = 1100
"""Below this width, at 字号标准, the navigation shows icons alone."""


class MainWindow(QMainWindow):
    """Shows one page at a time, and asks before unsaved work would be left behind.

    First it is no more than a frame, which can be shown; `serve` brings it to life. Each page is built when
    it is asked for the first time.
    """

    page_built = Signal(Page)
    """Emitted with a page that somebody asked for the first time."""

    message_bar: "MessageBar"
    """There once the window is served."""

    def __init__(
        self, entries: Sequence[Entry], preferences: Preferences, *, resources: Path, store: Path, who: str
    ) -> None:
        """Lay out the frame; `entries` are the pages, in the order of the navigation."""
        super().__init__()
        self._entries = {entry.page_id: entry for entry in entries}
        self._start = next(entry.page_id for entry in entries if not entry.is_of_several)
        self._preferences = preferences
        self._product_icon = resources / "icons" / "zhuqidui.svg"
        from domain.store.plain import PRACTICE

        self._is_practice = (store.parent / PRACTICE).exists()
        self._services: Services | None = None
        self._pages: dict[str, Page] = {}
        self._providers: list[Provider] = []
        self._after_saving: Callable[[], object] | None = None
        self._stand_in: QWidget | None = None
        self._alone: QWidget | None = None
        self.question: Question | None = None
        self.setWindowTitle("助企兑")
        self.navigation = Navigation(self._product_icon, self)
        for entry in entries:
            self.navigation.add(entry.page_id, entry.title, entry.icon_name, entry.group)
            if entry.is_of_several:
                self.navigation.show_page(entry.page_id, is_shown=False)
        self.status_line = StatusLine(who=who, store_path=str(store))
        self._stack = PageStack(self)
        self._lay_out()
        self._restore_geometry()

    def serve(self, services: "Services") -> None:
        """Give the window what its pages work with, and its first page."""
        from PySide6.QtGui import QIcon

        from gui.widgets.message_bar import MessageBar

        self._services = services
        self.setWindowIcon(QIcon(str(self._product_icon)))
        self.message_bar = MessageBar(services.messages, self._middle)
        self.status_line.watch(services.jobs)
        self._connect(services)
        first = self.built(self._start)
        if self._stand_in is None:
            self._show(first)

    def start_with(self, page_id: str) -> None:
        """Have another page be the first one, if there is such a page; it is asked for before `serve`."""
        if page_id in self._entries:
            self._start = page_id
            self.navigation.show_page(page_id, is_shown=True)

    def show_alone(self, widget: QWidget, title: str) -> None:
        """Show something and no frame around it, until there is a page or its stand-in."""
        self._alone = widget
        self._stack.addWidget(widget)
        self._show_frame(is_shown=False)
        self.setWindowTitle(f"{title} - 助企兑")
        widget.setFocus()

    def show_stand_in(self, stand_in: QWidget) -> None:
        """Show what stands in for the first page until that has been built and read its rows."""
        if self._alone is not None:
            self._stack.removeWidget(self._alone)
            self._alone.deleteLater()
            self._alone = None
            self._show_frame(is_shown=True)
        self._stand_in = stand_in
        self._stack.addWidget(stand_in)
        self._mark(self._start)

    def _show_frame(self, *, is_shown: bool) -> None:
        self.navigation.setVisible(is_shown)
        self.status_line.setVisible(is_shown)

    def end_stand_in(self) -> None:
        """Show the first page itself, unless another one has been asked for meanwhile."""
        stand_in = self._stand_in
        if stand_in is None:
            return
        if self._stack.currentWidget() is stand_in:
            self._show(self.page)
        self._stand_in = None
        self._stack.removeWidget(stand_in)
        stand_in.deleteLater()

    def add_provider(self, provider: "Provider") -> None:
        """Let Ctrl+K find something that belongs to no page."""
        self._providers.append(provider)

    @property
    def is_served(self) -> bool:
        """Whether there is more than the frame."""
        return self._services is not None

    @property
    def page(self) -> Page:
        """The page shown; while something stands in for the first, the first."""
        shown = self._stack.currentWidget()
        if shown is self._stand_in:
            return self.built(self._start)
        assert isinstance(shown, Page)
        return shown

    @property
    def first_page(self) -> str:
        """The page that the window begins with."""
        return self._start

    @property
    def pages(self) -> Sequence[Page]:
        """Those that are built."""
        return list(self._pages.values())

    @property
    def page_ids(self) -> Sequence[str]:
        return list(self._entries)

    @cached_property
    def finder(self) -> "Finder":
        """What Ctrl+K opens."""
        from gui.widgets.finder import Finder

        return Finder(self._find, self._page_hits, self)

    @cached_property
    def help(self) -> "HelpPopover":
        """What F1 opens."""
        from gui.widgets.help import HelpPopover

        return HelpPopover(self)

    def come_forward(self) -> None:
        """Be in front of all others, e.g. because the program was started again."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    def keep_typing(self) -> None:
        """Keep what is unsaved on any page as drafts."""
        for page in self._pages.values():
            page.keep()

    def step_aside(self) -> None:
        """Wait, unseen, until who sat here comes back: others lead to places in a window of their own."""
        assert self._services is not None
        self._services.frame.page_requested.disconnect(self.go_to)
        self.hide()

    def step_back(self) -> None:
        """Be the window again."""
        assert self._services is not None
        self._services.frame.page_requested.connect(self.go_to)

    def go_to(self, target: "Target") -> None:
        """Show a page and a place on it, once the one shown may be left."""
        from gui.targets import ToPage, page_of

        page = self.built(page_of(target))
        place = None if isinstance(target, ToPage) else target
        if page is not self.page:
            self._leave(lambda: self._turn_to(page, place))
        elif place is not None:
            page.open_target(place)

    def _go_to_page(self, page_id: str) -> None:
        from gui.targets import ToPage

        self.go_to(ToPage(page_id))

    def built(self, page_id: str) -> Page:
        """Return a page; it is built now where nobody has asked for it yet."""
        assert self._services is not None
        page = self._pages.get(page_id)
        if page is None:
            page = self._pages[page_id] = self._entries[page_id].build(self._services)
            self._stack.addWidget(page)
            page.saved.connect(self._on_saved)
            self.page_built.emit(page)
        return page

    def _turn_to(self, page: Page, place: "Target | None") -> None:
        """Show another page. What was said belonged to the one before; not so what is said at the start."""
        assert self._services is not None
        self._services.messages.clear()
        self._show(page, place)

    def _show(self, page: Page, place: "Target | None" = None) -> None:
        self._stack.setCurrentWidget(page)
        self._mark(page.page_id)
        # Tab begins on the page, not in the navigation; a page with a search box may take it further.
        page.setFocus()
        page.on_shown()
        if place is not None:
            page.open_target(place)

    def _mark(self, page_id: str) -> None:
        self.navigation.mark(page_id)
        self.setWindowTitle(f"{self._entries[page_id].title} - 助企兑")

    def _leave(self, go: Callable[[], object]) -> None:
        """Do `go` if the page may be left, else ask first."""
        self._after_saving = None
        if self.page.may_leave():
            go()
            return
        self.navigation.mark(self.page.page_id)
        if self.question is not None:
            return
        from gui.widgets.dialog import Answer, ask

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
        self._build_searched()
        providers = [
            *(self._pages[id_].hits for id_ in self._entries if id_ in self._pages),
            *self._providers,
        ]
        found = pages + [hit for provide in providers for hit in provide(text)]
        return sorted(found, key=lambda hit: not hit.is_exact)

    def _page_hits(self) -> list[Hit]:
        return [
            Hit(entry.title, "页面", partial(self._go_to_page, entry.page_id), entry.icon_name)
            for entry in self._entries.values()
            if entry.page_id in self.navigation.shown
        ]

    def _lay_out(self) -> None:
        self._middle = QWidget(self)
        # What does not fit, on small screens at large scales, is scrolled to instead of squeezed.
        room = QScrollArea(self)
        room.setFrameShape(QFrame.Shape.NoFrame)
        room.setWidgetResizable(True)
        room.setWidget(self._stack)
        in_column((room, 1), of=self._middle)
        upper = in_row(self.navigation, (self._middle, 1), spacing=0)
        frame = QWidget(self)
        whole = in_column((upper, 1), self.status_line, spacing=0, of=frame)
        if self._is_practice:
            band = QLabel("练习库：企业和金额都是虚构的，与本单位的数据无关", frame)
            band.setObjectName("practiceBand")
            band.setAlignment(Qt.AlignmentFlag.AlignCenter)
            whole.insertWidget(0, band)
        self.setCentralWidget(frame)

    def _connect(self, services: "Services") -> None:
        from PySide6.QtGui import QKeySequence, QShortcut

        self.navigation.chosen.connect(self._go_to_page)
        self.navigation.search_requested.connect(self._on_search)
        self.navigation.help_requested.connect(self._on_help)
        services.frame.page_requested.connect(self.go_to)
        services.frame.office_shown.connect(self.status_line.show_office)
        for keys, act in (
            ("Ctrl+K", self._on_search),
            ("F1", self._on_help),
            ("Ctrl+F", self._on_find),
            ("Ctrl+S", self._on_save),
            ("Ctrl+L", services.frame.lock),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)
        for number in range(1, NUMBERED + 1):
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(partial(self._on_number, number))

    def _restore_geometry(self) -> None:
        kept = self._preferences.geometry
        if kept.isEmpty() or not self.restoreGeometry(kept):
            self.resize(QSize(px(1280), px(800)).boundedTo(_room()))
            if self.size() != QSize(px(1280), px(800)):
                self.setWindowState(Qt.WindowState.WindowMaximized)
        self.setMinimumSize(QSize(px(960), px(560)).boundedTo(_room()))

    def _on_search(self) -> None:
        self.finder.open()
        from PySide6.QtCore import QTimer

        # Behind the box that is already there.
        QTimer.singleShot(0, self, self._build_searched)

    def _build_searched(self) -> None:
        """Build the pages that find something and were never shown; look again once they have read it."""
        assert self._services is not None
        missing = [
            id_ for id_, entry in self._entries.items() if entry.is_searched and id_ not in self._pages
        ]
        for page_id in missing:
            self.built(page_id)
        if missing:
            self._services.jobs.read(lambda _: None, lambda _: self.finder.search_again(), owner=self.finder)

    def _on_help(self) -> None:
        self.help.open(self.page.title, self.page.help_text)

    def _on_find(self) -> None:
        self.page.focus_search()

    def _on_save(self) -> None:
        self.page.save()

    def _on_number(self, number: int) -> None:
        shown = self.navigation.shown
        if number <= len(shown):
            self._go_to_page(shown[number - 1])

    def _on_saved(self) -> None:
        go, self._after_saving = self._after_saving, None
        if go is not None and self.page.may_leave():
            go()

    def _on_answered(self) -> None:
        self.question = None

    # Qt overrides

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self.navigation.set_narrow(event.size().width() < px(_NARROW))

    def closeEvent(self, event: "QCloseEvent") -> None:
        if self._pages and not self.page.may_leave():
            event.ignore()
            self._leave(self.close)
            return
        self._preferences.keep_geometry(self.saveGeometry())
        event.accept()


def _room() -> QSize:
    """Return what a window may take of the screen, its frame and title left out."""
    return QGuiApplication.primaryScreen().availableSize() - QSize(16, 40)
