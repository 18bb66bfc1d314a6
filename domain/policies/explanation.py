"""The trace of a clause: each condition in words, and the arithmetic of the amount step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from domain.enterprises.dictionary import Fact, FactKind
from domain.money import yuan_text
from domain.policies.formulas import nodes
from domain.policies.formulas.evaluation import Evaluation, to_fen
from domain.policies.formulas.nodes import Condition, Quantity, Type
from domain.policies.formulas.ranges import Exact, Range, Result, Verdict
from domain.policies.formulas.wording import (
    NEVER_TEXT,
    NOT_ENTERED,
    choices_text,
    comparison_text,
    condition_text,
    quantity_text,
    span_text,
    value_text,
)
from domain.policies.policy import Requirement
from domain.policies.trace import Check, Operation, Step


def explain_requirement(requirement: Requirement, evaluation: Evaluation) -> Check:
    """Say how a condition of a clause turned out, with what was found and what is required."""
    check = _check(requirement.condition, evaluation)
    if not requirement.text:
        return check
    return Check(
        requirement.text, check.found, check.required, check.result, check.gap, check.missing, check.parts
    )


def explain_amount(award: Quantity, evaluation: Evaluation) -> tuple[Step, ...]:
    """Work the amount out step by step. Only for an award that is decided."""
    arithmetic = _Arithmetic(evaluation)
    term = arithmetic.walk(award)
    if not arithmetic.steps:
        arithmetic.add("定额补助", Operation.TAKE, [term], term.value, Type.MONEY)
    return tuple(arithmetic.steps)


def _check(node: Condition, evaluation: Evaluation) -> Check:
    verdict = evaluation.condition(node)
    text = condition_text(node)
    match node:
        case nodes.Compare():
            return _comparison(node, verdict, evaluation)
        case nodes.Within(quantity):
            found = _found(quantity, evaluation)
            return _simple(f"{quantity_text(quantity)}在规定期间", found, span_text(node), verdict)
        case nodes.IsAmong(fact, _, in_row):
            return _simple(text, _fact_text(fact, evaluation, in_row=in_row), choices_text(node), verdict)
        case nodes.IsTrue(fact, expected, in_row):
            found = _fact_text(fact, evaluation, in_row=in_row)
            return _simple(fact.label, found, _truth(expected), verdict)
        case nodes.Negated(part):
            inner = _check(part, evaluation)
            return _simple(text, inner.found, f"不是：{inner.required}", verdict)
        case nodes.Both(parts) | nodes.Either(parts):
            checks = tuple(_check(part, evaluation) for part in parts)
            found = "；".join(dict.fromkeys(_summary(check) for check in checks))
            required = "同时满足" if isinstance(node, nodes.Both) else "满足其一"
            return Check(
                text, found, required, verdict.result, missing=_sorted(verdict.missing), parts=checks
            )


def _summary(check: Check) -> str:
    return check.found if check.parts else f"{check.text} {check.found}"


def _simple(text: str, found: str, required: str, verdict: Verdict) -> Check:
    return Check(text, found, required, verdict.result, missing=_sorted(verdict.missing))


def _sorted(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def _comparison(node: nodes.Compare, verdict: Verdict, evaluation: Evaluation) -> Check:
    left, right = evaluation.quantity(node.left), evaluation.quantity(node.right)
    bound = _bound_text(node.right, right)
    gap = ""
    if verdict.result is Result.FALSE and left.is_exact and right.is_exact:
        gap = _gap_text(node, Fraction(left.low), Fraction(right.low))
    return Check(
        quantity_text(node.left),
        _found(node.left, evaluation, near=right.low if right.is_exact else None),
        comparison_text(node.comparator, bound),
        verdict.result,
        gap,
        _sorted(verdict.missing),
    )


def _bound_text(node: Quantity, value: Range) -> str:
    """Word the bound: a figure of the policy as it stands there, a chosen one as chosen."""
    if isinstance(node, nodes.Choose) and value.is_exact:
        return quantity_text(nodes.Literal(value.low, node.type))
    return quantity_text(node)


def _gap_text(node: nodes.Compare, left: Fraction, right: Fraction) -> str:
    distance = abs(right - left)
    if node.comparator in (nodes.Comparator.EQUAL, nodes.Comparator.NOT_EQUAL) or not distance:
        return ""
    word = "差" if left < right else "超出"
    match node.left.type:
        case Type.MONEY:
            return f"{word} {value_text(distance, Type.MONEY)}"
        case Type.RATE:
            points = value_text(distance, Type.RATE, near=0).removesuffix("%")
            return f"{word} {points} 个百分点"
        case Type.DATE:
            return f"{'早' if left < right else '晚'} {distance} 天"
        case Type.NUMBER:
            return f"{word} {value_text(distance, Type.NUMBER)}"


def _found(node: Quantity, evaluation: Evaluation, *, near: Exact | None = None) -> str:
    """Return what was found for a quantity, with the figures it comes from."""
    value = evaluation.quantity(node)
    if isinstance(node, nodes.Growth):
        return _growth_found(node, value, evaluation, near)
    if value.is_empty:
        return NEVER_TEXT
    if not value.is_exact:
        return NOT_ENTERED if value.missing else "无法计算"
    return f"{value_text(value.low, node.type, near=near)}{_derivation(node, evaluation)}"


def _growth_found(node: nodes.Growth, value: Range, evaluation: Evaluation, near: Exact | None) -> str:
    now, base = node.indicator, node.base
    figures = f"{_leaf(now, evaluation)}，{_leaf(base, evaluation)}"
    if value.is_exact:
        return f"{value_text(value.low, Type.RATE, near=near)}（{figures}）"
    if value.undecidable:
        return f"基期不大于 0，没有增长率（{figures}）"
    return f"{NOT_ENTERED}（{figures}）"


def _leaf(node: nodes.Indicator, evaluation: Evaluation) -> str:
    return f"{node.period.label} {_found(node, evaluation)}"


def _derivation(node: Quantity, evaluation: Evaluation) -> str:
    if isinstance(node, nodes.Indicator):
        figure = evaluation.facts.figure(node.fact.name, node.period)
        if figure is not None and figure.derived:
            return "（两个季度合计）"
    return ""


def _fact_text(fact: Fact, evaluation: Evaluation, *, in_row: bool) -> str:
    entered, value, _ = evaluation.value(fact, in_row=in_row)
    if not entered:
        return NOT_ENTERED
    if fact.kind is FactKind.CHOICE:
        return fact.choices[str(value)]
    return _truth(bool(value))


def _truth(value: bool) -> str:
    return "是" if value else "否"


@dataclass(frozen=True, slots=True)
class _Term:
    """An operand: how a step shows it, and its value (the least possible one where it is open)."""

    text: str
    value: Exact


def _limit_text(operation: Operation, is_within: bool, limit: str) -> str:
    if operation is Operation.LEAST:
        return f"未超过最高限额 {limit}" if is_within else f"超过最高限额 {limit}，按限额计"
    return f"不低于最低限额 {limit}" if is_within else f"低于最低限额 {limit}，按限额计"


class _Arithmetic:
    """Walks an award whose amount is decided, bottom up, and notes each step.

    A figure that is not entered but cannot change the amount enters with its least possible value, shown as
    至少: every operation rises with its operands, and the cap makes the amount the same.
    """

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self.steps: list[Step] = []

    def add(
        self, text: str, operation: Operation, operands: Sequence[_Term], value: Exact, kind: Type
    ) -> _Term:
        shown = value_text(value, kind)
        exact = tuple(Fraction(operand.value) for operand in operands)
        self.steps.append(Step(text, operation, exact, Fraction(value), shown))
        return _Term(shown, value)

    def walk(self, node: Quantity) -> _Term:
        """Return the node as an operand of the step above it."""
        match node:
            case nodes.Choose(condition, then, otherwise):
                verdict = self._evaluation.condition(condition)
                if verdict.result is Result.TRUE:
                    return self.walk(then)
                if verdict.result is Result.FALSE:
                    return self.walk(otherwise)
                return self._open(node)
            case nodes.Tiers():
                return self._tariff(node)
            case nodes.Growth():
                return self._growth(node)
            case nodes.Literal() | nodes.Attribute() | nodes.Indicator():
                return self._figure(node)
        return self._operation(node) if self._rises(node) else self._open(node)

    def _rises(self, node: nodes.Arithmetic) -> bool:
        """Whether the least value of an operation comes from the least values of its operands."""
        if self._evaluation.quantity(node).is_exact:
            return True
        match node:
            case nodes.Sum(sign=sign):
                return sign > 0
            case nodes.Product(left, right):
                return all(self._evaluation.quantity(part).low >= 0 for part in (left, right))
        return True

    def _operation(self, node: nodes.Arithmetic) -> _Term:
        match node:
            case nodes.Sum(left, right, sign, kind):
                return self._sum(self.walk(left), self.walk(right), sign, kind)
            case nodes.Product(left, right, kind):
                first, second = self.walk(left), self.walk(right)
                product = first.value * second.value
                text = f"{first.text} × {second.text}"
                if kind is not Type.MONEY:
                    return self.add(text, Operation.MULTIPLY, [first, second], product, kind)
                value = to_fen(product)
                rounding = "" if value == product else "，四舍五入到分"
                return self.add(text + rounding, Operation.MULTIPLY_TO_FEN, [first, second], value, kind)
            case nodes.WholeSteps(base, step):
                return self._whole_steps(node, self.walk(base), self._figure(step))
            case nodes.Least(parts, kind, is_cap):
                return self._extreme([self.walk(part) for part in parts], kind, is_cap, Operation.LEAST)
            case nodes.Greatest(parts, kind, is_floor):
                return self._extreme([self.walk(part) for part in parts], kind, is_floor, Operation.GREATEST)

    def _sum(self, first: _Term, second: _Term, sign: int, kind: Type) -> _Term:
        # Adding nothing is no step worth reading.
        if not second.value:
            return first
        if not first.value and sign > 0:
            return second
        operation = Operation.ADD if sign > 0 else Operation.SUBTRACT
        text = f"{first.text} {'+' if sign > 0 else '-'} {second.text}"
        return self.add(text, operation, [first, second], first.value + sign * second.value, kind)

    def _whole_steps(self, node: nodes.WholeSteps, base: _Term, step: _Term) -> _Term:
        count = self._evaluation.quantity(node).low
        text = f"{base.text} ÷ {step.text}，只计整档"
        self.add(text, Operation.WHOLE_STEPS, [base, step], count, Type.NUMBER)
        return _Term(f"{value_text(count, Type.NUMBER)} 档", count)

    def _extreme(self, terms: list[_Term], kind: Type, is_limit: bool, operation: Operation) -> _Term:
        value = (min if operation is Operation.LEAST else max)(term.value for term in terms)
        if is_limit:
            text = f"{terms[0].text}，{_limit_text(operation, value == terms[0].value, terms[1].text)}"
        else:
            word = "较小" if operation is Operation.LEAST else "较大"
            text = f"{'、'.join(term.text for term in terms)}中{word}者"
        return self.add(text, operation, terms, value, kind)

    def _tariff(self, node: nodes.Tiers) -> _Term:
        key = self._evaluation.quantity(node.key)
        for tier in node.tiers:
            reached = self._evaluation.condition(nodes.Compare(node.key, tier.comparator, tier.bound))
            if reached.result is Result.TRUE:
                given = self.walk(tier.gives)
                measured = value_text(key.low, node.key.type) if key.is_exact else ""
                bound = comparison_text(tier.comparator, quantity_text(tier.bound))
                text = f"{quantity_text(node.key)} {measured} {bound}，适用这一档"
                return self.add(text, Operation.TAKE, [given], given.value, node.type)
            if reached.result is not Result.FALSE:
                return self._open(node)
        return self.walk(node.otherwise)

    def _growth(self, node: nodes.Growth) -> _Term:
        value = self._evaluation.quantity(node)
        if not value.is_exact:
            return self._open(node)
        now, base = self._figure(node.indicator), self._figure(node.base)
        present, earlier = yuan_text(int(now.value)), yuan_text(int(base.value))
        text = f"{quantity_text(node)}：（{present} - {earlier}）÷ {earlier}"
        return self.add(text, Operation.GROWTH, [now, base], value.low, Type.RATE)

    def _figure(self, node: nodes.Literal | nodes.Attribute | nodes.Indicator) -> _Term:
        value = self._evaluation.quantity(node)
        if not value.is_exact:
            return self._open(node)
        if isinstance(node, nodes.Literal):
            return _Term(quantity_text(node), value.low)
        return _Term(f"{quantity_text(node)} {value_text(value.low, node.type)}", value.low)

    def _open(self, node: Quantity) -> _Term:
        low = self._evaluation.quantity(node).low
        return _Term(f"至少 {value_text(low, node.type)}", low)
