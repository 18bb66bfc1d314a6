"""The page 回收站: what was deleted is found, comes back, and goes again."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from domain.bin.listing import BinKind
from domain.enterprises import queries
from domain.enterprises.attachments.service import add_files, list_attachments, remove_attachments
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.register.saved_filters import SavedFilter, delete_filters, save_filter, saved_filters
from domain.enterprises.register.tags import add_tag
from domain.enterprises.service import delete_enterprises, save_enterprise
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.office.accounts.signing_in import sign_in
from domain.policies.runs.service import delete_runs, list_runs, take_run
from domain.store.permits import Role
from domain.values.progress import Silent
from gui.services import AppContext
from gui.shell.app import build_services
from gui.targets import ToBin, ToPage
from tests.filling import take_in
from tests.gui.conftest import PATIENCE_S

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "bin"
FIRST = EnterpriseFacts("91410100MAYA000162", "云图科技有限公司", {"industry_kind": "software"})
SECOND = EnterpriseFacts("91410100MAYE8C9L7T", "重庆火锅有限公司")


@pytest.fixture
def two(store, dictionary):
    return [save_enterprise(store.seat("王"), facts, dictionary) for facts in (FIRST, SECOND)]


@pytest.fixture
def reviewer(store, two):
    """Somebody who may bring back a filter, but no enterprise; one of each was deleted."""
    save_filter(store.seat("王"), SavedFilter("重点", "郑州", ()))
    delete_filters(store.seat("王"), ["重点"])
    delete_enterprises(store.seat("王"), two)
    words = "白鸽-算盘-雨伞"
    for name, sign_in_name, role in (("王小梅", "wang", Role.MANAGE), ("李建国", "li", Role.REVIEW)):
        open_account(store.seat("王"), AccountFields(name=name, sign_in=sign_in_name), {role}, words)
    return sign_in(store, "li", words)


@pytest.fixture
def services(qapp, context, request):
    if "reviewer" in request.fixturenames:
        context = AppContext(**{**vars(context), "seat": request.getfixturevalue("reviewer")})
    services = build_services(qapp, context)
    yield services
    services.jobs.shut_down()


@pytest.fixture
def posted(services):
    messages = []
    services.messages.posted.connect(messages.append)
    return messages


@pytest.fixture
def page(two, program, services, idle):
    services.go_to(ToPage("bin"))
    idle()
    return program.bin


def cells(page, row):
    model = page.list.model
    return [model.index(row, at).data() for at in page.list.table.shown_columns()]


def names(page):
    return [one.name for one in page.list.model.rows]


def press(button, qtbot, idle):
    qtbot.mouseClick(button, LEFT)
    idle()


def search(page, idle, text):
    page.list.search.setText(text)
    page.list.search.searched.emit(text)
    idle()


def test_that_what_is_deleted_in_the_register_comes_back_by_way_of_the_bin_as_it_was(
    program, context, store, two, idle, qtbot, posted
):
    add_tag(store.seat("王"), two[:1], "重点", Silent())
    register = program.enterprises
    register.list.reload()
    idle()
    before = [(row.found.uscc, row.found.name) for row in register.list.model.rows]
    register.list.table.selectRow([name for _, name in before].index(FIRST.name))
    press(register.delete_button, qtbot, idle)
    press(register.remover.button, qtbot, idle)
    page = program.window.page
    assert page is program.bin
    assert page.list.kind.value() == BinKind.ENTERPRISE
    kind, name, by, _, hanging, left = cells(page, 0)
    assert [kind, name, by, hanging, left] == ["企业", FIRST.name, "王小梅", "标签 1 个", "一直保留"]
    assert not page.restore_button.isEnabled()
    page.list.table.selectRow(0)
    press(page.restore_button, qtbot, idle)
    assert posted[-1].text == f"已恢复企业“{FIRST.name}”"
    assert names(page) == []
    assert [(row.found.uscc, row.found.name) for row in register.list.model.rows] == before
    assert store.ask(queries.facts_of, two[0], context.dictionary) == FIRST
    take_back = next(b for b in page.window().findChildren(QPushButton) if b.text() == "撤销")
    press(take_back, qtbot, idle)
    assert names(page) == [FIRST.name]
    assert posted[-1].text == "已撤销，放回了回收站"


def test_that_everything_that_is_deleted_is_here_and_all_of_it_comes_back_at_once(
    page, context, store, two, idle, qtbot, posted, tmp_path, zhengdong
):
    assert page.list.empty.isVisible()
    path = tmp_path / "执照.pdf"
    path.write_bytes(b"%PDF licence")
    (file,) = add_files(store.seat("王"), two[0], [path], Silent()).ids
    remove_attachments(store.seat("李"), [file])
    save_filter(store.seat("王"), SavedFilter("重点", "郑州", ()))
    delete_filters(store.seat("李"), ["重点"])
    run = take_run(store.seat("王"), zhengdong, context.dictionary, Silent())
    delete_runs(store.seat("李"), [run])
    delete_enterprises(store.seat("赵"), two[1:])
    idle()
    assert [one.kind for one in page.list.model.rows] == ["enterprise", "run", "filter", "attachment"]
    assert cells(page, 3)[4:] == [f"属于“{FIRST.name}”", "90 天"]
    page.list.kind.set_value(BinKind.FILTER.value)
    idle()
    assert names(page) == ["重点"]
    page.list.kind.type_in("")
    idle()
    search(page, idle, "ytkj")
    assert names(page) == ["执照.pdf"]
    search(page, idle, "没有这个词")
    assert page.list.foot.text().startswith("共 0 项")
    search(page, idle, "")
    page.list.time.set_value("older")
    idle()
    assert names(page) == []
    page.list.time.type_in("")
    idle()
    page.list.table.selectAll()
    assert page.restore_button.text() == "恢复 4 项"
    press(page.restore_button, qtbot, idle)
    assert posted[-1].text == "已恢复 1 户企业、1 个附件、1 次评定、1 个筛选"
    assert names(page) == []
    assert len(store.ask(list_attachments, two[0])) == 1
    assert [one.id for one in store.ask(list_runs)] == [run]
    assert [one.name for one in store.ask(saved_filters)] == ["重点"]
    posted[-1].action[1]()
    idle()
    assert len(names(page)) == 4


def test_that_what_cannot_come_back_says_why_and_the_others_do(page, context, store, two, idle, qtbot):
    delete_enterprises(store.seat("李"), two)
    save_enterprise(store.seat("王"), replace(FIRST, name="新登记的"), context.dictionary)
    idle()
    page.list.table.select_key((BinKind.ENTERPRISE, two[0]))
    assert not page.restore_button.isEnabled()
    assert "“新登记的”" in page.list.said.label.text()
    assert page.restore_button.toolTip() == page.list.said.label.text()
    row = names(page).index(FIRST.name)
    assert cells(page, row)[-1] == "暂不能恢复"
    page.list.table.selectAll()
    assert page.restore_button.text() == "恢复"
    press(page.restore_button, qtbot, idle)
    assert names(page) == [FIRST.name]


def test_that_what_somebody_else_does_meanwhile_is_said(page, context, services, store, two, idle, posted):
    delete_enterprises(store.seat("李"), two)
    idle()
    page.list.table.selectAll()
    seat, known = store.seat("赵"), context.dictionary
    again = replace(FIRST, name="抢先登记的")
    services.jobs.run(lambda _: save_enterprise(seat, again, known), owner=page, label="登记")
    page.restore_button.click()
    idle()
    said = f"已恢复企业“{SECOND.name}”；没有恢复：“{FIRST.name}”的统一社会信用代码"
    assert posted[-1].text.startswith(said)


def test_that_more_than_a_screenful_is_shown_at_once_and_then_whole(page, store, idle, qtbot):
    entries = [EnterpriseFacts(f"9141{at:014}", f"郑州第{at}公司", {}, {}, {}) for at in range(1_200)]
    ids = take_in(store.seat("王"), entries)
    idle()
    seen = []
    page.list.model.modelReset.connect(lambda: seen.append(page.list.model.rowCount()))
    # What is looked at now must not pass by itself.
    page._rest.setInterval(PATIENCE_S * 1000)
    delete_enterprises(store.seat("李"), ids)
    idle()
    assert page.list.foot.text() == "正在统计…"
    page._rest.start(0)
    qtbot.waitUntil(lambda: page.list.model.rowCount() == len(ids))
    idle()
    assert seen == [200, len(ids)]
    assert page.list.foot.text().startswith("共 1,200 项。")
    page.list.table.selectAll()
    press(page.restore_button, qtbot, idle)
    assert names(page) == []


def test_that_who_may_not_bring_something_back_is_told_who_may(reviewer, page, store, two, idle, qtbot):
    page.list.table.select_key((BinKind.ENTERPRISE, two[0]))
    assert not page.restore_button.isEnabled()
    assert "这件事要由有“经办”角色的人办理" in page.restore_button.toolTip()
    page.list.table.selectAll()
    press(page.restore_button, qtbot, idle)
    assert [one.name for one in store.ask(saved_filters)] == ["重点"]
    assert len(names(page)) == 2


def test_that_a_place_leads_to_one_kind(page, services, store, two, idle):
    save_filter(store.seat("王"), SavedFilter("重点", "郑州", ()))
    delete_filters(store.seat("李"), ["重点"])
    delete_enterprises(store.seat("李"), two)
    search(page, idle, "云图")
    services.go_to(ToBin(BinKind.FILTER))
    idle()
    assert names(page) == ["重点"]
    assert page.list.search.query() == ""
