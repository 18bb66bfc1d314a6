"""What a formula of a draft may name at its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.draft import (
    DraftDefinition,
    DraftFact,
    DraftList,
    DraftParameter,
    DraftRoster,
    PolicyDraft,
)
from domain.policies.files import schema
from domain.policies.files.declaring import Declarations
from domain.policies.language.checking import check_definition
from domain.policies.language.parsing import FormulaError
from domain.policies.language.vocabulary import Vocabulary
from domain.policies.policy import TOTAL
from domain.values.toml.places import Places

P = TypeVar("P", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Scope:
    """The words of a place, and in which years the policy holds.

    Attributes:
        words: Facts, judgements, lists, figures from outside, rosters and definitions by their terms.
        own: The terms that the policy declares, in the order of the draft.
        years: The years from the one before it to the last in which the policy is valid; empty if unsaid.
        in_row: The label of the list whose row is in hand; empty where it is the enterprise.
    """

    words: Vocabulary
    own: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    in_row: str = ""


def scope_of(draft: PolicyDraft, dictionary: Dictionary, clause: str = "", *, total: bool = False) -> Scope:
    """Return what formulas of a clause may name, or with no clause those of the whole policy.

    What is declared wrongly is left out. ``total`` is for the sum of rows, which is called 合计.
    """
    declared: dict[str, Any] = {
        "facts": tuple(_parts(schema.FactPart, map(_fact, draft.facts))),
        "judgements": tuple(_parts(schema.FactPart, map(_fact, draft.judgements))),
        "lists": tuple(_parts(schema.ListPart, map(_list, draft.lists))),
        "parameters": tuple(_parts(schema.ParameterPart, map(_parameter, draft.parameters))),
        "rosters": tuple(_parts(schema.RosterPart, map(_roster, draft.rosters))),
    }
    words = Declarations(schema.PolicyPart.model_construct(None, **declared), dictionary, Places("")).words
    words = _defining(words, draft.definitions)
    own = (
        *(one.term or one.label for one in (*draft.facts, *draft.judgements)),
        *(one.term for one in draft.definitions),
        *(one.term for one in draft.parameters),
    )
    found = Scope(words, own, _years(draft))
    here = next((one for one in draft.clauses if one.id == clause), None)
    if total:
        return replace(found, words=replace(words, attributes={**words.attributes, TOTAL.term: TOTAL}))
    if here is None:
        return found
    row = next((kind.label for kind in words.lists.values() if kind.name == here.each), "")
    found = inside(found, row) if row else found
    return replace(
        found,
        words=_defining(found.words, here.definitions),
        own=(*found.own, *(one.term for one in here.definitions)),
    )


def inside(scope: Scope, rows: str) -> Scope:
    """Return what formulas may name where a row of this list (by its label) is in hand."""
    row = scope.words.lists.get(rows)
    return scope if row is None else replace(scope, words=scope.words.inside(row), in_row=rows)


def _years(draft: PolicyDraft) -> tuple[int, ...]:
    if draft.valid_from is None:
        return ()
    last = max(draft.valid_from, draft.valid_to or draft.valid_from).year
    return tuple(range(draft.valid_from.year - 1, last + 1))


def _parts(part: type[P], tables: Iterable[dict[str, Any]]) -> Iterator[P]:
    for table in tables:
        try:
            yield part.model_validate(table)
        except ValidationError:
            # Whoever reads the file is told; until it is right nothing can name it.
            continue


def _fact(fact: DraftFact) -> dict[str, Any]:
    return {
        **{key: getattr(fact, key) for key in schema.FactPart.model_fields if key != "choices"},
        "term": fact.term or None,
        "choices": dict(fact.choices),
    }


def _list(rows: DraftList) -> dict[str, Any]:
    return {"name": rows.name, "label": rows.label, "columns": tuple(map(_fact, rows.columns))}


def _roster(one: DraftRoster) -> dict[str, Any]:
    return {"term": one.term, "source": one.source or "…", "codes": ()}


def _parameter(one: DraftParameter) -> dict[str, Any]:
    values = tuple({"since": since, "value": value} for since, value in one.values)
    return {"term": one.term, "kind": one.kind, "source": one.source or "…", "values": values}


def _defining(words: Vocabulary, definitions: Iterable[DraftDefinition]) -> Vocabulary:
    for one in definitions:
        try:
            words = words.defining(check_definition(one.term, words, one.line.formula))
        except FormulaError:
            continue
    return words
