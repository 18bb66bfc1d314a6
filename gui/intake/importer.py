"""What pages have of importing: the wizard, the template, earlier imports."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from gui.files.file_dialogs import EXCEL, ask_where_to_save
from gui.services import Services

if TYPE_CHECKING:
    from domain.enterprises.importing.undoing import Undone
    from domain.values.ids import ImportId
    from gui.intake.intakes import Intake


class Importer(QObject):
    """Leads files of one kind in, and what came of them back out."""

    imported = Signal(int)
    """Something was imported; the id of the import."""

    def __init__(self, services: Services, over: QWidget, intake: Intake) -> None:
        super().__init__(over)
        self._services = services
        self._over = over
        self._intake = intake
        self.dialog: QDialog | None = None

    def start(self) -> None:
        """Open the wizard."""
        # The steps, and what reads sheets, only once they are wanted.
        from gui.intake.wizard import IntakeWizard  # noqa: PLC0415

        wizard = IntakeWizard(self._services, self._over, self._intake)
        wizard.imported.connect(self._on_imported)
        wizard.past_wanted.connect(self.show_past)
        wizard.template_wanted.connect(self.save_template)
        self.show(wizard)

    def read(self, path: Path) -> None:
        """Open the wizard with a file."""
        from gui.intake.wizard import IntakeWizard  # noqa: PLC0415

        self.start()
        assert isinstance(self.dialog, IntakeWizard)
        self.dialog.open_file(path)

    def show_past(self) -> None:
        """Show the imports there were, in place of whatever is open."""
        from gui.intake.past import PastImports  # noqa: PLC0415

        self.show(PastImports(self._services, self._over))

    def save_template(self) -> None:
        """Ask where to, then write the template to fill in."""
        if self.dialog is not None:
            self.dialog.close()
        dialog = ask_where_to_save(
            self._over,
            "保存模板",
            self._intake.template,
            EXCEL,
            self._write_template,
            preferences=self._services.preferences,
        )
        dialog.finished.connect(lambda _: self._on_closed(dialog))
        self.dialog = dialog

    def tell(self, words: str, id_: ImportId) -> None:
        """Say what was done, with the way back."""
        self._services.messages.success(words, action=("撤销", partial(self._undo, id_)))

    def show(self, dialog: QDialog) -> None:
        """Open a dialog in place of the one that is open."""
        if self.dialog is not None:
            self.dialog.close()
        dialog.finished.connect(lambda _: self._on_closed(dialog))
        self.dialog = dialog
        dialog.open()

    def _on_imported(self, done: Any) -> None:
        self.imported.emit(done.id)
        self.tell(f"已导入：{self._intake.done_words(done)}", done.id)

    def _undo(self, id_: ImportId) -> None:
        from gui.intake.intake_jobs import take_back  # noqa: PLC0415

        self._services.jobs.run(
            partial(take_back, self._services.context, id_), self._on_undone, owner=self, label="正在撤销"
        )

    def _on_undone(self, undone: Undone) -> None:
        from gui.intake.past import undone_text  # noqa: PLC0415

        if undone.left:
            self._services.messages.warning(undone_text(undone, most=3))
        else:
            self._services.messages.success("已撤销，数据和原来一样")

    def _write_template(self, target: Path) -> None:
        self._services.jobs.run(
            partial(self._intake.write_template, self._services.context, target),
            lambda _: self._services.messages.success(f"模板已存为“{target.name}”，填好后从 Excel 导入"),
            owner=self,
            label="正在写模板",
        )

    def _on_closed(self, dialog: QDialog) -> None:
        dialog.deleteLater()
        if self.dialog is dialog:
            self.dialog = None
