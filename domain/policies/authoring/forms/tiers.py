"""A tariff as a table from–to: its gaps, its overlaps, and the way to 分档 and back.

The table is in the order of the tariff's lines: from the highest down where these are >= and >, from the
lowest up where they are <= and <. What no line covers gives nothing, or what the line without bounds (其余)
gives.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Any, Final

from domain.policies.authoring.draft import DraftBand
from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.reading import quantity_form, quantity_mistake, type_in
from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import Locked, Quantity, TierLine, Tiers, Value
from domain.policies.authoring.forms.writing import formula_of
from domain.policies.language import blanks, measuring, nodes
from domain.policies.language.checking import check_quantity
from domain.policies.language.measures import Type
from domain.policies.language.parsing import FormulaError
from domain.policies.language.units import Unit

_NOTHING: Final = "0"
_DIGITS: Final = re.compile(r"(\d+)(?:\.(\d+))?")
_COUNT: Final = "个数"


Ways = tuple[tuple[str, tuple[DraftBand, ...]], ...]
"""What may be done about a fault, in a few words each, with the table as it would be."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to look at in a table.

    Attributes:
        line: Which line, from 0.
        text: What, as a sentence that names the lines from 1 and the figures.
        is_open: Whether it must be decided before the table can be written as a formula; else it may stand,
            such as a gap in which nothing is given.
        side: ``low``, ``high`` or ``gives`` where one cell is meant, else empty.
        ways: What may be done about it; empty where something has to be typed.
    """

    line: int
    text: str
    is_open: bool = True
    side: str = ""
    ways: Ways = ()


@dataclass(frozen=True, slots=True)
class _Span:
    """A line of the table with its bounds as numbers, in the smallest unit; None where it is open."""

    line: int
    band: DraftBand
    low: Fraction | None
    high: Fraction | None

    def __str__(self) -> str:
        return f"第 {self.line + 1} 行（{range_text(self.band)}）"


def range_text(band: DraftBand) -> str:
    """Say from where to where a line goes.

    >>> range_text(DraftBand("100万", True, "200万", False))
    '100万（含）至 200万（不含）'
    >>> range_text(DraftBand(high="5%", high_counts=True))
    '5%（含）以下'
    """
    if band.is_rest:
        return "其余"
    low, high = f"{band.low}{_said(band.low_counts)}", f"{band.high}{_said(band.high_counts)}"
    if not band.high:
        return f"{low}以上"
    return f"{low}至 {high}" if band.low else f"{high}以下"


def _said(counts: bool | None) -> str:
    return {True: "（含）", False: "（不含）"}.get(counts, "")  # type: ignore[arg-type]


# A tariff as a table, and back


def bands_of(tiers: Tiers, scope: Scope) -> tuple[DraftBand, ...] | Locked:
    """Return a tariff as a table in the order of its lines; 其余 is a line where it gives anything."""
    signs = {line.sign[0] for line in tiers.lines}
    if len(signs) > 1 or signs & {"=", "!"}:
        return Locked(formula_of(tiers), "各档有的往上比、有的往下比，排不成“从—到”的表，请直接改公式")
    if any(not isinstance(line.bound, Value) for line in tiers.lines):
        return Locked(formula_of(tiers), "有一档的界限是算出来的，排不成“从—到”的表，请直接改公式")
    upward, bands = signs == {">"}, []
    edge, counts = "", False
    for line in tiers.lines:
        bound, includes = formula_of(line.bound), line.sign.endswith("=")
        gives = formula_of(line.gives)
        if upward:
            bands.append(DraftBand(bound, includes, edge, counts, gives))
        else:
            bands.append(DraftBand(edge, counts, bound, includes, gives))
        # What a line above took is not left for this one.
        edge, counts = bound, not includes
    rest = formula_of(tiers.otherwise)
    if rest != _NOTHING:
        bands.append(
            DraftBand(high=edge, high_counts=counts, gives=rest)
            if upward
            else DraftBand(edge, counts, "", False, rest)
        )
    return tuple(bands)


def tiers_of(bands: Sequence[DraftBand], key: Quantity, scope: Scope) -> Tiers | tuple[Fault, ...]:
    """Return the table as a tariff, or what has to be decided first.

    A table from the lowest line up that is open below becomes one of <= and <, any other one of >= and >.
    """
    bands = settled(bands)
    open_ones = tuple(fault for fault in faults_of(bands, key, scope) if fault.is_open)
    if open_ones:
        return open_ones
    rest = next((band.gives for band in bands if band.is_rest), _NOTHING)
    spans = [span for span in _spans(bands, key, scope) if not span.band.is_rest]
    ordered = sorted(spans, key=_place)
    downward = spans == ordered and not ordered[0].band.low
    whole = is_whole(key, scope)
    lines: list[tuple[str, str, str]] = []
    before: _Span | None = None
    for span in ordered if downward else reversed(ordered):
        band = span.band
        gap = _gap(span, before, whole=whole) if downward else _gap(before, span, whole=whole)
        if downward:
            if gap or (before is None and band.low):
                lines.append(("<" if band.low_counts else "<=", band.low, rest))
            if band.high:
                lines.append(("<=" if band.high_counts else "<", band.high, band.gives))
        else:
            if (gap and before is not None) or (before is None and band.high):
                lines.append((">" if band.high_counts else ">=", band.high, rest))
            if band.low:
                lines.append((">=" if band.low_counts else ">", band.low, band.gives))
        before = span
    assert before is not None
    is_open_at_end = not (before.band.high if downward else before.band.low)
    otherwise = before.band.gives if is_open_at_end else rest
    return Tiers(
        key,
        tuple(TierLine(sign, Value(bound), _formula(gives, scope)) for sign, bound, gives in lines),
        _formula(otherwise, scope),
    )


def _formula(gives: str, scope: Scope) -> Quantity:
    form = quantity_form(gives, scope)
    return Value(gives) if form is None or isinstance(form, Locked) else form


def settled(bands: Sequence[DraftBand]) -> tuple[DraftBand, ...]:
    """Return the table with each edge that nobody gave to a line given as the line beside it leaves it."""
    lows = {band.low: band.low_counts for band in bands if band.low and band.low_counts is not None}
    highs = {band.high: band.high_counts for band in bands if band.high and band.high_counts is not None}
    return tuple(
        replace(
            band,
            low_counts=not highs[band.low]
            if band.low_counts is None and band.low in highs
            else band.low_counts,
            high_counts=not lows[band.high]
            if band.high_counts is None and band.high in lows
            else band.high_counts,
        )
        for band in bands
    )


def laddered(bands: Sequence[DraftBand], key: Quantity | None, scope: Scope) -> tuple[DraftBand, ...]:
    """Return lines that only say from where (达到 100万 …, 达到 300万 …) each up to where the next begins.

    So too those that all say only up to where. Any other table stays as it is.
    """
    spans = sorted(_spans(bands, key, scope), key=_place)
    found = list(bands)
    if all(span.low is not None and not span.band.high for span in spans):
        for lower, upper in pairwise(spans):
            edge, counts = upper.band.low, upper.band.low_counts
            found[lower.line] = replace(lower.band, high=edge, high_counts=_other(counts))
    elif all(span.high is not None and not span.band.low for span in spans):
        for lower, upper in pairwise(spans):
            edge, counts = lower.band.high, lower.band.high_counts
            found[upper.line] = replace(upper.band, low=edge, low_counts=_other(counts))
    return tuple(found)


def _other(counts: bool | None) -> bool | None:
    return None if counts is None else not counts


# What is wrong


def faults_of(bands: Sequence[DraftBand], key: Quantity | None, scope: Scope) -> tuple[Fault, ...]:
    """Return what is wrong with a table: gaps, overlaps, undecided edges, lines never reached.

    ``key`` is what the tariff goes by; whether it is whole (500 and 501) comes from its unit.
    """
    found = list(_unreadable(bands, key, scope))
    if found:
        return tuple(found)
    if all(band.is_rest for band in bands):
        return (Fault(0, "还没有一档：请写明从多少到多少给多少"),)
    table = settled(bands)
    spans = sorted((span for span in _spans(table, key, scope) if not span.band.is_rest), key=_place)
    # What lies between lines is only looked at once each is plain by itself.
    found = [*_undecided(spans, table), *_reversed(spans, table)] or list(_covered(spans, table))
    if not found:
        whole = key is not None and is_whole(key, scope)
        for lower, upper in pairwise(spans):
            found += _between(lower, upper, table, whole=whole)
        found += _at_ends(spans, table, whole=whole)
    return tuple(sorted(found, key=lambda fault: fault.line))


def _at_ends(spans: Sequence[_Span], table: Sequence[DraftBand], *, whole: bool) -> Iterator[Fault]:
    """Say what becomes of figures above all lines, and of a line for the rest of which there is none."""
    last, rest = spans[-1], next((at for at, band in enumerate(table) if band.is_rest), None)
    if rest is None and last.band.high:
        beyond = "以上" if last.band.high_counts else "及以上"
        yield Fault(last.line, f"{last.band.high}{beyond}没有写：按不给计", is_open=False, side="high")
    is_all = not spans[0].band.low and not last.band.high
    if rest is not None and is_all and not any(_gap(two, one, whole=whole) for one, two in pairwise(spans)):
        yield Fault(rest, f"第 {rest + 1} 行（其余）永远轮不到：别的各行已经都包括了", is_open=False)


def _with(table: Sequence[DraftBand], line: int, **cells: Any) -> tuple[DraftBand, ...]:
    return tuple(replace(band, **cells) if at == line else band for at, band in enumerate(table))


def is_whole(key: Quantity, scope: Scope) -> bool:
    """Whether a quantity has no decimals, so that nothing lies between 500 and 501."""
    match key:
        case shapes.OfFact(term, first):
            known = scope.words.indicators.get(term) if first else (scope.words.fact(term) or (None,))[0]
            return known is not None and known.is_whole
        case shapes.Elapsed() | shapes.StepCount():
            return True
        case shapes.OverRows(word):
            return word == _COUNT
    return False


def _unreadable(bands: Sequence[DraftBand], key: Quantity | None, scope: Scope) -> Iterator[Fault]:
    wanted = _literal_of(key, scope) if key is not None else None
    rests = [at for at, band in enumerate(bands) if band.is_rest]
    for at in rests[1:]:
        yield Fault(at, f"第 {at + 1} 行没有写从多少到多少；“其余”只能有一行（第 {rests[0] + 1} 行已是）")
    given = [type_in(band.gives, scope) for band in bands]
    for at, band in enumerate(bands):
        for side, text, word in (("low", band.low, "从"), ("high", band.high, "到")):
            if text and (wrong := _wrong_bound(text, wanted, scope)):
                yield Fault(at, f"第 {at + 1} 行的“{word}”：{wrong}", side=side)
        if not band.gives.strip() or blanks.is_blank(band.gives):
            yield Fault(at, f"第 {at + 1} 行还没有写给多少", side="gives")
        elif wrong := quantity_mistake(band.gives, scope):
            yield Fault(at, f"第 {at + 1} 行给的“{band.gives}”看不懂：{wrong}", side="gives")
        elif given[at] is Type.NUMBER and band.gives != _NOTHING and {*given} & {Type.MONEY, Type.RATE}:
            yield Fault(at, f"第 {at + 1} 行给的“{band.gives}”没写单位，金额写作 5万 或 5000元", side="gives")


def _literal_of(key: Quantity, scope: Scope) -> nodes.Quantity | None:
    try:
        return check_quantity(formula_of(key), scope.words)
    except FormulaError:
        return None


def _wrong_bound(text: str, key: nodes.Quantity | None, scope: Scope) -> str:
    if blanks.is_blank(text):
        return "还没有填"
    figure = _figure(text, scope)
    if figure is None:
        return f"“{text}”不是数额，写作 100万、5%、20人 这样"
    kind, value, unit = figure
    if key is None or (value == 0 and kind is Type.NUMBER):
        return ""
    if kind is not key.type:
        likely = {Type.MONEY: f"{text}万 或 {text}元", Type.RATE: f"{text}%"}.get(key.type)
        if kind is Type.NUMBER and not unit and likely:
            return f"“{text}”没写单位，请写成 {likely}"
        return f"“{text}”是{kind}，分档的依据却是{key.type}"
    own = measuring.unit_text(key)
    if unit and own and Unit.of(unit).base != Unit.of(own).base:
        return f"“{text}”的单位是{unit}，分档的依据以{own}计"
    return ""


def _figure(text: str, scope: Scope) -> tuple[Type, Fraction, str] | None:
    """Return what a bound measures, its value, and its unit; None where it is no figure."""
    negative = text.startswith("-")
    try:
        found = check_quantity(text.removeprefix("-"), scope.words)
    except FormulaError:
        return None
    match found:
        case nodes.Literal(value, kind, unit):
            return kind, Fraction(-value if negative else value), unit
        case nodes.Product() if found.fraction is not None:
            return Type.RATE, -found.fraction if negative else found.fraction, ""
    return None


def _spans(bands: Sequence[DraftBand], key: Quantity | None, scope: Scope) -> list[_Span]:
    node = _literal_of(key, scope) if key is not None else None
    own = measuring.unit_text(node) if node is not None and node.type is Type.NUMBER else ""

    def bound(text: str) -> Fraction | None:
        figure = _figure(text, scope) if text else None
        if figure is None:
            return None
        kind, value, unit = figure
        return value * Unit.of(unit or own).times if kind is Type.NUMBER and (unit or own) else value

    return [_Span(at, band, bound(band.low), bound(band.high)) for at, band in enumerate(bands)]


def _place(span: _Span) -> tuple[bool, Fraction, bool, bool, Fraction]:
    """Return by what lines are put in order: those open below first, then by where they begin."""
    low, high = span.low or Fraction(0), span.high or Fraction(0)
    return span.low is not None, low, not span.band.low_counts, span.high is None, high


def _undecided(spans: Sequence[_Span], table: Sequence[DraftBand]) -> Iterator[Fault]:
    """Ask of each edge that no line was given, once for the two lines that meet there."""
    asked = set()
    for span in sorted(spans, key=lambda span: span.line):
        for side, value, counts in (
            ("low", span.low, span.band.low_counts),
            ("high", span.high, span.band.high_counts),
        ):
            if value is None or counts is not None or value in asked:
                continue
            asked.add(value)
            beside = next((one for one in spans if one is not span and value in (one.low, one.high)), None)
            text, edge = getattr(span.band, side), f"{side}_counts"
            which = f"算不算第 {span.line + 1} 行"
            ways: Ways = tuple(
                (word, _with(table, span.line, **{edge: counted}))
                for word, counted in (("含", True), ("不含", False))
            )
            if beside is not None:
                which = f"算第 {span.line + 1} 行，还是第 {beside.line + 1} 行"
                ways = _one_of_two(table, (span.line, edge), (beside.line, _edge_at(beside, value)))
            yield Fault(span.line, f"正好 {text} {which}？条文没有写，请选含或不含", side=side, ways=ways)


def _edge_at(span: _Span, value: Fraction) -> str:
    return "low_counts" if span.low == value else "high_counts"


def _one_of_two(table: Sequence[DraftBand], one: tuple[int, str], other: tuple[int, str]) -> Ways:
    """Return the table with an edge at which two lines meet given to one of them, and to the other."""
    return tuple(
        (
            f"算第 {takes[0] + 1} 行",
            _with(_with(table, takes[0], **{takes[1]: True}), leaves[0], **{leaves[1]: False}),
        )
        for takes, leaves in ((one, other), (other, one))
    )


def _reversed(spans: Sequence[_Span], table: Sequence[DraftBand]) -> Iterator[Fault]:
    for span in spans:
        low, high, band = span.low, span.high, span.band
        if low is None or high is None or low < high:
            continue
        if low == high and band.low_counts and band.high_counts:
            continue
        where = f"第 {span.line + 1} 行（{range_text(band)}）"
        if low == high:
            yield Fault(span.line, f"{where}“从”和“到”是同一个数，没有一个数在里面")
            continue
        turned = _with(table, span.line, low=band.high, high=band.low)
        yield Fault(span.line, f"{where}“从”比“到”大，请对调", ways=(("对调", turned),))


def _covered(spans: Sequence[_Span], table: Sequence[DraftBand]) -> Iterator[Fault]:
    """Name each line that lies wholly within another one, of two alike the later."""
    for span in spans:
        for other in spans:
            same = _reaches(other, span) and _reaches(span, other)
            if other is span or not _reaches(other, span) or (same and other.line > span.line):
                continue
            yield _cover(other, span, table)
            break


def _cover(outer: _Span, inner: _Span, table: Sequence[DraftBand]) -> Fault:
    one, other = outer.line + 1, inner.line + 1
    if outer.high is None and inner.high is None and outer.low != inner.low:
        since = f"{inner.band.low}{_said(inner.band.low_counts)}"
        until = f"{inner.band.low}{_said(_other(inner.band.low_counts))}"
        said = f"第 {one} 行没有写到多少：第 {other} 行从 {since}起另给，第 {one} 行应到 {until}吧？"
        ended = _with(table, outer.line, high=inner.band.low, high_counts=_other(inner.band.low_counts))
        return Fault(outer.line, said, side="high", ways=((f"到 {until}", ended),))
    if outer.low is None and inner.low is None and outer.high != inner.high:
        until = f"{inner.band.high}{_said(inner.band.high_counts)}"
        since = f"{inner.band.high}{_said(_other(inner.band.high_counts))}"
        said = f"第 {one} 行没有写从多少起：第 {other} 行到 {until}为止另给，第 {one} 行应从 {since}起吧？"
        begun = _with(table, outer.line, low=inner.band.high, low_counts=_other(inner.band.high_counts))
        return Fault(outer.line, said, side="low", ways=((f"从 {since}", begun),))
    said = f"{inner}整个在{outer}里，永远轮不到，或者两行都算：请改其中一行的范围，或去掉一行"
    left = tuple(band for at, band in enumerate(table) if at != inner.line)
    return Fault(inner.line, said, ways=((f"去掉第 {other} 行", left),))


def _reaches(outer: _Span, inner: _Span) -> bool:
    """Whether whatever lies in the inner line lies in the outer one."""
    low = outer.low is None or (
        inner.low is not None
        and (outer.low < inner.low or (outer.low == inner.low and _at_least(outer, inner, "low")))
    )
    high = outer.high is None or (
        inner.high is not None
        and (outer.high > inner.high or (outer.high == inner.high and _at_least(outer, inner, "high")))
    )
    return low and high


def _at_least(outer: _Span, inner: _Span, side: str) -> bool:
    name = f"{side}_counts"
    return bool(getattr(outer.band, name)) or not getattr(inner.band, name)


def _between(lower: _Span, upper: _Span, table: Sequence[DraftBand], *, whole: bool) -> Iterator[Fault]:
    """Look at what lies between two lines, of which the lower begins first."""
    one, other, since = lower.line + 1, upper.line + 1, upper.band.low
    if lower.high is None or upper.low is None or lower.high > upper.low:
        yield _overlap(lower, upper, table)
    elif lower.high == upper.low:
        if lower.band.high_counts is upper.band.low_counts:
            said = f"正好 {since} 第 {one} 行和第 {other} 行都不含：算哪一行？"
            if upper.band.low_counts:
                said = f"第 {one} 行和第 {other} 行都含 {since}：正好 {since} 只能算一行"
            ways = _one_of_two(table, (lower.line, "high_counts"), (upper.line, "low_counts"))
            yield Fault(upper.line, said, side="low", ways=ways)
    elif _gap(upper, lower, whole=whole):
        until = lower.band.high
        step = max(_last_digit(until, lower.high), _last_digit(since, upper.low))
        if upper.low - lower.high > step or whole:
            if not any(band.is_rest for band in table):
                said = f"{until} 与 {since} 之间没有写：按不给计"
                yield Fault(upper.line, said, is_open=False, side="low")
        else:
            said = f"大于 {until}、小于 {since} 的，第 {one} 行和第 {other} 行都不含"
            joined = _with(table, upper.line, low=until, low_counts=not lower.band.high_counts)
            edge = f"{until}{_said(not lower.band.high_counts)}"
            yield Fault(
                upper.line,
                f"{said}：是不是第 {other} 行应从 {edge}起？",
                side="low",
                ways=((f"第 {other} 行从 {edge}起", joined),),
            )


def _overlap(lower: _Span, upper: _Span, table: Sequence[DraftBand]) -> Fault:
    one, other, since, until = lower.line + 1, upper.line + 1, upper.band.low, lower.band.high
    ways = [
        (f"算第 {other} 行", _with(table, lower.line, high=since, high_counts=_other(upper.band.low_counts)))
    ]
    if until:
        edge = _other(lower.band.high_counts)
        ways.insert(0, (f"算第 {one} 行", _with(table, upper.line, low=until, low_counts=edge)))
    between = f"{since} 到 {until}" if until else f"{since} 以上"
    said = f"第 {one} 行和第 {other} 行重叠：{between}的算哪一行？请改其中一行"
    return Fault(max(lower.line, upper.line), said, ways=tuple(ways))


def _gap(upper: _Span | None, lower: _Span | None, *, whole: bool) -> bool:
    """Whether something lies between two lines that are in neither."""
    if upper is None or lower is None or lower.high is None or upper.low is None:
        return False
    if upper.low <= lower.high:
        return False
    follows = upper.low - lower.high == 1 and upper.band.low_counts and lower.band.high_counts
    return not (whole and follows)


def _last_digit(text: str, value: Fraction) -> Fraction:
    """Return how much one more in the last digit of a bound is: 1万 of 500万, 0.01% of 9.99%."""
    found = _DIGITS.search(text)
    if found is None:
        return Fraction(0)
    number = Fraction(found[0])
    return abs(value) / number * Fraction(1, 10 ** len(found[2] or "")) if number else Fraction(0)
