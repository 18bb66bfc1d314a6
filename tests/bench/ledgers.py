"""The ledgers and what is counted of them: 50,000 problems, 200,000 visits, 2,000 projects, 100,000 awards.

Of 100,000 enterprises, with a year and the weeks of two years that were reported.
The generated store stays in ``build/`` for the next time.
"""

import json
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

from domain.enterprises.dictionary import load_dictionary
from domain.enterprises.register.spelling import spelled
from domain.exchange.samples import load_sample_office
from domain.office.service import save_office
from domain.outreach.coverage import coverage_of
from domain.outreach.guide_entities import Topic
from domain.outreach.guides.finding import Topics
from domain.outreach.problem_entities import KINDS
from domain.outreach.problems.listing import ProblemFilter, list_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.projects.listing import ProjectFilter, list_projects
from domain.roads.library import Roads
from domain.statistics.charts import draw_charts, draw_trend
from domain.statistics.counting import Span, count, count_all, count_by, count_each, rows_behind
from domain.statistics.documents.report import compose_report
from domain.statistics.dossier import dossier_of
from domain.statistics.entities import FigureReport
from domain.statistics.figures import Figures
from domain.statistics.frozen import find_frozen, freeze, since_then
from domain.statistics.kept import find_report
from domain.statistics.over import Over, period_of
from domain.statistics.reporting import changes_before, make_report
from domain.statistics.tables.plans import Within
from domain.statistics.tables.running import Means, make
from domain.statistics.telling import Issue, tell
from domain.store.acts import Action
from domain.store.engine import Session, Store
from domain.store.plain import SCHEMA, STORE_NAME
from domain.store.tables import Kind, Subject
from domain.values.ids import EnterpriseId
from tests.bench.measuring import Measurement

RESOURCES: Final = Path(__file__).parents[2] / "resources"
ENTERPRISES: Final = int(os.environ.get("ENTERPRISES", "100000"))
VISITS: Final = int(os.environ.get("VISITS", "200000"))
PROBLEMS: Final = int(os.environ.get("PROBLEMS", "50000"))
PROJECTS: Final = int(os.environ.get("PROJECTS", "2000"))
AWARDS: Final = int(os.environ.get("AWARDS", "100000"))
FOLDER: Final = Path("build/bench-ledgers")
TODAY: Final = date(2026, 3, 2)
YEARS: Final = 3 * 365
TOPICS: Final = 2_000
ROUNDS: Final = 5
SHOWN: Final = 500
ONE: Final = EnterpriseId(4711)
REPORTED: Final = Issue(Over.YEAR, date(2023, 1, 1))
WEEKS: Final = 104
_GUARDS: Final = (
    "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    " AND name IN ('problem_begins', 'award_case_is_new')"
)


def measure() -> Iterator[Measurement]:
    office = load_dictionary(RESOURCES / "facts" / "office.toml")
    rules = Rules(Roads.load(RESOURCES / "roads" / "problems"), office, today=lambda: TODAY)
    figures = Figures.load(RESOURCES / "figures")
    store = _filled(figures, rules)
    month, year = date(2026, 2, 1), Span.of(date(2025, 1, 1), date(2025, 12, 31), TODAY)
    raised, visits, visited = (figures.figures[id_] for id_ in ("raised", "visits", "visited"))
    now = datetime(2026, 3, 2, tzinfo=UTC)
    counted, of_month = figures.figures.values(), Span.of(month, date(2026, 2, 28), TODAY)
    issue, of_year = Issue(Over.MONTH, month), Issue(Over.YEAR, year.first)
    tables, means = figures.tables, Means(office, rules)
    by_street = replace(tables["enterprises-by-street"], by=("street",))
    late, unvisited = tables["problems-late"], tables["not-visited-this-year"]
    of_visits = replace(tables["visits-by-month"], within=Within.ALL)
    of_months = replace(tables["investment-by-month"], within=Within.ALL)
    by_clause = replace(tables["awards-by-clause"], within=Within.ALL)

    def frozen(session: Session) -> object:
        report = find_report(session, *REPORTED)
        assert report is not None
        assert report.id is not None
        then = find_frozen(session, report.id, visits.id)
        assert then is not None
        return since_then(session, visits, Span(report.first, report.last, report.by), then, rules)

    def weeks(session: Session) -> object:
        return list(changes_before(session, Issue(Over.WEEK, TODAY), figures, TODAY))

    asked: tuple[tuple[str, float, Callable[[Any], object]], ...] = (
        ("every figure of a year", 0.3, lambda s: count_all(s, figures, year)),
        ("three periods beside each other", 0.3, lambda s: tell(s, figures, issue, TODAY)),
        ("three years beside each other", 0.5, lambda s: tell(s, figures, of_year, TODAY)),
        ("every chart of a month", 0.3, lambda s: draw_charts(s, issue, figures, TODAY, office)),
        ("every chart of a year", 0.3, lambda s: draw_charts(s, of_year, figures, TODAY, office)),
        ("the rows behind one", 0.15, lambda s: rows_behind(s, raised, year)),
        ("the latest rows behind visits", 0.15, lambda s: rows_behind(s, visited, year, 500)),
        ("visited enterprises by street", 0.15, lambda s: count_by(s, visited, year, "street", office)),
        ("what is late of a year ago", 0.15, lambda s: count(s, figures.figures["late"], year)),
        ("a trend of visited enterprises", 0.3, lambda s: draw_trend(s, figures, visited, of_year, TODAY)),
        ("the rows behind every figure, to be kept", 2.5, lambda s: freeze(s, counted, of_month, rules)),
        ("the report of a month", 2.0, lambda s: compose_report(s, issue, figures, rules, now)),
        ("open problems as a list", 0.3, lambda s: list_problems(s, ProblemFilter(is_open=True), rules)),
        ("all of one enterprise", 0.1, lambda s: dossier_of(s, ONE, office, rules)),
        ("who looks after every enterprise", 2.0, coverage_of),
        ("a table of 100,000 enterprises by street", 0.5, lambda s: make(s, by_street, means, SHOWN)),
        ("a table of 200,000 visits by month and way", 1.0, lambda s: make(s, of_visits, means, SHOWN)),
        ("a table of problems past their day", 0.5, lambda s: make(s, late, means, SHOWN)),
        ("a table of whom nobody visited", 0.5, lambda s: make(s, unvisited, means, SHOWN)),
        (f"{PROJECTS:,} projects as a list", 0.3, lambda s: list_projects(s, ProjectFilter(), rules)),
        ("a table of projects under way", 0.5, lambda s: make(s, tables["projects-under-way"], means, SHOWN)),
        ("a table of investment by month", 0.5, lambda s: make(s, of_months, means, SHOWN)),
        ("a table of awards on their way", 0.5, lambda s: make(s, tables["awards-open"], means, SHOWN)),
        ("a table of awards by clause", 0.5, lambda s: make(s, by_clause, means, SHOWN)),
        ("the rows behind visits of a year that was reported", 0.15, frozen),
        ("what became of two years of weekly reports, once more", 0.5, weeks),
    )
    topics = Topics([_topic(n) for n in range(TOPICS)], TODAY)
    for words in ("补贴 申报", "zzbt", "怎样申请第七百号的补助"):
        times = []
        for _ in range(ROUNDS):
            start = perf_counter()
            topics.find(words)
            times.append(perf_counter() - start)
        yield Measurement(f"ledgers: {words} among {TOPICS:,} topics", median(times) * 1000, "ms", 50)
    began = perf_counter()
    store.ask(weeks)
    yield Measurement("ledgers: what became of two years of weekly reports", perf_counter() - began, "s", 5)
    for name, goal, query in asked:
        times = []
        for _ in range(ROUNDS):
            start = perf_counter()
            store.ask(query)
            times.append(perf_counter() - start)
        yield Measurement(f"ledgers: {name}", median(times) * 1000, "ms", goal * 1000)
    store.close()


def _topic(number: int) -> Topic:
    title = f"第{number}号制造业补贴怎么申报"
    asks = f"第{number}号补助怎么申请\n工厂能领第{number}号补贴吗\n申报要什么材料"
    spelling = "\n".join(part for text in (title, *asks.splitlines()) for part in spelled(text))
    said = "\n".join(f"第{step}步，把材料交到第{number}号窗口，由工作人员核对以后登记。" for step in range(5))
    return Topic(
        title=title,
        asks=asks,
        answer=said,
        spelling=spelling,
        by_name="",
        changed_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def _filled(figures: Figures, rules: Rules) -> Store:
    """Return the store, filled by statements: what acts leave in the trail is not what is asked here."""
    mark = FOLDER / f"{SCHEMA}-streets-{ENTERPRISES}-{VISITS}-{PROBLEMS}-{PROJECTS}-{AWARDS}"
    if not mark.exists():
        shutil.rmtree(FOLDER, ignore_errors=True)
        store = Store.open(FOLDER)
        dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
        save_office(store.seat("王小梅"), load_sample_office(RESOURCES / "samples", dictionary).office)
        store.close()
        with closing(sqlite3.connect(FOLDER / STORE_NAME)) as connection, connection:
            _fill(connection, random.Random(2022))
        store = Store.open(FOLDER)
        make_report(store.seat("王小梅"), figures, REPORTED, TODAY, rules)
        _report_weeks(store, figures)
        store.close()
        mark.touch()
    return Store.open(FOLDER)


def _fill(connection: sqlite3.Connection, chance: random.Random) -> None:
    road = next(
        one for one in Roads.load(RESOURCES / "roads" / "problems").by_digest.values() if one.id == "ordinary"
    )
    at = "2026-01-01 00:00:00.000000"

    def day() -> date:
        return TODAY - timedelta(days=chance.randrange(YEARS))

    connection.executemany(
        "INSERT INTO enterprise (uscc, name, initials, pinyin, created_at, changed_at, uid)"
        " VALUES (?, ?, '', '', ?, ?, ?)",
        ((f"{n:018d}", f"郑东第{n}号科技有限公司", at, at, f"e{n}") for n in range(ENTERPRISES)),
    )
    connection.executemany(
        "INSERT INTO visit (uid, state, way, day, route, place, met, found, dropped_because, by_name,"
        " made_at, version) VALUES (?, 'done', 'on_site', ?, '', '', '', '', '', '王小梅', ?, 1)",
        ((f"v{n}", day().isoformat(), at) for n in range(VISITS)),
    )
    connection.executemany(
        "INSERT INTO visit_enterprise (visit_id, enterprise_id, told) VALUES (?, ?, '[]')",
        ((n + 1, chance.randrange(ENTERPRISES) + 1) for n in range(VISITS)),
    )
    connection.execute(
        "INSERT INTO problem_road (sha256, road_id, title, content) VALUES (?, ?, ?, ?)",
        (road.digest, road.id, road.title, road.content),
    )
    # Problems and awards of years, as they stand by now: the store itself lets them only begin.
    guards = connection.execute(_GUARDS).fetchall()
    for name, _ in guards:
        connection.execute(f"DROP TRIGGER {name}")
    rows = []
    for n in range(PROBLEMS):
        raised = day()
        ended = raised + timedelta(days=chance.randrange(20))
        is_over = ended <= TODAY and chance.random() < 0.95
        place = ("solved", "solved", ended.isoformat(), "content") if is_over else ("reply", "", None, "")
        known = (f"p{n}", f"{raised.year}-{n:06d}", chance.choice(KINDS), chance.randrange(ENTERPRISES) + 1)
        rows.append((*known, raised.isoformat(), road.digest, raised.isoformat(), *place))
    connection.executemany(
        "INSERT INTO problem (uid, number, matter, kind, title, detail, source, enterprise_id, raised_on,"
        " raised_by, phone, grade, road_sha256, since, waits, answer, at, ended, ended_on, content, version)"
        " VALUES (?, ?, 'problem', ?, '贷款难', '', 'visit', ?, ?, '', '', 'ordinary', ?, ?, '', '',"
        " ?, ?, ?, ?, 1)",
        rows,
    )
    streets = [f"第{n}街道" for n in range(20)]
    connection.executemany(
        "INSERT INTO enterprise_attribute VALUES (?, 'street', ?)",
        ((n + 1, chance.choice(streets)) for n in range(ENTERPRISES)),
    )
    _fill_projects(connection, chance, at)
    _fill_awards(connection, chance, day)
    for _, guard in guards:
        connection.execute(guard)
    connection.execute("ANALYZE")


def _fill_awards(connection: sqlite3.Connection, chance: random.Random, day: Callable[[], date]) -> None:
    """Write awards, half of them granted."""
    road = next(iter(Roads.load(RESOURCES / "roads").by_digest.values()))
    connection.execute(
        "INSERT INTO case_road (sha256, road_id, title, apart, content) VALUES (?, ?, ?, '{}', ?)",
        (road.digest, road.id, road.title, road.content),
    )
    texts = ("applicant", "seen", "waits", "instalment", "uscc")
    rows = [
        dict.fromkeys(texts, "")
        | {"uid": f"a{n}", "enterprise_id": n, "enterprise_name": f"郑东第{n}号科技有限公司"}
        | {"policy_id": "p", "policy_title": "助企纾困政策", "policy_sha256": "", "period": "2025"}
        | {"clause_id": f"c{n % 12}", "clause_title": f"第{n % 12}条补助", "origin": "assessed"}
        | {"facts": json.dumps({"name": "x" * 2_000}), "decision": json.dumps({"clause": "x" * 1_000})}
        | {"papers": "[]", "as_of": 1, "road_sha256": road.digest, "version": 1}
        | {"at": road.way[0].id, "since": day().isoformat(), "ended": chance.choice(("", "granted"))}
        | dict.fromkeys(("computed", "amount"), chance.randrange(10**8))
        for n in range(1, AWARDS + 1)
    ]
    statement = f"INSERT INTO award_case ({', '.join(rows[0])}) VALUES ({', '.join('?' * len(rows[0]))})"
    connection.executemany(statement, [tuple(one.values()) for one in rows])


def _report_weeks(store: Store, figures: Figures) -> None:
    """Write what weeks came to as reports, without the rows behind them."""
    weeks = [period_of(Over.WEEK, TODAY - timedelta(weeks=back)) for back in range(1, WEEKS + 1)]
    with store.read() as session:
        counted = count_each(session, figures.figures.values(), [Span(*week, week[1]) for week in weeks])
    with store.act(store.seat("王小梅").who, Action.REPORT_MAKE) as act:
        for (first, last), values in zip(weeks, counted, strict=True):
            numbers = json.dumps({id_: one.number for id_, one in values.items()})
            report = FigureReport(
                over=Over.WEEK,
                first=first,
                last=last,
                by=last,
                figures=numbers,
                by_name="王小梅",
                made_at=act.at,
            )
            act.session.add(report)
            act.session.flush()
            act.note(Subject(Kind.REPORT, report.id or 0), "报出")


def _fill_projects(connection: sqlite3.Connection, chance: random.Random, at: str) -> None:
    """Write projects of an enterprise each: a plan, three years of months, stages, a permit."""
    ids, first = range(1, PROJECTS + 1), date(TODAY.year, 1, 1)
    months = [date(TODAY.year - back, month, 1) for back in range(3) for month in range(1, 13)]
    connection.executemany(
        "INSERT INTO project (id, uid, number, name, kind, street, park, total, plan, ended, ended_because,"
        " by_name, made_at, version) VALUES (?, ?, ?, ?, '工业', ?, '', ?, '', '', '', '王小梅', ?, 1)",
        (
            (n, f"j{n}", f"XM2026-{n:04d}", f"第{n}期扩建", f"第{n % 20}街道", chance.randrange(10**12), at)
            for n in ids
        ),
    )
    for table, values in (
        ("project_enterprise", ((n, chance.randrange(ENTERPRISES) + 1, "") for n in ids)),
        ("project_year", ((n, first.isoformat(), chance.randrange(10**11)) for n in ids)),
        (
            "project_month",
            (
                (n, month.isoformat(), chance.randrange(10**9), chance.randrange(10**9))
                for n in ids
                for month in months
                if month <= TODAY
            ),
        ),
        (
            "project_stage",
            (
                (n, place, f"第{place}步", (TODAY + timedelta(days=30 * place - 60)).isoformat(), None)
                for n in ids
                for place in range(1, 6)
            ),
        ),
    ):
        rows = list(values)
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    connection.executemany(
        "INSERT INTO permit (uid, project_id, kind, asked_on, promised, remark)"
        " VALUES (?, ?, '环评', ?, 10, '')",
        ((f"q{n}", n, TODAY.isoformat()) for n in ids),
    )
