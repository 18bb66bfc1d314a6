"""How sheets are to be read: which of them, where the headings stand, what each column holds."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.exchange.intake.cells import Area, Cell, Unreadable, column_letters, text_of
from domain.exchange.intake.headings import Matcher, find_factor, find_year, plain_words, read_heading
from domain.exchange.intake.sources import Sheet, Source
from domain.exchange.intake.targets import USCC, Choice, Place, Target, choices_of, read_target

MAIN_SHEET: Final = "企业"
EXAMPLE: Final = "示例"
"""What the code of the template's example row begins with."""

MISTAKES: Final = "要改的地方"
"""Heading of the column that a list of mistakes adds; it is passed over when that list comes back."""

_LOOKED_AT: Final = 40
_SHORT: Final = 12
_MOST_LETTERS: Final = 60
_NO_DATA: Final = re.compile(
    r"(?:合\s*计|总\s*计|小\s*计|共\s*计)\s*[:：]?\s*$|备注|注\d?[:：]|说明|填表|制表|填报|审核|单位负责人|联系人[:：]"
)


class Found(Enum):
    """How it was found what a column holds."""

    NAMED = auto()
    REMEMBERED = auto()
    GUESSED = auto()
    CHOSEN = auto()
    NOT = auto()


@dataclass(slots=True)
class Column:
    """One column of a sheet; ``target`` is None where it is left out."""

    place: int
    heading: str
    target: Target | None = None
    found: Found = Found.NOT

    @property
    def letters(self) -> str:
        return column_letters(self.place)


@dataclass(slots=True)
class SheetPlan:
    """How one sheet is to be read.

    Attributes:
        kind: Empty where a row is an enterprise, else the list of which a row is one; None: it is not read.
        heading_row: The last row of the headings, counted from 0.
        first_heading_row: The first one, where they take several rows.
        skips_hidden: Whether rows that are not shown are passed over.
    """

    sheet: Sheet
    kind: str | None
    heading_row: int = 0
    first_heading_row: int = 0
    columns: list[Column] = field(default_factory=list)
    skips_hidden: bool = False

    @property
    def read(self) -> list[Column]:
        """The columns that are taken in."""
        return [column for column in self.columns if column.target is not None]

    def column_of(self, target: Target) -> Column | None:
        return next((column for column in self.columns if column.target == target), None)


@dataclass(slots=True)
class Planner:
    """Plans the reading of one file.

    Attributes:
        remembered: What the office chose for a heading before, by `heading_key`.
        year: What headings without a year are taken to speak of; 0 where nothing says so.
    """

    source: Source
    dictionary: Dictionary
    remembered: Mapping[str, str] = field(default_factory=dict)
    _choices: dict[str, list[Choice]] = field(default_factory=dict)
    _matchers: dict[str, Matcher] = field(default_factory=dict)

    def plans(self) -> list[SheetPlan]:
        """Return a plan for each sheet: one of enterprises, its lists, the rest not read."""
        scores = [(sheet, self._best(sheet)) for sheet in self.source.sheets]
        labels = {row.label: kind for kind, row in self.dictionary.rows.items()}
        main = self._main([(sheet, *found[""]) for sheet, found in scores])
        plans = []
        for sheet, found in scores:
            kind: str | None = None
            if sheet is main:
                kind = ""
            elif sheet.is_hidden:
                kind = None
            elif sheet.title in labels:
                kind = labels[sheet.title]
            else:
                best = max((k for k in found if k), key=lambda k: found[k][0], default="")
                kind = best if best and found[best][0] > max(4, found[""][0]) else None
            plans.append(self.plan(sheet, kind, found[kind or ""][1]))
        return plans

    def plan(self, sheet: Sheet, kind: str | None, heading_row: int | None = None) -> SheetPlan:
        """Return how to read one sheet; the heading row is found where none is given."""
        if heading_row is None:
            heading_row = self._best(sheet)[kind or ""][1]
        plan = SheetPlan(sheet, kind, _last_of_block(sheet, heading_row), heading_row)
        if kind is not None:
            plan.columns = self._columns(plan, kind)
        return plan

    def choices(self, kind: str) -> list[Choice]:
        """Return what columns of such a sheet can hold."""
        if kind not in self._choices:
            self._choices[kind] = choices_of(self.dictionary, kind)
        return self._choices[kind]

    def _matcher(self, kind: str) -> Matcher:
        if kind not in self._matchers:
            self._matchers[kind] = Matcher(self.choices(kind))
        return self._matchers[kind]

    def _main(self, scores: Sequence[tuple[Sheet, int, int]]) -> Sheet | None:
        named = next((one for one, _, _ in scores if one.title == MAIN_SHEET and not one.is_hidden), None)
        if named is not None:
            return named
        labels = {row.label for row in self.dictionary.rows.values()}
        shown = [one for one in scores if not one[0].is_hidden and one[0].title not in labels] or scores
        return max(shown, key=lambda one: one[1])[0] if shown else None

    def _best(self, sheet: Sheet) -> dict[str, tuple[int, int]]:
        """Return, for each kind, which row has the most headings, after how many; the code counts thrice."""
        lines = [[_heading_text(cell) for cell in row] for row in sheet.rows[:_LOOKED_AT]]
        found = {}
        for kind in ("", *self.dictionary.rows):
            matcher = self._matcher(kind)
            best = (0, _first_full(lines))
            for at, line in enumerate(lines):
                score = 0
                for text in dict.fromkeys(line):
                    match = matcher.match_certain(text) if text else None
                    if match is not None:
                        score += 3 if match == USCC else 1
                if score > best[0]:
                    best = (score, at)
            found[kind] = best
        return found

    def _columns(self, plan: SheetPlan, kind: str) -> list[Column]:
        said = self._said_above(plan.sheet, plan.first_heading_row)
        columns = []
        for place in range(plan.sheet.width):
            heading, texts = _headings(plan, place)
            if heading and plain_words(heading) != MISTAKES:
                columns.append(self._column(Column(place, heading), texts, kind, said))
        taken = {column.target for column in columns if column.found is not Found.GUESSED}
        for column in columns:
            if column.found is Found.GUESSED:
                if column.target in taken:
                    column.target, column.found = None, Found.NOT
                taken.add(column.target)
        return columns

    def _column(self, column: Column, texts: Sequence[str], kind: str, said: tuple[int, int]) -> Column:
        year, factor = said
        place, heading = column.place, column.heading
        known = self.remembered.get(heading_key(kind, heading))
        if known is not None:
            target = read_target(known)
            if not known or (target is not None and self._is_there(kind, target)):
                return Column(place, heading, self._filled(target, texts, year), Found.REMEMBERED)
        match = self._matcher(kind).match(texts)
        if match is None:
            return column
        target = match.target
        choice = self.choice_of(kind, target)
        if not any(read_heading(text).factor for text in texts) and factor in choice.factors.values():
            target = target.with_(period=target.period, factor=factor)
        found = Found.NAMED if match.is_certain else Found.GUESSED
        return Column(place, heading, self._filled(target, texts, year), found)

    def choice_of(self, kind: str, target: Target) -> Choice:
        """Return the choice that a target was made from."""
        return next(
            one
            for one in self.choices(kind)
            if (one.target.place, one.target.name) == (target.place, target.name)
        )

    def _is_there(self, kind: str, target: Target) -> bool:
        return any(
            (one.target.place, one.target.name) == (target.place, target.name) for one in self.choices(kind)
        )

    @staticmethod
    def _filled(target: Target | None, texts: Sequence[str], year: int) -> Target | None:
        """Give a figure the period that its heading, or what stands above it, speaks of."""
        if target is None or target.place is not Place.FIGURE or target.period is not None:
            return target
        periods = (read_heading(text).period(year) for text in texts)
        return target.with_(
            period=next((period for period in periods if period is not None), None), factor=target.factor
        )

    def _said_above(self, sheet: Sheet, heading_row: int) -> tuple[int, int]:
        """Return the year and the unit that title lines, the sheet's title or the file's name speak of."""
        above = [text_of(cell) for row in sheet.rows[:heading_row] for cell in row if cell != ""]
        years = (find_year(text) for text in (*above, sheet.title, self.source.name))
        factors = (find_factor(text) for text in above)
        return next(filter(None, years), 0), next(filter(None, factors), 0)


def heading_key(kind: str, heading: str) -> str:
    """Return under what a choice for a heading is remembered; a year in it is part of it."""
    return f"{kind}|{' '.join(heading.split())[:200]}"


def problems(plan: SheetPlan, planner: Planner) -> list[str]:
    """Return why a plan cannot be carried out yet, each a sentence."""
    found = []
    if plan.column_of(USCC) is None:
        found.append(f"{plan.sheet.place}还没有一列对应“统一社会信用代码”，程序靠它认企业")
    seen: dict[tuple[Place, str, object], Column] = {}
    for column in plan.read:
        assert column.target is not None
        if not column.target.is_complete:
            found.append(f"{column.letters} 列“{column.heading}”是哪个期间的数据？请选期间，或不导入这一列")
            continue
        key = (column.target.place, column.target.name, column.target.period)
        if key in seen:
            found.append(
                f"{seen[key].letters} 列“{seen[key].heading}”和 {column.letters} 列“{column.heading}”"
                "对应了同一项，请把其中一列改为不导入"
            )
        seen.setdefault(key, column)
    if plan.kind and len(plan.read) < 2:
        found.append(f"{plan.sheet.place}除统一社会信用代码外还没有对应任何一列")
    return found


def data_rows(plan: SheetPlan) -> tuple[list[int], list[int]]:
    """Return the rows that hold data, and those that were passed over: examples, totals and remarks."""
    code = plan.column_of(USCC)
    places = [column.place for column in plan.read]
    hidden = plan.sheet.hidden_rows if plan.skips_hidden else frozenset()
    rows, passed = [], []
    for at in range(plan.heading_row + 1, len(plan.sheet.rows)):
        cells = plan.sheet.rows[at]
        said = "" if code is None else cells[code.place]
        if said == "" or said.__class__ is not str:
            if all(cells[place] == "" for place in places) or not any(text_of(cells[p]) for p in places):
                continue
            if said == "" and _NO_DATA.match(next(text for cell in cells if (text := text_of(cell)))):
                passed.append(at)
                continue
        elif not said.strip():
            continue
        elif said.startswith(EXAMPLE) or (len(said) <= _SHORT and _NO_DATA.match(said.strip())):
            passed.append(at)
            continue
        if at not in hidden:
            rows.append(at)
    return rows, passed


def covered_cells(plan: SheetPlan) -> Iterator[tuple[int, int, Area]]:
    """Yield the cells that are part of a merged block without being its first: row, column, block."""
    places = {column.place for column in plan.read}
    for area in plan.sheet.merged:
        for row in range(max(area.top, plan.heading_row + 1), min(area.bottom + 1, len(plan.sheet.rows))):
            for column in range(area.left, area.right + 1):
                if column in places and (row, column) != (area.top, area.left):
                    yield row, column, area


def _last_of_block(sheet: Sheet, first: int) -> int:
    """Return the last row of headings that take several: merged downwards, or with a group merged across."""
    last = first
    across = {}
    for area in sheet.merged:
        if area.top == first and area.left == area.right:
            last = max(last, min(area.bottom, first + 3))
        elif area.top == area.bottom == first:
            across.update(dict.fromkeys(range(area.left, area.right + 1)))
    if last == first and across and first + 1 < len(sheet.rows):
        below = [place for place, cell in enumerate(sheet.rows[first + 1]) if _heading_text(cell)]
        # Only what stands under groups is a heading; data would fill the other columns too.
        if below and set(below) <= set(across):
            last = first + 1
    return min(last, max(0, len(sheet.rows) - 1))


def _headings(plan: SheetPlan, place: int) -> tuple[str, list[str]]:
    """Return a column's heading as shown, and what it may be read as: alone, and with the groups above it."""
    sheet, last = plan.sheet, plan.heading_row
    own = next(
        (
            text
            for at in range(last, plan.first_heading_row - 1, -1)
            if (text := _heading_text(sheet.rows[at][place]))
        ),
        "",
    )
    groups = []
    for area in sheet.merged:
        if area.top <= last and area.left <= place <= area.right:
            text = _heading_text(sheet.rows[area.top][area.left])
            if area.bottom >= last:
                own = own or text
            elif area.right > area.left and text and not _is_title(sheet, area.top):
                groups.append((area.top, text))
    above = " ".join(text for _, text in sorted(groups))
    if not above or not own or above == own:
        return own, [own]
    # A group may only name a section (登记与迁入), which says nothing about the column itself.
    joint = f"{above} {own}"
    return (own if read_heading(own).words else joint), [own, joint]


def _is_title(sheet: Sheet, row: int) -> bool:
    """Whether a row has one text only, which then speaks of the whole sheet."""
    return sum(cell != "" for cell in sheet.rows[row]) == 1


def _heading_text(cell: Cell) -> str:
    if isinstance(cell, float | int) and not isinstance(cell, bool) and 1990 <= cell <= 2100:
        return f"{cell:g}"
    text = " ".join(text_of(cell).split()) if isinstance(cell, str | Unreadable) else ""
    return text if len(text) <= _MOST_LETTERS else ""


def _first_full(lines: Sequence[Sequence[str]]) -> int:
    """Return the row with the most texts among the first, where no heading is known."""
    counts = [sum(map(bool, line)) for line in lines[:10]]
    return counts.index(max(counts)) if counts else 0
