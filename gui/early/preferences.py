"""What this user prefers of the window itself; nothing of the office's."""

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QObject, QSettings, Signal


class FontScale(StrEnum):
    """字号."""

    SMALL = "small"
    STANDARD = "standard"
    LARGE = "large"
    HUGE = "huge"

    @property
    def percent(self) -> int:
        return _PERCENT[self]

    @property
    def word(self) -> str:
        return _WORDS[self]


_PERCENT: Final = {FontScale.SMALL: 90, FontScale.STANDARD: 100, FontScale.LARGE: 115, FontScale.HUGE: 135}
_WORDS: Final = {
    FontScale.SMALL: "小",
    FontScale.STANDARD: "标准",
    FontScale.LARGE: "大",
    FontScale.HUGE: "特大",
}


LOCK_AFTER_MIN: Final = 10


class Purpose(StrEnum):
    """What a file is asked for."""

    OPEN = "open"
    SAVE = "save"


class Preferences(QObject):
    """Kept in ``window.ini`` in the user's folder."""

    font_scale_changed = Signal(FontScale)
    lock_after_changed = Signal()

    def __init__(self, home: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = QSettings(str(home / "window.ini"), QSettings.Format.IniFormat, self)

    @property
    def font_scale(self) -> FontScale:
        try:
            return FontScale(str(self._settings.value("font_scale", FontScale.STANDARD)))
        except ValueError:
            return FontScale.STANDARD

    def set_font_scale(self, scale: FontScale) -> None:
        self._settings.setValue("font_scale", str(scale))
        self.font_scale_changed.emit(scale)

    @property
    def lock_after_min(self) -> int:
        """After how many minutes without a key the window is locked, where people sign in; 0 for never."""
        value = str(self._settings.value("lock_after_min", LOCK_AFTER_MIN))
        return int(value) if value.isdecimal() else LOCK_AFTER_MIN

    def set_lock_after_min(self, minutes: int) -> None:
        self._settings.setValue("lock_after_min", minutes)
        self.lock_after_changed.emit()

    @property
    def last_sign_in(self) -> str:
        """By what name somebody signed in here the last time; empty at first."""
        return str(self._settings.value("last_sign_in", ""))

    def keep_last_sign_in(self, name: str) -> None:
        self._settings.setValue("last_sign_in", name)

    @property
    def scan_folder(self) -> Path | None:
        """Where this machine's scanner puts its files; None until somebody said so."""
        value = str(self._settings.value("scan_folder", ""))
        return Path(value) if value else None

    def keep_scan_folder(self, folder: Path) -> None:
        self._settings.setValue("scan_folder", str(folder))

    def folder(self, purpose: Purpose) -> Path | None:
        """Where the last file for this purpose was; None the first time."""
        value = str(self._settings.value(f"folder_{purpose}", ""))
        return Path(value) if value else None

    def keep_folder(self, purpose: Purpose, folder: Path) -> None:
        self._settings.setValue(f"folder_{purpose}", str(folder))

    @property
    def geometry(self) -> QByteArray:
        """Where the window stood when it was last closed; empty the first time."""
        value = self._settings.value("geometry")
        return value if isinstance(value, QByteArray) else QByteArray()

    def keep_geometry(self, geometry: QByteArray) -> None:
        self._settings.setValue("geometry", geometry)
        self._settings.sync()

    @property
    def register_columns(self) -> list[tuple[str, int]]:
        """The columns of the register from left to right, with widths at 字号标准; empty at first."""
        text = str(self._settings.value("register_columns", ""))
        parts = (part.rpartition(":") for part in text.split(";"))
        return [(name, int(width)) for name, _, width in parts if name and width.isdecimal()]

    def keep_register_columns(self, columns: Iterable[tuple[str, int]]) -> None:
        self._settings.setValue("register_columns", ";".join(f"{name}:{width}" for name, width in columns))
