"""Which words of a formula name what: so that one can be called otherwise, and where it is used is known.

By the formula's syntax, not by letters: an option of a choice, a unit or a text that is called the same stays
as it is, and so does a column of another list.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from domain.enterprises.dictionary import FactKind
from domain.policies.authoring.forms.scope import Scope, inside
from domain.policies.authoring.forms.writing import label_text
from domain.policies.language import literals
from domain.policies.language.gatherings import GATHERINGS
from domain.policies.language.parsing import Branch, FormulaError, Tree, read_formula
from domain.policies.language.tokens import Token, tokens_of

_ROWS_HOLD: Final = ("有", "都")
_NAMING: Final = ("word", "indicator", "span", "on_day", "on_date_of")


@dataclass(frozen=True, slots=True)
class Meant:
    """What a word may mean.

    Attributes:
        word: The term of a fact, a list, a definition …, or the label of an option.
        column_of: The label of the list that it, or the fact whose option it is, is a column of; else empty.
        option_of: The term of the fact whose option it is; empty where it is none.
    """

    word: str
    column_of: str = ""
    option_of: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A word of a formula that names something."""

    token: Token
    meant: Meant


def names_in(formula: str, scope: Scope) -> tuple[Named, ...]:
    """Return what a formula names; of one that cannot be read, every word that may be a name."""
    try:
        return read_formula(formula, lambda tree: tuple(_names(tree, scope)), with_blanks=True)
    except FormulaError:
        return tuple(_named(token, scope) for token in tokens_of(formula) if token.type == "WORD")


def renamed_in(formula: str, scope: Scope, old: Meant, new: str) -> str:
    """Return a formula in which what ``old`` means is called otherwise, and nothing else."""
    places = {one.token.start: len(one.token) for one in names_in(formula, scope) if one.meant == old}
    written = label_text(new) if old.option_of else new
    for start, length in sorted(places.items(), reverse=True):
        formula = f"{formula[:start]}{written}{formula[start + length :]}"
    return formula


def _named(token: Token, scope: Scope) -> Named:
    return Named(token, Meant(str(token), scope.in_row if token in scope.words.columns else ""))


def _names(tree: Branch, scope: Scope) -> Iterator[Named]:
    match tree:
        case Tree(data="call"):
            yield from _of_call(tree, scope)
        case Tree(data="compared" | "equals_text", children=[left, _, right]):
            yield from _names(left, scope)
            if _has_options(left, scope):
                yield from _options(left, [right], scope)
            else:
                yield from _names(right, scope)
        case Tree(data="among", children=[left, *labels]):
            yield from _names(left, scope)
            yield from _options(left, labels, scope)
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
            yield Named(rows, Meant(str(rows)))
            within = inside(scope, str(rows))
            for part in rest:
                yield from _names(part, within)
        case [of, *lines] if word == "按选项":
            yield from _names(of, scope)
            for line in lines:
                gives: Sequence[Branch] = [line]
                if isinstance(line, Tree) and line.data == "case":
                    yield from _options(of, line.children[:1], scope)
                    gives = line.children[1:]
                for part in gives:
                    yield from _names(part, scope)
        case _:
            for part in arguments:
                yield from _names(part, scope)


def _options(fact: Branch, labels: Sequence[Branch], scope: Scope) -> Iterator[Named]:
    """Yield the options of a fact that stand in a formula."""
    of = next(_names(fact, scope), None)
    for label in labels:
        token = label.children[0] if isinstance(label, Tree) else label
        if of is not None and isinstance(token, Token):
            yield Named(token, Meant(literals.text(token), of.meant.column_of, of.meant.word))


def _has_options(left: Branch, scope: Scope) -> bool:
    """Whether what a fact is held against is one of its options, or a text."""
    match left:
        case Tree(data="word" | "indicator", children=[Token() as word, *_]):
            if word in scope.words.by_period:
                return True
            found = scope.words.fact(word)
            return found is not None and found[0].kind in (FactKind.TRUTH, FactKind.CHOICE, FactKind.TEXT)
    return False
