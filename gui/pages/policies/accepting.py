"""Asking whether, and why, to take a policy file that nobody whom the office trusts has signed."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.policies.signatures import Origin, Standing
from gui.early.buttons import Look, button
from gui.early.labels import Note
from gui.early.layouts import STRETCH, fill
from gui.forms.editors import LongTextEdit
from gui.forms.form import Form
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog

_ADVICE = {
    Standing.WRONG: "请先别用，和发布单位核对后向对方重新要一份。",
    Standing.UNREADABLE: "请向发布单位重新要一份签名文件（名称以 .minisig 结尾），放在政策文件旁边再导入。",
    Standing.UNKNOWN: "如果认识发布单位，可以先在“设置”页登记它的公钥，再导入。",
    Standing.UNSIGNED: "发布单位给了签名文件（名称以 .minisig 结尾）的，请放在政策文件旁边再导入。",
}


class AcceptDialog(Dialog):
    """Says what the signature is worth; the file is taken only for a reason, which is recorded."""

    reasoned = Signal(str)
    """The clerk gave this reason and takes the file."""

    def __init__(self, name: str, origin: Origin, parent: QWidget) -> None:
        super().__init__(parent, "导入政策文件", width=600)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        warning = Banner("error" if origin.standing is Standing.WRONG else "warning", "warning", self)
        warning.say(origin.sentence)
        self.form = Form(_checked, self, label_width=84, editor_width=400)
        self.reason = LongTextEdit("如：科室张三当面拷来的，已与纸质文件逐条核对", lines=3)
        self.form.add("reason", "导入理由", self.reason, required=True)
        self.accept_button = button("仍要导入", self._on_accept, look=Look.DANGER, parent=self)
        fill(self.foot, STRETCH, button("不导入", self.reject, parent=self), self.accept_button)
        self.add_title(f"没有可信的签名：“{name}”")
        fill(
            self.body,
            warning,
            Note(f"{_ADVICE[origin.standing]}仍要导入的，写明理由，理由会留在记录里。", self),
            self.form,
        )
        self.reason.setFocus()

    def _on_accept(self) -> None:
        values = self.form.submit()
        if isinstance(values, dict):
            self.reasoned.emit(values["reason"])
            self.accept()


def _checked(values: dict[str, Any]) -> dict[str, str]:
    return {} if values.get("reason") else {"reason": "请写明为什么可以导入"}
