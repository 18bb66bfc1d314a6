"""What an import into a ledger would enter."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from gui.early.parts import Note, SectionTitle, fill
from gui.formatting import count_text
from gui.intake.intake_jobs import LedgerCompared, take_in_ledger
from gui.intake.wizard_steps import LastStep
from gui.tables.data_table import Column, DataTable, RowsModel, counts
from gui.widgets.cards import Card

if TYPE_CHECKING:
    from domain.outreach.importing import TakenIn
    from domain.values.progress import Reporter
    from gui.services import AppContext

_SHOWN: Final = 200
Line = tuple[int, str]


class LedgerStep(LastStep):
    """How many rows, what is entered along with them, and the first of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._compared: LedgerCompared | None = None
        self.card = Card("", self)
        self.count = SectionTitle("", self)
        self.said = Note("", self)
        self.model: RowsModel[Line] = RowsModel(_COLUMNS, parent=self)
        self.table: DataTable[Line] = DataTable(self.model, self)
        fill(self.card.body, self.count, self.said, (self.table, 1))
        fill(self.body, (self.card, 1))

    def show_compared(self, compared: LedgerCompared) -> None:
        self._compared = compared
        ledger = compared.ledger
        self.count.setText(f"登记{ledger.word} {count_text(len(compared), ledger.unit)}")
        said = ["全部作为一次导入，以后在“导入记录与撤销”里可以整批撤销。"]
        for word, names in (("单位", compared.departments), ("工作组", compared.teams)):
            if names:
                said.insert(
                    0, f"一并登记{word} {len(names)} 个：{'、'.join(names)}。写错的，请按“上一步”改。"
                )
        if len(compared) > _SHOWN:
            said.append(f"下面是前 {_SHOWN} 行。")
        self.said.setText("\n".join(said))
        self.model.replace(compared.words[:_SHOWN])
        self.complain([])

    def problems(self) -> list[str]:
        return []

    def work(self, context: AppContext, source: str) -> Callable[[Reporter], TakenIn]:
        assert self._compared is not None
        return partial(take_in_ledger, context, self._compared, source)


_COLUMNS: Final[tuple[Column[Line], ...]] = (
    counts("文件第几行", lambda one: one[0], width=110, narrowest=90, sorts=False),
    Column("登记什么", lambda one: one[1], width=500, narrowest=200, stretches=True, tips=True),
)
