"""核对纸质清单: lists that were sent and of which only paper says what was in them."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.funds.payment_entities import PaymentList
from domain.funds.sent_lists import clear_list, enter_sent, unknown_lists
from domain.store.acts import Action
from domain.values.ids import CaseId, PaymentListId
from gui.early.parts import STRETCH, Complaint, Look, Note, button, fill, in_row
from gui.forms.editors import ChoiceBox, TextEdit
from gui.services import Services
from gui.widgets.dialog import Dialog

_SAID: Final = (
    "这些批次送出过，但恢复备份后程序里没有留下里面有哪些事项。请拿出纸质清单或银行回单逐件核对："
    "清单上有的事项，先在“待拨付”里勾选再来这里补登，以后照常登记结果，不会再送一次；全部核对完再点“核对完了”。"
    "核对完以前，每一件要拨付的事项都会标为有疑点。"
)


class UnknownListsDialog(Dialog):
    """Enters awards into such a list, as its paper says, and says that it was gone through."""

    def __init__(self, services: Services, parent: QWidget, case_ids: Sequence[CaseId] = ()) -> None:
        """`case_ids` are awards that were chosen to be entered."""
        super().__init__(parent, "核对纸质清单", width=640)
        self._services, self._case_ids = services, [*case_ids]
        self.choice = ChoiceBox({}, self, unset_word=None, called="拨付批次")
        self.how = TextEdit("怎样核对的，如：按银行回单逐件核对", self, max_length=200)
        self.complaint = Complaint(self)
        count = len(self._case_ids)
        self.enter_button = button(f"补登勾选的 {count} 件", self._on_enter, icon_name="plus", parent=self)
        self.enter_button.setVisible(bool(count))
        self.clear_button = button("核对完了", self._on_clear, look=Look.PRIMARY, parent=self)
        services.permits.hold(Action.PAYMENT_CLEAR, self.enter_button, self.clear_button)
        self.add_title("只有纸质记录的拨付批次")
        fill(
            self.body,
            Note(_SAID, self),
            in_row(Note("批次", self), self.choice, self.enter_button, STRETCH, spacing=8),
            self.how,
            self.complaint,
        )
        fill(self.foot, STRETCH, button("关闭", self.reject, parent=self), self.clear_button)
        self._read()

    def _read(self) -> None:
        self._services.ask(unknown_lists, self._show, owner=self)

    def _show(self, rows: Sequence[PaymentList]) -> None:
        self.choice.offer({f"{row.id}": row.name for row in rows}, None)
        for widget in (self.choice, self.how, self.enter_button, self.clear_button):
            widget.setEnabled(bool(rows))
        if not rows:
            self.complaint.say("")
            self.how.setPlaceholderText("没有要核对的批次了")

    def _on_enter(self) -> None:
        seat, case_ids = self._services.context.seat, self._case_ids
        self._do(lambda id_: enter_sent(seat, id_, case_ids), f"已补登 {len(case_ids)} 件", self._on_entered)

    def _on_entered(self) -> None:
        self._case_ids = []
        self.enter_button.hide()

    def _on_clear(self) -> None:
        seat, how = self._services.context.seat, self.how.text()
        self._do(lambda id_: clear_list(seat, id_, because=how), "已记下核对完了", self.how.clear)

    def _do(self, act: Callable[[PaymentListId], object], said: str, then: Callable[[], object]) -> None:
        id_ = PaymentListId(int(self.choice.typed()))
        self.complaint.say("")
        self._services.do(
            lambda _: act(id_),
            said,
            on_done=partial(self._done, then),
            on_failed=lambda error: self.complaint.say(str(error)),
            owner=self,
            label="正在登记",
        )

    def _done(self, then: Callable[[], object], _: object) -> None:
        then()
        self._read()
