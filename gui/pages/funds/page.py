"""资金: the budgets, how much of each is approved and under review, and what was booked of one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QWidget

from domain.funds.books import Budget
from domain.funds.budgets import Standing, find_budget, list_budgets
from domain.funds.documents.paid_by_policy import TITLE
from domain.funds.entities import AccountKind
from domain.funds.telling import Told, bookings_of
from domain.office.house_rules import USUAL_LOW, budgets_needed, low_balance, set_budgets_needed
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind
from domain.values.ids import BudgetId
from domain.values.money import Fen, short_yuan
from gui.early.action_row import ActionRow
from gui.early.page import Page
from gui.early.parts import Look, Note, button, empty, fill, in_column, named_label
from gui.early.theme import px
from gui.files.exporting import Exporter
from gui.formatting import DASH, count_text, money_text
from gui.pages.funds.changing import (
    AdjustDialog,
    CarryDialog,
    ChangeDialog,
    LowDialog,
    SharesDialog,
    allotted_of,
)
from gui.pages.funds.entering import EnterDialog
from gui.pages.funds.forecasting import ForecastDialog
from gui.pages.funds.freeing import FreeDialog
from gui.pages.funds.months import MonthsDialog
from gui.pages.funds.year import YearDialog
from gui.pages.payments.publishing import PeriodDialog, PublishDialog
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.tables.held_list import HeldList
from gui.widgets.cards import Card, EmptyState
from gui.widgets.dialog import Dialog, Whole, opened
from gui.widgets.money_bar import MoneyBar
from gui.widgets.placing import FlowLayout, in_grid, split
from gui.widgets.status import ATTENTION, HARM, Status

_KINDS: Final = {Kind.BUDGET, Kind.CASE, Kind.RULE, Kind.ACCOUNT}
_MOST_TOLD: Final = 50
_HELP: Final = """
# 资金
一项政策一年的预算一行。批准一件事项时，程序当场从预算里扣，余额不够的不会批准；撤回、退回、撤销批准的，当场还回去。
# 几个数
“安排”是预算下达的，连同调整和上年结转；“已批”是批准了的，不管付没付；“已付”是其中付了、没有追回的；“在审”是还在办、没有批准的合计；“余额”是还能批的。
“批完在审后”是在审的都批准以后还剩多少，红色是不够。
# 还够多少
选中今年的一项预算点“还够多少”：按受理先后，在审的够到哪一件，从哪一件起不够；按各步期限推算，年底前能批准多少、余额够不够。
# 录入和调整
“录入预算”写资金来源、金额、分担比例和文号。预算有增减，或年中加了新的资金来源（如省级追加），选中那一行点“调整”，要两人办理的单位由同事确认。
# 余额不足时
可以定为不予批准、按受理先后候补，或公示前按比例核定各户金额。
# 余额提示线
余额少于这个数，列表里的余额变黄，工作台上说“快用完”。管理人员点列表下面的“余额提示线”改，填 0 就不提示。
# 追回的资金
企业退回的钱默认留作“已退回”，不再批；按规定可以再批的，选中那一行点“追回的资金”改。
# 政策兑现汇总表
一段时间里各政策、各条款付了几户、几笔、多少钱，打印或存成 PDF。
# 对账
按月列出拨付、退回和还款。月底以后点“对账”，选择财政部门的明细，程序逐笔核对；差异各写一句说明，由没有经手拨付的人签认。
签认了的月份不再变动，以后登记的记在下一个没有签认的月份。只有管理人员能撤销最后签认的一个月。
# 年终
一年的预算各是多少，还有哪些没有办完，点哪一行就去哪里办。“录入下年预算”照上年的资金来源和分担比例，只填金额；
录入以后，上年的余额可以选中那项预算点“结转下年”。
# 政务公开名单
列出一段时间里各户收到多少，可以定每户合计的下限，存成 Excel 或 PDF；同期退回的已经扣除。
# 没有录入预算的政策
照常办理，只是不扣预算；批准时会提示。要求先有预算的，在列表下面勾选“没有预算的政策不能批准”。
"""


def _short(one: Standing) -> Status | None:
    return HARM.named(f"差 {money_text(Fen(-one.open))}") if one.open < 0 else None


_COLUMNS: Final[tuple[Column[Standing], ...]] = (
    Column[Standing](
        "政策", lambda one: one.policy_title, sorts=True, stretches=True, width=220, narrowest=140, tips=True
    ),
    Column[Standing]("年度", lambda one: f"{one.year}", sorts=True, width=64),
    amounts("安排（元）", lambda one: one.allotted, width=130, narrowest=130),
    amounts("已批", lambda one: one.approved, width=130, narrowest=130),
    amounts("已付", lambda one: one.paid, width=130, narrowest=130),
    amounts("在审", lambda one: one.reserved, width=130, narrowest=130),
    replace(
        amounts("余额", lambda one: one.left, width=140, narrowest=140),
        status=lambda one: ATTENTION.named(money_text(one.left)) if one.is_low else None,
        tip=lambda one: "快用完了" if one.is_low else "",
    ),
    replace(amounts("批完在审后", lambda one: one.open, width=150, narrowest=150), status=_short),
)


class FundsList(HeldList[Standing]):
    """The list, searched by the name of the policy."""

    def __init__(self, page: "FundsPage") -> None:
        self.model = RowsModel[Standing](_COLUMNS, key=lambda one: one.id, parent=page)
        super().__init__(
            DataTable(self.model, page),
            EmptyState(
                "还没有录入预算",
                "录入以后，批准事项时当场核对余额，不会超预算。没有录入的政策照常办理。",
                icon_name="funds",
                action=("录入预算…", page.enter),
            ),
            EmptyState("没有找到", "换个词再搜。", icon_name="search"),
            hint="搜索政策名称、年度",
            parent=page,
        )

    def shows(self, row: Standing) -> bool:
        return self.finds(f"{row.policy_title}{row.year}")

    def tell(self, shown: Sequence[Standing]) -> None:
        left = money_text(Fen(sum(one.left for one in shown)))
        self.foot.setText(f"共 {count_text(len(shown), '项')}预算，余额合计 {left} 元")


class FundsPage(Page):
    """The list above, the budget that is chosen below."""

    page_id, title, icon_name = "funds", "资金", "funds"
    help_text: ClassVar[str] = _HELP

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.dialog: Dialog | None = None
        self._wanted: BudgetId | None = None
        self._low = USUAL_LOW
        self.enter_button = self.header.add_action(
            "录入预算…", self.enter, look=Look.PRIMARY, icon_name="plus"
        )
        self.months_button = self.header.add_action("对账…", self._on_months, icon_name="check")
        self.year_button = self.header.add_action("年终…", self._on_year, icon_name="calendar")
        self.list = FundsList(self)
        self.one = BudgetCard(services, self)
        self.needed = QCheckBox("没有预算的政策不能批准", self)
        self.needed.setToolTip("勾选后，没有录入今年预算的政策一律不能批准；不勾选的照常批准，只提示")
        self.needed.clicked.connect(self._on_needed)
        self.low_button = button("", self._on_low, look=Look.LINK, parent=self)
        self.low_button.setToolTip("余额少于这个数的，在列表和工作台上提示快用完了")
        services.permits.hold(Action.RULE_SET, self.low_button)
        self.list.add_below(self.needed)
        acts = ActionRow(self.list)
        for one in (
            self.low_button,
            button(f"{TITLE}…", self.report, look=Look.LINK),
            button("政务公开名单…", self.publish, look=Look.LINK),
            Exporter(services, self).button(self.list.table, "预算"),
        ):
            acts.add(one)
        self.list.add_below(acts)
        # Else the sum stands in a column of single words where there is little room.
        self.list.foot.setMinimumWidth(px(200))
        services.permits.hold(Action.FUND_ENTER, self.enter_button)
        self.below = Whole(self)
        in_column((self.one, 1), of=self.below)
        both = split(Qt.Orientation.Vertical, (self.list, 300, 1), (self.below, 300, 1), parent=self)
        self.body.addWidget(both, 1)
        self.list.selection_changed.connect(self._on_chosen)
        services.changes.on_seen(_KINDS, self._load, self)

    def on_shown(self) -> None:
        self._load()

    def focus_search(self) -> None:
        self.list.search.setFocus()

    def enter(self) -> None:
        """Ask for a budget."""
        known = [(one.policy_id, one.year) for one in self.list.model.rows]
        self.dialog = opened(EnterDialog(self.services, self, self._on_entered, known))

    def publish(self) -> None:
        """Show who received how much, for everybody to read."""
        self.dialog = opened(PublishDialog(self.services, self))

    def report(self) -> None:
        """Ask for a period, and show what was paid in it, by policy and clause."""
        self.dialog = opened(PeriodDialog(self.services, self))

    def _on_months(self) -> None:
        self.dialog = opened(MonthsDialog(self.services, self))

    def _on_year(self) -> None:
        self.dialog = opened(YearDialog(self.services, self, self._on_months, self._on_entered))

    def _on_entered(self, id_: BudgetId) -> None:
        self._wanted = id_
        self._load()

    def _load(self) -> None:
        self.services.ask(lambda session: list_budgets(session, date.today()), self._on_read, owner=self)
        self.services.ask(budgets_needed, self.needed.setChecked, owner=self)
        self.services.ask(low_balance, self._on_low_read, owner=self)
        self.needed.setEnabled(not self.services.permits.against(Action.RULE_SET))

    def _on_needed(self, is_on: bool) -> None:
        seat = self.services.context.seat
        said = "没有录入预算的政策从现在起不能批准" if is_on else "没有录入预算的政策照常批准"
        self.services.jobs.run(
            lambda _: set_budgets_needed(seat, on=is_on),
            lambda _: self.services.messages.success(said),
            on_failed=self._on_not_set,
            owner=self,
            busy=self.needed,
            label="正在改动",
        )

    def _on_low_read(self, low: Fen) -> None:
        self._low = low
        self.low_button.setText(f"余额提示线 {short_yuan(low) if low else '不提示'}…")

    def _on_low(self) -> None:
        self.dialog = opened(LowDialog(self.services, self, self._low))

    def _on_not_set(self, error: Exception) -> None:
        self.services.messages.error(error)
        self._load()

    def _on_read(self, found: list[Standing]) -> None:
        chosen = self._wanted or next((one.id for one in self.list.table.selected_rows()), None)
        self._wanted = None
        self.list.show_all(found)
        places = {one.id: at for at, one in enumerate(self.list.model.rows)}
        if found:
            self.list.table.selectRow(places.get(chosen, 0) if chosen is not None else 0)
        self._on_chosen()

    def _on_chosen(self) -> None:
        chosen = self.list.table.selected_rows()
        self.below.setVisible(bool(chosen))
        if chosen:
            self.one.show_one(chosen[0])


class BudgetCard(Card):
    """One budget: its bar, its sources, and what was booked of it last."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("", parent, padding=14)
        self._services = services
        self._standing: Standing | None = None
        self.budget: Budget | None = None
        self.dialog: Dialog | None = None
        self.name = named_label("sectionTitle", "", self)
        self.said = Note("", self)
        self.bar = MoneyBar(self)
        self.sources = in_grid(across=24, down=4)
        self.reach_button = button("还够多少…", partial(self._ask, ForecastDialog), parent=self)
        self.adjust_button = button("调整…", partial(self._ask, AdjustDialog), parent=self)
        self.change_button = button("余额不足时…", partial(self._ask, ChangeDialog), parent=self)
        self.share_button = button("分担比例…", partial(self._ask, SharesDialog), parent=self)
        self.carry_button = button("结转下年…", partial(self._ask, CarryDialog), parent=self)
        self.free_button = button("追回的资金…", partial(self._ask, FreeDialog), parent=self)
        services.permits.hold(Action.FUND_ADJUST, self.adjust_button)
        services.permits.hold(Action.FUND_CHANGE, self.change_button, self.free_button, self.share_button)
        services.permits.hold(Action.FUND_CARRY, self.carry_button)
        self.booked = RowsModel[Told](_BOOKED, key=lambda one: one.id, parent=self)
        self.table = DataTable(self.booked, self)
        self.table.setAccessibleName("最近的收支")
        acts = QWidget(self)
        # Line after line where a small screen has no room for all.
        flow = FlowLayout(acts, spacing=px(8))
        for one in (
            *(self.reach_button, self.adjust_button, self.change_button),
            *(self.share_button, self.free_button, self.carry_button),
        ):
            flow.addWidget(one)
        top = in_column(self.name, self.said, acts, spacing=4)
        fill(self.body, top, self.bar, self.sources, (self.table, 1))

    def show_one(self, standing: Standing) -> None:
        """Show a budget."""
        self._standing = standing

        def read(session: Session) -> tuple[Budget, list[Told]]:
            return find_budget(session, standing.id), bookings_of(session, standing.id, most=_MOST_TOLD)

        self._services.ask(read, partial(self._on_read, standing), owner=self)

    def _on_read(self, standing: Standing, read: tuple[Budget, list[Told]]) -> None:
        if standing is not self._standing:
            return
        self.budget, told = read
        self.name.setText(self.budget.name)
        self.said.setText(f"{_in_words(standing)}；余额不足时{self.budget.shortage.word}")
        self.bar.show_parts(standing.approved, standing.reserved, standing.allotted)
        self.reach_button.setEnabled(standing.year == date.today().year)
        self.reach_button.setToolTip("" if self.reach_button.isEnabled() else "在审的只占今年的预算")
        self.carry_button.setEnabled(standing.year < date.today().year and standing.left > 0)
        self.carry_button.setToolTip("" if self.carry_button.isEnabled() else "年度结束、还有余额的才能结转")
        self.share_button.setVisible(len(self.budget.sources) > 1)
        self._show_sources(self.budget)
        self.booked.replace(told)

    def _show_sources(self, budget: Budget) -> None:
        empty(self.sources)
        for column, word in enumerate(("资金来源", "分担", "安排", "已批", "已付", "余额")):
            align = Qt.AlignmentFlag.AlignLeft if column < 1 else Qt.AlignmentFlag.AlignRight
            self.sources.addWidget(Note(word, self), 0, column, align)
        for row, (source, parts) in enumerate(zip(budget.sources, budget.shares[""], strict=True), start=1):
            values = (
                source.name,
                _shared(budget, row - 1, parts) if len(budget.sources) > 1 else DASH,
                money_text(allotted_of(source.balances)),
                money_text(source.approved),
                money_text(source.balances[AccountKind.PAID]),
                money_text(source.free),
            )
            for column, value in enumerate(values):
                align = Qt.AlignmentFlag.AlignLeft if column < 1 else Qt.AlignmentFlag.AlignRight
                self.sources.addWidget(QLabel(value, self), row, column, align)
        self.sources.setColumnStretch(6, 1)

    def _ask(
        self,
        kind: type[AdjustDialog | ChangeDialog | SharesDialog | CarryDialog | ForecastDialog | FreeDialog],
    ) -> None:
        if self.budget is not None:
            self.dialog = opened(kind(self._services, self, self.budget))


def _shared(budget: Budget, at: int, parts: int) -> str:
    """Say how many parts a source bears, and in how many clauses it is another number."""
    apart = sum(own[at] != parts for clause_id, own in budget.shares.items() if clause_id)
    return f"{parts} 份（{count_text(apart, '条')}另定）" if apart else f"{parts} 份"


def _in_words(one: Standing) -> str:
    return (
        f"安排 {money_text(one.allotted)} 元，已批 {money_text(one.approved)} 元，"
        f"余额 {money_text(one.left)} 元；在审 {money_text(one.reserved)} 元{_back(one)}"
    )


def _back(one: Standing) -> str:
    """Say what is to come back, did, or will not; nothing as long as nothing is."""
    parts = (("应退回", one.due), ("已退回不再批", one.returned), ("已核销", one.waived))
    said = "，".join(f"{word} {money_text(amount)} 元" for word, amount in parts if amount)
    return f"；{said}" if said else ""


def _about(one: Told) -> str:
    return "；".join(filter(None, (one.document, one.remark))) or DASH


_BOOKED: Final[tuple[Column[Told], ...]] = (
    Column[Told]("日期", lambda one: one.day.isoformat(), sort_key=lambda one: one.id, width=110),
    Column[Told]("事由", lambda one: one.what.word, sorts=True, width=100),
    amounts("金额（元）", lambda one: one.amount, width=140, narrowest=112),
    Column[Told]("件数", lambda one: f"{one.cases}" if one.cases else DASH, width=64),
    Column[Told]("谁", lambda one: one.by, sorts=True, width=90),
    Column[Told]("依据和说明", _about, stretches=True, width=260, tips=True),
)
