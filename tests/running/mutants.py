"""``make mutants``: small faults planted in the policies and the cases, one at a time; do the tests notice?

A sample of all that could be planted, the same one each time (``SEED`` for another). Each is written into
a copy of the project, and the tests nearest to it are run until one fails.
"""

import ast
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from queue import SimpleQueue
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from tests.running.choosing import ROOT, Imports, path_of

WHERE: Final = ("domain/policies", "domain/cases")
COUNT: Final = int(os.environ.get("MUTANTS", "200"))
SEED: Final = int(os.environ.get("SEED", "2022"))
SECONDS: Final = 150
"""For the tests of one fault; one that makes them run for ever is noticed by that."""
_NEAR: Final = 3
"""How far tests may be, by who imports whom; what is further hardly fails first."""
_WORKERS: Final = 2
_GOAL: Final = 0.9
_SWAPPED: Final[dict[type, str]] = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.Is: "is not", ast.IsNot: "is", ast.In: "not in", ast.NotIn: "in",
    ast.Add: "-", ast.Sub: "+", ast.Mult: "//", ast.FloorDiv: "*", ast.BitOr: "&", ast.BitAnd: "|",
    ast.And: "or", ast.Or: "and",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A fault: the text between two offsets of a file becomes another one."""

    path: Path
    start: int
    end: int
    text: str
    line: int

    def planted(self) -> str:
        source = (ROOT / self.path).read_text("utf-8")
        return source[: self.start] + self.text + source[self.end :]

    def __str__(self) -> str:
        source = (ROOT / self.path).read_text("utf-8")
        return f"{self.path}:{self.line}: {source[self.start : self.end]!r} -> {self.text!r}"


class _Source:
    """The text of a file, and where the nodes of its tree stand in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = (ROOT / path).read_text("utf-8")
        self._lines = self.text.splitlines(keepends=True)
        self._begins = list(accumulate(map(len, self._lines), initial=0))

    def span(self, node: ast.expr) -> tuple[int, int]:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno, node.end_col_offset)

    def instead(self, node: ast.expr, text: str) -> Mutant:
        """Return the fault that another text stands for a node; ``{}`` in it is the node's own."""
        start, end = self.span(node)
        return Mutant(self.path, start, end, text.replace("{}", self.text[start:end]), node.lineno)

    def between(self, left: ast.expr, operator: ast.AST, right: ast.expr) -> Mutant:
        """Return the fault that the operator is another one; with it stand blanks and perhaps brackets."""
        start, end = self.span(left)[1], self.span(right)[0]
        found = self.text[start:end]
        before, after = found[: -len(found.lstrip(" \n)"))], found[len(found.rstrip(" \n(")) :]
        return Mutant(self.path, start, end, f"{before}{_SWAPPED[type(operator)]}{after}", left.lineno)

    def _offset(self, line: int, column: int) -> int:
        return self._begins[line - 1] + len(self._lines[line - 1].encode()[:column].decode())


def mutants_of(path: Path) -> Iterator[Mutant]:
    """Yield every fault that can be planted into a file."""
    source = _Source(path)
    for node in _in_code(ast.parse(source.text)):
        match node:
            case ast.Compare(left, [operator], [right]) | ast.BinOp(left, operator, right) if (
                type(operator) in _SWAPPED
            ):
                yield source.between(left, operator, right)
            case ast.BoolOp(operator, [left, right]):
                yield source.between(left, operator, right)
            case ast.UnaryOp(ast.Not(), operand):
                yield Mutant(path, source.span(node)[0], source.span(operand)[0], "", node.lineno)
            case ast.If(test) | ast.IfExp(test) | ast.While(test):
                yield source.instead(test, "(not ({}))")
            case ast.Constant(bool() as value):
                yield source.instead(node, str(not value))
            case ast.Constant(int() as value):
                yield source.instead(node, str(value + 1))


def _in_code(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes that are carried out: no annotations, decorators, or texts put together."""
    yield node
    for name, field in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "format_spec", "pattern"):
            continue
        for child in field if isinstance(field, list) else [field]:
            if isinstance(child, ast.AST) and not _is_for_types(child):
                yield from _in_code(child)


def _is_for_types(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
        return isinstance(node.value.op, ast.BitOr)  # a union of types
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def fails(tests: Iterable[str], copy: Path, seconds: float | None = None) -> bool:
    """Say whether one of these test files fails in a copy of the project, or takes for ever."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", *tests]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def is_noticed(mutant: Mutant, tests: Iterable[str], copy: Path) -> bool:
    """Say whether the tests fail with a fault planted in a copy of the project."""
    target = copy / mutant.path
    target.write_text(mutant.planted(), encoding="utf-8")
    try:
        return fails(tests, copy, SECONDS)
    finally:
        shutil.copy(ROOT / mutant.path, target)


def main() -> int:
    """Plant the faults; 1 where fewer are noticed than the goal."""
    files = [path.relative_to(ROOT) for where in WHERE for path in sorted((ROOT / where).rglob("*.py"))]
    every = [mutant for path in files for mutant in mutants_of(path)]
    sample = Random(SEED).sample(every, min(COUNT, len(every)))
    imports = Imports()
    tests = {path: _near(path, imports) for path in {one.path for one in sample}}
    copies: SimpleQueue[Path] = SimpleQueue()
    with TemporaryDirectory() as folder, ThreadPoolExecutor(_WORKERS) as workers:
        for number in range(_WORKERS):
            copies.put(_copied(Path(folder) / str(number)))

        def judge(mutant: Mutant) -> bool:
            copy = copies.get()
            try:
                noticed = is_noticed(mutant, tests[mutant.path], copy)
            finally:
                copies.put(copy)
            print("noticed " if noticed else "LIVES   ", mutant, flush=True)
            return noticed

        if fails(sorted(set().union(*tests.values())), Path(folder) / "0"):
            print("the tests fail with no fault planted")
            return 2
        found = list(workers.map(judge, sample))
    print(f"{sum(found)} of {len(found)} noticed, out of {len(every)} that could be planted")
    return int(sum(found) < _GOAL * len(found))


def _near(path: Path, imports: Imports) -> list[str]:
    """Return the files whose tests a fault in this one can touch, the nearest first."""
    near = imports.tests_near([".".join(path.with_suffix("").parts)])
    return [str(path), *(str(path_of(one).relative_to(ROOT)) for one, far in near.items() if far <= _NEAR)]


def _copied(folder: Path) -> Path:
    names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in names.decode().split("\0")[:-1]:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    return folder


if __name__ == "__main__":
    sys.exit(main())
