"""Holds a bundle against the oldest system it must start on; run where binutils are.

    check_bundle.py FOLDER

Fails if a file needs a newer glibc or libstdc++ than the target's, or a library that is neither in the bundle
nor in the package's Depends; if something is missing that no import would miss before it is too late; and if
there is a symbolic link, which the FAT of a USB stick cannot hold.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

Version = tuple[int, ...]

TARGETS: Final[dict[str, Version]] = {"GLIBC": (2, 28), "GLIBCXX": (3, 4, 25), "CXXABI": (1, 3, 11)}
"""UOS 20, and Debian 10 with its GCC 8; Kylin V10 has newer ones."""

OF_THE_SYSTEM: Final = re.compile(
    r"ld-linux-x86-64|lib(c|m|dl|rt|pthread|util|resolv)\.so"  # libc6
    r"|lib(stdc\+\+|gcc_s|z)\.so"  # libstdc++6, libgcc-s1, zlib1g
    r"|lib(GL|EGL|X11|X11-xcb|xcb)\.so"  # libgl1, libegl1, libx11-6, libx11-xcb1, libxcb1
    r"|lib(fontconfig|freetype|dbus-1|glib-2\.0|gthread-2\.0|gssapi_krb5)\.so"
    r"|libxcb-glx\.so"  # libxcb-glx0, which libgl1 brings
    r"|lib(bz2|lzma|uuid|zstd)\.so"  # every Debian has them, for dpkg, mount and apt
    r"|libcups\.so"  # for a plugin that is not loaded where there is no CUPS
)
REQUIRED: Final = (
    "zhuqidui",
    "_internal/libxcb-cursor.so.0",
    "_internal/PySide6/Qt/plugins/platforms/libqxcb.so",
    "_internal/PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
    "_internal/PySide6/Qt/plugins/imageformats/libqjpeg.so",
    "_internal/PySide6/Qt/plugins/imageformats/libqsvg.so",
    "_internal/PySide6/Qt/translations/qtbase_zh_CN.qm",
    "_internal/pyrage/pyrage.abi3.so",
    "_internal/domain/store/migrations/env.py",
    "_internal/resources/facts/office.toml",
    "_internal/resources/fonts/NotoSansSC-Regular.ttf",
)


def main(folder: Path) -> int:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and is_elf(path))
    present = {path.name for path in files}
    complaints = [f"not there: {name}" for name in REQUIRED if not (folder / name).exists()]
    complaints += [f"a link: {path}" for path in folder.rglob("*") if path.is_symlink()]
    highest: dict[str, tuple[Version, Path]] = {}
    for path in files:
        for family, version in versions_of(path):
            highest[family] = max(highest.get(family, ((), path)), (version, path))
            if version > TARGETS[family]:
                complaints.append(f"{path.relative_to(folder)} needs {family}_{dotted(version)}")
        complaints += [
            f"{path.relative_to(folder)} needs {name}, which nothing brings"
            for name in needed_by(path)
            if name not in present and not OF_THE_SYSTEM.match(name)
        ]
    for family, (version, path) in sorted(highest.items()):
        target = dotted(TARGETS[family])
        print(f"{family}_{dotted(version)} ({path.name}): the highest of {len(files)} files, target {target}")
    print(*dict.fromkeys(complaints), sep="\n", file=sys.stderr)
    return 1 if complaints else 0


def is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def versions_of(path: Path) -> Iterator[tuple[str, Version]]:
    """Yield the symbol versions that a file needs from others, not those it offers."""
    needs = read_elf("--version-info", path).partition("Version needs section")[2]
    for family, version in re.findall(r"Name: (GLIBC|GLIBCXX|CXXABI)_([\d.]+)", needs):
        yield family, tuple(map(int, version.split(".")))


def needed_by(path: Path) -> list[str]:
    return re.findall(r"\(NEEDED\).*\[(.*)\]", read_elf("--dynamic", path))


def read_elf(what: str, path: Path) -> str:
    command = ["readelf", "--wide", what, os.fspath(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def dotted(version: Version) -> str:
    return ".".join(map(str, version))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
