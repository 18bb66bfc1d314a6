"""What is to be paid, lists that were sent and answered, and what is held back."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.cases.awards.stepping import Doing, take_step
from domain.enterprises.queries import iterate_facts
from domain.enterprises.service import save_enterprise
from domain.funds.payment_entities import LineState
from domain.funds.payments import (
    Answer,
    hold_payment,
    lines_of,
    make_list,
    record_answers,
    record_paid_before,
    release_line,
    send_list,
)
from domain.roads.walking import Move
from domain.store.tables import Kind
from domain.values.ids import CaseId, PaymentListId
from domain.values.money import Fen
from gui.targets import ToPage, ToPayable, ToPaymentList, ToPaymentLists
from tests.gui.pictures.case_dialogs import cases_of, onward, read, seat, standing_at, view_of
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene

_HANDLER, _MANAGER, _PAYER = "李建国", "王小梅", "张敏"
_BANKS = (
    "中国工商银行郑州郑东新区支行",
    "中国建设银行郑州商务外环路支行",
    "中原银行股份有限公司郑州分行营业部",
)


def payment_pages() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "payments-empty", lambda o: o.go(ToPage("payments")) and None
    yield "payments-payable", _payable
    yield "payments-before", _before
    yield "payments-asking", _asking
    yield "payments-paid-before", _paid_before
    yield "payments-open", _open
    yield "payments-release", partial(_pressed, "release_button")
    yield "payments-sending", _sending
    yield "payments-sent", _sent
    yield "payments-answer", partial(_pressed, "answer_button")
    yield "payments-part-back", _part_back
    yield "payments-all-paid", partial(_pressed, "all_paid_button")
    yield "payments-lists", lambda o: o.go(ToPaymentLists()) and None
    yield "payments-holds", _holds
    yield "payments-holding", _holding
    yield "payments-adding", _payable_again
    yield "payments-case", _case
    yield "payments-desk", lambda o: o.go(ToPage("desk")) and None
    yield "payments-period", _period


def _granted(opened: Opened) -> list[CaseId]:
    """Return cases that were granted, most of them with an account."""
    rules = opened.context.rules
    cases_of(opened)
    ids = [case.id for case in read(opened, cases_of(opened)) if case.row.ended == "granted"]
    if ids:
        return ids
    # The last ones are left to `second_dialogs`.
    there = read(opened, standing_at(opened, "publicity")[:-3])
    # The least of them, for which there is money whatever budget was entered.
    ids = [id_ for _, id_ in sorted((case.amount, case.id) for case in there)[:14]]
    onward(opened, ids, "publicity", _HANDLER)
    for state, by in (("closing", _HANDLER), ("approval", _MANAGER), ("notice", _HANDLER)):
        seen = [case.seen for case in read(opened, ids)]
        take_step(seat(opened, by), seen, Doing(Move.ONWARD, state), rules)
    return ids


def _accounts(opened: Opened, ids: Sequence[CaseId]) -> None:
    """Have the enterprises of cases have accounts, some of which are doubtful or lacking."""
    context = opened.context
    owners = list(dict.fromkeys(case.row.enterprise_id for case in read(opened, ids)))
    # What other pictures deleted has no account to be entered.
    there = context.store.ask(lambda s: list(iterate_facts(s, owners[:-2], context.dictionary)))
    for at, (owner, facts) in enumerate(there):
        account = {
            "account_name": f"{facts.name}第一分公司" if at == len(owners) // 2 else facts.name,
            "account_bank": _BANKS[at % 3],
            "account_number": f"17020205092001{at:05d}",
        }
        now = replace(facts, attributes={**facts.attributes, **account})
        save_enterprise(context.seat, now, context.dictionary, id_=owner)


def _release(opened: Opened, list_id: PaymentListId, most: int) -> None:
    """Let go what is doubtful, the first so many."""
    lines = opened.context.store.ask(lines_of, list_id)
    for line in [one for one in lines if one.state == LineState.HELD and not one.lacking][:most]:
        assert line.id is not None
        release_line(seat(opened, _PAYER), line.id, opened.context.rules, because="已看过开户许可证")


def _payable(opened: Opened) -> None:
    ids, today = _granted(opened), opened.context.rules.today()
    hold_payment(seat(opened, _HANDLER), today, case_id=ids[-2], because="信访核查，等结论")
    enterprise = read(opened, ids[-3:-2])[0].row.enterprise_id
    until = today + timedelta(days=30)
    hold_payment(
        seat(opened, _HANDLER), today, enterprise_id=enterprise, because="企业正在办理迁出", until=until
    )
    page = opened.go(ToPayable())
    opened.settle()
    _accounts(opened, page.payable.model.ids)
    page.payable.model.tick(page.payable.model.ids[2:9], is_ticked=True)
    opened.settle()


def _before(opened: Opened) -> QWidget:
    """Have three awards be of old notices, of which two were paid long ago."""
    page = opened.go(ToPayable())
    ids = [int(id_) for id_ in page.payable.model.ids[-3:]]
    with closing(sqlite3.connect(opened.context.store.path)) as connection, connection:
        connection.execute(f"UPDATE award_case SET policy_title = '' WHERE id IN ({str(ids)[1:-1]})")
    opened.services.changes.announce({Kind.CASE})
    opened.settle()
    page.payable.record_button.click()
    opened.settle()
    dialog: QWidget = page.dialog
    return dialog


def _asking(opened: Opened) -> QWidget:
    page = opened.go(ToPayable())
    page.make_button.click()
    opened.settle()
    dialog: QWidget = page.dialog
    return dialog


def _paid_before(opened: Opened) -> None:
    page, rules = opened.go(ToPayable()), opened.context.rules
    ids = page.payable.model.ids[-2:]
    day, shown_by = rules.today() - timedelta(days=500), "区财政支付〔2025〕18号"
    opened.go(ToPaymentList(record_paid_before(seat(opened, _PAYER), ids, rules, on=day, document=shown_by)))
    opened.settle()


def _payable_again(opened: Opened) -> None:
    page = opened.go(ToPayable())
    opened.settle()
    page.payable.model.tick(page.payable.model.ids[:2], is_ticked=True)


def _period(opened: Opened) -> QWidget:
    page = opened.go(ToPage("funds"))
    page.report()
    opened.settle()
    dialog: QWidget = page.dialog
    return dialog


def _lists(opened: Opened) -> list[PaymentListId]:
    """Return two lists: one that was sent and answered in part, one that was not sent."""
    page = opened.page("payments")
    there = sorted(one.id for one in page.lists.model.rows if not one.row.is_before)
    if len(there) > 1:
        return there
    payer, rules, store = seat(opened, _PAYER), opened.context.rules, opened.context.store
    ids = list(page.payable.model.ids)
    first = make_list(payer, ids[:6], rules)
    _release(opened, first, 6)
    send_list(payer, first, rules)
    sent = [line for line in store.ask(lines_of, first) if line.state == LineState.SENT]
    day = rules.today()
    answers = {
        sent[0].id: Answer(Fen(0), day, "户名不符"),
        sent[1].id: Answer(Fen(sent[1].amount // 2), day, "超过当日限额"),
        sent[2].id: Answer(Fen(sent[2].amount), day),
    }
    record_answers(payer, first, answers, rules)  # type: ignore[arg-type]
    second = make_list(payer, ids[6:-2], rules)
    _release(opened, second, 5)
    return [first, second]


def _open(opened: Opened) -> None:
    lists = _lists(opened)
    opened.go(ToPaymentList(lists[1]))
    opened.settle()


def _sent(opened: Opened) -> None:
    lists = _lists(opened)
    opened.go(ToPaymentList(lists[0]))
    opened.settle()


def _pressed(name: str, opened: Opened) -> QWidget:
    _open(opened) if name == "release_button" else _sent(opened)
    one = opened.page("payments").one
    if name == "answer_button":
        one.list.table.selectRow(
            next(at for at, row in enumerate(one.list.model.rows) if row.state == "sent")
        )
    button: Any = getattr(one, name)
    button.click()
    opened.settle()
    if name == "answer_button":
        one.dialog.what.set_value("partly")
        opened.settle()
    dialog: QWidget = one.dialog
    return dialog


def _part_back(opened: Opened) -> QWidget:
    _sent(opened)
    one = opened.page("payments").one
    rows = one.list.model.rows
    one.list.table.selectRow(
        next(at for at, row in enumerate(rows) if row.line.paid == row.line.amount and row.line.paid)
    )
    one.answer_button.click()
    opened.settle()
    one.dialog.what.set_value("part-back")
    opened.settle()
    dialog: QWidget = one.dialog
    return dialog


def _sending(opened: Opened) -> QWidget:
    _open(opened)
    one = opened.page("payments").one
    one.send_button.click()
    opened.settle()
    dialog: QWidget = one.dialog
    return dialog


def _holds(opened: Opened) -> None:
    page = opened.go(ToPaymentLists())
    page._choose("holds")
    opened.settle()
    page.holds.table.selectRow(0)


def _holding(opened: Opened) -> QWidget:
    page = opened.go(ToPayable())
    opened.settle()
    page.payable.table.selectRow(0)
    page.hold_one_button.click()
    opened.settle()
    dialog: QWidget = page.dialog
    return dialog


def _case(opened: Opened) -> QWidget:
    _lists(opened)
    rows = opened.context.store.ask(lines_of, _lists(opened)[0])
    return view_of(opened, rows[0].case_id).window()
