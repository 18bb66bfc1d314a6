import sys

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from domain.enterprises.attachments.service import add_files
from domain.office.keys.service import make_key
from domain.office.service import find_office, office_of, save_office
from domain.store import drafts
from domain.store.acts import PROGRAM, Action
from domain.store.tables import Kind, Subject
from domain.values.progress import Silent
from gui.early.page_entries import PAGES
from gui.files.viewing import OpenFolderTeller
from gui.pages.settings.backups import BackupCard
from gui.pages.settings.setting_cards import FolderCard
from gui.pages.settings.signing_card import SigningCard
from gui.targets import ToOfficeField, ToPage
from tests.gui.conftest import type_text

LEFT = Qt.MouseButton.LeftButton
OPENS_ON = "settings"


def office(context):
    with context.store.read() as session:
        return office_of(session)


def write(form, field, text):
    form.binding.focus(field)
    QApplication.focusWidget().selectAll()
    type_text(QApplication.focusWidget(), text)


@pytest.fixture
def page(program, services, idle):
    services.go_to(ToPage("settings"))
    idle()
    return program.settings


def test_that_the_office_is_saved_and_shown_in_the_status_line(page, context, qtbot, idle):
    write(page.form, "name", "郑东新区企业服务中心")
    write(page.form, "number_prefix", "郑东企服")
    qtbot.mouseClick(page.save_button, LEFT)
    idle()
    assert (office(context).name, office(context).number_prefix) == ("郑东新区企业服务中心", "郑东企服")
    assert not page.has_unsaved()


def test_that_a_prefix_with_brackets_is_refused_beside_the_field(page, context, idle):
    write(page.form, "name", "某中心")
    write(page.form, "number_prefix", "郑东〔2022〕")
    assert not page.save()
    assert page.form.binding.error_text("number_prefix")
    assert find_office(context.store).name == ""


def test_that_typing_that_was_not_saved_is_told_before_the_page_is_shown(open_shell, context, qtbot):
    drafts.keep(context.seat, "office", {"contact": "李敏"})
    window = open_shell(PAGES).window
    qtbot.waitUntil(lambda: window.message_bar.message is not None)
    assert "还没有保存，已经恢复" in window.message_bar.message.text
    assert window.page.page_id == "enterprises"
    window.message_bar.action_button.click()
    assert window.page.page_id == "settings"
    assert window.page.form.values().get("contact") == "李敏"


def test_that_what_two_people_change_at_once_is_kept_and_where_they_clash_is_said(page, context, qtbot, idle):
    begun = office(context)
    write(page.form, "contact", "李敏")
    save_office(context.store.seat("王"), begun.model_copy(update={"phone": "0371-60000000"}))
    qtbot.mouseClick(page.save_button, LEFT)
    idle()
    assert (office(context).contact, office(context).phone) == ("李敏", "0371-60000000")
    assert page.form.values()["phone"] == "0371-60000000"
    write(page.form, "contact", "张三")
    save_office(context.store.seat("王"), office(context).model_copy(update={"contact": ""}))
    qtbot.mouseClick(page.save_button, LEFT)
    idle()
    assert office(context).contact == ""
    assert "“联系人”已被清空" in page.window().message_bar.message.text
    assert page.form.values()["contact"] == "张三"
    qtbot.mouseClick(page.save_button, LEFT)
    idle()
    assert office(context).contact == "张三"


def test_that_older_typing_takes_nothing_back_that_others_have_recorded_since(
    page, services, context, open_shell, qtbot, idle
):
    write(page.form, "contact", "李敏")
    qtbot.waitUntil(lambda: drafts.find(context.seat, "office") is not None)
    idle()
    save_office(context.store.seat("王"), office(context).model_copy(update={"phone": "0371-60000000"}))
    again = open_shell(PAGES).window.built("settings")
    services.go_to(ToPage("settings"))
    idle()
    assert again.save()
    idle()
    assert (office(context).contact, office(context).phone) == ("李敏", "0371-60000000")


@pytest.mark.looks
def test_that_a_link_leads_to_the_field(page, services):
    services.go_to(ToOfficeField("number_prefix"))
    assert QApplication.focusWidget().accessibleName() == "发文机关代字"


def test_that_typing_that_was_not_saved_is_there_again(page, services, context, open_shell, qtbot, idle):
    write(page.form, "contact", "李敏")
    assert page.has_unsaved()
    qtbot.waitUntil(lambda: drafts.find(context.seat, "office") is not None)
    idle()
    again = open_shell(PAGES).window.built("settings")
    services.go_to(ToPage("settings"))
    idle()
    assert again.form.values().get("contact") == "李敏"
    assert again.has_unsaved()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_that_the_start_and_the_settings_say_the_same_of_a_folder_that_others_get_into(
    open_shell, services, open_place, qtbot
):
    folder = FolderCard(open_place / "zhuqidui.db")
    qtbot.addWidget(folder)
    shell = open_shell(PAGES)
    teller = OpenFolderTeller(services, lambda: shell.window.message_bar.message is None, open_place, shell)
    services.messages.warning("more pressing")
    teller.begin()
    qtbot.waitUntil(lambda: services.jobs.is_idle)
    bar = shell.window.message_bar
    assert bar.message.text == "more pressing"
    bar.clear()
    qtbot.waitUntil(lambda: bar.message is not None)
    assert folder.rights.text() == f"注意：{bar.message.text}"
    bar.action_button.click()
    assert shell.window.page.page_id == "settings"


def test_that_files_are_checked_and_each_that_is_wrong_is_named(
    page, context, services, sample_office, tmp_path, qtbot, idle
):
    posted = []
    services.messages.posted.connect(posted.append)
    backups = page.findChild(BackupCard)
    qtbot.mouseClick(backups.check_button, LEFT)
    idle()
    assert posted[-1].text == "附件都在，都和加入时一样"
    (tmp_path / "执照.pdf").write_bytes(b"licence")
    (tmp_path / "合同.pdf").write_bytes(b"contract")
    add_files(context.store.seat("王"), 1, sorted(tmp_path.glob("*.pdf")), Silent())
    for path in (context.home / "attachments").rglob("*"):
        if path.is_file():
            path.unlink()
    qtbot.mouseClick(backups.check_button, LEFT)
    idle()
    assert "的文件不见了" in posted[-1].text
    assert "（共 2 处）" in posted[-1].text
    assert len(posted[-1].details) == 2


@pytest.fixture
def fonts_card(program, services, idle):
    services.go_to(ToPage("settings"))
    idle()
    return program.settings.fonts_card


@pytest.mark.looks
def test_that_the_settings_say_which_font_is_used_for_what(fonts_card):
    assert len(fonts_card.said) == 4
    assert any("正文（仿宋）" in line for line in fonts_card.said)
    assert any("NotoSerifSC-Bold（程序自带）" in line for line in fonts_card.said)


@pytest.fixture
def told(services):
    """What the message bar says, in order."""
    said = []
    services.messages.posted.connect(lambda message: said.append(message.text))
    return said


def test_that_a_font_is_looked_at_before_it_is_added(fonts_card, told, idle, context, tmp_path, resources):
    own = tmp_path / "仿宋甲.ttf"
    own.write_bytes((resources / "fonts" / "FandolFang-Regular.ttf").read_bytes())
    fonts_card.add(own)
    idle()
    assert "从名称看不出用途，只用来补别的字体没有的字；缺 1,467 个通用规范汉字" in told[-1]
    assert (context.home / "fonts" / own.name).read_bytes() == own.read_bytes()
    fonts_card.add(own)
    idle()
    assert "已经有一个叫" in told[-1]


def test_that_a_font_that_may_not_be_cut_is_refused(fonts_card, told, idle, context, tmp_path, resources):
    raw = bytearray((resources / "fonts" / "FandolFang-Regular.ttf").read_bytes())
    at = next(
        int.from_bytes(raw[12 + 16 * n + 8 : 12 + 16 * n + 12])
        for n in range(int.from_bytes(raw[4:6]))
        if raw[12 + 16 * n : 12 + 16 * n + 4] == b"OS/2"
    )
    raw[at + 8 : at + 10] = (0x0100).to_bytes(2)
    own = tmp_path / "不许.ttf"
    own.write_bytes(raw)
    fonts_card.add(own)
    idle()
    assert "不允许只嵌入用到的字" in told[-1]
    assert not (context.home / "fonts" / own.name).exists()


@pytest.mark.looks
def test_that_a_test_sheet_is_drawn(fonts_card, idle):
    fonts_card.sheet_button.click()
    idle()
    assert fonts_card.sheet_dialog.preview.view.page_count == 1
    fonts_card.sheet_dialog.close()


def test_that_the_card_of_keys_says_that_a_backup_brought_a_former_one_back(services, context, qtbot, idle):
    card = SigningCard(services)
    qtbot.addWidget(card)
    card.show()
    idle()
    assert "还没有签名钥匙" in card.lacking.label.text()
    make_key(context.seat)
    with context.store.act(PROGRAM, Action.STORE_RESTORE) as act:
        act.note(Subject(Kind.KEY), "恢复的备份里没有后来启用的签名钥匙")
    card.reload()
    idle()
    assert "用的是备份当时的" in card.lacking.label.text()
    card.change_button.click()
    card.dialog.editor.set_value("恢复了备份")
    card.dialog.take_button.click()
    qtbot.waitUntil(card.lacking.isHidden)
    assert len(card.keys) == 2
