import threading
from dataclasses import MISSING, fields, is_dataclass

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton
from shiboken6 import isValid

import gui.targets
from domain.office.entities import OfficeFields
from domain.office.service import save_office
from domain.store.tables import Kind
from domain.values.progress import Progress
from gui.early.application import NO_FCITX_4, input_problem, prepare_environment
from gui.early.page import Hit, Page
from gui.early.page_entries import PAGES as ALL_PAGES
from gui.early.page_entries import Entry
from gui.early.preferences import FontScale, Preferences
from gui.shell.crash import CrashReporter, show_refusal, start_log
from gui.targets import ToCode, ToNotice, ToPage, page_of
from tests.gui.conftest import PATIENCE_S, type_text

CTRL = Qt.KeyboardModifier.ControlModifier


class Register(Page):
    page_id, title, icon_name = "enterprises", "企业", "enterprises"
    help_text = "# 这一页做什么\n登记企业。"

    def __init__(self, services):
        super().__init__(services)
        self.is_changed = False
        self.is_wrong = False
        self.told = []

    def on_shown(self):
        self.told.append("shown")

    def open_target(self, target):
        self.told.append(target)

    def focus_search(self):
        self.told.append("search")

    def has_unsaved(self):
        return self.is_changed

    def save(self):
        if self.is_wrong:
            return False
        self.is_changed = False
        self.told.append("saved")
        self.saved.emit()
        return True

    def discard(self):
        self.is_changed = False
        self.told.append("discarded")

    def hits(self, text):
        return (
            [Hit("郑州东岳公司", "9141", lambda: self.told.append("hit"))] if text in "郑州东岳公司" else []
        )


class Settings(Page):
    page_id, title, icon_name = "settings", "设置", "settings"


PAGES = [
    Entry(Register.page_id, Register.title, Register.icon_name, Register, is_searched=True),
    Entry(Settings.page_id, Settings.title, Settings.icon_name, Settings),
]


@pytest.fixture
def shell(open_shell, services):
    window = open_shell(PAGES).window
    return window, services, window.built(Register.page_id)


def test_that_a_page_is_built_when_it_is_first_shown(qtbot, open_shell, services):
    built = []

    def build(services):
        built.append(Settings(services))
        return built[-1]

    entries = [PAGES[0], Entry("settings", "设置", "settings", build)]
    window = open_shell(entries).window
    assert window.page_ids == ["enterprises", "settings"]
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    type_text(window.finder.line, "设置")
    qtbot.waitUntil(lambda: window.finder.list.count() == 1)
    assert built == [], "its name is known without it"
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    assert [window.page] == built
    services.go_to(ToPage("enterprises"))
    services.go_to(ToPage("settings"))
    assert len(built) == 1


def test_that_ctrl_k_finds_on_a_page_that_was_never_shown_once_it_has_read(qtbot, open_shell, services):
    class Notices(Page):
        page_id, title, icon_name = "notices", "通知书", "notices"

        def __init__(self, services):
            super().__init__(services)
            self.found = []
            services.jobs.read(lambda _: [Hit("东岳 1 号", "通知书", lambda: None)], self.take)

        def take(self, found):
            self.found = found

        def hits(self, text):
            return self.found

    entry = Entry("notices", "通知书", "notices", Notices, is_searched=True)
    window = open_shell([PAGES[1], entry]).window
    reading = threading.Event()
    services.jobs.read(lambda _: reading.wait(PATIENCE_S), lambda _: None, owner=window)
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    type_text(window.finder.line, "东岳")
    qtbot.waitUntil(window.finder.list.isHidden)
    reading.set()
    qtbot.waitUntil(lambda: window.finder.list.count() == 1)


def test_that_the_first_page_is_shown_and_marked(shell):
    window, _, register = shell
    assert window.page is register
    assert register.told == ["shown"]
    assert window.navigation.button_of("enterprises").isChecked()
    assert window.windowTitle().startswith("企业")


def test_that_pages_change_by_click_and_by_number(qtbot, shell):
    window, *_ = shell
    qtbot.mouseClick(window.navigation.button_of("settings"), Qt.MouseButton.LeftButton)
    assert window.page.page_id == "settings"
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    assert window.page.page_id == "enterprises"


def test_that_a_link_leads_to_a_place_on_another_page(shell):
    window, services, register = shell
    services.go_to(ToPage("settings"))
    services.go_to(ToCode("9141", "name"))
    assert window.page is register
    assert register.told[-1] == ToCode("9141", "name")


def test_that_every_target_is_on_a_page_there_is():
    kinds = [one for one in vars(gui.targets).values() if is_dataclass(one)]
    assert ToNotice in kinds
    made = [kind(*[""] * sum(field.default is MISSING for field in fields(kind))) for kind in kinds]
    assert {page_of(one) for one in made} <= {"", *(entry.page_id for entry in ALL_PAGES)}


@pytest.fixture
def crowded(open_shell):
    """The window with as many pages as it will have, in five groups."""
    words = ("工作台", "企业", "政策", "评定", "事项", "通知书", "拨付", "台账", "统计", "记录", "设置")
    groups = {"企业": "资料", "评定": "办理", "拨付": "资金", "统计": "查看", "设置": "本机"}
    kinds = [type("Some", (Page,), {"page_id": f"p{at}", "title": word}) for at, word in enumerate(words)]
    return open_shell(
        [Entry(kind.page_id, kind.title, "notices", kind, group=groups.get(kind.title, "")) for kind in kinds]
    ).window


@pytest.mark.parametrize(
    ("width", "height", "headings"),
    [(1024, 560, 0), (1366, 720, 0), (1366, 900, 5), (1920, 1040, 5)],
)
def test_that_every_page_is_within_reach_on_every_screen(crowded, qtbot, width, height, headings):
    navigation = crowded.navigation
    crowded.setMinimumSize(0, 0)
    crowded.resize(width, height)
    qtbot.waitUntil(lambda: len(navigation.headings) == headings)
    assert (navigation.button_of("p0").text() == "") == (width < 1100)
    for page_id in crowded.page_ids:
        navigation.mark(page_id)
        entry = navigation.button_of(page_id)
        qtbot.waitUntil(lambda entry=entry: entry.visibleRegion().boundingRect() == entry.rect())


def test_that_only_pages_that_have_a_key_name_one(crowded, qtbot):
    tips = [crowded.navigation.button_of(page_id).toolTip() for page_id in crowded.page_ids]
    assert tips[8:10] == ["统计（Ctrl+9）", "记录"]
    qtbot.keyClick(crowded, Qt.Key.Key_9, CTRL)
    assert crowded.page.title == "统计"


def test_that_unsaved_work_is_asked_about_and_kept(qtbot, shell):
    window, services, register = shell
    register.is_changed = True
    services.go_to(ToPage("settings"))
    assert window.page is register
    assert window.navigation.button_of("enterprises").isChecked()
    qtbot.mouseClick(window.question.buttons["留在本页"], Qt.MouseButton.LeftButton)
    assert window.page is register
    assert register.is_changed


def test_that_saving_on_the_way_out_leaves_when_it_is_done(qtbot, shell):
    window, services, register = shell
    register.is_changed = True
    services.go_to(ToPage("settings"))
    qtbot.mouseClick(window.question.buttons["保存"], Qt.MouseButton.LeftButton)
    assert register.told[-1] == "saved"
    assert window.page.page_id == "settings"


def test_that_a_form_with_complaints_is_not_left_by_saving(qtbot, shell):
    window, services, register = shell
    register.is_changed = register.is_wrong = True
    services.go_to(ToPage("settings"))
    qtbot.mouseClick(window.question.buttons["保存"], Qt.MouseButton.LeftButton)
    assert window.page is register
    # Nor later, when the same form is saved for its own sake.
    register.is_wrong = False
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    assert window.page is register


def test_that_work_may_be_dropped_on_purpose(qtbot, shell):
    window, services, register = shell
    register.is_changed = True
    services.go_to(ToPage("settings"))
    qtbot.mouseClick(window.question.buttons["不保存"], Qt.MouseButton.LeftButton)
    assert register.told[-1] == "discarded"
    assert window.page.page_id == "settings"


def test_that_the_window_does_not_close_over_unsaved_work(qtbot, shell):
    window, _, register = shell
    register.is_changed = True
    assert not window.close()
    assert window.isVisible()
    qtbot.mouseClick(window.question.buttons["不保存"], Qt.MouseButton.LeftButton)
    assert not window.isVisible()


def test_that_ctrl_f_and_ctrl_s_reach_the_page(qtbot, shell):
    window, _, register = shell
    qtbot.keyClick(window, Qt.Key.Key_F, CTRL)
    qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
    assert register.told[-2:] == ["search", "saved"]


def test_that_ctrl_k_finds_an_enterprise_and_opens_it(qtbot, shell):
    window, _, register = shell
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    type_text(window.finder.line, "东岳")
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    assert register.told[-1] == "hit"
    assert window.finder.isHidden()


def test_that_ctrl_k_finds_pages_by_arrow_and_enter(qtbot, shell):
    window, *_ = shell
    qtbot.keyClick(window, Qt.Key.Key_K, CTRL)
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Down)
    qtbot.keyClick(window.finder.line, Qt.Key.Key_Return)
    assert window.page.page_id == "settings"


def test_that_f1_shows_the_help_of_this_page(qtbot, shell):
    window, *_ = shell
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window.help.text.startswith("这一页做什么\n登记企业。\n键盘")
    window.help.close()


def test_that_the_office_is_named_and_renamed_in_the_status_line(qtbot, shell, store):
    window, services, _ = shell

    def words():
        return [label.text() for label in window.status_line.findChildren(QLabel)]

    assert "王小梅" in words()
    assert str(store.path) in words()
    save_office(store.seat("王小梅"), OfficeFields(name="郑东新区经济发展局"))
    services.changes.announce({Kind.OFFICE})
    qtbot.waitUntil(lambda: "郑东新区经济发展局" in words())


def test_that_a_long_job_shows_progress_and_can_be_cancelled(qtbot, shell):
    window, services, _ = shell
    panel = window.status_line.job_panel
    stop = threading.Event()

    def work(reporter):
        while not stop.wait(0.01):
            reporter.step(Progress(1, 4, "甲公司"))

    job = services.jobs.run(work, label="正在评定")
    qtbot.waitUntil(lambda: panel.isVisible() and panel.bar.value() == 250)
    with qtbot.waitSignal(job.cancelled):
        qtbot.mouseClick(panel.cancel_button, Qt.MouseButton.LeftButton)
    stop.set()
    assert panel.isHidden()


def test_that_an_expected_failure_of_a_job_is_one_sentence_above_the_page(qtbot, shell):
    from domain.values.errors import NotFound

    window, services, _ = shell

    def work(_):
        raise NotFound("没有这家企业")

    with qtbot.waitSignal(services.messages.posted):
        services.jobs.run(work)
    assert window.message_bar.message.text == "没有这家企业"


def test_that_changes_reach_only_who_asked_for_their_kind(shell):
    _, services, register = shell
    reloaded = []
    services.changes.on({Kind.NOTICE, Kind.POLICY}, lambda: reloaded.append(1), owner=register)
    services.changes.announce({Kind.ENTERPRISE})
    services.changes.announce({Kind.NOTICE, Kind.POLICY})
    assert reloaded == [1]


def test_that_the_window_fits_a_small_screen_at_the_largest_type(qapp, open_shell, services):
    services.preferences.set_font_scale(FontScale.HUGE)
    window = open_shell(PAGES).window
    assert qapp.font().pixelSize() == 19
    assert window.minimumSizeHint().width() <= 1366
    assert window.minimumSizeHint().height() <= 768


def test_that_another_type_size_is_taken_at_once_on_the_page_that_asked(qtbot, open_shell, services):
    shell = open_shell(PAGES)
    before = shell.window
    services.go_to(ToPage("settings"))
    services.preferences.set_font_scale(FontScale.LARGE)
    qtbot.waitUntil(lambda: shell.window is not before)
    assert shell.window.page.page_id == "settings"
    assert shell.window.isVisible()
    qtbot.waitUntil(lambda: not isValid(before))
    services.messages.info("已放大")
    assert shell.window.message_bar.message.text == "已放大"


def test_that_the_window_opens_where_it_was_closed(qtbot, shell, context):
    window, *_ = shell
    window.resize(1111, 666)
    window.close()
    kept = Preferences(context.home).geometry
    assert not kept.isEmpty()


def test_that_no_word_of_the_frame_shows_as_a_box(shell):
    window, *_ = shell
    metrics = QFontMetrics(window.font())
    words = [w.text() for kind in (QLabel, QPushButton) for w in window.findChildren(kind)]
    missing = {c for word in words for c in word if not c.isspace() and not metrics.inFontUcs4(ord(c))}
    assert not missing


def test_that_a_preference_nobody_knows_is_passed_over(tmp_path):
    (tmp_path / "window.ini").write_text("[General]\nfont_scale=giant\n")
    assert Preferences(tmp_path).font_scale is FontScale.STANDARD


@pytest.mark.parametrize("module", ["", "fcitx", "fcitx5"])
def test_that_chinese_is_typed_through_the_ibus_portal(module):
    environ = {"QT_IM_MODULE": module}
    prepare_environment(environ)
    assert environ == {"QT_IM_MODULE": "ibus", "IBUS_USE_PORTAL": "1"}


def test_that_a_users_own_ibus_is_left_alone():
    environ = {"QT_IM_MODULE": "ibus"}
    prepare_environment(environ)
    assert environ == {"QT_IM_MODULE": "ibus"}


def test_that_a_defect_shows_a_report_that_can_be_copied(qtbot, qapp, tmp_path):
    import logging

    reporter = CrashReporter(start_log(tmp_path))
    try:
        1 / 0  # noqa: B018
    except ZeroDivisionError as error:
        reporter.report(error)
    assert "ZeroDivisionError" in reporter.dialog.report.toPlainText()
    assert any(str(tmp_path) in label.text() for label in reporter.dialog.findChildren(QLabel))
    qtbot.mouseClick(reporter.dialog.copy_button, Qt.MouseButton.LeftButton)
    assert "ZeroDivisionError" in qapp.clipboard().text()
    qtbot.mouseClick(reporter.dialog.close_button, Qt.MouseButton.LeftButton)
    assert reporter.dialog is None
    root = logging.getLogger()
    handler = root.handlers[-1]
    root.removeHandler(handler)
    handler.close()


def test_that_a_store_that_cannot_be_opened_is_explained(qtbot, qapp, resources):
    said = []

    def read_and_close():
        box = next(w for w in qapp.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible())
        said.append(box.text())
        box.close()

    QTimer.singleShot(0, read_and_close)
    assert show_refusal(qapp, "数据文件已损坏，请从备份恢复", resources) == 1
    assert said == ["数据文件已损坏，请从备份恢复"]


def test_that_who_has_fcitx_4_alone_is_told_what_to_have_installed(tmp_path):
    def install(name):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)

    with_fcitx, path = {"XMODIFIERS": "@im=fcitx"}, str(tmp_path)
    assert input_problem(with_fcitx, path) == ""
    install("fcitx")
    assert input_problem(with_fcitx, path) == NO_FCITX_4
    assert input_problem({"XMODIFIERS": "@im=ibus"}, path) == ""
    install("fcitx5")
    assert input_problem(with_fcitx, path) == ""


def test_that_one_person_alone_sees_no_page_for_several(program):
    assert program.window.navigation.button_of("proposals").isHidden()
