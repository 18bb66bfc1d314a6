"""What enterprises have received is one number: in the books, on paper, and for everybody to read."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlmodel import select

from domain.cases.queries import find_notice, paper_of
from domain.enterprises.merging import merge_two, merged_facts, read_two
from domain.funds.budgets import change_budget, list_budgets
from domain.funds.documents.recipient import (
    compose_published,
    compose_received,
    compose_received_with_papers,
)
from domain.funds.documents.recovery import RecoveryPaper, compose_recovery
from domain.funds.payment_entities import PaymentLine
from domain.funds.payments import Answer, record_answers
from domain.funds.recipients import Received, published, received_by
from domain.funds.recovered import Instalment, Totals
from domain.funds.recoveries import plan_repayment, reverse_receipt, waive
from domain.office.service import OfficeIncomplete, find_office, save_office
from domain.papers.blocks import Content, Table
from domain.papers.papers import Paper
from domain.values.errors import DomainError
from domain.values.ids import BudgetId, CaseId, NoticeId, ReceiptId
from domain.values.money import Fen, yuan_text
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.cases.documents.test_documents import text_of
from tests.domain.funds.test_lowered import grant_and_pay
from tests.domain.funds.test_recoveries import everything_adds_up, lower, repay

NOW = datetime(2026, 4, 1, 1, tzinfo=UTC)


def everybody(office: Office, ids: list[CaseId]) -> list[Received]:
    enterprises = dict.fromkeys(office.case(id_).row.enterprise_id for id_ in ids)
    return [one for id_ in enterprises for one in office.store.ask(received_by, id_).awards]


def sum_of(paper: Paper, title: str) -> int:
    """Add up a column of amounts, in whichever table of a paper has it first."""
    tables = [block for sheet in paper.sheets for block in sheet.blocks if isinstance(block, Table)]
    table = next(one for one in tables if any(column.title == title for column in one.columns))
    at = [column.title for column in table.columns].index(title)
    assert table.columns[at].content is Content.AMOUNT
    return sum(int(row[at]) for row in table.rows)


def test_that_what_was_received_is_one_number_wherever_it_stands(office: Office, paid: list[CaseId]):
    first, other, third, _ = paid
    start, whole = office.day, office.case(first).amount
    one = lower(office, first, whole - 777)
    repay(office, one, 333)
    change_budget(office.seat(MANAGER), BudgetId(1), frees=True, because="可以再批")
    office.day += timedelta(days=40)
    repay(office, one, 44)
    two = lower(office, other, 0)
    words = {"minutes": "纪要〔2026〕8号", "because": "破产"}
    waive(office.seat(MANAGER), two, office.day, principal=Fen(5), **words)
    wrong = repay(office, lower(office, third, 1), 9)
    reverse_receipt(office.seat(REVIEWER), ReceiptId(wrong), office.day, because="记错")
    found = everybody(office, paid)
    total = sum((each.totals for each in found[1:]), found[0].totals)
    assert isinstance(total, Totals)
    assert (total.recovered, total.waived) == (377, 5)
    # The books.
    [budget] = office.store.ask(list_budgets, office.day)
    assert total.net == budget.paid + budget.due + budget.waived
    assert total.left == budget.due
    assert total.gross == total.net + 377
    for each in found:
        assert sum(part.gross for part in each.borne) == each.totals.gross
        assert sum(part.net for part in each.borne) == each.totals.net
    # Paper.
    for id_ in {office.case(id_).row.enterprise_id for id_ in paid}:
        own = office.store.ask(received_by, id_)
        paper = office.store.ask(compose_received, id_, office.rules, NOW)
        assert sum_of(paper, "净额（元）") == own.totals.net
        assert f"净额：{yuan_text(own.totals.net)} 元" in text_of(paper)
    own = office.store.ask(received_by, office.case(first).row.enterprise_id)
    said = "；".join(own.awards[0].papers)
    assert "拨付批次〔2026〕1号" in said
    assert f"还款 {start} 3.33 元（回单 1）" in said
    # For everybody: whatever the periods, together they are the same.
    days = [date(2026, 1, 1), start, start + timedelta(days=20), date(2027, 1, 1)]
    parts = [office.store.ask(published, a, b - timedelta(days=1), least=Fen(0)) for a, b in pairwise(days)]
    in_all = office.store.ask(published, days[0], days[-1], least=Fen(0))
    assert sum(line.amount for line in in_all) == total.net
    # What came back in a period in which nothing was paid stands in none of its own.
    assert sum(line.amount for part in parts for line in part) == total.net + 44
    paper = office.store.ask(compose_published, days[0], days[-1], office.rules, NOW, least=Fen(0))
    assert sum_of(paper, "金额（元）") == total.net
    most = max(line.amount for line in in_all)
    assert office.store.ask(published, days[0], days[-1], least=Fen(10**9)) == []
    assert office.store.ask(published, days[0], days[-1], least=Fen(most))
    everything_adds_up(office)


def test_that_the_papers_that_are_named_lie_behind(office: Office, waiting: list[CaseId]) -> None:
    least = min(waiting, key=lambda id_: office.case(id_).amount)
    case = office.case(grant_and_pay(office, waiting, least))
    owner, whole, day = case.row.enterprise_id, case.amount, office.day
    repay(office, lower(office, case.id, whole - 777), 333)
    # What cannot be enclosed is named.
    lacking = text_of(office.store.ask(compose_received_with_papers, owner, office.rules, NOW))
    assert "没有附：3. 追回通知书" in lacking
    assert "收款户名、收款开户行、收款账号" in lacking
    account = {"account_name": "某区财政局", "account_bank": "工行某支行", "account_number": "170202"}
    save_office(office.seat(MANAGER), find_office(office.store).model_copy(update=account))
    office.day += timedelta(days=40)
    paper = office.store.ask(compose_received_with_papers, owner, office.rules, NOW)
    [award] = office.store.ask(received_by, owner).awards
    assert [sheet.mark for sheet in paper.sheets if sheet.mark] == [
        f"1. 通知书 {award.number}　{award.award}",
        "2. 拨付通知书　拨付批次〔2026〕1号",
        f"3. 补助资金追回通知书 {day}　{award.award}",
    ]
    # The notice is the one that was issued, the letter that of its day.
    with office.store.read() as session:
        notice = paper_of(find_notice(session, case.row.notice_id or NoticeId(0)))
        lines = session.exec(select(PaymentLine)).all()
    assert [sheet.blocks for sheet in notice.sheets] == [
        sheet.blocks for sheet in paper.sheets[1 : 1 + len(notice.sheets)]
    ]
    text = text_of(paper)
    assert f"已拨付金额 | {yuan_text(whole)}" in text
    assert "还应退回" not in text_of(replace(paper, sheets=paper.sheets[-1:]))
    # Of a list it says of nobody else where the money went.
    assert "摘录：全部 2 笔中的 1 笔" in text
    assert {line.account for line in lines if line.account in text} == {
        line.account for line in lines if line.enterprise_id == owner
    }


def test_what_the_letters_of_a_recovery_say(office: Office, paid: list[CaseId]):
    whole, day = office.case(paid[0]).amount, office.day
    rate = {"rate": 345, "interest_from": day - timedelta(days=100), "rate_source": "《实施细则》第十条"}
    id_ = lower(office, paid[0], whole - 10_000, reason="营业收入多报。", **rate)
    with pytest.raises(OfficeIncomplete, match="收款户名、收款开户行、收款账号"):
        office.store.ask(compose_recovery, id_, RecoveryPaper.NOTICE, office.rules, NOW)
    account = {"account_name": "某区财政局", "account_bank": "工行某支行", "account_number": "170202"}
    save_office(office.seat(MANAGER), find_office(office.store).model_copy(update=account))
    halves = [Instalment(day + timedelta(days=each), Fen(5_000)) for each in (10, 40)]
    plan_repayment(office.seat(HANDLER), id_, halves, day)
    text = text_of(office.store.ask(compose_recovery, id_, RecoveryPaper.NOTICE, office.rules, NOW))
    for words in (
        "标题：补助资金追回通知书",
        "区审计局发现：营业收入多报。\n",
        f"已拨付金额 | {yuan_text(whole)}",
        "应退回的金额 | 100.00",
        "退回 100.00 元（人民币壹佰元整），分期如下",
        "1 | 2026年",
        "按年利率 3.45%",
        "还应付利息 0.95 元",
        "账　号：170202",
        "申请行政复议",
    ):
        assert words in text
    repay(office, id_, 1_000)
    office.day = day + timedelta(days=11)
    text = text_of(office.store.ask(compose_recovery, id_, RecoveryPaper.REMINDER, office.rules, NOW))
    assert "已退回 10.00 元，还应退回 90.00 元" in text
    assert "其中 40.00 元（人民币肆拾元整）已经逾期，请立即退回" in text
    revoked = lower(office, paid[1], 0)
    text = text_of(office.store.ask(compose_recovery, revoked, RecoveryPaper.NOTICE, office.rules, NOW))
    assert "标题：撤销并追回补助资金通知书" in text
    assert "决定对该项不再给予补助" in text
    repay(office, revoked, office.case(paid[1]).amount)
    with pytest.raises(DomainError, match="不用催缴"):
        office.store.ask(compose_recovery, revoked, RecoveryPaper.REMINDER, office.rules, NOW)


def test_that_what_was_paid_to_a_merged_record_stays_with_who_it_went_into(
    office: Office, paid: list[CaseId]
):
    by_owner = {office.case(id_).row.enterprise_id: id_ for id_ in paid}
    (kept, own), (gone, _) = list(by_owner.items())[:2]
    before = [office.store.ask(received_by, each) for each in (kept, gone)]
    lower(office, own, office.case(own).amount - 100)
    two = read_two(office.store, kept, gone, office.library.dictionary)
    facts = merged_facts(*two, {}, office.library.dictionary)
    merge_two(office.seat(HANDLER), *two, facts, office.library.dictionary)
    found = office.store.ask(received_by, kept)
    assert found.merged_from == (f"{before[1].name}（{before[1].uscc}）",)
    assert found.totals.gross == sum(one.totals.gross for one in before)
    assert found.totals.left == 100
    lines = office.store.ask(published, date(2026, 1, 1), date(2027, 1, 1), least=Fen(found.totals.net))
    assert sum(line.amount for line in lines) >= found.totals.net


def test_that_what_the_bank_returned_later_stays_in_the_period_in_which_it_was_paid(
    office: Office, paid: list[CaseId]
) -> None:
    first, day = office.case(paid[0]), office.day
    with office.store.read() as session:
        line = session.exec(select(PaymentLine).where(PaymentLine.case_id == paid[0])).one()
    before = office.store.ask(published, day, day, least=Fen(0))
    assert first.amount in [one.amount for one in before if one.name == first.row.enterprise_name]
    office.day += timedelta(days=40)
    back = {line.id: Answer(Fen(0), office.day, "账户已销户")}
    record_answers(office.seat(REVIEWER), line.list_id, back, office.rules)  # type: ignore[arg-type]
    assert office.store.ask(published, day, day, least=Fen(0)) == before
    # On balance it has nothing of all that time, nor of the later one.
    for since in (day, office.day):
        listed = office.store.ask(published, since, office.day, least=Fen(0))
        assert first.amount not in [one.amount for one in listed if one.name == first.row.enterprise_name]
