"""The trail: an import with its entries hashed and without, a trail verified, and its newest page opened."""

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Final
from unittest.mock import patch

from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.store import acts
from domain.store.audit import COLUMNS, FIRST, sha256_of
from domain.store.backup.flaws import strayed_rows
from domain.store.chain import breaks
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.store.told import TrailFilter, actors_of, count_of, page_of
from domain.values.ids import EnterpriseId
from domain.values.periods import Period
from domain.values.progress import Silent
from tests.bench.measuring import Measurement, milliseconds, ratio

RESOURCES: Final = Path(__file__).parents[2] / "resources"
IMPORTED: Final = int(os.environ.get("IMPORTED", "20000"))
ENTRIES: Final = int(os.environ.get("ENTRIES", "1000000"))
_MILLION: Final = 1_000_000
_DETAILS: Final = 700
"""Letters of ASCII that make an entry 1 KB with the rest of it."""
_BATCH: Final = 50_000
_PAGE: Final = 300
_EACH: Final = 1_000
"""Every so manieth entry is of one enterprise."""


def measure() -> list[Measurement]:
    with tempfile.TemporaryDirectory() as folder:
        return [*_hashing(Path(folder) / "hashing"), *_verifying(Path(folder) / "verifying")]


def _hashing(folder: Path) -> list[Measurement]:
    """Time an import over the same unhashed, each into a new store, and its rows held against the trail."""
    Store.open(folder / "empty").close()
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    quarter = Period.parse("2022Q2")
    entries = Entries.of(
        [
            EnterpriseFacts(f"{at:018d}", f"第{at}公司", {"above_scale": True}, {"sales": {quarter: at}}, {})
            for at in range(IMPORTED)
        ]
    )
    numbers = count()

    def take_in() -> None:
        store = Store.open(Path(shutil.copytree(folder / "empty", folder / str(next(numbers)))))
        merge_enterprises(
            store.seat("a"), entries, dictionary, Silent(), known=Known.UPDATE, source="名单.xlsx"
        )
        store.close()

    def take_in_unhashed() -> None:
        with patch.object(acts, "sha256_of", lambda *_: FIRST):
            take_in()

    name = f"import of {IMPORTED:,} over the same unhashed"
    hashing = ratio(name, take_in, take_in_unhashed, goal=1.15)
    with closing(sqlite3.connect(folder / "0" / STORE_NAME)) as connection:
        began = perf_counter()
        assert not list(strayed_rows(connection, Silent()))
        rows = (perf_counter() - began) * _MILLION / IMPORTED
    return [hashing, Measurement("the rows of a million entries verified", rows, "s", 60)]


def _verifying(folder: Path) -> list[Measurement]:
    Store.open(folder).close()
    _write(folder / STORE_NAME)
    with closing(sqlite3.connect(folder / STORE_NAME)) as connection:
        began = perf_counter()
        assert not list(breaks(connection))
        chained = perf_counter() - began
    store = Store.open(folder)
    per_million = _MILLION / ENTRIES

    def open_page() -> None:
        with store.read() as session:
            page_of(session, TrailFilter(), before=None, most=_PAGE)
            count_of(session, TrailFilter())
            actors_of(session)

    def find_enterprise() -> None:
        with store.read() as session:
            wanted = TrailFilter(enterprises=(EnterpriseId(1),))
            page_of(session, wanted, before=None, most=_PAGE)
            assert count_of(session, wanted) == ENTRIES // _EACH

    opening, finding = milliseconds(open_page), milliseconds(find_enterprise)
    store.close()
    return [
        Measurement("a million entries of 1 KB verified", chained * per_million, "s", 15),
        Measurement(f"操作记录 of {ENTRIES:,} entries opened", opening, "ms", 200),
        Measurement(f"one enterprise among {ENTRIES:,} entries found", finding, "ms", 200),
    ]


def _write(path: Path) -> None:
    """Write entries that are linked, and about nothing that has rows."""
    previous, details = FIRST, '{"x": "' + "x" * _DETAILS + '"}'
    names = ", ".join((*COLUMNS, "sha256"))
    statement = f"INSERT INTO audit_entry ({names}) VALUES ({', '.join('?' * (len(COLUMNS) + 1))})"
    with closing(sqlite3.connect(path)) as connection:
        for start in range(1, ENTRIES + 1, _BATCH):
            rows = []
            for number in range(start, min(start + _BATCH, ENTRIES + 1)):
                actor = ("王小梅", "李建国", "张敏")[number % 3]
                said = (
                    number,
                    previous,
                    "2022-11-29 07:00:00.000000",
                    actor,
                    None,
                    "table.export",
                    *(("enterprise", 1) if number % _EACH == 0 else ("exchange", None)),
                    "导出“企业”，1,200 行",
                    details,
                    None,
                )
                previous = sha256_of(*said)
                rows.append((*said, previous))
            connection.executemany(statement, rows)
        connection.commit()
