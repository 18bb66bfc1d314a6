import os
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.merging import merge_two, read_two
from domain.outreach.entities import Way
from domain.statistics.counting import Span, count, count_all, count_by, rows_behind, shares_of
from domain.statistics.figures import FigureMistakes, Figures, figures_from
from domain.store.plain import STORE_NAME
from tests.conftest import RESOURCES
from tests.domain.statistics.district import NEW_YEAR, District

FIGURES = Figures.load(RESOURCES / "figures")
VISITS = int(os.environ.get("ZHUQIDUI_SOAK_DISTRICT", "60"))
END = date(2022, 12, 31)
PLAIN = {
    "visits": "SELECT count(*) FROM visit WHERE state = 'done' AND day BETWEEN ? AND ?",
    "visited": "SELECT count(DISTINCT enterprise_id) FROM visit_enterprise WHERE visit_id IN"
    " (SELECT id FROM visit WHERE state = 'done' AND day BETWEEN ? AND ?)",
    "raised": "SELECT count(*) FROM problem WHERE matter = 'problem' AND raised_on BETWEEN ? AND ?",
    "declined": "SELECT count(*) FROM problem WHERE matter = 'problem' AND ended = 'otherwise'"
    " AND raised_on BETWEEN ? AND ? AND ended_on <= :by",
    "raised-and-solved": "SELECT count(*) FROM problem WHERE matter = 'problem' AND ended = 'solved'"
    " AND raised_on BETWEEN ? AND ? AND ended_on <= :by",
    "solved": "SELECT count(*) FROM problem WHERE matter = 'problem' AND ended = 'solved'"
    " AND ended_on BETWEEN ? AND ?",
    "content": "SELECT count(*) FROM problem WHERE matter = 'problem' AND ended = 'solved'"
    " AND content <> 'not' AND ended_on BETWEEN ? AND ?",
    "errands": "SELECT count(*) FROM problem WHERE matter = 'errand' AND raised_on BETWEEN ? AND ?",
}


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
        "raised": 43, "raised-and-solved": 40, "solved": 40, "content": 40,
    }  # fmt: skip
    assert shares_of(FIGURES, values)["solving-rate"].text == "40/43 = 93.0 %"


def test_that_a_year_of_a_district_comes_to_what_plain_sql_counts(store, chance):
    district = District(store, max(10, VISITS // 5))
    district.live_a_year(chance, VISITS, VISITS // 3)
    for first, last in ((NEW_YEAR, END), (date(2022, 4, 1), date(2022, 6, 30))):
        span = Span.of(first, last, district.day)
        with store.read() as session, closing(sqlite3.connect(store.path.parent / STORE_NAME)) as raw:
            for id_, statement in PLAIN.items():
                figure = FIGURES.figures[id_]
                days = [first.isoformat(), last.isoformat()]
                [(plain,)] = raw.execute(statement.replace(":by", f"'{span.by.isoformat()}'"), days)
                assert count(session, figure, span).number == plain, (id_, span)
                if not figure.counts:
                    assert len(rows_behind(session, figure, span)) == plain
                    for by in ("month", "way" if figure.rows == "visits" else "kind"):
                        assert sum(number for _, number in count_by(session, figure, span, by)) == plain


def test_that_two_records_that_were_merged_count_as_one_enterprise(store, dictionary: Dictionary):
    district = District(store, 3)
    for at in range(3):
        district.visit(at)
    kept, gone = read_two(store, *district.enterprises[:2], dictionary)
    merge_two(district.seat, kept, gone, kept.facts, dictionary)
    span = Span.of(NEW_YEAR, END, district.day)
    with store.read() as session:
        assert count(session, FIGURES.figures["visited"], span).number == 2
        assert count(session, FIGURES.figures["visits"], span).number == 3


def test_that_a_figure_is_as_it_was_known_by_its_day(store):
    district = District(store, 2)
    id_ = district.raise_(0)
    district.day = date(2022, 2, 10)
    district.solve([id_])
    rates = []
    for by in (date(2022, 1, 31), date(2022, 2, 28)):
        with store.read() as session:
            values = count_all(session, FIGURES, Span(NEW_YEAR, date(2022, 1, 31), by))
        rates.append(shares_of(FIGURES, values)["solving-rate"].text)
    assert rates == ["0/1 = 0.0 %", "1/1 = 100.0 %"]


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
[[rates]]
id = "r"
title = "率"
says = "x"
part = "a"
whole = "c"
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
        "要写一个，只能写一个",
        "没有“c”这个数",
    ):
        assert words in said, said
    assert "第 9 行" in said or "第 10 行" in said


def test_that_every_shipped_figure_says_what_it_counts():
    assert all(one.says.endswith("。") for one in (*FIGURES.figures.values(), *FIGURES.rates.values()))
    assert Path(RESOURCES / "figures").is_dir()
