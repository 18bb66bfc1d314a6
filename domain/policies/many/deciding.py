"""Deciding clauses for many enterprises: what `assessment` decides for one, without the trace."""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.enterprises.dictionary import Dictionary
from domain.policies.contests import together
from domain.policies.contests.field import Field
from domain.policies.contests.together import Jointly
from domain.policies.language.nodes import Condition
from domain.policies.many import ranges
from domain.policies.many.codes import GRANTED, IS_MISSING, MANUAL, NOT_MET, Blanks, ByPersons, Decided
from domain.policies.many.columns import Column
from domain.policies.many.evaluation import BulkEvaluation
from domain.policies.many.gathering import all_causes, any_row, sum_by
from domain.policies.many.jointly import as_claims, compete, compete_in_table, settle_table, share_in_table
from domain.policies.many.numbers import Array, Mask, Numbers, places_of
from domain.policies.many.ranges import DOUBTS, NO_CAUSE, NO_HELP, End, Keys, Ranges, Why
from domain.policies.many.table import FactTable
from domain.policies.many.views import TableView, View
from domain.policies.one.assessment import decide, decide_alone
from domain.policies.one.by_person import is_for_person
from domain.policies.one.evaluation import Evaluation
from domain.policies.one.jointly import settle
from domain.policies.policy import TOTAL, Clause, Policy, Stage
from domain.policies.trace import ByPerson, Scope
from domain.values.money import MAX_FEN
from domain.values.progress import Progress, Reporter


@dataclass(slots=True)
class _Open:
    """What is known of the conditions at the places where none has failed.

    Attributes:
        evaluation: Of these places, narrowed to them from all.
        why: Why the conditions are open; None where none is.
    """

    evaluation: BulkEvaluation
    why: Why | None = None

    @property
    def at(self) -> Array | slice:
        """Where they stand in a column of all places."""
        index = self.evaluation.view.index
        return slice(None) if index is None else index

    @property
    def hopeless(self) -> Mask | None:
        """Where nothing that is entered would settle one of them; None where there is no such place."""
        # One that also has a figure missing does not say so, see `Verdicts`.
        has_any = self.why is not None and np.bitwise_or.reduce(self.why) & NO_HELP
        return self.why & NO_HELP != 0 if self.why is not None and has_any else None

    def narrowed(self, kept: Array) -> "_Open":
        """Return what is known at some of these places only."""
        return _Open(self.evaluation.narrowed(kept), None if self.why is None else self.why.take(kept))

    def put(self, column: Array, values: Array, chosen: Array) -> None:
        """Put the values of some of these places into a column of all places."""
        index = self.evaluation.view.index
        column[chosen if index is None else index.take(chosen)] = values

    def wait_for(self, why: Why | None) -> None:
        """Take up why one more condition is open."""
        self.why = ranges.union(self.why, why)


@dataclass(slots=True)
class Beginning:
    """What the first conditions of the latest clause left; the next one often has the same, see `_begun`.

    Attributes:
        conditions: That were asked.
        names: Of the figures that they asked for.
        passed: How many of them each enterprise passed.
        left: Those that failed none.
        why: Why they are open at these; None where none is.
    """

    conditions: tuple[Condition, ...] = ()
    names: Sequence[str] = ()
    passed: Array | None = None
    left: View | None = None
    why: Why | None = None

    def of(self, conditions: Sequence[Condition]) -> View | None:
        """Return who is left of a clause with these conditions; None where it begins otherwise."""
        is_same = len(conditions) >= len(self.conditions)
        return self.left if is_same and all(map(operator.is_, self.conditions, conditions)) else None


_MANY: Final = 10
"""Where fewer than one of so many places are left, the others are left out."""

BY_RULE: Final[Mapping[int, ByPerson]] = {}
"""Where no person decided anything."""


def decide_clause(
    clause: Clause,
    table: FactTable,
    dictionary: Dictionary,
    blanks: Blanks,
    beginning: Beginning,
    *,
    by_person: Mapping[int, ByPerson] = BY_RULE,
) -> Decided:
    """Decide one clause for every enterprise of a table, by itself, in the next of these columns.

    ``beginning`` is that of the clause before of the same table, and then of this one; ``by_person`` is what
    persons decided of some of them, by place.
    """
    keys = Keys()
    evaluation = BulkEvaluation(TableView(table), keys)
    decided, unsure = (
        _decide_rows(clause, evaluation, dictionary, blanks.next(keys))
        if clause.each
        else _decide_each(clause, evaluation, blanks.next(keys), beginning)
    )
    # What the rule can tell stands, whatever a person decided.
    judged = [place for place in by_person if decided.outcome[place] == MANUAL]
    places = sorted({*np.flatnonzero(unsure).tolist(), *judged})
    for place, facts in zip(places, table.facts(places), strict=True):
        given = by_person.get(place)
        # A claim is made below, of this one as of the others.
        decision = decide_alone(clause, Evaluation(facts), dictionary, given)
        if unsure[place] or decision.by_person is not None:
            decided.put(place, decision)
        if given is not None and is_for_person(decision):
            decided.said[place] = MANUAL, decision.doubts[0].text
        elif decision.by_person is not None:
            decided.said[place] = int(decided.outcome[place]), decision.by_person.short
    if clause.contest is not None:
        as_claims(decided, clause.contest)
    return decided


def _decide_each(
    clause: Clause, evaluation: BulkEvaluation, decided: Decided, beginning: Beginning
) -> tuple[Decided, Mask]:
    """Decide a clause at every place of an evaluation; also say where that cannot be done here."""
    unsure = np.zeros(evaluation.size, bool)
    left = _open_places(clause, evaluation, decided, unsure, beginning)
    at, size, hopeless = left.at, left.evaluation.size, left.hopeless
    award = _award(clause, left)
    amounts = award.low.numbers.to_whole().spread(size)
    why = ranges.whole_why(award.why, size)
    too_much = _too_much(amounts, why == 0)
    if hopeless is not None:
        why = why * ~hopeless
    if left.why is not None:
        why = why | left.why
    if too_much is not None:
        why = why | too_much * NO_HELP
    is_granted = why == 0
    has_most = ~is_granted
    for nothing_due in (too_much, hopeless):
        if nothing_due is not None:
            has_most = has_most & ~nothing_due
    decided.outcome[at] = _outcomes(why)
    granted, waiting = places_of(is_granted), places_of(has_most)
    left.put(decided.amount, _clamped(amounts.take(granted)), granted)
    left.put(decided.most, _highest(award.high.take(waiting), len(waiting)), waiting)
    decided.put_why(at, ranges.hide_doubts(why))
    if clause.stages:
        _put_stages(clause.stages, left, decided)
    left.evaluation.put_unsure(unsure)
    return decided, unsure


_BY_CAUSES: Final = np.array([GRANTED, MANUAL, IS_MISSING], np.int8)


def _outcomes(why: Why) -> Array:
    """Return the codes of what is open for these causes, a missing figure first, or granted without any."""
    return _BY_CAUSES.take((why > NO_CAUSE).view(np.int8) + (why > DOUBTS).view(np.int8))


def _open_places(
    clause: Clause, evaluation: BulkEvaluation, decided: Decided, unsure: Mask, beginning: Beginning
) -> _Open:
    """Take the requirements one after the other; a place is left out as soon as one fails there."""
    conditions = [one.condition for one in clause.requirements]
    left, asked = _begun(conditions, evaluation, decided, beginning)
    for number, condition in enumerate(conditions[asked:], asked):
        verdicts = left.evaluation.condition(condition)
        left.wait_for(verdicts.why)
        if np.count_nonzero(verdicts.fails):
            left.evaluation.put_unsure(unsure)
            # Whoever is left is said to fail at a later one, or nowhere.
            decided.failed[left.at] = number
            left = left.narrowed(places_of(~verdicts.fails))
    decided.failed[left.at] = -1
    return left


def _begun(
    conditions: Sequence[Condition], evaluation: BulkEvaluation, decided: Decided, beginning: Beginning
) -> tuple[_Open, int]:
    """Ask of all places what takes less time so than leaving out before who fails.

    Where the clause before began with the same conditions, what it found is taken over.

    Returns:
        Who is left, and how many conditions were asked.
    """
    left, asked, size = _Open(evaluation), 0, evaluation.size
    view = beginning.of(conditions)
    if view is not None and view.index is not None:
        # The first figures that are asked for, these have the same bits in every clause.
        for name in beginning.names:
            decided.keys.bit(name)
        decided.failed[:] = beginning.passed
        return _Open(evaluation.narrowed(view.index, view), beginning.why), len(beginning.conditions)
    count, stays, passed = size, None, None
    for condition in conditions[: np.iinfo(np.int8).max]:
        if not evaluation.is_quick(condition) or _MANY * count < size:
            break
        verdicts = evaluation.condition(condition)
        left.wait_for(verdicts.why)
        stays = ~verdicts.fails if stays is None else stays & ~verdicts.fails
        one_more = stays.view(np.int8)
        passed = one_more if passed is None else passed + one_more
        count, asked = int(np.count_nonzero(stays)), asked + 1
    if stays is not None and count < size:
        # Whoever fails does so at the one after those that it passed; of the others see `_open_places`.
        decided.failed[:] = passed
        left = left.narrowed(places_of(stays))
        beginning.conditions, beginning.names = tuple(conditions[:asked]), decided.keys.names
        beginning.passed, beginning.left, beginning.why = passed, left.evaluation.view, left.why
    return left, asked


def _award(clause: Clause, left: _Open) -> Ranges:
    if clause.award is None:
        nothing = Ranges.exact(Numbers.of(0))
        return Ranges(nothing.low, nothing.high, np.full(left.evaluation.size, NO_HELP))
    return left.evaluation.quantity(clause.award)


def _highest(award: End, size: int) -> Array:
    """Return the greatest amount possible, rounded down to the fen, and none above `MAX_FEN`."""
    numbers = award.numbers.spread(size)
    high = _clamped(Numbers(numbers.floored(), numbers.reach))
    return high if award.infinite is None else np.where(award.infinite, MAX_FEN, high)


def _too_much(amounts: Numbers, where: Mask) -> Mask | None:
    """Say at which of some places whole amounts are above `MAX_FEN`; None where none can be."""
    return where & (amounts.whole() > MAX_FEN) if amounts.reach > MAX_FEN else None


def _clamped(amounts: Numbers) -> Array:
    """Return whole amounts, none below 0 and none above `MAX_FEN`."""
    found = np.maximum(amounts.whole(), 0)
    if amounts.reach > MAX_FEN:
        found = np.minimum(found, MAX_FEN)
    return found.astype(np.int64, copy=False)


def _put_stages(stages: tuple[Stage, ...], left: _Open, decided: Decided) -> None:
    """Leave of what was granted the instalments that are due; see `stages.due_stages`."""
    at = left.at
    whole = decided.amount[at]
    parts = [
        (Numbers.column(whole) * Numbers.of(stage.share)).to_whole().spread(len(whole)).whole()
        for stage in stages[:-1]
    ]
    parts.append(whole - sum(parts))
    due = np.zeros(len(whole), np.int64)
    is_due = np.zeros(len(whole), bool)
    why = ranges.whole_why(None, len(whole))
    for stage, part in zip(stages, parts, strict=True):
        verdicts = [left.evaluation.condition(one.condition) for one in stage.conditions]
        verdict = ranges.all_of(verdicts) if verdicts else ranges.Verdicts.decided(np.ones(len(whole), bool))
        due += np.where(verdict.holds, part, 0)
        is_due |= verdict.holds
        why = why | ranges.whole_why(verdict.why, len(whole))
    why = ranges.hide_doubts(why)
    is_granted = decided.outcome[at] == GRANTED
    is_open = is_granted & ~is_due & (why != 0)
    decided.outcome[at] = np.where(is_open, _outcomes(why), decided.outcome[at])
    decided.most[at] = np.where(is_open, whole, decided.most[at])
    # The last of them: ``whole`` may be a view of it.
    decided.amount[at] = np.where(is_granted, due, 0)
    decided.put_why(at, np.where(is_open, why, decided.why[at]))


# Rows, one by one


def _decide_rows(
    clause: Clause, evaluation: BulkEvaluation, dictionary: Dictionary, decided: Decided
) -> tuple[Decided, Mask]:
    """Decide a clause row by row and sum up; see `assessment`."""
    keys = decided.keys
    view = evaluation.view.rows(dictionary.rows[clause.each])
    rows, row_unsure = _decide_each(
        clause, BulkEvaluation(view, keys), Decided.blank(view.size, keys), Beginning()
    )
    owner, size = view.owner, evaluation.size
    # Of several rows the gravest stands, and of several that fail the first.
    for code in (GRANTED, MANUAL, IS_MISSING):
        decided.outcome[owner.take(places_of(rows.outcome == code))] = code
    decided.outcome[places_of(~view.entered)] = IS_MISSING
    decided.failed[owner[::-1]] = rows.failed[::-1]
    decided.failed[places_of(decided.outcome != NOT_MET)] = -1
    unsure = any_row(view, row_unsure)
    # Mostly few rows come to anything.
    few = places_of(rows.outcome != NOT_MET)
    owners, amounts = owner.take(few), rows.amount.take(few)
    granted = _total(clause, sum_by(owners, Numbers.column(amounts), size), unsure)
    possible = _total(clause, sum_by(owners, Numbers.column(amounts + rows.most.take(few)), size), unsure)
    row_why = rows.why.take(few)
    causes = np.where(rows.outcome.take(few) == IS_MISSING, ranges.missing_in(row_why), row_why & DOUBTS)
    is_open = (decided.outcome == IS_MISSING) | (decided.outcome == MANUAL)
    waiting = places_of(is_open & view.entered)
    decided.most[waiting] = _clamped(possible.take(waiting))
    decided.put_why(waiting, ranges.hide_doubts(all_causes(owners, causes, size).take(waiting)))
    decided.why = decided.why | ~view.entered * keys.bit(clause.each)
    too_much = _too_much(granted, decided.outcome == GRANTED)
    if too_much is not None:
        decided.outcome[too_much], decided.why[too_much] = MANUAL, NO_HELP
    due = places_of(decided.outcome == GRANTED)
    decided.amount[due] = _clamped(granted.take(due))
    return decided, unsure


def _total(clause: Clause, sums: Numbers, unsure: Mask) -> Numbers:
    """Return what the sums of the rows come to; where that cannot be told here it is noted in ``unsure``."""
    if clause.total is None:
        return sums

    def attribute(name: str) -> Column:
        assert name == TOTAL.name
        return Column(sums.whole())

    def nothing(*_: object) -> None:
        raise AssertionError("a total reads nothing but the sum")

    size = len(unsure)
    table = FactTable([""] * size, attribute, nothing, nothing, nothing)  # type: ignore[arg-type]
    evaluation = BulkEvaluation(TableView(table), Keys())
    result = evaluation.quantity(clause.total)
    unsure |= evaluation.unsure
    return result.low.numbers.to_whole().spread(size)


def decide_table(
    policy: Policy,
    table: FactTable,
    dictionary: Dictionary,
    reporter: Reporter,
    by_persons: ByPersons | None = None,
    *,
    jointly: Jointly = together.BY_RULE,
) -> dict[str, Decided]:
    """Decide every clause of a policy for every enterprise of a table: by id, in the order of the policy.

    The enterprises of the table are the whole field of what is decided among enterprises. ``by_persons`` is
    what persons decided of some of them, ``jointly`` of several at once.

    Raises:
        Cancelled: The user stopped it.
    """
    given = by_persons or {}
    decided = {}
    blanks, beginning = Blanks(table.size, len(policy.clauses)), Beginning()
    for done, (id_, clause) in enumerate(policy.clauses.items()):
        reporter.step(Progress(done, len(policy.clauses), clause.title))
        decided[id_] = decide_clause(
            clause, table, dictionary, blanks, beginning, by_person=given.get(id_, BY_RULE)
        )
    compete_in_table(policy, table, decided, jointly)
    competed = {
        id_: decided[id_].copied() for id_, clause in policy.clauses.items() if clause.contest is not None
    }
    unsure = settle_table(policy, table, decided)
    places = np.flatnonzero(unsure).tolist()
    for place, facts in zip(places, table.facts(places), strict=True):
        evaluation = Evaluation(facts)
        each = [
            competed[clause.id].decision(clause.id, place)
            if clause.id in competed
            else decide(clause, evaluation, dictionary, given.get(clause.id, BY_RULE).get(place))
            for clause in policy.clauses.values()
        ]
        for decision in settle(policy, each, evaluation):
            decided[decision.clause_id].put(place, decision)
    share_in_table(policy, table, decided, jointly)
    return decided


def decide_fields(
    policy: Policy, table: FactTable, dictionary: Dictionary, by_persons: ByPersons, jointly: Jointly
) -> dict[str, Field]:
    """Return what decides about any enterprise of a table, by the clauses that all of them compete for."""
    fields, beginning = {}, Beginning()
    for id_, clause in policy.clauses.items():
        if clause.contest is not None:
            blanks = Blanks(table.size, 1)
            alone = decide_clause(
                clause, table, dictionary, blanks, beginning, by_person=by_persons.get(id_, BY_RULE)
            )
            compete(clause.contest, alone, table, jointly.get((Scope.TIE, id_), ()))
            assert alone.field is not None
            fields[id_] = alone.field
    return fields
