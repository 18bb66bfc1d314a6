"""What a case's page is told: its road as it was gone, whose turn it is, what there is to do of several."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from domain.cases.awards.handling import record_papers
from domain.cases.awards.reading import read_cases
from domain.cases.awards.showing import Shown, show_case
from domain.cases.awards.stepping import Doing, doings_of
from domain.enterprises.attachments.service import add_files, remove_attachments
from domain.enterprises.service import delete_enterprises
from domain.policies.language.wording import day_text
from domain.roads.walking import Move
from domain.values.errors import BadInput
from domain.values.ids import CaseId
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import HANDLER, PAPERS, REVIEWER, Office
from tests.replaying import hold_against_the_trail


def shown(office: Office, id_: CaseId, who: str = HANDLER) -> Shown:
    with office.store.read() as session:
        return show_case(session, id_, office.seat(who).who, office.rules)


def test_that_what_there_is_to_do_of_several_is_told_once_each(office: Office):
    ids = office.make(office.granted()[:3])
    office.onward(HANDLER, ids[:2], "first_review")
    office.do(HANDLER, ids[1:2], Move.BEGIN, "hold", remark="企业来电")
    with office.store.read() as session:
        cases = read_cases(session, ids, office.rules.roads_in(session))
        offers = doings_of(cases, office.rules.now(session, office.seat(HANDLER).who))
    told = {one.doing: (one.title, one.count, one.open, bool(one.against)) for one in offers if one.is_next}
    assert told == {
        Doing(Move.ONWARD, "second_review"): ("通过复核", 1, 0, True),
        Doing(Move.OVER, "hold"): ("恢复办理", 1, 1, False),
        Doing(Move.ONWARD, "first_review"): ("通过初审", 1, 1, False),
    }
    assert all(one.doing.move is Move.BEGIN for one in offers if not one.is_next)


def test_that_the_road_tells_everything_that_was_done_where_it_was_done(office: Office):
    [id_] = office.make(office.granted()[:1])
    office.bring([id_], "publicity")
    office.do(REVIEWER, [id_], Move.BEGIN, "send_back", remark="数据不符")
    told = {
        one.stop.id: [(step.title, bool(step.voided_by)) for step in one.steps]
        for one in shown(office, id_).road
    }
    assert told["first_review"] == [("按评定结果生成事项", False), ("通过初审", True)]
    assert told["second_review"] == [("通过复核", True)]
    assert told["publicity"] == [("退回经办", False)]
    assert shown(office, id_).here.title == "初审"
    assert shown(office, id_).turn == "轮到您办“初审”"
    assert shown(office, id_, REVIEWER).turn == f"轮到有“经办”角色的人办“初审”：{HANDLER}"
    assert shown(office, id_).undoable is None
    undoable = shown(office, id_, REVIEWER).undoable
    assert undoable is not None
    assert (undoable.title, undoable.count) == ("退回经办", 1)


def test_that_it_is_nobodys_turn_while_something_else_comes_first(office: Office):
    [id_] = office.make(office.granted()[:1])
    office.bring([id_], "closing")
    running = office.case(id_).standing.publicity
    assert running is not None
    assert shown(office, id_).turn == f"公示到{day_text(running.end)}期满，期满以后办“公示期满”"
    office.do(HANDLER, [id_], Move.BEGIN, "objection", remark="李某反映地址不实")
    assert "异议" in shown(office, id_).turn


def test_that_a_file_that_came_with_a_paper_stays(office: Office, tmp_path: Path):
    id_ = office.apply(office.granted()[0])
    (tmp_path / "执照.pdf").write_bytes(b"%PDF")
    [file] = add_files(office.seat(HANDLER), shown(office, id_).owner, [tmp_path / "执照.pdf"], Silent()).ids
    later = office.day + timedelta(days=3)
    record_papers(
        office.seat(HANDLER),
        *office.seen(id_),
        office.rules,
        came={PAPERS[0]: office.day},
        promised={PAPERS[1]: later},
        files=[file],
    )
    licence, tax = shown(office, id_).papers
    assert (licence.came, licence.promised, tax.came, tax.promised) == (office.day, None, None, later)
    with pytest.raises(BadInput, match="要一直保存"):
        remove_attachments(office.seat(HANDLER), [file])
    with pytest.raises(BadInput, match="选定的附件有的已被移除"):
        record_papers(
            office.seat(HANDLER), *office.seen(id_), office.rules, came={PAPERS[1]: office.day}, files=[99]
        )
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_a_case_is_shown_whose_policy_and_enterprise_are_gone(office: Office):
    [id_] = office.make(office.granted()[:1])
    with office.four_eyes_off():
        delete_enterprises(office.seat(HANDLER), [office.case(id_).row.enterprise_id])
    rules = replace(office.rules, policies={}, dictionary=office.library.office)
    with office.store.read() as session:
        found = show_case(session, id_, office.seat(HANDLER).who, rules)
    assert found.change is not None
    assert found.change.now is None
    assert "企业已不在企业库中" in found.change.text
    assert found.facts[0] == ("统一社会信用代码", found.case.row.uscc)
