"""Formulas that are one click away from the words that say the same."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from gui.early.labels import Link
from gui.early.layouts import in_column
from gui.widgets.prose import FormulaText


class FormulaFold(QWidget):
    """A link 看公式; the formulas unfold below it."""

    def __init__(self, formulas: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.link = Link("", self)
        self.link.followed.connect(self._on_followed)
        self._texts = [FormulaText(formula, self) for formula in formulas]
        in_column(self.link, *self._texts, spacing=6, of=self)
        self._show(is_unfolded=False)

    @property
    def formulas(self) -> list[str]:
        """The formulas in sight."""
        return [text.formula for text in self._texts if not text.isHidden()]

    def _on_followed(self) -> None:
        self._show(is_unfolded=not self.formulas)

    def _show(self, *, is_unfolded: bool) -> None:
        self.link.setText("收起公式" if is_unfolded else "看公式")
        for text in self._texts:
            text.setVisible(is_unfolded)
