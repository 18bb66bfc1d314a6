"""可享受政策: what one enterprise may get, has got and asks for, for who has it on the telephone."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QCheckBox, QWidget

from domain.outreach.entities import Way
from domain.policies.explaining.fitting import Fit
from domain.store.acts import Action
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.takeup.explaining import Entitled
from domain.takeup.one import Offer, TakeUp, offers_of, quick_and_slow, take_up_of
from domain.values.ids import EnterpriseId
from domain.values.money import Fen
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Link, Look, Note, button, empty, fill, in_column, in_row
from gui.formatting import DASH, count_text, date_text, money_text
from gui.messages import in_full
from gui.pages.takeup.card import show_cards
from gui.pages.takeup.reason import ReasonDialog
from gui.pages.visits.recording import VisitDialog
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel, amounts
from gui.targets import ToEnterprise, ToProblem
from gui.widgets.dialog import Dialog, opened
from gui.widgets.prose import Paragraph
from gui.widgets.status import ACTIVE, ATTENTION, GOOD, NEUTRAL, PERSON, Status

_WATCHED: Final = {
    *(Kind.VISIT, Kind.CASE, Kind.UNCLAIMED, Kind.ENTERPRISE, Kind.FIGURES, Kind.NOTICE),
    *(Kind.PAYMENT, Kind.MANUAL, Kind.PROBLEM, Kind.CHARGE),
}
_STATUSES: Final = {
    Fit.GRANTED: GOOD,
    Fit.SHORT: ACTIVE,
    Fit.MISSING: ATTENTION,
    Fit.MANUAL: PERSON,
    Fit.NOT_MET: NEUTRAL,
}
_MOST_PROBLEMS: Final = 3


class TakeUpDialog(Dialog):
    """Says what it comes to, then each clause: what it lacks, whether it was told, what became of it."""

    def __init__(self, services: Services, over: QWidget, id_: EnterpriseId, name: str) -> None:
        super().__init__(over, "可享受政策", width=980, height=640)
        self._services, self._id, self._name = services, id_, name
        self.found: TakeUp | None = None
        self.dialog: Dialog | None = None
        self.add_title(name)
        self.who, self.sums = Note("正在评定…", self), Paragraph("", self)
        self.model = RowsModel[Offer](_COLUMNS, key=lambda one: one.key, parent=self)
        self.table = DataTable(self.model, self)
        self.table.setAccessibleName("各条政策")
        self.every = QCheckBox("", self)
        self.every.toggled.connect(lambda _: self._list())
        self.detail = Paragraph("", self)
        self.got, self.asked = Paragraph("", self), in_column(spacing=4)
        self.note_button = button(
            "登记这次通话…", self._on_call, look=Look.PRIMARY, shortcut="Ctrl+Return", parent=self
        )
        self.card_button = button("明白卡…", self._on_card, icon_name="print", shortcut="Ctrl+P", parent=self)
        self.reason_button = button("未申报原因…", self._on_reason, parent=self)
        services.permits.hold(Action.VISIT_RECORD, self.note_button)
        services.permits.hold(Action.UNCLAIMED_EXPLAIN, self.reason_button)
        self._lay_out()
        self.table.current_changed.connect(self._on_current)
        services.changes.on(_WATCHED, self.reload, owner=self)
        self._say_nothing()
        self.reload()

    def _lay_out(self) -> None:
        self.head.addWidget(self.who)
        fill(
            self.body,
            self.sums,
            (self.table, 1),
            in_row(self.every, STRETCH),
            self.detail,
            self.got,
            self.asked,
        )
        enterprise = button("打开企业", self._on_enterprise, look=Look.LINK, parent=self)
        close = button("关闭", self.reject, parent=self)
        fill(self.foot, enterprise, STRETCH, close, self.reason_button, self.card_button, self.note_button)

    def reload(self) -> None:
        """Read it anew: first what is decided for this enterprise alone, then what asks all of them."""
        context, id_ = self._services.context, self._id

        def work(_: Reporter) -> TakeUp:
            enter_looks(context.seat, Seen(Subject(Kind.ENTERPRISE, id_), f"企业“{self._name}”"))
            quick, _slow = quick_and_slow(context.policies.policies.values())
            return context.store.ask(take_up_of, id_, quick, context.dictionary, context.problem_rules)

        self._services.jobs.read(work, self._on_quick, on_failed=self._on_failed, owner=self)

    def _on_quick(self, found: TakeUp) -> None:
        context = self._services.context
        _quick, slow = quick_and_slow(context.policies.policies.values())
        self._show(found, [one.title for one in slow])
        if slow:
            today = context.problem_rules.today()
            self._services.ask(
                lambda session: offers_of(
                    session, self._id, slow, context.dictionary, found.received, today=today
                ),
                lambda offers: self._show(found.with_offers(offers), ()),
                on_failed=self._on_failed,
                owner=self,
            )

    def _on_failed(self, error: Exception) -> None:
        self.who.setText(in_full(error))

    def _say_nothing(self) -> None:
        for act in (self.note_button, self.card_button, self.reason_button):
            act.setEnabled(False)
        for part in (self.every, self.detail, self.got):
            part.hide()

    def _show(self, found: TakeUp, waits: Sequence[str]) -> None:
        self.found = found
        self.who.setText(_about(found))
        more = f"；正在评定{'、'.join(f'《{one}》' for one in waits)}" if waits else ""
        self.sums.setText(f"{_said(found.offers)}{more}。")
        refused = len(found.of(Fit.NOT_MET))
        self.every.setText(f"也列出不符合的 {refused} 条")
        self.every.setVisible(bool(refused))
        self._list()
        self.got.setText(_received(found))
        self.got.show()
        self._show_problems(found)
        for one in (self.note_button, self.card_button):
            one.setEnabled(True)

    def _list(self) -> None:
        if self.found is None:
            return
        offers = self.found.offers
        shown = [one for one in offers if self.every.isChecked() or one.fit is not Fit.NOT_MET]
        self.model.replace(shown)
        if shown and self.table.current_row() is None:
            self.table.select_key(shown[0].key)

    def _show_problems(self, found: TakeUp) -> None:
        empty(self.asked)
        if not found.problems:
            self.asked.addWidget(Paragraph("没有在办的问题。", self))
        for one in found.problems[:_MOST_PROBLEMS]:
            due = f"，限 {date_text(one.due)}" if one.due else ""
            link = Link(f"问题 {one.row.number} {one.row.title}：{one.where}{due}", self)
            link.followed.connect(partial(self._go, ToProblem(one.id)))
            self.asked.addWidget(link)
        if (more := len(found.problems) - _MOST_PROBLEMS) > 0:
            self.asked.addWidget(Paragraph(f"还有 {count_text(more, '件')}在办的问题。", self))

    def _on_current(self, offer: Offer | None) -> None:
        self.detail.setVisible(offer is not None)
        self.detail.setText("" if offer is None else "\n".join(_details(offer)))
        can_say = offer is not None and offer.fit is Fit.GRANTED and not offer.is_claimed
        self.reason_button.setEnabled(can_say)

    def _go(self, target: ToEnterprise | ToProblem) -> None:
        self.accept()
        self._services.go_to(target)

    def _on_enterprise(self) -> None:
        self._go(ToEnterprise(self._id))

    def _on_call(self) -> None:
        assert self.found is not None
        about = [one.key for one in self.found.offers if one.fit is Fit.GRANTED and not one.is_claimed]
        enterprises = [(self._id, self._name)]
        self.dialog = opened(
            VisitDialog(
                self._services,
                self,
                "登记通话",
                "登记",
                enterprises=enterprises,
                way=Way.CALL,
                about=about,
            )
        )

    def _on_card(self) -> None:
        self.dialog = show_cards(self._services, self, [self._id])

    def _on_reason(self) -> None:
        offer = self.table.current_row()
        if offer is not None:
            wanted = Entitled(self._id, *offer.key, offer.clause.title)
            said = f"{self._name}：{offer.clause.title}，{money_text(offer.amount)} 元"
            self.dialog = opened(ReasonDialog(self._services, self, [wanted], said))


def show_take_up(services: Services, over: QWidget, id_: EnterpriseId, name: str) -> TakeUpDialog:
    """Show what an enterprise may get over the window of `over`."""
    return opened(TakeUpDialog(services, over, id_, name))


def _about(found: TakeUp) -> str:
    who = "、".join(f"{one.cadre.name}（{one.post.word}）" for one in found.in_charge)
    return f"{found.facts.uscc}　包联：{who or '没有人包联'}"


def _said(offers: Sequence[Offer]) -> str:
    granted = [one for one in offers if one.fit is Fit.GRANTED]
    if not granted:
        words = "现在没有可以享受的条款"
    else:
        open_ = [one for one in granted if not one.is_claimed]
        words = f"可享受 {_sum_text(granted)}"
        words += f"，其中没有申报的 {_sum_text(open_)}" if open_ else "，都已申报"
    others = (
        f"{fit.word} {count_text(count, '条')}"
        for fit in (Fit.SHORT, Fit.MISSING, Fit.MANUAL)
        if (count := sum(one.fit is fit for one in offers))
    )
    return "；".join((words, *others))


def _sum_text(offers: Iterable[Offer]) -> str:
    found = list(offers)
    return f"{count_text(len(found), '条')}，{money_text(Fen(sum(one.amount for one in found)))} 元"


def _received(found: TakeUp) -> str:
    totals, awards = found.received.totals, found.received.awards
    if not awards:
        waits = f"；已核定未拨付 {money_text(found.received.waiting)} 元" if found.received.waiting else ""
        return f"还没有拨付过资金{waits}。"
    back = f"，追回 {money_text(totals.recovered)} 元" if totals.recovered else ""
    last = awards[-1]
    return (
        f"已获资金 {count_text(len(awards), '项')}，已付 {money_text(totals.gross)} 元{back}；"
        f"最近一项 {date_text(last.paid_on)} {last.award}。"
    )


def _details(offer: Offer) -> Iterable[str]:
    policy = offer.policy
    number = f"（{policy.document_number}）" if policy.document_number else ""
    wording = " ".join(offer.clause.wording.split())
    yield f"{policy.title}{number}，有效期至 {date_text(policy.valid_to)}。{wording}"
    if needs := offer.needs:
        yield f"{needs}。"
    for one in offer.told[:1]:
        yield f"{date_text(one.day)} {one.by}{one.way}告知：{one.words}。"
    for number_, reason in enumerate(offer.reasons):
        is_past = reason.ended_at is not None or offer.is_claimed
        said = "以前没有申报的原因" if is_past else "没有申报的原因"
        if number_ < 2:
            yield f"{said}：{reason.words}（{reason.by_name} {date_text(reason.made_at.date())}）。"


def _applied(offer: Offer) -> str:
    former = ""
    if offer.applied:
        former = offer.applied[0].words
        if not offer.applied[0].is_former:
            return former
    if (reason := offer.unclaimed) is not None:
        now = f"未申报：{reason.words}"
    else:
        now = ("本期未申报" if former else "未申报") if offer.fit is Fit.GRANTED else ""
    return "；".join(filter(None, (now, former))) or DASH


def status_of_offer(offer: Offer) -> Status:
    """Return how a clause fits, as a pill."""
    return _STATUSES[offer.fit].named(offer.fit.word)


_COLUMNS: Final[tuple[Column[Offer], ...]] = (
    Column("结论", lambda one: one.fit.word, status=status_of_offer, width=100),
    Column("条款", lambda one: one.clause.title, width=210, narrowest=130, tips=True),
    amounts("金额（元）", lambda one: one.amount or None, width=112, narrowest=96, sorts=False),
    Column(
        "差什么、要什么", lambda one: one.needs or DASH, width=240, narrowest=130, stretches=True, tips=True
    ),
    Column("申报", _applied, width=150, narrowest=84, tips=True),
    Column(
        "告知",
        lambda one: f"{date_text(one.told[0].day)} {one.told[0].way}" if one.told else "未告知",
        width=130,
        narrowest=84,
        tips=True,
    ),
)
