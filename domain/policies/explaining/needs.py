"""Which period figures matter to an enterprise, judged by what kind of enterprise it is."""

from collections.abc import Iterable
from dataclasses import replace

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.language.nodes import Node
from domain.policies.one.assessment import decide
from domain.policies.one.evaluation import Evaluation
from domain.policies.one.figures import indicators_in
from domain.policies.policy import Clause, Policy
from domain.policies.trace import Outcome
from domain.values.periods import Period, PeriodKind


def read_figures(policies: Iterable[Policy]) -> frozenset[tuple[str, Period]]:
    """Return names and periods of the figures that policies read, with the quarters of half-years."""
    return _figures(node for policy in policies for node in policy.formulas(policy.clauses.values()))


def needed_figures(
    policies: Iterable[Policy], facts: EnterpriseFacts, dictionary: Dictionary
) -> frozenset[tuple[str, Period]]:
    """Return the figures of those clauses that may apply to such an enterprise, whatever its figures."""
    kind = Evaluation(replace(facts, indicators={}))

    def may_apply(clause: Clause) -> bool:
        return decide(clause, kind, dictionary).outcome is not Outcome.NOT_MET

    return _figures(
        node for policy in policies for node in policy.formulas(filter(may_apply, policy.clauses.values()))
    )


def _figures(formulas: Iterable[Node]) -> frozenset[tuple[str, Period]]:
    read = {(leaf.fact.name, leaf.period) for leaf in indicators_in(formulas)}
    quarters = {
        (name, quarter)
        for name, period in read
        if period.kind is PeriodKind.HALF
        for quarter in period.quarters
    }
    return frozenset(read | quarters)
