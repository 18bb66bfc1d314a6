"""Files from where the scanner puts them, to be taken over with a click."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from domain.enterprises.attachments.names import safe_name
from gui.early.parts import ElidedLabel, Look, Note, button, fill, in_row
from gui.files.file_dialogs import ask_for_folder
from gui.formatting import file_size_text, time_text
from gui.services import Services
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.widgets.cards import EmptyState, WhenEmpty
from gui.widgets.dialog import Dialog

_MOST: Final = 2_000
_SETTLE_MS: Final = 400


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """One file of the folder; ``changed_at`` is UTC."""

    path: Path
    size: int
    changed_at: datetime


class ScanDialog(Dialog):
    """Lists the files of the scan folder, the latest first, and takes over those that are selected."""

    chosen = Signal(object)
    """Paths of the files to take."""

    def __init__(self, services: Services, over: QWidget) -> None:
        super().__init__(over, "从扫描文件夹取附件", width=720, height=520)
        self._services = services
        self._folder: Path | None = None
        self.dialog: QFileDialog | None = None
        self.place = ElidedLabel("", self)
        self.choose_button = button("选择文件夹…", self._on_choose, icon_name="folder", parent=self)
        self.model: RowsModel[ScannedFile] = RowsModel(_COLUMNS, key=lambda file: file.path, parent=self)
        self.table: DataTable[ScannedFile] = DataTable(self.model, self, several=True)
        self.empty = EmptyState("还没有选扫描文件夹", icon_name="inbox", parent=self)
        self.take_button = button("添加", self._on_take, look=Look.PRIMARY, icon_name="plus", parent=self)
        self._watcher = QFileSystemWatcher(self)
        self._settling = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._lay_out()
        self._watcher.directoryChanged.connect(lambda _: self._settling.start())
        self._settling.timeout.connect(self._read)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._refresh())
        self.model.modelReset.connect(self._refresh)
        self.table.opened.connect(lambda _: self._on_take())
        self._refresh()

    def begin(self) -> None:
        """List the folder that was chosen before."""
        self.show_folder(self._services.preferences.scan_folder)

    def show_folder(self, folder: Path | None) -> None:
        """List a folder, and again whenever something appears in it."""
        if self._watcher.directories():
            self._watcher.removePaths(self._watcher.directories())
        self._folder = folder
        self.place.setText("" if folder is None else str(folder))
        if folder is None:
            self.empty.say("还没有选扫描文件夹", "选择扫描仪存放文件的文件夹，以后会记住。")
            self.model.replace([])
            return
        self._watcher.addPath(str(folder))
        self._read()

    def _read(self) -> None:
        folder = self._folder
        if folder is not None:
            # It may be on another machine, and take a while.
            self._services.jobs.read(lambda _: _files_of(folder), self._on_read, owner=self)

    def _on_read(self, files: list[ScannedFile] | None) -> None:
        if files is None:
            self.empty.say("这个文件夹打不开", "可能已移走，或所在的电脑没有开机；可以另选一个文件夹。")
        else:
            self.empty.say("文件夹是空的", "扫描的文件一到，就会列在这里。")
        self.model.replace(files or [])

    def _refresh(self) -> None:
        chosen = len(self.table.selected_places())
        self.take_button.setEnabled(bool(chosen))
        self.take_button.setText(f"添加 {chosen} 个" if chosen > 1 else "添加")

    def _on_choose(self) -> None:
        start = self._folder or Path.home()
        self.dialog = ask_for_folder(self, start, self._on_folder_chosen)

    def _on_folder_chosen(self, folder: Path) -> None:
        self._services.preferences.keep_scan_folder(folder)
        self.show_folder(folder)

    def _on_take(self) -> None:
        paths: Sequence[Path] = [file.path for file in self.table.selected_rows()]
        if paths:
            self.accept()
            self.chosen.emit(paths)

    def _lay_out(self) -> None:
        top = in_row((self.place, 1), self.choose_button, spacing=8)
        note = Note("按住 Ctrl 或 Shift 选多个。文件是复制的，扫描文件夹里的不动。", self)
        fill(self.foot, (note, 1), button("取消", self.reject, parent=self), self.take_button)
        self.head.addLayout(top)
        self.body.addWidget(WhenEmpty(self.table, self.model, self.empty), 1)


def _files_of(folder: Path) -> list[ScannedFile] | None:
    """Return the files of a folder, the latest first; None where it cannot be read."""
    found = []
    try:
        for path in folder.iterdir():
            if not path.name.startswith((".", "~$")) and path.is_file():
                facts = path.stat()
                found.append(ScannedFile(path, facts.st_size, datetime.fromtimestamp(facts.st_mtime, UTC)))
    except OSError:
        return None
    return sorted(found, key=lambda file: file.changed_at, reverse=True)[:_MOST]


_COLUMNS: Final = (
    Column[ScannedFile](
        "文件",
        lambda file: safe_name(file.path.name),
        sort_key=lambda file: file.path.name,
        stretches=True,
        tips=True,
    ),
    Column[ScannedFile](
        "时间", lambda file: time_text(file.changed_at), sort_key=lambda file: file.changed_at, width=160
    ),
    Column[ScannedFile](
        "大小",
        lambda file: file_size_text(file.size),
        align=RIGHT,
        sort_key=lambda file: file.size,
        width=100,
    ),
)
