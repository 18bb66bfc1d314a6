"""What is decided among all enterprises that qualify: the first places, and a fixed pot."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.enterprises.facts import EnterpriseFacts
from domain.money import NO_MONEY, Fen
from domain.policies.formulas.evaluation import Evaluation
from domain.policies.formulas.nodes import Type
from domain.policies.formulas.ranges import Doubt, Result
from domain.policies.formulas.wording import quantity_text, value_text
from domain.policies.policy import Clause, Contest, Policy, Ties
from domain.policies.trace import Check, Decision, Operation, Outcome, Step


@dataclass(frozen=True, slots=True)
class Entrant:
    """One enterprise of the field, with its decisions in the order of the policy."""

    facts: EnterpriseFacts
    decisions: tuple[Decision, ...]


def as_claim(clause: Clause, decision: Decision) -> Decision:
    """Return a granted decision of a contested clause as a claim that waits for the whole field."""
    if clause.contest is None or decision.outcome is not Outcome.GRANTED:
        return decision
    amount = value_text(decision.amount, Type.MONEY)
    doubt = Doubt(f"本户条件符合、可得 {amount}；须与全部企业一并评定后确定")
    return replace(
        decision,
        outcome=Outcome.MANUAL,
        amount=NO_MONEY,
        most=decision.amount,
        claim=decision.amount,
        doubts=(doubt,),
    )


def settle_contests(policy: Policy, field: Sequence[Entrant]) -> list[tuple[Decision, ...]]:
    """Decide the contested clauses of a policy among all enterprises.

    An enterprise whose claim is still open may take a place or a share of the pot; what depends on it stays
    for a person.

    Returns:
        The decisions of each entrant, in the order given.
    """
    settled = [list(entrant.decisions) for entrant in field]
    codes = [entrant.facts.uscc for entrant in field]
    for index, clause in enumerate(policy.clauses.values()):
        if clause.contest is not None:
            decisions = [row[index] for row in settled]
            measures = [
                _measure(clause.contest, decision, entrant.facts)
                for decision, entrant in zip(decisions, field, strict=True)
            ]
            decided = decide_contest(clause.contest, decisions, measures, codes)
            for row, decision in zip(settled, decided, strict=True):
                row[index] = decision
    return [tuple(row) for row in settled]


def decide_contest(
    contest: Contest,
    decisions: Sequence[Decision],
    measures: Sequence[Fraction | None],
    codes: Sequence[str],
) -> list[Decision]:
    """Decide a contested clause among all who claim, or may still claim.

    Args:
        contest: Its places, its pot.
        decisions: Of the clause, one for each enterprise; those that cannot claim may be left out.
        measures: What each claimant is ranked by; None where there is no claim, or no certain measure.
        codes: Of each enterprise; among equal remainders of a pot the first code takes the fen.
    """
    ranked = _rank(contest, decisions, measures) if contest.by is not None else list(decisions)
    if contest.pot is not None:
        return _share(contest.pot, codes, ranked)
    return [_plainly(one) for one in ranked]


def _is_open(decision: Decision) -> bool:
    """Whether it may still become a claim."""
    return decision.claim is None and decision.outcome in (Outcome.MISSING, Outcome.MANUAL)


def _plainly(decision: Decision) -> Decision:
    """Grant a claim that nothing stands against."""
    if decision.claim is None or decision.outcome is not Outcome.MANUAL or not _is_waiting(decision):
        return decision
    return replace(decision, outcome=Outcome.GRANTED, amount=decision.claim, most=NO_MONEY, doubts=())


def _is_waiting(decision: Decision) -> bool:
    """Whether a claim waits for nothing but the field."""
    return len(decision.doubts) == 1 and not decision.doubts[0].key and not decision.note


# Places


def _rank(
    contest: Contest, decisions: Sequence[Decision], measures: Sequence[Fraction | None]
) -> list[Decision]:
    claims = sorted(value for value in measures if value is not None)
    undecided = sum(_is_open(one) for one in decisions)
    return [
        one if value is None else _placed(contest, one, value, claims, undecided)
        for one, value in zip(decisions, measures, strict=True)
    ]


def _measure(contest: Contest, decision: Decision, facts: EnterpriseFacts) -> Fraction | None:
    if decision.claim is None or contest.by is None:
        return None
    value = Evaluation(facts).quantity(contest.by)
    return Fraction(value.low) if value.is_exact else None


def _placed(
    contest: Contest, decision: Decision, value: Fraction, claims: Sequence[Fraction], undecided: int
) -> Decision:
    assert contest.by is not None
    better = len(claims) - bisect_right(claims, value)
    equal = len(claims) - better - bisect_left(claims, value)
    measured = f"{quantity_text(contest.by)} {value_text(value, contest.by.type)}"
    place = f"第 {better + 1} 名" + (f"（{equal} 户并列）" if equal > 1 else "")
    required = f"前 {contest.places} 名"
    is_tie = better < contest.places < better + equal
    if better >= contest.places or (is_tie and contest.ties is Ties.ALL_OUT):
        check = Check(f"按{quantity_text(contest.by)}排名", f"{measured}，{place}", required, Result.FALSE)
        return Decision(decision.clause_id, Outcome.NOT_MET, NO_MONEY, (*decision.checks, check))
    if is_tie and contest.ties is Ties.MANUAL:
        return _held(decision, f"{measured}，{place}，并列者超过名额，由本单位认定")
    if (
        better + equal + undecided > contest.places
        and undecided
        and not _is_safe(better, equal, undecided, contest)
    ):
        return _held(decision, f"{measured}，目前{place}；还有 {undecided} 户未定，可能影响名次")
    check = Check(f"按{quantity_text(contest.by)}排名", f"{measured}，{place}", required, Result.TRUE)
    return replace(decision, checks=(*decision.checks, check))


def _is_safe(better: int, equal: int, undecided: int, contest: Contest) -> bool:
    """Whether a place holds even if all that are undecided turn out better."""
    return better + undecided + equal <= contest.places


def _held(decision: Decision, reason: str) -> Decision:
    return replace(decision, doubts=(Doubt(reason),), note=reason)


# A fixed pot


def _share(pot: Fen, codes: Sequence[str], decisions: Sequence[Decision]) -> list[Decision]:
    claimants = [
        index
        for index, one in enumerate(decisions)
        if one.claim is not None and one.outcome is Outcome.MANUAL
    ]
    claims = [Fen(decisions[index].claim or 0) for index in claimants]
    most = sum(one.most for index, one in enumerate(decisions) if _is_open(one))
    is_settled = all(_is_waiting(decisions[index]) for index in claimants)
    shared = list(decisions)
    if sum(claims) + most <= pot and is_settled:
        return [_plainly(one) for one in shared]
    if most or not is_settled:
        for index in claimants:
            shared[index] = _held(shared[index], "还有企业未定，申报总额可能超过资金总额，待定后分配")
        return shared
    amounts = share_pot(pot, claims, [codes[index] for index in claimants])
    for index, amount in zip(claimants, amounts, strict=True):
        shared[index] = _cut_down(decisions[index], amount, pot, Fen(sum(claims)))
    return shared


def share_pot(pot: Fen, claims: Sequence[Fen], keys: Sequence[str]) -> list[Fen]:
    """Share a pot in proportion to claims that exceed it, by the largest remainder; the sum is the pot.

    Fen that remain after rounding down go to the largest remainders; among equal ones to the first key.

    >>> share_pot(Fen(100), [Fen(100), Fen(100), Fen(100)], ["b", "a", "c"])
    [33, 34, 33]
    """
    total = sum(claims)
    exact = [Fraction(pot * claim, total) for claim in claims]
    parts = [int(share) for share in exact]
    order = sorted(range(len(claims)), key=lambda i: (parts[i] - exact[i], keys[i]))
    for index in order[: pot - sum(parts)]:
        parts[index] += 1
    return [Fen(part) for part in parts]


def _cut_down(decision: Decision, amount: Fen, pot: Fen, claims: Fen) -> Decision:
    claim, whole, asked = (value_text(one, Type.MONEY) for one in (decision.claim or 0, pot, claims))
    text = f"申报总额 {asked} 超过资金总额 {whole}，按比例分配：{claim} × {whole} ÷ {asked}"
    operands = (Fraction(amount),)
    step = Step(text, Operation.TAKE, operands, Fraction(amount), value_text(amount, Type.MONEY))
    return replace(
        decision,
        outcome=Outcome.GRANTED,
        amount=amount,
        steps=(*decision.steps, step),
        most=NO_MONEY,
        doubts=(),
    )
