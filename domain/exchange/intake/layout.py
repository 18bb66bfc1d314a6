"""How sheets are to be read: which of them, where the headings stand, what each column holds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from domain.enterprises.dictionary import Dictionary, FactKind
from domain.exchange.intake.blocks import (
    Stack,
    first_full,
    heading_text,
    last_of_block,
    lines_above,
    lines_below,
    stack_of,
    units_below,
)
from domain.exchange.intake.cells import Cell, column_letters, text_of
from domain.exchange.intake.forms import ENTERPRISES, Form
from domain.exchange.intake.headings import Matcher, plain_words
from domain.exchange.intake.meaning import Meaning, Surroundings, meaning_of
from domain.exchange.intake.sheets import Sheet, Source
from domain.exchange.intake.spans import Around
from domain.exchange.intake.targets import RATES, USCC, Choice, Place, Target, read_target
from domain.exchange.intake.units import stated_units

CHOICES_SHEET: Final = "选项"
NOTES_SHEET: Final = "填写说明"
"""Sheets of the template that hold no data."""

MISTAKES: Final = "要改的地方"
"""Heading of the column that a list of mistakes adds; it is passed over when that list comes back."""

NAMELESS: Final = "没有列名"
"""What a column is called that has cells and no heading."""

_NAMES_UNITS: Final = re.compile("币种|货币|(?:计量|金额|资本|资金|投资额?)单位$|^单位$")
_YUAN_ONLY: Final = frozenset(("元", "人民币", "人民币元", "RMB", "CNY"))
_LOOKED_AT: Final = 40
_OF_ENTERPRISES: Final = 4
"""From how many headings on a sheet is one of enterprises, the code counted thrice."""


class Found(Enum):
    """How it was found what a column holds."""

    NAMED = auto()
    REMEMBERED = auto()
    GUESSED = auto()
    CHOSEN = auto()
    NOT = auto()


@dataclass(slots=True)
class Column:
    """One column of a sheet.

    Attributes:
        target: None where it is left out.
        doubts: Why a person has to look at it before it may be read, each a sentence without an end.
        key: Under which a choice for it is remembered: its headings, and what is said around them.
    """

    place: int
    heading: str
    target: Target | None = None
    found: Found = Found.NOT
    doubts: tuple[str, ...] = ()
    key: str = ""

    @property
    def letters(self) -> str:
        return column_letters(self.place)

    @property
    def is_open(self) -> bool:
        """Whether a person has to look at it, or to choose, before it may be read."""
        return self.target is not None and (self.found is Found.GUESSED or not self.target.is_complete)

    def choose(self, target: Target | None) -> None:
        """Take what a person chose."""
        self.target, self.found = target, Found.CHOSEN
        if target is None or target.is_complete:
            self.doubts = ()


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
        dictionary: What columns can hold; of enterprises the facts that there are.
        remembered: What the office chose for a heading before, by `heading_key`.
        form: What the file is read as.
    """

    source: Source
    dictionary: Dictionary
    remembered: Mapping[str, str] = field(default_factory=dict)
    form: Form = ENTERPRISES
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
        plan = SheetPlan(sheet, kind, last_of_block(sheet, heading_row), heading_row)
        if kind is not None:
            plan.columns = self._columns(plan, kind)
        return plan

    def is_of_enterprises(self, sheet: Sheet) -> bool:
        """Whether a sheet looks like one of enterprises."""
        return self._best(sheet)[""][0] >= _OF_ENTERPRISES

    def choices(self, kind: str) -> list[Choice]:
        """Return what columns of such a sheet can hold."""
        if kind not in self._choices:
            self._choices[kind] = self.form.choices(self.dictionary, kind)
        return self._choices[kind]

    def _matcher(self, kind: str) -> Matcher:
        if kind not in self._matchers:
            self._matchers[kind] = Matcher(self.choices(kind))
        return self._matchers[kind]

    def _main(self, scores: Sequence[tuple[Sheet, int, int]]) -> Sheet | None:
        title = self.form.title
        named = next((one for one, _, _ in scores if one.title == title and not one.is_hidden), None)
        if named is not None:
            return named
        labels = {row.label for row in self.dictionary.rows.values()}
        shown = [one for one in scores if not one[0].is_hidden and one[0].title not in labels] or scores
        return max(shown, key=lambda one: one[1])[0] if shown else None

    def _best(self, sheet: Sheet) -> dict[str, tuple[int, int]]:
        """Return, for each kind, which row has the most headings, after how many; the code counts thrice."""
        lines = [[heading_text(cell) for cell in row] for row in sheet.rows[:_LOOKED_AT]]
        found = {}
        for kind in ("", *self.dictionary.rows):
            matcher = self._matcher(kind)
            best = (0, first_full(lines))
            for at, line in enumerate(lines):
                score = 0
                for text in dict.fromkeys(line):
                    match = matcher.match_certain(text) if text else None
                    if match is not None:
                        score += 3 if match.target == USCC else 1
                if score > best[0]:
                    best = (score, at)
            found[kind] = best
        return found

    def _columns(self, plan: SheetPlan, kind: str) -> list[Column]:
        sheet, first, last = plan.sheet, plan.first_heading_row, plan.heading_row
        around = self._around(sheet, first, last)
        units = units_below(sheet, last)
        columns = []
        for place in range(sheet.width):
            stack = stack_of(sheet, first, last, place)
            if not stack.own and _is_used(sheet, place, last):
                columns.append(Column(place, NAMELESS))
            elif stack.own and plain_words(stack.own) != MISTAKES:
                column = self._column(
                    Column(place, stack.own), stack, kind, around.with_unit(units.get(place))
                )
                columns.append(_checked(column, self, kind, sheet.rows[last + 1 :]))
        self._drop_second_guesses(columns)
        self._doubt_amounts_beside_units(columns, kind, sheet.rows[last + 1 :])
        return columns

    def _doubt_amounts_beside_units(
        self, columns: Sequence[Column], kind: str, rows: Sequence[Sequence[Cell]]
    ) -> None:
        """Have amounts looked at where a column of its own says in which unit or currency they are."""
        for beside in columns:
            if beside.target is None and _NAMES_UNITS.search(plain_words(beside.heading)):
                said = {text for row in rows if (text := text_of(row[beside.place]))}
                for column in columns if said - _YUAN_ONLY else ():
                    if column.target is not None and column.found is Found.NAMED:
                        fact = self.choice_of(kind, column.target).fact
                        if fact is not None and fact.kind is FactKind.MONEY:
                            column.found = Found.GUESSED
                            column.doubts = (*column.doubts, f"“{beside.heading}”一列另写着单位或币种")

    def _column(self, column: Column, stack: Stack, kind: str, around: Surroundings) -> Column:
        meaning = meaning_of(stack, self._matcher(kind), around)
        column.heading = meaning.heading
        column.key = heading_key(f"{self.form.key}{kind}", stack.joint, around.said)
        known = self.remembered.get(column.key)
        if known is not None:
            target = read_target(known)
            if not known:
                column.found = Found.REMEMBERED
                return column
            if target is not None and self._is_there(kind, target):
                # What the sheet says of the period is new; what was chosen is what it is, and in which unit.
                column.target = _with_period(target, meaning)
                column.found = Found.REMEMBERED
                column.doubts = () if column.target.is_complete else meaning.doubts
                return column
        column.target, column.doubts = meaning.target, meaning.doubts
        if meaning.target is not None:
            column.found = Found.NAMED if meaning.is_certain else Found.GUESSED
        return column

    @staticmethod
    def _drop_second_guesses(columns: Sequence[Column]) -> None:
        """Guess no column to be what another is already."""
        taken = {column.target for column in columns if column.found is not Found.GUESSED}
        for column in columns:
            if column.found is Found.GUESSED and column.target is not None and column.target.is_complete:
                if column.target in taken:
                    column.target, column.found, column.doubts = None, Found.NOT, ()
                taken.add(column.target)

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

    def _around(self, sheet: Sheet, first: int, last: int) -> Surroundings:
        """Return what title lines, lines below, the sheet's title and the file's name speak of."""
        above = [*lines_above(sheet, first), sheet.title, self.source.name.rpartition(".")[0]]
        units = (unit for text in (*above, *lines_below(sheet, last)) for unit in stated_units(text))
        return Surroundings(Around.of(above), tuple(dict.fromkeys(units)))


def heading_key(kind: str, heading: str, said: str = "") -> str:
    """Return under what a choice for a heading is remembered.

    A year in the heading is part of it, and so is what is ``said`` around it about units and periods: where
    that differs, the same heading may mean something else.
    """
    plain = " ".join(heading.split())[:200]
    return f"{kind}|{plain}|{said}" if said else f"{kind}|{plain}"


def _with_period(target: Target, meaning: Meaning) -> Target:
    if target.place is not Place.FIGURE or target.period is not None:
        return target
    return target.with_(period=meaning.when.period if not meaning.when.doubt else None, factor=target.factor)


def _checked(column: Column, planner: Planner, kind: str, rows: Sequence[Sequence[Cell]]) -> Column:
    """Ask for the unit of rates that may be fractions: 0.05 is 5 %, or a twentieth of one."""
    target = column.target
    if target is None or column.found is not Found.NAMED or target.factor != 1:
        return column
    fact = planner.choice_of(kind, target).fact
    if fact is None or fact.kind is not FactKind.RATE or any(unit in column.key for unit in RATES):
        return column
    small = next((c for row in rows if isinstance(c := row[column.place], float) and 0 < abs(c) < 1), None)
    if small is not None:
        column.target = target.with_(period=target.period, factor=0)
        column.doubts = (*column.doubts, f"看不出 {small:.15g} 是 {small:.15g}% 还是 {small * 100:.13g}%")
    return column


def problems(plan: SheetPlan, planner: Planner) -> list[str]:
    """Return why a plan cannot be carried out yet, each a sentence."""
    targets = [column.target for column in plan.read if column.target is not None]
    found = [f"{plan.sheet.place}{lack}" for lack in planner.form.lacking(targets, plan.kind or "")]
    seen: dict[tuple[Place, str, object], Column] = {}
    for column in plan.read:
        assert column.target is not None
        if column.is_open:
            found.append(f"{column.letters} 列“{column.heading}”：{open_sentence(column, plan, planner)}")
            continue
        key = (column.target.place, column.target.name, column.target.period)
        if key in seen:
            found.append(
                f"{seen[key].letters} 列“{seen[key].heading}”和 {column.letters} 列“{column.heading}”"
                "对应了同一项，请把其中一列改为不导入"
            )
        seen.setdefault(key, column)
    return found


def open_sentence(column: Column, plan: SheetPlan, planner: Planner) -> str:
    """Return what a person has to settle about a column that is open."""
    target = column.target
    assert target is not None
    why = "；".join(column.doubts)
    if target.factor == 0:
        ask = "请选单位，或不导入这一列"
    elif not target.is_complete:
        ask = "是哪个期间的数据？请选期间，或不导入这一列"
    else:
        label = planner.choice_of(plan.kind or "", target).label
        ask = (
            f"对应的是“{target.period.label if target.period else ''}{label}”吗？请核对后点“核对无误”，或改选"
        )
    return f"{why}。{ask}" if why else ask


def _is_used(sheet: Sheet, place: int, last: int) -> bool:
    """Whether a column has cells below the headings. Of a text, a row longer than they are says so itself."""
    if sheet.lengths is not None and not any(cell != "" for cell in sheet.rows[last][place:]):
        return False
    return any(row[place] != "" for row in sheet.rows[last + 1 :])
