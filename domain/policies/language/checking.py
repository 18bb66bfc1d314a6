"""Syntax tree → typed tree: every name known, every type right, every mistake with its column."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from domain.enterprises.dictionary import Fact, FactKind, RowKind, TextCheck
from domain.enterprises.industries import begins_code
from domain.enterprises.records import NO_DAY
from domain.policies.language import hints, literals, measuring, nodes, units, wording
from domain.policies.language.calls import CONDITIONS, INSTEAD, QUANTITIES
from domain.policies.language.literals import mistake, unknown
from domain.policies.language.matching import OF_TEXTS, Among, Containing, NoDay, Test, Truth
from domain.policies.language.measures import DATE, MONEY, NUMBER, RATE, Comparator, Elapse, Type
from domain.policies.language.nodes import Condition, Quantity
from domain.policies.language.parsing import Branch, FormulaError, Tree, read_formula
from domain.policies.language.tokens import Token
from domain.policies.language.units import KNOWN
from domain.policies.language.vocabulary import TYPES, Definition, ParameterTable, Vocabulary, suggestion

N = TypeVar("N", bound=nodes.Node)

MAX_DEPTH: Final = 100
"""How deep a formula may be nested once its named parts are put in; one more + is one level."""

MAX_WEIGHT: Final = 5_000
"""How many nodes a formula may have once its named parts are put in; keeps evaluation short."""

_LEVELS: Final = 4
"""No more levels than these come of what counts as one: a growth of a span, named and in another unit."""

_MAX_SPAN: Final = 60
_MAX_LENGTH: Final = 40_000
_WHOLE_INDUSTRY: Final = 4
_ELAPSES: Final = {
    "天": Elapse.DAYS,
    "日": Elapse.DAYS,
    "个月": Elapse.MONTHS,
    "月": Elapse.MONTHS,
    "年": Elapse.YEARS,
}
_TRUTHS: Final = {"是": True, "否": False}
_CONDITIONS: Final = {
    *("either", "both", "negated", "compared", "equals_text"),
    *("within_period", "within_dates", "among", "tested"),
}
_LEAVES: Final = {"quantity", "fraction", "date", "word", "indicator", "span", "on_day", "on_date_of"}


def check_condition(text: str, vocabulary: Vocabulary) -> Condition:
    """Return the condition that a formula states.

    Raises:
        FormulaError: It is wrong, with the column.
    """
    checker = Checker(vocabulary)
    return read_formula(text, lambda tree: _bounded(checker.condition(tree), checker.weight))


def check_award(text: str, vocabulary: Vocabulary) -> Quantity:
    """Return the amount that a formula states.

    Raises:
        FormulaError: It is wrong, or gives something other than money, with the column.
    """

    def check(tree: Tree) -> Quantity:
        checker = Checker(vocabulary)
        return _bounded(checker.expect(checker.quantity(tree), MONEY, tree), checker.weight)

    return read_formula(text, check)


def check_quantity(text: str, vocabulary: Vocabulary) -> Quantity:
    """Return the quantity of any type that a formula states.

    Raises:
        FormulaError: It is wrong, with the column.
    """
    checker = Checker(vocabulary)
    return read_formula(text, lambda tree: _bounded(checker.quantity(tree), checker.weight))


def check_definition(term: str, vocabulary: Vocabulary, text: str) -> Definition:
    """Return a named figure or condition.

    Raises:
        FormulaError: It is wrong, with the column.
    """

    def check(tree: Tree) -> Definition:
        checker = Checker(vocabulary)
        node = checker.condition(tree) if checker.is_condition(tree) else checker.quantity(tree)
        return Definition(term, text, _bounded(node, checker.weight), checker.weight)

    return read_formula(text, check)


def _bounded(node: N, weight: int) -> N:
    """Refuse a tree so deep that walking it would end the program; ``weight`` is what was counted of it."""
    if weight * _LEVELS < MAX_DEPTH:
        return node
    level: list[nodes.Node] = [node]
    for _ in range(MAX_DEPTH):
        level = [part for one in level for part in nodes.parts_of(one)]
        if not level:
            return node
    raise FormulaError(1, f"算式太长：一层套一层，超过 {MAX_DEPTH} 层")


class Checker:
    """Turns one syntax tree into a typed tree."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.words = vocabulary
        self.weight = 0

    # Conditions

    def is_condition(self, tree: Branch) -> bool:
        """Whether a tree states a condition rather than a quantity."""
        match tree:
            case Tree(data="word", children=[Token() as word]):
                found = self.words.fact(word)
                definition = self.words.definitions.get(word)
                return (found is not None and found[0].kind is FactKind.TRUTH) or (
                    definition is not None and definition.as_condition() is not None
                )
            case Tree(data="call", children=[Token() as word, *_]):
                return str(word) in CONDITIONS
            case Tree(data="indicator", children=[Token() as word, _]):
                return word in self.words.by_period
        return isinstance(tree, Tree) and tree.data in _CONDITIONS

    def condition(self, tree: Branch) -> Condition:
        """Return the condition that a tree states."""
        self._count(tree, 1)
        match tree:
            case Tree(data="compared", children=[left, Token() as sign, right]):
                return self._compared(left, literals.comparator(sign), right)
            case Tree(data="either", children=parts):
                return nodes.Either(tuple(self.condition(part) for part in parts))
            case Tree(data="both", children=parts):
                return nodes.Both(tuple(self.condition(part) for part in parts))
            case Tree(data="negated", children=[part]):
                return nodes.Negated(self.condition(part))
            case Tree(data="call", children=[Token() as word, *arguments]) if str(word) in CONDITIONS:
                return CONDITIONS[str(word)](self, word, arguments)
            case Tree(data="word", children=[Token() as word]):
                return self._stated(word)
            case Tree(data="indicator", children=[Token() as word, _]) if word in self.words.by_period:
                return self._true_in(tree, word)
        return self._test(tree)

    def _true_in(self, tree: Branch, word: Token) -> Condition:
        fact, _ = self._fact(tree)
        if fact.kind is not FactKind.TRUTH:
            raise mistake(word, f"“{word}”是选项，要和其中一项比较，如 {word}[{fact.period}] = …")
        return nodes.Matches(fact, Truth(expected=True))

    def _test(self, tree: Branch) -> Condition:
        match tree:
            case Tree(data="within_period", children=[left, Token() as word]):
                period = literals.period(word)
                return nodes.Within(self._date(left), period.first_day, period.last_day, period)
            case Tree(data="within_dates", children=[left, Token() as first, Token() as last]):
                return self._within(self._date(left), first, last)
            case Tree(data="among", children=[left, *labels]):
                fact, in_row = self._fact(left)
                values = tuple(_value(fact, label) for label in labels if isinstance(label, Token))
                return nodes.Matches(fact, Among(values), in_row)
            case Tree(data="equals_text", children=[left, Token() as sign, Token() as text]):
                fact, in_row = self._fact(left)
                return _equality(fact, in_row, literals.comparator(sign), text)
            case Tree(data="tested", children=[left, Token() as word, *texts]):
                return self._of_text(left, word, [text for text in texts if isinstance(text, Token)])
        match tree:
            case Tree(data="indicator", children=[Token() as name, Token() as when]):
                asked = self.words.attributes.get(name)
                if asked is not None and asked.kind not in TYPES:
                    raise mistake(
                        name,
                        f"“{name}”不按期间填报；要按期间，在声明里写 by_period = true，这里写 {name}[{when}]",
                    )
        raise mistake(tree, "此处应为条件，如 四上 = 是，或 产值[2022H1] >= 100万")

    def _of_text(self, left: Branch, word: Token, texts: Sequence[Token]) -> Condition:
        (fact, in_row), test = self._fact(left), OF_TEXTS[word]
        if fact.kind is not FactKind.TEXT:
            raise mistake(left, f"“{fact.term}”不是文字，不能用“{word}”")
        parts = tuple(literals.text(text) for text in texts)
        for part, text in zip(parts, texts, strict=True):
            if not part:
                raise mistake(text, "引号里应有文字")
            if fact.check is TextCheck.INDUSTRY and (wrong := _wrong_code(fact, test, part)):
                raise mistake(text, wrong)
        return nodes.Matches(fact, test(parts), in_row)

    def _stated(self, word: Token) -> Condition:
        definition = self.words.definitions.get(word)
        condition = definition.as_condition() if definition else None
        if definition is not None and condition is not None:
            self._count(word, definition.weight)
            return condition
        found = self.words.fact(word)
        if found is not None and found[0].kind is FactKind.TRUTH:
            return nodes.Matches(found[0], Truth(expected=True), in_row=found[1])
        if not self.words.has(word):
            raise self._unknown(word)
        raise mistake(word, f"“{word}”不是条件，要和什么比较，如 {word} >= 100万")

    def _compared(self, left: Branch, comparator: Comparator, right: Branch) -> Condition:
        match left, right:
            # A label may begin with a digit, as 5A级 does.
            case Tree(data="indicator", children=[Token() as word, _]), Tree(
                data="word" | "quantity", children=[Token() as value]
            ) if word in self.words.by_period:
                return _equality(*self._fact(left), comparator, value)
            case Tree(data="word", children=[Token() as word]), Tree(
                data="word" | "quantity", children=[Token() as value]
            ):
                found = self.words.fact(word)
                if found is not None and (found[0].kind not in TYPES or value == NO_DAY):
                    return _equality(*found, comparator, value)
        first, second = self.same_type((left, right))
        return nodes.Compare(first, comparator, second)

    def _date(self, tree: Branch) -> Quantity:
        quantity = self.quantity(tree)
        if quantity.type is not DATE:
            raise mistake(tree, "“在”的左边应为日期，如 迁入日期 在 2022Q2")
        return quantity

    def _within(self, quantity: Quantity, first: Token, last: Token) -> Condition:
        start, end = literals.day(first), literals.day(last)
        if end < start:
            raise mistake(last, f"止日 {last} 早于起日 {first}")
        return nodes.Within(quantity, start, end)

    def _fact(self, tree: Branch) -> tuple[Fact, bool]:
        match tree:
            case Tree(data="word", children=[Token() as word]):
                found = self.words.fact(word)
                if found is None:
                    raise self._unknown(word)
                return found
            case Tree(data="indicator", children=[Token() as word, Token() as period]):
                fact = self.words.by_period.get(word)
                if fact is not None:
                    return fact.of_period(literals.period(period)), False
        raise mistake(tree, "此处应为数据的名称，如 统计专业")

    # Quantities

    def quantity(self, tree: Branch) -> Quantity:
        """Return the quantity that a tree states."""
        self._count(tree, 1)
        # Most are, and patterns are gone through one after the other.
        if isinstance(tree, Tree) and tree.data in _LEAVES:
            return self._leaf(tree)
        match tree:
            case Tree(data="add", children=[left, right]):
                return self._sum(left, right, 1)
            case Tree(data="subtract", children=[left, right]):
                return self._sum(left, right, -1)
            case Tree(data="chain", children=[first, *others]):
                return self._product(first, others)
            case Tree(data="negative", children=[part]):
                value = self.quantity(part)
                return nodes.Sum(nodes.Literal(0, value.type), value, -1, value.type)
            case Tree(data="call", children=[Token() as word, *arguments]):
                if str(word) not in QUANTITIES:
                    raise self._no_such_call(word)
                return QUANTITIES[str(word)](self, word, arguments)
        return self._leaf(tree)

    def _leaf(self, tree: Branch) -> Quantity:
        match tree:
            case Tree(data="quantity", children=[Token() as token]):
                return literals.literal(token, self.words)
            case Tree(data="fraction", children=[Token() as token]):
                return literals.fraction(token)
            case Tree(data="date", children=[Token() as token]):
                return nodes.Literal(literals.day(token).toordinal(), DATE)
            case Tree(data="word", children=[Token() as word]):
                return self._word(word)
            case Tree(data="indicator", children=[Token() as word, Token() as period]):
                fact = self._indicator_fact(word)
                return nodes.Indicator(fact, literals.period(period), TYPES[fact.kind])
            case Tree(data="span", children=[Token() as word, Token() as first, Token() as last]):
                return self._span(word, first, last)
            case Tree(data="on_day", children=[Token() as word, Token() as day]):
                when = nodes.Literal(literals.day(day).toordinal(), DATE)
                return self._parameter(self._table(word), when, word)
            case Tree(data="on_date_of", children=[Token() as word, Token() as date_word]):
                return self._parameter(self._table(word), self._word(date_word), date_word)
        raise mistake(tree, "此处应为数额，不是条件；上限写作 封顶(金额, 20万)")

    def _word(self, word: Token) -> Quantity:
        found = self.words.fact(word)
        if found is not None:
            fact, in_row = found
            if fact.kind not in TYPES:
                raise mistake(word, f"“{word}”不是数额或日期，不能用来计算或比大小")
            return nodes.Attribute(fact, TYPES[fact.kind], in_row)
        if word in self.words.definitions:
            definition = self.words.definitions[word]
            quantity = definition.as_quantity()
            if quantity is None:
                raise mistake(word, f"“{word}”是条件，不能用来计算")
            self._count(word, definition.weight)
            return quantity
        if word in self.words.parameters:
            table = self.words.parameters[word]
            if len(table.values) > 1:
                raise mistake(word, f"“{word}”随日期而变，应写明日期，如 {word}[2022-06-30]")
            since = table.values[0].since
            return self._parameter(table, nodes.Literal(since.toordinal(), DATE), word)
        raise self._unknown(word)

    def _unknown(self, word: Token) -> Exception:
        if word in KNOWN:
            return mistake(word, f"“{word}”是单位，单位紧跟数字写；单价写作 300元 或 300元/{word}")
        if word == NO_DAY:
            return mistake(word, f"“{NO_DAY}”只和一项日期比较，如 迁入日期 = {NO_DAY}")
        if word in self.words.indicators or word in self.words.by_period:
            return mistake(word, f"“{word}”按期间填报，应写明期间，如 {word}[2022H1]")
        if word in self.words.lists:
            return mistake(word, f"“{word}”是清单，请用 合计、个数、有 等算法")
        for label, row in self.words.lists.items():
            if any(column.term == word for column in row.columns.values()):
                inside = f'合计({label}, …) 等算法里，或写了 each = "{row.name}" 的条款里'
                return mistake(word, f"“{word}”是清单“{label}”的一列，只能用在 {inside}")
        if spaced := hints.for_spaces(word, self.words.stands_alone):
            return unknown(word, f"不认识的名称“{word}”：词与词之间要空一格，写作 {spaced}")
        message = f"不认识的名称“{word}”{suggestion(word, self.words.singles)}"
        return unknown(word, hints.after(message, hints.for_word(word)))

    def _no_such_call(self, word: Token) -> Exception:
        if (meant := INSTEAD.get(word.lower())) is not None:
            return mistake(word, f"没有“{word}”这个算法（是不是“{meant}”？）")
        return mistake(word, f"没有“{word}”这个算法，可用：{'、'.join([*QUANTITIES, *CONDITIONS])}")

    def _indicator_fact(self, word: Token) -> Fact:
        fact = self.words.indicators.get(word)
        if word in self.words.by_period:
            raise mistake(word, f"“{word}”不是数额，不能用来计算或比大小")
        if fact is None:
            known = "；它不按期间填报" if word in self.words.attributes else ""
            near = suggestion(word, self.words.indicators)
            raise unknown(word, f"没有名为“{word}”的期间数据{known}{near}")
        return fact

    def _span(self, word: Token, first: Token, last: Token) -> Quantity:
        fact, period, end = self._indicator_fact(word), literals.period(first), literals.period(last)
        if fact.is_stock:
            raise mistake(word, f"“{word}”是期末数，各期不能相加")
        if period.is_cumulative or end.is_cumulative:
            raise mistake(word, "累计数互相重叠，不能逐期相加")
        if period.kind is not end.kind or end < period:
            raise mistake(last, f"{first} 至 {last} 应为同一种期间，先早后晚")
        periods = [end]
        while periods[0] != period:
            periods.insert(0, periods[0].before)
            if len(periods) > _MAX_SPAN:
                raise mistake(last, f"最多 {_MAX_SPAN} 期")
        return nodes.Span(fact, tuple(periods), TYPES[fact.kind])

    def _table(self, word: Token) -> ParameterTable:
        if word not in self.words.parameters:
            hint = suggestion(word, self.words.parameters)
            raise unknown(
                word, f"没有名为“{word}”的外部参数{hint}；期间应写作 2022、2022H1、2022Q2、2022M05 或 2022C05"
            )
        return self.words.parameters[word]

    def _parameter(self, table: ParameterTable, when: Quantity, place: Token) -> Quantity:
        if when.type is not DATE:
            raise mistake(place, f"“{table.term}”要看日期，“{place}”不是日期")
        first = table.values[0].since
        if isinstance(when, nodes.Literal) and when.value < first.toordinal():
            raise mistake(place, f"“{table.term}”从 {first} 起才有数值")
        return nodes.Parameter(table.term, table.values, when, table.type)

    def _sum(self, left: Branch, right: Branch, sign: int) -> Quantity:
        later = self._shifted(left, right, sign)
        if later is not None:
            return later
        first, second = self.same_type((left, right), is_sum=True)
        if first.type is DATE:
            raise mistake(left, "日期不能相加减，请用 天数、整月、整年；推后写作 日期 + 12个月")
        return nodes.Sum(first, second, sign, first.type)

    def _shifted(self, left: Branch, right: Branch, sign: int) -> Quantity | None:
        """Return a day so many days, months or years later or earlier, if that is what stands there."""
        match right:
            case Tree(data="quantity", children=[Token() as token]):
                length = literals.literal(token, self.words)
                unit = _ELAPSES.get(length.unit)
                if unit is not None and length.value == int(length.value) and length.value <= _MAX_LENGTH:
                    start = self.quantity(left)
                    if start.type is DATE:
                        return nodes.Shifted(start, sign * int(length.value), unit)
        return None

    def _product(self, first: Branch, others: list[Branch]) -> Quantity:
        factors = [self.quantity(first)]
        divisors: list[Quantity] = []
        last = factors
        for link in others:
            assert isinstance(link, Tree)
            each = self._unit(link.children[0]) if link.data == "divided" else None
            if each is not None:
                last[-1] = self._price(last[-1], last is divisors, each)
                continue
            part = self.quantity(link.children[0])
            if part.type is DATE:
                raise mistake(link.children[0], "日期不能乘除")
            if link.data == "divided" and isinstance(part, nodes.Literal) and not part.value:
                raise mistake(link.children[0], "不能除以 0")
            last = divisors if link.data == "divided" else factors
            last.append(part)
        if factors[0].type is DATE:
            raise mistake(first, "日期不能乘除")
        kind = _product_type(factors, divisors, others)
        try:
            factors, divisors = measuring.in_units_of_each_other(factors, divisors)
        except measuring.OtherUnit as error:
            raise mistake(
                others[-1].children[0] if isinstance(others[-1], Tree) else first, str(error)
            ) from error
        product = nodes.Product(tuple(factors), tuple(divisors), kind)
        if kind is MONEY and (
            unit := measuring.multiple_in(measuring.dims_of(replace(product, type=NUMBER)))
        ):
            raise mistake(first, _price_of_what([*factors, *divisors], unit))
        return product

    def _unit(self, tree: Branch) -> Token | None:
        """Return the unit that stands there by itself, as behind the stroke of ``300元/平方米``."""
        match tree:
            case Tree(data="word", children=[Token() as word]) if not self.words.has(word):
                return word if units.is_known(word, self.words.units) else None
        return None

    def _price(self, amount: Quantity, is_divided: bool, unit: Token) -> Quantity:
        """Return an amount as that for each one of what counts in a unit."""
        if is_divided or not isinstance(amount, nodes.Literal) or amount.type is not MONEY:
            raise mistake(unit, f"“{unit}”是单位：单价紧跟金额写，如 300元/平方米，并与数量相乘")
        return replace(amount, unit=f"{amount.unit}/{unit}".strip("/"))

    # What calls need as well

    def expect(self, quantity: Quantity, wanted: Type, place: Branch) -> Quantity:
        """Return the quantity as of this type: a bare zero and a ratio of numbers become what they must.

        Raises:
            FormulaError: It is of another type.
        """
        if wanted is RATE and (unit := measuring.multiple_in(measuring.dims_of(quantity))):
            raise mistake(place, f"此处应为比率，这里却以“{unit}”计")
        adapted = _adapted(quantity, wanted)
        if adapted is None:
            hint = "；金额请写单位，如 20万 或 500元" if wanted is MONEY else ""
            if {wanted, quantity.type} == {RATE, NUMBER}:
                hint = "；比率请写 %，如 5%"
            raise mistake(place, f"此处应为{wanted}，却是{quantity.type}{hint}")
        return adapted

    def refuse_multiple(self, quantity: Quantity, place: Branch) -> None:
        """Refuse what counts in 万美元 and the like where it is not clear what each one of it is.

        Raises:
            FormulaError: It does.
        """
        if unit := measuring.multiple_in(measuring.dims_of(quantity)):
            raise mistake(place, _price_of_what([quantity], unit))

    def same_type(self, arguments: Iterable[Branch], *, is_sum: bool = False) -> tuple[Quantity, ...]:
        """Return quantities of one type, that of the first whose type is beyond doubt, and of one unit.

        In a sum (``is_sum``) a bare figure beside a rate counts 100 % for each 1, as in ``1 + 20%``.
        """
        pairs = [(self.quantity(argument), argument) for argument in arguments]
        if is_sum and any(part.type is RATE for part, _ in pairs):
            pairs = [(_as_rate(part) if _is_bare(part) else part, place) for part, place in pairs]
        firm = [part.type for part, _ in pairs if not _is_zero(part) and not _is_ratio(part)]
        loose = [part.type for part, _ in pairs if not _is_zero(part)]
        wanted = [*firm, *loose, pairs[0][0].type][0]
        parts = [self.expect(part, wanted, place) for part, place in pairs]
        try:
            return measuring.in_one_unit(parts, is_sum=is_sum)
        except measuring.OtherUnit as error:
            raise mistake(pairs[error.index][1], str(error)) from error

    def rows(self, tree: Branch) -> RowKind:
        """Return the list that a tree names."""
        match tree:
            case Tree(data="word", children=[Token() as word]) if word in self.words.lists:
                return self.words.lists[word]
            case Tree(data="word", children=[Token() as word]):
                raise unknown(word, f"没有名为“{word}”的清单{suggestion(word, self.words.lists)}")
        raise mistake(tree, "此处应为清单的名称")

    def inside(self, row: RowKind) -> "Checker":
        """Return a checker for what is said of one row; what it reads counts here too."""
        inner = Checker(self.words.inside(row))
        inner._count = self._count  # type: ignore[method-assign]
        return inner

    def _count(self, place: Branch, weight: int) -> None:
        self.weight += weight
        if self.weight > MAX_WEIGHT:
            raise mistake(place, "公式连同它引用的定义太长，请拆成几条或简化")


def _adapted(quantity: Quantity, wanted: Type) -> Quantity | None:
    if quantity.type is wanted:
        return quantity
    if _is_zero(quantity) and wanted is not DATE:
        return nodes.Literal(0, wanted)
    if not _is_ratio(quantity) or wanted not in (RATE, NUMBER):
        return None
    match quantity:
        case nodes.Product():
            return replace(quantity, type=wanted)
        case nodes.Named(term, inner):
            adapted = _adapted(inner, wanted)
            return None if adapted is None else nodes.Named(term, adapted, wanted)
    return None


def _is_bare(quantity: Quantity) -> bool:
    """Whether it is a figure without a unit."""
    return isinstance(quantity, nodes.Literal) and quantity.type is NUMBER and not quantity.unit


def _as_rate(quantity: Quantity) -> Quantity:
    assert isinstance(quantity, nodes.Literal)
    return nodes.Literal(quantity.value, RATE)


def _is_zero(quantity: Quantity) -> bool:
    """Whether it is a zero without a unit, which fits everywhere but among dates."""
    return isinstance(quantity, nodes.Literal) and quantity.value == 0 and quantity.type is NUMBER


def _is_ratio(quantity: Quantity) -> bool:
    """Whether it is a product without a dimension, which is a rate or a number as its place asks."""
    match quantity:
        case nodes.Product(type=Type.RATE | Type.NUMBER):
            return True
        case nodes.Named(_, inner):
            return _is_ratio(inner)
    return False


def _product_type(factors: list[Quantity], divisors: list[Quantity], places: list[Branch]) -> Type:
    amounts = sum(part.type is MONEY for part in factors)
    shared = sum(part.type is MONEY for part in divisors)
    if amounts - shared == 1:
        return MONEY
    if amounts - shared != 0:
        word = "金额不能乘以金额" if amounts > shared else "不能除以金额"
        last = places[-1]
        raise mistake(last.children[0] if isinstance(last, Tree) else last, word)
    rates = sum(part.type is RATE for part in factors) - sum(part.type is RATE for part in divisors)
    counts = any(part.type is NUMBER and not isinstance(part, nodes.Literal) for part in factors)
    return RATE if (shared or rates > 0) and not counts else NUMBER


def _wrong_code(fact: Fact, test: type[Test], part: str) -> str:
    """Say why no industry code, or one that is not meant, has this in it; empty where all is well."""
    if test is Containing and len(part) < _WHOLE_INDUSTRY:
        other = f"{'1' * (_WHOLE_INDUSTRY - len(part))}{part}"
        instead = f"按大类、中类判断请写 {fact.term} 开头是 “{part}”"
        return f"“包含”不管在哪一位，{other} 这样的代码也算；{instead}"
    if not begins_code(part):
        return f"没有以“{part}”开头的行业代码：大类两位、中类三位、小类四位数字，如 “51”；门类请用 行业门类"
    return ""


def _price_of_what(parts: Sequence[Quantity], unit: str) -> str:
    """Say how to write for how much of a number an amount is."""
    of_it = next((one for one in parts if unit in measuring.dims_of(one)), parts[0])
    plain = units.split(unit)[1]
    match of_it:
        case nodes.Attribute(fact):
            written = fact.term
        case nodes.Indicator(fact, period):
            written = f"{fact.term}[{period}]"
        case nodes.Named(term):
            written = term
        case _:
            written = "(…)"
    like = "（如汇率）" if plain.endswith("元") else ""
    return (
        f"“{wording.quantity_text(of_it)}”以“{unit}”计，这里看不出金额对应多少：每{unit}多少金额写作 "
        f"{written} ÷ 1{unit} × 金额，每{plain}多少金额{like}写作 {written} ÷ 1{plain} × 金额"
    )


def _equality(fact: Fact, in_row: bool, comparator: Comparator, value: Token) -> Condition:
    if comparator not in (Comparator.EQUAL, Comparator.NOT_EQUAL):
        raise mistake(value, f"“{fact.term}”只能用 = 或 != 比较")
    if fact.kind is FactKind.TRUTH:
        if value not in _TRUTHS:
            raise mistake(value, f"“{fact.term}”只能等于 是 或 否，不能是“{value}”")
        return nodes.Matches(fact, Truth(_TRUTHS[value] is (comparator is Comparator.EQUAL)), in_row)
    test = NoDay() if fact.kind is FactKind.DATE else Among((_value(fact, value),))
    condition = nodes.Matches(fact, test, in_row)
    return condition if comparator is Comparator.EQUAL else nodes.Negated(condition)


def _value(fact: Fact, token: Token) -> str:
    """Return the code of a choice, or a text."""
    word = literals.text(token)
    if fact.kind is FactKind.TEXT:
        if token.type != "TEXT":
            raise mistake(token, f"“{fact.term}”是文字，请写在“”里")
        return word
    codes = {label: code for code, label in fact.choices.items()}
    if not codes:
        raise mistake(token, f"“{fact.term}”不是选项，不能这样比较")
    if word not in codes:
        raise mistake(token, f"“{fact.term}”没有“{word}”这一项，可选：{'、'.join(codes)}")
    return codes[word]
