"""The lines of 分档: which of them nothing can ever reach."""

from collections.abc import Sequence
from fractions import Fraction

from domain.policies.language import nodes
from domain.policies.language.measures import Comparator
from domain.policies.language.ranges import TRUE, Range, compare
from domain.policies.language.wording import quantity_text

_UPWARD = (Comparator.AT_LEAST, Comparator.MORE_THAN)


def unreachable(tiers: Sequence[nodes.Tier]) -> tuple[int, str] | None:
    """Return the index of a line that an earlier one forestalls, and why; None if every line can be reached.

    Only bounds that are figures are looked at.
    """
    for later, tier in enumerate(tiers):
        for earlier in tiers[:later]:
            if _forestalls(earlier, tier):
                first, second = _line(earlier), _line(tier)
                order = "从大到小" if tier.comparator in _UPWARD else "从小到大"
                return later, (
                    f"“{second}”这一档永远轮不到：前面的“{first}”已经包含它。各档自上而下取第一个达到的，请{order}写"
                )
    return None


def _forestalls(earlier: nodes.Tier, later: nodes.Tier) -> bool:
    """Whether whatever reaches the later line has reached the earlier one."""
    first, second = earlier.bound, later.bound
    if not isinstance(first, nodes.Literal) or not isinstance(second, nodes.Literal):
        return False
    # A line turns at its bound: at both, between them and on either side of them is all that there is.
    low, high = sorted((Fraction(first.value), Fraction(second.value)))
    figures = (low - 1, low, (low + high) / 2, high, high + 1)
    return all(_reaches(earlier, one) for one in figures if _reaches(later, one))


def _reaches(tier: nodes.Tier, figure: Fraction) -> bool:
    assert isinstance(tier.bound, nodes.Literal)
    return compare(Range.of(figure), tier.comparator, Range.of(tier.bound.value)) is TRUE


def _line(tier: nodes.Tier) -> str:
    return f"{tier.comparator} {quantity_text(tier.bound)}"
