"""A later instalment whose conditions hold is a line on the desk, and a case is made from there."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from domain.cases.awards.making import Wanted
from domain.store.acts import Person
from domain.store.engine import Seat
from domain.values.ids import EnterpriseId
from gui.early.page_entries import PAGES
from gui.pages.assessment.making import MakeDialog
from gui.shell.app import Shell, build_services
from gui.targets import ToPage
from tests.domain.cases.awards.conftest import HANDLER
from tests.domain.cases.awards.test_instalments import invest, staged

__all__ = ["staged"]

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qapp, qtbot, context, staged):
    """The window of who makes cases, in an office that pays in instalments."""
    seat = Seat(staged.store, Person(HANDLER, staged.numbers[HANDLER]))
    services = build_services(qapp, replace(context, seat=seat, load_shipped=lambda: staged.library))
    shell = Shell(qapp, services, PAGES)
    with qtbot.waitExposed(shell.window):
        shell.window.show()
    yield shell.window
    services.jobs.shut_down()
    shell.window.hide()
    shell.window.deleteLater()
    shell.deleteLater()


def test_that_a_later_instalment_is_made_from_the_desk(window, staged, qtbot):
    services, one = window.page.services, EnterpriseId(1)

    def still():
        qtbot.waitUntil(lambda: services.jobs.is_idle)

    still()
    services.go_to(ToPage("desk"))
    card = window.page.instalments
    invest(staged, one)
    firsts = staged.make([Wanted(one, "equipment", "首期")])
    staged.bring(firsts, "notice")
    staged.onward(HANDLER, firsts, "notice")
    still()
    assert card.isHidden()
    invest(staged, one, is_accepted=True)
    qtbot.waitUntil(card.isVisible)
    [line] = card.lines
    assert (line.title, line.note) == ("“验收后”已到条件　1 件", "400,000.00 元")
    qtbot.mouseClick(line, LEFT)
    still()
    dialog = card.dialog
    assert isinstance(dialog, MakeDialog)
    assert dialog.go_button.text() == "生成 1 件"
    qtbot.mouseClick(dialog.go_button, LEFT)
    still()
    assert staged.case(firsts[0] + 1).row.instalment == "验收后"
    services.go_to(ToPage("desk"))
    still()
    assert card.isHidden()
