"""Restoring, recovering and backing up by hand, as a person does it."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QLabel

from domain.enterprises.attachments.service import add_files
from domain.store import drafts
from domain.store.backup.archive import read_manifest
from domain.store.backup.keeping import back_up_if_changed, kept_backups, last_elsewhere
from domain.store.backup.manifest import Occasion
from domain.store.backup.places import damaged_folders
from domain.store.backup.problems import PassphraseNeeded
from domain.store.backup.restoring import finish
from domain.store.damage import Condition, examine
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from gui.backups.caretaker import Caretaker, back_up_at_exit
from gui.backups.making import BackupDialog
from gui.formatting import size_text
from gui.pages.settings.backups import BackupCard
from gui.restoring.recovery import Choice, RecoveryDialog
from gui.restoring.restart import Ending
from gui.restoring.restore_dialog import RestoreDialog
from gui.shell.self_check import choose_file, find, the
from tests.domain.store.offices import OFFICE, rows_of
from tests.gui.conftest import type_text
from tests.meddling import forging

ROOT = Path(__file__).parents[2]
PASSPHRASE = "郑东 2026 备份口令"


@pytest.fixture
def store(small_store: Store) -> Store:
    return small_store


@pytest.fixture
def home(store) -> Path:
    """The services' own folder with a filled store and an automatic backup."""
    return store.path.parent


@pytest.fixture
def scan(home: Path, store, tmp_path: Path) -> Path:
    """The content of an attachment that the newest automatic backup refers to."""
    source = tmp_path / "走访照片.jpg"
    source.write_bytes(b"\xff\xd8" + bytes(3_000_000))
    add_files(store.seat("王"), 1, [source], Silent())
    back_up_if_changed(home, Silent(), program="0.1.0")
    [path] = (home / "attachments").glob("??/*")
    return path


@pytest.fixture
def card(home: Path, services, qtbot):
    card = BackupCard(services)
    qtbot.addWidget(card)
    with qtbot.waitExposed(card):
        card.show()
    return card


@pytest.fixture
def told(services):
    told = []
    services.messages.posted.connect(lambda message: told.append(message.text))
    return told


def damage(home: Path) -> None:
    path = home / STORE_NAME
    content = bytearray(path.read_bytes())
    content[4096 * 5 : 4096 * 9] = random.Random(5).randbytes(4096 * 4)
    path.write_bytes(content)


def test_that_the_card_says_when_backups_were_made(card: BackupCard, qtbot):
    qtbot.waitUntil(lambda: "6 户企业" in card.local.text())
    assert "还没有往 U 盘" in card.elsewhere.text()


def test_that_a_backup_by_hand_is_proved_and_noted(card: BackupCard, told, qtbot, home: Path, tmp_path: Path):
    card.make_button.click()
    dialog = card.dialog
    assert isinstance(dialog, BackupDialog)
    stick = tmp_path / "U 盘" / "备份.zqdbak"
    stick.parent.mkdir()
    dialog.write_to(stick)
    qtbot.waitUntil(lambda: any("试还原完好" in text for text in told))
    assert read_manifest(stick, home).occasion is Occasion.BY_HAND
    qtbot.waitUntil(lambda: str(stick) in card.elsewhere.text())
    elsewhere = last_elsewhere(home)
    assert elsewhere is not None
    assert elsewhere.place == str(stick)


def test_that_a_passphrase_is_asked_for_twice(card: BackupCard, told, qtbot, home: Path, tmp_path: Path):
    card.make_button.click()
    dialog = card.dialog
    assert isinstance(dialog, BackupDialog)
    dialog.check.click()
    type_text(dialog.first, "1234567")
    dialog.next_button.click()
    assert dialog.complaint.text() == "两次输入的口令不一样"
    type_text(dialog.second, "1234567")
    dialog.next_button.click()
    assert "至少要 8 个" in dialog.complaint.text()
    for edit in (dialog.first, dialog.second):
        edit.clear()
        type_text(edit, PASSPHRASE)
    dialog.write_to(tmp_path / "b.zqdbak")
    qtbot.waitUntil(lambda: bool(told))
    with pytest.raises(PassphraseNeeded):
        read_manifest(tmp_path / "b.zqdbak", home)
    assert read_manifest(tmp_path / "b.zqdbak", home, passphrase=PASSPHRASE).office == OFFICE


def test_that_a_backup_that_cannot_be_written_is_told(card: BackupCard, told, qtbot, tmp_path: Path):
    (tmp_path / "file").touch()
    card.make_button.click()
    assert isinstance(card.dialog, BackupDialog)
    card.dialog.write_to(tmp_path / "file" / "b.zqdbak")
    qtbot.waitUntil(lambda: bool(told))
    assert "b.zqdbak" in told[0] or str(tmp_path / "file") in told[0]


def test_that_the_card_says_how_much_all_backups_take(scan: Path, card: BackupCard, home: Path, qtbot):
    qtbot.waitUntil(lambda: "共留有 2 份" in card.local.text())
    taken = sum(path.stat().st_size for path in (home / "backups").glob("*.zqdbak")) + scan.stat().st_size
    assert f"占 {size_text(taken)}" in card.local.text()


def test_that_a_backup_file_without_its_attachments_says_so_before_it_is_put_back(
    scan: Path, card: BackupCard, home: Path, qtbot
):
    card.restore_button.click()
    dialog = card.dialog
    assert isinstance(dialog, RestoreDialog)
    qtbot.waitUntil(lambda: dialog.preview.manifest is not None)
    words = [label.text() for label in dialog.preview.facts.findChildren(QLabel)]
    assert "3.0 MB，各份自动备份合用" in words
    assert not dialog.preview.words.isVisible()
    shutil.rmtree(home / "backups" / "contents")
    scan.unlink()
    path = dialog.preview.path
    assert path is not None
    dialog.preview.show_backup(path)
    qtbot.waitUntil(lambda: "1 个附件不在这个备份文件里" in dialog.preview.words.text())
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: dialog.question is not None)
    asked = [label.text() for label in dialog.question.findChildren(QLabel)]
    assert any("1 个附件不在这个备份文件里" in text for text in asked)


@pytest.fixture
def dialog(card: BackupCard, qtbot) -> RestoreDialog:
    card.restore_button.click()
    dialog = card.dialog
    assert isinstance(dialog, RestoreDialog)
    qtbot.waitUntil(lambda: dialog.preview.manifest is not None)
    return dialog


def test_that_the_newest_backup_is_shown_with_what_is_in_it_and_can_be_proved(dialog: RestoreDialog, qtbot):
    words = [label.text() for label in dialog.preview.facts.findChildren(QLabel)]
    assert OFFICE in words
    assert "6 户" in words
    dialog.preview.try_button.click()
    qtbot.waitUntil(dialog.preview.verdict.isVisible)
    assert dialog.preview.verdict.accessibleName() == "完好，可以恢复"


def test_that_a_file_that_is_no_backup_cannot_be_restored(dialog: RestoreDialog, qtbot, tmp_path: Path):
    (tmp_path / "信.zqdbak").write_text("你好", encoding="utf-8")
    dialog.preview.show_backup(tmp_path / "信.zqdbak")
    qtbot.waitUntil(lambda: "不是助企兑的备份" in dialog.preview.words.text())
    assert not dialog.restore_button.isEnabled()


def test_that_a_backup_from_elsewhere_is_chosen_by_its_file(
    dialog: RestoreDialog, qtbot, home: Path, tmp_path: Path
):
    stick = tmp_path / "搬来.zqdbak"
    stick.write_bytes(kept_backups(home)[0].path.read_bytes())
    dialog.file_button.click()
    qtbot.waitUntil(lambda: find(QFileDialog) is not None)
    choose_file(the(QFileDialog), stick)
    qtbot.waitUntil(lambda: dialog.preview.path == stick and dialog.preview.manifest is not None)
    assert dialog.restore_button.isEnabled()


def test_that_restoring_asks_first_then_ends_the_window_with_all_made_ready(
    dialog: RestoreDialog, qapp, qtbot, store, home: Path
):
    wanted = rows_of(home)
    fill_more(store)
    dialog.restore_button.click()
    qtbot.waitUntil(lambda: dialog.question is not None)
    question = dialog.question
    assert question is not None
    assert any("6 户企业" in label.text() for label in question.findChildren(QLabel))
    QTimer.singleShot(0, question.buttons["恢复"].click)
    assert qapp.exec() == Ending.RESTART
    store.close()
    assert finish(home)
    assert rows_of(home) == wanted
    assert Occasion.BEFORE_RESTORE in [backup.manifest.occasion for backup in kept_backups(home)]


def fill_more(store) -> None:
    with forging(store.path) as connection:
        connection.execute("DELETE FROM notice")
        connection.commit()


def test_that_a_damaged_store_is_met_with_the_newest_good_backup(home: Path, store, qtbot):
    store.close()
    wanted = rows_of(home)
    damage(home)
    found_as = (home / STORE_NAME).read_bytes()
    dialog = RecoveryDialog(home, examine(home))
    dialog.show()
    assert dialog.title.text() == "数据文件已损坏"
    qtbot.waitUntil(dialog.restore_button.isEnabled)
    assert "6 户企业" in dialog.offer.text()
    with qtbot.waitSignal(dialog.accepted):
        dialog.restore_button.click()
    assert dialog.choice is Choice.RESTORED
    assert finish(home)
    assert rows_of(home) == wanted
    assert (damaged_folders(home)[0] / STORE_NAME).read_bytes() == found_as


def test_that_leaving_the_recovery_changes_nothing(home: Path, store, qtbot):
    store.close()
    damage(home)
    found_as = (home / STORE_NAME).read_bytes()
    dialog = RecoveryDialog(home, examine(home))
    dialog.quit_button.click()
    assert dialog.choice is Choice.QUIT
    assert (home / STORE_NAME).read_bytes() == found_as


def test_that_beginning_empty_is_asked_for_twice(home: Path, store, qtbot):
    store.close()
    (home / STORE_NAME).unlink()
    for path in (home / "backups").iterdir():
        path.write_bytes(b"broken")
    dialog = RecoveryDialog(home, examine(home))
    dialog.show()
    assert dialog.title.text() == "找不到数据文件"
    qtbot.waitUntil(lambda: "没有找到完好的备份" in dialog.offer.text())
    dialog.empty_button.click()
    assert dialog.question is not None
    dialog.question.buttons["从空库开始"].click()
    assert dialog.choice is Choice.EMPTY


@pytest.fixture
def caretaker(home: Path, services, store):
    caretaker = Caretaker(home, "0.1.0", services.messages)
    yield caretaker
    caretaker.shut_down()


def test_that_the_caretaker_makes_the_backup_that_is_due(caretaker: Caretaker, store, home: Path, qtbot):
    drafts.keep(store.seat("王小梅"), "a", {})
    with qtbot.waitSignal(caretaker.jobs.ended):
        caretaker.look_after()
    assert len(kept_backups(home)) == 2
    store.close()
    back_up_at_exit(home, "0.1.0")
    count = len(kept_backups(home))
    back_up_at_exit(home, "0.1.0")
    assert len(kept_backups(home)) == count, "nothing has changed since"


HALF_AN_EXPORT = """
import os, signal, sys
from pathlib import Path
from domain.values.files import replacing
with replacing(Path(sys.argv[1])) as path:
    path.write_bytes(b"half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows kills otherwise")
def test_that_a_start_takes_away_what_a_killed_export_left_where_the_last_one_went(
    home: Path, services, store, tmp_path: Path, qtbot
):
    desktop = tmp_path / "桌面"
    desktop.mkdir()
    killed = [sys.executable, "-c", HALF_AN_EXPORT, str(desktop / "a.xlsx")]
    assert subprocess.run(killed, cwd=ROOT, check=False).returncode == -9
    assert len(list(desktop.iterdir())) == 1
    caretaker = Caretaker(home, "0.1.0", services.messages, exports=desktop)
    with qtbot.waitSignal(caretaker.jobs.ended):
        caretaker.look_after()
    caretaker.shut_down()
    assert list(desktop.iterdir()) == []


def test_that_the_caretaker_tells_of_an_attachment_that_is_altered(
    scan: Path, caretaker: Caretaker, home: Path, qtbot
):
    scan.chmod(0o600)
    scan.write_bytes(b"another picture")
    with qtbot.waitSignal(caretaker.flawed) as told:
        caretaker.look_after()
    assert "“走访照片.jpg”和加入时不一样；备份里还是加入时的内容" in told.args[0]
    assert kept_backups(home)[0].manifest.flaws == ()


def test_that_the_caretaker_notices_damage(caretaker: Caretaker, store, home: Path, qtbot):
    store.close()
    damage(home)
    with qtbot.waitSignal(caretaker.damaged):
        caretaker.look_after()
    assert examine(home).condition is Condition.DAMAGED


def test_that_a_backup_that_fails_by_itself_is_told(caretaker: Caretaker, store, told, home: Path, qtbot):
    drafts.keep(store.seat("王小梅"), "a", {})
    for path in (home / "backups").iterdir():
        path.unlink()
    (home / "backups").rmdir()
    (home / "backups").touch()
    caretaker.look_after()
    qtbot.waitUntil(lambda: any("自动备份没有做成" in text for text in told))


def test_that_a_diagnosis_is_written_for_the_technician(card: BackupCard, told, qtbot, tmp_path: Path):
    card.write_diagnosis_to(tmp_path / "诊断.zip")
    qtbot.waitUntil(lambda: any("诊断信息已写入" in text for text in told))
    assert (tmp_path / "诊断.zip").stat().st_size > 1000
