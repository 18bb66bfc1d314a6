"""Which columns of a file about payments say what: those that were found, each to be chosen otherwise."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.exchange.intake.sheets import Source
from domain.exchange.payment_columns import Form, Plan, Role, headings_of, plan_of, plan_of_sheet
from gui.early.parts import Note, in_column
from gui.forms.editors import ChoiceBox
from gui.widgets.placing import in_grid

TABLES: Final = "表格文件 (*.xlsx *.xls *.xlsm *.ods *.csv *.txt);;所有文件 (*)"
"""The files that are offered."""

_ACROSS: Final = 4


class ColumnsEdit(QWidget):
    """Which sheet and which columns say what; each may be chosen otherwise. Out of sight without a file."""

    changed = Signal()
    """There is another plan."""

    def __init__(self, form: Form, parent: QWidget) -> None:
        super().__init__(parent)
        self._form = form
        self.source: Source | None = None
        """The file; None before there is one."""
        self.plan: Plan | None = None
        """Which columns say what in it, as it is chosen."""
        self.sheet = ChoiceBox({}, self, unset_word=None)
        self.boxes: Mapping[Role, ChoiceBox] = {
            role: ChoiceBox({}, self, unset_word="没有") for role in form.roles
        }
        grid = in_grid(across=10, down=6)
        for at, (role, box) in enumerate(self.boxes.items()):
            label = Note(form.word(role), self)
            label.setBuddy(box)
            box.setAccessibleName(f"“{form.word(role)}”在哪一列")
            grid.addWidget(label, at // _ACROSS * 2, at % _ACROSS)
            grid.addWidget(box, at // _ACROSS * 2 + 1, at % _ACROSS)
            box.value_changed.connect(self._on_changed)
        self.sheet_label = Note("工作表", self)
        last = len(self.boxes)
        grid.addWidget(self.sheet_label, last // _ACROSS * 2, last % _ACROSS)
        grid.addWidget(self.sheet, last // _ACROSS * 2 + 1, last % _ACROSS)
        for column in range(_ACROSS):
            grid.setColumnStretch(column, 1)
        self.sheet.value_changed.connect(self._on_changed)
        in_column(Note("每一项在文件的哪一列（找到的已选好，请核对）：", self), grid, spacing=6, of=self)
        self.hide()

    def read(self, source: Source) -> None:
        """Take a file, and offer its columns."""
        self.source = source
        self._offer(source, plan_of(source, self._form))
        self.show()

    def _offer(self, source: Source, plan: Plan) -> None:
        """Offer the columns of a sheet, with those chosen that were found."""
        self.plan = None
        sheets = {f"{at}": one.title or "（文件本身）" for at, one in enumerate(source.sheets)}
        self.sheet.offer(sheets, None)
        self.sheet.set_value(f"{plan.sheet}")
        for widget in (self.sheet, self.sheet_label):
            widget.setVisible(len(sheets) > 1)
        choices = {f"{at}": word for at, word in enumerate(headings_of(source, plan))}
        for role, box in self.boxes.items():
            box.offer(choices, "没有")
            box.set_value(f"{plan.columns[role]}" if role in plan.columns else None)
        self.plan = plan

    def _on_changed(self) -> None:
        if self.plan is None or self.source is None:
            return
        sheet = int(self.sheet.typed())
        if sheet != self.plan.sheet:
            self._offer(self.source, plan_of_sheet(self.source, sheet, self._form))
            self.changed.emit()
            return
        chosen = {role: int(value) for role, box in self.boxes.items() if (value := box.typed())}
        self.plan = replace(self.plan, columns=chosen)
        self.changed.emit()
