"""Approving asks the fund, and the books follow whatever becomes of a case."""

from dataclasses import replace
from datetime import date

import pytest

from domain.cases.awards.entities import Ended
from domain.cases.awards.listing import CaseFilter, find_cases, listed, offered
from domain.cases.awards.stepping import NotAll, Verdict
from domain.cases.awards.undoing import undo
from domain.funds.approving import NotEnough
from domain.funds.budgets import change_budget
from domain.funds.entities import Shortage
from domain.office.house_rules import set_budgets_needed
from domain.roads.walking import Move
from domain.values.ids import BudgetId, CaseId
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, Office
from tests.domain.funds.conftest import approve, at_approval, budget, enter, standing, sum_of
from tests.replaying import hold_against_the_trail


def test_that_approving_books_and_whatever_takes_it_back_reverses(office: Office, waiting: list[CaseId]):
    whole = sum_of(office, waiting)
    enter(office, whole, 2 * whole)
    assert standing(office).reserved == whole
    uid = approve(office, waiting)
    now = standing(office)
    assert (now.approved, now.left, now.reserved, now.allotted) == (whole, 2 * whole, 0, 3 * whole)
    # What every source bears is exact, and in the sum the award.
    each = [budget(office).split(office.case(id_).amount, "") for id_ in waiting]
    bears = [sum(parts) for parts in zip(*each, strict=True)]
    assert [s.balances["approved"] for s in budget(office).sources] == bears
    undo(office.seat(MANAGER), uid, office.rules)
    assert (standing(office).approved, standing(office).left) == (0, 3 * whole)
    approve(office, waiting)
    one, other, third, last = waiting
    office.do(MANAGER, [one], Move.BEGIN, "revoke", remark="撤销")
    office.onward(HANDLER, [other, third, last], "notice")
    office.do(MANAGER, [other], Move.BEGIN, "revoke", remark="撤销")
    left = sum_of(office, [third, last])
    assert (standing(office).approved, standing(office).left) == (left, 3 * whole - left)
    # A revocation that is taken back takes the money again.
    undo(office.seat(MANAGER), office.case(other).last.act, office.rules)
    assert standing(office).approved == left + office.case(other).amount
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_beyond_what_is_left_nothing_is_approved_and_it_says_how_many_would_fit(
    office: Office, waiting: list[CaseId]
):
    first, whole = sum_of(office, waiting[:2]), sum_of(office, waiting)
    enter(office, first, first)
    change_budget(office.seat(MANAGER), BudgetId(1), shares={"": (1, 0)}, because="先用市级资金")
    told = office.foresee(MANAGER, waiting, "approval")
    assert [line.verdict for line in told.lines] == [Verdict.PASSES] * 2 + [Verdict.LACKS] * 2
    with pytest.raises(NotAll, match=r"年预算还剩 .* 元，这 4 件要 .* 元.*市财政剩 .*按受理先后够前 2 件"):
        approve(office, waiting)
    assert standing(office).approved == 0
    assert whole > first
    approve(office, waiting[:2])
    with pytest.raises(NotAll, match="这一件要"):
        approve(office, waiting[2:3])
    assert budget(office).sources[0].free == 0


def places(office: Office) -> dict[CaseId, int]:
    """Return who waits for money, as their list has them, each with the place that is shown of it."""
    wanted, who = CaseFilter(queued=True), office.seat(MANAGER).who
    ids = office.store.ask(find_cases, wanted, who, office.rules).ids
    assert office.store.ask(offered, office.rules).queued == len(ids)
    assert not office.store.ask(find_cases, replace(wanted, ended=Ended.GRANTED), who, office.rules).ids
    shown = office.store.ask(listed, ids, who, office.rules)
    return {id_: shown[id_].place for id_ in ids}


def test_that_who_came_first_is_approved_and_the_others_wait_in_their_turn(
    office: Office, waiting: list[CaseId]
):
    amounts = [office.case(id_).amount for id_ in waiting]
    enter(office, amounts[0] + amounts[1] - 1, shortage=Shortage.WAIT)
    told = office.foresee(MANAGER, waiting, "approval")
    assert [line.verdict for line in told.lines] == [Verdict.PASSES] + [Verdict.WAITS] * 3
    assert "列入候补，第 3 位" in told.lines[3].words
    uid = approve(office, waiting)
    assert [office.case(id_).row.at for id_ in waiting] == ["notice", *["approval"] * 3]
    assert [office.case(id_).is_queued for id_ in waiting] == [False, True, True, True]
    assert places(office) == {id_: place for place, id_ in enumerate(waiting[1:], start=1)}
    # One that came later does not pass those that wait, however small it is.
    assert office.foresee(MANAGER, waiting[2:3], "approval").lines[0].verdict is Verdict.WAITS
    with pytest.raises(Exception, match="第 2 位"):
        approve(office, waiting[2:3])
    undo(office.seat(MANAGER), uid, office.rules)
    assert not any(office.case(id_).is_queued for id_ in waiting)
    assert standing(office).approved == 0
    approve(office, waiting)
    office.do(MANAGER, waiting[1:2], Move.BEGIN, "refuse", remark="放弃")
    assert not office.case(waiting[1]).is_queued
    # Who waited behind moves up, in every list.
    assert places(office) == {waiting[2]: 1, waiting[3]: 2}
    assert "第 1 位" in office.foresee(MANAGER, waiting[2:3], "approval").lines[0].words
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_without_a_budget_approving_works_as_ever_and_says_so_once_unless_one_must_be(
    office: Office, waiting: list[CaseId]
):
    told = office.foresee(MANAGER, waiting, "approval")
    assert told.text.count("没有录入 2026 年预算，批准时不核对资金") == 1
    set_budgets_needed(office.seat(MANAGER), on=True)
    with pytest.raises(NotAll, match="还没有 2026 年预算，本单位规定有预算才能批准"):
        approve(office, waiting)
    set_budgets_needed(office.seat(MANAGER), on=False)
    approve(office, waiting[:2])
    # What was approved before its budget was entered is booked with it, or there can be no such budget.
    done = sum_of(office, waiting[:2])
    with pytest.raises(NotEnough, match=r"还剩 .* 元，这 2 件要"):
        enter(office, done - 1)
    enter(office, done)
    assert (standing(office).approved, standing(office).left) == (done, 0)
    office.do(MANAGER, waiting[:1], Move.BEGIN, "revoke", remark="撤销")
    assert standing(office).left == office.case(waiting[0]).amount


def test_that_a_case_is_of_the_year_in_which_it_was_approved(office: Office):
    office.day = date(2026, 12, 20)
    ids = at_approval(office, 2)
    office.day = date(2026, 12, 31)
    one, other = ids
    whole = sum_of(office, ids)
    enter(office, whole)
    enter(office, whole, year=2027)
    approve(office, [one])
    office.day = date(2027, 1, 4)
    office.onward(HANDLER, [one], "notice")
    approve(office, [other])
    amounts = {2026: office.case(one).amount, 2027: office.case(other).amount}
    assert {2027: standing(office).approved, 2026: standing(office, 1).approved} == amounts
    # Taken back in the new year, it is the old year's money that comes back, and is taken once more.
    office.do(MANAGER, [one], Move.BEGIN, "revoke", remark="撤销")
    assert standing(office, 1).left == whole
    undo(office.seat(MANAGER), office.case(one).last.act, office.rules)
    assert standing(office, 1).approved == amounts[2026]
