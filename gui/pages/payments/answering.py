"""登记结果: what the bank answered, by hand; and sending, which is said before what it is."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.funds.calendar_months import late_text
from domain.funds.payment_entities import LineState, PaymentLine
from domain.funds.payments import Answer, record_answers
from domain.funds.showing import ListedList, ShownLine
from domain.funds.sql import last_closed
from domain.values.errors import BadInput
from domain.values.money import Fen, chinese_capital
from gui.formatting import count_text, date_text, money_text
from gui.forms.asking import FormDialog
from gui.forms.date_edits import TodayEdit
from gui.forms.editors import LongTextEdit, MoneyEdit, SegmentedChoice
from gui.services import Services

PAID, RETURNED, PARTLY, PART_BACK = "paid", "returned", "partly", "part-back"
_WORDS: Final[Mapping[object, str]] = {
    PAID: "已拨付",
    RETURNED: "退回",
    PARTLY: "只付了一部分",
    PART_BACK: "退回了一部分",
}


def sum_in_words(lines: Sequence[ShownLine]) -> str:
    """Say how many lines they are and what they come to, in figures and 大写."""
    total = Fen(sum(one.line.amount for one in lines))
    return f"{count_text(len(lines), '件')}，合计 {money_text(total)} 元（{chinese_capital(total)}）"


def sending_text(lines: Sequence[ShownLine]) -> str:
    """Say what is sent, what is not, and that it cannot be changed afterwards."""
    going = [one for one in lines if one.state is LineState.OPEN]
    held = sum(one.state is LineState.HELD for one in lines)
    parts = [f"送出 {sum_in_words(going)}。"]
    if held:
        parts.append(f"{count_text(held, '件')}有疑点，不随这一批送出，以后可以列入别的批次。")
    parts.append("送出时编号；送出以后，金额、户名和账号都不能再改，也不能撤回，只能登记银行的结果。")
    return "\n".join(parts)


class DayDialog(FormDialog):
    """Asks for the day of what moved money, and says where that counts in another month (已签认)."""

    closed = ""
    """The last month that was signed off; empty for none."""

    def ask_day(self, title: str, hint: str = "") -> None:
        """Add the field ``on``."""
        self.day = TodayEdit()
        self.day.follow_today()
        self.form.add("on", title, self.day, required=True, width=220, hint=hint or "　")
        self._hint = hint
        self.day.value_changed.connect(self._say_month)
        self.services.ask(last_closed, self._on_closed, owner=self)

    def moves(self) -> int:
        """Return for how many payments the day counts."""
        return 1

    def _on_closed(self, closed: str) -> None:
        self.closed = closed
        self._say_month()

    def _say_month(self) -> None:
        try:
            day = self.day.value()
        except BadInput:
            return
        late = late_text(self.closed, [day] * self.moves()) if isinstance(day, date) else ""
        self.form.set_hint("on", late or self._hint or "　")


class AnswerDialog(DayDialog):
    """Asks what came of lines that were sent: of all of them the same, on one day."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        listed: ListedList,
        lines: Sequence[ShownLine],
        *,
        of_all: bool = False,
    ) -> None:
        """`of_all` is for all that have no answer yet: they were paid."""
        came_back = lines[0].state is LineState.PAID
        title = "全部已拨付" if of_all else "付了以后退回" if came_back else "登记结果"
        super().__init__(services, parent, title, "登记", heading=f"{title}：{listed.row.name}")
        self._id, self._lines, self._sent_on = listed.id, lines, listed.row.sent_on
        days = (one.line.back_on or one.line.done_on for one in lines if came_back)
        self._paid_on = [day for day in days if day is not None]
        name = f"“{lines[0].line.enterprise_name}”　" if len(lines) == 1 else ""
        self.said.setText(f"{name}{sum_in_words(lines)}{_paid_text(lines)}")
        choices = self._choices(of_all=of_all)
        self.what = SegmentedChoice(choices, self)
        amount = "退回" if came_back else "实付"
        self.amount = MoneyEdit(f"{amount}的金额", may_be_negative=False)
        self.form.add("what", "结果", self.what, required=True)
        self.ask_day("日期", "银行办理的那一天")
        self.form.add("amount", amount, self.amount, required=True, unit="元", width=220)
        self.form.add(
            "reason", "原因", LongTextEdit("照银行写的，如：户名不符、账户已销户", lines=2), required=True
        )
        self.form.show_field("what", is_shown=len(choices) > 1)
        self.what.value_changed.connect(self._show_fields)
        self._show_fields()

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        what, found = self.what.value(), {}
        if not isinstance(values.get("on"), date):
            found["on"] = "请填写银行办理的日期"
        elif values["on"] > date.today():
            found["on"] = "不能在今天以后"
        elif (paid_on := max(self._paid_on, default=None)) is not None and values["on"] < paid_on:
            was = "退回过一部分" if any(one.line.back_on == paid_on for one in self._lines) else "才拨付"
            found["on"] = f"{paid_on.isoformat()} {was}，退回不能早于那一天"
        elif self._sent_on is not None and values["on"] < self._sent_on:
            found["on"] = f"这一批是 {self._sent_on.isoformat()} 送出的，不能早于那一天"
        if what == PARTLY and not 0 < values.get("amount", 0) < self._lines[0].line.amount:
            found["amount"] = f"请填实际付了的金额，少于 {money_text(Fen(self._lines[0].line.amount))} 元"
        if what == PART_BACK and not 0 < values.get("amount", 0) < self._lines[0].line.paid:
            most = money_text(Fen(self._lines[0].line.paid))
            found["amount"] = f"请填退回的金额，少于已付的 {most} 元；全部退回的选“退回”"
        if what != PAID and not values.get("reason"):
            found["reason"] = "请写明没有付足的原因" if what == PARTLY else "请写明退回的原因"
        return found

    def do(self, values: dict[str, Any]) -> None:
        context, what, id_ = self.services.context, self.what.value(), self._id
        answers = {one.id: self._answer(one, what, values) for one in self._lines}
        said = f"已登记 {count_text(len(answers), '件')}{_WORDS[what]}"
        self.run(lambda: record_answers(context.seat, id_, answers, context.rules), said)

    def _answer(self, one: ShownLine, what: object, values: dict[str, Any]) -> Answer:
        amount = values.get("amount", 0)
        amounts = {PAID: one.line.amount, RETURNED: 0, PART_BACK: one.line.paid - amount}
        paid = amounts.get(str(what), amount)
        return Answer(Fen(paid), values["on"], "" if what == PAID else values["reason"])

    def _choices(self, *, of_all: bool) -> dict[object, str]:
        """Return what may have come of all of them: what was paid can still come back, and nothing else."""
        choices = [PAID, RETURNED, PARTLY]
        if of_all:
            choices = [PAID]
        elif any(one.state is LineState.PAID for one in self._lines):
            choices = [RETURNED, PART_BACK]
        if len(self._lines) > 1 or self._lines[0].is_before:
            choices = [one for one in choices if one not in (PARTLY, PART_BACK)]
        return {one: _WORDS[one] for one in choices}

    def moves(self) -> int:
        is_moved = self.what.value() != RETURNED or self._lines[0].state is LineState.PAID
        return len(self._lines) if is_moved else 0

    def _show_fields(self) -> None:
        what = self.what.value()
        self._say_month()
        self.form.show_field("amount", is_shown=what in (PARTLY, PART_BACK))
        self.form.show_field("reason", is_shown=what != PAID)


def _paid_text(lines: Sequence[ShownLine]) -> str:
    """Say how much was paid where that is not all of it; empty where it is, or nothing was."""
    paid = Fen(sum(one.line.paid for one in lines))
    is_less = any(one.state is LineState.PAID and one.line.paid < one.line.amount for one in lines)
    return f"，其中已付 {money_text(paid)} 元" if is_less else ""


def part_back_text(line: PaymentLine) -> str:
    """Say when a part of what was paid came back; empty where none did."""
    return f"{date_text(line.back_on)}退回一部分" if line.back_on is not None else ""


def may_answer(lines: Sequence[ShownLine]) -> bool:
    """Whether something came, or can have come, of each of them."""
    if any(one.line.is_offset for one in lines):
        return False
    states = {one.state for one in lines}
    return states in ({LineState.SENT}, {LineState.PAID})
