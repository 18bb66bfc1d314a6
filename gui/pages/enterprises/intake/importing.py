"""What the page of enterprises has of importing: the wizard, the template, earlier imports."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from domain.values.ids import EnterpriseId
from gui.files.file_dialogs import EXCEL, ask_where_to_save
from gui.formatting import count_text
from gui.services import Services

if TYPE_CHECKING:
    from domain.enterprises.importing.service import Imported
    from domain.enterprises.importing.undoing import Undone


class Importer(QObject):
    """Leads files into the register, and what came of them back out."""

    imported = Signal(int)
    """Something was imported; the id of the import."""

    def __init__(self, services: Services, over: QWidget) -> None:
        super().__init__(over)
        self._services = services
        self._over = over
        self.dialog: QDialog | None = None

    def start(self) -> None:
        """Open the wizard."""
        # The steps, and what reads sheets, only once they are wanted.
        from gui.pages.enterprises.intake.wizard import IntakeWizard  # noqa: PLC0415

        wizard = IntakeWizard(self._services, self._over)
        wizard.imported.connect(self._on_imported)
        wizard.past_wanted.connect(self.show_past)
        wizard.template_wanted.connect(self.save_template)
        self._show(wizard)

    def read(self, path: Path) -> None:
        """Open the wizard with a file."""
        from gui.pages.enterprises.intake.wizard import IntakeWizard  # noqa: PLC0415

        self.start()
        assert isinstance(self.dialog, IntakeWizard)
        self.dialog.open_file(path)

    def show_past(self) -> None:
        """Show the imports there were, in place of whatever is open."""
        from gui.pages.enterprises.intake.past import PastImports  # noqa: PLC0415

        past = PastImports(self._services, self._over)
        self._show(past)

    def change_alike(self, ids: Sequence[EnterpriseId]) -> None:
        """Ask which fact of these enterprises becomes what."""
        from gui.pages.enterprises.register.change_alike import AlikeDialog  # noqa: PLC0415

        dialog = AlikeDialog(self._services, ids, self._over)
        dialog.changed.connect(self._on_changed_alike)
        self._show(dialog)

    def save_template(self) -> None:
        """Ask where to, then write the template to fill in."""
        if self.dialog is not None:
            self.dialog.close()
        dialog = ask_where_to_save(
            self._over,
            "保存模板",
            "企业数据模板.xlsx",
            EXCEL,
            self._write_template,
            preferences=self._services.preferences,
        )
        dialog.finished.connect(lambda _: self._on_closed(dialog))
        self.dialog = dialog

    def _on_imported(self, done: Imported) -> None:
        self.imported.emit(done.id)
        parts = [f"新增 {count_text(done.added, '户')}", f"更新 {count_text(done.changed, '户')}"]
        if done.skipped:
            parts.append(f"{count_text(done.skipped, '户')}没有变化")
        self._services.messages.success(
            f"已导入：{'，'.join(parts)}", action=("撤销", partial(self._undo, done))
        )

    def _on_changed_alike(self, done: Imported) -> None:
        self._services.messages.success(
            f"已改 {count_text(done.changed, '户')}；以后也可以在“导入记录”里撤销",
            action=("撤销", partial(self._undo, done)),
        )

    def _undo(self, done: Imported) -> None:
        from gui.pages.enterprises.intake.intake_jobs import take_back  # noqa: PLC0415

        self._services.jobs.run(
            partial(take_back, self._services.context, done.id), self._on_undone, owner=self, label="正在撤销"
        )

    def _on_undone(self, undone: Undone) -> None:
        from gui.pages.enterprises.intake.past import undone_text  # noqa: PLC0415

        if undone.left:
            self._services.messages.warning(undone_text(undone, most=3))
        else:
            self._services.messages.success("已撤销，数据和原来一样")

    def _write_template(self, target: Path) -> None:
        from gui.pages.enterprises.intake.intake_jobs import write_template  # noqa: PLC0415

        self._services.jobs.run(
            partial(write_template, self._services.context, target),
            lambda _: self._services.messages.success(f"模板已存为“{target.name}”，填好后从 Excel 导入"),
            owner=self,
            label="正在写模板",
        )

    def _show(self, dialog: QDialog) -> None:
        """Open a dialog in place of the one that is open."""
        if self.dialog is not None:
            self.dialog.close()
        dialog.finished.connect(lambda _: self._on_closed(dialog))
        self.dialog = dialog
        dialog.open()

    def _on_closed(self, dialog: QDialog) -> None:
        dialog.deleteLater()
        if self.dialog is dialog:
            self.dialog = None
