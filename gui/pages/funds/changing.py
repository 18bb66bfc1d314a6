"""What is done of a budget: adjusted, changed, carried over."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.funds.books import Budget
from domain.funds.budgets import Given, carry_over, change_budget
from domain.funds.entities import AccountKind
from domain.office.house_rules import set_low_balance
from domain.proposals.orders import AdjustBudget
from domain.values.ids import SourceId
from domain.values.money import Fen
from gui.formatting import money_text
from gui.forms.asking import FormDialog
from gui.forms.editors import UNSET, ChoiceBox, MoneyEdit, TextEdit
from gui.pages.funds.entering import SHORTAGES, SourcesEdit
from gui.people.second import OrderDialog
from gui.services import Services


class _BudgetDialog(OrderDialog):
    """Asks for what something of a budget takes."""

    def __init__(
        self, services: Services, parent: QWidget, budget: Budget, title: str, word: str, *, width: int = 640
    ) -> None:
        super().__init__(services, parent, title, word, heading=f"{title}：{budget.name}", width=width)
        self.budget = budget


class AdjustDialog(_BudgetDialog):
    """Asks by how much each source gives more or less, and by which document."""

    def __init__(self, services: Services, parent: QWidget, budget: Budget) -> None:
        super().__init__(services, parent, budget, "调整预算", "调整", width=720)
        self.said.setText("增加写正数，调减写负数；不变的不填。最多调减到已批的金额。")
        for source in budget.sources:
            hint = f"现在还有余额 {money_text(source.free)} 元"
            self.form.add(_field(source.id), source.name, MoneyEdit("不变"), unit="元", width=220, hint=hint)
        self.joining = SourcesEdit(("没有就不填，如 省级财政",))
        hint = "此后批准的按这个比例一起分担"
        self.form.add("joining", "新的来源", self.joining, width=510, hint=hint)
        self.form.add("document", "依据", TextEdit("调整预算的文号"), missing="请填写调整预算的文号")
        self.form.add_reason("写明为什么调整", "请写明调整的理由")

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        found = {}
        for source in self.budget.sources:
            by = values.get(_field(source.id), 0)
            if source.free + by < 0:
                found[_field(source.id)] = f"最多调减 {money_text(source.free)} 元"
        if complaint := self.joining.complaint():
            found["joining"] = complaint
        joining: Sequence[Given] = values.get("joining", ())
        known = {source.name for source in self.budget.sources}
        if any(one.name in known for one in joining):
            found["joining"] = "这个资金来源已经有了，增减请填在上面"
        elif not joining and not any(values.get(_field(source.id)) for source in self.budget.sources):
            found[_field(self.budget.sources[0].id)] = "没有要调整的金额"
        return found

    def do(self, values: dict[str, Any]) -> None:
        by = {
            source.id: Fen(values[_field(source.id)])
            for source in self.budget.sources
            if values.get(_field(source.id))
        }
        words = {"document": values["document"], "because": values["because"]}
        order = AdjustBudget(budget_id=self.budget.id, by=by, joining=values.get("joining", ()), **words)
        self.order(order, f"已调整{self.budget.name}", "正在调整预算")


class ChangeDialog(_BudgetDialog):
    """Asks what happens to an approval beyond what is left."""

    def __init__(self, services: Services, parent: QWidget, budget: Budget) -> None:
        super().__init__(services, parent, budget, "余额不足时怎么办", "改动")
        self.shortage = ChoiceBox(SHORTAGES, unset_word=None)
        self.shortage.set_value(budget.shortage.value)
        self.said.setText("只对以后的批准起作用；已经批准的不变。")
        self.form.add("shortage", "余额不足时", self.shortage, required=True)
        self.form.add_reason("写明为什么改动", "请写明改动的理由")

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        return {"shortage": "没有改动"} if values.get("shortage") == self.budget.shortage.value else {}

    def do(self, values: dict[str, Any]) -> None:
        seat, id_, now = self.services.context.seat, self.budget.id, type(self.budget.shortage)
        self.run(
            lambda: change_budget(seat, id_, shortage=now(values["shortage"]), because=values["because"]),
            f"已改动{self.budget.name}",
        )


class SharesDialog(_BudgetDialog):
    """Asks how many parts of an award each source bears: of all clauses, and of single ones."""

    def __init__(self, services: Services, parent: QWidget, budget: Budget) -> None:
        super().__init__(services, parent, budget, "分担比例", "改动", width=720)
        names = "：".join(source.name for source in budget.sources)
        self.said.setText(
            f"按 {names} 的顺序写各担几份，如 {_ratio([5] * len(budget.sources))}；只对以后的批准起作用。"
        )
        policy = services.context.policies.policies.get(budget.policy_id)
        clauses = {} if policy is None else {one.id: one.title for one in policy.clauses.values()}
        # One that has a share of its own, and is in the policy no more, keeps it.
        self._titles = {
            _EVERY: "一般条款",
            **clauses,
            **{id_: clauses.get(id_, id_) for id_ in budget.shares if id_},
        }
        for id_, title in self._titles.items():
            own = budget.shares.get("" if id_ == _EVERY else id_)
            edit = TextEdit("" if id_ == _EVERY else "同一般条款")
            self.form.add(id_, title, edit, required=id_ == _EVERY, width=220)
            edit.set_value(_ratio(own) if own else UNSET)
        self.form.add_reason("写明按哪份文件改动", "请写明改动的理由")

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        found = {}
        for id_ in self._titles:
            text = values.get(id_) or ""
            if not text and id_ == _EVERY:
                found[id_] = "请填写一般条款的分担比例"
            elif text and not _parts_in(text, len(self.budget.sources)):
                found[id_] = f"请写 {len(self.budget.sources)} 个整数，用冒号隔开，不能都是 0"
        if not found and self._shares(values) == dict(self.budget.shares):
            found[_EVERY] = "没有改动"
        return found

    def _shares(self, values: Mapping[str, Any]) -> dict[str, tuple[int, ...]]:
        count = len(self.budget.sources)
        return {
            "" if id_ == _EVERY else id_: _parts_in(text, count)
            for id_ in self._titles
            if (text := values.get(id_) or "")
        }

    def do(self, values: dict[str, Any]) -> None:
        seat, id_, shares = self.services.context.seat, self.budget.id, self._shares(values)
        self.run(
            lambda: change_budget(seat, id_, shares=shares, because=values["because"]),
            f"已改动{self.budget.name}的分担比例",
        )


_EVERY: Final = "every clause"


def _ratio(parts: Sequence[int]) -> str:
    return " : ".join(map(str, parts))


def _parts_in(text: str, count: int) -> tuple[int, ...]:
    """Return the parts that somebody wrote; empty where they are none, or not so many.

    >>> _parts_in("5：5", 2), _parts_in("0:0", 2), _parts_in("5:5", 3)
    ((5, 5), (), ())
    """
    found = [one.strip() for one in re.split("[:：]", text)]
    if len(found) != count or not all(re.fullmatch("[0-9]{1,6}", one) for one in found):
        return ()
    parts = tuple(map(int, found))
    return parts if any(parts) else ()


class CarryDialog(_BudgetDialog):
    """Asks by which document what is left goes over to the next year."""

    def __init__(self, services: Services, parent: QWidget, budget: Budget) -> None:
        super().__init__(services, parent, budget, "结转下年", "结转")
        left = "，".join(f"{one.name} {money_text(one.free)} 元" for one in budget.sources if one.free)
        self.said.setText(f"余额转到 {budget.year + 1} 年同一项政策的预算：{left or '没有余额'}。")
        self.form.add("document", "依据", TextEdit("同意结转的文号"), missing="请填写同意结转的文号")

    def do(self, values: dict[str, Any]) -> None:
        seat, id_ = self.services.context.seat, self.budget.id
        self.run(
            lambda: carry_over(seat, id_, date.today(), document=values["document"]),
            f"已把{self.budget.name}的余额结转到 {self.budget.year + 1} 年",
        )


class LowDialog(FormDialog):
    """Asks with less than how much left a budget is nearly used up."""

    def __init__(self, services: Services, parent: QWidget, low: Fen) -> None:
        super().__init__(services, parent, "余额提示线", "改动", width=560)
        self.said.setText("余额少于这个数的预算，在列表和工作台上提示快用完了。")
        self.amount = MoneyEdit(may_be_negative=False)
        self.amount.set_value(int(low))
        self.form.add(
            "low",
            "余额少于",
            self.amount,
            missing="请填写金额",
            unit="元",
            width=220,
            hint="可以写 50万；0 是不提示",
        )
        self.amount.selectAll()

    def do(self, values: dict[str, Any]) -> None:
        seat, low = self.services.context.seat, Fen(values["low"])
        said = f"余额少于 {money_text(low)} 元时提示" if low else "不再提示余额快用完"
        self.run(lambda: set_low_balance(seat, low), said)


def allotted_of(balances: Mapping[AccountKind, Fen]) -> Fen:
    """Return what a source gives, with all adjustments."""
    return Fen(-balances[AccountKind.GIVEN])


def _field(id_: SourceId) -> str:
    return f"source_{id_}"
