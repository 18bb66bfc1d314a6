"""事项 as a list: those that are asked for, first what stands longest where it is."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.awards.batches import Batch, list_batches
from domain.cases.awards.entities import Ended
from domain.cases.awards.funding import lowered_words, place_words
from domain.cases.awards.listing import (
    NO_BATCH,
    SOON,
    CaseFilter,
    Duty,
    Found,
    ListedCase,
    Offered,
    Order,
    find_cases,
    listed,
    offered,
)
from domain.cases.awards.matters import Matter
from domain.cases.sql import has_cases
from domain.exchange.cells import CellKind
from domain.roads.road import named_roles
from domain.store.engine import Session
from domain.values.errors import BadInput
from domain.values.ids import BatchId, CaseId
from domain.values.progress import Reporter
from gui.early.theme import px
from gui.files.exporting import RowsAt
from gui.formatting import DASH, count_text, money_text, time_text
from gui.forms.editors import UNSET, ChoiceBox, SegmentedChoice
from gui.jobs import UPKEEP
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
from gui.tables.data_table import Column, amounts
from gui.tables.list_view import ListView
from gui.widgets.cards import EmptyState
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, HARM, NEUTRAL, Status

CaseEntry: TypeAlias = Entry[CaseId, ListedCase]

_FIRST, _REST = "cases", "all cases"
_FIRST_MOST: Final = 2 * BLOCK
_REST_AFTER_MS: Final = 250
_MOST_COPIED: Final = 5_000
WIDEST_FILTER: Final = 210
"""What a filter takes at most: clauses and batches have long names."""

_QUEUED: Final = "\nqueued"
"""Chosen among the places, though those that wait for money stand at several."""

_MATTERS: Final[Mapping[str, str]] = {
    Matter.RIVALS: "可能重复，还没有定",
    Matter.CHANGED: "数据改过",
    Matter.PAPERS: "缺材料",
    Matter.LAPSING: f"核查 {SOON} 个工作日内过期",
}
_MATTER_TIP: Final = (
    "只列在办的。数据改过：核定以后改过企业数据或换过政策版本的，打开看哪些不同；"
    "核查过期：部门核查快过有效期或已过、还没有批准的"
)
_GOING: Final = "going"
_VIEWS: Final[Mapping[object, tuple[str, CaseFilter]]] = {
    _GOING: ("在办", CaseFilter()),
    "mine": ("轮到我", CaseFilter(duty=Duty.MINE)),
    "others": ("等别人", CaseFilter(duty=Duty.OTHERS)),
    "soon": ("快到期", CaseFilter(duty=Duty.SOON)),
    "late": ("已超期", CaseFilter(duty=Duty.LATE)),
    "granted": ("已给予", CaseFilter(Ended.GRANTED, descending=True)),
    "otherwise": ("未给予", CaseFilter(Ended.OTHERWISE, descending=True)),
    "all": ("全部", CaseFilter(None, descending=True)),
}
_TIPS: Final = {
    "mine": "由我的角色办，没有被公示或异议锁住，也不须换人办的",
    "others": "要别人办的，等企业补正的，公示还没有期满的",
    "soon": f"{SOON} 个工作日内到期的",
    "otherwise": "不予通过、不予受理、撤回、放弃和撤销的",
}


@dataclass(frozen=True, slots=True)
class _Read:
    """What was found, with the rows of its beginning; whether there is any case at all."""

    found: Found
    rows: Mapping[CaseId, ListedCase]
    has_any: bool


class CaseList(ListView[CaseEntry]):
    """Shows the cases that are asked for; the store filters and sorts.

    The first rows come at once, the rest of very many and what they come to after them.
    """

    table: BlocksTable[CaseId, ListedCase]

    opened = Signal(object)
    """A case was opened; its id."""

    def __init__(self, services: Services, begin: Callable[[], object], parent: QWidget) -> None:
        """`begin` is what the button of the empty page does."""
        self._services = services
        self._turn = 0
        self._sorted: tuple[Order, bool] | None = None
        self._found = Found([], [], True)
        self._has_any = False
        self._waiting: list[Callable[[], object]] = []
        self.batches: Sequence[Batch] = ()
        self.view = SegmentedChoice({value: word for value, (word, _) in _VIEWS.items()}, called="看哪些")
        for value, tip in _TIPS.items():
            self.view.segment(value).setToolTip(tip)
        self.place, self.clause, self.batch = (ChoiceBox({}, unset_word=word) for word in _ANY)
        self.matter = ChoiceBox(_MATTERS, unset_word="不论有无要查的")
        self.matter.setToolTip(_MATTER_TIP)
        filters = [self.place, self.clause, self.batch, self.matter]
        for box, name in zip(filters, ("走到哪一步", "条款", "批次", "要查的"), strict=True):
            box.setAccessibleName(name)
            box.setMaximumWidth(px(WIDEST_FILTER))
        self.model = BlocksModel(_COLUMNS, list[CaseId]())
        super().__init__(
            BlocksTable(self.model, several=True),
            EmptyState(
                "还没有事项",
                _BEGIN,
                icon_name="cases",
                action=("去评定", begin),
            ),
            EmptyState(
                "这里没有", "换个词，或点“全部”；步骤、条款和批次也可以改为所有的。", icon_name="search"
            ),
            hint="搜索企业名称、信用代码、拼音",
            filters=filters,
            more=[self.view],
            debounce_ms=0,
            parent=parent,
        )
        self._rest = QTimer(self, singleShot=True, interval=_REST_AFTER_MS)
        self._rest.timeout.connect(self._read_rest)
        self._blocks = BlockReading(
            services.jobs, self.model, lambda ids, _: _rows(services.context, ids), self
        )
        self.asked.connect(self.look)
        self.model.sort_wanted.connect(self._on_sort_wanted)
        self.table.copy_wanted.connect(self._copy)
        self.table.all_wanted.connect(lambda: self.when_whole(self.table.select_rows))
        self.table.opened.connect(lambda entry: self.opened.emit(entry.id))
        self.show_tools(False)

    # What is asked for

    @property
    def wanted(self) -> CaseFilter:
        """What is asked for now."""
        policy_id, _, clause_id = self.clause.typed().partition("\n")
        batch, place = self.batch.typed(), self.place.typed()
        _, view = _VIEWS[self.view.value()]
        # A batch is worked through from the top.
        order, descending = self._sorted or (view.order, view.descending and not batch)
        return replace(
            view,
            place="" if place == _QUEUED else place,
            queued=place == _QUEUED,
            matter=Matter(self.matter.typed()),
            policy_id=policy_id,
            clause_id=clause_id,
            batch_id=BatchId(int(batch)) if batch else None,
            words=self.search.query(),
            order=order,
            descending=descending,
        )

    def ask_for(self, wanted: CaseFilter) -> None:
        """Show other ones, whatever was asked for before."""
        self.search.set_query(wanted.words)
        _choose(self.place, _QUEUED if wanted.queued else wanted.place)
        _choose(self.clause, "\n".join(filter(None, (wanted.policy_id, wanted.clause_id))))
        _choose(self.matter, wanted.matter)
        _choose(self.batch, "" if wanted.batch_id is None else str(wanted.batch_id))
        shown = ((v.ended, v.duty) == (wanted.ended, wanted.duty) for _, v in _VIEWS.values())
        self.view.blockSignals(True)
        self.view.set_value(next(value for value, is_it in zip(_VIEWS, shown, strict=True) if is_it))
        self.view.blockSignals(False)
        self.look()

    @property
    def chosen_batch(self) -> Batch | None:
        """The batch that is listed; None for none, or several."""
        return next((one for one in self.batches if str(one.id) == self.batch.typed()), None)

    @property
    def is_filtered(self) -> bool:
        return self._has_any and replace(self.wanted, order=Order.SINCE, descending=False) != CaseFilter()

    @property
    def ids(self) -> Sequence[CaseId]:
        """What is listed, in its order."""
        return self.model.ids

    def selected_ids(self) -> list[CaseId]:
        """Return the selected cases, top to bottom."""
        return self.table.selected_ids()

    # Reading

    def look(self) -> None:
        """Read what is asked for now; the list begins anew."""
        self._waiting = []
        self._read(_FIRST, _FIRST_MOST, self._on_first)

    def reload(self) -> None:
        """Read the list anew, since something in it may have changed; it stays where it is."""
        self._read(_REST, 0, lambda read: self._show(read, self.model.show))
        self.look_at_offers()

    def look_at_offers(self) -> None:
        """See what there is to filter by now."""
        ask_for_offers(self._services, self._on_offered, owner=self)

    def when_whole(self, act: Callable[[], object]) -> None:
        """Do something with the whole list: at once, or as soon as more than its beginning is known."""
        if self.model.is_whole:
            act()
        else:
            self._waiting.append(act)

    def rows_at(self) -> RowsAt:
        """Return what reads the rows of the list as it is now, for a file.

        Raises:
            BadInput: The list is not whole yet.
        """
        if not self.model.is_whole:
            raise BadInput("列表还在统计，等左下角显示出共多少件再导出")
        context, ids = self._services.context, self.model.ids
        return partial(in_lots, partial(_rows, context), ids)

    def _read(self, lane: str, most: int, on_done: Callable[[_Read], object]) -> None:
        self._rest.stop()
        self._turn += 1
        turn, wanted, context, in_sight = self._turn, self.wanted, self._services.context, self._in_sight()

        def work(_: Reporter) -> _Read:
            rules, who = context.rules, context.seat.who

            def query(session: Session) -> _Read:
                found = find_cases(session, wanted, who, rules, most=most)
                ids = list(dict.fromkeys([*found.ids[:BLOCK], *in_sight]))
                return _Read(found, listed(session, ids, who, rules), bool(ids) or has_cases(session))

            return context.store.ask(query)

        def take(read: _Read) -> None:
            # Something else has been asked for meanwhile.
            if turn == self._turn:
                on_done(read)

        self._services.jobs.read(work, take, owner=self, lane=lane)

    def _on_first(self, read: _Read) -> None:
        self._show(read, self.model.show)
        self.table.scrollToTop()
        if not read.found.is_whole:
            # Not between two keys, which would wait for it.
            self._rest.start()

    def _read_rest(self) -> None:
        self._read(_REST, 0, lambda read: self._show(read, self.model.go_on))

    def _show(self, read: _Read, show: Callable[[Listing[CaseId, ListedCase]], object]) -> None:
        found = self._found = read.found
        self._has_any = read.has_any
        self.show_tools(read.has_any)
        self.empty.say("没有在办的事项" if read.has_any else "还没有事项", _BEGIN)
        show(Listing(found.ids, read.rows, len(found.ids), found.is_whole))
        self._stack.refresh()
        self._on_selection_changed()
        if found.is_whole:
            waiting, self._waiting = self._waiting, []
            for act in waiting:
                act()

    def _in_sight(self) -> list[CaseId]:
        first, last = self.table.rowAt(0), self.table.rowAt(self.table.viewport().height() - 1)
        if first < 0:
            return []
        return list(self.model.ids[first : (last if last >= 0 else self.model.rowCount() - 1) + 1])

    def _on_offered(self, read: tuple[Offered, list[Batch]]) -> None:
        offers, self.batches = read
        places = {one.title: f"{one.title}（{count_text(one.count, '件')}）" for one in offers.places}
        queued = {_QUEUED: f"候补（{count_text(offers.queued, '件')}）"} if offers.queued else {}
        offer(self.place, places | queued, _ANY[0])
        offer(self.clause, clause_words(offers), _ANY[1])
        words = {
            str(one.id): f"{one.name}（{count_text(one.cases, '件')}，{money_text(one.amount)} 元）"
            for one in self.batches
        }
        offer(self.batch, {str(NO_BATCH): "不在批次里的"} | words, _ANY[2])
        counts = {_GOING: Ended.ON_ITS_WAY, "granted": Ended.GRANTED, "otherwise": Ended.OTHERWISE}
        for value, ended in counts.items():
            self.view.name(value, f"{_VIEWS[value][0]} {offers.ended.get(ended, 0):,}")
        self.view.name("all", f"全部 {offers.total:,}")

    # Order, counts, copying

    def _on_sort_wanted(self, name: str, descending: bool) -> None:
        self._sorted = (Order(name), descending)
        self.look()

    def _on_selection_changed(self) -> None:
        blocks, sums = self.table.selected_blocks(), self._found.amounts
        chosen = sum(map(len, blocks))
        if chosen:
            amount = sum(sum(sums[block.start : block.stop]) for block in blocks)
            self.foot.setText(f"已选 {count_text(chosen, '件')}，合计 {money_text(amount)} 元")
        elif self._found.is_whole:
            count = count_text(len(self._found.ids), "件")
            self.foot.setText(f"共 {count}，合计 {money_text(self._found.amount)} 元")
        else:
            self.foot.setText("正在统计…")
        super()._on_selection_changed()

    def _copy(self) -> None:
        ids, context = self.selected_ids(), self._services.context
        if len(ids) > _MOST_COPIED:
            self._services.messages.info(f"一次最多复制 {_MOST_COPIED:,} 行；更多的请导出 Excel")
        elif ids:
            self._services.jobs.read(
                lambda _: list(in_lots(partial(_rows, context), ids, range(len(ids)))),
                self.table.copy_rows,
                owner=self,
            )


_BEGIN: Final = "先在“评定”页列出符合条件的企业，点“生成事项”。每一项从审核、公示到批准下达，都在这里办。"
_ANY: Final = ("所有步骤", "所有条款", "所有批次")


def _choose(box: ChoiceBox, value: str) -> None:
    """Choose something that may not be offered yet: what there is comes a little later."""
    box.blockSignals(True)
    if value and box.findData(value) < 0:
        box.addItem(value, value)
    box.set_value(value or UNSET)
    box.blockSignals(False)


def ask_for_offers(
    services: Services, on_read: Callable[[tuple[Offered, list[Batch]]], object], *, owner: QObject
) -> None:
    """Read what cases can be filtered by now, once nothing else is waited for."""
    context = services.context

    def work(_: Reporter) -> tuple[Offered, list[Batch]]:
        rules = context.rules
        return context.store.ask(lambda s: (offered(s, rules), list_batches(s, rules.funds)))

    services.jobs.read(work, on_read, owner=owner, lane=UPKEEP)


def offer(box: ChoiceBox, choices: Mapping[str, str], unset: str) -> None:
    """Offer what there is now; what was chosen stays, though nothing of it may be left."""
    chosen = box.typed()
    kept = {chosen: box.currentText()} if chosen and chosen not in choices else {}
    box.offer({**choices, **kept}, unset_word=unset)


def clause_words(offers: Offered) -> dict[str, str]:
    """Return policies and their clauses by what they are chosen by; a single policy needs no name."""
    policies = {policy_id: title for (policy_id, _), (title, _) in offers.clauses.items()}
    words = {}
    for (policy_id, clause_id), (policy, clause) in offers.clauses.items():
        if len(policies) > 1 and policy_id not in words:
            words[policy_id] = f"《{policy or policy_id}》"
        words[f"{policy_id}\n{clause_id}"] = clause if len(policies) == 1 else f"　{clause}"
    return words


def _rows(context: AppContext, ids: Sequence[CaseId]) -> Mapping[CaseId, ListedCase]:
    return context.store.ask(listed, ids, context.seat.who, context.rules)


def _amount_tip(case: ListedCase) -> str:
    return "" if case.granted is None else lowered_words(case.granted, case.amount)


def _where(case: ListedCase) -> str:
    if case.objections:
        return f"{case.where}（有异议）"
    if case.place:
        return f"{case.where}（{place_words(case.place)}）"
    return f"{case.where}（公示中）" if case.public_to is not None else case.where


def _where_status(case: ListedCase) -> Status | None:
    """Return how it looks where a case stands; the usual is plain."""
    if case.ended is not Ended.ON_ITS_WAY:
        return (GOOD if case.ended is Ended.GRANTED else NEUTRAL).named(case.where)
    if case.objections or case.waits:
        return ATTENTION.named(_where(case))
    return ACTIVE.named(_where(case)) if case.public_to is not None or case.place else None


def _where_tip(case: ListedCase) -> str:
    said = [_where(case), f"自 {case.since.isoformat()}"]
    if case.public_to is not None:
        said.append(f"公示到 {case.public_to.isoformat()} 期满")
    if case.by:
        said.append(f"由有{named_roles(case.by)}角色的人办")
    return "\n".join(said)


def _due(case: ListedCase) -> str:
    if case.due is None:
        return DASH
    return f"超 {count_text(case.days_late, '天')}" if case.days_late else case.due.isoformat()


def _due_tip(case: ListedCase) -> str:
    if case.due is None:
        return "这一步没有期限"
    late = f"，已超 {count_text(case.days_late, '天')}" if case.days_late else ""
    return f"期限 {case.due.isoformat()}{late}"


def _granted(entry: CaseEntry) -> int | None:
    """Return what it was granted at, where it was lowered after it was paid."""
    return entry.found.granted if entry.found else None


_COLUMNS: Final[Mapping[str, Column[CaseEntry]]] = {
    Order.NAME: read_column(
        "企业",
        lambda case: case.enterprise_name,
        tip=lambda case: f"{case.enterprise_name}\n{case.uscc}",
        sorts=True,
        stretches=True,
        width=230,
        narrowest=130,
    ),
    Order.CLAUSE: read_column(
        "条款", lambda case: case.award, tip=lambda case: case.award, sorts=True, width=180, narrowest=110
    ),
    Order.AMOUNT: replace(
        amounts(
            "金额（元）",
            lambda entry: entry.found.amount if entry.found else None,
            width=118,
            narrowest=96,
            sort_key=lambda entry: entry.id,
        ),
        tip=lambda entry: _amount_tip(entry.found) if entry.found else "",
    ),
    "where": read_column(
        "走到哪一步", _where, status=_where_status, tip=_where_tip, width=174, narrowest=104
    ),
    Order.SINCE: read_column(
        "何时起",
        lambda case: case.since.isoformat(),
        sorts=True,
        width=106,
        narrowest=96,
        kind=CellKind.DATE,
        value=lambda case: case.since,
    ),
    "due": read_column(
        "期限",
        _due,
        status=lambda case: HARM.named(_due(case)) if case.days_late else None,
        tip=_due_tip,
        width=108,
        kind=CellKind.DATE,
        value=lambda case: case.due,
    ),
    "batch": read_column(
        "批次", lambda case: case.batch or DASH, tip=lambda case: case.batch, width=150, narrowest=76
    ),
    "last": read_column(
        "上次办理",
        lambda case: case.last_by,
        tip=lambda case: f"{case.last_by} {time_text(case.last_at)}\n{case.last_did}",
        width=92,
        narrowest=70,
    ),
    "place": read_column(
        "候补位次",
        lambda case: str(case.place) if case.place else DASH,
        width=76,
        only_exported=True,
        kind=CellKind.COUNT,
        value=lambda case: case.place or None,
    ),
    "granted": replace(amounts("批准时金额（元）", _granted, width=140, sorts=False), only_exported=True),
    "uscc": read_column("统一社会信用代码", lambda case: case.uscc, width=165, only_exported=True),
    "policy": read_column("政策", lambda case: case.policy_title, width=200, only_exported=True),
    "did": read_column("上次办理的事", lambda case: case.last_did, width=160, only_exported=True),
    "did_at": read_column(
        "上次办理时间",
        lambda case: time_text(case.last_at),
        width=150,
        only_exported=True,
        kind=CellKind.MOMENT,
        value=lambda case: case.last_at,
    ),
}
