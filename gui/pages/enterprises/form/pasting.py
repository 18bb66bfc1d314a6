"""A row copied from Excel: shown cell by cell before the form takes it, and taken back in one step."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from domain.enterprises.history import label_of
from domain.errors import BadInput
from domain.exchange.intake.pasting import Pasted, identity_of, read_pasted
from domain.exchange.intake.targets import Place
from gui.models.table import Column, RowsModel
from gui.pages.enterprises.form.form import EnterpriseForm
from gui.services import Services
from gui.theme import px
from gui.widgets.buttons import Look, button
from gui.widgets.data_table import DataTable
from gui.widgets.labels import Note, SectionTitle
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, Status

_A_ROW: Final = 2
"""How many tabs a text has at least that is a row of a table rather than a text."""


class PasteDialog(QDialog):
    """What will be put where, and what will not."""

    taken = Signal()

    def __init__(self, cells: Sequence[Pasted], columns: Sequence[Column[Pasted]], parent: QWidget) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("粘贴一行")
        self.resize(px(1080), px(560))
        self.model = RowsModel(columns, cells, parent=self)
        self.table = DataTable(self.model, self)
        count = sum(cell.is_taken for cell in cells)
        self.take_button = button(f"填入 {count} 项", self._on_taken, look=Look.PRIMARY, parent=self)
        self.take_button.setEnabled(bool(count))
        self.take_button.setDefault(True)
        self.cancel_button = button("取消", self.reject, parent=self)
        left = len(cells) - count
        words = f"有 {left} 格不填，原因见右边。" if left else ""
        foot = QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(Note(f"{words}填入后还没有保存，可以撤销。", self), 1)
        foot.addWidget(self.cancel_button)
        foot.addWidget(self.take_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        layout.setSpacing(px(12))
        layout.addWidget(SectionTitle("这一行将填到这些地方", self))
        layout.addWidget(self.table, 1)
        layout.addLayout(foot)
        self.take_button.setFocus()

    def _on_taken(self) -> None:
        self.accept()
        self.taken.emit()


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
        from domain.exchange.template import template_headings  # noqa: PLC0415 - brings what writes Excel along

        context = self._services.context
        try:
            headings = template_headings(context.dictionary, context.policies.policies.values())
            cells = read_pasted(QGuiApplication.clipboard().text(), context.dictionary, headings)
            self._refuse_another(cells)
        except BadInput as error:
            self._services.messages.warning(str(error))
            return
        dialog = PasteDialog(cells, self._columns(), self._form)
        dialog.taken.connect(partial(self._take, cells))
        dialog.destroyed.connect(self._on_closed)
        self.dialog = dialog
        dialog.open()

    def _refuse_another(self, cells: Sequence[Pasted]) -> None:
        """Refuse a row of another enterprise than the one that is open."""
        code = identity_of(cells).get(Place.USCC, "")
        if self._form.is_recorded and code and self._form.identity.code not in ("", code):
            name = identity_of(cells).get(Place.NAME, code)
            raise BadInput(
                f"复制的一行是“{name}”，不是现在打开的企业，没有填入。要登记它，请先点“新增企业”再粘贴"
            )

    def _take(self, cells: Sequence[Pasted]) -> None:
        before = self._form.typed()
        taken = [cell for cell in cells if cell.is_taken]
        for cell in taken:
            self._form.put(key_of(cell), cell.value)
        undo: Callable[[], object] = partial(self._form.restore, before)
        self._services.messages.info(f"已填入 {len(taken)} 项，核对后请保存", action=("撤销", undo))

    def _columns(self) -> list[Column[Pasted]]:
        typed = self._form.shown()
        return [
            Column[Pasted](title="列名", text=lambda cell: cell.heading, width=170),
            Column[Pasted](title="内容", text=lambda cell: " ".join(cell.text.split()), width=180),
            Column[Pasted](title="填到", text=self._place, width=170),
            Column[Pasted](title="表单里现在", text=lambda cell: typed.get(key_of(cell), ""), width=130),
            Column[Pasted](title="", text=lambda cell: _status(cell).word, status=_status, width=96),
            Column[Pasted](title="说明", text=_remark, tip=_remark, width=270, stretches=True),
        ]

    def _place(self, cell: Pasted) -> str:
        return label_of(self._services.context.dictionary, key_of(cell)) if cell.is_taken else "—"

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


def key_of(cell: Pasted) -> str:
    """Return where a cell belongs, as traces name it; empty where that is not known."""
    target = cell.target
    if target is None:
        return ""
    if target.place is Place.USCC:
        return "uscc"
    if target.place is Place.NAME:
        return "name"
    return f"{target.name}[{target.period}]" if target.period is not None else target.name


def _remark(cell: Pasted) -> str:
    return cell.fault or ("按相近的列名找到，请核对" if cell.is_guess else "")


def _status(cell: Pasted) -> Status:
    if not cell.is_taken:
        return ATTENTION.named("不填")
    return ACTIVE.named("请核对") if cell.is_guess else GOOD.named("填入")
