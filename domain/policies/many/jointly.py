"""What is decided among clauses and among enterprises, on columns: see `policies.jointly` and `contests`."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

import numpy as np

from domain.policies.contests.claims import Contender
from domain.policies.contests.field import decide_contest, measured
from domain.policies.contests.pools import Member, Pool
from domain.policies.contests.together import Jointly, Together
from domain.policies.language.ranges import Doubt
from domain.policies.many.codes import GRANTED, IS_MISSING, MANUAL, NOT_MET, OUTCOMES, Decided
from domain.policies.many.evaluation import BulkEvaluation
from domain.policies.many.numbers import Array, Mask, Numbers
from domain.policies.many.ranges import DOUBTS, NO_CAUSE, NO_HELP, Keys, Why, missing_in, whole_why
from domain.policies.many.table import FactTable
from domain.policies.many.views import TableView
from domain.policies.policy import Contest, Policy, SharedCap
from domain.policies.trace import Decision, Outcome, Scope
from domain.values.money import NO_MONEY, Fen

OUTBID: Final = -2
"""Stands for the requirement that failed where another clause of the group has the higher amount."""

OUTRANKED: Final = -3
"""The same where the enterprise has no place among the others, or nothing is left of a pot."""

_WAITS: Final = (Doubt("与全部企业一并评定"),)


def settle_table(policy: Policy, table: FactTable, decided: Mapping[str, Decided]) -> Mask:
    """Apply groups and shared caps to what was decided clause by clause.

    Returns:
        Where a cap cannot be told here.
    """
    for group in policy.groups:
        _highest([decided[id_] for id_ in policy.clauses if id_ in group.clauses])
    unsure = np.zeros(table.size, bool)
    for cap in policy.shared_caps:
        if cap.across is not None:
            continue
        keys = Keys()
        evaluation = BulkEvaluation(TableView(table), keys)
        _capped([decided[id_] for id_ in policy.clauses if id_ in cap.clauses], cap, evaluation, keys)
        unsure |= evaluation.unsure
    return unsure


def _is_open(one: Decided) -> Mask:
    is_open: Mask = (one.outcome == IS_MISSING) | (one.outcome == MANUAL)
    return is_open


def _is_unbounded(one: Decided) -> Mask:
    """Say where nothing is known of what an amount may come to; see `Decision.is_unbounded`."""
    unbounded: Mask = (one.outcome == MANUAL) & (one.most == 0)
    return unbounded


def _highest(members: Sequence[Decided]) -> None:
    """就高不重复: grant the highest; the first of equals."""
    amounts = np.stack([np.where(one.outcome == GRANTED, one.amount, -1) for one in members])
    best_place, best = amounts.argmax(axis=0), amounts.max(axis=0)
    has_best = best >= 0
    rivals = [
        has_best
        & _is_open(one)
        & ((one.most > best) | ((one.most == best) & (place < best_place)) | _is_unbounded(one))
        for place, one in enumerate(members)
    ]
    awaited = np.logical_or.reduce(rivals)
    reasons = [(one.why.copy(), one.keys) for one in members]
    for place, one in enumerate(members):
        is_best = has_best & (best_place == place)
        causes = whole_why(None, len(best))
        for (why, keys), rival in zip(reasons, rivals, strict=True):
            causes = causes | _translated(why, keys, one.keys) * rival
        _wait(one, is_best & awaited, causes)
        is_outbid = has_best & ~is_best & ~rivals[place] & (one.outcome != NOT_MET)
        one.outcome[is_outbid], one.failed[is_outbid], one.why[is_outbid] = NOT_MET, OUTBID, NO_CAUSE
        one.amount[is_outbid], one.most[is_outbid] = 0, 0


def _wait(one: Decided, mask: Mask, causes: Why) -> None:
    """Let granted ones wait for others, which wait for these causes."""
    missing = missing_in(causes)
    outcome = np.where(missing != 0, IS_MISSING, MANUAL)
    one.outcome[mask] = outcome[mask]
    one.most[mask] = one.amount[mask]
    one.amount[mask] = 0
    one.why = np.where(mask, np.where(missing != 0, missing, NO_HELP), one.why)


def _capped(members: Sequence[Decided], cap: SharedCap, evaluation: BulkEvaluation, keys: Keys) -> None:
    """Use a shared cap up in the order of the clauses."""
    size = evaluation.size
    limit = evaluation.quantity(cap.cap)
    is_known = limit.exact_mask(size)
    whole = np.maximum(_floored(limit.low.numbers.spread(size)), 0)
    # What keeps the cap open also keeps those open that it may cut: for whom there may be no room.
    room = whole if limit.low.infinite is None else np.where(limit.low.infinite, 0, whole)
    causes = whole_why(limit.why, size)
    used, perhaps = np.zeros(size, np.int64), np.zeros(size, np.int64)
    waited: list[tuple[Mask, Why, Keys]] = []
    for one in members:
        is_granted = one.outcome == GRANTED
        possible = np.where(_is_unbounded(one), room, np.maximum(one.amount, one.most))
        _wait(one, ~is_known & is_granted & (one.amount > room), _translated(causes, keys, one.keys))
        room = np.maximum(room - possible, 0)
        left = np.maximum(whole - used, 0)
        is_open = is_known & _is_open(one)
        is_whole = is_known & is_granted & (one.amount <= left - perhaps)
        is_waiting = is_known & is_granted & ~is_whole & (perhaps > 0)
        is_cut = is_known & is_granted & ~is_whole & ~is_waiting
        one.amount[is_cut] = left[is_cut]
        used = used + np.where(is_whole | is_cut, one.amount, 0)
        awaited = whole_why(None, size)
        for mask, why, theirs in waited:
            awaited = awaited | _translated(why, theirs, one.keys) * mask
        _wait(one, is_waiting, awaited)
        possible = np.where(is_open & _is_unbounded(one), left, one.most)
        perhaps = perhaps + np.where(is_open | is_waiting, possible, 0)
        one.most[is_open] = np.minimum(one.most, left)[is_open]
        waited.append((is_open | is_waiting, one.why, one.keys))


def _floored(numbers: Numbers) -> Array:
    return np.clip(numbers.floored(), -1, 2**62).astype(np.int64)


def _translated(why: Why, keys: Keys, wanted: Keys) -> Why:
    """Return bits of some keys as bits of others."""
    if keys is wanted or not why.any():
        return why
    found = why & DOUBTS
    for name in keys.names:
        bit = keys.bit(name)
        has = why & bit != 0
        if has.any():
            found = found | has * wanted.bit(name)
    return found


# Among enterprises


def share_in_table(
    policy: Policy, table: FactTable, decided: Mapping[str, Decided], by_persons: Jointly
) -> None:
    """Apply the caps that enterprises share, the last that is decided of all."""
    for cap in policy.caps_across:
        assert cap.across is not None
        columns = [decided[id_] for id_ in cap.clauses]
        who = table.attribute_column(cap.across.name)
        is_known = np.ones(table.size, bool) if who.entered is None else who.entered
        places = np.flatnonzero(np.logical_or.reduce([one.outcome != NOT_MET for one in columns])).tolist()
        members = [
            Member(
                who.words[who.values[place]] if is_known[place] else "",
                table.usccs[place],
                tuple(decided[id_].decision(id_, place) for id_ in cap.clauses),
            )
            for place in places
        ]
        pool = Pool.of(cap, members, by_persons.get((Scope.SHARE, cap.title), ()))
        columns[0].pools += (pool,)
        for place, member in zip(places, members, strict=True):
            settled = pool.settle(member)
            for column, before, after in zip(columns, member.decisions, settled, strict=True):
                if after is not before:
                    column.put(place, after)
                    _say_of_person(column, place, after)


def as_claims(decided: Decided, contest: Contest) -> None:
    """Turn what is granted into claims, which wait for the whole field; see `contests.field.as_claim`."""
    granted = decided.outcome == GRANTED
    if contest.amounts:
        most = max(contest.amounts)
        decided.claim = np.where(granted, most, -1)
        decided.most = np.where(granted | _is_open(decided), most, decided.most)
    else:
        decided.claim = np.where(granted, decided.amount, -1)
        decided.most = np.where(granted, decided.amount, decided.most)
    decided.why = np.where(granted, NO_HELP, decided.why)
    decided.outcome[granted] = MANUAL
    decided.amount[granted] = 0


def _say_of_person(column: Decided, place: int, decision: Decision) -> None:
    """Say what a person decided of several enterprises, or must decide."""
    if decision.together or decision.by_person is not None:
        column.said[place] = OUTCOMES.index(decision.outcome), decision.reason


def compete_in_table(
    policy: Policy, table: FactTable, decided: Mapping[str, Decided], by_persons: Jointly
) -> None:
    """Decide the contested clauses among all enterprises of a table."""
    for id_, clause in policy.clauses.items():
        if clause.contest is None:
            continue
        column = decided[id_]
        by_person = by_persons.get((Scope.TIE, id_), ())
        for place, decision in compete(clause.contest, column, table, by_person).items():
            _say_of_person(column, place, decision)
            column.outcome[place] = OUTCOMES.index(decision.outcome)
            column.amount[place], column.most[place] = decision.amount, decision.most
            if decision.outcome is Outcome.NOT_MET:
                column.most[place], column.failed[place] = 0, OUTRANKED
            if decision.outcome in (Outcome.NOT_MET, Outcome.GRANTED):
                column.why[place] = NO_CAUSE


def compete(
    contest: Contest, decided: Decided, table: FactTable, by_person: Sequence[Together]
) -> dict[int, Decision]:
    """Decide places and pots among those who claim or may still claim.

    Returns:
        What each of them comes to, by place; what decides about any of them is kept in ``decided``.
    """
    places = np.flatnonzero(_is_open(decided)).tolist()
    decisions = [_entry(decided, place) for place in places]
    measures = _measures(contest, table, np.array(places, int), [one.claim is not None for one in decisions])
    contenders = [
        Contender(place, table.usccs[place], decision, value)
        for place, decision, value in zip(places, decisions, measures, strict=True)
    ]
    decided.field, competed = decide_contest(contest, contenders, table.facts_of, by_person)
    return dict(zip(places, competed, strict=True))


def _entry(decided: Decided, place: int) -> Decision:
    assert decided.claim is not None
    claim, outcome = int(decided.claim[place]), OUTCOMES[decided.outcome[place]]
    return Decision(
        "",
        outcome,
        NO_MONEY,
        (),
        most=Fen(int(decided.most[place])),
        claim=None if claim < 0 else Fen(claim),
        doubts=_WAITS if outcome is Outcome.MANUAL else (),
    )


def _measures(
    contest: Contest, table: FactTable, places: Array, claims: Sequence[bool]
) -> list[Fraction | None]:
    if contest.by is None:
        return [None] * len(places)
    evaluation = BulkEvaluation(TableView(table, places), Keys())
    value = evaluation.quantity(contest.by)
    numbers, known = value.low.numbers.spread(len(places)), value.exact_mask(len(places))
    dens = np.broadcast_to(numbers.den, (len(places),))

    def measure(at: int) -> Fraction | None:
        if evaluation.unsure[at]:
            return measured(contest.by, table.facts_of(int(places[at])))
        return Fraction(int(numbers.whole()[at]), int(dens[at])) if known[at] else None

    return [measure(at) if claims[at] else None for at in range(len(places))]
