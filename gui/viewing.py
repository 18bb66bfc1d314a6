"""Files that are only looked at: copies in a private folder, opened with the system's program."""

import os
import re
import shutil
from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

_PROGRAMS: Final = re.compile(
    r"(?i)\.(exe|com|scr|pif|bat|cmd|msi|msp|cpl|hta|vbs|vbe|js|jse|wsf|wsh|ps1|psm1|reg|inf|lnk|url|jar"
    r"|sh|bash|run|desktop|appimage|deb|rpm|py|pl|app|command)$"
)
_swept: Final[set[Path]] = set()


def viewing_folder(home: Path) -> Path:
    """Return a folder that only this user can read; what was looked at before this start is gone from it."""
    folder = home / "viewed"
    if folder not in _swept:
        _swept.add(folder)
        if os.name == "nt":  # where what is read-only stays
            for path in folder.rglob("*"):
                path.chmod(0o600)
        shutil.rmtree(folder, ignore_errors=True)
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
