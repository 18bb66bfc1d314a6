"""What the bundle puts in the place of libshiboken's own modules changes nothing but the start."""

import os
import subprocess
import sys
from pathlib import Path

import PySide6

from tests.packaging.stand_in import put_stand_in

SCRIPT = """
import sys
from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

class Sender(QObject):
    sent = Signal(int)

app = QApplication([])
label, button, sender = QLabel("x"), QPushButton(), Sender()
sender.sent.connect(label.setNum)
sender.sent.emit(4)
button.clicked.connect(lambda: label.setText("clicked"))
button.click()
print(list.append.__doc__, object.__new__.__doc__)
print("signatures loaded:", "shibokensupport.signature.parser" in sys.modules, file=sys.stderr)
for mistake in (
    lambda: label.setText(3.5),
    lambda: QRect("a"),
    lambda: label.resize(1, 2, 3),
    lambda: QLabel(colour=3),
    lambda: label.setTitle("a"),
    lambda: label.setAlignment("left"),
    lambda: sender.sent.emit("a", "b"),
    lambda: sender.sent.connect(5),
):
    try:
        mistake()
    except Exception as error:
        print(type(error).__name__, error)
print(QLabel.setText.__doc__)
print(QRect.intersects.__signature__ if hasattr(QRect.intersects, "__signature__") else "no signature")
"""


def run(path: Path | None) -> tuple[str, str]:
    """Run the script, with modules in `path` ahead of the installed ones; return what it said."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if path is not None:
        environ["PYTHONPATH"] = str(path)
    command = [sys.executable, "-c", SCRIPT]
    done = subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_that_wrong_arguments_are_told_in_the_same_words(tmp_path: Path):
    said, aside = run(put_stand_in(tmp_path))
    assert "signatures loaded: False" in aside, "nothing is loaded before the first mistake"
    assert "TypeError 'PySide6.QtWidgets.QLabel.setText' called with wrong argument types" in said
    assert said == run(None)[0]


def test_that_the_bundle_is_made_with_the_version_this_was_tried_with():
    spec = Path("packaging/zhuqidui.spec").read_text("utf-8")
    assert f'PySide6.__version__ == "{PySide6.__version__}"' in spec
