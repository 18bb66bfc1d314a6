"""Files that are only looked at, and who gets into the folder they lie in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices

from domain.store.backup.places import viewed_folder
from domain.values.files import is_open_to_others
from gui.targets import ToPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gui.services import Services


_LOOK_AGAIN_MS: Final = 1_000


def open_folder_text(folder: Path) -> str:
    """Return what to say of the data folder; empty where only the user gets into it."""
    if not is_open_to_others(folder):
        return ""
    return (
        "这台电脑的其他用户也能打开数据文件夹，里面有企业的电话和账号。"
        "如果不是有意共享，请把它的权限改为只有自己能读。"
    )


class OpenFolderTeller(QObject):
    """Says it in the message bar, once nothing else is said there: a message takes the place of another."""

    def __init__(self, services: Services, is_free: Callable[[], bool], folder: Path, owner: QObject) -> None:
        super().__init__(owner)
        self._folder = folder
        self._services = services
        self._is_free = is_free
        self._text = ""
        self._again = QTimer(self, interval=_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._tell_if_free)

    def begin(self) -> None:
        """Look, behind what was asked for before, and say what was found."""
        self._services.jobs.read(lambda _: open_folder_text(self._folder), self._on_looked, owner=self)

    def _on_looked(self, text: str) -> None:
        self._text = text
        if text:
            self._again.start()
            self._tell_if_free()

    def _tell_if_free(self) -> None:
        if self._is_free():
            self._again.stop()
            self._services.messages.warning(
                self._text, action=("去看看", lambda: self._services.go_to(ToPage("settings")))
            )


_PROGRAMS: Final = re.compile(
    r"(?i)\.(exe|com|scr|pif|bat|cmd|msi|msp|cpl|hta|vbs|vbe|js|jse|wsf|wsh|ps1|psm1|reg|inf|lnk|url|jar"
    r"|sh|bash|run|desktop|appimage|deb|rpm|py|pl|app|command)$"
)


def viewing_folder(home: Path) -> Path:
    """Return a folder that only this user can read; each start empties it (`places.sweep`)."""
    folder = viewed_folder(home)
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def is_program(path: Path) -> bool:
    """Whether the system would run the file instead of showing it.

    >>> is_program(Path("扫描.PDF")), is_program(Path("发票.pdf.exe"))
    (False, True)
    """
    return _PROGRAMS.search(path.name) is not None


def open_with_system(path: Path) -> bool:
    """Show a file, or a folder, with the system's program; False where there is none for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
