"""Deciding the register: columns in memory against numpy by hand, and the whole store against SQL by hand."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from domain.enterprises.dictionary import Dictionary, FactKind, load_dictionary
from domain.exchange.template import periods_wanted
from domain.policies.files.files import load_policy
from domain.policies.many.codes import GRANTED, IS_MISSING, MANUAL, NOT_MET
from domain.policies.many.columns import Column, all_known, known
from domain.policies.many.deciding import decide_table
from domain.policies.many.table import FactTable, RowTable
from domain.policies.policy import Policy
from domain.policies.runs.service import results_of, take_run
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from domain.values.uids import new_uid
from tests.bench.measuring import Measurement, milliseconds, ratio
from tests.reference import by_numpy, by_sql

RESOURCES = Path(__file__).parents[2] / "resources"
ENTERPRISES = int(os.environ.get("ENTERPRISES", "100000"))
FOLDER = Path("build/bench-register")
LARGER = Path("build/bench-register-larger")
GAPS = 0.05
SEED = 2022
FIRST_DAY = date(2021, 6, 1).toordinal()
LAST_DAY = date(2023, 1, 1).toordinal()
MEMORY_MB = 500
STATES = {NOT_MET: 0, IS_MISSING: 1, MANUAL: 2, GRANTED: 3}


class Made:
    """Random facts of many enterprises, as columns; a share of them is not entered."""

    def __init__(self, dictionary: Dictionary, policy: Policy, size: int) -> None:
        self.size = size
        self._dictionary = dictionary
        self._random = np.random.default_rng(SEED)
        self.figures = {
            (name, period): self._column(self._amounts(size), size)
            for name, periods in periods_wanted([policy]).items()
            for period in periods
        }
        self.attributes = {name: self._attribute(name) for name in _ATTRIBUTES}
        self.owner = np.repeat(np.arange(size), self._random.integers(0, 3, size) // 2)
        self.listed = self._random.random(size) >= GAPS
        self.owner = self.owner[self.listed[self.owner]]
        count = len(self.owner)
        planned = (10 ** self._random.uniform(9, 12, count)).astype(np.int64)
        start = self._random.integers(FIRST_DAY, LAST_DAY, count)
        self.columns = {
            "planned_investment": self._column(planned, count),
            "start_date": self._column(start, count),
            "in_statistics": self._column(self._random.integers(0, 2, count), count),
            "has_actual_investment": self._column(self._random.integers(0, 2, count), count),
        }

    def table(self) -> FactTable:
        """Return them as the program's evaluator reads them."""

        def nothing(places: Sequence[int]) -> Any:
            assert not places, "nothing of this needs the evaluator of one enterprise"
            return ()

        rows = RowTable(self.listed, self.owner, self.columns.__getitem__)
        return FactTable(
            ["91410100MAYA000162"] * self.size,
            self.attributes.__getitem__,
            lambda name, period: self.figures.get((name, period)),
            lambda _: rows,
            nothing,
        )

    def by_hand(self, table: FactTable) -> tuple[by_numpy.Columns, by_numpy.Projects]:
        """Return them as the clauses by hand read them, half-years that follow from quarters filled in."""
        columns = {name: _known(column) for name, column in self.attributes.items()}
        for name, period in self.figures:
            fact = self._dictionary.indicators[name]
            columns[f"{name}[{period}]"] = _known(table.figure_column(fact, period))
        named = [_known(column) for column in self.columns.values()]
        return columns, by_numpy.Projects(self.owner, self.listed, *named)

    def store(self, folder: Path) -> Path:
        """Return a store of them."""
        shutil.rmtree(folder, ignore_errors=True)
        Store.open(folder).close()
        with sqlite3.connect(folder / STORE_NAME) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.executemany(
                "INSERT INTO enterprise (id, uscc, name, initials, created_at, changed_at, uid)"
                " VALUES (?, ?, ?, 'zz', '2022-01-01 00:00:00', '2022-01-01 00:00:00', ?)",
                (
                    (id_, f"91410100M{id_:09d}", f"郑州第{id_}有限公司", new_uid())
                    for id_ in range(1, self.size + 1)
                ),
            )
            connection.executemany("INSERT INTO enterprise_attribute VALUES (?, ?, ?)", self._stored())
            connection.executemany(
                "INSERT INTO enterprise_figure VALUES (?, ?, ?, ?)", self._stored_figures()
            )
        connection.close()
        return folder

    def _stored(self) -> Iterator[tuple[int, str, str]]:
        for name, column in self.attributes.items():
            kind = self._dictionary.attributes[name].kind
            for place in np.flatnonzero(_known(column).entered).tolist():
                value = int(column.values[place])
                match kind:
                    case FactKind.CHOICE:
                        text = column.words[value]
                    case FactKind.DATE:
                        text = date.fromordinal(value).isoformat() if value else ""
                    case _:
                        text = str(value)
                yield place + 1, name, text
        yield from ((place + 1, "projects", "") for place in np.flatnonzero(self.listed).tolist())

    def _stored_figures(self) -> Iterator[tuple[int, str, str, int]]:
        columns = [
            (name, str(period), column.values.tolist(), _known(column).entered.tolist())
            for (name, period), column in sorted(self.figures.items(), key=str)
        ]
        for place in range(self.size):
            for name, period, values, entered in columns:
                if entered[place]:
                    yield place + 1, name, period, values[place]

    def _projects(self) -> Iterator[tuple[int, int, str]]:
        projects = {name: _known(column) for name, column in self.columns.items()}
        for at, place in enumerate(self.owner.tolist()):
            content = {
                name: date.fromordinal(int(value[at])).isoformat() if name == "start_date" else str(value[at])
                for name, (value, entered) in projects.items()
                if entered[at]
            }
            yield place + 1, at, json.dumps(content)

    def _attribute(self, name: str) -> Column:
        fact, size = self._dictionary.attributes[name], self.size
        if fact.kind is FactKind.CHOICE:
            column = self._column(self._random.integers(0, len(fact.choices), size), size)
            return Column(column.values, column.entered, None, tuple(fact.choices))
        if fact.kind is FactKind.TRUTH:
            return self._column(self._random.integers(0, 2, size), size)
        column = self._column(self._random.integers(FIRST_DAY, LAST_DAY, size), size)
        absent = known(column) & (self._random.random(size) < GAPS)
        return Column(np.where(absent, 0, column.values), column.entered, absent)

    def _amounts(self, size: int) -> Any:
        return (10 ** self._random.uniform(6, 11, size)).astype(np.int64)

    def _column(self, values: Any, size: int) -> Column:
        entered = self._random.random(size) >= GAPS
        return Column(np.where(entered, values, 0), all_known(entered))


_ATTRIBUTES = (
    "industry_kind",
    "above_scale",
    "headquarters",
    "owns_office",
    "strategic_emerging",
    "high_energy_consumption",
    "stat_entry_date",
    "move_in_date",
)


def _known(column: Column) -> by_numpy.Known:
    return by_numpy.Known(column.values, known(column))


def measure() -> list[Measurement]:
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = load_policy(RESOURCES / "policies" / "zhengdong-2022.toml", dictionary)
    made = Made(dictionary, policy, ENTERPRISES)
    table = made.table()
    columns, projects = made.by_hand(table)
    decided = decide_table(policy, table, dictionary, Silent())
    for id_, (states, amounts) in by_numpy.decide(columns, projects).items():
        own = np.array([STATES[code] for code in range(4)])[decided[id_].outcome]
        assert (own == states).all(), id_
        assert (decided[id_].amount == amounts).all(), id_
    store = made.store(FOLDER)
    keep_by_program(store)
    keep_by_hand(store)
    assert kept_by_program(store) == kept_by_hand(store)
    in_memory = ratio(
        f"register: {ENTERPRISES:,} enterprises decided / numpy by hand",
        lambda: decide_table(policy, table, dictionary, Silent()),
        lambda: by_numpy.decide(columns, projects),
        goal=0.7,
    )
    whole = ratio(
        f"register: {ENTERPRISES:,} enterprises from store to stored results / SQL by hand",
        lambda: keep_by_program(store),
        lambda: keep_by_hand(store),
        goal=0.8,
    )
    memory = Measurement("register: memory of all of it", memory_mb(store), "MB", goal=MEMORY_MB)
    larger = grown(dictionary, policy, store)
    shutil.rmtree(store)
    return [in_memory, whole, memory, larger]


def grown(dictionary: Dictionary, policy: Policy, store: Path) -> Measurement:
    """Time ten times as many enterprises against these; the larger store once, since it takes a minute."""
    few = milliseconds(lambda: keep_by_program(store))
    many = Made(dictionary, policy, 10 * ENTERPRISES).store(LARGER)
    began = perf_counter()
    keep_by_program(many)
    took = 1000 * (perf_counter() - began)
    shutil.rmtree(many)
    name = f"register: {10 * ENTERPRISES:,} enterprises from store to stored results / {ENTERPRISES:,}"
    return Measurement(name, took / few, "ratio", goal=10.5)


def keep_by_program(folder: Path) -> None:
    """Decide the store and keep the results."""
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = load_policy(RESOURCES / "policies" / "zhengdong-2022.toml", dictionary)
    store = Store.open(folder)
    take_run(store.seat("bench"), policy, dictionary, Silent())
    store.close()


def keep_by_hand(folder: Path) -> None:
    """The same in SQL alone, as one more run."""
    with sqlite3.connect(folder / STORE_NAME) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        is_begun = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = ?", (by_sql.RESULTS,)
        ).fetchone()
        last = (
            connection.execute(f"SELECT max(run_id) FROM {by_sql.RESULTS}").fetchone()[0] if is_begun else 0
        )
        by_sql.decide_and_keep(connection, last + 1)
    connection.close()


def kept_by_program(folder: Path) -> list[Any]:
    """Return outcome and amount of every result of the first run."""
    with closing(Store.open(folder)) as store:
        found = store.ask(results_of, 1)
    return [(one.enterprise_id, one.clause_id, one.outcome.value, one.amount) for one in found]


def kept_by_hand(folder: Path) -> list[Any]:
    """Return the same of what SQL alone came to."""
    with sqlite3.connect(folder / STORE_NAME) as connection:
        found = connection.execute(_KEPT).fetchall()
    connection.close()
    return found


def memory_mb(folder: Path) -> float:
    """Return the most memory that a program takes which only decides and keeps (MB of 10^6 bytes)."""
    # The peak of this very program: what getrusage gives is never below what its parent held.
    program = (
        "import re, sys; from pathlib import Path; from tests.bench.register import keep_by_program;"
        " keep_by_program(Path(sys.argv[1]));"
        " print(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1])"
    )
    found = subprocess.run(
        [sys.executable, "-c", program, str(folder)], capture_output=True, text=True, check=True
    )
    return int(found.stdout) * 1024 / 1e6


_KEPT = f"""
SELECT enterprise_id, clause_id, outcome, amount FROM {by_sql.RESULTS} WHERE run_id = 1 ORDER BY 1, 2
"""
