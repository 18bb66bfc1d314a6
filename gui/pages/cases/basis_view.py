"""What a case was decided on, what came for it, and what else there is of the enterprise."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from domain.cases.awards.changed import Change
from domain.cases.awards.funding import lowered_words
from domain.cases.awards.rivals import Beside
from domain.cases.awards.showing import Asked, Other, Paper, Shown
from domain.funds.showing import OfCase
from domain.policies.trace import Decision
from domain.store.acts import Action
from domain.values.money import Fen
from gui.early.parts import (
    Link,
    Note,
    button,
    empty,
    fill,
    in_column,
    in_row,
    named_label,
)
from gui.early.theme import px
from gui.formatting import count_text, date_text, money_text
from gui.pages.assessment.decision_list import shown_status
from gui.pages.assessment.detail import checks_card, instalments_card, steps_card
from gui.pages.cases.paid_card import PaidCard, has_paid_card
from gui.services import Services
from gui.targets import ToNotice
from gui.widgets.cards import Banner, Card
from gui.widgets.placing import FlowLayout, Scrolling, in_grid
from gui.widgets.prose import Paragraph
from gui.widgets.status import StatusPill

_FEW: Final = 3
"""So many figures that changed are shown at once."""


PAPERS_KEY: Final = "Ctrl+M"


class ChangeCard(Card):
    """数据已变更: figure by figure, with the two ways to go on."""

    def __init__(self, change: Change) -> None:
        super().__init__(padding=12)
        self.banner = Banner("warning", "warning", self, said=_changed(change))
        self.take_button = button("采用新数据…", parent=self)
        self.take_button.setVisible(change.now is not None)
        self.keep_button = button("按原数据办理…", parent=self)
        self.more = Link("", self)
        self.more.followed.connect(self._on_more)
        # One below the other: beside each other a long amount would be cut where there is little room.
        self._lines = in_column(spacing=2)
        self._figures, self._is_whole = change.figures, False
        self._fill()
        acts = FlowLayout(spacing=px(8))
        for one in (self.keep_button, self.take_button):
            acts.addWidget(one)
        fill(self.body, self.banner, self._lines, self.more, acts)

    def _on_more(self) -> None:
        self._is_whole = not self._is_whole
        self._fill()

    def _fill(self) -> None:
        empty(self._lines)
        for one in self._figures if self._is_whole else self._figures[:_FEW]:
            fill(self._lines, Note(one.label, self), Paragraph(f"{one.before}　→　{one.after}", self))
        rest = len(self._figures) - _FEW
        self.more.setVisible(rest > 0)
        self.more.setText("收起" if self._is_whole else f"另有 {rest} 项不同，全部列出")


class BasisView(Scrolling):
    """What a case was decided on, and what else there is of the enterprise."""

    settle_wanted = Signal(object)
    case_wanted = Signal(object)
    change_answered = Signal(bool)
    """What changed is to be taken in, or not."""

    papers_wanted = Signal()
    declare_wanted = Signal()
    opinion_wanted = Signal(object)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self.setMinimumWidth(px(320))
        self.settle_buttons: dict[Beside, Link] = {}
        self.declare_button: Link | None = None
        self.opinion_buttons: dict[str, Link] = {}
        self.papers_button: Link | None = None
        self.change: ChangeCard | None = None
        self.paid: PaidCard | None = None

    def show_basis(self, shown: Shown, paid: OfCase, *, keep: bool) -> None:
        """Show another case; `keep` leaves the scroll bar where it is."""
        at = self.verticalScrollBar().value() if keep else 0
        content = QWidget()
        # Else the scroll area keeps room for every line wrapped at its narrowest.
        content.setMinimumHeight(1)
        decision = shown.case.decision()
        layout = in_column(spacing=12, margins=(0, 0, 4, 8), of=content)
        self.change = None if shown.change is None else self._change_card(shown.change)
        if self.change is not None:
            layout.addWidget(self.change)
        layout.addWidget(self._result_card(shown, decision))
        self.paid = None
        if has_paid_card(shown.case.row, paid):
            self.paid = PaidCard(self._services, shown.case.row, paid, self)
            layout.addWidget(self.paid)
        self.settle_buttons, self.opinion_buttons, self.papers_button = {}, {}, None
        self.declare_button = None
        if shown.papers:
            layout.addWidget(self._papers_card(shown))
        if shown.opinions:
            layout.addWidget(self._opinions_card(shown))
        if shown.rivals or shown.case.is_on_its_way:
            layout.addWidget(self._rivals_card(shown))
        if decision.checks:
            layout.addWidget(checks_card(decision.checks))
        if decision.steps:
            layout.addWidget(steps_card(decision.steps))
        if decision.instalments:
            layout.addWidget(instalments_card(decision))
        layout.addWidget(self._others_card(shown.others))
        layout.addWidget(FactsCard(shown.facts))
        layout.addStretch(1)
        self.setWidget(content)
        self.verticalScrollBar().setValue(at)

    def _change_card(self, change: Change) -> ChangeCard:
        card = ChangeCard(change)
        card.take_button.clicked.connect(lambda *_: self.change_answered.emit(True))
        card.keep_button.clicked.connect(lambda *_: self.change_answered.emit(False))
        self._services.permits.hold(Action.CASE_TAKE_IN, card.take_button)
        self._services.permits.hold(Action.CASE_KEEP, card.keep_button)
        return card

    def _result_card(self, shown: Shown, decision: Decision) -> Card:
        card = Card("核定")
        is_by_person = decision.by_person is not None
        pill = StatusPill(shown_status(decision.outcome, decision.amount, None, is_by_person=is_by_person))
        card.head.insertWidget(1, pill)
        lines = _amount_lines(shown) + [f"须人工认定：{one.text}" for one in decision.doubts]
        lines += filter(None, [decision.note, decision.by_person.text if decision.by_person else ""])
        for text in lines:
            card.body.addWidget(Paragraph(text))
        if shown.notice:
            link = Link(f"通知书 {shown.notice}")
            link.followed.connect(lambda: self._services.go_to(ToNotice(shown.notice)))
            card.body.addWidget(link)
        return card

    def _papers_card(self, shown: Shown) -> Card:
        card = Card("材料")
        grid = _grid()
        for row, paper in enumerate(shown.papers):
            _add_line(grid, row, paper.name, *_paper_words(paper, shown.now.day))
        card.body.addLayout(grid)
        if shown.case.is_on_its_way and shown.papers:
            self.papers_button = Link(f"登记材料…　{PAPERS_KEY}")
            self.papers_button.setToolTip(f"登记材料（{PAPERS_KEY}）")
            self.papers_button.followed.connect(self.papers_wanted)
            self._services.permits.hold(Action.CASE_PAPERS, self.papers_button)
            card.body.addWidget(self.papers_button)
        return card

    def _opinions_card(self, shown: Shown) -> Card:
        card = Card("部门意见")
        grid = _grid()
        for row, asked in enumerate(shown.opinions):
            title = f"{asked.opinion.department}　{asked.opinion.title}"
            _add_line(grid, row, title, *_opinion_words(asked))
            if shown.case.is_on_its_way:
                link = Link("登记…" if asked.answer is None else "重新登记…")
                link.followed.connect(partial(self.opinion_wanted.emit, asked))
                self._services.permits.hold(Action.CASE_OPINION, link)
                self.opinion_buttons[asked.opinion.id] = link
                grid.addWidget(link, row, 2, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(grid)
        return card

    def _rivals_card(self, shown: Shown) -> Card:
        card = Card("可能重复享受")
        for one in shown.rivals:
            said = Paragraph(one.text)
            settled = Note(
                f"已定：{one.settled.word}。{one.because}" if one.settled else "还没有定怎么处理。"
            )
            settle = Link("改定…" if one.settled else "定怎么处理…")
            settle.followed.connect(partial(self.settle_wanted.emit, one.beside))
            settle.setEnabled(not shown.amount_fixed)
            settle.setToolTip(shown.amount_fixed)
            self._services.permits.hold(Action.CASE_RIVAL, settle)
            self.settle_buttons[one.beside] = settle
            links = [settle]
            if one.case_id is not None:
                links.insert(0, Link("打开"))
                links[0].followed.connect(partial(self.case_wanted.emit, one.case_id))
            fill(card.body, said, in_row((settled, 1), *links, spacing=12))
        if not shown.rivals:
            card.body.addWidget(Note("没有发现别的奖补可能是为同一件事给的。"))
        if shown.case.is_on_its_way:
            self.declare_button = Link("登记其他层级已得…")
            self.declare_button.followed.connect(self.declare_wanted)
            self._services.permits.hold(Action.CASE_DECLARE, self.declare_button)
            card.body.addWidget(self.declare_button)
        return card

    def _others_card(self, others: Sequence[Other]) -> Card:
        card = Card("本企业的其他奖补")
        if not others:
            card.body.addWidget(Note("没有别的奖补。"))
            return card
        grid = in_grid(shares=(1,), across=16, down=6)
        for row, one in enumerate(others):
            said = "，".join(filter(None, (one.title, one.period)))
            title = Paragraph(f"{said}\n{one.where}　{date_text(one.since)}")
            amount = Note(f"{money_text(one.amount)} 元")
            amount.setWordWrap(False)
            if one.granted is not None:
                title.setText(f"{title.text()}\n{lowered_words(one.granted, one.amount)}")
            open_ = Link("打开")
            open_.followed.connect(partial(self.case_wanted.emit, one.id))
            for column, cell in enumerate((title, amount, open_)):
                grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(grid)
        return card


class FactsCard(Card):
    """What was known of the enterprise then; folded, since it is long."""

    def __init__(self, facts: Sequence[tuple[str, str]]) -> None:
        super().__init__("核定时的企业数据")
        self._facts = facts
        self.link = Link(f"全部列出（{count_text(len(facts), '项')}）", self)
        self.link.followed.connect(self._on_link)
        self.body.addWidget(self.link)

    def _on_link(self) -> None:
        self.link.hide()
        grid = in_grid(across=16, down=4)
        for column, stretch in enumerate((3, 4)):
            grid.setColumnStretch(column, stretch)
        for row, (label, text) in enumerate(self._facts):
            grid.addWidget(Note(label), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(text), row, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(grid)


def _grid() -> QGridLayout:
    return in_grid(shares=(3, 4), across=16, down=6)


def _add_line(grid: QGridLayout, row: int, title: str, said: str, tone: str) -> None:
    words = named_label("caseDue", said, wraps=True)
    words.setProperty("tone", tone)
    for column, cell in enumerate((Paragraph(title), words)):
        grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)


def _paper_words(paper: Paper, today: date) -> tuple[str, str]:
    """Say what there is of a paper, and in which tone."""
    if paper.came is not None:
        return f"{date_text(paper.came)}收到", ""
    if paper.promised is not None:
        is_late = paper.promised < today
        return (
            f"承诺{date_text(paper.promised)}补交{'，已过期' if is_late else ''}",
            "late" if is_late else "",
        )
    return "缺", "late"


def _opinion_words(asked: Asked) -> tuple[str, str]:
    """Say what a department answered, and in which tone."""
    if asked.answer is None:
        return "还没有答复", ""
    word = "通过" if asked.answer.in_favour else "不通过"
    until = "" if asked.until is None else f"，{date_text(asked.until)}以前有效"
    if asked.is_lapsed:
        until = f"，{date_text(asked.until)}已过有效期，要重新核查"
    is_good = asked.answer.in_favour and not asked.is_lapsed
    return f"{date_text(asked.answer.on)}{word}{until}", "" if is_good else "late"


def _changed(change: Change) -> str:
    if change.obstacle:
        return f"{change.obstacle}。可以按原数据办理，或不予通过。"
    parts = filter(None, (change.policy_note, change.result))
    return f"核定以后数据有变更：{'；'.join(parts)}。要先定按哪一种办理。"


def _amount_lines(shown: Shown) -> list[str]:
    row = shown.case.row
    lines = [f"按政策算出 {money_text(Fen(row.computed))} 元，核定 {money_text(shown.case.amount)} 元。"]
    if shown.lowered is not None:
        lines.append(f"{lowered_words(row.amount, shown.lowered)}。")
    if row.asked is not None:
        lines.append(f"企业申请 {money_text(Fen(row.asked))} 元。")
    if row.bound is not None and row.bound != row.computed:
        lines.append(f"最多可以核定 {money_text(Fen(row.bound))} 元。")
    return lines
