"""A month's visits, seen before they are planned."""

from datetime import date, timedelta
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from domain.outreach.planning import By, Proposal, Proposed, Wanted, plan_month, propose_month
from domain.outreach.visits import delete_again
from gui.early.parts import Note
from gui.formatting import DASH, count_text, date_text
from gui.forms.asking import FormDialog
from gui.forms.editors import ChoiceBox
from gui.services import Services, Undo
from gui.tables.data_table import Column, DataTable, RowsModel

_MONTHS: Final = 3
_DAYS: Final = {"30": "30 天没有走访", "60": "60 天没有走访", "90": "90 天没有走访", "-1": "全部企业"}
_MOST_A_DAY: Final = 6
_LATE_IN_MONTH: Final = 25


class MonthDialog(FormDialog):
    """Asks which month, whom and how many a day; shows who would be visited when, and by whom."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent, "排月计划", "列入计划", width=900, editor_width=260)
        self._over, self._proposal = parent, Proposal(())
        self.said.hide()
        self.month = ChoiceBox(_months(date.today()), unset_word=None)
        self.days = ChoiceBox(_DAYS, unset_word=None)
        self.by = ChoiceBox({one.value: one.word for one in By}, unset_word=None)
        self.a_day = ChoiceBox({str(at): f"{at} 户" for at in range(1, _MOST_A_DAY + 1)}, unset_word=None)
        self.group = ChoiceBox({}, unset_word="所有路线")
        self.form.add("month", "哪个月", self.month)
        self.form.add("days", "走访谁", self.days)
        self.form.add("by", "路线按什么分", self.by)
        self.form.add("a_day", "每条路线每天最多", self.a_day)
        self.form.add("group", "只排", self.group)
        months = list(_months(date.today()))
        # At the end of a month the next one is planned.
        month = months[date.today().day >= _LATE_IN_MONTH]
        self.form.load({"month": month, "a_day": "2", "days": "30"})
        self.counted = Note("", self)
        self.model = RowsModel[Proposed](_COLUMNS, key=lambda one: one.enterprise_id, parent=self)
        self.table = DataTable(self.model, self)
        self.table.setAccessibleName("要列入计划的走访")
        self.table.setMinimumHeight(260)
        self.body.addWidget(self.counted)
        self.body.addWidget(self.table, 1)
        for box in (self.month, self.days, self.by, self.a_day):
            box.value_changed.connect(self._propose)
        self.group.value_changed.connect(self._show)
        self._propose()

    def do(self, values: dict[str, Any]) -> None:
        context = self.services.context
        seat, rules, wanted = context.seat, context.problem_rules, self._shown()
        self.services.do(
            lambda _: plan_month(seat, wanted, rules),
            lambda ids: f"已列入计划 {count_text(len(ids), '次')}",
            lambda ids: Undo(lambda _: delete_again(seat, ids), "已撤回计划"),
            on_done=lambda _: self.accept(),
            on_failed=self.refused,
            busy=self.go_button,
            owner=self._over,
            label="正在列入计划",
        )

    def _propose(self) -> None:
        month = date.fromisoformat(self.month.typed())
        wanted = Wanted(month, int(self.days.typed()), By(self.by.typed()), int(self.a_day.typed()))
        rules = self.services.context.problem_rules
        self.problem.say("")
        self.services.ask(
            lambda session: propose_month(session, wanted, rules),
            self._on_proposed,
            on_failed=self._on_failed,
            owner=self,
        )

    def _on_proposed(self, proposal: Proposal) -> None:
        self._proposal = proposal
        kept, groups = self.group.typed(), dict[str, int]()
        for one in proposal.visits:
            groups[one.group] = groups.get(one.group, 0) + 1
        self.group.blockSignals(True)
        self.group.offer({name: f"{name}（{count} 户）" for name, count in groups.items()}, "所有路线")
        self.group.type_in(kept if kept in groups else "")
        self.group.blockSignals(False)
        self._show()

    def _on_failed(self, error: Exception) -> None:
        self._proposal = Proposal(())
        self._show()
        self.refused(error)

    def _shown(self) -> list[Proposed]:
        group = self.group.typed()
        return [one for one in self._proposal.visits if group in ("", one.group)]

    def _show(self) -> None:
        shown = self._shown()
        placed = sum(one.day is not None for one in shown)
        words = [f"列入计划 {count_text(placed, '户')}，已有计划的不重复排。"]
        if placed < len(shown):
            words.append(f"还有 {count_text(len(shown) - placed, '户')}这个月排不下，可以加大每天的户数。")
        if self._proposal.without:
            without = count_text(self._proposal.without, "户")
            words.append(f"{without}没有人包联，没有排进去：先分配包联，或按街道排。")
        self.counted.setText("".join(words))
        self.model.replace(shown)
        self.go_button.setEnabled(bool(placed))


def _months(today: date) -> dict[str, str]:
    """Return the months that can be planned, by their first days."""
    months = [today.replace(day=1)]
    while len(months) < _MONTHS:
        months.append((months[-1] + timedelta(days=31)).replace(day=1))
    return {month.isoformat(): f"{month.year} 年 {month.month} 月" for month in months}


_COLUMNS: Final[tuple[Column[Proposed], ...]] = (
    Column(
        "日期",
        lambda one: date_text(one.day) if one.day else "排不下",
        sort_key=lambda one: one.day or date.max,
        width=130,
    ),
    Column("企业", lambda one: one.name, sorts=True, stretches=True, width=240, narrowest=140, tips=True),
    Column(
        "走访人",
        lambda one: "、".join(dict.fromkeys(each.cadre.name for each in one.going)) or DASH,
        sorts=True,
        width=120,
        tips=True,
    ),
    Column("路线", lambda one: one.route, sorts=True, width=130, tips=True),
    Column(
        "最近走访",
        lambda one: date_text(one.visited) if one.visited else "从未",
        sort_key=lambda one: one.visited or date.min,
        width=130,
    ),
)
