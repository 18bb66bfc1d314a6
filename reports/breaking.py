"""Breaking Chinese text into lines, and spreading each over its width."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

NO_LINE_START: Final = frozenset("，。、；：！？）〕》〉」』”’…—％%·)]}.,;:!?")
NO_LINE_END: Final = frozenset("（〔《〈「『“‘([{")
# Ink only in the left half: at the end of a line the empty half may stand outside.
_HALF_EMPTY: Final = frozenset("，。、；：）〕》〉」』”’")
_UNIT: Final = re.compile(
    r"〔\d{4}〕\d+号"
    r"|[+-]?\d[\d,]*(?:\.\d+)?(?: ?(?:元|万元|亿元|档|%|％|天))?"
    r"|[A-Za-z0-9][\w.,:/+\-@]*"
    r"|\S| +",
    re.ASCII,
)
_MOST_STRETCH_EM: Final = 0.25


@dataclass(frozen=True, slots=True)
class Unit:
    """What is never broken: one Chinese character, or a word or number with its unit."""

    text: str
    width: float

    @property
    def is_blank(self) -> bool:
        return self.text.isspace()


@dataclass(frozen=True, slots=True)
class Line:
    """One line. ``gap`` is what is added after each unit but the last; ``indent`` where it begins."""

    units: tuple[Unit, ...]
    indent: float
    gap: float

    @property
    def text(self) -> str:
        return "".join(unit.text for unit in self.units)

    @property
    def width(self) -> float:
        """Natural width, without gaps."""
        return sum(unit.width for unit in self.units)


def break_lines(
    text: str,
    measure: Callable[[str], float],
    width: float,
    *,
    em: float,
    indent: float = 0.0,
    is_justified: bool = True,
) -> list[Line]:
    """Break a paragraph.

    Args:
        text: Without line breaks.
        measure: Gives the width of a text, in the unit of ``width``.
        width: Of every line.
        em: Width of one Chinese character.
        indent: Of the first line.
        is_justified: Whether every line but the last is spread to the full width.
    """
    lines: list[Line] = []
    rest = list(_units(text, measure, width))
    while rest:
        room = width - (0 if lines else indent)
        count = _fitting(rest, room)
        taken, rest = _trimmed(rest[:count]), rest[count:]
        while rest and rest[0].is_blank:
            rest.pop(0)
        gap = _gap(taken, room, em) if is_justified and rest else 0.0
        lines.append(Line(taken, 0 if lines else indent, gap))
    return lines


def _units(text: str, measure: Callable[[str], float], width: float) -> Iterator[Unit]:
    for match in _UNIT.finditer(text):
        size = measure(match[0])
        if size <= width:
            yield Unit(match[0], size)
        else:
            yield from (Unit(sign, measure(sign)) for sign in match[0])


def _fitting(units: Sequence[Unit], room: float) -> int:
    """Return how many units go on the line, at least one."""
    used, count = 0.0, 0
    for unit in units:
        hangs = unit.width / 2 if unit.text in _HALF_EMPTY else unit.width
        if used + hangs > room + 0.01:
            break
        used += unit.width
        count += 1
    if count == len(units):
        return count
    return _allowed_break(units, max(count, 1))


def _allowed_break(units: Sequence[Unit], count: int) -> int:
    """Move the break back until neither side has a sign that must not stand there."""
    best = count
    while best > 1 and (units[best].text[0] in NO_LINE_START or units[best - 1].text in NO_LINE_END):
        best -= 1
    return best if best > 1 or count == 1 else count


def _trimmed(units: Sequence[Unit]) -> tuple[Unit, ...]:
    end = len(units)
    while end > 1 and units[end - 1].is_blank:
        end -= 1
    return tuple(units[:end])


def _gap(units: Sequence[Unit], room: float, em: float) -> float:
    """Return what spreads a line to the full width; a line far too short, as before a long number, stays."""
    used = sum(unit.width for unit in units)
    if units[-1].text in _HALF_EMPTY and used > room:
        used -= units[-1].width / 2
    gaps = len(units) - 1
    gap = (room - used) / gaps if gaps else 0.0
    return gap if gap <= _MOST_STRETCH_EM * em else 0.0
