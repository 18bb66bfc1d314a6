"""The whole program in a process of its own, worked by a script: ``-m tests.gui.opened scenario home``."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

import main
from gui.app import create_app
from gui.first_run.assistant import Assistant
from gui.main_window import MainWindow
from gui.opening import open_office
from gui.pages.settings import SettingsPage
from gui.restoring.dialog import RestoreDialog
from gui.restoring.recovery import RecoveryDialog
from gui.self_check import Script, Walk, _find, _page, _press, _the


def skip_and_close(_home: Path) -> Script:
    yield lambda: _find(Assistant)
    _press(_the(Assistant).skip_button)
    yield lambda: _find(MainWindow)
    _the(MainWindow).close()


def open_and_close(_home: Path) -> Script:
    yield lambda: _find(MainWindow)
    _the(MainWindow).close()


def recover(_home: Path) -> Script:
    """Take the backup that is offered for a damaged store."""
    yield lambda: _find(RecoveryDialog)
    dialog = _the(RecoveryDialog)
    yield dialog.restore_button.isEnabled
    print(dialog.title.text())
    _press(dialog.restore_button)
    yield lambda: _find(MainWindow)
    _the(MainWindow).close()


def quit_recovery(_home: Path) -> Script:
    yield lambda: _find(RecoveryDialog)
    _press(_the(RecoveryDialog).quit_button)


def restore(_home: Path) -> Script:
    """Restore the newest backup on the settings page; the window opens again by itself."""
    yield lambda: _find(MainWindow)
    first = _the(MainWindow)
    first.navigation.button_of("settings").click()
    card = _page(SettingsPage).backup_card
    _press(card.restore_button)
    dialog = card.dialog
    assert isinstance(dialog, RestoreDialog)
    yield dialog.restore_button.isEnabled
    _press(dialog.restore_button)
    assert dialog.question is not None
    _press(dialog.question.buttons["恢复"])
    yield lambda: _find(MainWindow) not in (None, first)
    _the(MainWindow).close()


def stay(_home: Path) -> Script:
    """Stay open until somebody else brings the window forward, then close."""
    yield lambda: _find(MainWindow)
    window = _the(MainWindow)
    window.showMinimized()
    print("open", flush=True)
    yield lambda: not window.isMinimized()
    print("forward", flush=True)
    window.close()


if __name__ == "__main__":
    scenario, home = globals()[sys.argv[1]], Path(sys.argv[2])
    app = create_app(["zhuqidui"], main.VERSION)
    walk = Walk(scenario(home), app)
    status = open_office(
        app, home, resources=main.RESOURCES, is_place_fixed=True, context_of=main.build_context
    )
    assert QApplication.instance() is app
    print(walk.failure)
    sys.exit(status)
