"""The application object. Light: everything that is ever shown waits for it."""

import os
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Final

from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

NO_FCITX_4: Final = (
    "这台电脑的输入法是 fcitx 4，在本程序里打不出汉字。请管理员安装 fcitx5 和 fcitx5-chinese-addons"
    "（或 ibus 和 ibus-libpinyin），注销后重新登录即可。"
)


def input_problem(environ: Mapping[str, str], path: str | None = None) -> str:
    """Say what stands in the way of typing Chinese; empty where nothing is known to.

    fcitx 4 answers neither to ibus nor to its portal. ``path`` is where programs are looked for.
    """
    # Three milliseconds that no start should wait for.
    import shutil  # noqa: PLC0415

    has = {name: shutil.which(name, path=path) is not None for name in ("fcitx", "fcitx5", "ibus-daemon")}
    is_fcitx = "fcitx" in environ.get("XMODIFIERS", "") or environ.get("GTK_IM_MODULE", "") == "fcitx"
    return NO_FCITX_4 if is_fcitx and has["fcitx"] and not (has["fcitx5"] or has["ibus-daemon"]) else ""


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Set what Qt reads before the application exists: the input method, and X11 under Wayland.

    A user's own ibus is left alone: whoever has set that has it running.
    """
    if environ.get("QT_IM_MODULE", "") in ("", "fcitx", "fcitx5"):
        environ["QT_IM_MODULE"] = "ibus"
        environ["IBUS_USE_PORTAL"] = "1"
    if environ.get("XDG_SESSION_TYPE") == "wayland" and environ.get("DISPLAY"):
        environ.setdefault("QT_QPA_PLATFORM", "xcb")


NO_DISPLAY: Final = 3
"""Exit status where there is no display to open a window on."""
_NO_DISPLAY_SIGNS: Final = ("could not connect to display", 'load the Qt platform plugin "wayland')
_DISPLAYS: Final = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


def begin_app(argv: Sequence[str], version: str = "") -> QApplication:
    """Return the application, still without `speak_chinese`, which no window's frame needs."""
    if sys.platform.startswith("linux"):
        prepare_environment(os.environ)
    program, *arguments = argv
    said: list[str] = []
    usual = qInstallMessageHandler(lambda kind, _, words: _hear(said, kind, words))
    # Here by its name: QApplication.setStyle returns the style, and PySide takes 5 ms to make that type.
    app = QApplication([program, "-style", "fusion", *arguments])
    qInstallMessageHandler(usual)
    _tell(said)
    app.setApplicationName("zhuqidui")
    app.setApplicationVersion(version)
    app.setApplicationDisplayName("助企兑")
    app.setDesktopFileName("zhuqidui")
    return app


def _hear(said: list[str], kind: QtMsgType, words: str) -> None:
    """Keep what Qt says while it starts; where it is about to abort, end the program in an orderly way."""
    said.append(words)
    if kind is not QtMsgType.QtFatalMsg:
        return
    # Without a display Qt puts the blame on a library that is there, and drops a core.
    is_display = any(sign in one for one in said[:-1] for sign in _NO_DISPLAY_SIGNS)
    if is_display:
        names = "，".join(f"{name}={os.environ[name]}" for name in _DISPLAYS if os.environ.get(name))
        said[:] = [f"没有可用的显示器，窗口打不开（{names or '没有设置 DISPLAY'}）；请在桌面上启动"]
    _tell(said)
    os._exit(NO_DISPLAY if is_display else 1)


def _tell(lines: Sequence[str]) -> None:
    if lines and sys.stderr is not None:
        sys.stderr.write("".join(f"{line}\n" for line in lines))
        sys.stderr.flush()


def speak_chinese(app: QApplication) -> None:
    """Let Qt's own buttons and menus, and its dates, be Chinese."""
    from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator  # noqa: PLC0415 - after the first paint

    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load("qtbase_zh_CN", folder):
        app.installTranslator(translator)
