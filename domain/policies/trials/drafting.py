"""A copy of a policy with other formulas, or other papers: to be tried, and kept as a new version."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import tomlkit

from domain.enterprises.dictionary import Dictionary
from domain.policies.files.files import policy_from
from domain.policies.language.calls import CONDITIONS, QUANTITIES
from domain.policies.language.wording import condition_text
from domain.policies.policy import Clause, Policy
from domain.policies.trials.examples import Tried, try_examples
from domain.values.money import plain_yuan

_AWARD: Final = "award"
_TOTAL: Final = "total"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a formula stands in a clause.

    Attributes:
        key: In the file, e.g. ``award`` or ``conditions``.
        index: Which of several, from 0; None where there is only one.
        name: What mistakes call it.
        label: What people call it.
    """

    key: str
    index: int | None
    name: str
    label: str


@dataclass(frozen=True)
class Draft:
    """Changed formulas of one clause of a policy, by their places; the file is left as it is.

    Attributes:
        office: The office's own facts, which the policy is read with.
        papers: What an applicant is to hand in; None for what the policy says.
    """

    policy: Policy
    clause_id: str
    office: Dictionary
    changes: dict[Place, str]
    papers: tuple[str, ...] | None = None

    @staticmethod
    def of(policy: Policy, clause_id: str, office: Dictionary) -> "Draft":
        """Begin with nothing changed."""
        return Draft(policy, clause_id, office, {})

    @property
    def clause(self) -> Clause:
        """The clause as it is in the policy."""
        return self.policy.clauses[self.clause_id]

    def formulas(self) -> dict[Place, str]:
        """Return the formulas of the clause as they stand in the file, in its order."""
        clause, found = self.clause, {}
        for at, definition in enumerate(clause.definitions):
            name = f"definitions“{definition.term}”"
            found[Place("definitions", at, name, definition.term)] = definition.formula
        own = clause.who[len(self.policy.exclusions) :]
        for key, requirements in (("who", own), ("conditions", clause.conditions)):
            for at, one in enumerate(requirements):
                label = one.text or condition_text(one.condition)
                found[Place(key, at, f"{key} 第 {at + 1} 项", label)] = one.formula
        if clause.award is not None:
            found[Place(_AWARD, None, _AWARD, "金额")] = clause.award_formula
        if clause.total is not None:
            found[Place(_TOTAL, None, _TOTAL, "各项相加后")] = clause.total_formula
        return found

    def changed(self, place: Place, formula: str) -> "Draft":
        """Return the draft with another formula; what is as in the file is no change."""
        changes = {one: text for one, text in self.changes.items() if one != place}
        if formula.strip() != self.formulas()[place].strip():
            changes[place] = formula.strip()
        return replace(self, changes=changes)

    def with_papers(self, papers: Sequence[str]) -> "Draft":
        """Return the draft with other papers of the clause."""
        return replace(self, papers=tuple(papers))

    def read(self) -> Policy:
        """Return the policy with the changes.

        Raises:
            PolicyMistakes: A formula has mistakes; each is named with its place.
        """
        return policy_from(self.file(self.policy.version), "草稿", self.office)

    def file(self, version: str, tried: Sequence[Tried] = ()) -> bytes:
        """Return the file of a new version; its comments stay where they are.

        ``tried`` are the cases of the clause as they come out now: those that come to something else are
        written so.
        """
        document = tomlkit.parse(self.policy.content.decode("utf-8-sig"))
        document["version"] = version
        clause = self._clause_in(document)
        for place, formula in self.changes.items():
            text = tomlkit.string(formula, multiline=len(formula.splitlines()) > 1)
            if place.index is None:
                clause[place.key] = text
            elif isinstance(clause[place.key][place.index], str):
                clause[place.key][place.index] = text
            else:
                clause[place.key][place.index]["formula"] = text
        if self.papers is not None:
            clause["papers"] = list(self.papers)
        for at, one in enumerate(tried):
            if one.outcome is not None and not one.is_as_expected:
                case = clause["cases"][at]
                case["outcome"] = str(one.outcome)
                case["amount"] = plain_yuan(one.amount)
        return tomlkit.dumps(document).encode()

    def try_examples(self, after: Policy) -> list[Tried]:
        """Run the cases that came with the clause on what `read` returned."""
        return try_examples(after.clauses[self.clause_id], self.office.extended(after.facts))

    def words(self) -> list[str]:
        """Return what formulas of the clause may use: facts, choices, calls, what the policy brings along."""
        policy = self.policy
        known = self.office.extended(policy.facts)
        facts = [*known.attributes.values(), *known.indicators.values()]
        facts += [fact for kind in known.rows.values() for fact in kind.columns.values()]
        words = {fact.term for fact in facts if not fact.period} | {
            word for fact in facts for word in fact.choices.values()
        }
        words |= {kind.label for kind in known.rows.values()} | {*QUANTITIES, *CONDITIONS}
        words |= {one.term for one in policy.parameters} | set(policy.rosters)
        words |= {one.term for one in (*policy.definitions, *self.clause.definitions)}
        return sorted(words)

    def _clause_in(self, document: Any) -> Any:
        return next(one for one in document["clauses"] if one["id"] == self.clause_id)


def free_version(version: str, taken: Collection[str]) -> str:
    """Return the next version that is not taken.

    >>> free_version("1", {"1", "2"})
    '3'
    """
    while version in taken:
        version = next_version(version)
    return version


def next_version(version: str) -> str:
    """Return what a new version is called: the number at its end counted up.

    >>> next_version("1"), next_version("2022-09"), next_version("试行")
    ('2', '2022-10', '试行-2')
    """
    head = version.rstrip("0123456789")
    digits = version[len(head) :]
    return f"{head}{int(digits) + 1:0{len(digits)}d}" if digits else f"{version}-2"
