"""Saying that other users of this machine get into the data folder. That is not changed by itself: somebody
may share it on purpose.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from domain.values.files import is_open_to_others

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from domain.values.progress import Reporter
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
        self._again = QTimer(self)
        self._again.setInterval(_LOOK_AGAIN_MS)
        self._again.timeout.connect(self._tell_if_free)

    def begin(self) -> None:
        """Look, behind what was asked for before, and say what was found."""
        self._services.jobs.read(partial(_look, self._folder), self._on_looked, owner=self)

    def _on_looked(self, text: str) -> None:
        self._text = text
        if text:
            self._again.start()
            self._tell_if_free()

    def _tell_if_free(self) -> None:
        if self._is_free():
            self._again.stop()
            self._services.messages.warning(
                self._text, action=("去看看", lambda: self._services.go_to("settings"))
            )


def _look(folder: Path, _: Reporter) -> str:
    return open_folder_text(folder)
