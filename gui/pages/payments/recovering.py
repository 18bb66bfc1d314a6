"""追回: what there is to recover of a case, what came of it, and all that is done about it.

Stands by itself: it takes the services, a window to stand over, and the case.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from domain.cases.numbered import leave
from domain.funds.documents.recovery import RecoveryPaper, compose_recovery, whose_letter
from domain.funds.payment_entities import PaymentLine
from domain.funds.recovered import Instalment, Overview, Recovered, overview_of
from domain.funds.recoveries import (
    Lowering,
    lines_to_take_off,
    offset,
    plan_repayment,
    record_repayment,
    reverse_receipt,
    waive,
)
from domain.funds.recovery_entities import RecoveryReceipt, Way
from domain.proposals.orders import LowerAward, UndoLowering
from domain.store.acts import Action
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.values.dates import parse_date
from domain.values.errors import BadInput
from domain.values.ids import CaseId, LineId, ReceiptId
from domain.values.money import Fen, parse_yuan
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, PushButton, button, fill, named_label
from gui.early.theme import icon, px
from gui.files.paper_dialog import PaperDialog, Several, from_store
from gui.formatting import DASH, date_text, money_text
from gui.forms.asking import FormDialog
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import ChoiceBox, LongTextEdit, MoneyEdit, TextEdit
from gui.pages.payments.answering import DayDialog
from gui.people.second import OrderDialog
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.widgets.cards import Banner, EmptyState
from gui.widgets.dialog import Dialog, opened
from gui.widgets.placing import FlowLayout

_WATCHED: Final = {Kind.RECOVERY, Kind.PAYMENT, Kind.CASE}
_PERCENT: Final = 100
"""Hundredths of a percent in one."""


def show_recovery(services: Services, parent: QWidget, case_id: CaseId) -> "RecoveringDialog":
    """Show what is recovered of a case, over the window of `parent`."""
    return opened(RecoveringDialog(services, parent, case_id))


class RecoveringDialog(Dialog):
    """What there is to recover of a case, and what came of it."""

    def __init__(self, services: Services, parent: QWidget, case_id: CaseId) -> None:
        super().__init__(parent, "追回", width=900, height=640)
        self.services, self._case_id = services, case_id
        self.overview: Overview | None = None
        self.dialog: Dialog | None = None
        self.add_title("追回")
        self.what = named_label("sectionTitle", "", self, wraps=True)
        self.sums = Note("", self)
        self.overdue = Banner("warning", "warning", self)
        self.news = Banner("info", "info", self)
        self.nothing = EmptyState(
            "没有追回过",
            "发现多付、错付的，在这里调减核定金额，多付的列为应退回。两人办理的由同事确认。",
            icon_name="undo",
            action=("追回…", self._on_lower),
        )
        self.lowerings = RowsModel[Recovered](_LOWERINGS, key=lambda one: one.id, parent=self)
        self.table = DataTable(self.lowerings, self)
        self.table.setAccessibleName("各次追回")
        self.came = Note("退回、抵扣和核销", self)
        self.receipts = RowsModel[RecoveryReceipt](_RECEIPTS, key=lambda one: one.id, parent=self)
        self.receipt_table = DataTable(self.receipts, self)
        self.receipt_table.setAccessibleName("退回、抵扣和核销")
        self._make_acts()
        self._parts = (self.table, self.came, self.receipt_table, self.acts)
        fill(self.body, self.what, self.sums, self.overdue, self.news, self.acts, (self.nothing, 1))
        fill(self.body, self.table, self.came, (self.receipt_table, 1))
        fill(self.foot, STRETCH, button("关闭", self.reject, parent=self))
        self.table.current_changed.connect(lambda _: self._show_chosen())
        self.receipt_table.current_changed.connect(lambda _: self._offer())
        services.changes.on(_WATCHED, self.reload, owner=self)
        self.nothing.hide()
        self.reload()

    def reload(self) -> None:
        """Read it anew."""
        context, id_ = self.services.context, self._case_id

        def work(_: Reporter) -> Overview:
            found = context.store.ask(overview_of, id_)
            enter_looks(context.seat, Seen(Subject(Kind.CASE, id_), f"事项{found.name}的追回"))
            return found

        self.services.jobs.read(work, self._on_read, owner=self)

    @property
    def chosen(self) -> Recovered | None:
        """The lowering that is looked at."""
        return self.table.current_row()

    def _make_acts(self) -> None:
        hold = self.services.permits.hold
        self.acts = QWidget(self)
        self.repay_button = button("登记还款…", self._on_repay, look=Look.PRIMARY, parent=self)
        self.plan_button = button("分期…", partial(self._ask, PlanDialog), parent=self)
        self.offset_button = button("抵扣…", self._on_offset, parent=self)
        self.waive_button = button("核销…", partial(self._ask, WaiveDialog), parent=self)
        self.reverse_button = button("冲回这一笔…", self._on_reverse, parent=self)
        self.lower_button = button("再次调减…", self._on_lower, parent=self)
        self.undo_button = button("撤销追回…", partial(self._ask, UndoDialog), parent=self)
        hold(Action.RECOVERY_REPAY, self.repay_button)
        hold(Action.RECOVERY_PLAN, self.plan_button)
        hold(Action.RECOVERY_OFFSET, self.offset_button)
        hold(Action.RECOVERY_WAIVE, self.waive_button)
        hold(Action.RECOVERY_REVERSE, self.reverse_button)
        hold(Action.RECOVERY_LOWER, self.lower_button)
        if self.nothing.button is not None and isinstance(self.nothing.button, PushButton):
            hold(Action.RECOVERY_LOWER, self.nothing.button)
        hold(Action.RECOVERY_UNDO, self.undo_button)
        self.papers_menu = QMenu(self)
        for kind in RecoveryPaper:
            self.papers_menu.addAction(f"{kind.word}…").triggered.connect(partial(self._show_paper, kind))
        self.papers_button = button("文书", parent=self)
        self.papers_button.setIcon(icon("chevron-down", size=14))
        self.papers_button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self.papers_button.setMenu(self.papers_menu)
        first = (self.repay_button, self.plan_button, self.offset_button, self.waive_button)
        more = (self.papers_button, self.reverse_button, self.lower_button, self.undo_button)
        flow = FlowLayout(self.acts, spacing=px(8))
        for one in (*first, *more):
            flow.addWidget(one)

    def _on_read(self, found: Overview) -> None:
        self.overview = found
        self.what.setText(found.name)
        totals = found.totals
        parts = [
            f"现在核定 {money_text(totals.granted)} 元",
            f"已付 {money_text(totals.gross)} 元",
            f"追回 {money_text(totals.recovered)} 元",
            f"净额 {money_text(totals.net)} 元",
            f"核销 {money_text(totals.waived)} 元" if totals.waived else "",
            f"还应退回 {money_text(totals.left)} 元" if totals.left else "",
        ]
        self.sums.setText("，".join(filter(None, parts)))
        today = date.today()
        overdue = Fen(sum(one.overdue(today) for one in found.recoveries))
        late = f"有 {money_text(overdue)} 元已经过了退回期限，可以出具催缴通知书。"
        self.overdue.say(late if overdue else "")
        self._show_nothing(found)
        for one in self._parts:
            one.setVisible(bool(found.recoveries))
        self.lowerings.replace(list(found.recoveries))
        rows = min(len(found.recoveries), _MOST_ROWS)
        self.table.setFixedHeight(px(38) + px(36) * rows + px(4))
        self.news.say("")
        if found.recoveries and self.chosen is None:
            self.table.selectRow(len(found.recoveries) - 1)
        self._show_chosen()

    def _show_nothing(self, found: Overview) -> None:
        self.nothing.setVisible(not found.recoveries)
        if not found.totals.gross:
            self.nothing.say("还没有拨付", "没有拨付的要收回，请办“撤销”。")
        if self.nothing.button is not None:
            self.nothing.button.setVisible(found.totals.gross > 0)

    def _show_chosen(self) -> None:
        chosen = self.chosen
        self.receipts.replace([] if chosen is None else list(chosen.receipts))
        interest = Fen(0) if chosen is None else chosen.interest_left(date.today())
        self.came.setText(
            "退回、抵扣和核销" + (f"（到今天还有利息 {money_text(interest)} 元）" if interest else "")
        )
        self._offer()

    def _offer(self) -> None:
        chosen, today = self.chosen, date.today()
        left = chosen is not None and bool(chosen.left)
        interest = chosen is not None and bool(chosen.interest_left(today))
        for one in (self.repay_button, self.waive_button):
            one.setEnabled(left or interest)
        for one in (self.plan_button, self.offset_button):
            one.setEnabled(left)
        self.reverse_button.setEnabled(self.receipt_table.current_row() is not None)
        is_last = chosen is not None and self.overview is not None and chosen is self.overview.recoveries[-1]
        self.undo_button.setEnabled(is_last and chosen is not None and not chosen.receipts)
        self.lower_button.setEnabled(self.overview is not None and self.overview.totals.granted > 0)

    def _ask(self, kind: "Callable[[Services, QWidget, Recovered], FormDialog]") -> None:
        if self.chosen is not None:
            self.dialog = opened(kind(self.services, self, self.chosen))

    def _on_lower(self) -> None:
        if self.overview is not None:
            self.dialog = opened(LowerDialog(self.services, self, self.overview))

    def _on_repay(self) -> None:
        self._ask(RepayDialog)

    def _on_offset(self) -> None:
        chosen = self.chosen
        if chosen is None:
            return

        def ask(lines: Sequence[tuple[PaymentLine, str]]) -> None:
            if not lines:
                self.news.say(_NO_LINES)
                return
            self.dialog = opened(OffsetDialog(self.services, self, chosen, lines))

        self.services.ask(lambda session: lines_to_take_off(session, chosen.id), ask, owner=self)

    def _on_reverse(self) -> None:
        receipt = self.receipt_table.current_row()
        if receipt is not None and self.chosen is not None:
            self.dialog = opened(ReverseDialog(self.services, self, self.chosen, receipt))

    def _show_paper(self, kind: RecoveryPaper, _is_checked: bool = False) -> None:
        chosen = self.chosen
        if chosen is None:
            return
        context, whose = self.services.context, whose_letter(chosen, kind)
        compose = from_store(context, compose_recovery, chosen.id, kind)
        papers = Several(lambda: [compose()], 1, lambda: leave(context.seat, kind.word, [compose()], [whose]))
        of = [Subject(Kind.RECOVERY, chosen.id)]
        self.dialog = opened(PaperDialog(self.services, kind.word, papers, self, of=of))


class LowerDialog(OrderDialog):
    """Asks for the new amount, why, when and by whom it was found, by when it comes back, and interest."""

    def __init__(self, services: Services, parent: QWidget, overview: Overview) -> None:
        super().__init__(services, parent, f"追回：{overview.name}", "追回")
        self._overview = overview
        totals = overview.totals
        self.said.setText(
            f"现在核定 {money_text(totals.granted)} 元，已付 {money_text(totals.gross)} 元。"
            "已付超过新金额的部分列为应退回；还没付的部分不再拨付。"
        )
        add = self.form.add
        add("amount", "新的金额", MoneyEdit(may_be_negative=False), required=True, unit="元", width=220,
            hint="全部收回的填 0")  # fmt: skip
        self.form.add_reason("写明哪里不符合，会写进通知书", "请写明追回的理由", field="reason")
        add(
            "found_on", "发现日期", OptionalDateEdit(may_be_none=False), missing="请填写发现的日期", width=220
        )
        add("found_by", "谁发现的", TextEdit("如 区审计局"), missing="请写明是谁发现的")
        add("until", "退回期限", OptionalDateEdit(may_be_none=False), width=220,
            hint="有应退回的必须填；分期的以后再排")  # fmt: skip
        self.form.add_section("利息（政策有规定的才填）")
        add("rate", "年利率", TextEdit("不计息的不填"), unit="%", width=220)
        add("interest_from", "从哪天起", OptionalDateEdit(may_be_none=False), width=220)
        add("rate_source", "依据", TextEdit("文号和条款"))

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        totals, found = self._overview.totals, {}
        amount, rate = values.get("amount"), values.get("rate")
        if amount is None or amount >= totals.granted:
            found["amount"] = f"请填写比现在的 {money_text(totals.granted)} 元少的金额，全部收回的填 0"
        asked_before = totals.recovered + totals.waived + totals.left
        if amount is not None and amount < totals.gross - asked_before and not values.get("until"):
            found["until"] = "请填写退回的期限"
        if rate:
            if _hundredths(rate) is None:
                found["rate"] = "请填大于 0、最多两位小数的数，如 3.45"
            if not values.get("interest_from"):
                found["interest_from"] = "请填写从哪一天起计息"
            if not values.get("rate_source"):
                found["rate_source"] = "请写明计息的依据"
        return found

    def do(self, values: dict[str, Any]) -> None:
        rate = values.get("rate")
        lowering = Lowering(
            Fen(values["amount"]),
            values["reason"],
            values["found_on"],
            values["found_by"],
            values.get("until"),
            _hundredths(rate) if rate else None,
            values.get("interest_from"),
            values.get("rate_source", ""),
        )
        case = self._overview.case
        assert case.id is not None
        amount = money_text(lowering.amount)
        order = LowerAward(case_id=case.id, lowering=lowering)
        self.order(order, f"已把{self._overview.name}调减为 {amount} 元")


class UndoDialog(OrderDialog):
    """Asks why a lowering is undone."""

    def __init__(self, services: Services, parent: QWidget, found: Recovered) -> None:
        super().__init__(services, parent, f"撤销追回：{found.name}", "撤销追回")
        self._found = found
        self.said.setText(
            f"核定金额恢复为 {money_text(Fen(found.row.was_amount))} 元，"
            f"不再追回 {money_text(Fen(found.row.due))} 元。记录里会留下。"
        )
        self.form.add_reason("写明为什么撤销", "请写明撤销的理由")

    def do(self, values: dict[str, Any]) -> None:
        order = UndoLowering(recovery_id=self._found.id, because=values["because"])
        self.order(order, f"已撤销{self._found.name}的追回")


class _Settling(DayDialog):
    """Asks for principal and interest."""

    def __init__(self, services: Services, parent: QWidget, found: Recovered, title: str, word: str) -> None:
        super().__init__(services, parent, f"{title}：{found.name}", word)
        self.found = found
        interest = found.interest_left(date.today())
        rate = f"，到今天的利息还有 {money_text(interest)} 元" if interest else ""
        self.said.setText(f"还应退回本金 {money_text(found.left)} 元{rate}。")

    def ask_amounts(self, principal: Fen, interest: Fen) -> None:
        """Add the fields, with what they are likely to be."""
        self.principal, self.interest = MoneyEdit(may_be_negative=False), MoneyEdit(may_be_negative=False)
        self.form.add("principal", "本金", self.principal, unit="元", width=220)
        self.principal.set_value(int(principal))
        if self.found.row.rate is not None:
            self.form.add("interest", "利息", self.interest, unit="元", width=220)
            self.interest.set_value(int(interest))

    def amounts(self, values: dict[str, Any]) -> dict[str, Fen]:
        """Return both, as they were entered."""
        return {field: Fen(values.get(field) or 0) for field in ("principal", "interest")}

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        found, amounts = {}, self.amounts(values)
        if not any(amounts.values()):
            found["principal"] = "请填写金额"
        if amounts["principal"] > self.found.left:
            found["principal"] = f"最多 {money_text(self.found.left)} 元"
        return found


class RepayDialog(_Settling):
    """Asks what came back, when and how."""

    def __init__(self, services: Services, parent: QWidget, found: Recovered) -> None:
        super().__init__(services, parent, found, "登记还款", "登记")
        due = found.next_due
        self.ask_day("到账日期", "钱到账的那一天")
        self.ask_amounts(found.left if due is None else due.amount, found.interest_left(date.today()))
        self.form.add("how", "怎么退回的", TextEdit("如 转账，银行回单号"), missing="请写明怎么退回的")

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        found = dict(super().complaints(values))
        on = values.get("on")
        if on is None or on > date.today():
            found["on"] = "请填写到账的日期，不能在今天以后"
        elif self.found.paid_on is not None and on < self.found.paid_on:
            found["on"] = f"这件事项 {self.found.paid_on.isoformat()} 才拨付，不能早于那一天"
        elif self.amounts(values)["interest"] > (most := self.found.interest_left(on)):
            found["interest"] = f"到那一天的利息最多 {money_text(most)} 元"
        return found

    def do(self, values: dict[str, Any]) -> None:
        seat, id_, amounts = self.services.context.seat, self.found.id, self.amounts(values)
        on, how = values["on"], values["how"]
        self.run(
            lambda: record_repayment(seat, id_, on, date.today(), **amounts, how=how),
            f"已登记{self.found.name}退回 {money_text(Fen(sum(amounts.values())))} 元",
        )


class WaiveDialog(_Settling):
    """Asks what will not come back any more, and who decided that."""

    def __init__(self, services: Services, parent: QWidget, found: Recovered) -> None:
        super().__init__(services, parent, found, "核销", "核销")
        self.ask_amounts(found.left, found.interest_left(date.today()))
        self.form.add(
            "minutes", "纪要或批件", TextEdit("会议纪要或批件的文号"), missing="请填写同意核销的文号"
        )
        self.form.add_reason("写明为什么收不回来", "请写明核销的理由")

    def do(self, values: dict[str, Any]) -> None:
        seat, id_, amounts = self.services.context.seat, self.found.id, self.amounts(values)
        minutes, because = values["minutes"], values["because"]
        self.run(
            lambda: waive(seat, id_, date.today(), **amounts, minutes=minutes, because=because),
            f"已核销{self.found.name} {money_text(Fen(sum(amounts.values())))} 元",
        )


class PlanDialog(FormDialog):
    """Asks for the instalments, a line each."""

    def __init__(self, services: Services, parent: QWidget, found: Recovered) -> None:
        super().__init__(services, parent, f"分期退回：{found.name}", "排定")
        self._found = found
        self.said.setText(
            f"还应退回 {money_text(found.left)} 元。每行写一期：日期、空格、金额（元）；"
            "各期合计要等于这个数。"
        )
        self.lines = LongTextEdit("如\n2027-01-31 10000\n2027-06-30 10000", lines=6)
        self.form.add("lines", "各期", self.lines, required=True)
        if len(found.plan) == 1:
            day = found.plan[0].day
            self.lines.set_value(f"{day.isoformat()} {money_text(found.left)}")

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        try:
            plan = _read_plan(values.get("lines") or "")
        except BadInput as error:
            return {"lines": str(error)}
        total = Fen(sum(one.amount for one in plan))
        if total != self._found.left:
            return {"lines": f"各期合计 {money_text(total)} 元，应为 {money_text(self._found.left)} 元"}
        return {}

    def do(self, values: dict[str, Any]) -> None:
        seat, id_, plan = self.services.context.seat, self._found.id, _read_plan(values["lines"])
        self.run(
            lambda: plan_repayment(seat, id_, plan, date.today()),
            f"已排定{self._found.name}分 {len(plan)} 期退回",
        )


class OffsetDialog(FormDialog):
    """Asks off which payment it is taken, how much, and with which consent."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        found: Recovered,
        lines: Sequence[tuple[PaymentLine, str]],
    ) -> None:
        super().__init__(services, parent, f"抵扣：{found.name}", "抵扣")
        self._found = found
        self._lines = {str(line.id): line for line, _ in lines}
        self.said.setText(
            f"还应退回 {money_text(found.left)} 元。从这户企业待送出的拨付中扣下一部分，"
            "那一件少付这么多，两边同时记账。要有企业同意的书面材料。"
        )
        words = {str(line.id): f"{name}，待付 {money_text(Fen(line.amount))} 元" for line, name in lines}
        self.line = ChoiceBox(words, unset_word=None)
        self.amount = MoneyEdit(may_be_negative=False)
        self.form.add("line", "从哪件中扣", self.line, required=True)
        self.form.add("amount", "扣多少", self.amount, required=True, unit="元", width=220)
        self.form.add(
            "consent", "企业同意", TextEdit("书面材料的名称和日期"), missing="请填写企业同意抵扣的书面材料"
        )
        self.line.set_value(next(iter(words)))
        self.amount.set_value(min(found.left, lines[0][0].amount))

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        amount = values.get("amount") or 0
        line = self._lines.get(str(values.get("line")))
        most = min(self._found.left, line.amount) if line is not None else 0
        fits = 0 < amount <= most
        return {} if fits else {"amount": f"请填写大于 0、不超过 {money_text(Fen(most))} 元的数"}

    def do(self, values: dict[str, Any]) -> None:
        context, id_ = self.services.context, self._found.id
        line_id, amount, consent = LineId(int(values["line"])), Fen(values["amount"]), values["consent"]
        self.run(
            lambda: offset(context.seat, id_, line_id, amount, context.rules, consent=consent),
            f"已从那一件中抵扣 {money_text(amount)} 元",
        )


class ReverseDialog(FormDialog):
    """Asks why something that was recorded is taken back."""

    def __init__(
        self, services: Services, parent: QWidget, found: Recovered, receipt: RecoveryReceipt
    ) -> None:
        word = Way(receipt.way).word
        super().__init__(services, parent, f"冲回{word}：{found.name}", "冲回")
        self._found, self._receipt = found, receipt
        amount = money_text(Fen(receipt.principal + receipt.interest))
        self.said.setText(f"{date_text(receipt.day)}的{word} {amount} 元，原样冲回；记录里两笔都会留下。")
        self.form.add_reason("写明为什么冲回", "请写明冲回的理由")

    def do(self, values: dict[str, Any]) -> None:
        seat, id_ = self.services.context.seat, self._receipt.id
        assert id_ is not None
        self.run(
            lambda: reverse_receipt(seat, ReceiptId(id_), date.today(), because=values["because"]),
            f"已冲回{self._found.name}的一笔",
        )


def _hundredths(text: str) -> int | None:
    """Return a yearly rate in hundredths of a percent; None where it is none.

    >>> _hundredths("3.45"), _hundredths("5％"), _hundredths("0"), _hundredths("3.456")
    (345, 500, None, None)
    """
    try:
        rate = Decimal(text.strip().rstrip("%％")) * _PERCENT
    except InvalidOperation:
        return None
    return int(rate) if rate.is_finite() and rate == rate.to_integral_value() and rate > 0 else None


def _read_plan(text: str) -> list[Instalment]:
    """Read instalments, a line each: the day, then the amount.

    Raises:
        BadInput: A line is none; it says which.
    """
    found = []
    for at, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        day, _, amount = line.partition(" ")
        try:
            found.append(Instalment(parse_date(day), parse_yuan(amount)))
        except BadInput as error:
            raise BadInput(f"第 {at} 行：{error}") from error
    if not found:
        raise BadInput("请至少写一期")
    return found


def _next(one: Recovered) -> str:
    due = one.next_due
    return DASH if due is None else f"{due.day.isoformat()}　{money_text(due.amount)}"


_NO_LINES: Final = "这户企业没有待送出的拨付；先把它后来的补助列入拨付批次，再从中抵扣。"
_MOST_ROWS: Final = 3
_LOWERINGS: Final[tuple[Column[Recovered], ...]] = (
    Column[Recovered]("日期", lambda one: one.row.day.isoformat(), width=104),
    amounts("原核定", lambda one: one.row.was_amount, width=120, narrowest=112),
    amounts("调整为", lambda one: one.row.new_amount, width=120, narrowest=112),
    amounts("应退回", lambda one: one.row.due, width=120, narrowest=112),
    amounts("还剩", lambda one: one.left, width=120, narrowest=112),
    Column[Recovered]("下一期", _next, width=190, narrowest=190, tips=True),
    Column[Recovered]("理由", lambda one: one.row.reason, stretches=True, width=140, narrowest=60, tips=True),
)
_RECEIPTS: Final[tuple[Column[RecoveryReceipt], ...]] = (
    Column[RecoveryReceipt]("日期", lambda one: one.day.isoformat(), width=104),
    Column[RecoveryReceipt]("方式", lambda one: Way(one.way).word, width=64),
    amounts("本金（元）", lambda one: one.principal, width=130, narrowest=112),
    amounts("利息（元）", lambda one: one.interest, width=110, narrowest=110),
    Column[RecoveryReceipt](
        "说明",
        lambda one: "；".join(filter(None, (one.how, one.reason))),
        stretches=True,
        width=200,
        tips=True,
    ),
    Column[RecoveryReceipt]("谁", lambda one: one.made_by, width=90),
)
