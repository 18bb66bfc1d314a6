"""What a bundle is made of: a list for who answers for it (CycloneDX 1.5), and the licence of every part.

    components.py CONTENTS BUNDLE VERSION

Runs in the environment that the bundle was made in. ``CONTENTS`` is what the spec wrote, one line of place
and source for each file; both results go into ``licences`` of the bundle. A file of no known part fails.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any, Final

COMMON: Final = Path("/usr/share/common-licenses")
DOCS: Final = Path("/usr/share/doc")
NAME: Final = "components.cdx.json"
_LICENCE_FILE: Final = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
_QT: Final = ("LGPL-3", "GPL-3")
"""Qt and its Python come without the texts of their licences; the system has them."""

_LIBRARY: Final = "base_library.zip"
"""What of the standard library is there before anything else, packed by the packer."""

_SAID: Final = {
    "pyside6-essentials": "LGPL-3.0-only",
    "pyside6-addons": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
}
_CLASSIFIER: Final = "License :: OSI Approved :: "
_OURS: Final = ("domain", "gui", "reports", "resources", "packaging", "main.py", "LICENSE", "CHANGELOG.md")


def main(contents: Path, bundle: Path, version: str) -> None:
    """Write the list and the licences of what ``contents`` names into the bundle."""
    lines = [line.split("\t") for line in contents.read_text("utf-8").splitlines()]
    sources = sorted({Path(source).resolve() for _, source in lines})
    found = Parts(bundle / "licences")
    unknown = [str(one) for one in sources if not found.take(one)]
    if unknown:
        sys.exit("of no known part:\n" + "\n".join(unknown[:20]))
    found.always()
    listed = json.dumps(_document(found.components, version), ensure_ascii=False, indent=1, sort_keys=True)
    (found.folder / NAME).write_text(listed + "\n", "utf-8")
    print(f"{len(found.components)} components, their licences in {found.folder.name}")


class Parts:
    """The parts that files belong to, each with its licence texts copied once."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self.folder = folder
        self.components: dict[str, dict[str, Any]] = {}
        self._of_file = dict(_files_of_distributions())
        self._python = Path(sys.base_prefix).resolve()
        self._source = Path(__file__).resolve().parent.parent

    def take(self, source: Path) -> bool:
        """Note the part that a file belongs to; return whether there is one."""
        if (distribution := self._of_file.get(str(source))) is not None:
            self._distribution(distribution)
        elif source.is_relative_to(self._source):
            return source.relative_to(self._source).parts[0] in _OURS
        elif source.is_relative_to(self._python):
            if "sqlite3" in source.name and source.suffix != ".py":
                self._add("SQLite", sqlite3.sqlite_version, "blessing", "pkg:generic/sqlite")
        elif source.name == _LIBRARY or not source.exists():
            # What the packer writes itself.
            return True
        else:
            return self._of_system(source)
        return True

    def always(self) -> None:
        """Add what no file of the list tells of: the interpreter, Qt inside its wheels, the shipped fonts."""
        version = ".".join(map(str, sys.version_info[:3]))
        self._add("CPython", version, "PSF-2.0", "pkg:generic/cpython")
        for text in sorted((self._python / "lib").glob("python3.*/LICENSE.txt")):
            self._copy(text, f"CPython-{version}")
        pyside = next((one for one in self.components.values() if one["name"] == "PySide6_Essentials"), None)
        if pyside is not None:
            self._add("Qt", pyside["version"], "LGPL-3.0-only", "pkg:generic/qt")
            for text in _QT:
                self._copy(COMMON / text, f"Qt-{pyside['version']}")
        fonts = self._source / "resources/fonts/LICENSES"
        for text in sorted(fonts.iterdir()):
            self._copy(text, "fonts")

    def _distribution(self, one: Distribution) -> None:
        name = one.metadata["Name"]
        if not self._add(name, one.version, _licence_of(one), f"pkg:pypi/{name.lower().replace('_', '-')}"):
            return
        for file in one.files or ():
            if _LICENCE_FILE.search(file.name) and file.suffix not in {".py", ".pyc", ".so"}:
                text = Path(str(one.locate_file(file)))
                if text.is_file():
                    self._copy(text, f"{name}-{one.version}")

    def _of_system(self, source: Path) -> bool:
        """Note the package of the system that a library came from."""
        names = (str(source), str(source).removeprefix("/usr"))
        for name in names:
            asked = subprocess.run(["dpkg", "-S", name], capture_output=True, text=True, check=False)
            if asked.returncode == 0:
                package = asked.stdout.split(":")[0]
                break
        else:
            return False
        asked = subprocess.run(
            ["dpkg-query", "-W", "-f", "${Version}", package],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        version = asked.stdout
        if self._add(package, version, "", f"pkg:deb/debian/{package}"):
            self._copy(DOCS / package / "copyright", f"{package}-{version}".replace(":", "_"))
        return True

    def _add(self, name: str, version: str, licence: str, purl: str) -> bool:
        """Add a component; return False where it is there already."""
        key = f"{purl}@{version}"
        if key in self.components:
            return False
        one: dict[str, Any] = {"type": "library", "name": name, "version": version}
        one |= {"purl": key, "bom-ref": key}
        if licence:
            said = {"expression": licence} if _is_expression(licence) else {"license": {"name": licence}}
            one["licenses"] = [said]
        self.components[key] = one
        return True

    def _copy(self, text: Path, folder: str) -> None:
        target = self.folder / folder
        target.mkdir(exist_ok=True)
        shutil.copyfile(text, target / text.name)


def _files_of_distributions() -> Iterator[tuple[str, Distribution]]:
    for one in distributions():
        base = str(Path(str(one.locate_file(""))).resolve())
        for file in one.files or ():
            yield os.path.normpath(f"{base}/{file}"), one


def _licence_of(one: Distribution) -> str:
    """Return the licence as the distribution says it: an expression where it has one."""
    metadata = one.metadata
    name = metadata["Name"].lower().replace("_", "-")
    if name in _SAID:
        return _SAID[name]
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    if said and "\n" not in said and len(said) < 80:
        return str(said)
    lines = metadata.get_all("Classifier") or ()
    return " AND ".join(line.removeprefix(_CLASSIFIER) for line in lines if _CLASSIFIER in line)


def _is_expression(licence: str) -> bool:
    return re.fullmatch(r"[\w.+-]+(?: (?:AND|OR|WITH) [\w.+-]+)*", licence) is not None


def _document(components: dict[str, dict[str, Any]], version: str) -> dict[str, Any]:
    parts = [components[key] for key in sorted(components)]
    digest = hashlib.sha256(json.dumps([version, parts], sort_keys=True).encode()).digest()
    when = datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), UTC)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.UUID(bytes=digest[:16], version=4)}",
        "version": 1,
        "metadata": {
            "timestamp": when.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": {
                "type": "application",
                "name": "zhuqidui",
                "version": version,
                "bom-ref": "zhuqidui",
            },
        },
        "components": parts,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
