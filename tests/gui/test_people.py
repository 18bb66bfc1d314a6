"""Several people at one machine: accounts, signing in, the lock, and what was typed before it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QPushButton, QWidget
from sqlmodel import select

from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.history import changes_of
from domain.enterprises.queries import facts_of
from domain.enterprises.service import save_enterprise
from domain.enterprises.unsaved import draft_key
from domain.office.accounts.entities import AccountFields
from domain.office.accounts.queries import find_account
from domain.office.accounts.service import (
    change_account,
    confirm_reset,
    give_recovery_code,
    open_account,
    reset_locally,
)
from domain.office.accounts.signing_in import sign_in
from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.outreach.people import DepartmentFields, departments, save_department
from domain.store import drafts
from domain.store.audit import AuditEntry, entries_of
from domain.store.engine import Store
from domain.store.permits import NotPermitted, Role
from domain.store.plain import READY
from domain.store.tables import Kind, Subject
from domain.values.progress import Silent
from domain.values.texts import masked
from gui.backups.making import write_and_prove
from gui.early.main_window import MainWindow
from gui.early.page_entries import PAGES
from gui.early.sign_in import SignInPanel
from gui.files.paper_desk import _print as print_quietly
from gui.files.printing import Ordered, PrintOrder
from gui.forms.fact_edits import PersonalEdit
from gui.pages.visits.units import DepartmentDialog
from gui.people.asking import AccountDialog, CodeDialog
from gui.people.ending import EndDialog
from gui.people.sign_in import SignIn
from gui.people.standing import ResetsOpen
from gui.restoring.restart import prepare_restore
from gui.services import AppContext
from gui.shell.app import Shell, build_services
from gui.shell.instance import Instance
from gui.shell.opening import open_office
from gui.targets import ToEnterprise, ToPage
from gui.widgets.status import StatusPill
from tests.reports.reading import pages_of


def all_entries(session):
    return session.exec(select(AuditEntry)).all()


LEFT = Qt.MouseButton.LeftButton
WANG, LI = "白鸽-算盘-雨伞", "芦苇-铜铃-纸船"


@pytest.fixture
def shared(store) -> Store:
    """A store of two people."""
    seat = store.seat("王小梅")
    manage = {Role.MANAGE, Role.HANDLE}
    open_account(seat, AccountFields(name="王小梅", sign_in="wangxm"), manage, WANG)
    open_account(seat, AccountFields(name="李建国", sign_in="lijg"), {Role.REVIEW}, LI)
    return store


@pytest.fixture
def services(qapp, context, request):
    """Whoever works there: one alone, or 王小梅 where several do."""
    if "shared" in request.fixturenames:
        store = request.getfixturevalue("shared")
        context = AppContext(**{**vars(context), "seat": sign_in(store, "wangxm", WANG)})
    services = build_services(qapp, context)
    yield services
    services.jobs.shut_down()


@pytest.fixture
def shell(open_shell, idle) -> Shell:
    shell = open_shell(PAGES)
    idle()
    return shell


@pytest.fixture
def fill_in(qtbot):
    """Fill in the form of a dialog and press its usual button."""

    def fill(dialog, form, values):
        for field, text in values.items():
            form.binding.set_value(field, text)
        qtbot.mouseClick(dialog.go_button, LEFT)

    return fill


def at_settings(shell, idle):
    shell._services.go_to(ToPage("settings"))
    idle()
    return shell.window.built("settings")


def type_in(panel, name, password, qtbot):
    """Type name and password as one does, by the keys alone."""
    panel.name_edit.setText(name)
    qtbot.keyClick(panel.name_edit, Qt.Key.Key_Return)
    panel.password_edit.setText(password)
    qtbot.keyClick(panel.password_edit, Qt.Key.Key_Return)


def signed_in(shell, qtbot, name, password):
    qtbot.waitUntil(lambda: shell.lock.dialog is not None)
    dialog = shell.lock.dialog
    with qtbot.waitSignal(dialog.finished):
        type_in(dialog.panel, name, password, qtbot)


def test_that_the_second_account_asks_everybody_to_sign_in(shell, idle, qtbot, fill_in, store):
    card = at_settings(shell, idle).people_card
    assert card.said.text().startswith("单人办理")
    assert not card.lock_after.isVisibleTo(card)
    for name, word, password in (("王小梅", "wangxm", WANG), ("李建国", "lijg", LI)):
        qtbot.mouseClick(card.add_button, LEFT)
        dialog = card.dialog
        assert isinstance(dialog, AccountDialog)
        values = {"name": name, "sign_in": word, "new": password, "again": password}
        fill_in(dialog, dialog.form, values)
        qtbot.waitUntil(lambda: isinstance(card.dialog, CodeDialog))
        assert card.dialog.code.text().count("-") == 4
        card.dialog.accept()
        idle()
    signed_in(shell, qtbot, "lijg", LI)
    idle()
    assert shell.lock.dialog is None
    assert shell._services.context.seat.who.name == "李建国"
    assert "李建国" in [label.text() for label in shell.window.status_line.findChildren(QLabel)]


def test_that_the_first_account_of_an_old_office_gives_its_name_to_what_is_done(
    store, shell, idle, qtbot, fill_in
):
    save_office(store.seat("root"), OfficeFields(name="甲局"))
    page = at_settings(shell, idle)
    page.people_card.reload()
    idle()
    card = page.people_card
    assert "以前的操作记在“root”下" in card.first_steps.label.text()
    page.form.binding.set_value("name", "没有保存的名称")
    qtbot.mouseClick(card.add_button, LEFT)
    dialog = card.dialog
    fill_in(dialog, dialog.form, {"name": "张明", "new": WANG, "again": WANG})
    qtbot.waitUntil(lambda: isinstance(card.dialog, CodeDialog))
    assert store.ask(find_account, "zm").name == "张明"
    card.dialog.accept()
    idle()
    qtbot.waitUntil(lambda: shell._services.context.seat.who.name == "张明")
    idle()
    assert shell._services.context.seat.who.id is None
    page = at_settings(shell, idle)
    assert page.form.values()["name"] == "没有保存的名称"
    assert page.people_card.first_steps.isHidden()
    assert "张明" in [label.text() for label in shell.window.status_line.findChildren(QLabel)]


def test_that_a_recovery_code_is_printed_on_one_sheet_and_kept_in_no_file(store, services, qtbot, qapp, idle):
    whose = AccountFields(name="王小梅", sign_in="wangxm")
    code = open_account(store.seat("王小梅"), whose, {Role.MANAGE}, WANG)[1]
    window = QWidget()
    qtbot.addWidget(window)
    dialog = CodeDialog(window, services.context, services.jobs, whose, code)
    printed = []

    def take(path, title, _):
        printed.extend((path, title, pages_of(path.read_bytes())))

    print_quietly(dialog._batch, Ordered(PrintOrder("HP"), take), Silent())
    path, title, (page,) = printed
    assert all(word in page for word in ("账户恢复码", "王小梅", "wangxm", code, "只能用一次", "管理"))
    assert code not in title
    assert not path.parent.exists()
    assert code not in "".join(entry.summary + entry.details for entry in store.ask(all_entries))


def test_that_a_recovery_code_that_cannot_be_printed_is_to_be_copied_by_hand(services, qtbot, qapp, idle):
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    whose = AccountFields(name="王小梅", sign_in="wangxm")
    dialog = CodeDialog(window, services.context, services.jobs, whose, "ABCD-EFGH-JKLM-NPQR-STUV")
    dialog.open()
    qtbot.mouseClick(dialog.print_button, LEFT)
    assert dialog.not_printed.label.text() == "没有打印：没有找到打印机，请先在系统里添加。可以抄下来"
    dialog.reject()


def test_that_what_was_wrong_with_an_account_is_said_at_its_field(shell, idle, qtbot, fill_in):
    card = at_settings(shell, idle).people_card
    qtbot.mouseClick(card.add_button, LEFT)
    dialog = card.dialog
    fill_in(dialog, dialog.form, {"name": "", "sign_in": "li jg", "new": "12345678", "again": "1234567"})
    said = {field: dialog.form.binding.error_text(field) for field in ("name", "sign_in", "new", "again")}
    assert said == {
        "name": "请填写",
        "sign_in": "不能有空格",
        "new": "这个密码太常见，别人会先试它。可以用几个不相干的词连起来，如 白鸽-算盘-雨伞",
        "again": "两次输入的不一样",
    }
    dialog.reject()


def test_that_one_person_alone_has_nothing_to_lock(shell, idle, services):
    services.frame.lock()
    idle()
    assert shell.lock.dialog is None
    assert "不用锁定" in shell.window.message_bar.message.text


def test_that_what_was_typed_is_there_after_the_lock(shared, shell, idle, qtbot, fill_in):
    page = at_settings(shell, idle)
    page.form.binding.set_value("name", "没有保存的名称")
    qtbot.keyClick(shell.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    signed_in(shell, qtbot, "wangxm", WANG)
    assert shell.window.built("settings") is page
    assert page.form.values()["name"] == "没有保存的名称"
    assert shell.lock._cover is None


def test_that_how_long_the_window_waits_is_a_setting_that_counts_at_once(shared, shell, idle, qtbot):
    card = at_settings(shell, idle).people_card
    assert card.lock_after.isVisibleTo(card)
    waiting = shell.lock._idle
    for minutes in (5, 30):
        card.lock_after.segment(minutes).click()
        assert (waiting.isActive(), waiting.interval()) == (True, minutes * 60_000)
    card.lock_after.segment(0).click()
    assert not waiting.isActive()
    assert shell._services.preferences.lock_after_min == 0


def test_that_nothing_of_the_office_is_seen_while_it_is_locked(shared, shell, idle, qtbot, fill_in):
    shell._services.frame.lock()
    qtbot.waitUntil(lambda: shell.lock.dialog is not None)
    picture = shell.window.grab().toImage()
    middle = picture.height() // 4
    assert len({picture.pixel(x, middle) for x in range(picture.width())}) == 1
    shell.window.resize(shell.window.width() - 40, shell.window.height() - 20)
    assert shell.lock._cover.geometry() == shell.window.rect()
    signed_in(shell, qtbot, "wangxm", WANG)


def test_that_a_colleague_takes_over_and_what_was_typed_waits_for_who_typed_it(
    shared, shell, idle, qtbot, fill_in
):
    page = at_settings(shell, idle)
    page.form.binding.set_value("name", "王小梅还没有保存的")
    shell._services.frame.lock()
    signed_in(shell, qtbot, "lijg", LI)
    idle()
    assert shell._services.context.seat.who.name == "李建国"
    assert at_settings(shell, idle).form.values().get("name") != "王小梅还没有保存的"
    shell._services.frame.lock()
    signed_in(shell, qtbot, "wangxm", WANG)
    idle()
    assert at_settings(shell, idle).form.values()["name"] == "王小梅还没有保存的"


def test_that_an_open_dialog_waits_with_what_was_typed_for_who_typed_it(shared, shell, idle, qtbot):
    card = at_settings(shell, idle).people_card
    qtbot.mouseClick(card.add_button, LEFT)
    dialog, window = card.dialog, shell.window
    assert isinstance(dialog, AccountDialog)
    dialog.form.binding.set_value("name", "录了一半的")
    shell._services.frame.lock()
    signed_in(shell, qtbot, "lijg", LI)
    idle()
    assert (dialog.isVisible(), window.isVisible()) == (False, False)
    assert shell.window is not window
    # Where the colleague goes leads nobody else anywhere.
    shell._services.go_to(ToPage("trail"))
    idle()
    assert window.page.page_id == "settings"
    shell._services.frame.lock()
    signed_in(shell, qtbot, "wangxm", WANG)
    idle()
    assert shell.window is window
    assert (dialog.isVisible(), window.isVisible()) == (True, True)
    assert dialog.form.values()["name"] == "录了一半的"
    assert shell._services.context.seat.who.name == "王小梅"
    assert card.add_button.isEnabled()
    # And is gone for good once it is closed and somebody else sits down.
    dialog.reject()
    shell._services.frame.lock()
    signed_in(shell, qtbot, "lijg", LI)
    idle()
    shell._services.frame.lock()
    signed_in(shell, qtbot, "wangxm", WANG)
    idle()
    assert shell.window is not window


def test_that_what_lies_on_a_desk_is_shown_and_handed_over(shared, shell, idle, qtbot):
    li = sign_in(shared, "lijg", LI)
    drafts.keep(li, draft_key(None), {"name": "李建国录了一半的"})
    card = at_settings(shell, idle).people_card
    end = next(one for one in card.findChildren(QPushButton) if one.accessibleName() == "停用李建国")
    qtbot.mouseClick(end, LEFT)
    qtbot.waitUntil(lambda: isinstance(card.dialog, EndDialog))
    dialog = card.dialog
    assert "· 新增企业的录入" in [label.text() for label in dialog.findChildren(QLabel)]
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.complaint.text() == "请选由谁接手"
    dialog.heir.setCurrentIndex(1)
    qtbot.mouseClick(dialog.go_button, LEFT)
    assert dialog.complaint.text() == "请写明理由"
    dialog.reason.setPlainText("调离")
    qtbot.mouseClick(dialog.go_button, LEFT)
    idle()
    assert not shared.ask(find_account, "lijg").is_open_on(date.today())
    found = drafts.find(shell._services.context.seat, draft_key(None))
    assert found[0] == {"name": "李建国录了一半的"}


def test_that_a_role_taken_away_refuses_the_next_act_and_keeps_what_was_typed(shared, shell, idle, qtbot):
    wang = shell._services.context.seat
    shell._services.go_to(ToPage("enterprises"))
    page = shell.window.page
    page.desk.open(None)
    idle()
    fields = page.desk.form.fields
    fields.set_value("name", "郑州甲有限公司")
    fields.set_value("uscc", "91410100MAYE8C9L7T")
    open_account(wang, AccountFields(name="周敏", sign_in="zhoum"), {Role.MANAGE}, LI)
    only_review = AccountFields(name="王小梅", sign_in="wangxm")
    change_account(sign_in(shared, "zhoum", LI), wang.who.id, only_review, {Role.REVIEW})
    page.save()
    idle()
    said = shell.window.message_bar.message.text
    assert "没有办理：这件事要由有“经办”或“台账”角色的人办理，现在没有这样的人" in said
    assert fields.values()["name"] == "郑州甲有限公司"
    page.desk.keeper.keep_now()
    idle()
    assert drafts.find(wang, draft_key(None))[0]


PHONE, ACCOUNT = "13812341234", "1702020509200123456"


@pytest.fixture
def seen_by(shared, shell, idle, qtbot, dictionary):
    """Have a colleague with these roles look at an enterprise with a telephone and an account."""

    def look(*roles):
        wang = shell._services.context.seat
        facts = EnterpriseFacts("91410100MAYE8C9L7T", "郑州甲有限公司")
        facts = replace(facts, attributes={"contact_phone": PHONE, "account_number": ACCOUNT})
        id_ = save_enterprise(wang, facts, dictionary)
        open_account(wang, AccountFields(name="周敏", sign_in="zhoum"), roles, LI)
        shell._services.frame.lock()
        signed_in(shell, qtbot, "zhoum", LI)
        idle()
        shell._services.go_to(ToEnterprise(id_))
        idle()
        return id_, shell.window.page

    return look


def test_that_forms_of_other_records_veil_telephones_too(shared, shell, idle, qtbot):
    wang = shell._services.context.seat
    save_department(wang, DepartmentFields("区金融服务局", "赵敏", PHONE))
    [row] = shared.ask(departments)
    li = AccountFields(name="李建国", sign_in="lijg")
    for roles, shown in (({Role.LEDGER}, masked(PHONE)), ({Role.LEDGER, Role.HANDLE}, PHONE)):
        change_account(wang, 2, li, roles)
        shell._services.frame.lock()
        signed_in(shell, qtbot, "lijg", LI)
        idle()
        dialog = DepartmentDialog(shell._services, shell.window, row)
        [edit] = dialog.findChildren(PersonalEdit)
        assert edit.text() == masked(PHONE), "until it is known who looks"
        idle()
        assert edit.text() == shown
        assert edit.typed() == PHONE
        dialog.deleteLater()
        shell._services.frame.lock()
        signed_in(shell, qtbot, "wangxm", WANG)
        idle()


def texts_of(page):
    edits = page.desk.form.findChildren(PersonalEdit)
    return [edit.text() for edit in edits if edit.typed() in (PHONE, ACCOUNT)]


@pytest.mark.parametrize("role", [Role.HANDLE, Role.PAY])
def test_that_who_needs_numbers_sees_them_whole_in_the_form_and_masked_in_lists(seen_by, idle, role):
    _, page = seen_by(role)
    assert texts_of(page) == [PHONE, ACCOUNT]
    model = page.list.model
    shown = {model.columns[at].title: model.index(0, at).data() for at in range(model.columnCount())}
    assert (shown["联系电话"], shown["账号"]) == ("138****1234", "170****3456")
    page.list.table.selectRow(0)
    page.list.table.copy()
    copied = QApplication.clipboard().text()
    assert PHONE not in copied
    assert ACCOUNT not in copied


def test_that_who_needs_no_numbers_sees_them_masked_and_saves_the_rest(seen_by, idle, shared, dictionary):
    id_, page = seen_by(Role.LEDGER)
    assert texts_of(page) == ["138****1234", "170****3456"]
    assert all(edit.isReadOnly() for edit in page.desk.form.findChildren(PersonalEdit))
    assert not page.desk.is_dirty()
    page.desk.form.fields.set_value("contact_person", "李四")
    page.save()
    idle()
    saved = shared.ask(facts_of, id_, dictionary).attributes
    assert saved["contact_person"] == "李四"
    assert (saved["contact_phone"], saved["account_number"]) == (PHONE, ACCOUNT)
    assert texts_of(page) == ["138****1234", "170****3456"]


def test_that_a_look_of_an_auditor_is_an_entry_and_no_change(seen_by, shared, dictionary):
    id_, page = seen_by(Role.AUDIT)
    assert texts_of(page) == ["138****1234", "170****3456"]
    with shared.read() as session:
        last = entries_of(session, Subject(Kind.ENTERPRISE, id_))[-1]
    assert (last.actor, last.summary) == ("周敏", "查看企业“郑州甲有限公司”")
    told = shared.ask(changes_of, id_, dictionary)
    assert {one.who.name for one in told} == {"王小梅"}


def test_that_who_begins_another_day_is_shown_so_and_can_be_ended_before(shared, shell, idle, qtbot, fill_in):
    card = at_settings(shell, idle).people_card
    qtbot.mouseClick(card.add_button, LEFT)
    first = card.dialog
    soon = date.today() + timedelta(days=3)
    values = {"name": "周敏", "sign_in": "zhoum", "new": LI, "again": LI}
    fill_in(first, first.form, values | {"since": soon - timedelta(days=4)})
    qtbot.waitUntil(first.go_button.isEnabled)
    assert any("启用日期不能早于今天" in label.text() for label in first.findChildren(QLabel))
    fill_in(first, first.form, {"since": soon})
    qtbot.waitUntil(lambda: isinstance(card.dialog, CodeDialog))
    card.dialog.reject()
    idle()
    card = at_settings(shell, idle).people_card
    idle()
    assert "未启用" in {one.accessibleName() for one in card.findChildren(StatusPill)}
    card._on_change(card.accounts[0])
    assert not card.dialog.since.isEnabled(), "it has come"
    card.dialog.reject()
    card._on_end(card.accounts[2])
    qtbot.waitUntil(lambda: isinstance(card.dialog, EndDialog))
    qtbot.mouseClick(card.dialog.go_button, LEFT)
    idle()
    assert shared.ask(find_account, "zhoum").until == soon.isoformat()


def test_that_who_may_not_manage_sees_why(shared, shell, idle, qtbot, fill_in):
    shell._services.frame.lock()
    signed_in(shell, qtbot, "lijg", LI)
    idle()
    page = at_settings(shell, idle)
    backups = page.backup_card
    for one in (page.people_card.add_button, backups.make_button, backups.restore_button):
        assert not one.isEnabled()
        assert one.toolTip() == "这件事要由有“管理”角色的人办理"


def test_that_who_audits_changes_nothing_from_the_settings_and_sees_why(shared, shell, idle, qtbot):
    wang = shell._services.context.seat
    reset_locally(shared.seat("root"), "wangxm")
    change_account(wang, 2, AccountFields(name="李建国", sign_in="lijg"), {Role.AUDIT})
    shell._services.frame.lock()
    signed_in(shell, qtbot, "lijg", LI)
    idle()
    page = at_settings(shell, idle)
    backups = page.backup_card
    [confirm] = [one for one in page.findChildren(QPushButton) if one.text() == "确认“王小梅”的"]
    acts = (backups.make_button, backups.restore_button, backups.check_button, page.trial.button, confirm)
    for one in acts:
        assert not one.isEnabled(), one.text()
        assert "这件事要由有" in one.toolTip(), one.text()


def test_that_a_reset_is_said_where_everybody_begins_until_another_confirms_it(shared, shell, idle, qtbot):
    reset_locally(shared.seat("root"), "wangxm")
    shell._services.changes.announce({Kind.ACCOUNT})
    idle()
    for page_id in ("desk", "enterprises"):
        [line] = shell.window.built(page_id).findChildren(ResetsOpen)
        idle()
        assert "“王小梅”的账户" in line.label.text()
        assert "操作系统用户 root，还没有另一位同事确认" in line.label.text()
        assert not line.isHidden()
    confirm_reset(sign_in(shared, "lijg", LI), 1)
    shell._services.changes.announce({Kind.ACCOUNT})
    idle()
    assert line.isHidden()


def test_that_no_backup_leaves_and_none_is_put_back_by_who_may_not(shared, context, tmp_path, idle):
    li = replace(context, seat=sign_in(shared, "lijg", LI))
    with pytest.raises(NotPermitted, match="要由有“管理”角色的人办理，可以请王小梅办理"):
        write_and_prove(li, tmp_path / "b.zqdbak", "", Silent())
    assert not (tmp_path / "b.zqdbak").exists()
    wang = replace(context, seat=sign_in(shared, "wangxm", WANG))
    write_and_prove(wang, tmp_path / "b.zqdbak", "", Silent())
    with pytest.raises(NotPermitted):
        prepare_restore(li.home, tmp_path / "b.zqdbak", "", li.seat, Silent())
    assert not (li.home / READY).exists()
    prepare_restore(wang.home, tmp_path / "b.zqdbak", "", wang.seat, Silent())
    assert (wang.home / READY).exists()
    entered = [(one.action, one.actor) for one in shared.ask(all_entries)]
    assert entered[-2:] == [("store.backup", "王小梅"), ("store.stage", "王小梅")]


@pytest.fixture
def signing_in(qtbot, qapp, shared, context):
    panel = SignInPanel(office="郑东新区")
    qtbot.addWidget(panel)
    signing_in = SignIn(context, panel)
    with qtbot.waitExposed(panel):
        panel.show()
    qtbot.waitUntil(lambda: bool(signing_in._accounts))
    yield signing_in
    signing_in.end()


@pytest.mark.parametrize("typed", ["lijg", " LIJG", "李建国", "ljg"])
def test_that_one_is_found_by_name_and_by_the_letters_of_it(signing_in, qtbot, typed):
    with qtbot.waitSignal(signing_in.seated) as seated:
        type_in(signing_in.panel, typed, LI, qtbot)
    assert seated.args[0].who.name == "李建国"
    assert signing_in.signed_in_by == "lijg"


def test_that_what_is_lacking_is_asked_for_where_it_belongs(signing_in, qtbot):
    panel = signing_in.panel
    for name, said in (("", "请填写登录名"), ("lijg", "请填写密码")):
        type_in(panel, name, "", qtbot)
        assert panel.complaint.text() == said


def test_that_wrong_passwords_are_said_and_then_have_to_wait(signing_in, qtbot):
    panel = signing_in.panel
    for _ in range(5):
        qtbot.waitUntil(panel.go_button.isEnabled)
        type_in(panel, "lijg", "不是这一个呀", qtbot)
        qtbot.waitUntil(lambda: not panel.password_edit.text())
    assert "秒后再试" in panel.complaint.text()
    assert not panel.go_button.isEnabled()
    type_in(panel, "lijg", LI, qtbot)
    assert "秒后再试" in panel.complaint.text()


def test_that_a_recovery_code_leads_to_a_new_password_and_in(signing_in, qtbot, fill_in, shared):
    account = shared.ask(find_account, "lijg")
    code = give_recovery_code(sign_in(shared, "wangxm", WANG), account.id)
    panel = signing_in.panel
    qtbot.mouseClick(panel.forgot, LEFT)
    new = "竹篮-风车-瓦片"
    fill_in(panel, signing_in.recovering, {"code": code.lower(), "new": new, "again": new})
    assert signing_in.recovering.binding.error_text("sign_in") == "请填写登录名"
    fill_in(panel, signing_in.recovering, {"sign_in": "lijg"})
    qtbot.waitUntil(lambda: signing_in.code is not None)
    assert signing_in.code.code.text() != code
    with qtbot.waitSignal(signing_in.seated) as seated:
        signing_in.code.accept()
    assert seated.args[0].who.id == account.id


def test_that_a_password_that_is_remembered_after_all_is_asked_for_again(signing_in, qtbot):
    panel = signing_in.panel
    for _ in range(2):
        qtbot.mouseClick(panel.forgot, LEFT)
    assert not panel.is_recovering
    with qtbot.waitSignal(signing_in.seated):
        type_in(panel, "lijg", LI, qtbot)


@pytest.fixture
def begun(shared, context, qapp, resources, qtbot):
    """Start the program on the office of two; `act` is done with the panel, and then at the window."""

    def begin(act, at_window=None):
        home = shared.path.parent
        shared.close()

        def look():
            shown = (one for one in QApplication.topLevelWidgets() if one.isVisible())
            window = next((one for one in shown if isinstance(one, MainWindow)), None)
            panel = None if window is None else window.findChild(SignInPanel)
            if panel is not None and not asked and panel.findChild(SignIn):
                asked.append(panel)
                act(window, panel)
            elif window is not None and window.is_served and window.page.isVisible():
                looking.stop()
                at_window(window)
                window.close()

        asked = []
        looking = QTimer()
        looking.timeout.connect(look)
        looking.start(20)

        def context_of(store, _):
            return AppContext(**{**vars(context), "seat": store.seat("x")})

        status = open_office(qapp, home, resources=resources, is_place_fixed=True, context_of=context_of)
        looking.stop()
        return status

    return begin


def test_that_a_program_of_several_people_begins_with_signing_in(begun):
    """Nothing of the office is shown before; who goes away leaves it closed."""
    shown = []

    def leave(window, panel):
        shown.extend(one for one in QApplication.topLevelWidgets() if one.isVisible())
        assert not window.is_served
        assert not window.navigation.isVisible()
        assert not window.findChildren(QAbstractItemView)
        # Started again, it is found.
        window.setWindowState(Qt.WindowState.WindowMinimized)
        QApplication.instance().findChild(Instance).shown.emit()
        assert not window.isMinimized()
        panel.leave_button.click()

    assert begun(leave) == 0
    assert [type(one) for one in shown] == [MainWindow]


def test_that_who_signs_in_at_the_start_finds_the_window_in_the_same_place(begun, qtbot):
    seen = []

    def enter(window, panel):
        seen.append(window)
        type_in(panel, "lijg", LI, qtbot)

    def look(window):
        seen.append(window)
        assert window.navigation.isVisible()
        assert window.findChild(SignInPanel) is None
        assert "李建国" in [label.text() for label in window.status_line.findChildren(QLabel)]

    assert begun(enter, look) == 0
    assert seen[0] is seen[1]
