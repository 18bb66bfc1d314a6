"""The card 可信的政策发布单位 of the settings page."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from domain.policies.signatures import (
    MAX_BYTES,
    MAX_NAME,
    Issuer,
    check_of,
    distrust_issuer,
    list_issuers,
    read_public_key,
)
from domain.proposals.orders import TrustIssuer
from domain.store.acts import Action
from domain.values.errors import BadInput
from gui.early.parts import STRETCH, ElidedLabel, Look, Note, button, empty, fill, in_row
from gui.early.preferences import Preferences
from gui.files.file_dialogs import ask_to_open
from gui.forms.editors import LongTextEdit, TextEdit
from gui.forms.form import Form
from gui.people.second import do_with_second
from gui.services import Services
from gui.widgets.cards import Card
from gui.widgets.dialog import Dialog
from gui.widgets.placing import in_grid

_EXPLAINED: Final = (
    "发布政策文件的单位可以给文件签名。登记了它的公钥，导入时就能核对文件确实出自它、途中没有改动；"
    "没有可信签名的文件，要写明理由才能导入。"
)


class IssuersCard(Card):
    """Whom the office trusts to issue policy files."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("可信的政策发布单位", parent)
        self._services = services
        self.dialog: QDialog | None = None
        self.body.addWidget(Note(_EXPLAINED, self))
        self._list = QWidget(self)
        self._grid = in_grid(shares=(0, 1), across=24, down=4, of=self._list)
        self.body.addWidget(self._list)
        self.add_button = button("登记发布单位…", self._on_add, icon_name="plus", parent=self)
        services.permits.hold(Action.ISSUER_TRUST, self.add_button)
        self.body.addLayout(in_row(self.add_button, STRETCH))
        self.issuers: Sequence[Issuer] = ()

    def reload(self) -> None:
        """Read again whom the office trusts."""
        self._services.ask(list_issuers, self._on_read, owner=self)

    def _on_read(self, issuers: Sequence[Issuer]) -> None:
        self.issuers = issuers
        empty(self._grid)
        for row, issuer in enumerate(issuers):
            self._grid.addWidget(QLabel(issuer.name, self._list), row, 0)
            check = ElidedLabel(f"核对码 {issuer.check}", self._list)
            check.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            check.setToolTip(f"公钥 {issuer.key}")
            self._grid.addWidget(check, row, 1)
            drop = button("移除", partial(self._drop, issuer), look=Look.LINK, parent=self._list)
            self._services.permits.hold(Action.ISSUER_DISTRUST, drop)
            drop.setAccessibleName(f"移除{issuer.name}")
            self._grid.addWidget(drop, row, 2)
        self._list.setVisible(bool(issuers))

    def _on_add(self) -> None:
        dialog = IssuerDialog(self._services.preferences, self)
        dialog.filled.connect(self._add)
        self.dialog = dialog
        dialog.open()

    def _add(self, name: str, key: str) -> None:
        do_with_second(
            self._services,
            TrustIssuer(name=name, key=key),
            lambda _: self._on_changed(f"已登记发布单位“{name}”"),
            over=self,
            label="正在登记",
        )

    def _drop(self, issuer: Issuer) -> None:
        context = self._services.context
        self._services.jobs.run(
            lambda _: distrust_issuer(context.seat, issuer.id),
            lambda _: self._on_dropped(issuer),
            owner=self,
            label="正在移除",
        )

    def _on_dropped(self, issuer: Issuer) -> None:
        self._services.messages.success(
            f"已移除发布单位“{issuer.name}”", action=("撤销", lambda: self._add(issuer.name, issuer.key))
        )
        self.reload()

    def _on_changed(self, said: str) -> None:
        self._services.messages.success(said)
        self.reload()

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()


class IssuerDialog(Dialog):
    """Asks for an issuer's name and public key, and shows the digest to compare over the telephone."""

    filled = Signal(str, str)
    """Name and public key, both good."""

    def __init__(self, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent, "登记发布单位", width=620)
        self._preferences = preferences
        self.form = Form(_checked, self, label_width=84, editor_width=440)
        self.name = TextEdit("如：省工业和信息化厅", max_length=MAX_NAME)
        self.key = LongTextEdit("以“RW”开头的一行", lines=2)
        self.form.add("name", "单位名称", self.name, missing="请填写发布单位的名称")
        self.form.add("key", "公钥", self.key, required=True)
        self.check = Note("", self)
        self.form.binding.changed.connect(lambda _: self._show_check())
        choose = button("从 .pub 文件读取…", self._on_choose, icon_name="folder", parent=self)
        self.add_button = button("登记", self._on_add, look=Look.PRIMARY, parent=self)
        fill(self.foot, choose, STRETCH, button("取消", self.reject, parent=self), self.add_button)
        self.add_title("登记发布单位")
        fill(self.body, self.form, self.check)
        self._show_check()
        self.name.setFocus()

    def take(self, path: Path) -> None:
        """Fill in the public key of a file."""
        try:
            with path.open("rb") as file:
                text = file.read(MAX_BYTES).decode("utf-8", "replace")
        except OSError as error:
            self.form.binding.complain({"key": f"打不开 {path.name}（{error.strerror}）"})
            return
        self.key.setPlainText(text.strip())

    def _show_check(self) -> None:
        try:
            check = check_of(read_public_key(self.key.toPlainText()))
            said = f"核对码 {check}：请打电话给发布单位，核对一致再登记。"
        except BadInput:
            said = "公钥由发布单位提供；填好后这里显示核对码，请打电话核对。"
        self.check.setText(said)

    def _on_choose(self) -> None:
        ask_to_open(self, "发布单位的公钥", "公钥 (*.pub)", self.take, preferences=self._preferences)

    def _on_add(self) -> None:
        values = self.form.submit()
        if isinstance(values, dict):
            self.filled.emit(values["name"], values["key"])
            self.accept()


def _checked(values: dict[str, Any]) -> Mapping[str, str]:
    try:
        read_public_key(values.get("key") or "")
    except BadInput as error:
        return {"key": str(error)}
    return {}
