"""Budgets, and what is asked of them."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from domain.funds.budgets import Given, enter_budget
from domain.funds.entities import Shortage
from domain.values.money import Fen
from gui.pages.funds.page import FundsPage
from gui.targets import ToPage, ToPolicy
from tests.gui.pictures.case_dialogs import ago, cases_of, seat
from tests.gui.pictures.office import Opened
from tests.gui.pictures.pages import Scene


def fund_pages() -> Iterator[Scene]:
    """Yield the places, in an order that needs no way back."""
    yield "funds-empty", lambda o: o.go(ToPage("funds")) and None
    yield "funds-entering", _entering
    yield "funds", _page
    yield "funds-reach", partial(_asked, "reach_button")
    yield "funds-trial", _trial
    yield "funds-adjusting", partial(_asked, "adjust_button")
    yield "funds-changing", partial(_asked, "change_button")
    yield "funds-low", _low


def _shown(opened: Opened) -> FundsPage:
    page = opened.go(ToPage("funds"))
    opened.settle()
    assert isinstance(page, FundsPage)
    return page


def _entering(opened: Opened) -> QWidget:
    page = _shown(opened)
    page.enter()
    dialog = page.dialog
    for row, texts in zip(
        dialog.sources.rows, (("市级财政", "300万", "5"), ("区级财政", "300万", "5")), strict=False
    ):
        for editor, text in zip(row, texts, strict=True):
            editor.setText(text)
    opened.settle()
    return dialog


def _page(opened: Opened) -> None:
    cases_of(opened)
    this, policy = date.today().year, opened.context.policies.find("zhengdong-2022")
    by, rules = seat(opened, "王小梅"), ago(opened)
    two = [Given("市级财政", Fen(150_000_000), 5), Given("区级财政", Fen(150_000_000), 5)]
    enter_budget(by, policy, this, two, rules, document="郑财预〔2026〕18号", shortage=Shortage.WAIT)
    one = [Given("区级财政", Fen(80_000_000))]
    enter_budget(by, policy, this - 1, one, rules, document="郑东财预〔2025〕7号")
    _shown(opened)
    opened.settle()


def _low(opened: Opened) -> QWidget:
    page = _shown(opened)
    page.low_button.click()
    opened.settle()
    return page.dialog


def _trial(opened: Opened) -> None:
    page = opened.go(ToPolicy("zhengdong-2022", "freight"))
    opened.settle()
    page.trial_button.click()
    opened.settle()
    editor = next(one for place, one in page.trial.editors.items() if place.label == "金额")
    editor.setPlainText("封顶(国内运费[2022Q2] × 6%, 20万)")
    page.trial._try()
    opened.settle()


def _asked(name: str, opened: Opened) -> QWidget:
    page = _shown(opened)
    getattr(page.one, name).click()
    opened.settle()
    return page.one.dialog
