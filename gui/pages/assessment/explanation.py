"""Why a clause was decided so: each condition with what was found, then the arithmetic step by step."""

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from domain.cases.issued import reason_beside
from domain.cases.queries import ListedNotice
from domain.cases.service import reason_against_notice
from domain.enterprises.dictionary import Dictionary
from domain.policies.language.ranges import Result
from domain.policies.policy import Clause, Policy
from domain.policies.trace import Check, Decision, Outcome, Step
from gui.early.icons import icon_pixmap
from gui.early.labels import Link, Note, SectionTitle
from gui.early.layouts import STRETCH, fill, in_column, in_row
from gui.early.theme import px
from gui.formatting import money_text
from gui.widgets.cards import Card
from gui.widgets.prose import Paragraph
from gui.widgets.status import Status, StatusPill, status_of

_RESULTS: Final = {
    Result.TRUE: status_of("true"),
    Result.FALSE: status_of("false"),
    Result.MISSING: status_of("missing").named("缺资料"),
    Result.UNDECIDABLE: status_of("manual").named("待认定"),
}
_INDENT: Final = 20


class ExplanationView(QScrollArea):
    """Explains one decision."""

    field_wanted = Signal(str)
    """The reader wants to fill in this figure; its key as traces write it."""

    clause_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_decision(
        self,
        policy: Policy,
        clause: Clause,
        decision: Decision,
        dictionary: Dictionary,
        *,
        keep: bool = False,
        notice: ListedNotice | None = None,
    ) -> None:
        """Explain another decision; `keep` leaves the scroll bar where it is; ``notice`` stands for it."""
        at = self.verticalScrollBar().value() if keep else 0
        content = QWidget()
        # Else the scroll area keeps room for every line wrapped at its narrowest.
        content.setMinimumHeight(1)
        layout = in_column(
            self._result_card(clause, decision, dictionary, notice),
            spacing=12,
            margins=(0, 0, 4, 8),
            of=content,
        )
        if decision.checks:
            layout.addWidget(_checks_card(decision.checks))
        if decision.steps:
            layout.addWidget(_steps_card(decision.steps))
        if decision.instalments:
            layout.addWidget(_instalments_card(decision))
        fill(layout, self._wording_card(policy, clause), STRETCH)
        self.setWidget(content)
        self.verticalScrollBar().setValue(at)

    def _result_card(
        self, clause: Clause, decision: Decision, dictionary: Dictionary, notice: ListedNotice | None
    ) -> Card:
        card = Card()
        title = SectionTitle(clause.title)
        title.setWordWrap(True)
        head = in_row(
            (title, 1), (StatusPill(status_of(decision.outcome)), Qt.AlignmentFlag.AlignTop), spacing=12
        )
        card.body.addLayout(head)
        if notice is not None:
            said = reason_beside(notice, decision.outcome, decision.amount, "")
            card.body.addWidget(Paragraph(f"{said}。批准日期 {notice.approved_on.isoformat()}。"))
        if decision.outcome is Outcome.GRANTED:
            amount = QLabel(f"{money_text(decision.amount)} 元")
            amount.setObjectName("amount")
            card.body.addWidget(amount)
            if against := reason_against_notice(decision):
                card.body.addWidget(Paragraph(against))
        elif decision.note and decision.note not in {doubt.text for doubt in decision.doubts}:
            card.body.addWidget(Paragraph(decision.note))
        for doubt in decision.doubts:
            card.body.addWidget(Paragraph(f"须人工认定：{doubt.text}"))
        if decision.missing:
            card.body.addWidget(Paragraph(_missing_text(decision)))
            for key in decision.missing:
                card.body.addWidget(self._link_to(key, dictionary))
        return card

    def _link_to(self, key: str, dictionary: Dictionary) -> Link:
        link = Link(f"去填写：{dictionary.label_of(key)}")
        link.followed.connect(lambda: self.field_wanted.emit(key))
        return link

    def _wording_card(self, policy: Policy, clause: Clause) -> Card:
        card = Card("条文和口径")
        card.body.addWidget(Paragraph(clause.wording))
        for reading in clause.readings:
            card.body.addWidget(Paragraph(f"口径：{reading}"))
        if policy.caveat:
            card.body.addWidget(Note(policy.caveat))
        link = Link("看公式和全部口径")
        link.followed.connect(self.clause_wanted)
        card.body.addWidget(link)
        return card


def _missing_text(decision: Decision) -> str:
    most = f"；补齐后最多可得 {money_text(decision.most)} 元" if decision.most else ""
    return f"还缺 {len(decision.missing)} 项资料{most}。"


def _checks_card(checks: Sequence[Check]) -> Card:
    card = Card("条件")
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(16))
    grid.setVerticalSpacing(px(10))
    for column, (word, stretch) in enumerate((("", 0), ("条件", 4), ("查到的", 5), ("要求", 4))):
        grid.addWidget(Note(word), 0, column)
        grid.setColumnStretch(column, stretch)
    for row, (check, depth) in enumerate(_flat(checks), start=1):
        for column, widget in enumerate(_check_cells(check, depth)):
            grid.addWidget(widget, row, column, Qt.AlignmentFlag.AlignTop)
    card.body.addLayout(grid)
    return card


def _flat(checks: Sequence[Check], depth: int = 0) -> Iterator[tuple[Check, int]]:
    for check in checks:
        yield check, depth
        yield from _flat(check.parts, depth + 1)


def _check_cells(check: Check, depth: int) -> list[QWidget]:
    said = Paragraph(check.text)
    said.setContentsMargins(px(_INDENT * depth), 0, 0, 0)
    # What an alternative found is told by its parts below it.
    found = "" if check.parts and check.required else check.found
    return [
        _mark(_RESULTS[check.result]),
        said,
        Paragraph("；".join(part for part in (found, check.gap) if part)),
        Paragraph(check.required),
    ]


def _mark(status: Status) -> QWidget:
    """Return the sign of a result, with its word."""
    cell = QWidget()
    picture = QLabel(cell)
    picture.setPixmap(icon_pixmap(status.mark, status.ink, 15, cell.devicePixelRatioF()))
    word = QLabel(status.word, cell)
    word.setStyleSheet(f"color: {status.ink}")
    in_row(picture, word, STRETCH, spacing=4, of=cell)
    return cell


def _steps_card(steps: Sequence[Step]) -> Card:
    card = Card("金额怎么算")
    grid = QGridLayout()
    grid.setHorizontalSpacing(px(16))
    grid.setVerticalSpacing(px(8))
    grid.setColumnStretch(1, 1)
    for row, step in enumerate(steps):
        value = QLabel(f"＝ {step.shown}")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if row == len(steps) - 1:
            value.setObjectName("lastStep")
        grid.addWidget(Note(f"{row + 1}"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Paragraph(step.text), row, 1, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, row, 2, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
    card.body.addLayout(grid)
    return card


def _instalments_card(decision: Decision) -> Card:
    card = Card("分期拨付")
    for one in decision.instalments:
        line = in_row(
            StatusPill(status_of(one.outcome)),
            (Paragraph(one.title), 1),
            QLabel(f"{money_text(one.amount)} 元"),
        )
        card.body.addLayout(line)
    return card
