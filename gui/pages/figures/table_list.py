"""The tables there are: the office's own, and those that came with the program."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.statistics.tables.plans import TablePlan
from domain.values.ids import FreeTableId
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState


@dataclass(frozen=True, slots=True)
class Entry:
    """A table in the list: one of the office's own has an id."""

    plan: TablePlan
    id: FreeTableId | None = None

    @property
    def key(self) -> str:
        return self.plan.id if self.id is None else f"own:{self.id}"


class TableList(HeldList[Entry]):
    """The tables, searched by name and by what they are good for."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[Entry](_COLUMNS, key=lambda one: one.key, parent=parent)
        super().__init__(
            DataTable(self.model),
            EmptyState("没有自选表", "自选表文件不完整，请重新安装。", icon_name="table"),
            EmptyState("没有找到", "换个词再搜。", icon_name="search"),
            hint="搜索表名",
            parent=parent,
        )

    def shows(self, row: Entry) -> bool:
        return self.finds(f"{row.plan.title}{row.plan.says}")

    def tell(self, shown: Sequence[Entry]) -> None:
        own = sum(one.id is not None for one in shown)
        self.foot.setText(f"本单位 {own} 张，自带 {len(shown) - own} 张")


_COLUMNS: Final[tuple[Column[Entry], ...]] = (
    Column(
        "表",
        lambda one: one.plan.title,
        stretches=True,
        width=130,
        narrowest=110,
        tip=lambda one: one.plan.says or one.plan.title,
    ),
    Column("来自", lambda one: "自带" if one.id is None else "本单位", width=70),
)
