"""What each of several enterprises is given of what there is."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.policies.manual.jointly import Party
from domain.policies.policy import Policy
from domain.values.errors import BadInput
from domain.values.money import Fen
from gui.early.parts import Note, in_column
from gui.early.theme import px
from gui.formatting import money_text
from gui.forms.editors import UNSET, MoneyEdit, Unset
from gui.widgets.placing import in_grid
from gui.widgets.prose import Paragraph


class SharesEdit(QWidget):
    """An editor whose value are the amounts in fen, in the order of those who are given them."""

    value_changed = Signal()

    def __init__(
        self, policy: Policy, parties: Sequence[Party], limit: Fen, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._limit = limit
        self.amounts = [MoneyEdit(may_be_negative=False) for _ in parties]
        self.sum = Note("", self)
        grid = in_grid(shares=(1,), across=16, down=6)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        has_several = len({one.clause_id for one in parties}) > 1
        for column, heading in enumerate(("企业", "按规则（元）", "分配（元）")):
            grid.addWidget(Note(heading, self), 0, column, right if column else Qt.AlignmentFlag.AlignLeft)
        for row, (one, amount) in enumerate(zip(parties, self.amounts, strict=True), start=1):
            title = f"（{policy.clauses[one.clause_id].title}）" if has_several else ""
            amount.setAccessibleName(f"分配给{one.name}的金额")
            amount.setFixedWidth(px(150))
            amount.value_changed.connect(self._on_changed)
            grid.addWidget(Paragraph(f"{one.name}{title}", self), row, 0, Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(Note(money_text(Fen(int(one.stake))), self), row, 1, right)
            grid.addWidget(amount, row, 2)
        in_column(grid, self.sum, spacing=8, of=self)
        self.setFocusProxy(self.amounts[0])
        self._on_changed()

    def value(self) -> tuple[Fen, ...] | Unset:
        values = [one.value() for one in self.amounts]
        given = tuple(Fen(one) for one in values if isinstance(one, int))
        return given if len(given) == len(values) else UNSET

    def set_value(self, value: object) -> None:
        given = value if isinstance(value, tuple) else [UNSET] * len(self.amounts)
        for edit, one in zip(self.amounts, given, strict=True):
            edit.set_value(one)

    def typed(self) -> str:
        return "\n".join(one.typed() for one in self.amounts)

    def type_in(self, text: str) -> None:
        for edit, one in zip(self.amounts, text.split("\n"), strict=False):
            edit.type_in(one)

    def _on_changed(self) -> None:
        given = 0
        for one in self.amounts:
            try:
                value = one.value()
            except BadInput:
                continue
            given += value if isinstance(value, int) else 0
        left = self._limit - given
        rest = f"还余 {money_text(Fen(left))}" if left >= 0 else f"超过 {money_text(Fen(-left))}"
        self.sum.setText(f"已分配 {money_text(Fen(given))} 元，限额 {money_text(self._limit)} 元，{rest} 元")
        self.value_changed.emit()
