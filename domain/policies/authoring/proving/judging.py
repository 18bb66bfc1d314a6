"""What a clerk says of an example: right makes it a case of the clause, wrong opens the line that decided."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from domain.policies.authoring.draft import DraftClause, DraftDefinition, Line, PolicyDraft
from domain.policies.authoring.proving.proofs import Place, Proof

T = TypeVar("T")


def confirm(draft: PolicyDraft, proof: Proof) -> PolicyDraft:
    """Return the draft with the cases of a proof that is right; those of the same name are replaced."""
    names = {one.name for one in proof.cases}

    def with_cases(clause: DraftClause) -> DraftClause:
        others = tuple(one for one in clause.cases if one.name not in names)
        return replace(clause, cases=(*others, *proof.cases))

    return _with_clause(draft, proof.clause, with_cases)


def refuse(draft: PolicyDraft, proof: Proof) -> PolicyDraft:
    """Return the draft with the line open that decided an example which is wrong, and without its cases."""
    names = {one.name for one in proof.cases}

    def without_cases(clause: DraftClause) -> DraftClause:
        return replace(clause, cases=tuple(one for one in clause.cases if one.name not in names))

    return with_open(_with_clause(draft, proof.clause, without_cases), proof.place)


def is_confirmed(draft: PolicyDraft, proof: Proof) -> bool:
    """Whether all that a proof says stands among the cases of its clause."""
    known = [one for clause in draft.clauses if clause.id == proof.clause for one in clause.cases]
    return proof.is_shown and all(one in known for one in proof.cases)


def with_open(draft: PolicyDraft, place: Place, *, is_open: bool = True) -> PolicyDraft:
    """Return the draft with a line open, or looked at.

    Of a clause as a whole that is its award, of a stage all its conditions.
    A place that the draft does not have leaves it as it is.
    """
    if place.clause:
        return _with_clause(draft, place.clause, lambda clause: _opened(clause, place, is_open))
    match place.part:
        case "exclusions":
            return replace(draft, exclusions=_line_opened(draft.exclusions, place.index, is_open))
        case "definitions":
            return replace(draft, definitions=_term_opened(draft.definitions, place.index, is_open))
    return draft


def _opened(clause: DraftClause, place: Place, is_open: bool) -> DraftClause:
    match place.part:
        case "who":
            return replace(clause, who=_line_opened(clause.who, place.index, is_open))
        case "conditions":
            return replace(clause, conditions=_line_opened(clause.conditions, place.index, is_open))
        case "definitions":
            return replace(clause, definitions=_term_opened(clause.definitions, place.index, is_open))
        case "total":
            return replace(clause, total=replace(clause.total, is_open=is_open))
        case "stages":
            stages = _at(
                clause.stages,
                place.index,
                lambda stage: replace(
                    stage, conditions=tuple(replace(one, is_open=is_open) for one in stage.conditions)
                ),
            )
            return replace(clause, stages=stages)
    return replace(clause, award=replace(clause.award, is_open=is_open))


def _line_opened(lines: Sequence[Line], at: int | None, is_open: bool) -> tuple[Line, ...]:
    return _at(lines, at, lambda one: replace(one, is_open=is_open))


def _term_opened(
    terms: Sequence[DraftDefinition], at: int | None, is_open: bool
) -> tuple[DraftDefinition, ...]:
    return _at(terms, at, lambda one: replace(one, line=replace(one.line, is_open=is_open)))


def _at(items: Sequence[T], at: int | None, change: Callable[[T], T]) -> tuple[T, ...]:
    return tuple(change(one) if index == at else one for index, one in enumerate(items))


def _with_clause(
    draft: PolicyDraft, clause_id: str, change: Callable[[DraftClause], DraftClause]
) -> PolicyDraft:
    clauses = tuple(change(one) if one.id == clause_id else one for one in draft.clauses)
    return replace(draft, clauses=clauses)
