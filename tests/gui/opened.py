"""The whole program in a process of its own, worked by a script: ``-m tests.gui.opened scenario home``."""

import sys
from pathlib import Path
from typing import NoReturn

from PySide6.QtWidgets import QApplication, QMessageBox

import main
from domain.store import drafts
from domain.store.engine import Store
from domain.store.plain import STORE_NAME
from gui.early.application import begin_app
from gui.early.main_window import MainWindow
from gui.first_run.assistant import Assistant
from gui.jobs import Jobs
from gui.pages.settings.page import SettingsPage
from gui.restoring.recovery import RecoveryDialog
from gui.restoring.restart import Ending, end_window
from gui.restoring.restore_dialog import RestoreDialog
from gui.shell.instance import Instance
from gui.shell.self_check import Script, Walk, find, page_of, press, the
from gui.widgets.dialog import Question


def is_open() -> bool:
    """Whether the window is there, and more than its frame."""
    window = find(MainWindow)
    return window is not None and window.is_served


def skip_and_close(_home: Path) -> Script:
    yield lambda: find(Assistant)
    press(the(Assistant).skip_button)
    yield is_open
    the(MainWindow).close()


def open_and_close(_home: Path) -> Script:
    yield is_open
    the(MainWindow).close()


def recover(_home: Path) -> Script:
    """Take the backup that is offered for a damaged store."""
    yield lambda: find(RecoveryDialog)
    dialog = the(RecoveryDialog)
    yield dialog.restore_button.isEnabled
    print(dialog.title.text())
    press(dialog.restore_button)
    yield is_open
    the(MainWindow).close()


def recover_late(home: Path) -> Script:
    """Take the offer that comes after the window is there, because the store is large."""
    yield is_open
    yield lambda: find(Question)
    press(the(Question).buttons["现在恢复"])
    yield from recover(home)


def quit_recovery(_home: Path) -> Script:
    yield lambda: find(RecoveryDialog)
    press(the(RecoveryDialog).quit_button)


def restore(_home: Path) -> Script:
    """Restore the oldest backup on the settings page; the window opens again by itself.

    The program may have made one of what is there now by then.
    """
    yield is_open
    first = the(MainWindow)
    first.navigation.button_of("settings").click()
    card = page_of(SettingsPage).backup_card
    press(card.restore_button)
    dialog = card.dialog
    assert isinstance(dialog, RestoreDialog)
    yield lambda: dialog.model.rows
    oldest = dialog.model.rows[-1].path
    dialog.table.select_key(oldest)
    yield lambda: dialog.preview.path == oldest and dialog.restore_button.isEnabled()
    press(dialog.restore_button)
    yield lambda: dialog.question is not None
    press(dialog.question.buttons["恢复"])
    yield lambda: is_open() and the(MainWindow) is not first
    the(MainWindow).close()


def restart(_home: Path) -> Script:
    """Say what the message bar says when the window opens, and what after it opened again."""
    yield is_open
    first = the(MainWindow)
    yield lambda: first.message_bar.message is not None
    print(first.message_bar.message.text, flush=True)
    end_window(Ending.RESTART)
    yield lambda: is_open() and the(MainWindow) is not first
    yield lambda: all(jobs.is_idle for jobs in QApplication.instance().findChildren(Jobs))
    print(the(MainWindow).message_bar.message)
    the(MainWindow).close()


def stay(_home: Path) -> Script:
    """Stay open until somebody else brings the window forward, then close."""
    yield is_open
    window = the(MainWindow)
    window.showMinimized()
    print("open", flush=True)
    yield lambda: not window.isMinimized()
    print("forward", flush=True)
    window.close()


def lose(home: Path) -> Script:
    """Another machine takes the folder over while something stands in the store's log."""
    yield is_open
    store = Store.open(home)
    drafts.keep(store.seat("王小梅"), "typed", {"name": "甲"})
    log = home / f"{STORE_NAME}-wal"
    print(log.stat().st_size, flush=True)
    lock = home / "zhuqidui.lock"
    lock.write_text("4711\nzhuqidui\n收件室-02\nanother machine\nanother start\n", encoding="utf-8")
    instance = QApplication.instance().findChild(Instance)
    assert instance is not None
    instance.give_sign_of_life()
    yield lambda: find(QMessageBox)
    box = the(QMessageBox)
    print(box.text(), flush=True)
    box.close()


def break_ahead(_home: Path) -> Script:
    """Something nobody thought of goes wrong before the window is there."""
    yield lambda: find(QMessageBox)
    box = the(QMessageBox)
    print(box.text(), flush=True)
    box.close()


def break_early(home: Path) -> Script:
    """Something nobody thought of goes wrong with the window that is shown ahead of the program."""
    return open_and_close(home)


def fail(*_: object, **_named: object) -> NoReturn:
    raise RuntimeError("nobody thought of that")


if __name__ == "__main__":
    if sys.argv[1] == "break_ahead":
        main.build_context = fail
    if sys.argv[1] == "break_early":
        main._show_early = fail
    scenario, home = globals()[sys.argv[1]], Path(sys.argv[2])
    app = begin_app(["zhuqidui"], main.VERSION)
    # As long as the test has: how busy the machine is says nothing of the program.
    walk = Walk(scenario(home), app, patience_s=240)
    status = main.show_office(app, home, is_place_fixed=True)
    assert QApplication.instance() is app
    print(walk.failure)
    sys.exit(0 if sys.argv[1] == "break_ahead" and status == 1 else status)
