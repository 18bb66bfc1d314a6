"""What a decision means for one case: its share where it is paid in instalments, and the most there is."""

import hashlib
import json
from dataclasses import dataclass

from domain.cases.sql import Row
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.records import record_of
from domain.policies.policy import Policy
from domain.policies.trace import OUTCOME_NAMES, Decision, Outcome
from domain.values.money import NO_MONEY, Fen, yuan_text


@dataclass(frozen=True, slots=True)
class Worth:
    """What a decision comes to for a case; ``bound`` None where a person must say and nothing bounds it."""

    computed: Fen
    bound: Fen | None


@dataclass(frozen=True, slots=True)
class Frozen:
    """What a case is decided on, as it is kept: plain texts, since there may be tens of thousands at once.

    Attributes:
        facts, decision: JSON, as `AwardCase` has them.
        outcome: Of the decision.
        worth: What it comes to for the case.
    """

    policy: Policy
    uscc: str
    name: str
    facts: str
    decision: str
    outcome: Outcome
    worth: Worth

    @staticmethod
    def of(
        policy: Policy,
        facts: EnterpriseFacts,
        decision: Decision,
        kept: str,
        *,
        instalment: str = "",
    ) -> "Frozen":
        """Return it for an enterprise and a clause as they were decided just now; `kept` as `facts_kept`."""
        return Frozen(
            policy,
            facts.uscc,
            facts.name,
            kept,
            decision.to_json(),
            decision.outcome,
            worth_of(decision, instalment),
        )

    @property
    def seen(self) -> str:
        """What tells whether it would be decided so again: by which text, for whom, and on what."""
        return seen_of(self.policy.sha256, self.uscc, self.name, self.decision)

    @property
    def result(self) -> str:
        """What it comes to, in words."""
        return result_text(self.outcome, self.worth.computed)

    def columns(self, as_of: int) -> Row:
        """Return the columns of a case that hold it, as they are stored; what is given is another matter."""
        return {
            "uscc": self.uscc,
            "enterprise_name": self.name,
            "policy_title": self.policy.title,
            "policy_sha256": self.policy.sha256,
            "facts": self.facts,
            "decision": self.decision,
            "computed": self.worth.computed,
            "bound": self.worth.bound,
            "seen": self.seen,
            "as_of": as_of,
        }


def facts_kept(facts: EnterpriseFacts, dictionary: Dictionary) -> str:
    """Return facts as a case keeps them; once for all clauses of an enterprise, since that takes its time."""
    return json.dumps(record_of(facts, dictionary), ensure_ascii=False)


def result_text(outcome: Outcome, computed: Fen) -> str:
    """Say what a decision comes to.

    >>> result_text(Outcome.MANUAL, NO_MONEY)
    '“待人工认定”'
    """
    amount = f" {yuan_text(computed)} 元" if outcome is Outcome.GRANTED else ""
    return f"“{OUTCOME_NAMES[outcome]}”{amount}"


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
