"""The modules that the bundle puts in the place of libshiboken's own, for a Python that is not bundled."""

import shutil
from pathlib import Path

import shiboken6

STAND_IN = Path(__file__).parents[2] / "packaging" / "signatures" / "shibokensupport"


def put_stand_in(folder: Path) -> Path:
    """Make a copy of shiboken6 in a folder as the bundle has it; return what PYTHONPATH must name."""
    package = folder / "shiboken6"
    shutil.copytree(Path(shiboken6.__file__).parent, package)
    shutil.copytree(STAND_IN, package / "files.dir" / "shibokensupport")
    return folder
