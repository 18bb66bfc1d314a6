"""The two values beside each other between which a condition turns, as one figure moves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple

from domain.policies.authoring.proving.knobs import Knob
from domain.policies.language.ranges import Exact, Result

_FASTER: Final = 16


@dataclass(frozen=True, slots=True)
class Turn:
    """Two values beside each other between which a condition turns; ``holds_above`` at the greater one."""

    knob: Knob
    below: int
    above: int
    holds_above: bool


class Look(NamedTuple):
    """How a condition turns out at a value, and by how much its left side is above its right, if known."""

    number: int
    result: Result
    gap: Exact | None


def find_turn(look: Callable[[int], Look], start: int, knob: Knob, *, upwards: bool) -> Turn | None:
    """Find where a condition first turns above or below a value; None where it does not, or is open there.

    Steps grow until it has turned, and what is between is halved. Where both sides of a comparison are
    known, the line through the last two looks says where to look next.
    """
    begun = look(start)
    if begun.result not in (Result.TRUE, Result.FALSE):
        return None
    around = _turned(look, begun, knob, upwards=upwards)
    if around is None:
        return None
    near, far = _narrowed(look, *around, knob.step)
    if near.result not in (Result.TRUE, Result.FALSE):
        return None
    below, above = (near, far) if upwards else (far, near)
    return Turn(knob, below.number, above.number, holds_above=above.result is Result.TRUE)


def _turned(
    look: Callable[[int], Look], near: Look, knob: Knob, *, upwards: bool
) -> tuple[Look, Look] | None:
    """Return the last look before a condition had turned, and one after it."""
    step, (least, most), known = knob.step, knob.bounds, near.result
    sign = 1 if upwards else -1
    # Beyond the wall nothing can be said, such as of a growth on a base of 0.
    wall, is_bound = (most + 1 if upwards else least - 1), True
    width = step
    while True:
        left = (abs(wall - near.number) - 1) // step * step
        if not left:
            return None
        if width > left:
            width = left if is_bound else max(step, left // step // 2 * step)
        far = look(near.number + sign * width)
        if far.result is known:
            width = _next_width(near, far, width, step)
            near = far
        elif far.result in (Result.TRUE, Result.FALSE):
            return near, far
        else:
            wall, is_bound = far.number, False


def _next_width(near: Look, far: Look, width: int, step: int) -> int:
    """Return how far to go on: to where the line through two looks crosses, or some times as far."""
    crossing = _crossing(near, far)
    beyond = None if crossing is None else abs(crossing - near.number) - width
    is_ahead = crossing is not None and (crossing > far.number) is (far.number > near.number)
    if beyond is None or not is_ahead or beyond <= 0:
        return width * _FASTER
    return (beyond // step + 1) * step


def _narrowed(look: Callable[[int], Look], near: Look, far: Look, step: int) -> tuple[Look, Look]:
    """Return two looks beside each other, the first as the near one, the second as the far one."""
    is_by_line = True
    while abs(far.number - near.number) > step:
        low, high = sorted((near.number, far.number))
        middle = low + (high - low) // step // 2 * step
        crossing = _crossing(near, far) if is_by_line else None
        if crossing is not None:
            aligned = low + (crossing - low) // step * step
            middle = min(max(aligned, low + step), high - step)
        is_by_line = not is_by_line
        found = look(middle)
        if found.result is far.result:
            far = found
        else:
            near = found
    return near, far


def _crossing(one: Look, other: Look) -> int | None:
    """Return where the line through two looks comes to nothing; None where that is not known."""
    if one.gap is None or other.gap is None or one.gap == other.gap:
        return None
    return int(one.number + (other.number - one.number) * one.gap // (one.gap - other.gap))
