"""What is decided among all enterprises that qualify: the first places, and a fixed pot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from domain.enterprises.facts import EnterpriseFacts
from domain.policies.contests.claims import Contender, granted
from domain.policies.contests.places import FactsOf, Ranking, ranking_of
from domain.policies.contests.pools import Pool, member_of, share
from domain.policies.contests.pots import Queue, Shares, pot_of
from domain.policies.contests.ties import Orders, open_ties
from domain.policies.contests.together import BY_RULE, Jointly, Together
from domain.policies.language.measures import Type
from domain.policies.language.nodes import Quantity
from domain.policies.language.ranges import Doubt
from domain.policies.language.wording import value_text
from domain.policies.one.evaluation import Evaluation
from domain.policies.one.jointly import settle
from domain.policies.policy import Clause, Contest, Policy
from domain.policies.trace import Decision, Outcome, Scope
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


def settle_contests(
    policy: Policy, field: Sequence[Entrant], jointly: Jointly = BY_RULE
) -> list[tuple[Decision, ...]]:
    """Decide the contested clauses of a policy among all enterprises, then what is decided among clauses.

    Last come the caps that enterprises share. ``jointly`` is what persons decided of several enterprises.

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
            by_person = jointly.get((Scope.TIE, clause.id), ())
            _, decided = decide_contest(clause.contest, contenders, lambda at: field[at].facts, by_person)
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
        pool = Pool.of(cap, members, jointly.get((Scope.SHARE, cap.title), ()))
        rows = [share(pool, entrant.facts, row) for row, entrant in zip(rows, field, strict=True)]
    return rows


@dataclass(frozen=True, slots=True)
class Field:
    """What of a whole field decides about one of it; it is small, however many they are.

    ``ranking`` is None where nobody is ranked, ``pot`` where there is none.

    Attributes:
        orders: Who of those level comes first, where persons said so.
        ties: Who is level where a person must say that: their places in the field, by the measure.
    """

    ranking: Ranking | None
    pot: Shares | Queue | None
    orders: Orders
    ties: Mapping[Fraction, Sequence[int]]

    def decide(self, contenders: Sequence[Contender], facts_of: FactsOf) -> list[Decision]:
        """Decide the clause for some of the field, with the traces that their decisions have.

        Args:
            contenders: Some of those whom `decide_contest` has seen.
            facts_of: Gives what is known of one of the field, to say why it cannot be ranked.
        """
        told = self.orders.told(contenders)
        return self._paid(told, self._ranked(told, facts_of))

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
    contest: Contest, contenders: Sequence[Contender], facts_of: FactsOf, by_person: Sequence[Together] = ()
) -> tuple[Field, list[Decision]]:
    """Decide a contested clause among all who claim, or may still claim; who cannot may be left out.

    ``by_person`` is what persons decided of those who are level, the latest first.

    Returns:
        What decides about each of them, and what each comes to, in the order given.
    """
    orders = Orders.of(contenders, by_person)
    told = orders.told(contenders)
    ranking = ranking_of(contest, told, orders) if contest.by is not None else None
    ranked = Field(ranking, None, orders, {})._ranked(told, facts_of)
    whole = Field(ranking, pot_of(contest, told, ranked, orders), orders, {})
    decided = whole._paid(told, ranked)
    return replace(whole, ties=open_ties(told, decided)), decided


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
