"""Puts the window together around a context."""

import os
import sys
from collections.abc import Callable, MutableMapping, Sequence
from functools import partial

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from domain.office.service import find_office
from gui.changes import Changes, Kind
from gui.context import AppContext
from gui.crash import CrashReporter, start_log
from gui.jobs import Jobs
from gui.main_window import MainWindow
from gui.messages import Messages
from gui.preferences import Preferences
from gui.services import Frame, Services
from gui.theme import apply_theme
from gui.widgets.page import Page


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Set what Qt reads before the application exists: which input method, and X11 under Wayland.

    The wheels carry no fcitx plugin; its ibus portal is what types Chinese (measured with fcitx5). A user's
    own ibus is left alone.
    """
    if environ.get("QT_IM_MODULE", "") in ("", "fcitx", "fcitx5"):
        environ["QT_IM_MODULE"] = "ibus"
        environ["IBUS_USE_PORTAL"] = "1"
    if environ.get("XDG_SESSION_TYPE") == "wayland" and environ.get("DISPLAY"):
        environ.setdefault("QT_QPA_PLATFORM", "xcb")


def create_app(argv: Sequence[str]) -> QApplication:
    """Return the application: Chinese texts for Qt's own buttons, sharp at any scale."""
    if sys.platform.startswith("linux"):
        prepare_environment(os.environ)
    QApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication(list(argv))
    app.setApplicationName("zhuqidui")
    app.setApplicationDisplayName("助企兑")
    app.setDesktopFileName("zhuqidui")
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
    return app


def build_window(
    app: QApplication,
    context: AppContext,
    build_pages: Callable[[Services], Sequence[Page]],
) -> tuple[MainWindow, Services]:
    """Return the window with its pages, not yet shown. The caller ends `services.jobs` by `shut_down`."""
    preferences = Preferences(context.home, app)
    apply_theme(app, context.resources, preferences.font_scale)
    preferences.font_scale_changed.connect(lambda scale: apply_theme(app, context.resources, scale))
    services = Services(
        context=context,
        jobs=Jobs(app),
        changes=Changes(app),
        messages=Messages(app),
        frame=Frame(app),
        preferences=preferences,
    )
    services.jobs.complained.connect(services.messages.error)
    window = MainWindow(services)
    for page in build_pages(services):
        window.add_page(page)
    services.changes.on({Kind.OFFICE}, partial(_show_office, services), owner=window)
    _show_office(services)
    return window, services


def _show_office(services: Services) -> None:
    services.jobs.read(
        lambda _: find_office(services.context.store).name,
        services.frame.show_office,
    )


def run(app: QApplication, context: AppContext) -> int:
    """Show the window until it is closed; return the exit status."""
    from gui.pages import build_pages  # noqa: PLC0415  # pages bring in the whole domain: after the splash

    crash = CrashReporter(start_log(context.home), app)
    crash.install()
    window, services = build_window(app, context, build_pages)
    services.jobs.broke.connect(crash.report)
    window.show()
    try:
        return app.exec()
    finally:
        services.jobs.shut_down()
