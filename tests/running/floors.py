"""``make coverage``: how much of each folder the tests pass through, held against floors.

Lines alone are counted: from Python 3.12 on the interpreter itself says of each, once, that it was reached,
which costs next to nothing; branches would make the tests take twice as long.
"""

import os
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from io import StringIO
from pathlib import Path
from typing import Final

from coverage import Coverage

from tests.running.choosing import ROOT

FLOORS: Final[Mapping[str, int]] = {
    "domain": 97,
    "reports": 98,
    "gui": 92,
    "gui/**/printing.py": 80,
    "gui/**/opening.py": 80,
    "gui/**/self_check.py": 80,
}
"""Percent of lines, of a folder or of what a pattern finds."""
_CORE: Final = {"COVERAGE_CORE": "sysmon"} if sys.version_info >= (3, 12) else {}


def shares(measured: Coverage) -> dict[str, Fraction]:
    """Return which share of lines was passed through, by the keys of `FLOORS`."""
    found = {}
    for where in FLOORS:
        pattern = where if where.endswith(".py") else f"{where}/**/*.py"
        files = [str(path) for path in sorted(ROOT.glob(pattern)) if "migrations" not in path.parts]
        assert files, where
        table = StringIO()
        measured.report(files, file=table, output_format="total", precision=2)
        found[where] = Fraction(table.getvalue().strip())
    return found


def main() -> int:
    """Run every test and say what they pass through; 1 where that is below a floor."""
    folder = ROOT / "build" / "coverage"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("data*"):
        old.unlink()
    tests = ["-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
    command = [sys.executable, "-m", "coverage", "run", *tests]
    run = subprocess.run(command, cwd=ROOT, env=os.environ | _CORE, check=False)
    measured = Coverage()
    measured.combine()
    measured.save()
    below = False
    for where, share in shares(measured).items():
        floor = FLOORS[where]
        below |= share < floor
        print(f"{where:24} {float(share):6.2f} %   floor {floor} %{'   BELOW' if share < floor else ''}")
    _least_covered(measured)
    return run.returncode or int(below)


def _least_covered(measured: Coverage) -> None:
    """Print the modules of which most was never reached."""
    missed = []
    for file in measured.get_data().measured_files():
        _, _, _, lines, _ = measured.analysis2(file)
        missed.append((len(lines), str(Path(file).relative_to(ROOT))))
    for count, name in sorted(missed, reverse=True)[:15]:
        print(f"{count:6} lines never reached in {name}")


if __name__ == "__main__":
    sys.exit(main())
