"""Asking what an imported file is called whose version another file has already, with what differs."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.policies.shelf import VersionTaken
from domain.policies.trials.comparing import compare_versions
from gui.early.buttons import Look, button
from gui.early.labels import Note
from gui.early.layouts import STRETCH, fill
from gui.forms.editors import TextEdit
from gui.forms.form import Form
from gui.pages.policies.versions import compared_card
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog


class VersionDialog(Dialog):
    """Shows what differs from the file that has the version; this one is taken under another."""

    named = Signal(str)
    """The file is to be taken as this version."""

    def __init__(self, name: str, taken: VersionTaken, parent: QWidget) -> None:
        super().__init__(parent, "导入政策文件", width=820)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        warning = Banner("warning", "warning", self)
        warning.say(str(taken))
        self._taken_version = taken.policy.version
        self.form = Form(self._checked, self, label_width=84, editor_width=200)
        self.version = TextEdit("如 2", max_length=20)
        self.form.add("version", "版本", self.version, required=True)
        self.form.load({"version": taken.free})
        self.accept_button = button("按这个版本号导入", self._on_accept, look=Look.PRIMARY, parent=self)
        fill(self.foot, STRETCH, button("不导入", self.reject, parent=self), self.accept_button)
        self.add_title(f"“{name}”是第几版？")
        fill(
            self.body,
            warning,
            self.form,
            Note("文件本身不改动，签名照旧有效；本程序里按这个版本号称呼它。", self),
        )
        self._show_differences(taken)
        self.version.setFocus()

    def _show_differences(self, taken: VersionTaken) -> None:
        compared = compare_versions(taken.known, taken.policy)
        for one in compared:
            self.body.addWidget(compared_card(one, "原有的", "这个文件"))
        if not compared:
            self.body.addWidget(Note("条款、公式和口径都相同，只有注释、案例或写法不同。", self))

    def _checked(self, values: dict[str, Any]) -> dict[str, str]:
        version = str(values.get("version") or "").strip()
        if not version:
            return {"version": "请写版本号，如 2"}
        return {"version": "这个版本号已经有了，请另写一个"} if version == self._taken_version else {}

    def _on_accept(self) -> None:
        values = self.form.submit()
        if isinstance(values, dict):
            self.named.emit(str(values["version"]).strip())
            self.accept()
