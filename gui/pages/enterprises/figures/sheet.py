"""Period figures as they are typed, with what follows from them, and what there is to say about one cell."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Generic, TypeAlias, TypeVar

from domain.enterprises.derivation import Figure, differing, figure_from, way_from
from domain.enterprises.dictionary import Fact, FactKind
from domain.enterprises.figure_sheets import Change
from domain.enterprises.quantities import parse_figure
from domain.enterprises.swings import is_swing, swing_text
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId
from domain.values.periods import Period
from gui.messages import Tone


class Unit(StrEnum):
    """What a bare number stands for; the value is the word on the switch."""

    YUAN = "元"
    WAN = "万元"


@dataclass(frozen=True, slots=True)
class Wrong:
    """What was typed and cannot be taken, with the reason."""

    text: str
    reason: str


Row = TypeVar("Row", str, EnterpriseId)
"""What a row is called: a figure's name, or an enterprise's id."""

Entry: TypeAlias = int | Wrong
Figures: TypeAlias = Mapping[Period, int]

_MOST_STEPS: Final = 200


def read_entry(fact: Fact, text: str, unit: Unit) -> Entry | None:
    """Read what was typed into a cell; None for nothing. A number with its own unit keeps it.

    >>> rent = Fact("rent", "租金", FactKind.MONEY)
    >>> [read_entry(rent, text, Unit.WAN) for text in ("12.5", "1.2亿", " ", "￥3")]
    [12500000, 12000000000, None, 3000000]
    >>> read_entry(rent, "(1.00)", Unit.YUAN)
    Wrong(text='(1.00)', reason='不能小于 0，却是 -1.00 元')
    """
    typed = text.strip()
    if not typed:
        return None
    plain = _without_dress(typed)
    is_bare = unit is Unit.WAN and fact.kind is FactKind.MONEY and plain[-1:].isdigit()
    try:
        return parse_figure(fact, f"{plain}万" if is_bare else plain)
    except BadInput as error:
        reason = error.complaints[0]
        return Wrong(typed, reason.replace(f"{plain}万", plain) if is_bare else reason)


def _without_dress(typed: str) -> str:
    """Take off what Excel puts around a number: ￥1,234.50, and (1,234.50) for one below 0."""
    plain = typed.lstrip("¥￥").strip()
    for opening, closing in ("()", "（）"):
        if plain.startswith(opening) and plain.endswith(closing):
            return f"-{plain[1:-1].lstrip('¥￥').strip()}"
    return plain


class FigureSheet(Generic[Row]):
    """The entries by row and period. Every change is a step that can be taken back."""

    def __init__(self, fact_of: Callable[[Row], Fact]) -> None:
        self.fact_of: Callable[[Row], Fact] = fact_of
        self._entries: dict[Row, dict[Period, Entry]] = {}
        self._loaded: dict[Row, dict[Period, int]] = {}
        self._done: list[dict[tuple[Row, Period], Entry | None]] = []
        self._undone: list[dict[tuple[Row, Period], Entry | None]] = []
        self._looked_up: dict[Row, dict[Period, tuple[Figure | None, Figure | None]]] = {}

    def load(self, figures: Mapping[Row, Figures]) -> None:
        """Show figures as they are stored, in place of all that stands there."""
        self._entries, self._loaded, self._looked_up = {}, {}, {}
        self._done, self._undone = [], []
        self.add(figures)

    def add(self, figures: Mapping[Row, Figures]) -> list[tuple[Row, Period]]:
        """Take in rows as they are stored now; what was typed into them stays.

        Returns:
            Where somebody else stored something else meanwhile than stood there before it was typed over.
        """
        clashes = []
        for row, stored in figures.items():
            changes = self._changes_of(row)
            typed = {period: after for period, (_, after) in changes.items()}
            clashes += [
                (row, period)
                for period, (before, after) in changes.items()
                if stored.get(period) not in (before, after)
            ]
            wrong = {
                period: entry
                for period, entry in self._entries.get(row, {}).items()
                if isinstance(entry, Wrong)
            }
            self._loaded[row] = dict(stored)
            entries: dict[Period, Entry | None] = {**stored, **typed, **wrong}
            self._entries[row] = {period: entry for period, entry in entries.items() if entry is not None}
            self._looked_up.pop(row, None)
        return clashes

    def drop(self, row: Row) -> None:
        """Forget a row and what was typed into it; its steps go as well."""
        for known in (self._entries, self._loaded, self._looked_up):
            known.pop(row, None)
        for steps in (self._done, self._undone):
            for step in steps:
                for place in [place for place in step if place[0] == row]:
                    del step[place]
            steps[:] = [step for step in steps if step]

    def rows(self) -> list[Row]:
        """Return the rows that were read."""
        return list(self._loaded)

    def has(self, row: Row) -> bool:
        """Whether a row was read."""
        return row in self._loaded

    def accept(self) -> None:
        """Take what stands there as stored."""
        self._loaded = {row: self.typed(row) for row in self._entries}

    def entry(self, place: tuple[Row, Period]) -> Entry | None:
        return self._entries.get(place[0], {}).get(place[1])

    def figure(self, place: tuple[Row, Period]) -> Figure | None:
        """Return the figure that stands: as it was typed, or as it follows."""
        return self._look_up(place)[0]

    def differing(self, place: tuple[Row, Period]) -> Figure | None:
        """Return what the figure also comes to, where what was typed contradicts it."""
        return self._look_up(place)[1]

    def put(self, entries: Mapping[tuple[Row, Period], Entry | None]) -> None:
        """Enter figures, or clear them by None, in one step."""
        changed = {place: entry for place, entry in entries.items() if entry != self.entry(place)}
        if changed:
            self._done.append(self._write(changed))
            del self._done[:-_MOST_STEPS]
            self._undone.clear()

    def undo(self) -> list[tuple[Row, Period]]:
        """Take the last step back; return what it touched."""
        return self._step(self._done, self._undone)

    def redo(self) -> list[tuple[Row, Period]]:
        """Take the step again that was taken back last; return what it touched."""
        return self._step(self._undone, self._done)

    def typed(self, row: Row) -> dict[Period, int]:
        """Return the figures of a row that were typed and can be taken."""
        entries = self._entries.get(row, {})
        return {period: entry for period, entry in entries.items() if not isinstance(entry, Wrong)}

    def loaded(self, row: Row) -> Figures:
        """Return the figures of a row as the store held them when it was read."""
        return self._loaded.get(row, {})

    def stored(self, place: tuple[Row, Period]) -> int | None:
        """Return what the store held when it was read."""
        return self._loaded.get(place[0], {}).get(place[1])

    def figures(self) -> dict[Row, dict[Period, int]]:
        """Return every figure that can be taken, by row and period."""
        found = {row: self.typed(row) for row in self._entries}
        return {row: figures for row, figures in found.items() if figures}

    def wrong_places(self) -> list[tuple[Row, Period]]:
        """Return where something stands that cannot be taken."""
        return [
            (row, period)
            for row, entries in self._entries.items()
            for period, entry in entries.items()
            if isinstance(entry, Wrong)
        ]

    def entries(self) -> dict[tuple[Row, Period], Entry]:
        """Return everything that stands there, right or wrong."""
        return {
            (row, period): entry
            for row, entries in self._entries.items()
            for period, entry in entries.items()
        }

    def changes(self) -> dict[Row, dict[Period, Change]]:
        """Return what is to be stored, with what stood there; what cannot be taken is left out."""
        found = {row: self._changes_of(row) for row in self._entries}
        return {row: changes for row, changes in found.items() if changes}

    def is_dirty(self) -> bool:
        return any(self._entries[row] != self._loaded.get(row, {}) for row in self._entries)

    def _changes_of(self, row: Row) -> dict[Period, Change]:
        entries, loaded = self._entries.get(row, {}), self._loaded.get(row, {})
        found = {}
        for period in {**loaded, **entries}:
            before, after = loaded.get(period), entries.get(period)
            if before != after and not isinstance(after, Wrong):
                found[period] = before, after
        return found

    def _step(
        self,
        source: list[dict[tuple[Row, Period], Entry | None]],
        target: list[dict[tuple[Row, Period], Entry | None]],
    ) -> list[tuple[Row, Period]]:
        if not source:
            return []
        step = source.pop()
        target.append(self._write(step))
        return list(step)

    def _write(
        self, entries: Mapping[tuple[Row, Period], Entry | None]
    ) -> dict[tuple[Row, Period], Entry | None]:
        """Write entries and return what stood in their places."""
        before = {place: self.entry(place) for place in entries}
        for (row, period), entry in entries.items():
            standing = self._entries.setdefault(row, {})
            if entry is None:
                standing.pop(period, None)
            else:
                standing[period] = entry
            self._looked_up.pop(row, None)
        return before

    def _look_up(self, place: tuple[Row, Period]) -> tuple[Figure | None, Figure | None]:
        row, period = place
        known = self._looked_up.setdefault(row, {})
        if period not in known:
            typed, fact = self.typed(row), self.fact_of(row)
            known[period] = figure_from(fact, period, typed), differing(fact, period, typed)
        return known[period]


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
