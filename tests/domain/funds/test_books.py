"""The store itself holds the books, whoever writes to it, and a notice of the short road asks them too."""

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from domain.cases.queries import list_notices
from domain.cases.service import void_notice
from domain.funds.approving import NotEnough, Treasury
from domain.funds.budgets import list_budgets
from domain.office.house_rules import set_four_eyes
from domain.store.backup.flaws import flaws_of
from domain.values.ids import CaseId
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, Office
from tests.domain.funds.conftest import approve, enter, standing
from tests.meddling import forging
from tests.replaying import hold_against_the_trail

BOOKING = (
    "INSERT INTO fund_booking SELECT max(id) + 1, 1, '{}', '', '', day, NULL, 'x', done_at FROM fund_booking"
)
MOVEMENT = (
    "INSERT INTO fund_movement (budget_id, booking_id, from_id, to_id, amount, case_id, reverses)"
    " VALUES (1, (SELECT max(id) FROM fund_booking), {})"
)


def test_that_no_statement_changes_what_was_booked_or_a_balance(office: Office, waiting: list[CaseId]):
    enter(office, 10**9, 10**9)
    approve(office, waiting)
    office.store.close()
    with closing(sqlite3.connect(office.store.path, isolation_level=None)) as connection:
        (free,) = connection.execute("SELECT balance FROM fund_account WHERE id = 2").fetchone()
        for statement, said in (
            ("UPDATE fund_movement SET amount = amount + 1", "never changed, only reversed"),
            ("DELETE FROM fund_movement", "never deleted"),
            ("UPDATE fund_booking SET document = 'x'", "never changed"),
            ("UPDATE fund_account SET balance = balance + 1, counted = counted + 1", "by a movement alone"),
            ("UPDATE fund_budget SET year = 2027", "never changed"),
            (BOOKING.format("adjust"), "needs a second person"),
            (MOVEMENT.format("2, 3, 0.5, NULL, NULL"), "CHECK"),
            (MOVEMENT.format(f"2, 3, {free + 1}, NULL, NULL"), "CHECK"),
            (MOVEMENT.format("2, 2, 1, NULL, NULL"), "of one source"),
            (MOVEMENT.format("2, 7, 1, NULL, NULL"), "of one source"),
            (MOVEMENT.format("3, 2, 1, 1, 3"), "as it was booked"),
            ("UPDATE award_case SET at = 'refused', ended = 'otherwise'", "is reversed first"),
        ):
            with pytest.raises(sqlite3.IntegrityError, match=said):
                connection.execute(statement)
    assert flaws_of(office.store.path) == []
    with forging(office.store.path) as forged:
        forged.execute("UPDATE fund_account SET balance = balance + 1 WHERE id = 2")
    [flaw] = flaws_of(office.store.path)
    assert "2026 年预算“市财政”的余额不是收支的合计" in flaw


def test_that_the_short_road_asks_the_budget_and_a_void_notice_gives_it_back(office: Office):
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    awards = office.granted()[:3]
    whole = sum(one.amount or 0 for one in awards)
    office.issue(*awards[:1])
    office.day = date.today()
    enter(office, whole - 1, year=office.day.year)
    with pytest.raises(NotEnough, match=r"没有办理：.*年预算还剩 .* 元，这 2 件要 .* 元，差 0\.01 元"):
        office.issue(*awards[1:], funds=Treasury())
    # Who does not ask is refused by the store.
    with pytest.raises(Exception, match="what is granted is booked first"):
        office.issue(*awards[1:2])
    office.issue(*awards[1:2], funds=Treasury())
    approved = (awards[0].amount or 0) + (awards[1].amount or 0)
    assert office.store.ask(list_budgets, office.day)[0].approved == approved
    with office.store.read() as session:
        notices = {one.amount: one for one in list_notices(session)}
    id_ = notices[awards[1].amount or 0].id
    with pytest.raises(Exception, match="is reversed first"):
        void_notice(office.seat(HANDLER), id_, reason="误")
    void_notice(office.seat(HANDLER), id_, reason="误", funds=Treasury())
    assert standing(office).approved == awards[0].amount
    hold_against_the_trail(office.store, office.library.dictionary)
