"""Breaking Chinese text into lines, and spreading each over its width."""

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

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
_SLACK: Final = 0.001


class Unit(NamedTuple):
    """What is never broken: one Chinese character, or a word or number with its unit.

    ``width`` is in ems, so that a text is measured once for every size. ``signs`` are its characters, for
    where it is wider than a whole line.
    """

    text: str
    width: float
    signs: tuple["Unit", ...] = ()

    @property
    def is_blank(self) -> bool:
        return self.text.isspace()


class Line(NamedTuple):
    """One line. ``gap`` is what is added after each unit but the last; ``indent`` where it begins.

    Both are lengths, as is ``em``, the width of one Chinese character.
    """

    units: tuple[Unit, ...]
    indent: float
    gap: float
    em: float

    @property
    def text(self) -> str:
        return "".join([unit.text for unit in self.units])

    @property
    def width(self) -> float:
        """Natural width, without gaps."""
        return self.em * sum([unit.width for unit in self.units])


def units_of(text: str, unit: Callable[[str], Unit]) -> tuple[Unit, ...]:
    """Take a text apart; ``unit`` makes one of a piece, see `unit_of`."""
    return tuple([unit(piece) for piece in _UNIT.findall(text)])


def unit_of(text: str, measure: Callable[[str], float]) -> Unit:
    """Return a piece as a unit; ``measure`` gives its width in ems."""
    signs = tuple([Unit(sign, measure(sign)) for sign in text]) if len(text) > 1 else ()
    return Unit(text, measure(text), signs)


def break_lines(
    units: Sequence[Unit], width: float, *, em: float, indent: float = 0.0, is_justified: bool = True
) -> list[Line]:
    """Break a paragraph.

    Args:
        units: What `units_of` made of it; it has no line breaks.
        width: Of every line.
        em: Width of one Chinese character.
        indent: Of the first line.
        is_justified: Whether every line but the last is spread to the full width.
    """
    lines: list[Line] = []
    rest = _narrowed(units, width / em)
    while rest:
        room = (width - (0 if lines else indent)) / em
        count = _fitting(rest, room)
        taken, rest = trimmed(rest[:count]), rest[count:]
        while rest and rest[0].is_blank:
            rest = rest[1:]
        gap = em * _gap(taken, room) if is_justified and rest else 0.0
        lines.append(Line(taken, 0 if lines else indent, gap, em))
    return lines


def _narrowed(units: Sequence[Unit], room: float) -> Sequence[Unit]:
    """Return the units with those wider than a line taken apart."""
    if max([unit.width for unit in units], default=0.0) <= room:
        return units
    return [part for unit in units for part in (unit.signs if unit.width > room and unit.signs else (unit,))]


def _fitting(units: Sequence[Unit], room: float) -> int:
    """Return how many units go on the line, at least one."""
    used, count = 0.0, 0
    for unit in units:
        hangs = unit.width / 2 if unit.text in _HALF_EMPTY else unit.width
        if used + hangs > room + _SLACK:
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


def trimmed(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Return units without the blanks at their end."""
    end = len(units)
    while end > 1 and units[end - 1].is_blank:
        end -= 1
    return tuple(units[:end])


def _gap(units: Sequence[Unit], room: float) -> float:
    """Return what spreads a line to the full width, in ems; one far too short stays as it is."""
    used = sum(unit.width for unit in units)
    if units[-1].text in _HALF_EMPTY and used > room:
        used -= units[-1].width / 2
    gaps = len(units) - 1
    gap = (room - used) / gaps if gaps else 0.0
    return gap if gap <= _MOST_STRETCH_EM else 0.0
