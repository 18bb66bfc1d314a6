"""A share of awards paid ahead, and their final figures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.funds.ahead import Settling, prospect_of, settle_award
from domain.funds.payment_entities import LineState
from domain.funds.payments import Answer, lines_of, make_list, record_answers, release_line, send_list
from domain.funds.showing import Which
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import Fen
from gui.targets import ToPage, ToPayable
from tests.gui.pictures.case_dialogs import read, seat, view_of
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene
from tests.gui.pictures.recovery_dialogs import granted

_made: dict[Path, list[CaseId]] = {}
"""What was paid ahead in each office that was opened."""

_were: dict[Path, tuple[EnterpriseId, EnterpriseFacts]] = {}
"""The enterprise in each whose figures are changed for the time being, and what they were."""

_PERIOD = "2020"
"""Of the cases, so that they are of nobody else."""
_HANDLER, _PAYER = "李建国", "张敏"


def ahead_dialogs() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "ahead-share", _share
    yield "ahead-awaiting", _awaiting
    for name, part in (("more", 3), ("less", 1)):
        yield f"ahead-settle-{name}", partial(_settling, part)
    yield "ahead-case", _case
    yield "ahead-desk", lambda o: o.go(ToPage("desk")) and None


def _payable(opened: Opened) -> Any:
    """Return the page, once there is something to pay."""
    granted(opened, _PERIOD)
    page = opened.go(ToPayable())
    opened.settle()
    return page


def _share(opened: Opened) -> QWidget:
    page = _payable(opened)
    page.payable.model.tick(page.payable.model.ids, is_ticked=True)
    page.ahead_button.click()
    opened.settle()
    dialog: QWidget = page.dialog
    return dialog


def _paid(opened: Opened) -> list[CaseId]:
    """Return cases that were paid ahead, once they are."""
    ids = _made.setdefault(opened.context.store.path, [])
    if not ids:
        rules, by, store = opened.context.rules, seat(opened, _PAYER), opened.context.store
        list_id = make_list(by, granted(opened, _PERIOD), rules, ahead=80)
        for line in store.ask(lines_of, list_id):
            if line.state == LineState.HELD and not line.lacking and line.id is not None:
                release_line(by, line.id, rules, because="已核对")
        send_list(by, list_id, rules)
        lines = [line for line in store.ask(lines_of, list_id) if line.state == LineState.SENT]
        answers = {line.id: Answer(Fen(line.amount), rules.today()) for line in lines if line.id is not None}
        record_answers(by, list_id, answers, rules)
        ids += [line.case_id for line in lines]
    return ids


def _awaiting(opened: Opened) -> None:
    _paid(opened)
    page = opened.go(ToPayable(Which.AWAITING))
    opened.settle()
    page.payable.table.selectRow(0)


def _settling(part: int, opened: Opened) -> QWidget:
    """Have every figure of an enterprise be three times, or a third of what it was then, and settle."""
    context, id_ = opened.context, _paid(opened)[0]
    owner = read(opened, [id_])[0].row.enterprise_id
    facts = context.store.ask(lambda session: facts_of(session, owner, context.dictionary))
    now = {
        name: {period: amount * part // (9 if part == 1 else 1) for period, amount in figures.items()}
        for name, figures in facts.indicators.items()
    }
    _were.setdefault(context.store.path, (owner, facts))
    save_enterprise(context.seat, replace(facts, indicators=now), context.dictionary, id_=owner)
    page = opened.go(ToPayable(Which.AWAITING))
    opened.settle()
    page.payable.table.selectRow(page.payable.model.ids.index(id_))
    page.settle_button.click()
    opened.settle()
    dialog: QWidget = page.dialog
    return dialog


def _case(opened: Opened) -> QWidget:
    context, rules, store = opened.context, opened.context.rules, opened.context.store
    if (were := _were.pop(store.path, None)) is not None:
        # What comes after this finds the awards that there were.
        save_enterprise(context.seat, were[1], context.dictionary, id_=were[0])
    found = max((store.ask(prospect_of, id_, rules) for id_ in _paid(opened)), key=lambda one: one.most)
    until = rules.today() + timedelta(days=30)
    settling = Settling(found.most, "清算审核表 3 号", "全年数据与申报一致", found.seen, until)
    settle_award(seat(opened, _HANDLER), found.case.id, settling, rules)
    return view_of(opened, found.case.id).window()
