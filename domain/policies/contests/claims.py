"""What the parts of a contest share: claims, and what still stands against them."""

from dataclasses import dataclass, replace
from fractions import Fraction

from domain.enterprises.facts import EnterpriseFacts
from domain.policies.language import nodes
from domain.policies.language.measuring import measured_text
from domain.policies.language.nodes import Quantity
from domain.policies.language.ranges import Doubt
from domain.policies.language.wording import quantity_text
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Contest, Direction
from domain.policies.trace import OUTCOME_NAMES, Decision, Outcome, Scope
from domain.values.money import NO_MONEY, Fen


@dataclass(frozen=True, slots=True)
class Contender:
    """One of a field.

    Attributes:
        at: Its place in the field, by which its facts are found.
        code: Its own; among equal remainders of a pot the first code takes the fen.
        decision: What the clause comes to so far.
        measure: What it is ranked by; None where there is no claim, or no certain measure.
    """

    at: int
    code: str
    decision: Decision
    measure: Fraction | None


def is_open(decision: Decision) -> bool:
    """Whether it may still become a claim."""
    return decision.claim is None and decision.outcome in (Outcome.MISSING, Outcome.MANUAL)


def may_claim(decision: Decision, pot: Fen) -> Fen:
    """Return what may still be claimed of a pot by who has no claim yet; all of it where nothing is known."""
    if not is_open(decision):
        return NO_MONEY
    return pot if decision.is_unbounded else decision.most


def is_waiting(decision: Decision) -> bool:
    """Whether a claim waits for nothing but the field."""
    return (
        decision.claim is not None
        and decision.outcome is Outcome.MANUAL
        and len(decision.doubts) == 1
        and not decision.doubts[0].key
        and decision.note != decision.doubts[0].text
    )


def is_held(decision: Decision) -> bool:
    """Whether a claim waits for a person."""
    return decision.claim is not None and decision.outcome is Outcome.MANUAL and not is_waiting(decision)


def held(decision: Decision, reason: str, together: Scope = Scope.ALONE, lapsed: str = "") -> Decision:
    """Leave a claim to a person; ``lapsed`` says that one decided already and it does not count any more."""
    doubts = (*([Doubt(lapsed)] if lapsed else []), Doubt(reason))
    return replace(decision, doubts=doubts, note=reason, together=together)


def unranked_text(contest: Contest, decision: Decision, facts: EnterpriseFacts) -> str:
    """Say which enterprise has no place yet, and why."""
    if decision.claim is None:
        return f"“{facts.name}”{OUTCOME_NAMES[decision.outcome]}"
    assert contest.by is not None
    return f"“{facts.name}”{unmeasured_text(contest.by, facts)}"


def unmeasured_text(by: Quantity, facts: EnterpriseFacts) -> str:
    """Say why what claims are ranked by cannot be told of an enterprise."""
    evaluation = Evaluation(facts)
    value, read = evaluation.quantity(by), [*nodes.outside_rows(by)]
    figures = [one for one in read if isinstance(one, nodes.Attribute | nodes.Indicator)]
    names = [quantity_text(one) for one in figures if evaluation.quantity(one).missing]
    names += [
        one.rows.label for one in read if isinstance(one, nodes.OverRows) and evaluation.quantity(one).missing
    ]
    if names:
        return f"未填{'、'.join(dict.fromkeys(names))}"
    return "；".join(sorted(doubt.text for doubt in value.doubts)) or "要用的日期为“无”"


def granted(decision: Decision) -> Decision:
    """Grant a claim that nothing stands against; leave any other decision as it is."""
    if not is_waiting(decision):
        return decision
    assert decision.claim is not None
    return replace(decision, outcome=Outcome.GRANTED, amount=decision.claim, most=NO_MONEY, doubts=())


@dataclass(frozen=True, slots=True)
class Standing:
    """How a claim stands among the others: how many are ahead, how many are level (itself among them)."""

    value: Fraction
    ahead: int
    level: int

    @property
    def text(self) -> str:
        return f"第 {self.ahead + 1} 名" + (f"（{self.level} 户并列）" if self.level > 1 else "")


def sort_key(contest: Contest, value: Fraction) -> Fraction:
    """Return what claims are sorted by, the best first."""
    return value if contest.direction is Direction.SMALLEST_FIRST else -value


def ranked_by_text(contest: Contest, value: Fraction) -> str:
    """Say what a claim is ranked by."""
    assert contest.by is not None
    return f"{quantity_text(contest.by)} {measured_text(contest.by, value)}"
