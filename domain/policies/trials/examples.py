"""The cases that came with a policy, run on its clauses."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.records import facts_of
from domain.policies.one.assessment import decide
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Clause, Example, Policy
from domain.policies.trace import OUTCOME_NAMES, Outcome
from domain.values.errors import BadInput
from domain.values.money import NO_MONEY, Fen, yuan_text

_INDICATOR: Final = re.compile(r"(\w+)\[(\w+)\]")
_CODE: Final = "91410100MAYA000162"


@dataclass(frozen=True, slots=True)
class Tried:
    """What a clause came to for a case; ``problem`` where its facts cannot be read."""

    example: Example
    outcome: Outcome | None
    amount: Fen
    problem: str = ""

    @property
    def is_as_expected(self) -> bool:
        return (self.outcome, self.amount) == (self.example.outcome, self.example.amount)

    @property
    def expected_text(self) -> str:
        return _worded(Outcome(self.example.outcome), self.example.amount)

    @property
    def found_text(self) -> str:
        return self.problem if self.outcome is None else _worded(self.outcome, self.amount)


def try_examples(clause: Clause, dictionary: Dictionary) -> list[Tried]:
    """Run the cases of a clause, in their order; each is decided by itself."""
    return [_tried(clause, example, dictionary) for example in clause.examples]


def failures_of(policy: Policy, dictionary: Dictionary) -> Iterator[str]:
    """Say of each case of a policy that does not come to what it must what it comes to."""
    for clause in policy.clauses.values():
        for one in try_examples(clause, dictionary):
            if not one.is_as_expected:
                name = f"条款 {clause.id}：案例“{one.example.name}”"
                yield f"{name}应为 {one.expected_text}，却是 {one.found_text}"


def _tried(clause: Clause, example: Example, dictionary: Dictionary) -> Tried:
    try:
        facts = facts_of_example(example.facts, dictionary)
    except BadInput as error:
        return Tried(example, None, NO_MONEY, str(error))
    decision = decide(clause, Evaluation(facts), dictionary)
    return Tried(example, decision.outcome, decision.amount)


def facts_of_example(flat: Mapping[str, Any], dictionary: Dictionary) -> EnterpriseFacts:
    """Read the facts of a case as an enterprise made up.

    Raises:
        BadInput: With every complaint found in them.
    """
    attributes: dict[str, Any] = {}
    indicators: dict[str, dict[str, Any]] = {}
    rows: dict[str, Any] = {}
    for name, value in flat.items():
        if match := _INDICATOR.fullmatch(name):
            indicators.setdefault(match[1], {})[match[2]] = value
        elif isinstance(value, tuple):
            rows[name] = list(value)
        else:
            attributes[name] = value
    record = {
        "uscc": _CODE,
        "name": "案例企业",
        "attributes": attributes,
        "indicators": indicators,
        "rows": rows,
    }
    return facts_of(record, dictionary)


def _worded(outcome: Outcome, amount: Fen) -> str:
    word = OUTCOME_NAMES[outcome]
    return f"{word} {yuan_text(amount)} 元" if outcome is Outcome.GRANTED else word
