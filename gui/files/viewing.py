"""Files that are only looked at: copies in a private folder, opened with the system's program."""

import re
from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from domain.store.backup.places import viewed_folder

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
