"""What may be chosen at a place of a form, so that a window only offers what can be right."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from domain.enterprises.dictionary import REASON, Fact, FactKind
from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.reading import type_in
from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import Condition, OfFact, Quantity, Value
from domain.policies.authoring.forms.writing import formula_of
from domain.policies.language import blanks, measuring, units
from domain.policies.language.checking import check_quantity
from domain.policies.language.measures import Comparator, Type
from domain.policies.language.parsing import FormulaError
from domain.policies.language.vocabulary import TYPES, Definition
from domain.policies.language.wording import comparison_text
from domain.values.periods import Period, PeriodKind

_MOST_JOINED: Final = 2
_JOINED: Final = {"或": "或者……（满足其一）", "且": "并且……（同时满足）"}
_MOST_SHOWN: Final = 20


class Wanted(StrEnum):
    """What is asked for at a place."""

    FIGURE = "figure"
    """An amount, number or rate."""
    AMOUNT = "amount"
    NUMBER = "number"
    RATE = "rate"
    DAY = "day"
    CHOICE = "choice"
    TRUTH = "truth"
    TEXT = "text"
    GROUP = "group"
    """A column in which rows may be alike."""
    OUTSIDE = "outside"
    """A figure from outside, such as LPR."""
    ANY = "any"
    """Whatever a condition may be about, lists and rosters among them."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: what stands in the formula, and how people read it."""

    value: str
    label: str
    hint: str = ""


_KINDS: Final = {
    Wanted.FIGURE: (FactKind.MONEY, FactKind.NUMBER, FactKind.RATE),
    Wanted.AMOUNT: (FactKind.MONEY,),
    Wanted.NUMBER: (FactKind.NUMBER,),
    Wanted.RATE: (FactKind.RATE,),
    Wanted.DAY: (FactKind.DATE,),
    Wanted.CHOICE: (FactKind.CHOICE,),
    Wanted.TRUTH: (FactKind.TRUTH,),
    Wanted.TEXT: (FactKind.TEXT,),
    Wanted.GROUP: (FactKind.TEXT, FactKind.CHOICE),
    Wanted.OUTSIDE: (),
    Wanted.ANY: tuple(FactKind),
}
_SAID: Final = {
    FactKind.TEXT: "文字",
    FactKind.CHOICE: "选项",
    FactKind.TRUTH: "是或否",
    FactKind.DATE: "日期",
    FactKind.MONEY: "金额",
    FactKind.NUMBER: "数",
    FactKind.RATE: "比率",
}
_BLANK_OF: Final = {
    Type.MONEY: blanks.AMOUNT,
    Type.RATE: blanks.RATE,
    Type.NUMBER: blanks.NUMBER,
    Type.DATE: blanks.DAY,
}
_IN_WORDING: Final = {
    Comparator.AT_LEAST: "条文里的“以上”（含本数）、“达到”“不低于”",
    Comparator.MORE_THAN: "条文里的“超过”“突破”“以上”（不含本数）",
    Comparator.AT_MOST: "条文里的“以下”“以内”（含本数）、“不超过”",
    Comparator.LESS_THAN: "条文里的“不足”“低于”“不满”",
    Comparator.EQUAL: "",
    Comparator.NOT_EQUAL: "",
}
_COUNTS: Final = {
    Comparator.AT_LEAST: "（含）",
    Comparator.MORE_THAN: "（不含）",
    Comparator.AT_MOST: "（含）",
    Comparator.LESS_THAN: "（不含）",
    Comparator.EQUAL: "",
    Comparator.NOT_EQUAL: "",
}
_PERIODS: Final = tuple(
    (kind, number)
    for kind, count in (
        (PeriodKind.YEAR, 1),
        (PeriodKind.HALF, 2),
        (PeriodKind.QUARTER, 4),
        (PeriodKind.MONTH, 12),
        (PeriodKind.CUMULATIVE, 12),
    )
    for number in range(1, count + 1)
)

# Names


def facts_for(scope: Scope, wanted: Wanted = Wanted.ANY) -> tuple[Choice, ...]:
    """Return the terms that fit: columns of the row in hand, what the policy declares, the office's own."""
    found = list(_terms(scope, wanted))
    places = {term: at for at, term in enumerate(scope.own)}
    first = len(scope.words.columns)
    # What the policy declares stands where it was declared; the rest as it came.
    ordered = found[:first] + sorted(found[first:], key=lambda one: places.get(one.value, len(places)))
    taken = Counter(one.label for one in ordered)
    return tuple(
        replace(one, label=f"{one.label}（{one.value}）") if taken[one.label] > 1 else one for one in ordered
    )


def _terms(scope: Scope, wanted: Wanted) -> Iterator[Choice]:
    words = scope.words
    kinds = _KINDS[wanted]
    if wanted is Wanted.GROUP:
        yield from _of_facts(words.columns.values(), kinds)
        return
    for facts, by_period in (
        (words.columns, False),
        ({term: fact for term, fact in words.attributes.items() if term not in words.columns}, False),
        (words.indicators, True),
        (words.by_period, True),
    ):
        yield from _of_facts(facts.values(), kinds, by_period=by_period)
    for definition in words.definitions.values():
        if _fits(definition, kinds):
            yield Choice(definition.term, definition.term, "政策里另外说明的")
    for term, table in words.parameters.items():
        is_fixed = len(table.values) == 1 and any(TYPES.get(kind) is table.type for kind in kinds)
        if is_fixed or wanted is Wanted.OUTSIDE:
            yield Choice(term, term, f"外部参数，{table.source}")
    if wanted is Wanted.ANY:
        yield from (Choice(label, label, "清单，一户可有多行") for label in words.lists)
        yield from (Choice(term, term, "随政策附的名单") for term in words.rosters)


def _of_facts(
    facts: Iterable[Fact], kinds: tuple[FactKind, ...], *, by_period: bool = False
) -> Iterator[Choice]:
    known = {fact.name: fact for fact in facts}
    for fact in known.values():
        judged = known.get(fact.name.removesuffix(REASON))
        is_reason = judged is not None and judged is not fact and judged.is_judged
        if fact.kind in kinds and not fact.is_personal and not is_reason:
            said = "由本单位认定" if fact.is_judged else _SAID[fact.kind]
            hint = "，".join(filter(None, (said, "按期间填报" if by_period else "", fact.hint)))
            yield Choice(fact.term, fact.label, hint)


def _fits(definition: Definition, kinds: tuple[FactKind, ...]) -> bool:
    quantity = definition.as_quantity()
    if quantity is None:
        return FactKind.TRUTH in kinds
    return any(TYPES.get(kind) is quantity.type for kind in kinds)


def periods_for(term: str, scope: Scope) -> tuple[Choice, ...]:
    """Return periods of the policy's years as people think of them; none for a fact without."""
    if term not in scope.words.indicators and term not in scope.words.by_period:
        return ()
    if not scope.years:
        return (Choice(blanks.PERIOD, "请先填政策的有效期"),)
    return tuple(Choice(str(period), period.label) for period in _periods(scope))


def spans_for(scope: Scope) -> tuple[Choice, ...]:
    """Return the periods in which a day may lie."""
    whole = (one for one in _periods(scope) if not one.is_cumulative)
    return tuple(Choice(str(period), period.label) for period in whole)


def _periods(scope: Scope) -> Iterator[Period]:
    # The years of the policy itself, then the one before, which it is compared with.
    for year in (*scope.years[1:], *scope.years[:1]):
        yield from (Period.of(year, kind, number) for kind, number in _PERIODS)


def labels_for(fact: OfFact, scope: Scope) -> tuple[Choice, ...]:
    """Return the labels of a choice; none of anything else."""
    found = scope.words.fact(fact.term)
    known = found[0] if found is not None else scope.words.by_period.get(fact.term)
    return () if known is None else tuple(Choice(label, label) for label in known.choices.values())


def lists_for(scope: Scope) -> tuple[Choice, ...]:
    """Return the lists whose rows may be gathered."""
    return tuple(Choice(label, label) for label in scope.words.lists)


# Comparisons and units


def comparisons_for(left: Quantity, scope: Scope) -> tuple[Choice, ...]:
    """Return signs with 含 and 不含 in words, as they are said of amounts, of rates, of days."""
    kind = type_of(left, scope) or Type.MONEY
    return tuple(
        Choice(sign.value, f"{comparison_text(sign, '', kind).strip()}{_COUNTS[sign]}", _IN_WORDING[sign])
        for sign in Comparator
    )


def units_for(left: Quantity, scope: Scope) -> tuple[Choice, ...]:
    """Return the units in which a value held against this may be written, the likeliest first."""
    match type_of(left, scope):
        case Type.MONEY:
            return (Choice("万", "万元"), Choice("元", "元"), Choice("亿", "亿元"))
        case Type.RATE:
            return (Choice("%", "%"), Choice("个百分点", "个百分点"), Choice("‰", "‰"))
        case Type.NUMBER:
            unit = _unit_of(left, scope)
            times, plain = units.split(unit)
            several = (unit,) if times > 1 else (unit, f"万{unit}")
            return tuple(Choice(one, one) for one in dict.fromkeys((*several, plain))) if unit else ()
    return ()


def _unit_of(quantity: Quantity, scope: Scope) -> str:
    try:
        return measuring.unit_text(check_quantity(formula_of(quantity), scope.words))
    except FormulaError:
        return ""


def type_of(quantity: Quantity, scope: Scope) -> Type | None:
    """Return what a quantity measures; None while it cannot be told."""
    return type_in(formula_of(quantity), scope)


# Forms to begin with


def condition_on(term: str, scope: Scope) -> Condition:
    """Return the condition to begin with once a fact is chosen; what nobody said is blank."""
    ways = conditions_for(term, scope)
    return ways[0][1] if ways else shapes.Empty()


def conditions_for(term: str, scope: Scope) -> tuple[tuple[str, Condition], ...]:
    """Return every way to ask something of a fact, by its name (本身, 同比, 环比, 属于 …), to begin with."""
    words = scope.words
    if term in words.lists and words.fact(term) is None:
        asked = shapes.RowsHold("有", term), shapes.RowsHold("都", term, shapes.Empty())
        counted = shapes.Compare(shapes.OverRows("个数", term), ">=", Value(blanks.NUMBER))
        return ("有", asked[0]), ("每一项都", asked[1]), ("项数", counted)
    if term in words.rosters:
        return ("列入", shapes.Listed(term)), ("没有列入", shapes.Not(shapes.Listed(term)))
    if term in words.indicators:
        return tuple(_of_indicator(words.indicators[term]))
    if term in words.by_period:
        return tuple(_of_kind(words.by_period[term], OfFact(term, blanks.PERIOD)))
    found = words.fact(term)
    if found is not None:
        return tuple(_of_kind(found[0], OfFact(term)))
    definition = words.definitions.get(term)
    if definition is not None and definition.as_quantity() is None:
        return ("成立", shapes.Stated(term)), ("不成立", shapes.Not(shapes.Stated(term)))
    kind = type_of(OfFact(term), scope)
    return () if kind is None else (("本身", shapes.Compare(OfFact(term), ">=", Value(_BLANK_OF[kind]))),)


def condition_ways(form: Condition, scope: Scope, joined: int = 0) -> tuple[tuple[str, Condition], ...]:
    """Return what else may stand where a condition stands, by name: other ways to ask of its fact and period.

    ``joined`` is how many 且 and 或 it stands within; more than two within one another are none to choose.
    """
    fact = _asked_of(form)
    found: list[tuple[str, Condition]] = []
    if fact is not None:
        found = [(name, _in_period(way, fact.first)) for name, way in conditions_for(fact.term, scope)]
    match form:
        case shapes.Compare(right=Value()):
            found.append(("与另一项数据比", replace(form, right=_FACT)))
        case shapes.Compare(left):
            kind = type_of(left, scope)
            found.append(("与写明的数比", replace(form, right=Value(_BLANK_OF[kind or Type.MONEY]))))
        case shapes.RowsHold(_, _, None):
            found.append(("加上条件", replace(form, condition=shapes.Empty())))
        case shapes.Not(part):
            found.append(("不取反", part))
    for word, name in _JOINED.items():
        # One more of the same is a part more.
        is_same = isinstance(form, shapes.Joined) and form.word == word
        if joined + _joined_in(form) < _MOST_JOINED and not is_same:
            found.append((name, shapes.Joined(word, (form, shapes.Empty()))))
    if not isinstance(form, shapes.Not | shapes.OneOf | shapes.OfText | shapes.NoDay):
        found.append(("不是这样（取反）", shapes.Not(form)))
    return tuple((name, way) for name, way in found if way != form)


def _joined_in(form: Condition) -> int:
    """Count how many 且 and 或 stand within one another."""
    return 1 + max(map(_joined_in, form.parts)) if isinstance(form, shapes.Joined) else 0


def _asked_of(form: Condition) -> OfFact | None:
    """Return the fact that a condition asks something of; None where it is about more than one."""
    match form:
        case shapes.OneOf(fact) | shapes.Truth(fact) | shapes.OfText(fact) | shapes.NoDay(fact):
            return fact
        case shapes.Compare(left=OfFact() as fact) | shapes.Within(of=OfFact() as fact):
            return fact
        case shapes.Compare(left=shapes.Growth(of=fact) | shapes.OverPeriods(of=fact)):
            return fact
        case shapes.Compare(left=shapes.Less(of=OfFact() as fact)):
            return fact
        case shapes.Stated(term) | shapes.Listed(term) | shapes.RowsHold(rows=term):
            return OfFact(term)
    return None


def _in_period(form: Condition, period: str) -> Condition:
    """Return a condition to begin with about a period that was said before."""
    if not period or blanks.is_blank(period):
        return form
    match form:
        case shapes.OneOf(fact) | shapes.Truth(fact):
            return replace(form, fact=replace(fact, first=period))
        case shapes.Compare(OfFact() as fact):
            return replace(form, left=replace(fact, first=period))
        case shapes.Compare(shapes.Growth(of=fact) | shapes.OverPeriods(of=fact) as left):
            return replace(form, left=replace(left, of=replace(fact, first=period)))
        case shapes.Compare(shapes.Less(OfFact() as fact) as left):
            return replace(form, left=replace(left, of=replace(fact, first=period)))
    return form


def _of_indicator(fact: Fact) -> Iterator[tuple[str, Condition]]:
    of = OfFact(fact.term, blanks.PERIOD)
    blank = Value(_BLANK_OF[TYPES[fact.kind]])
    yield "本身", shapes.Compare(of, ">=", blank)
    yield "同比", shapes.Compare(shapes.Growth("同比", of), ">=", Value(blanks.RATE))
    yield "同比增长（大于 0）", shapes.Compare(shapes.Growth("同比", of), ">", Value("0"))
    yield "环比", shapes.Compare(shapes.Growth("环比", of), ">=", Value(blanks.RATE))
    yield "增加额", shapes.Compare(shapes.Less(of, of), ">=", blank)
    if not fact.is_stock and fact.kind is not FactKind.RATE:
        several = replace(of, last=blanks.PERIOD)
        yield "几期合计", shapes.Compare(several, ">=", blank)
        yield "几期平均", shapes.Compare(shapes.OverPeriods("平均", several), ">=", blank)


def _of_kind(fact: Fact, of: OfFact) -> Iterator[tuple[str, Condition]]:
    match fact.kind:
        case FactKind.CHOICE:
            yield "属于", shapes.OneOf(of, (blanks.CHOICE,))
            yield "不属于", shapes.OneOf(of, (blanks.CHOICE,), negated=True)
        case FactKind.TRUTH:
            yield "是", shapes.Truth(of)
            yield "否", shapes.Truth(of, expected=False)
        case FactKind.TEXT:
            yield from ((name, shapes.OfText(of, word, (blanks.TEXT,))) for name, word in _OF_TEXT)
        case FactKind.DATE:
            yield "在某个期间", shapes.Within(of, blanks.PERIOD)
            yield "从某日到某日", shapes.Within(of, blanks.DAY, blanks.DAY)
            yield "不晚于某日", shapes.Compare(of, "<=", Value(blanks.DAY))
            yield "不早于某日", shapes.Compare(of, ">=", Value(blanks.DAY))
            yield "没有这个日期", shapes.NoDay(of)
            yield "有这个日期", shapes.NoDay(of, negated=True)
        case _:
            yield "本身", shapes.Compare(of, ">=", Value(_BLANK_OF[TYPES[fact.kind]]))


_OF_TEXT: Final = (("含有", "包含"), ("开头是", "开头是"), ("正好是", "="))
_FACT: Final = OfFact(blanks.FACT)
_OF_PERIOD: Final = OfFact(blanks.FACT, blanks.PERIOD)
_AMOUNT: Final = Value(blanks.AMOUNT)
_RATE: Final = Value(blanks.RATE)
_NUMBER: Final = Value(blanks.NUMBER)
_NOTHING: Final = Value("0")
_FIGURES: Final = (Wanted.FIGURE, Wanted.AMOUNT, Wanted.NUMBER, Wanted.RATE, Wanted.ANY)
_AMOUNTS: Final = (Wanted.FIGURE, Wanted.AMOUNT, Wanted.ANY)
_NUMBERS: Final = (Wanted.FIGURE, Wanted.NUMBER, Wanted.ANY)
_RATES: Final = (Wanted.FIGURE, Wanted.RATE, Wanted.ANY)


def awards(scope: Scope, now: Quantity | None = None) -> tuple[tuple[str, Quantity], ...]:
    """Return the kinds of award by name (定额, 按比例, 分档 …), each to begin with, the commonest first.

    They are about what the award is about ``now``, where that can stand there.
    """
    first = (
        ("定额", _AMOUNT),
        ("按比例", shapes.Rate(_FACT, _RATE)),
        ("分档", _tiers(_AMOUNT)),
        ("按档数", shapes.Steps("每满", _FACT, _NUMBER, _AMOUNT)),
        ("按数量", shapes.PerUnit(_FACT, _AMOUNT)),
        ("按选项", _by_option(_AMOUNT)),
        ("分情形", shapes.ByCase((shapes.CaseLine(shapes.Empty(), _AMOUNT),), _NOTHING)),
        ("累进", shapes.Progressive(_FACT, (shapes.SliceLine(_AMOUNT, _RATE),), _RATE)),
        ("几部分相加", shapes.Added((_AMOUNT, _AMOUNT))),
        ("取较低的", shapes.Extreme("较小", (_FACT, _FACT))),
        ("取较高的", shapes.Extreme("较大", (_FACT, _FACT))),
        ("减去", shapes.Less(_FACT, _FACT)),
        ("连乘", shapes.Chain(_FACT, (shapes.Factor(_FACT), shapes.Factor(_RATE)))),
        ("填报或认定的金额", _FACT),
    )
    rows = (("清单各行相加", shapes.OverRows("合计", blanks.LIST, _FACT)),) if scope.words.lists else ()
    main = None if now is None else _main_of(now)
    return tuple((name, _about(main, begin)) for name, begin in (*first, *rows))


def bases(scope: Scope, wanted: Wanted = Wanted.FIGURE) -> tuple[tuple[str, Quantity], ...]:
    """Return the kinds of quantity that something may be taken of, by name, each to begin with."""
    if wanted is Wanted.DAY:
        later = shapes.Shifted(_FACT, blanks.LENGTH)
        return ("一项日期", _FACT), ("写明的日期", Value(blanks.DAY)), ("推后", later)
    written = {Wanted.RATE: _RATE, Wanted.NUMBER: _NUMBER}.get(wanted, _AMOUNT)
    several = replace(_OF_PERIOD, last=blanks.PERIOD)
    rows, parameters = bool(scope.words.lists), bool(scope.words.parameters)
    table = (
        ("一项数据", _FACT, _FIGURES, True),
        ("写明的数", written, _FIGURES, True),
        ("增加额", shapes.Less(_OF_PERIOD, _OF_PERIOD), (*_AMOUNTS, Wanted.NUMBER), True),
        ("几项相加", shapes.Added((_FACT, _FACT)), _FIGURES, True),
        ("几期合计", several, (*_AMOUNTS, Wanted.NUMBER), True),
        ("几期平均", shapes.OverPeriods("平均", several), _FIGURES, True),
        ("同比", shapes.Growth("同比", _OF_PERIOD), _RATES, True),
        ("环比", shapes.Growth("环比", _OF_PERIOD), _RATES, True),
        ("增长率（两项相比）", shapes.GrowthFrom(_FACT, _FACT), _RATES, True),
        ("按比例", shapes.Rate(_FACT, _RATE), _FIGURES, True),
        ("按数量", shapes.PerUnit(_FACT, _AMOUNT), _AMOUNTS, True),
        ("按档数", shapes.Steps("每满", _FACT, _NUMBER, _AMOUNT), _AMOUNTS, True),
        ("档数", shapes.StepCount("每满", _FACT, _NUMBER), _NUMBERS, True),
        ("清单各行合计", shapes.OverRows("合计", blanks.LIST, _FACT), _FIGURES, rows),
        ("清单的项数", shapes.OverRows("个数", blanks.LIST), _NUMBERS, rows),
        ("经过多久", shapes.Elapsed("整月", _FACT, _FACT), _NUMBERS, True),
        ("取较低的", shapes.Extreme("较小", (_FACT, _FACT)), _FIGURES, True),
        ("取较高的", shapes.Extreme("较大", (_FACT, _FACT)), _FIGURES, True),
        ("分情形", shapes.ByCase((shapes.CaseLine(shapes.Empty(), written),), written), _FIGURES, True),
        ("分档", _tiers(written), _FIGURES, True),
        ("按选项", _by_option(written), _FIGURES, True),
        ("累进", shapes.Progressive(_FACT, (shapes.SliceLine(_AMOUNT, _RATE),), _RATE), _AMOUNTS, True),
        ("连乘", shapes.Chain(_FACT, (shapes.Factor(_FACT), shapes.Factor(written))), _FIGURES, True),
        ("外部参数", shapes.Outside(blanks.FACT, blanks.DAY), _FIGURES, parameters),
    )
    return tuple((name, form) for name, form, places, is_there in table if is_there and wanted in places)


def ways(form: Quantity, scope: Scope, wanted: Wanted = Wanted.FIGURE) -> tuple[tuple[str, Quantity], ...]:
    """Return what else may stand where a quantity stands, by name.

    What it was about is kept: other ways to say something of it, it with a bound or with something more
    around it, and each of its parts by itself.
    """
    found = [
        (name, _about(_main_of(form), begin))
        for name, begin in bases(scope, wanted)
        if _kind_of(begin) != _kind_of(form)
    ]
    if blanks.is_blank(formula_of(form)):
        return tuple(found)
    if wanted is not Wanted.DAY:
        found += _around(form, wanted)
    inner = [part for part in _parts_of(form) if not blanks.is_blank(formula_of(part))]
    return (*found, *((f"只留：{_short(formula_of(part))}", part) for part in inner))


def _short(text: str) -> str:
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _around(form: Quantity, wanted: Wanted) -> Iterator[tuple[str, Quantity]]:
    blank = {Wanted.RATE: _RATE, Wanted.NUMBER: _NUMBER}.get(wanted, _AMOUNT)
    if not isinstance(form, shapes.Bounded):
        yield "加上限：不超过…", shapes.Bounded(form, cap=blank)
        yield "加下限：不低于…", shapes.Bounded(form, floor=blank)
    if not isinstance(form, shapes.Added):
        yield "再加上…", shapes.Added((form, blank))
    yield "再减去…", shapes.Less(form, blank)
    if not isinstance(form, shapes.Rate):
        yield "再乘以比例…", shapes.Rate(form, _RATE)
    yield "符合条件才算，否则…", shapes.ByCase((shapes.CaseLine(shapes.Empty(), form),), _NOTHING)


def _tiers(gives: Quantity) -> Quantity:
    return shapes.Tiers(_FACT, (shapes.TierLine(">=", _NUMBER, gives),), _NOTHING)


def _by_option(gives: Quantity) -> Quantity:
    return shapes.ByOption(_FACT, (shapes.OptionLine(blanks.CHOICE, gives),), _NOTHING)


_MAIN: Final = ("of", "key", "first", "now")
"""What the attributes are called that hold what a quantity is taken of."""


def _main_of(form: Quantity) -> Quantity | None:
    """Return what a quantity is taken of; None where that is nothing that others could be taken of."""
    if isinstance(form, OfFact):
        return None if form == _FACT else form
    for name in _MAIN:
        main = getattr(form, name, None)
        if main is not None and not isinstance(main, str):
            return None if blanks.is_blank(formula_of(main)) else main
    parts = getattr(form, "parts", ())
    return parts[0] if parts and not isinstance(parts[0], Value) else None


def _about(main: Quantity | None, begin: Quantity) -> Quantity:
    """Return a form to begin with that is taken of this, where that can stand there."""
    if main is None or isinstance(main, Value):
        return begin
    match begin:
        case shapes.Growth():
            return replace(begin, of=main) if isinstance(main, OfFact) and main.first else begin
        case shapes.OverPeriods() if isinstance(main, OfFact) and main.first:
            return replace(begin, of=replace(main, last=main.last or main.first))
        case shapes.Less(of, _):
            return replace(begin, of=main) if isinstance(of, OfFact) else begin
        case shapes.Rate() | shapes.PerUnit() | shapes.Steps() | shapes.StepCount() | shapes.Progressive():
            return replace(begin, of=main)
        case shapes.Tiers():
            return replace(begin, key=main)
        case shapes.Chain():
            return replace(begin, first=main)
        case shapes.Added(parts) | shapes.Extreme(_, parts) if not isinstance(main, shapes.Added):
            return replace(begin, parts=(main, *parts[1:]))
    return begin


def _parts_of(form: Quantity) -> Iterator[Quantity]:
    """Yield the quantities right below a quantity."""
    for name in form.__dataclass_fields__:
        value = getattr(form, name)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Quantity):
                yield one
            elif isinstance(one, shapes.Factor):
                yield one.by
            elif isinstance(one, shapes.CaseLine | shapes.OptionLine | shapes.TierLine):
                yield one.gives


def _kind_of(form: Quantity) -> tuple[object, ...]:
    return type(form), getattr(form, "word", ""), getattr(form, "versus", ""), bool(getattr(form, "last", ""))
