"""The card 文件签名 of the settings page: the key by which papers are signed, and what others verify by."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QWidget

from domain.office.keys.service import is_of_backup, keys_of, make_key
from domain.office.keys.signing import FILE_NAME, PublicKey, public_file
from domain.office.service import find_office
from domain.papers.papers import Paper
from domain.papers.stubs import compose_public_keys
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.files import write_whole
from gui.early.parts import STRETCH, ElidedLabel, Note, button, empty, in_row
from gui.files.file_dialogs import ask_where_to_save
from gui.files.paper_dialog import PaperDialog
from gui.formatting import date_text
from gui.forms.asking import TextDialog
from gui.forms.editors import TextEdit
from gui.services import AppContext, Services
from gui.widgets.cards import Banner, Card
from gui.widgets.dialog import opened
from gui.widgets.placing import in_grid

_EXPLAINED: Final = (
    "通知书等文件右上角的二维码有本单位的签名，别的单位拿公钥就能核对真伪。签名钥匙存在数据文件里，备份里也有；"
    "数据或备份落到别人手里时，请更换。"
)
_NONE: Final = "还没有签名钥匙：出具的文件上没有二维码，别人没法核对。"
_OF_BACKUP: Final = (
    "恢复的备份里没有后来启用的签名钥匙，现在用的是备份当时的。请点“更换”，再把新公钥发出去；"
    "那以后、恢复以前签的文件，请用以前存的公钥文件核对。"
)
_REPLACED: Final = (
    "以前签的文件仍用以前的公钥核对，不受影响；以前的钥匙从此不能再签。"
    "换了以后，请把新的公钥发给来核对的单位。"
)
_TEXT: Final = "文本文件 (*.txt)"


class SigningCard(Card):
    """Which keys there are; one is made or changed, and the public halves leave the house."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("文件签名", parent)
        self._services = services
        self.keys: Sequence[PublicKey] = ()
        self.dialog: QDialog | None = None
        self.lacking = Banner("warning", "warning", self)
        self._list = QWidget(self)
        self._grid = in_grid(shares=(0, 1), across=24, down=4, of=self._list)
        self.make_button = button("生成签名钥匙", self._on_make, icon_name="plus", parent=self)
        self.change_button = button("更换…", self._on_change, icon_name="refresh", parent=self)
        self.print_button = button("打印公钥单…", self._on_print, icon_name="print", parent=self)
        self.save_button = button("存公钥文件…", self._on_save, icon_name="save", parent=self)
        services.permits.hold(Action.KEY_MAKE, self.make_button, self.change_button)
        for one in (Note(_EXPLAINED, self), self.lacking, self._list):
            self.body.addWidget(one)
        buttons = (self.make_button, self.print_button, self.save_button, self.change_button)
        self.body.addLayout(in_row(*buttons, STRETCH, spacing=8))
        self._show([])
        services.changes.on({Kind.KEY}, self.reload, owner=self)

    def reload(self) -> None:
        """Read again which keys there are."""
        self._services.ask(
            lambda session: (keys_of(session), is_of_backup(session)), self._on_read, owner=self
        )

    def _on_read(self, found: tuple[Sequence[PublicKey], bool]) -> None:
        self._show(found[0], is_of_backup=found[1])

    def _show(self, keys: Sequence[PublicKey], *, is_of_backup: bool = False) -> None:
        self.keys = keys
        empty(self._grid)
        for row, key in enumerate(keys):
            until = f"至 {date_text(key.until)}" if key.until is not None else "使用中"
            self._grid.addWidget(QLabel(f"自 {date_text(key.since)} {until}", self._list), row, 0)
            check = ElidedLabel(f"核对码 {key.fingerprint}", self._list)
            check.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._grid.addWidget(check, row, 1)
        self._list.setVisible(bool(keys))
        self.lacking.say(_NONE if not keys else _OF_BACKUP if is_of_backup else "")
        self.make_button.setVisible(not keys)
        for one in (self.change_button, self.print_button, self.save_button):
            one.setVisible(bool(keys))

    def _on_make(self) -> None:
        self._services.jobs.run(
            lambda _: make_key(self._services.context.seat),
            lambda key: self._services.messages.success(f"已生成签名钥匙，核对码 {key.fingerprint}"),
            busy=self.make_button,
            label="正在生成签名钥匙",
        )

    def _on_change(self) -> None:
        dialog = TextDialog(
            self,
            "更换签名钥匙",
            "更换签名钥匙",
            "更换",
            field="为什么更换",
            editor=TextEdit("如：装有备份的 U 盘丢失", max_length=100),
            missing="请填写为什么更换",
            said=[Note(_REPLACED)],
        )
        dialog.given.connect(partial(self._change, dialog))
        self.dialog = opened(dialog)

    def _change(self, dialog: TextDialog, reason: str) -> None:
        def done(key: PublicKey) -> None:
            dialog.accept()
            self._services.messages.success(f"已更换签名钥匙，新的核对码 {key.fingerprint}；请把新公钥发出去")

        self._services.jobs.run(
            lambda _: make_key(self._services.context.seat, reason=reason),
            done,
            on_failed=dialog.refuse,
            busy=dialog.take_button,
            label="正在更换签名钥匙",
        )

    def _on_print(self) -> None:
        compose = partial(_sheet, self._services.context)
        self.dialog = opened(PaperDialog(self._services, "签名公钥单", compose, self, of=()))

    def _on_save(self) -> None:
        self.dialog = ask_where_to_save(
            self, "存公钥文件", FILE_NAME, _TEXT, self.save, preferences=self._services.preferences
        )

    def save(self, target: Path) -> None:
        """Write the public halves into a file that others are given."""
        self._services.jobs.run(
            lambda _: _write(self._services.context, target),
            lambda _: self._services.messages.success(f"公钥已存为“{target.name}”，可以发给别的单位"),
            owner=self,
            label="正在存公钥文件",
        )

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()


def _sheet(context: AppContext) -> Paper:
    office, keys = find_office(context.store).name, context.store.ask(keys_of)
    return compose_public_keys(keys, office=office, now=datetime.now(UTC))


def _write(context: AppContext, target: Path) -> None:
    content = public_file(find_office(context.store).name, context.store.ask(keys_of))
    write_whole(content.encode(), target, is_public=True)
