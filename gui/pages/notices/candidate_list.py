"""The awards to issue notices for, each with a box to tick where there can be one."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.candidates import Candidate
from domain.exchange.cells import CellKind
from domain.values.ids import EnterpriseId
from gui.early.buttons import shortcut_action
from gui.early.labels import Link, Note
from gui.early.layouts import STRETCH, in_column, in_row
from gui.formatting import money_text
from gui.tables.data_table import DataTable
from gui.tables.model import RIGHT, Column, Index, Role, RowsModel
from gui.widgets.status import STATUSES, Status

Key = tuple[EnterpriseId, str]
"""Enterprise id and clause id."""


def key_of(candidate: Candidate) -> Key:
    return candidate.award.enterprise_id, candidate.award.clause_id


class CandidatesModel(RowsModel[Candidate]):
    """Candidates with a tick in the first column; those with a reason against them cannot be ticked."""

    ticked_changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_COLUMNS, key=key_of, parent=parent)
        self._ticked: set[Key] = set()

    def show_candidates(self, candidates: Sequence[Candidate], *, keep: bool) -> None:
        """Show candidates, ticked where they can be; `keep` leaves the ticks as they were."""
        possible = {key_of(candidate) for candidate in candidates if not candidate.reason}
        self._ticked = self._ticked & possible if keep else possible
        self.replace(candidates)
        self.ticked_changed.emit()

    def ticked(self) -> list[Candidate]:
        """Return what is ticked, in the order shown."""
        return [candidate for candidate in self.rows if key_of(candidate) in self._ticked]

    def tick(self, candidates: Sequence[Candidate], *, is_ticked: bool) -> None:
        """Tick or untick; those that cannot be ticked are passed over."""
        keys = {key_of(candidate) for candidate in candidates if not candidate.reason}
        self._ticked = self._ticked | keys if is_ticked else self._ticked - keys
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, 0))
        self.ticked_changed.emit()

    def is_ticked(self, candidate: Candidate) -> bool:
        return key_of(candidate) in self._ticked

    # Qt overrides

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and index.column() == 0 and not self.row_at(index).reason:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if role == Role.CheckStateRole and index.isValid() and index.column() == 0:
            candidate = self.row_at(index)
            if candidate.reason:
                return None
            return Qt.CheckState.Checked if self.is_ticked(candidate) else Qt.CheckState.Unchecked
        return super().data(index, role)

    def setData(
        self, index: QModelIndex | QPersistentModelIndex, value: Any, role: int = Role.EditRole
    ) -> bool:
        if role != Role.CheckStateRole or not index.isValid():
            return False
        self.tick([self.row_at(index)], is_ticked=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True


class CandidateList(QWidget):
    """The table with how many are ticked; Space ticks the selected rows."""

    current_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = CandidatesModel(self)
        self.table: DataTable[Candidate] = DataTable(self.model, self, several=True)
        self.table.setAccessibleName("要出具的通知书")
        self._count = Note("", self)
        self._count.setWordWrap(False)
        self.all = Link("全选", self)
        self.none = Link("全不选", self)
        in_column(
            in_row(self._count, STRETCH, self.all, self.none, spacing=8), (self.table, 1), spacing=6, of=self
        )
        self.all.followed.connect(lambda: self.model.tick(self.model.rows, is_ticked=True))
        self.none.followed.connect(lambda: self.model.tick(self.model.rows, is_ticked=False))
        shortcut_action(self.table, "Space", self._on_space)
        self.table.current_changed.connect(self.current_changed)
        self.model.ticked_changed.connect(self._on_ticked_changed)

    def show_candidates(self, candidates: Sequence[Candidate], *, keep: bool) -> None:
        """See `CandidatesModel.show_candidates`; the first row becomes current if none was."""
        self.model.show_candidates(candidates, keep=keep)
        if self.table.current_row() is None and candidates:
            self.table.select_key(key_of(self.model.row_at(0)))

    def _on_space(self) -> None:
        rows = [candidate for candidate in self.table.selected_rows() if not candidate.reason]
        self.model.tick(rows, is_ticked=not all(self.model.is_ticked(candidate) for candidate in rows))

    def _on_ticked_changed(self) -> None:
        refused = sum(1 for candidate in self.model.rows if candidate.reason)
        words = f"共 {len(self.model.rows)} 项，已勾选 {len(self.model.ticked())} 项"
        self._count.setText(f"{words}；{refused} 项不能出具，原因见“说明”" if refused else words)


def _status_of(candidate: Candidate) -> Status:
    if candidate.reason:
        return STATUSES["not_met"].named("不出具")
    return STATUSES["changed"] if candidate.remark else STATUSES["granted"].named("可出具")


_COLUMNS: Final = (
    Column[Candidate]("企业", lambda c: c.facts.name, sorts=True, stretches=True, width=220, tips=True),
    Column[Candidate]("条款", lambda c: c.clause.title, sorts=True, width=170, tips=True),
    Column[Candidate](
        "金额（元）",
        lambda c: money_text(c.award.amount),
        align=RIGHT,
        sort_key=lambda c: c.award.amount,
        width=116,
        kind=CellKind.AMOUNT,
        value=lambda c: c.award.amount,
    ),
    Column[Candidate]("可否", lambda c: _status_of(c).word, status=_status_of, width=108),
    Column[Candidate]("说明", lambda c: c.reason or c.remark, width=320, tips=True),
    Column[Candidate]("统一社会信用代码", lambda c: c.facts.uscc, width=165, only_exported=True),
)
