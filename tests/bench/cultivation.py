"""Candidates of 培育库 among a million enterprises: most have a figure of the year, some its parts."""

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Final

from domain.enterprises.dictionary import load_dictionary
from domain.outreach.cultivation.finding import Search, find_candidates
from domain.outreach.cultivation_standards import Standards
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.periods import Period
from domain.values.uids import new_uid
from tests.bench.measuring import Measurement, milliseconds
from tests.bench.million import make

RESOURCES: Final = Path(__file__).parents[2] / "resources"
ENTERPRISES: Final = int(os.environ.get("MILLION", "1000000"))
FOLDER: Final = Path("build/bench-cultivation")
YEAR: Final = Period.parse("2025")
TODAY: Final = date(2026, 3, 2)


def measure() -> Iterator[Measurement]:
    make(FOLDER, ENTERPRISES)
    with closing(sqlite3.connect(FOLDER / STORE_NAME)) as connection:
        _fill(connection)
    store, near = Store.open(FOLDER), 80
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    standards = Standards.load(RESOURCES / "cultivation" / "standards.toml")
    for target in standards.targets.values():
        search = Search(target.id, YEAR, near, TODAY)
        took = milliseconds(lambda search=search: store.ask(find_candidates, search, standards, dictionary))
        yield Measurement(f"cultivation: candidates for {target.id}", took, "ms", 3000)
    store.close()
    shutil.rmtree(FOLDER)


def _fill(connection: sqlite3.Connection) -> None:
    """Add figures of a year, of seven in ten as a whole, of one in ten by quarters; and qualifications."""
    source = random.Random(YEAR.year)
    quarters = [str(one) for one in YEAR.quarters]
    figures, rows = [], []
    for id_ in range(1, ENTERPRISES + 1):
        revenue, chance = int(10 ** source.uniform(8, 11.5)), source.random()
        if chance < 0.7:
            figures.append((id_, "revenue", str(YEAR), revenue))
        elif chance < 0.8:
            figures += [(id_, "revenue", quarter, revenue // 4) for quarter in quarters]
        if source.random() < 0.1:
            figures.append((id_, "research_cost", str(YEAR), int(revenue * source.uniform(0, 0.1))))
        if source.random() < 0.02:
            kind = source.choice(("specialised", "little_giant", "high_tech", "tech_sme"))
            content = f'{{"kind": "{kind}", "recognised_on": "2024-09-01"}}'
            rows.append((id_, "qualifications", 0, content, new_uid()))
    with connection:
        connection.executemany("INSERT INTO enterprise_figure VALUES (?, ?, ?, ?)", figures)
        connection.executemany("INSERT INTO enterprise_row VALUES (?, ?, ?, ?, ?)", rows)
