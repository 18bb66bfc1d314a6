"""Trees, values and comparisons as a clerk reads them."""

from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Final, assert_never

from domain.money import short_yuan, yuan_text
from domain.policies.formulas import nodes
from domain.policies.formulas.nodes import Comparator, Condition, Quantity, Type
from domain.policies.formulas.ranges import Exact

NOT_ENTERED: Final = "未填"
NEVER_TEXT: Final = "无"
_SIGNS: Final = {
    Comparator.AT_LEAST: "≥",
    Comparator.MORE_THAN: "＞",
    Comparator.AT_MOST: "≤",
    Comparator.LESS_THAN: "＜",
    Comparator.EQUAL: "＝",
    Comparator.NOT_EQUAL: "≠",
}
_EDGES: Final = {
    Comparator.AT_LEAST: "（含）",
    Comparator.MORE_THAN: "（不含）",
    Comparator.AT_MOST: "（含）",
    Comparator.LESS_THAN: "（不含）",
}
_MOST_DECIMALS: Final = 12


def value_text(value: Exact, kind: Type, *, near: Exact | None = None) -> str:
    """Return a value with its unit; ``near`` is the threshold it must not be mistaken for.

    >>> value_text(12345, Type.MONEY), value_text(Fraction(1, 8), Type.RATE)
    ('123.45 元', '12.50%')
    >>> value_text(Fraction(100001, 1_000_000), Type.RATE, near=Fraction(1, 10))
    '10.0001%'
    """
    match kind:
        case Type.MONEY:
            return f"{yuan_text(int(value))} 元"
        case Type.RATE:
            return _percent(Fraction(value), near)
        case Type.DATE:
            return date.fromordinal(int(value)).isoformat()
        case Type.NUMBER:
            return f"{Decimal(Fraction(value).numerator) / Fraction(value).denominator:f}"
        case _:
            assert_never(kind)


def threshold_text(value: Exact, kind: Type) -> str:
    """Return a figure of the policy as policies word it.

    >>> threshold_text(30_000_000, Type.MONEY), threshold_text(Fraction(1, 10), Type.RATE)
    ('30万元', '10%')
    """
    if kind is Type.MONEY:
        return short_yuan(int(value))
    if kind is Type.RATE:
        return f"{_decimal(Fraction(value) * 100).normalize():f}%"
    return value_text(value, kind)


def comparison_text(comparator: Comparator, bound: str) -> str:
    """Return what is required, with its edge: ``≥ 30万元（含）``."""
    return f"{_SIGNS[comparator]} {bound}{_EDGES.get(comparator, '')}"


def quantity_text(node: Quantity) -> str:
    """Name a quantity in words, without its value."""
    match node:
        case nodes.Literal(value, kind):
            return threshold_text(value, kind)
        case nodes.Attribute(fact):
            return fact.term
        case nodes.Indicator(fact, period):
            return f"{period.label}{fact.label}"
        case nodes.Growth(indicator, versus):
            return f"{quantity_text(indicator)}{versus}增长率"
        case nodes.Choose(condition, then, otherwise):
            return f"{condition_text(condition)}时{quantity_text(then)}，否则{quantity_text(otherwise)}"
        case nodes.Tiers(key, tiers, otherwise):
            lines = [
                f"{comparison_text(tier.comparator, quantity_text(tier.bound))}为{quantity_text(tier.gives)}"
                for tier in tiers
            ]
            return f"按{quantity_text(key)}分档：{'，'.join(lines)}，其余{quantity_text(otherwise)}"
    return _arithmetic_text(node)


def condition_text(node: Condition) -> str:
    """Say what a condition asks for."""
    match node:
        case nodes.Compare(left, comparator, right):
            return f"{quantity_text(left)} {comparison_text(comparator, quantity_text(right))}"
        case nodes.Within(quantity):
            return f"{quantity_text(quantity)}在{span_text(node)}"
        case nodes.IsAmong(fact):
            return f"{fact.term}为{choices_text(node)}"
        case nodes.IsTrue(fact, expected):
            return f"{fact.term}：{'是' if expected else '否'}"
        case nodes.Both(parts):
            return "，且".join(condition_text(part) for part in parts)
        case nodes.Either(parts):
            return "；或".join(condition_text(part) for part in parts)
        case nodes.Negated(part):
            return f"不是（{condition_text(part)}）"


def span_text(node: nodes.Within) -> str:
    """Say between which days a date must lie; both count."""
    days = f"{node.first.isoformat()} 至 {node.last.isoformat()}"
    return f"{node.period.label}（{days}）" if node.period else f"{days}（含首尾）"


def choices_text(node: nodes.IsAmong) -> str:
    """Name the choices that comply."""
    return "、".join(node.fact.choices[code] for code in node.codes)


def _arithmetic_text(node: nodes.Arithmetic) -> str:
    match node:
        case nodes.Sum(left, right, sign):
            return f"{quantity_text(left)} {'+' if sign > 0 else '-'} {quantity_text(right)}"
        case nodes.Product(left, right):
            return f"{_bracketed(left)} × {_bracketed(right)}"
        case nodes.WholeSteps(base, step):
            return f"{_bracketed(base)}每满 {quantity_text(step)}的档数"
        case nodes.Least(parts, _, is_cap):
            return _extreme(parts, "不超过" if is_cap else "", "较小者")
        case nodes.Greatest(parts, _, is_floor):
            return _extreme(parts, "不低于" if is_floor else "", "较大者")


def _bracketed(node: Quantity) -> str:
    text = quantity_text(node)
    return f"（{text}）" if isinstance(node, nodes.Sum | nodes.Choose | nodes.Tiers) else text


def _extreme(parts: tuple[Quantity, ...], limit: str, otherwise: str) -> str:
    if limit:
        return f"{quantity_text(parts[0])}，{limit} {quantity_text(parts[1])}"
    return f"{'、'.join(quantity_text(part) for part in parts)}的{otherwise}"


def _percent(rate: Fraction, near: Exact | None) -> str:
    # Cut, not rounded: 9.9999 % must never be shown as 10 %.
    for decimals in range(2, _MOST_DECIMALS):
        shown = _decimal(rate * 100).quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)
        if near is None or rate == near or Fraction(shown) != Fraction(near) * 100:
            break
    return f"{shown:f}%"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
