"""The first minutes: the assistant, what it settles, and the tour."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from domain.enterprises import queries as register
from domain.office.entities import OfficeFields
from domain.office.service import find_office
from domain.store.backup.archive import write_backup
from domain.store.backup.manifest import Occasion
from domain.store.backup.restoring import finish
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from gui.early.page import Page
from gui.early.page_entries import Entry
from gui.first_run.assistant import Assistant, FirstRun
from gui.first_run.place import SUBFOLDER, default_home, folder_for, remember_home, remembered_home
from gui.first_run.tour import STOPS, Tour
from gui.shell.settling import settle
from tests.domain.store.offices import OFFICE, rows_of
from tests.gui.conftest import type_text

PASSPHRASE = "郑东 2026 备份口令"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "数据"


@pytest.fixture
def assistant(qtbot, qapp, home: Path, resources: Path):
    assistant = Assistant(home, resources)
    qtbot.addWidget(assistant)
    with qtbot.waitExposed(assistant):
        assistant.show()
    return assistant


def field(assistant: Assistant, title: str):
    from gui.forms.editors import TextEdit

    return next(
        edit for edit in assistant.office.form.findChildren(TextEdit) if edit.accessibleName() == title
    )


def press_next(assistant: Assistant, times: int = 1) -> None:
    for _ in range(times):
        assistant.next_button.click()


def test_that_everything_can_be_skipped_at_once(assistant: Assistant, home: Path):
    assistant.skip_button.click()
    assert assistant.outcome == FirstRun(home)
    assert not home.exists(), "nothing is written by asking"


def test_that_closing_it_settles_nothing(assistant: Assistant):
    assistant.reject()
    assert assistant.outcome is None


def test_that_the_office_is_asked_step_by_step_and_suggested_from_its_name(assistant: Assistant, home: Path):
    assert [label.text()[-2:] for label in assistant.list.labels] == ["开始", "位置", "单位", "数据"]
    press_next(assistant, 2)
    assert assistant.step is assistant.office
    type_text(field(assistant, "机关名称"), "甲区企服中心")
    assert field(assistant, "发文机关标志").text() == "甲区企服中心文件"
    type_text(field(assistant, "联系人"), "张三")
    press_next(assistant)
    assistant.samples.samples.click()
    assistant.samples.tour.click()
    assert assistant.next_button.text() == "开始使用"
    press_next(assistant)
    office = OfficeFields(name="甲区企服中心", mark="甲区企服中心文件", signer="甲区企服中心", contact="张三")
    assert assistant.outcome == FirstRun(home, office, with_samples=True, with_tour=False)


def test_that_what_the_user_wrote_is_not_overwritten_by_a_suggestion(assistant: Assistant):
    press_next(assistant, 2)
    type_text(field(assistant, "署名"), "甲区管委会")
    type_text(field(assistant, "机关名称"), "甲区企服中心")
    assert field(assistant, "署名").text() == "甲区管委会"


def test_that_a_wrong_number_prefix_is_complained_of_beside_its_field(assistant: Assistant):
    press_next(assistant, 2)
    type_text(field(assistant, "发文机关代字"), "甲企服〔2026〕1号")
    press_next(assistant)
    assert assistant.step is assistant.office
    assert "代字本身" in assistant.office.form.binding.error_text("number_prefix")


def test_that_one_can_go_back(assistant: Assistant):
    press_next(assistant, 2)
    assistant.back_button.click()
    assert assistant.step is assistant.place


def test_that_a_folder_with_other_things_in_it_gets_one_of_its_own(assistant: Assistant, tmp_path: Path):
    (tmp_path / "文档").mkdir()
    (tmp_path / "文档" / "总结.txt").touch()
    press_next(assistant)
    assistant.place.choose(tmp_path / "文档")
    assert assistant.place.home == tmp_path / "文档" / SUBFOLDER
    assert folder_for(tmp_path / "空", STORE_NAME) == tmp_path / "空"


def test_that_a_folder_with_data_in_it_is_used_as_it_is(
    assistant: Assistant, empty_store: Path, tmp_path: Path
):
    shutil.copytree(empty_store, tmp_path / "共享")
    press_next(assistant)
    assistant.place.choose(tmp_path / "共享")
    press_next(assistant)
    assert assistant.outcome is not None
    assert (assistant.outcome.home, assistant.outcome.with_samples) == (tmp_path / "共享", False)


def test_that_a_place_fixed_from_outside_is_not_asked_for(qtbot, qapp, home: Path, resources: Path):
    assistant = Assistant(home, resources, is_place_fixed=True)
    qtbot.addWidget(assistant)
    press_next(assistant)
    assert assistant.step is assistant.office


def test_that_everything_moves_in_from_one_locked_file(
    assistant: Assistant, qtbot, home: Path, small_office: Path, tmp_path: Path
):
    old, stick = Path(shutil.copytree(small_office, tmp_path / "旧电脑")), tmp_path / "搬家.zqdbak"
    write_backup(old, stick, Silent(), occasion=Occasion.BY_HAND, program="0.1.0", passphrase=PASSPHRASE)
    assistant.welcome.moved.click()
    press_next(assistant, 2)
    assert assistant.step is assistant.backup, "no file was chosen yet"
    assert not assistant.backup.complaint.isHidden()
    preview = assistant.backup.preview
    assistant.backup.show_file(stick)
    qtbot.waitUntil(preview.passphrase_row.isVisible)
    type_text(preview.passphrase_edit, "不对的口令呀呀")
    preview.unlock_button.click()
    qtbot.waitUntil(lambda: "口令不对" in preview.words.text())
    preview.passphrase_edit.clear()
    type_text(preview.passphrase_edit, PASSPHRASE)
    preview.unlock_button.click()
    qtbot.waitUntil(lambda: preview.manifest is not None)
    press_next(assistant)
    assert assistant.step is assistant.place
    with qtbot.waitSignal(assistant.accepted):
        press_next(assistant)
    assert assistant.outcome == FirstRun(home, is_restored=True)
    assert finish(home)
    assert rows_of(home) == rows_of(old)


def test_that_the_folder_chosen_is_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert remembered_home() is None
    remember_home(tmp_path / "U 盘")
    assert remembered_home() == tmp_path / "U 盘"
    remember_home(default_home())
    assert remembered_home() is None


class Enterprises(Page):
    page_id, title, icon_name = "enterprises", "企业", "enterprises"


class Settings(Page):
    page_id, title, icon_name = "settings", "设置", "settings"


@pytest.fixture
def shell(open_shell):
    pages = (Enterprises, Settings)
    return open_shell([Entry(page.page_id, page.title, page.icon_name, page) for page in pages])


def test_that_office_and_samples_are_there_after_settling(shell, services, qtbot, home: Path):
    told = []
    services.messages.posted.connect(told.append)
    settle(FirstRun(home, OfficeFields(name=OFFICE), with_samples=True), services, shell)
    qtbot.waitUntil(lambda: bool(told))
    store = services.context.store
    assert find_office(store).name == OFFICE, "the sample office does not take the place of the real one"
    with store.read() as session:
        assert register.count(session) > 60
    assert "示例企业" in told[0].text


def test_that_the_tour_goes_through_the_pages_and_ends_on_the_first(shell, qtbot):
    tour = shell.start_tour()
    window = shell.window
    assert (tour.title.text(), window.page.page_id) == (STOPS[0].title, "enterprises")
    tour.next_button.click()
    assert window.page.page_id == "settings"
    assert tour.next_button.text() == "开始用吧"
    with qtbot.waitSignal(tour.ended):
        tour.next_button.click()
    assert window.page.page_id == "enterprises"


def test_that_the_tour_is_found_again_later(shell, qtbot):
    finder = shell.window.finder
    finder.open()
    type_text(finder.line, "介绍")
    qtbot.waitUntil(lambda: finder.list.count() == 1)
    qtbot.keyClick(finder.line, Qt.Key.Key_Return)
    assert shell.window.findChild(Tour).isVisible()


def test_that_escape_ends_the_tour(shell, qtbot):
    tour = shell.start_tour()
    tour.next_button.click()
    with qtbot.waitSignal(tour.ended):
        qtbot.keyClick(tour.next_button, Qt.Key.Key_Escape)
    assert shell.window.page.page_id == "enterprises"


def test_that_the_tour_covers_the_window_also_when_it_is_resized(shell, qtbot):
    tour = shell.start_tour()
    shell.window.resize(1100, 700)
    qtbot.waitUntil(lambda: tour.size() == shell.window.size())
    tour.end()
