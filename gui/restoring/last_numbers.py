"""Asking for the last numbers in the office's register on paper. Nothing is filled in for the clerk."""

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from domain.cases.entities import document_number
from domain.cases.numbering import Unsure
from domain.store.numbers.entries import Series
from gui.early.parts import STRETCH, Complaint, Look, Note, button, fill
from gui.early.theme import px
from gui.widgets.dialog import Dialog

_SERIAL: Final = re.compile(r"\d{1,6}", re.ASCII)


class LastNumbersDialog(Dialog):
    """A row for each series. Those left empty are asked for when a notice of theirs is to be issued."""

    stated = Signal(object)
    """The last serial on paper by `Series`; stays open until `accept`, so that a slip can be set right."""

    def __init__(self, unsure: Sequence[Unsure], parent: QWidget) -> None:
        super().__init__(parent, "核对文号", width=620)
        self.edits: dict[Series, QLineEdit] = {}
        self.complaint = Complaint(self)
        self.later_button = button("以后再填", self.reject, parent=self)
        self.done_button = button("核对好了", self._on_done, look=Look.PRIMARY, parent=self)
        self._lay_out(unsure)

    def complain(self, sentence: str) -> None:
        """Say what is wrong with what was typed."""
        self.complaint.say(sentence)

    def _on_done(self) -> None:
        typed = {
            series: edit.text().strip().removesuffix("号").rstrip() for series, edit in self.edits.items()
        }
        said = {series: text for series, text in typed.items() if text}
        wrong = [series for series, text in said.items() if not _SERIAL.fullmatch(text)]
        if wrong or not said:
            self.complain("请填写文号里的数字，如 58；还没有编过号的填 0")
            self.edits[wrong[0] if wrong else next(iter(self.edits))].setFocus()
            return
        self.complain("")
        self.stated.emit({series: int(text) for series, text in said.items()})

    def _lay_out(self, unsure: Sequence[Unsure]) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        for column, title in enumerate(("代字和年份", "程序里最后一个", "纸质登记簿上最后一个")):
            grid.addWidget(Note(title, self), 0, column)
        for row, one in enumerate(unsure, start=1):
            edit = QLineEdit(self)
            edit.setPlaceholderText("如 58；没有填 0")
            edit.setAccessibleName(f"{one.series.prefix}{one.series.year} 年纸质登记簿上最后一个文号")
            edit.setMaxLength(12)
            edit.setMinimumHeight(px(34))
            known = document_number(*one.series, one.known) if one.known else "没有"
            for column, text in enumerate((f"{one.series.prefix}　{one.series.year} 年", known)):
                label = QLabel(text, self)
                label.setTextFormat(Qt.TextFormat.PlainText)
                grid.addWidget(label, row, column)
            grid.addWidget(edit, row, 2)
            self.edits[one.series] = edit
        for column in (1, 2):
            grid.setColumnStretch(column, 1)
        fill(self.foot, STRETCH, self.later_button, self.done_button)
        self.add_title("请对照纸质登记簿，填写最后一个文号")
        fill(
            self.body,
            Note(
                "这台电脑不能确定程序以外有没有编过更新的文号、送过更新的拨付批次"
                "（恢复了别处的备份，或登记号码的文件不见了）。"
                "填好才能出具和送出，免得一个号编给两家、一笔钱付两次。没有填的，到时会再问。",
                self,
            ),
            grid,
            self.complaint,
        )
        self.done_button.setDefault(True)
