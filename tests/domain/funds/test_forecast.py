"""How far the money reaches is what approving finds, and what each step may take until the year's end."""

from datetime import date

import pytest

from domain.cases.awards.stepping import NotAll
from domain.funds.budgets import Given
from domain.funds.forecast import Fit, Forecast, Sum, fit_into, forecast_of
from domain.roads.walking import Move
from domain.values.ids import BudgetId, CaseId
from domain.values.money import Fen
from tests.domain.cases.awards.conftest import HANDLER, Office
from tests.domain.funds.conftest import approve, enter, sum_of


def forecast(office: Office) -> Forecast:
    return office.store.ask(forecast_of, BudgetId(1), office.rules)


def fit(office: Office, awards: dict[str, list[int]], year: int = 2026) -> Fit | None:
    return office.store.ask(fit_into, office.policy.id, year, awards)


def total(office: Office, ids: list[CaseId]) -> Sum:
    return Sum(len(ids), Fen(sum_of(office, ids)))


def test_that_the_money_reaches_as_far_as_approving_finds(office: Office, waiting: list[CaseId]):
    first, rest = waiting[:2], waiting[2:]
    enter(office, sum_of(office, first) + 1)
    found = forecast(office)
    assert (found.asked, found.reached) == (total(office, waiting), total(office, first))
    assert found.missed is not None
    assert (found.missed.case_id, found.missed.place) == (rest[0], 3)
    assert found.missed.amount == office.case(rest[0]).amount
    assert found.left == 1 - sum_of(office, rest)
    with pytest.raises(NotAll, match="够前 2 件"):
        approve(office, waiting)
    approve(office, first)
    found = forecast(office)
    assert (found.asked, found.reached.count, found.budget.free) == (total(office, rest), 0, 1)


def test_that_what_may_take_until_the_next_year_is_said_by_itself(office: Office, waiting: list[CaseId]):
    whole = sum_of(office, waiting)
    enter(office, 10 * whole)
    assert forecast(office).in_time == total(office, waiting)
    early = office.make(office.granted()[4:5])
    office.do(HANDLER, waiting[:1], Move.BEGIN, "hold", remark="等会议")
    # Six steps and a publicity go on beyond the year; the approval alone does not.
    office.day = date(2026, 12, 18)
    found = forecast(office)
    assert (found.in_time, found.later) == (total(office, waiting[1:]), total(office, early))
    assert (found.waits, found.missed) == (total(office, waiting[:1]), None)
    office.day = date(2026, 12, 30)
    assert forecast(office).in_time.count == 0


def test_that_a_policy_on_trial_is_held_against_what_there_is_for_the_year(
    office: Office, waiting: list[CaseId]
):
    assert fit(office, {}) is None
    approved = sum_of(office, waiting[:1])
    given = [Given("市财政", Fen(approved), 3), Given("区财政", Fen(approved), 1)]
    enter(office, given=given)
    approve(office, waiting[:1])
    there = 2 * approved
    found = fit(office, {"rent": [there // 2], "freight": []})
    assert found is not None
    assert (found.there, found.left, found.short) == (there, there - there // 2, [])
    assert (found.count, found.fewest, found.most) == (1, 1, 1)
    # One source bears three parts of four, and so has too little although there is enough of both.
    part = approved // 4
    found = fit(office, {"rent": [part, 2 * part], "freight": [3 * part, part]})
    assert found is not None
    assert found.left == there - 7 * part
    assert [name for name, _ in found.short] == ["市财政"]
    assert (found.count, found.fewest, found.most) == (4, 2, 3)
    assert fit(office, {"rent": [1]}, year=2027) is None
