"""Whole formulas laid out as choices: a condition, an award, what is defined."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.choices import Wanted, awards
from gui.pages.authoring.board import Board, Path, key_of, part_of
from gui.pages.authoring.cells import ValueEdit
from gui.pages.authoring.condition_cells import CONDITIONS
from gui.pages.authoring.quantity_cells import QUANTITIES
from gui.pages.authoring.spot import UNITS, Spot, Writer

WRITERS: Final[Mapping[type[Any], Writer]] = {**QUANTITIES, **CONDITIONS}
"""How each shape is laid out."""


def write_requirement(board: Board, form: Any) -> None:
    """Lay out a condition that stands by itself."""
    board.begin_line()
    Spot(board, WRITERS, (), board.words()).write(form)


def write_award(board: Board, form: Any) -> None:
    """Lay out an award: its kind, what it asks for, and below it what it is never above or below."""
    board.begin_line()
    kinds = dict(awards(board.words()))
    bounds = form if isinstance(form, shapes.Bounded) else None
    inner: Path = () if bounds is None else ("of",)
    now = part_of(form, inner) if form is not None else None
    known = next((name for name, begin in kinds.items() if key_of(begin) == key_of(now)), None)
    offered = {name: name for name in kinds}
    if form is not None and known is None:
        offered["其他算法"] = "其他算法"

    def take(name: str) -> None:
        if name in kinds:
            board.turn(inner, lambda now: dict(awards(board.words(), now))[name])

    unknown = "" if form is None else "其他算法"
    board.ask_choice(("kind",), offered, "怎么给", take, chosen=known or unknown)
    if form is None:
        return
    Spot(board, WRITERS, inner, board.words(), Wanted.AMOUNT, is_top=True).write(now)
    if bounds is not None or not isinstance(now, shapes.Value):
        _write_bounds(board, bounds)


def write_definition(board: Board, form: Any) -> None:
    """Lay out what is defined, which may be a condition or a figure."""
    (write_requirement if type(form) in CONDITIONS else write_award)(board, form)


def _write_bounds(board: Board, bounds: shapes.Bounded | None) -> None:
    """Ask what an award is never above or below; what is left empty is no bound."""
    board.begin_line()
    for name, word in (("cap", "最高"), ("floor", "最低")):
        bound = None if bounds is None else getattr(bounds, name)
        board.say(word)
        if bound is None or isinstance(bound, shapes.Value):
            _ask_bound(board, name, "" if bound is None else bound.text, word)
        else:
            Spot(board, WRITERS, (name,), board.words(), Wanted.AMOUNT).write(bound)
    board.say("（不限的不填）")


def _ask_bound(board: Board, name: str, text: str, word: str) -> None:
    edit = ValueEdit(text, "", UNITS[Wanted.AMOUNT], board)
    edit.setAccessibleName(word)
    edit.value_changed.connect(lambda: _bind(board, name, edit.value()))
    board.put(("bound", name), edit)


def _bind(board: Board, name: str, text: str) -> None:
    """Take a bound as it is typed; without any the award is what stands within them."""
    form = board.form
    bounds = form if isinstance(form, shapes.Bounded) else shapes.Bounded(form)
    value = shapes.Value(text) if text else None
    bounds = replace(bounds, cap=value) if name == "cap" else replace(bounds, floor=value)
    has_none = bounds.cap is None and bounds.floor is None
    if isinstance(form, shapes.Bounded) is not has_none:
        board.set((), bounds)
    else:
        # The award stands at another place then, so its editors are laid out anew.
        board.turn((), lambda _: bounds.of if has_none else bounds)
