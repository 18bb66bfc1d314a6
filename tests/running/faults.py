"""Small faults that can be planted into a module: which there are, and how they come to stand in it."""

import ast
from collections.abc import Container, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from tests.running.choosing import ROOT

HOOK: Final = "__fault__"
"""What the planted code asks, by a fault's name: is this the one?"""
_SWAPPED: Final[dict[type, type]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
_DENIED: Final = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
# Not carried out, or put together from texts only.
_LEFT_OUT: Final = ("annotation", "returns", "decorator_list", "format_spec", "pattern")
_ONLY_ASSERTED: Final = "strict"
"""What `zip` is told holds of lengths anyhow: another value changes nothing where the rest is right."""

_Place = ast.expr | ast.AugAssign
_Any = TypeVar("_Any", bound=ast.AST)


@dataclass(frozen=True)
class Fault:
    """One thing that stands where another should: the so-manyth fault of a file."""

    path: Path
    number: int
    line: int
    before: str
    after: str

    @property
    def name(self) -> str:
        return f"{self.path}#{self.number}"

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.before} -> {self.after}"


def faults_of(path: Path) -> Iterator[Fault]:
    """Yield every fault that can be planted into a file, a path below the project."""
    planter = _Planter(path, ())
    planter.visit(ast.parse((ROOT / path).read_text("utf-8")))
    yield from planter.faults


def planted(path: Path, names: Container[str]) -> ast.Module:
    """Return a file's code with these faults in it, each there only while `HOOK` says yes to its name."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return ast.fix_missing_locations(_Planter(path, names).visit(tree))


class _Planter(ast.NodeTransformer):
    """Meets the places of a file in the order of its tree, counts their faults, and plants some."""

    def __init__(self, path: Path, names: Container[str]) -> None:
        self._path = path
        self._names = names
        self._asked: set[ast.AST] = set()
        self.faults: list[Fault] = []

    def visit(self, node: _Any) -> ast.AST:
        if _is_for_types(node) or (isinstance(node, ast.keyword) and node.arg == _ONLY_ASSERTED):
            return node
        if isinstance(node, ast.If | ast.IfExp | ast.While):
            self._asked.add(node.test)
        chosen = []
        for other in _instead_of(node, is_asked=node in self._asked):
            fault = Fault(self._path, len(self.faults), node.lineno, ast.unparse(node), ast.unparse(other))
            self.faults.append(fault)
            if fault.name in self._names:
                # The parts get their own faults below; two at once are never asked for.
                chosen.append((fault.name, deepcopy(other)))
        left_out = {name: value for name in _LEFT_OUT if (value := getattr(node, name, None))}
        for name in left_out:
            setattr(node, name, None)
        found: ast.AST = self.generic_visit(node)
        for name, value in left_out.items():
            setattr(node, name, value)
        for name, other in chosen:
            found = ast.copy_location(_either(name, other, found), node)
        return found


def _instead_of(node: ast.AST, *, is_asked: bool) -> Iterator[_Place]:
    """Yield what could stand in a node's place; a condition (`is_asked`) could be the opposite, too."""
    match node:
        case ast.Compare(left, [operator], [right]) if type(operator) in _SWAPPED:
            yield ast.Compare(left, [_SWAPPED[type(operator)]()], [right])
        case ast.BinOp(left, operator, right) if type(operator) in _SWAPPED:
            yield ast.BinOp(left, _SWAPPED[type(operator)](), right)
        case ast.AugAssign(target, operator, value) if type(operator) in _SWAPPED:
            yield ast.AugAssign(target, _SWAPPED[type(operator)](), value)
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(_SWAPPED[type(operator)](), values)
        case ast.UnaryOp(ast.Not(), operand):
            yield operand
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)
    if is_asked and isinstance(node, ast.expr) and not _is_denied_already(node):
        yield ast.UnaryOp(ast.Not(), node)


def _is_denied_already(node: ast.expr) -> bool:
    match node:
        case ast.Compare(_, [operator], _):
            return isinstance(operator, _DENIED)
        case _:
            return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _either(name: str, other: _Place, found: ast.AST) -> ast.AST:
    question = ast.Call(ast.Name(HOOK, ast.Load()), [ast.Constant(name)], [])
    if isinstance(other, ast.AugAssign):
        return ast.If(question, [other], [found])
    return ast.IfExp(question, other, found)


def _is_for_types(node: ast.AST) -> bool:
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.BinOp):
        return isinstance(node.value.op, ast.BitOr)  # a union of types
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
