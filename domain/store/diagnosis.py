"""One file for the person who helps from afar: versions, settings, logs, and whether the store is whole.

No enterprise, no paper and no office is in it; names, codes and numbers in the logs are cut.
"""

import json
import locale
import os
import platform
import re
import shutil
import sqlite3
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

from domain.store.backup.contents import contents_of, faults_of
from domain.store.backup.flaws import flaws_of
from domain.store.backup.keeping import bytes_kept, look_through
from domain.store.backup.places import backups_folder, damaged_folders
from domain.store.backup.problems import translated
from domain.store.plain import STORE_NAME, opened
from domain.values.files import replacing

_TELLING: Final = re.compile(
    r"^(LANG|LC_|QT_|XDG_SESSION|XDG_CURRENT|DISPLAY|WAYLAND|GTK_IM|XMODIFIERS|ZHUQIDUI_HOME$)"
)
_NAMES: Final = re.compile(r"“[^”\n]{3,}”")
_CODES: Final = re.compile(r"(?<![0-9A-Za-z])([0-9A-Z]{2})[0-9A-Z]{9,}(?![0-9A-Za-z])")
_LOG_BYTES: Final = 5_000_000


def write_diagnosis(home: Path, target: Path, *, program: str) -> None:
    """Write the file; the store is read only.

    Raises:
        DomainError: It cannot be written.
    """
    with (
        translated(home),
        replacing(target) as path,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name, part in (
            ("versions.json", versions(program)),
            ("system.json", _system(home)),
            ("store.json", _store(home)),
            ("backups.json", _backups(home)),
            ("attachments.json", _attachments(home)),
            ("files.json", _files(home)),
        ):
            archive.writestr(name, json.dumps(part, ensure_ascii=False, indent=1, default=str))
        window = home / "window.ini"
        if window.is_file():
            archive.writestr("window.ini", window.read_bytes())
        for log in sorted((home / "logs").glob("*.log*")):
            text = log.read_bytes()[-_LOG_BYTES:].decode("utf-8", errors="replace")
            archive.writestr(f"logs/{log.name}", without_names(text))


def versions(program: str) -> dict[str, Any]:
    """Return what the program is made of on this machine."""
    return {
        "program": program,
        "python": sys.version,
        "sqlite": sqlite3.sqlite_version,
        "packages": dict(sorted((item.name, item.version) for item in distributions())),
        "is_bundled": hasattr(sys, "_MEIPASS"),
    }


def without_names(text: str) -> str:
    """Cut what could name an enterprise or a person: what stands in quotes, long codes and numbers.

    >>> without_names("“甲乙公司”（91410100MA3X4X5X6X），电话 13800001234")
    '“…”（91…），电话 13…'
    """
    return _CODES.sub(r"\1…", _NAMES.sub("“…”", text))


def _system(home: Path) -> dict[str, Any]:
    return {
        "platform": platform.platform(),
        "machine": platform.machine(),
        "libc": platform.libc_ver(),
        "locale": locale.getlocale(),
        "time": datetime.now().astimezone().isoformat(),
        "environment": {name: value for name, value in sorted(os.environ.items()) if _TELLING.match(name)},
        "home": str(home),
        "disk": shutil.disk_usage(home)._asdict() if home.exists() else None,
    }


def _store(home: Path) -> Mapping[str, Any]:
    store = home / STORE_NAME
    if not store.exists():
        return {"exists": False}
    found: dict[str, Any] = {"exists": True, "bytes": store.stat().st_size}
    try:
        found["faults"] = faults_of(store)
        found["flaws"] = [] if found["faults"] else [without_names(flaw) for flaw in flaws_of(store)]
        found["contents"] = asdict(contents_of(store))
        # Who the office is, is not needed to help.
        found["contents"]["office"] = bool(found["contents"]["office"])
    except (sqlite3.Error, OSError, ValueError) as error:
        # Not what it says: a value of the store may stand in it.
        found["error"] = [type(error).__name__, getattr(error, "sqlite_errorname", None)]
    return found


def _backups(home: Path) -> dict[str, Any]:
    readable, bad = look_through(home)
    left_out = {"office", "files", "contents", "state", "flaws", "mends"}
    return {
        "readable": [
            {
                "name": backup.path.name,
                **backup.manifest.model_dump(mode="json", exclude=left_out),
                "bytes": backup.manifest.size,
                "shared": len(backup.manifest.contents),
                "flaws": [without_names(one) for one in (*backup.manifest.flaws, *backup.manifest.mends)],
            }
            for backup in readable
        ],
        "bad": [{"name": one.path.name, "reason": one.sentence} for one in bad],
        "files": len(list(backups_folder(home).glob("*"))) if backups_folder(home).is_dir() else 0,
        "bytes": bytes_kept(home),
        "set_aside": [path.name for path in damaged_folders(home)],
    }


def _attachments(home: Path) -> Mapping[str, Any]:
    """Count the files of enterprises, and those whose content is gone or of another length."""
    store = home / STORE_NAME
    if not store.exists():
        return {}
    try:
        with closing(opened(store)) as connection:
            rows = connection.execute(
                "SELECT sha256, size, removed_at IS NULL FROM attachment WHERE sha256 != ''"
            ).fetchall()
    except (sqlite3.Error, ValueError) as error:
        return {"error": type(error).__name__}
    live = [(home / "attachments" / sha256[:2] / sha256, size) for sha256, size, is_live in rows if is_live]
    lost = [path for path, _ in live if not path.is_file()]
    return {
        "rows": len(rows),
        "live": len(live),
        "bytes": sum(size for _, size in live),
        "lost": len(lost),
        "altered": sum(1 for path, size in live if path.is_file() and path.stat().st_size != size),
    }


def _files(home: Path) -> list[dict[str, Any]]:
    return [
        {"path": path.relative_to(home).as_posix(), "bytes": facts.st_size, "changed": facts.st_mtime}
        for path, facts in _stats(home)
    ]


def _stats(home: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for path in sorted(home.rglob("*")):
        try:
            if path.is_file():
                yield path, path.stat()
        except OSError:
            continue  # It went meanwhile.
