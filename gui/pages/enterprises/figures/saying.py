"""What there is to say about one cell of figures: wrong, contradicted, following, far from last year's."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.enterprises.derivation import way_from
from domain.enterprises.swings import is_swing, swing_text
from domain.values.periods import Period
from gui.messages import Tone
from gui.pages.enterprises.figures.sheet import FigureSheet, Wrong


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence about a cell; ``contradicts`` where figures that were typed do not go together."""

    tone: Tone = Tone.INFO
    text: str = ""
    contradicts: bool = False


def say(
    sheet: FigureSheet[Any],
    place: tuple[Any, Period],
    *,
    subject: str,
    amount_text: Callable[[int], str],
    is_clash: bool = False,
) -> Said:
    """Return what there is to say about a cell.

    Args:
        sheet: Where it stands.
        place: Row and period.
        subject: What the sentence begins with.
        amount_text: Writes an amount with its unit.
        is_clash: Whether somebody else changed it meanwhile.
    """
    entry = sheet.entry(place)
    if isinstance(entry, Wrong):
        return Said(Tone.ERROR, f"{subject}：{entry.reason}")
    if is_clash:
        stored = sheet.stored(place)
        now = "已被清空" if stored is None else f"已被改成 {amount_text(stored)}"
        return Said(Tone.WARNING, f"{subject}在录入期间{now}；再保存就以您填的为准")
    contradiction = _contradiction(sheet, place, amount_text)
    swing = _swing(sheet, place)
    if contradiction:
        text = f"{subject}{contradiction}。{swing}".rstrip("。")
        return Said(Tone.WARNING, text, contradicts=True)
    figure = sheet.figure(place)
    if entry is None and figure is not None and figure.way is not None:
        return Said(Tone.INFO, f"{subject}没有填，按“{figure.way.text}”推出 {amount_text(figure.amount)}")
    if swing:
        return Said(Tone.INFO, f"{subject}{swing}")
    hint = sheet.fact_of(place[0]).hint
    return Said(Tone.INFO, hint and f"{subject}：{hint}")


def swing_direction(sheet: FigureSheet[Any], place: tuple[Any, Period]) -> int:
    """Return 1 or -1 where what was typed is far above or below that of a year before, else 0."""
    pair = _swinging(sheet, place)
    return 0 if pair is None else 1 if pair[0] > pair[1] else -1


def _swing(sheet: FigureSheet[Any], place: tuple[Any, Period]) -> str:
    pair = _swinging(sheet, place)
    return "" if pair is None else swing_text(sheet.fact_of(place[0]), *pair)


def _swinging(sheet: FigureSheet[Any], place: tuple[Any, Period]) -> tuple[int, int] | None:
    """Return what was typed and what was a year before, where the two are far apart."""
    entry, before = sheet.entry(place), sheet.figure((place[0], place[1].year_before))
    if not isinstance(entry, int) or before is None:
        return None
    return (entry, before.amount) if is_swing(sheet.fact_of(place[0]), entry, before.amount) else None


def _contradiction(
    sheet: FigureSheet[Any], place: tuple[Any, Period], amount_text: Callable[[int], str]
) -> str:
    entry, other = sheet.entry(place), sheet.differing(place)
    figure = sheet.figure(place)
    if entry is None and figure is None:
        return _impossible(sheet, place, amount_text)
    if other is None or other.way is None or figure is None:
        return ""
    also = f"{other.way.text}是 {amount_text(other.amount)}"
    if figure.way is None:
        return f"填的是 {amount_text(figure.amount)}，{also}；对不上，以填的为准"
    return f"没有填，按“{figure.way.text}”推出 {amount_text(figure.amount)}，{also}；对不上，请核对"


def _impossible(sheet: FigureSheet[Any], place: tuple[Any, Period], amount_text: Callable[[int], str]) -> str:
    figures = sheet.typed(place[0])
    way = way_from(sheet.fact_of(place[0]), place[1], figures)
    if way is None:
        return ""
    return f"按“{way.text}”算得 {amount_text(way.amount(figures))}，不可能有，请核对填的数"
