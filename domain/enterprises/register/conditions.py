"""What an enterprise must be like to be listed: conditions as plain data, and as SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Final, NamedTuple, Protocol


class Clause(NamedTuple):
    """A condition in SQL: some row of `table` that has the enterprise's id fulfils `where`; or none does.

    The names of columns stand in `where` as they are.
    """

    table: str
    where: str
    parameters: tuple[Any, ...]
    is_absence: bool = False
    is_indexed: bool = False
    """Whether those that fulfil it are found without looking at all."""


class Condition(Protocol):
    """One condition; `kind` names it in what is kept."""

    kind: ClassVar[str]

    def clause(self) -> Clause:
        """Return it in SQL."""


@dataclass(frozen=True, slots=True)
class HasValue:
    """An attribute has one of these values, as `codec` writes them; None stands for not entered."""

    kind: ClassVar[str] = "value"
    name: str
    values: tuple[str | None, ...]

    def clause(self) -> Clause:
        given = [value for value in self.values if value is not None]
        if None in self.values:
            where = f"name = ? AND value NOT IN ({_marks(given)})"
            return Clause("enterprise_attribute", where, (self.name, *given), is_absence=True)
        where = f"name = ? AND value IN ({_marks(given)})"
        return Clause("enterprise_attribute", where, (self.name, *given), is_indexed=True)


@dataclass(frozen=True, slots=True)
class Contains:
    """An attribute's text has this in it."""

    kind: ClassVar[str] = "contains"
    name: str
    text: str

    def clause(self) -> Clause:
        where = "name = ? AND instr(lower(value), lower(?))"
        return Clause("enterprise_attribute", where, (self.name, self.text), is_indexed=True)


@dataclass(frozen=True, slots=True)
class Within:
    """A date (``2022-05-01``) or a figure lies between two, both included; empty leaves an end open."""

    kind: ClassVar[str] = "within"
    name: str
    least: str
    most: str
    is_number: bool = False

    def clause(self) -> Clause:
        value, taken = ("CAST(value AS INTEGER)", int) if self.is_number else ("value", str)
        parts: list[tuple[str, str | int]] = [("name = ? AND value <> ''", self.name)]
        if self.least:
            parts.append((f"{value} >= ?", taken(self.least)))
        if self.most:
            parts.append((f"{value} <= ?", taken(self.most)))
        where = " AND ".join(part for part, _ in parts)
        return Clause("enterprise_attribute", where, tuple(given for _, given in parts), is_indexed=True)


@dataclass(frozen=True, slots=True)
class Tagged:
    """It has one of these tags; None stands for no tag at all."""

    kind: ClassVar[str] = "tag"
    values: tuple[str | None, ...]

    def clause(self) -> Clause:
        given = [value for value in self.values if value is not None]
        among = f"tag IN ({_marks(given)})"
        if None not in self.values:
            return Clause("enterprise_tag", among, tuple(given), is_indexed=True)
        others = f"enterprise_id NOT IN (SELECT enterprise_id FROM enterprise_tag WHERE {among})"
        return Clause("enterprise_tag", others, tuple(given), is_absence=True)


@dataclass(frozen=True, slots=True)
class HasRow:
    """Some row of a list, such as a qualification, has one of these values in a column."""

    kind: ClassVar[str] = "row"
    list: str
    column: str
    values: tuple[str, ...]

    def clause(self) -> Clause:
        where = f"kind = ? AND json_extract(content, ?) IN ({_marks(self.values)})"
        return Clause("enterprise_row", where, (self.list, f'$."{self.column}"', *self.values))


@dataclass(frozen=True, slots=True)
class LacksFigure:
    """A period figure was not entered."""

    kind: ClassVar[str] = "lacks"
    name: str
    period: str

    def clause(self) -> Clause:
        return Clause(
            "enterprise_figure", "name = ? AND period = ?", (self.name, self.period), is_absence=True
        )


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


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))
