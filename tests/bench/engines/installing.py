"""Puts an engine into a folder of its own, in the version that was compared."""

import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Final

FOLDER: Final = Path("build/engines")
VERSIONS: Final = {"zen-engine": "2.1.3", "openfisca-core": "46.0.1"}
MAX_SECONDS: Final = 300


class NotInstalled(Exception):
    """An engine that cannot be had here; its text is one sentence."""


def install(engine: str, folder: Path = FOLDER) -> Path:
    """Return the folder of an engine's packages, installed with the program's own version of numpy.

    Raises:
        NotInstalled: There is no network, or nothing of it for this machine.
    """
    wanted = f"{engine}=={VERSIONS[engine]}"
    target = folder / f"{wanted}-python{sys.version_info.major}.{sys.version_info.minor}"
    if target.is_dir():
        return target
    begun = folder / f"{target.name}.part"
    shutil.rmtree(begun, ignore_errors=True)
    command = [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--target", str(begun)]
    command += ["--python", sys.executable, wanted, f"numpy=={version('numpy')}"]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=MAX_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
        shutil.rmtree(begun, ignore_errors=True)
        raise NotInstalled(
            f"{wanted} cannot be installed here and is not measured: {_reason(problem)}"
        ) from problem
    begun.rename(target)
    return target


def _reason(problem: subprocess.CalledProcessError | subprocess.TimeoutExpired) -> str:
    if isinstance(problem, subprocess.TimeoutExpired):
        return f"it did not come within {MAX_SECONDS} s"
    lines = [line.strip() for line in problem.stderr.splitlines() if line.strip()]
    return " ".join(lines[:2])
