"""What is in a backup, before anything is put back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from domain.store.backup.manifest import Manifest
from domain.store.backup.problems import PassphraseNeeded
from domain.store.backup.restoring import look_at, try_out
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, ElidedLabel, Note, button, empty, in_column, in_row
from gui.early.theme import px
from gui.formatting import count_text, size_text, time_text
from gui.jobs import Jobs
from gui.widgets.placing import FlowLayout
from gui.widgets.status import ATTENTION, GOOD, HARM, StatusPill


class BackupPreview(QWidget):
    """One backup: where it lies, whose it is, how much is in it, and whether it was proved good."""

    ready_changed = Signal(bool)
    """Whether the backup shown can be read, and so be put back."""

    def __init__(self, home: Path, jobs: Jobs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._home = home
        self._jobs = jobs
        self.path: Path | None = None
        self.manifest: Manifest | None = None
        self._place = ElidedLabel("", self, mode=Qt.TextElideMode.ElideMiddle)
        self._place.setObjectName("note")
        self.passphrase_row = QWidget(self)
        self.passphrase_edit = QLineEdit(self.passphrase_row)
        self.passphrase_edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase_edit.setAccessibleName("口令")
        self.passphrase_edit.setPlaceholderText("做备份时设的口令")
        self.passphrase_edit.returnPressed.connect(self._read)
        self.unlock_button = button("打开", self._read, parent=self.passphrase_row)
        self.words = Note("", self)
        self.facts = QWidget(self)
        self._grid = QGridLayout(self.facts)
        self.try_button = button("试还原，检验是否完好", self._on_try, icon_name="play", parent=self)
        self.verdict = StatusPill(parent=self)
        self._lay_out()
        self.clear()

    @property
    def passphrase(self) -> str:
        return self.passphrase_edit.text() if self.passphrase_row.isVisibleTo(self) else ""

    def clear(self) -> None:
        """Show nothing."""
        self.path = self.manifest = None
        self._place.clear()
        self._show_state("", locked=False)

    def show_backup(self, path: Path) -> None:
        """Read what a backup says of itself and show it."""
        self.path, self.manifest = path, None
        self._place.setText(str(path))
        self.passphrase_edit.clear()
        self._show_state("正在读取…", locked=False)
        self._read()

    def _read(self) -> None:
        if self.path is not None:
            work = partial(_read, self.path, self._home, self.passphrase)
            self._jobs.read(work, self._on_read, on_failed=self._on_unread, owner=self)

    def _on_read(self, found: tuple[Path, Manifest]) -> None:
        path, manifest = found
        if path != self.path:
            return  # Another one was chosen meanwhile.
        self.manifest = manifest
        self._fill(manifest)
        self._show_state(manifest.warning, locked=self.passphrase_row.isVisibleTo(self))

    def _on_unread(self, error: Exception) -> None:
        self.manifest = None
        is_locked = isinstance(error, PassphraseNeeded)
        self._show_state(str(error), locked=is_locked)
        if is_locked:
            self.passphrase_edit.setFocus()
            self.passphrase_edit.selectAll()

    def _show_state(self, words: str, *, locked: bool) -> None:
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.passphrase_row.setVisible(locked)
        self.passphrase_edit.setEnabled(self.manifest is None)
        self.unlock_button.setVisible(self.manifest is None)
        is_ready = self.manifest is not None
        self.facts.setVisible(is_ready)
        self.try_button.setVisible(is_ready)
        self.verdict.hide()
        self.ready_changed.emit(is_ready)

    def _fill(self, manifest: Manifest) -> None:
        empty(self._grid)
        lines: tuple[tuple[str, str], ...] = (
            ("单位", manifest.office or "（未填）"),
            ("备份时间", f"{time_text(manifest.made_at)}（{manifest.occasion.word}）"),
            ("企业", count_text(manifest.enterprises, "户")),
            ("通知书", count_text(manifest.notices, "份")),
            ("程序版本", f"{manifest.program}（数据版本 {manifest.schema_name}）"),
            (
                "大小",
                f"还原后 {size_text(manifest.size)}，{len(manifest.files) + len(manifest.contents)} 个文件",
            ),
        )
        if beside := manifest.size - manifest.own_size:
            lines += (("其中附件", f"{size_text(beside)}，各份自动备份合用"),)
        for row, (title, text) in enumerate(lines):
            name, value = Note(title, self.facts), QLabel(text, self.facts)
            name.setWordWrap(False)
            value.setTextFormat(Qt.TextFormat.PlainText)
            self._grid.addWidget(name, row, 0)
            self._grid.addWidget(value, row, 1)
        self._grid.setColumnStretch(1, 1)

    def _on_try(self) -> None:
        assert self.path is not None
        work = partial(_try_out, self.path, self._home, self.passphrase)
        self.verdict.hide()
        self._jobs.run(
            work, self._on_proved, on_failed=self._on_disproved, busy=self.try_button, label="正在试还原"
        )

    def _on_proved(self, found: tuple[Path, Manifest]) -> None:
        path, manifest = found
        if path != self.path:
            return
        self.manifest = manifest
        self.verdict.show_status(
            ATTENTION.named("可恢复，不完好") if manifest.flaws else GOOD.named("完好，可以恢复")
        )
        self.verdict.show()
        self.words.setText(manifest.warning)
        self.words.setVisible(bool(manifest.flaws))

    def _on_disproved(self, error: Exception) -> None:
        self.verdict.show_status(HARM.named("不能使用"))
        self.verdict.show()
        self.words.setText(str(error))
        self.words.show()

    def _lay_out(self) -> None:
        in_row(
            QLabel("口令", self.passphrase_row),
            (self.passphrase_edit, 1),
            self.unlock_button,
            spacing=8,
            of=self.passphrase_row,
        )
        self._grid.setContentsMargins(0, px(4), 0, px(4))
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(8))
        tried = FlowLayout(spacing=px(12))
        tried.addWidget(self.try_button)
        tried.addWidget(self.verdict)
        in_column(
            self._place, self.words, self.passphrase_row, self.facts, tried, STRETCH, spacing=8, of=self
        )


def _read(path: Path, home: Path, passphrase: str, _: Reporter) -> tuple[Path, Manifest]:
    return path, look_at(path, home, passphrase=passphrase)


def _try_out(path: Path, home: Path, passphrase: str, reporter: Reporter) -> tuple[Path, Manifest]:
    return path, try_out(path, home, reporter, passphrase=passphrase)
