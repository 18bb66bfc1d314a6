import os
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from gui.early.application import create_app
from gui.early.main_window import MainWindow
from gui.early.page_entries import PAGES
from gui.early.preferences import FontScale
from gui.early.theme import apply_theme
from gui.jobs import Jobs
from gui.services import AppContext
from gui.shell.app import Shell, build_services
from reports.sheet.fonts import FontBook

PATIENCE_S = 120


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
    """Wait for as long as it takes on a busy machine; what never comes fails all the same."""
    for name in ("waitSignal", "waitSignals", "waitUntil", "waitExposed", "waitActive", "waitCallback"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE_S * 1000))
    return qtbot


@pytest.fixture(scope="session")
def fonts(resources):
    return cache(lambda: FontBook.load(resources / "fonts"))


@pytest.fixture(scope="session")
def qapp(resources):
    app = create_app(["zhuqidui"])
    apply_theme(app, resources, FontScale.STANDARD)
    return app


@pytest.fixture
def context(store, policies, resources, fonts):
    return AppContext(
        seat=store.seat("王小梅"),
        office=policies.office,
        load_shipped=lambda: policies,
        resources=resources,
        home=store.path.parent,
        fonts=fonts,
    )


@pytest.fixture
def jobs(qapp):
    jobs = Jobs()
    yield jobs
    jobs.shut_down()


@pytest.fixture
def services(qapp, context):
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
        # Not closed, which would ask about unsaved work and hold up the end of the test.
        shell.window.hide()
        shell.window.deleteLater()
        shell.deleteLater()
    # Else they stay until some later test's loop, and are dressed anew with that one's window.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    apply_theme(qapp, resources, FontScale.STANDARD)


@pytest.fixture
def idle(qtbot, services):
    """Wait until every act and read has ended and told the window so."""
    return lambda: qtbot.waitUntil(lambda: services.jobs.is_idle)


@pytest.fixture
def program(open_shell, idle):
    """Open the window; give back its pages by their names."""
    window = open_shell(PAGES).window
    idle()
    return Program(window, idle)


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
