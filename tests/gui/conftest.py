import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QWidget

from gui.app import Shell, build_services, create_app
from gui.context import AppContext
from gui.jobs import Jobs
from gui.preferences import FontScale
from gui.theme import apply_theme


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


def _no_fonts():
    raise AssertionError("this test draws no paper")


@pytest.fixture(scope="session")
def qapp(resources):
    app = create_app(["zhuqidui"])
    apply_theme(app, resources, FontScale.STANDARD)
    return app


@pytest.fixture
def context(store, dictionary, policies, resources):
    return AppContext(
        store=store,
        dictionary=policies.dictionary,
        policies=policies,
        resources=resources,
        home=store.path.parent,
        fonts=_no_fonts,
        actor="王小梅",
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
    """Open the window with the pages that `build_pages` returns; give back the shell that keeps it."""
    shells = []

    def open_with(build_pages):
        shell = Shell(qapp, services, build_pages)
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
    apply_theme(qapp, resources, FontScale.STANDARD)
