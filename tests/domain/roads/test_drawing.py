"""A road is drawn with what was done, where the case stands, and what lies ahead."""

from dataclasses import replace
from datetime import date

from domain.office.calendar.working_days import Calendar
from domain.papers.blocks import Table
from domain.roads.drawing import Mark, as_table, drawn
from domain.roads.walking import Objection, Running, Signed, Standing, beginning
from domain.store.acts import Person
from tests.domain.roads.short import road_of

ROAD = road_of()
CALENDAR = Calendar()
DONE = {
    "entry": Signed(Person("张三"), date(2022, 4, 6)),
    "review": Signed(Person("李四"), date(2022, 4, 7)),
    "publicity": Signed(Person("张三"), date(2022, 4, 8)),
}
WAITING = Standing("approval", date(2022, 4, 8), DONE, publicity=Running(date(2022, 4, 8), date(2022, 4, 14)))


def draw(standing, today=date(2022, 4, 13)):
    return drawn(ROAD, standing, CALENDAR, today)


def test_that_a_case_on_its_way_shows_all_states_and_the_end_to_come():
    stops = draw(WAITING)
    assert [(stop.title, stop.mark) for stop in stops] == [
        ("受理", Mark.DONE),
        ("审核", Mark.DONE),
        ("公示", Mark.DONE),
        ("批准", Mark.HERE),
        ("已下达", Mark.AHEAD),
    ]
    assert [(stop.by, stop.day) for stop in stops[:2]] == [
        ("张三", date(2022, 4, 6)),
        ("李四", date(2022, 4, 7)),
    ]
    here = stops[3]
    assert (here.by, here.day) == ("批准", date(2022, 4, 8))
    assert here.note == "公示到2022年4月14日期满；最迟2022年4月19日办结"
    assert not here.is_late


def test_that_what_lies_ahead_says_by_whom_and_how_long():
    first, second, *_, end = draw(beginning(ROAD, date(2022, 4, 6)))
    assert first.note == "最迟2022年4月13日办结"
    assert (second.mark, second.by, second.note) == (Mark.AHEAD, "复核", "")
    assert (end.title, end.by, end.note) == ("已下达", "", "")


def test_that_what_is_late_open_or_waited_for_is_said():
    assert draw(beginning(ROAD, date(2022, 4, 6)), date(2022, 4, 14))[0].is_late
    objected = replace(WAITING, objections=(Objection(1, "objection", date(2022, 4, 12)),))
    assert "2022年4月12日的异议没有办结，最迟2022年4月19日答复" in draw(objected)[3].note
    waiting = Standing("review", date(2022, 4, 7), {"entry": DONE["entry"]}, waits="supplement")
    assert draw(waiting)[1].note == "正在“退回补正”；最迟2022年4月22日办结"


def test_that_a_deadline_in_a_year_without_arrangement_says_so():
    first = draw(beginning(ROAD, date(2100, 4, 6)))[0]
    assert first.note.endswith("日（2100年的放假安排还没有导入，暂按双休日推算，导入后可能变动）办结")


def test_that_a_case_that_ended_early_shows_what_it_had_passed_and_its_end():
    stops = draw(replace(WAITING, at="refused", since=date(2022, 4, 18)))
    assert [stop.title for stop in stops] == ["受理", "审核", "公示", "不予通过"]
    assert (stops[-1].mark, stops[-1].day) == (Mark.HERE, date(2022, 4, 18))


def test_that_a_paper_has_a_row_for_each_stop():
    table = as_table(draw(WAITING, date(2022, 4, 20)))
    assert isinstance(table, Table)
    assert table.rows[0] == ("受理", "已办", "张三", "2022年4月6日", "")
    assert table.rows[3][1] == "超期"
    ended = as_table(draw(replace(WAITING, at="refused", since=date(2022, 4, 18))))
    assert ended.rows[-1] == ("不予通过", "结束", "", "2022年4月18日", "")
