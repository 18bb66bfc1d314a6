"""The imports there were; each can be taken back."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.importing.entities import ImportAct
from domain.enterprises.importing.undoing import Undone, list_imports
from domain.outreach.importing import Ledger
from gui.early.parts import STRETCH, Look, Note, button, fill
from gui.files.exporting import Exporter
from gui.formatting import count_text, time_text
from gui.intake.intake_jobs import take_back
from gui.intake.wizard_steps import failure_text
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, counts
from gui.tables.held_list import HeldList
from gui.widgets.cards import Banner, EmptyState
from gui.widgets.dialog import Dialog, confirm
from gui.widgets.job_panel import JobPanel
from gui.widgets.status import GOOD, NEUTRAL, Status


class ImportList(HeldList[ImportAct]):
    """The imports, searched by their files and people; the latest is chosen at first."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[ImportAct](_COLUMNS, key=lambda act: act.id, parent=parent)
        super().__init__(
            DataTable(self.model),
            EmptyState("还没有导入过", "从文件导入的，在这里可以整批撤销。", icon_name="clock"),
            EmptyState("没有找到", "换个词再搜。", icon_name="search"),
            hint="搜索文件、谁导入的",
            parent=parent,
        )

    def shows(self, row: ImportAct) -> bool:
        return self.finds(f"{row.source}{row.actor}")

    def tell(self, shown: Sequence[ImportAct]) -> None:
        self.foot.setText(f"共 {count_text(len(shown), '次')}")
        if self.table.current_row() is None and shown:
            self.table.select_key(shown[0].id)


class PastImports(Dialog):
    """A list of imports, and 撤销 for the one in hand."""

    undone = Signal(object)
    """One was taken back; an `Undone`."""

    def __init__(self, services: Services, over: QWidget) -> None:
        super().__init__(over, "导入记录", width=920, height=520)
        self._services = services
        self.list = ImportList(self)
        self.table, self.model = self.list.table, self.list.model
        Exporter(services, self).offer(self.table, "导入记录")
        self.said = Banner("info", "info", self)
        self.undo_button = button(
            "撤销这次导入", self._on_undo, look=Look.DANGER, icon_name="undo", parent=self
        )
        self.add_title("导入记录")
        fill(
            self.body,
            Note(
                "撤销会删去那次新增的，把那次改动的数据还原；导入后又改过的、有通知书的不动，并逐一说明。",
                self,
            ),
            self.said,
            (self.list, 1),
        )
        fill(
            self.foot,
            JobPanel(services.jobs, self),
            STRETCH,
            button("关闭", self.reject, parent=self),
            self.undo_button,
        )
        self.table.current_changed.connect(self._on_current)
        self._on_current(None)
        self.reload()

    def reload(self) -> None:
        """Read the list anew."""
        self._services.ask(list_imports, self.list.show_all, owner=self)

    def _on_current(self, act: ImportAct | None) -> None:
        self.undo_button.setEnabled(act is not None and act.undone_at is None)

    def _on_undo(self) -> None:
        act = self.table.current_row()
        if act is not None:
            unit = _unit(act)
            back = f"，更新的 {count_text(act.changed, unit)}会还原" if act.changed else ""
            what = (
                f"{time_text(_moment(act))} 从“{act.source}”导入：新增 {count_text(act.added, unit)}会删除"
                f"{back}。导入后又改过的不动。"
            )
            confirm(self, "撤销这次导入？", what, "撤销导入", partial(self._undo, act), harms=True)

    def _undo(self, act: ImportAct) -> None:
        assert act.id is not None
        self._services.jobs.run(
            partial(take_back, self._services.context, act.id),
            self._on_undone,
            on_failed=lambda error: self.said.say(failure_text(error)),
            busy=self.undo_button,
            owner=self,
            label="正在撤销导入",
        )

    def _on_undone(self, undone: Undone) -> None:
        self.said.say(undone_text(undone))
        self.undone.emit(undone)
        self.reload()


def undone_text(undone: Undone, most: int = 8) -> str:
    """Return what taking an import back did, and what it left."""
    unit = undone.unit
    done = f"已撤销：删除 {count_text(undone.deleted, unit)}，还原 {count_text(undone.restored, unit)}。"
    if not undone.left:
        return done
    lines = undone.sentences[:most]
    more = [f"……还有 {count_text(undone.left - len(lines), unit)}"] if undone.left > len(lines) else []
    return "\n".join([f"{done}有 {count_text(undone.left, unit)}没有动或没有全部还原：", *lines, *more])


def _what(act: ImportAct) -> str:
    return "企业" if act.ledger is None else Ledger(act.ledger).word


def _unit(act: ImportAct) -> str:
    return "户" if act.ledger is None else Ledger(act.ledger).unit


def _moment(act: ImportAct) -> datetime:
    return act.at


def _status(act: ImportAct) -> Status:
    return GOOD.named("已导入") if act.undone_at is None else NEUTRAL.named("已撤销")


_COLUMNS: Final[tuple[Column[ImportAct], ...]] = (
    Column("时间", lambda act: time_text(_moment(act)), width=144),
    Column("文件", lambda act: act.source, width=220, narrowest=96, stretches=True),
    Column("什么", _what, width=72),
    Column("谁", lambda act: act.actor, width=90, narrowest=72),
    counts("新增", lambda act: act.added, width=84, narrowest=72, sorts=False),
    counts("更新", lambda act: act.changed, width=84, narrowest=72, sorts=False),
    counts("未变", lambda act: act.skipped, width=84, narrowest=72, sorts=False),
    Column("状态", lambda act: _status(act).word, status=_status, width=94),
)
