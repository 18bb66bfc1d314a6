"""What needs two people, at the window: proposed by one, confirmed by another, later or at once."""

from datetime import date

import pytest
from PySide6.QtCore import Qt

from domain.cases.queries import list_notices
from domain.cases.service import awards_of
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import change_account
from domain.proposals.orders import IssueNotices, Means
from domain.proposals.service import confirm, decided_proposals, open_proposals, propose
from domain.store.acts import Person
from domain.store.engine import Seat
from domain.store.permits import Role
from domain.store.proposals import State
from domain.values.progress import Silent
from gui.formatting import date_text
from gui.people.second import SecondDialog
from gui.people.standing import FourEyesOff
from gui.services import AppContext
from gui.shell.app import build_services
from gui.targets import ToIssuing, ToPage
from tests.conftest import PASSWORD, PEOPLE
from tests.filling import ROADS

LEFT = Qt.MouseButton.LeftButton
SEATS = {name: number for number, name in enumerate(PEOPLE, start=1)}


def seat_of(store, name):
    return Seat(store, Person(name, SEATS[name]))


@pytest.fixture
def store(peopled):
    return peopled


@pytest.fixture
def services(qapp, context, store, request):
    """李建国 sits there, unless a test says who does."""
    name = getattr(request, "param", "李建国")
    services = build_services(qapp, AppContext(**{**vars(context), "seat": seat_of(store, name)}))
    yield services
    services.jobs.shut_down()


@pytest.fixture
def awards(assessed):
    return awards_of(assessed)


@pytest.fixture
def issued(store, policies, zhengdong, awards):
    """Three notices, proposed by one and confirmed by another."""
    means, order = Means(policies, policies, ROADS), IssueNotices.of(zhengdong, awards[:3])
    waiting = propose(seat_of(store, "李建国"), order, means, Silent())
    return confirm(seat_of(store, "张敏"), waiting, means, Silent())


def issuing(program, services, zhengdong, awards):
    services.go_to(ToIssuing(zhengdong.id, awards[:3]))
    program.idle()
    return program.notices.issuing


def test_that_notices_are_proposed_and_wait(program, services, store, zhengdong, awards, qtbot):
    view = issuing(program, services, zhengdong, awards)
    assert view.form.isHidden()
    assert view.issue_button.text() == "提请批准并出具 3 份"
    qtbot.mouseClick(view.issue_button, LEFT)
    dialog = view.second
    qtbot.waitUntil(dialog.later_button.isEnabled)
    assert dialog.title.text().startswith("批准并出具通知书 3 份，合计 ")
    assert dialog.lines.count() == 3
    dialog.form.binding.set_value("reason", "二季度第一批")
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(dialog.later_button, LEFT)
    program.idle()
    [waiting] = store.ask(open_proposals)
    assert (waiting.made_by_name, waiting.reason) == ("李建国", "二季度第一批")
    assert store.ask(list_notices) == []
    assert "已提请" in program.window.message_bar.message.text


def test_that_a_colleague_beside_confirms_at_once(program, services, store, zhengdong, awards, qtbot):
    view = issuing(program, services, zhengdong, awards)
    qtbot.mouseClick(view.issue_button, LEFT)
    dialog = view.second
    qtbot.waitUntil(dialog.now_button.isEnabled)
    qtbot.mouseClick(dialog.now_button, LEFT)
    asked = dialog.sign_in.panel
    asked.name_edit.setText("zhangm")
    asked.password_edit.setText(PASSWORD)
    with qtbot.waitSignal(dialog.finished):
        qtbot.mouseClick(asked.go_button, LEFT)
    program.idle()
    assert {one.approver for one in store.ask(list_notices)} == {"张敏"}
    assert services.context.seat.who.name == "李建国", "who sat there still does"


def test_that_the_reason_for_voiding_is_kept_until_it_is_proposed(program, services, store, issued, qtbot):
    services.go_to(ToPage("notices"))
    page = program.notices
    program.idle()
    page.list.table.select_key(issued[0])
    page.void_button.click()
    dialog = page.void_dialog
    dialog.form.binding.set_value("text", "金额录错")
    qtbot.mouseClick(dialog.take_button, LEFT)
    qtbot.waitUntil(lambda: program.window.findChild(SecondDialog) is not None)
    second = program.window.findChild(SecondDialog)
    qtbot.waitUntil(second.later_button.isEnabled)
    second.reject()
    assert dialog.form.values()["text"] == "金额录错"
    dialog.reject()
    assert store.ask(open_proposals) == []


@pytest.mark.parametrize("services", ["张敏"], indirect=True)
def test_that_one_who_may_confirms_on_the_page(program, services, store, policies, zhengdong, awards, qtbot):
    order = IssueNotices.of(zhengdong, awards[:2])
    propose(seat_of(store, "李建国"), order, Means(policies, policies, ROADS), Silent(), reason="请批准")
    services.go_to(ToPage("proposals"))
    page = program.proposals
    program.idle()
    assert page.list.model.rows[0].title.startswith("批准并出具通知书 2 份")
    assert "说明：请批准" in program.texts(page)
    assert page.withdraw_button.isHidden()
    qtbot.mouseClick(page.confirm_button, LEFT)
    program.idle()
    assert len(store.ask(list_notices)) == 2
    assert page.list.model.rows == []
    [done] = store.ask(decided_proposals)
    assert (done.state, done.decided_by_name) == (State.DONE, "张敏")
    page.list.view.set_value("decided")
    program.idle()
    assert [one.id for one in page.list.model.rows] == [done.id]


@pytest.mark.parametrize("services", ["王小梅"], indirect=True)
def test_that_one_who_may_not_is_told_why(program, services, store, policies, zhengdong, awards):
    order = IssueNotices.of(zhengdong, awards[:2])
    propose(seat_of(store, "李建国"), order, Means(policies, policies, ROADS), Silent())
    services.go_to(ToPage("proposals"))
    page = program.proposals
    program.idle()
    assert not page.confirm_button.isEnabled()
    assert "要由有“批准”角色的人确认" in program.texts(page)


def test_that_who_proposed_it_takes_it_back(program, services, store, policies, zhengdong, awards, qtbot):
    order = IssueNotices.of(zhengdong, awards[:2])
    propose(services.context.seat, order, Means(policies, policies, ROADS), Silent())
    services.go_to(ToPage("proposals"))
    page = program.proposals
    program.idle()
    assert page.confirm_button.isHidden()
    qtbot.mouseClick(page.withdraw_button, LEFT)
    program.idle()
    [one] = store.ask(decided_proposals)
    assert one.state is State.WITHDRAWN


@pytest.mark.parametrize("services", ["张敏"], indirect=True)
def test_that_the_navigation_says_how_much_waits(program, store, policies, zhengdong, awards, services):
    navigation = program.window.navigation
    entry = navigation.button_of("proposals")
    keys = f"待确认（Ctrl+{navigation.shown.index('proposals') + 1}）"
    assert (entry.toolTip(), entry.isHidden()) == (keys, False)
    order = IssueNotices.of(zhengdong, awards[:2])
    propose(seat_of(store, "李建国"), order, Means(policies, policies, ROADS), Silent())
    program.idle()
    assert entry.toolTip() == f"{keys}：1 件"


@pytest.mark.parametrize("services", ["王小梅"], indirect=True)
def test_that_turned_off_it_is_said_wherever_it_matters(program, services, zhengdong, awards, idle, qtbot):
    services.go_to(ToPage("settings"))
    card = program.settings.four_eyes_card
    idle()
    qtbot.mouseClick(card.off_button, LEFT)
    card.dialog.form.binding.set_value("text", "休产假")
    with qtbot.waitSignal(card.dialog.finished):
        qtbot.mouseClick(card.dialog.take_button, LEFT)
    idle()
    said = f"两人办理已关闭（王小梅，{date_text(date.today())}）：休产假"
    view = issuing(program, services, zhengdong, awards)
    for page_id in ("enterprises", "policies", "cases", "funds", "payments", "notices", "proposals"):
        [line] = program.window.built(page_id).findChildren(FourEyesOff)
        idle()
        assert line.label.text() == said, page_id
        assert not line.isHidden()
    assert not view.form.isHidden()
    assert view.issue_button.text() == "确认已批准并出具 3 份"


@pytest.mark.parametrize("services", ["王小梅"], indirect=True)
def test_that_what_one_may_not_is_grey_with_the_reason_until_the_roles_change(program, services, idle):
    page = program.enterprises
    idle()
    reason = "这件事要由有“经办”或“台账”角色的人办理"
    assert (page.new_button.isEnabled(), page.new_button.toolTip()) == (False, reason)
    page.new_button.setEnabled(True)
    assert not page.new_button.isEnabled(), "a page has its own reasons to have it pressed"
    assert program.settings.issuers_card.add_button.isEnabled()
    fields = AccountFields(name="王小梅", sign_in="wangxm")
    change_account(services.context.seat, 1, fields, {Role.MANAGE, Role.HANDLE})
    idle()
    assert page.new_button.isEnabled()
    assert page.new_button.toolTip() == "新增企业（Ctrl+N）"
