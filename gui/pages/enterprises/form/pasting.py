"""Takes a row copied from Excel into the form, and back out again in one step."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

from domain.values.errors import BadInput
from gui.pages.enterprises.form.form import EnterpriseForm
from gui.services import Services

if TYPE_CHECKING:
    from domain.exchange.intake.pasting import Pasted
    from gui.pages.enterprises.form.pasted_row import PasteDialog

_A_ROW: Final = 2
"""How many tabs a text has at least that is a row of a table rather than a text."""


class Pasting(QObject):
    """Reads rows from the clipboard into a form."""

    def __init__(self, services: Services, form: EnterpriseForm) -> None:
        super().__init__(form)
        self._services = services
        self._form = form
        self.dialog: PasteDialog | None = None
        form.paste_requested.connect(self.start)
        for card in (form.identity, *form.facts.cards.values()):
            for line in card.findChildren(QLineEdit):
                line.installEventFilter(self)

    def start(self) -> None:
        """Read what was copied and show where it goes; say so where that cannot be."""
        # Reading sheets is more than the form needs to open.
        from gui.pages.enterprises.form.pasted_row import PasteDialog, owner_of, read_row  # noqa: PLC0415

        context = self._services.context
        try:
            cells = read_row(QGuiApplication.clipboard().text(), context)
            self._refuse_another(*owner_of(cells))
        except BadInput as error:
            self._services.messages.warning(str(error))
            return
        dialog = PasteDialog(cells, context.dictionary, self._form.shown(), self._form)
        dialog.taken.connect(partial(self._take, cells))
        dialog.destroyed.connect(self._on_closed)
        self.dialog = dialog
        dialog.open()

    def _refuse_another(self, code: str, name: str) -> None:
        """Refuse a row of another enterprise than the one that is open."""
        if self._form.is_recorded and code and self._form.identity.code not in ("", code):
            raise BadInput(
                f"复制的一行是“{name or code}”，不是现在打开的企业，没有填入。"
                "要登记它，请先点“新增企业”再粘贴"
            )

    def _take(self, cells: Sequence["Pasted"]) -> None:
        from gui.pages.enterprises.form.pasted_row import key_of  # noqa: PLC0415

        before = self._form.typed()
        taken = [cell for cell in cells if cell.is_taken]
        for cell in taken:
            self._form.put(key_of(cell), cell.value)
        undo: Callable[[], object] = partial(self._take_back, self._form.occasion, before)
        self._services.messages.info(f"已填入 {len(taken)} 项，核对后请保存", action=("撤销", undo))

    def _take_back(self, occasion: object, before: Mapping[str, Any]) -> None:
        # By now another enterprise may be shown.
        if self._form.occasion is occasion:
            self._form.restore(before)

    def _on_closed(self) -> None:
        self.dialog = None

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.matches(QKeySequence.StandardKey.Paste)
            and QGuiApplication.clipboard().text().count("\t") >= _A_ROW
        ):
            # A whole row pasted into one field would only make a mess of it.
            self.start()
            return True
        return super().eventFilter(watched, event)
