import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest

from domain.bin.listing import BinFilter, BinKind, list_bin
from domain.bin.restoring import restore
from domain.cases.awards.entities import AwardCase
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.merging import merge_two, read_two
from domain.enterprises.queries import facts_of as read_facts
from domain.enterprises.service import save_enterprise
from domain.funds.month_entities import PaidFlow
from domain.outreach.entities import Way
from domain.statistics.counting import Span, count
from domain.statistics.figures import Figures, figures_from
from domain.statistics.sources import ROWS, Is
from domain.statistics.tables.columns import columns_of, strange_in
from domain.statistics.tables.kept import delete_tables, find_table, keep_table, kept_tables
from domain.statistics.tables.plans import TablePlan, Within
from domain.statistics.tables.running import Means, make, values_in
from domain.store.plain import STORE_NAME
from domain.values.errors import BadInput, NotFound
from domain.values.periods import Period
from domain.values.progress import Silent
from tests.conftest import RESOURCES
from tests.domain.statistics.district import NEW_YEAR, District
from tests.meddling import forging, meddling

FIGURES = Figures.load(RESOURCES / "figures")
END = date(2022, 12, 31)
STREETS = ("商都路街道", "如意湖街道", "")
MONEY = (
    "SELECT clause_title, count(*), sum(amount) FROM award_case WHERE ended = 'granted' GROUP BY 1",
    "SELECT clause_title, count(*), sum(f.amount) FROM paid_flow f, award_case c"
    " WHERE c.id = case_id GROUP BY 1",
)
PLAIN = {
    # What is shipped, and the same in SQL: group, rows, enterprises.
    "problems-by-street": """
        SELECT ifnull(value, '未填'), count(*), count(DISTINCT problem.enterprise_id) FROM problem
        LEFT JOIN enterprise_attribute a ON a.enterprise_id = problem.enterprise_id AND a.name = 'street'
        WHERE matter = 'problem' AND raised_on BETWEEN '2022-01-01' AND '2022-12-31' GROUP BY 1
    """,
    "problems-by-kind": """
        SELECT kind || CASE ended WHEN '' THEN '在办' WHEN 'solved' THEN '已销号' ELSE '不予受理或撤回' END,
        count(*), count(DISTINCT enterprise_id) FROM problem
        WHERE matter = 'problem' AND raised_on BETWEEN '2022-01-01' AND '2022-12-31' GROUP BY 1
    """,
    "visits-by-street": """
        SELECT ifnull(value, '未填'), count(*), count(DISTINCT e.enterprise_id) FROM visit_enterprise e
        JOIN visit ON visit.id = visit_id
        LEFT JOIN enterprise_attribute a ON a.enterprise_id = e.enterprise_id AND a.name = 'street'
        WHERE state = 'done' AND day BETWEEN '2022-01-01' AND '2022-12-31' GROUP BY 1
    """,
}


@pytest.fixture
def district(store, chance):
    """A year of six enterprises in two streets and none."""
    district = District(store, 6)
    district.staff(2, 2)
    for at in range(6):
        if street := STREETS[at % 3]:
            district.enter(at, street=street, industry_kind="construction")
    district.live_a_year(chance, 16, 14)
    district.day = max(district.day, date(2022, 12, 1))
    return district


@pytest.fixture
def made(store, dictionary: Dictionary):
    """Return what makes a table of a district, as shipped or otherwise."""

    def make_one(district, plan, most=None, **other):
        shipped = FIGURES.tables[plan] if isinstance(plan, str) else plan
        return store.ask(make, replace(shipped, **other), Means(dictionary, district.rules), most)

    return make_one


def test_that_tables_come_to_what_plain_sql_and_the_figures_count(store, district, made, dictionary):
    span = Span.of(NEW_YEAR, END, END)
    with closing(sqlite3.connect(store.path.parent / STORE_NAME)) as raw:
        for id_, statement in PLAIN.items():
            table = made(district, id_)
            at = [one.name for one in table.headings].index("enterprises")
            width = len(table.plan.by)
            found = [("".join(map(str, row[:width])), row[width], row[at]) for row in table.rows]
            assert sorted(found) == sorted(raw.execute(statement).fetchall()), id_
    with store.read() as session:
        raised = count(session, FIGURES.figures["raised"], span).number
        visits = count(session, FIGURES.figures["visits"], span).number
        visited = count(session, FIGURES.figures["visited"], span).number
    assert made(district, "problems-by-street").closing[1] == raised
    assert made(district, "visits-by-street").closing[2:] == (visits, visited)
    assert sum(row[-1] for row in made(district, "enterprises-by-street").rows) == 6
    # Every one that is shipped is made, whole.
    for id_ in FIGURES.tables:
        assert made(district, id_).strange == (), id_
    served = made(district, "enterprises-served")
    assert [one for one in served.closing if isinstance(one, int)][1] == raised


def write_money(store, enterprises, chance):
    """Write cases of two clauses, most of them granted, and what was paid of each and came back."""
    empty = ("uscc", "enterprise_name", "policy_id", "policy_sha256", "clause_id", "origin", "facts")
    filled = dict.fromkeys((*empty, "decision", "seen", "road_sha256", "at"), "")
    filled |= {"as_of": 0, "computed": 1}
    with meddling(store) as session:
        for month in range(1, 13):
            case = AwardCase(
                **filled,
                id=month,
                enterprise_id=chance.choice(enterprises),
                policy_title="十条",
                clause_title=chance.choice("甲乙"),
                instalment=f"第{month}期",
                amount=chance.randrange(10**9),
                since=date(2022, month, 3),
                ended=chance.choice(["granted", "granted", ""]),
            )
            session.add(case)
            for kind, sign in (("paid", 1), ("returned", -1)):
                amount, day = sign * chance.randrange(10**8), date(2022, month, 20)
                flow = PaidFlow(kind=kind, line_id=month, case_id=month, amount=amount, day=day, month="")
                session.add(flow)


def test_that_sums_of_money_are_those_of_the_figures_to_the_fen(store, made, chance):
    district = District(store, 4)
    district.day = END
    with forging(store.path) as raw:
        write_money(store, district.enterprises, chance)
        awarded, paid = (raw.execute(statement).fetchall() for statement in MONEY)
    span = Span.of(NEW_YEAR, END, END)
    for id_, plain, figure in (
        ("awards-by-clause", awarded, "awarded-amount"),
        ("payments-by-clause", paid, "paid-amount"),
    ):
        table = made(district, id_)
        assert sorted((row[1], row[2], row[4]) for row in table.rows) == sorted(plain)
        assert table.closing[-1] == sum(row[2] for row in plain)
        with store.read() as session:
            assert table.closing[-1] == count(session, FIGURES.figures[figure], span).number
    served = made(district, "enterprises-served").closing
    assert served[-2:] == (sum(row[2] for row in awarded), sum(row[2] for row in paid))
    assert made(district, "awards-of-year").closing[-2] == served[-2]


def test_that_every_column_is_listed_and_every_one_that_parts_groups(store, district, made, dictionary):
    for name, rows in ROWS.items():
        columns = columns_of(rows, dictionary) if name == "enterprises" else rows.columns
        listed = made(district, TablePlan("", "", name, tuple(columns), sort=next(iter(columns))))
        assert len(listed.headings) == len(columns)
        assert listed.strange == ()
        for by, column in columns.items():
            plan = TablePlan("", "", name, (), by=(by,))
            if column.parts:
                values = store.ask(values_in, plan, by, Means(dictionary, district.rules), 50)
                # Of every value there is, none is left out by the condition, nor by the groups.
                plan = replace(plan, where={by: tuple(value for value, _ in values)})
            if column.parts or column.is_ is Is.ENTERPRISE:
                assert sum(row[1] for row in made(district, plan).rows) == listed.count, (name, by)
            if column.is_ is Is.DAY:
                made(
                    district, TablePlan("", "", name, (by,), day=by, within=Within.LAST_MONTH, sort=f"-{by}")
                )


def test_that_shipped_tables_are_whole_and_tell_which_days_they_mean(dictionary: Dictionary):
    today = date(2022, 3, 7)
    assert len(FIGURES.tables) >= 20
    for plan in FIGURES.tables.values():
        assert not list(strange_in(plan, dictionary, today)), plan.title
        assert plan.says.endswith("。")
    plan = FIGURES.tables["problems-of-month"]
    found = {one: replace(plan, within=one).days(today) for one in (Within.LAST_MONTH, Within.LAST_QUARTER)}
    assert found == {
        Within.LAST_MONTH: (date(2022, 2, 1), date(2022, 2, 28)),
        Within.LAST_QUARTER: (date(2021, 10, 1), date(2021, 12, 31)),
    }
    assert replace(plan, within=Within.NOT_TWO_YEARS).days(date(2024, 2, 29)) == (None, date(2022, 2, 28))


def test_that_records_that_were_merged_are_one_enterprise_in_every_table(store, made, dictionary: Dictionary):
    district = District(store, 3)
    district.visit(0, 2, way=Way.SYMPOSIUM)
    district.visit(1)
    kept, gone = read_two(store, *district.enterprises[:2], dictionary)
    merge_two(district.seat, kept, gone, kept.facts, dictionary)
    by_enterprise = made(district, "visits-by-street", by=("enterprise",))
    name = kept.facts.name
    assert [row for row in by_enterprise.rows if row[0] == name] == [(name, 2, 2, 1)]
    assert by_enterprise.closing == ("合计", 3, 2, 2)
    assert made(district, "visits-by-street").rows == [("未填", 3, 2, 2)]
    listed = made(district, "visits-of-month", columns=("enterprise", "code"), sort="")
    assert [row for row in listed.rows if row[0] == name] == [(name, kept.facts.uscc)] * 2
    assert [row[0] for row in made(district, "enterprises-served", columns=("visits",)).rows] == [2, 1]


def test_that_a_figure_of_a_period_follows_from_what_was_typed(store, made, dictionary: Dictionary):
    district = District(store, 2)
    with store.read() as session:
        facts = read_facts(session, district.enterprises[0], dictionary)
    typed = {Period.parse("2022Q1"): 10_000, Period.parse("2022Q2"): 23_456}
    now: EnterpriseFacts = replace(facts, indicators={"sales": typed})
    save_enterprise(district.seat, now, dictionary, id_=district.enterprises[0])
    district.day = date(2022, 8, 1)
    columns = ("enterprise", "figure:sales[2022H1]", "figure:sales[last-quarter]")
    table = made(district, TablePlan("", "", "enterprises", columns, sort="-figure:sales[2022H1]"))
    assert [one.title for one in table.headings[1:]] == ["2022年上半年销售额", "2022年二季度销售额"]
    assert [row[1:] for row in table.rows] == [(33_456, 23_456), (None, None)]
    assert table.closing == ("合计", 33_456, 23_456)


def test_that_a_kept_table_comes_back_and_says_what_of_it_is_gone(store, made, dictionary):
    district = District(store, 1)
    district.raise_(0)
    seat = store.seat("王小梅")
    plan = replace(FIGURES.tables["problems-by-street"], title="街道表", columns=("raised", "gone"))
    id_ = keep_table(seat, replace(plan, where={"gone": ("1",), "matter": ("problem",)}, by=("street", "x")))
    with pytest.raises(BadInput, match="已经有一张表叫“街道表”"):
        keep_table(seat, plan)
    keep_table(seat, replace(store.ask(find_table, id_).plan, title="街道"), id_)
    delete_tables(seat, [id_])
    with pytest.raises(NotFound, match="回收站"):
        keep_table(seat, plan, id_)
    [binned] = store.ask(list_bin, BinFilter(BinKind.TABLE), most=9)
    restore(seat, [binned], dictionary, Silent())
    [kept] = store.ask(kept_tables)
    assert (kept.id, kept.plan.title, kept.plan.within) == (id_, "街道", Within.THIS_YEAR)
    table = made(district, kept.plan)
    assert table.rows == made(district, "problems-by-street").rows
    assert "企业问题没有“gone”这一列，请检查拼写，这个条件没有起作用" in table.strange
    assert any("没有按它分组" in one for one in table.strange)
    narrow = replace(kept.plan, columns=("kind",), where={"ended": ("lost",)}, sort="raised", by=())
    other = made(district, narrow)
    assert (other.count, len(other.headings)) == (0, 1)
    assert [one[:6] for one in other.strange] == ["“lost”", "按“rais"]
    with pytest.raises(BadInput, match="列的是“moons”"):
        made(district, replace(kept.plan, rows="moons"))


def test_that_every_mistake_of_a_table_in_a_file_is_named():
    said = """
format = 1
id = "x"
title = "x"
[[tables]]
id = "a"
title = "甲"
rows = "problems"
columns = ["titel", "due"]
where = { matter = "problems", title = "x", raised = "x" }
day = "kind"
by = ["due"]
sort = "answer"
[[figures]]
id = "b"
title = "乙"
unit = "件"
says = "x"
rows = "problems"
day = "due"
"""
    with pytest.raises(BadInput) as caught:
        figures_from(said.encode(), "口径.toml")
    found = "\n".join(caught.value.complaints)
    for words in (
        "没有“titel”这一列（是不是“title”？）",
        "“problems”不是“事类”的值（是不是“problem”？）",
        "“问题”不能作条件",
        "“提出日期”是日期",
        "“类别”不是日期",
        "不能按“办理期限”分组",
        "“due”只用在自选表里",
    ):
        assert words in found, found
