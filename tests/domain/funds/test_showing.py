"""What is to be paid, and what came of it, is listed as it stands, for who looks."""

from datetime import timedelta

import pytest

from domain.cases.awards.entities import Ended
from domain.cases.awards.listing import CaseFilter, Order
from domain.enterprises.merging import merge_two, read_two
from domain.enterprises.service import delete_enterprises
from domain.funds.holds import list_holds
from domain.funds.payments import (
    GONE,
    Answer,
    drop_lines,
    hold_payment,
    lift_hold,
    lines_of,
    make_list,
    record_answers,
    record_paid_before,
    send_list,
)
from domain.funds.showing import (
    How,
    Payables,
    Which,
    list_payable,
    list_payment_lists,
    paid_of_case,
    payable_cases,
    show_list,
    waiting,
)
from domain.office.house_rules import set_four_eyes, set_low_balance
from domain.roads.walking import NotNow
from domain.store.acts import Person
from domain.values.ids import CaseId
from domain.values.money import Fen
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import listed, paid_before, standing, sum_of
from tests.meddling import forging


def payables(office: Office, by: str = REVIEWER, *, which: Which = Which.ALL, **asked: object) -> Payables:
    wanted = CaseFilter(Ended.GRANTED, **asked)  # type: ignore[arg-type]
    who = office.seat(by).who
    return office.store.ask(list_payable, wanted, who, office.rules, which=which)


def test_that_what_is_to_be_paid_is_listed_until_it_is_under_way_and_again_once_it_came_back(
    office: Office, granted: list[CaseId]
):
    one, other, third, last = granted
    payer, rules = office.seat(REVIEWER), office.rules
    found = payables(office, order=Order.AMOUNT)
    assert sum(found.amounts.values()) == sum_of(office, granted)
    assert [*found.amounts.values()] == sorted(found.amounts.values())
    assert (found.own, set(payables(office, MANAGER).own)) == (set(), set(granted))
    assert set(payables(office, words=office.case(one).row.uscc).amounts) == {one}
    # Also by the street or the park that an enterprise is in, with whatever else is asked for.
    owner = office.case(third).row.enterprise_id
    office.enter(owner, business_address="郑州市龙子湖街道 8 号")
    own = {id_ for id_ in granted if office.case(id_).row.enterprise_id == owner}
    assert set(payables(office, words="龙子湖街道").amounts) == own
    assert set(payables(office, words="龙子湖 街道", clause_id="none").amounts) == set()
    list_id, lines = listed(office, granted[:3])
    assert set(payables(office).amounts) == {last}
    [listing] = office.store.ask(list_payment_lists)
    assert (listing.how, listing.count, listing.amount) == (How.OPEN, 3, sum_of(office, granted[:3]))
    shown = office.store.ask(show_list, list_id, office.seat(MANAGER).who, rules)
    assert all(line.is_own and not line.obstacle for line in shown.lines)
    drop_lines(payer, *(line.id for line in lines[2:]), because="等下一批")
    assert payable(office, third).before == "已移出（等下一批）"
    send_list(payer, list_id, rules)
    half = Fen(lines[1].amount // 2)
    record_answers(payer, list_id, {lines[0].id: Answer(Fen(0), office.day, "户名不符")}, rules)
    assert office.store.ask(list_payment_lists)[0].how is How.PARTLY
    record_answers(payer, list_id, {lines[1].id: Answer(half, office.day, "限额")}, rules)
    [listing] = office.store.ask(list_payment_lists)
    assert (listing.how, listing.paid) == (How.DONE, half)
    back = payables(office, which=Which.BACK)
    assert back.amounts == {one: lines[0].amount, other: lines[1].amount - half}
    assert payable(office, one).before == "退回（户名不符）"
    assert payable(office, other).before == "付了一部分（限额）"
    shown = office.store.ask(show_list, list_id, payer.who, rules)
    assert [(line.is_owed, line.later) for line in shown.lines] == [(True, ""), (True, ""), (True, "")]
    again, _ = listed(office, [one])
    shown = office.store.ask(show_list, list_id, payer.who, rules)
    assert shown.lines[0].later == f"未送出的拨付批次（{again}）（待拨付）"
    assert not shown.lines[0].is_owed
    of_case = office.store.ask(paid_of_case, one, payer.who, rules)
    assert [(line.state, row.name) for line, row in of_case.lines] == [
        ("returned", "拨付批次〔2026〕1号"),
        ("open", f"未送出的拨付批次（{again}）"),
    ]
    waits = office.store.ask(waiting, payer.who, rules)
    assert (waits.count, waits.returned, waits.doubtful) == (3, 1, 0)
    assert waits.amount == sum(payables(office).amounts.values())
    assert office.store.ask(waiting, office.seat(MANAGER).who, rules).count == 0


def test_that_awards_of_old_notices_are_told_apart_until_it_is_known_whether_they_were_paid(
    office: Office, granted: list[CaseId]
):
    one, other, *_ = granted
    with forging(office.store.path) as connection, connection:
        # As the upgrade that made cases of them left them.
        connection.execute(f"UPDATE award_case SET policy_title = '' WHERE id IN ({one}, {other})")
    assert set(payables(office, which=Which.OLD).amounts) == {one, other} == payables(office).old
    payer, rules = office.seat(REVIEWER), office.rules
    assert office.store.ask(waiting, payer.who, rules).old == 2
    assert payable(office, one).before == "可能以前已付过"
    said = {"on": office.day, "document": "银行回单"}
    id_ = paid_before(office, [one], **said)
    assert payables(office).old == {other}
    [line] = office.store.ask(lines_of, id_)
    record_answers(payer, id_, {line.id: Answer(Fen(0), office.day, "记错了")}, rules)
    assert payables(office).old == {one, other}
    assert payable(office, one).before == "已撤销登记（记错了）"
    assert office.store.ask(waiting, payer.who, rules).returned == 0


def payable(office: Office, id_: CaseId):
    return office.store.ask(payable_cases, [id_], office.seat(REVIEWER).who, office.rules)[id_]


def test_that_what_is_held_back_is_not_to_be_paid_whichever_record_it_is_of(
    office: Office, granted: list[CaseId]
):
    one, other, *_ = granted
    payer, rules = office.seat(REVIEWER), office.rules
    gone, kept = (office.case(id_).row.enterprise_id for id_ in (one, other))
    assert gone != kept
    hold_payment(payer, office.day, enterprise_id=gone, because="信访核查")
    assert payables(office).held == len(granted) - len(payables(office).amounts) == 1
    pair = read_two(office.store, kept, gone, office.library.dictionary)
    with office.four_eyes_off():
        merge_two(office.seat(HANDLER), *pair, pair[0].facts, office.library.dictionary)
    # What is held back of one is held back of the enterprise it went into.
    assert set(payables(office).amounts) == set(granted[2:])
    of_case = office.store.ask(paid_of_case, other, payer.who, rules)
    assert of_case.obstacle == "张敏已暂缓拨付（信访核查）"
    [hold] = of_case.holds
    assert (hold.against, hold.is_on) == ("自己暂缓的，要由另一位同事恢复", True)
    [hold] = office.store.ask(list_holds, Person(MANAGER, office.numbers[MANAGER]), office.day)
    assert hold.against == ""
    lift_hold(office.seat(MANAGER), hold.id, because="已核实")
    hold_payment(payer, office.day, case_id=other, because="补材料", until=office.day)
    latest, first = office.store.ask(list_holds, payer.who, office.day + timedelta(days=1))
    assert (latest.is_over, first.is_on, first.against) == (True, False, "王小梅已经恢复拨付")
    assert latest.what == office.case(other).name
    assert set(payables(office).amounts) == set(granted) - {other}


def test_that_of_an_enterprise_that_was_deleted_it_is_said_what_to_do(office: Office, granted: list[CaseId]):
    payer, rules = office.seat(REVIEWER), office.rules
    id_, _ = listed(office, granted[:2])
    [owner] = {office.case(granted[0]).row.enterprise_id}
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    delete_enterprises(office.seat(HANDLER), [owner])
    first = office.store.ask(show_list, id_, payer.who, rules).lines[0]
    assert (first.is_gone, first.obstacle) == (True, GONE)
    assert office.store.ask(paid_of_case, granted[0], payer.who, rules).obstacle == GONE
    with pytest.raises(NotNow, match="先在“回收站”恢复"):
        send_list(payer, id_, rules)
    drop_lines(payer, first.id, because="企业已删除")
    with pytest.raises(NotNow, match="先在“回收站”恢复"):
        make_list(payer, granted[:1], rules)
    # What it was paid long ago can still be recorded.
    record_paid_before(payer, granted[:1], rules, on=office.day, document="银行回单")


def test_that_the_office_says_when_a_budget_is_nearly_used_up(office: Office, granted: list[CaseId]):
    left = standing(office).left
    assert left > 0
    set_low_balance(office.seat(MANAGER), Fen(left))
    assert not standing(office).is_low
    set_low_balance(office.seat(MANAGER), Fen(left + 1))
    assert standing(office).is_low
