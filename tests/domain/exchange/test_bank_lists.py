"""A list leaves as the bank wants it, comes back with what came of it, and its papers have the same sums."""

import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from domain.exchange.bank_lists import write_bank_list, written_before
from domain.exchange.bank_results import FORM, read_results
from domain.exchange.intake.sources import open_source
from domain.exchange.payment_columns import plan_of
from domain.funds.bank_lists import (
    COMMON,
    Field,
    Layout,
    LayoutColumn,
    Unit,
    complaints_about,
    drop_layout,
    layouts,
    read_list,
    save_layout,
)
from domain.funds.bank_results import Means, aside_in, match
from domain.funds.documents.kinds import paid_by_policy, payment_advice, payment_summary
from domain.funds.payments import Answer, lines_of, record_answers, send_list
from domain.papers.blocks import Head, Labelled, Table
from domain.papers.papers import Paper
from domain.roads.walking import NotNow
from domain.store.acts import Action
from domain.store.audit import entries_of
from domain.store.chain import read_head
from domain.store.engine import Seat
from domain.store.tables import Kind, Subject
from domain.store.verifying import verify
from domain.values.errors import BadInput
from domain.values.ids import CaseId, PaymentListId
from domain.values.money import Fen, chinese_capital, yuan_text
from domain.values.progress import Silent
from tests.domain.cases.awards.conftest import REVIEWER, Office
from tests.domain.funds.conftest import brought, grant, granted, listed, office, roads, standing, waiting
from tests.replaying import hold_against_the_trail

__all__ = ["brought", "grant", "granted", "office", "roads", "waiting"]

NOW = datetime(2026, 11, 29, 9, tzinfo=UTC)


def sums_of(paper: Paper) -> list[int]:
    """Return what each table of a paper comes to."""
    return [
        sum(cell for row in block.rows for cell in row if isinstance(cell, int))
        for sheet in paper.sheets
        for block in sheet.blocks
        if isinstance(block, Table)
    ]


def hold_units(payer: Seat, list_id: PaymentListId, path: Path) -> None:
    """Hold the sum against that of the list in the other units there are."""
    total = payer.store.ask(read_list, list_id).total
    for unit, fen in ((Unit.WAN, 1_000_000), (Unit.FEN, 1)):
        other = [
            each.model_copy(update={"unit": unit}) if each.field is Field.AMOUNT else each
            for each in COMMON.columns
        ]
        write_bank_list(payer, list_id, COMMON.model_copy(update={"columns": (*other,)}), path)
        cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
        assert round(cells[-2][5] * fen) == total, unit


def test_that_a_list_goes_to_the_bank_and_its_answer_comes_back(
    office: Office, granted: list[CaseId], tmp_path: Path
) -> None:
    payer, rules, store = office.seat(REVIEWER), office.rules, office.store
    list_id, _ = listed(office, granted)
    with pytest.raises(NotNow, match="还没有送出"):
        write_bank_list(payer, list_id, COMMON, tmp_path / "付款.xlsx")
    assert store.ask(payment_summary, list_id, rules, NOW).stamp
    send_list(payer, list_id, rules)
    columns = (
        *COMMON.columns,
        LayoutColumn(field=Field.FIXED, title="币种", text="人民币"),
        LayoutColumn(field=Field.USCC, title="信用代码"),
    )
    layout = COMMON.model_copy(update={"name": "工行", "columns": columns})
    save_layout(payer, layout)
    assert store.ask(layouts) == [layout]
    path = tmp_path / "付款.xlsx"
    write_bank_list(payer, list_id, layout, path)
    one = store.ask(read_list, list_id)
    title, heading, *rows, total, closing = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert title[0] == "拨付批次〔2026〕1号付款清单"
    assert heading[:4] == ["序号", "我方编号", "收款人户名", "收款人账号"]
    assert [(row[1], row[3], round(row[5] * 100)) for row in rows] == [
        (line.key, line.account, line.amount) for line in one.lines
    ]
    assert rows[0][6:8] == [one.lines[0].clause, "人民币"]
    assert round(total[5] * 100) == one.total
    assert closing[0] == f"共 4 笔，合计 {yuan_text(one.total)} 元（{chinese_capital(one.total)}）"
    hold_units(payer, list_id, path)
    summary, advice = (store.ask(kind, list_id, rules, NOW) for kind in (payment_summary, payment_advice))
    assert sums_of(summary) == [one.total]
    assert sums_of(advice) == [one.total, one.total]
    assert isinstance(advice.sheets[0].blocks[0], Head)
    assert "存证" in summary.sheets[0].footer.right
    # What the bank sends back is what it was sent, with two more columns.
    back = tmp_path / "结果.xlsx"
    with xlsxwriter.Workbook(back) as workbook:
        sheet = workbook.add_worksheet()
        came = [
            ["处理结果", "原因"],
            ["成功", ""],
            ["失败", "户名不符"],
            ["成功", ""],
            ["成功", ""],
            ["", ""],
        ]
        for at, (row, more) in enumerate(zip([heading, *rows, total], came, strict=True)):
            for place, cell in enumerate([*row, *more]):
                sheet.write(at, place, cell)
    source = open_source(back)
    today = datetime.now().astimezone().date()
    means = Means(today, today, aside=store.ask(aside_in, list_id))
    found = match(one, read_results(source, plan_of(source, FORM)), means)
    assert found.faults == ()
    assert found.wrong == []
    office.day = today
    record_answers(payer, list_id, found.answers, office.rules)
    states = [line.state for line in store.ask(lines_of, list_id)]
    assert states == ["paid", "returned", "paid", "paid"]
    paid = one.total - one.lines[1].amount
    report = store.ask(paid_by_policy, today, today, office.rules, NOW)
    assert sum(sums_of(report)) == standing(office).paid == paid
    (said,) = [block for block in report.sheets[0].blocks if isinstance(block, Labelled)]
    assert chinese_capital(paid) in said.text
    drop_layout(payer, "工行")
    assert store.ask(layouts) == [COMMON]
    hold_against_the_trail(store, office.library.dictionary)


def test_that_a_layout_is_complained_about_all_at_once(office: Office) -> None:
    purpose = LayoutColumn(field=Field.PURPOSE, title="用途", text="{条款}{代码}")
    amount = LayoutColumn(field=Field.AMOUNT, title="金额", unit=Unit.WAN)
    wrong = Layout(name=" ", title="{哪天}", columns=(purpose, amount, amount))
    said = complaints_about(wrong)
    assert said[0] == "请给格式起个名字"
    assert said[1].startswith("缺少我方编号、户名、账号")
    assert {"“金额”列了两次", "列名“金额”用了两次"} <= set(said)
    assert any("{哪天}" in one for one in said)
    assert any("{代码}" in one for one in said)
    with pytest.raises(BadInput):
        save_layout(office.seat(REVIEWER), wrong)


def test_that_a_list_says_when_it_was_written_for_the_bank_before(
    office: Office, granted: list[CaseId], tmp_path: Path
) -> None:
    payer, store, path = office.seat(REVIEWER), office.store, tmp_path / "付款.xlsx"
    list_id, lines = listed(office, granted)
    send_list(payer, list_id, office.rules)
    assert store.ask(written_before, list_id) == ""
    write_bank_list(payer, list_id, COMMON, path)
    answer = Answer(Fen(lines[0].amount), office.day)
    record_answers(payer, list_id, {lines[0].id: answer}, office.rules)  # type: ignore[dict-item]
    told = r"已于 \d{4}-\d\d-\d\d \d\d:\d\d 由张敏存过；4 笔里已登记结果的有 1 笔"
    assert re.fullmatch(told, store.ask(written_before, list_id))
    write_bank_list(payer, list_id, COMMON, path)
    first, again = [
        one.summary
        for one in store.ask(entries_of, Subject(Kind.PAYMENT, list_id))
        if one.action == Action.TABLE_EXPORT_WHOLE
    ]
    said, _, head = again.rpartition("，存证码 ")
    assert said == f"再次{first.rpartition('，存证码 ')[0]}"
    with zipfile.ZipFile(path) as workbook:
        assert f"操作记录存证 {head}<" in workbook.read("docProps/core.xml").decode()
    left = [one.head for one in verify(store.path.parent, Silent()).heads if one.has_left]
    assert read_head(head) in left
