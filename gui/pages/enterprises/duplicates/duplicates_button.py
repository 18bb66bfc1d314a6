"""What the enterprises page offers about duplicates: the dialog, and a word after an import."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from domain.values.ids import EnterpriseId, ImportId
from domain.values.progress import Reporter
from gui.early.parts import Look, button
from gui.jobs import UPKEEP
from gui.services import AppContext, Services

if TYPE_CHECKING:
    from domain.enterprises.duplicates.finding import Duplicates
    from gui.pages.enterprises.duplicates.duplicates_dialog import DuplicatesDialog


_WORD = "可能重复…"


class DuplicatesDesk(QObject):
    """Keeps the button; it says how many of those just imported look like others."""

    opened = Signal(int)
    """Show this enterprise."""

    def __init__(self, services: Services, over: QWidget) -> None:
        super().__init__(over)
        self._services = services
        self._over = over
        self._among: tuple[EnterpriseId, ...] | None = None
        self.dialog: DuplicatesDialog | None = None
        self.button = button(_WORD, self.open, look=Look.LINK, parent=over)
        self.button.setToolTip("查找名称、电话或账号相同的企业，合并或标明不是重复")

    def open(self) -> None:
        """Show the pairs there are: of the last import where it has any, else of the whole register."""
        from gui.pages.enterprises.duplicates.duplicates_dialog import DuplicatesDialog  # noqa: PLC0415

        dialog = DuplicatesDialog(self._services, self._over, among=self._among)
        dialog.opened.connect(self.opened)
        self._among = None
        self.button.setText(_WORD)
        self.dialog = dialog
        dialog.open()

    def look_at_import(self, import_id: ImportId) -> None:
        """Look for enterprises that were there already under another code, while the clerk goes on."""
        work = partial(_look_at_import, self._services.context, import_id)
        self._services.jobs.read(work, self._on_looked, owner=self, lane=UPKEEP)

    def _on_looked(self, found: "tuple[tuple[EnterpriseId, ...], Duplicates]") -> None:
        ids, duplicates = found
        if duplicates.pairs:
            self._among = ids
            count = len(duplicates.pairs) + duplicates.left_out
            self.button.setText(f"刚导入的有 {count:,} 对可能重复…")


def _look_at_import(
    context: AppContext, import_id: ImportId, reporter: Reporter
) -> "tuple[tuple[EnterpriseId, ...], Duplicates]":
    from domain.enterprises.duplicates.finding import ids_of_import  # noqa: PLC0415
    from gui.pages.enterprises.duplicates.likes import look_through  # noqa: PLC0415

    ids = context.store.ask(ids_of_import, import_id)
    return ids, look_through(context, ids, reporter)
