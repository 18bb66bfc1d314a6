"""Runs the benchmarks (all, or those named), prints their table and writes ``build/bench.json``.

A goal that is missed is reported, not an error: figures depend on the machine.
"""

import gc
import json
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final

from tests import bench
from tests.bench.measuring import Measurement, as_record, table

RESULT: Final = Path("build/bench.json")
NO_BENCHMARKS: Final = {"__main__", "measuring", "million", "window_of_list"}


def benchmarks() -> list[str]:
    """Return the names of the benchmark modules, sorted."""
    return sorted(module.name for module in iter_modules(bench.__path__) if module.name not in NO_BENCHMARKS)


def run(names: list[str]) -> list[Measurement]:
    """Run the benchmarks one after the other, each telling that it has begun."""
    measurements: list[Measurement] = []
    for name in names:
        print(f"{name} ...", file=sys.stderr)
        module = import_module(f"{bench.__name__}.{name}")
        # As the window does once it is there: what is imported is not looked through for garbage.
        gc.collect()
        gc.freeze()
        measurements += module.measure()
    return measurements


def main(arguments: list[str]) -> int:
    """Run what was asked for. Returns 2 where a name is unknown."""
    unknown = [name for name in arguments if name not in benchmarks()]
    if unknown:
        print(
            f"no such benchmark: {', '.join(unknown)}; there are {', '.join(benchmarks())}", file=sys.stderr
        )
        return 2
    measurements = run(arguments or benchmarks())
    print(table(measurements))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(
        json.dumps(as_record(measurements), ensure_ascii=False, indent=2) + "\n", encoding="utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
