"""The card 两人办理 of the settings page: what needs two people, turned off and on, the size of imports."""

from typing import Final

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from domain.office.house_rules import FourEyes, four_eyes_of, set_four_eyes, set_import_size
from domain.store.acts import Action
from domain.store.tables import Kind
from gui.early.parts import STRETCH, Look, Note, button, in_row
from gui.forms.asking import TextDialog
from gui.forms.editors import LongTextEdit, TextEdit
from gui.people.words import off_text
from gui.services import Services
from gui.widgets.cards import Banner, Card

_ON: Final = (
    "这些事要两人办理，一位提请，另一位确认：出具和作废通知书，启用政策，写明条文与公式不一致的理由，"
    "定可以出具通知书，删除或合并有通知书的企业，登记可信的发布单位，一次导入超过 {size:,} 户，"
    "调整预算，追回、撤销追回，清算时调减，登记以前已付。"
)
_OFF: Final = "两人办理已关闭：这些事现在一个人就能办。"


class FourEyesCard(Card):
    """Shown once several people work here."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("两人办理", parent)
        self._services = services
        self.stands: FourEyes | None = None
        self.dialog: TextDialog | None = None
        self.said = Note("", self)
        self.said.setWordWrap(True)
        self.off = Banner("warning", "warning", self)
        self.off_button = button("关闭两人办理…", self._on_off, look=Look.LINK, parent=self)
        self.on_button = button("打开两人办理", self._on_on, look=Look.PRIMARY, parent=self)
        self.size_button = button("改导入的户数…", self._on_size, look=Look.LINK, parent=self)
        services.permits.hold(Action.RULE_SET, self.on_button, self.off_button, self.size_button)
        for one in (self.off, self.said):
            self.body.addWidget(one)
        self.body.addLayout(in_row(self.on_button, self.size_button, self.off_button, STRETCH, spacing=16))
        self.hide()
        services.changes.on({Kind.RULE, Kind.ACCOUNT}, self.reload, owner=self)
        self.reload()

    def reload(self) -> None:
        """Read again how it stands."""
        self._services.ask(four_eyes_of, self._on_read, owner=self)

    def _on_read(self, stands: FourEyes) -> None:
        self.stands = stands
        self.off.say(off_text(stands))
        self.said.setText(_ON.format(size=stands.import_size) if stands.are_on else _OFF)
        self.on_button.setVisible(not stands.are_on)
        for one in (self.off_button, self.size_button):
            one.setVisible(stands.are_on)
        self.setVisible(stands.are_on or stands.off is not None)

    def _on_on(self) -> None:
        seat = self._services.context.seat
        self._services.jobs.run(
            lambda _: set_four_eyes(seat, on=True, because=""),
            lambda _: self._services.messages.success("两人办理已打开"),
            busy=self.on_button,
            owner=self,
            label="正在打开",
        )

    def _on_off(self) -> None:
        seat = self._services.context.seat
        self.dialog = TextDialog(
            self,
            "关闭两人办理",
            "关闭两人办理？",
            "关闭",
            field="理由",
            editor=LongTextEdit("如：休产假，暂时只有一人在岗"),
            missing="请写明关闭的理由",
            said=[Note("关闭后，出具、作废通知书等一个人就能办。理由会留在记录里，有关的页面上一直看得到。")],
            width=560,
            look=Look.DANGER,
        )
        self.dialog.do(
            self._services,
            lambda because, _: set_four_eyes(seat, on=False, because=because),
            lambda *_: self._services.messages.success("两人办理已关闭"),
            owner=self,
            label="正在关闭",
        )

    def _on_size(self) -> None:
        assert self.stands is not None
        seat = self._services.context.seat
        editor = TextEdit(max_length=9)
        self.dialog = TextDialog(
            self,
            "改导入的户数",
            "一次导入超过多少户要两人办理？",
            "保存",
            field="户数",
            editor=editor,
            missing="请填户数",
            check=lambda text: "" if text.isdecimal() else "请填整数，如 1000",
            width=480,
        )
        editor.set_value(str(self.stands.import_size))
        self.dialog.do(
            self._services,
            lambda text, _: set_import_size(seat, int(text)),
            lambda *_: self._services.messages.success("已保存"),
            owner=self,
            label="正在保存",
        )

    # Qt overrides

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.reload()
