"""Which sheets of the file are read, and where their headings stand."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSpinBox,
    QTableView,
    QWidget,
)

from domain.exchange.intake.cells import column_letters, text_of
from gui.early.parts import ElidedLabel, Look, Note, button, fill
from gui.early.theme import px
from gui.formatting import count_text
from gui.forms.editors import ChoiceBox
from gui.intake.intake_jobs import Opened
from gui.intake.wizard_steps import GroundDelegate, Step

if TYPE_CHECKING:
    from domain.exchange.intake.layout import SheetPlan

_NOT_READ: Final = "-"
_SHOWN: Final = 30
_MOST_SHEETS: Final = 60
_HEADING: Final = QColor("#e8f0f9")
Role = Qt.ItemDataRole


class SheetsStep(Step):
    """The file, its sheets, and the first rows of the one in hand."""

    def __init__(self, choose: Callable[[], object], parent: QWidget | None = None) -> None:
        """`choose` asks for another file."""
        super().__init__(parent)
        self._opened: Opened | None = None
        self._rows: list[_SheetRow] = []
        self._name = ElidedLabel("", self)
        self._name.setObjectName("sectionTitle")
        self._notes = Note("", self)
        self.choose_button = button("换一个文件…", choose, look=Look.QUIET, icon_name="folder", parent=self)
        head = QGridLayout()
        head.addWidget(self._name, 0, 0)
        head.addWidget(self.choose_button, 0, 1)
        head.setColumnStretch(0, 1)
        fill(self.body, head, self._notes)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setObjectName("stepArea")
        self.body.addWidget(self._area, 1)
        self._said = Note("", self)
        self.body.addWidget(self._said)
        self.model = FirstRows(self)
        self.view = QTableView(self)
        self.view.setModel(self.model)
        self.view.setItemDelegate(GroundDelegate(self.view))
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.view.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.view.setWordWrap(False)
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.view.verticalHeader().setDefaultSectionSize(px(30))
        self.view.horizontalHeader().setDefaultSectionSize(px(132))
        self.view.doubleClicked.connect(self._on_row_chosen)
        self.body.addWidget(self.view, 3)

    @property
    def opened(self) -> Opened:
        assert self._opened is not None
        return self._opened

    def show_file(self, opened: Opened) -> None:
        """Show a file that was opened."""
        self._opened = opened
        self._name.setText(opened.path.name)
        self._notes.setText("\n".join(opened.notes))
        self._notes.setVisible(bool(opened.notes))
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, px(4), 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(6))
        for column, word in enumerate(("工作表", "行数", "每一行是", "列名在", "")):
            grid.addWidget(Note(word, inside), 0, column)
        plans = opened.plans[:_MOST_SHEETS]
        self._rows = [_SheetRow(self, inside, grid, at) for at in range(len(plans))]
        grid.setColumnStretch(4, 1)
        grid.setRowStretch(len(plans) + 1, 1)
        self._area.setWidget(inside)
        self._area.setFixedHeight(min(px(40) * (len(plans) + 1) + px(6), px(210)))
        first = next((at for at, plan in enumerate(plans) if plan.kind is not None), 0)
        self.show_sheet(first)
        self.complain([])

    def show_sheet(self, at: int) -> None:
        """Show the first rows of a sheet."""
        plan = self.opened.plans[at]
        self.model.show_plan(plan)
        for number, row in enumerate(self._rows):
            row.mark(is_shown=number == at)
        title = f"“{plan.sheet.title}”" if plan.sheet.title else "文件"
        rows = min(_SHOWN, len(plan.sheet.rows))
        self._said.setText(
            f"{title}的前 {rows} 行，蓝底的是列名。列名不对的，双击应作列名的那一行，或改上面的行号。"
        )

    def replan(self, at: int, kind: str | None, heading_row: int | None) -> None:
        """Read a sheet otherwise."""
        before = self.opened.plans[at]
        plan = self.opened.planner.plan(before.sheet, kind, heading_row)
        plan.skips_hidden = before.skips_hidden
        self.opened.plans[at] = plan
        self._rows[at].refresh()
        self.show_sheet(at)

    def problems(self) -> list[str]:
        """Return what keeps one from going on."""
        plans = self.opened.plans
        if all(plan.kind is None for plan in plans):
            row = self.opened.planner.form.row
            return [f"还没有选要导入的工作表：在“每一行是”里选“{row}”"]
        seen: dict[str, str] = {}
        for plan in plans:
            if plan.kind is None:
                continue
            if plan.kind in seen:
                return [f"“{seen[plan.kind]}”和“{plan.sheet.title}”选成了同一种，一次只能导入一张"]
            seen[plan.kind] = plan.sheet.title
            if not plan.columns:
                return [f"“{plan.sheet.title}”第 {plan.heading_row + 1} 行没有列名，请改列名所在的行"]
        return []

    def kinds(self) -> dict[str, str]:
        """Return what a row can be, in words."""
        planner = self.opened.planner
        lists = {row.name: f"{row.label}清单的一项" for row in planner.dictionary.rows.values()}
        return {_NOT_READ: "不导入", "": planner.form.row, **lists}

    def _on_row_chosen(self, index: QModelIndex) -> None:
        at = next(number for number, row in enumerate(self._rows) if row.is_shown)
        self.replan(at, self.opened.plans[at].kind or "", index.row())


class _SheetRow:
    """The widgets of one sheet."""

    def __init__(self, step: SheetsStep, parent: QWidget, grid: QGridLayout, at: int) -> None:
        self._step = step
        self._at = at
        self.is_shown = False
        plan = step.opened.plans[at]
        title = plan.sheet.title or "（文本）"
        self.title = button(
            f"{title}（隐藏）" if plan.sheet.is_hidden else title,
            partial(step.show_sheet, at),
            look=Look.LINK,
            parent=parent,
        )
        self.kind = ChoiceBox(step.kinds(), parent, unset_word=None)
        self.kind.setMinimumWidth(px(150))
        self.kind.setAccessibleName(f"{title}每一行是")
        self.heading = QSpinBox(parent)
        self.heading.setRange(1, max(1, len(plan.sheet.rows)))
        self.heading.setPrefix("第 ")
        self.heading.setSuffix(" 行")
        self.heading.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.heading.setAccessibleName(f"{title}列名在第几行")
        self.heading.setMinimumWidth(px(84))
        self.hidden = QCheckBox(f"不导入隐藏的 {len(plan.sheet.hidden_rows)} 行", parent)
        self.hidden.setVisible(bool(plan.sheet.hidden_rows))
        count = QLabel(count_text(len(plan.sheet.rows)), parent)
        count.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column, widget in enumerate((self.title, count, self.kind, self.heading, self.hidden)):
            grid.addWidget(widget, at + 1, column)
        self.refresh()
        self.kind.value_changed.connect(self._on_kind_chosen)
        self.heading.valueChanged.connect(self._on_heading_chosen)
        self.hidden.toggled.connect(self._on_hidden_toggled)

    def refresh(self) -> None:
        """Show the plan as it is now."""
        plan = self._step.opened.plans[self._at]
        for widget in (self.kind, self.heading):
            widget.blockSignals(True)
        self.kind.set_value(_NOT_READ if plan.kind is None else plan.kind)
        self.heading.setValue(plan.heading_row + 1)
        self.heading.setEnabled(plan.kind is not None)
        for widget in (self.kind, self.heading):
            widget.blockSignals(False)

    def mark(self, *, is_shown: bool) -> None:
        self.is_shown = is_shown
        font = self.title.font()
        font.setWeight(QFont.Weight.Bold if is_shown else QFont.Weight.Normal)
        self.title.setFont(font)

    def _on_kind_chosen(self) -> None:
        value = self.kind.value()
        kind = None if value == _NOT_READ else str(value)
        self._step.replan(self._at, kind, None)

    def _on_heading_chosen(self, row: int) -> None:
        self._step.replan(self._at, self._step.opened.plans[self._at].kind, row - 1)

    def _on_hidden_toggled(self, is_checked: bool) -> None:
        self._step.opened.plans[self._at].skips_hidden = is_checked


class FirstRows(QAbstractTableModel):
    """The first rows of a sheet, its headings marked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._plan: SheetPlan | None = None

    def show_plan(self, plan: "SheetPlan") -> None:
        self.beginResetModel()
        self._plan = plan
        self.endResetModel()

    # Qt overrides

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if self._plan is None or parent.isValid() else min(_SHOWN, len(self._plan.sheet.rows))

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:
        return 0 if self._plan is None or parent.isValid() else self._plan.sheet.width

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if role != Role.DisplayRole:
            return None
        return column_letters(section) if orientation == Qt.Orientation.Horizontal else section + 1

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Role.DisplayRole) -> Any:
        if self._plan is None or not index.isValid():
            return None
        if role == Role.DisplayRole:
            return " ".join(text_of(self._plan.sheet.rows[index.row()][index.column()])[:200].split())
        first, last = self._plan.first_heading_row, self._plan.heading_row
        is_heading = self._plan.kind is not None and first <= index.row() <= last
        return _HEADING if role == Role.BackgroundRole and is_heading else None
