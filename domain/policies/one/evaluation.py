"""A typed tree on the facts of one enterprise: which values are possible, and whether conditions hold."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, assert_never

from domain.enterprises.derivation import Figure
from domain.enterprises.dictionary import Fact, FactKind, RowKind
from domain.enterprises.facts import EnterpriseFacts, FactValue
from domain.enterprises.following import SOURCES, following
from domain.enterprises.quantities import exact_value
from domain.enterprises.records import MAX_ROWS
from domain.policies.language import nodes, ranges
from domain.policies.language.measures import DATE, MONEY, RATE, Comparator, Elapse, Type
from domain.policies.language.nodes import Condition, Quantity
from domain.policies.language.ranges import FAILS, HOLDS, NEVER, Doubt, Exact, Range, Result, Verdict
from domain.policies.language.wording import quantity_text
from domain.policies.one.gathering import Counting, Group, gathered, open_rows, whole_part
from domain.values.money import MAX_FEN, round_half_up

AMOUNTS: Final = (MONEY, RATE)
"""What has a doubt, and not no value, where a day that it needs is known not to exist."""
ALL_DATES: Final = (date.min.toordinal(), date.max.toordinal())
# Larger than any rate or quotient of figures that can be entered: 10^15 over the smallest unit, 60 periods.
_BOUND: Final = 100 * MAX_FEN * 10_000


@dataclass(frozen=True, slots=True)
class RowInHand:
    """One row of a list, named so that a missing figure in it can be found: ``projects[0]``."""

    kind: str
    index: int
    values: Mapping[str, FactValue]

    def key(self, column: str) -> str:
        return f"{self.kind}[{self.index}].{column}"


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Evaluates trees on one enterprise, or on one row of a list of it."""

    facts: EnterpriseFacts
    row: RowInHand | None = None
    # By identity, with the node itself so that its identity is not given to another one.
    _known: dict[int, tuple[Quantity, Range]] = field(default_factory=dict, compare=False, repr=False)
    _judged: dict[int, tuple[Condition, Verdict]] = field(default_factory=dict, compare=False, repr=False)
    _figures: dict[int, tuple[nodes.Indicator, Figure | None]] = field(
        default_factory=dict, compare=False, repr=False
    )
    explained: dict[tuple[int, str], tuple[Condition, Any]] = field(
        default_factory=dict, compare=False, repr=False
    )
    """How conditions turned out in words, for those who explain them: clauses ask for the same ones."""
    grown: dict[int, tuple[nodes.Growth, str]] = field(default_factory=dict, compare=False, repr=False)
    """The figures that rates of growth come from, in words: conditions hold one against several bounds."""
    _rows: dict[str, list["Evaluation"]] = field(default_factory=dict, compare=False, repr=False)

    def value(self, fact: Fact, *, in_row: bool) -> tuple[bool, FactValue, str]:
        """Return whether a fact was entered, its value, and its key."""
        if in_row:
            assert self.row is not None
            values, key = self.row.values, self.row.key(fact.name)
        else:
            values, key = self.facts.attributes, fact.name
            if fact.name not in values and (found := self.following(fact)):
                return True, found, key
        return fact.name in values, values.get(fact.name), key

    def following(self, fact: Fact) -> str:
        """Return what a fact of the enterprise comes to by its codes; empty where they say nothing of it."""
        return following(fact.name, self.facts.uscc, self.facts.attributes) if fact.name in SOURCES else ""

    def on_rows(self, rows: RowKind) -> list["Evaluation"] | None:
        """Return an evaluation for each row of a list, or None where the list was not entered."""
        entered = self.facts.rows.get(rows.name)
        if entered is None:
            return None
        if rows.name not in self._rows:
            self._rows[rows.name] = [
                Evaluation(self.facts, RowInHand(rows.name, index, values))
                for index, values in enumerate(entered)
            ]
        return self._rows[rows.name]

    def figure(self, node: nodes.Indicator) -> Figure | None:
        """Return a period figure as it was entered, or as it follows from others."""
        known = self._figures.get(id(node))
        if known is None:
            known = self._figures[id(node)] = node, self.facts.figure(node.fact, node.period)
        return known[1]

    def way_text(self, node: nodes.Indicator) -> str:
        """Return how a period figure follows from others, in brackets; empty where it was entered itself."""
        figure = self.figure(node)
        return "" if figure is None or figure.way is None else f"（{figure.way.text}）"

    # Conditions

    def condition(self, node: Condition) -> Verdict:
        """Say whether a condition holds."""
        known = self._judged.get(id(node))
        if known is None:
            known = node, self._condition(node)
            self._judged[id(node)] = known
        return known[1]

    def _condition(self, node: Condition) -> Verdict:
        match node:
            case nodes.Compare(left, comparator, right):
                return ranges.compare(self.quantity(left), comparator, self.quantity(right))
            case nodes.Both(parts):
                return ranges.all_of([self.condition(part) for part in parts])
            case nodes.Either(parts):
                return ranges.any_of([self.condition(part) for part in parts])
            case nodes.Negated(part):
                return ranges.opposite(self.condition(part))
            case nodes.NamedCondition(_, part):
                return self.condition(part)
            case nodes.RowsHold():
                return self._rows_hold(node)
        return self._test(node)

    def _test(self, node: nodes.Within | nodes.Matches | nodes.Listed) -> Verdict:
        match node:
            case nodes.Within(quantity, first, last):
                day = self.quantity(quantity)
                if day.low is day.high:
                    is_within = first.toordinal() <= day.low <= last.toordinal()
                    return ranges.TRUE if is_within else ranges.FALSE
                return ranges.all_of(
                    [
                        ranges.compare(day, Comparator.AT_LEAST, Range.of(first.toordinal())),
                        ranges.compare(day, Comparator.AT_MOST, Range.of(last.toordinal())),
                    ]
                )
            case nodes.Matches():
                return self._matches(node)
            case nodes.Listed(_, codes):
                return ranges.TRUE if self.facts.uscc in codes else ranges.FALSE
            case _:
                assert_never(node)

    def _matches(self, node: nodes.Matches) -> Verdict:
        entered, value, key = self.value(node.fact, in_row=node.in_row)
        if entered:
            return ranges.TRUE if node.test.fits(value) else ranges.FALSE
        if node.fact.is_judged:
            return Verdict(Result.UNDECIDABLE, doubts=frozenset({_to_judge(node.fact, key)}))
        return Verdict(Result.MISSING, frozenset({key}))

    def _rows_hold(self, node: nodes.RowsHold) -> Verdict:
        rows = self.on_rows(node.rows)
        if rows is None:
            return Verdict(Result.MISSING, frozenset({node.rows.name}))
        verdicts = [row.condition(node.condition) for row in rows]
        return ranges.all_of(verdicts) if node.all_of_them else ranges.any_of(verdicts)

    # Quantities

    def quantity(self, node: Quantity) -> Range:
        """Say which values a quantity can still have."""
        known = self._known.get(id(node))
        if known is None:
            value = self._quantity(node)
            if value.low is not value.high and value.is_empty and node.type in AMOUNTS:
                value = self._without_day(node)
            known = node, value
            self._known[id(node)] = known
        return known[1]

    def _without_day(self, node: Quantity) -> Range:
        """Return what can be said of a figure that needs a day known not to exist: a person must say."""
        low, high = ALL_DATES if node.type is DATE else (-_BOUND, _BOUND)
        return Range(low, high, doubts=frozenset(Doubt(text) for text in self._days_that_are_not(node)))

    def _days_that_are_not(self, node: nodes.Node) -> list[str]:
        days = [one for one in nodes.outside_rows(node) if isinstance(one, nodes.Attribute)]
        names = dict.fromkeys(one.fact.label for one in days if self.quantity(one).is_empty)
        where = "" if self.row is None else f"第 {self.row.index + 1} 项的"
        return [f"计算要用的{where}“{name}”为“无”" for name in names] or ["计算要用的日期为“无”"]

    def _quantity(self, node: Quantity) -> Range:
        match node:
            case nodes.Literal():
                return _written(node)
            case nodes.Indicator():
                return self._indicator(node)
            case nodes.Attribute():
                return self._attribute(node)
            case nodes.Named(_, quantity):
                return self.quantity(quantity)
            case nodes.Cases(cases, otherwise):
                return self._chosen([(self.condition(one.condition), one.gives) for one in cases], otherwise)
            case nodes.Tiers():
                return self._tariff(node)
            case nodes.OverRows():
                return self._over_rows(node)
        return self._computed(node)

    def _computed(
        self,
        node: nodes.Span
        | nodes.Parameter
        | nodes.Growth
        | nodes.Shifted
        | nodes.Progressive
        | nodes.Arithmetic,
    ) -> Range:
        match node:
            case nodes.Span():
                return ranges.combine(_sum, map(self._indicator, node.parts))
            case nodes.Parameter():
                return self._parameter(node)
            case nodes.Growth(now, base):
                doubt = _no_growth(base)
                return ranges.growth(self.quantity(now), self.quantity(base), bound=_BOUND, doubt=doubt)
            case nodes.Shifted(start, count, unit):
                return ranges.combine(lambda day: shifted(int(day), count, unit), [self.quantity(start)])
            case nodes.Progressive():
                return self._progressive(node)
        return self._arithmetic(node)

    def _arithmetic(self, node: nodes.Arithmetic) -> Range:
        match node:
            case nodes.Sum(left, right, sign):
                second = self.quantity(right)
                return ranges.combine(
                    _sum, [self.quantity(left), ranges.negate(second) if sign < 0 else second]
                )
            case nodes.Product():
                return self._product(node)
            case nodes.Converted(part, times):
                return ranges.multiply(self.quantity(part), Range.of(times))
            case nodes.Call(function, parts):
                return ranges.combine(function.exact, map(self.quantity, parts), function.falls)
            case _:
                assert_never(node)

    def _product(self, node: nodes.Product) -> Range:
        result = self.quantity(node.factors[0])
        for factor in node.factors[1:]:
            result = ranges.multiply(result, self.quantity(factor))
        for divisor in node.divisors:
            doubt = Doubt(f"{quantity_text(divisor)}为 0，不能作除数")
            result = ranges.divide(result, self.quantity(divisor), bound=_BOUND, doubt=doubt)
        return _rounded(result) if node.type is MONEY else result

    def _progressive(self, node: nodes.Progressive) -> Range:
        base, lower = self.quantity(node.base), Range.of(0)
        amounts = []
        for one in node.slices:
            upto = ranges.combine(max, [lower, self.quantity(one.upto)])
            # What lies above the lower bound falls as that rises.
            part = ranges.combine(within_slice, [base, ranges.negate(lower), upto])
            amounts.append(_rounded(ranges.multiply(part, self.quantity(one.rate))))
            lower = upto
        above = ranges.combine(_above, [base, ranges.negate(lower)])
        amounts.append(_rounded(ranges.multiply(above, self.quantity(node.rate))))
        return ranges.combine(_sum, amounts)

    def _parameter(self, node: nodes.Parameter) -> Range:
        when = self.quantity(node.when)
        if when.is_empty:
            doubts = frozenset(Doubt(text) for text in self._days_that_are_not(node))
            return Range(*parameter_bounds(node, may_be_before=True), doubts=doubts)
        if when.is_exact:
            return parameter_on(node, int(when.low))
        low, high = parameter_bounds(node, may_be_before=when.low < node.values[0].since.toordinal())
        return ranges.between(low, high, [when])

    def _tariff(self, node: nodes.Tiers) -> Range:
        measured, bounds = self.quantity(node.key), [self.quantity(tier.bound) for tier in node.tiers]
        if node.key.type is not DATE and any(one.is_empty for one in (measured, *bounds)):
            # How long it is since a day that does not exist is no reason for the last line.
            return self._without_day(node)
        reached = [
            ranges.compare(measured, tier.comparator, bound)
            for tier, bound in zip(node.tiers, bounds, strict=True)
        ]
        gives = [tier.gives for tier in node.tiers]
        return self._chosen(list(zip(reached, gives, strict=True)), node.otherwise)

    def _chosen(self, lines: Sequence[tuple[Verdict, Quantity]], otherwise: Quantity) -> Range:
        """Return what the first line that holds gives, else ``otherwise``."""
        result = self.quantity(otherwise)
        for verdict, gives in reversed(lines):
            given = self.quantity(gives)
            if verdict.result not in (HOLDS, FAILS) and given.is_empty != result.is_empty:
                # One of the two has no value, and it is open which of them it is.
                given = self._without_day(gives) if given.is_empty else given
                result = self._without_day(otherwise) if result.is_empty else result
            result = ranges.choose(verdict, given, result)
        return result

    def _attribute(self, node: nodes.Attribute) -> Range:
        entered, value, key = self.value(node.fact, in_row=node.in_row)
        if not entered:
            return _not_entered(node.fact, node.type, key)
        if isinstance(value, date):
            return Range.of(value.toordinal())
        if value is None:
            return NEVER
        assert isinstance(value, int)
        return Range.of(exact_value(node.fact.kind, value))

    def _indicator(self, node: nodes.Indicator) -> Range:
        figure = self.figure(node)
        if figure is not None:
            value = exact_value(node.fact.kind, figure.amount)
            return Range(value, value)
        return _not_entered(node.fact, node.type, indicator_key(node))

    # Rows

    def _over_rows(self, node: nodes.OverRows) -> Range:
        rows = self.on_rows(node.rows)
        if rows is None:
            return self._unknown_rows(node)
        verdicts = [ranges.TRUE if node.condition is None else row.condition(node.condition) for row in rows]
        counting = [
            Counting(verdict, row._row_value(node), self._group_of(node, row))
            for row, verdict in zip(rows, verdicts, strict=True)
            if verdict.result is not FAILS
        ]
        count = self._how_many(node)
        if node.type is DATE and not any(one.is_sure for one in counting):
            # Of no rows there is no day; of rows that may count it may be any.
            return open_rows(node, counting, count, bounds=ALL_DATES) if counting else NEVER
        if all(one.is_sure for one in counting) and count.is_exact:
            low = gathered(node, [one.entry(one.value.low) for one in counting], whole_part(count.low))
            high = gathered(node, [one.entry(one.value.high) for one in counting], whole_part(count.low))
            return ranges.between(low, high, [one.value for one in counting])
        return open_rows(node, counting, count)

    def _row_value(self, node: nodes.OverRows) -> Range:
        """Return the value of the row in hand. A row that counts never falls out for want of a day."""
        value = self.quantity(node.value)
        return self._without_day(node.value) if value.is_empty else value

    def _group_of(self, node: nodes.OverRows, row: "Evaluation") -> Group:
        """Return which group a row is of, and the key of the figure that would say so where it does not."""
        if node.group is None:
            return "", ""
        entered, value, key = row.value(node.group, in_row=True)
        return (value, "") if entered else (None, key)

    def _how_many(self, node: nodes.OverRows) -> Range:
        return Range.of(0) if node.count is None else self.quantity(node.count)

    def _unknown_rows(self, node: nodes.OverRows) -> Range:
        blank = Evaluation(self.facts, RowInHand(node.rows.name, 0, {}))
        value, count = blank._row_value(node), self._how_many(node)
        if node.type is DATE:
            return Range(*ALL_DATES, frozenset({node.rows.name}))
        most = MAX_ROWS if node.gather.adds_any_number else max(1, min(whole_part(count.high), MAX_ROWS))
        low, high = min(0, value.low * most), max(0, value.high * most)
        return Range(low, high, frozenset({node.rows.name}) | count.missing, count.doubts)


def parameter_on(node: nodes.Parameter, day: int) -> Range:
    """Return the value in force on a day; before the first one there is none."""
    known = [one.value for one in node.values if one.since.toordinal() <= day]
    if known:
        return Range.of(known[-1])
    first = node.values[0].since
    doubt = Doubt(f"{node.term}从 {first} 起才有数值，{date.fromordinal(day)} 没有")
    return Range(*parameter_bounds(node, may_be_before=True), doubts=frozenset({doubt}))


def parameter_bounds(node: nodes.Parameter, *, may_be_before: bool) -> tuple[Exact, Exact]:
    """Return the bounds of a figure from outside while the day is open; wider where it may have no value."""
    values = [one.value for one in node.values]
    if may_be_before:
        return min(*values, 0), max(*values, 0) + 1
    return min(values), max(values)


@nodes.once_for_each
def indicator_key(node: nodes.Indicator) -> str:
    """Return how traces name a period figure, e.g. ``sales[2022Q2]``."""
    return f"{node.fact.name}[{node.period}]"


@nodes.once_for_each
def _written(node: nodes.Literal) -> Range:
    return Range.of(node.value)


@nodes.once_for_each
def _no_growth(base: Quantity) -> Doubt:
    return Doubt(f"{quantity_text(base)}不大于 0，没有增长率")


def to_fen(amount: Exact) -> Exact:
    """Round money half-up to the fen."""
    return amount if isinstance(amount, int) else round_half_up(amount)


def within_slice(amount: Exact, minus_lower: Exact, upper: Exact) -> Exact:
    """Return how much of an amount lies between two bounds, of which the lower one is given negated.

    >>> within_slice(700, -500, 1000), within_slice(100, -500, 1000), within_slice(5000, -500, 1000)
    (200, 0, 500)
    """
    return max(0, min(amount, upper) + minus_lower)


def shifted(day: int, count: int, unit: Elapse) -> int:
    """Return a day so many days, months or years later; the last of the month where it has no such day.

    >>> date.fromordinal(shifted(date(2022, 1, 31).toordinal(), 1, Elapse.MONTHS)).isoformat()
    '2022-02-28'
    """
    if unit is Elapse.DAYS:
        return min(max(day + count, ALL_DATES[0]), ALL_DATES[1])
    start = date.fromordinal(day)
    months = start.year * 12 + start.month - 1 + (count if unit is Elapse.MONTHS else 12 * count)
    if not 12 <= months < 12 * 10_000:
        return ALL_DATES[0] if months < 12 else ALL_DATES[1]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])).toordinal()


def _above(amount: Exact, minus_lower: Exact) -> Exact:
    return max(0, amount + minus_lower)


def _sum(*values: Exact) -> Exact:
    return sum(values)


def _rounded(value: Range) -> Range:
    if value.is_empty:
        return NEVER
    return ranges.between(to_fen(value.low), to_fen(value.high), [value])


def _not_entered(fact: Fact, kind: Type, key: str) -> Range:
    if kind is DATE:
        low, high = ALL_DATES
        return Range(low, high, frozenset({key}))
    least, most = fact.bounds
    low_value, high_value = exact_value(fact.kind, least), exact_value(fact.kind, most)
    if fact.is_judged:
        return Range(low_value, high_value, doubts=frozenset({_to_judge(fact, key)}))
    return Range(low_value, high_value, frozenset({key}))


def _to_judge(fact: Fact, key: str) -> Doubt:
    if fact.kind is FactKind.CHOICE:
        return Doubt(f"“{fact.label}”由本单位认定：{'、'.join(fact.choices.values())}", key)
    return Doubt(f"“{fact.label}”由本单位认定", key)
