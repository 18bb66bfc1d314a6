"""What each column of the sheets holds."""

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QWidget,
)

from domain.exchange.intake.cells import text_of
from domain.exchange.intake.layout import Column as SheetColumn
from domain.exchange.intake.layout import Found, Planner, SheetPlan, open_sentence, problems
from domain.exchange.intake.rows import data_rows
from domain.exchange.intake.targets import Target
from gui.early.labels import Note
from gui.early.layouts import fill, in_row
from gui.early.theme import px
from gui.forms.choices import SegmentedChoice
from gui.pages.enterprises.intake.steps import Step
from gui.pages.enterprises.intake.target_editor import TargetEditor, target_text
from gui.tables.data_table import DataTable
from gui.tables.model import Column, RowsModel
from gui.widgets.status import ATTENTION, GOOD, NEUTRAL, Status

if TYPE_CHECKING:
    from gui.pages.enterprises.intake.work import Opened

_SAMPLES: Final = 3
_EDITOR: Final = 320
_LEAST_EDITOR: Final = 250


class ColumnsStep(Step):
    """The columns in a table at the left, what the one in hand holds at the right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._opened: Opened | None = None
        self._sheets: SegmentedChoice | None = None
        self._sheet_row = QHBoxLayout()
        fill(
            self.body,
            self._sheet_row,
            Note(
                "程序按列名找出了每一列填的是什么。标“请核对”“请选单位”“请选期间”的处理完才能继续，不需要的列可以不导入。改过的下次会记得。",
                self,
            ),
        )
        self.model: RowsModel[SheetColumn] = RowsModel(
            (
                Column(title="列", text=lambda column: column.letters, width=40),
                Column(
                    title="文件里的列名",
                    text=lambda column: column.heading,
                    width=148,
                    narrowest=96,
                    tip=lambda c: c.heading,
                ),
                Column(title="内容举例", text=self._samples, width=88, tip=self._samples),
                Column(
                    title="对应到",
                    text=self._target_text,
                    width=168,
                    narrowest=96,
                    stretches=True,
                    tip=self._target_text,
                ),
                Column(
                    title="",
                    text=lambda column: _status(column).word,
                    status=_status,
                    width=100,
                    tip=lambda column: "；".join(column.doubts),
                ),
            ),
            key=lambda column: column.place,
            parent=self,
        )
        self.table: DataTable[SheetColumn] = DataTable(self.model, self)
        self.editor = TargetEditor(self)
        self.editor.chosen.connect(self._on_chosen)
        self.editor.confirmed.connect(self._on_confirmed)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(lambda _: self.editor.search.setFocus())
        self.body.addLayout(in_row((self.table, 1), self.editor, spacing=12), 1)

    def show_file(self, opened: "Opened") -> None:
        """Show the columns of the sheets that are read."""
        self._opened = opened
        self._plans = [plan for plan in opened.plans if plan.kind is not None]
        if self._sheets is not None:
            self._sheets.hide()
            self._sheets.deleteLater()
            self._sheets = None
        if len(self._plans) > 1:
            names: dict[object, str] = {at: plan.sheet.title for at, plan in enumerate(self._plans)}
            self._sheets = SegmentedChoice(names, self)
            self._sheets.value_changed.connect(lambda: self.show_plan(self._shown()))
            self._sheet_row.addWidget(self._sheets)
        self.show_plan(self._plans[0])
        self.complain([])

    def show_plan(self, plan: SheetPlan) -> None:
        """Show the columns of one sheet."""
        assert self._opened is not None
        self._plan = plan
        self._rows = data_rows(plan)[0][:200]
        self.editor.offer(self._opened.planner.choices(plan.kind or ""))
        self.model.replace(plan.columns)
        wanting = [column for column in plan.columns if column.is_open]
        first = (wanting or plan.columns)[:1]
        if first:
            self.table.select_key(first[0].place)
            self._on_current(first[0])

    def problems(self) -> list[str]:
        """Return what keeps one from going on; shows the sheet that has it."""
        for at, plan in enumerate(self._plans):
            found = problems(plan, self._planner)
            if found:
                if self._sheets is not None:
                    self._sheets.set_value(at)
                return found
        return []

    @property
    def _planner(self) -> Planner:
        assert self._opened is not None
        return self._opened.planner

    def _shown(self) -> SheetPlan:
        at = self._sheets.value() if self._sheets is not None else 0
        assert isinstance(at, int)
        return self._plans[at]

    def _samples(self, column: SheetColumn) -> str:
        found: list[str] = []
        for row in self._rows:
            text = " ".join(text_of(self._plan.sheet.rows[row][column.place]).split())
            if text and text not in found:
                found.append(text)
            if len(found) == _SAMPLES:
                break
        return "、".join(found)

    def _target_text(self, column: SheetColumn) -> str:
        target = column.target
        if target is None:
            return "不导入"
        choice = self._planner.choice_of(self._plan.kind or "", target)
        return target_text(choice, target)

    def _on_current(self, column: SheetColumn | None) -> None:
        self.editor.setEnabled(column is not None)
        if column is not None:
            self.editor.show_column(column, self._sentence(column))

    def _sentence(self, column: SheetColumn) -> str:
        return open_sentence(column, self._plan, self._planner) if column.is_open else ""

    def _on_confirmed(self) -> None:
        """Take what was found, and go on to the next column that has to be looked at."""
        column = self.table.current_row()
        if column is None:
            return
        self._on_chosen(column.target)
        following = next((one for one in self._plan.columns if one.is_open), None)
        if following is not None:
            self.table.select_key(following.place)

    def _on_chosen(self, target: Target | None) -> None:
        column = self.table.current_row()
        if column is None:
            return
        column.choose(target)
        self.editor.ask(self._sentence(column), can_confirm=False)
        at = self.model.position_of(column.place)
        if at is not None:
            last = self.model.columnCount() - 1
            self.model.dataChanged.emit(self.model.index(at, 0), self.model.index(at, last))
        self.complain([])

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Beside the table, which must still say of each column what it holds.
        self.editor.setFixedWidth(min(px(_EDITOR), max(px(_LEAST_EDITOR), event.size().width() * 2 // 5)))


def _status(column: SheetColumn) -> Status:
    if column.target is None:
        return NEUTRAL.named("不导入")
    if column.target.factor == 0:
        return ATTENTION.named("请选单位")
    if not column.target.is_complete:
        return ATTENTION.named("请选期间")
    if column.found is Found.GUESSED:
        return ATTENTION.named("请核对")
    return GOOD.named({Found.REMEMBERED: "记得的", Found.CHOSEN: "已选"}.get(column.found, "已对应"))
