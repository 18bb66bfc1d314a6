"""Which period figures matter to an enterprise, judged by what kind of enterprise it is."""

from collections.abc import Iterable
from dataclasses import replace

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.policies.one.assessment import decide
from domain.policies.one.evaluation import Evaluation
from domain.policies.one.figures import indicators_of
from domain.policies.policy import Clause
from domain.policies.trace import Outcome
from domain.values.periods import Period, PeriodKind


def read_figures(clauses: Iterable[Clause]) -> frozenset[tuple[str, Period]]:
    """Return names and periods of the figures that clauses read, with the quarters of half-years."""
    read = {(leaf.fact.name, leaf.period) for leaf in indicators_of(clauses)}
    quarters = {
        (name, quarter)
        for name, period in read
        if period.kind is PeriodKind.HALF
        for quarter in period.quarters
    }
    return frozenset(read | quarters)


def needed_figures(
    clauses: Iterable[Clause], facts: EnterpriseFacts, dictionary: Dictionary
) -> frozenset[tuple[str, Period]]:
    """Return the figures of those clauses that may apply to such an enterprise, whatever its figures."""
    kind = Evaluation(replace(facts, indicators={}))
    return read_figures(
        clause for clause in clauses if decide(clause, kind, dictionary).outcome is not Outcome.NOT_MET
    )
