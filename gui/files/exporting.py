"""导出 Excel: any table of the program as it is shown, with its filters, its order and its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from domain.exchange.cells import Cell
from domain.store.acts import Action
from domain.values.errors import DomainError
from gui.early.parts import STRETCH, Look, Note, PushButton, button, fill
from gui.files.file_dialogs import EXCEL, ask_where_to_save
from gui.files.viewing import open_with_system
from gui.formatting import EMPTY, count_text
from gui.forms.editors import SegmentedChoice
from gui.services import Services
from gui.tables.data_table import Column, DataTable
from gui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from domain.values.progress import Reporter
    from gui.services import AppContext

T = TypeVar("T")

RowsAt = Callable[[Sequence[int]], Iterable[Any]]
"""Returns the rows at these places of a list, in this order; called and gone through on a worker thread, so
that it must not follow what the window shows meanwhile."""

WORD: Final = "导出 Excel…"
_SIGN_PX: Final = 7.5
_STRETCHED_PX: Final = 360
_FORBIDDEN: Final = '\\/:*?"<>|'


@dataclass(frozen=True)
class Shown:
    """A list as it was shown when it was asked for; nothing of it changes with the window.

    Attributes:
        title: What it is a list of; the sheet and the file are called so.
        columns: From left to right.
        places: Where its rows stand.
        rows_at: Where the rows come from.
    """

    title: str
    columns: Sequence[Column[Any]]
    places: Sequence[int]
    rows_at: RowsAt

    @property
    def personal(self) -> list[str]:
        """The titles of what is masked unless it is asked for."""
        return [column.title for column in self.columns if column.is_personal]


class Exporter(QObject):
    """Writes tables of one page to Excel files; asks first, where there is something to ask."""

    def __init__(self, services: Services, over: QWidget) -> None:
        super().__init__(over)
        self._services = services
        self._over = over
        self.dialog: QDialog | None = None

    def offer(
        self, table: DataTable[Any], title: str | Callable[[], str], rows: Callable[[], RowsAt] | None = None
    ) -> Callable[[], None]:
        """Put 导出 Excel… into the menu of a table; return the act, e.g. for a button.

        Args:
            table: What is exported as it is shown then.
            title: What it is a list of, or what says so then.
            rows: Says then where the rows come from, if not from the model's own, e.g. from the store.
        """
        act = partial(self._ask_for, table, title, rows)
        table.add_act(WORD, act)
        return act

    def button(
        self,
        table: DataTable[Any],
        title: str | Callable[[], str],
        rows: Callable[[], RowsAt] | None = None,
        *,
        look: Look = Look.LINK,
    ) -> PushButton:
        """The same, with a button that does it."""
        return button(WORD, self.offer(table, title, rows), look=look, icon_name="download")

    def ask(self, shown: Shown, selected: Sequence[int] = ()) -> None:
        """Ask which rows and whether personal columns are wanted in full, then where to."""
        if len(selected) <= 1 and not shown.personal:
            self._ask_where(shown, [])
            return
        dialog = ExportDialog(self._services, shown, selected, self._over)
        dialog.chosen.connect(self._ask_where)
        self.dialog = dialog
        dialog.open()

    def write(self, shown: Shown, in_full: Sequence[str], target: Path) -> None:
        """Write a list; personal columns that are not named ``in_full`` are masked."""
        self._services.jobs.run(
            partial(_write, self._services.context, shown, in_full, target),
            lambda _: self._on_written(len(shown.places), target),
            owner=self,
            label="正在导出",
        )

    def _ask_for(
        self, table: DataTable[Any], title: str | Callable[[], str], rows: Callable[[], RowsAt] | None
    ) -> None:
        model = table.rows_model
        if not model.rowCount():
            self._services.messages.info("表里没有内容可以导出")
            return
        try:
            rows_at = partial(_rows_at, model.rows) if rows is None else rows()
        except DomainError as error:
            self._services.messages.error(error)
            return
        shown = Shown(
            title if isinstance(title, str) else title(), columns_of(table), range(model.rowCount()), rows_at
        )
        self.ask(shown, table.selected_places())

    def _ask_where(self, shown: Shown, in_full: Sequence[str]) -> None:
        self.dialog = ask_where_to_save(
            self._over,
            "导出 Excel",
            file_name_for(shown.title, date.today()),
            EXCEL,
            partial(self.write, shown, in_full),
            preferences=self._services.preferences,
        )

    def _on_written(self, count: int, target: Path) -> None:
        self._services.messages.success(
            f"已导出“{target.name}”，{count_text(count, '行')}",
            action=("打开", lambda: open_with_system(target)),
        )


class ExportDialog(Dialog):
    """Which rows, and whether telephone numbers and the like are to be seen. Nothing of it is remembered."""

    chosen = Signal(object, object)
    """The `Shown` to write, and the titles of the personal columns that are wanted in full."""

    def __init__(self, services: Services, shown: Shown, selected: Sequence[int], over: QWidget) -> None:
        """Ask about a list of which some rows are selected."""
        super().__init__(over, "导出 Excel", width=560)
        self._shown = shown
        self._selected = selected
        all_rows, some = count_text(len(shown.places), "行"), count_text(len(selected), "行")
        self.which = SegmentedChoice(
            {False: f"全部 {all_rows}", True: f"选中的 {some}"}, self, called="导出哪些行"
        )
        self.in_full = QCheckBox(f"{'、'.join(shown.personal)}完整导出", self)
        self._against = services.permits.against(Action.TABLE_EXPORT_WHOLE)
        self.in_full.setEnabled(not self._against)
        self.next_button = button("选择存放位置…", self._on_next, look=Look.PRIMARY, parent=self)
        self.next_button.setDefault(True)
        self._lay_out()

    def _on_next(self) -> None:
        shown = self._shown
        if self.which.value():
            shown = Shown(shown.title, shown.columns, self._selected, shown.rows_at)
        in_full = shown.personal if self.in_full.isChecked() else []
        self.accept()
        self.chosen.emit(shown, in_full)

    def _lay_out(self) -> None:
        self.add_title(f"导出“{self._shown.title}”")
        fill(
            self.body,
            Note(f"{count_text(len(self._shown.columns), '列')}，筛选、排序和列都和屏幕上一样。", self),
            self.which,
        )
        self.which.setVisible(len(self._selected) > 1)
        has_personal = bool(self._shown.personal)
        said = (
            "不勾选时只露头尾几位，如 138****1234。遮盖没有、是谁导出的，操作记录里都有；每次都要重新勾选。"
        )
        note = Note(f"{self._against}，其他人导出的只露头尾几位。" if self._against else said, self)
        for widget in (self.in_full, note):
            self.body.addWidget(widget)
            widget.setVisible(has_personal)
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.next_button)


def file_name_for(title: str, day: date) -> str:
    """Return what an exported list is called unless the user says otherwise.

    >>> file_name_for("2022年/评定", date(2026, 3, 2))
    '2022年评定-20260302.xlsx'
    """
    plain = "".join(sign for sign in title if sign not in _FORBIDDEN).strip()
    return f"{plain or '导出'}-{day:%Y%m%d}.xlsx"


def columns_of(table: DataTable[Any]) -> list[Column[Any]]:
    """Return what a table is exported with: its columns as they are shown, and those that only go out."""
    first, *rest = [table.rows_model.columns[at] for at in table.shown_columns()]
    beside = [column for column in table.rows_model.columns if column.only_exported]
    return [first, *beside, *rest]


def _rows_at(rows: Sequence[T], places: Sequence[int]) -> Iterator[T]:
    return (rows[at] for at in places)


def _write(
    context: AppContext, shown: Shown, in_full: Sequence[str], target: Path, reporter: Reporter
) -> None:
    from domain.exchange.tables import Table, TableColumn, export_table  # noqa: PLC0415 - what writes Excel

    cells = [_cell_of(column, column.title in in_full) for column in shown.columns]
    table = Table(
        shown.title,
        [TableColumn(column.title, column.kind, _width_of(column)) for column in shown.columns],
        ([cell(row) for cell in cells] for row in shown.rows_at(shown.places)),
        len(shown.places),
    )
    masked = [title for title in shown.personal if title not in in_full]
    export_table(context.seat, target, table, reporter, masked=masked, in_full=in_full)


def _width_of(column: Column[Any]) -> float:
    return max(column.width, _STRETCHED_PX if column.stretches else 0) / _SIGN_PX


def _cell_of(column: Column[Any], is_in_full: bool) -> Callable[[Any], Cell]:
    """Return what makes a cell of a row."""
    is_hidden = column.is_personal and not is_in_full

    def text(row: Any) -> str:
        shown = column.shown(row) if is_hidden else column.text(row)
        return "" if shown in EMPTY else shown

    value = column.value
    if value is None or is_hidden:
        return text

    def cell(row: Any) -> Cell:
        found = value(row)
        return text(row) if found is None else found

    return cell
