"""Asking for files and folders, without blocking: each dialog begins where the last of its kind was."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from domain.store.backup.places import SUFFIX
from gui.early.preferences import Preferences, Purpose

EXCEL: Final = "Excel 文件 (*.xlsx)"
PDF: Final = "PDF 文件 (*.pdf)"
WORD: Final = "Word 文件 (*.docx)"
DOCUMENTS: Final = (
    "文档和图片 (*.pdf *.ofd *.jpg *.jpeg *.png *.tif *.tiff"
    " *.doc *.docx *.xls *.xlsx *.wps *.et);;所有文件 (*)"
)
_BACKUP: Final = f"助企兑备份 (*{SUFFIX})"


def ask_to_open(
    over: QWidget,
    title: str,
    kinds: str,
    take: Callable[[Path], object],
    *,
    preferences: Preferences | None = None,
) -> QFileDialog:
    """Let the user choose a file; `take` gets it. Without ``preferences`` nothing is remembered."""
    dialog = QFileDialog(over.window(), title, str(_start(preferences, Purpose.OPEN)), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return _opened(dialog, take, preferences, Purpose.OPEN)


def ask_to_open_several(
    over: QWidget, title: str, kinds: str, take: Callable[[list[Path]], object], preferences: Preferences
) -> QFileDialog:
    """Let the user choose files of one folder."""
    dialog = QFileDialog(over.window(), title, str(_start(preferences, Purpose.OPEN)), kinds)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: take([Path(name) for name in names]))
    return _opened(dialog, lambda _: None, preferences, Purpose.OPEN)


def ask_where_to_save(
    over: QWidget,
    title: str,
    file_name: str,
    kinds: str,
    take: Callable[[Path], object],
    *,
    preferences: Preferences | None = None,
) -> QFileDialog:
    """Let the user choose where a file is written; `take` gets its path, with the ending of its kind."""
    dialog = QFileDialog(over.window(), title, str(_start(preferences, Purpose.SAVE)), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(Path(file_name).suffix.lstrip(".") if kinds else "")
    dialog.selectFile(file_name)
    return _opened(dialog, take, preferences, Purpose.SAVE)


def ask_for_backup(
    over: QWidget, take: Callable[[Path], object], preferences: Preferences | None = None
) -> QFileDialog:
    """Let the user choose a backup."""
    kinds = f"{_BACKUP};;所有文件 (*)"
    return ask_to_open(over, "选择备份文件", kinds, take, preferences=preferences)


def ask_where_to_back_up(
    over: QWidget, file_name: str, take: Callable[[Path], object], preferences: Preferences
) -> QFileDialog:
    """Let the user choose where a backup is written."""
    return ask_where_to_save(over, "备份到", file_name, _BACKUP, take, preferences=preferences)


def ask_for_folder(over: QWidget, start: Path, take: Callable[[Path], object]) -> QFileDialog:
    """Let the user choose a folder."""
    dialog = QFileDialog(over.window(), "选择文件夹", str(start))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return _opened(dialog, take)


def _opened(
    dialog: QFileDialog,
    take: Callable[[Path], object],
    preferences: Preferences | None = None,
    purpose: Purpose = Purpose.OPEN,
) -> QFileDialog:
    def on_selected(name: str) -> None:
        if preferences is not None:
            preferences.keep_folder(purpose, Path(name).parent)
        take(Path(name))

    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(on_selected)
    if dialog.fileMode() is QFileDialog.FileMode.ExistingFiles:
        # Of several no single one is told.
        dialog.filesSelected.connect(lambda names: on_selected(names[0]))
    QDialog.open(dialog)
    return dialog


def _start(preferences: Preferences | None, purpose: Purpose) -> Path:
    """Return where the last one was; where that is gone, as with a stick pulled out, the user's documents."""
    last = preferences.folder(purpose) if preferences is not None else None
    if last is not None and last.is_dir():
        return last
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    # Qt would take the name of a folder that is not there for that of a file.
    return documents if documents.is_dir() else Path.home()
