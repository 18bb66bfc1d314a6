import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.enterprises.attachments.service import list_attachments, take_in
from domain.office.calendar.working_days import Days
from domain.outreach.coverage import coverage_of
from domain.outreach.ending import end_department
from domain.outreach.people import StillAtWork, end_cadres
from domain.outreach.problem_entities import Content, Ended, Matter
from domain.outreach.problems.correcting import change
from domain.outreach.problems.raising import LikeAnother, MovedOn, gather, join, raise_problem
from domain.outreach.problems.reading import Light, due_of, light_on
from domain.outreach.problems.stepping import (
    Doing,
    Given,
    extend,
    hand_on,
    regrade,
    reopen,
    steps_of,
    supervise,
    take_step,
)
from domain.outreach.problems.undoing import undo
from domain.roads.walking import Move, NotNow
from domain.store.plain import STORE_NAME
from domain.values.errors import BadInput
from domain.values.progress import Silent
from tests.domain.outreach.conftest import OFFICE, PROBLEM_ROADS, TODAY, Ledger, rows_of
from tests.replaying import hold_against_the_trail


def due(ledger: Ledger, id_: int) -> date | None:
    problem = ledger.problem(id_)  # type: ignore[arg-type]
    found = due_of(problem.row, problem.road, ledger.rules.calendar)
    return None if found is None else found.value


def test_that_a_problem_goes_by_13710_from_raising_to_being_closed_by_another(ledger):
    id_ = ledger.raise_()
    assert ledger.problem(id_).row.number == "2026-0001"
    assert due(ledger, id_) == date(2026, 3, 3)
    ledger.solve(id_, "reply")
    assert due(ledger, id_) == date(2026, 3, 5)
    ledger.solve(id_, "solving")
    assert due(ledger, id_) == date(2026, 3, 11)
    ledger.solve(id_)
    with pytest.raises(NotNow, match="“解决中”是王小梅办的，“待销号”要由另一人办理"):
        ledger.step(id_, "closing", content=Content.CONTENT)
    ledger.close(id_)
    row = ledger.problem(id_).row
    assert (row.ended, row.ended_on, row.content) == (Ended.SOLVED, TODAY, Content.CONTENT)
    assert row.answer == "放款 200 万元"
    assert due(ledger, id_) is None


def test_that_what_came_with_a_step_is_kept_with_the_enterprise(ledger, tmp_path):
    (tmp_path / "回函.pdf").write_bytes(b"%PDF-1.4")
    taken, _ = take_in(ledger.store, [tmp_path / "回函.pdf"], Silent())
    id_ = ledger.raise_()
    ledger.solve(id_, "reply")
    ledger.step(id_, "reply", remark="已约三家银行", files=taken)
    with ledger.store.read() as session:
        step = ledger.problem(id_).steps[-1]
        [file] = list_attachments(session, ledger.problem(id_).row.enterprise_id)
    [kept] = json.loads(step.files)
    assert (kept["id"], kept["name"]) == (file.id, "回函.pdf")
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_the_store_itself_lets_nobody_close_what_they_solved(ledger):
    id_ = ledger.raise_()
    ledger.solve(id_)
    with closing(sqlite3.connect(ledger.store.path.parent / STORE_NAME)) as raw, raw:
        raw.execute(
            "INSERT INTO problem_step SELECT 99, problem_id, number + 1, did, 'closing', title, 'closing',"
            " was_since, '', 'solved', account_id, by_name, done_at, day, '', '', '{}', 'x',"
            " NULL, NULL, 'content' FROM problem_step WHERE step = 'solving'"
        )
        with pytest.raises(sqlite3.IntegrityError, match="another person"):
            raw.execute(
                "UPDATE problem SET at = 'solved', ended = 'solved', ended_on = since, version = version + 1"
            )
        raw.rollback()
    with closing(sqlite3.connect(ledger.store.path.parent / STORE_NAME)) as raw:
        for forged in (
            "UPDATE problem SET at = 'solved', ended = 'solved', ended_on = since",
            "UPDATE problem_step SET remark = '改'",
            "UPDATE problem SET raised_on = '2020-01-01'",
            "DELETE FROM problem_step",
            "DELETE FROM problem",
        ):
            with pytest.raises(sqlite3.IntegrityError, match=r"step|problem|another"):
                raw.execute(forged)


def test_that_who_is_not_content_gets_it_done_again(ledger):
    id_ = ledger.raise_()
    ledger.solve(id_)
    with pytest.raises(NotNow, match="不满意，请“退回重办”"):
        ledger.step(id_, "closing", ledger.other, content=Content.NOT)
    back = Doing(Move.BEGIN, "again")
    with pytest.raises(BadInput, match="请写明“退回重办”的理由"):
        take_step(ledger.other, [ledger.problem(id_).seen], back, Given(), ledger.rules)
    take_step(ledger.other, [ledger.problem(id_).seen], back, Given("企业说还没到账"), ledger.rules)
    assert ledger.problem(id_).row.at == "solving"
    ledger.solve(id_)
    ledger.close(id_)
    reopen(ledger.one, ledger.problem(id_).seen, ledger.rules, because="企业来电说又断贷")
    row = ledger.problem(id_).row
    assert (row.at, row.ended, row.ended_on, row.content) == ("assignment", Ended.OPEN, None, "")
    assert not ledger.problem(id_).standing.signed


def test_that_nothing_is_closed_before_it_was_raised_by_a_clock_that_was_set_back(ledger):
    id_ = ledger.raise_()
    ledger.solve(id_)
    ledger.today -= timedelta(days=3)
    with pytest.raises(NotNow, match="是 2026-03-02 提出的，今天却是 2026-02-27；请先校准电脑的日期"):
        ledger.close(id_)
    assert ledger.problem(id_).row.at == "closing"


def test_that_what_must_be_said_with_a_step_is_asked_for(ledger):
    id_ = ledger.raise_()
    with pytest.raises(BadInput, match="请选择承办的部门或干部"):
        ledger.step(id_, "assignment")
    ledger.solve(id_, "reply")
    with pytest.raises(BadInput, match="请填写“登记反馈”的内容"):
        ledger.step(id_, "reply")
    ledger.solve(id_, "solving")
    with pytest.raises(BadInput, match="请填写办理结果"):
        ledger.step(id_, "solving")
    ledger.solve(id_)
    with pytest.raises(BadInput, match="请填写回访结果"):
        ledger.step(id_, "closing", ledger.other)


def test_that_problems_that_cannot_be_are_refused_with_every_complaint(ledger):
    tomorrow = TODAY + timedelta(days=1)
    wrong = ledger.raised(" ", phone="12")
    wrong = type(wrong)(wrong.title, "", wrong.enterprise_id, tomorrow, phone="12")
    with pytest.raises(BadInput) as caught:
        raise_problem(ledger.one, wrong, ledger.rules)
    first, *_ = caught.value.complaints
    assert first == "请填写问题是什么"
    assert len(caught.value.complaints) == 4
    assert not rows_of(ledger.store)


def test_that_a_problem_is_green_then_amber_then_red(ledger):
    calendar = ledger.rules.calendar
    day = date(2026, 3, 6)
    lights = [
        light_on(day, on, calendar) for on in (date(2026, 3, 4), date(2026, 3, 5), day, date(2026, 3, 7))
    ]
    assert lights == [Light.GREEN, Light.AMBER, Light.AMBER, Light.RED]
    assert light_on(None, day, calendar) is Light.GREEN


def test_that_a_problem_is_extended_supervised_handed_on_and_graded_with_reasons(ledger):
    id_ = ledger.raise_()
    ledger.solve(id_, "solving")
    with pytest.raises(BadInput, match="延期要晚于"):
        extend(ledger.one, ledger.problem(id_).seen, date(2026, 3, 11), ledger.rules, because="等省里批复")
    extend(ledger.one, ledger.problem(id_).seen, date(2026, 3, 20), ledger.rules, because="等省里批复")
    assert due(ledger, id_) == date(2026, 3, 20)
    supervise(ledger.one, ledger.problem(id_).seen, ledger.rules, because="企业多次反映")
    assert ledger.problem(id_).row.supervised_since == TODAY
    hand_on(ledger.one, [ledger.problem(id_).seen], Given(cadre_id=ledger.li), ledger.rules, because="归口")
    row = ledger.problem(id_).row
    assert (row.department_id, row.cadre_id) == (None, ledger.li)
    graded = regrade(ledger.one, ledger.problem(id_).seen, "hard", ledger.rules, because="要跨部门协调")
    assert ledger.problem(id_).row.grade == "hard"
    assert due(ledger, id_) == date(2026, 4, 1)
    undo(ledger.one, graded, [ledger.problem(id_).seen], ledger.rules)
    assert (ledger.problem(id_).row.grade, due(ledger, id_)) == ("ordinary", date(2026, 3, 20))
    with pytest.raises(StillAtWork, match="李强还承办 1 件问题"):
        end_cadres(ledger.one, [ledger.li], TODAY)


def test_that_alike_problems_are_put_together_and_go_along_with_one_answer(ledger):
    ids = [ledger.raise_(f"用电紧张{at}", at) for at in range(3)]
    seen = [ledger.problem(id_).seen for id_ in ids]
    common = gather(ledger.one, seen[:2], "园区用电紧张", ledger.rules)
    join(ledger.one, seen[2], common, ledger.rules)
    with pytest.raises(NotNow, match="随共性问题一起办理"):
        ledger.step(ids[0], "assignment", department_id=ledger.department)
    ledger.solve(common)
    assert {ledger.problem(id_).row.at for id_ in ids} == {"closing"}
    assert {ledger.problem(id_).row.answer for id_ in ids} == {"放款 200 万元"}
    with pytest.raises(NotNow, match="还有 3 件企业问题没有回访销号"):
        ledger.close(common)
    for id_ in ids:
        ledger.close(id_)
    ledger.close(common)
    assert {row.ended for row in rows_of(ledger.store)} == {Ended.SOLVED}


def test_that_whatever_is_done_of_a_common_problem_is_done_of_what_goes_along_with_it(ledger):
    ids = [ledger.raise_(f"限电{at}", at) for at in range(3)]
    common = gather(ledger.one, [ledger.problem(id_).seen for id_ in ids[:2]], "限电", ledger.rules)
    ledger.step(common, "assignment", department_id=ledger.department)
    join(ledger.one, ledger.problem(ids[2]).seen, common, ledger.rules)
    # What came later catches up by itself.
    ledger.step(ids[2], "assignment", department_id=ledger.department)

    def told(column):
        return {getattr(ledger.problem(id_).row, column) for id_ in (*ids, common)}

    hand_on(
        ledger.one, [ledger.problem(common).seen], Given(cadre_id=ledger.li), ledger.rules, because="归口"
    )
    extend(ledger.one, ledger.problem(common).seen, date(2026, 4, 1), ledger.rules, because="等批复")
    assert (told("cadre_id"), told("extended_to")) == ({ledger.li}, {date(2026, 4, 1)})
    done = regrade(ledger.one, ledger.problem(common).seen, "hard", ledger.rules, because="几家协调")
    assert (told("grade"), told("extended_to")) == ({"hard"}, {date(2026, 4, 1)})
    undo(ledger.one, done, [ledger.problem(common).seen], ledger.rules)
    assert told("grade") == {"ordinary"}
    ledger.solve(common)
    # An enterprise that is not content goes on by itself, and holds the rest up.
    back = Doing(Move.BEGIN, "again")
    take_step(
        ledger.other, [ledger.problem(ids[0]).seen], back, Given("还停电", content=Content.NOT), ledger.rules
    )
    ledger.solve(ids[0])
    withdrawn = Doing(Move.BEGIN, "withdraw")
    take_step(ledger.one, [ledger.problem(common).seen], withdrawn, Given("分开办"), ledger.rules)
    assert not any(ledger.problem(id_).row.common_id for id_ in ids)
    for id_ in ids:
        ledger.close(id_)
    assert [step.content for step in ledger.problem(ids[0]).steps if step.content] == ["not", "content"]
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_what_waited_has_no_more_time_than_it_had(ledger):
    id_ = ledger.raise_()
    ledger.solve(id_, "reply")
    day = due(ledger, id_)
    ledger.today = day + timedelta(days=1)
    for doing in (Doing(Move.BEGIN, "hold"), Doing(Move.OVER, "hold")):
        take_step(ledger.one, [ledger.problem(id_).seen], doing, Given("等企业"), ledger.rules)
    assert due(ledger, id_) == day
    take_step(
        ledger.one, [ledger.problem(id_).seen], Doing(Move.BEGIN, "hold"), Given("等企业"), ledger.rules
    )
    calendar = ledger.rules.calendar
    ledger.today = calendar.nth_day(ledger.today, 3, Days.WORKING).value
    take_step(ledger.one, [ledger.problem(id_).seen], Doing(Move.OVER, "hold"), Given(), ledger.rules)
    assert due(ledger, id_) == calendar.nth_day(day, 3, Days.WORKING).value


def test_that_a_closing_day_comes_back_with_what_is_taken_back(ledger):
    id_ = ledger.raise_()
    ledger.solve(id_)
    ledger.close(id_)
    closed, ledger.today = ledger.today, ledger.today + timedelta(days=40)
    done = reopen(ledger.one, ledger.problem(id_).seen, ledger.rules, because="点错了")
    undo(ledger.one, done, [ledger.problem(id_).seen], ledger.rules)
    row = ledger.problem(id_).row
    assert (row.ended, row.ended_on, row.content) == (Ended.SOLVED, closed, "content")


def test_that_what_was_entered_twice_is_asked_about_and_counts_nowhere_once_it_is_told(ledger):
    first = ledger.raise_()
    with pytest.raises(LikeAnother, match="“贷款难”（编号 2026-0001）"):
        raise_problem(ledger.one, ledger.raised("还是贷款难"), ledger.rules)
    twice = ledger.raise_("还是贷款难")
    mistake = Doing(Move.BEGIN, "mistake")
    take_step(ledger.one, [ledger.problem(twice).seen], mistake, Given("重复登记"), ledger.rules)
    assert ledger.problem(twice).row.ended == Ended.MISTAKEN
    [covered] = [one for one in ledger.store.ask(coverage_of) if one.raised]
    assert (covered.raised, covered.problems) == (1, 1)
    raised = ledger.raised(at=1)
    early = replace(raised, raised_on=TODAY - timedelta(days=3), matter=Matter.ERRAND)
    change(ledger.one, ledger.problem(first).seen, early, ledger.rules)
    row = ledger.problem(first).row
    assert (row.enterprise_id, row.raised_on, row.since) == (raised.enterprise_id, *[early.raised_on] * 2)
    wrong = replace(early, raised_on=date(2025, 12, 31))
    with pytest.raises(BadInput, match="编号 2026-0001 不是 2025 年的"):
        change(ledger.one, ledger.problem(first).seen, wrong, ledger.rules)


def test_that_nobody_gets_a_problem_back_once_they_are_gone(ledger):
    id_ = ledger.raise_()
    ledger.step(id_, "assignment", cadre_id=ledger.li)
    seen, to = ledger.problem(id_).seen, Given(cadre_id=ledger.zhang)
    done = hand_on(ledger.one, [seen], to, ledger.rules, because="轮岗")
    end_cadres(ledger.one, [ledger.li], ledger.today)
    with pytest.raises(NotNow, match="会回到已经离开的承办人手里"):
        undo(ledger.one, done, [ledger.problem(id_).seen], ledger.rules)


def test_that_who_comes_second_is_told_who_was_first(ledger):
    id_ = ledger.raise_()
    seen = ledger.problem(id_).seen
    ledger.solve(id_, "reply")
    with pytest.raises(MovedOn, match=r"王小梅在.*办了“转办”"):
        take_step(ledger.other, [seen], Doing(Move.ONWARD, "assignment"), Given(), ledger.rules)


def test_that_a_step_is_taken_back_by_who_took_it_alone(ledger):
    id_ = ledger.raise_()
    taken = ledger.step(id_, "assignment", department_id=ledger.department)
    with pytest.raises(NotNow, match="只有本人能撤回"):
        undo(ledger.other, taken, [ledger.problem(id_).seen], ledger.rules)
    undo(ledger.one, taken, [ledger.problem(id_).seen], ledger.rules)
    problem = ledger.problem(id_)
    assert (problem.row.at, problem.row.department_id, dict(problem.standing.signed)) == (
        "assignment",
        None,
        {},
    )
    assert [step.voided_by for step in problem.voided] == [3]
    with pytest.raises(NotNow, match="撤回来的"):
        undo(ledger.one, problem.last.act, [problem.seen], ledger.rules)


def test_that_one_person_alone_takes_a_problem_along_to_its_end(store, sample_office):
    from domain.outreach.people import DepartmentFields, save_department
    from domain.outreach.problems.rules import Rules
    from domain.values.ids import CadreId
    from tests.domain.outreach.conftest import ids_of

    seat = store.seat("root")
    rules = Rules(PROBLEM_ROADS, OFFICE, today=lambda: TODAY)
    department = save_department(seat, DepartmentFields("发展局"))
    alone = Ledger(store, seat, seat, rules, store.ask(ids_of), department, CadreId(0), CadreId(0))
    id_ = alone.raise_()
    alone.solve(id_)
    alone.close(id_)
    assert alone.problem(id_).row.ended == Ended.SOLVED


def test_that_what_was_entered_is_corrected_and_a_department_with_problems_is_not_ended(ledger):
    id_ = ledger.raise_(phone="13803711234")
    change(ledger.one, ledger.problem(id_).seen, ledger.raised("贷款到期续不上"), ledger.rules)
    row = ledger.problem(id_).row
    assert (row.title, row.phone) == ("贷款到期续不上", "")
    ledger.solve(id_, "reply")
    with pytest.raises(StillAtWork, match="还有 1 件没有办结的问题"):
        end_department(ledger.one, ledger.department, TODAY, ledger.rules)


def test_that_what_there_is_to_do_follows_from_where_a_problem_stands(ledger):
    id_ = ledger.raise_()
    with ledger.store.read() as session:
        now = ledger.rules.now(session, ledger.one.who)
    titles = [one.title for one in steps_of(ledger.problem(id_), now)]
    assert titles == ["转办", "不予受理", "企业撤回", "登记有误"]
