"""What a person decides, as it is typed: the opinion, the amount, the reason, and what it rests on."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.attachments.entities import Attachment
from domain.policies.manual.deciding import Question, Wanted
from domain.policies.one.bounds import Bounds
from domain.policies.trace import Outcome
from domain.values.money import NO_MONEY, Fen
from gui.early.parts import Note, in_column
from gui.formatting import money_text
from gui.forms.editors import ChoiceBox, MoneyEdit, SegmentedChoice
from gui.forms.form import Form
from gui.pages.assessment.evidence_files import EvidenceFiles
from gui.pages.assessment.grounds import add_grounds, grounds_of
from gui.widgets.prose import Paragraph

_OUTCOMES: Final[dict[object, str]] = {
    "": "未定",
    Outcome.GRANTED.value: "给予",
    Outcome.NOT_MET.value: "不给予",
}
"""Nothing is said before somebody says it."""


class AnswerForm(QWidget):
    """The fields of a `Wanted`, checked against what the rule allows; below it what it would come to."""

    typed = Signal()

    def __init__(
        self, question: Question, files: Sequence[Attachment], add: Callable[[], object], parent: QWidget
    ) -> None:
        """`files` are those of the enterprise; `add` is what the button does that takes further ones."""
        super().__init__(parent)
        self._question = question
        self.amount = _amount_edit(question.bounds)
        self.files = EvidenceFiles(add)
        self.files.offer(files)
        self.effect = Note("", self)
        self.effect.hide()
        self.form = self._built()
        bounds = question.bounds
        said = f"现在不能给予：{bounds.against}。" if bounds.against else f"可以给予的金额：{bounds.text}。"
        allowed = Paragraph(said, self)
        in_column(allowed, self.form, self.effect, spacing=10, of=self)
        self.form.binding.changed.connect(lambda _: self._on_typed())
        self._refresh()

    def _built(self) -> Form:
        bounds = self._question.bounds
        form = Form(self._checked, self, label_width=64, editor_width=220)
        outcome = SegmentedChoice(_OUTCOMES)
        outcome.segment(Outcome.GRANTED.value).setEnabled(not bounds.against)
        form.add("outcome", "意见", outcome, required=True)
        form.add("amount", "金额", self.amount)
        add_grounds(form, self.files)
        form.load({})
        return form

    def _checked(self, values: dict[str, Any]) -> object:
        outcome, (grounds, complaints) = values.get("outcome"), grounds_of(values)
        if not outcome:
            complaints["outcome"] = "请选“给予”或“不给予”"
        is_granted = outcome == Outcome.GRANTED
        wanted = Wanted(
            Outcome(outcome or Outcome.NOT_MET),
            _amount_of(values) if is_granted else NO_MONEY,
            grounds.reason,
            grounds.kind,
            grounds.evidence,
            grounds.attachments,
        )
        found = wanted.complaints(self._question.bounds)
        if "amount" in found and "amount" not in values:
            found["amount"] = "请填写金额"
        return {**found, **complaints} or wanted

    def _on_typed(self) -> None:
        self._refresh()
        self.typed.emit()

    def _refresh(self) -> None:
        """Ask for an amount only where something is granted, and show what the decision would come to."""
        values, bounds = self.form.values(), self._question.bounds
        is_granted = values.get("outcome") == Outcome.GRANTED
        self.amount.setEnabled(is_granted)
        if is_granted and bounds.only is not None and "amount" not in values:
            # There is nothing to choose; this comes back here.
            self.amount.set_value(str(bounds.only))
            return
        effect = self._effect(values)
        self.effect.setText(f"认定后：{effect}。" if effect else "")
        self.effect.setVisible(bool(effect))

    def _effect(self, values: dict[str, Any]) -> str:
        """Say what it would come to beyond what it says; empty where that cannot be told yet, too."""
        outcome = values.get("outcome")
        if not outcome:
            return ""
        amount = _amount_of(values) if outcome == Outcome.GRANTED else NO_MONEY
        if outcome == Outcome.GRANTED and self._question.bounds.complaint(amount):
            return ""
        return self._question.effect(Outcome(outcome), amount)


def _amount_edit(bounds: Bounds) -> ChoiceBox | MoneyEdit:
    if bounds.amounts:
        return ChoiceBox({str(one): f"{money_text(one)} 元" for one in bounds.amounts})
    return MoneyEdit(may_be_negative=False)


def _amount_of(values: dict[str, Any]) -> Fen:
    return Fen(int(values.get("amount", NO_MONEY)))
