"""预兑现: a share of what is ticked paid ahead; and 清算, the final figures of an award that was."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.cases.awards.changed import Change
from domain.funds.ahead import Prospect, Settling, beyond_text, prospect_of
from domain.funds.payment_entities import share_of
from domain.funds.payments import make_list
from domain.proposals.orders import SettleAward
from domain.values.ids import CaseId, PaymentListId
from domain.values.money import Fen, yuan_text
from gui.early.parts import Link, Note, fill
from gui.formatting import count_text, money_text
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import MoneyEdit, TextEdit
from gui.pages.assessment.detail import checks_card, instalments_card, steps_card
from gui.people.second import OrderDialog
from gui.services import Services
from gui.widgets.cards import Banner
from gui.widgets.dialog import opened
from gui.widgets.prose import Paragraph

_USUAL: Final = "80"
_FEW: Final = 5
"""So many figures that changed are said at once."""


class AheadDialog(FormDialog):
    """Asks which share is paid ahead, says what that comes to, and makes the list."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        amounts: Mapping[CaseId, Fen],
        on_made: Callable[[PaymentListId], object],
    ) -> None:
        super().__init__(services, parent, "预兑现", "列成一批", width=600)
        self._amounts, self._on_made = amounts, on_made
        total = money_text(Fen(sum(amounts.values())))
        self.said.setText(
            f"已勾选 {count_text(len(amounts), '件')}，合计 {total} 元。先付其中一部分；"
            "其余的列为待清算，按最后的数据清算以后再付。"
        )
        self.share = TextEdit("1 到 99 的整数")
        self.form.add("share", "先付", self.share, required=True, unit="%", width=220, hint="　")
        self.share.set_value(_USUAL)
        self.share.value_changed.connect(self._tell)
        self._tell()

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        return {} if _share_of(values.get("share")) else {"share": "请填 1 到 99 的整数，如 80"}

    def do(self, values: dict[str, Any]) -> None:
        context, ids, share = self.services.context, list(self._amounts), _share_of(values["share"])

        def made(id_: PaymentListId) -> None:
            self.done_with(f"已列成一批：{count_text(len(ids), '件')}，预兑现 {share}%。核对无误后送出")
            self._on_made(id_)

        self.services.jobs.run(
            lambda _: make_list(context.seat, ids, context.rules, ahead=share),
            made,
            on_failed=self.refused,
            busy=self.go_button,
            owner=self,
            label="正在核对账户",
        )

    def _tell(self) -> None:
        share = _share_of(self.share.value())
        if not share:
            self.form.set_hint("share", "每件舍到分")
            return
        now = Fen(sum(share_of(amount, share) for amount in self._amounts.values()))
        rest = Fen(sum(self._amounts.values()) - now)
        said = f"先付 {money_text(now)} 元，{money_text(rest)} 元待清算（每件舍到分）"
        self.form.set_hint("share", said)


class SettleDialog(OrderDialog):
    """Shows what an award comes to by now, condition by condition, and asks what it is settled at."""

    def __init__(self, services: Services, parent: QWidget, found: Prospect) -> None:
        super().__init__(services, parent, f"清算：{found.case.name}", "清算", width=760, editor_width=460)
        self._found = found
        self.said.setText(_said(found))
        self.obstacle = Banner("warning", "warning", self, said=found.obstacle)
        self.beyond = Banner("info", "info", self, said=beyond_text(found))
        self.amount = MoneyEdit(may_be_negative=False)
        add = self.form.add
        add("amount", "清算为", self.amount, required=True, unit="元", width=220, hint="　")
        add("document", "依据", TextEdit("如 清算审核表 3 号"), missing="请填写清算依据的文号或材料")
        self.form.add_reason("写明为什么是这个数", "请写明清算的理由", field="reason")
        add("until", "退回期限", OptionalDateEdit(may_be_none=False), width=220)
        if not found.is_by_person:
            self.amount.set_value(int(min(found.most, found.worth.computed)))
        self.amount.value_changed.connect(self._tell)
        parts: list[QWidget] = [self.obstacle, self.beyond, *self._changes(found.change)]
        cards = [checks_card(found.decision.checks)] if found.decision.checks else []
        cards += [instalments_card(found.decision)] if found.decision.instalments else []
        cards += [steps_card(found.decision.steps)] if found.decision.steps else []
        self.body.removeWidget(self.form)
        fill(self.body, *parts, self.form, *cards)
        self.form.setEnabled(not found.obstacle)
        self.go_button.setEnabled(not found.obstacle)
        self._tell()

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        found, amount = {}, values.get("amount")
        if amount is None or amount > self._found.most:
            found["amount"] = f"请填 0 到 {money_text(self._found.most)} 元之间的数"
        elif amount < self._found.paid and not values.get("until"):
            found["until"] = "请填写退回的期限"
        return found

    def do(self, values: dict[str, Any]) -> None:
        amount, case = Fen(values["amount"]), self._found.case
        until: date | None = values.get("until")
        settling = Settling(amount, values["document"], values["reason"], self._found.seen, until)
        order = SettleAward(case_id=case.id, settling=settling)
        self.order(order, f"已清算{case.name}：{money_text(amount)} 元", "正在清算")

    def _tell(self) -> None:
        amount, found = self.amount.value(), self._found
        is_less = isinstance(amount, int) and amount < found.paid
        self.form.show_field("until", is_shown=is_less)
        self.form.set_hint("amount", _comes_of(found, amount) if isinstance(amount, int) else "　")

    def _changes(self, change: Change | None) -> list[QWidget]:
        if change is None:
            return [Note("核定以后，用到的数据没有改动。", self)]
        shown, rest = change.figures[:_FEW], change.figures[_FEW:]
        said = "\n".join(filter(None, [change.policy_note, *(one.text for one in shown)]))
        lines: list[QWidget] = [Note("核定以后的改动", self), Paragraph(said, self)]
        if rest:
            more = Link(f"另有 {count_text(len(rest), '项')}不同，全部列出", self)
            others = Paragraph("\n".join(one.text for one in rest), self)
            others.hide()
            more.followed.connect(others.show)
            more.followed.connect(more.hide)
            lines += [more, others]
        return lines


def settle(
    services: Services,
    over: QWidget,
    case_id: CaseId,
    shown: Callable[[SettleDialog], object] = lambda _: None,
) -> None:
    """Decide an award again, and ask what it is settled at; ``shown`` gets the dialog."""
    context = services.context

    def show(found: Prospect) -> None:
        dialog = opened(SettleDialog(services, over, found))
        shown(dialog)

    services.jobs.read(
        lambda _: context.store.ask(prospect_of, case_id, context.rules),
        show,
        owner=over,
        on_failed=services.messages.error,
    )


def _said(found: Prospect) -> str:
    computed = (
        "按现在的数据要由人认定金额"
        if found.is_by_person
        else f"按现在的数据算出 {money_text(found.worth.computed)} 元"
    )
    return (
        f"核定 {money_text(found.granted)} 元，预兑现 {found.share}%，已付 {money_text(found.paid)} 元；"
        f"{computed}。清算的金额不能超过核定的。"
    )


def _comes_of(found: Prospect, amount: int) -> str:
    """Say what comes of an amount."""
    if amount > found.most:
        return f"最多 {yuan_text(found.most)} 元"
    left = amount - found.paid
    rest = "已经付清" if not left else f"再付 {yuan_text(left)} 元"
    rest = rest if left >= 0 else f"应退回 {yuan_text(-left)} 元，列入追回"
    less = found.granted - amount
    return f"{rest}；核定减少 {yuan_text(less)} 元" if less else rest


def _share_of(text: object) -> int:
    """Return the share that was typed, in percent; 0 where it is none.

    >>> _share_of("80"), _share_of(" 80% "), _share_of("100"), _share_of("四成")
    (80, 80, 0, 0)
    """
    digits = str(text or "").strip().removesuffix("%").removesuffix("％").strip()
    share = int(digits) if digits.isascii() and digits.isdigit() else 0
    return share if 0 < share < 100 else 0
