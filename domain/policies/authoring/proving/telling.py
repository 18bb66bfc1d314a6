"""What was tried at an edge, as a sentence and as the cases of a file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.records import NO_DAY, record_of
from domain.policies.authoring.draft import DraftCase
from domain.policies.authoring.proving.edges import Edge, Rank
from domain.policies.authoring.proving.finding import in_hand
from domain.policies.authoring.proving.knobs import Knob
from domain.policies.authoring.proving.proofs import Proof
from domain.policies.authoring.proving.sampling import Sampler
from domain.policies.language import nodes
from domain.policies.language.measures import Type
from domain.policies.language.measuring import measured_text
from domain.policies.language.ranges import Exact
from domain.policies.language.wording import quantity_text, threshold_text
from domain.policies.trace import OUTCOME_NAMES, Decision, Outcome
from domain.values.money import plain_yuan, yuan_text

_NEAR: Final = Fraction(1, 1000)
_LONG: Final = 20


@dataclass(frozen=True, slots=True)
class Tried:
    """Facts with one value at an edge, and what they come to."""

    value: str
    facts: EnterpriseFacts
    decision: Decision

    @property
    def comes_to(self) -> str:
        """What they come to, in words."""
        return result_text(self.decision)


def result_text(decision: Decision) -> str:
    """Return what a decision comes to, as sentences of examples say it."""
    if decision.outcome is Outcome.GRANTED:
        return f"{yuan_text(decision.amount)} 元"
    if decision.claim is not None:
        return f"符合，可得 {yuan_text(decision.claim)} 元，待与其他企业一并评定"
    return OUTCOME_NAMES[decision.outcome]


class Teller:
    """Says each thing once, and gives each case a name of its own."""

    def __init__(self, sampler: Sampler) -> None:
        self._sampler = sampler
        self._names: dict[str, EnterpriseFacts] = {}
        self._told: set[tuple[str, ...]] = set()

    def tried(self, value: str, facts: EnterpriseFacts) -> Tried:
        """Decide the clause for facts."""
        return Tried(value, facts, self._sampler.decided(facts))

    def proofs(
        self,
        edge: Edge,
        subject: str,
        base: EnterpriseFacts,
        tried: Sequence[Tried],
        moved: Iterable[Knob] = (),
        *,
        is_choice: bool = False,
    ) -> list[Proof]:
        """Put together a sentence and its cases; none where the same was said already.

        ``moved`` is what the sentence itself names. Of a choice everything alike stands together, else only
        what follows one another.
        """
        likeness = (subject, *(f"{one.value}{one.comes_to}" for one in tried))
        if not tried or likeness in self._told:
            return []
        self._told.add(likeness)
        lead = f"{edge.context}，{subject}" if edge.context else subject
        sentence = f"{lead} {_grouped(tried) if is_choice else _runs(tried)}".strip()
        cases = tuple(self._case(lead, one) for one in tried)
        rest, clause = self._rest(base, moved), self._sampler.clause.id
        return [Proof(sentence, edge.why, edge.place, cases, rest, clause)]

    def _case(self, lead: str, one: Tried) -> DraftCase:
        name = plain = f"{lead} {one.value}".strip()
        number = 2
        while self._names.setdefault(name, one.facts) != one.facts:
            name, number = f"{plain}（{number}）", number + 1
        return case_of(name, one.facts, one.decision, self._sampler.dictionary)

    def _rest(self, facts: EnterpriseFacts, moved: Iterable[Knob]) -> str:
        named = {knob.key for knob in moved}
        others = (one for one in self._sampler.read if one.key not in named and one.fact is not None)
        return "，".join(f"{one.label} {one.shown(facts)}" for one in others if one.is_set(facts))


def case_of(name: str, facts: EnterpriseFacts, decision: Decision, dictionary: Dictionary) -> DraftCase:
    """Return facts and what they come to as a case of a file."""
    amount = plain_yuan(decision.amount) if decision.outcome is Outcome.GRANTED else ""
    return DraftCase(name, flat_facts(facts, dictionary), str(decision.outcome), amount)


def flat_facts(facts: EnterpriseFacts, dictionary: Dictionary) -> dict[str, Any]:
    """Return facts as the cases of a file have them: ``sales[2022Q2]``, lists as tuples of rows."""
    record = record_of(facts, dictionary)
    flat = {name: _written(value) for name, value in record["attributes"].items()}
    for name, figures in record["indicators"].items():
        flat |= {f"{name}[{period}]": figure for period, figure in figures.items()}
    for name in facts.rows:
        flat[name] = tuple({key: _written(value) for key, value in row.items()} for row in record[name])
    return flat


def _written(value: Any) -> Any:
    return NO_DAY if value is None else value


def level_text(edge: Edge, facts: EnterpriseFacts) -> str:
    """Say in brackets what a compared quantity comes to; empty where it is the figure itself."""
    line = edge.lines[0]
    left = line.left.quantity if isinstance(line.left, nodes.Named) else line.left
    if isinstance(left, nodes.Indicator | nodes.Attribute | nodes.OverRows) or edge.rank is Rank.LIMIT:
        return ""
    evaluation = in_hand(facts, edge.rows)
    value = evaluation.quantity(left)
    if not value.is_exact:
        return ""
    bounds = [bound.low for one in edge.lines if (bound := evaluation.quantity(one.right)).is_exact]
    near = min(bounds, key=lambda one: abs(Fraction(one) - value.low), default=None)
    if isinstance(left, nodes.Growth) and (said := _growth_text(left, value.low, near)):
        return said
    if isinstance(left, nodes.Call) and left.function.of is Type.DATE:
        return f"（{measured_text(left, value.low)}）"
    what = quantity_text(line.left)
    return f"（{what if len(what) <= _LONG else '算得'} {measured_text(left, value.low, near=near)}）"


def _growth_text(node: nodes.Growth, value: Exact, near: Exact | None) -> str:
    """Say on which side of a rate a growth is; empty where it is far from it."""
    word = node.versus or "比基期"
    if near == 0:
        return f"（{word}{'持平' if not value else '增长' if value > 0 else '下降'}）"
    if near is None or abs(Fraction(value) - near) >= _NEAR:
        return ""
    sign = "正好" if value == near else "不到" if value < near else "超过"
    return f"（{word}增长{sign} {threshold_text(near, Type.RATE)}）"


def _runs(tried: Sequence[Tried]) -> str:
    """Join what follows one another and comes to the same."""
    groups = groupby(tried, key=lambda one: one.comes_to)
    return "；".join(f"{'、'.join(one.value for one in group)}：{comes_to}" for comes_to, group in groups)


def _grouped(tried: Sequence[Tried]) -> str:
    """Join whatever comes to the same."""
    groups: dict[str, list[str]] = {}
    for one in tried:
        groups.setdefault(one.comes_to, []).append(one.value)
    return "；".join(f"{'、'.join(values)}：{comes_to}" for comes_to, values in groups.items())
