"""Enterprises made up for one clause: with everything that it asks for, and something usual for the rest."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.authoring.proving.finding import Goal, Search
from domain.policies.authoring.proving.knobs import Knob, knob_at, knobs_of, rows_of
from domain.policies.language import nodes
from domain.policies.language.measures import Comparator, Type
from domain.policies.one.assessment import decide
from domain.policies.one.evaluation import Evaluation
from domain.policies.policy import Clause, Policy
from domain.policies.trace import Decision
from domain.policies.trials.examples import facts_of_example

_MOST_ROUNDS: Final = 20
_NO_KNOBS: Final[frozenset[Knob]] = frozenset()


class Sampler:
    """Makes enterprises for a clause.

    Attributes:
        rows: The list whose rows are decided one by one; None where the enterprise is.
        asked: What the clause asks for, as goals.
        read: What can be set of all that the clause reads.
        usual: One that complies, once `find_usual` found it.
    """

    def __init__(self, policy: Policy, clause: Clause, dictionary: Dictionary) -> None:
        self.policy = policy
        self.clause = clause
        self.dictionary = dictionary
        self.rows = dictionary.rows.get(clause.each)
        self.asked = tuple(Goal(one.condition, True, self.rows) for one in clause.requirements)
        self.read = tuple(
            dict.fromkeys(knob for formula in clause.formulas for knob in knobs_of(formula, self.rows))
        )
        on = date.fromordinal((policy.valid_from.toordinal() + policy.valid_to.toordinal()) // 2)
        self.search = Search(on)
        blank = facts_of_example({}, dictionary)
        self.blank = blank if self.rows is None else rows_of(self.rows).put(blank, 1)
        self.usual = self.blank

    def find_usual(self) -> bool:
        """Find an enterprise that complies; return whether there is one."""
        found = self.settled(self.blank, self.asked)
        self.usual = self.blank if found is None else found
        return found is not None

    def settled(
        self, facts: EnterpriseFacts, goals: Sequence[Goal], fixed: frozenset[Knob] = _NO_KNOBS
    ) -> EnterpriseFacts | None:
        """Return facts that meet the goals, with all else that is asked for, and an amount if it may be."""
        if self.clause.award is not None:
            above = nodes.Compare(self.clause.award, Comparator.MORE_THAN, nodes.Literal(0, Type.MONEY))
            paid = self.search.settle(facts, (*goals, Goal(above, True, self.rows)), fixed)
            if paid is not None:
                return self.complete(paid, goals)
        found = self.search.settle(facts, goals, fixed)
        return None if found is None else self.complete(found, goals)

    def complete(self, facts: EnterpriseFacts, goals: Sequence[Goal] = ()) -> EnterpriseFacts:
        """Return the facts with something usual for whatever is still asked for, judged facts among them."""
        for _ in range(_MOST_ROUNDS):
            decision = self.decided(facts)
            keys = {*decision.missing, *(doubt.key for doubt in decision.doubts if doubt.key)}
            keys |= {key for one in decision.instalments for key in one.missing}
            knobs = [knob for key in sorted(keys) if (knob := knob_at(key, self.dictionary)) is not None]
            filled = self.search.filled(facts, knobs)
            if filled == facts or not self.search.holds(filled, goals):
                break
            facts = filled
        return facts

    def decided(self, facts: EnterpriseFacts) -> Decision:
        """Decide the clause as the program does."""
        return decide(self.clause, Evaluation(facts), self.dictionary)
