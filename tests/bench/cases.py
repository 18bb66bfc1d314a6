"""Cases: made by the thousand, taken along by the hundred, listed among hundreds of thousands; and the desk.

The generated stores stay in ``build/`` for the next time; making them takes a minute or two.
"""

import hashlib
import json
import os
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from domain.cases.awards.desk import desk_of
from domain.cases.awards.entities import Ended
from domain.cases.awards.listing import CaseFilter, Duty, Order, find_cases, listed
from domain.cases.awards.making import Wanted, make_cases
from domain.cases.awards.matters import Matter
from domain.cases.awards.reading import read_cases
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import Doing, take_step
from domain.cases.service import awards_of
from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.exchange.samples import load_sample_office
from domain.funds.approving import Treasury
from domain.policies.files.library import PolicyLibrary
from domain.policies.runs.register import assess_enterprises
from domain.roads.library import Roads
from domain.roads.walking import Move
from domain.store.acts import Person
from domain.store.engine import Store
from domain.store.plain import SCHEMA, STORE_NAME
from domain.values.ids import AccountId
from domain.values.progress import Progress, Silent
from tests.bench.measuring import Measurement, milliseconds

RESOURCES: Final = Path(__file__).parents[2] / "resources"
MADE: Final = int(os.environ.get("MADE", "10000"))
LISTED: Final = int(os.environ.get("CASES", "200000"))
ON_DESKS: Final = int(os.environ.get("ON_DESKS", "100000"))
BATCH: Final = 600
FOLDER: Final = Path("build/bench-cases")
TODAY: Final = date(2026, 3, 2)
TYPED: Final = ("郑州", "云图", "云图华信", "科技", "创新飞腾", "0123", "没有这个词")
FILTERS: Final = {
    "mine": CaseFilter(duty=Duty.MINE),
    "late": CaseFilter(duty=Duty.LATE),
    "soon": CaseFilter(duty=Duty.SOON),
    "a step": CaseFilter(place="公示期满"),
    "a clause": CaseFilter(None, clause_id="article2"),
    "granted": CaseFilter(Ended.GRANTED, descending=True),
    "by name": CaseFilter(None, order=Order.NAME),
    **{matter.name.lower(): CaseFilter(matter=matter) for matter in Matter if matter},
}
HANDLER: Final = Person("李建国", AccountId(2))


def measure() -> list[Measurement]:
    return [*_making(), *_listing(), *_desk()]


class _Clock:
    """Hears how far something is, and looks at the clock once the store is written to."""

    def __init__(self) -> None:
        self.blocks: list[float] = []
        self._last: float | None = None

    def step(self, progress: Progress) -> None:
        if 2 * progress.done < progress.total:
            return
        now = perf_counter()
        if self._last is not None:
            self.blocks.append(now - self._last)
        self._last = now


def _making() -> Iterator[Measurement]:
    office = load_dictionary(RESOURCES / "facts" / "office.toml")
    library = PolicyLibrary.load(RESOURCES / "policies", office)
    policy, roads = library.find("zhengdong-2022"), Roads.load(RESOURCES / "roads")
    sample = load_sample_office(RESOURCES / "samples", library.dictionary)
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(Path(folder))
        seat = store.seat("李建国")
        many = islice(cycle(sample.enterprises), MADE)
        facts = [replace(one, uscc=f"{at:018d}", name=f"{one.name}{at}") for at, one in enumerate(many)]
        entries = Entries.of(facts)
        merge_enterprises(seat, entries, library.dictionary, Silent(), known=Known.UPDATE, source="名单.xlsx")
        with store.read() as session:
            awards = awards_of(assess_enterprises(session, policy, library.dictionary, Silent()))[:MADE]
        wanted = [Wanted(one.enterprise_id, one.clause_id, amount=one.amount) for one in awards]
        rules = Rules(roads, {policy.id: policy}, library.dictionary, Treasury())
        clock, road, began = _Clock(), roads.begun_on(date.today())["unasked"], perf_counter()
        made = make_cases(seat, wanted, clock, policy=policy, road=road, rules=rules)
        took = perf_counter() - began
        assert len(made.ids) == len(wanted) > BATCH
        yield Measurement(f"cases: {len(wanted):,} made from an assessment", took, "s", goal=12)
        yield Measurement("cases: the longest block written", max(clock.blocks), "s", goal=1)
        cases = store.ask(lambda s: read_cases(s, made.ids[:BATCH], rules.roads_in(s)))
        began = perf_counter()
        take_step(seat, [case.seen for case in cases], Doing(Move.ONWARD, "first_review"), rules)
        yield Measurement(f"cases: {BATCH} one step onward", perf_counter() - began, "s", goal=1)
        store.close()


def _listing() -> Iterator[Measurement]:
    store, rules = _opened(LISTED), _rules()
    title = f"list of {LISTED:,} cases:"

    def show(wanted: CaseFilter) -> None:
        found = store.ask(find_cases, wanted, HANDLER, rules, most=200)
        store.ask(listed, found.ids[:100], HANDLER, rules)

    yield Measurement(f"{title} first rows", milliseconds(lambda: show(CaseFilter())), "ms", goal=150)
    keys = [milliseconds(lambda text=text: show(CaseFilter(words=text))) for text in TYPED]
    yield Measurement(f"{title} a key in the search", median(keys), "ms", goal=50)
    yield Measurement(f"{title} a key in the search, the slowest", max(keys), "ms")
    filters = {name: milliseconds(lambda one=one: show(one)) for name, one in FILTERS.items()}
    slowest = max(filters, key=filters.__getitem__)
    yield Measurement(f"{title} filters", median(filters.values()), "ms", goal=300)
    yield Measurement(f"{title} the slowest filter ({slowest})", filters[slowest], "ms", goal=300)
    store.close()


def _desk() -> Iterator[Measurement]:
    store, rules = _opened(ON_DESKS), _rules()
    took = milliseconds(lambda: store.ask(desk_of, HANDLER, rules))
    yield Measurement(f"工作台 of {ON_DESKS:,} cases", took, "ms", goal=150)
    store.close()


def _rules() -> Rules:
    office = load_dictionary(RESOURCES / "facts" / "office.toml")
    library = PolicyLibrary.load(RESOURCES / "policies", office)
    policy = replace(library.find(str(_CASE["policy_id"])), sha256=str(_CASE["policy_sha256"]))
    policies = {id_: replace(policy, id=id_) for id_ in (policy.id, "province-2022")}
    return Rules(Roads.load(RESOURCES / "roads"), policies, office, Treasury(), today=lambda: TODAY)


def _opened(cases: int) -> Store:
    """Open a generated store, made anew where it would be another one now."""
    folder = FOLDER / str(cases)
    note = folder / "made-by.txt"
    mark = f"{hashlib.sha256(Path(__file__).read_bytes()).hexdigest()} {SCHEMA}"
    if not note.exists() or note.read_text("utf-8") != mark:
        print(f"making {cases:,} cases ...", file=sys.stderr)
        _make(folder, cases)
        note.write_text(mark, "utf-8")
    return Store.open(folder)


def _make(folder: Path, cases: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    Store.open(folder).close()
    roads = Roads.load(RESOURCES / "roads")
    with closing(sqlite3.connect(folder / STORE_NAME)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        guards = connection.execute(_GUARDS).fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for road in roads.by_digest.values():
            connection.execute(
                "INSERT INTO case_road (sha256, road_id, title, apart, content) VALUES (?, ?, ?, '{}', ?)",
                (road.digest, road.id, road.title, road.content),
            )
        people = (("王小梅", "manage approve"), ("李建国", "handle"), ("张敏", "review"))
        for at, (name, roles) in enumerate(people, start=1):
            connection.execute(
                "INSERT INTO account (id, uid, name, sign_in, phone, roles, since, password, recovery,"
                " unconfirmed) VALUES (?, ?, ?, ?, '', ?, '2022-01-01', '', '', '')",
                (at, f"account {at}", name, f"sign {at}", roles),
            )
        _register(connection, cases // 3 + 1)
        _fill(connection, cases, [one for one in roads.by_digest.values() if one.people > 1])
        for _, statement in guards:
            connection.execute(statement)
        connection.commit()


def _register(connection: sqlite3.Connection, enterprises: int) -> None:
    """Write enterprises: one in twenty has a fact in common with others, half of them were changed since."""
    ids = range(1, enterprises + 1)
    connection.executemany(
        "INSERT INTO enterprise (id, uid, uscc, name, initials, pinyin, created_at, changed_at)"
        " VALUES (?, ?, ?, ?, '', '', '2026-02-01', '2026-02-01')",
        ((id_, f"enterprise {id_}", f"{id_ - 1:018d}", _name(random.Random(id_ - 1))) for id_ in ids),
    )
    facts = ("account_number", "legal_representative", "registered_address")
    connection.executemany(
        "INSERT INTO enterprise_attribute (enterprise_id, name, value) VALUES (?, ?, ?)",
        ((id_, name, f"{id_ if id_ % 20 else id_ // 400}") for id_ in ids for name in facts),
    )
    connection.executemany(
        "INSERT INTO audit_entry (at, actor, action, summary, details, kind, subject_id)"
        " VALUES ('2026-02-02', '李建国', 'enterprise.change', '', '{}', 'enterprise', ?)",
        ((id_,) for id_ in ids if id_ % 2),
    )


def _fill(connection: sqlite3.Connection, cases: int, roads: list[Any]) -> None:
    """Write cases, half of them on their way, three of each enterprise, with a step for each state passed."""
    chance, rows, steps = random.Random(2022), list[dict[str, Any]](), list[dict[str, Any]]()
    for id_ in range(1, cases + 1):
        road, is_ended = chance.choice(roads), chance.random() < 0.5
        passed = len(road.way) if is_ended else chance.randrange(len(road.way))
        since = TODAY - timedelta(days=chance.randrange(1, 40))
        owner, is_held = id_ // 3, not is_ended and chance.random() < 0.03
        is_applied = id_ % 3 == 0
        came = json.dumps({"came": {name: since.isoformat() for name in _NAMES[: 1 + id_ % 2]}})
        rows.append(
            {
                **_CASE,
                "id": id_,
                "uid": f"case {id_}",
                "enterprise_id": owner + 1,
                "uscc": f"{owner:018d}",
                "enterprise_name": _name(random.Random(owner)),
                "clause_id": f"article{id_ % 3 + 1}",
                "policy_id": "province-2022" if id_ % 10 == 0 else _CASE["policy_id"],
                "origin": "applied" if is_applied else "assessed",
                "papers": _PAPERS if is_applied else "[]",
                **dict.fromkeys(("computed", "bound", "amount"), id_),
                "road_sha256": road.digest,
                "at": "done" if is_ended else road.way[passed].id,
                "since": since.isoformat(),
                "waits": "hold" if is_held else "",
                "ended": "granted" if is_ended else "",
                "version": passed + 1,
                "batch_id": id_ // 400 + 1,
            }
        )
        for number in range(1, passed + 2):
            state = road.way[number - 2] if number > 1 else None
            public = since if state is not None and state.publicity is not None else None
            steps.append(
                {
                    **_STEP,
                    "case_id": id_,
                    "number": number,
                    "did": "onward" if state else "made",
                    "step": state.id if state else "",
                    "title": state.does if state else "",
                    "was_since": since.isoformat(),
                    "account_id": 2 if state is None or number % 2 else 3,
                    "day": since.isoformat(),
                    "public_from": public and public.isoformat(),
                    "answered_on": None,
                    "in_favour": None,
                    "public_to": public and (public + timedelta(days=6)).isoformat(),
                    "amount": id_,
                    "act": f"act {id_ // 400} {number}",
                    "papers": came if is_applied and state is None else "{}",
                }
            )
        asked = [] if is_ended else [one for state in road.way[:passed] for one in state.opinions]
        for at, opinion in enumerate(asked, start=passed + 2):
            answered = (since - timedelta(days=chance.randrange(30))).isoformat()
            told = {"did": "opinion", "step": opinion, "answered_on": answered, "in_favour": 1}
            steps.append(steps[-1] | {"number": at, "public_from": None, "public_to": None} | told)
        rows[-1]["version"] += len(asked)
        if len(rows) == 5_000 or id_ == cases:
            _insert(connection, "award_case", rows)
            _insert(connection, "case_step", steps)
            rows, steps = [], []
    batches = [
        {"id": at, "uid": f"batch {at}", "name": f"2022年第{at}批", "made_by": "", "made_at": "2026-02-01"}
        for at in range(1, cases // 400 + 2)
    ]
    _insert(connection, "case_batch", batches)


def _insert(connection: sqlite3.Connection, table: str, rows: list[dict[str, Any]]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    statement = f"INSERT INTO {table} ({', '.join(rows[0])}) VALUES ({marks})"
    connection.executemany(statement, [tuple(row.values()) for row in rows])


def _name(chance: random.Random) -> str:
    middle = "".join(chance.choice(_MARKS) for _ in range(4))
    return f"{chance.choice(_PLACES)}{middle}{chance.choice(_TRADES)}有限公司"


_CASE: Final = {
    "policy_id": "zhengdong-2022",
    "policy_title": "助企纾困政策",
    "policy_sha256": "0" * 64,
    "clause_title": "规上工业企业增产补助",
    "instalment": "",
    "period": "2022Q2",
    "origin": "assessed",
    "applicant": "",
    "facts": json.dumps({"name": "x" * 4_000}),
    "decision": json.dumps({"clause_id": "x" * 2_000}),
    "seen": "",
    "as_of": 1,
    "papers": "[]",
}
_NAMES: Final = ("营业执照", "纳税证明")
_PAPERS: Final = json.dumps(_NAMES, ensure_ascii=False)
_STEP: Final = {
    **dict.fromkeys(("was_at", "was_waits", "to_at", "remark", "settlement"), ""),
    "by_name": "李建国",
    "done_at": "2026-02-01 03:00:00.000000",
    "objection": 0,
    "papers": "{}",
    "former": "{}",
}
_PLACES: Final = ("郑州", "河南", "洛阳", "郑州郑东新区")
_MARKS: Final = "云图华信恒达盛世金鼎鑫源宏远博雅天成万通瑞丰泰和嘉禾星海龙凤祥中科智联创新飞腾"
_TRADES: Final = ("科技", "商贸", "建筑工程", "软件")
_GUARDS: Final = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN"
    " ('audit_entry', 'award_case', 'case_step')"
)
