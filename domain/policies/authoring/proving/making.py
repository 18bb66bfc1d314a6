"""Examples made from the formulas of a clause: at each edge just below, exactly, just above."""

from collections.abc import Iterator, Sequence
from typing import Final

from domain.enterprises.dictionary import UNITS, Dictionary, FactKind
from domain.enterprises.facts import EnterpriseFacts, FactValue
from domain.policies.authoring.places import Place
from domain.policies.authoring.proving.edges import Edge, Rank, edges_of, place_of
from domain.policies.authoring.proving.finding import Goal
from domain.policies.authoring.proving.knobs import Knob, knobs_of, rows_of, values_for
from domain.policies.authoring.proving.proofs import Proof
from domain.policies.authoring.proving.sampling import Sampler
from domain.policies.authoring.proving.telling import Teller, level_text
from domain.policies.authoring.proving.told import told_proofs
from domain.policies.authoring.proving.turning import Turning
from domain.policies.language import nodes
from domain.policies.language.wording import condition_text, quantity_text
from domain.policies.policy import Policy

MOST: Final = 24
"""How many sentences a clause is given."""

_MOST_CHOICES: Final = 12
_MOST_MISSING: Final = 8
_FEW_ROWS: Final = 4
_TIMES: Final = (1, 10, 100, 1000)


def proofs_of(policy: Policy, clause_id: str, dictionary: Dictionary) -> tuple[Proof, ...]:
    """Make the examples of a clause, what matters most first; those that its wording tells before all others.

    What is decided among clauses or among enterprises is no part of them.

    Args:
        policy: As it was read from the file of the draft (`authoring.writing`).
        clause_id: Which clause.
        dictionary: The office's facts with those of the policy.

    Returns:
        At most `MOST` of them, alike ones in one sentence. An edge for which no enterprise was found is among
        them, without cases, and says so.
    """
    sampler = Sampler(policy, policy.clauses[clause_id], dictionary)
    told = told_proofs(policy, clause_id, dictionary)
    if not sampler.find_usual():
        return (*told, _contradiction(sampler))
    found = _Prover(sampler).found()
    ordered = told + [one for _, one in sorted(found, key=lambda pair: pair[0])]
    if len(ordered) <= MOST:
        return tuple(ordered)
    left = ordered[MOST - 1 :]
    which = "；".join(dict.fromkeys(one.why for one in left))
    more = f"另有 {len(left)} 处边界没有列出，请自己补充案例：{which}"
    return (*ordered[: MOST - 1], Proof(more, "没有列出的边界", Place(clause_id), clause=clause_id))


def _contradiction(sampler: Sampler) -> Proof:
    """Say that no enterprise was found that complies, and from which condition on."""
    asked = sampler.asked
    at = next(
        (at for at in range(len(asked)) if sampler.search.settle(sampler.blank, asked[: at + 1]) is None),
        len(asked) - 1,
    )
    one = sampler.clause.requirements[at]
    words = one.text or condition_text(one.condition)
    place = place_of(sampler.clause, len(sampler.policy.exclusions), at)
    return Proof(
        f"找不到符合本条的企业：加上“{words}”就没有了。请核对各项条件有没有互相矛盾；没有矛盾的，请自己写案例",
        words,
        place,
        clause=sampler.clause.id,
    )


class _Prover:
    """Makes the proofs of a clause with which an enterprise complies."""

    def __init__(self, sampler: Sampler) -> None:
        self._sampler = sampler
        self._clause = sampler.clause
        self._teller = Teller(sampler)
        self._turning = Turning(sampler)
        self._chosen: set[Knob] = set()

    def found(self) -> list[tuple[Rank, Proof]]:
        sampler = self._sampler
        found: list[tuple[Rank, Proof]] = []
        for edge in sorted(edges_of(sampler.policy, self._clause, sampler.rows), key=lambda one: one.rank):
            found += [(edge.rank, one) for one in self._of_edge(edge)]
        found += [(Rank.BASE, one) for one in self._bases()]
        found += [(Rank.NOTHING, one) for one in self._nothing()]
        return found + [(Rank.LIMIT, one) for one in self._several_rows()]

    # Edges of figures and of choices

    def _of_edge(self, edge: Edge) -> list[Proof]:
        others = (goal for at, goal in enumerate(self._sampler.asked) if at != edge.own)
        goals = (*others, *edge.goals)
        if edge.choice is None and not edge.lines:
            said = f"“{edge.why}”：案例里的企业不在名单上，这一处请用本单位的企业核对"
            return [Proof(said, edge.why, edge.place, clause=self._clause.id)]
        found = self._of_figure(edge, goals) if edge.choice is None else self._of_choice(edge, goals)
        if found is None:
            said = f"{edge.context}“{edge.why}”：找不到只由这一处决定结果的企业，请自己写案例"
            return [Proof(said, edge.why, edge.place, clause=self._clause.id)]
        return found

    def _of_figure(self, edge: Edge, goals: Sequence[Goal]) -> list[Proof] | None:
        shown = self._turning.shown(edge, goals)
        if shown is None:
            return None
        knob, tried = shown.knob, []
        for number in self._turning.numbers(edge, shown):
            facts = knob.put_number(shown.base, number)
            tried.append(self._teller.tried(f"{knob.shown(facts)}{level_text(edge, facts)}", facts))
        return self._teller.proofs(edge, knob.label, shown.base, tried, [knob])

    def _of_choice(self, edge: Edge, goals: Sequence[Goal]) -> list[Proof] | None:
        node, sampler = edge.choice, self._sampler
        assert node is not None
        (knob,) = knobs_of(node, edge.rows)
        if knob in self._chosen and (edge.own is None or not edge.goals):
            return []
        self._chosen.add(knob)
        base = sampler.settled(sampler.usual, (*goals, Goal(node, True, edge.rows)))
        base = sampler.settled(sampler.usual, goals) if base is None else base
        if base is None:
            return None
        tried = []
        for value in _choices(knob, node):
            facts = knob.put(base, value)
            if not sampler.search.holds(facts, goals):
                facts = sampler.settled(facts, goals, frozenset({knob})) or facts
            shown = f"{knob.shown(facts)}{self._otherwise(knob, base, facts)}"
            tried.append(self._teller.tried(shown, facts))
        return self._teller.proofs(edge, knob.label, base, tried, [knob], is_choice=True)

    def _otherwise(self, knob: Knob, base: EnterpriseFacts, facts: EnterpriseFacts) -> str:
        """Say in brackets what else had to be otherwise; empty where nothing had."""
        others = (one for one in self._sampler.read if one != knob and one.shown(base) != one.shown(facts))
        said = "，".join(f"{one.label} {one.shown(facts)}" for one in others)
        return f"（{said}）" if said else ""

    # Bases of nothing, what is not entered, and rows together

    def _bases(self) -> Iterator[Proof]:
        """Show each base of a growth rate, and each divisor, as zero, and below where that may be."""
        sampler, shared = self._sampler, len(self._sampler.policy.exclusions)
        formulas = [
            (place_of(self._clause, shared, at), goal.condition) for at, goal in enumerate(sampler.asked)
        ]
        award = Place(self._clause.id, "award")
        whole = [*formulas, *([(award, self._clause.award)] if self._clause.award is not None else [])]
        for place, formula in whole:
            for base in dict.fromkeys(one for node in nodes.walk(formula) for one in _divisors(node)):
                knob = next((one for one in knobs_of(base, sampler.rows) if one.is_measured), None)
                is_figure = knob is not None and knob.fact is not None and knob.fact.kind in UNITS
                if knob is None or not is_figure or not knob.is_set(sampler.usual):
                    continue
                edge = Edge(place, f"{quantity_text(base)}不大于 0", Rank.BASE, rows=sampler.rows)
                numbers = [-knob.step, 0] if knob.bounds[0] < 0 else [0]
                states = [knob.put_number(sampler.usual, one) for one in numbers]
                tried = [self._teller.tried(knob.shown(one), one) for one in states]
                yield from self._teller.proofs(edge, knob.label, sampler.usual, tried, [knob])

    def _nothing(self) -> list[Proof]:
        """Show what becomes of the clause while a figure is not entered."""
        usual = self._sampler.usual
        knobs = [
            one
            for one in self._sampler.read
            if one.is_set(usual) and (one.fact is None or not one.fact.is_judged)
        ]
        tried = [self._teller.tried(f"“{one.whole_label}”", one.clear(usual)) for one in knobs]
        outcome = self._sampler.decided(usual).outcome
        kept = [one for one in tried if one.decision.outcome is not outcome][:_MOST_MISSING]
        edge = Edge(Place(self._clause.id), "有一项没填", Rank.NOTHING)
        return self._teller.proofs(edge, "没填", usual, kept, is_choice=True)

    def _several_rows(self) -> list[Proof]:
        """Show what rows come to together, and where their sum is capped."""
        rows, usual = self._sampler.rows, self._sampler.usual
        if rows is None:
            return []
        count, numbers = rows_of(rows), [2]
        if self._clause.total is not None:
            usual, numbers = self._over_total(count)
        place = Place(self._clause.id, "total" if self._clause.total else "award")
        edge = Edge(place, f"各{rows.label}相加", Rank.LIMIT)
        words = {0: f"没有{rows.label}", 1: f"1 个{rows.label}"}
        tried = [
            self._teller.tried(words.get(number, f"{number} 个一样的{rows.label}"), count.put(usual, number))
            for number in (0, 1, *numbers)
        ]
        return self._teller.proofs(edge, "", usual, tried, [count])

    def _over_total(self, count: Knob) -> tuple[EnterpriseFacts, list[int]]:
        """Return rows of which few reach what caps their sum, how many do, and one less."""
        usual = self._sampler.usual
        for times in _TIMES:
            facts = usual
            for knob in self._sampler.read:
                if knob.rows is not None and knob.fact is not None and knob.fact.kind is FactKind.MONEY:
                    facts = knob.put_number(facts, min((knob.number(facts) or 0) * times, knob.bounds[1]))
            one = self._sampler.decided(count.put(facts, 1)).amount
            for number in range(2, _FEW_ROWS + 1):
                if self._sampler.decided(count.put(facts, number)).amount < one * number:
                    return facts, [number] if number == 2 else [number - 1, number]
        return usual, [2]


def _choices(knob: Knob, node: nodes.Matches) -> list[FactValue]:
    """Return the values of a fact that are shown, those that fit first."""
    assert knob.fact is not None
    if knob.fact.kind is not FactKind.CHOICE:
        both = (list(values_for(knob, node.test, fits=fits))[:1] for fits in (True, False))
        return [value for values in both for value in values]
    fitting = [code for code in knob.fact.choices if node.test.fits(code)]
    others = [code for code in knob.fact.choices if code not in fitting]
    return [*fitting[:_MOST_CHOICES], *others[: max(1, _MOST_CHOICES - len(fitting))]]


def _divisors(node: nodes.Node) -> Iterator[nodes.Quantity]:
    match node:
        case nodes.Growth(base=base):
            yield base
        case nodes.Product(divisors=divisors):
            yield from (one for one in divisors if not isinstance(one, nodes.Literal))
