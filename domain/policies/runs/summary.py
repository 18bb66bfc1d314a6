"""What decisions come to together, and why each in one line."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.industries import INDUSTRY_FACTS
from domain.policies.language.ranges import Result
from domain.policies.one.evaluation import Evaluation
from domain.policies.one.figures import reads_only
from domain.policies.policy import Clause
from domain.policies.trace import Check, Decision, Outcome
from domain.values.money import NO_MONEY, Fen

_MOST_NAMED: Final = 2


@dataclass(frozen=True, slots=True)
class Totals:
    """What some decisions come to.

    Attributes:
        counts: How many there are of each outcome; one without any is absent.
        amount: Granted in all, in fen.
        most: What the open ones could come to at most, in fen.
    """

    counts: Mapping[Outcome, int] = field(default_factory=dict)
    amount: Fen = NO_MONEY
    most: Fen = NO_MONEY

    def count(self, outcome: Outcome) -> int:
        return self.counts.get(outcome, 0)


def totals_of(decisions: Iterable[Decision]) -> Totals:
    """Add decisions up."""
    found = list(decisions)
    return Totals(
        Counter(one.outcome for one in found),
        Fen(sum(one.amount for one in found)),
        Fen(sum(one.most for one in found)),
    )


def reason_of(decision: Decision, dictionary: Dictionary) -> str:
    """Say in one line why a clause was decided so; empty where the amount says enough."""
    match decision.outcome:
        case Outcome.GRANTED:
            return decision.reason
        case Outcome.NOT_MET if decision.by_person is not None:
            return decision.reason
        case Outcome.NOT_MET:
            failed = _first_failed(decision.checks)
            return "" if failed is None else _failure(failed)
        case Outcome.MISSING:
            return missing_text(decision.missing, dictionary)
        case Outcome.MANUAL:
            return "；".join(doubt.text for doubt in decision.doubts[:_MOST_NAMED])


def is_of_another_industry(clause: Clause, facts: EnterpriseFacts) -> bool:
    """Whether a clause is for industries that the enterprise certainly is not of."""
    evaluation = Evaluation(facts)
    return any(
        reads_only(one, INDUSTRY_FACTS) and evaluation.condition(one.condition).result is Result.FALSE
        for one in clause.who
    )


def missing_text(keys: Sequence[str], dictionary: Dictionary) -> str:
    """Name the figures that are missing, the first few of them."""
    names = [dictionary.label_of(key) for key in keys[:_MOST_NAMED]]
    more = f"等 {len(keys)} 项" if len(keys) > _MOST_NAMED else ""
    return f"缺{'、'.join(names)}{more}"


def _first_failed(checks: Iterable[Check]) -> Check | None:
    for check in checks:
        if check.result is Result.FALSE:
            # A row of a list says no more than which row; what failed in it does.
            return (check if check.required else None) or _first_failed(check.parts) or check
    return None


def _failure(check: Check) -> str:
    if not check.required:
        return f"{check.text}不符合"
    found = check.found if len(check.found) <= 40 else ""
    parts = [part for part in (found, check.gap) if part]
    return f"{check.text}：{'，'.join(parts) or '不满足'}"
