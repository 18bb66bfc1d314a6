"""申报 at the counter: what it comes to is said before, what is typed is kept, and it leads to the case."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from domain.cases.awards.making import APPLICATION_DRAFT
from domain.enterprises.queries import facts_of
from domain.store import drafts
from gui.pages.cases.application import ApplicationDialog, open_application
from gui.targets import ToCase
from tests.domain.cases.awards.conftest import HANDLER, PAPERS
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def context(context, office):
    """The policy asks for papers, as an office's own may."""
    asking = context.shipped.with_policies([office.policy])
    return replace(context, load_shipped=lambda: asking)


def test_that_an_application_is_kept_said_what_it_comes_to_and_taken(seated, office, qtbot, top):
    services = seated()
    over = QWidget()
    qtbot.addWidget(over)
    over.resize(1200, 760)
    with qtbot.waitExposed(over):
        over.show()
    led, wanted = [], office.granted()[0]
    services.frame.page_requested.connect(led.append)
    with office.store.read() as session:
        name = facts_of(session, wanted.enterprise_id, office.library.dictionary).name
    open_application(over, services)
    dialog = top(ApplicationDialog)
    qtbot.waitUntil(lambda: dialog.known is not None)
    type_text(dialog.enterprise.line, name)
    qtbot.waitUntil(dialog.enterprise.found.isVisible)
    qtbot.keyClick(dialog.enterprise.line, Qt.Key.Key_Return)
    assert dialog.enterprise.found.hasFocus()
    qtbot.keyClick(dialog.enterprise.found, Qt.Key.Key_Return)
    assert dialog.enterprise.value() == wanted.enterprise_id
    dialog.policy.set_value(office.policy.id)
    dialog.clause.set_value(wanted.clause_id)
    qtbot.waitUntil(dialog.worth.amount.isVisible)
    assert dialog.prospect.amount == wanted.amount
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.form.binding.error_text("by_whom") == "请填写来办理的人"
    dialog.form.binding.set_value("by_whom", "刘会计")
    dialog.papers.choices[PAPERS[0]].set_value("came")
    dialog.papers.choices[PAPERS[1]].set_value("promised")
    later = date.today() + timedelta(days=5)
    dialog.papers.days[PAPERS[1]].set_value(later)
    dialog.asked.setText("1")
    dialog.keeper.keep_now()
    qtbot.waitUntil(lambda: services.jobs.is_idle)
    dialog.reject()

    open_application(over, services)
    dialog = top(ApplicationDialog)
    qtbot.waitUntil(lambda: dialog.prospect is not None)
    assert dialog.news.label.text() == "上次填的申报还没有登记，已经恢复。"
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert "请写明原因" in dialog.form.binding.error_text("remark")
    dialog.asked.clear()
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.go_button, LEFT)
    [target] = led
    assert isinstance(target, ToCase)
    case = office.case(target.id)
    assert (case.row.applicant, case.where, case.amount) == ("刘会计", "受理", wanted.amount)
    assert case.at_hand.promised == {PAPERS[1]: later}
    assert drafts.find(office.seat(HANDLER), APPLICATION_DRAFT) is None


def test_that_a_policy_says_which_road_is_offered_first(seated, office, qtbot, top):
    services = seated()
    shipped = services.context.policies
    own = replace(office.policy, road="simple")
    vars(services.context)["policies"] = replace(shipped, policies={**shipped.policies, own.id: own})
    over = QWidget()
    qtbot.addWidget(over)
    over.show()
    open_application(over, services)
    dialog = top(ApplicationDialog)
    qtbot.waitUntil(lambda: dialog.known is not None)
    dialog.policy.set_value(own.id)
    assert dialog.road.value() == "simple"
