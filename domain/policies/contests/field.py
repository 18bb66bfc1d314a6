"""What is decided among all enterprises that qualify: the first places, and a fixed pot."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.enterprises.facts import EnterpriseFacts
from domain.policies.contests.claims import granted
from domain.policies.contests.places import Contender, FactsOf, Ranking, ranking_of
from domain.policies.contests.pools import Pool, member_of, share
from domain.policies.contests.pots import Queue, Shares, pot_of
from domain.policies.language.measures import Type
from domain.policies.language.nodes import Quantity
from domain.policies.language.ranges import Doubt
from domain.policies.language.wording import value_text
from domain.policies.one.evaluation import Evaluation
from domain.policies.one.jointly import settle
from domain.policies.policy import Clause, Contest, Policy
from domain.policies.trace import Decision, Outcome
from domain.values.money import NO_MONEY


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

    Last come the caps that enterprises share.

    An enterprise whose claim is still open may take a place or a share of the pot; what depends on it stays
    for a person.

    Returns:
        The decisions of each entrant, in the order given.
    """
    settled = [list(entrant.decisions) for entrant in field]
    for index, clause in enumerate(policy.clauses.values()):
        if clause.contest is not None:
            contenders = [
                contender(clause.contest, at, entrant.facts, row[index])
                for at, (row, entrant) in enumerate(zip(settled, field, strict=True))
            ]
            _, decided = decide_contest(clause.contest, contenders, lambda at: field[at].facts)
            for row, decision in zip(settled, decided, strict=True):
                row[index] = decision
    rows = [
        settle(policy, row, Evaluation(entrant.facts)) for row, entrant in zip(settled, field, strict=True)
    ]
    for cap in policy.caps_across:
        members = [
            member_of(cap, entrant.facts, {one.clause_id: one for one in row})
            for row, entrant in zip(rows, field, strict=True)
        ]
        pool = Pool.of(cap, members)
        rows = [share(pool, entrant.facts, row) for row, entrant in zip(rows, field, strict=True)]
    return rows


@dataclass(frozen=True, slots=True)
class Field:
    """What of a whole field decides about one of it; it is small, however many they are.

    ``ranking`` is None where nobody is ranked, ``pot`` where there is none.
    """

    ranking: Ranking | None
    pot: Shares | Queue | None

    def decide(self, contenders: Sequence[Contender], facts_of: FactsOf) -> list[Decision]:
        """Decide the clause for some of the field, with the traces that their decisions have.

        Args:
            contenders: Some of those whom `decide_contest` has seen.
            facts_of: Gives what is known of one of the field, to say why it cannot be ranked.
        """
        return self._paid(contenders, self._ranked(contenders, facts_of))

    def _ranked(self, contenders: Sequence[Contender], facts_of: FactsOf) -> list[Decision]:
        if self.ranking is None:
            return [one.decision for one in contenders]
        return self.ranking.rank(contenders, facts_of)

    def _paid(self, contenders: Sequence[Contender], ranked: Sequence[Decision]) -> list[Decision]:
        if self.pot is None:
            return [granted(one) for one in ranked]
        pay = self.pot.pay
        return [pay(replace(one, decision=now)) for one, now in zip(contenders, ranked, strict=True)]


def decide_contest(
    contest: Contest, contenders: Sequence[Contender], facts_of: FactsOf
) -> tuple[Field, list[Decision]]:
    """Decide a contested clause among all who claim, or may still claim; who cannot may be left out.

    Returns:
        What decides about each of them, and what each comes to, in the order given.
    """
    ranking = ranking_of(contest, contenders) if contest.by is not None else None
    ranked = Field(ranking, None)._ranked(contenders, facts_of)
    field = Field(ranking, pot_of(contest, contenders, ranked))
    return field, field._paid(contenders, ranked)


def contender(contest: Contest, at: int, facts: EnterpriseFacts, decision: Decision) -> Contender:
    """Return an enterprise as one of a field, at its place there, with what the clause comes to by itself."""
    measure = measured(contest.by, facts) if decision.claim is not None else None
    return Contender(at, facts.uscc, decision, measure)


def measured(by: Quantity | None, facts: EnterpriseFacts) -> Fraction | None:
    """Return what an enterprise is ranked by; None where nobody is, or where it is not certain."""
    if by is None:
        return None
    value = Evaluation(facts).quantity(by)
    return Fraction(value.low) if value.is_exact else None
