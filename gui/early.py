"""The window before the program behind it is there.

Importing the program takes several times as long as Qt's start. So the window, its navigation and the first
rows of the register are shown with what little that needs, and the rest is imported while the clerk looks at
them.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.first_rows import FirstRows, read_first_rows
from gui.app import build_services
from gui.context import AppContext
from gui.main_window import MainWindow
from gui.pages import NAVIGATION
from gui.pages.enterprises.list_model import Listing
from gui.pages.enterprises.listing import RegisterList
from gui.services import Services
from gui.theme import apply_theme
from gui.widgets.buttons import Look
from gui.widgets.page import Page

_PATIENCE_MS: Final = 250
"""How long to wait for the screen; a slow window manager shall not hold up the start."""


@dataclass(frozen=True, slots=True)
class Early:
    """A window that is shown already, and what its pages will be handed, still without the domain."""

    window: MainWindow
    services: Services

    def end(self) -> None:
        """Take the window away: something else must be shown in its place."""
        self.services.jobs.shut_down()
        self.window.hide()
        self.window.deleteLater()


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path


@dataclass(frozen=True, slots=True)
class _EarlyContext:
    """Of `AppContext` as much as the window and the list ask for before it is there."""

    store: _Place
    dictionary: Any
    resources: Path
    home: Path
    actor: str


class FirstPage(Page):
    """Looks as the enterprises page will; nothing on it can be used yet."""

    page_id, title, icon_name = NAVIGATION[0]

    def __init__(self, services: Services, first: FirstRows) -> None:
        super().__init__(services)
        self.header.add_action("下载模板", _nothing, icon_name="download")
        self.header.add_action("从 Excel 导入", _nothing, icon_name="upload")
        self.header.add_action("新增企业", _nothing, look=Look.PRIMARY, icon_name="plus")
        rows = RegisterList(services, _nothing, self)
        rows.show_listing(Listing(first.ids, first.rows, first.total))
        self.body.addWidget(rows, 1)


def show_early(app: QApplication, home: Path, *, resources: Path, store: Path, actor: str) -> Early | None:
    """Show the window over a store that is about to be opened; None where it has nothing to show yet."""
    dictionary = load_dictionary(resources / "facts" / "office.toml")
    first = read_first_rows(store, dictionary)
    if first is None:
        return None
    context = cast(AppContext, _EarlyContext(_Place(store), dictionary, resources, home, actor))
    services = build_services(app, context)
    apply_theme(app, resources, services.preferences.font_scale)
    window = MainWindow(services)
    # Should it be taken away again, the program goes on.
    window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
    for page_id, title, icon_name in NAVIGATION:
        window.navigation.add(page_id, title, icon_name)
    window.show_stand_in(FirstPage(services, first))
    services.frame.show_office(first.office)
    window.show()
    _paint(app, window)
    return Early(window, services)


def _paint(app: QApplication, window: MainWindow) -> None:
    """Have the window drawn before anything else is imported; keys and clicks wait for the program."""
    patience = QDeadlineTimer(_PATIENCE_MS)
    flags = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
    while not patience.hasExpired() and not window.windowHandle().isExposed():
        app.processEvents(flags, 5)
    app.processEvents(flags)


def _nothing() -> None:
    """Stand in for acts that come with the program."""
