"""Columns of period figures: what was typed, and what follows from it."""

from collections.abc import Callable, Iterator

import numpy as np

from domain.enterprises.derivation import kin_of, way_to
from domain.enterprises.dictionary import Fact
from domain.policies.many.columns import Column, all_known, known
from domain.policies.many.numbers import Array
from domain.values.periods import Period


def figure_column(fact: Fact, period: Period, size: int, typed: Callable[[Period], Column | None]) -> Column:
    """Return a period figure of ``size`` enterprises, as `EnterpriseFacts.figure` finds it for one.

    Args:
        fact: Which figure.
        period: Of which period.
        size: How many enterprises there are.
        typed: Gives what was typed for a period; None where nothing was for anyone.
    """
    own = typed(period) or Column(np.zeros(size, np.int64), np.zeros(size, bool))
    if own.entered is None:
        return own
    open_ = np.flatnonzero(~own.entered)
    columns = {other: column for other in kin_of(period, fact.nature) if (column := typed(other)) is not None}
    if not columns:
        return own
    values, entered = own.values.copy(), own.entered.copy()
    least, most = fact.bounds
    for places, present in _by_what_is_there(open_, columns):
        way = way_to(period, present, fact.nature)
        if way is None:
            continue
        amounts = sum(
            (columns[other].values[places] for other in way.added), start=np.zeros(len(places), np.int64)
        )
        for other in way.subtracted:
            amounts = amounts - columns[other].values[places]
        fits = (amounts >= least) & (amounts <= most)
        values[places[fits]] = amounts[fits]
        entered[places[fits]] = True
    return Column(values, all_known(entered))


def _by_what_is_there(
    places: Array, columns: dict[Period, Column]
) -> Iterator[tuple[Array, frozenset[Period]]]:
    """Yield places together of which the same periods were typed, and those periods."""
    # Few patterns for many enterprises: the way is looked for once for each.
    present = np.zeros(len(places), np.int64)
    for bit, column in enumerate(columns.values()):
        present |= known(column)[places].astype(np.int64) << bit
    order = np.argsort(present, kind="stable")
    patterns, starts = np.unique(present[order], return_index=True)
    periods = list(columns)
    for pattern, group in zip(patterns.tolist(), np.split(places[order], starts[1:]), strict=True):
        if pattern:
            yield group, frozenset(one for bit, one in enumerate(periods) if pattern >> bit & 1)
