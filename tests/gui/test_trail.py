"""The page 操作记录: found, read, held against what left the house."""

import pytest
from PySide6.QtCore import Qt

from domain.enterprises.queries import facts_of
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.service import open_account
from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.outreach.people import CadreFields, DepartmentFields, save_cadre, save_department
from domain.store.acts import Action, Entry, Person
from domain.store.engine import Seat
from domain.store.permits import Role
from domain.store.tables import Kind, Subject
from domain.store.told import last_of, whole_of
from domain.values.progress import Silent
from domain.values.texts import masked
from gui.early.parts import Link
from gui.forms.editors import UNSET
from gui.targets import ToPage
from tests.meddling import forging
from tests.reports.reading import pages_of

LEFT = Qt.MouseButton.LeftButton
MANY = 700


@pytest.fixture
def page(store, sample_office, program, services, idle):
    save_office(store.seat("李建国"), OfficeFields(name="甲局"))
    save_office(store.seat("王小梅"), OfficeFields(name="乙局"))
    services.go_to(ToPage("trail"))
    idle()
    return program.trail


def said(program, page):
    return program.texts(page.detail.widget())


def test_that_the_newest_entry_is_shown_with_before_and_after(program, page, idle):
    idle()
    assert page.list.table.current_row() == page.list.model.row_at(0)
    texts = said(program, page)
    assert "修改本单位信息" in texts
    assert {"姓名或名称", "甲局", "乙局"} <= set(texts)
    assert any(text.startswith("存证码 ") for text in texts)


def test_that_filters_find_who_did_what(page, idle):
    page.list.actor.set_value("李建国")
    idle()
    assert {row.actor for row in page.list.model.rows} == {"李建国"}
    page.list.kind.set_value(Kind.ENTERPRISE.value)
    idle()
    assert not page.list.model.rows
    page.list.actor.set_value(UNSET)
    page.list.kind.set_value(UNSET)
    page.list.search.setText("本单位")
    page.list.search.searched.emit("本单位")
    idle()
    assert {row.kind for row in page.list.model.rows} == {Kind.OFFICE}
    page.list.first.line.setText("2099-01-01")
    idle()
    assert not page.list.model.rows


def test_that_a_day_that_is_still_being_typed_asks_for_nothing(page, idle):
    count = len(page.list.model.rows)
    page.list.first.line.setText("2022-1")
    idle()
    assert len(page.list.model.rows) == count


def test_that_what_is_scrolled_to_comes_and_each_entry_once(store, page, idle):
    with store.seat("王小梅").act(Action.TABLE_EXPORT) as act:
        act.note_all([Entry(Subject(Kind.EXCHANGE), f"导出第 {at} 张表") for at in range(MANY)])
    page.on_shown()
    idle()
    while page.list.model.canFetchMore(page.list.table.rootIndex()):
        page.list.table.scrollToBottom()
        idle()
    numbers = [row.id for row in page.list.model.rows]
    assert numbers == list(range(numbers[0], 0, -1))
    assert len(numbers) > MANY


def test_that_an_entry_leads_to_its_enterprise(program, page, idle, qtbot):
    page.list.kind.set_value(Kind.ENTERPRISE.value)
    idle()
    page.list.table.select_key(page.list.model.row_at(0).id)
    idle()
    [link] = [one for one in page.detail.widget().findChildren(Link) if one.text() == "看这户企业"]
    qtbot.mouseClick(link, LEFT)
    idle()
    assert program.window.page is program.enterprises


def test_that_one_enterprise_alone_is_shown_until_all_are_asked_for(store, page, program, idle, qtbot):
    told = next(one for one in page.list.model.rows if one.kind is Kind.ENTERPRISE)
    page.list.table.select_key(told.id)
    idle()
    link = next(one for one in page.detail.findChildren(Link) if one.text() == "只看这户企业的记录")
    link.followed.emit()
    idle()
    assert page.list.enterprise.isVisible()
    shown = {(one.kind, one.subject_id) for one in page.list.model.rows}
    assert shown == {(Kind.ENTERPRISE, told.subject_id)}
    page.list.enterprise.set_value(UNSET)
    idle()
    assert {one.kind for one in page.list.model.rows} >= {Kind.ENTERPRISE, Kind.OFFICE}


def test_that_people_of_one_name_are_told_apart(store, page, program, idle):
    seat = store.seat("root")
    for sign_in in ("wangf", "wangf2"):
        fields = AccountFields(name="王芳", sign_in=sign_in)
        open_account(seat, fields, {Role.MANAGE}, "白鸽-算盘-雨伞")
    for number in (1, 2):
        save_office(Seat(store, Person("王芳", number)), OfficeFields(name=f"第{number}局"))
    page.on_shown()
    idle()
    assert [one.who for one in page.list.model.rows[:2]] == ["王芳（wangf2）", "王芳（wangf）"]
    page.list.actor.set_value("王芳\n1")
    idle()
    assert {one.who for one in page.list.model.rows} == {"王芳（wangf）"}


def test_that_telephone_and_account_are_masked_in_what_was_changed(store, page, program, idle, dictionary):
    told = next(one for one in page.list.model.rows if one.kind is Kind.ENTERPRISE)
    page.list.table.select_key(told.id)
    idle()
    known = store.ask(facts_of, told.subject_id, dictionary).attributes
    texts = said(program, page)
    for name in ("contact_phone", "account_number"):
        assert known[name] not in texts
        assert masked(known[name]) in texts


def test_that_telephones_and_accounts_of_other_records_are_masked_as_well(store, program, page, idle):
    seat, phone, account = store.seat("王小梅"), "13812341234", "1702020509200123456"
    department = save_department(seat, DepartmentFields("区金融服务局", "赵敏", phone))
    save_cadre(seat, CadreFields("孙强", "科长", phone))
    with seat.act(Action.PAYMENT_RESULT) as act:
        line = {"payment_line[1].account": [None, account], "payment_line[1].paid": [None, 1_234_567]}
        act.note(Subject(Kind.PAYMENT, 1), "办理", line)
    with seat.act(Action.PROBLEM_CHANGE) as act:
        act.note(Subject(Kind.PROBLEM, 1), "修改", {"phone": [None, phone]})
    assert department
    page.on_shown()
    idle()
    for kind in (Kind.DEPARTMENT, Kind.CADRE, Kind.PAYMENT, Kind.PROBLEM):
        told = next(one for one in page.list.model.rows if one.kind is kind)
        page.list.table.select_key(told.id)
        idle()
        texts = said(program, page)
        whole = account if kind is Kind.PAYMENT else phone
        assert whole not in texts, kind
        assert masked(whole) in texts, kind
        assert kind is not Kind.PAYMENT or {"已付（元）", "12,345.67"} <= set(texts)


def verified(page, qtbot, typed=""):
    if page.dialog is None:
        qtbot.mouseClick(page.verify_button, LEFT)
    page.dialog.typed.setText(typed)
    page.dialog.verified = None
    qtbot.mouseClick(page.dialog.go_button, LEFT)


def test_that_a_sound_trail_is_said_to_be(page, qtbot):
    verified(page, qtbot)
    qtbot.waitUntil(lambda: page.dialog.verified is not None)
    assert "没有发现改动" in page.dialog.good.label.text()
    verified(page, qtbot, "不是存证码")
    qtbot.waitUntil(lambda: page.dialog.form.binding.error_text("head") != "")
    page.dialog.reject()


def test_that_a_forged_trail_is_said_with_its_place(store, page, qtbot):
    with forging(store.path) as trail:
        trail.execute("UPDATE audit_entry SET actor = '别人' WHERE id = 3")
    verified(page, qtbot)
    qtbot.waitUntil(lambda: page.dialog.verified is not None)
    assert page.dialog.bad.label.text() == "第 3 条操作记录写下之后被改过。"
    assert "交审计人员" in page.dialog.more.text()
    page.dialog.reject()


def test_that_a_stub_of_the_trail_is_printed_and_stands_up_to_it(store, page, qtbot, idle, tmp_path):
    qtbot.mouseClick(page.verify_button, LEFT)
    dialog = page.dialog
    qtbot.mouseClick(dialog.stub_button, LEFT)
    qtbot.waitUntil(lambda: dialog.stub is not None)
    with store.read() as session:
        entered = whole_of(session, last_of(session)[0].number)
        head, written = whole_of(session, entered.told.id - 1).head, entered.told.at
    assert entered.told.summary == f"出具操作记录存根，到第 {head.number} 条，存证码 {head}"
    dialog.stub._batch.write(tmp_path / "stub.pdf", Silent())
    (text,) = pages_of((tmp_path / "stub.pdf").read_bytes())
    assert all(
        word in text for word in (str(head), f"第{head.number}条", f"{written.astimezone():%H:%M}", "王小梅")
    )
    qtbot.waitUntil(lambda: dialog.stub.preview.view.page_count == 1)
    dialog.stub.reject()
    dialog.typed.setText(str(head).lower())
    qtbot.mouseClick(dialog.go_button, LEFT)
    qtbot.waitUntil(lambda: dialog.verified is not None)
    assert dialog.verified.is_sound
    assert dialog.verified.locked == head.number
    dialog.reject()
