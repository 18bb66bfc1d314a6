"""Columns straight from the store, without an object for each enterprise."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from sqlmodel import Session

from domain.enterprises.codec import decode
from domain.enterprises.derivation import kin_of
from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.queries import facts_of
from domain.periods import Period
from domain.policies.bulk.columns import Column, all_known
from domain.policies.bulk.numbers import Array, Mask
from domain.policies.bulk.table import FactTable, RowTable, row_table_of
from domain.policies.formulas import nodes
from domain.policies.formulas.nodes import Node
from domain.policies.policy import Clause, Policy
from domain.progress import Progress, Reporter
from domain.store.problems import as_stored

_BLOCK: Final = 20_000
"""How many enterprises' figures are read at once: what is in hand of the text stays below some MB."""

# An ordinal counts days from the first of year 1, a Julian day from noon of a day long before.
_ORDINAL: Final = "CAST(julianday(value) - 1721424.5 AS INTEGER)"
_AS_INTEGER: Final = {
    FactKind.TRUTH: "value = '1'",
    FactKind.DATE: f"CASE value WHEN '' THEN 0 ELSE {_ORDINAL} END",
    FactKind.MONEY: "CAST(value AS INTEGER)",
    FactKind.NUMBER: "CAST(value AS INTEGER)",
    FactKind.RATE: "CAST(value AS INTEGER)",
}
_WHOLE: Final = "CAST(CAST(value AS INTEGER) AS TEXT) = value"
_AS_WRITTEN: Final = {
    FactKind.TRUTH: "value IN ('0', '1')",
    FactKind.DATE: "value = '' OR date(value) = value",
    FactKind.MONEY: _WHOLE,
    FactKind.NUMBER: _WHOLE,
    FactKind.RATE: _WHOLE,
}
"""SQL that is true of a value as `codec` writes it."""


@dataclass(frozen=True, slots=True)
class Register:
    """The enterprises of the register as columns; their ids and names in the order of the table."""

    ids: Array
    names: list[str]
    table: FactTable


def read_register(session: Session, policy: Policy, dictionary: Dictionary, reporter: Reporter) -> Register:
    """Return what a policy asks for of every enterprise of the register, in the order of their names.

    Columns are read when they are first asked for, so the session must stay open until then.

    Raises:
        Cancelled: The user stopped it.
    """
    found = _rows(session, "SELECT id, uscc, name FROM enterprise WHERE deleted_at IS NULL ORDER BY name, id")
    ids = np.array([row[0] for row in found], np.int64)
    reader = _Reader(session, dictionary, ids)
    wanted = sorted(wanted_figures(policy), key=str)
    figures = dict(zip(wanted, reader.figures(wanted, reporter), strict=True))
    table = FactTable(
        [row[1] for row in found],
        attribute=reader.attribute,
        indicator=lambda name, period: figures[name, period],
        rows=reader.list_of,
        facts_of=partial(reader.facts_of),
    )
    return Register(ids, [row[2] for row in found], table)


def wanted_figures(policy: Policy) -> set[tuple[str, Period]]:
    """Return the period figures that a policy may read: what it asks for, and what that may follow from."""
    return {
        (node.fact.name, period)
        for node in _nodes(policy)
        if isinstance(node, nodes.Indicator)
        for period in (node.period, *kin_of(node.period, node.fact.nature))
    }


def _nodes(policy: Policy) -> Iterator[Node]:
    for clause in policy.clauses.values():
        for root in _roots(clause):
            yield from nodes.walk(root)
    for cap in policy.shared_caps:
        yield from nodes.walk(cap.cap)


def _roots(clause: Clause) -> Iterator[Node]:
    yield from (one.condition for one in clause.requirements)
    yield from (one.condition for stage in clause.stages for one in stage.conditions)
    if clause.award is not None:
        yield clause.award
    if clause.contest is not None and clause.contest.by is not None:
        yield clause.contest.by


class _Reader:
    """Reads columns of the enterprises with these ids, in their order."""

    def __init__(self, session: Session, dictionary: Dictionary, ids: Array) -> None:
        self._session = session
        self._dictionary = dictionary
        self._ids = ids
        self._order = np.argsort(ids)
        self._sorted = ids[self._order]

    def attribute(self, name: str) -> Column:
        """Return a fact that does not depend on a period."""
        fact = self._dictionary.attributes[name]
        if fact.kind in _AS_INTEGER:
            statement = (
                f"SELECT group_concat(enterprise_id || ' ' || ({_AS_INTEGER[fact.kind]}), ' '),"
                f" sum(({_AS_WRITTEN[fact.kind]}) IS NOT 1)"
                " FROM enterprise_attribute WHERE name = ?"
            )
            pairs = _parsed(_rows(self._session, statement, name), fact.label).reshape(-1, 2)
            return self._filled(fact, pairs[:, 0], pairs[:, 1])
        found = _rows(
            self._session, "SELECT enterprise_id, value FROM enterprise_attribute WHERE name = ?", name
        )
        words: dict[str, int] = {}
        codes = np.array([words.setdefault(value, len(words)) for _, value in found], np.int64)
        column = self._filled(fact, np.array([id_ for id_, _ in found], np.int64), codes)
        return Column(column.values, column.entered, None, tuple(words))

    def figures(self, wanted: list[tuple[str, Period]], reporter: Reporter) -> Iterator[Column | None]:
        """Yield the columns of period figures, in this order; None for one that was typed for nobody."""
        size = len(self._ids)
        values, entered = np.zeros((0, size), np.int64), np.zeros((0, size), bool)
        # Most of what is wanted was typed for nobody and gets no row here: -1.
        rows = np.full(len(wanted), -1)
        execute = self._session.connection().exec_driver_sql
        execute("CREATE TEMP TABLE wanted (name, period, code, PRIMARY KEY (name, period)) WITHOUT ROWID")
        try:
            for code, (name, period) in enumerate(wanted):
                execute("INSERT INTO wanted VALUES (?, ?, ?)", (name, str(period), code))
            for number, (first, last) in enumerate(self._blocks()):
                reporter.step(Progress(min(number * _BLOCK, size), size, "读取数据"))
                found = _rows(self._session, _FIGURES, first, last)
                triples = _parsed(found, "期间数据").reshape(-1, 3)
                places, live = self._places(triples[:, 0])
                codes, amounts = triples[live, 1], triples[live, 2]
                new = np.flatnonzero((np.bincount(codes, minlength=len(wanted)) > 0) & (rows < 0))
                if len(new):
                    rows[new] = np.arange(len(values), len(values) + len(new))
                    values = np.concatenate([values, np.zeros((len(new), size), np.int64)])
                    entered = np.concatenate([entered, np.zeros((len(new), size), bool)])
                values[rows[codes], places] = amounts
                entered[rows[codes], places] = True
        finally:
            execute("DROP TABLE wanted")
        return (None if row < 0 else Column(values[row], all_known(entered[row])) for row in rows.tolist())

    def list_of(self, kind: str) -> RowTable:
        """Return the rows of a list."""
        columns = self._dictionary.rows[kind].columns
        lists: list[list[dict[str, Any]] | None] = [None] * len(self._ids)
        entered = _rows(self._session, "SELECT enterprise_id FROM enterprise_attribute WHERE name = ?", kind)
        places, _ = self._places(np.array([row[0] for row in entered], np.int64))
        for place in places:
            lists[int(place)] = []
        found = _rows(
            self._session,
            "SELECT enterprise_id, content FROM enterprise_row WHERE kind = ?"
            " ORDER BY enterprise_id, position",
            kind,
        )
        places, live = self._places(np.array([row[0] for row in found], np.int64))
        for place, at in zip(places, np.flatnonzero(live), strict=True):
            with as_stored(f"企业资料里的“{self._dictionary.rows[kind].label}”"):
                content = json.loads(found[int(at)][1])
                row = {name: decode(columns[name], text) for name, text in content.items() if name in columns}
            rows = lists[int(place)] or []
            lists[int(place)] = [*rows, row]
        return row_table_of(self._dictionary.rows[kind], lists)

    def facts_of(self, place: int) -> EnterpriseFacts:
        """Return all that is known about the enterprise at a place."""
        return facts_of(self._session, int(self._ids[place]), self._dictionary)

    def _blocks(self) -> Iterator[tuple[int, int]]:
        for start in range(0, len(self._sorted), _BLOCK):
            block = self._sorted[start : start + _BLOCK]
            yield int(block[0]), int(block[-1])

    def _places(self, ids: Array) -> tuple[Array, Mask]:
        """Return where enterprises stand, and which of them are in the register at all."""
        at = np.minimum(np.searchsorted(self._sorted, ids), max(len(self._sorted) - 1, 0))
        live = self._sorted[at] == ids if len(self._sorted) else np.zeros(len(ids), bool)
        return self._order[at[live]], live

    def _filled(self, fact: Fact, ids: Array, found: Array) -> Column:
        size = len(self._ids)
        values, entered = np.zeros(size, np.int64), np.zeros(size, bool)
        places, live = self._places(ids)
        values[places], entered[places] = found[live], True
        absent = entered & (values == 0) if fact.kind is FactKind.DATE else None
        return Column(values, all_known(entered), absent if absent is not None and absent.any() else None)


_FIGURES: Final = """
SELECT
    group_concat(figure.enterprise_id || ' ' || wanted.code || ' ' || figure.amount, ' '),
    sum(typeof(figure.amount) != 'integer')
FROM enterprise_figure AS figure
CROSS JOIN wanted ON wanted.name = figure.name AND wanted.period = figure.period
WHERE figure.enterprise_id BETWEEN ? AND ?
"""
# One long text for each block: making an object for each figure would take twice as long.


def _rows(session: Session, statement: str, *parameters: object) -> list[Any]:
    # All at once: going through them asks the driver for one at a time.
    return list(session.connection().exec_driver_sql(statement, parameters).fetchall())


def _parsed(found: Iterable[Any], what: str) -> Array:
    """Return the integers of a text, which the only row found holds; none where there are none.

    Raises:
        Unreadable: One of them does not stand there as it was written; SQLite would take the digits before.
    """
    (row,) = found
    with as_stored(f"企业资料里的“{what}”"):
        if row[1]:
            raise ValueError(f"{row[1]} values are not as they were written")
    return np.fromstring(row[0], np.int64, sep=" ") if row[0] else np.zeros(0, np.int64)
