"""Which tests a change can touch, the nearest first."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import grimp

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("domain", "gui", "reports", "tests")
# What a folder's fixtures pull in is used by all of its tests, by most of them hardly.
_THROUGH_FIXTURES: Final = 3


class Imports:
    """Who imports whom, fixtures of a folder as if each of its tests imported them."""

    def __init__(self) -> None:
        self._graph = grimp.build_graph(*PACKAGES, cache_dir=str(ROOT / ".import_linter_cache"))
        self.modules = frozenset(self._graph.modules)

    def users_of(self, module: str) -> Iterable[tuple[str, int]]:
        """Yield the modules that use one directly, each with how far that takes it away."""
        yield from ((one, 1) for one in self._graph.find_modules_that_directly_import(module))
        package, _, name = module.rpartition(".")
        if name == "conftest":
            for one in self.modules:
                if one.startswith(f"{package}.") and is_test(one):
                    yield one, _THROUGH_FIXTURES

    def tests_near(self, start: Iterable[str]) -> dict[str, int]:
        """Return the test modules that these modules can touch, the nearest first, each with its distance."""
        distance = dict.fromkeys(start, 0)
        waiting = list(distance)
        while waiting:
            module = waiting.pop(0)
            for user, step in self.users_of(module):
                if distance[module] + step < distance.get(user, 1_000):
                    distance[user] = distance[module] + step
                    waiting.append(user)
        found = [(far, module) for module, far in distance.items() if is_test(module)]
        return {module: far for far, module in sorted(found)}


def is_test(module: str) -> bool:
    return module.rpartition(".")[2].startswith("test_")


def changed_files() -> list[Path]:
    """Return what differs from the last commit, or else what that one changed."""
    here = _git("diff", "--name-only", "HEAD") + _git("ls-files", "--others", "--exclude-standard")
    return [Path(one) for one in here or _git("diff", "--name-only", "HEAD~1", "HEAD")]


def touched_by(files: Iterable[Path], imports: Imports) -> list[str]:
    """Return the modules that a change of files begins at: themselves, or who names them."""
    found: dict[str, None] = {}
    for file in files:
        module = ".".join(file.with_suffix("").parts).removesuffix(".__init__")
        if file.suffix == ".py" and module in imports.modules:
            found[module] = None
        elif file.suffix != ".py":
            found.update(dict.fromkeys(_naming(file, imports.modules)))
    return list(found)


def path_of(module: str) -> Path:
    return ROOT / f"{module.replace('.', '/')}.py"


def _naming(file: Path, modules: Iterable[str]) -> list[str]:
    """Return the modules whose text names a file, or the folder it lies in where none names itself."""
    texts = {one: path_of(one).read_text("utf-8") for one in sorted(modules) if path_of(one).is_file()}
    for name in (file.name, file.stem, file.parent.name):
        quoted = re.compile(rf"[\"'/]{re.escape(name)}[\"'/]")
        if name and (found := [one for one, text in texts.items() if quoted.search(text)]):
            return found
    return []


def _git(*arguments: str) -> list[str]:
    outcome = subprocess.run(
        ["git", "-c", "core.quotepath=off", *arguments], cwd=ROOT, capture_output=True, check=True
    )
    return outcome.stdout.decode().splitlines()
