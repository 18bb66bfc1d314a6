"""What goes to the bank, and what it answers."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import xlsxwriter
from PySide6.QtWidgets import QWidget
from sqlmodel import col, select

from domain.cases.awards.stepping import Doing, take_step
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.funds.bank_lists import read_list
from domain.funds.payment_entities import LineState, PaymentList
from domain.funds.payments import lines_of, make_list, release_line, send_list
from domain.funds.sent_lists import state_last_lists, unknown_lists
from domain.roads.walking import Move
from domain.store.numbers.carrying import Since
from domain.store.numbers.carrying_lists import ListsSince
from domain.store.numbers.entries import NumberKind
from domain.store.numbers.sent import SentLine, SentList
from domain.values.ids import CaseId, PaymentListId
from gui.pages.payments.bank_files import BankFilesDialog
from gui.pages.payments.bank_results import BankResultsDialog
from gui.pages.payments.unknown_lists import UnknownListsDialog
from gui.restoring.papers_since import Leaving, ListsDialog
from gui.widgets.dialog import confirm
from tests.gui.pictures.case_dialogs import cases_of, onward, read, seat, standing_at
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene

_HANDLER, _MANAGER, _PAYER = "李建国", "王小梅", "张敏"


def bank_dialogs() -> Iterator[Scene]:
    """Yield the windows of a list that was sent."""
    yield "bank-files", _files
    yield "bank-layout", _layout
    yield "bank-results", _results
    yield "bank-lists-leaving", _leaving
    yield "bank-lists-taken-over", _taken_over
    yield "bank-lists-unknown", _unknown


def _files(opened: Opened) -> QWidget:
    dialog = BankFilesDialog(opened.services, opened.window, _list(opened))
    dialog.open()
    opened.settle()
    return dialog


def _layout(opened: Opened) -> QWidget:
    dialog = _files(opened)
    assert isinstance(dialog, BankFilesDialog)
    dialog.edit_button.click()
    opened.settle()
    assert dialog.dialog is not None
    return dialog.dialog


def _results(opened: Opened) -> QWidget:
    list_id = _list(opened)
    lines = opened.context.store.ask(read_list, list_id).lines
    path = opened.context.home / "结果.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("代付结果")
        heading = ("客户流水号", "收款人名称", "收款账号", "金额（元）", "交易状态", "失败原因")
        said = ("交易成功", "交易成功", "交易失败", "处理中", "交易成功")
        rows = [
            (
                line.key,
                line.payee,
                line.account,
                line.amount / 100,
                came,
                "户名不符" if "失败" in came else "",
            )
            for line, came in zip(lines, said * len(lines), strict=False)
        ]
        for at, row in enumerate((heading, *rows, ("P2026-900-00001", "", "", 1, "交易成功", ""), rows[0])):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell)
    dialog = BankResultsDialog(opened.services, opened.window, list_id)
    dialog.open()
    opened.settle()
    dialog.read_file(path)
    opened.settle()
    return dialog


def _since() -> ListsSince:
    at = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    award = {"case_uid": "", "uscc": "", "enterprise_name": "", "policy_id": "", "clause_id": ""}
    account = {"payee": "", "bank": "", "account": ""}
    lines = tuple(SentLine(place=one, amount=one * 1_234_500, **award, **account) for one in range(1, 40))
    kinds = (NumberKind.BEFORE_RESTORE, NumberKind.LOST)
    lists = tuple(
        SentList(uid=kind, year=2026, number=at_, at=at, by="张敏", kind=kind, lines=lines[at_:])
        for at_, kind in enumerate(kinds, start=7)
    )
    return ListsSince(lists, ((2026, 9),), is_sure=False)


def _leaving(opened: Opened) -> QWidget:
    question = confirm(
        opened.window, "恢复到 2026-03-01 18:00 的数据？", "", "恢复", lambda: None, harms=True
    )
    question.add(Leaving(Since((), (), (), _since(), is_sure=True), question), width=860)
    opened.settle()
    return question


def _taken_over(opened: Opened) -> QWidget:
    dialog = ListsDialog(_since().lists, opened.window)
    dialog.open()
    opened.settle()
    return dialog


def _unknown(opened: Opened) -> QWidget:
    list_id = _list(opened)
    year = opened.context.store.ask(read_list, list_id).year
    if not opened.context.store.ask(unknown_lists):
        state_last_lists(seat(opened, _PAYER), {year: 2})
    dialog = UnknownListsDialog(opened.services, opened.window, [CaseId(1), CaseId(2)])
    dialog.open()
    opened.settle()
    return dialog


def _list(opened: Opened) -> PaymentListId:
    """Return a list that was sent; one that is there, or a new one."""
    with opened.context.store.read() as session:
        sent = select(PaymentList.id).where(
            col(PaymentList.number).is_not(None), col(PaymentList.kind).is_(None)
        )
        there = session.exec(sent.order_by(col(PaymentList.id))).first()
    return there or _send(opened, _granted(opened))


def _granted(opened: Opened) -> list[CaseId]:
    rules = opened.context.rules
    # The first and last of them are publicised by others; see `second_dialogs`.
    there = read(opened, standing_at(opened, "publicity"))[2:-3] if cases_of(opened) else []
    ids = [id_ for _, id_ in sorted((case.amount, case.id) for case in there)[:9]]
    onward(opened, ids, "publicity", _HANDLER)
    for state, by in (("closing", _HANDLER), ("approval", _MANAGER), ("notice", _HANDLER)):
        seen = [case.seen for case in read(opened, ids)]
        take_step(seat(opened, by), seen, Doing(Move.ONWARD, state), rules)
    return ids


def _send(opened: Opened, ids: list[CaseId]) -> PaymentListId:
    context = opened.context
    for at, case in enumerate(read(opened, ids)):
        owner = case.row.enterprise_id
        facts = context.store.ask(lambda s, owner=owner: facts_of(s, owner, context.dictionary))
        account = {"account_name": facts.name, "account_bank": "中国工商银行郑州郑东新区支行"}
        account["account_number"] = f"17020205092001{at:05d}"
        now = replace(facts, attributes={**facts.attributes, **account})
        save_enterprise(context.seat, now, context.dictionary, id_=owner)
    list_id = make_list(seat(opened, _PAYER), ids, context.rules)
    for line in context.store.ask(lines_of, list_id):
        if line.state == LineState.HELD and not line.lacking and line.id is not None:
            release_line(seat(opened, _PAYER), line.id, context.rules, because="已看过开户许可证")
    send_list(seat(opened, _PAYER), list_id, context.rules)
    return list_id
