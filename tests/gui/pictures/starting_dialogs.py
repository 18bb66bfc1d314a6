"""What is shown in place of the window, and over all of it."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from PySide6.QtWidgets import QMessageBox, QWidget

from domain.store.damage import Condition, Finding
from gui.first_run.assistant import Assistant
from gui.first_run.tour import STOPS
from gui.restoring.recovery import RecoveryDialog
from gui.shell.crash import CrashDialog, report_of
from gui.targets import ToPage
from tests.gui.pictures.office import RESOURCES, Opened
from tests.gui.pictures.office_dialogs import backup_by_hand, keep_backup_once
from tests.gui.pictures.pages import Scene


def starting_dialogs() -> Iterator[Scene]:
    """Yield what stands in place of the window, and what covers it."""
    for at in range(len(STOPS)):
        yield f"tour-{at}", partial(_tour, at)
    for at in range(4):
        yield f"first-run-{at}", partial(_first_run, at)
    yield "first-run-backup", _first_run_backup
    yield "recovery", partial(_recovery, Condition.DAMAGED)
    yield "recovery-none", partial(_recovery_none, Condition.MISSING)
    yield "recovery-empty", _recovery_empty
    yield "crash", _crash
    yield "cannot-open", _cannot_open


def _tour(at: int, opened: Opened) -> QWidget:
    tour = opened.shell.start_tour()
    for _ in range(at):
        tour.next_button.click()
    opened.settle()
    return tour


def _assistant(opened: Opened) -> Any:
    home = opened.folder / "第一次使用" / "助企兑数据"
    assistant = Assistant(home, RESOURCES)
    assistant.show()
    opened.settle()
    return assistant


def _first_run(at: int, opened: Opened) -> QWidget:
    assistant = _assistant(opened)
    for _ in range(at):
        assistant.next_button.click()
    opened.settle()
    return assistant


def _first_run_backup(opened: Opened) -> QWidget:
    assistant = _assistant(opened)
    assistant.welcome.moved.click()
    assistant.next_button.click()
    assistant.backup.show_file(backup_by_hand(opened))
    opened.wait(lambda: assistant.backup.preview.manifest)
    return assistant


def _recovery(condition: Condition, opened: Opened) -> QWidget:
    keep_backup_once(opened)
    dialog = RecoveryDialog(opened.context.home, Finding(condition, "database disk image is malformed"))
    dialog.show()
    opened.wait(dialog.restore_button.isEnabled)
    return dialog


def _recovery_none(condition: Condition, opened: Opened) -> QWidget:
    dialog = RecoveryDialog(opened.folder, Finding(condition))
    dialog.show()
    opened.wait(lambda: not dialog.bar.isVisible())
    return dialog


def _recovery_empty(opened: Opened) -> QWidget:
    dialog: Any = _recovery_none(Condition.DAMAGED, opened)
    dialog.empty_button.click()
    return dialog.question


def _crash(opened: Opened) -> QWidget:
    opened.go(ToPage("enterprises"))
    try:
        opened.context.policies.find("nothing")
    except Exception as error:
        report = report_of(error)
    dialog = CrashDialog(report, opened.context.home / "logs" / "zhuqidui.log", opened.window)
    dialog.open()
    return dialog


def _cannot_open(opened: Opened) -> QWidget:
    sentence = f"数据文件夹（{opened.context.home}）正在另一台电脑“收件室-02”上打开，请先在那里退出助企兑。"
    box = QMessageBox(QMessageBox.Icon.Warning, "助企兑不能打开", sentence)
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.show()
    return box
