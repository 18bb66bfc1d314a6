"""年终: how the budgets of a year stand, what is to be done, each opening its thing; next year's budgets."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from domain.funds.books import Budget
from domain.funds.budgets import find_budget
from domain.funds.documents.year_end import TITLE, compose_year_end
from domain.funds.year_end import Task, ToDo, YearBudget, YearEnd, renew_budgets, year_end_of, years_of
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind
from domain.values.ids import BudgetId
from domain.values.money import Fen
from gui.early.parts import STRETCH, Look, Note, button, empty, fill, in_row, named_label
from gui.early.theme import px
from gui.files.exporting import Exporter
from gui.files.paper_dialog import PaperDialog, from_store
from gui.formatting import DASH, money_text
from gui.forms.asking import FormDialog
from gui.forms.editors import ChoiceBox, MoneyEdit, TextEdit
from gui.pages.desk.lines import DeskLine
from gui.pages.funds.changing import allotted_of
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.targets import Target, ToCase, ToPage, ToPayable, ToPaymentLists
from gui.widgets.dialog import Dialog, opened

_WATCHED: Final = {Kind.BUDGET, Kind.CASE, Kind.PAYMENT, Kind.HOLD, Kind.RECOVERY, Kind.MONTH}
_PLACES: Final[Mapping[Task, Target]] = {
    Task.REVIEW: ToPage("cases"),
    Task.UNPAID: ToPayable(),
    Task.UNSENT: ToPaymentLists(),
    Task.UNANSWERED: ToPaymentLists(),
    Task.HELD: ToPage("payments"),
}


class YearDialog(Dialog):
    """One year; what is not done of it here is opened where it is."""

    def __init__(
        self,
        services: Services,
        parent: QWidget,
        open_months: Callable[[], object],
        open_budget: Callable[[BudgetId], object],
    ) -> None:
        """`open_months` opens 对账, `open_budget` shows a budget on the page."""
        super().__init__(parent, "年终", width=1060, height=680)
        self.services = services
        self._open_months, self._open_budget = open_months, open_budget
        self.dialog: Dialog | None = None
        self.found: YearEnd | None = None
        this = services.context.rules.today().year
        self.add_title("年终")
        self.year = ChoiceBox({f"{this}": f"{this} 年"}, self, unset_word=None, called="年度")
        self.sum = Note("", self)
        self.model = RowsModel[YearBudget](_BUDGETS, key=lambda one: one.id, parent=self)
        self.table = DataTable(self.model, self)
        self.table.setAccessibleName("各项预算")
        self.table.setMinimumHeight(px(150))
        self.table.opened.connect(lambda one: self._leave(partial(self._open_budget, one.id)))
        self.to_do_title = named_label("sectionTitle", "还要办的", self)
        self.lines: list[DeskLine] = []
        self.to_do = QVBoxLayout()
        self.to_do.setSpacing(px(2))
        self.paper_button = button("打印或存为 PDF…", self._on_paper, icon_name="print", parent=self)
        self.next_button = button("录入下年预算…", self._on_next, look=Look.PRIMARY, parent=self)
        services.permits.hold(Action.FUND_ENTER, self.next_button)
        export = Exporter(services, self).button(self.table, TITLE)
        fill(
            self.body,
            in_row(Note("年度", self), self.year, (self.sum, 1), spacing=10),
            (self.table, 1),
            self.to_do_title,
            self.to_do,
        )
        fill(self.foot, export, STRETCH)
        fill(self.foot, button("关闭", self.reject, parent=self), self.paper_button, self.next_button)
        self.year.value_changed.connect(self._load)
        services.changes.on(_WATCHED, self._load, owner=self)
        services.ask(
            lambda session: years_of(session, services.context.rules.today()), self._offer, owner=self
        )

    def _offer(self, years: list[int]) -> None:
        today = self.services.context.rules.today()
        self.year.offer({f"{one}": f"{one} 年" for one in years}, None)
        # In the first months of a year it is the former one that is closed.
        former = today.year - 1
        self.year.set_value(f"{former if today.month <= _FIRST_MONTHS and former in years else today.year}")
        self._load()

    def _load(self) -> None:
        context, year = self.services.context, int(self.year.typed())
        who, rules = context.seat.who, context.rules
        self.services.ask(lambda session: year_end_of(session, year, who, rules), self._show, owner=self)

    def _show(self, found: YearEnd) -> None:
        if f"{found.year}" != self.year.typed():
            return
        self.found = found
        self.model.replace(found.budgets)
        sums = found.sums
        self.sum.setText(
            f"安排 {money_text(sums.allotted)} 元，已批 {money_text(sums.approved)} 元，"
            f"已付 {money_text(sums.paid)} 元，余额 {money_text(sums.left)} 元"
            if found.budgets
            else "这一年没有录入预算"
        )
        self.next_button.setEnabled(any(not one.is_followed for one in found.budgets))
        self.next_button.setToolTip("" if self.next_button.isEnabled() else "下年的预算都已录入")
        empty(self.to_do)
        self.lines = [self._line(one) for one in found.to_do]
        self.to_do_title.setText("还要办的" if found.to_do else "没有要办的了")

    def _line(self, one: ToDo) -> DeskLine:
        amount = f"{money_text(one.amount)} 元；" if one.amount else ""
        line = DeskLine(
            f"{one.task.word}　{one.count:,}", f"{amount}{one.task.advice}", is_head=True, parent=self
        )
        line.clicked.connect(lambda *_: self._go(one))
        self.to_do.addWidget(line)
        return line

    def _go(self, to_do: ToDo) -> None:
        """Open what is to be done."""
        match to_do.task:
            case Task.MONTHS:
                self._leave(self._open_months)
            case Task.NEXT:
                self._on_next()
            case Task.LEFT:
                budgets = self.found.budgets if self.found is not None else ()
                chosen = next(one.id for one in budgets if one.sums.left)
                self._leave(partial(self._open_budget, chosen))
            case Task.OWED:
                ids = to_do.case_ids
                self._leave(partial(self.services.go_to, ToCase(ids[0], ids)))
            case task:
                self._leave(partial(self.services.go_to, _PLACES[task]))

    def _leave(self, act: Callable[[], object]) -> None:
        self.accept()
        act()

    def _on_next(self) -> None:
        if self.found is None:
            return
        ids = [one.id for one in self.found.budgets if not one.is_followed]

        def read(session: Session) -> list[Budget]:
            return [find_budget(session, id_) for id_ in ids]

        self.services.ask(read, self._ask_next, owner=self)

    def _ask_next(self, budgets: list[Budget]) -> None:
        self.dialog = opened(NextYearDialog(self.services, self, budgets))

    def _on_paper(self) -> None:
        context, year = self.services.context, int(self.year.typed())

        compose = from_store(context, compose_year_end, year, context.seat.who)
        self.dialog = opened(PaperDialog(self.services, f"{year}年{TITLE}", compose, self, of=()))


class NextYearDialog(FormDialog):
    """Asks how much each source gives next year; all else is taken from this year's budgets."""

    def __init__(self, services: Services, parent: QWidget, budgets: list[Budget]) -> None:
        year = budgets[0].year + 1
        super().__init__(services, parent, f"录入 {year} 年预算", "录入", width=720, label_width=220)
        self._year = year
        known = services.context.policies.policies
        self._budgets = [one for one in budgets if one.policy_id in known]
        gone = "、".join(f"《{one.policy_title}》" for one in budgets if one.policy_id not in known)
        self.said.setText(
            "资金来源、分担比例、余额不足时怎么办、追回的资金怎么用，都照上年。先不录入的政策，金额都留空。"
            + (f"{gone}已不在政策库里，不能录入。" if gone else "")
        )
        for budget in self._budgets:
            for source, parts in zip(budget.sources, budget.shares[""], strict=True):
                hint = f"{source.name}，分担 {parts}；上年安排 {money_text(allotted_of(source.balances))} 元"
                name = f"《{budget.policy_title}》" if source is budget.sources[0] else ""
                editor = MoneyEdit("留空是先不录入", may_be_negative=False)
                self.form.add(_field(budget, source.id), name, editor, unit="元", width=220, hint=hint)
        self.form.add(
            "document",
            "依据",
            TextEdit("下达预算的文号，如 郑财预〔2027〕1号"),
            missing="请填写下达预算的文号",
        )

    def complaints(self, values: dict[str, Any]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        entered = 0
        for budget in self._budgets:
            fields = [_field(budget, source.id) for source in budget.sources]
            given = [one for one in fields if one in values]
            entered += len(given)
            # Half of a budget is no budget; where a source gives nothing it is written.
            if given:
                found |= {one: "请填写金额；不安排的填 0" for one in fields if one not in values}
        if not entered and self._budgets:
            budget = self._budgets[0]
            found[_field(budget, budget.sources[0].id)] = "请至少填写一项政策的金额"
        return found

    def do(self, values: dict[str, Any]) -> None:
        context, year = self.services.context, self._year
        given = {
            budget.id: [Fen(values[_field(budget, source.id)]) for source in budget.sources]
            for budget in self._budgets
            if _field(budget, budget.sources[0].id) in values
        }
        policies = context.policies.policies
        self.run(
            lambda: renew_budgets(
                context.seat, policies, given, year, context.rules, document=values["document"]
            ),
            f"已录入 {len(given)} 项 {year} 年预算",
        )


def _field(budget: Budget, source_id: int) -> str:
    return f"amount_{budget.id}_{source_id}"


_FIRST_MONTHS: Final = 3
_BUDGETS: Final[tuple[Column[YearBudget], ...]] = (
    Column[YearBudget](
        "政策", lambda one: one.policy_title, sorts=True, stretches=True, width=170, narrowest=120, tips=True
    ),
    amounts("安排（元）", lambda one: one.sums.allotted, width=124, narrowest=112),
    amounts("已批", lambda one: one.sums.approved, width=120, narrowest=112),
    amounts("已付", lambda one: one.sums.paid, width=120, narrowest=112),
    amounts("未付", lambda one: one.sums.open, width=112, narrowest=112),
    Column[YearBudget](
        "未付件数",
        lambda one: f"{one.sums.open_count:,}" if one.sums.open_count else DASH,
        sort_key=lambda one: one.sums.open_count,
        width=76,
    ),
    amounts("已追回", lambda one: one.sums.recovered, width=104, narrowest=104),
    amounts("结转下年", lambda one: one.sums.carried, width=112, narrowest=112),
    amounts("余额", lambda one: one.sums.left, width=120, narrowest=112),
)
