"""核定金额: another than was computed, or what follows from another award."""

from typing import Any

from PySide6.QtWidgets import QWidget

from domain.cases.awards.handling import decide_amount, settle_rival
from domain.cases.awards.reading import Case
from domain.cases.awards.rivals import Rival, Settlement
from domain.values.money import Fen
from gui.formatting import money_text
from gui.forms.editors import ChoiceBox, LongTextEdit, MoneyEdit
from gui.pages.cases.asking import StepDialog
from gui.services import Services
from gui.widgets.prose import Paragraph


class AmountDialog(StepDialog):
    """Asks for the amount, within its bounds, and for the reason."""

    def __init__(self, over: QWidget, services: Services, case: Case) -> None:
        computed, bound = Fen(case.row.computed), case.row.bound
        said = f"按政策算出 {money_text(computed)} 元，现在核定 {money_text(case.amount)} 元。"
        if bound is not None:
            said += f"可以核定 0 至 {money_text(Fen(bound))} 元。"
        super().__init__(over, services, f"改金额：{case.name}", "改金额", said=[Paragraph(said)])
        self._case = case
        self.amount = MoneyEdit(may_be_negative=False)
        self.form.add("amount", "核定金额", self.amount, required=True, unit="元", width=220)
        self.form.add("because", "理由", LongTextEdit("与算出的金额不同的，要写明理由"))
        self.amount.set_value(int(case.amount))

    def start(self) -> None:
        """Open it."""
        case, context = self._case, self._services.context
        self.begin(
            lambda values: decide_amount(
                context.seat,
                case.seen,
                Fen(values["amount"]),
                context.rules,
                because=values.get("because", ""),
            ),
            lambda values: f"已把{case.name}的核定金额改为 {money_text(Fen(values['amount']))} 元",
            f"已撤回，核定金额仍是 {money_text(case.amount)} 元",
            check=self._complaints,
        )
        self.amount.setFocus()
        self.amount.selectAll()

    def _complaints(self, values: dict[str, Any]) -> dict[str, str]:
        row, amount, found = self._case.row, values.get("amount"), {}
        if amount is None:
            found["amount"] = "请填写核定金额"
        elif row.bound is not None and amount > row.bound:
            found["amount"] = f"不能高于 {money_text(Fen(row.bound))} 元"
        elif amount == row.amount:
            found["amount"] = "金额没有变化"
        if amount not in (None, row.computed) and not values.get("because"):
            found["because"] = "与算出的金额不同，请写明理由"
        return found


class SettleDialog(StepDialog):
    """Asks what becomes of a case beside another award."""

    def __init__(self, over: QWidget, services: Services, case: Case, rival: Rival) -> None:
        super().__init__(
            over, services, f"怎么处理：{case.name}", "这样处理", said=[Paragraph(f"{rival.text}。")]
        )
        self._case, self._rival = case, rival
        ways = {
            one.value: f"{one.word}：本项 {money_text(rival.amounts[one])} 元"
            for one in Settlement
            if one in rival.amounts
        }
        self.ways = ChoiceBox(ways, unset_word="请选")
        self.form.add("settlement", "处理", self.ways, missing="请选怎么处理")
        self.form.add_reason("如：两项政策明确不重复享受，按就高办理", "请写明这样处理的理由", lines=3)
        if rival.settled is not None:
            self.form.load({"settlement": rival.settled.value})

    def start(self) -> None:
        """Open it."""
        case, rival, context = self._case, self._rival, self._services.context
        self.begin(
            lambda values: settle_rival(
                context.seat,
                case.seen,
                rival.beside,
                Settlement(values["settlement"]),
                context.rules,
                because=values["because"],
            ),
            lambda values: f"已定：{Settlement(values['settlement']).word}（{case.name}）",
            "已撤回这次处理",
        )
