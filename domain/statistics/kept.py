"""A period as it was told, kept as data: what was reported is shown from this alone for ever."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from domain.papers.blocks import Chart
from domain.statistics.entities import FigureReport
from domain.statistics.figures import Figure
from domain.statistics.over import Over
from domain.store.problems import as_stored


@dataclass(frozen=True, slots=True)
class Kept:
    """What a figure came to.

    Attributes:
        number: In fen where it is an amount.
        definition: By which it was counted, see `Figure.definition`; empty where that was not kept.
    """

    number: int
    definition: str

    def is_of(self, figure: Figure) -> bool:
        """Whether a figure is defined as it was then, as far as is known."""
        return self.definition in ("", figure.definition)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure, or one rate, as it is told.

    Attributes:
        figure_id: What is looked into: the figure; of a rate, what it is a share of.
        now, before, year_before: As they are shown.
        change: By how much it is more than before, with its sign; empty for a rate.
        kept: Of a figure, what it came to.
    """

    id: str
    title: str
    unit: str
    says: str
    figure_id: str
    now: str
    before: str
    change: str
    year_before: str
    kept: Kept | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart with the figure that is looked into from it."""

    figure_id: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class Corrected:
    """A figure that comes to another number by now than was reported."""

    title: str
    unit: str
    reported: str
    now: str


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of a period after it was reported.

    Attributes:
        title: What people call the period.
        by: The day by which it was reported (截止日); ``last`` its last day.
        corrected: What is counted otherwise by now, as of the same day (更正).
        added: What came after that day, until the period's end (补充); then ``now`` is all of it.
        redefined: Figures that are defined otherwise by now, which nothing is said of.
    """

    title: str
    by: date
    last: date
    corrected: tuple[Corrected, ...] = ()
    added: tuple[Corrected, ...] = ()
    redefined: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """Say it in one line; empty where nothing changed."""
        parts = []
        if self.corrected:
            parts.append(
                "；".join(f"{one.title}报出 {one.reported}，现在 {one.now}" for one in self.corrected)
            )
        if self.added:
            words = "，".join(f"{one.title} {one.now}" for one in self.added)
            parts.append(f"截止日以后到期末的一起算：{words}")
        if self.redefined:
            parts.append(f"{'、'.join(self.redefined)}的口径改过，不和现在比")
        return "；".join(parts)


@dataclass(frozen=True, slots=True)
class Told:
    """All that is told of a period.

    Attributes:
        words: What the columns of the periods beside it are called.
        sentences: What was done, as superiors are told.
        changes: Of periods that were reported before.
    """

    by: date
    words: tuple[str, str]
    lines: tuple[Line, ...]
    sentences: tuple[str, ...]
    charts: tuple[Drawn, ...]
    changes: tuple[Changes, ...]

    @property
    def numbers(self) -> Mapping[str, Kept]:
        """What each figure came to, by its id."""
        return {one.id: one.kept for one in self.lines if one.kept is not None}

    def to_json(self) -> str:
        """Write it as the store keeps it."""
        return _adapter().dump_json(self).decode()


def kept_in(report: FigureReport | None) -> Told | None:
    """Return a period as it was told when it was reported; None where it was not, or by numbers alone.

    Raises:
        Unreadable: It does not read.
    """
    if report is None or report.told is None:
        return None
    with as_stored("报出的统计"):
        return _adapter().validate_python(json.loads(report.told))


def numbers_of(report: FigureReport) -> Mapping[str, Kept]:
    """Return what each figure came to, by its id, as it was reported.

    Raises:
        Unreadable: It does not read.
    """
    if (told := kept_in(report)) is not None:
        return told.numbers
    with as_stored("报出的统计"):
        return {id_: Kept(int(number), "") for id_, number in json.loads(report.figures).items()}


def find_report(session: Session, over: Over, first: date) -> FigureReport | None:
    """Return what was reported of the period that begins on a day; None for nothing."""
    return session.exec(
        select(FigureReport).where(FigureReport.over == over, FigureReport.first == first)
    ).first()


def reports_before(session: Session, over: Over, first: date) -> list[FigureReport]:
    """Return what was reported of periods that began before a day, in their order."""
    query = select(FigureReport).where(FigureReport.over == over, FigureReport.first < first)
    return list(session.exec(query.order_by(col(FigureReport.first))))


@cache
def _adapter() -> TypeAdapter[Told]:
    return TypeAdapter(Told)
