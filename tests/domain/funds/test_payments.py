"""Awards are paid once, by who did not approve them, into accounts that somebody has looked at."""

import random
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from domain.cases.awards.undoing import undo
from domain.enterprises.service import delete_enterprises
from domain.funds.bank_lists import read_list
from domain.funds.books import borne
from domain.funds.budgets import Given, carry_over
from domain.funds.calendar_months import month_of
from domain.funds.documents.kinds import payment_summary
from domain.funds.documents.payment_advice import FORM as ADVICE
from domain.funds.documents.rewording import examples_of
from domain.funds.documents.whole_batch import read_whole_batch
from domain.funds.entities import AccountKind
from domain.funds.months import moved_in
from domain.funds.payment_entities import LineState, PaymentList
from domain.funds.payments import (
    Answer,
    add_to_list,
    drop_lines,
    hold_payment,
    lift_hold,
    lines_of,
    look_again,
    make_list,
    record_answers,
    record_paid_before,
    release_line,
    send_list,
)
from domain.funds.recipients import received_by
from domain.funds.recoveries import Lowering, lower_award, undo_lowering
from domain.funds.settling import borne_of
from domain.funds.showing import show_list
from domain.funds.sql import booked_of
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.proposals.orders import Means, RecordPaidBefore
from domain.proposals.service import confirm, propose, rehearse
from domain.roads.walking import Move, NotNow
from domain.store.engine import Store
from domain.store.permits import NotPermitted, Role
from domain.store.problems import NeedsSecond
from domain.values.errors import BadInput
from domain.values.ids import AccountId, BudgetId, CaseId, PaymentListId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Silent
from tests.case_walk import NOW
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.cases.documents.test_documents import text_of
from tests.domain.funds.conftest import (
    approve,
    approve_all,
    bank,
    budget,
    enter,
    hand_down,
    listed,
    paid_before,
    standing,
    sum_of,
)
from tests.filling import ROADS
from tests.meddling import forging
from tests.replaying import hold_against_the_trail


def test_that_an_award_is_paid_once_whatever_the_bank_answers(office: Office, granted: list[CaseId]):
    list_id, lines = listed(office, granted)
    payer, rules = office.seat(REVIEWER), office.rules
    with pytest.raises(NotNow, match="已在拨付批次里（待拨付）"):
        make_list(payer, granted[:1], rules)
    with pytest.raises(NotNow, match="是王小梅批准的，要由另一人拨付"):
        send_list(office.seat(MANAGER), list_id, rules)
    with pytest.raises(NotPermitted, match="拨付"):
        send_list(office.seat(HANDLER), list_id, rules)
    assert send_list(payer, list_id, rules) == "拨付批次〔2026〕1号"
    with pytest.raises(NotNow, match="已由张敏送出"):
        send_list(payer, list_id, rules)
    with pytest.raises(NotNow, match="在拨付批次里（已送出）"):
        office.do(MANAGER, granted[:1], Move.BEGIN, "revoke", remark="撤销")
    with pytest.raises(NotNow, match="在拨付批次里（已送出）"):
        undo(office.seat(HANDLER), office.case(granted[0]).last.act, rules)
    first, second, third, last = lines
    half = Fen(second.amount // 2)
    answers = {
        first.id: Answer(Fen(first.amount), office.day),
        second.id: Answer(half, office.day, "限额"),
        third.id: Answer(Fen(0), office.day, "户名不符"),
    }
    with pytest.raises(BadInput, match="没有付足的原因"):
        record_answers(payer, list_id, {second.id: Answer(half, office.day)}, rules)
    with pytest.raises(BadInput, match="请核对金额"):
        record_answers(payer, list_id, {first.id: Answer(Fen(first.amount + 1), office.day)}, rules)
    record_answers(payer, list_id, answers, rules)
    with pytest.raises(NotNow, match="已拨付"):
        record_answers(payer, list_id, {first.id: Answer(Fen(first.amount), office.day)}, rules)
    assert standing(office).paid == first.amount + half
    assert standing(office).approved == sum_of(office, granted)
    # What the bank did not pay goes into another list, and no fen more.
    again, rest = listed(office, granted[1:3])
    assert [one.amount for one in rest] == [second.amount - half, third.amount]
    with pytest.raises(NotNow, match="已拨付"):
        make_list(payer, granted[:1], rules)
    assert send_list(payer, again, rules) == "拨付批次〔2026〕2号"
    record_answers(payer, again, {one.id: Answer(Fen(one.amount), office.day) for one in rest}, rules)
    record_answers(payer, list_id, {last.id: Answer(Fen(last.amount), office.day)}, rules)
    assert standing(office).paid == sum_of(office, granted)
    assert all(source.balances["approved"] == 0 for source in budget(office).sources)
    with pytest.raises(NotNow, match=r"已拨付 .* 元，不能这样撤回"):
        office.do(MANAGER, granted[:1], Move.BEGIN, "revoke", remark="撤销")
    # One that comes back later is owed again, or may be revoked, which gives its money back to the budget.
    record_answers(payer, list_id, {first.id: Answer(Fen(0), office.day, "账户已销户")}, rules)
    office.do(MANAGER, granted[:1], Move.BEGIN, "revoke", remark="企业已注销")
    assert standing(office).paid == standing(office).approved == sum_of(office, granted[1:])
    undo(office.seat(MANAGER), office.case(granted[0]).last.act, rules)
    hold_against_the_trail(office.store, office.library.dictionary)
    office.store.close()
    with closing(sqlite3.connect(office.store.path)) as connection:
        again = (
            "INSERT INTO payment_line SELECT NULL, list_id, case_id, enterprise_id, '', amount,"
            " '', '', '', '', '', 'open', 0, '', NULL, NULL, '', NULL FROM payment_line WHERE id ="
        )
        for statement, said in (
            (f"{again} {last.id}", "no more is paid"),
            (f"UPDATE payment_line SET account = '1' WHERE id = {last.id}", "never changed"),
            (f"UPDATE payment_line SET state = 'sent' WHERE id = {last.id}", "never changed"),
            ("UPDATE payment_list SET number = 9 WHERE number = 1", "never changed"),
            (f"UPDATE award_case SET ended = 'otherwise' WHERE id = {granted[3]}", "stays granted|reversed"),
        ):
            with pytest.raises(sqlite3.IntegrityError, match=said):
                connection.execute(statement)


def test_that_a_part_that_comes_back_is_paid_again_and_no_fen_more(office: Office, granted: list[CaseId]):
    list_id, [line, _] = listed(office, granted[:2])
    payer, rules, whole = office.seat(REVIEWER), office.rules, Fen(line.amount)
    send_list(payer, list_id, rules)
    paid_on = office.day
    record_answers(payer, list_id, {line.id: Answer(whole, paid_on)}, rules)
    office.day += timedelta(days=40)
    first, second = Fen(3_33), Fen(1)
    for wrong, said in (
        (Answer(Fen(whole - first), paid_on - timedelta(days=1), "限额"), "早于拨付的"),
        (Answer(Fen(whole - first), office.day), "退回的原因"),
        (Answer(whole, office.day, "限额"), "已登记为已拨付"),
    ):
        with pytest.raises((BadInput, NotNow), match=said):
            record_answers(payer, list_id, {line.id: wrong}, rules)
    left = whole
    for part in (first, second):
        left = Fen(left - part)
        record_answers(payer, list_id, {line.id: Answer(left, office.day, "账户限额")}, rules)
        assert standing(office).paid == left
    with pytest.raises(BadInput, match="早于上次退回的"):
        record_answers(payer, list_id, {line.id: Answer(Fen(1), paid_on, "限额")}, rules)
    shown = office.store.ask(show_list, list_id, payer.who, rules).lines[0]
    assert (shown.line.done_on, shown.line.back_on, shown.is_owed) == (paid_on, office.day, True)
    # What each month has of it, and what figures count, is what moved.
    flows = office.store.ask(moved_in, [month_of(paid_on), month_of(office.day)])
    assert [one.amount for one in flows if one.case_id == line.case_id] == [whole, -first, -second]
    received = office.store.ask(received_by, line.enterprise_id)
    [award] = [one for one in received.awards if one.case.id == line.case_id]
    assert award.totals.gross == sum(one.gross for one in award.borne) == left
    assert award.paid_on == paid_on
    assert "退回一部分以后" in award.papers[0]
    # The rest goes out once, and then no more.
    again, [rest] = listed(office, granted[:1])
    assert rest.amount == first + second
    with pytest.raises(NotNow, match="已在拨付批次里"):
        make_list(payer, granted[:1], rules)
    send_list(payer, again, rules)
    summary = text_of(office.store.ask(payment_summary, again, rules, datetime.now(UTC)))
    assert f"1 笔，{yuan_text(Fen(first + second))} 元" in summary
    record_answers(payer, again, {rest.id: Answer(Fen(rest.amount), office.day)}, rules)
    with pytest.raises(NotNow, match="已拨付"):
        make_list(payer, granted[:1], rules)
    assert standing(office).paid == whole
    # What is recovered comes back in no such way; one whole return takes back what is left of a line.
    why = Lowering(Fen(whole - 5), "不实", office.day, "审计局", office.day)
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    lowering = lower_award(office.seat(HANDLER), line.case_id, why, office.day)
    with pytest.raises(NotNow, match="请登记为还款"):
        record_answers(payer, list_id, {line.id: Answer(Fen(1), office.day, "限额")}, rules)
    undo_lowering(office.seat(HANDLER), lowering, office.day, because="复核")
    record_answers(payer, list_id, {line.id: Answer(Fen(0), office.day, "销户")}, rules)
    assert standing(office).paid == rest.amount
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_each_source_bears_what_the_paper_told_whatever_came_of_the_list(
    office: Office, waiting: list[CaseId]
) -> None:
    parts, whole = (7, 4, 1), Fen(sum_of(office, waiting))
    given = [Given(f"来源{part}", whole, part) for part in parts]
    approve_all(office, waiting, given=given)
    hand_down(office, waiting)
    payer, rules, chance = office.seat(REVIEWER), office.rules, random.Random(3)
    told: dict[PaymentListId, list[tuple[str, str, Fen]]] = {}
    for _ in range(6):
        with suppress(NotNow):
            list_id, _ = listed(office, waiting[:2])
            send_list(payer, list_id, rules)
            told[list_id] = office.store.ask(borne_of, list_id)
        for list_id in told:
            for line in office.store.ask(lines_of, list_id):
                most = line.amount if line.state == LineState.SENT else line.paid - 1
                if line.state in (LineState.SENT, LineState.PAID) and most > 0:
                    answer = Answer(Fen(chance.choice([most, most * 2 // 3])), office.day, "限额")
                    record_answers(payer, list_id, {line.id: answer}, rules)
    assert {list_id: office.store.ask(borne_of, list_id) for list_id in told} == told
    assert len(told) > 1
    # Where all came back nothing is left with any source; where all was paid, what was told is.
    every = [line for list_id in told for line in office.store.ask(lines_of, list_id)]
    for line in every[1:]:
        record_answers(payer, line.list_id, {line.id: Answer(Fen(0), office.day, "退汇")}, rules)
    assert sum(source.balances["paid"] for source in budget(office).sources) == every[0].paid
    record_answers(payer, every[0].list_id, {every[0].id: Answer(Fen(0), office.day, "退汇")}, rules)
    assert [source.balances["paid"] for source in budget(office).sources] == [0, 0, 0]
    last, lines = listed(office, waiting[:1])
    send_list(payer, last, rules)
    record_answers(payer, last, {lines[0].id: Answer(Fen(lines[0].amount), office.day)}, rules)
    told[last] = office.store.ask(borne_of, last)
    assert [source.balances["paid"] for source in budget(office).sources] == [one for *_, one in told[last]]


def test_that_no_statement_changes_what_was_paid_or_writes_over_it(
    office: Office, granted: list[CaseId]
) -> None:
    list_id, (first, second, *_) = listed(office, granted)
    payer, rules = office.seat(REVIEWER), office.rules
    send_list(payer, list_id, rules)
    half = Answer(Fen(second.amount // 2), office.day, "限额")
    record_answers(payer, list_id, {first.id: Answer(Fen(first.amount), office.day), second.id: half}, rules)
    office.store.close()
    with closing(sqlite3.connect(office.store.path)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(payment_line)")]
        back = ", ".join({"state": "'returned'", "paid": "0"}.get(one, one) for one in columns)
        for statement, said in (
            (f"UPDATE payment_line SET paid = 1 WHERE id = {first.id}", "never changed"),
            (f"UPDATE payment_line SET done_on = '2026-01-01' WHERE id = {first.id}", "never changed"),
            (f"UPDATE payment_line SET reason = '户名不符' WHERE id = {second.id}", "never changed"),
            (f"UPDATE payment_line SET state = 'returned' WHERE id = {first.id}", "never changed"),
            (
                f"INSERT OR REPLACE INTO payment_line SELECT {back} FROM payment_line WHERE id = {first.id}",
                "never written over",
            ),
            ("INSERT OR REPLACE INTO payment_list SELECT * FROM payment_list", "never written over"),
            ("INSERT OR REPLACE INTO fund_movement SELECT * FROM fund_movement", "written over|last booking"),
            ("INSERT OR REPLACE INTO fund_booking SELECT * FROM fund_booking", "never written over"),
            ("INSERT OR REPLACE INTO fund_account SELECT * FROM fund_account", "written over|with nothing"),
            ("INSERT OR REPLACE INTO fund_budget SELECT * FROM fund_budget", "never written over"),
            (
                "INSERT OR REPLACE INTO payment_list (uid, year, number, made_by, made_at)"
                " SELECT 'new', year, number, made_by, made_at FROM payment_list",
                "written over|another person",
            ),
        ):
            with pytest.raises(sqlite3.IntegrityError, match=said):
                connection.execute(statement)
        connection.execute(
            "INSERT INTO payment_list (uid, year, made_by, made_at) VALUES ('new', 2026, '', '2026-01-01')"
        )
        with pytest.raises(sqlite3.IntegrityError, match="never written over"):
            connection.execute(
                "UPDATE OR REPLACE payment_list SET number = 1, sent_account = 3 WHERE uid = 'new'"
            )


def test_that_days_are_none_before_what_they_follow(office: Office, granted: list[CaseId]) -> None:
    # The store keeps moments by the machine's own clock.
    office.day = date.today() + timedelta(days=2)
    payer, rules = office.seat(REVIEWER), office.rules
    list_id, (first, second, *_) = listed(office, granted)
    send_list(payer, list_id, rules)
    with office.store.read() as session:
        sent_on = session.get_one(PaymentList, list_id).sent_on
    assert sent_on is not None
    whole, before = Fen(first.amount), sent_on - timedelta(days=1)
    for answer in (Answer(whole, before), Answer(Fen(0), date(1990, 1, 1), "户名不符")):
        with pytest.raises(BadInput, match=f"的日子 {answer.on} 早于送出的 {sent_on}，请核对日期"):
            record_answers(payer, list_id, {first.id: answer}, rules)
    paid_on = sent_on + timedelta(days=1)
    record_answers(payer, list_id, {first.id: Answer(whole, paid_on)}, rules)
    with pytest.raises(BadInput, match=f"的日子 {sent_on} 早于拨付的 {paid_on}，请核对日期"):
        record_answers(payer, list_id, {first.id: Answer(Fen(0), sent_on, "销户")}, rules)
    with pytest.raises(BadInput, match=rf"没有暂缓：{before} 已经过了，请填今天或以后"):
        hold_payment(payer, office.day, case_id=second.case_id, because="核查", until=before)


def test_that_who_approved_before_there_were_accounts_does_not_pay(
    office: Office, granted: list[CaseId]
) -> None:
    path = office.store.path
    office.store.close()
    with forging(path) as connection:
        connection.execute("UPDATE case_step SET account_id = NULL WHERE step = 'approval'")
        connection.commit()
    office.store = Store.open(path.parent)
    with pytest.raises(NotNow, match="是王小梅批准的，要由另一人拨付"):
        make_list(office.seat(MANAGER), granted[:1], office.rules)
    list_id, (line,) = listed(office, granted[:1])
    office.store.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"UPDATE payment_list SET sent_account = 1 WHERE id = {list_id}")
        with pytest.raises(sqlite3.IntegrityError, match="needs another person"):
            connection.execute(f"UPDATE payment_line SET state = 'sent' WHERE id = {line.id}")


def test_that_nothing_is_sent_of_an_award_whose_lines_were_meddled_with(
    office: Office, granted: list[CaseId]
) -> None:
    payer, rules = office.seat(REVIEWER), office.rules
    list_id, lines = listed(office, granted[:2])
    send_list(payer, list_id, rules)
    answers = {one.id: Answer(Fen(one.amount // 2), office.day, "限额") for one in lines}
    record_answers(payer, list_id, answers, rules)
    rest, _ = listed(office, granted[:2])
    before = paid_before(office, granted[2:3], on=office.day, document="18号")
    path = office.store.path
    office.store.close()
    with forging(path) as connection:
        # What moved says otherwise; and of what was paid before, the books alone.
        connection.execute(f"UPDATE payment_line SET paid = 1 WHERE id = {lines[0].id}")
        connection.execute(f"UPDATE payment_line SET paid = 1 WHERE list_id = {before}")
        connection.commit()
    office.store = Store.open(path.parent)
    payer, name = office.seat(REVIEWER), office.case(granted[0]).name
    with pytest.raises(NotNow, match=rf"没有送出：{name}，登记的已付金额与账上的不一致.*交技术人员"):
        send_list(payer, rest, rules)
    with pytest.raises(NotNow, match="登记的已付金额与账上的不一致"):
        make_list(payer, granted[2:3], rules)


def test_that_books_that_lack_what_is_paid_are_said_in_a_sentence(
    office: Office, granted: list[CaseId]
) -> None:
    one = budget(office)
    whole = office.case(granted[0]).amount
    with office.store.read() as session:
        rows = booked_of(session, granted[:1])
    assert sum(borne(one, rows, whole, AccountKind.APPROVED)) == whole
    with pytest.raises(NotNow, match=r"这件事项的已付只有 0\.00 元，不够 .* 元；请按银行回单核对"):
        borne(one, rows, whole, AccountKind.PAID)


def test_that_a_doubtful_account_holds_its_line_alone(office: Office, granted: list[CaseId]):
    one, other, third, last = granted
    payer, rules = office.seat(REVIEWER), office.rules
    bank(office, other, account_number="1702020509200100000")
    bank(office, third, account_number="6217002420001234567")
    bank(office, last, account_name="某人")
    list_id, lines = listed(office, granted)
    said = {line.case_id: line.against for line in lines}
    assert "相同" in said[one]
    assert "账号与“" in said[other]
    assert "校验位不对" in said[third]
    assert "户名“某人”与企业名称" in said[last]
    with pytest.raises(BadInput, match=r"校验位不对.*改正后重新核对"):
        release_line(payer, lines[2].id, rules, because="不要紧")
    bank(office, third, account_number="6217002420001234568")
    look_again(payer, list_id, rules)
    assert "像个人银行卡号" in office.store.ask(lines_of, list_id)[2].doubts
    bank(office, third, account_number="1702020509200155555")
    bank(office, other, account_number="1702020509200166666")
    held = look_again(payer, list_id, rules)
    now = office.store.ask(lines_of, list_id)
    assert held == sum(bool(line.against) for line in now) >= 1
    for line in now[:2]:
        if line.state == "held":
            release_line(payer, line.id, rules, because="已打电话核对")
    # What changes after that is not sent in silence.
    bank(office, one, account_number="1702020509200166666")
    with pytest.raises(NotNow, match=r"账号与“.*”相同，请重新核对"):
        send_list(payer, list_id, rules)
    bank(office, one, account_number=now[0].account)
    drop_lines(payer, lines[0].id, because="等企业说明")
    send_list(payer, list_id, rules)
    states = {line.case_id: line.state for line in office.store.ask(lines_of, list_id)}
    assert (states[one], states[other], states[last]) == ("dropped", "sent", "dropped")
    make_list(payer, [one, last], rules)
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_who_entered_an_account_after_the_decision_does_not_pay_to_it(
    office: Office, granted: list[CaseId]
):
    rules, one, other = office.rules, granted[0], granted[1]
    fields = AccountFields(name=HANDLER, sign_in=PEOPLE[HANDLER][0])
    change_account(office.seat(MANAGER), AccountId(2), fields, {Role.HANDLE, Role.PAY})
    # One that was decided with its account, of which only the branch was entered after that.
    own = office.case(one).row.enterprise_id
    wanted = next(award for award in office.granted() if award.enterprise_id == own)
    [known] = office.make([wanted], period="2025")
    office.bring([known], "approval")
    office.ready([known], "approval")
    approve(office, [known])
    office.onward(HANDLER, [known], "notice")
    bank(office, known, account_bank="中国银行某新支行", account_number="1702020509200100000")
    bank(office, other, account_number="1702020509200188888", account_name="某人")
    list_id = make_list(office.seat(HANDLER), [known, other], rules)
    first, second = office.store.ask(lines_of, list_id)
    assert (first.against, second.state) == ("", LineState.HELD)

    def told(name: str) -> list[bool]:
        lines = office.store.ask(show_list, list_id, office.seat(name).who, rules).lines
        return [bool(line.own_account) for line in lines]

    assert (told(HANDLER), told(REVIEWER)) == ([True, True], [False, False])
    words = "收款账户是您在核定以后填的，要由另一位同事核对"
    with pytest.raises(NotNow, match=f"没有放行：{words}、放行"):
        release_line(office.seat(HANDLER), second.id, rules, because="没有问题")
    release_line(office.seat(REVIEWER), second.id, rules, because="已打电话向企业核对")
    assert told(HANDLER) == [True, False]
    with pytest.raises(NotNow, match=f"没有送出：.*{words}、送出"):
        send_list(office.seat(HANDLER), list_id, rules)
    send_list(office.seat(REVIEWER), list_id, rules)
    assert told(HANDLER) == [False, False]


def test_that_an_account_first_entered_after_the_decision_is_looked_at(
    office: Office, granted: list[CaseId]
) -> None:
    payer, rules = office.seat(REVIEWER), office.rules
    list_id = make_list(payer, granted[:2], rules)
    lines = office.store.ask(lines_of, list_id)
    assert [(line.state, line.against) for line in lines] == [(LineState.HELD, "账户在核定以后才填")] * 2
    with pytest.raises(NotNow, match="没有可以拨付的"):
        send_list(payer, list_id, rules)
    release_line(payer, lines[0].id, rules, because="已核对开户许可证")
    send_list(payer, list_id, rules)
    states = [line.state for line in office.store.ask(lines_of, list_id)]
    assert states == [LineState.SENT, LineState.DROPPED]


def test_that_what_is_held_back_is_not_paid_until_another_lifts_it(office: Office, granted: list[CaseId]):
    one, other, *_ = granted
    payer, rules = office.seat(REVIEWER), office.rules
    list_id, _ = listed(office, [one])
    hold: dict[str, Any] = {"because": "信访核查"}
    held = hold_payment(payer, office.day, enterprise_id=office.case(one).row.enterprise_id, **hold)
    with pytest.raises(NotNow, match="张敏已暂缓拨付（信访核查）；请先移出这一件"):
        send_list(payer, list_id, rules)
    with pytest.raises(NotNow, match="要由另一位同事恢复"):
        lift_hold(payer, held, because="已核实")
    lift_hold(office.seat(MANAGER), held, because="已核实")
    send_list(payer, list_id, rules)
    hold_payment(office.seat(HANDLER), office.day, case_id=other, until=office.day, **hold)
    with pytest.raises(NotNow, match="李建国已暂缓拨付"):
        make_list(payer, [other], rules)
    office.day = date(2026, 12, 30)
    make_list(payer, [other], office.rules)
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_who_approved_pays_in_no_way_and_what_was_paid_before_takes_two(
    office: Office, granted: list[CaseId], monkeypatch: pytest.MonkeyPatch
):
    one, other, third, last = granted
    payer, rules = office.seat(REVIEWER), office.rules
    said = {"on": office.day, "document": "区财政支付〔2024〕18号"}
    with pytest.raises(NeedsSecond):
        record_paid_before(payer, [one], rules, **said)
    means = Means(office.library, office.library, ROADS, lambda: office.day)
    order = RecordPaidBefore(case_ids=(one, other), **said)
    with pytest.raises(NotNow, match="是王小梅批准的，要由另一人拨付"):
        rehearse(office.seat(MANAGER), order, means, Silent())
    first, *each = rehearse(payer, order, means, Silent()).lines
    total = yuan_text(sum_of(office, [one, other]))
    assert first == f"登记以前已付：2 件，{total} 元，{office.day} 付款，{said['document']}"
    assert [office.case(id_).name in line for id_, line in zip((one, other), each, strict=True)] == [True] * 2
    # That another list was recorded meanwhile does not matter.
    proposal = propose(payer, order, means, Silent())
    paid_before(office, [third], **said)
    confirm(office.seat(MANAGER), proposal, means, Silent())
    assert standing(office).paid == sum_of(office, granted[:3])
    # It went to nobody: no text is looked at on it, and it has no letter.
    assert office.store.ask(examples_of, ADVICE, rules) == []
    whole = office.store.ask(read_whole_batch, granted, rules, NOW)
    assert "拨付通知书" not in [kind.word for kind in whole.kinds]
    list_id, [line] = listed(office, [last])
    monkeypatch.setattr("domain.funds.payments.MOST", 1)
    with pytest.raises(BadInput, match="一批最多 1 件，这样有 2 件"):
        add_to_list(payer, list_id, [one], rules)
    office.store.close()
    manager, another = office.numbers[MANAGER], office.numbers[REVIEWER]
    with closing(sqlite3.connect(office.store.path)) as connection:
        go = f"UPDATE payment_line SET state = 'sent', place = 1 WHERE id = {line.id}"
        number = f"UPDATE payment_list SET number = 1, sent_account = {{}} WHERE id = {list_id}"
        new = (
            "INSERT INTO payment_list (id, uid, year, number, kind, made_by, made_at, sent_account)"
            " VALUES (99, 'x', 2026, {}, {}, '', '', {})"
        )
        into = (
            "INSERT INTO payment_line SELECT 99, 99, case_id, enterprise_id, '', amount, '', '', '', '', '',"
            f" 'paid', amount, '', NULL, 1, '', NULL FROM payment_line WHERE id = {line.id}"
        )
        drop = f"UPDATE payment_line SET state = 'dropped' WHERE id = {line.id}"
        for begun, statement, refused in (
            ((go,), number.format(manager), "another person"),
            ((go,), number.format("NULL"), "another person"),
            ((number.format(manager),), go, "another person"),
            ((), new.format(9, "NULL", "NULL"), "another person"),
            ((drop, new.format(9, "NULL", manager)), into, "another person"),
            ((), new.format(-9, "'paid-before'", another), "a second person"),
        ):
            for before in begun:
                connection.execute(before)
            with pytest.raises(sqlite3.IntegrityError, match=f"needs {refused}"):
                connection.execute(statement)
            connection.rollback()
        connection.execute(go)
        connection.execute(number.format(another))


def test_that_a_list_goes_over_the_end_of_a_year_and_comes_back_from_who_is_gone(
    office: Office, granted: list[CaseId]
):
    payer, manager, rules = office.seat(REVIEWER), office.seat(MANAGER), office.rules
    office.day = date(2026, 12, 30)
    id_, lines = listed(office, granted[:3])
    before = standing(office)
    # The new year has begun, and what was left went over, before the list goes out.
    office.day = date(2027, 1, 4)
    enter(office, 0, 0, year=2027)
    assert carry_over(manager, BudgetId(1), office.day, document="结转1号") == before.left
    send_list(payer, id_, rules)
    assert office.store.ask(read_list, id_).name == "拨付批次〔2027〕1号"
    gone, *others = lines
    set_four_eyes(manager, on=False, because="试")
    delete_enterprises(office.seat(HANDLER), [gone.enterprise_id])
    paid = {one.id: Answer(Fen(one.amount), office.day) for one in others}
    record_answers(payer, id_, paid | {gone.id: Answer(Fen(0), office.day, "账户已销")}, rules)
    later, now = (standing(office, at) for at in (0, 1))
    total = sum(one.amount for one in others)
    assert (now.approved, now.paid, now.left, now.carried) == (before.approved, total, 0, before.left)
    assert (later.approved, later.paid, later.left) == (0, 0, before.left)
    with pytest.raises(NotNow, match="先在“回收站”恢复"):
        make_list(payer, [gone.case_id], rules)
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_a_budget_entered_late_takes_up_what_was_paid(office: Office, waiting: list[CaseId]):
    approve(office, waiting)
    office.onward(HANDLER, waiting, "notice")
    fields = AccountFields(name=REVIEWER, sign_in=PEOPLE[REVIEWER][0])
    change_account(office.seat(MANAGER), 3, fields, {Role.REVIEW, Role.PAY})
    bank(office, waiting[0], account_number="1702020509200177777")
    list_id, [line] = listed(office, waiting[:1])
    send_list(office.seat(REVIEWER), list_id, office.rules)
    record_answers(
        office.seat(REVIEWER), list_id, {line.id: Answer(Fen(line.amount), office.day)}, office.rules
    )
    enter(office, sum_of(office, waiting), 10**9)
    assert (standing(office).paid, standing(office).approved) == (line.amount, sum_of(office, waiting))
    hold_against_the_trail(office.store, office.library.dictionary)
