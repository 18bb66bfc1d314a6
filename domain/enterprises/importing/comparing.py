"""What an import would change: entries held against what is recorded, many enterprises at a time."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, Connection
from sqlmodel import col, select

from domain.enterprises.entities import Enterprise, EnterpriseAttribute, EnterpriseFigure, EnterpriseRow
from domain.enterprises.importing.entries import Entries
from domain.enterprises.rows import StoredRow, stored_after
from domain.store.engine import Store
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.values.ids import EnterpriseId

T = TypeVar("T")

BATCH: Final = 2_000
"""How many enterprises are held against what is recorded at once."""


class Known(StrEnum):
    """What becomes of enterprises that are recorded already."""

    UPDATE = "update"
    FILL = "fill"
    SKIP = "skip"


class Holder(NamedTuple):
    """Who has a code."""

    id: EnterpriseId
    uscc: str
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes otherwise of a recorded enterprise; values as the store keeps them, None: not entered.

    Attributes:
        holder: The enterprise, as it is recorded.
        name: Before and after, or None where it stays.
        attributes: Name, before, after.
        figures: Name and period, before, after.
        rows: List, its rows before and after.
    """

    holder: Holder
    name: tuple[str, str] | None = None
    attributes: tuple[tuple[str, str | None, str | None], ...] = ()
    figures: tuple[tuple[tuple[str, str], int | None, int | None], ...] = ()
    rows: tuple[tuple[str, list[StoredRow] | None, list[StoredRow] | None], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.name or self.attributes or self.figures or self.rows)

    def under(self, known: Known) -> "Change":
        """Return what is left of it where only the empty is filled, or nothing is touched."""
        if known is Known.UPDATE:
            return self
        if known is Known.SKIP:
            return Change(self.holder)
        return Change(
            self.holder,
            None,
            tuple(one for one in self.attributes if one[1] is None),
            tuple(one for one in self.figures if one[1] is None),
            tuple(one for one in self.rows if one[1] is None),
        )


def find_holders(connection: Connection, codes: Sequence[str]) -> dict[str, Holder]:
    """Return which of these codes are in the register, and whose they are."""
    return {one.uscc: one for one in live_holders(connection, among(col(Enterprise.uscc), codes))}


def live_holders(connection: Connection, condition: ColumnElement[bool]) -> Iterator[Holder]:
    """Yield those in the register who fulfil a condition, in the order of their ids."""
    statement = (
        select(Enterprise.id, Enterprise.uscc, Enterprise.name)
        .where(col(Enterprise.deleted_at).is_(None), condition)
        .order_by(col(Enterprise.id))
    )
    return map(Holder._make, connection.execute(statement))


def names_by_code(store: Store, codes: Sequence[str]) -> dict[str, str]:
    """Return which of these codes are in the register, and what the enterprises are called."""
    with store.read() as session:
        return {code: holder.name for code, holder in find_holders(session.connection(), codes).items()}


def find_changes(
    connection: Connection, entries: Entries, holders: dict[str, Holder]
) -> Iterator[Sequence[Change]]:
    """Yield what the entries say otherwise, batch by batch; one for each enterprise that is recorded."""
    known = [(place, holders[code]) for place, code in enumerate(entries.codes) if code in holders]
    for batch in batches(known):
        recorded = Recorded(
            connection,
            [holder.id for _, holder in batch],
            attributes=entries.attributes,
            figures={name for name, _ in entries.figures},
            kinds=entries.rows,
        )
        yield [*_changes(entries, batch, recorded)]


class Recorded:
    """What is recorded of some enterprises under some names; keys are an enterprise's id and the name.

    Attributes:
        attributes: Values as the store keeps them; the name of a list stands for that it was entered.
        figures: By name and period, in the units of `dictionary.UNITS`.
    """

    def __init__(
        self,
        connection: Connection,
        ids: Sequence[EnterpriseId],
        *,
        attributes: Iterable[str],
        figures: Iterable[str],
        kinds: Iterable[str],
    ) -> None:
        self._connection = connection
        self._ids = ids
        lists = sorted(kinds)
        self.attributes: dict[tuple[EnterpriseId, str], str] = {
            (id_, name): value
            for id_, name, value in self._select(
                EnterpriseAttribute, ("name", "value"), [*attributes, *lists]
            )
        }
        self.figures: dict[tuple[EnterpriseId, tuple[str, str]], int] = {
            (id_, (name, period)): amount
            for id_, name, period, amount in self._select(
                EnterpriseFigure, ("name", "period", "amount"), sorted(figures)
            )
        }
        self._rows: defaultdict[tuple[EnterpriseId, str], list[StoredRow]] = defaultdict(list)
        rows = self._select(EnterpriseRow, ("kind", "uid", "content", "position"), lists)
        for id_, kind, uid, content, _ in sorted(rows, key=lambda row: row[-1]):
            self._rows[id_, kind].append(StoredRow(uid, content))

    def rows(self, id_: EnterpriseId, kind: str) -> list[StoredRow] | None:
        """Return a list; None where it was not entered."""
        return self._rows[id_, kind] if (id_, kind) in self.attributes else None

    def _select(self, table: Any, what: Sequence[str], names: Sequence[str]) -> Iterable[Any]:
        """Return the columns `what` of those rows of whose first the value is among `names`."""
        if not names:
            return ()
        columns = [getattr(table, name) for name in what]
        return self._connection.execute(
            select(table.enterprise_id, *columns).where(
                among(table.enterprise_id, self._ids), columns[0].in_(names)
            )
        )


def _changes(entries: Entries, batch: Sequence[tuple[int, Holder]], recorded: Recorded) -> Iterator[Change]:
    columns, figures = entries.attributes.items(), entries.figures.items()
    values, amounts = recorded.attributes, recorded.figures
    for place, holder in batch:
        given, id_ = entries.names[place], holder.id
        yield Change(
            holder,
            (holder.name, given) if given and given != holder.name else None,
            tuple(
                (name, before, after)
                for name, column in columns
                if (after := column[place]) is not None and (before := values.get((id_, name))) != after
            ),
            tuple(
                (key, old, new)
                for key, numbers in figures
                if (new := numbers[place]) is not None and (old := amounts.get((id_, key))) != new
            ),
            tuple(
                (kind, rows, stored_after(rows, found[place]))
                for kind, found in entries.rows.items()
                if place in found and not _same(rows := recorded.rows(id_, kind), found[place])
            ),
        )


def _same(before: Sequence[StoredRow] | None, after: Sequence[str]) -> bool:
    """Whether two lists say the same, in whatever order their columns were written."""
    if before is None or len(before) != len(after):
        return False
    with as_stored("企业的清单"):
        return all(
            old.content == new or json.loads(old.content) == json.loads(new)
            for old, new in zip(before, after, strict=True)
        )


def batches(values: Sequence[T], size: int = BATCH) -> Iterator[Sequence[T]]:
    """Yield values so many at a time, by default as are compared at once."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
