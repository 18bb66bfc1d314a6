"""Ending an account: what lies on the desk is shown, and handed to somebody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.cases.awards.making import APPLICATION_DRAFT
from domain.enterprises.unsaved import called
from domain.office.accounts.entities import Account
from domain.office.accounts.queries import at_work
from domain.proposals.service import open_proposals
from domain.store import drafts
from domain.store.engine import Session
from domain.values.errors import BadInput
from domain.values.ids import AccountId
from gui.early.page import OFFICE_DRAFT
from gui.early.parts import STRETCH, Complaint, Look, Note, button, fill, in_row, named_label
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import ChoiceBox, LongTextEdit
from gui.widgets.dialog import Dialog
from gui.widgets.prose import Paragraph

_SHOWN: Final = 8
_OURS: Final = {OFFICE_DRAFT: "本单位信息的修改", APPLICATION_DRAFT: "没有登记的申报"}
"""What is typed outside of the register, by the keys of drafts."""

_LEAVES_ONE: Final = (
    "停用后只剩一人：不用再登录，两人办理随之关闭，一个人就能办完。请写明理由，有关的页面上会一直看得到。"
)
_ENDS: Final = "从这一天起不能再用它登录。以前办的事仍在这个名字下，账户以后可以重新启用。"


@dataclass(frozen=True, slots=True)
class Desk:
    """What somebody has typed and not saved, in words, and who can go on with it.

    Attributes:
        waiting: What they proposed and nobody has confirmed.
        leaves_one: Whether one person is left without them.
    """

    things: Sequence[str]
    heirs: Sequence[Account]
    waiting: Sequence[str] = ()
    leaves_one: bool = False


def desk_of(session: Session, account: Account) -> Desk:
    """Return what lies on somebody's desk."""
    heirs = [one for one in at_work(session, date.today()) if one.id != account.id]
    return Desk(
        [_OURS.get(key) or called(session, key) for key in drafts.keys_of(session, account.person.key)],
        heirs,
        [one.title for one in open_proposals(session) if one.made_by == account.id],
        leaves_one=len(heirs) == 1 and account.is_open_on(date.today()),
    )


class EndDialog(Dialog):
    """Asks from which day on an account is ended, and who goes on with what lies there."""

    agreed = Signal(object, str, object)
    """The account that goes on with it, None for nothing; why, where one is left; from which day on."""

    def __init__(self, parent: QWidget, account: Account, desk: Desk) -> None:
        super().__init__(parent, "停用账户", width=528)
        self._asks = bool(desk.things)
        self.heir = ChoiceBox(
            {str(one.id): f"{one.name}（{one.sign_in}）" for one in desk.heirs}, self, unset_word="请选择"
        )
        self.heir.setAccessibleName("接手的同事")
        self.complaint = Complaint(self)
        self.heir.value_changed.connect(lambda: self.complaint.say(""))
        self.until = OptionalDateEdit(self, may_be_none=False)
        self.until.setAccessibleName("停用日期")
        self.until.set_value(max(date.today(), date.fromisoformat(account.since)))
        self.until.value_changed.connect(lambda: self.complaint.say(""))
        self.go_button = button("停用", self._on_go, look=Look.DANGER, parent=self)
        self.add_title(f"停用“{account.name}”的账户？")
        label = named_label("fieldLabel", "停用日期", self)
        label.setBuddy(self.until)
        fill(self.body, in_row(label, self.until, STRETCH, spacing=12), Note(_ENDS, self))
        if self._asks:
            self._lay_out_desk(account.name, desk.things)
        else:
            self.heir.hide()
        if desk.waiting:
            fill(self.body, *_listed("待确认的提请随之失效，请接手的同事重新提请：", desk.waiting))
        self.reason = LongTextEdit("如：调离本单位，新同事下月到岗")
        self.reason.setAccessibleName("理由")
        self.reason.setVisible(desk.leaves_one)
        self._asks_why = desk.leaves_one
        if desk.leaves_one:
            fill(self.body, Note(_LEAVES_ONE, self), self.reason)
        self.body.addWidget(self.complaint)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.go_button)

    def complain(self, error: Exception) -> None:
        """Show why it was not done."""
        self.complaint.say(str(error))

    def _lay_out_desk(self, name: str, things: Sequence[str]) -> None:
        label = named_label("fieldLabel", "由谁接手", self)
        label.setBuddy(self.heir)
        fill(
            self.body,
            *_listed(f"“{name}”有未保存的录入，要交给一位同事接着办：", things),
            in_row(label, self.heir, STRETCH, spacing=12),
        )

    def _on_go(self) -> None:
        heir = self.heir.value()
        if self._asks and not isinstance(heir, str):
            self.complaint.say("请选由谁接手")
            self.heir.setFocus()
            return
        why = self.reason.toPlainText().strip()
        if self._asks_why and not why:
            self.complaint.say("请写明理由")
            self.reason.setFocus()
            return
        try:
            until = self.until.value()
        except BadInput as error:
            until, said = None, str(error)
        else:
            said = "请填写停用日期"
        if not isinstance(until, date):
            self.complaint.say(said)
            self.until.setFocus()
            return
        self.agreed.emit(AccountId(int(heir)) if isinstance(heir, str) else None, why, until)


def _listed(said: str, things: Sequence[str]) -> tuple[Paragraph, Paragraph]:
    """Return the first of several things in lines, below what is said of them."""
    lines = [f"· {one}" for one in things[:_SHOWN]]
    if len(things) > _SHOWN:
        lines.append(f"……共 {len(things)} 件")
    return Paragraph(said), Paragraph("\n".join(lines))
