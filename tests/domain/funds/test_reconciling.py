"""What was paid in a month stays in it; a month is held against the finance office's file, and signed off."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from sqlmodel import col, select

from domain.exchange.finance_rows import FORM, read_paid
from domain.exchange.intake.sources import open_source
from domain.exchange.payment_columns import plan_of
from domain.funds.calendar_months import month_of, month_text
from domain.funds.documents.reconciled import compose_reconciled
from domain.funds.month_entities import Flow
from domain.funds.months import Month, Moved, list_months, moved_in
from domain.funds.payment_entities import PaymentLine
from domain.funds.payments import Answer, record_answers, send_list
from domain.funds.reconciling import (
    NOTHING,
    Comparison,
    Known,
    TheirFile,
    TheirRow,
    Verdict,
    close_month,
    compare,
    known_of,
    reopen_month,
    statement_in,
)
from domain.funds.recoveries import Lowering, lower_award, record_repayment, reverse_receipt
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.office.house_rules import set_four_eyes
from domain.roads.walking import NotNow
from domain.store.audit import AuditEntry
from domain.store.engine import Seat, Store
from domain.store.permits import Role
from domain.store.replay import strayed_months
from domain.store.tables import Kind
from domain.values.errors import BadInput
from domain.values.ids import CaseId
from domain.values.money import Fen
from tests.conftest import PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER, Office
from tests.domain.funds.conftest import listed
from tests.domain.store.older import take_back
from tests.meddling import forging
from tests.replaying import hold_against_the_trail


def months(office: Office) -> list[Month]:
    return office.store.ask(list_months, office.day)


def as_theirs(moved: list[Moved]) -> TheirFile:
    rows = (
        TheirRow(f"第 {at} 行", "", one.key, one.payee, one.account, one.amount, one.day)
        for at, one in enumerate(moved, start=2)
    )
    return TheirFile("三月.xlsx", tuple(rows))


def compared(office: Office, month: str, file: TheirFile | None = None) -> Comparison:
    known = office.store.ask(known_of, month)
    return compare(known, file or as_theirs([*known.ours]))


def nothing_else_is_taken(path: Path, march: str, april: str) -> None:
    """Have the store refuse what no act does; the first month is closed, the second open again."""
    with closing(sqlite3.connect(path)) as connection:
        for statement, said in (
            ("UPDATE paid_flow SET month = '2027-01'", "stays as it was"),
            ("DELETE FROM paid_flow", "never deleted"),
            ("DELETE FROM month_close", "never deleted"),
            ("UPDATE month_close SET paid = 1", "not changed"),
            ("UPDATE month_difference SET remark = '好'", "stays as it was"),
            (
                "INSERT INTO paid_flow (kind, line_id, case_id, amount, day, month)"
                f" SELECT 'paid', line_id, case_id, 1, day, '{march}' FROM paid_flow LIMIT 1",
                "a closed month|and no more",
            ),
            (
                "INSERT INTO paid_flow (kind, line_id, case_id, amount, day, month)"
                " SELECT 'paid', line_id, case_id, 1, day, '2027-01' FROM paid_flow LIMIT 1",
                "and no more",
            ),
            (
                "INSERT INTO month_close (month, count, paid, returned, repaid, their_count, their_total,"
                f" file_name, closed_by, closed_at, undo_reason) VALUES ('{april}', 0, 0, 0, 0, 0, 0, '', '',"
                " '2026-01-01', '')",
                "in their order",
            ),
        ):
            with pytest.raises(sqlite3.IntegrityError, match=said):
                connection.execute(statement)


def ready_to_pay(office: Office) -> Seat:
    """Have 张敏 approve as well, though not what she pays."""
    set_four_eyes(office.seat(MANAGER), on=False, because="试")
    fields = AccountFields(name=REVIEWER, sign_in=PEOPLE[REVIEWER][0])
    change_account(office.seat(MANAGER), 3, fields, {Role.REVIEW, Role.PAY, Role.APPROVE})
    return office.seat(REVIEWER)


def last_said(office: Office) -> str:
    """Return what the trail said of a list last."""
    own = select(AuditEntry.summary).where(AuditEntry.kind == Kind.PAYMENT)
    with office.store.read() as session:
        return session.exec(own.order_by(col(AuditEntry.id).desc())).first() or ""


def recover(office: Office, line: PaymentLine) -> None:
    """Have something paid back, and what was recorded by mistake taken back."""
    words = {"found_on": office.day, "found_by": "区审计局", "until": office.day}
    due = Lowering(Fen(line.amount - 500), "申报不实", **words)  # type: ignore[arg-type]
    recovery = lower_award(office.seat(HANDLER), line.case_id, due, office.day)
    day = office.day
    for amount in (200, 300):
        receipt = record_repayment(
            office.seat(REVIEWER), recovery, day, day, principal=Fen(amount), how="回单"
        )
    reverse_receipt(office.seat(REVIEWER), receipt, office.day, because="记错")


def test_that_a_month_stays_as_it_was_paid_and_is_signed_off_in_its_order(
    office: Office, granted: list[CaseId]
):
    payer = ready_to_pay(office)
    list_id, lines = listed(office, granted)
    send_list(payer, list_id, office.rules)
    first, sent_on = lines[0], office.day
    march = month_of(sent_on)
    paid = {one.id: Answer(Fen(one.amount), sent_on) for one in lines[:3]}
    record_answers(payer, list_id, paid, office.rules)
    [now] = months(office)
    whole = sum(one.amount for one in lines[:3])
    assert (now.paid, now.count, now.word) == (whole, 3, "未到月底")
    # It comes back a month later: what was paid in its month stays there.
    office.day = (sent_on.replace(day=1) + timedelta(days=40)).replace(day=5)
    april = month_of(office.day)
    record_answers(payer, list_id, {first.id: Answer(Fen(0), office.day, "账户销户")}, office.rules)
    assert [(one.month, one.total, one.is_next) for one in months(office)] == [
        (april, -first.amount, False),
        (march, whole, True),
    ]
    seen = compared(office, march)
    assert seen.differences == []
    with pytest.raises(NotNow, match="这个月有张敏办的拨付"):
        close_month(payer, seen, {}, office.day)
    with pytest.raises(NotNow, match="还没有结束"):
        close_month(office.seat(MANAGER), compared(office, april), {}, office.day)
    close_month(office.seat(MANAGER), seen, {}, office.day)
    assert [one.word for one in months(office)] == ["未到月底", "已签认"]
    # What is answered of a closed month counts in the first that is open, and says so.
    record_answers(payer, list_id, {lines[3].id: Answer(Fen(lines[3].amount), sent_on)}, office.rules)
    assert last_said(office).endswith(f"1 笔的日期在已签认的月份，算在{month_text(april)}")
    assert [(one.late, one.paid) for one in months(office)] == [(1, lines[3].amount), (0, whole)]
    recover(office, lines[1])
    assert [one.kind for one in office.store.ask(moved_in, [april])] == [
        Flow.PAID,
        Flow.RETURNED,
        Flow.REPAID,
        Flow.REPAID,
        Flow.REVERSED,
    ]
    assert months(office)[0].repaid == -200
    # What differs needs a word each.
    office.day = (office.day.replace(day=1) + timedelta(days=40)).replace(day=2)
    with pytest.raises(BadInput) as refused:
        close_month(office.seat(MANAGER), compared(office, april, NOTHING), {}, office.day)
    assert [text[:6] for text in refused.value.complaints] == ["请选择财政部", "还有 5 处"]
    some = compared(office, april, as_theirs(office.store.ask(moved_in, [april])[:4]))
    assert [(one.verdict, one.sentence[:6]) for one in some.differences] == [
        (Verdict.DIFFERS, "日期不在这个"),
        (Verdict.OURS, "财政没有这一"),
    ]
    with pytest.raises(BadInput, match="处差异没有写说明"):
        close_month(office.seat(MANAGER), some, {1: " "}, office.day)
    remarks = dict.fromkeys(range(1, len(some.differences) + 1), "下月对")
    close_month(office.seat(MANAGER), some, remarks, office.day)
    shown = office.store.ask(statement_in, april)
    assert [one.remark for one in shown.lines] == ["下月对"] * len(some.differences)
    assert (shown.total, shown.their_total) == (some.our_total, some.their_total)
    assert office.store.ask(compose_reconciled, shown, office.rules, datetime.now(UTC)).sheets
    with pytest.raises(NotNow, match="只能撤销最后签认的一个月，最后签认的是"):
        reopen_month(office.seat(MANAGER), march, because="重新对")
    reopen_month(office.seat(MANAGER), april, because="重新对")
    assert months(office)[1].is_next
    hold_against_the_trail(office.store, office.library.dictionary)
    office.store.close()
    nothing_else_is_taken(office.store.path, march, april)
    an_older_store_knows_the_same(office.store.path)


def an_older_store_knows_the_same(path: Path) -> None:
    """Of its past, as far as its lines and its trail say."""
    known = flows_in(path)
    with forging(path) as connection:
        for by, found in ((1, 1), (-1, 0)):
            connection.execute(f"UPDATE paid_flow SET amount = amount + {by} WHERE id = 1")
            assert len([*strayed_months(connection)]) == found
    take_back(path, "0028")
    Store.open(path.parent).close()
    assert flows_in(path) == known


def flows_in(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        found = "SELECT kind, line_id, receipt_id, case_id, amount, day FROM paid_flow ORDER BY 1, 2, 3"
        return connection.execute(found).fetchall()


MARCH = date(2026, 3, 10)


def moved(at: int, amount: int, *, name: str = "", account: str = "", day: date = MARCH) -> Moved:
    kind, name = Flow.PAID if amount > 0 else Flow.RETURNED, name or f"{'甲乙丙丁戊己'[at]}公司"
    key, account = f"P2026-001-{at:05d}", account or f"62170000000{at:05d}"
    return Moved(at, kind, Fen(amount), day, "2026-03", CaseId(at), key, name, name, account, "条款")


def their_file(tmp_path: Path, *rows: tuple[object, ...]) -> TheirFile:
    """Return what is read of a file with these rows, one of which is the heading."""
    path = tmp_path / "三月.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet()
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell)
    source = open_source(path)
    return read_paid(source, plan_of(source, FORM))


def test_that_rows_of_the_finance_office_are_matched_and_none_is_guessed(tmp_path: Path):
    ours = (
        moved(1, 100_00),
        moved(2, 200_00),
        moved(3, 300_00),
        moved(4, -50_00),
        moved(5, 700_00, name="戊公司"),
        moved(0, 700_00, name="戊公司", account="62170000000"),
    )
    beside = moved(9, 900_00, name="庚公司")
    heading = ("支付日期", "收款单位", "收款人账号", "收款人开户银行", "金额（元）", "用途", "附注号")
    rows = (
        ("2026-03-12", "乙公司", "6217 0000 0000 0001", "某行", "100.00", "补助", "P2026-001-00001"),
        ("2026-04-02", "", "6217000000000002", "某行", 200, "补助", ""),
        ("2026-03-12", "丁公司", "", "某行", "300.01", "补助", ""),
        ("2026-03-12", "戊公司", "", "某行", -50, "退汇", ""),
        ("2026-03-12", "戊公司", "", "某行", 700, "补助", ""),
        ("2026-03-12", "庚公司", "", "某行", 900, "补助", ""),
        ("2026-03-12", "辛公司", "", "某行", "约一百", "补助", ""),
        ("2026-03-12", "壬公司", "6.217E+15", "某行", "100.00", "补助", ""),
        ("2026-03-12", "癸公司", "", "某行", 1, "退回", "P2026-002-00001"),
        ("合计", "", "", "", 2351.01, "", ""),
    )
    file = their_file(tmp_path, heading, *rows)
    others = {"P2026-002-00001": "我方这一笔还是“已送出”，请先登记银行结果"}
    found = compare(Known("2026-03", ours, (beside,), others), file)
    no_such, not_there = "我方没有这一笔：请核对结果有没有漏登记，或是不是经本程序拨付的", "财政没有这一笔："
    assert [(one.verdict.word, one.sentence) for one in found.pairs[:-2]] == [
        ("一致", ""),
        ("不一致", "日期不在这个月：财政 2026-04-02，我方 2026-03-10"),
        ("我方没有", no_such),
        ("一致", ""),
        (
            "分不清",
            "相同的财政有 1 笔、我方有 2 笔，分不清哪一笔对哪一笔；请财政在表里补上我方编号，或删去重复的行",
        ),
        ("我方没有", "我方记在2026年3月（2026-03-10），请核对实际付款的日子"),
        ("分不清", "金额“约一百”不是金额，请填数字，如 1234.50 或 30万"),
        ("分不清", "账号被 Excel 当成了数字，后几位已经丢失；请要一份账号为文本的文件"),
        ("我方没有", others["P2026-002-00001"]),
    ]
    assert [(one.ours.id, one.sentence[:8]) for one in found.pairs[-2:] if one.ours] == [
        (3, not_there),
        (0, not_there),
    ]
    assert (found.our_total, found.their_total) == (1950_00, 2251_01)
    assert len(found.faults) == 1
    assert "写的合计是 2,351.01 元，各行相加是 2,251.01 元" in found.faults[0]


def test_that_nothing_of_a_row_is_lost_in_silence_beside_our_number(tmp_path: Path):
    ours = (moved(1, 100_00), moved(2, 200_00), moved(3, 300_00), moved(3, -1_00), moved(3, -2_00))
    ours = tuple(replace(one, id=at) for at, one in enumerate(ours))
    rows = (
        ("三月份拨付明细　总金额：597.01元",),
        ("附注号", "收款单位", "收款人账号", "金额（元）"),
        ("P2026-001-00001", "乙公司", "6.217E+15", 100),
        ("P2026-001-00002", "丙公司", 6217000000000002.0, 200),
        ("P2026-001-00003", "丁公司", "######", 300),
        ("P2026-001-00003", "丁公司", "", -2),
        ("P2026-001-00003", "丁公司", "", -1),
        ("合计：5 笔，597.00元",),
    )
    file = their_file(tmp_path, *rows)
    assert (file.stated, file.faults) == ((597_00, "“Sheet1”表 第 8 行"), ())
    assert any("第 1 行写的合计是 597.01 元，各行相加是 597.00 元" in one for one in file.passed)
    found = compare(Known("2026-03", ours, (), {}), file)
    assert [(one.verdict, one.ours.id if one.ours else None) for one in found.pairs] == [
        (Verdict.SAME, 0),
        (Verdict.SAME, 1),
        (Verdict.SAME, 2),
        (Verdict.SAME, 4),
        (Verdict.SAME, 3),
    ]
    said = [one.sentence[:7] for one in found.pairs]
    assert said == ["账号被 Exc", "账号被 Exc", "账号写成了“#", "", ""]
    assert found.text.endswith("一致 5 笔；一致的里有 3 笔的账号没有核对")
    # A total in words that is not the sum signs off nothing.
    wrong = their_file(tmp_path, *rows[1:-1], ("合计：123,456.00元",))
    assert "写的合计是 123,456.00 元，各行相加是 597.00 元" in compare(found.known, wrong).faults[0]
