"""A share is paid ahead; the rest waits for the final figures, and what an award comes to is never passed."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.funds.ahead import Prospect, Settling, beyond_text, prospect_of, settle_award, settlements_of
from domain.funds.budgets import list_budgets
from domain.funds.documents.kinds import payment_advice, payment_summary
from domain.funds.payments import Answer, lines_of, make_list, record_answers
from domain.funds.recovered import recoveries_of
from domain.funds.recoveries import offset, undo_lowering
from domain.funds.sent_lists import take_over_lists
from domain.funds.showing import OfCase, Which, list_payment_lists, paid_of_case, show_list
from domain.office.house_rules import set_four_eyes
from domain.proposals.orders import Means, SettleAward
from domain.proposals.service import confirm, propose
from domain.roads.walking import NotNow
from domain.store.numbers.reading import lists_by
from domain.store.problems import NeedsSecond
from domain.values.errors import BadInput
from domain.values.ids import CaseId, PaymentListId, SettlementId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import listed, pay, standing, sum_of
from tests.domain.funds.test_recoveries import later_award, lower, send_held
from tests.domain.funds.test_sent_lists import Desk
from tests.domain.funds.test_showing import payables
from tests.filling import ROADS
from tests.replaying import hold_against_the_trail


def pay_ahead(office: Office, ids: list[CaseId], share: int = 80) -> list[int]:
    """Have a share of awards paid ahead; return how much of each."""
    list_id = pay(office, ids, ahead=share)
    return [line.amount for line in office.store.ask(lines_of, list_id)]


def settle(office: Office, id_: CaseId, amount: int, **said: object) -> SettlementId:
    seen = office.store.ask(prospect_of, id_, office.rules).seen
    words = {"document": "清算审核表 3 号", "reason": "按全年数据核算", "seen": seen}
    return settle_award(office.seat(HANDLER), id_, Settling(Fen(amount), **words | said), office.rules)


def times(office: Office, id_: CaseId, part: int, whole: int) -> None:
    """Have every period figure of the enterprise of a case be so many parts of what it was."""
    owner, dictionary = office.case(id_).row.enterprise_id, office.library.dictionary
    facts = office.store.ask(lambda session: facts_of(session, owner, dictionary))
    now = {
        name: {period: amount * part // whole for period, amount in figures.items()}
        for name, figures in facts.indicators.items()
    }
    save_enterprise(office.seat(HANDLER), replace(facts, indicators=now), dictionary, id_=owner)


def test_that_the_rest_of_a_share_paid_ahead_waits_for_its_settlement(office: Office, granted: list[CaseId]):
    one, other, third, _ = granted
    by, whole = office.seat(REVIEWER), office.case(one).amount
    for share in (0, 100):
        with pytest.raises(BadInput, match="1 到 99"):
            make_list(by, [one], office.rules, ahead=share)
    paid = pay_ahead(office, [one, other], 33)
    assert paid == [office.case(id_).amount * 33 // 100 for id_ in (one, other)]
    # Nothing more of it is offered, listed, or taken by the store.
    assert set(payables(office).amounts) == set(granted) - {one, other}
    waiting = payables(office, which=Which.AWAITING)
    assert waiting.amounts == {
        id_: office.case(id_).amount - share for id_, share in zip((one, other), paid, strict=True)
    }
    assert waiting.awaiting == 2
    for again in (None, 50):
        with pytest.raises(NotNow, match="其余的清算以后再付"):
            make_list(by, [one, third], office.rules, ahead=again)
    shown = office.store.ask(paid_of_case, one, by.who, office.rules)
    assert (shown.awaiting, shown.owed, shown.settlements) == (33, whole - paid[0], [])
    [listing] = office.store.ask(list_payment_lists)
    assert listing.row.ahead == 33
    lines = office.store.ask(show_list, listing.id, by.who, office.rules).lines
    assert not any(line.is_owed for line in lines)
    # As it was granted: the rest is paid next, and no share of it again.
    settle(office, one, whole)
    with pytest.raises(NotNow, match="没有预兑现过，或已清算"):
        settle(office, one, whole)
    with pytest.raises(NotNow, match="已清算，付其余的不用再预兑现"):
        make_list(by, [one], office.rules, ahead=50)
    assert payables(office, which=Which.BACK).amounts == {}
    pay(office, [one])
    assert office.store.ask(paid_of_case, one, by.who, office.rules).owed == 0
    # What came back in whole before it was settled was never paid ahead.
    line = next(one for one in lines if one.line.case_id == other)
    record_answers(by, listing.id, {line.id: Answer(Fen(0), office.day, "账号错")}, office.rules)
    assert payables(office).amounts[other] == office.case(other).amount
    hold_against_the_trail(office.store, office.library.dictionary)
    with closing(sqlite3.connect(office.store.path)) as connection:
        told = lists_by(connection).lists.values()
        assert sorted(one.ahead or 0 for one in told) == [0, 33]
        for statement, said in (
            ("UPDATE payment_settlement SET amount = amount - 1", "never changed"),
            ("DELETE FROM payment_settlement", "never deleted"),
            ("UPDATE payment_list SET ahead = 50", "stays"),
        ):
            with pytest.raises(sqlite3.IntegrityError, match=said):
                connection.execute(statement)


def test_that_an_award_is_settled_at_what_its_clause_comes_to_by_now(office: Office, granted: list[CaseId]):
    one, _, rent, _ = granted
    paid = dict(zip(granted, pay_ahead(office, granted), strict=True))
    whole, low = office.case(rent).amount, office.case(rent).amount * 9 // 10
    # More than was granted is never paid on this award; it says how the difference is.
    times(office, rent, 3, 1)
    found = office.store.ask(prospect_of, rent, office.rules)
    assert (found.granted, found.paid, found.most) == (whole, paid[rent], whole)
    assert found.beyond == found.worth.computed - whole > 0
    assert "这一件不能多付。差额要另立一件" in beyond_text(found)
    with pytest.raises(BadInput, match="之间"):
        settle(office, rent, whole + 1)
    with pytest.raises(BadInput, match="理由"):
        settle(office, rent, whole, reason=" ")
    times(office, rent, 3, 10)
    with pytest.raises(NotNow, match="刚有改动，请重新核对"):
        settle(office, rent, whole, seen=found.seen)
    # Less, and more than was paid: the rest of that is paid next, what is lacking returns to the budget.
    found, left = office.store.ask(prospect_of, rent, office.rules), standing(office).left
    assert (found.worth.computed, found.most, found.beyond) == (low, low, 0)
    assert "全年租金由 1,268,000.00 元 变为 1,141,200.00 元" in found.change.text
    settling = Settling(Fen(low), "清算审核表 3 号", "全年租金减少", found.seen)
    with pytest.raises(NeedsSecond):
        settle_award(office.seat(HANDLER), rent, settling, office.rules)
    means = Means(office.library, office.library, ROADS)
    order = SettleAward(case_id=rent, settling=settling)
    proposal = propose(office.seat(HANDLER), order, means, Silent())
    confirm(office.seat(MANAGER), proposal, means, Silent())
    assert standing(office).left == left + whole - low
    [settled] = office.store.ask(settlements_of, rent)
    assert (settled.row.amount, settled.row.made_by, settled.row.confirmed_by) == (low, HANDLER, MANAGER)
    assert payables(office).amounts == {rent: low - paid[rent]}
    hold_papers(office, granted, pay(office, [rent]), found)
    assert sum(line.paid for line, *_ in shown(office, rent).lines) == low
    # Nothing of it any more: what was paid comes back as any other recovery, and undone it is to be settled.
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    times(office, one, 1, 2)
    with pytest.raises(BadInput, match="退回的期限"):
        settle(office, one, 0)
    settle(office, one, 0, until=office.day + timedelta(days=30))
    [lowered] = office.store.ask(recoveries_of, [one])
    assert (lowered.row.due, lowered.row.new_amount, standing(office).due) == (paid[one], 0, paid[one])
    assert payables(office, which=Which.AWAITING).awaiting == 2
    undo_lowering(office.seat(HANDLER), lowered.id, office.day, because="核算有误")
    assert [each.is_undone for each in shown(office, one).settlements] == [True]
    assert payables(office, which=Which.AWAITING).awaiting == 3
    for budget in office.store.ask(list_budgets, office.day):
        parts = (budget.left, budget.approved, budget.carried, budget.due, budget.returned, budget.waived)
        assert sum(parts) == budget.allotted
    hold_against_the_trail(office.store, office.library.dictionary)


def hold_papers(office: Office, ids: list[CaseId], rest: PaymentListId, found: Prospect) -> None:
    """Hold the papers of a list that paid all of these ahead, and of one that paid the rest of one."""
    [ahead] = [one.id for one in office.store.ask(list_payment_lists) if one.row.ahead]
    whole = sum_of(office, ids)
    now = sum(line.amount for line in office.store.ask(lines_of, ahead))
    most, paid = found.most, found.paid
    for kind in (payment_summary, payment_advice):
        for list_id, said in (
            (
                ahead,
                f"预兑现 {len(ids)} 笔，先付核定金额的 80%（每笔舍到分）：核定 {yuan_text(whole)} 元，"
                f"本次拨付 {yuan_text(now)} 元，其余 {yuan_text(whole - now)} 元待清算",
            ),
            (
                rest,
                f"1 笔清算：核定 {yuan_text(found.granted)} 元，清算为 {yuan_text(most)} 元，"
                f"已预兑现 {yuan_text(paid)} 元，本次拨付 {yuan_text(most - paid)} 元",
            ),
        ):
            paper = office.store.ask(kind, list_id, office.rules, datetime.now(UTC))
            assert said in "".join(str(sheet.blocks) for sheet in paper.sheets)


def shown(office: Office, id_: CaseId) -> OfCase:
    return office.store.ask(paid_of_case, id_, office.seat(REVIEWER).who, office.rules)


def test_that_a_restored_store_knows_what_was_paid_ahead_and_takes_over_the_rest(
    office: Office, granted: list[CaseId], tmp_path: Path
):
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    desk, (one, other, *_) = Desk(office, tmp_path), granted
    before = desk.back_up("before")
    ahead = dict(zip((one, other), pay_ahead(office, [one, other]), strict=True))
    low = ahead[one] + 1
    settle(office, one, low)
    pay(office, [one])
    desk.restore(before)
    take_over_lists(office.seat(REVIEWER))
    assert [row.row.ahead for row in office.store.ask(list_payment_lists)] == [None, 80]
    # What it was settled at is lost, and what was paid by it is not: it is to be settled once more.
    assert payables(office, which=Which.AWAITING).amounts == {
        one: office.case(one).amount - low,
        other: office.case(other).amount - ahead[other],
    }
    settle(office, one, low)
    assert set(payables(office).amounts) == set(granted) - {one, other}
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_what_was_taken_off_a_share_is_asked_for_once_the_award_is_settled(
    office: Office, paid: list[CaseId], tmp_path: Path
):
    desk, later = Desk(office, tmp_path), later_award(office, paid[0])
    list_id, [line] = listed(office, [later], ahead=80)
    backup = desk.back_up("before")
    lowered = lower(office, paid[0], office.case(paid[0]).amount - 12_345)
    offset(desk.seat, lowered, line.id, Fen(12_345), office.rules, consent="函")
    send_held(office, list_id)
    desk.restore(backup)
    take_over_lists(desk.seat)
    settle(office, later, office.case(later).amount)
    [line] = office.store.ask(lines_of, make_list(desk.seat, [later], office.rules))
    assert "比应付的少 123.45 元" in line.against
