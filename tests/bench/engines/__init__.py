"""Other rule engines on the same ten clauses, in turns with the program and with numpy by hand.

They are no part of the program: each is installed into a folder of its own below ``build/engines``, which a
process of its own puts behind the program's packages. Where one cannot be installed, that is said and nothing
of it is measured.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from tests.bench.engines.installing import VERSIONS, NotInstalled, install
from tests.bench.measuring import Goal, Measurement

ROOT: Final = Path(__file__).parents[3]


def measure() -> list[Measurement]:
    measurements: list[Measurement] = []
    for engine in VERSIONS:
        try:
            folder = install(engine)
        except NotInstalled as problem:
            print(problem)
            continue
        measurements += _measured(engine, folder)
    return measurements


def _measured(engine: str, folder: Path) -> list[Measurement]:
    command = [sys.executable, "-m", "tests.bench.engines.turns", engine, str(folder)]
    printed = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
    return [
        Measurement(one["name"], one["value"], one["unit"], one["goal"], Goal(one["side"]))
        for one in json.loads(printed)
    ]
