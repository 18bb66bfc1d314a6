"""Which enterprises a list shows, in which order, found fast among a million of them.

Two ways, since none is fast for all: where few match, these are found by an index and sorted; where many do,
the register is walked in the order asked for until enough are found. `find_first` takes the one that is
faster; `Orders.find_all` lists all of them, for which it keeps the register's order in memory.
"""

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import compress, groupby, islice
from operator import and_
from typing import Any, Final, NamedTuple

from sqlalchemy import ClauseElement, inspect
from sqlalchemy.dialects.sqlite import dialect
from sqlmodel import Session

from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.register.conditions import Chosen, Clause
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.register.words import is_found, words_of
from domain.enterprises.sql import index
from domain.enterprises.sql.rows import as_json
from domain.store.engine import driver_of
from domain.values.ids import EnterpriseId, enterprises_in

FEW: Final = 5_000
"""So many are found and sorted faster than the register is walked through."""

_BATCH: Final = 500
_DIALECT: Final = dialect()
_FOUND: Final = " AND zqd_is_found(e.name, e.uscc, e.initials, e.pinyin)"
_OWN: Final = ("name", "uscc", "changed_at")
_NUMBERS: Final = (FactKind.MONEY, FactKind.NUMBER, FactKind.RATE)


class Found(NamedTuple):
    """Ids in the order asked for; whether they are all there are."""

    ids: Sequence[EnterpriseId]
    is_whole: bool


def find_first(
    connection: sqlite3.Connection, query: EnterpriseQuery, dictionary: Dictionary, most: int
) -> Found:
    """Find the first enterprises of a list: `most` of them, or all where that is as fast."""
    search = _Search(connection, query, dictionary)
    if (few := search.found_few()) is not None:
        return Found(enterprises_in(array("i", search.sorted(few))), True)
    if (few := search.filtered_few()) is not None:
        return Found(enterprises_in(array("i", search.sorted(few, search.words))), True)
    if search.words and query.order_by == "name" and index.is_ready(connection):
        found = search.by_name()
    else:
        found = search.walked()
    ids = enterprises_in(array("i", islice(found, most)))
    return Found(ids, len(ids) < most)


def find_ids(
    session: Session, query: EnterpriseQuery, dictionary: Dictionary, *, most: int = 0
) -> Sequence[EnterpriseId]:
    """Return the ids of the matching enterprises, in the order asked for; the first `most`, or all."""
    if most:
        return find_first(driver_of(session), query, dictionary, most).ids[:most]
    return Orders().find_all(driver_of(session), query, dictionary)


class Orders:
    """Lists all that match. Keeps the orders it needed last, each 4 bytes an enterprise, until `forget`."""

    _MOST: Final = 2

    def __init__(self) -> None:
        self._kept: dict[tuple[str, bool], Sequence[EnterpriseId]] = {}

    def forget(self) -> None:
        """Enterprises were added, changed or removed."""
        self._kept = {}

    def find_all(
        self, connection: sqlite3.Connection, query: EnterpriseQuery, dictionary: Dictionary
    ) -> Sequence[EnterpriseId]:
        """Find every enterprise of a list."""
        order = self._order(connection, query, dictionary)
        search = _Search(connection, query, dictionary)
        if not search.words and not search.clauses:
            return order
        wanted = search.marked()
        return enterprises_in(array("i", compress(order, map(wanted.__getitem__, order))))

    def _order(
        self, connection: sqlite3.Connection, query: EnterpriseQuery, dictionary: Dictionary
    ) -> Sequence[EnterpriseId]:
        key = (query.order_by, query.descending)
        order = self._kept.pop(key, None)
        if order is None:
            bare = EnterpriseQuery(order_by=query.order_by, descending=query.descending)
            order = enterprises_in(array("i", _Search(connection, bare, dictionary).walked()))
        self._kept[key] = order
        while len(self._kept) > self._MOST:
            del self._kept[next(iter(self._kept))]
        return order


class _Clause(NamedTuple):
    """A condition as the driver takes it.

    Attributes:
        listing: SQL that gives the ids of those that fulfil it.
        holding: What stands before and after an id in SQL that is true where it does.
        parameters: Of either.
    """

    listing: str
    holding: tuple[str, str]
    parameters: tuple[Any, ...]
    is_absence: bool = False
    is_indexed: bool = True


def _written(clause: Clause | Chosen, connection: sqlite3.Connection) -> _Clause:
    if isinstance(clause, Chosen):
        # Found once; SQLite keeps such a list in an index of its own for as long as it asks.
        listing = "SELECT value FROM json_each(?)"
        ids = clause.ids_in(connection.execute(*_compiled(clause.statement)))
        return _Clause(listing, ("", f" IN ({listing})"), (as_json(ids),))
    where, parameters = _compiled(clause.where)
    table = inspect(clause.entity).local_table.name
    listing = f"SELECT enterprise_id FROM {table} WHERE {where}"
    holding = f"EXISTS (SELECT 1 FROM {table} WHERE enterprise_id = ", f" AND {where})"
    return _Clause(listing, holding, parameters, clause.is_absence, clause.is_indexed)


def _compiled(sql: ClauseElement) -> tuple[str, tuple[Any, ...]]:
    compiled: Any = sql.compile(dialect=_DIALECT, compile_kwargs={"render_postcompile": True})
    return str(compiled), tuple(compiled.params[name] for name in compiled.positiontup or ())


class _Search:
    """One query put to one connection."""

    def __init__(
        self, connection: sqlite3.Connection, query: EnterpriseQuery, dictionary: Dictionary
    ) -> None:
        self._connection = connection
        self._order_by = query.order_by
        self._fact = dictionary.attributes.get(query.order_by)
        self._is_descending = query.descending
        self._direction = "DESC" if query.descending else "ASC"
        self.words = words_of(query.text)
        self.clauses = [_written(condition.clause(), connection) for condition in query.conditions]
        if self.words:
            connection.create_function("zqd_is_found", 4, partial(is_found, self.words), deterministic=True)

    def found_few(self) -> list[EnterpriseId] | None:
        """Return those in whom the words are found, if they are few."""
        if not self.words or not index.is_ready(self._connection):
            return None
        found = [id_ for _, id_ in index.find(self._connection, self.words, most=FEW + 1)]
        return found if len(found) <= FEW else None

    def filtered_few(self) -> list[EnterpriseId] | None:
        """Return those who fulfil one of the conditions, if they are few."""
        for clause in self.clauses:
            if clause.is_indexed:
                found = list(self._ids(f"{clause.listing} LIMIT {FEW + 1}", clause.parameters))
                if len(found) <= FEW:
                    return found
        return None

    def sorted(self, ids: Iterable[EnterpriseId], words: Sequence[str] = ()) -> Iterator[EnterpriseId]:
        """Yield those of `ids` that fulfil the conditions, and have the words in them, in order."""
        key, parameters = self._key()
        conditions, given = self._conditions("e.id", words)
        sql = (
            "SELECT e.id FROM enterprise e LEFT JOIN enterprise_attribute a"
            " ON a.enterprise_id = e.id AND a.name = ?"
            f" WHERE e.id IN (SELECT value FROM json_each(?)) AND e.deleted_at IS NULL{conditions}"
            f" ORDER BY {key} IS NULL, {key} {self._direction}, e.id {self._direction}"
        )
        return self._ids(sql, (self._order_by, as_json(ids), *given, *parameters, *parameters))

    def by_name(self) -> Iterator[EnterpriseId]:
        """Yield what is found in the order of names, as the index gives it band by band."""
        conditions, given = self._conditions("e.id")
        sql = (
            "SELECT e.id FROM enterprise e WHERE e.id IN (SELECT value FROM json_each(?)) AND"
            f" e.deleted_at IS NULL{conditions} ORDER BY e.name {self._direction}, e.id {self._direction}"
        )
        batch: list[EnterpriseId] = []
        found = index.find(self._connection, self.words, most=-1, descending=self._is_descending)
        for _, band in groupby(found, key=lambda one: one[0]):
            batch += (id_ for _, id_ in band)
            if len(batch) >= _BATCH:
                yield from self._ids(sql, (as_json(batch), *given))
                batch = []
        yield from self._ids(sql, (as_json(batch), *given))

    def walked(self) -> Iterator[EnterpriseId]:
        """Yield what matches by walking through the register in the order asked for."""
        direction = self._direction
        conditions, given = self._conditions("e.id", self.words)
        if self._order_by in _OWN:
            yield from self._ids(
                f"SELECT e.id FROM enterprise e WHERE e.deleted_at IS NULL{conditions}"
                f" ORDER BY e.{self._order_by} {direction}, e.id {direction}",
                given,
            )
            return
        yield from self._with_value()
        yield from self._ids(
            f"SELECT e.id FROM enterprise e WHERE e.deleted_at IS NULL{conditions} AND NOT EXISTS"
            " (SELECT 1 FROM enterprise_attribute a WHERE a.enterprise_id = e.id AND a.name = ?)"
            f" ORDER BY e.id {direction}",
            (*given, self._order_by),
        )

    def marked(self) -> bytearray:
        """Return which ids match, a byte for each."""
        (last,) = self._connection.execute("SELECT ifnull(max(id), 0) FROM enterprise").fetchone()
        wanted = bytearray(b"\1") * (int(last) + 1)
        for clause in self.clauses:
            ids = self._ids(clause.listing, clause.parameters)
            wanted = _among(wanted, ids, is_absence=clause.is_absence)
        if not self.words:
            return wanted
        if index.is_ready(self._connection):
            ids = (id_ for _, id_ in index.find(self._connection, self.words, most=-1))
        else:
            ids = self._ids(f"SELECT e.id FROM enterprise e WHERE e.deleted_at IS NULL{_FOUND}")
        return _among(wanted, ids, is_absence=False)

    def _with_value(self) -> Iterator[EnterpriseId]:
        """Yield what matches and has a value of the attribute that is sorted by."""
        joined = " JOIN enterprise e ON e.id = a.enterprise_id" if self.words else ""
        conditions, given = self._conditions("a.enterprise_id", self.words)
        for where, parameters, key in self._parts():
            sql = (
                f"SELECT a.enterprise_id FROM enterprise_attribute a{joined} WHERE a.name = ?{where}"
                " AND a.enterprise_id NOT IN (SELECT id FROM enterprise WHERE deleted_at IS NOT NULL)"
                f"{conditions} ORDER BY {key} {self._direction}, a.enterprise_id {self._direction}"
            )
            yield from self._ids(sql, (self._order_by, *parameters, *given))

    def _parts(self) -> Iterable[tuple[str, tuple[Any, ...], str]]:
        """Return the parts an attribute's values are walked through in: condition, parameters, key."""
        choices = _choices(self._fact)
        if choices:
            # By the order of the choices, which the index does not know.
            marks = ", ".join("?" * len(choices))
            parts = [
                *((" AND a.value = ?", (code,), "a.value") for code in choices),
                (f" AND a.value NOT IN ({marks})", choices, "a.value"),
            ]
            return reversed(parts) if self._is_descending else parts
        return [("", (), _value(self._fact))]

    def _key(self) -> tuple[str, tuple[Any, ...]]:
        """Return what is sorted by, of `enterprise` e and the attribute a; NULL for who comes last."""
        if self._order_by in _OWN:
            return f"e.{self._order_by}", ()
        choices = _choices(self._fact)
        if choices:
            # Numbers come before texts.
            cases = " ".join(f"WHEN ? THEN {place}" for place in range(len(choices)))
            return f"CASE a.value {cases} ELSE a.value END", choices
        return _value(self._fact), ()

    def _conditions(self, id_: str, words: Sequence[str] = ()) -> tuple[str, tuple[Any, ...]]:
        """Return what must hold of each, beginning with AND, and its parameters."""
        sql, given = "", ()
        for clause in self.clauses:
            sql += f" AND {'NOT ' if clause.is_absence else ''}{id_.join(clause.holding)}"
            given += clause.parameters
        if words:
            sql += _FOUND
        return sql, given

    def _ids(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[EnterpriseId]:
        return (id_ for (id_,) in self._connection.execute(sql, parameters))


def _choices(fact: Fact | None) -> tuple[str, ...]:
    return tuple(fact.choices) if fact is not None and fact.kind is FactKind.CHOICE else ()


def _value(fact: Fact | None) -> str:
    return "CAST(a.value AS INTEGER)" if fact is not None and fact.kind in _NUMBERS else "a.value"


def _among(wanted: bytearray, ids: Iterable[EnterpriseId], *, is_absence: bool) -> bytearray:
    """Return what of `wanted`, a byte for each id, is among `ids`, or is not."""
    size, there = len(wanted), not is_absence
    marks = bytearray([is_absence]) * size
    for id_ in ids:
        if id_ < size:
            marks[id_] = there
    return bytearray(map(and_, wanted, marks))
