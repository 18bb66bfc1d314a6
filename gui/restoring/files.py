"""Asking for a backup file, without blocking."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from domain.store.backup.places import SUFFIX

_FILTER = f"助企兑备份 (*{SUFFIX})"


def ask_for_backup(parent: QWidget, take: Callable[[Path], object]) -> QFileDialog:
    """Let the user choose a backup; `take` gets it."""
    dialog = QFileDialog(parent.window(), "选择备份文件", "", f"{_FILTER};;所有文件 (*)")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _opened(dialog, take)


def ask_where_to(
    parent: QWidget, folder: Path, file_name: str, take: Callable[[Path], object]
) -> QFileDialog:
    """Let the user choose where a backup is written; `take` gets the file's path."""
    dialog = QFileDialog(parent.window(), "备份到", str(folder / file_name), _FILTER)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(SUFFIX.lstrip("."))
    dialog.selectFile(file_name)
    return _opened(dialog, take)


def ask_for_folder(parent: QWidget, start: Path, take: Callable[[Path], object]) -> QFileDialog:
    """Let the user choose a folder."""
    dialog = QFileDialog(parent.window(), "选择文件夹", str(start))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _opened(dialog, take)


def _opened(dialog: QFileDialog, take: Callable[[Path], object]) -> QFileDialog:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: take(Path(name)))
    dialog.open()
    return dialog
