"""Trees, values and comparisons as a clerk reads them."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, assert_never

from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.facts import FactValue
from domain.enterprises.quantities import figure_text
from domain.enterprises.records import NO_DAY
from domain.policies.language import nodes
from domain.policies.language.gatherings import Words
from domain.policies.language.measures import DATE, MONEY, NUMBER, RATE, Comparator, Type
from domain.policies.language.nodes import Condition, Quantity
from domain.policies.language.ranges import Exact
from domain.values.money import short_yuan, yuan_text

NOT_ENTERED: Final = "未填"
_ASKED: Final = {
    Comparator.AT_LEAST: ("不少于", "不低于", "不早于"),
    Comparator.MORE_THAN: ("多于", "高于", "晚于"),
    Comparator.AT_MOST: ("不超过", "不超过", "不晚于"),
    Comparator.LESS_THAN: ("少于", "低于", "早于"),
    Comparator.EQUAL: ("等于", "等于", "等于"),
    Comparator.NOT_EQUAL: ("不等于", "不等于", "不等于"),
}
"""What is asked for, as people say it of an amount or number, of a rate, of a day."""

_OF_KIND: Final = {MONEY: 0, NUMBER: 0, RATE: 1, DATE: 2}
_MOST_DECIMALS: Final = 12
_FINEST_PERCENT: Final = 10_000
"""Rates in policies are no finer than this part of a percent; what is finer was computed."""

_SHOWN: Final = {
    MONEY: (" 元", (1, 100), 2),
    RATE: ("%", (100, 1), 2),
    NUMBER: ("", (1, 1), 0),
}
"""The unit in which a value is shown, what fraction of that one of it is, and its least decimals."""


def value_text(value: Exact, kind: Type, *, near: Exact | None = None) -> str:
    """Return a value with its unit; ``near`` is the threshold it must not be mistaken for.

    >>> value_text(12345, Type.MONEY), value_text(Fraction(1, 8), Type.RATE)
    ('123.45 元', '12.50%')
    >>> value_text(Fraction(7, 24), Type.RATE)
    '约 29.17%'
    >>> value_text(Fraction(99_999, 1_000_000), Type.RATE, near=Fraction(1, 10))
    '9.9999%'
    """
    if kind is MONEY:
        return f"{_amount(value)} 元"
    if kind is RATE:
        return _percent(value, near)
    if kind is DATE:
        return day_text(date.fromordinal(int(value)))
    return _number(Fraction(value))


def operand_text(value: Exact, kind: Type, *, digits: int = 6) -> str:
    """Return a value as arithmetic is shown with it: exact, or marked 约 and rounded to so many decimals.

    >>> operand_text(Fraction(1, 8), Type.RATE), operand_text(Fraction(50, 340), Type.RATE)
    ('12.50%', '约 14.7059%')
    >>> operand_text(Fraction(100, 3), Type.MONEY), operand_text(Fraction(18, 7), Type.NUMBER, digits=4)
    ('约 0.333333 元', '约 2.5714')
    >>> operand_text(Fraction(201, 2), Type.MONEY), operand_text(Fraction(100), Type.MONEY)
    ('1.005 元', '1.00 元')
    """
    if kind is DATE:
        return value_text(value, kind)
    if kind is MONEY and isinstance(value, int):
        return f"{yuan_text(value)} 元"
    unit, scale, least = _SHOWN[kind]
    most = digits - 2 if kind is RATE else digits
    rounded, is_exact = _rounded(Fraction(value) * Fraction(*scale), most)
    whole, rest = divmod(abs(rounded), 10**most)
    decimals = f"{rest:0{most}d}".rstrip("0").ljust(least, "0") if is_exact else f"{rest:0{most}d}"
    sign = "-" if value < 0 else ""
    return f"{'' if is_exact else '约 '}{sign}{whole:,}{'.' if decimals else ''}{decimals}{unit}"


def threshold_text(value: Exact, kind: Type) -> str:
    """Return a figure of the policy as policies word it; a rate without an end is rounded and marked.

    >>> threshold_text(30_000_000, Type.MONEY), threshold_text(Fraction(1, 10), Type.RATE)
    ('30万元', '10%')
    >>> threshold_text(Fraction(1, 3), Type.RATE), threshold_text(Fraction(1, 8000), Type.RATE)
    ('约 33.33%', '0.0125%')
    """
    if kind is MONEY:
        return short_yuan(int(value)) if value == int(value) else value_text(value, kind)
    if kind is RATE:
        percent = Fraction(value) * 100
        if percent * _FINEST_PERCENT != int(percent * _FINEST_PERCENT):
            return value_text(value, kind)
        return f"{_decimal(percent).normalize():f}%"
    return value_text(value, kind)


def comparison_text(comparator: Comparator, bound: str, kind: Type) -> str:
    """Return what is required of a figure of this kind; the words say whether the edge itself complies.

    >>> comparison_text(Comparator.AT_LEAST, "30万元", Type.MONEY)
    '不少于 30万元'
    >>> comparison_text(Comparator.MORE_THAN, "0%", Type.RATE)
    '高于 0%'
    >>> comparison_text(Comparator.AT_MOST, day_text(date(2022, 6, 30)), Type.DATE)
    '不晚于 2022年6月30日'
    """
    return f"{_ASKED[comparator][_OF_KIND[kind]]} {bound}"


def day_text(day: date) -> str:
    """Write a day as people do.

    >>> day_text(date(2022, 6, 30))
    '2022年6月30日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


@nodes.once_for_each
def quantity_text(node: Quantity) -> str:
    """Name a quantity in words, without its value."""
    match node:
        case nodes.Literal(value, kind, unit):
            return f"{threshold_text(value, kind)}{'/' if unit and kind is MONEY else ''}{unit}"
        case nodes.Attribute(fact):
            return fact.term
        case nodes.Indicator(fact, period):
            return f"{period.label}{fact.label}"
        case nodes.Span(fact, periods):
            return f"{periods[0].label}至{periods[-1].label}{fact.label}合计"
        case nodes.Named(term):
            return term
        case nodes.Parameter(term, _, when):
            return f"{quantity_text(when)}的{term}"
        case nodes.Growth(now, base, versus):
            earlier = versus or f"比{quantity_text(base)}的"
            return f"{quantity_text(now)}{earlier}增长率"
        case nodes.OverRows():
            return _rows_text(node)
        case nodes.Shifted(start, count, unit):
            return f"{quantity_text(start)}{'后' if count >= 0 else '前'} {abs(count)} {unit}"
    return _computed_text(node)


def _computed_text(node: nodes.Cases | nodes.Tiers | nodes.Progressive | nodes.Arithmetic) -> str:
    match node:
        case nodes.Cases(cases, otherwise):
            lines = "，".join(
                f"{condition_text(case.condition)}时{quantity_text(case.gives)}" for case in cases
            )
            return f"{lines}，否则{quantity_text(otherwise)}"
        case nodes.Tiers(key, tiers, otherwise):
            lines = "，".join(
                f"{comparison_text(one.comparator, quantity_text(one.bound), key.type)}"
                f"为{quantity_text(one.gives)}"
                for one in tiers
            )
            return f"按{quantity_text(key)}分档：{lines}，其余{quantity_text(otherwise)}"
        case nodes.Progressive(base, slices, rate):
            each = "" if base.type is MONEY else "每一"
            lines = "，".join(
                f"{quantity_text(one.upto)}以内的部分{each}{quantity_text(one.rate)}" for one in slices
            )
            return f"{quantity_text(base)}分段累进：{lines}，再往上的部分{each}{quantity_text(rate)}"
    return _arithmetic_text(node)


def _rows_text(node: nodes.OverRows) -> str:
    which = f"（{condition_text(node.condition)}）" if node.condition is not None else ""
    value, count = quantity_text(node.value), quantity_text(node.count) if node.count is not None else ""
    group = node.group.term if node.group is not None else ""
    return node.gather.text(Words(f"{node.rows.label}{which}", value, count, group))


@nodes.once_for_each
def condition_text(node: Condition) -> str:
    """Say what a condition asks for."""
    match node:
        case nodes.Compare(left, comparator, right):
            return f"{quantity_text(left)} {comparison_text(comparator, quantity_text(right), left.type)}"
        case nodes.Within(quantity):
            return f"{quantity_text(quantity)}在{span_text(node)}"
        case nodes.Matches(fact, test):
            return test.text(fact)
        case nodes.Listed(term):
            return f"列入{term}"
        case nodes.NamedCondition(term):
            return term
    return _joined_text(node)


def _joined_text(
    node: nodes.RowsHold | nodes.Both | nodes.Either | nodes.Negated,
) -> str:
    match node:
        case nodes.RowsHold(rows, condition, all_of_them):
            if all_of_them:
                return f"每个{rows.label}都{condition_text(condition)}"
            return f"有{rows.label}符合：{condition_text(condition)}"
        case nodes.Both(parts):
            return "，且".join(_part_text(part, nodes.Either) for part in parts)
        case nodes.Either(parts):
            return "；或".join(_part_text(part) for part in parts)
        case nodes.Negated(part):
            return f"不是（{condition_text(part)}）"


def _part_text(node: Condition, *looser: type[nodes.Either]) -> str:
    """Say one of several conditions, in brackets where its own parts would be taken for others of them."""
    of_rows = isinstance(node, nodes.RowsHold) and isinstance(node.condition, nodes.Both | nodes.Either)
    text = condition_text(node)
    return f"（{text}）" if of_rows or isinstance(node, looser) else text


def fact_text(fact: Fact, value: FactValue) -> str:
    """Return the value of a fact as people read it."""
    match fact.kind:
        case FactKind.CHOICE:
            return fact.choices.get(str(value), str(value))
        case FactKind.TRUTH:
            return "是" if value else "否"
        case FactKind.MONEY | FactKind.NUMBER | FactKind.RATE:
            assert isinstance(value, int)
            return figure_text(fact, value)
        case FactKind.DATE | FactKind.TEXT:
            if value is None:
                return NO_DAY
            return day_text(value) if isinstance(value, date) else str(value)
        case _:
            assert_never(fact.kind)


def definition_text(node: nodes.Node) -> str:
    """Say what a name of the policy stands for."""
    return condition_text(node) if isinstance(node, Condition) else quantity_text(node)


def span_text(node: nodes.Within) -> str:
    """Say between which days a date must lie; both count."""
    if node.period:
        return node.period.label
    return f"{day_text(node.first)}至{day_text(node.last)}（含首尾）"


def _arithmetic_text(node: nodes.Arithmetic) -> str:
    match node:
        case nodes.Sum(left, right, sign):
            first = quantity_text(left) if isinstance(left, nodes.Sum) else _bracketed(left)
            second = quantity_text(right) if isinstance(right, nodes.Sum) and sign > 0 else _bracketed(right)
            return f"{first} {'+' if sign > 0 else '−'} {second}"
        case nodes.Product() if node.fraction is not None:
            return "/".join(quantity_text(part) for part in (*node.factors, *node.divisors))
        case nodes.Product(factors, divisors):
            shared = "".join(f" ÷ {_divisor_text(part)}" for part in divisors)
            return " × ".join(_bracketed(part) for part in factors) + shared
        case nodes.Converted(part):
            return quantity_text(part)
        case nodes.Call(function, parts):
            return function.text(list(map(_bracketed if function.in_brackets else quantity_text, parts)))


def _divisor_text(node: Quantity) -> str:
    if isinstance(node, nodes.Converted):
        return _divisor_text(node.quantity)
    is_product = isinstance(node, nodes.Product) and node.fraction is None
    return f"（{quantity_text(node)}）" if is_product else _bracketed(node)


def _bracketed(node: Quantity) -> str:
    if isinstance(node, nodes.Converted):
        return _bracketed(node.quantity)
    text = quantity_text(node)
    match node:
        case nodes.Sum() | nodes.Cases() | nodes.Tiers() | nodes.Progressive():
            return f"（{text}）"
        case nodes.Call(function) if function.gives is None:
            return f"（{text}）"
    return text


def _percent(rate: Exact, near: Exact | None) -> str:
    """Round as people do, but never to the threshold: 9.9999% is not shown as the 10% that it is not."""
    for decimals in range(2, _MOST_DECIMALS):
        rounded, is_exact = _rounded(rate, decimals + 2)
        if near is None or rounded * near.denominator != near.numerator * 10 ** (decimals + 2):
            break
        if rate == near:
            break
    whole, rest = divmod(abs(rounded), 10**decimals)
    return f"{'' if is_exact else '约 '}{'-' if rounded < 0 else ''}{whole}.{rest:0{decimals}d}%"


def rounded_to(value: Fraction, decimals: int) -> Fraction:
    """Return what is read where a value is rounded to so many decimals.

    >>> rounded_to(Fraction(-7, 24), 4)
    Fraction(-2917, 10000)
    """
    return Fraction(_rounded(value, decimals)[0], 10**decimals)


def _rounded(value: Exact, decimals: int) -> tuple[int, bool]:
    """Return a value in units of its last decimal, a half away from nothing, and whether that is exact."""
    top, bottom = value.numerator, value.denominator
    whole, left = divmod(2 * abs(top) * 10**decimals + bottom, 2 * bottom)
    return whole if top >= 0 else -whole, left == bottom


def _amount(fen: Exact) -> str:
    """Write fen as yuan; prices from outside may be finer than a fen."""
    if isinstance(fen, int) or fen.denominator == 1:
        return yuan_text(int(fen))
    return f"{_decimal(Fraction(fen) / 100).normalize():,f}"


def _number(value: Fraction) -> str:
    """Write a number; one that has no end is cut after six decimals and marked."""
    exact = _decimal(value)
    if Fraction(exact) == value:
        return f"{exact:,f}"
    return f"约 {exact.quantize(Decimal('0.000001')):,f}"


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
