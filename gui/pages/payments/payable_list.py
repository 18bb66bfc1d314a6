"""待拨付: what was granted and is not paid, ticked to go into one list, with what that comes to."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final, TypeAlias

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QWidget

from domain.cases.awards.batches import Batch
from domain.cases.awards.entities import Ended
from domain.cases.awards.listing import NO_BATCH, CaseFilter, Offered, Order
from domain.exchange.cells import CellKind
from domain.funds.payments import MOST
from domain.funds.showing import PayableCase, Payables, Which, list_payable, payable_cases
from domain.store.acts import Action
from domain.store.engine import Session
from domain.values.ids import BatchId, CaseId
from domain.values.money import Fen, chinese_capital
from domain.values.progress import Reporter
from gui.early.parts import Note, button, in_row, named_label, shortcut_action
from gui.early.theme import px
from gui.files.exporting import RowsAt
from gui.formatting import DASH, count_text, money_text
from gui.forms.editors import ChoiceBox
from gui.pages.cases.case_list import WIDEST_FILTER, ask_for_offers, clause_words, offer
from gui.services import AppContext, Services
from gui.tables.blocks import (
    BLOCK,
    BlockReading,
    BlocksModel,
    BlocksTable,
    Entry,
    Listing,
    in_lots,
    read_column,
)
from gui.tables.data_table import Column, Index, Role, amounts
from gui.tables.list_view import ListView
from gui.widgets.cards import Banner, Card, EmptyState
from gui.widgets.placing import FlowLayout
from gui.widgets.status import ATTENTION, NEUTRAL, Status

PayableEntry: TypeAlias = Entry[CaseId, PayableCase]

_Read: TypeAlias = tuple[Payables, Mapping[CaseId, PayableCase], Mapping[CaseId, Fen]]
"""What is listed, its first rows, and what of the ticked is still to be paid."""

_LANE: Final = "payable"
_FIRST: Final = "启用“拨付”以前已经付过的，也列在这里。先登记为以前已付，免得再付一次。"
_HOW: Final = "在企业名称前打勾，或选中几行按空格"
_ANY: Final = ("所有条款", "所有批次", "所有待拨付的")


class PayableModel(BlocksModel[CaseId, PayableCase]):
    """What is to be paid, with a tick in the first column; what who looks approved cannot be ticked.

    Ticks stay while something else is searched for; what is not to be paid any more loses its own.
    """

    ticked_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(self._own_columns(), list[CaseId](), parent)
        self._amounts: Mapping[CaseId, Fen] = {}
        self._own: Collection[int] = ()
        self.which = Which.ALL
        self._ticked: dict[CaseId, Fen] = {}

    @property
    def ticked(self) -> Mapping[CaseId, Fen]:
        """What is ticked, with what is to be paid of each."""
        return self._ticked

    @property
    def amounts(self) -> Mapping[CaseId, Fen]:
        """What is listed, with what is to be paid of each."""
        return self._amounts

    def show_payables(
        self, found: Payables, rows: Mapping[CaseId, PayableCase], still: Mapping[CaseId, Fen]
    ) -> None:
        """Show these; ``still`` is what of the ticked is still to be paid."""
        self._amounts, self._own, self.which = found.amounts, found.own, found.which
        self._ticked = dict(still)
        ids = list(found.amounts)
        self.show(Listing(ids, rows, len(ids)))
        self.ticked_changed.emit()

    def tick(self, ids: Iterable[CaseId], *, is_ticked: bool) -> None:
        """Tick or untick; those that cannot be ticked are passed over."""
        for id_ in ids:
            if is_ticked and self.may_tick(id_):
                self._ticked[id_] = self._amounts[id_]
            elif not is_ticked:
                self._ticked.pop(id_, None)
        self._told()

    def untick_all(self) -> None:
        """Untick everything, whatever is shown."""
        self._ticked = {}
        self._told()

    def may_tick(self, id_: CaseId) -> bool:
        """Whether it may be paid now, and who looks did not approve it."""
        return self.which is not Which.AWAITING and id_ not in self._own

    def _told(self) -> None:
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0))
        self.ticked_changed.emit()

    def _status(self, entry: PayableEntry) -> Status | None:
        if self.which is not Which.AWAITING and entry.id in self._own:
            return NEUTRAL.named("您批准的")
        return ATTENTION.named(entry.found.before) if entry.found and entry.found.before else None

    def _said(self, entry: PayableEntry) -> str:
        status = self._status(entry)
        return DASH if status is None else status.word

    def _tip(self, entry: PayableEntry) -> str:
        if self.which is not Which.AWAITING and entry.id in self._own:
            return "是您批准的，要由另一人拨付"
        return entry.found.before if entry.found else ""

    def _own_columns(self) -> dict[str, Column[PayableEntry]]:
        return {
            Order.NAME: read_column(
                "企业",
                lambda one: one.case.enterprise_name,
                tip=lambda one: f"{one.case.enterprise_name}\n{one.case.uscc}",
                sorts=True,
                stretches=True,
                width=240,
                narrowest=150,
            ),
            Order.CLAUSE: read_column(
                "条款",
                lambda one: one.case.award,
                tip=lambda one: one.case.award,
                sorts=True,
                width=210,
                narrowest=110,
            ),
            Order.AMOUNT: amounts(
                "应付（元）",
                lambda entry: entry.found.amount if entry.found else None,
                width=124,
                narrowest=104,
                sort_key=lambda entry: entry.id,
            ),
            Order.SINCE: read_column(
                "下达",
                lambda one: one.case.since.isoformat(),
                sorts=True,
                width=106,
                narrowest=96,
                kind=CellKind.DATE,
                value=lambda one: one.case.since,
            ),
            "batch": read_column(
                "批次",
                lambda one: one.case.batch or DASH,
                tip=lambda one: one.case.batch,
                width=150,
                narrowest=76,
            ),
            "before": Column(
                "说明",
                self._said,
                status=self._status,
                tip=self._tip,
                width=190,
                narrowest=96,
            ),
            "uscc": read_column("统一社会信用代码", lambda one: one.case.uscc, width=165, only_exported=True),
            "policy": read_column("政策", lambda one: one.case.policy_title, width=200, only_exported=True),
        }

    # Qt overrides

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and self.may_tick(self.ids[index.row()]):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.CheckStateRole and index.isValid() and index.column() == 0:
            id_ = self.ids[index.row()]
            if not self.may_tick(id_):
                return None
            return Qt.CheckState.Checked if id_ in self._ticked else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Role.EditRole
    ) -> bool:
        if role != Role.CheckStateRole or not index.isValid():
            return False
        self.tick([self.ids[index.row()]], is_ticked=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True


class PayableList(ListView[PayableEntry]):
    """The list, by clause and batch; Space ticks the selected rows."""

    table: BlocksTable[CaseId, PayableCase]

    read = Signal()
    """It was read anew."""

    record_wanted = Signal()
    """What was paid before is to be recorded."""

    counted = Signal(int)
    """How many are to be paid, whatever is searched for; where nothing is."""

    def __init__(self, services: Services, begin: Callable[[], object], parent: QWidget) -> None:
        """`begin` is what the button of the empty page does."""
        self._services = services
        self._turn = 0
        self._sorted = (Order.SINCE, False)
        self.old: Collection[int] = ()
        self._is_first = False
        self.clause, self.batch = (ChoiceBox({}, unset_word=word) for word in _ANY[:2])
        kinds: dict[str, str] = {
            Which.BACK: "退回、没付足的",
            Which.OLD: "升级前的通知书",
            Which.AWAITING: "预兑现过、待清算的",
        }
        self.back = ChoiceBox(kinds, unset_word=_ANY[2])
        for box, name in ((self.clause, "条款"), (self.batch, "批次"), (self.back, "以前")):
            box.setAccessibleName(name)
            box.setMaximumWidth(px(WIDEST_FILTER))
        self.model = PayableModel(parent)
        self.banner = Banner("warning", "warning")
        super().__init__(
            BlocksTable(self.model, several=True),
            EmptyState(
                "没有要拨付的",
                "事项下达以后列在这里；列成一批、核对账户、送出，再登记银行的结果。",
                icon_name="payments",
                action=("去事项", begin),
            ),
            EmptyState("没有找到", "换个词，或改为所有条款、所有批次。", icon_name="search"),
            hint="搜索企业名称、信用代码、拼音、园区、地址",
            filters=[self.clause, self.batch, self.back],
            above=[self.banner],
            parent=parent,
        )
        self.record_button = button("登记以前已付…", self.record_wanted.emit)
        services.permits.hold(Action.PAYMENT_BEFORE, self.record_button)
        self.banner.row.addWidget(self.record_button)
        self._blocks = BlockReading(
            services.jobs, self.model, lambda ids, _: _rows(services.context, ids), self
        )
        self.asked.connect(self.look)
        self.model.sort_wanted.connect(self._on_sort_wanted)
        self.table.copy_wanted.connect(self._copy)
        self.table.all_wanted.connect(self.table.select_rows)
        shortcut_action(self.table, "Space", self._on_space)
        self.show_tools(False)

    @property
    def wanted(self) -> CaseFilter:
        """What is asked for."""
        policy_id, _, clause_id = self.clause.typed().partition("\n")
        batch, (order, descending) = self.batch.typed(), self._sorted
        return CaseFilter(
            Ended.GRANTED,
            policy_id=policy_id,
            clause_id=clause_id,
            batch_id=BatchId(int(batch)) if batch else None,
            words=self.search.query(),
            order=order,
            descending=descending,
        )

    @property
    def is_filtered(self) -> bool:
        boxes = (self.clause, self.batch, self.back)
        return bool(self.search.query()) or any(box.typed() for box in boxes)

    def ask_for(self, which: str) -> None:
        """Show everything, or only some of it; whatever was asked for before."""
        self.search.set_query("")
        for box, value in ((self.clause, ""), (self.batch, ""), (self.back, which)):
            box.blockSignals(True)
            box.type_in(value)
            box.blockSignals(False)
        self.look()

    def selected_ids(self) -> list[CaseId]:
        """Return the selected cases, top to bottom."""
        return self.table.selected_ids()

    def tell_first(self, *, is_first: bool) -> None:
        """Say what may have been paid before; without old notices only where no list was ever made."""
        self._is_first = is_first
        count = count_text(len(self.old), "件")
        old = f"其中 {count}是升级前的通知书，以前可能已经付过。已付的先登记，免得再付一次。"
        self.banner.say(old if self.old else _FIRST if is_first and self.model.rowCount() else "")

    def look(self) -> None:
        """Read what is to be paid."""
        self._turn += 1
        turn, wanted, context = self._turn, self.wanted, self._services.context
        ticked, which = set(self.model.ticked), Which(self.back.typed())

        def work(_: Reporter) -> _Read:
            rules, who = context.rules, context.seat.who

            def query(session: Session) -> _Read:
                found = list_payable(session, wanted, who, rules, which=which)
                still = found.amounts
                if ticked - still.keys():
                    still = list_payable(session, CaseFilter(Ended.GRANTED), who, rules).amounts
                rows = payable_cases(session, list(found.amounts)[:BLOCK], who, rules)
                return found, rows, {id_: still[id_] for id_ in ticked & still.keys()}

            return context.store.ask(query)

        def take(read: _Read) -> None:
            # Something else has been asked for meanwhile.
            if turn == self._turn:
                self._show(*read)

        self._services.jobs.read(work, take, owner=self, lane=_LANE)

    def look_at_offers(self) -> None:
        """See what there is to filter by now."""
        ask_for_offers(self._services, self._on_offered, owner=self)

    def rows_at(self) -> RowsAt:
        """Return what reads the rows of the list as it is now, for a file."""
        context, ids = self._services.context, self.model.ids
        return partial(in_lots, partial(_rows, context), ids)

    def _show(self, found: Payables, rows: Mapping[CaseId, PayableCase], still: Mapping[CaseId, Fen]) -> None:
        self.old = found.old
        self.model.show_payables(found, rows, still)
        self.tell_first(is_first=self._is_first)
        self.read.emit()
        self._stack.refresh()
        self.show_tools(bool(found.amounts) or self.is_filtered)
        self._on_selection_changed()
        held = f"；另有 {count_text(found.held, '件')}暂缓拨付，不在这里" if found.held else ""
        if found.awaiting and found.which is not Which.AWAITING:
            held += f"；{count_text(found.awaiting, '件')}待清算，也不在这里"
        total = money_text(Fen(sum(found.amounts.values())))
        self.foot.setText(f"共 {count_text(len(found.amounts), '件')}，合计 {total} 元{held}")
        if not self.is_filtered:
            self.counted.emit(len(found.amounts))

    def _on_offered(self, read: tuple[Offered, list[Batch]]) -> None:
        offers, batches = read
        offer(self.clause, clause_words(offers), _ANY[0])
        offer(
            self.batch, {str(NO_BATCH): "不在批次里的"} | {str(one.id): one.name for one in batches}, _ANY[1]
        )

    def _on_sort_wanted(self, name: str, descending: bool) -> None:
        self._sorted = (Order(name), descending)
        self.look()

    def _on_space(self) -> None:
        ids = [id_ for id_ in self.selected_ids() if self.model.may_tick(id_)]
        self.model.tick(ids, is_ticked=not all(id_ in self.model.ticked for id_ in ids))

    def _copy(self) -> None:
        ids, context = self.selected_ids()[:MOST], self._services.context
        if ids:
            self._services.jobs.read(
                lambda _: list(in_lots(partial(_rows, context), ids, range(len(ids)))),
                self.table.copy_rows,
                owner=self,
            )


class SumBar(Card):
    """What is ticked, what it comes to in figures and 大写, and the buttons that take it on."""

    def __init__(self, parent: QWidget, *acts: QWidget) -> None:
        super().__init__("", parent, padding=12)
        self.count = named_label("sectionTitle", "", self)
        self.amount = named_label("amount", "", self)
        self.capital = Note("", self)
        self.capital.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        said = QWidget(self)
        said.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        in_row(self.count, self.amount, (self.capital, 1), spacing=14, of=said)
        # The buttons go on in the next line on a small screen.
        line = FlowLayout(spacing=px(12))
        for one in (said, *acts):
            line.addWidget(one)
        self.body.addLayout(line)

    def show_sum(self, ticked: Mapping[CaseId, Fen], listed: Collection[CaseId]) -> None:
        """Show what is ticked, and how much of it is not among what is listed."""
        total = Fen(sum(ticked.values()))
        self.count.setText(f"已勾选 {count_text(len(ticked), '件')}")
        self.amount.setText(f"{money_text(total)} 元")
        away = sum(id_ not in listed for id_ in ticked)
        elsewhere = f"；其中 {count_text(away, '件')}没有列在上面" if away else ""
        self.capital.setText(f"{chinese_capital(total)}{elsewhere}" if ticked else _HOW)
        self.amount.setVisible(bool(ticked))


def _rows(context: AppContext, ids: Sequence[CaseId]) -> Mapping[CaseId, PayableCase]:
    return context.store.ask(payable_cases, ids, context.seat.who, context.rules)
