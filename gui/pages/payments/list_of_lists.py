"""拨付批次: the lists there are, how far each is, and what was paid of it."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.exchange.cells import CellKind
from domain.funds.payment_entities import LineState
from domain.funds.showing import How, ListedList
from gui.formatting import DASH, count_text, money_text, time_text
from gui.forms.editors import ChoiceBox
from gui.tables.data_table import Column, DataTable, RowsModel, amounts, counts
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, HARM, NEUTRAL, Status

_LOOKS: Final = {
    How.EMPTY: NEUTRAL,
    How.OFFSET: GOOD,
    How.OPEN: ATTENTION,
    How.SENT: ACTIVE,
    How.PARTLY: ACTIVE,
    How.DONE: GOOD,
    How.BEFORE: NEUTRAL,
    How.UNKNOWN: HARM,
}


def status_of_list(one: ListedList) -> Status:
    """Return how far a list is, as a pill."""
    return _LOOKS[one.how].named(one.how.word)


class ListOfLists(HeldList[ListedList]):
    """The lists, searched by name and people, and by how far they are."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[ListedList](_COLUMNS, key=lambda one: one.id, parent=parent)
        self.how = ChoiceBox({one.value: one.word for one in How}, unset_word="所有状态", called="状态")
        super().__init__(
            DataTable(self.model),
            EmptyState("还没有拨付批次", "在“待拨付”里勾选事项，点“列成一批”。", icon_name="payments"),
            EmptyState("没有找到", "换个词，或改为所有状态。", icon_name="search"),
            hint="搜索批次、列出人",
            filters=[self.how],
            parent=parent,
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query() or self.how.typed())

    def shows(self, row: ListedList) -> bool:
        return self.how.typed() in ("", row.how) and self.finds(f"{row.row.name}{row.row.made_by}")

    def tell(self, shown: Sequence[ListedList]) -> None:
        paid = money_text(sum(one.paid for one in shown))
        self.foot.setText(f"共 {count_text(len(shown), '批')}，已拨付 {paid} 元")


def name_of(one: ListedList) -> str:
    """Name a list, with the share that it pays ahead."""
    return f"{one.row.name}（预兑现 {one.row.ahead}%）" if one.row.ahead is not None else one.row.name


def _sent_on(one: ListedList) -> str:
    """Return when a list was sent; what was paid before went to nobody."""
    return time_text(one.row.sent_at)[:10] if one.row.sent_at and not one.row.is_before else DASH


def _of(state: LineState) -> Column[ListedList]:
    harms = HARM if state is LineState.RETURNED else ATTENTION

    def status(one: ListedList) -> Status | None:
        count = one.counts.get(state, 0)
        return harms.named(count_text(count, "件")) if count else None

    return Column(
        state.word,
        lambda one: count_text(one.counts.get(state, 0), "件") if one.counts.get(state) else DASH,
        sort_key=lambda one: one.counts.get(state, 0),
        status=status,
        width=92,
        kind=CellKind.COUNT,
        value=lambda one: one.counts.get(state, 0),
    )


_COLUMNS: Final[tuple[Column[ListedList], ...]] = (
    Column(
        "批次",
        name_of,
        sorts=True,
        stretches=True,
        width=200,
        narrowest=170,
        tip=lambda one: f"{one.row.name}\n{one.row.made_by} {time_text(one.row.made_at)} 列出",
    ),
    counts("件数", lambda one: one.count, width=70, narrowest=60),
    amounts("金额（元）", lambda one: one.amount, width=136, narrowest=112),
    Column("状态", lambda one: one.how.word, sorts=True, status=status_of_list, width=126),
    _of(LineState.HELD),
    amounts("已拨付（元）", lambda one: one.paid, width=136, narrowest=112),
    _of(LineState.RETURNED),
    Column(
        "送出",
        _sent_on,
        sort_key=_sent_on,
        width=110,
        tip=lambda one: f"{one.row.sent_by}送出" if _sent_on(one) != DASH else "",
    ),
    Column("列出", lambda one: f"{one.row.made_by} {time_text(one.row.made_at)}", only_exported=True),
    Column("送出人", lambda one: "" if one.row.is_before else one.row.sent_by or "", only_exported=True),
)
