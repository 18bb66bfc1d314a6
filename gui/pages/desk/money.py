"""资金 on 工作台: how far this year's budgets reach, each as a bar."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from domain.funds.budgets import Standing, list_budgets
from domain.values.money import Fen
from gui.early.parts import empty, in_column
from gui.formatting import money_text
from gui.pages.desk.lines import DeskLine
from gui.services import Services
from gui.targets import ToPage
from gui.widgets.cards import Card
from gui.widgets.money_bar import MoneyBar


class MoneyCard(Card):
    """This year's budgets; out of sight where there are none."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("今年的预算", parent)
        self._services = services
        self.lines: list[DeskLine] = []
        self.hide()

    def load(self) -> None:
        """Read how they stand."""
        today = date.today()
        self._services.ask(
            lambda session: [one for one in list_budgets(session, today) if one.year == today.year],
            self._show,
            owner=self,
        )

    def _show(self, found: Sequence[Standing]) -> None:
        empty(self.body)
        self.lines = [self._line(one) for one in found]
        self.setVisible(bool(found))

    def _line(self, one: Standing) -> DeskLine:
        line = DeskLine(one.policy_title, _said(one), is_late=one.open < 0 or one.is_low, parent=self)
        line.clicked.connect(lambda *_: self._services.go_to(ToPage("funds")))
        bar = MoneyBar(self)
        bar.show_parts(one.approved, one.reserved, one.allotted)
        self.body.addLayout(in_column(line, bar, spacing=4))
        return line


def _said(one: Standing) -> str:
    said = f"已付 {money_text(one.paid)} 元，余 {money_text(one.left)} 元"
    if one.open < 0:
        return f"{said}，在审的还差 {money_text(Fen(-one.open))} 元"
    return f"{said}{'，快用完了' if one.is_low else ''}"
