"""An award is lowered after it was paid; what comes back is exact, in the books and beside them."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from domain.cases.awards.making import Wanted
from domain.funds.bank_lists import read_list
from domain.funds.budgets import adjust_budget, change_budget, list_budgets
from domain.funds.documents.recovery import NOTICE as RECOVERY
from domain.funds.documents.rewording import examples_of
from domain.funds.entities import AccountKind
from domain.funds.payment_entities import LineState, PaymentLine
from domain.funds.payments import (
    Answer,
    drop_lines,
    lines_of,
    look_again,
    make_list,
    record_answers,
    release_line,
    send_list,
)
from domain.funds.proving import found_in
from domain.funds.recovered import Instalment, Recovered, find_recovery, reminders, totals_of
from domain.funds.recoveries import (
    Lowering,
    lower_award,
    offset,
    plan_repayment,
    record_repayment,
    reverse_receipt,
    undo_lowering,
    waive,
)
from domain.funds.settling import borne_of
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.papers.codes import CodeKind, Said
from domain.proposals.orders import LowerAward, Means, UndoLowering
from domain.proposals.service import confirm, propose
from domain.roads.walking import Move, NotNow
from domain.store.permits import Role
from domain.store.problems import NeedsSecond
from domain.values.errors import BadInput
from domain.values.ids import BudgetId, CaseId, PaymentListId, ReceiptId, RecoveryId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Silent
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import approve, bank, budget, enter, listed, pay, standing, sum_of
from tests.filling import ROADS
from tests.replaying import hold_against_the_trail


def lowering(office: Office, amount: int, **said: object) -> Lowering:
    plain = Lowering(
        Fen(amount), "申报数据不实", office.day, "区审计局", until=office.day + timedelta(days=30)
    )
    return replace(plain, **said)  # type: ignore[arg-type]


def lower(office: Office, id_: CaseId, amount: int, **said: object) -> RecoveryId:
    return lower_award(office.seat(HANDLER), id_, lowering(office, amount, **said), office.day)


def repay(office: Office, id_: RecoveryId, amount: int, interest: int = 0, on: date | None = None) -> int:
    return record_repayment(
        office.seat(REVIEWER),
        id_,
        on or office.day,
        office.day,
        principal=Fen(amount),
        interest=Fen(interest),
        how="回单 1",
    )


def found(office: Office, id_: RecoveryId) -> Recovered:
    return office.store.ask(find_recovery, id_)


def totals(office: Office, id_: CaseId) -> tuple[int, int, int, int, int]:
    case = office.case(id_)
    one = office.store.ask(totals_of, [case.row])[id_]
    return one.gross, one.recovered, one.net, one.waived, one.left


def everything_adds_up(office: Office) -> None:
    for one in office.store.ask(list_budgets, office.day):
        parts = (one.left, one.approved, one.carried, one.due, one.returned, one.waived)
        assert sum(parts) == one.allotted
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_what_was_paid_too_much_comes_back_to_the_fen(office: Office, paid: list[CaseId]):
    case_id, whole = paid[0], office.case(paid[0]).amount
    due, before = 333_333, standing(office)
    id_ = lower(office, case_id, whole - due)
    assert totals(office, case_id) == (whole, 0, whole, 0, due)
    assert (standing(office).paid, standing(office).due) == (before.paid - due, due)
    assert [source.balances[AccountKind.DUE] for source in budget(office).sources] == [166_667, 166_666]
    with pytest.raises(BadInput, match=r"还要退回 3,333\.33 元，不能超过"):
        repay(office, id_, due + 1)
    with pytest.raises(BadInput, match=r"还有利息 0\.00 元"):
        repay(office, id_, 1, 1)
    with pytest.raises(BadInput, match="才拨付，退回的日子不能早于那一天，请核对日期"):
        repay(office, id_, 1, on=date(1990, 1, 1))
    first = repay(office, id_, 100_001)
    assert (standing(office).returned, standing(office).left) == (100_001, before.left)
    assert totals(office, case_id) == (whole, 100_001, whole - 100_001, 0, due - 100_001)
    # From now on what comes back may be approved again.
    change_budget(office.seat(MANAGER), BudgetId(1), frees=True, because="区财政同意")
    repay(office, id_, 100_000)
    assert (standing(office).returned, standing(office).left) == (100_001, before.left + 100_000)
    with pytest.raises(BadInput, match="会议纪要"):
        waive(office.seat(MANAGER), id_, office.day, principal=Fen(1), minutes="", because="已破产")
    words = {"minutes": "区长办公会纪要〔2026〕8号", "because": "企业破产，无可执行财产"}
    with pytest.raises(BadInput, match="不能超过"):
        waive(office.seat(MANAGER), id_, office.day, principal=Fen(133_333), **words)
    waive(office.seat(MANAGER), id_, office.day, principal=Fen(133_332), **words)
    assert totals(office, case_id) == (whole, 200_001, whole - 200_001, 133_332, 0)
    assert standing(office).waived == 133_332
    everything_adds_up(office)
    # What was freed may have been spent meanwhile.
    second, words = ReceiptId(first + 1), {"document": "9号", "because": "调减"}
    free = {source.id: Fen(-source.free) for source in budget(office).sources}
    adjust_budget(office.seat(MANAGER), BudgetId(1), free, office.day, **words)
    with pytest.raises(NotNow, match=r"“市财政”只剩 0\.00 元，要收回 "):
        reverse_receipt(office.seat(REVIEWER), second, office.day, because="记错")
    # What was recorded by mistake is taken back as it was booked, and once.
    reverse_receipt(office.seat(REVIEWER), first, office.day, because="记错了企业")
    assert (standing(office).returned, standing(office).due) == (0, 100_001)
    with pytest.raises(NotNow, match="已经冲回"):
        reverse_receipt(office.seat(REVIEWER), first, office.day, because="再来")
    everything_adds_up(office)
    office.store.close()
    with closing(sqlite3.connect(office.store.path)) as connection:
        more = (
            "INSERT INTO recovery_receipt SELECT max(id) + 1, recovery_id, 'repaid', day, 100002, 0, '', '',"
            " NULL, NULL, NULL, '', made_at, NULL FROM recovery_receipt"
        )
        for statement, said in (
            (more, "more is paid back"),
            (more.replace("day, 100002", "'1990-01-01', 1"), "before it was paid"),
            ("UPDATE recovery SET due = 1", "never changed"),
            ("UPDATE recovery_receipt SET principal = 1", "never changed"),
            ("UPDATE recovery_plan SET amount = 1", "stays"),
            ("DELETE FROM recovery", "never deleted"),
            ("DELETE FROM recovery_receipt", "never deleted"),
            ("UPDATE recovery SET undone_at = made_at", "nothing may have come of it"),
            (
                f"UPDATE payment_line SET state = 'returned', paid = 0 WHERE case_id = {case_id}",
                "no other way",
            ),
            (
                "INSERT INTO recovery SELECT id + 1, 'u', case_id, new_amount, -1, due, reason, found_on, '',"
                " until, NULL, NULL, '', day, 0, '', made_at, '', NULL, NULL, NULL, '' FROM recovery",
                "is lowered by|CHECK",
            ),
        ):
            with pytest.raises(sqlite3.IntegrityError, match=said):
                connection.execute(statement)


def test_that_an_award_is_lowered_by_two_people_and_only_what_was_paid_comes_back(
    office: Office, granted: list[CaseId]
):
    case_id, whole = granted[0], office.case(granted[0]).amount
    with pytest.raises(NotNow, match="还没有拨付，要收回的请办“撤销”"):
        lower(office, case_id, 0)
    list_id, [line] = listed(office, [case_id])
    send_list(office.seat(REVIEWER), list_id, office.rules)
    half = Fen(whole // 2)
    record_answers(office.seat(REVIEWER), list_id, {line.id: Answer(half, office.day, "限额")}, office.rules)
    again = make_list(office.seat(REVIEWER), [case_id], office.rules)
    with pytest.raises(NotNow, match="在拨付批次里（"):
        lower(office, case_id, 0)
    drop = office.store.ask(lines_of, again)[0]
    drop_lines(office.seat(REVIEWER), drop.id, because="在追回")
    wrong = lowering(office, whole, reason="", found_by="", until=None, rate=0)
    with pytest.raises(BadInput) as refused:
        lower_award(office.seat(HANDLER), case_id, wrong, office.day)
    assert len(refused.value.complaints) == 3
    means = Means(office.library, office.library, ROADS)
    order = LowerAward(
        case_id=case_id, lowering=lowering(office, half + 100, until=None, found_on=date(2026, 2, 1))
    )
    with pytest.raises(NeedsSecond):
        order.do(office.seat(HANDLER), means, Silent())
    proposed = propose(office.seat(HANDLER), order, means, Silent(), reason="审计")
    id_ = confirm(office.seat(MANAGER), proposed, means, Silent())
    row = found(office, id_).row
    assert (row.made_by, row.confirmed_by, row.due, row.unpaid) == (HANDLER, MANAGER, 0, whole - half - 100)
    # Of the rest no more is paid than the new amount.
    rest = pay(office, [case_id])
    assert [one.amount for one in office.store.ask(lines_of, rest)] == [100]
    with pytest.raises(NotNow, match="已拨付"):
        make_list(office.seat(REVIEWER), [case_id], office.rules)
    with pytest.raises(NotNow, match="这一件已在追回，退回的钱请登记为还款"):
        record_answers(
            office.seat(REVIEWER), list_id, {line.id: Answer(Fen(0), office.day, "退汇")}, office.rules
        )
    with pytest.raises(NotNow, match="不能这样撤回"):
        office.do(MANAGER, [case_id], Move.BEGIN, "revoke", remark="撤销")
    # It is lowered once more; only the last time can be undone, by two people again.
    lowest = LowerAward(case_id=case_id, lowering=lowering(office, 0, until=date(2027, 6, 1)))
    last = confirm(
        office.seat(MANAGER), propose(office.seat(HANDLER), lowest, means, Silent()), means, Silent()
    )
    assert totals(office, case_id) == (half + 100, 0, half + 100, 0, half + 100)
    with pytest.raises(NotNow, match="请先撤销后来的那一次"):
        undo_lowering(office.seat(HANDLER), id_, office.day, because="复核")
    for each in (last, id_):
        undone = UndoLowering(recovery_id=each, because="复核认为无误")
        confirm(office.seat(MANAGER), propose(office.seat(HANDLER), undone, means, Silent()), means, Silent())
    assert standing(office).approved == sum_of(office, granted)
    assert office.store.ask(examples_of, RECOVERY, office.rules) == []
    pay(office, [case_id])
    assert totals(office, case_id) == (whole, 0, whole, 0, 0)
    everything_adds_up(office)


def test_that_interest_is_simple_by_days_of_365_and_rounded_once(office: Office, paid: list[CaseId]):
    whole, start = office.case(paid[0]).amount, office.day - timedelta(days=73)
    said = {"rate": 345, "interest_from": start, "rate_source": "实施细则第十条"}
    with pytest.raises(BadInput, match="计息的依据"):
        lower(office, paid[0], 0, rate=345, interest_from=start)
    id_ = lower(office, paid[0], whole - 1_000_001, **said)
    # 10,000.01 yuan, 73 of 365 days at 3.45 %: 69.0000...; then 5,000 yuan less for 10 days more.
    assert found(office, id_).interest_until(office.day) == 6_900
    repay(office, id_, 500_000, 6_900)
    later = office.day + timedelta(days=10)
    exact = (1_000_001 * 73 + 500_001 * 10) * 345 / (365 * 10_000)
    assert found(office, id_).interest_until(later) == round(exact)
    office.day = later
    assert found(office, id_).interest_left(later) == round(exact) - 6_900
    with pytest.raises(BadInput, match="还有利息"):
        repay(office, id_, 0, round(exact) - 6_899)
    repay(office, id_, 500_001, round(exact) - 6_900)
    assert found(office, id_).interest_left(later + timedelta(days=99)) == 0
    assert standing(office).returned == 1_000_001
    everything_adds_up(office)


def test_that_what_is_due_by_instalments_is_reminded_of(office: Office, paid: list[CaseId]):
    id_, day = lower(office, paid[0], office.case(paid[0]).amount - 1_000), office.day
    soon, later = day + timedelta(days=10), day + timedelta(days=40)
    with pytest.raises(BadInput, match=r"各期合计 9\.99 元，应当是还没有退回的 10\.00 元"):
        plan_repayment(office.seat(HANDLER), id_, [Instalment(soon, Fen(999))], day)
    plan_repayment(office.seat(HANDLER), id_, [Instalment(soon, Fen(400)), Instalment(later, Fen(600))], day)
    assert office.store.ask(reminders, day) == []
    repay(office, id_, 100)
    [one] = office.store.ask(reminders, soon)
    assert (one.due, one.overdue) == (Instalment(soon, Fen(300)), 0)
    office.day = soon + timedelta(days=1)
    [one] = office.store.ask(reminders, office.day)
    assert one.overdue == 300
    # Planned anew, what was paid stays beside it.
    plan_repayment(office.seat(HANDLER), id_, [Instalment(later, Fen(900))], office.day)
    assert office.store.ask(reminders, office.day) == []
    repay(office, id_, 900)
    assert office.store.ask(reminders, later) == []
    hold_against_the_trail(office.store, office.library.dictionary)


def test_that_a_later_award_is_paid_less_by_what_is_owed(office: Office, paid: list[CaseId]):
    first = paid[0]
    later = later_award(office, first)
    whole, owed = office.case(later).amount, 12_345
    id_ = lower(office, first, office.case(first).amount - owed)
    list_id = make_list(office.seat(REVIEWER), [later], office.rules)
    [line] = office.store.ask(lines_of, list_id)
    assert "还有应退回的 123.45 元没有退回，可以抵扣" in line.doubts
    words = {"rules": office.rules, "consent": "同意抵扣的函"}
    with pytest.raises(BadInput, match="书面材料"):
        offset(office.seat(REVIEWER), id_, line.id, Fen(owed), office.rules, consent="")
    with pytest.raises(NotNow, match="是王小梅批准的，要由另一人拨付"):
        offset(office.seat(MANAGER), id_, line.id, Fen(owed), **words)
    before = standing(office)
    receipt = offset(office.seat(REVIEWER), id_, line.id, Fen(owed), **words)
    assert (standing(office).paid, standing(office).returned) == (before.paid + owed, owed)
    lines = office.store.ask(lines_of, list_id)
    assert [(one.state, one.amount) for one in lines[1:]] == [
        (LineState.OPEN if not lines[1].against else LineState.HELD, whole - owed),
        (LineState.PAID, owed),
    ]
    assert totals(office, first)[1:3] == (owed, office.case(first).amount - owed)
    answer = Answer(Fen(0), office.day, "退汇")
    with pytest.raises(NotNow, match="这一行是抵扣的，请在追回里冲回"):
        record_answers(office.seat(REVIEWER), list_id, {lines[2].id: answer}, office.rules)
    # Taken back, both are as they were; the award is owed what was taken off it.
    reverse_receipt(office.seat(REVIEWER), receipt, office.day, because="企业收回同意")
    assert (standing(office).paid, standing(office).returned) == (before.paid, 0)
    assert office.store.ask(lines_of, list_id)[-1].state == LineState.RETURNED
    offset(office.seat(REVIEWER), id_, lines[1].id, Fen(owed), **words)
    send_held(office, list_id)
    assert totals(office, later)[0] == whole - owed
    # What was taken off was not paid by the list that somebody shows.
    sent = office.store.ask(read_list, PaymentListId(list_id))
    said = Said(CodeKind.PAID, f"P{sent.year}-{sent.number:03d}", office.day, "", sent.total)
    assert office.store.ask(found_in, said).sentences[1] == f"其中已付 {yuan_text(sent.total)} 元。"
    rest = pay(office, [later])
    assert [one.amount for one in office.store.ask(lines_of, rest)] == [owed]
    assert totals(office, later)[0] == whole
    everything_adds_up(office)


def later_award(office: Office, first: CaseId) -> CaseId:
    """Return an award of the same enterprise for another year, granted."""
    row = office.case(first).row
    later = office.make([Wanted(row.enterprise_id, row.clause_id, amount=Fen(row.amount))], period="2023")[0]
    office.bring([later], "notice")
    office.onward(HANDLER, [later], "notice")
    return later


def send_held(office: Office, list_id: int) -> None:
    """Send a list and have all of it paid, whatever was doubtful."""
    look_again(office.seat(REVIEWER), list_id, office.rules)
    for line in office.store.ask(lines_of, list_id):
        if line.state == LineState.HELD:
            release_line(office.seat(REVIEWER), line.id, office.rules, because="已核对")
    send_list(office.seat(REVIEWER), list_id, office.rules)
    sent = [line for line in office.store.ask(lines_of, list_id) if line.state == LineState.SENT]
    answers = {line.id: Answer(Fen(line.amount), office.day) for line in sent}
    record_answers(office.seat(REVIEWER), list_id, answers, office.rules)


def test_that_a_budget_entered_late_takes_up_what_was_recovered(office: Office, waiting: list[CaseId]):
    approve(office, waiting)
    office.onward(HANDLER, waiting, "notice")
    fields = AccountFields(name=REVIEWER, sign_in=PEOPLE[REVIEWER][0])
    change_account(office.seat(MANAGER), 3, fields, {Role.REVIEW, Role.PAY})
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    bank(office, waiting[0], account_number="1702020509200177777")
    pay(office, waiting[:1])
    id_ = lower(office, waiting[0], 0)
    repay(office, id_, 1_000)
    enter(office, sum_of(office, waiting), 10**9)
    assert (standing(office).due, standing(office).returned) == (
        office.case(waiting[0]).amount - 1_000,
        1_000,
    )
    everything_adds_up(office)


def test_that_papers_of_a_list_say_who_bore_it_whatever_was_recovered_since(
    office: Office, paid: list[CaseId]
) -> None:
    with office.store.read() as session:
        [list_id] = session.exec(select(PaymentLine.list_id).distinct()).all()
    before = office.store.ask(borne_of, list_id)
    assert sum(amount for *_, amount in before) == sum_of(office, paid)
    lower(office, paid[0], 0)
    lower(office, paid[1], 1)
    assert office.store.ask(borne_of, list_id) == before
