"""What a decision means for one case: its share where it is paid in instalments, and the most there is."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property

from domain.cases.sql import Row
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.records import record_of
from domain.policies.policy import Policy
from domain.policies.trace import Decision, Outcome
from domain.values.money import NO_MONEY, Fen


@dataclass(frozen=True, slots=True)
class Worth:
    """What a decision comes to for a case; ``bound`` None where a person must say and nothing bounds it."""

    computed: Fen
    bound: Fen | None


@dataclass(frozen=True)
class Frozen:
    """What a case is decided on."""

    policy: Policy
    facts: EnterpriseFacts
    decision: Decision

    @cached_property
    def text(self) -> str:
        """The decision as it is kept."""
        return self.decision.to_json()

    @cached_property
    def seen(self) -> str:
        """What tells whether it would be decided so again: by which text, for whom, and on what."""
        return seen_of(self.policy.sha256, self.facts.uscc, self.facts.name, self.text)

    def columns(self, instalment: str, dictionary: Dictionary, as_of: int) -> Row:
        """Return the columns of a case that hold it, as they are stored."""
        worth = worth_of(self.decision, instalment)
        return {
            "uscc": self.facts.uscc,
            "enterprise_name": self.facts.name,
            "policy_title": self.policy.title,
            "policy_sha256": self.policy.sha256,
            "facts": json.dumps(record_of(self.facts, dictionary), ensure_ascii=False),
            "decision": self.text,
            "computed": worth.computed,
            "bound": worth.bound,
            "amount": worth.computed,
            "seen": self.seen,
            "as_of": as_of,
        }


def seen_of(policy_sha256: str, uscc: str, name: str, decision: str) -> str:
    """Return the SHA-256 by which it is told whether an award would be decided so again."""
    text = "\n".join((policy_sha256, uscc, name, decision))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def worth_of(decision: Decision, instalment: str = "") -> Worth:
    """Return what a decision comes to for an instalment; for the whole award where it is empty.

    What is not decided, or not met, can be given nothing: the figures come first.
    """
    outcome, amount = decision.outcome, decision.amount
    if instalment:
        one = next((each for each in decision.instalments if each.title == instalment), None)
        if one is None:
            return Worth(NO_MONEY, NO_MONEY)
        outcome, amount = one.outcome, one.amount
        if outcome is Outcome.MANUAL:
            return Worth(NO_MONEY, amount)
    match outcome:
        case Outcome.GRANTED:
            return Worth(amount, amount)
        case Outcome.MANUAL:
            return Worth(NO_MONEY, None if decision.is_unbounded else decision.most)
    return Worth(NO_MONEY, NO_MONEY)
