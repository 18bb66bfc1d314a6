"""Columns straight from the store, without an object for each enterprise."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from sqlmodel import Session, col, select

from domain.enterprises.codec import decode
from domain.enterprises.derivation import kin_of
from domain.enterprises.dictionary import Dictionary, Fact, FactKind
from domain.enterprises.entities import Enterprise
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.queries import iterate_facts
from domain.policies.many.columns import Column, all_known
from domain.policies.many.numbers import Array, Mask
from domain.policies.many.table import FactTable, RowTable, as_integer
from domain.policies.one.figures import columns_in, indicators_in
from domain.policies.policy import Policy
from domain.policies.sql import AS_INTEGER, read_integers, read_rows, read_texts, reading_figures
from domain.store.problems import as_stored
from domain.values.ids import EnterpriseId
from domain.values.periods import Period
from domain.values.progress import Progress, Reporter

_BLOCK: Final = 20_000
"""How many enterprises' figures, or rows, are read at once: the text in hand stays below some MB."""


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
    statement = (
        select(Enterprise.id, Enterprise.uscc, Enterprise.name)
        .where(col(Enterprise.deleted_at).is_(None))
        .order_by(col(Enterprise.name), col(Enterprise.id))
    )
    # All at once: going through them asks the driver for one at a time. Without the mapping to objects, of
    # which there are none here, it takes half as long.
    found = session.connection().execute(statement).all()
    ids = np.array([row[0] for row in found], np.int64)
    reader = _Reader(session, dictionary, ids, columns_in(policy.formulas(policy.clauses.values())))
    wanted = sorted(wanted_figures(policy), key=str)
    figures = dict(zip(wanted, reader.figures(wanted, reporter), strict=True))
    table = FactTable(
        [row[1] for row in found],
        attribute=reader.attribute,
        indicator=lambda name, period: figures[name, period],
        rows=reader.list_of,
        facts=reader.facts,
    )
    return Register(ids, [row[2] for row in found], table)


def wanted_figures(policy: Policy) -> set[tuple[str, Period]]:
    """Return the period figures that a policy may read: what it asks for, and what that may follow from."""
    return {
        (leaf.fact.name, period)
        for leaf in indicators_in(policy.formulas(policy.clauses.values()))
        for period in (leaf.period, *kin_of(leaf.period, leaf.fact.nature))
    }


class _Reader:
    """Reads columns of the enterprises with these ids, in their order."""

    def __init__(
        self, session: Session, dictionary: Dictionary, ids: Array, row_columns: Collection[str]
    ) -> None:
        self._session = session
        self._row_columns = row_columns
        self._dictionary = dictionary
        self._ids = ids
        self._order = np.argsort(ids)
        self._sorted = ids[self._order]

    def attribute(self, name: str) -> Column:
        """Return a fact that does not depend on a period."""
        fact = self._dictionary.attributes[name]
        if fact.kind in AS_INTEGER:
            pairs = read_integers(self._session, fact)
            return self._filled(fact, pairs[:, 0], pairs[:, 1])
        words, ids, codes = read_texts(self._session, name)
        column = self._filled(fact, ids, codes)
        return Column(column.values, column.entered, None, tuple(words))

    def figures(self, wanted: list[tuple[str, Period]], reporter: Reporter) -> Iterator[Column | None]:
        """Yield the columns of period figures, in this order; None for one that was typed for nobody."""
        size = len(self._ids)
        values, entered = np.zeros((0, size), np.int64), np.zeros((0, size), bool)
        # Most of what is wanted was typed for nobody and gets no row here: -1.
        rows = np.full(len(wanted), -1)
        with reading_figures(self._session, wanted) as read:
            for number, (first, last) in enumerate(self._blocks()):
                reporter.step(Progress(min(number * _BLOCK, size), size, "读取数据"))
                triples = read(first, last)
                places, live = self._places(triples[:, 0])
                codes, amounts = triples[live, 1], triples[live, 2]
                new = np.flatnonzero((np.bincount(codes, minlength=len(wanted)) > 0) & (rows < 0))
                if len(new):
                    rows[new] = np.arange(len(values), len(values) + len(new))
                    values = np.concatenate([values, np.zeros((len(new), size), np.int64)])
                    entered = np.concatenate([entered, np.zeros((len(new), size), bool)])
                values[rows[codes], places] = amounts
                entered[rows[codes], places] = True
        return (None if row < 0 else Column(values[row], all_known(entered[row])) for row in rows.tolist())

    def list_of(self, kind: str) -> RowTable:
        """Return the rows of a list, in the order of their enterprises."""
        row = self._dictionary.rows[kind]
        entered = np.zeros(len(self._ids), bool)
        entered[self._places(read_texts(self._session, kind)[1])[0]] = True
        columns = {name: _Reading(fact) for name, fact in row.columns.items() if name in self._row_columns}
        owners = [np.zeros(0, np.int64)]
        for block in read_rows(self._session, kind, _BLOCK):
            places, live = self._places(np.array([id_ for id_, _ in block], np.int64))
            with as_stored(f"企业资料里的“{row.label}”"):
                # As one text, which is read in half the time.
                rows = json.loads(f"[{','.join(content for _, content in block)}]")
                if len(rows) != len(block):
                    raise ValueError("a row is more than one")
                for name, column in columns.items():
                    column.add([one.get(name) for one in rows], live)
            owners.append(places)
        owner = np.concatenate(owners)
        order = np.argsort(owner, kind="stable")
        entered[owner] = True
        made = {name: column.made().take(order) for name, column in columns.items()}
        return RowTable(entered, owner[order], made.__getitem__)

    def facts(self, places: Sequence[int]) -> Iterator[EnterpriseFacts]:
        """Yield all that is known about the enterprises at these places."""
        ids = [EnterpriseId(int(self._ids[place])) for place in places]
        return (facts for _, facts in iterate_facts(self._session, ids, self._dictionary))

    def _blocks(self) -> Iterator[tuple[int, int]]:
        for start in range(0, len(self._sorted), _BLOCK):
            block = self._sorted[start : start + _BLOCK]
            yield int(block[0]), int(block[-1])

    def _places(self, ids: Array) -> tuple[Array, Mask]:
        """Return where enterprises stand, and which of them are in the register at all."""
        if not (len(ids) and len(self._sorted)):
            return np.zeros(0, np.int64), np.zeros(len(ids), bool)
        # What is of one enterprise mostly stands together: it is looked for once.
        begins = np.concatenate(([0], np.flatnonzero(ids[1:] != ids[:-1]) + 1))
        at = np.minimum(np.searchsorted(self._sorted, ids[begins]), len(self._sorted) - 1)
        at = np.repeat(at, np.diff(begins, append=len(ids)))
        live = self._sorted[at] == ids
        return self._order[at[live]], live

    def _filled(self, fact: Fact, ids: Array, found: Array) -> Column:
        size = len(self._ids)
        values, entered = np.zeros(size, np.int64), np.zeros(size, bool)
        places, live = self._places(ids)
        values[places], entered[places] = found[live], True
        absent = entered & (values == 0) if fact.kind is FactKind.DATE else None
        return Column(values, all_known(entered), absent if absent is not None and absent.any() else None)


class _Reading:
    """A column of a list while its rows are read."""

    def __init__(self, fact: Fact) -> None:
        self._fact = fact
        self._codes = _Codes(fact)
        self._values: list[Array] = []
        self._entered: list[Mask] = []

    def add(self, texts: list[str | None], live: Mask) -> None:
        """Take the values of more rows as the store keeps them, None where there is none."""
        if self._fact.kind in (FactKind.MONEY, FactKind.NUMBER, FactKind.RATE):
            values = [0 if text is None else int(text) for text in texts]
        else:
            values = list(map(self._codes.__getitem__, texts))
        self._values.append(np.array(values, np.int64)[live])
        self._entered.append(np.array([text is not None for text in texts], bool)[live])

    def made(self) -> Column:
        """Return the column of all that was taken."""
        values = np.concatenate((np.empty(0, np.int64), *self._values))
        entered = np.concatenate((np.empty(0, bool), *self._entered))
        absent = entered & (values == 0) if self._fact.kind is FactKind.DATE else None
        is_any = absent is not None and absent.any()
        return Column(values, all_known(entered), absent if is_any else None, tuple(self._codes.words))


class _Codes(dict[str | None, int]):
    """What texts stand for in a column: each different one of days, truths and choices is read once."""

    def __init__(self, fact: Fact) -> None:
        super().__init__({None: 0})
        self._fact = fact
        self.words: dict[str, int] = {}

    def __missing__(self, text: str | None) -> int:
        assert text is not None
        self[text] = code = as_integer(decode(self._fact, text), self.words)
        return code
