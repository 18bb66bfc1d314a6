import os
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise
from domain.enterprises.merging import merge_two, read_two
from domain.enterprises.service import delete_enterprises
from domain.office.calendar.working_days import Days
from domain.outreach.charges import assign, hand_over, list_charges, release
from domain.outreach.ending import end_team
from domain.outreach.entities import Post, TeamKind, Way
from domain.outreach.people import (
    CadreFields,
    StillAtWork,
    TeamFields,
    end_cadres,
    save_cadre,
    save_team,
)
from domain.outreach.problem_entities import Did, Matter
from domain.outreach.problems.stepping import reopen
from domain.outreach.problems.undoing import undo
from domain.outreach.project_entities import ProjectEnd
from domain.outreach.projects.keeping import (
    ProjectFields,
    SeenProject,
    delete_projects,
    end_project,
    save_project,
)
from domain.outreach.projects.progress import (
    Investment,
    Month,
    PermitFields,
    save_permit,
    set_investment,
)
from domain.statistics.behind import tell_behind
from domain.statistics.charts import draw_charts
from domain.statistics.counting import (
    Span,
    count,
    count_all,
    count_behind,
    count_by,
    rows_behind,
    shares_of,
    why_more,
)
from domain.statistics.documents.report import compose_report
from domain.statistics.figures import FigureMistakes, Figures, figures_from, load_figures
from domain.statistics.kept import find_report
from domain.statistics.over import Over, period_of
from domain.statistics.reporting import changes_of, make_report
from domain.statistics.tables.running import Means, make
from domain.statistics.telling import Issue
from domain.store.plain import STORE_NAME
from domain.values.errors import BadInput, NotFound
from domain.values.money import Fen, yuan_text
from tests.conftest import RESOURCES
from tests.domain.cases.documents.test_documents import text_of
from tests.domain.statistics.district import NEW_YEAR, District

FIGURES = Figures.load(RESOURCES / "figures")
VISITS = int(os.environ.get("ZHUQIDUI_SOAK_DISTRICT", "60"))
END = date(2022, 12, 31)
NOW = datetime(2022, 8, 1, 1, 30, tzinfo=UTC)
STANDS = """
WITH RECURSIVE went(id, now) AS (SELECT id, id FROM enterprise UNION ALL SELECT went.id, m.kept_id FROM went
 JOIN enterprise e ON e.id = went.now AND e.deleted_at IS NOT NULL
 JOIN enterprise_merge m ON m.gone_id = went.now AND m.undone_at IS NULL),
stands AS (SELECT went.id, now FROM went JOIN enterprise e ON e.id = now WHERE e.deleted_at IS NULL),
happened AS (SELECT s.* FROM problem_step s WHERE did <> 'undo' AND NOT EXISTS (SELECT 1 FROM problem_step u
 WHERE u.problem_id = s.problem_id AND u.number = s.voided_by AND u.did = 'undo')),
known AS (SELECT p.id, p.matter, p.raised_on,
 (SELECT to_at FROM happened WHERE problem_id = p.id AND day <= :by ORDER BY number DESC LIMIT 1) AS at,
 (SELECT max(day) FROM happened WHERE problem_id = p.id AND day <= :by AND did <> 'reopen') AS since
 FROM problem p WHERE enterprise_id IS NOT NULL AND raised_on <= :by)
"""
THERE = "since <= :by AND (until IS NULL OR until > :by)"
ENTERPRISES = "count(DISTINCT ifnull((SELECT now FROM stands WHERE id = enterprise_id), enterprise_id))"
DONE = "FROM visit WHERE state = 'done' AND deleted_at IS NULL AND day BETWEEN :first AND :last"
KNOWN = "SELECT count(*) FROM known WHERE matter = "
OPEN, WITHIN = "at NOT IN ('solved', 'declined', 'withdrawn')", "BETWEEN :first AND :last"
ASKED = (
    "SELECT count(*) FROM happened h JOIN problem p ON p.id = problem_id WHERE p.matter = 'problem'"
    f" AND p.enterprise_id IS NOT NULL AND h.content <> '' AND day {WITHIN}"
)
PLAIN = {
    "teams": f"SELECT count(*) FROM team WHERE kind = 'group' AND {THERE}",
    "cadres-in-charge": f"SELECT count(DISTINCT cadre_id) FROM charge WHERE {THERE}",
    "enterprises-in-charge": f"SELECT {ENTERPRISES} FROM charge WHERE {THERE}",
    "visits": f"SELECT count(*) {DONE}",
    "visited": f"SELECT {ENTERPRISES} FROM visit_enterprise WHERE visit_id IN (SELECT id {DONE})",
    "raised": f"{KNOWN} 'problem' AND raised_on {WITHIN}",
    "declined": f"{KNOWN} 'problem' AND raised_on {WITHIN} AND at IN ('declined', 'withdrawn')",
    "raised-and-solved": f"{KNOWN} 'problem' AND at = 'solved' AND raised_on {WITHIN}",
    "solved": f"{KNOWN} 'problem' AND at = 'solved' AND since {WITHIN}",
    "content": f"{ASKED} AND h.content IN ('content', 'fairly')",
    "asked": ASKED,
    "errands": f"{KNOWN} 'errand' AND raised_on {WITHIN}",
    "complaints": f"{KNOWN} 'complaint' AND raised_on {WITHIN}",
    "open": f"{KNOWN} 'problem' AND {OPEN}",
    "open-others": f"SELECT count(*) FROM known WHERE matter <> 'problem' AND {OPEN}",
}
"""By hand, from what was done; of ``late`` the list says it on the day, of money `test_year` of funds."""
BY_LIST = {
    "late": lambda matter: matter is Matter.PROBLEM,
    "late-others": lambda matter: matter is not Matter.PROBLEM,
}
OF_MONEY = {"awarded", "awarded-amount", "revoked-amount", "paid", "paid-amount", "recovered-amount"}


def test_that_what_a_newspaper_told_comes_out_of_the_ledgers(store):
    # 9 个工作组、21 名干部包联 70 家；走访 70 家、收集 43 个、办结 40 个、办结率 93 %。
    district = District(store, 70)
    district.staff(9, 21)
    for at in range(0, 70, 10):
        district.visit(*range(at, at + 10), way=Way.SYMPOSIUM)
    problems = [district.raise_(at) for at in range(43)]
    district.solve(problems[:40])
    span = Span.of(NEW_YEAR, END, district.day)
    with store.read() as session:
        values = count_all(session, FIGURES, span)
        found = {id_: value.number for id_, value in values.items() if value.number}
    assert found == {
        "teams": 9, "cadres-in-charge": 21, "enterprises-in-charge": 70, "visits": 7, "visited": 70,
        "raised": 43, "raised-and-solved": 40, "solved": 40, "asked": 40,
        "content": 40, "open": 3,
    }  # fmt: skip
    assert shares_of(FIGURES, values)["solving-rate"].text == "40/43 = 93.0 %"


def told_on(district: District, day: date, figures: Figures = FIGURES) -> dict[str, str]:
    """Return every figure and rate of a month as it is told on a day."""
    first, last = period_of(Over.MONTH, day)
    with district.store.read() as session:
        values = count_all(session, figures, Span.of(first, last, day))
    return {id_: one.text for id_, one in (values | shares_of(figures, values)).items()}


def test_that_each_of_52_projects_has_a_force(store):
    district = District(store, 3)
    first, second, third = district.enterprises
    for at in range(52):
        force = save_team(district.seat, TeamFields(f"第{at + 1}专班", TeamKind.FORCE))
        owners = {first: "", second: ""} if at == 0 else {third: ""}
        fields = ProjectFields(f"项目{at + 1}", owners, team_id=force)
        id_ = save_project(district.seat, fields, district.rules)
    told = told_on(district, district.day)
    assert (told["projects"], told["project-forces"], told["force-rate"]) == ("52", "52", "52/52 = 100.0 %")
    # One that has ended counts until then.
    district.day = date(2022, 2, 7)
    end_project(
        district.seat, SeenProject(id_, 1), ProjectEnd.DONE, district.day, district.rules, because="验收"
    )
    assert (told_on(district, date(2022, 2, 6))["projects"], told_on(district, END)["projects"]) == (
        "52",
        "51",
    )
    figure, span = FIGURES.figures["projects"], Span.of(NEW_YEAR, END, district.day)
    with store.read() as session:
        [shared] = [
            one.words
            for one in tell_behind(session, figure, rows_behind(session, figure, span), district.rules)
            if one.words.startswith("XM2022-001　")
        ]
    assert shared.count("、") == 1


def test_that_335_projects_come_to_so_much_of_their_plan_also_where_a_month_is_corrected(
    store, sample_office
):
    # 335 个项目完成 293.7 亿元，占年度计划的 58.9 %。
    district = District(store, 1)
    hundredth = 100 * 10_000 * 100  # 亿元 to two places, in fen
    plan, done = 498_60 * hundredth, 293_70 * hundredth
    district.day = date(2022, 7, 31)
    entries = {}
    for at, seen in enumerate(district.enter_projects(335)):
        share = (part_of(plan, at, 335), part_of(done, at, 335))
        months = {date(2022, month + 1, 1): Month(done=part_of(share[1], month // 6, 2)) for month in (0, 6)}
        # What was done the year before, and is planned for the one after, is not of this one.
        months[date(2021, 12, 1)] = Month(done=Fen(1))
        entries[seen] = Investment(months, {NEW_YEAR: share[0], date(2023, 1, 1): Fen(1)})
    written = set_investment(district.seat, entries, district.rules)
    told = told_on(district, district.day)
    assert told["projects-of-year"] == "335"
    assert told["invested-of-plan"] == "293.7/498.6 亿元 = 58.9 %"
    issue = Issue(Over.MONTH, date(2022, 7, 1))
    make_report(district.seat, FIGURES, issue, district.day, district.rules)
    with store.read() as session:
        said = text_of(compose_report(session, issue, FIGURES, district.rules, NOW))
    assert "推进中的项目 335 个，有专班的 0 个；本年完成投资 2,937,000 万元，占年度计划 58.9 %。" in said

    july = date(2022, 7, 1)
    corrected = Investment({july: Month(done=Fen(0))})
    set_investment(district.seat, {written.seen[0]: corrected}, district.rules)
    was = entries[SeenProject(written.seen[0].id, 1)].months[july].done
    with store.read() as session:
        reported = find_report(session, Over.MONTH, july)
        changes = changes_of(session, reported, FIGURES, district.day)
    found = {one.title: (one.reported, one.now) for one in changes.corrected}
    now = yuan_text(Fen(done - was))
    assert found["本年完成投资"] == (yuan_text(Fen(done)), now)
    assert set(found) == {"完成投资", "本年完成投资"}


def part_of(amount: int, at: int, parts: int) -> Fen:
    """Return one of so many parts that come to an amount, to the fen."""
    return Fen(amount * (at + 1) // parts - amount * at // parts)


PLAIN_PROJECTS = {
    "projects": "SELECT count(*) FROM project WHERE deleted_at IS NULL AND ifnull(ended_on, '9999') > :by",
    "invested": "SELECT ifnull(sum(done), 0) FROM project_month JOIN project ON id = project_id"
    " WHERE deleted_at IS NULL AND month BETWEEN :first AND :last",
    "invested-this-year": "SELECT ifnull(sum(done), 0) FROM project_month JOIN project ON id = project_id"
    " WHERE deleted_at IS NULL AND month <= :by AND substr(month, 1, 4) = substr(:by, 1, 4)",
    "planned-of-year": "SELECT ifnull(sum(planned), 0) FROM project_year JOIN project ON id = project_id"
    " WHERE deleted_at IS NULL AND substr(first, 1, 4) = substr(:by, 1, 4)",
    "permits": "SELECT count(*) FROM permit WHERE given_on BETWEEN :first AND :last",
    "permits-kept": "SELECT count(*) FROM permit WHERE given_on BETWEEN :first AND :last"
    " AND working_days <= promised",
    "permit-days": "SELECT ifnull(sum(working_days), 0) FROM permit WHERE given_on BETWEEN :first AND :last",
}


def test_that_a_year_of_52_projects_comes_to_what_plain_sql_counts(store, chance, dictionary: Dictionary):
    district = District(store, 2)
    district.day = END
    entries = {}
    for seen in district.enter_projects(52):
        months = {
            date(chance.choice([2021, 2022]), month, 1): Month(
                Fen(chance.randrange(10**9)), chance.choice([None, Fen(chance.randrange(10**9))])
            )
            for month in chance.sample(range(1, 13), 5)
        }
        years = {date(year, 1, 1): Fen(chance.randrange(10**10)) for year in chance.sample([2021, 2022], 1)}
        entries[seen] = Investment(months, years)
    seen = set_investment(district.seat, entries, district.rules).seen
    delete_projects(district.seat, seen[:2])
    for one in seen[2:8]:
        day = NEW_YEAR + timedelta(days=chance.randrange(365))
        asked = day - timedelta(days=chance.randrange(30))
        given = PermitFields("环评", asked, 10, 30, day)
        now = save_permit(district.seat, one, given, district.rules)
        end_project(district.seat, now, ProjectEnd.DONE, day, district.rules, because="验收")
    for first, last in ((NEW_YEAR, END), (date(2022, 4, 1), date(2022, 6, 30))):
        span = Span.of(first, last, district.day)
        days = {"first": first.isoformat(), "last": last.isoformat(), "by": span.by.isoformat()}
        with store.read() as session, closing(sqlite3.connect(store.path.parent / STORE_NAME)) as raw:
            for id_, statement in PLAIN_PROJECTS.items():
                [(plain,)] = raw.execute(statement, days)
                assert count(session, FIGURES.figures[id_], span).number == plain, (id_, span)
    every = replace(FIGURES.tables["projects-by-street"], where={})
    table = store.ask(make, every, Means(dictionary, district.rules))
    with store.read() as session:
        span = Span.of(NEW_YEAR, END, END)
        sums = [
            count(session, FIGURES.figures[id_], span).number
            for id_ in ("planned-of-year", "invested-this-year")
        ]
        means = Means(dictionary, district.rules)
        invested = make(session, FIGURES.tables["investment-by-month"], means)
        year = Span.of(NEW_YEAR, END, district.day)
        assert invested.closing[-1] == count(session, FIGURES.figures["invested"], year).number
        assert sum(row[-1] or 0 for row in invested.rows) == invested.closing[-1]
    assert list(table.closing[-2:]) == sums


def test_that_permits_come_in_30_then_13_then_10_working_days(store):
    # 环评审批由 30 个工作日压缩到 13 个，再到 10 个。
    district = District(store, 1)
    [owner] = district.enterprises
    district.day = END
    id_ = save_project(district.seat, ProjectFields("项目", {owner: ""}), district.rules)
    seen, told = SeenProject(id_, 1), []
    for asked, days in (
        (date(2022, 1, 10), (30, 30)),
        (date(2022, 4, 6), (12, 14)),
        (date(2022, 8, 1), (10,)),
    ):
        for number in days:
            given = district.rules.calendar.nth_day(asked, number, Days.WORKING).value
            fields = PermitFields("环评", asked, max(days), 30, given)
            seen = save_permit(district.seat, seen, fields, district.rules)
        with store.read() as session:
            values = count_all(session, FIGURES, Span.of(asked, given, END))
        told.append(shares_of(FIGURES, values))
    assert [one["impact-average"].average for one in told] == [
        "30.0 个工作日",
        "13.0 个工作日",
        "10.0 个工作日",
    ]
    assert told[1]["permit-average"].text == "26/2 = 13.0 个工作日"
    assert told[1]["permits-kept-rate"].text == "2/2 = 100.0 %"


def test_that_a_year_of_a_district_comes_to_what_plain_sql_counts(store, chance, dictionary: Dictionary):
    district = District(store, max(10, VISITS // 5))
    district.staff(4, 7)
    district.errs = True
    district.live_a_year(chance, VISITS, VISITS // 3)
    district.day = END
    assert {one.did for one in district.steps()} >= {Did.REOPEN, Did.UNDO, Did.JOIN}
    ours = load_figures(RESOURCES / "figures" / "outreach.toml").figures
    assert PLAIN.keys() | BY_LIST.keys() | OF_MONEY == ours.keys()
    quarters = [(date(2022, at, 1), period_of(Over.QUARTER, date(2022, at, 1))[1]) for at in (1, 4, 7, 10)]
    for first, last in (*quarters, (NEW_YEAR, END)):
        span = Span.of(first, last, district.day)
        days = {name: getattr(span, name).isoformat() for name in ("first", "last", "by")}
        with store.read() as session, closing(sqlite3.connect(store.path.parent / STORE_NAME)) as raw:
            values = count_all(session, FIGURES, span)
            expected = {id_: raw.execute(STANDS + one, days).fetchone()[0] for id_, one in PLAIN.items()}
            expected |= {id_: sum(map(of, district.late[last])) for id_, of in BY_LIST.items()}
            assert {id_: values[id_].number for id_ in expected} == expected, span
            for id_, number in expected.items():
                figure = FIGURES.figures[id_]
                behind = len(rows_behind(session, figure, span))
                assert behind == count_behind(session, figure, span)
                # A problem may have been asked about twice.
                assert behind == number or figure.counts or figure.rows == "asked"
                for by, column in figure.source.columns.items() if first == NEW_YEAR else ():
                    if column.parts and column.of is not None:
                        found = count_by(session, figure, span, by, dictionary)
                        # One enterprise may have been visited in several ways, but has one street.
                        is_whole = sum(n for _, n in found) == number
                        assert is_whole is not bool(why_more(figure, found, number))
                        assert is_whole or (figure.counts and not column.fact)


def test_that_groups_of_merged_records_add_up_or_say_why_not(store, dictionary: Dictionary):
    district = District(store, 3)
    for at, way in enumerate((Way.ON_SITE, Way.CALL, Way.ON_SITE)):
        district.visit(at, way=way)
    district.enter(0, street="商都路街道")
    district.enter(1, street="如意湖街道")
    district.raise_(1)
    for department in district.departments:
        cadre = save_cadre(district.seat, CadreFields("张伟", department_id=department))
        assign(district.seat, district.enterprises[:2], cadre, Post.CADRE, district.day)
    kept, gone = read_two(store, *district.enterprises[:2], dictionary)
    merge_two(district.seat, kept, gone, kept.facts, dictionary)
    span = Span.of(NEW_YEAR, END, district.day)

    def told(id_, by):
        figure = FIGURES.figures[id_]
        with store.read() as session:
            found = count_by(session, figure, span, by, dictionary)
            total = count(session, figure, span).number
        return found, total, why_more(figure, found, total)

    assert told("visited", "street") == ([("商都路街道", 1), ("未填", 1)], 2, "")
    assert told("visits", "way") == ([("现场走访", 2), ("电话", 1)], 3, "")
    assert told("raised", "street") == ([("商都路街道", 1)], 1, "")
    found, total, why = told("visited", "way")
    assert (found, total) == ([("现场走访", 2), ("电话", 1)], 2)
    assert why == "有的企业在几组里都有，每组各算一次：各组加起来 3，合计仍是 2"
    assert told("enterprises-in-charge", "cadre")[:2] == ([("张伟（发展局）", 1), ("张伟（金融局）", 1)], 1)


def test_that_whom_nobody_stands_for_is_in_nobodys_charge_and_can_be_let_go(store):
    district = District(store, 2)
    district.staff(1, 1)
    delete_enterprises(district.seat, [district.enterprises[1]])
    figure, today = FIGURES.figures["enterprises-in-charge"], date.today()
    with store.read() as session:
        numbers = [count(session, figure, Span(day, day, day)).number for day in (NEW_YEAR, today)]
        behind = rows_behind(session, figure, Span(today, today, today))
        listed = list_charges(session)
    assert (numbers, len(behind)) == ([2, 1], 1)
    [gone] = [one for one in listed if one.name.endswith("（已删除）")]
    with pytest.raises(StillAtWork, match="先移交给别人或解除"):
        end_cadres(district.seat, district.cadres, today)
    other = save_cadre(district.seat, CadreFields("周岚"))
    with pytest.raises(NotFound, match="企业或项目已删除"):
        hand_over(district.seat, [gone.charge.id], other, today, because="调动")
    release(district.seat, [one.charge.id for one in listed], today, because="注销")
    end_cadres(district.seat, district.cadres, today)


def test_that_a_team_counts_from_its_first_day_else_from_when_it_was_entered(store):
    seat = store.seat("王小梅")
    dated = save_team(seat, TeamFields("第一组", since=date(2022, 9, 1)))
    save_team(seat, TeamFields("第二组"))
    figure, today = FIGURES.figures["teams"], date.today()
    with store.read() as session:
        days = (date(2022, 8, 31), date(2022, 9, 1), today)
        assert [count(session, figure, Span(day, day, day)).number for day in days] == [0, 1, 2]
    with pytest.raises(BadInput, match="从 2022-09-01 起成立"):
        end_team(seat, dated, date(2022, 8, 31))


def test_that_what_is_behind_a_figure_is_told_in_the_words_of_its_ledger(store):
    district = District(store, 2)
    district.staff(1, 1)
    district.visit(0, 1, way=Way.SYMPOSIUM)
    district.raise_(1)
    span = Span.of(NEW_YEAR, END, district.day)

    def told(id_):
        figure = FIGURES.figures[id_]
        with store.read() as session:
            rows = tell_behind(session, figure, rows_behind(session, figure, span), district.rules)
        return [one.words for one in rows]

    first, second = store.ask(lambda session: [one.name for one in session.exec(select(Enterprise)).all()])
    assert told("teams") == ["工作组　第1组"]
    assert told("cadres-in-charge") == [
        f"{name}　干部1（包联干部，2022-01-01 起）" for name in (second, first)
    ]
    assert told("visits") == [f"2022-01-01　座谈会　{first}、{second}"]
    [problem] = told("raised")
    assert problem.startswith(f"2022-0001　{second}　问题　")


def test_that_every_kind_of_record_that_is_counted_can_be_told(store):
    district = District(store, 1)
    with store.read() as session:
        for figure in FIGURES.figures.values():
            assert tell_behind(session, figure, [], district.rules) == []


def test_that_a_figure_is_as_it_was_known_by_its_day(store):
    district = District(store, 2)
    id_ = district.raise_(0)
    district.day = date(2022, 2, 10)
    district.solve([id_])

    def told(first, by):
        with store.read() as session:
            values = count_all(session, FIGURES, Span(first, by, by))
        counted = tuple(values[id_].number for id_ in ("solved", "content", "open", "late"))
        return shares_of(FIGURES, values)["solving-rate"].text, counted

    january, february = ((date(2022, at, 1), period_of(Over.MONTH, date(2022, at, 1))[1]) for at in (1, 2))
    # A working day to hand on has passed on 31 January.
    assert told(*january) == ("0/1 = 0.0 %", (0, 0, 1, 1))
    assert told(NEW_YEAR, date(2022, 2, 28)) == ("1/1 = 100.0 %", (1, 1, 0, 0))
    # What is begun again later does not change what was known, nor does what is done of it then.
    first = date(2022, 3, 1)
    for district.day in (first, date(2022, 4, 1)):
        reopen(district.seat, district.seen([id_])[0], district.rules, because="又发生了")
        assert told(*february)[1] == (1, 1, 0, 0)
        assert told(first, first)[1] == ((0, 0, 1, 0) if district.day == first else (1, 1, 0, 0))
        district.solve([id_])
    assert told(*february)[1] == told(first, first)[1] == (1, 1, 0, 0)
    # By mistake it never was.
    district.day = date(2022, 5, 1)
    act = reopen(district.seat, district.seen([id_])[0], district.rules, because="点错了")
    undo(district.seat, act, district.seen([id_]), district.rules)
    assert told(date(2022, 4, 1), date(2022, 4, 30))[1] == (1, 1, 0, 0)
    # Closed once, asked about three times.
    assert told(NEW_YEAR, END)[1] == (1, 3, 0, 0)


MISTAKEN = """
format = 1
id = "x"
title = "x"
[[figures]]
id = "a"
title = "甲"
unit = "件"
says = "x"
rows = "problem"
day = "raised"
[[figures]]
id = "b"
title = "乙"
unit = "元"
says = "x"
rows = "problems"
day = "kind"
where = { matter = "problems", knd = "融资" }
[[figures]]
id = "a"
title = "丙"
unit = "次"
says = "x"
rows = "visits"
late = true
net = "day"
[[rates]]
id = "r"
title = "率"
says = "x"
part = "a"
whole = "c"
[[charts]]
id = "g"
title = "图"
figures = ["b", "d"]
by = "kinds"
"""


def test_that_every_mistake_of_a_file_is_named_with_its_line():
    with pytest.raises(FigureMistakes) as caught:
        figures_from(MISTAKEN.encode(), "口径.toml")
    said = "\n".join(caught.value.complaints)
    for words in (
        "没有“problem”（是不是“problems”？）",
        "单位是“元”的要写 sums",
        "“kind”不是日期",
        "“problems”不是“事类”的值（是不是“problem”？）",
        "没有“knd”这一列（是不是“kind”？）",
        "“a”前面已经用过",
        "至少要写一个",
        "只有 rows 是“rounds”的能写 late",
        "写 net（合计大于 0 的才算）的也要写 counts",
        "“day”不是金额",
        "没有“c”这个数",
        "没有“d”这个数",
        "没有“kinds”这一列（是不是“kind”？）",
    ):
        assert words in said, said
    assert "第 9 行" in said or "第 10 行" in said


def test_that_every_shipped_figure_says_what_it_counts():
    assert all(one.says.endswith("。") for one in (*FIGURES.figures.values(), *FIGURES.rates.values()))
    assert Path(RESOURCES / "figures").is_dir()


def test_that_charts_draw_what_is_counted_and_what_was_reported(store, dictionary: Dictionary):
    district = District(store, 12)
    for at in range(10):
        district.raise_(at, kind=f"类别{at}")
    id_ = district.raise_(11, kind="类别0")
    for at, street in ((0, "商都路街道"), (1, "商都路街道"), (2, "如意湖街道")):
        district.enter(at, street=street, industry_kind="construction")
    district.day = date(2022, 2, 1)
    make_report(district.seat, FIGURES, Issue(Over.MONTH, NEW_YEAR), district.day, district.rules)
    district.day = date(2022, 1, 20)
    district.raise_(3)
    district.day = date(2022, 2, 25)
    district.solve([id_])
    span = Span.of(NEW_YEAR, END, district.day)
    with store.read() as session:
        asked = Issue(Over.MONTH, date(2022, 2, 1))
        charts = [one.chart for one in draw_charts(session, asked, FIGURES, district.day, dictionary)]
        asked = Issue(Over.YEAR, NEW_YEAR)
        of_year = [one.chart for one in draw_charts(session, asked, FIGURES, district.day, dictionary)]
        industries = count_by(session, FIGURES.figures["raised"], span, "industry", dictionary)
    assert industries == [("未填", 9), ("建筑业", 3)]
    drawn = {one.title: one for one in charts}
    problems = drawn["收集和销号的问题"]
    assert problems.labels == ("9月", "10月", "11月", "12月", "2022年1月", "2月")
    # January as it was reported, not as it is counted by now.
    assert [one.numbers for one in problems.series] == [(0, 0, 0, 0, 11, 0), (0, 0, 0, 0, 0, 1)]
    by_kind = {one.title: one for one in of_year}["收集的问题：按类别"]
    assert (by_kind.labels[0], by_kind.labels[-1], len(by_kind.labels)) == ("类别0", "其他 3 项", 9)
    assert [sum(one.numbers) for one in by_kind.series] == [12, 1]
    by_street = {one.title: one for one in of_year}["收集的问题：按街道"]
    assert by_street.texts == ["未填：9", "商都路街道：2", "如意湖街道：1"]
