"""The shape of a file of figures: its keys and plain values."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from domain.values.toml.shapes import Part

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
Name = Annotated[str, Field(max_length=40)]
Column = Annotated[str, Field(max_length=120)]
Title = Annotated[str, Field(min_length=1, max_length=20)]
Says = Annotated[str, Field(min_length=1, max_length=300)]
Values = str | Annotated[tuple[str, ...], Field(min_length=1, max_length=50)]


class FigurePart(Part):
    """A figure."""

    id: Id
    title: Title
    unit: Literal["件", "户", "次", "个", "名", "人", "项", "元", "种", "场", "个工作日"]
    says: Says
    rows: Name
    where: dict[str, Values] = Field(default_factory=dict)
    day: Name | None = None
    standing: tuple[Name, Name] | None = None
    late: bool = False
    counts: Name | None = None
    net: Name | None = None
    sums: Name | None = None


class RatePart(Part):
    """One figure as a share of another; with a unit, as so many for each one of it (an average)."""

    id: Id
    title: Title
    says: Says
    part: Id
    whole: Id
    unit: Literal["个工作日"] | None = None


class ChartPart(Part):
    """A drawing of one figure or two, by periods or by a column."""

    id: Id
    title: Title
    figures: Annotated[tuple[Id, ...], Field(min_length=1, max_length=2)]
    by: Name | None = None


class TablePart(Part):
    """A table; also as the store keeps it."""

    id: Id
    title: Title
    says: Annotated[str, Field(max_length=300)] = ""
    rows: Name
    columns: Annotated[tuple[Column, ...], Field(max_length=60)]
    where: dict[str, Values] = Field(default_factory=dict)
    day: Column = ""
    within: Literal[
        "all",
        "this-week",
        "last-week",
        "this-month",
        "last-month",
        "this-quarter",
        "last-quarter",
        "this-year",
        "last-year",
        "not-this-year",
        "not-two-years",
        "days",
    ] = "all"
    since: date | None = None
    until: date | None = None
    by: Annotated[tuple[Column, ...], Field(max_length=2)] = ()
    sort: Column = ""


class FiguresPart(Part):
    """A whole file."""

    format: int
    id: Id
    title: Title
    figures: Annotated[tuple[FigurePart, ...], Field(max_length=300)] = ()
    rates: Annotated[tuple[RatePart, ...], Field(max_length=100)] = ()
    charts: Annotated[tuple[ChartPart, ...], Field(max_length=50)] = ()
    tables: Annotated[tuple[TablePart, ...], Field(max_length=100)] = ()
