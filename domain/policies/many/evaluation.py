"""A typed tree on columns: what `one.evaluation` says of one enterprise, for many at once."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import Final, assert_never

import numpy as np

from domain.enterprises.dictionary import UNITS, Fact, FactKind, RowKind
from domain.enterprises.quantities import exact_value
from domain.enterprises.records import MAX_ROWS
from domain.policies.language import nodes
from domain.policies.language.gatherings import Reduce
from domain.policies.language.measures import Comparator, Type
from domain.policies.language.nodes import Condition, Quantity
from domain.policies.language.ranges import Exact
from domain.policies.many import arithmetic, ranges
from domain.policies.many.arithmetic import ZERO, constant
from domain.policies.many.columns import Column, known
from domain.policies.many.functions import ON_COLUMNS
from domain.policies.many.gathering import REDUCED, Taking, all_causes, any_row
from domain.policies.many.numbers import Array, Mask, Numbers, greatest, least, pick, places_of
from domain.policies.many.ranges import NO_HELP, TO_JUDGE, Cause, End, Gapped, Keys, Ranges, Verdicts
from domain.policies.many.views import RowsView, View
from domain.policies.one.evaluation import ALL_DATES, AMOUNTS, indicator_key, parameter_bounds


class BulkEvaluation:
    """Evaluates trees on every place of a view.

    What columns cannot say, such as the best of rows some of which are open, is noted in ``unsure``: those
    places are for the evaluator of one enterprise.
    """

    def __init__(self, view: View, keys: Keys) -> None:
        self.view = view
        self.size = view.size
        self._keys = keys
        # Mostly there is none, and then no column is made for it.
        self._unsure: Mask | None = None
        # By identity, with the node itself so that its identity is not given to another one.
        self._known: dict[int, tuple[Quantity, Ranges]] = {}
        self._judged: dict[int, tuple[Condition, Verdicts]] = {}
        self._before: tuple[BulkEvaluation, Array] | None = None

    def narrowed(self, index: Array, view: View | None = None) -> "BulkEvaluation":
        """Return an evaluation of some of these places only; what is known of them already stays known.

        ``view`` is that of these places, where there is one already.
        """
        narrow = BulkEvaluation(view or self.view.narrowed(index), self._keys)
        if self._unsure is not None:
            narrow._unsure = self._unsure.take(index)
        narrow._before = self, index
        return narrow

    @property
    def unsure(self) -> Mask:
        """Say which places are for the evaluator of one enterprise."""
        return ranges.whole_mask(self._unsure, self.size)

    def put_unsure(self, decided: Mask) -> None:
        """Note in a column of all places, of which these may be some, which are for the other evaluator."""
        if self._unsure is not None:
            decided[slice(None) if self.view.index is None else self.view.index] |= self._unsure

    def _leave(self, places: Mask) -> None:
        """Leave places to the evaluator of one enterprise."""
        self._unsure = ranges.either(self._unsure, places)

    # Conditions

    def is_quick(self, node: Condition) -> bool:
        """Tell whether a condition only looks at a column that is as it stands, a byte for each place."""
        if self.view.index is not None or not isinstance(node, nodes.Matches):
            return False
        return self.view.attribute(node.fact, in_row=node.in_row).values.itemsize == 1

    def condition(self, node: Condition) -> Verdicts:
        """Say where a condition holds."""
        found = self._judged.get(id(node))
        if found is None:
            found = node, self._taken_condition(node) or self._condition(node)
            self._judged[id(node)] = found
        return found[1]

    def _taken_condition(self, node: Condition) -> Verdicts | None:
        if self._before is None:
            return None
        before, index = self._before
        found = before._judged.get(id(node))
        return None if found is None else found[1].take(index)

    def _condition(self, node: Condition) -> Verdicts:
        match node:
            case nodes.Compare(left, comparator, right):
                return self._compare(self.quantity(left), comparator, self.quantity(right))
            case nodes.Both(parts):
                return self._all_of(parts)
            case nodes.Either(parts):
                return ranges.any_of([self.condition(part) for part in parts])
            case nodes.Negated(part):
                return ranges.opposite(self.condition(part))
            case nodes.NamedCondition(_, part):
                return self.condition(part)
            case nodes.RowsHold():
                return self._rows_hold(node)
        return self._test(node)

    def _all_of(self, parts: Sequence[Condition]) -> Verdicts:
        first = self.condition(parts[0])
        fails = np.count_nonzero(first.fails)
        if fails < max(_MANY, self.size // 2):
            return ranges.all_of([first, *map(self.condition, parts[1:])])
        kept = places_of(~first.fails)
        left = self.narrowed(kept)
        found = ranges.all_of([first.take(kept), *map(left.condition, parts[1:])])
        if left._unsure is not None:
            unsure = np.zeros(self.size, bool)
            unsure[kept] = left._unsure
            self._leave(unsure)
        return first.replaced(kept, found)

    def _test(self, node: nodes.Within | nodes.Matches | nodes.Listed) -> Verdicts:
        match node:
            case nodes.Within(quantity, first, last):
                day = self.quantity(quantity)
                from_first = self._compare(day, Comparator.AT_LEAST, constant(first.toordinal()))
                to_last = self._compare(day, Comparator.AT_MOST, constant(last.toordinal()))
                return ranges.all_of([from_first, to_last])
            case nodes.Matches():
                return self._matches(node)
            case nodes.Listed(_, codes):
                return Verdicts.decided(self.view.listed(codes))
            case _:
                assert_never(node)

    def _compare(self, left: Ranges, comparator: Comparator, right: Ranges) -> Verdicts:
        return ranges.compare(left, comparator, right, self.size)

    def _matches(self, node: nodes.Matches) -> Verdicts:
        column = self.view.attribute(node.fact, in_row=node.in_row)
        fits = _fitting(node, column)
        if column.entered is None:
            return Verdicts.decided(fits)
        why = self._why(node.fact, self.view.key(node.fact, in_row=node.in_row))
        holds = fits & column.entered
        return Verdicts(holds, holds ^ column.entered, ranges.at(~column.entered, why))

    def _why(self, fact: Fact, key: str) -> Cause:
        return TO_JUDGE if fact.is_judged else self._keys.bit(key)

    # Quantities

    def quantity(self, node: Quantity) -> Ranges:
        """Say which values a quantity can still have."""
        found = self._known.get(id(node))
        if found is None:
            value = self._taken_quantity(node) or self._quantity(node)
            if value.empty is not None and node.type in AMOUNTS:
                value = ranges.without_day(value, value.empty)
            found = node, value
            self._known[id(node)] = found
        return found[1]

    def _taken_quantity(self, node: Quantity) -> Ranges | None:
        if self._before is None:
            return None
        before, index = self._before
        found = before._known.get(id(node))
        return None if found is None else found[1].take(index)

    def _quantity(self, node: Quantity) -> Ranges:
        match node:
            case nodes.Literal(value):
                return constant(value)
            case nodes.Attribute():
                return self._attribute(node)
            case nodes.Indicator():
                return self._indicator(node)
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
    ) -> Ranges:
        match node:
            case nodes.Span():
                return reduce(ranges.add, map(self._indicator, node.parts))
            case nodes.Parameter():
                return self._parameter(node)
            case nodes.Growth(now, base):
                return arithmetic.growth(self.quantity(now), self.quantity(base), self.size)
            case nodes.Shifted(start, count, unit):
                return arithmetic.shifted(self.quantity(start), count, unit, self.size)
            case nodes.Progressive():
                return self._progressive(node)
        return self._arithmetic(node)

    def _arithmetic(self, node: nodes.Arithmetic) -> Ranges:
        match node:
            case nodes.Sum(left, right, sign):
                operation = ranges.subtract if sign < 0 else ranges.add
                return operation(self.quantity(left), self.quantity(right))
            case nodes.Product():
                return self._product(node)
            case nodes.Converted(part, times):
                return arithmetic.multiply(self.quantity(part), constant(times), self._leave)
            case nodes.Call(function, parts):
                on_columns = ON_COLUMNS.get(function.word)
                if on_columns is None:
                    return self._left_open()
                return on_columns([self.quantity(part) for part in parts], self.size)
            case _:
                assert_never(node)

    def _left_open(self) -> Ranges:
        """Leave every place to the evaluator of one enterprise: whatever stands here is not looked at."""
        self._leave(np.ones(self.size, bool))
        return constant(0)

    def _tariff(self, node: nodes.Tiers) -> Ranges:
        measured, bounds = self.quantity(node.key), [self.quantity(tier.bound) for tier in node.tiers]
        reached = [
            self._compare(measured, tier.comparator, bound)
            for tier, bound in zip(node.tiers, bounds, strict=True)
        ]
        gives = [tier.gives for tier in node.tiers]
        result = self._chosen(list(zip(reached, gives, strict=True)), node.otherwise)
        empty = ranges.any_empty([measured, *bounds])
        if empty is None or node.key.type is Type.DATE:
            return result
        # How long it is since a day that does not exist is no reason for the last line.
        return ranges.without_day(result, empty)

    def _chosen(self, lines: Sequence[tuple[Verdicts, Quantity]], otherwise: Quantity) -> Ranges:
        """Return what the first line that holds gives, else ``otherwise``."""
        result = self.quantity(otherwise)
        for verdicts, gives in reversed(lines):
            given = self.quantity(gives)
            if verdicts.why is not None and not (given.empty is None and result.empty is None):
                # One of the two has no value, and it is open which of them it is.
                is_one = ranges.whole_mask(given.empty, self.size) ^ ranges.whole_mask(
                    result.empty, self.size
                )
                self._leave((verdicts.why != 0) & is_one)
            result = ranges.choose(verdicts, given, result)
        return result

    # Leaves

    def _attribute(self, node: nodes.Attribute) -> Ranges:
        fact, column = node.fact, self.view.attribute(node.fact, in_row=node.in_row)
        numbers = _numbers(fact, column)
        if column.entered is None:
            return Ranges.exact(numbers, column.absent)
        if fact.kind is FactKind.DATE:
            bounds: tuple[Exact, Exact] = ALL_DATES
        else:
            least_value, greatest_value = fact.bounds
            bounds = exact_value(fact.kind, least_value), exact_value(fact.kind, greatest_value)
        why = self._why(fact, self.view.key(fact, in_row=node.in_row))
        return _where_entered(column, numbers, bounds, why)

    def _indicator(self, node: nodes.Indicator) -> Ranges:
        fact, column = node.fact, self.view.figure(node.fact, node.period)
        numbers = _numbers(fact, column)
        if column.entered is None:
            return Ranges.exact(numbers)
        least_value, greatest_value = fact.bounds
        bounds = exact_value(fact.kind, least_value), exact_value(fact.kind, greatest_value)
        return _where_entered(column, numbers, bounds, self._why(fact, indicator_key(node)))

    def _parameter(self, node: nodes.Parameter) -> Ranges:
        when, values = self.quantity(node.when), [Fraction(one.value) for one in node.values]
        days = np.array([one.since.toordinal() for one in node.values])
        place = np.searchsorted(days, when.low.numbers.spread(self.size).whole(), side="right") - 1
        may_be_before, is_known = place < 0, when.exact_mask(self.size)
        if when.empty is not None:
            may_be_before = may_be_before | when.empty
        found = _looked_up(values, np.maximum(place, 0))
        opened = ~is_known | may_be_before
        if not opened.any():
            return Ranges.exact(found)
        wide, narrow = parameter_bounds(node, may_be_before=True), parameter_bounds(node, may_be_before=False)
        low, high = (
            pick(opened, pick(may_be_before, Numbers.of(beyond), Numbers.of(within)), found)
            for beyond, within in zip(wide, narrow, strict=True)
        )
        no_value = is_known if when.empty is None else is_known | when.empty
        why = np.where(no_value, NO_HELP, ranges.whole_why(when.why, self.size))
        return ranges.between(End(low), End(high), why, None)

    # Arithmetic

    def _product(self, node: nodes.Product) -> Ranges:
        result = self.quantity(node.factors[0])
        for factor in node.factors[1:]:
            result = arithmetic.multiply(result, self.quantity(factor), self._leave)
        for divisor in node.divisors:
            result = arithmetic.divide(result, self.quantity(divisor), self.size, self._leave)
        return arithmetic.to_fen(result) if node.type is Type.MONEY else result

    def _progressive(self, node: nodes.Progressive) -> Ranges:
        base, lower = self.quantity(node.base), constant(0)
        amounts = []
        for one in node.slices:
            upto = ranges.greatest_of([lower, self.quantity(one.upto)])
            part = arithmetic.above(ranges.least_of([base, upto]), lower)
            amounts.append(self._share(part, one.rate))
            lower = upto
        amounts.append(self._share(arithmetic.above(base, lower), node.rate))
        return reduce(ranges.add, amounts)

    def _share(self, part: Ranges, rate: Quantity) -> Ranges:
        return arithmetic.to_fen(arithmetic.multiply(part, self.quantity(rate), self._leave))

    # Rows

    def _on_rows(self, kind: RowKind) -> tuple[RowsView, "BulkEvaluation"]:
        view = self.view.rows(kind)
        return view, BulkEvaluation(view, self._keys)

    def _leave_rows(self, rows: RowsView, inner: "BulkEvaluation") -> None:
        if inner._unsure is not None:
            self._leave(any_row(rows, inner._unsure))

    def _rows_hold(self, node: nodes.RowsHold) -> Verdicts:
        rows, inner = self._on_rows(node.rows)
        verdicts = inner.condition(node.condition)
        self._leave_rows(rows, inner)
        if node.all_of_them:
            fails = any_row(rows, verdicts.fails)
            holds = ~fails
        else:
            holds = any_row(rows, verdicts.holds)
            fails = ~holds
        list_missing = ~rows.entered * self._keys.bit(node.rows.name)
        if verdicts.why is None:
            why = None if bool(rows.entered.all()) else list_missing
            return Verdicts(holds & rows.entered, fails & rows.entered, why)
        why = ranges.hide_doubts(all_causes(rows.owner, verdicts.why, self.size))
        why = why * ~(fails if node.all_of_them else holds) | list_missing
        is_decided = why == 0
        return Verdicts(holds & is_decided, fails & is_decided, why)

    def _over_rows(self, node: nodes.OverRows) -> Ranges:
        view, inner = self._on_rows(node.rows)
        verdicts = (
            Verdicts.decided(np.ones(view.size, bool))
            if node.condition is None
            else inner.condition(node.condition)
        )
        value, groups = inner.quantity(node.value), inner._groups(node)
        counts = ~verdicts.fails
        # Which of several open rows count, or of which group, is worked out one enterprise at a time, and so
        # is what columns do not come to.
        left_open = inner.unsure | (counts & ~verdicts.holds)
        if node.gather.reduce not in REDUCED or node.type is Type.DATE:
            left_open = np.ones(view.size, bool)
        if groups is not None:
            left_open = left_open | (counts & ~known(groups))
        if value.empty is not None:
            left_open = left_open | (value.empty & counts)
        count = self._how_many(node)
        if node.gather.reduce is not Reduce.SUM or node.gather.order is not None:
            for end in (value.low, value.high):
                if end.infinite is not None:
                    left_open = left_open | (end.infinite & counts)
        self._leave(any_row(view, left_open))
        taking = Taking(node.gather, view, counts, count, None if groups is None else groups.values)
        low = taking.end(value.low)
        if node.type is Type.DATE:
            # Of no rows there is no day; of others it is worked out one enterprise at a time.
            self._leave(~view.entered)
            return Ranges(low, low, None, ~any_row(view, counts))
        if value.is_exact:
            result = Ranges(low, low)
        else:
            causes = all_causes(view.owner, ranges.whole_why(value.why, view.size) * counts, self.size)
            result = ranges.between(low, taking.end(value.high), causes, None)
        return result if bool(view.entered.all()) else self._with_unknown(node, view, result)

    def _groups(self, node: nodes.OverRows) -> Column | None:
        return None if node.group is None else self.view.attribute(node.group, in_row=True)

    def _how_many(self, node: nodes.OverRows) -> Array:
        """Return how many rows are taken; where that is open it is for the evaluator of one enterprise."""
        if node.count is None:
            return np.zeros(self.size, np.int64)
        count = self.quantity(node.count)
        self._leave(~count.exact_mask(self.size))
        numbers = count.low.numbers.spread(self.size)
        return np.clip(numbers.floored(), 0, MAX_ROWS).astype(np.int64)

    def _with_unknown(self, node: nodes.OverRows, view: RowsView, result: Ranges) -> Ranges:
        """Return the result with what rows may come to where they were not entered."""
        blank = BulkEvaluation(self.view.blank_rows(node.rows), self._keys)
        value = blank.quantity(node.value)
        if node.count is None or node.gather.adds_any_number:
            most = Numbers.of(MAX_ROWS if node.gather.adds_any_number else 1)
        else:
            most = Numbers.column(np.maximum(self._how_many(node), 1))
        low = End(least(ZERO, value.low.numbers * most), value.low.infinite)
        high = End(greatest(ZERO, value.high.numbers * most), value.high.infinite)
        self._leave((blank.unsure | ranges.whole_mask(value.empty, self.size)) & ~view.entered)
        why = ranges.whole_why(result.why, self.size)
        return Ranges(
            ranges.pick_end(view.entered, result.low, low),
            ranges.pick_end(view.entered, result.high, high),
            np.where(view.entered, why, self._keys.bit(node.rows.name)),
        )


_MANY: Final = 4096
"""As many places are worth leaving out where the first of several conditions fails."""

_SCALED: Final = frozenset({FactKind.NUMBER, FactKind.RATE})


def _numbers(fact: Fact, column: Column) -> Numbers:
    return Numbers.column(column.wide, UNITS[fact.kind] if fact.kind in _SCALED else 1, column.reach)


def _fitting(node: nodes.Matches, column: Column) -> Mask:
    """Say which values of a column pass a test: it is asked of each different one."""
    fits = node.test.fits
    match node.fact.kind:
        case FactKind.TEXT | FactKind.CHOICE:
            return _passed(column.values, {at: fits(word) for at, word in enumerate(column.words)})
        case FactKind.TRUTH:
            return _passed(column.values, {0: fits(False), 1: fits(True)})
        case FactKind.DATE:
            days = {int(day): fits(date.fromordinal(int(day) or 1)) for day in np.unique(column.values)}
            passed = _passed(column.values, days)
            return passed if column.absent is None else np.where(column.absent, fits(None), passed)
        case FactKind.MONEY | FactKind.NUMBER | FactKind.RATE:
            return _passed(column.values, {int(one): fits(int(one)) for one in np.unique(column.values)})
        case _:
            assert_never(node.fact.kind)


def _passed(values: Array, verdicts: Mapping[int, bool]) -> Mask:
    masks = [values == value for value, passes in verdicts.items() if passes]
    return reduce(np.logical_or, masks) if masks else np.zeros(len(values), bool)


def _where_entered(column: Column, numbers: Numbers, bounds: tuple[Exact, Exact], why: Cause) -> Ranges:
    low, high = bounds
    # Where nothing was entered the column has 0, which most figures cannot be less than.
    ends = Numbers.of(low), Numbers.of(high)
    return Gapped(numbers, known(column), ends, why, column.absent, has_low=not low)


def _looked_up(values: Sequence[Fraction], place: Array) -> Numbers:
    den = lcm(*(value.denominator for value in values))
    scaled = [int(value * den) for value in values]
    return Numbers(np.array(scaled)[place], max(map(abs, scaled)), den, den)
