"""Whether what comes back of awards may be approved again, by the budget that it came from."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from domain.funds.books import Budget
from domain.funds.budgets import change_budget
from gui.forms.asking import FormDialog
from gui.forms.editors import ChoiceBox
from gui.services import Services

_WAYS = {"kept": "留作已退回，不再批", "freed": "回到余额，可以再批"}


class FreeDialog(FormDialog):
    """Asks for it, and why."""

    def __init__(self, services: Services, parent: QWidget, budget: Budget) -> None:
        super().__init__(services, parent, f"追回的资金：{budget.name}", "改动")
        self._budget = budget
        self.said.setText("企业退回或抵扣的钱怎么处理。只对以后退回的起作用；已经退回的不变。")
        self.way = ChoiceBox(_WAYS, unset_word=None)
        self.form.add("way", "退回以后", self.way, required=True)
        self.form.add_reason("写明依据，如财政部门的意见", "请写明改动的理由")
        self.way.set_value(_way_of(budget))

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        return {"way": "没有改动"} if values.get("way") == _way_of(self._budget) else {}

    def do(self, values: dict[str, Any]) -> None:
        seat, id_, frees = self.services.context.seat, self._budget.id, values["way"] == "freed"
        self.run(
            lambda: change_budget(seat, id_, frees=frees, because=values["because"]),
            f"{self._budget.name}：以后追回的资金{_WAYS[values['way']]}",
        )


def _way_of(budget: Budget) -> str:
    return "freed" if budget.frees else "kept"
