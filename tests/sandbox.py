"""A home and a temporary folder of the run's own, and what the run leaves elsewhere."""

import os
import shutil
import sys
import tempfile
from pathlib import Path

_NAMES = ("QtProject.conf", "zhuqidui")
"""What this program and Qt write into a home; what else appears there while the tests run is not ours."""
_PLACES = (".", ".config", ".cache", ".local/share", ".local/state")
_MEMORY = Path("/dev/shm")
_ROOM = 4 * 2**30
"""Bytes that have to be free in memory; a run takes a tenth of it."""


class Sandbox:
    """Takes the place of the user's home and temporary folder, here and in every process begun from here."""

    def __init__(self) -> None:
        self._real_home = Path.home()
        self._before = self._ours_in_real_home()
        place = _place()
        self._folder = Path(tempfile.mkdtemp(prefix="zq-", dir=place))  # short: sockets lie in it
        # pytest's own folders stay where one looks for them after a failure.
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", place)
        self._temporary = self._new("tmp")
        home = self._new("home")
        for name in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ.pop(name, None)
        os.environ["XDG_RUNTIME_DIR"] = str(self._new("run"))
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
            if name in os.environ or (name == "HOME" and sys.platform != "win32"):
                os.environ[name] = str(home)
        for name in ("TMPDIR", "TEMP", "TMP"):
            if name in os.environ or name == "TMPDIR":
                os.environ[name] = str(self._temporary)
        tempfile.tempdir = None  # found out once otherwise

    def _new(self, name: str) -> Path:
        folder = self._folder / name
        folder.mkdir(mode=0o700)
        return folder

    def left_behind(self) -> list[str]:
        """Return what lies in the temporary folder, and what is new in the real home.

        A window that is killed leaves its socket, which the next one of the same data takes over.
        """
        paths = (path for path in self._temporary.rglob("*") if not path.is_socket())
        left = sorted(str(path.relative_to(self._temporary)) for path in paths)
        return left + sorted(map(str, self._ours_in_real_home() - self._before))

    def remove(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def _ours_in_real_home(self) -> set[Path]:
        return {
            path
            for place in _PLACES
            for name in _NAMES
            for path in (self._real_home / place).glob(f"*{name}*")
        }


def _place() -> str:
    """Return where temporary folders lie: in memory where there is room and nobody said where.

    Each act on a store waits for the disk, thousands of them longer than the tests compute.
    """
    if "TMPDIR" not in os.environ and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM:
        return str(_MEMORY)
    return tempfile.gettempdir()
