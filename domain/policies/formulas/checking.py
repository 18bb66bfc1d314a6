"""Syntax tree → typed tree: every name known, every type right, every mistake with its column."""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar

from lark import Token, Tree

from domain.enterprises.dictionary import Dictionary, Fact, FactKind, RowKind
from domain.errors import BadInput
from domain.money import MAX_FEN
from domain.periods import Period
from domain.policies.formulas import nodes
from domain.policies.formulas.nodes import Comparator, Condition, Quantity, Type, Versus
from domain.policies.formulas.parsing import FormulaError, parse

T = TypeVar("T")
Branch = Tree[Token] | Token

_TYPES: Final = {FactKind.MONEY: Type.MONEY, FactKind.DATE: Type.DATE}
_TRUTHS: Final = {"是": True, "否": False}
_SCALES: Final = {"万": 10**4, "亿": 10**8, "万元": 10**4, "亿元": 10**8, "元": 1}
_COMPARATORS: Final = {"≥": Comparator.AT_LEAST, "≤": Comparator.AT_MOST, "≠": Comparator.NOT_EQUAL}
_PRODUCTS: Final = {
    (Type.MONEY, Type.RATE): Type.MONEY,
    (Type.MONEY, Type.NUMBER): Type.MONEY,
    (Type.NUMBER, Type.NUMBER): Type.NUMBER,
    (Type.NUMBER, Type.RATE): Type.RATE,
}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words a formula may use: facts by their terms; those of the row in hand go first."""

    attributes: Mapping[str, Fact]
    indicators: Mapping[str, Fact]
    columns: Mapping[str, Fact]

    @staticmethod
    def of(dictionary: Dictionary, row: RowKind | None = None) -> "Vocabulary":
        return Vocabulary(
            _by_term(dictionary.attributes.values()),
            _by_term(dictionary.indicators.values()),
            _by_term(row.columns.values()) if row else {},
        )

    def find(self, word: Token) -> tuple[Fact, bool]:
        """Return an attribute or column, and whether it is one of the row in hand."""
        if word in self.columns:
            return self.columns[word], True
        if word in self.attributes:
            return self.attributes[word], False
        if word in self.indicators:
            raise _mistake(word, f"“{word}”按期间填报，应写明期间，如 {word}[2022H1]")
        raise _mistake(word, f"不认识的名称“{word}”{_suggestion(word, [*self.columns, *self.attributes])}")


def check_condition(text: str, vocabulary: Vocabulary) -> Condition:
    """Return the condition that a formula states.

    Raises:
        FormulaError: It is wrong, with the column.
    """
    return _Checker(vocabulary).condition(parse(text))


def check_award(text: str, vocabulary: Vocabulary) -> Quantity:
    """Return the amount that a formula states.

    Raises:
        FormulaError: It is wrong, or gives something other than money, with the column.
    """
    tree = parse(text)
    checker = _Checker(vocabulary)
    quantity = checker.quantity(tree)
    return checker.expect(quantity, Type.MONEY, tree)


class _Checker:
    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words = vocabulary

    # Conditions

    def condition(self, tree: Branch) -> Condition:
        match tree:
            case Tree(data="either", children=parts):
                return nodes.Either(tuple(self.condition(part) for part in parts))
            case Tree(data="both", children=parts):
                return nodes.Both(tuple(self.condition(part) for part in parts))
            case Tree(data="negated", children=[part]):
                return nodes.Negated(self.condition(part))
            case Tree(data="compared", children=[left, Token() as sign, right]):
                return self._compared(left, _comparator(sign), right)
            case Tree(data="within_period", children=[left, Token() as word]):
                period = _at(word, lambda: Period.parse(word))
                return nodes.Within(self._date_fact(left), period.first_day, period.last_day, period)
            case Tree(data="within_dates", children=[left, Token() as first, Token() as last]):
                return self._within(self._date_fact(left), first, last)
            case Tree(data="among", children=[Tree(data="word", children=[Token() as word]), *codes]):
                fact, in_row = self._words.find(word)
                return nodes.IsAmong(fact, tuple(_code(fact, code) for code in codes), in_row)
            case Tree(data="word", children=[Token() as word]):
                fact, in_row = self._words.find(word)
                if fact.kind is FactKind.TRUTH:
                    return nodes.IsTrue(fact, expected=True, in_row=in_row)
        raise _mistake(tree, "此处应为条件，如 四上 = 是，或 产值[2022H1] >= 100万")

    def _compared(self, left: Branch, comparator: Comparator, right: Branch) -> Condition:
        match left, right:
            case Tree(data="word", children=[Token() as word]), Tree(
                data="word", children=[Token() as value]
            ):
                fact, in_row = self._words.find(word)
                if fact.kind in (FactKind.CHOICE, FactKind.TRUTH):
                    return _equality(fact, in_row, comparator, value)
        first, second = self.quantity(left), self.quantity(right)
        if _is_zero(first):
            first = self.expect(first, second.type, left)
        second = self.expect(second, first.type, right)
        return nodes.Compare(first, comparator, second)

    def _date_fact(self, tree: Branch) -> nodes.Attribute:
        quantity = self.quantity(tree)
        if not isinstance(quantity, nodes.Attribute) or quantity.type is not Type.DATE:
            raise _mistake(tree, "“在”的左边应为日期，如 迁入日期 在 2022Q2")
        return quantity

    def _within(self, quantity: nodes.Attribute, first: Token, last: Token) -> Condition:
        start, end = _date(first), _date(last)
        if end < start:
            raise _mistake(last, f"止日 {last} 早于起日 {first}")
        return nodes.Within(quantity, start, end)

    # Quantities

    def quantity(self, tree: Branch) -> Quantity:
        match tree:
            case Tree(data="add", children=[left, right]):
                return self._sum(left, right, 1)
            case Tree(data="subtract", children=[left, right]):
                return self._sum(left, right, -1)
            case Tree(data="multiply", children=[left, right]):
                return self._product(left, right)
            case Tree(data="negative", children=[part]):
                value = self.quantity(part)
                return nodes.Sum(nodes.Literal(0, value.type), value, -1, value.type)
            case Tree(data="call", children=[Token() as word, *arguments]):
                return self._call(word, arguments)
        return self._leaf(tree)

    def _leaf(self, tree: Branch) -> Quantity:
        match tree:
            case Tree(data="quantity", children=[Token() as token]):
                return _literal(token)
            case Tree(data="date", children=[Token() as token]):
                return nodes.Literal(_date(token).toordinal(), Type.DATE)
            case Tree(data="word", children=[Token() as word]):
                fact, in_row = self._words.find(word)
                if fact.kind not in _TYPES:
                    raise _mistake(word, f"“{word}”不是数额或日期，不能用来计算或比大小")
                return nodes.Attribute(fact, _TYPES[fact.kind], in_row)
            case Tree(data="indicator", children=[Token() as word, Token() as period]):
                return self._indicator(word, period)
        raise _mistake(tree, "此处应为数额，不是条件")

    def expect(self, quantity: Quantity, wanted: Type, place: Branch) -> Quantity:
        """Return the quantity if it is of this type; a bare zero becomes so."""
        if quantity.type is wanted:
            return quantity
        if _is_zero(quantity) and wanted is not Type.DATE:
            return nodes.Literal(0, wanted)
        hint = "；金额请写单位，如 20万 或 500元" if wanted is Type.MONEY else ""
        raise _mistake(place, f"此处应为{wanted}，却是{quantity.type}{hint}")

    def _indicator(self, word: Token, period: Token) -> nodes.Indicator:
        fact = self._words.indicators.get(word)
        if fact is None:
            known = "；它不按期间填报" if word in self._words.attributes else ""
            raise _mistake(
                word, f"没有名为“{word}”的期间数据{known}{_suggestion(word, self._words.indicators)}"
            )
        return nodes.Indicator(fact, _at(period, lambda: Period.parse(period)))

    def _sum(self, left: Branch, right: Branch, sign: int) -> Quantity:
        first, second = self.quantity(left), self.quantity(right)
        if first.type is Type.DATE:
            raise _mistake(left, "日期不能相加减")
        if _is_zero(first):
            first = self.expect(first, second.type, left)
        return nodes.Sum(first, self.expect(second, first.type, right), sign, first.type)

    def _product(self, left: Branch, right: Branch) -> Quantity:
        first, second = self.quantity(left), self.quantity(right)
        kind = _PRODUCTS.get((first.type, second.type)) or _PRODUCTS.get((second.type, first.type))
        if kind is None:
            raise _mistake(right, f"{first.type}不能乘以{second.type}")
        return nodes.Product(first, second, kind)

    def _call(self, word: Token, arguments: list[Branch]) -> Quantity:
        match str(word):
            case "同比" | "环比":
                (inner,) = _arity(word, arguments, 1)
                indicator = self.quantity(inner)
                if not isinstance(indicator, nodes.Indicator):
                    raise _mistake(inner, f"{word}里应为带期间的数据，如 {word}(产值[2022H1])")
                return nodes.Growth(indicator, Versus(word))
            case "每满":
                return self._whole_steps(*_arity(word, arguments, 2))
            case "封顶" | "保底":
                parts = self._same_type(_arity(word, arguments, 2))
                if word == "封顶":
                    return nodes.Least(parts, parts[0].type, is_cap=True)
                return nodes.Greatest(parts, parts[0].type, is_floor=True)
            case "较小" | "较大":
                parts = self._same_type(_arity(word, arguments, 2, at_least=True))
                return (nodes.Least if word == "较小" else nodes.Greatest)(parts, parts[0].type)
            case "若":
                test, then, otherwise = _arity(word, arguments, 3)
                first, second = self._same_type([then, otherwise])
                return nodes.Choose(self.condition(test), first, second, first.type)
            case "分档":
                return self._tiers(word, arguments)
        known = ["同比", "环比", "每满", "封顶", "保底", "较小", "较大", "若", "分档"]
        raise _mistake(word, f"没有“{word}”这个算法，可用：{'、'.join(known)}")

    def _whole_steps(self, base: Branch, step: Branch) -> Quantity:
        quantity, size = self.quantity(base), self.quantity(step)
        if not isinstance(size, nodes.Literal) or size.value <= 0:
            raise _mistake(step, "每满的一档应为大于 0 的数额，如 1000万")
        if quantity.type is Type.DATE:
            raise _mistake(base, "日期不能按档计算")
        self.expect(size, quantity.type, step)
        return nodes.WholeSteps(quantity, size)

    def _same_type(self, arguments: Iterable[Branch]) -> tuple[Quantity, ...]:
        pairs = [(self.quantity(argument), argument) for argument in arguments]
        wanted = next((part.type for part, _ in pairs if not _is_zero(part)), pairs[0][0].type)
        return tuple(self.expect(part, wanted, place) for part, place in pairs)

    def _tiers(self, word: Token, arguments: list[Branch]) -> Quantity:
        if len(arguments) < 3 or not _is(arguments[-1], "otherwise"):
            raise _mistake(word, "分档应写作 分档(依据, >= 30%: 6万, >= 20%: 4万, 其余: 0)")
        key = self.quantity(arguments[0])
        lines = [(_tier_parts(tree), tree) for tree in arguments[1:-1]]
        amounts = self._same_type([parts[2] for parts, _ in lines] + [_only_child(arguments[-1])])
        tiers = tuple(
            nodes.Tier(_comparator(sign), self.expect(self.quantity(bound), key.type, bound), amount)
            for ((sign, bound, _), _), amount in zip(lines, amounts, strict=False)
        )
        return nodes.Tiers(key, tiers, amounts[-1], amounts[-1].type)


def _tier_parts(tree: Branch) -> tuple[Token, Branch, Branch]:
    match tree:
        case Tree(data="tier", children=[Token() as sign, bound, amount]):
            return sign, bound, amount
    raise _mistake(tree, "此处应为一档，如 >= 30%: 6万")


def _only_child(tree: Branch) -> Branch:
    assert isinstance(tree, Tree)
    return tree.children[0]


def _is(tree: Branch, data: str) -> bool:
    return isinstance(tree, Tree) and tree.data == data


def _is_zero(quantity: Quantity) -> bool:
    """Whether it is a zero without a unit, which fits everywhere but among dates."""
    return isinstance(quantity, nodes.Literal) and quantity.value == 0 and quantity.type is Type.NUMBER


def _equality(fact: Fact, in_row: bool, comparator: Comparator, value: Token) -> Condition:
    if comparator not in (Comparator.EQUAL, Comparator.NOT_EQUAL):
        raise _mistake(value, f"“{fact.term}”只能用 = 或 != 比较")
    condition: Condition
    if fact.kind is FactKind.TRUTH:
        if value not in _TRUTHS:
            raise _mistake(value, f"“{fact.term}”只能等于 是 或 否，不能是“{value}”")
        return nodes.IsTrue(fact, _TRUTHS[value] is (comparator is Comparator.EQUAL), in_row)
    condition = nodes.IsAmong(fact, (_code(fact, value),), in_row)
    return condition if comparator is Comparator.EQUAL else nodes.Negated(condition)


def _code(fact: Fact, word: Branch) -> str:
    codes = {label: code for code, label in fact.choices.items()}
    if not codes:
        raise _mistake(word, f"“{fact.term}”不是选项，不能这样比较")
    if word not in codes:
        raise _mistake(word, f"“{fact.term}”没有“{word}”这一项，可选：{'、'.join(codes)}")
    return codes[str(word)]


def _literal(token: Token) -> nodes.Literal:
    match = re.fullmatch(r"([\d.]+)\s*(\D*)", token)
    assert match is not None
    number, unit = Fraction(Decimal(match[1])), match[2]
    if unit == "%":
        return nodes.Literal(number / 100, Type.RATE)
    if not unit:
        return nodes.Literal(int(number) if number.denominator == 1 else number, Type.NUMBER)
    fen = number * _SCALES[unit] * 100
    if fen.denominator != 1 or fen > MAX_FEN:
        raise _mistake(token, f"金额“{token}”应精确到分，且不超过 10 万亿元")
    return nodes.Literal(int(fen), Type.MONEY)


def _comparator(token: Token) -> Comparator:
    return _COMPARATORS.get(str(token)) or Comparator(str(token))


def _date(token: Token) -> date:
    try:
        return date.fromisoformat(token)
    except ValueError as error:
        raise _mistake(token, f"没有 {token} 这一天") from error


def _at(token: Token, read: Callable[[], T]) -> T:
    """Read a value, giving a complaint about it the token's column."""
    try:
        return read()
    except BadInput as error:
        raise FormulaError(token.column or 1, str(error)) from error


def _arity(word: Token, arguments: list[Branch], count: int, *, at_least: bool = False) -> list[Branch]:
    if len(arguments) < count or (len(arguments) > count and not at_least):
        wanted = f"{'至少 ' if at_least else ''}{count} 项"
        raise _mistake(word, f"{word}应有{wanted}，却有 {len(arguments)} 项")
    for argument in arguments:
        if _is(argument, "tier") or _is(argument, "otherwise"):
            raise _mistake(argument, f"{word}里不能写分档的档次")
    return arguments


def _by_term(facts: Iterable[Fact]) -> dict[str, Fact]:
    return {fact.term: fact for fact in facts}


def _suggestion(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.4)
    return f"，是不是“{near[0]}”？" if near else ""


def _mistake(place: Branch, message: str) -> FormulaError:
    column = place.column if isinstance(place, Token) else getattr(place.meta, "column", 1)
    return FormulaError(column or 1, message)
