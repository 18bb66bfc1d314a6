"""A formula's text → its shape.

What is read is its syntax, so that names which mean nothing and figures that do not fit keep their shape.
Where the formula is right, its shape is taken only if what is written from it is checked into the same tree.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Final, TypeVar

from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.records import NO_DAY
from domain.policies.authoring.forms import scope as scopes
from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import Condition, Form, Locked, OfFact, Quantity
from domain.policies.authoring.forms.writing import formula_of
from domain.policies.language import blanks, literals, units
from domain.policies.language.checking import Checker, check_condition, check_quantity
from domain.policies.language.gatherings import GATHERINGS
from domain.policies.language.measures import Type
from domain.policies.language.parsing import Branch, FormulaError, Tree, read_formula
from domain.policies.language.tokens import Token
from domain.policies.language.vocabulary import TYPES

F = TypeVar("F", bound=Form)

MOST_DEPTH: Final = 8
"""How many forms may stand one within another."""

_LENGTHS: Final = ("天", "日", "个月", "月", "年")
_TRUTHS: Final = {"是": True, "否": False}
_VALUES: Final = {
    blanks.AMOUNT: FactKind.MONEY,
    blanks.RATE: FactKind.RATE,
    blanks.NUMBER: FactKind.NUMBER,
}


class _NoForm(Exception):
    """There is no shape for it; says why."""


def condition_form(formula: str, scope: Scope) -> Condition | Locked:
    """Return the shape of a condition; an empty formula is `shapes.Empty`.

    Names that mean nothing and figures that do not fit keep their shape; who reads the file says so.
    """
    if not formula.strip():
        return shapes.Empty()
    return _read(formula, scope, _Reader.condition, check_condition)


def quantity_form(formula: str, scope: Scope) -> Quantity | Locked | None:
    """Return the shape of an award, a total, a cap or what a contest goes by; None for an empty formula."""
    if not formula.strip():
        return None
    return _read(formula, scope, _Reader.quantity, check_quantity)


def definition_form(formula: str, scope: Scope) -> Form | Locked | None:
    """Return the shape of what is defined, which may be either; None for an empty formula."""
    if not formula.strip():
        return None
    try:
        states = read_formula(formula, Checker(scope.words).is_condition, with_blanks=True)
    except FormulaError as error:
        return Locked(formula, _cannot_be_read(error))
    return condition_form(formula, scope) if states else quantity_form(formula, scope)


def quantity_mistake(formula: str, scope: Scope) -> str:
    """Say what is wrong with a figure, with its column; empty where it is right, or where nothing stands."""
    if not formula.strip():
        return ""
    try:
        check_quantity(formula, scope.words)
    except FormulaError as error:
        return _said(error)
    return ""


def type_in(formula: str, scope: Scope) -> Type | None:
    """Return what a quantity measures, also one with blanks; None while it cannot be told."""
    try:
        return read_formula(formula, lambda tree: _Reader(scope).type(tree), with_blanks=True)
    except FormulaError:
        return None


def _read(
    formula: str, scope: Scope, read: "Callable[[_Reader, Branch], F]", check: Callable[..., object]
) -> F | Locked:
    wrong: FormulaError | None = None
    meant = None
    try:
        meant = check(formula, scope.words)
    except FormulaError as error:
        wrong = error
    try:
        form = read_formula(formula, lambda tree: read(_Reader(scope), tree), with_blanks=True)
    except _NoForm as error:
        return Locked(formula, _cannot_be_read(wrong) if wrong is not None else str(error))
    except FormulaError as error:
        return Locked(formula, _cannot_be_read(error))
    if meant is not None and check(formula_of(form), scope.words) != meant:
        return Locked(formula, "这条公式用选项写出来意思会变，请直接改公式")
    return form


def _cannot_be_read(error: FormulaError) -> str:
    return f"公式有错，改正以后才能用选项填写：{_said(error)}"


def _said(error: FormulaError) -> str:
    line = f"第 {error.line} 行" if error.line > 1 else ""
    return f"{line}第 {error.column} 列：{error}"


class _Reader:
    """Reads the syntax tree of one formula into its shape."""

    def __init__(self, scope: Scope, depth: int = 0) -> None:
        self._scope = scope
        self._words = scope.words
        self._depth = depth

    # Conditions

    def condition(self, tree: Branch) -> Condition:
        """Return the shape of a condition.

        Raises:
            _NoForm: There is none.
        """
        match tree:
            case Tree(data="either" | "both"):
                return self._joined(tree)
            case Tree(data="negated", children=[part]):
                return self._negated(part)
            case Tree(data="compared", children=[left, Token() as sign, right]):
                return self._compared(left, _sign(sign), right)
            case Tree(data="equals_text", children=[left, Token() as sign, Token() as text]):
                return self._equal(left, _sign(sign), text)
            case Tree(data="within_period", children=[left, Token() as period]):
                return shapes.Within(self.quantity(left), str(period))
            case Tree(data="within_dates", children=[left, Token() as first, Token() as last]):
                return shapes.Within(self.quantity(left), str(first), str(last))
            case Tree(data="among", children=[left, *labels]):
                return self._among(left, [one for one in labels if isinstance(one, Token)])
            case Tree(data="tested", children=[left, Token() as word, *texts]):
                said = tuple(literals.text(text) for text in texts if isinstance(text, Token))
                return shapes.OfText(self._fact(left), str(word), said)
        return self._stated(tree)

    def _joined(self, tree: Tree) -> Condition:
        return self._within_two(tree, {"either": "或", "both": "且"}[tree.data])

    def _within_two(self, tree: Tree, word: str) -> Condition:
        parts = tuple(self.condition(part) for part in tree.children)
        for part in parts:
            if isinstance(part, shapes.Joined) and any(isinstance(one, shapes.Joined) for one in part.parts):
                raise _NoForm(
                    "“且”“或”套了三层，用选项看不清；请把其中几条另立为有名称的条件（定义），再用它的名称"
                )
        return shapes.Joined(word, parts)

    def _negated(self, part: Branch) -> Condition:
        inner = self.condition(part)
        match inner:
            case shapes.OneOf(negated=False) | shapes.OfText(negated=False) | shapes.NoDay(negated=False):
                return replace(inner, negated=True)
        return shapes.Not(inner)

    def _compared(self, left: Branch, sign: str, right: Branch) -> Condition:
        match left, right:
            case Tree(data="indicator" | "word", children=[Token() as word, *_]), Tree(
                data="word" | "quantity", children=[Token() as value]
            ) if sign in ("=", "!=") and self._is_named(left, word, value):
                return self._equal(left, sign, value)
        return shapes.Compare(self.quantity(left), sign, self.quantity(right))

    def _is_named(self, left: Tree, word: Token, value: Token) -> bool:
        """Whether it asks which value a fact has, not how large it is."""
        fact = self._known(left, word)
        if fact is None:
            return value == blanks.CHOICE or value in _TRUTHS
        return fact.kind not in TYPES or value == NO_DAY

    def _known(self, left: Tree, word: Token) -> Fact | None:
        if left.data == "indicator":
            return self._words.by_period.get(word)
        found = self._words.fact(word)
        return None if found is None else found[0]

    def _equal(self, left: Branch, sign: str, value: Token) -> Condition:
        if sign not in ("=", "!="):
            raise _NoForm(f"“{value}”不是数额，只能用 = 或 != 比较")
        fact, negated, said = self._fact(left), sign == "!=", literals.text(value)
        kind = self._kind(left)
        if kind is FactKind.DATE and said == NO_DAY:
            return shapes.NoDay(fact, negated)
        if kind in (FactKind.TRUTH, None) and value in _TRUTHS:
            return shapes.Truth(fact, _TRUTHS[value] is not negated)
        if kind is FactKind.TEXT or (kind is not FactKind.CHOICE and value.type == "TEXT"):
            return shapes.OfText(fact, "=", (said,), negated)
        return shapes.OneOf(fact, (said,), negated)

    def _kind(self, left: Branch) -> FactKind | None:
        match left:
            case Tree(data="indicator" | "word", children=[Token() as word, *_]):
                fact = self._known(left, word)
                return None if fact is None else fact.kind
        return None

    def _among(self, left: Branch, labels: list[Token]) -> Condition:
        fact, kind = self._fact(left), self._kind(left)
        said = tuple(literals.text(label) for label in labels)
        quoted = kind is not FactKind.CHOICE and all(label.type == "TEXT" for label in labels)
        if kind is FactKind.TEXT or quoted:
            return shapes.OfText(fact, "=", said)
        return shapes.OneOf(fact, said)

    def _stated(self, tree: Branch) -> Condition:
        match tree:
            case Tree(data="call", children=[Token() as word, place, *rest]) if word in ("有", "都"):
                if len(rest) > 1 or (word == "都" and not rest):
                    raise _NoForm(f"{word}里应有清单和一个条件")
                rows = self._name(place)
                inner = self._inside(rows)
                return shapes.RowsHold(str(word), rows, inner.condition(rest[0]) if rest else None)
            case Tree(data="call", children=[Token("列入"), place]):
                return shapes.Listed(self._name(place))
            case Tree(data="word", children=[Token() as word]):
                if word == blanks.CONDITION:
                    return shapes.Empty()
                found = self._words.fact(word)
                if found is not None and found[0].kind is FactKind.TRUTH:
                    return shapes.Truth(OfFact(str(word)))
                return shapes.Stated(str(word))
            case Tree(data="indicator", children=[Token() as word, Token() as period]):
                return shapes.Truth(OfFact(str(word), str(period)))
        raise _NoForm("这里应为条件，如 四上 = 是；数额请写在补助金额里")

    # Quantities

    def quantity(self, tree: Branch) -> Quantity:
        """Return the shape of a quantity.

        Raises:
            _NoForm: There is none.
        """
        match tree:
            case Tree(data="quantity" | "date" | "fraction", children=[Token() as token]):
                return shapes.Value("".join(token.split()).replace("÷", "/"))
            case Tree(data="negative", children=[Tree(data="quantity", children=[Token() as token])]):
                return shapes.Value(f"-{''.join(token.split())}")
            case Tree(data="word", children=[Token() as word]):
                return shapes.Value(str(word)) if word in _VALUES else OfFact(str(word))
            case Tree(data="indicator" | "span"):
                return self._fact(tree)
            case Tree(data="on_day" | "on_date_of", children=[Token() as word, Token() as when]):
                return shapes.Outside(str(word), str(when))
        if self._depth == MOST_DEPTH:
            raise _NoForm(
                f"公式一层套一层，超过 {MOST_DEPTH} 层，用选项看不清；"
                "请把其中一部分另立为有名称的数额（定义），再用它的名称"
            )
        return _Reader(self._scope, self._depth + 1)._computed(tree)

    def _computed(self, tree: Branch) -> Quantity:
        match tree:
            case Tree(data="add" | "subtract", children=[left, right]):
                return self._sum(tree.data, left, right)
            case Tree(data="chain", children=[first, *links]):
                return self._chain(first, [link for link in links if isinstance(link, Tree)])
            case Tree(data="negative"):
                raise _NoForm("选项里没有负号：负的比率直接写在数前，如 -5%，其余请写成减法")
            case Tree(data="call", children=[Token() as word, *arguments]):
                return self._call(str(word), [one for one in arguments if isinstance(one, Tree)])
        raise _NoForm("这里应为数额，不是条件")

    def _sum(self, data: str, left: Branch, right: Branch) -> Quantity:
        match right:
            case Tree(data="quantity" | "word", children=[Token() as token]) if token == blanks.LENGTH or (
                token.endswith((*_LENGTHS, blanks.NUMBER)) and self.type(left) is Type.DATE
            ):
                return shapes.Shifted(self.quantity(left), "".join(token.split()), data == "subtract")
        of, other = self.quantity(left), self.quantity(right)
        if data == "subtract":
            return shapes.Less(of, other)
        return shapes.Added((*(of.parts if isinstance(of, shapes.Added) else (of,)), other))

    def _chain(self, first: Branch, links: list[Tree]) -> Quantity:
        parts, factors = [first], [shapes.Factor(self.quantity(first))]
        for link in links:
            inner, divided = link.children[0], link.data == "divided"
            last = factors[-1].by
            is_figure = isinstance(parts[-1], Tree) and parts[-1].data == "quantity"
            if divided and is_figure and isinstance(last, shapes.Value) and (unit := self._unit(inner)):
                factors[-1] = replace(factors[-1], by=shapes.Value(f"{last.text}/{unit}"))
                continue
            parts.append(inner)
            factors.append(shapes.Factor(self.quantity(inner), divided))
        if len(factors) == 1:
            return factors[0].by
        if len(factors) == 2 and not factors[1].divided:
            of, by = factors[0].by, factors[1].by
            if isinstance(of, shapes.StepCount):
                return shapes.Steps(of.word, of.of, of.size, by)
            kind = self.type(parts[1])
            if kind is Type.RATE:
                return shapes.Rate(of, by)
            if kind is Type.MONEY:
                return shapes.PerUnit(of, by)
        return shapes.Chain(factors[0].by, tuple(factors[1:]))

    def _unit(self, tree: Branch) -> str:
        match tree:
            case Tree(data="word", children=[Token() as word]) if not self._words.has(word):
                return str(word) if units.is_known(word, self._words.units) else ""
        return ""

    def type(self, tree: Branch) -> Type | None:
        """Return what a quantity measures, also where something in it is still to be filled in."""
        if isinstance(tree, Tree) and tree.data == "date":
            return Type.DATE
        words = self._words
        known = {word: Fact(word, word, kind, word) for word, kind in _VALUES.items()}
        try:
            return Checker(replace(words, attributes={**words.attributes, **known})).quantity(tree).type
        except FormulaError:
            return None

    # Calls

    def _call(self, word: str, arguments: list[Tree]) -> Quantity:
        match word, arguments:
            case "封顶" | "保底", [of, bound]:
                return self._bounded(word, of, bound)
            case "每满" | "每档", [of, size]:
                return self._steps(word, of, size)
            case "较小" | "较大", [_, _, *_]:
                return shapes.Extreme(word, tuple(self.quantity(one) for one in arguments))
            case "天数" | "整月" | "整年", [start, end]:
                return shapes.Elapsed(word, self.quantity(start), self.quantity(end))
            case "若", [test, then, otherwise]:
                line = shapes.CaseLine(self.condition(test), self.quantity(then))
                return shapes.ByCase((line,), self.quantity(otherwise))
            case "分情形" | "按选项" | "分档" | "累进", [*lines, Tree(data="otherwise", children=[rest])]:
                return self._table(word, lines, self.quantity(rest))
        return self._of_periods_or_rows(word, arguments)

    def _of_periods_or_rows(self, word: str, arguments: list[Tree]) -> Quantity:
        match word, arguments:
            case "同比" | "环比", [Tree(data="indicator" | "span") as inner]:
                return shapes.Growth(word, self._fact(inner))
            case "增长率", [now, base]:
                return shapes.GrowthFrom(self.quantity(now), self.quantity(base))
            case "平均" | "最高" | "最低", [Tree(data="span") as inner]:
                return shapes.OverPeriods(word, self._fact(inner))
        if word in GATHERINGS:
            return self._over_rows(word, arguments)
        raise _NoForm(f"“{word}”这样的写法没有对应的选项")

    def _bounded(self, word: str, of: Tree, bound: Tree) -> Quantity:
        inner = {"封顶": "保底", "保底": "封顶"}[word]
        limit = self.quantity(bound)
        match of:
            case Tree(data="call", children=[Token() as name, within, other]) if name == inner:
                core, second = self.quantity(within), self.quantity(other)
                if word == "封顶":
                    return shapes.Bounded(core, limit, second)
                return shapes.Bounded(core, second, limit, floor_stands=True)
        core = self.quantity(of)
        return shapes.Bounded(core, cap=limit) if word == "封顶" else shapes.Bounded(core, floor=limit)

    def _steps(self, word: str, of: Tree, size: Tree) -> Quantity:
        step = self.quantity(size)
        if not isinstance(step, shapes.Value):
            raise _NoForm(f"{word}的一档应为写明的数额，如 1000万")
        return shapes.StepCount(word, self.quantity(of), step)

    def _table(self, word: str, lines: list[Tree], rest: Quantity) -> Quantity:
        if word == "分情形":
            return shapes.ByCase(tuple(map(self._case, lines)), rest)
        if not lines or any(line.data != ("case" if word == "按选项" else "tier") for line in lines[1:]):
            raise _NoForm(f"{word}里有一行看不懂")
        if word == "按选项":
            return shapes.ByOption(self._fact(lines[0]), tuple(map(self._option, lines[1:])), rest)
        of, tiers = self.quantity(lines[0]), tuple(map(self._tier, lines[1:]))
        if word == "分档":
            return shapes.Tiers(of, tiers, rest)
        if any(line.sign != "<=" for line in tiers):
            raise _NoForm("累进各段用 <=")
        return shapes.Progressive(of, tuple(shapes.SliceLine(one.bound, one.gives) for one in tiers), rest)

    def _case(self, line: Tree) -> shapes.CaseLine:
        match line:
            case Tree(data="case", children=[Tree() as test, gives]):
                return shapes.CaseLine(self.condition(test), self.quantity(gives))
        raise _NoForm("分情形里有一行看不懂")

    def _option(self, line: Tree) -> shapes.OptionLine:
        match line.children:
            case [Token() as label, gives]:
                return shapes.OptionLine(literals.text(label), self.quantity(gives))
            case [Tree(data="word" | "quantity", children=[Token() as label]), gives]:
                return shapes.OptionLine(literals.text(label), self.quantity(gives))
        raise _NoForm("按选项里有一行看不懂")

    def _tier(self, line: Tree) -> shapes.TierLine:
        sign, bound, gives = line.children
        assert isinstance(sign, Token)
        return shapes.TierLine(_sign(sign), self.quantity(bound), self.quantity(gives))

    def _over_rows(self, word: str, arguments: list[Tree]) -> Quantity:
        gather = GATHERINGS[word]
        if not len(gather.takes) < len(arguments) <= len(gather.takes) + 2:
            raise _NoForm(f"应写作 {gather.shape}，条件可以不写")
        rows = self._name(arguments[0])
        inner, asked = self._inside(rows), iter(arguments[1:])
        group = inner._name(next(asked)) if gather.is_grouped else ""
        count = inner.quantity(next(asked)) if gather.is_counted else None
        value = None if gather.is_count else inner.quantity(next(asked))
        test = next(asked, None)
        condition = None if test is None else inner.condition(test)
        return shapes.OverRows(word, rows, value, condition, count, group)

    def _inside(self, rows: str) -> "_Reader":
        return _Reader(scopes.inside(self._scope, rows), self._depth)

    # Names

    def _fact(self, tree: Branch) -> OfFact:
        match tree:
            case Tree(data="word", children=[Token() as word]):
                return OfFact(str(word))
            case Tree(data="indicator", children=[Token() as word, Token() as period]):
                return OfFact(str(word), str(period))
            case Tree(data="span", children=[Token() as word, Token() as first, Token() as last]):
                return OfFact(str(word), str(first), str(last))
        raise _NoForm("这里应为一项数据，如 统计专业、产值[2022H1]")

    def _name(self, tree: Branch) -> str:
        match tree:
            case Tree(data="word", children=[Token() as word]):
                return str(word)
        raise _NoForm("这里应为一个名称")


def _sign(token: Token) -> str:
    return literals.comparator(token).value
