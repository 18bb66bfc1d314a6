"""恢复备份: the kept backups and any other file, what is in each, and the switch."""

from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.store.acts import Action
from domain.store.backup.keeping import BadBackup, KeptBackup, bad_backups_text, look_through
from domain.store.numbers.carrying import Since
from gui.early.parts import Look, Note, button, fill, in_column, in_row
from gui.early.theme import px
from gui.files.file_dialogs import ask_for_backup
from gui.formatting import time_text
from gui.jobs import Job
from gui.restoring.papers_since import Leaving, since_work
from gui.restoring.preview import BackupPreview
from gui.restoring.restart import Ending, end_window, restore_work
from gui.services import Services
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel
from gui.widgets.cards import Card
from gui.widgets.dialog import Dialog, Question, confirm


class RestoreDialog(Dialog):
    """Chooses a backup and puts it back; the program then opens again by itself."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent, "恢复备份", width=960, height=520)
        self._services = services
        self._home = services.context.home
        self._job: Job | None = None
        self.question: Question | None = None
        self.model = RowsModel(_COLUMNS, key=lambda backup: backup.path, parent=self)
        self.table = DataTable(self.model, self)
        self.table.current_changed.connect(self._on_current_changed)
        self.preview = BackupPreview(self._home, services.jobs, self)
        self.preview.ready_changed.connect(self._on_ready_changed)
        self.empty = Note("本机还没有自动备份。程序每次启动和退出时，数据有改动就自动备份一次。", self)
        self.empty.hide()
        self.bad = Note("", self)
        self.bad.hide()
        self.file_button = button("选择备份文件…", self._on_file, icon_name="folder", parent=self)
        self.close_button = button("取消", self.reject, parent=self)
        self.restore_button = button("恢复", self._on_restore, look=Look.PRIMARY, parent=self)
        services.permits.hold(Action.STORE_STAGE, self.restore_button)
        self.words = Note("", self)
        self._lay_out()
        self._on_ready_changed(False)
        services.jobs.read(lambda _: look_through(services.context.home), self._on_listed)

    def _on_listed(self, found: tuple[list[KeptBackup], list[BadBackup]]) -> None:
        backups, bad = found
        self.bad.setText(bad_backups_text(bad))
        self.bad.setVisible(bool(bad))
        self.model.replace(backups)
        self.empty.setVisible(not backups)
        if backups and self.preview.path is None:
            self.table.select_key(backups[0].path)

    def _on_current_changed(self, backup: KeptBackup | None) -> None:
        if backup is not None:
            self.preview.show_backup(backup.path)

    def _on_file(self) -> None:
        ask_for_backup(self, self.preview.show_backup, self._services.preferences)

    def _on_ready_changed(self, is_ready: bool) -> None:
        self.restore_button.setEnabled(is_ready and self._job is None)

    def _on_restore(self) -> None:
        assert self.preview.path is not None
        self.words.setText("正在核对备份以后发出的通知书和送出的拨付批次…")
        self.restore_button.setEnabled(False)
        self._services.jobs.read(
            since_work(self._home, self.preview.path, self.preview.passphrase),
            partial(self._ask, self.preview.path),
            on_failed=self._on_failed,
            owner=self,
        )

    def _ask(self, path: Path, since: Since) -> None:
        self._give_back("")
        manifest = self.preview.manifest
        if path != self.preview.path or manifest is None:
            return  # Another one was chosen meanwhile.
        self.question = confirm(
            self,
            f"恢复到 {time_text(manifest.made_at)} 的数据？",
            f"现在的全部数据会换成备份里的：{manifest.enterprises} 户企业、{manifest.notices} 份通知书。"
            f"{f'{manifest.warning}。' if manifest.flaws else ''}"
            "换之前先把现在的数据也做成一份备份，之后还可以换回来。完成后程序会自动重新打开。",
            "恢复",
            self._restore,
            harms=True,
        )
        if Leaving.has_to_tell(since):
            self.question.add(Leaving(since, self.question), width=860)

    def _restore(self) -> None:
        assert self.preview.path is not None
        self.words.setText("正在检验备份，并保存现在的数据…")
        self.setEnabled(False)
        seat = self._services.context.seat
        work = restore_work(self._home, self.preview.path, self.preview.passphrase, seat)
        self._job = self._services.jobs.run(
            work, self._on_prepared, on_failed=self._on_failed, owner=self, label="正在恢复备份"
        )
        self._job.cancelled.connect(self._on_cancelled)

    def _on_prepared(self, _: object) -> None:
        end_window(Ending.RESTART)

    def _on_failed(self, error: Exception) -> None:
        self._give_back(str(error))

    def _on_cancelled(self) -> None:
        self._give_back("已取消，数据没有改动。")

    def _give_back(self, words: str) -> None:
        self._job = None
        self.setEnabled(True)
        self.words.setText(words)
        self._on_ready_changed(self.preview.manifest is not None)

    def _lay_out(self) -> None:
        card = Card(parent=self)
        card.body.addWidget(self.preview)
        card.setMinimumWidth(px(340))
        middle = in_row(
            (in_column(self.empty, self.bad, (self.table, 1), spacing=8), 3), (card, 2), spacing=16
        )
        fill(self.foot, self.file_button, (self.words, 1), self.close_button, self.restore_button)
        self.add_title("选择要恢复的备份")
        self.body.addLayout(middle, 1)

    # Qt overrides

    def reject(self) -> None:
        if self._job is None:
            super().reject()


_COLUMNS: Final[tuple[Column[KeptBackup], ...]] = (
    Column(
        "备份时间",
        lambda backup: time_text(backup.made_at),
        sort_key=lambda backup: backup.made_at,
        stretches=True,
        width=150,
        narrowest=138,
    ),
    Column(
        "种类",
        lambda backup: f"{backup.manifest.occasion.word}{'（不完好）' if backup.manifest.flaws else ''}",
        width=160,
        narrowest=84,
    ),
    Column(
        "企业（户）", lambda backup: f"{backup.manifest.enterprises:,}", align=RIGHT, width=96, narrowest=84
    ),
    Column(
        "通知书（份）", lambda backup: f"{backup.manifest.notices:,}", align=RIGHT, width=110, narrowest=96
    ),
)
