"""登记以前已付: what was paid before the office paid by this program, so that nobody pays it again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.funds.showing import payable_by
from domain.funds.sql import Payable
from domain.proposals.orders import RecordPaidBefore
from domain.store.engine import Session
from domain.values.errors import BadInput
from domain.values.ids import CaseId
from domain.values.money import Fen, chinese_capital
from domain.values.progress import Reporter
from gui.early.parts import named_label
from gui.formatting import count_text, money_text
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import ChoiceBox, MoneyEdit, TextEdit
from gui.people.second import OrderDialog
from gui.services import Services

_TICKED, _OLD, _UNTIL = "ticked", "old", "until"
_SAID: Final = (
    "启用“拨付”以前已经付给企业的，在这里登记付款日期和凭据：列成单独的一批，不送银行，"
    "从“待拨付”里消失，各处都算已付。只付了一部分的，单独勾选那一件，填当时付的金额。"
)


class PaidBeforeDialog(OrderDialog):
    """Asks which awards, when they were paid, and what shows it; says what they come to."""

    def __init__(self, services: Services, parent: QWidget, ticked: Collection[CaseId] = ()) -> None:
        super().__init__(services, parent, "登记以前已付", "登记", width=680)
        self._ticked = frozenset(ticked)
        self._there: Sequence[Payable] = ()
        self.said.setText(_SAID)
        self.which = ChoiceBox({}, unset_word=None)
        self.until = OptionalDateEdit(may_be_none=False)
        self.paid = MoneyEdit("当时付的金额", may_be_negative=False)
        self.sum = named_label("sectionTitle", "", self, wraps=True)
        add = self.form.add
        add("which", "哪些事项", self.which, required=True)
        add("until", "到哪一天", self.until, required=True, width=220, hint="这一天和以前下达的，都算")
        add("on", "付款日期", OptionalDateEdit(may_be_none=False), required=True, width=220,
            hint="日期不同的，分几次登记")  # fmt: skip
        add("paid", "付了多少", self.paid, required=True, unit="元", width=220)
        add(
            "document",
            "凭据",
            TextEdit("如：区财政支付〔2024〕18号、银行回单", max_length=200),
            missing="请写明凭什么知道已经付了",
        )
        self.body.addWidget(self.sum)
        self.which.value_changed.connect(self._show)
        self.until.value_changed.connect(self._show)
        self._show()
        self._read()

    @property
    def chosen(self) -> Sequence[Payable]:
        """What would be recorded."""
        if self.which.typed() == _TICKED:
            return [one for one in self._there if one.case_id in self._ticked]
        if self.which.typed() == _OLD:
            return [one for one in self._there if one.is_old]
        try:
            until = self.until.value()
        except BadInput:
            until = None
        last = until.isoformat() if isinstance(until, date) else ""
        return [one for one in self._there if one.since <= last]

    def _read(self) -> None:
        context = self.services.context

        def work(_: Reporter) -> list[Payable]:
            rules, who = context.rules, context.seat.who

            def query(session: Session) -> list[Payable]:
                return payable_by(session, who, rules)

            return context.store.ask(query)

        self.services.jobs.read(work, self._on_read, on_failed=self.refused, owner=self)

    def _on_read(self, there: Sequence[Payable]) -> None:
        self._there = there
        ticked = sum(one.case_id in self._ticked for one in there)
        old = sum(one.is_old for one in there)
        # First what is sure to be from before: what is ticked may as well be about to be paid.
        words = {_OLD: f"升级前的通知书，{count_text(old, '件')}"} if old else {}
        words |= {_TICKED: f"勾选的 {count_text(ticked, '件')}"} if ticked else {}
        self.which.offer(words | {_UNTIL: "某一天以前下达的，全部"}, None)
        self._show()

    def _show(self) -> None:
        self.form.show_field("until", is_shown=self.which.typed() == _UNTIL)
        chosen = self.chosen
        self.form.show_field("paid", is_shown=len(chosen) == 1)
        self.paid.set_value(chosen[0].amount if len(chosen) == 1 else None)
        total = Fen(sum(one.amount for one in chosen))
        said = f"{count_text(len(chosen), '件')}，合计 {money_text(total)} 元（{chinese_capital(total)}）"
        self.sum.setText(said if chosen else "没有这样的事项" if self.until.line.text().strip() else "")
        self.go_button.setText(f"登记 {count_text(len(chosen), '件')}" if chosen else "登记")
        self.go_button.setEnabled(bool(chosen))

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        found = {}
        if not isinstance(values.get("on"), date):
            found["on"] = "请填写当时付款的日期"
        elif values["on"] > self.services.context.rules.today():
            found["on"] = "不能在今天以后"
        most = self.chosen[0].amount
        if len(self.chosen) == 1 and not 0 < (values.get("paid") or 0) <= most:
            found["paid"] = f"请填写当时付的金额，不超过 {money_text(Fen(most))} 元"
        return found

    def do(self, values: dict[str, Any]) -> None:
        ids = tuple(CaseId(one.case_id) for one in self.chosen)
        part = Fen(values["paid"]) if len(ids) == 1 else None
        order = RecordPaidBefore(case_ids=ids, on=values["on"], document=values["document"], part=part)
        self.order(order, f"已登记 {count_text(len(ids), '件')}以前已付，不会再付", "正在登记")
