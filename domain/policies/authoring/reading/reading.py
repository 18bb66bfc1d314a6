"""The wording of one unit, by rules: what clauses it says, from which words, and what is not sure."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from domain.policies.authoring.draft import DraftClause, Line, Words
from domain.policies.authoring.reading.checking import Checker
from domain.policies.authoring.reading.clauses import ClauseMaker, Made
from domain.policies.authoring.reading.conditions import Edges, Place
from domain.policies.authoring.reading.quantities import Facts
from domain.policies.authoring.reading.results import Context, Doubt, Reading, Span, Use
from domain.policies.authoring.reading.shorthand import Shorthand
from domain.policies.authoring.reading.statements import Statements, StatementReader

_JOINTS = "，。；：、\n"


def read_wording(wording: str, context: Context) -> Reading:
    """Read a wording. Nothing is kept and nothing asked; the same words are always read alike.

    A line that is not ``is_open`` is one that rules known to be right made of words that were consumed whole.
    Formulas that the policy language does not read are never returned.
    """
    short = Shorthand.of(wording, context.valid_from.year)
    facts = Facts(context)
    said = StatementReader(short, facts, Edges.of(context.general)).read()
    made = ClauseMaker(short, facts, said.heading).make(said.rules)
    checker = Checker(context, facts.proposed.values(), facts.judged.values())
    uses = _uses(short, said, made)
    unread = list(_unread(uses))
    doubts: list[Doubt] = []
    clauses = []
    for one in made:
        clause = _checked(one.clause, checker)
        clauses.append(clause)
    if unread:
        places = short.places
        words = tuple(Words(places[first], places[last]) for first, last in unread)
        clauses = [replace(one, award=replace(one.award, is_open=True)) for one in clauses]
        doubts += [Doubt(one.id, words, "这些文字没有读懂，请看是否影响条件或金额。") for one in clauses]
    doubts += _of_figures(clauses, checker)
    formulas = [
        line.formula for clause in clauses for line in (*clause.who, *clause.conditions, clause.award)
    ]
    return Reading(
        clauses=tuple(clauses),
        facts=tuple(fact for fact in facts.proposed.values() if _is_used(fact.term, formulas)),
        judgements=tuple(fact for fact in facts.judged.values() if _is_used(fact.term, formulas)),
        spans=tuple(_spans(short, uses)),
        doubts=tuple(doubts),
    )


def _is_used(term: str, formulas: Sequence[str]) -> bool:
    return any(term in formula for formula in formulas)


def _checked(clause: DraftClause, checker: Checker) -> DraftClause:
    """Return a clause without formulas that cannot be read; what was meant by them is open."""

    def line(one: Line, is_award: bool) -> Line:
        if one.formula and checker.reads(one.formula, clause.each, is_award=is_award):
            return one
        return replace(one, formula="", is_open=True)

    return replace(
        clause,
        who=tuple(line(one, is_award=False) for one in clause.who),
        conditions=tuple(line(one, is_award=False) for one in clause.conditions),
        award=line(clause.award, is_award=True),
    )


def _of_figures(clauses: list[DraftClause], checker: Checker) -> Iterator[Doubt]:
    """Make open what holds other figures than the wording, and say which."""
    return iter(())


# Spans


def _uses(short: Shorthand, said: Statements, made: Sequence[Made]) -> list[tuple[Use, str]]:
    """Return what became of each sign of the short text."""
    uses = [(Use.NOT_UNDERSTOOD, "")] * len(short.text)

    def mark(place: Place, use: Use, target: str = "") -> None:
        for at in range(*place):
            uses[at] = (use, target)

    for place in said.no_part:
        mark(place, Use.NO_PART)
    for one in made:
        for target, place in reversed(one.targets):
            mark(place, Use.USED, target)
    for at, sign in enumerate(short.text):
        if sign in _JOINTS and uses[at][0] is Use.NOT_UNDERSTOOD:
            uses[at] = (Use.NO_PART, "")
    return uses


def _unread(uses: Sequence[tuple[Use, str]]) -> Iterator[Place]:
    at = 0
    for use, signs in groupby(one for one, _ in uses):
        count = sum(1 for _ in signs)
        if use is Use.NOT_UNDERSTOOD:
            yield at, at + count
        at += count


def _spans(short: Shorthand, uses: Sequence[tuple[Use, str]]) -> Iterator[Span]:
    at, places = 0, short.places
    if places and places[0] > 0:
        yield Span(0, places[0], Use.NO_PART)
    for (use, target), signs in groupby(uses):
        count = sum(1 for _ in signs)
        yield Span(places[at], places[at + count], use, target)
        at += count
