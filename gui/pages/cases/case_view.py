"""The page of one case: left what it was decided on, right its road, above where it stands."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from domain.cases.awards.changed import Change
from domain.cases.awards.entities import Ended, Origin
from domain.cases.awards.handling import keep_as_decided, take_in_changes
from domain.cases.awards.reading import Case
from domain.cases.awards.showing import Other, Shown, show_case
from domain.cases.roads.drawing import Mark
from domain.policies.trace import Decision
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.ids import CaseId
from domain.values.money import Fen
from domain.values.progress import Reporter
from gui.early.parts import (
    STRETCH,
    ElidedLabel,
    Link,
    Note,
    button,
    empty,
    fill,
    icon_button,
    in_column,
    in_row,
    named_label,
    shortcut_action,
)
from gui.early.theme import px
from gui.formatting import count_text, date_text, money_text
from gui.forms.editors import LongTextEdit
from gui.pages.assessment.decision_list import shown_status
from gui.pages.assessment.detail import checks_card, instalments_card, steps_card
from gui.pages.cases.acting import ActBar
from gui.pages.cases.amounts import AmountDialog, SettleDialog
from gui.pages.cases.asking import StepDialog
from gui.pages.cases.road_view import RoadView
from gui.services import Services
from gui.targets import ToBatch, ToEnterprise, ToPolicy
from gui.widgets.cards import Banner, Card
from gui.widgets.dialog import Dialog
from gui.widgets.placing import FlowLayout, split
from gui.widgets.prose import Paragraph
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, NEUTRAL, Status, StatusPill

_WATCHED: Final = {Kind.CASE, Kind.BATCH, Kind.ENTERPRISE, Kind.FIGURES, Kind.CALENDAR}
_FEW: Final = 3
"""So many figures that changed are shown at once."""


class CaseView(QWidget):
    """Shows one case, and has done what is to be done of it; among others, leads on to the next."""

    left = Signal()
    """The way back was taken."""

    shown = Signal(object)
    """Another case is shown; its id."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._id: CaseId | None = None
        self._among: Sequence[CaseId] = ()
        self.case: Shown | None = None
        self.dialog: Dialog | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head = CaseHead(services, self)
        self.before_button = icon_button("chevron-up", "上一件（Ctrl+↑）", partial(self._go, -1), parent=self)
        self.after_button = icon_button("chevron-down", "下一件（Ctrl+↓）", partial(self._go, 1), parent=self)
        self.place = named_label("note", "", self)
        self.acts = ActBar(services, self, shortcut="Ctrl+Return")
        self.amount_button = button("改金额…", self._on_amount, parent=self)
        self.basis = BasisView(services, self)
        self.basis.change_answered.connect(self._on_change)
        self.basis.settle_wanted.connect(self._on_settle)
        self.basis.case_wanted.connect(self.show_case)
        self.road = RoadView(self)
        services.permits.hold(Action.CASE_AMOUNT, self.amount_button)
        self._lay_out()
        shortcut_action(self, "Ctrl+Up", partial(self._go, -1))
        shortcut_action(self, "Ctrl+Down", partial(self._go, 1))
        shortcut_action(self, "Esc", self.left.emit)
        services.changes.on(_WATCHED, self._reload_if_seen, owner=self)

    @property
    def id(self) -> CaseId | None:
        """Which case is shown, or about to be."""
        return self._id

    def show_case(self, id_: CaseId, among: Sequence[CaseId] = ()) -> None:
        """Show a case; `among` are those that one goes on to from it, in their order."""
        self._among = list(among) if id_ in among else [id_]
        self._turn_to(id_)

    def _turn_to(self, id_: CaseId) -> None:
        self._id = id_
        at = self._among.index(id_)
        self.place.setText(f"{at + 1} / {count_text(len(self._among))}" if len(self._among) > 1 else "")
        for one, is_there in ((self.before_button, at > 0), (self.after_button, at + 1 < len(self._among))):
            one.setVisible(len(self._among) > 1)
            one.setEnabled(is_there)
        self.setFocus()
        self._reload()
        self.shown.emit(id_)

    def _go(self, by: int) -> None:
        if self._id is None:
            return
        at = self._among.index(self._id) + by
        if 0 <= at < len(self._among):
            self._turn_to(self._among[at])

    def _reload_if_seen(self) -> None:
        if self.isVisible():
            self._reload()

    def _reload(self) -> None:
        id_, context = self._id, self._services.context
        if id_ is None:
            return

        def work(_: Reporter) -> Shown:
            rules = context.rules
            return context.store.ask(lambda s: show_case(s, id_, context.seat.who, rules))

        self._services.jobs.read(work, self._show, owner=self)

    def _show(self, shown: Shown) -> None:
        if shown.case.id != self._id:
            return
        is_another = self.case is None or self.case.case.id != shown.case.id
        self.case = shown
        self.head.show_head(shown)
        self.acts.offer([shown.case.id], shown.offers)
        self.amount_button.setVisible(shown.case.is_on_its_way)
        self.amount_button.setEnabled(not shown.amount_fixed)
        self.amount_button.setToolTip(shown.amount_fixed)
        self.basis.show_basis(shown, keep=not is_another)
        self.road.show_road(shown.road)

    def _show_here(self) -> None:
        """Have in sight where it stands, whenever the lines were laid out anew."""
        here = next((one for one in self.road.stops if one.passed.stop.mark is Mark.HERE), None)
        if here is not None:
            self._road_scroll.ensureWidgetVisible(here, 0, px(60))

    def _lay_out(self) -> None:
        turning = in_row(self.place, self.before_button, self.after_button, spacing=4)
        top = in_row((self.head, 1), spacing=12)
        top.addLayout(turning)
        top.setAlignment(turning, Qt.AlignmentFlag.AlignTop)
        acts = QWidget(self)
        flow = FlowLayout(acts, spacing=px(8))
        for one in (self.acts, self.amount_button):
            flow.addWidget(one)
        road = QWidget(self)
        in_column(self.road, STRETCH, margins=(0, 0, 8, 8), of=road)
        self._road_scroll = QScrollArea(self)
        self._road_scroll.setObjectName("onCard")
        self._road_scroll.setWidgetResizable(True)
        self._road_scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._road_scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._road_scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._road_scroll.setWidget(road)
        self._road_scroll.setMinimumWidth(px(280))
        self._road_scroll.verticalScrollBar().rangeChanged.connect(lambda *_: self._show_here())
        way = Card("办理经过", self, padding=14)
        fill(way.body, (self._road_scroll, 1))
        both = split(Qt.Orientation.Horizontal, (self.basis, 560, 3), (way, 380, 2), parent=self)
        in_column(top, acts, (both, 1), spacing=10, of=self)

    def _on_amount(self) -> None:
        if self.case is not None:
            self.dialog = AmountDialog(self, self._services, self.case.case)
            self.dialog.start()

    def _on_settle(self, rival_id: CaseId) -> None:
        if self.case is not None:
            rival = next(one for one in self.case.rivals if one.case_id == rival_id)
            self.dialog = SettleDialog(self, self._services, self.case.case, rival)
            self.dialog.start()

    def _on_change(self, is_taken: bool) -> None:
        if self.case is None or self.case.change is None:
            return
        case, change, context = self.case.case, self.case.change, self._services.context
        word = "采用新数据" if is_taken else "按原数据办理"
        said = [Paragraph(_follows(case, change, is_taken=is_taken))]
        dialog = StepDialog(self, self._services, f"{word}：{case.name}", word, said=said)
        dialog.form.add("because", "理由", LongTextEdit("写明原因，会留在这件事项的记录里"), required=True)
        act = take_in_changes if is_taken else keep_as_decided
        dialog.begin(
            lambda values: act(context.seat, [case.seen], context.rules, because=values["because"]),
            lambda _: f"已办理“{word}”：{case.name}",
            f"已撤回“{word}”",
            check=lambda values: {} if values.get("because") else {"because": f"请写明{word}的理由"},
        )
        self.dialog = dialog


class CaseHead(QWidget):
    """Whose case, what for, how much, where it stands, whose turn it is, and by when."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self.name = ElidedLabel("", self)
        self.name.setObjectName("sectionTitle")
        self.pill = StatusPill(parent=self)
        self.what = ElidedLabel("", self)
        self.what.setObjectName("note")
        self.amount = named_label("amount", "", self)
        self.turn = ElidedLabel("", self)
        self.turn.setObjectName("note")
        self.due = ElidedLabel("", self)
        self.due.setObjectName("caseDue")
        self.batch = Link("", self)
        self.batch.followed.connect(self._on_batch)
        self.enterprise = Link("打开企业", self)
        self.enterprise.followed.connect(self._on_enterprise)
        self.policy = Link("看条文", self)
        self.policy.followed.connect(self._on_policy)
        self._shown: Shown | None = None
        line = in_row(self.name, self.pill, self.enterprise, self.policy, STRETCH, spacing=10)
        below = in_row(self.amount, self.turn, self.due, STRETCH, self.batch, spacing=16)
        in_column(line, self.what, below, spacing=2, of=self)

    def show_head(self, shown: Shown) -> None:
        self._shown = shown
        case, row, here = shown.case, shown.case.row, shown.here
        self.name.setText(row.enterprise_name)
        self.pill.show_status(where_status(case, is_late=here.is_late))
        origin = "免申即享" if row.origin == Origin.ASSESSED else f"{row.applicant}申报"
        parts = (
            f"《{row.policy_title}》",
            row.clause_title,
            row.instalment,
            row.period,
            origin,
            case.road.title,
        )
        self.what.setText("　".join(dict.fromkeys(filter(None, parts))))
        self.amount.setText(f"{money_text(case.amount)} 元")
        self.turn.setText(shown.turn)
        self.due.setText(_due(shown))
        self.due.setProperty("tone", "late" if here.is_late else "")
        self.due.style().polish(self.due)
        self.batch.setText(shown.batch)
        self.batch.setToolTip("打开这个批次")
        self.batch.setVisible(bool(shown.batch))

    def _on_batch(self) -> None:
        if self._shown is not None and self._shown.case.row.batch_id is not None:
            self._services.go_to(ToBatch(self._shown.case.row.batch_id))

    def _on_enterprise(self) -> None:
        if self._shown is not None:
            self._services.go_to(ToEnterprise(self._shown.case.row.enterprise_id))

    def _on_policy(self) -> None:
        if self._shown is not None:
            row = self._shown.case.row
            self._services.go_to(ToPolicy(row.policy_id, row.clause_id))


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
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(px(20))
        self._grid.setVerticalSpacing(px(4))
        for column in range(3):
            self._grid.setColumnStretch(column, 1)
        self._figures, self._is_whole = change.figures, False
        self._fill()
        acts = in_row(self.keep_button, self.take_button, STRETCH, spacing=8)
        fill(self.body, self.banner, self._grid, self.more, acts)

    def _on_more(self) -> None:
        self._is_whole = not self._is_whole
        self._fill()

    def _fill(self) -> None:
        empty(self._grid)
        rows = self._figures if self._is_whole else self._figures[:_FEW]
        lines = [("数据", "核定时", "现在"), *((one.label, one.before, one.after) for one in rows)]
        for row, texts in enumerate(lines if rows else ()):
            for column, text in enumerate(texts):
                cell = Note(text, self) if not row else Paragraph(text, self)
                self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignTop)
        rest = len(self._figures) - _FEW
        self.more.setVisible(rest > 0)
        self.more.setText("收起" if self._is_whole else f"另有 {rest} 项不同，全部列出")


class BasisView(QScrollArea):
    """What a case was decided on, and what else there is of the enterprise."""

    settle_wanted = Signal(object)
    case_wanted = Signal(object)
    change_answered = Signal(bool)
    """What changed is to be taken in, or not."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(px(320))
        self.settle_buttons: dict[CaseId, Link] = {}
        self.change: ChangeCard | None = None

    def show_basis(self, shown: Shown, *, keep: bool) -> None:
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
        layout.addWidget(_result_card(shown, decision))
        self.settle_buttons = {}
        if shown.rivals:
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

    def _rivals_card(self, shown: Shown) -> Card:
        card = Card("可能重复享受")
        for one in shown.rivals:
            said = Paragraph(one.text)
            settled = Note(
                f"已定：{one.settled.word}。{one.because}" if one.settled else "还没有定怎么处理。"
            )
            open_ = Link("打开")
            open_.followed.connect(partial(self.case_wanted.emit, one.case_id))
            settle = Link("改定…" if one.settled else "定怎么处理…")
            settle.followed.connect(partial(self.settle_wanted.emit, one.case_id))
            settle.setEnabled(not shown.amount_fixed)
            settle.setToolTip(shown.amount_fixed)
            self._services.permits.hold(Action.CASE_RIVAL, settle)
            self.settle_buttons[one.case_id] = settle
            fill(card.body, said, in_row((settled, 1), open_, settle, spacing=12))
        return card

    def _others_card(self, others: Sequence[Other]) -> Card:
        card = Card("本企业的其他奖补")
        if not others:
            card.body.addWidget(Note("没有别的奖补。"))
            return card
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(6))
        grid.setColumnStretch(0, 1)
        for row, one in enumerate(others):
            title = Paragraph("，".join(filter(None, (one.title, one.period))))
            amount = Note(f"{money_text(one.amount)} 元")
            amount.setWordWrap(False)
            where = Note(f"{one.where}　{one.since.isoformat()}")
            where.setWordWrap(False)
            open_ = Link("打开")
            open_.followed.connect(partial(self.case_wanted.emit, one.id))
            for column, cell in enumerate((title, amount, where, open_)):
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
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(4))
        for column, stretch in enumerate((3, 4)):
            grid.setColumnStretch(column, stretch)
        for row, (label, text) in enumerate(self._facts):
            grid.addWidget(Note(label), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(text), row, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(grid)


def where_status(case: Case, *, is_late: bool = False) -> Status:
    """Return where a case stands, as a pill."""
    match case.row.ended:
        case Ended.GRANTED:
            look = GOOD
        case Ended.OTHERWISE:
            look = NEUTRAL
        case _:
            look = ATTENTION if is_late or case.standing.waits else ACTIVE
    return look.named(case.where)


def _due(shown: Shown) -> str:
    here = shown.here
    if not shown.case.is_on_its_way:
        return "" if here.day is None else f"{date_text(here.day)}办结"
    return f"已超期：{here.note}" if here.is_late else here.note


def _changed(change: Change) -> str:
    if change.obstacle:
        return f"{change.obstacle}。可以按原数据办理，或不予通过。"
    result = (
        f"结果由{change.before}变为{change.after}"
        if change.before != change.after
        else "核定的结果和金额不变"
    )
    parts = filter(None, (change.policy_note, result))
    return f"核定以后数据有变更：{'；'.join(parts)}。要先定按哪一种办理。"


def _follows(case: Case, change: Change, *, is_taken: bool) -> str:
    if not is_taken:
        return f"仍按核定时的数据办理，金额 {money_text(case.amount)} 元不变，已有的签字都算数。"
    signed = "、".join(f"“{case.road.title_of(id_)}”" for id_ in case.standing.signed)
    gone = f"{signed}的签字作废，从“{case.road.way[0].title}”重新办理。" if signed else ""
    return f"按现在的数据重新核定：由{change.before}变为{change.after}。{gone}"


def _result_card(shown: Shown, decision: Decision) -> Card:
    card, row = Card("核定"), shown.case.row
    is_by_person = decision.by_person is not None
    pill = StatusPill(shown_status(decision.outcome, decision.amount, None, is_by_person=is_by_person))
    card.head.insertWidget(1, pill)
    for text in _amount_lines(shown):
        card.body.addWidget(Paragraph(text))
    for text in (*(f"须人工认定：{one.text}" for one in decision.doubts), decision.note):
        if text:
            card.body.addWidget(Paragraph(text))
    if decision.by_person is not None:
        card.body.addWidget(Paragraph(decision.by_person.text))
    if shown.case.road.states and row.notice_id is not None:
        card.body.addWidget(Note("已出具通知书。"))
    return card


def _amount_lines(shown: Shown) -> list[str]:
    row = shown.case.row
    lines = [f"按政策算出 {money_text(Fen(row.computed))} 元，核定 {money_text(shown.case.amount)} 元。"]
    if row.asked is not None:
        lines.append(f"企业申请 {money_text(Fen(row.asked))} 元。")
    if row.bound is not None and row.bound != row.computed:
        lines.append(f"最多可以核定 {money_text(Fen(row.bound))} 元。")
    return lines
