"""Asking why a notice is void."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.queries import ListedNotice
from gui.early.buttons import Look, button
from gui.early.labels import Note
from gui.early.layouts import STRETCH, fill
from gui.formatting import money_text
from gui.forms.editors import LongTextEdit
from gui.forms.form import Form
from gui.widgets.dialog import Dialog


class VoidDialog(Dialog):
    """Names what is declared void, and wants a reason. Stays open until it is done, so that none is lost."""

    reasoned = Signal(str)
    """The clerk gave this reason and means it."""

    def __init__(self, notice: ListedNotice, parent: QWidget) -> None:
        super().__init__(parent, "作废", width=560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = Form(_checked, self, label_width=72, editor_width=380)
        self.reason = LongTextEdit("如：金额录错，重新出具", lines=3)
        self.form.add("reason", "作废原因", self.reason, required=True)
        self.void_button = button("作废", self._on_void, look=Look.DANGER, icon_name="void", parent=self)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.void_button)
        self.add_title(f"作废{notice.number}")
        fill(
            self.body,
            Note(
                f"{notice.enterprise_name}，{notice.clause_title}，{money_text(notice.amount)} 元。"
                "作废后不能恢复，编号不再使用；需要时可重新评定、另编新号出具。已经发出的纸质件请收回。",
                self,
            ),
            self.form,
        )
        self.reason.setFocus()

    def _on_void(self) -> None:
        values = self.form.submit()
        if isinstance(values, dict):
            self.reasoned.emit(values["reason"])


def _checked(values: dict[str, Any]) -> dict[str, str]:
    return {} if values.get("reason") else {"reason": "请填写作废原因"}
