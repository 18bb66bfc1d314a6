"""``make mutants``: small faults planted in policies, roads and cases, one at a time; do the tests notice?

A sample of all that could be planted, the same one each time (``SEED`` for another).
"""

import os
import sys
from pathlib import Path
from random import Random
from typing import Final

from tests.running.choosing import ROOT
from tests.running.faults import faults_of
from tests.running.judging import judge_all

WHERE: Final = ("domain/policies", "domain/roads", "domain/cases")
TESTS: Final = (*WHERE, *(f"tests/{where}" for where in WHERE), "tests/test_samples.py")
OTHERS: Final = tuple(f"--ignore={one}" for one in TESTS)
"""All that ``make test`` runs besides: the window, funds, papers."""
COUNT: Final = int(os.environ.get("MUTANTS", "200"))
SEED: Final = int(os.environ.get("SEED", "2022"))
_GOAL: Final = 0.9


def main() -> int:
    """Plant the faults; 1 where fewer are noticed than the goal, or tests fail without any."""
    files = [path.relative_to(ROOT) for where in WHERE for path in sorted((ROOT / where).rglob("*.py"))]
    every = [fault for path in files for fault in faults_of(Path(path))]
    sample = {one.name: one for one in Random(SEED).sample(every, min(COUNT, len(every)))}

    def tell(name: str, is_noticed: bool) -> None:
        print("noticed " if is_noticed else "LIVES   ", sample[name], flush=True)

    noticed, failed = judge_all(list(sample), TESTS, tell, others=OTHERS)
    if failed:
        print("these fail with no fault planted:", *failed, sep="\n  ")
    print(f"{sum(noticed.values())} of {len(noticed)} noticed, out of {len(every)} that could be planted")
    return int(bool(failed) or sum(noticed.values()) < _GOAL * len(noticed))


if __name__ == "__main__":
    sys.exit(main())
