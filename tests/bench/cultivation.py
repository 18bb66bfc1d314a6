"""Candidates of 培育库 among a million enterprises: most have a figure of the year, some its parts."""

import os
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, Final

from domain.enterprises.dictionary import load_dictionary
from domain.outreach.cultivation.finding import Search, find_candidates
from domain.outreach.cultivation_standards import Standards
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.periods import Period
from domain.values.uids import new_uid
from tests.bench.measuring import Measurement, milliseconds

RESOURCES: Final = Path(__file__).parents[2] / "resources"
ENTERPRISES: Final = int(os.environ.get("CULTIVATED", "1000000"))
FOLDER: Final = Path("build/bench-cultivation")
YEAR: Final = Period.parse("2025")
TODAY: Final = date(2026, 3, 2)
LOT: Final = 20_000
KINDS: Final = ("industry", "construction", "wholesale", "retail", "lodging", "catering", "services")


def measure() -> Iterator[Measurement]:
    shutil.rmtree(FOLDER, ignore_errors=True)
    Store.open(FOLDER).close()
    with closing(sqlite3.connect(FOLDER / STORE_NAME)) as connection:
        _fill(connection)
    store, near = Store.open(FOLDER), 80
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    standards = Standards.load(RESOURCES / "cultivation" / "standards.toml")
    for target in standards.targets.values():
        search = Search(target.id, YEAR, near, TODAY)
        work = partial(store.ask, find_candidates, search, standards, dictionary)
        yield Measurement(f"cultivation: candidates for {target.id}", milliseconds(work), "ms", 3000)
    store.close()
    shutil.rmtree(FOLDER)


def _fill(connection: sqlite3.Connection) -> None:
    """Write enterprises by plain SQL, without what lists are searched by, which nothing here asks for."""
    source = random.Random(YEAR.year)
    connection.execute("PRAGMA synchronous = OFF")
    for first in range(1, ENTERPRISES + 1, LOT):
        rows: dict[str, list[tuple[Any, ...]]] = {"attribute": [], "figure": [], "row": []}
        ids = range(first, min(first + LOT, ENTERPRISES + 1))
        for id_ in ids:
            _invent(source, id_, rows)
        with connection:
            connection.executemany(
                "INSERT INTO enterprise (id, uscc, name, initials, pinyin, created_at, changed_at, uid)"
                " VALUES (?, ?, ?, '', '', '2022-05-01 00:00:00', '2022-05-01 00:00:00', ?)",
                ((id_, f"91410100MA{id_:08}", f"郑州第{id_}号有限公司", new_uid()) for id_ in ids),
            )
            for table, found in rows.items():
                marks = ", ".join("?" * len(found[0]))
                connection.executemany(f"INSERT INTO enterprise_{table} VALUES ({marks})", found)
    connection.execute("ANALYZE")


def _invent(source: random.Random, id_: int, rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """Add figures, of seven in ten as a whole, of one in ten by quarters; a class; a few qualifications."""
    # Half of them come to less than 2,000,000 yuan, one in thirteen to more than 20,000,000.
    revenue, chance = int(10 ** source.gauss(8.3, 0.7)), source.random()
    kind = source.choice(KINDS)
    rows["attribute"] += [
        (id_, "above_scale", "1" if source.random() < 0.1 else "0"),
        (id_, "industry_kind", kind),
        (id_, "size_class", source.choice(("small", "micro"))),
        (id_, "street", f"街道{source.randrange(20)}"),
    ]
    if kind == "services":
        rows["attribute"].append((id_, "industry_section", source.choice("GILMNOPR")))
    if chance < 0.7:
        rows["figure"].append((id_, "revenue", str(YEAR), revenue))
    elif chance < 0.8:
        rows["figure"] += [(id_, "revenue", str(one), revenue // 4) for one in YEAR.quarters]
    if source.random() < 0.1:
        rows["figure"].append((id_, "research_cost", str(YEAR), int(revenue * source.uniform(0, 0.1))))
    if source.random() < 0.02:
        held = source.choice(("specialised", "little_giant", "high_tech", "tech_sme"))
        content = f'{{"kind": "{held}", "recognised_on": "2024-09-01"}}'
        rows["row"].append((id_, "qualifications", 0, content, new_uid()))
