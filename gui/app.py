"""Puts the window together around a context. Light: the domain is imported when it is called for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTimer, QTranslator
from PySide6.QtWidgets import QApplication

from gui.changes import Changes, Kind
from gui.context import AppContext
from gui.input_method import prepare_environment
from gui.jobs import Jobs
from gui.messages import Messages
from gui.preferences import Preferences
from gui.services import Frame, Services
from gui.theme import apply_theme

if TYPE_CHECKING:
    from gui.crash import CrashReporter
    from gui.early import Early
    from gui.first_run.tour import Tour
    from gui.main_window import MainWindow
    from gui.widgets.page import Hit, Page

BuildPages: TypeAlias = Callable[[Services], "Sequence[Page]"]
"""Returns the pages, in the order of the navigation."""


def create_app(argv: Sequence[str], version: str = "") -> QApplication:
    """Return the application: Chinese texts for Qt's own buttons, sharp at any scale."""
    if sys.platform.startswith("linux"):
        prepare_environment(os.environ)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(list(argv))
    app.setApplicationName("zhuqidui")
    app.setApplicationVersion(version)
    app.setApplicationDisplayName("助企兑")
    app.setDesktopFileName("zhuqidui")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
    return app


def build_services(app: QApplication, context: AppContext) -> Services:
    """Return what the pages are handed. The caller ends `services.jobs` by `shut_down`."""
    services = Services(
        context=context,
        jobs=Jobs(app),
        changes=Changes(app),
        messages=Messages(app),
        frame=Frame(app),
        preferences=Preferences(context.home, app),
    )
    services.jobs.complained.connect(services.messages.error)
    return services


_LOOK_AGAIN_MS: Final = 10
_TOUR_WORDS: Final = "看一遍介绍 帮助 教程 怎么用 入门 新手"
"""What Ctrl+K finds the tour by."""


class Shell(QObject):
    """Keeps the window; builds it anew when 字号 or the policies change, which everything in it follows."""

    def __init__(
        self,
        app: QApplication,
        services: Services,
        build_pages: BuildPages,
        early: MainWindow | None = None,
    ) -> None:
        """Build the window; `early` is one that is shown already and only lacks its pages."""
        super().__init__(app)
        self._app = app
        self._services = services
        self._build_pages = build_pages
        self.window = self._built() if early is None else self._completed(early)
        # Later, not within the act of the page that asked for it: that page goes too.
        services.preferences.font_scale_changed.connect(self._build_anew, Qt.ConnectionType.QueuedConnection)
        services.frame.policies_changed.connect(self._on_policies_changed, Qt.ConnectionType.QueuedConnection)

    def start_tour(self) -> Tour:
        """Lead the user through the pages."""
        from gui.first_run.tour import Tour  # noqa: PLC0415 - seldom taken

        tour = Tour(self.window)
        tour.start()
        return tour

    def _hits(self, text: str) -> list[Hit]:
        from gui.widgets.page import Hit  # noqa: PLC0415

        is_found = text in _TOUR_WORDS
        return [Hit("看一遍介绍", "两分钟，各页是做什么的", self.start_tour, "help")] if is_found else []

    def come_forward(self) -> None:
        """Show the window in front of all others, e.g. because the program was started again."""
        self.window.setWindowState(self.window.windowState() & ~Qt.WindowState.WindowMinimized)
        self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    def close(self) -> None:
        """Take the window away without asking: another one follows, or none."""
        self._services.preferences.keep_geometry(self.window.saveGeometry())
        self.window.hide()
        self.window.deleteLater()
        self.deleteLater()

    def _built(self) -> MainWindow:
        from gui.main_window import MainWindow  # noqa: PLC0415

        services = self._services
        apply_theme(self._app, services.context.resources, services.preferences.font_scale)
        return self._filled(MainWindow(services))

    def _completed(self, early: MainWindow) -> MainWindow:
        """Give a window that is shown already its pages; the stand-in goes once the first list is read."""
        early.take_services(self._services)
        early.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, True)
        QTimer.singleShot(0, self, self._end_stand_in_when_read)
        return self._filled(early)

    def _end_stand_in_when_read(self) -> None:
        if self._services.jobs.is_idle:
            self.window.end_stand_in()
        else:
            QTimer.singleShot(_LOOK_AGAIN_MS, self, self._end_stand_in_when_read)

    def _filled(self, window: MainWindow) -> MainWindow:
        services = self._services
        for page in self._build_pages(services):
            window.add_page(page)
        window.add_provider(self._hits)
        services.changes.on({Kind.OFFICE}, self._show_office, owner=window)
        self._show_office()
        return window

    def _show_office(self) -> None:
        from domain.office.service import find_office  # noqa: PLC0415

        context = self._services.context
        self._services.jobs.read(lambda _: find_office(context.store).name, self._services.frame.show_office)

    def _on_policies_changed(self) -> None:
        """Take the policies in force now, and the facts they ask for, into every page."""
        from domain.policies.shelf import library_of  # noqa: PLC0415 - seldom taken

        context = self._services.context
        with context.store.read() as session:
            policies = library_of(session, context.shipped)
        context = replace(context, policies=policies, dictionary=policies.dictionary)
        self._services = replace(self._services, context=context)
        self._build_anew()

    def _build_anew(self) -> None:
        before = self.window
        self.window = self._built()
        self.window.setWindowState(before.windowState())
        self.window.setGeometry(before.geometry())
        self.window.go_to(before.page.page_id)
        self.window.show()
        before.hide()
        before.deleteLater()


def run(
    app: QApplication,
    context: AppContext,
    *,
    crash: CrashReporter,
    early: Early | None = None,
    on_shown: Callable[[Services, Shell], object] | None = None,
) -> int:
    """Show the window until it is closed; return the exit status, or an `Ending`.

    `early` is a window shown already, which is completed. `on_shown` gets the window when it is there, for
    what must wait until then.
    """
    from gui.pages import build_pages  # noqa: PLC0415  # the pages bring in everything else

    services = build_services(app, context) if early is None else replace(early.services, context=context)
    services.jobs.broke.connect(crash.report)
    shell = Shell(app, services, build_pages, early.window if early else None)
    shell.window.show()
    if on_shown is not None:
        on_shown(services, shell)
    try:
        return app.exec()
    finally:
        services.jobs.shut_down()
        shell.close()
