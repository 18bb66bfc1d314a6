"""A row copied from Excel, cell by cell: what will be put where, and what will not."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.history import label_of
from domain.exchange.intake.choices import remembered_choices
from domain.exchange.intake.pasting import Pasted, identity_of, read_pasted
from domain.exchange.intake.targets import Place
from domain.exchange.template import template_headings
from gui.context import AppContext
from gui.early.buttons import Look, button
from gui.early.labels import Note
from gui.early.layouts import fill
from gui.tables.data_table import DataTable
from gui.tables.model import Column, RowsModel
from gui.widgets.dialog import Dialog
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, Status


class PasteDialog(Dialog):
    """What will be put where, and what will not."""

    taken = Signal()

    def __init__(
        self, cells: Sequence[Pasted], dictionary: Dictionary, shown: Mapping[str, str], parent: QWidget
    ) -> None:
        """Show the cells; ``shown`` is what the form shows now, by key."""
        super().__init__(parent, "粘贴一行", width=1080, height=560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.model = RowsModel(_columns(dictionary, shown), cells, parent=self)
        self.table = DataTable(self.model, self)
        count = sum(cell.is_taken for cell in cells)
        self.take_button = button(f"填入 {count} 项", self._on_taken, look=Look.PRIMARY, parent=self)
        self.take_button.setEnabled(bool(count))
        self.take_button.setDefault(True)
        self.cancel_button = button("取消", self.reject, parent=self)
        left = len(cells) - count
        words = f"有 {left} 格不填，原因见右边。" if left else ""
        fill(
            self.foot,
            (Note(f"{words}填入后还没有保存，可以撤销。", self), 1),
            self.cancel_button,
            self.take_button,
        )
        self.add_title("这一行将填到这些地方")
        self.body.addWidget(self.table, 1)
        self.take_button.setFocus()

    def _on_taken(self) -> None:
        self.accept()
        self.taken.emit()


def read_row(text: str, context: AppContext) -> list[Pasted]:
    """Read a row that was copied. Raises `BadInput` where it is none."""
    policies = context.policies
    headings = template_headings(policies.dictionary, policies.policies.values())
    return read_pasted(text, policies.dictionary, headings, remembered_choices(context.store))


def owner_of(cells: Sequence[Pasted]) -> tuple[str, str]:
    """Return code and name of the enterprise that a row is of; empty where they are not in it."""
    found = identity_of(cells)
    return found.get(Place.USCC, ""), found.get(Place.NAME, "")


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


def _columns(dictionary: Dictionary, shown: Mapping[str, str]) -> list[Column[Pasted]]:
    def place(cell: Pasted) -> str:
        return label_of(dictionary, key_of(cell)) if cell.is_taken else "—"

    def now(cell: Pasted) -> str:
        return shown.get(key_of(cell), "")

    return [
        Column[Pasted](
            title="列名",
            text=lambda cell: cell.heading,
            tip=lambda cell: cell.heading,
            width=170,
            narrowest=96,
        ),
        Column[Pasted](
            title="内容",
            text=lambda cell: " ".join(cell.text.split()),
            tip=lambda cell: cell.text,
            width=180,
            narrowest=96,
        ),
        Column[Pasted](title="填到", text=place, tip=place, width=170, narrowest=104),
        Column[Pasted](title="表单里现在", text=now, tip=now, width=130, narrowest=88),
        Column[Pasted](title="", text=lambda cell: _status(cell).word, status=_status, width=92),
        Column[Pasted](title="说明", text=_remark, tip=_remark, width=270, narrowest=170, stretches=True),
    ]
