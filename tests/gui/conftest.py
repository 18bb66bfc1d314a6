import os
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import chain, repeat
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget
from sqlmodel import func, select

from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.sql.finding import find_ids
from domain.store.backup.keeping import back_up_if_changed
from domain.store.drafts import Draft
from domain.store.engine import Session, Store, head_in
from domain.values.progress import Silent
from gui.early.application import begin_app, speak_chinese
from gui.early.main_window import MainWindow
from gui.early.page import Page
from gui.early.page_entries import PAGES
from gui.early.preferences import FontScale
from gui.early.theme import apply_theme
from gui.jobs import Jobs
from gui.services import AppContext, Services
from gui.shell.app import Shell, build_services
from gui.targets import ToPage
from gui.widgets import message_bar
from reports.sheet.fonts import FontBook
from tests.domain.store.offices import fill

PATIENCE_S = 120

# A busy machine takes longer to look at a message than a person does to read it.
message_bar._STAY_MS = message_bar._STAY_WITH_ACTION_MS = PATIENCE_S * 1000


def type_text(widget: QWidget, text: str) -> None:
    """Type Chinese as an input method commits it."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QCoreApplication.sendEvent(widget, event)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours (``#rrggbb``) after WCAG 2, 1 to 21."""

    def luminance(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.fixture
def qtbot(qtbot):
    """Wait for as long as it takes on a busy machine; what never comes fails. Keys are let go of."""
    for name in ("waitSignal", "waitSignals", "waitExposed", "waitActive", "waitCallback"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE_S * 1000))
    qtbot.waitUntil = partial(wait_until, qtbot)
    yield qtbot
    if QGuiApplication.keyboardModifiers():
        # Else Ctrl stays down, and whoever selects a row in the next test takes another one away.
        QTest.keyRelease(QWidget(), Qt.Key.Key_Control)


def wait_until(qtbot, is_so):
    """Look soon, and less and less often: what is waited for mostly takes a millisecond or two."""
    end = time.monotonic() + PATIENCE_S
    for pause_ms in chain(range(1, 10), repeat(10)):
        if is_so():
            return
        assert time.monotonic() < end, "it never came"
        qtbot.wait(pause_ms)


@pytest.fixture(scope="session")
def fonts(resources):
    return cache(lambda: FontBook.load(resources / "fonts"))


@pytest.fixture(scope="session")
def qapp(resources):
    app = begin_app(["zhuqidui"])
    speak_chinese(app)
    apply_theme(app, resources, FontScale.STANDARD)
    return app


def context_at(store, policies, resources, fonts):
    """Return the context of who sits alone at a store."""
    return AppContext(
        seat=store.seat("王小梅"),
        office=policies.office,
        load_shipped=lambda: policies,
        resources=resources,
        home=store.path.parent,
        fonts=fonts,
    )


@pytest.fixture
def store(request):
    if shares_window(request):
        return request.getfixturevalue("looked_at").services.context.store
    return request.getfixturevalue("store")


@pytest.fixture
def context(request, store, policies, resources, fonts):
    if shares_window(request):
        return request.getfixturevalue("looked_at").services.context
    return context_at(store, policies, resources, fonts)


@pytest.fixture
def jobs(qapp):
    jobs = Jobs()
    yield jobs
    jobs.shut_down()


@pytest.fixture
def services(request, qapp, context):
    if shares_window(request):
        yield request.getfixturevalue("looked_at").services
        return
    services = build_services(qapp, context)
    yield services
    services.jobs.shut_down()


@pytest.fixture
def open_shell(qapp, qtbot, services, resources):
    """Open the window with the pages of `entries`; give back the shell that keeps it."""
    shells = []

    def open_with(entries):
        shell = Shell(qapp, services, entries)
        shells.append(shell)
        with qtbot.waitExposed(shell.window):
            shell.window.show()
        return shell

    yield open_with
    for shell in shells:
        take_away(shell)
    apply_theme(qapp, resources, FontScale.STANDARD)


def take_away(shell):
    # Not closed, which would ask about unsaved work and hold up the end of the test.
    shell.window.hide()
    shell.window.deleteLater()
    shell.deleteLater()
    # Else they stay until some later test's loop, and are dressed anew with that one's window.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def idle(qtbot, services):
    """Wait until every act and read has ended and told the window so."""
    return lambda: qtbot.waitUntil(lambda: services.jobs.is_idle)


@pytest.fixture
def program(request, idle):
    """Open the window; give back its pages by their names.

    `OPENS_ON` of a module names the page that it opens on, where building another before would be in vain.
    """
    if shares_window(request):
        looked_at, qtbot = request.getfixturevalue("looked_at"), request.getfixturevalue("qtbot")
        window = looked_at.shell.window
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        idle()
        looked_at.begin()
        yield Program(window, idle)
        looked_at.end(idle)
        assert request.node.get_closest_marker(APART) or not looked_at.has_changed(), (
            "it changes what is kept"
        )
        return
    first = getattr(request.module, "OPENS_ON", "enterprises")
    window = request.getfixturevalue("open_shell")(sorted(PAGES, key=lambda one: one.page_id != first)).window
    idle()
    yield Program(window, idle)


def list_decisions(page):
    """Have the page of the assessment list what it lists when it opens."""
    page._show_list()
    page.list.show_enterprises(())
    page.list.among_chip.click()
    page.list.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
    for listed in (page.list, page.manual):
        listed.search.set_query("")
        listed._look("")


@pytest.fixture(scope="session")
def small_office(empty_store, tmp_path_factory):
    """A data folder with the office of `fill`, and a backup of it; made once."""
    home = Path(shutil.copytree(empty_store, tmp_path_factory.mktemp("small") / "data"))
    with closing(Store.open(home, program="0.1.0")) as store:
        fill(store)
    back_up_if_changed(home, Silent(), program="0.1.0")
    return home


@pytest.fixture
def small_store(small_office, tmp_path):
    """The store of a copy of it."""
    with closing(Store.open(Path(shutil.copytree(small_office, tmp_path / "store")))) as store:
        yield store


LOOKS: Final = "looks"
APART: Final = "apart"


def pytest_configure(config):
    for line in (
        f"{LOOKS}: changes nothing that is kept: one window of the sample office serves all such of a module",
        f"{APART}: changes one enterprise, which no other test of the module uses: the same window will do",
    ):
        config.addinivalue_line("markers", line)


def shares_window(request):
    return any(request.node.get_closest_marker(name) for name in (LOOKS, APART))


@pytest.fixture(scope="module")
def looked_at(qapp, filled_store, policies, resources, fonts, tmp_path_factory):
    """The window of the tests that need none of their own."""
    store = Store.open(Path(shutil.copytree(filled_store, tmp_path_factory.mktemp("looked") / "store")))
    services = build_services(qapp, context_at(store, policies, resources, fonts))
    shell = Shell(qapp, services, PAGES)
    shell.window.show()
    yield LookedAt(shell, services)
    services.jobs.shut_down()
    take_away(shell)
    store.close()
    apply_theme(qapp, resources, FontScale.STANDARD)


@pytest.fixture(scope="module")
def listed(looked_at):
    """Its enterprises as the register lists them: the first to look at, each of the others for one test."""
    context = looked_at.services.context
    first, *others = context.store.ask(find_ids, EnterpriseQuery(), context.office)
    return first, iter(others)


@dataclass
class LookedAt:
    """A window that is handed from test to test."""

    shell: Shell
    services: Services
    _before: object = None

    def __post_init__(self):
        self._size = self.shell.window.size()

    def begin(self):
        self._before = self.services.context.store.ask(self._kept)

    def end(self, idle):
        """Have the window be as it opened; pages other than the first are seen to by their own tests."""
        window = self.shell.window
        for one in reversed(QApplication.topLevelWidgets()):
            if one is not window and one.isVisible():
                one.done(0) if isinstance(one, QDialog) else one.close()
        for page in window.findChildren(Page):
            if page.has_unsaved():
                page.discard()
        self.services.messages.clear()
        window.resize(self._size)
        self.services.go_to(ToPage("enterprises"))
        register = window.built("enterprises")
        register._show_list()
        self._list_all(register.list)
        idle()
        # What follows the first rows is read a moment later: the next test would meet it half-way.
        register.list.when_whole(lambda: None)
        idle()

    def has_changed(self):
        return self.services.context.store.ask(self._kept) != self._before

    @staticmethod
    def _list_all(listing):
        listing.search.set_query("")
        listing.clear_filters()
        listing.table.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        listing.table.clearSelection()
        listing.table.scrollToTop()
        if listing.query != EnterpriseQuery():
            listing.query = EnterpriseQuery()
            listing.reload()

    def _kept(self, session: Session):
        return head_in(session).acts, session.exec(select(func.count()).select_from(Draft)).one()


@dataclass(frozen=True)
class Program:
    """The open window."""

    window: MainWindow
    idle: Callable[[], None]
    _asked_for: set[str] = field(default_factory=set)

    def __getattr__(self, page_id):
        """Return a page; what it reads as it is built has come."""
        page = self.window.built(page_id)
        if page_id not in self._asked_for:
            self._asked_for.add(page_id)
            self.idle()
        return page

    def texts(self, widget):
        """Everything a widget says in labels and links."""
        labels = [label.text() for label in widget.findChildren(QLabel)]
        return [*labels, *(button.text() for button in widget.findChildren(QPushButton))]
