"""What an enterprise must be like to be listed: conditions as plain data, and in SQLAlchemy's terms."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final, NamedTuple, Protocol

from sqlalchemy import ClauseElement, ColumnElement, Integer, cast, func
from sqlalchemy.orm import aliased
from sqlmodel import SQLModel, col, select

from domain.enterprises.entities import (
    EnterpriseAttribute,
    EnterpriseFigure,
    EnterpriseRow,
    EnterpriseTag,
)
from domain.store.sql import part_of
from domain.values.ids import EnterpriseId

_VALUE: Final[Any] = col(EnterpriseAttribute.value)


class Clause(NamedTuple):
    """Some row of `entity`'s table that has the enterprise's id fulfils `where`; or none does."""

    entity: type[SQLModel]
    where: ColumnElement[bool]
    is_absence: bool = False
    is_indexed: bool = False
    """Whether those that fulfil it are found without looking at all."""


class Chosen(NamedTuple):
    """The enterprise is one of those whose ids stand in what a statement finds, as `ids_in` reads it."""

    statement: ClauseElement
    ids_in: Callable[[Iterable[Any]], Iterable[EnterpriseId]]


class Condition(Protocol):
    """One condition; `kind` names it in what is kept."""

    kind: ClassVar[str]

    def clause(self) -> Clause | Chosen:
        """Return it as a query has it."""


@dataclass(frozen=True, slots=True)
class HasValue:
    """An attribute has one of these values, as `codec` writes them; None stands for not entered."""

    kind: ClassVar[str] = "value"
    name: str
    values: tuple[str | None, ...]

    def clause(self) -> Clause:
        given = [value for value in self.values if value is not None]
        if None in self.values:
            where = _is_named(self.name) & _VALUE.not_in(given)
            return Clause(EnterpriseAttribute, where, is_absence=True)
        return Clause(EnterpriseAttribute, _is_named(self.name) & _VALUE.in_(given), is_indexed=True)


@dataclass(frozen=True, slots=True)
class Contains:
    """An attribute's text has this in it."""

    kind: ClassVar[str] = "contains"
    name: str
    text: str

    def clause(self) -> Clause:
        is_there = func.instr(func.lower(_VALUE), func.lower(self.text)) > 0
        return Clause(EnterpriseAttribute, _is_named(self.name) & is_there, is_indexed=True)


@dataclass(frozen=True, slots=True)
class Within:
    """A date (``2022-05-01``) or a figure lies between two, both included; empty leaves an end open."""

    kind: ClassVar[str] = "within"
    name: str
    least: str
    most: str
    is_number: bool = False

    def clause(self) -> Clause:
        value: Any = cast(_VALUE, Integer) if self.is_number else _VALUE
        taken: Any = int if self.is_number else str
        where = _is_named(self.name) & (_VALUE != "")
        if self.least:
            where &= value >= taken(self.least)
        if self.most:
            where &= value <= taken(self.most)
        return Clause(EnterpriseAttribute, where, is_indexed=True)


@dataclass(frozen=True, slots=True)
class Tagged:
    """It has one of these tags; None stands for no tag at all."""

    kind: ClassVar[str] = "tag"
    values: tuple[str | None, ...]

    def clause(self) -> Clause:
        given = [value for value in self.values if value is not None]
        if None not in self.values:
            return Clause(EnterpriseTag, col(EnterpriseTag.tag).in_(given), is_indexed=True)
        other = aliased(EnterpriseTag)
        tagged = select(other.enterprise_id).where(col(other.tag).in_(given))
        return Clause(EnterpriseTag, col(EnterpriseTag.enterprise_id).not_in(tagged), is_absence=True)


@dataclass(frozen=True, slots=True)
class HasRow:
    """Some row of a list, such as a qualification, has one of these values in a column."""

    kind: ClassVar[str] = "row"
    list: str
    column: str
    values: tuple[str, ...]

    def clause(self) -> Clause:
        found = part_of(col(EnterpriseRow.content), self.column)
        return Clause(EnterpriseRow, (col(EnterpriseRow.kind) == self.list) & found.in_(self.values))


@dataclass(frozen=True, slots=True)
class LacksFigure:
    """A period figure was not entered."""

    kind: ClassVar[str] = "lacks"
    name: str
    period: str

    def clause(self) -> Clause:
        figure = EnterpriseFigure
        where = (col(figure.name) == self.name) & (col(figure.period) == self.period)
        return Clause(figure, where, is_absence=True)


KINDS: Final[Mapping[str, type]] = {
    one.kind: one for one in (HasValue, Contains, Within, Tagged, HasRow, LacksFigure)
}
"""Of this subject; those above add theirs."""


def record_of(condition: Condition) -> dict[str, Any]:
    """Return a condition as plain JSON values."""
    names = [field.name for field in fields(condition)]  # type: ignore[arg-type]
    return {"kind": condition.kind, **{name: getattr(condition, name) for name in names}}


def condition_of(record: Mapping[str, Any], kinds: Mapping[str, type] = KINDS) -> Condition:
    """Read what `record_of` wrote.

    >>> tags = Tagged(("走访", None))
    >>> condition_of(record_of(tags)) == tags
    True

    Raises:
        ValueError: It is of a kind unknown, or has something else in it.
    """
    given = {
        name: tuple(value) if isinstance(value, list | tuple) else value for name, value in record.items()
    }
    try:
        found: Condition = kinds[str(given.pop("kind"))](**given)
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a condition: {record}") from error
    return found


def _is_named(name: str) -> ColumnElement[bool]:
    return col(EnterpriseAttribute.name) == name
