"""Lines of a table as they are copied from Excel, or from a wording, → a tariff as a table from–to."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from domain.policies.agreement.figures import Figure, Kind
from domain.policies.agreement.numerals import narrow
from domain.policies.agreement.wording import read_wording
from domain.policies.authoring.draft import DraftBand
from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import Quantity
from domain.policies.authoring.forms.tiers import laddered, settled
from domain.values.money import short_yuan

_IN_BRACKETS: Final = re.compile(r"[（(]\s*(不?)包?含[^）)]*[）)]")
_FALLING: Final = re.compile(r"下降|减少|降低|降幅|负增长")
_BRACKET: Final = r"\s*(?:[（(]\s*(?P<said>不?包?含)[^）)]*[）)])?"
_AFTER: Final = (
    (re.compile(rf"{_BRACKET}\s*(?:及其?)?(?:以上|起)"), "low"),
    (re.compile(rf"{_BRACKET}\s*(?:及其?)?(?:以[下内]|之内|为止)"), "high"),
)
_SAID: Final = re.compile(_BRACKET)
_BEFORE: Final = (
    (
        re.compile(r"(?:(?:不|未|没有|不得)(?:超过?|突破)|不高于|不大于|不多于|≤|<=|至多|最多)\s*$"),
        "high",
        True,
    ),
    (re.compile(r"(?:不足|不满|未满|(?:不|未)达到?|低于|小于|少于|<|＜|不到)\s*$"), "high", False),
    (re.compile(r"(?:不低于|不少于|不小于|达到?|≥|>=|至少)\s*$"), "low", True),
    (re.compile(r"(?:超过|突破|大于|高于|多于|>|＞)\s*$"), "low", False),
)
_EDGE: Final = re.compile(r"(不?)包?含")
_OPEN: Final = re.compile(r"[-—－/无\s]*|(?:及?以[上下])")
_HEAD_UNIT: Final = re.compile(r"[（(]\s*(?:单位[:：])?\s*([^\s\d（）()]{1,4})\s*[）)]")
_BARE: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")
_REST: Final = re.compile(r"\s*(?:其余|其他|其它)")
_LEADING: Final = re.compile(r"[\d,.\s]+")
_MINUS: Final = re.compile(r"(?:^|[\s：:，,])[-－]$")
_DASHES: Final = ("-", "－")
_TEN_THOUSAND: Final = 1_000_000
_PER: Final = re.compile(r"/[^\W\d_]{1,5}")


@dataclass(frozen=True, slots=True)
class _Placed:
    """A figure of a line, with its place and how a formula writes it."""

    start: int
    end: int
    text: str


def pasted(text: str, scope: Scope, key: Quantity | None) -> tuple[DraftBand, ...]:
    """Read lines as they are copied from Excel or from a wording: 100万（含）—500万 ⇥ 5万, or more columns.

    With columns, the last is what is given, those before it from and to, each perhaps with 含 or 不含 in a
    column of its own; a unit in a head (万元) is that of the figures below. An edge of which nobody says
    whether it counts is left open (None), but 以上 and 以下 count (民法典 第一千二百五十九条). A line that
    cannot be read is a band whose ``gives`` holds it whole.
    """
    heads: Sequence[str] = ()
    bands: list[DraftBand] = []
    for line in _IN_BRACKETS.sub(r"（\1含）", narrow(text)).splitlines():
        cells = [cell.strip() for cell in line.split("\t")]
        whole = "".join(cells)
        if not whole:
            continue
        if not read_wording(whole, ()).figures and not _REST.match(whole):
            heads = heads or cells
            continue
        bands.append(_band(_with_units(cells, heads)))
    return settled(laddered(bands, key, scope))


def _with_units(cells: Sequence[str], heads: Sequence[str]) -> list[str]:
    """Return the cells with the units of the heads above behind figures that have none."""
    found = list(cells)
    for at, head in enumerate(heads[: len(cells)]):
        unit = _HEAD_UNIT.search(head)
        if unit is not None and _BARE.fullmatch(cells[at]):
            found[at] = f"{cells[at]}{unit[1]}"
    return found


def _band(cells: list[str]) -> DraftBand:
    whole = " ".join(filter(None, cells))
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    # What a line is called says nothing, unless it is for the rest.
    while len(cells) > 2 and cells[0] and not _figures(cells[0]) and not _OPEN.fullmatch(cells[0]):
        if _REST.match(cells[0]):
            return DraftBand(gives=_given(cells[-1]))
        cells.pop(0)
    if len(cells) == 1:
        return _of_wording(whole)
    bounds = _merged(cells[:-1])
    gives = _given(cells[-1])
    if len(bounds) == 1:
        return DraftBand(gives=gives) if _REST.match(bounds[0]) else _within(bounds[0], gives, whole)
    if len(bounds) > 2:
        return DraftBand(gives=whole)
    low, high = (_side(text, side) for text, side in zip(bounds, ("low", "high"), strict=True))
    if low is None or high is None:
        return DraftBand(gives=whole)
    return DraftBand(*low, *high, gives)


def _merged(cells: Sequence[str]) -> list[str]:
    """Put 含 and 不含 behind the bound before them."""
    found: list[str] = []
    for cell in cells:
        edge = _EDGE.fullmatch(cell.strip("（）()"))
        if edge is not None and found:
            found[-1] += f"（{edge[1]}含）"
        elif edge is None:
            found.append(cell)
    return found


def _side(text: str, side: str) -> tuple[str, bool | None] | None:
    """Read a cell that is the lower or the upper bound; None where it is neither empty nor one figure."""
    if _OPEN.fullmatch(text):
        return "", side == "low"
    figures = _figures(text)
    if len(figures) != 1 or _is_unclear(text, figures[0]):
        return None
    _, counts = _edge(text, figures, 0)
    return figures[0].text, counts


def _of_wording(line: str) -> DraftBand:
    """Read a line of which the last figure is what is given."""
    figures = _figures(line)
    if not figures:
        return DraftBand(gives=line)
    last = figures[-1]
    price = _PER.match(line, last.end)
    gives = last.text + (price[0] if price is not None else "")
    if _REST.match(line):
        return DraftBand(gives=gives)
    return _within(line[: last.start], gives, line)


def _within(text: str, gives: str, whole: str) -> DraftBand:
    """Read from where to where a line goes."""
    figures = _figures(text)
    # Of what falls it is not plain from which side a figure bounds it.
    if not 1 <= len(figures) <= 2 or _FALLING.search(text) or _is_unclear(text, figures[0]):
        return DraftBand(gives=whole)
    found: dict[str, tuple[str, bool | None]] = {}
    for at, figure in enumerate(figures):
        side, counts = _edge(text, figures, at)
        if not side:
            if len(figures) == 1:
                return DraftBand(gives=whole)
            side = "high" if at else "low"
        if side in found:
            return DraftBand(gives=whole)
        found[side] = figure.text, counts
    low, high = found.get("low", ("", True)), found.get("high", ("", False))
    return DraftBand(*low, *high, gives)


def _edge(text: str, figures: Sequence[_Placed], at: int) -> tuple[str, bool | None]:
    """Return which bound a figure is by the words around it, and whether it counts; empty, None if unsaid."""
    one = figures[at]
    before = text[figures[at - 1].end if at else 0 : one.start]
    after = text[one.end : figures[at + 1].start if at + 1 < len(figures) else len(text)]
    said = _SAID.match(after)
    counts = None if said is None or said["said"] is None else not said["said"].startswith("不")
    for pattern, side in _AFTER:
        if pattern.match(after):
            return side, True if counts is None else counts
    for pattern, side, includes in _BEFORE:
        if pattern.search(before):
            return side, includes if counts is None else counts
    return "", counts


def _figures(text: str) -> list[_Placed]:
    """Return the figures of a text in their order, as formulas write them."""
    found: list[_Placed] = []
    unit, at = "", len(text)
    # From the end, since a figure may have the unit of the one behind it: 100-200人.
    for figure in reversed(read_wording(text, ()).figures):
        start = text.rfind(figure.text, 0, at)
        if start < 0 or not figure.amounts:
            continue
        end, at = start + len(figure.text), start
        written = _written(figure, unit)
        unit = _LEADING.sub("", figure.text) or unit
        if _MINUS.search(text[:start]):
            written = f"-{written}"
        found.insert(0, _Placed(start, end, written))
    return found


def _is_unclear(text: str, first: _Placed) -> bool:
    """Whether a dash before the first figure may be a minus: 增速-5%; before another it is a range."""
    return text[: first.start].endswith(_DASHES) and not first.text.startswith("-")


def _written(figure: Figure, unit: str) -> str:
    """Return a figure as a formula writes it; ``unit`` is that of the figure behind it."""
    (value, *_) = sorted(figure.amounts)
    plain = figure.text.replace(",", "").replace(" ", "")
    match figure.kind:
        case Kind.MONEY:
            return short_yuan(int(value)).removesuffix("元") if value % _TEN_THOUSAND == 0 else plain
        case Kind.RATE:
            return f"{_decimal(value * 100)}%"
    return f"{plain}{unit}" if figure.unit and _BARE.fullmatch(plain) else plain


def _decimal(value: Fraction) -> str:
    return f"{value.numerator / value.denominator:.10f}".rstrip("0").rstrip(".")


def _given(cell: str) -> str:
    """Return what a cell gives: the figure that it is, or else its text as it stands."""
    figures = _figures(cell)
    plain = cell.replace(",", "").strip()
    if len(figures) == 1 and (figures[0].start, figures[0].end) == (0, len(cell)):
        return figures[0].text
    return plain
