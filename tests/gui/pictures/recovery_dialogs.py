"""What is recovered of an award that was paid, and what its enterprise has received."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from domain.cases.awards.stepping import Doing, take_step
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.funds.holds import held_on
from domain.funds.payment_entities import LineState
from domain.funds.payments import Answer, lines_of, make_list, record_answers, release_line, send_list
from domain.funds.recovered import Instalment, overview_of
from domain.funds.recoveries import Lowering, lower_award, plan_repayment, record_repayment
from domain.office.service import find_office, save_office
from domain.roads.walking import Move
from domain.values.ids import CaseId
from domain.values.money import Fen
from gui.pages.payments.recovering import RecoveringDialog, show_recovery
from gui.targets import ToEnterprise, ToPage
from tests.gui.pictures.case_dialogs import (
    awards_in,
    bring_to_publicity,
    cases_of,
    made_of,
    onward,
    read,
    seat,
)
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene

_made: dict[tuple[Path, str], list[CaseId]] = {}
"""The cases of each office that was opened, by their period."""

_HANDLER, _MANAGER, _PAYER = "李建国", "王小梅", "张敏"


def recovery_dialogs() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "recovery-none", lambda o: _shown(o, _paid(o)[0])
    yield "recovery-lowering", partial(_asked, "lower_button", 0)
    yield "recovery", lambda o: _shown(o, recovered(o))
    for name in ("repay", "plan"):
        yield f"recovery-{name}", partial(_asked, f"{name}_button", 1)
    yield "recovery-offset", _offset
    yield "recovery-enterprise", _received
    yield "recovery-enterprise-papers", _with_papers
    yield "recovery-public", _public


def granted(opened: Opened, period: str = "2021") -> list[CaseId]:
    """Return cases of different enterprises that were granted, with accounts."""
    context, rules = opened.context, opened.context.rules
    ids = _made.setdefault((context.store.path, period), [])
    if not ids:
        # Of another period, so that they are of nobody else. Of the second another award comes later.
        there = {(case.row.enterprise_id, case.row.clause_id) for case in read(opened, cases_of(opened))}
        held = context.store.ask(held_on, rules.today()).enterprises
        awards = [
            one
            for one in awards_in(opened)
            if (one.enterprise_id, one.clause_id) in there and one.enterprise_id not in held
        ]
        owners = Counter(one.enterprise_id for one in awards)
        two = max(owners, key=lambda one: owners[one] > 1)
        other = next(one for one in awards if one.enterprise_id != two)
        pair = [one for one in awards if one.enterprise_id == two][:2]
        ids += made_of(opened, [other, *pair], period)
        bring_to_publicity(opened, ids)
        onward(opened, ids, "publicity", _HANDLER)
        for state, by in (("closing", _HANDLER), ("approval", _MANAGER), ("notice", _HANDLER)):
            seen = [case.seen for case in read(opened, ids)]
            take_step(seat(opened, by), seen, Doing(Move.ONWARD, state), rules)
    for at, owner in enumerate({case.row.enterprise_id for case in read(opened, ids)}):
        facts = context.store.ask(lambda s, owner=owner: facts_of(s, owner, context.dictionary))
        account = {"account_name": facts.name, "account_bank": "中原银行郑州分行营业部"}
        account["account_number"] = f"17020205092001{at:05d}"
        now = replace(facts, attributes={**facts.attributes, **account})
        save_enterprise(context.seat, now, context.dictionary, id_=owner)
    return ids


def _paid(opened: Opened) -> list[CaseId]:
    """Return two cases that were paid, once they are."""
    rules, by, ids = opened.context.rules, seat(opened, _PAYER), granted(opened)[:2]
    if opened.context.store.ask(overview_of, ids[0]).totals.gross:
        return ids
    list_id = make_list(by, ids, rules)
    for line in opened.context.store.ask(lines_of, list_id):
        if line.state == LineState.HELD and line.id is not None:
            release_line(by, line.id, rules, because="已核对")
    send_list(by, list_id, rules)
    lines = opened.context.store.ask(lines_of, list_id)
    answers = {line.id: Answer(Fen(line.amount), rules.today()) for line in lines if line.id is not None}
    record_answers(by, list_id, answers, rules)
    return ids


def recovered(opened: Opened) -> CaseId:
    """Return a case of which something came back, once it has."""
    store, today, id_ = opened.context.store, opened.context.rules.today(), _paid(opened)[1]
    if store.ask(overview_of, id_).recoveries:
        return id_
    account = {"account_name": "郑东新区财政局", "account_bank": "中国工商银行郑东支行"}
    office = find_office(store).model_copy(update={**account, "account_number": "1702020509200188888"})
    save_office(seat(opened, _MANAGER), office)
    whole = store.ask(overview_of, id_).totals.granted
    lowering = Lowering(
        Fen(whole // 2),
        "经税务数据比对，申报的营业收入多报 12.5%",
        today - timedelta(days=3),
        "区审计局",
        today + timedelta(days=30),
        345,
        today - timedelta(days=90),
        "《实施细则》第十条",
    )
    recovery = lower_award(seat(opened, _HANDLER), id_, lowering, today)
    due = Fen(whole - whole // 2)
    part, how = Fen(due // 4), "转账，工行回单 2026-118"
    by = seat(opened, _PAYER)
    record_repayment(by, recovery, today, today, principal=part, interest=Fen(100), how=how)
    left, days = Fen(due - due // 4), (30, 60)
    parts = (Fen(left // 2), Fen(left - left // 2))
    plan = [Instalment(today + timedelta(days=d), part) for d, part in zip(days, parts, strict=True)]
    plan_repayment(seat(opened, _HANDLER), recovery, plan, today)
    return id_


def _shown(opened: Opened, id_: CaseId) -> RecoveringDialog:
    dialog = show_recovery(opened.services, opened.window, id_)
    opened.settle()
    return dialog


def _asked(name: str, at: int, opened: Opened) -> QWidget | None:
    id_ = recovered(opened) if at else _paid(opened)[0]
    dialog = _shown(opened, id_)
    getattr(dialog, name).click()
    opened.settle()
    return dialog.dialog


def _offset(opened: Opened) -> QWidget | None:
    id_ = recovered(opened)
    own = read(opened, [id_])[0].row.enterprise_id
    later = [case.id for case in read(opened, granted(opened)) if case.row.enterprise_id == own]
    rest = [one for one in later if one not in _paid(opened)]
    if rest:
        make_list(seat(opened, _PAYER), rest, opened.context.rules)
    dialog = _shown(opened, id_)
    dialog.offset_button.click()
    opened.settle()
    return dialog.dialog


def _received(opened: Opened) -> None:
    case = read(opened, [recovered(opened)])[0]
    page = opened.go(ToEnterprise(case.row.enterprise_id))
    opened.settle()
    page.form.body.bring_into_sight(page.desk.received.table)
    opened.settle()


def _with_papers(opened: Opened) -> QWidget | None:
    case = read(opened, [recovered(opened)])[0]
    page = opened.go(ToEnterprise(case.row.enterprise_id))
    opened.settle()
    page.desk.received.papers_button.click()
    opened.settle()
    return page.desk.received.dialog


def _public(opened: Opened) -> QWidget | None:
    recovered(opened)
    page = opened.go(ToPage("funds"))
    page.publish()
    opened.settle()
    return page.dialog
