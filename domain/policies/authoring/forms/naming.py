"""Which words of a formula name what: so that one can be called otherwise, and where it is used is known.

By the formula's syntax, not by letters: an option of a choice, a unit or a text that is called the same stays
as it is, and so does a column of another list.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from domain.enterprises.dictionary import FactKind
from domain.policies.authoring.forms.scope import Scope, inside
from domain.policies.language.gatherings import GATHERINGS
from domain.policies.language.parsing import Branch, FormulaError, Tree, read_formula
from domain.policies.language.tokens import Token, tokens_of

_ROWS_HOLD: Final = ("有", "都")
_NAMING: Final = ("word", "indicator", "span", "on_day", "on_date_of")


@dataclass(frozen=True, slots=True)
class Named:
    """A word that names something.

    Attributes:
        column_of: The label of the list that it is a column of; empty for everything else.
    """

    token: Token
    column_of: str = ""


def names_in(formula: str, scope: Scope) -> tuple[Named, ...]:
    """Return what a formula names; of one that cannot be read, every word that may be a name."""
    try:
        return read_formula(formula, lambda tree: tuple(_names(tree, scope)), with_blanks=True)
    except FormulaError:
        return tuple(_named(token, scope) for token in tokens_of(formula) if token.type == "WORD")


def renamed_in(formula: str, scope: Scope, old: str, new: str, column_of: str = "") -> str:
    """Return a formula in which what was called ``old`` is called ``new``, and nothing else.

    ``column_of`` is the label of the list whose column it is; empty for everything else.
    """
    places = {
        one.token.start for one in names_in(formula, scope) if one.token == old and one.column_of == column_of
    }
    for start in sorted(places, reverse=True):
        formula = f"{formula[:start]}{new}{formula[start + len(old) :]}"
    return formula


def _named(token: Token, scope: Scope) -> Named:
    return Named(token, scope.in_row if token in scope.words.columns else "")


def _names(tree: Branch, scope: Scope) -> Iterator[Named]:
    match tree:
        case Tree(data="call"):
            yield from _of_call(tree, scope)
        case Tree(data="compared", children=[left, _, right]):
            yield from _names(left, scope)
            if not _is_label(left, right, scope):
                yield from _names(right, scope)
        case Tree(data=data, children=[Token() as word, *rest]) if data in _NAMING:
            yield _named(word, scope)
            if data == "on_date_of":
                yield from (_named(one, scope) for one in rest if isinstance(one, Token))
        case Tree(children=parts):
            for part in parts:
                yield from _names(part, scope)


def _of_call(tree: Tree, scope: Scope) -> Iterator[Named]:
    word, *arguments = tree.children
    match arguments:
        case [Tree(data="word", children=[Token() as rows]), *rest] if (
            word in GATHERINGS or word in _ROWS_HOLD
        ):
            yield Named(rows)
            within = inside(scope, str(rows))
            for part in rest:
                yield from _names(part, within)
        case [of, *lines] if word == "按选项":
            yield from _names(of, scope)
            for line in lines:
                # What a line is for is an option.
                gives = line.children[-1:] if isinstance(line, Tree) and line.data == "case" else [line]
                for part in gives:
                    yield from _names(part, scope)
        case _:
            for part in arguments:
                yield from _names(part, scope)


def _is_label(left: Branch, right: Branch, scope: Scope) -> bool:
    """Whether what a fact is held against is one of its options."""
    match left, right:
        case Tree(data="word" | "indicator", children=[Token() as word, *_]), Tree(data="word"):
            if word in scope.words.by_period:
                return True
            found = scope.words.fact(word)
            return found is not None and found[0].kind in (FactKind.TRUTH, FactKind.CHOICE, FactKind.TEXT)
    return False
