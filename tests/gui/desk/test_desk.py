"""The desk: where several people begin, and what leads from there."""

import pytest
from PySide6.QtCore import Qt

from domain.office.accounts.signing_in import sign_in
from domain.roads.walking import Move
from gui.early.page_entries import PAGES
from gui.shell.app import Shell
from tests.conftest import PASSWORD, PEOPLE
from tests.domain.cases.awards.conftest import HANDLER, MANAGER, REVIEWER

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def sit(qapp, qtbot, seated):
    """Open the window for somebody; give back its desk, and what waits for the window to be still."""
    shells = []

    def open_for(name):
        services = seated(name)
        shell = Shell(qapp, services, PAGES)
        shells.append(shell)
        with qtbot.waitExposed(shell.window):
            shell.window.show()

        def settled():
            qtbot.waitUntil(lambda: services.jobs.is_idle)

        settled()
        return shell.window, settled

    yield open_for
    for shell in shells:
        shell.window.hide()
        shell.window.deleteLater()
        shell.deleteLater()


def said(card):
    return [(line.title, line.note) for line in card.lines]


def test_that_several_people_begin_at_their_desk_and_every_line_leads_to_its_thing(office, sit, qtbot):
    ids = office.make(office.granted()[:9])
    office.bring(ids[2:], "second_review")
    office.bring(ids[6:], "opinions")
    office.do(HANDLER, ids[5:6], Move.BEGIN, "hold", remark="等会议")
    sign_in(office.store, PEOPLE[REVIEWER][0], PASSWORD)
    window, settled = sit(REVIEWER)
    page = window.page
    assert page.page_id == "desk"
    head, first, *_ = said(page.mine)
    assert head == ("复核　3 件", f"最早 {office.day.isoformat()}")
    assert office.case(ids[2]).row.enterprise_name in first[0]
    assert "超 " in first[1]
    assert said(page.others) == [
        ("初审　2 件", f"等{HANDLER}"),
        ("部门意见　3 件", f"等{HANDLER}"),
        ("暂缓　1 件", "可以“恢复办理”"),
    ]
    assert [line.title for line in page.happened.lines] == [f"{HANDLER}　暂缓　1 件"]
    assert page.paces.isHidden()
    qtbot.mouseClick(page.mine.lines[0], LEFT)
    settled()
    cases = window.page
    assert (cases.page_id, list(cases.list.ids)) == ("cases", ids[2:5])
    window.navigation.chosen.emit("desk")
    qtbot.mouseClick(page.mine.lines[1], LEFT)
    settled()
    assert cases.case_view.id == ids[2]
    office.onward(REVIEWER, ids[2:5], "second_review")
    settled()
    window.navigation.chosen.emit("desk")
    settled()
    assert said(page.mine) == []


def test_that_who_oversees_sees_where_it_sticks(office, sit):
    ids = office.make(office.granted()[:4])
    office.bring(ids[1:], "second_review")
    window, _ = sit(MANAGER)
    page = window.page
    assert page.paces.isVisible()
    model = page.pace_model
    shown = [[model.index(row, at).data() for at in range(3)] for row in range(model.rowCount())]
    assert shown == [["初审", HANDLER, "1"], ["复核", REVIEWER, "3"]]
