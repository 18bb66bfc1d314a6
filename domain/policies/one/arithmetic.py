"""The arithmetic of an amount, step by step."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import assert_never

from domain.policies.language import nodes
from domain.policies.language.functions import GREATEST, LEAST, Function
from domain.policies.language.gatherings import Reduce
from domain.policies.language.measures import DATE, MONEY, RATE, Type
from domain.policies.language.measuring import measured_text, unit_text
from domain.policies.language.nodes import Quantity
from domain.policies.language.ranges import Exact, Result
from domain.policies.language.wording import (
    NOT_ENTERED,
    comparison_text,
    condition_text,
    operand_text,
    quantity_text,
    threshold_text,
    value_text,
)
from domain.policies.one.checks import row_title
from domain.policies.one.evaluation import Evaluation, to_fen, within_slice
from domain.policies.one.gathering import whole_part
from domain.policies.one.operands import UNCERTAIN, Term, fine_enough
from domain.policies.trace import Operation, Step
from domain.values.money import yuan_text


def explain_amount(award: Quantity, evaluation: Evaluation) -> tuple[Step, ...]:
    """Work the amount out step by step. Only for an award that is decided."""
    arithmetic = _Arithmetic(evaluation)
    term = arithmetic.walk(award)
    if not arithmetic.steps:
        # What is entered or decided is no figure of the policy.
        text = f"取 {term.text}" if term.label else "定额补助"
        arithmetic.add(text, Operation.TAKE, [term], term.value, MONEY)
    elif arithmetic.steps[-1].value != term.value:
        # What was worked out last is not what it comes to, e.g. where a named figure is used a second time.
        arithmetic.add(f"取 {term.text}", Operation.TAKE, [term], term.value, MONEY)
    if term.value != int(term.value):
        rounded = to_fen(term.value)
        arithmetic.add(f"{term.text}，四舍五入到分", Operation.ROUND_TO_FEN, [term], rounded, MONEY)
    return tuple(arithmetic.steps)


_Computed = nodes.Span | nodes.Growth | nodes.Shifted | nodes.Progressive | nodes.Arithmetic


@dataclass
class _Arithmetic:
    """Walks an award whose amount is decided, bottom up, and notes each step.

    A figure that is not entered but cannot change the amount enters with its least possible value, shown as
    至少: every operation rises with its operands, and the cap makes the amount the same.

    Attributes:
        evaluation: Of the enterprise, or of one row of a list of it.
        title: Of that row, which its steps begin with.
        named: What named quantities came to; each is worked out once.
    """

    evaluation: Evaluation
    title: str = ""
    steps: list[Step] = field(default_factory=list)
    named: dict[str, Term] = field(default_factory=dict)

    def add(
        self,
        text: str,
        operation: Operation,
        operands: Sequence[Term],
        value: Exact,
        kind: Type,
        *,
        unit: str = "",
    ) -> Term:
        # What is less than nothing only because a figure is open says nothing.
        is_open = value < 0 and any(operand.is_open for operand in operands)
        shown = UNCERTAIN if is_open else f"{operand_text(value, kind)}{unit}"
        exact = tuple(Fraction(operand.value) for operand in operands)
        self.steps.append(Step(f"{self.title}{text}", operation, exact, Fraction(value), shown))
        return Term(shown, value, kind=kind, is_open=is_open, unit=unit)

    def walk(self, node: Quantity) -> Term:
        """Return the node as an operand of the step above it."""
        match node:
            case nodes.Cases():
                return self._cases(node)
            case nodes.Tiers():
                return self._tariff(node)
            case nodes.Named():
                return self._named(node)
            case nodes.Literal() | nodes.Attribute() | nodes.Indicator() | nodes.Parameter():
                return self._figure(node)
            case nodes.OverRows():
                return self._over_rows(node)
        return self._computed(node) if self._rises(node) else self._open(node)

    def _rises(self, node: _Computed) -> bool:
        """Whether the least value of an operation comes from the least values of its operands."""
        if self.evaluation.quantity(node).is_exact:
            return True
        match node:
            case nodes.Sum(sign=sign):
                return sign > 0
            case nodes.Product(factors, divisors):
                parts = [self.evaluation.quantity(part) for part in divisors]
                return all(self.evaluation.quantity(part).low >= 0 for part in factors) and all(
                    part.is_exact and part.low > 0 for part in parts
                )
            case nodes.Call(function):
                return not function.falls
            case nodes.Span() | nodes.Converted():
                return True
            case nodes.Growth() | nodes.Shifted() | nodes.Progressive():
                return False
            case _:
                assert_never(node)

    def _computed(self, node: _Computed) -> Term:
        match node:
            case nodes.Span():
                return self._span(node)
            case nodes.Growth():
                return self._growth(node)
            case nodes.Shifted():
                day = self.evaluation.quantity(node)
                if not day.is_exact:
                    return self._open(node)
                return Term(f"{quantity_text(node)} {value_text(day.low, DATE)}", day.low)
            case nodes.Progressive():
                return self._progressive(node)
        return self._arithmetic(node)

    def _arithmetic(self, node: nodes.Arithmetic) -> Term:
        match node:
            case nodes.Sum():
                return self._sum(node)
            case nodes.Product() if node.fraction is not None:
                return Term(quantity_text(node), node.fraction)
            case nodes.Product(factors, divisors, kind):
                terms = [*map(self.walk, factors)], [*map(self.walk, divisors)]
                return self._product(*terms, kind, unit=unit_text(node))
            case nodes.Converted():
                return self._converted(node)
            case nodes.Call():
                return self._call(node)
            case _:
                assert_never(node)

    def _span(self, node: nodes.Span) -> Term:
        terms = [self._figure(part) for part in node.parts]
        text, total = " + ".join(term.text for term in terms), sum(term.value for term in terms)
        return self.add(text, Operation.ADD, terms, total, node.type, unit=unit_text(node))

    def _converted(self, node: nodes.Converted) -> Term:
        """Show a number as it is entered, and then in the unit of what it is held against."""
        own, value = self.walk(node.quantity), self.evaluation.quantity(node).low
        return Term(f"{own.text}（即 {measured_text(node, value)}）", value, is_open=own.is_open)

    def _sum(self, node: nodes.Sum) -> Term:
        first, before = self.walk(node.left), len(self.steps)
        second = self.walk(node.right)
        has_own_steps = len(self.steps) > before
        # Adding nothing is no step worth reading, unless how it came to nothing has just been read.
        if not second.value and not has_own_steps:
            return first
        if not first.value and node.sign > 0 and has_own_steps:
            return second
        operation = Operation.ADD if node.sign > 0 else Operation.SUBTRACT
        text = f"{first.text} {'+' if node.sign > 0 else '−'} {second.text}"
        total = first.value + node.sign * second.value
        return self.add(text, operation, [first, second], total, node.type, unit=unit_text(node))

    def _product(self, factors: list[Term], divisors: list[Term], kind: Type, *, unit: str = "") -> Term:
        shares = [replace(term, value=1 / Fraction(term.value)) for term in divisors]
        product = Fraction(1)
        for term in factors + shares:
            product *= term.value
        value = to_fen(product) if kind is MONEY else product
        factors, divisors = fine_enough(factors, divisors, kind, value)
        text = " × ".join(term.text for term in factors) + "".join(f" ÷ {term.text}" for term in divisors)
        if kind is not MONEY:
            return self.add(text, Operation.MULTIPLY, factors + shares, product, kind, unit=unit)
        rounding = "" if value == product else "，四舍五入到分"
        return self.add(text + rounding, Operation.MULTIPLY_TO_FEN, factors + shares, value, kind)

    def _call(self, node: nodes.Call) -> Term:
        function, terms = node.function, [self.walk(part) for part in node.parts]
        values = [term.value for term in terms]
        value, unit = function.exact(*values), unit_text(node)
        taken = values.index(value) if value in values else 0
        text = function.step([term.text for term in terms], taken)
        if not function.operation:
            return Term(f"{value}{unit}（{text}）", value)
        return self.add(text, Operation(function.operation), terms, value, node.type, unit=unit)

    def _cases(self, node: nodes.Cases) -> Term:
        for case in node.cases:
            verdict = self.evaluation.condition(case.condition)
            if verdict.result is Result.TRUE:
                given, is_only = self.walk(case.gives), len(node.cases) == 1
                text = f"{condition_text(case.condition)}，适用这一档"
                return given if is_only and given.value else self._taken_line(node, text, given)
            if verdict.result is not Result.FALSE:
                return self._open(node)
        asked = "；".join(condition_text(case.condition) for case in node.cases)
        return self._otherwise(node, f"不满足“{asked}”，按其余情形计")

    def _taken_line(self, node: nodes.Cases | nodes.Tiers, text: str, given: Term) -> Term:
        return self.add(text, Operation.TAKE, [given], given.value, node.type, unit=unit_text(node))

    def _otherwise(self, node: nodes.Cases | nodes.Tiers, text: str) -> Term:
        """Return what the last line gives; where that is nothing, that is why the amount is."""
        given = self.walk(node.otherwise)
        return given if given.value else self._taken_line(node, text, given)

    def _tariff(self, node: nodes.Tiers) -> Term:
        key = self.evaluation.quantity(node.key)
        measured = measured_text(node.key, key.low) if key.is_exact else ""
        for tier in node.tiers:
            reached = self.evaluation.condition(nodes.Compare(node.key, tier.comparator, tier.bound))
            if reached.result is Result.TRUE:
                given = self.walk(tier.gives)
                bound = comparison_text(tier.comparator, quantity_text(tier.bound), node.key.type)
                text = f"{quantity_text(node.key)} {measured} {bound}，适用这一档"
                return self._taken_line(node, text, given)
            if reached.result is not Result.FALSE:
                return self._open(node)
        lines = "、".join(
            comparison_text(one.comparator, quantity_text(one.bound), node.key.type) for one in node.tiers
        )
        return self._otherwise(
            node, f"{quantity_text(node.key)} {measured}，不在各档（{lines}）之内，按其余计"
        )

    def _progressive(self, node: nodes.Progressive) -> Term:
        base, kind, unit = self.walk(node.base), node.base.type, unit_text(node.base)
        amounts: list[Term] = []
        lower: Exact = 0
        for one in node.slices:
            upper = max(lower, self.evaluation.quantity(one.upto).low)
            part = within_slice(base.value, -lower, upper)
            if part:
                bounds = f"{threshold_text(lower, kind)}至{threshold_text(upper, kind)}{unit}的部分"
                amounts.append(self._slice(bounds, part, node.base, one.rate))
            lower = upper
        above = max(0, base.value - lower)
        if above:
            bounds = f"超过{threshold_text(lower, kind)}{unit}的部分"
            amounts.append(self._slice(bounds, above, node.base, node.rate))
        return self._total(amounts, MONEY)

    def _slice(self, bounds: str, part: Exact, base: Quantity, rate: Quantity) -> Term:
        shown = Term.of(bounds, part, base.type, unit_text(base))
        return self._product([shown, self.walk(rate)], [], MONEY)

    def _total(self, terms: list[Term], kind: Type, text: str = "合计", *, unit: str = "") -> Term:
        if not terms:
            return Term(f"{value_text(0, kind)}{unit}", 0)
        if len(terms) == 1:
            return terms[0]
        total, text = sum(term.value for term in terms), f"{text} {' + '.join(term.text for term in terms)}"
        return self.add(text, Operation.ADD, terms, total, kind, unit=unit)

    def _over_rows(self, node: nodes.OverRows) -> Term:
        value, rows = self.evaluation.quantity(node), self.evaluation.on_rows(node.rows)
        if rows is None or not value.is_exact:
            return self._open(node)
        if node.gather.is_count:
            return Term(f"{quantity_text(node)} {measured_text(node, value.low)}", value.low)
        counting = [
            (index, row)
            for index, row in enumerate(rows)
            if node.condition is None or row.condition(node.condition).result is not Result.FALSE
        ]
        if not all(row.quantity(node.value).is_exact for _, row in counting):
            return self._open(node)
        count = 0 if node.count is None else whole_part(self.evaluation.quantity(node.count).low)
        entries = [(self._group(node, row), row.quantity(node.value).low) for _, row in counting]
        terms = [self._row(node, *counting[at]) for at in node.gather.taken(entries, count)]
        if len(terms) > 1:
            return self._reduced(node, terms, len(counting))
        return terms[0] if terms else self._of_none(node)

    def _of_none(self, node: nodes.OverRows) -> Term:
        """Say that no row counts, and so what it comes to."""
        which = f"（{condition_text(node.condition)}）" if node.condition is not None else ""
        text, unit = f"没有要计入的{node.rows.label}{which}，按 0 计", unit_text(node)
        nothing = Term.of("", 0, node.type, unit)
        return self.add(text, Operation.TAKE, [nothing], 0, node.type, unit=unit)

    def _group(self, node: nodes.OverRows, row: Evaluation) -> Hashable:
        return None if node.group is None else row.value(node.group, in_row=True)[1]

    def _reduced(self, node: nodes.OverRows, terms: list[Term], counting: int) -> Term:
        """Show what several rows that are taken come to."""
        unit = unit_text(node)
        match node.gather.reduce:
            case Reduce.SUM:
                taken = f"取 {len(terms)} 个，合计" if len(terms) < counting or node.count else "合计"
                return self._total(terms, node.type, taken, unit=unit)
            case Reduce.GREATEST:
                return self._extreme(node, terms, GREATEST)
            case Reduce.LEAST:
                return self._extreme(node, terms, LEAST)
            case Reduce.MEAN:
                total = self._total(terms, node.type, unit=unit)
                return self._product([total], [Term(f"{len(terms)}个", len(terms))], node.type, unit=unit)
            case Reduce.MEDIAN:
                return self._median(node, terms)
            case _:
                assert_never(node.gather.reduce)

    def _extreme(self, node: nodes.OverRows, terms: list[Term], function: Function) -> Term:
        values = [term.value for term in terms]
        text, operation = function.step([term.text for term in terms], 0), Operation(function.operation)
        return self.add(text, operation, terms, function.exact(*values), node.type, unit=unit_text(node))

    def _median(self, node: nodes.OverRows, terms: list[Term]) -> Term:
        """Show a median by the one or two values in the middle."""
        unit = unit_text(node)
        ordered = sorted(terms, key=lambda term: term.value)
        first, last = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
        if first is last:
            text = f"居中的是 {first.text}"
            return self.add(text, Operation.TAKE, [first], first.value, node.type, unit=unit)
        total = self._total([first, last], node.type, "居中的两个合计", unit=unit)
        return self._product([total], [Term("2", 2)], node.type, unit=unit)

    def _row(self, node: nodes.OverRows, index: int, row: Evaluation) -> Term:
        assert row.row is not None
        title = row_title(node.rows.label, index, row.row.values)
        inner = _Arithmetic(row, f"{self.title}{title}：", self.steps)
        term = inner.walk(node.value)
        return Term.of(title, term.value, node.type, unit_text(node))

    def _named(self, node: nodes.Named) -> Term:
        if node.term not in self.named:
            before = len(self.steps)
            term = self.walk(node.quantity)
            if len(self.steps) > before:
                self.steps[-1] = replace(self.steps[-1], text=f"{node.term}：{self.steps[-1].text}")
            if self.evaluation.quantity(node).is_exact:
                self.named[node.term] = Term.of(node.term, term.value, node.type, unit_text(node))
            else:
                opened = self._open(node)
                self.named[node.term] = replace(opened, text=f"{node.term} {opened.text}", value=term.value)
        return self.named[node.term]

    def _growth(self, node: nodes.Growth) -> Term:
        value = self.evaluation.quantity(node)
        now, base = self.walk(node.now), self.walk(node.base)
        present, earlier = (
            _bare_text(part, term.value) for part, term in ((node.now, now), (node.base, base))
        )
        text = f"{quantity_text(node)}：（{present} − {earlier}）÷ {earlier}"
        return self.add(text, Operation.GROWTH, [now, base], value.low, RATE)

    def _figure(self, node: nodes.Leaf | nodes.Parameter) -> Term:
        value = self.evaluation.quantity(node)
        if not value.is_exact:
            return self._open(node)
        if isinstance(node, nodes.Literal):
            return Term(quantity_text(node), value.low)
        way = self.evaluation.way_text(node) if isinstance(node, nodes.Indicator) else ""
        return Term.of(quantity_text(node), value.low, node.type, unit_text(node), way)

    def _open(self, node: Quantity) -> Term:
        """Return a quantity that is not certain: by the least it can be, if that says anything."""
        value = self.evaluation.quantity(node)
        if value.low >= 0:
            least = f"{operand_text(value.low, node.type)}{unit_text(node)}"
            return Term(f"至少 {least}", value.low, is_open=True)
        text = f"（{quantity_text(node)}{NOT_ENTERED if value.missing else '无法计算'}）"
        return Term(text, value.low, is_open=True)


def _bare_text(node: Quantity, value: Exact) -> str:
    return yuan_text(int(value)) if node.type is MONEY else measured_text(node, value)
