"""The calls of formulas, such as 封顶 and 合计, each checked for its arguments."""

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final, Protocol

from domain.enterprises.dictionary import Fact, FactKind, RowKind
from domain.policies.language import literals, nodes, tariffs
from domain.policies.language.functions import FUNCTIONS, GREATEST, LEAST, Function
from domain.policies.language.gatherings import COUNT, GATHERINGS, Gathering
from domain.policies.language.literals import mistake
from domain.policies.language.measures import Comparator, Type
from domain.policies.language.nodes import Condition, Quantity, Versus
from domain.policies.language.parsing import Branch, Tree
from domain.policies.language.tokens import Token
from domain.policies.language.vocabulary import Vocabulary

_MAX_ROWS: Final = 1_000


class Checking(Protocol):
    """What reads the arguments of a call: a `checking.Checker`."""

    @property
    def words(self) -> Vocabulary: ...

    def condition(self, tree: Branch) -> Condition: ...

    def quantity(self, tree: Branch) -> Quantity: ...

    def expect(self, quantity: Quantity, wanted: Type, place: Branch) -> Quantity: ...

    def refuse_multiple(self, quantity: Quantity, place: Branch) -> None: ...

    def same_type(self, arguments: Iterable[Branch]) -> tuple[Quantity, ...]: ...

    def rows(self, tree: Branch) -> RowKind: ...

    def inside(self, row: RowKind) -> "Checking": ...


class QuantityCall(Protocol):
    """Reads the arguments of a call that gives a quantity."""

    def __call__(self, checker: Checking, word: Token, arguments: list[Branch]) -> Quantity: ...


class ConditionCall(Protocol):
    """Reads the arguments of a call that gives a condition."""

    def __call__(self, checker: Checking, word: Token, arguments: list[Branch]) -> Condition: ...


def _growth_over_time(checker: Checking, word: Token, arguments: list[Branch]) -> Quantity:
    (inner,) = _arity(word, arguments, 1)
    now, versus = checker.quantity(inner), Versus(word)
    if isinstance(now, nodes.Indicator) and now.period.is_cumulative and versus is not Versus.YEAR_BEFORE:
        raise mistake(inner, f"{now.period.label}没有上一期，累计数请用 同比")
    match now:
        case nodes.Indicator(fact, period, kind):
            return nodes.Growth(now, nodes.Indicator(fact, versus.base_of(period), kind), versus)
        case nodes.Span(fact, periods, kind) if versus is Versus.YEAR_BEFORE:
            earlier = tuple(period.year_before for period in periods)
            return nodes.Growth(now, nodes.Span(fact, earlier, kind), versus)
    raise mistake(inner, f"{word}里应为带期间的数据，如 {word}(产值[2022H1])")


def _growth(checker: Checking, word: Token, arguments: list[Branch]) -> Quantity:
    now, base = checker.same_type(_arity(word, arguments, 2))
    if now.type is Type.DATE:
        raise mistake(word, "日期没有增长率")
    return nodes.Growth(now, base)


def _called(checker: Checking, word: Token, arguments: list[Branch], *, function: Function) -> Quantity:
    """A function of which its row says all."""
    least, most = function.takes
    places = _arity(word, arguments, least, at_least=most > least)
    if function.of is not None:
        parts = tuple(checker.expect(checker.quantity(one), function.of, one) for one in places)
        return nodes.Call(function, parts, function.gives or function.of)
    parts = checker.same_type(places)
    if function.figure is not None:
        size = parts[function.figure]
        if not isinstance(size, nodes.Literal) or size.value <= 0:
            raise mistake(places[function.figure], f"{word}的一档应为大于 0 的数额，如 1000万")
    if function.no_days and parts[0].type is Type.DATE:
        raise mistake(places[0], function.no_days)
    return nodes.Call(function, parts, function.gives or parts[0].type)


def _average(checker: Checking, word: Token, arguments: list[Branch]) -> Quantity:
    """平均 and 中位数, of several periods or over the rows of a list."""
    match arguments:
        case [inner]:
            span = checker.quantity(inner)
            if not isinstance(span, nodes.Span) or word != "平均":
                example = "平均(产值[2019 至 2021])" if word == "平均" else "中位数(贷款, 利率)"
                raise mistake(inner, f"{word}应写作 {example}")
            return nodes.Product((span,), (nodes.Literal(len(span.periods), Type.NUMBER),), span.type)
    return _over_rows(checker, word, arguments, gather=GATHERINGS[word])


def _peak(checker: Checking, word: Token, arguments: list[Branch]) -> Quantity:
    """最高 and 最低, of several periods or over the rows of a list."""
    match arguments:
        case [Tree(data="span") as inner]:
            span = checker.quantity(inner)
            assert isinstance(span, nodes.Span)
            return nodes.Call(GREATEST if word == "最高" else LEAST, span.parts, span.type)
    return _over_rows(checker, word, arguments, gather=GATHERINGS[word])


def _choose(checker: Checking, word: Token, arguments: list[Branch]) -> Quantity:
    test, then, otherwise = _arity(word, arguments, 3)
    first, second = checker.same_type([then, otherwise])
    return nodes.Cases((nodes.Case(checker.condition(test), first),), second, first.type)


def _cases(checker: Checking, word: Token, arguments: list[Branch]) -> Quantity:
    lines, otherwise = _lines(word, arguments, "case", "分情形(四上 = 是: 5万, 总部企业 = 是: 3万, 其余: 0)")
    amounts = checker.same_type([line.children[1] for line in lines] + [otherwise])
    tests = [checker.condition(line.children[0]) for line in lines]
    cases = tuple(nodes.Case(test, amount) for test, amount in zip(tests, amounts, strict=False))
    return nodes.Cases(cases, amounts[-1], amounts[-1].type)


def _by_choice(checker: Checking, word: Token, arguments: list[Branch]) -> Quantity:
    """按选项: a table from the choices of a fact to amounts, as cases over it."""
    example = "按选项(学历, 博士: 3万, 硕士: 1万, 其余: 0)"
    lines, otherwise = _lines(word, arguments[1:], "case", example)
    labels = [_label(line.children[0], example) for line in lines]
    amounts = checker.same_type([line.children[1] for line in lines] + [otherwise])
    tests = [checker.condition(_is_choice(arguments[0], label)) for label in labels]
    seen: set[Condition] = set()
    for test, label in zip(tests, labels, strict=True):
        if test in seen:
            raise mistake(label, "这一项出现了两次")
        seen.add(test)
    cases = tuple(nodes.Case(test, amount) for test, amount in zip(tests, amounts, strict=False))
    return nodes.Cases(cases, amounts[-1], amounts[-1].type)


def _tiers(checker: Checking, word: Token, arguments: list[Branch]) -> Quantity:
    example = "分档(依据, >= 30%: 6万, >= 20%: 4万, 其余: 0)"
    lines, otherwise = _lines(word, arguments[1:], "tier", example)
    bounds = checker.same_type([arguments[0], *(line.children[1] for line in lines)])
    amounts = checker.same_type([line.children[2] for line in lines] + [otherwise])
    signs = [_sign(line) for line in lines]
    tiers = tuple(map(nodes.Tier, signs, bounds[1:], amounts[:-1]))
    if (found := tariffs.unreachable(tiers)) is not None:
        raise mistake(lines[found[0]], found[1])
    return nodes.Tiers(bounds[0], tiers, amounts[-1], amounts[-1].type)


def _progressive(checker: Checking, word: Token, arguments: list[Branch]) -> Quantity:
    example = "累进(依据, <= 100万: 5%, <= 500万: 3%, 其余: 1%)"
    lines, otherwise = _lines(word, arguments[1:], "tier", example)
    base, *bounds = checker.same_type([arguments[0], *(line.children[1] for line in lines)])
    if base.type is Type.DATE:
        raise mistake(arguments[0], "累进的依据不能是日期")
    checker.refuse_multiple(base, arguments[0])
    # Of an amount each slice earns a rate, of a number or a rate so much for each one.
    wanted = Type.RATE if base.type is Type.MONEY else Type.MONEY
    slices: list[nodes.Slice] = []
    for line, bound in zip(lines, bounds, strict=True):
        if _sign(line) is not Comparator.AT_MOST:
            raise mistake(line, f"累进的各段用 <=，如 {example}")
        last = slices[-1].upto if slices else nodes.Literal(0, base.type)
        if isinstance(bound, nodes.Literal) and isinstance(last, nodes.Literal) and bound.value <= last.value:
            raise mistake(line, "累进各段的上限应从小到大")
        rate = checker.expect(checker.quantity(line.children[2]), wanted, line.children[2])
        slices.append(nodes.Slice(bound, rate))
    top = checker.expect(checker.quantity(otherwise), wanted, otherwise)
    return nodes.Progressive(base, tuple(slices), top)


def _over_rows(checker: Checking, word: Token, arguments: list[Branch], *, gather: Gathering) -> Quantity:
    least = 1 + len(gather.takes)
    if not least <= len(arguments) <= least + 1:
        raise mistake(word, f"应写作 {gather.shape}，条件可以不写")
    _refuse_lines(word, arguments)
    rows = checker.rows(arguments[0])
    inner, asked = checker.inside(rows), iter(arguments[1:least])
    group = _group(inner, rows, next(asked)) if gather.is_grouped else None
    count = _how_many(checker, next(asked)) if gather.is_counted else None
    value: Quantity = nodes.Literal(1, Type.NUMBER)
    if not gather.is_count:
        value = inner.quantity(place := next(asked))
        if value.type is Type.DATE and not gather.takes_days:
            raise mistake(place, "日期不能相加")
    test = inner.condition(arguments[-1]) if len(arguments) > least else None
    return nodes.OverRows(rows, gather, test, value, count, value.type, group)


def _group(inner: Checking, rows: RowKind, tree: Branch) -> Fact:
    match tree:
        case Tree(data="word", children=[Token() as word]):
            found = inner.words.fact(word)
            if found is not None and found[1] and found[0].kind in (FactKind.TEXT, FactKind.CHOICE):
                return found[0]
    kinds = (FactKind.TEXT, FactKind.CHOICE)
    known = "、".join(fact.term for fact in rows.columns.values() if fact.kind in kinds)
    raise mistake(tree, f"按哪一列分组：应为“{rows.label}”里是文字或选项的一列，可用：{known or '无'}")


def _rows_hold(checker: Checking, word: Token, arguments: list[Branch], *, all_of_them: bool) -> Condition:
    if word == "有" and len(arguments) == 1:
        # Any row at all will do.
        count = _over_rows(checker, word, arguments, gather=COUNT)
        return nodes.Compare(count, Comparator.AT_LEAST, nodes.Literal(1, Type.NUMBER))
    place, test = _arity(word, arguments, 2)
    rows = checker.rows(place)
    return nodes.RowsHold(rows, checker.inside(rows).condition(test), all_of_them)


def _listed(checker: Checking, word: Token, arguments: list[Branch]) -> Condition:
    (place,) = _arity(word, arguments, 1)
    match place:
        case Tree(data="word", children=[Token() as name]) if name in checker.words.rosters:
            return nodes.Listed(str(name), checker.words.rosters[name])
    known = "、".join(checker.words.rosters) or "无"
    raise mistake(place, f"列入里应为政策文件所附名单的名称，现有：{known}")


QUANTITIES: Final[Mapping[str, QuantityCall]] = {
    "同比": _growth_over_time,
    "环比": _growth_over_time,
    "增长率": _growth,
    **{word: partial(_called, function=row) for word, row in FUNCTIONS.items()},
    "若": _choose,
    "分情形": _cases,
    "按选项": _by_choice,
    "分档": _tiers,
    "累进": _progressive,
    **{word: partial(_over_rows, gather=row) for word, row in GATHERINGS.items()},
    "平均": _average,
    "中位数": _average,
    "最高": _peak,
    "最低": _peak,
}
CONDITIONS: Final[Mapping[str, ConditionCall]] = {
    "有": partial(_rows_hold, all_of_them=False),
    "都": partial(_rows_hold, all_of_them=True),
    "列入": _listed,
}
INSTEAD: Final = {
    **{habit: row.word for row in FUNCTIONS.values() for habit in row.instead},
    **{habit: row.word for row in GATHERINGS.values() for habit in row.instead},
    "if": "若",
    "如果": "若",
}
"""What a call is called here that people know by another name."""


def _arity(word: Token, arguments: list[Branch], count: int, *, at_least: bool = False) -> list[Branch]:
    if len(arguments) < count or (len(arguments) > count and not at_least):
        wanted = f"{'至少 ' if at_least else ''}{count} 项"
        raise mistake(word, f"{word}应有 {wanted}，却有 {len(arguments)} 项")
    _refuse_lines(word, arguments)
    return arguments


def _refuse_lines(word: Token, arguments: list[Branch]) -> None:
    for argument in arguments:
        if isinstance(argument, Tree) and argument.data in ("tier", "case", "otherwise"):
            raise mistake(argument, f"{word}里不能写分档的档次")


def _lines(word: Token, arguments: list[Branch], data: str, example: str) -> tuple[list[Tree], Branch]:
    """Return the lines of a table and what its last one, 其余, gives."""
    trees = [argument for argument in arguments if isinstance(argument, Tree)]
    for tree in trees[:-1]:
        if tree.data == "otherwise":
            raise mistake(tree, f"“其余”要写在{word}的最后，只写一次，如 {example}")
    if trees and trees[-1].data == data:
        missing = "最后缺少“其余”，各档都不符合时给多少也要写明"
        raise mistake(word, f"{word}应写作 {example}：{missing}")
    if len(trees) < 2 or trees[-1].data != "otherwise":
        raise mistake(word, f"{word}应写作 {example}")
    for tree in trees[:-1]:
        if tree.data != data:
            raise mistake(tree, f"此处应为一行，如 {example}")
    return trees[:-1], trees[-1].children[0]


def _sign(line: Tree) -> Comparator:
    sign = line.children[0]
    assert isinstance(sign, Token)
    return literals.comparator(sign)


def _label(tree: Branch, example: str) -> Branch:
    match tree:
        case Token() | Tree(data="word" | "quantity"):
            return tree
    raise mistake(tree, f"此处应为选项的名称，如 {example}")


def _is_choice(fact: Branch, label: Branch) -> Tree:
    """Return the tree of ``fact = label``."""
    token = label if isinstance(label, Token) else label.children[0]
    assert isinstance(token, Token)
    sign = Token("COMPARATOR", "=", token.column, token.line, token.start)
    return Tree("compared" if isinstance(label, Tree) else "equals_text", [fact, sign, label], fact)


def _how_many(checker: Checking, tree: Branch) -> Quantity:
    count = checker.expect(checker.quantity(tree), Type.NUMBER, tree)
    checker.refuse_multiple(count, tree)
    if isinstance(count, nodes.Literal):
        if count.value != int(count.value):
            raise mistake(tree, "几个应为整数，如 3")
        if not 1 <= count.value <= _MAX_ROWS:
            raise mistake(tree, f"几个应在 1 与 {_MAX_ROWS} 之间")
    return count
