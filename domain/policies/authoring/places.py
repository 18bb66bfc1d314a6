"""Which line of a draft is meant, and which of them nobody has looked at yet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from domain.policies.authoring.draft import (
    DraftCap,
    DraftClause,
    DraftDefinition,
    DraftFact,
    DraftGroup,
    DraftList,
    Line,
    PolicyDraft,
)

T = TypeVar("T")
Opens = TypeVar("Opens", Line, DraftGroup, DraftCap, DraftFact)


@dataclass(frozen=True, slots=True)
class Place:
    """Which line of a draft is meant.

    Attributes:
        clause: Its id; empty for what holds for the whole policy.
        part: The key of the file: ``who``, ``conditions``, ``award``, ``total``, ``exclusions``, ``stages``,
            ``cases`` …; empty for the clause as a whole.
        index: Which of several, from 0; None where there is only one.
    """

    clause: str = ""
    part: str = ""
    index: int | None = None


def unchecked_in(draft: PolicyDraft) -> tuple[str, ...]:
    """Return what nobody has looked at, as a policy file names it: key and number behind the clause's id.

    >>> unchecked_in(PolicyDraft(clauses=(DraftClause("freight", award=Line("5万元", is_open=True)),)))
    ('freight award',)
    """
    found = [place for place, line in lines_in(draft) if line.is_open]
    found += [place for place, one in together_in(draft) if one.is_open]
    found += [place for place, _ in open_facts_in(draft)]
    return tuple(dict.fromkeys(_named(one) for one in found))


def with_unchecked(draft: PolicyDraft, unchecked: Sequence[str]) -> PolicyDraft:
    """Return the draft with that open which a policy file calls unchecked.

    Of a place that the draft does not have its clause's award is opened, or that of every clause.
    """
    known = {_named(place): place for place, _ in lines_in(draft)}
    known |= {_named(place): place for place, _ in together_in(draft)}
    known |= {_named(place): place for place, _ in _declared_in(draft)}
    for name in unchecked:
        clause = name.split(" ")[0]
        ids = [one.id for one in draft.clauses]
        others = [Place(id_, "award") for id_ in ([clause] if clause in ids else ids)]
        for place in [known[name]] if name in known else others:
            draft = with_open(draft, place)
    return draft


def _named(place: Place) -> str:
    number = "" if place.index is None else str(place.index + 1)
    return " ".join(filter(None, (place.clause, place.part, number)))


def lines_in(draft: PolicyDraft) -> Iterator[tuple[Place, Line]]:
    """Yield every line of a draft with its place, in the order of the file."""
    yield from _numbered("", "definitions", [one.line for one in draft.definitions])
    yield from _numbered("", "exclusions", draft.exclusions)
    for clause in draft.clauses:
        yield from _numbered(clause.id, "definitions", [one.line for one in clause.definitions])
        yield from _numbered(clause.id, "who", clause.who)
        yield from _numbered(clause.id, "conditions", clause.conditions)
        yield Place(clause.id, "award"), clause.award
        yield Place(clause.id, "total"), clause.total
        for at, stage in enumerate(clause.stages):
            for line in stage.conditions:
                yield Place(clause.id, "stages", at), line


def _numbered(clause: str, part: str, lines: Sequence[Line]) -> Iterator[tuple[Place, Line]]:
    for at, line in enumerate(lines):
        yield Place(clause, part, at), line


def together_in(draft: PolicyDraft) -> Iterator[tuple[Place, DraftGroup | DraftCap]]:
    """Yield what is decided together with its place, in the order of the file."""
    for at, group in enumerate(draft.groups):
        yield Place("", "groups", at), group
    for at, cap in enumerate(draft.shared_caps):
        yield Place("", "shared_caps", at), cap


def open_facts_in(draft: PolicyDraft) -> Iterator[tuple[Place, DraftFact]]:
    """Yield each fact, judgement and column that nobody has looked at, of a column at its list."""
    for place, one in _declared_in(draft):
        for fact in one.columns if isinstance(one, DraftList) else (one,):
            if fact.is_open:
                yield place, fact


def _declared_in(draft: PolicyDraft) -> Iterator[tuple[Place, DraftFact | DraftList]]:
    for part in ("facts", "judgements", "lists"):
        for at, one in enumerate(getattr(draft, part)):
            yield Place("", part, at), one


def with_open(draft: PolicyDraft, place: Place, *, is_open: bool = True) -> PolicyDraft:
    """Return the draft with a line open, or looked at.

    Of a clause as a whole that is its award, of a stage all its conditions, of a list all its columns.
    A place that the draft does not have leaves it as it is.
    """
    if place.clause:
        return with_clause(draft, place.clause, lambda clause: _opened(clause, place, is_open))
    match place.part:
        case "exclusions":
            return replace(draft, exclusions=_opened_alike(draft.exclusions, place.index, is_open))
        case "definitions":
            return replace(draft, definitions=_term_opened(draft.definitions, place.index, is_open))
        case "groups":
            return replace(draft, groups=_opened_alike(draft.groups, place.index, is_open))
        case "shared_caps":
            return replace(draft, shared_caps=_opened_alike(draft.shared_caps, place.index, is_open))
        case "facts":
            return replace(draft, facts=_opened_alike(draft.facts, place.index, is_open))
        case "judgements":
            return replace(draft, judgements=_opened_alike(draft.judgements, place.index, is_open))
        case "lists":
            return replace(draft, lists=_at(draft.lists, place.index, lambda one: _row_opened(one, is_open)))
    return draft


def _opened(clause: DraftClause, place: Place, is_open: bool) -> DraftClause:
    match place.part:
        case "who":
            return replace(clause, who=_opened_alike(clause.who, place.index, is_open))
        case "conditions":
            return replace(clause, conditions=_opened_alike(clause.conditions, place.index, is_open))
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


def _opened_alike(items: Sequence[Opens], at: int | None, is_open: bool) -> tuple[Opens, ...]:
    return _at(items, at, lambda one: replace(one, is_open=is_open))


def _term_opened(
    terms: Sequence[DraftDefinition], at: int | None, is_open: bool
) -> tuple[DraftDefinition, ...]:
    return _at(terms, at, lambda one: replace(one, line=replace(one.line, is_open=is_open)))


def _row_opened(rows: DraftList, is_open: bool) -> DraftList:
    return replace(rows, columns=tuple(replace(one, is_open=is_open) for one in rows.columns))


def _at(items: Sequence[T], at: int | None, change: Callable[[T], T]) -> tuple[T, ...]:
    return tuple(change(one) if index == at else one for index, one in enumerate(items))


def with_clause(
    draft: PolicyDraft, clause_id: str, change: Callable[[DraftClause], DraftClause]
) -> PolicyDraft:
    """Return the draft with one of its clauses changed."""
    clauses = tuple(change(one) if one.id == clause_id else one for one in draft.clauses)
    return replace(draft, clauses=clauses)
