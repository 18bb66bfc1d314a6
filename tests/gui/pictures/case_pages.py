"""The list of cases, its batches, what is made of an assessment, and the desk."""

from collections.abc import Iterator

from PySide6.QtWidgets import QWidget

from domain.cases.awards.batches import gather, make_batch
from domain.cases.awards.listing import CaseFilter
from gui.pages.assessment.making import MakeDialog
from gui.targets import ToBatch, ToCases, ToPage
from tests.gui.pictures.case_dialogs import ago, cases_of, onward, read, seat, standing_at
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene

_HANDLER = "李建国"


def case_pages() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "cases-empty", lambda o: o.go(ToPage("cases")) and None
    yield "cases-making", _making
    yield "cases", _list
    yield "cases-batch", _batch


def _making(opened: Opened) -> QWidget:
    cases_of(opened)
    page = opened.go(ToPage("assessment"))
    page._show_list()
    page.list._show_all()
    opened.settle()
    page.list.outcome.set_value("granted")
    opened.settle()
    page.list.table.selectAll()
    page.make_button.click()
    dialog = opened.top(MakeDialog)
    opened.settle()
    opened.wait(lambda: dialog.outlook is not None)
    dialog.batch.set_value("new")
    dialog.name.setText("2022 年二季度 第二批")
    return dialog


def _list(opened: Opened) -> None:
    ids = cases_of(opened)
    batch = make_batch(seat(opened, _HANDLER), "2022 年二季度 第一批")
    seen = [case.seen for case in read(opened, ids[:20])]
    gather(seat(opened, _HANDLER), batch, seen, ago(opened))
    onward(opened, standing_at(opened, "publicity")[6:9], "publicity", _HANDLER)
    page = opened.go(ToCases(CaseFilter()))
    opened.settle()
    page.list.table.selectRow(0)
    opened.settle()


def _batch(opened: Opened) -> None:
    page = opened.page("cases")
    opened.go(ToBatch(page.list.batches[0].id))
    opened.settle()
    page.list.table.selectAll()
    opened.settle()
