"""Assessments that were kept: each with its day, and what changed from one to another."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from domain.exchange.summary import write_run
from domain.policies.policy import Policy
from domain.policies.runs.results import Difference, Result
from domain.policies.runs.service import (
    Run,
    compare_runs,
    delete_runs,
    list_runs,
    restore_runs,
    results_of,
    take_run,
)
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.ids import EnterpriseId
from gui.early.action_row import ActionRow, beside
from gui.early.parts import Look, Note, SectionTitle, button, in_column
from gui.files.exporting import Exporter
from gui.files.file_dialogs import EXCEL, ask_where_to_save
from gui.formatting import DASH, count_text, money_text, time_text
from gui.services import Services, Undo
from gui.tables.data_table import Column, DataTable, RowsModel, amounts, counts, moments
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.dialog import Whole
from gui.widgets.placing import split


@dataclass(frozen=True, slots=True)
class Changed:
    """One difference as the list shows it."""

    difference: Difference
    clause: str

    @property
    def key(self) -> tuple[EnterpriseId, str]:
        return self.difference.result.enterprise_id, self.difference.result.clause_id


class RunList(HeldList[Run]):
    """The runs of one policy, searched by day and person; the latest is chosen at first."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[Run](_RUN_COLUMNS, key=lambda run: run.id, parent=parent)
        super().__init__(
            DataTable(self.model),
            EmptyState(
                "还没有留存的评定",
                "点“留存当前评定”，把全部企业这一刻的结果连同日期存下来，以后可以比较和导出。",
                icon_name="clock",
            ),
            EmptyState("没有找到", "换个词再搜。", icon_name="search"),
            hint="搜索日期、操作人",
            parent=parent,
        )

    def shows(self, row: Run) -> bool:
        return self.finds(f"{time_text(row.local_time)}{row.taken_by}")

    def tell(self, shown: Sequence[Run]) -> None:
        self.foot.setText(f"共 {count_text(len(shown), '次')}")
        if self.table.current_row() is None and shown:
            self.table.select_key(shown[0].id)


class HistoryView(QWidget):
    """The runs of one policy above; below, what the chosen one has that the one before it had not."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._policy: Policy | None = None
        self.dialog: QFileDialog | None = None
        self.take_button = button("留存当前评定", self._on_take, look=Look.PRIMARY, icon_name="save")
        self.export_button = button("导出 Excel", self._on_export, icon_name="download")
        self.delete_button = button("删除", self._on_delete, look=Look.DANGER, icon_name="trash")
        services.permits.hold(Action.ASSESSMENT_TAKE, self.take_button)
        services.permits.hold(Action.ASSESSMENT_DELETE, self.delete_button)
        self.list = RunList(self)
        self.table, self.model = self.list.table, self.list.model
        self.differences: RowsModel[Changed] = RowsModel(
            _DIFFERENCE_COLUMNS, key=lambda one: one.key, parent=self
        )
        self.difference_table: DataTable[Changed] = DataTable(self.differences, self)
        self.said = Note("", self)
        exporter = Exporter(services, self)
        exporter.offer(self.table, "历次评定")
        exporter.offer(self.difference_table, "与前一次评定相比")
        self._lay_out()
        self.table.current_changed.connect(self._on_run_chosen)
        services.changes.on({Kind.RUN}, self.reload, owner=self)

    def show_policy(self, policy: Policy) -> None:
        """Show what was kept of a policy."""
        self._policy = policy
        self.reload()

    def reload(self) -> None:
        """Read the runs anew."""
        if self._policy is not None:
            policy_id = self._policy.id
            self._services.ask(lambda session: list_runs(session, policy_id), self._on_read, owner=self)

    def _on_read(self, kept: list[Run]) -> None:
        self.list.show_all(kept)
        self._on_run_chosen(self.table.current_row())

    def _on_run_chosen(self, chosen: Run | None) -> None:
        for act in (self.export_button, self.delete_button):
            act.setEnabled(chosen is not None)
        before = self._before(chosen)
        if chosen is None or before is None:
            self.differences.replace([])
            self.said.setText("" if chosen is None else "这是第一次留存，没有可比的。")
            return
        first, second = before.id, chosen.id
        self._services.ask(
            lambda session: compare_runs(session, first, second),
            partial(self._on_compared, before, chosen),
            owner=self,
        )

    def _before(self, chosen: Run | None) -> Run | None:
        if chosen is None:
            return None
        kept = self.list.all
        at = [run.id for run in kept].index(chosen.id) + 1
        return kept[at] if at < len(kept) else None

    def _on_compared(self, before: Run, chosen: Run, found: list[Difference]) -> None:
        current = self.table.current_row()
        if current is None or current.id != chosen.id:
            return
        titles = chosen.clauses
        self.differences.replace(
            [Changed(one, titles.get(one.result.clause_id, one.result.clause_id)) for one in found]
        )
        gain = sum(one.gain for one in found)
        moment = time_text(before.local_time)
        sign = "+" if gain > 0 else ""
        words = f"比 {moment} 的评定：{count_text(len(found), '项')}有变化，金额 {sign}{money_text(gain)} 元"
        odd = [f"{time_text(one.local_time)} 的{one.doubt}" for one in (chosen, before) if one.doubt]
        self.said.setText("。".join([words, *odd]))

    def _on_take(self) -> None:
        if self._policy is None:
            return
        context = self._services.context
        self._services.jobs.run(
            partial(take_run, context.seat, self._policy, context.dictionary),
            lambda _: self._on_taken(),
            busy=self.take_button,
            owner=self,
            label="正在评定并留存",
        )

    def _on_taken(self) -> None:
        self._services.messages.success("已留存这次评定")
        self.table.clearSelection()
        self.table.setCurrentIndex(self.model.index(-1, -1))

    def _on_export(self) -> None:
        chosen = self.table.current_row()
        if chosen is None:
            return
        self.dialog = ask_where_to_save(
            self,
            "导出 Excel",
            f"评定-{chosen.local_time:%Y%m%d}.xlsx",
            EXCEL,
            partial(self._export, chosen),
            preferences=self._services.preferences,
        )

    def _export(self, run: Run, target: Path) -> None:
        store = self._services.context.store
        self._services.jobs.run(
            lambda reporter: write_run(target, run, store.ask(results_of, run.id), reporter),
            lambda _: self._services.messages.success(f"已导出“{target.name}”"),
            busy=self.export_button,
            owner=self,
            label="正在导出",
        )

    def _on_delete(self) -> None:
        chosen = self.table.current_row()
        if chosen is None:
            return
        seat, name = self._services.context.seat, f"{time_text(chosen.local_time)} 的评定"
        self._services.do(
            lambda _: delete_runs(seat, [chosen.id]),
            lambda kept: f"已删除 {name}" if kept else f"已删除 {name}；它的结果已损坏，没有留在回收站里",
            lambda kept: (
                Undo(lambda _: restore_runs(seat, kept), f"已恢复 {name}", "正在恢复") if kept else None
            ),
            busy=self.delete_button,
            owner=self,
            label="正在删除",
        )

    def _lay_out(self) -> None:
        above, below = Whole(self), Whole(self)
        acts = ActionRow(self)
        for act in (self.delete_button, self.export_button, self.take_button):
            acts.add(act)
        in_column(
            beside("留存一次评定，以后可以看数据变化后谁增谁减。", acts),
            (self.list, 1),
            spacing=10,
            of=above,
        )
        in_column(
            SectionTitle("与前一次相比", below), self.said, (self.difference_table, 1), spacing=10, of=below
        )
        splitter = split(Qt.Orientation.Vertical, (above, 240, 0), (below, 300, 0), parent=self)
        in_column(splitter, of=self)


def _reason(difference: Difference) -> str:
    return difference.after.reason if difference.after is not None else "企业已删除"


def _text(result: Result | None) -> str:
    return DASH if result is None else result.text


_RUN_COLUMNS: Final[tuple[Column[Run], ...]] = (
    moments("日期", lambda run: run.local_time, sort_key=lambda run: run.id, width=150),
    counts("企业（户）", lambda run: run.enterprises, width=96),
    counts("符合（项）", lambda run: run.granted, width=96),
    amounts("金额（元）", lambda run: run.amount, width=136),
    Column("操作人", lambda run: run.taken_by, width=88),
    Column("说明", lambda run: run.doubt, stretches=True, width=200, tips=True),
)
_DIFFERENCE_COLUMNS: Final[tuple[Column[Changed], ...]] = (
    Column("企业", lambda one: one.difference.result.enterprise_name, sorts=True, width=240, narrowest=140),
    Column("条款", lambda one: one.clause, sorts=True, width=200, narrowest=110),
    Column("前一次", lambda one: _text(one.difference.before), width=150, narrowest=126),
    Column("这一次", lambda one: _text(one.difference.after), width=150, narrowest=126),
    amounts("增减（元）", lambda one: one.difference.gain, width=130, narrowest=112, is_signed=True),
    Column(
        "现在的说明", lambda one: _reason(one.difference), stretches=True, width=200, narrowest=140, tips=True
    ),
    Column("统一社会信用代码", lambda one: one.difference.result.uscc, width=165, only_exported=True),
)
