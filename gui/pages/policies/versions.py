"""Two versions of a policy beside each other: what differs, and what that does to the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from domain.policies.comparing import Change, Compared, compare_versions
from domain.policies.policy import Policy
from domain.policies.register import decide_register
from domain.policies.summary import Totals
from domain.policies.trace import Outcome
from domain.progress import Reporter
from gui.context import AppContext
from gui.formatting import count_text, money_text
from gui.services import Services
from gui.theme import px
from gui.widgets.cards import Card
from gui.widgets.empty import EmptyState
from gui.widgets.labels import Note
from gui.widgets.prose import FormulaText, Paragraph
from gui.widgets.status import STATUSES, StatusPill

_PILLS: Final = {
    Change.ADDED: STATUSES["granted"],
    Change.CHANGED: STATUSES["changed"],
    Change.REMOVED: STATUSES["not_met"],
}


_FORMULAS: Final = ("金额", "各项相加后", "条件", "适用对象", "定义", "排除情形")


@dataclass(frozen=True, slots=True)
class Sums:
    """What each clause comes to by one version, and everything together."""

    clauses: dict[str, Totals]
    whole: Totals


class VersionsView(QScrollArea):
    """A card for each clause that differs, the earlier words left and the later ones right."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.compared: Sequence[Compared] = ()
        self.sums: dict[str, Note] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_versions(self, before: Policy, after: Policy) -> None:
        """Show what differs; what both come to for the register follows once it is decided."""
        self.compared, self.sums = compare_versions(before, after), {}
        content = QWidget()
        # Else the scroll area keeps room for every line wrapped at its narrowest.
        content.setMinimumHeight(1)
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, px(4), px(8))
        layout.setSpacing(px(12))
        layout.addWidget(self._summary(before, after))
        for one in self.compared:
            layout.addWidget(self._card(one))
        if not self.compared:
            layout.addWidget(EmptyState("没有差别", "两个版本的条款、公式和口径都相同。", icon_name="check"))
        layout.addStretch(1)
        self.setWidget(content)
        self.verticalScrollBar().setValue(0)
        self._services.jobs.run(
            partial(_sums, self._services.context, before, after),
            partial(self._on_summed, content),
            owner=self,
            label="正在评定两个版本",
        )

    def _summary(self, before: Policy, after: Policy) -> Card:
        card = Card("对全部企业的影响")
        counts = "，".join(
            f"{change} {sum(one.change is change and bool(one.clause_id) for one in self.compared)} 条"
            for change in Change
        )
        card.body.addWidget(Paragraph(f"现行第 {before.version} 版 → 第 {after.version} 版：条款{counts}。"))
        self.sums[""] = Note("正在评定……", card)
        card.body.addWidget(self.sums[""])
        return card

    def _card(self, one: Compared) -> Card:
        card = Card(one.title)
        pill = StatusPill(parent=card)
        pill.show_status(_PILLS[one.change].named(str(one.change)))
        card.head.insertWidget(1, pill)
        if one.clause_id:
            self.sums[one.clause_id] = Note("", card)
            card.body.addWidget(self.sums[one.clause_id])
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(20))
        grid.setVerticalSpacing(px(10))
        grid.setColumnMinimumWidth(0, px(84))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for column, title in ((1, "现行"), (2, "新版")):
            grid.addWidget(Note(title, card), 0, column)
        for row, line in enumerate(one.lines, start=1):
            grid.addWidget(Note(line.label, card), row, 0, Qt.AlignmentFlag.AlignTop)
            for column, text in ((1, line.before), (2, line.after)):
                said = _said(text, is_formula=line.label in _FORMULAS)
                grid.addWidget(said, row, column, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(grid)
        return card

    def _on_summed(self, content: QWidget, found: tuple[Sums, Sums]) -> None:
        if self.widget() is not content:
            return
        before, after = found
        self.sums[""].setText(_effect_text(before.whole, after.whole))
        for clause_id, note in self.sums.items():
            if clause_id:
                nothing = Totals()
                first = before.clauses.get(clause_id, nothing)
                note.setText(_effect_text(first, after.clauses.get(clause_id, nothing)))


def _said(text: str, *, is_formula: bool) -> QWidget:
    """Return a text; of a condition its words above its formula."""
    if not text:
        return Note("—")
    if is_formula and "\n" not in text:
        return FormulaText(text)
    words, _, formula = text.rpartition("\n")
    if not words or "\n" in words:
        return Paragraph(text)
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(px(4))
    column.addWidget(Paragraph(words))
    column.addWidget(FormulaText(formula))
    return part


def _effect_text(before: Totals, after: Totals) -> str:
    gain = after.amount - before.amount
    sign = "+" if gain > 0 else ""
    return f"{_totals_text(before)} → {_totals_text(after)}（{sign}{money_text(gain)} 元）"


def _totals_text(totals: Totals) -> str:
    return f"符合 {count_text(totals.count(Outcome.GRANTED), '项')}、{money_text(totals.amount)} 元"


def _sums(context: AppContext, before: Policy, after: Policy, reporter: Reporter) -> tuple[Sums, Sums]:
    first, second = (_summed(context, policy, reporter) for policy in (before, after))
    return first, second


def _summed(context: AppContext, policy: Policy, reporter: Reporter) -> Sums:
    dictionary = context.dictionary.extended(policy.facts)
    results = decide_register(context.store, policy, dictionary, reporter)
    by_clause = {id_: results.totals(results.cells(clause_id=id_)) for id_ in policy.clauses}
    return Sums(by_clause, results.totals(results.cells()))
