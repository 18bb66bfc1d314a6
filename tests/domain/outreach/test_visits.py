from dataclasses import replace
from datetime import date, timedelta

import pytest

from domain.bin.listing import BinFilter, BinKind, list_bin
from domain.bin.restoring import restore, take_back
from domain.enterprises.attachments.service import list_attachments, remove_attachments, take_in
from domain.enterprises.merging import merge_two, read_two
from domain.outreach.charges import assign
from domain.outreach.entities import Post, VisitState, Way
from domain.outreach.moving import move_visit
from domain.outreach.people import ChangedMeanwhile
from domain.outreach.planning import By, Wanted, plan_month, propose_month
from domain.outreach.problems.stepping import Doing, Given, take_step
from domain.outreach.problems.undoing import undo
from domain.outreach.visits import (
    SameVisit,
    Told,
    VisitFields,
    VisitFilter,
    change_visit,
    delete_again,
    delete_visits,
    drop_visits,
    find_visit,
    last_visits,
    list_visits,
    plan_visits,
    record_visit,
    restore_visits,
    take_up_again,
)
from domain.roads.walking import Move
from domain.store.audit import entries_of
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.progress import Silent
from tests.domain.outreach.conftest import OFFICE, TODAY, rows_of
from tests.domain.statistics.district import District
from tests.replaying import hold_against_the_trail

ALL = VisitFilter()


def listed(ledger, wanted=ALL):
    return ledger.store.ask(list_visits, wanted)


def test_that_a_visit_is_recorded_with_what_was_found_told_and_asked(ledger):
    told = Told("zhengdong-2022", "c1", "可申报 20 万元")
    fields = replace(ledger.visit(), told={ledger.enterprises[0]: (told,)})
    done = record_visit(ledger.one, fields, ledger.rules, problems=[ledger.raised("招工难"), ledger.raised()])
    visit = ledger.store.ask(find_visit, done.id)
    assert visit.fields == fields
    assert [name for _, name in visit.cadres] == ["李强"]
    assert visit.problems == 2
    assert [(row.visit_id, row.source) for row in rows_of(ledger.store)] == [(done.id, "visit")] * 2


def test_that_photographs_are_kept_with_each_who_was_visited(ledger, tmp_path):
    (tmp_path / "车间.jpg").write_bytes(b"a picture")
    taken, _ = take_in(ledger.store, [tmp_path / "车间.jpg"], Silent())
    first, second = ledger.enterprises[:2]
    fields = replace(ledger.visit(), way=Way.SYMPOSIUM, enterprises=(first, second))
    done = record_visit(ledger.one, fields, ledger.rules, photos=taken)
    visit = ledger.store.ask(find_visit, done.id)
    assert [name for _, name in visit.photos] == ["车间.jpg"]
    with ledger.store.read() as session:
        kept = {id_: list_attachments(session, id_) for id_ in (first, second)}
        told = entries_of(session, Subject(Kind.ENTERPRISE, second))[-1].summary
    assert {len(files) for files in kept.values()} == {1}
    assert told == f"{TODAY} 座谈会的照片 1 张"
    # What a visit shows is not removed any more.
    with pytest.raises(BadInput, match="依据"):
        remove_attachments(ledger.one, [kept[second][0].id])
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_photographs_are_added_later_and_what_is_taken_off_stays_in_the_trail(ledger, tmp_path):
    files = [tmp_path / f"{name}.jpg" for name in ("车间", "座谈")]
    for file in files:
        file.write_bytes(file.stem.encode())
    first, second = (take_in(ledger.store, [file], Silent())[0] for file in files)
    done = record_visit(ledger.one, ledger.visit(), ledger.rules, photos=first)

    def change(**more):
        visit = ledger.store.ask(find_visit, done.id)
        change_visit(ledger.one, visit.seen, visit.fields, ledger.rules, **more)
        return [name for _, name in ledger.store.ask(find_visit, done.id).photos]

    # The same picture once more is no other.
    assert change(photos=[*first, *second]) == ["车间.jpg", "座谈.jpg"]
    [(gone, _), _] = ledger.store.ask(find_visit, done.id).photos
    assert change(without=[gone]) == ["座谈.jpg"]
    with ledger.store.read() as session:
        told = [one.summary for one in entries_of(session, Subject(Kind.VISIT, done.id))]
        assert len(list_attachments(session, ledger.enterprises[0])) == 2
    assert any(one.startswith(f"从 {TODAY} 的走访去掉照片“车间.jpg”") for one in told)
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_a_visit_recorded_at_the_wrong_enterprise_is_moved_with_its_problems(ledger, tmp_path):
    files = [tmp_path / "车间.jpg", tmp_path / "座谈.jpg"]
    for file in files:
        file.write_bytes(file.name.encode())
    photos, _ = take_in(ledger.store, files, Silent())
    asked = [ledger.raised("招工难"), ledger.raised()]
    done = record_visit(ledger.one, ledger.visit(), ledger.rules, problems=asked, photos=photos)
    wrong, right = ledger.enterprises[:2]

    def move(**more):
        seen = ledger.store.ask(find_visit, done.id).seen
        return move_visit(ledger.one, seen, wrong, right, ledger.rules, because="看错了行", **more)

    def owners():
        [visit] = [one for one in listed(ledger) if one.seen.id == done.id]
        return {id_ for id_, _ in visit.enterprises}, {row.enterprise_id for row in rows_of(ledger.store)}

    record_visit(ledger.other, ledger.visit(1), ledger.rules)
    again = replace(ledger.visit(), way=Way.CALL)
    record_visit(ledger.one, again, ledger.rules, photos=photos[1:])
    with pytest.raises(SameVisit, match="已登记过一次现场走访"):
        move()
    # What another has gone on with stays where they know it, and so does all of it.
    ledger.step(done.problems[0], "assignment", ledger.other, department_id=ledger.department)
    with pytest.raises(BadInput, match="已由李建国办过“转办”；请先和李建国商量"):
        move(although_there=True)
    assert owners() == ({wrong}, {wrong})
    undo(
        ledger.other,
        ledger.problem(done.problems[0]).last.act,
        [ledger.problem(done.problems[0]).seen],
        ledger.rules,
    )
    assert move(although_there=True) == 2
    assert owners() == ({right}, {right})
    assert {ledger.problem(id_).last.remark for id_ in done.problems} == {"看错了行"}
    with ledger.store.read() as session:
        kept = {one.id for one in list_attachments(session, right)}
        # What another visit of the wrong one shows stays there.
        assert [one.file_name for one in list_attachments(session, wrong)] == ["座谈.jpg"]
    assert {id_ for id_, _ in ledger.store.ask(find_visit, done.id).photos} == kept
    assert len(kept) == 2
    hold_against_the_trail(ledger.store, OFFICE)


def test_that_two_who_came_together_and_were_merged_keep_what_each_was_told_and_are_moved_as_one(
    store, dictionary
):
    office = District(store, 3)
    first, second, right = office.enterprises
    own, both = Told("zhengdong-2022", "c1", "可申报 20 万元"), Told("zhengdong-2022", "c2", "缺产值")
    told = {first: (own, both), second: (both,)}
    fields = VisitFields(Way.SYMPOSIUM, office.day, (first, second), told=told)
    done = record_visit(office.seat, fields, office.rules)
    kept, gone = read_two(store, first, second, dictionary)
    merge_two(office.seat, kept, gone, kept.facts, dictionary)
    visit = store.ask(find_visit, done.id)
    [(_, found)] = visit.told.items()
    assert found == (own, both)
    move_visit(office.seat, visit.seen, first, right, office.rules, because="看错了行")
    assert [id_ for id_, _ in store.ask(find_visit, done.id).enterprises] == [right]


def test_that_a_visit_whose_problem_cannot_be_is_not_recorded_at_all(ledger):
    with pytest.raises(BadInput, match="请填写问题是什么"):
        record_visit(ledger.one, ledger.visit(), ledger.rules, problems=[ledger.raised(" ")])
    assert not listed(ledger)


def test_that_plans_are_made_for_each_and_recorded_once_they_were_done(ledger):
    tomorrow = TODAY + timedelta(days=1)
    fields = replace(ledger.visit(day=tomorrow), enterprises=tuple(ledger.enterprises[:3]))
    with pytest.raises(BadInput, match="已经过去"):
        plan_visits(ledger.one, replace(fields, day=TODAY - timedelta(days=1)), ledger.rules)
    ids = plan_visits(ledger.one, fields, ledger.rules)
    assert [one.state for one in listed(ledger)] == [VisitState.PLANNED] * 3
    planned = ledger.store.ask(find_visit, ids[0])
    with pytest.raises(BadInput, match="还没有到"):
        record_visit(ledger.one, planned.fields, ledger.rules, planned=planned.seen)
    ledger.today = tomorrow
    record_visit(ledger.one, planned.fields, ledger.rules, planned=planned.seen)
    assert ledger.store.ask(find_visit, ids[0]).state is VisitState.DONE
    other = ledger.store.ask(find_visit, ids[1])
    drop_visits(ledger.one, [other.seen], because="企业外出")
    assert ledger.store.ask(find_visit, ids[1]).state is VisitState.DROPPED
    [twin] = plan_visits(ledger.one, replace(fields, enterprises=fields.enterprises[1:2]), ledger.rules)
    with pytest.raises(SameVisit, match="已计划一次现场走访"):
        take_up_again(ledger.one, [ids[1]])
    delete_visits(ledger.one, [ledger.store.ask(find_visit, twin).seen])
    take_up_again(ledger.one, [ids[1]])
    again = ledger.store.ask(find_visit, ids[1])
    assert (again.state, again.row.dropped_because) == (VisitState.PLANNED, "")
    with pytest.raises(BadInput, match="不用恢复计划"):
        take_up_again(ledger.one, [ids[1]])


def test_that_a_symposium_is_one_visit_of_several_and_a_call_is_of_one(ledger):
    several = replace(ledger.visit(), enterprises=tuple(ledger.enterprises[:4]))
    with pytest.raises(BadInput, match="请选“座谈会”"):
        record_visit(ledger.one, replace(several, way=Way.CALL), ledger.rules)
    record_visit(ledger.one, replace(several, way=Way.SYMPOSIUM), ledger.rules)
    [one] = listed(ledger)
    assert len(one.enterprises) == 4
    assert len(plan_visits(ledger.one, replace(several, way=Way.SYMPOSIUM), ledger.rules)) == 1


def test_that_the_same_visit_twice_is_asked_about(ledger):
    record_visit(ledger.one, ledger.visit(), ledger.rules)
    with pytest.raises(SameVisit, match="已登记过一次现场走访"):
        record_visit(ledger.other, ledger.visit(), ledger.rules)
    record_visit(ledger.other, ledger.visit(), ledger.rules, although_there=True)
    called = record_visit(ledger.other, ledger.visit(way=Way.CALL), ledger.rules)
    assert len(listed(ledger)) == 3
    with pytest.raises(SameVisit, match="已登记过一次现场走访"):
        change_visit(ledger.other, ledger.store.ask(find_visit, called.id).seen, ledger.visit(), ledger.rules)
    [planned] = plan_visits(ledger.one, ledger.visit(), ledger.rules)
    with pytest.raises(SameVisit, match="已计划一次现场走访"):
        plan_visits(ledger.other, ledger.visit(), ledger.rules)
    seen = ledger.store.ask(find_visit, planned).seen
    drop_visits(ledger.one, [seen], because="企业外出")
    dropped = ledger.store.ask(find_visit, planned).seen
    with pytest.raises(BadInput, match="已经取消"):
        record_visit(ledger.one, ledger.visit(1), ledger.rules, planned=dropped)


def test_that_a_visit_is_corrected_deleted_and_brought_back_by_who_saw_it_as_it_is(ledger):
    done = record_visit(ledger.one, ledger.visit(), ledger.rules)
    opened = ledger.store.ask(find_visit, done.id)
    change_visit(ledger.one, opened.seen, replace(opened.fields, found="缺工 20 人"), ledger.rules)
    with pytest.raises(ChangedMeanwhile):
        change_visit(ledger.other, opened.seen, opened.fields, ledger.rules)
    now = ledger.store.ask(find_visit, done.id)
    assert now.row.found == "缺工 20 人"
    ids = delete_visits(ledger.one, [now.seen])
    assert not listed(ledger)
    [binned] = ledger.store.ask(list_bin, BinFilter(), most=10)
    assert (binned.kind, binned.act.by) == (BinKind.VISIT, "王小梅")
    restored = restore(ledger.one, [binned], ledger.rules.dictionary, Silent())
    assert not take_back(ledger.one, restored, ledger.rules.dictionary, Silent())
    assert not listed(ledger)
    # Where it was entered anew meanwhile, that is asked about like entering it.
    record_visit(ledger.other, ledger.visit(), ledger.rules)
    for bring in (
        lambda **more: restore_visits(ledger.one, ids, **more),
        lambda **more: restore(ledger.one, [binned], ledger.rules.dictionary, Silent(), **more),
    ):
        with pytest.raises(SameVisit, match="已登记过一次现场走访"):
            bring()
        assert len(listed(ledger)) == 1
        bring(although_there=True)
        assert len(listed(ledger)) == 2
        delete_again(ledger.one, ids)


def test_that_visits_at_which_problems_were_raised_are_not_deleted(ledger):
    done = record_visit(ledger.one, ledger.visit(), ledger.rules, problems=[ledger.raised()])
    with pytest.raises(BadInput, match="提出了 1 件问题"):
        delete_visits(ledger.one, [ledger.store.ask(find_visit, done.id).seen])
    # What was entered by mistake was raised nowhere.
    begin, seen = Doing(Move.BEGIN, "mistake"), ledger.problem(done.problems[0]).seen
    take_step(ledger.one, [seen], begin, Given("登记错了"), ledger.rules)
    assert ledger.store.ask(find_visit, done.id).problems == 0
    delete_visits(ledger.one, [ledger.store.ask(find_visit, done.id).seen])
    assert not listed(ledger)


def test_that_a_month_is_planned_at_once_on_its_working_days_by_who_looks_after_whom(ledger):
    first, second, third, fourth = ledger.enterprises[:4]
    assign(ledger.one, [first, second, third], ledger.li, Post.OFFICER, TODAY)
    assign(ledger.one, [first, fourth], ledger.zhang, Post.CADRE, TODAY)
    record_visit(ledger.one, ledger.visit(1, day=TODAY - timedelta(days=40)), ledger.rules)
    record_visit(ledger.one, ledger.visit(2, day=TODAY - timedelta(days=5)), ledger.rules)
    plan_visits(ledger.one, ledger.visit(4, day=TODAY + timedelta(days=1)), ledger.rules)
    wanted = Wanted(date(2026, 3, 1), 30, By.CADRE, 1)
    proposal = ledger.store.ask(propose_month, wanted, ledger.rules)
    told = [(one.enterprise_id, one.route, one.day, one.visited) for one in proposal.visits]
    assert told == [
        (first, "3 月 张敏", TODAY, None),
        (fourth, "3 月 张敏", TODAY + timedelta(days=1), None),
        (second, "3 月 李强", TODAY, TODAY - timedelta(days=40)),
    ]
    assert proposal.without == len(ledger.enterprises) - 5
    ids = plan_month(ledger.one, proposal.visits, ledger.rules)
    assert ledger.store.ask(propose_month, wanted, ledger.rules).visits == ()
    assert {name for one in listed(ledger, VisitFilter(ids=ids)) for _, name in one.cadres} == {
        "李强",
        "张敏",
    }
    delete_again(ledger.one, ids)
    by_street = replace(wanted, by=By.STREET)
    assert len(ledger.store.ask(propose_month, by_street, ledger.rules).visits) == len(ledger.enterprises) - 2
    # On the last working day each route has room for one.
    ledger.today = date(2026, 3, 31)
    late = ledger.store.ask(propose_month, replace(by_street, days=0), ledger.rules).visits
    assert sum(one.day is not None for one in late) == len({one.route for one in late})
    with pytest.raises(BadInput, match="已经过去"):
        plan_month(ledger.one, proposal.visits, ledger.rules)
    with pytest.raises(BadInput, match="没有工作日可以安排"):
        ledger.store.ask(propose_month, replace(wanted, month=date(2026, 2, 1)), ledger.rules)


def test_that_the_last_visit_of_each_is_known_and_visits_are_found_by_their_days(ledger):
    first, second, third = ledger.enterprises[:3]
    record_visit(ledger.one, ledger.visit(0, day=TODAY - timedelta(days=40)), ledger.rules)
    record_visit(ledger.one, ledger.visit(1, day=TODAY - timedelta(days=5)), ledger.rules)
    plan_visits(ledger.one, ledger.visit(2), ledger.rules)
    last = ledger.store.ask(last_visits, [first, second, third])
    assert last == {first: TODAY - timedelta(days=40), second: TODAY - timedelta(days=5)}
    assert [one.row.day for one in listed(ledger, VisitFilter(first=TODAY))] == [TODAY]
    assert len(listed(ledger, VisitFilter(enterprise_id=first, cadre_id=ledger.li))) == 1
