"""对接: 200 parks with 10,000 tenants, 500 events with 7,500 guests, 5,000 needs with what came of them.

Of 20,000 enterprises, of which some were merged.
"""

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from domain.enterprises.dictionary import load_dictionary
from domain.outreach.matching.events import find_event, list_events
from domain.outreach.matching.needs import list_needs
from domain.outreach.matching.parks import list_parks, show_park
from domain.outreach.matching_entities import Through
from domain.outreach.problems.rules import Rules
from domain.roads.library import Roads
from domain.statistics.counting import Span, count_each
from domain.statistics.figures import Figures
from domain.statistics.tables.running import Means, make
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.ids import EventId, ParkId
from tests.bench.measuring import Measurement, milliseconds

RESOURCES: Final = Path(__file__).parents[2] / "resources"
PARKS: Final = int(os.environ.get("PARKS", "200"))
EVENTS: Final = int(os.environ.get("EVENTS", "500"))
NEEDS: Final = int(os.environ.get("NEEDS", "5000"))
EACH_PARK: Final = 50
EACH_EVENT: Final = 15
ENTERPRISES: Final = 20_000
FOLDER: Final = Path("build/bench-matching")
TODAY: Final = date(2026, 3, 2)
YEARS: Final = 3 * 365
SHOWN: Final = 500
_BY: Final = {"by_name": "王小梅", "made_at": "2026-01-01 00:00:00.000000", "version": 1}


def measure() -> Iterator[Measurement]:
    shutil.rmtree(FOLDER, ignore_errors=True)
    Store.open(FOLDER).close()
    with closing(sqlite3.connect(FOLDER / STORE_NAME)) as connection, connection:
        _fill(connection, random.Random(2022))
    store = Store.open(FOLDER)
    office = load_dictionary(RESOURCES / "facts" / "office.toml")
    rules = Rules(Roads.load(RESOURCES / "roads" / "problems"), office, today=lambda: TODAY)
    figures, means = Figures.load(RESOURCES / "figures"), Means(office, rules)
    year = Span.of(date(2025, 1, 1), date(2025, 12, 31), TODAY)
    ours = [one for one in figures.figures.values() if one.rows in _ROWS]
    tables = [one for one in figures.tables.values() if one.rows in _ROWS]
    asked: tuple[tuple[str, float, Callable[[Any], object]], ...] = (
        (f"{PARKS:,} parks as a list", 150, list_parks),
        (f"a park of {EACH_PARK}", 50, lambda s: show_park(s, ParkId(1))),
        (f"{EVENTS:,} events as a list", 300, list_events),
        (f"an event of {EACH_EVENT}", 50, lambda s: find_event(s, EventId(1))),
        (f"{NEEDS:,} needs as a list", 300, list_needs),
        ("needs by a word", 50, lambda s: list_needs(s, words=["第7号"])),
        ("every figure of them in a year", 150, lambda s: count_each(s, ours, [year])),
        *(
            (f"the table {one.title}", 500, partial(make, plan=one, means=means, most=SHOWN))
            for one in tables
        ),
    )
    for name, goal, query in asked:
        yield Measurement(f"matching: {name}", milliseconds(partial(store.ask, query)), "ms", goal)
    store.close()
    shutil.rmtree(FOLDER)


_ROWS: Final = {"parks", "tenants", "park-years", "events", "guests", "deals", "needs", "outcomes"}


def _fill(connection: sqlite3.Connection, chance: random.Random) -> None:
    """Write everything by plain SQL: what acts leave in the trail is not what is asked here."""

    def day() -> date:
        return TODAY - timedelta(days=chance.randrange(YEARS))

    def one_of_them() -> int:
        return chance.randrange(ENTERPRISES) + 1

    at = str(_BY["made_at"])
    rows: dict[str, list[dict[str, Any]]] = {}
    rows["enterprise"] = [
        {"id": n, "uid": f"e{n}", "uscc": f"{n:018d}", "name": f"郑东第{n}号科技有限公司", "initials": ""}
        | {"pinyin": "", "created_at": at, "changed_at": at, "deleted_at": None if n % 50 else at}
        for n in range(1, ENTERPRISES + 1)
    ]
    rows["enterprise_merge"] = [
        {"gone_id": n, "kept_id": n - 1, "content": "{}", "merged_by": "王小梅", "merged_at": at}
        for n in range(50, ENTERPRISES, 100)
    ]
    rows["business_park"] = [
        {"id": n, "uid": f"k{n}", "name": f"第{n}产业园", "kind": "小微企业园", "stage": "open"}
        | dict.fromkeys(("place", "operator", "contact", "phone", "ended_because"), "")
        | {"street": f"第{n % 20}街道", "since": "2020-01-01", "total": chance.randrange(10**12), **_BY}
        for n in range(1, PARKS + 1)
    ]
    rows["park_tenant"] = [
        {"uid": f"t{n}", "park_id": n % PARKS + 1, "enterprise_id": n + 1, "since": day().isoformat()}
        | {"because": "", "with_park": 0, "area": 100 + n % 900}
        for n in range(PARKS * EACH_PARK)
    ]
    rows["park_year"] = [
        {"park_id": n, "first": f"{year}-01-01", "invested": chance.randrange(10**10)}
        | {"output": chance.randrange(10**11)}
        for n in range(1, PARKS + 1)
        for year in range(2022, 2026)
    ]
    rows["match_event"] = [
        {"id": n, "uid": f"v{n}", "kind": chance.choice(("banks", "sales", "jobs", "schools"))}
        | {"name": f"第{n}场对接会", "day": day().isoformat(), "place": "", "host": "", "found": "", **_BY}
        for n in range(1, EVENTS + 1)
    ]
    rows["event_guest"] = [
        {"event_id": n, "place": place, "enterprise_id": one_of_them() if place % 5 else None}
        | {"name": "" if place % 5 else "某银行", "people": 2}
        for n in range(1, EVENTS + 1)
        for place in range(1, EACH_EVENT + 1)
    ]
    rows["event_deal"] = [
        {"uid": f"d{n}", "event_id": n % EVENTS + 1, "enterprise_id": one_of_them(), "name": ""}
        | {"partner": "某银行", "signed": "contract", "what": "", "amount": chance.randrange(10**10)}
        for n in range(EVENTS * 3)
    ]
    rows["need"], rows["need_outcome"] = [], []
    for n in range(1, NEEDS + 1):
        is_money, asked_on = n % 2 == 0, day()
        amounts = {"wanted" if is_money else "people": 100_000_00 if is_money else 10}
        rows["need"].append(
            {"id": n, "uid": f"n{n}", "matter": "financing" if is_money else "jobs", "title": "周转"}
            | {"enterprise_id": one_of_them(), "day": asked_on.isoformat(), "detail": "", "ended_because": ""}
            | {"wanted": None, "people": None, **amounts, **_BY}
        )
        through = Through.GUARANTEE if is_money else Through.FAIR
        rows["need_outcome"].append(
            {"uid": f"o{n}", "need_id": n, "through": through.value, "partner": "某银行", "remark": ""}
            | {"day": max(asked_on, TODAY - timedelta(days=n % 90)).isoformat()}
            | {"amount": 50_000_00 if is_money else None, "people": None if is_money else 5}
        )
    for table, values in rows.items():
        marks = ", ".join("?" * len(values[0]))
        statement = f"INSERT INTO {table} ({', '.join(values[0])}) VALUES ({marks})"
        connection.executemany(statement, [tuple(one.values()) for one in values])
    connection.execute("ANALYZE")
