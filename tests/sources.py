"""What our sources import, read once for all the tests that hold them to it."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path


@cache
def imports_of(path: Path) -> tuple[ast.Import | ast.ImportFrom, ...]:
    """Return what a module imports, wherever in it: at the top, for its types, in a function."""
    found = _statements(ast.parse(path.read_text("utf-8")).body)
    return tuple(one for one in found if isinstance(one, ast.Import | ast.ImportFrom))


def _statements(block: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    # Not by `ast.walk`: of every ten nodes nine are parts of expressions, where nothing is imported.
    for one in block:
        yield one
        for name in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(one, name, ()))
        for name in ("handlers", "cases"):
            for part in getattr(one, name, ()):
                yield from _statements(part.body)
