"""The page of one case: left what it was decided on, right its road, above where it stands."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.cases.awards.changed import Change
from domain.cases.awards.entities import CaseStep, Did, Ended, Origin
from domain.cases.awards.funding import lowered_words, place_words
from domain.cases.awards.reading import Case, find_case, period_text
from domain.cases.awards.rivals import Beside
from domain.cases.awards.showing import Asked, Shown, show_case
from domain.cases.awards.stepping import Doing
from domain.cases.awards.undoing import undo
from domain.funds.showing import OfCase, paid_of_case
from domain.roads.drawing import Mark
from domain.roads.road import Kind as Waits
from domain.roads.walking import Move
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.values.ids import AttachmentId, CaseId
from domain.values.money import Fen
from domain.values.progress import Reporter
from gui.early.parts import (
    STRETCH,
    ElidedLabel,
    Link,
    button,
    fill,
    icon_button,
    in_column,
    in_row,
    named_label,
    shortcut_action,
)
from gui.early.theme import px
from gui.files.attachments import open_attachment
from gui.formatting import count_text, date_text, money_text
from gui.forms.asking import TextDialog
from gui.forms.editors import LongTextEdit
from gui.pages.cases.acting import ActBar, act_on
from gui.pages.cases.amounts import AmountDialog, SettleDialog
from gui.pages.cases.asking import change_dialog
from gui.pages.cases.basis_view import PAPERS_KEY, BasisView
from gui.pages.cases.declared import DeclareDialog
from gui.pages.cases.papers import OpinionDialog, PapersDialog
from gui.pages.payments.recovering import show_recovery
from gui.services import Services
from gui.targets import ToBatch, ToEnterprise, ToPolicy
from gui.widgets.cards import Card
from gui.widgets.dialog import Dialog, confirm
from gui.widgets.placing import FlowLayout, Scrolling, split
from gui.widgets.road_view import RoadView
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, HARM, NEUTRAL, Status, StatusPill

_WATCHED: Final = {
    *(Kind.CASE, Kind.BATCH, Kind.ENTERPRISE, Kind.FIGURES, Kind.CALENDAR),
    *(Kind.PAYMENT, Kind.HOLD, Kind.RECOVERY),
}


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
        self.undo_button = button("", self._on_undo, icon_name="undo", parent=self)
        self.recover_button = button("追回…", self._on_recover, parent=self)
        self.basis = BasisView(services, self)
        self.basis.change_answered.connect(self._on_change)
        self.basis.settle_wanted.connect(self._on_settle)
        self.basis.declare_wanted.connect(self._on_declare)
        self.basis.case_wanted.connect(self.show_case)
        self.basis.papers_wanted.connect(self._on_papers)
        self.basis.opinion_wanted.connect(self._on_opinion)
        self.road = RoadView(step_text, self)
        self.road.file_wanted.connect(
            lambda id_, name: open_attachment(services, AttachmentId(id_), name, owner=self)
        )
        services.permits.hold(Action.CASE_AMOUNT, self.amount_button)
        self._lay_out()
        shortcut_action(self, "Ctrl+Up", partial(self._go, -1))
        shortcut_action(self, "Ctrl+Down", partial(self._go, 1))
        shortcut_action(self, PAPERS_KEY, self._on_papers_key)
        shortcut_action(self, "Esc", self.left.emit)
        services.changes.on_seen(_WATCHED, self._reload, self)

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

    def _reload(self) -> None:
        id_, context = self._id, self._services.context
        if id_ is None:
            return

        def work(_: Reporter) -> tuple[Shown, OfCase]:
            rules, who = context.rules, context.seat.who
            found = context.store.ask(
                lambda s: (show_case(s, id_, who, rules), paid_of_case(s, id_, who, rules))
            )
            enter_looks(context.seat, Seen(Subject(Kind.CASE, id_), f"事项{found[0].case.name}"))
            return found

        self._services.jobs.read(work, self._show, owner=self)

    def _show(self, read: tuple[Shown, OfCase]) -> None:
        shown, paid = read
        if shown.case.id != self._id:
            return
        is_another = self.case is None or self.case.case.id != shown.case.id
        self.case = shown
        self.head.show_head(shown)
        self.acts.offer(shown.case, shown.offers)
        self.undo_button.setVisible(shown.undoable is not None)
        self.undo_button.setText("" if shown.undoable is None else f"撤回“{shown.undoable.short}”…")
        self.amount_button.setVisible(shown.case.is_on_its_way)
        self.recover_button.setVisible(shown.case.row.ended == Ended.GRANTED)
        self.amount_button.setEnabled(not shown.amount_fixed)
        self.amount_button.setToolTip(shown.amount_fixed)
        self.basis.show_basis(shown, paid, keep=not is_another)
        is_over = not shown.case.is_on_its_way
        is_good = shown.case.row.ended == Ended.GRANTED if is_over else None
        self.road.show_road(shown.road, is_good=is_good)

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
        for one in (self.acts, self.amount_button, self.recover_button, self.undo_button):
            flow.addWidget(one)
        road = QWidget(self)
        in_column(self.road, STRETCH, margins=(0, 0, 8, 8), of=road)
        self._road_scroll = Scrolling(self)
        self._road_scroll.setObjectName("onCard")
        self._road_scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._road_scroll.setWidget(road)
        self._road_scroll.setMinimumWidth(px(280))
        self._road_scroll.verticalScrollBar().rangeChanged.connect(lambda *_: self._show_here())
        way = Card("办理经过", self, padding=14)
        fill(way.body, (self._road_scroll, 1))
        both = split(Qt.Orientation.Horizontal, (self.basis, 560, 3), (way, 380, 2), parent=self)
        in_column(top, acts, (both, 1), spacing=10, of=self)

    def _on_undo(self) -> None:
        shown, context = self.case, self._services.context
        if shown is None or shown.undoable is None:
            return
        last, name = shown.undoable, shown.case.name
        of_all = f"这一次一共办了 {count_text(last.count, '件')}，会一起撤回。" if last.count > 1 else ""

        def act() -> None:
            self._services.do(
                lambda _: undo(context.seat, last.act, context.rules),
                f"已撤回“{last.short}”",
                owner=self,
                label="正在撤回",
            )

        title = f"撤回“{last.short}”"
        text = f"{name}：{last.title}。{of_all}撤回以后回到办理以前，记录里会留下。"
        if not last.needs_reason:
            confirm(self, title, text, "撤回", act)
            return
        hint = "这一步是以前办的，请写明撤回的理由"
        self.dialog = dialog = TextDialog(
            self, title, text, "撤回", field="理由", editor=LongTextEdit(hint), missing="请写明撤回的理由"
        )
        dialog.do(
            self._services,
            lambda because, _: undo(context.seat, last.act, context.rules, because=because),
            lambda *_: self._services.messages.success(f"已撤回“{last.short}”"),
            owner=self,
            label="正在撤回",
        )

    def _on_amount(self) -> None:
        if self.case is not None:
            self.dialog = AmountDialog(self, self._services, self.case.case)
            self.dialog.start()

    def _on_recover(self) -> None:
        if self.case is not None:
            self.dialog = show_recovery(self._services, self, self.case.case.id)

    def _on_declare(self) -> None:
        if self.case is not None:
            self.dialog = DeclareDialog(self, self._services, self.case.case)
            self.dialog.start()

    def _on_settle(self, beside: Beside) -> None:
        if self.case is not None:
            rival = next(one for one in self.case.rivals if one.beside == beside)
            self.dialog = SettleDialog(self, self._services, self.case.case, rival)
            self.dialog.start()

    def _on_papers_key(self) -> None:
        if (link := self.basis.papers_button) is not None and link.isEnabled():
            self._on_papers()

    def _on_papers(self) -> None:
        if self.case is not None:
            self.dialog = PapersDialog(self, self._services, self.case)
            self.dialog.accepted.connect(partial(self._offer_to_end_waiting, self.case.case.id))
            self.dialog.start()

    def _offer_to_end_waiting(self, id_: CaseId) -> None:
        """Offer what is next where the last paper has come that a case was waiting for (退回补正)."""
        rules = self._services.context.rules

        def offer(case: Case) -> None:
            waits = case.road.beside.get(case.standing.waits)
            if waits is not None and waits.kind is Waits.SUPPLEMENT and not case.at_hand.missing:
                act_on(self, self._services, [id_], Doing(Move.OVER, waits.id))

        def read(session: Session) -> Case:
            return find_case(session, id_, rules.roads_in(session))

        self._services.ask(read, offer, owner=self)

    def _on_opinion(self, asked: Asked) -> None:
        if self.case is not None:
            self.dialog = OpinionDialog(self, self._services, self.case, asked)
            self.dialog.start()

    def _on_change(self, is_taken: bool) -> None:
        if self.case is None or self.case.change is None:
            return
        case, change = self.case.case, self.case.change
        said = _follows(case, change, is_taken=is_taken)
        self.dialog = change_dialog(self, self._services, [case], is_taken=is_taken, said=said)


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
        pill = where_status(case, is_late=here.is_late)
        waits = f"（{place_words(shown.place)}）" if shown.place else ""
        self.pill.show_status(pill.named(f"{pill.word}{waits}"))
        origin = "免申即享" if row.origin == Origin.ASSESSED else f"{row.applicant}申报"
        parts = (
            f"《{row.policy_title}》",
            row.clause_title,
            row.instalment,
            period_text(row.period),
            origin,
            case.road.title,
        )
        self.what.setText("　".join(dict.fromkeys(filter(None, parts))))
        stands = case.amount if shown.lowered is None else shown.lowered
        self.amount.setText(f"{money_text(stands)} 元")
        self.amount.setToolTip("" if shown.lowered is None else lowered_words(case.amount, stands))
        self.turn.setText(shown.turn)
        self.turn.setVisible(bool(shown.turn))
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


def where_status(case: Case, *, is_late: bool = False) -> Status:
    """Return where a case stands, as a pill."""
    match case.row.ended:
        case Ended.GRANTED:
            look = GOOD
        case Ended.OTHERWISE:
            look = NEUTRAL
        case _:
            look = HARM if is_late else ATTENTION if case.standing.waits else ACTIVE
    return look.named(case.where)


def _due(shown: Shown) -> str:
    here = shown.here
    if not shown.case.is_on_its_way:
        return "" if here.day is None else f"{date_text(here.day)}办结"
    return f"已超期：{here.note}" if here.is_late else here.note


def _follows(case: Case, change: Change, *, is_taken: bool) -> str:
    if not is_taken:
        return f"仍按核定时的数据办理，金额 {money_text(case.amount)} 元不变，已有的签字都算数。"
    signed = "、".join(f"“{case.road.title_of(id_)}”" for id_ in case.standing.signed)
    gone = f"{signed}的签字作废，从“{case.road.way[0].title}”重新办理。" if signed else ""
    return f"按现在的数据重新核定：{change.result}。{gone}"


def step_text(step: CaseStep) -> str:
    """Say what was done, by whom and when."""
    parts = [f"{date_text(step.day)}　{step.by_name}　{step.title}"]
    if step.did == Did.OPINION and step.answered_on is not None and step.answered_on != step.day:
        parts.append(f"（{date_text(step.answered_on)}答复）")
    if step.public_from is not None and step.public_to is not None:
        parts.append(f"（{date_text(step.public_from)}至{date_text(step.public_to)}）")
    if step.remark:
        parts.append(f"：{step.remark}")
    before = step.was_amount
    if before is not None and before != step.amount and step.did not in (Did.AMOUNT, Did.TAKE_IN):
        parts.append(f"（金额由 {money_text(Fen(before))} 元变为 {money_text(Fen(step.amount))} 元）")
    return "".join(parts)
