"""The window hears of what a command does on the same store."""

import os
import subprocess
import sys
from pathlib import Path

from gui.shell.elsewhere import Elsewhere
from gui.targets import ToPage

ROOT = Path(__file__).parents[2]


def test_that_a_command_beside_the_window_has_its_pages_reload(
    program, services, context, sample_office, idle, qtbot
):
    page = program.assessment
    services.go_to(ToPage("assessment"))
    idle()
    page.history_button.click()
    idle()
    runs = page.history.model.rowCount()
    elsewhere = Elsewhere(services, program.window)
    elsewhere.look()
    idle()
    command = [sys.executable, str(ROOT / "main.py"), "assess-all", "--policy", "zhengdong-2022"]
    home = {**os.environ, "ZHUQIDUI_HOME": str(context.store.path.parent)}
    subprocess.run(command, cwd=ROOT, env=home, check=True, capture_output=True)
    elsewhere.look()
    qtbot.waitUntil(lambda: page.history.model.rowCount() == runs + 1)
