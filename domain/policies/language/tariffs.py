"""The lines of 分档: which of them nothing can ever reach."""

from collections.abc import Sequence

from domain.policies.language import nodes
from domain.policies.language.measures import Comparator
from domain.policies.language.wording import quantity_text

_UPWARD = (Comparator.AT_LEAST, Comparator.MORE_THAN)
_DOWNWARD = (Comparator.AT_MOST, Comparator.LESS_THAN)


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
    edge_counts = earlier.comparator in (Comparator.AT_LEAST, Comparator.AT_MOST)
    needs_edge = later.comparator in (Comparator.AT_LEAST, Comparator.AT_MOST, Comparator.EQUAL)
    if first.value == second.value:
        same_way = any({earlier.comparator, later.comparator} <= set(way) for way in (_UPWARD, _DOWNWARD))
        at_edge = later.comparator is Comparator.EQUAL and edge_counts
        return (
            earlier.comparator is later.comparator
            or at_edge
            or (same_way and (edge_counts or not needs_edge))
        )
    if earlier.comparator in _UPWARD:
        return later.comparator in (*_UPWARD, Comparator.EQUAL) and second.value > first.value
    if earlier.comparator in _DOWNWARD:
        return later.comparator in (*_DOWNWARD, Comparator.EQUAL) and second.value < first.value
    return False


def _line(tier: nodes.Tier) -> str:
    return f"{tier.comparator} {quantity_text(tier.bound)}"
