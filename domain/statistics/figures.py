"""Definitions of figures and tables, read from files and held against the rows that there are."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Final

from domain.statistics.schema import ChartPart, FigurePart, FiguresPart, RatePart, Values
from domain.statistics.sources import ROWS, Is, Rows
from domain.statistics.tables.columns import strange_in
from domain.statistics.tables.plans import TablePlan, plan_of
from domain.values.errors import BadInput
from domain.values.toml.places import Path as Keys
from domain.values.toml.places import Places
from domain.values.toml.reading import FileKind
from domain.values.toml.shapes import meant_by, place_of, read_as

_YUAN: Final = "元"
_FIRST: Final = "outreach"
"""The file of 万人助万企."""


class FigureMistakes(BadInput):
    """A file of figures cannot be used; every mistake found, with its place."""


@dataclass(frozen=True)
class Figure:
    """One figure.

    Attributes:
        says: What is counted, in words.
        rows: See `sources.ROWS`.
        where: Of each column named the values that count.
        day: The column whose day must lie in the period; empty where only matters how things stand.
        standing: The columns of the first day and of the first day gone: what counts was there by the day by
            which is counted, and not gone.
        late: Whether only problems count that were past their day then.
        counts: The column of which each value is counted once; empty where rows are.
        net: The amounts that must come to more than nothing for a value to be counted.
        sums: The column that is added up: amounts in fen, numbers in the unit.
    """

    id: str
    title: str
    unit: str
    says: str
    rows: str
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    day: str = ""
    standing: tuple[str, str] = ("", "")
    late: bool = False
    counts: str = ""
    net: str = ""
    sums: str = ""

    def __hash__(self) -> int:
        # What it asks for of columns hashes as a whole no more than other mappings do.
        return hash((self.id, self.rows, self.day, self.standing))

    @property
    def source(self) -> Rows:
        return ROWS[self.rows]

    @property
    def named(self) -> tuple[str, ...]:
        """The columns that it names; empty ones for none."""
        return (*self.where, self.day, *self.standing, self.counts, self.net, self.sums)

    @cached_property
    def definition(self) -> str:
        """What it counts as one text, by which it is known whether that has changed."""
        parts = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "title"}
        return json.dumps(parts | {"where": dict(self.where)}, ensure_ascii=False, sort_keys=True)

    @property
    def is_money(self) -> bool:
        """Whether it comes to an amount in fen."""
        return self.unit == _YUAN


@dataclass(frozen=True, slots=True)
class Rate:
    """One figure as a share of another, both known by their ids; with a unit, as an average."""

    id: str
    title: str
    says: str
    part: str
    whole: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ChartPlan:
    """What is drawn: one figure or two, known by their ids; by a column, else by periods."""

    id: str
    title: str
    figures: tuple[str, ...]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """All that is defined, in the order of the files."""

    figures: Mapping[str, Figure]
    rates: Mapping[str, Rate]
    charts: Mapping[str, ChartPlan] = field(default_factory=dict)
    tables: Mapping[str, TablePlan] = field(default_factory=dict)

    @staticmethod
    def load(folder: Path) -> "Figures":
        """Read the figures that are shipped.

        Raises:
            FigureMistakes: A file has mistakes.
        """
        figures, rates, charts = dict[str, Figure](), dict[str, Rate](), dict[str, ChartPlan]()
        tables = dict[str, TablePlan]()
        # What superiors ask for first stands first, on paper and in the window.
        for path in sorted(folder.glob("*.toml"), key=lambda one: (one.stem != _FIRST, one.name)):
            found = load_figures(path)
            figures |= found.figures
            rates |= found.rates
            charts |= found.charts
            tables |= found.tables
        return Figures(figures, rates, charts, tables)


_LATE: Final = frozenset({"rounds"})
_KIND: Final = FileKind("统计口径文件", FigureMistakes, 500_000)


def load_figures(path: Path) -> Figures:
    """Read a file of figures.

    Raises:
        FigureMistakes: It cannot be read or has mistakes; each is named with its line and what to do.
    """
    return figures_from(_KIND.read(path), path.name)


def figures_from(raw: bytes, name: str) -> Figures:
    """Read figures from the content of a file that is called ``name``.

    Raises:
        FigureMistakes: As `load_figures`.
    """
    data, places = _KIND.parse(raw, name)
    parts = read_as(FiguresPart, data, places)
    if isinstance(parts, list):
        raise _KIND.refused(name, parts)
    if mistakes := list(_Check(parts, places).mistakes()):
        raise _KIND.refused(name, mistakes)
    return Figures(
        {one.id: _figure(one) for one in parts.figures},
        {one.id: _rate(one) for one in parts.rates},
        {one.id: ChartPlan(one.id, one.title, one.figures, one.by or "") for one in parts.charts},
        {one.id: plan_of(one) for one in parts.tables},
    )


def _figure(part: FigurePart) -> Figure:
    return Figure(
        part.id,
        part.title,
        part.unit,
        part.says,
        part.rows,
        {name: _tuple(values) for name, values in part.where.items()},
        part.day or "",
        part.standing or ("", ""),
        part.late,
        part.counts or "",
        part.net or "",
        part.sums or "",
    )


def _rate(part: RatePart) -> Rate:
    return Rate(part.id, part.title, part.says, part.part, part.whole, part.unit or "")


def _tuple(values: Values) -> tuple[str, ...]:
    return (values,) if isinstance(values, str) else values


class _Check:
    """Holds what a file names against what there is."""

    def __init__(self, parts: FiguresPart, places: Places) -> None:
        self._parts, self._places = parts, places

    def mistakes(self) -> Iterator[str]:
        parts, seen = self._parts, dict[str, int]()
        for at, figure in enumerate(parts.figures):
            path: Keys = ("figures", at)
            if figure.id in seen:
                yield self._at(f"“{figure.id}”前面已经用过，请换一个", (*path, "id"))
            seen[figure.id] = at
            if figure.rows in ROWS:
                yield from self._figure(figure, ROWS[figure.rows], path)
            else:
                yield self._at(f"没有“{figure.rows}”{meant_by(figure.rows, ROWS)}", (*path, "rows"))
        for at, rate in enumerate(parts.rates):
            if rate.id in seen:
                yield self._at(f"“{rate.id}”前面已经用过，请换一个", ("rates", at, "id"))
            for key, id_ in (("part", rate.part), ("whole", rate.whole)):
                if id_ not in {one.id for one in parts.figures}:
                    yield self._at(f"没有“{id_}”这个数{meant_by(id_, seen)}", ("rates", at, key))

        for at, chart in enumerate(parts.charts):
            yield from self._chart(chart, ("charts", at))
        yield from self._tables()

    def _tables(self) -> Iterator[str]:
        ids = [one.id for one in self._parts.tables]
        for at, table in enumerate(self._parts.tables):
            if ids.index(table.id) != at:
                yield self._at(f"“{table.id}”前面已经用过，请换一个", ("tables", at, "id"))
            for path, _, complaint in strange_in(plan_of(table), None, date.today()):
                yield self._at(complaint, ("tables", at, *path))

    def _chart(self, chart: ChartPart, path: Keys) -> Iterator[str]:
        known = {one.id: one for one in self._parts.figures}
        if [one.id for one in self._parts.charts].index(chart.id) != path[1]:
            yield self._at(f"“{chart.id}”前面已经用过，请换一个", (*path, "id"))
        for at, id_ in enumerate(chart.figures):
            if (figure := known.get(id_)) is None:
                yield self._at(f"没有“{id_}”这个数{meant_by(id_, known)}", (*path, "figures", at))
            elif chart.by and figure.rows in ROWS:
                yield from self._column(chart.by, None, ROWS[figure.rows], (*path, "by"))

    def _figure(self, figure: FigurePart, rows: Rows, path: Keys) -> Iterator[str]:
        if figure.day is None and figure.standing is None:
            yield self._at("day（哪天的算本期的）和 standing（截止日的状况）至少要写一个", path)
        if figure.late and figure.rows not in _LATE:
            yield self._at("只有 rows 是“rounds”的能写 late（已超期）", (*path, "late"))
        if figure.net and not figure.counts:
            yield self._at("写 net（合计大于 0 的才算）的也要写 counts", (*path, "net"))
        if figure.counts and figure.sums:
            yield self._at("counts 和 sums 只能写一个", (*path, "sums"))
        added = rows.columns.get(figure.sums or "")
        if (figure.unit == _YUAN) != (bool(figure.sums) and (added is None or added.is_ is Is.AMOUNT)):
            yield self._at("单位是“元”的要写 sums，写 sums 的单位是“元”", (*path, "unit"))
        days = [figure.day, *(figure.standing or ())]
        named: list[tuple[str, str, Is | None]] = [(name, "", Is.DAY) for name in days if name]
        named += [(figure.counts, "counts", None)] if figure.counts else []
        named += [(figure.net, "net", Is.AMOUNT)] if figure.net else []
        summed = Is.COUNT if added is not None and added.is_ is Is.COUNT else Is.AMOUNT
        named += [(figure.sums, "sums", summed)] if figure.sums else []
        for name, key, is_ in named:
            yield from self._column(name, is_, rows, (*path, key) if key else path)
        for name, values in figure.where.items():
            yield from self._column(name, None, rows, (*path, "where", name))
            words = rows.columns[name].words if name in rows.columns else {}
            for value in _tuple(values):
                if words and value not in words:
                    yield self._at(
                        f"“{value}”不是“{rows.columns[name].title}”的值{meant_by(value, words)}",
                        (*path, "where", name),
                    )

    def _column(self, name: str, is_: Is | None, rows: Rows, path: Keys) -> Iterator[str]:
        column = rows.columns.get(name)
        if column is None:
            yield self._at(f"{rows.title}没有“{name}”这一列{meant_by(name, rows.columns)}", path)
        elif column.of is None:
            yield self._at(f"“{name}”只用在自选表里", path)
        elif is_ is not None and column.is_ is not is_:
            yield self._at(f"“{name}”不是{'日期' if is_ is Is.DAY else '金额'}", path)

    def _at(self, complaint: str, path: Keys) -> str:
        return f"{place_of(path, self._places.line(path))}{complaint}"
