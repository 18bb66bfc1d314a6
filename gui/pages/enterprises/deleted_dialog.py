"""The enterprises that were deleted; each can be brought back."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.deleted import Deleted, list_deleted
from domain.enterprises.service import restore_enterprises
from domain.exchange.cells import CellKind
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.files.exporting import Exporter
from gui.formatting import count_text, time_text
from gui.pages.enterprises.intake.wizard_steps import failure_text
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.tables.list_view import ListView
from gui.widgets.cards import Banner, EmptyState
from gui.widgets.dialog import Dialog
from gui.widgets.status import ATTENTION, GOOD, Status

_MOST: Final = 2_000


class DeletedDialog(Dialog):
    """A list of what was deleted, and 恢复 for what is selected of it."""

    restored = Signal(int)
    """So many were brought back."""

    def __init__(self, services: Services, over: QWidget) -> None:
        super().__init__(over, "已删除的企业", width=980, height=560)
        self._services = services
        self.model: RowsModel[Deleted] = RowsModel(_COLUMNS, key=lambda one: one.id)
        self.table: DataTable[Deleted] = DataTable(self.model, several=True)
        self.list = ListView(
            self.table,
            EmptyState("没有删除过企业", "删除的企业列在这里，随时可以恢复。", icon_name="trash"),
            EmptyState("没有找到", "换个词再找。", icon_name="search"),
            parent=self,
        )
        Exporter(services, self).offer(self.table, "已删除的企业")
        self.said = Banner("warning", "warning", self)
        self.restore_button = button(
            "恢复", self._on_restore, look=Look.PRIMARY, icon_name="undo", parent=self
        )
        self.add_title("已删除的企业")
        note = (
            "删除的企业连同期间数据、清单、标签、附件和历史一直保留在本机，没有期限；恢复后和删除前一样。"
            "并入别户的不在这里，在“可能重复”里撤销合并。"
        )
        fill(self.body, Note(note, self), (self.list, 1), self.said)
        fill(self.foot, STRETCH, button("关闭", self.reject, parent=self), self.restore_button)
        self.list.search.searched.connect(lambda _: self.reload())
        self.list.selection_changed.connect(self._on_selected)
        self._on_selected()
        self.reload()

    def reload(self) -> None:
        """Read the list anew."""
        text = self.list.search.query()
        self._services.ask(
            lambda session: list_deleted(session, text, most=_MOST), partial(self._on_read, text), owner=self
        )

    def _on_read(self, text: str, found: list[Deleted]) -> None:
        if text != self.list.search.query():
            return
        self.model.replace(found)
        more = "，更早的请搜索" if len(found) == _MOST else ""
        self.list.foot.setText(f"共 {count_text(len(found), '户')}{more}" if found else "")
        self._on_selected()

    def _on_selected(self) -> None:
        chosen = self.table.selected_rows()
        possible = [one for one in chosen if not one.against]
        self.restore_button.setEnabled(bool(possible))
        self.restore_button.setText(f"恢复 {len(possible):,} 户" if len(possible) > 1 else "恢复")
        against = [one.against for one in chosen if one.against]
        more = f"；另有 {len(against) - 1:,} 户也是这样" if len(against) > 1 else ""
        self.said.say(f"{against[0]}{more}。" if against else "")

    def _on_restore(self) -> None:
        ids = [one.id for one in self.table.selected_rows() if not one.against]
        if ids:
            self._services.jobs.run(
                partial(restore_enterprises, self._services.context.seat, ids),
                lambda _: self._on_restored(len(ids)),
                on_failed=self._on_failed,
                busy=self.restore_button,
                owner=self,
                label="正在恢复",
            )

    def _on_restored(self, count: int) -> None:
        self.table.clearSelection()
        self.restored.emit(count)
        self.reload()

    def _on_failed(self, error: Exception) -> None:
        self.reload()
        self.said.say(failure_text(error))


def _status(one: Deleted) -> Status:
    return ATTENTION.named("代码已被登记") if one.against else GOOD.named("可恢复")


_COLUMNS: Final = (
    Column[Deleted](
        "企业", lambda one: one.name, sorts=True, width=240, narrowest=140, stretches=True, tips=True
    ),
    Column[Deleted]("统一社会信用代码", lambda one: one.uscc, width=180, narrowest=164),
    Column[Deleted](
        "删除时间",
        lambda one: time_text(one.deleted_at),
        sort_key=lambda one: one.deleted_at,
        width=150,
        narrowest=140,
        kind=CellKind.MOMENT,
        value=lambda one: one.deleted_at,
    ),
    Column[Deleted]("谁", lambda one: one.deleted_by, width=90, narrowest=64),
    Column[Deleted](
        "状态",
        lambda one: _status(one).word,
        status=_status,
        width=132,
        tip=lambda one: one.against or one.said,
    ),
)
