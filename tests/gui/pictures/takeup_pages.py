"""政策直达 and 可享受政策."""

from collections.abc import Iterator
from datetime import date

from PySide6.QtWidgets import QWidget
from sqlmodel import col, select

from domain.enterprises.entities import Enterprise
from domain.outreach.charges import assign
from domain.outreach.entities import Post, Way
from domain.outreach.people import CadreFields, save_cadre
from domain.outreach.problems.raising import Raised, raise_problem
from domain.outreach.telling import worth_telling
from domain.outreach.visits import VisitFields, record_visit
from domain.takeup.entities import Why
from domain.takeup.explaining import Entitled, explain
from domain.takeup.listing import assess_all, list_entitlements
from domain.values.ids import EnterpriseId
from domain.values.progress import Silent
from gui.pages.takeup.dialog import show_take_up
from gui.targets import ToPage
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene


def takeup_pages() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "takeup-empty", lambda o: o.go(ToPage("takeup")) and None
    yield "takeup", _entitled
    yield "takeup-short", _short
    yield "takeup-reason", _reason
    yield "takeup-one", lambda o: _one(o, 1)
    yield "takeup-one-much", lambda o: _one(o, 0)
    yield "takeup-call", _call
    yield "takeup-card", _card
    yield "takeup-finder", _finder


def _entitled(opened: Opened) -> None:
    seat, library, today = opened.context.seat, opened.context.policies, date.today()
    with seat.read() as session:
        found = session.exec(select(Enterprise.id).order_by(col(Enterprise.id)).limit(8)).all()
    ids = [EnterpriseId(id_) for id_ in found if id_ is not None]
    cadre = save_cadre(seat, CadreFields("陈静", "科长", "0371-67180001"))
    assign(seat, ids, cadre, Post.OFFICER, today)
    told = opened.context.store.ask(worth_telling, ids[:2], library)
    for id_, way in zip(ids, (Way.CALL, Way.MESSAGE), strict=False):
        fields = VisitFields(way, today, (id_,), (cadre,), told={id_: told[id_][:2]})
        record_visit(seat, fields, opened.context.problem_rules, although_there=True)
    raised = Raised("贷款 8 月到期，续贷缺担保", "融资", ids[1], today, raised_by="刘总")
    raise_problem(seat, raised, opened.context.problem_rules, although_like=True)
    assess_all(seat, library, Silent())
    rows = opened.context.store.ask(list_entitlements, today).rows
    # Of the second one, where it has not applied for all that it may get.
    chosen = next((one for one in rows if one.standing.enterprise_id == ids[1]), rows[-1])
    explain(seat, [Entitled(*chosen.standing.key, chosen.clause)], Why.PAPERS, "差一张运费发票，月底补")
    page = opened.go(ToPage("takeup"))
    opened.settle()
    page.entitled.table.selectRow(1)


def _short(opened: Opened) -> None:
    page = opened.go(ToPage("takeup"))
    page.choice.set_value("short")
    opened.settle()
    page.short.table.selectRow(0)


def _reason(opened: Opened) -> QWidget | None:
    page = opened.go(ToPage("takeup"))
    page.choice.set_value("entitled")
    opened.settle()
    page.entitled.table.selectRow(0)
    page.links["未申报原因…"].click()
    return page.dialog  # type: ignore[no-any-return]


def _one(opened: Opened, at: int) -> QWidget:
    with opened.context.seat.read() as session:
        found = session.exec(select(Enterprise.id, Enterprise.name).order_by(col(Enterprise.id))).all()
    id_, name = found[at]
    assert id_ is not None
    dialog = show_take_up(opened.services, opened.window, EnterpriseId(id_), name)
    opened.settle()
    return dialog


def _call(opened: Opened) -> QWidget | None:
    dialog = _one(opened, 1)
    dialog.note_button.click()  # type: ignore[attr-defined]
    opened.settle()
    return dialog.dialog  # type: ignore[attr-defined, no-any-return]


def _card(opened: Opened) -> QWidget | None:
    dialog = _one(opened, 1)
    dialog.card_button.click()  # type: ignore[attr-defined]
    opened.settle()
    return dialog.dialog  # type: ignore[attr-defined, no-any-return]


def _finder(opened: Opened) -> QWidget:
    finder = opened.window.finder
    finder.open()
    finder.line.setText("轴承")
    opened.settle()
    finder._search()
    return finder
