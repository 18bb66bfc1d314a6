"""The application object. Light: everything that is ever shown waits for it."""

import os
import sys
from collections.abc import Sequence

from PySide6.QtWidgets import QApplication

from gui.input_method import prepare_environment


def begin_app(argv: Sequence[str], version: str = "") -> QApplication:
    """Return the application, still without `speak_chinese`, which no window's frame needs."""
    if sys.platform.startswith("linux"):
        prepare_environment(os.environ)
    program, *arguments = argv
    # Here by its name: QApplication.setStyle returns the style, and PySide takes 5 ms to make that type.
    app = QApplication([program, "-style", "fusion", *arguments])
    app.setApplicationName("zhuqidui")
    app.setApplicationVersion(version)
    app.setApplicationDisplayName("助企兑")
    app.setDesktopFileName("zhuqidui")
    return app


def speak_chinese(app: QApplication) -> None:
    """Let Qt's own buttons and menus, and its dates, be Chinese."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator  # noqa: PLC0415 - after the first paint

    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)


def create_app(argv: Sequence[str], version: str = "") -> QApplication:
    """Return the application, complete."""
    app = begin_app(argv, version)
    speak_chinese(app)
    return app
