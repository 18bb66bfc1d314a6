"""备份到 U 盘: one backup by hand, to another place, with a passphrase if wanted."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QWidget

from domain.office.service import find_office
from domain.store.backup.archive import write_backup
from domain.store.backup.keeping import note_elsewhere
from domain.store.backup.manifest import Manifest, Occasion
from domain.store.backup.places import SUFFIX
from domain.store.backup.restoring import try_out
from domain.store.backup.sealing import refuse_weak
from domain.store.entering import enter_backup, require_backup
from domain.values.errors import BadInput
from domain.values.progress import Reporter
from domain.values.texts import safe_text
from gui.early.parts import STRETCH, Complaint, Look, Note, button, fill
from gui.files.file_dialogs import ask_where_to_back_up
from gui.services import AppContext, Services
from gui.widgets.dialog import Dialog
from gui.widgets.placing import in_grid

_FORBIDDEN: Final = '\\/:*?"<>|'


class BackupDialog(Dialog):
    """Asks for a passphrase and the place; the backup written there is proved by a test restore."""

    def __init__(self, services: Services, parent: QWidget, made: Callable[[], object] | None = None) -> None:
        super().__init__(parent, "立即备份", width=520)
        self._services = services
        self._made = made
        self.check = QCheckBox("给备份加口令", self)
        self.check.toggled.connect(self._on_toggled)
        self.locked = QWidget(self)
        self.first, self.second = (QLineEdit(self.locked) for _ in range(2))
        self.complaint = Complaint(self)
        self.next_button = button("选择存放位置…", self._on_next, look=Look.PRIMARY, parent=self)
        self.next_button.setDefault(True)
        self.close_button = button("取消", self.reject, parent=self)
        self._lay_out()
        self._on_toggled(False)

    def _on_toggled(self, is_checked: bool) -> None:
        self.locked.setVisible(is_checked)
        self.complaint.hide()
        if is_checked:
            self.first.setFocus()

    def _on_next(self) -> None:
        if self.check.isChecked() and (complaint := self._complaint()):
            self.complaint.say(complaint)
            self.first.setFocus()
            return
        context = self._services.context
        self._services.jobs.read(lambda _: find_office(context.store).name, self._ask_where)

    def _complaint(self) -> str:
        if self.first.text() != self.second.text():
            return "两次输入的口令不一样"
        try:
            refuse_weak(self.first.text())
        except BadInput as error:
            return str(error)
        return ""

    def _ask_where(self, office: str) -> None:
        ask_where_to_back_up(
            self, file_name_for(office, date.today()), self.write_to, self._services.preferences
        )

    def write_to(self, target: Path) -> None:
        """Write the backup; how it went stands in the message bar, the dialog is no longer needed."""
        passphrase = self.first.text() if self.check.isChecked() else ""
        back_up_by_hand(self._services, target, passphrase, self._made)
        self.accept()

    def _lay_out(self) -> None:
        grid = in_grid(across=12, down=8, of=self.locked)
        for row, (title, edit) in enumerate((("口令", self.first), ("再输一遍", self.second))):
            edit.setEchoMode(QLineEdit.EchoMode.Password)
            edit.setAccessibleName(title)
            grid.addWidget(QLabel(title, self.locked), row, 0)
            grid.addWidget(edit, row, 1)
        warning = "至少 8 个字符。口令忘了谁也打不开，程序也不能；请另外记好。"
        grid.addWidget(Note(warning, self.locked), 2, 1)
        grid.addWidget(self.complaint, 3, 1)
        fill(self.foot, STRETCH, self.close_button, self.next_button)
        self.add_title("把全部数据备份成一个文件")
        fill(
            self.body,
            Note(
                "里面有全部企业、附件、通知书、设置和单位自己的字体。存到 U 盘上带走，"
                "在另一台电脑上首次打开助企兑时选“从备份恢复”，就都搬过去了。",
                self,
            ),
            self.check,
            self.locked,
        )


def file_name_for(office: str, day: date) -> str:
    """Return what a backup is called unless the user says otherwise.

    >>> file_name_for("甲局/乙科", date(2026, 3, 2))
    '助企兑备份-甲局乙科-20260302.zqdbak'
    """
    plain = "".join(sign for sign in safe_text(office) if sign not in _FORBIDDEN).strip()
    parts = ("助企兑备份", plain, f"{day:%Y%m%d}")
    return "-".join(part for part in parts if part) + SUFFIX


def back_up_by_hand(
    services: Services, target: Path, passphrase: str, made: Callable[[], object] | None = None
) -> None:
    """Write a backup in a job, prove it, and say so; `made` is called when it is done."""

    def tell(manifest: Manifest) -> None:
        words = f"已备份到 {target}：{manifest.enterprises} 户企业、{manifest.notices} 份通知书"
        if manifest.flaws:
            services.messages.warning(
                f"{words}；但{manifest.warning}。请用“恢复备份”看看以前的备份是否完好。"
            )
        else:
            services.messages.success(f"{words}，试还原完好")
        if made is not None:
            made()

    work = partial(write_and_prove, services.context, target, passphrase)
    services.jobs.run(work, tell, owner=services.messages, label="正在备份")


def write_and_prove(context: AppContext, target: Path, passphrase: str, reporter: Reporter) -> Manifest:
    """Write a backup and restore it on trial: sticks are not to be trusted.

    Raises:
        NotPermitted: Who sits here may not make one.
    """
    require_backup(context.seat)
    written = write_backup(
        context.home,
        target,
        reporter,
        occasion=Occasion.BY_HAND,
        program=QCoreApplication.applicationVersion(),
        passphrase=passphrase,
    )
    proved = try_out(target, context.home, reporter, passphrase=passphrase)
    note_elsewhere(context.home, target, written)
    enter_backup(context.seat, target, written)
    return proved
