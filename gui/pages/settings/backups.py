"""The card 备份 of the settings page."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from domain.bin.restoring import clean_up
from domain.enterprises.attachments.service import check_attachments
from domain.store.acts import Action
from domain.store.backup.keeping import (
    BadBackup,
    Elsewhere,
    KeptBackup,
    bad_backups_text,
    bytes_kept,
    last_elsewhere,
    look_through,
)
from domain.store.diagnosis import write_diagnosis
from domain.store.engine import Store
from domain.values.errors import BadInput
from domain.values.progress import Reporter
from gui.backups.making import BackupDialog
from gui.early.parts import STRETCH, Look, Note, button, fill, in_row
from gui.files.file_dialogs import ask_where_to_save
from gui.formatting import size_text, time_text
from gui.restoring.restore_dialog import RestoreDialog
from gui.services import Services
from gui.widgets.cards import Card
from gui.widgets.dialog import opened

_REMIND_AFTER: Final = timedelta(days=14)
_Found = tuple[list[KeptBackup], list[BadBackup], Elsewhere | None, int]


class BackupCard(Card):
    """When the last backups were made, and the ways to make, restore and hand on."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("备份和恢复", parent)
        self._services = services
        self.dialog: QDialog | None = None
        self.local = Note("", self)
        self.bad = Note("", self)
        self.bad.hide()
        self.elsewhere = Note("", self)
        self.make_button = button("立即备份…", self._on_make, icon_name="save", parent=self)
        self.restore_button = button("恢复备份…", self._on_restore, icon_name="undo", parent=self)
        self.diagnose_button = button(
            "导出诊断信息…", self._on_diagnose, look=Look.LINK, icon_name="download", parent=self
        )
        self.diagnose_button.setToolTip(
            "程序出问题时交给技术人员：版本、日志和数据检查结果，不含企业和通知书"
        )
        self.check_button = button("检查附件", self._on_check, look=Look.LINK, icon_name="check", parent=self)
        self.check_button.setToolTip("逐个核对附件是否还在、是否和加入时一样")
        services.permits.hold(Action.STORE_BACKUP, self.make_button)
        services.permits.hold(Action.STORE_STAGE, self.restore_button)
        services.permits.hold(Action.ATTACHMENT_FORGET, self.check_button)
        fill(self.body, self.local, self.bad, self.elsewhere)
        row = in_row(
            self.make_button, self.restore_button, STRETCH, self.check_button, self.diagnose_button, spacing=8
        )
        self.body.addLayout(row)

    def reload(self) -> None:
        """Read again when the last backups were made."""
        self._services.jobs.read(partial(_find, self._services.context.home), self._on_found)

    def _on_found(self, found: _Found) -> None:
        backups, bad, elsewhere, size = found
        self.bad.setText(bad_backups_text(bad))
        self.bad.setVisible(bool(bad))
        if backups:
            last = backups[0]
            self.local.setText(
                f"最近一次自动保存在本机：{time_text(last.made_at)}，{last.manifest.enterprises} 户企业、"
                f"{last.manifest.notices} 份通知书；共留有 {len(backups)} 份，"
                f"占 {size_text(size)}（附件合用一份）。{f'{news}。' if (news := last.manifest.news) else ''}"
            )
        else:
            self.local.setText("每次启动和退出时，数据有改动就在本机自动备份一份。现在还没有。")
        self.elsewhere.setText(_words_for(elsewhere, datetime.now(UTC)))

    def _on_make(self) -> None:
        self.dialog = opened(BackupDialog(self._services, self, self.reload))

    def _on_restore(self) -> None:
        self.dialog = opened(RestoreDialog(self._services, self))

    def _on_check(self) -> None:
        self._services.jobs.run(
            partial(_check, self._services.context.store),
            self._on_checked,
            busy=self.check_button,
            owner=self,
            label="正在检查附件",
        )

    def _on_checked(self, faults: list[str]) -> None:
        if faults:
            self._services.messages.error(BadInput(faults))
        else:
            self._services.messages.success("附件都在，都和加入时一样")

    def _on_diagnose(self) -> None:
        name = f"助企兑诊断-{datetime.now().astimezone():%Y%m%d-%H%M}.zip"
        self.dialog = ask_where_to_save(
            self,
            "导出诊断信息",
            name,
            "压缩文件 (*.zip)",
            self.write_diagnosis_to,
            preferences=self._services.preferences,
        )

    def write_diagnosis_to(self, target: Path) -> None:
        """Write the file for the technician."""
        self._services.jobs.run(
            partial(_diagnose, self._services.context.home, target),
            self._on_diagnosed,
            busy=self.diagnose_button,
            label="正在收集诊断信息",
        )

    def _on_diagnosed(self, target: Path) -> None:
        self._services.messages.success(f"诊断信息已写入 {target}，可以交给技术人员")

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()


def _words_for(elsewhere: Elsewhere | None, now: datetime) -> str:
    if elsewhere is None:
        return "还没有往 U 盘等别处存过：电脑坏了，本机的备份也会丢。请用“立即备份”存一份到 U 盘。"
    words = f"最近一次存到别处：{time_text(elsewhere.made_at)}，{elsewhere.place}。"
    if now - elsewhere.made_at > _REMIND_AFTER:
        return f"{words}已经过了 {(now - elsewhere.made_at).days} 天，请再存一份。"
    return words


def _find(home: Path, _: Reporter) -> _Found:
    return *look_through(home), last_elsewhere(home), bytes_kept(home)


def _check(store: Store, reporter: Reporter) -> list[str]:
    """Return what is wrong with the files of enterprises; what is kept no longer is cleaned up."""
    faults = check_attachments(store, reporter)
    clean_up(store)
    return [fault.sentence for fault in faults]


def _diagnose(home: Path, target: Path, _: Reporter) -> Path:
    write_diagnosis(home, target, program=QCoreApplication.applicationVersion())
    return target
