"""What follows from period figures, a second time by hand: every chain is written down, the best taken.

It imports nothing of the program, so that a mistake there cannot hide itself here.
"""

from collections.abc import Iterator, Mapping

Chain = tuple[str, ...]
MAY_BE_NEGATIVE = ("output_value", "revenue", "sales")


def span(period: str) -> tuple[int, int]:
    """Return how many months of the year have passed before a period and at its end.

    >>> span("2022"), span("2022H2"), span("2022Q2"), span("2022M05"), span("2022C05")
    ((0, 12), (6, 12), (3, 6), (4, 5), (0, 5))
    """
    letter, number = period[4:5], int(period[5:] or 1)
    if letter == "C":
        return 0, number
    months = {"": 12, "H": 6, "Q": 3, "M": 1}[letter]
    return months * (number - 1), months * number


def chains(typed: Mapping[str, int], start: int, end: int) -> Iterator[Chain]:
    """Yield every way to go from one month to a later one over figures that follow one another."""
    if start == end:
        yield ()
        return
    for period in typed:
        first, last = span(period)
        if first == start and last <= end:
            yield from ((period, *rest) for rest in chains(typed, last, end))


def rank(period: str) -> tuple[int, bool, int]:
    """Say which figure is preferred: the longer, then the one that is no 累计, then the earlier."""
    first, last = span(period)
    return first - last, period[4:5] == "C", first


def derived(typed: Mapping[str, int], period: str) -> int | None:
    """Return what a figure that was not typed comes to by the typed ones of its year; None if it does not."""
    same_year = {one: amount for one, amount in typed.items() if one[:4] == period[:4] and one != period}
    start, end = span(period)
    sums = [(chain, ()) for chain in chains(same_year, start, end)]
    # On to the end of a 累计, over it back to January, and from there to the end.
    differences = [
        ((*onwards, *chain), (back,))
        for back in same_year
        if back[4:5] == "C" and span(back)[1] >= start
        for onwards in chains(same_year, start, span(back)[1])
        for chain in chains(same_year, 0, end)
    ]
    ways = sums or differences
    if not ways:
        return None
    added, subtracted = min(ways, key=lambda way: (len(sum(way, ())), sorted(map(rank, sum(way, ())))))
    return sum(typed[one] for one in added) - sum(typed[one] for one in subtracted)


def figure(typed: Mapping[str, int], period: str, *, may_be_negative: bool) -> int | None:
    """Return a figure in fen as it was typed or as it follows; what is impossible does not follow."""
    if period in typed:
        return typed[period]
    amount = derived(typed, period)
    return amount if amount is None or may_be_negative or amount >= 0 else None
