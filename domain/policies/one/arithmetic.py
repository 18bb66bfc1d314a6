"""The arithmetic of an amount, step by step."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from domain.policies.language import nodes
from domain.policies.language.measuring import measured_text, unit_text
from domain.policies.language.nodes import Elapse, Gather, Quantity, Type
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

_COUNTED = {Elapse.DAYS: "天", Elapse.MONTHS: "个月", Elapse.YEARS: "年"}


def explain_amount(award: Quantity, evaluation: Evaluation) -> tuple[Step, ...]:
    """Work the amount out step by step. Only for an award that is decided."""
    arithmetic = _Arithmetic(evaluation)
    term = arithmetic.walk(award)
    if not arithmetic.steps:
        arithmetic.add("定额补助", Operation.TAKE, [term], term.value, Type.MONEY)
    elif arithmetic.steps[-1].value != term.value:
        # What was worked out last is not what it comes to, e.g. where a named figure is used a second time.
        arithmetic.add(f"取 {term.text}", Operation.TAKE, [term], term.value, Type.MONEY)
    if term.value != int(term.value):
        rounded = to_fen(term.value)
        arithmetic.add(f"{term.text}，四舍五入到分", Operation.ROUND_TO_FEN, [term], rounded, Type.MONEY)
    return tuple(arithmetic.steps)


def _limit_text(operation: Operation, is_within: bool, limit: str) -> str:
    if operation is Operation.LEAST:
        return f"未超过最高限额 {limit}" if is_within else f"超过最高限额 {limit}，按限额计"
    return f"不低于最低限额 {limit}" if is_within else f"低于最低限额 {limit}，按限额计"


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

    def _rises(self, node: Quantity) -> bool:
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
            case nodes.Growth() | nodes.Elapsed() | nodes.Shifted() | nodes.Progressive():
                return False
        return True

    def _computed(
        self,
        node: nodes.Span
        | nodes.Growth
        | nodes.Elapsed
        | nodes.Shifted
        | nodes.Progressive
        | nodes.Arithmetic,
    ) -> Term:
        match node:
            case nodes.Span():
                return self._span(node)
            case nodes.Growth():
                return self._growth(node)
            case nodes.Elapsed(start, end, unit):
                value = self.evaluation.quantity(node).low
                days = f"{self.walk(start).text} 至 {self.walk(end).text}"
                return Term(f"{value}{_COUNTED[unit]}（{days}）", value)
            case nodes.Shifted():
                day = self.evaluation.quantity(node)
                if not day.is_exact:
                    return self._open(node)
                return Term(f"{quantity_text(node)} {value_text(day.low, Type.DATE)}", day.low)
            case nodes.Progressive():
                return self._progressive(node)
            case nodes.WholeSteps():
                return self._steps(node)
        return self._arithmetic(node)

    def _arithmetic(
        self, node: nodes.Sum | nodes.Product | nodes.Converted | nodes.Least | nodes.Greatest
    ) -> Term:
        match node:
            case nodes.Sum():
                return self._sum(node)
            case nodes.Product(factors, divisors, kind):
                terms = [*map(self.walk, factors)], [*map(self.walk, divisors)]
                return self._product(*terms, kind, unit=unit_text(node))
            case nodes.Converted():
                return self._converted(node)
            case nodes.Least(parts, _, is_cap):
                return self._extreme(node, [self.walk(part) for part in parts], is_cap, Operation.LEAST)
            case nodes.Greatest(parts, _, is_floor):
                return self._extreme(node, [self.walk(part) for part in parts], is_floor, Operation.GREATEST)

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
        value = to_fen(product) if kind is Type.MONEY else product
        factors, divisors = fine_enough(factors, divisors, kind, value)
        text = " × ".join(term.text for term in factors) + "".join(f" ÷ {term.text}" for term in divisors)
        if kind is not Type.MONEY:
            return self.add(text, Operation.MULTIPLY, factors + shares, product, kind, unit=unit)
        rounding = "" if value == product else "，四舍五入到分"
        return self.add(text + rounding, Operation.MULTIPLY_TO_FEN, factors + shares, value, kind)

    def _steps(self, node: nodes.WholeSteps) -> Term:
        base, step = self.walk(node.base), self._figure(node.step)
        count = self.evaluation.quantity(node).low
        rule, operation = (
            ("不足一档按一档", Operation.BEGUN_STEPS)
            if node.counts_begun
            else (
                "只计整档",
                Operation.WHOLE_STEPS,
            )
        )
        text = f"{base.text} ÷ {step.text}，{rule}"
        return self.add(text, operation, [base, step], count, Type.NUMBER, unit=unit_text(node))

    def _extreme(self, node: Quantity, terms: list[Term], is_limit: bool, operation: Operation) -> Term:
        value = (min if operation is Operation.LEAST else max)(term.value for term in terms)
        if is_limit:
            text = f"{terms[0].text}，{_limit_text(operation, value == terms[0].value, terms[1].text)}"
        else:
            word = "较小" if operation is Operation.LEAST else "较大"
            text = f"{'、'.join(term.text for term in terms)}中{word}者"
        return self.add(text, operation, terms, value, node.type, unit=unit_text(node))

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
        return self._total(amounts, Type.MONEY)

    def _slice(self, bounds: str, part: Exact, base: Quantity, rate: Quantity) -> Term:
        shown = Term.of(bounds, part, base.type, unit_text(base))
        return self._product([shown, self.walk(rate)], [], Type.MONEY)

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
        if node.gather is Gather.COUNT:
            return Term(f"{quantity_text(node)} {measured_text(node, value.low)}", value.low)
        counting = [
            (index, row)
            for index, row in enumerate(rows)
            if node.condition is None or row.condition(node.condition).result is not Result.FALSE
        ]
        if not all(row.quantity(node.value).is_exact for _, row in counting):
            return self._open(node)
        count = 0 if node.count is None else whole_part(self.evaluation.quantity(node.count).low)
        terms = [self._row(node, index, row) for index, row in _taken(node, counting, count)]
        if node.gather in (Gather.GREATEST, Gather.LEAST) and len(terms) > 1:
            operation = Operation.GREATEST if node.gather is Gather.GREATEST else Operation.LEAST
            return self._extreme(node, terms, False, operation)
        if node.gather in (Gather.MEAN, Gather.MEDIAN) and len(terms) > 1:
            return self._middle(node, terms)
        taken = f"取 {len(terms)} 个，合计" if len(terms) < len(counting) or node.count else "合计"
        return self._total(terms, node.type, taken, unit=unit_text(node))

    def _middle(self, node: nodes.OverRows, terms: list[Term]) -> Term:
        """Show a mean with its sum and number, a median by the one or two values in the middle."""
        unit = unit_text(node)
        if node.gather is Gather.MEAN:
            total = self._total(terms, node.type, unit=unit)
            return self._product([total], [Term(f"{len(terms)}个", len(terms))], node.type, unit=unit)
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
        return self.add(text, Operation.GROWTH, [now, base], value.low, Type.RATE)

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


def _taken(
    node: nodes.OverRows, counting: list[tuple[int, Evaluation]], count: int
) -> list[tuple[int, Evaluation]]:
    """Return the rows that are taken, in the order of the list."""
    if node.gather is Gather.FIRST:
        return counting[:count]
    best_first = sorted(counting, key=lambda entry: -entry[1].quantity(node.value).low)
    if node.gather is Gather.BEST:
        return sorted(best_first[:count], key=lambda entry: entry[0])
    if node.group is not None:
        best: dict[object, tuple[int, Evaluation]] = {}
        for entry in best_first:
            best.setdefault(entry[1].value(node.group, in_row=True)[1], entry)
        return sorted(best.values(), key=lambda entry: entry[0])
    return counting


def _bare_text(node: Quantity, value: Exact) -> str:
    return yuan_text(int(value)) if node.type is Type.MONEY else measured_text(node, value)
