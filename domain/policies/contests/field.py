"""What is decided among all enterprises that qualify: the first places, and a fixed pot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.enterprises.facts import EnterpriseFacts
from domain.money import NO_MONEY
from domain.policies.contests.claims import granted
from domain.policies.contests.places import FactsOf, rank
from domain.policies.contests.pots import share, use_up
from domain.policies.formulas.evaluation import Evaluation
from domain.policies.formulas.nodes import Type
from domain.policies.formulas.ranges import Doubt
from domain.policies.formulas.wording import value_text
from domain.policies.jointly import settle
from domain.policies.policy import Clause, Contest, Policy
from domain.policies.trace import Decision, Outcome


@dataclass(frozen=True, slots=True)
class Entrant:
    """One enterprise of the field, with what each clause comes to by itself, in the order of the policy."""

    facts: EnterpriseFacts
    decisions: tuple[Decision, ...]


def as_claim(clause: Clause, decision: Decision) -> Decision:
    """Return a granted decision of a contested clause as a claim that waits for the whole field.

    Where each place has an amount of its own, the claim may come to the greatest of them.
    """
    if clause.contest is None or decision.outcome is Outcome.NOT_MET:
        return decision
    amounts = clause.contest.amounts
    if decision.outcome is not Outcome.GRANTED:
        return replace(decision, most=max(amounts)) if amounts else decision
    claim = max(amounts, default=decision.amount)
    amount = f"{'最多' if amounts else ''}可得 {value_text(claim, Type.MONEY)}"
    doubt = Doubt(f"本户条件符合、{amount}；须与全部企业一并评定后确定")
    return replace(
        decision,
        outcome=Outcome.MANUAL,
        amount=NO_MONEY,
        most=claim,
        claim=claim,
        note="" if amounts else decision.note,
        doubts=(doubt,),
    )


def settle_contests(policy: Policy, field: Sequence[Entrant]) -> list[tuple[Decision, ...]]:
    """Decide the contested clauses of a policy among all enterprises, then what is decided among clauses.

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
            decided = decide_contest(clause.contest, decisions, measures, codes, lambda at: field[at].facts)
            for row, decision in zip(settled, decided, strict=True):
                row[index] = decision
    return [
        settle(policy, row, Evaluation(entrant.facts)) for row, entrant in zip(settled, field, strict=True)
    ]


def decide_contest(
    contest: Contest,
    decisions: Sequence[Decision],
    measures: Sequence[Fraction | None],
    codes: Sequence[str],
    facts_of: FactsOf,
) -> list[Decision]:
    """Decide a contested clause among all who claim, or may still claim.

    Args:
        contest: Its places, its pot.
        decisions: Of the clause, one for each enterprise; those that cannot claim may be left out.
        measures: What each claimant is ranked by; None where there is no claim, or no certain measure.
        codes: Of each enterprise; among equal remainders of a pot the first code takes the fen.
        facts_of: Gives what is known of one, to say why it cannot be ranked.
    """
    ranked = rank(contest, decisions, measures, facts_of) if contest.by is not None else list(decisions)
    if contest.pot is None:
        return [granted(one) for one in ranked]
    if contest.goes_in_order:
        return use_up(contest, contest.pot, ranked, measures)
    return share(contest.pot, codes, ranked)


def _measure(contest: Contest, decision: Decision, facts: EnterpriseFacts) -> Fraction | None:
    if decision.claim is None or contest.by is None:
        return None
    value = Evaluation(facts).quantity(contest.by)
    return Fraction(value.low) if value.is_exact else None
