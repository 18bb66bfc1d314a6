"""Two versions of a policy beside each other: what differs, and what that does to the register."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from domain.policies.policy import Policy
from domain.policies.runs.summary import Totals
from domain.policies.trace import Outcome
from domain.policies.trials.comparing import Change, Compared, compare_versions
from domain.policies.trials.trying import Switch, try_switch
from gui.early.parts import Note, in_column
from gui.early.theme import px
from gui.formatting import count_text, money_text
from gui.services import Services
from gui.widgets.cards import Card, EmptyState
from gui.widgets.formula_text import FormulaFold
from gui.widgets.placing import Scrolling, in_grid
from gui.widgets.prose import ChangedText, Paragraph, changed_parts
from gui.widgets.status import STATUSES, StatusPill

_PILLS: Final = {
    Change.ADDED: STATUSES["granted"],
    Change.CHANGED: STATUSES["changed"],
    Change.REMOVED: STATUSES["not_met"],
}


class VersionsView(Scrolling):
    """A card for each clause that differs, the earlier words left and the later ones right."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.compared: Sequence[Compared] = ()
        self.sums: dict[str, Note] = {}

    def show_versions(self, before: Policy, after: Policy) -> None:
        """Show what differs; what both come to for the register follows once it is decided."""
        self.compared, self.sums = compare_versions(before, after), {}
        content = QWidget()
        # Else the scroll area keeps room for every line wrapped at its narrowest.
        content.setMinimumHeight(1)
        layout = in_column(self._summary(before, after), spacing=12, margins=(0, 0, 4, 8), of=content)
        for one in self.compared:
            layout.addWidget(self._card(one))
        if not self.compared:
            layout.addWidget(EmptyState("没有差别", "两个版本的条款、公式和口径都相同。", icon_name="check"))
        layout.addStretch(1)
        self.setWidget(content)
        self.verticalScrollBar().setValue(0)
        context = self._services.context
        self._services.jobs.run(
            partial(try_switch, context.store, before, after, context.dictionary),
            partial(self._on_summed, content),
            owner=self,
            label="正在评定两个版本",
        )

    def _summary(self, before: Policy, after: Policy) -> Card:
        card = Card("对全部企业的影响")
        card.body.addWidget(
            Paragraph(
                f"现行第 {before.version} 版 → 第 {after.version} 版：条款{counts_text(self.compared)}。"
            )
        )
        self.sums[""] = Note("正在评定……", card)
        card.body.addWidget(self.sums[""])
        return card

    def _card(self, one: Compared) -> Card:
        card = compared_card(one, "现行", "新版")
        if one.clause_id:
            self.sums[one.clause_id] = Note("", card)
            card.body.insertWidget(0, self.sums[one.clause_id])
        return card

    def _on_summed(self, content: QWidget, found: Switch) -> None:
        if self.widget() is not content:
            return
        before, after = found.before, found.after
        self.sums[""].setText(
            f"{effect_text(before.whole, after.whole)}\n"
            f"结果或金额有变化的企业 {count_text(found.enterprises, '户')}"
        )
        for clause_id, note in self.sums.items():
            if clause_id:
                nothing = Totals()
                first = before.clauses.get(clause_id, nothing)
                note.setText(effect_text(first, after.clauses.get(clause_id, nothing)))


def compared_card(one: Compared, earlier: str, later: str) -> Card:
    """Return what differs in a clause, the earlier words left and the later ones right."""
    card = Card(one.title)
    pill = StatusPill(parent=card)
    pill.show_status(_PILLS[one.change].named(str(one.change)))
    card.head.insertWidget(1, pill)
    grid = in_grid(across=20, down=10)
    grid.setColumnMinimumWidth(0, px(84))
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(2, 1)
    for column, title in ((1, earlier), (2, later)):
        grid.addWidget(Note(title, card), 0, column)
    for row, line in enumerate(one.lines, start=1):
        grid.addWidget(Note(line.label, card), row, 0, Qt.AlignmentFlag.AlignTop)
        before, after = changed_parts(line.before, line.after)
        # What stands on one side alone is new or gone as a whole: nothing in it has changed.
        is_pair = bool(line.before and line.after)
        for column, text, parts, formula in (
            (1, line.before, before, line.before_formula),
            (2, line.after, after, line.after_formula),
        ):
            words = ChangedText(parts, is_gone=column == 1) if is_pair else Paragraph(text or "—")
            grid.addWidget(_said(words, formula), row, column, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(grid)
    return card


def _said(words: Paragraph, formula: str) -> QWidget:
    """Return words, with what is computed for them one click away."""
    if not formula:
        return words
    part = QWidget()
    in_column(words, FormulaFold([formula]), spacing=4, of=part)
    return part


def effect_text(before: Totals, after: Totals) -> str:
    """Say what something came to, what it comes to now, and the difference."""
    gain = after.amount - before.amount
    sign = "+" if gain > 0 else ""
    return f"{totals_text(before)} → {totals_text(after)}（{sign}{money_text(gain)} 元）"


def totals_text(totals: Totals) -> str:
    """Say how many awards are granted, and their sum."""
    return f"符合 {count_text(totals.count(Outcome.GRANTED), '项')}、{money_text(totals.amount)} 元"


def counts_text(compared: Sequence[Compared]) -> str:
    """Say how many clauses came, went and changed."""
    return "，".join(
        f"{change} {sum(one.change is change and bool(one.clause_id) for one in compared)} 条"
        for change in Change
    )
