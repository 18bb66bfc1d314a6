"""Takes a row copied from Excel into the form, and back out again in one step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.history import label_of
from domain.values.errors import BadInput
from gui.early.parts import Look, Note, button, fill
from gui.pages.enterprises.form.enterprise_form import EnterpriseForm
from gui.services import AppContext, Services
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.widgets.dialog import Dialog
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, Status

if TYPE_CHECKING:
    from domain.exchange.intake.pasting import Pasted

# Reading sheets is more than the form needs to open.
# ruff: noqa: PLC0415


class PasteDialog(Dialog):
    """What will be put where, and what will not."""

    taken = Signal()

    def __init__(
        self, cells: Sequence[Pasted], dictionary: Dictionary, shown: Mapping[str, str], parent: QWidget
    ) -> None:
        """Show the cells; ``shown`` is what the form shows now, by key."""
        super().__init__(parent, "粘贴一行", width=1080, height=560)
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
    from domain.exchange.intake.choices import remembered_choices
    from domain.exchange.intake.pasting import read_pasted
    from domain.exchange.template import template_headings

    policies = context.policies
    headings = template_headings(policies.dictionary, policies.policies.values())
    return read_pasted(text, policies.dictionary, headings, remembered_choices(context.store))


def owner_of(cells: Sequence[Pasted]) -> tuple[str, str]:
    """Return code and name of the enterprise that a row is of; empty where they are not in it."""
    from domain.exchange.intake.pasting import identity_of
    from domain.exchange.intake.targets import Place

    found = identity_of(cells)
    return found.get(Place.USCC, ""), found.get(Place.NAME, "")


def key_of(cell: Pasted) -> str:
    """Return where a cell belongs, as traces name it; empty where that is not known."""
    from domain.exchange.intake.targets import Place

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
        Column("列名", lambda cell: cell.heading, tips=True, width=170, narrowest=96),
        Column(
            "内容",
            lambda cell: " ".join(cell.text.split()),
            tip=lambda cell: cell.text,
            width=180,
            narrowest=96,
        ),
        Column("填到", place, tips=True, width=170, narrowest=104),
        Column("表单里现在", now, tips=True, width=130, narrowest=88),
        Column("", lambda cell: _status(cell).word, status=_status, width=92),
        Column("说明", _remark, tips=True, width=270, narrowest=170, stretches=True),
    ]


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
        for card in (form.identity, *form.cards.values()):
            for line in card.findChildren(QLineEdit):
                line.installEventFilter(self)

    def start(self) -> None:
        """Read what was copied and show where it goes; say so where that cannot be."""

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

    def _take(self, cells: Sequence[Pasted]) -> None:

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
