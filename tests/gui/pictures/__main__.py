"""Draws: ``python -m tests.gui.pictures FOLDER [PART OF A NAME]``.

Each place at the sizes of screens that offices have, in a process of its own with a screen of that size.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from itertools import chain
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from gui.early.application import begin_app, speak_chinese
from gui.early.main_window import MainWindow
from gui.early.theme import apply_theme
from tests.gui.pictures.dialogs import dialogs
from tests.gui.pictures.office import RESOURCES, open_office
from tests.gui.pictures.pages import Scene, scenes
from tests.gui.pictures.sizes import SIZES, Size


def main() -> None:
    """Draw everything, or what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.gui.pictures")
    parser.add_argument("folder", type=Path)
    parser.add_argument("wanted", nargs="?", default="", help="part of the names to draw")
    parser.add_argument("--size", choices=[one.name for one in SIZES], help="only this one")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    sizes = [one for one in SIZES if asked.size in (None, one.name)]
    if asked.here:
        _draw(asked.folder, asked.wanted, sizes[0])
        return
    asked.folder.mkdir(parents=True, exist_ok=True)
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-m", "tests.gui.pictures", str(asked.folder), asked.wanted]
            subprocess.run(
                [*command, "--size", size.name, "--here"], env=_environment(size, Path(folder)), check=True
            )


def _environment(size: Size, folder: Path) -> dict[str, str]:
    """Return the environment of a process that has a screen of this size."""
    screen = {"name": "screen", "x": 0, "y": 0, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screen |= {"width": size.width * size.ratio, "height": size.height * size.ratio}
    path = folder / "screens.json"
    path.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={path}",
        "QT_SCALE_FACTOR": str(size.ratio),
        "QT_LOGGING_RULES": "default.warning=false",
    }


def _draw(folder: Path, wanted: str, size: Size) -> None:
    """Write one picture for each place."""
    app = begin_app(["zhuqidui"])
    speak_chinese(app)
    apply_theme(app, RESOURCES, size.scale)
    with tempfile.TemporaryDirectory() as home:
        opened = open_office(app, Path(home))
        opened.services.preferences.set_font_scale(size.scale)
        opened.settle()
        window = opened.window
        window.setMinimumSize(0, 0)
        window.resize(size.width, size.height)
        window.move(QPoint(0, 0))
        window.show()
        opened.settle()
        for name, lead in chain(_pages(wanted), _named(dialogs(), wanted)):
            shown = lead(opened)
            opened.settle()
            if wanted in name:
                _picture(shown, opened.window).save(str(folder / f"{name}-{size.name}.png"))
            opened.close_all()
            opened.services.messages.clear()
        opened.services.jobs.shut_down()
        opened.window.hide()
        opened.context.store.close()


def _pages(wanted: str) -> list[Scene]:
    """Return the way through the pages, where one of them is wanted."""
    return list(scenes()) if any(wanted in name for name, _ in scenes()) else []


def _named(all_of_them: list[Scene], wanted: str) -> list[Scene]:
    return [(name, lead) for name, lead in all_of_them if wanted in name]


def _picture(shown: QWidget | None, window: MainWindow) -> QPixmap:
    """Return the window, with what is open over it where it stands; or what is shown in its place."""
    if shown is None or shown.window() is window:
        return window.grab()
    picture = window.grab()
    painter = QPainter(picture)
    if shown.parentWidget() is None:
        painter.fillRect(window.rect(), QColor("#8090a0"))
    else:
        painter.fillRect(window.rect(), QColor(20, 30, 42, 90))
    painter.drawPixmap(shown.mapToGlobal(QPoint(0, 0)) - window.mapToGlobal(QPoint(0, 0)), shown.grab())
    painter.end()
    return picture


if __name__ == "__main__":
    main()
