"""拨付 on the page of a case: in which lists it was, what came of it, and what holds it back."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.reading import name_of
from domain.funds.ahead import outcome_text
from domain.funds.holds import ListedHold
from domain.funds.payment_entities import LineState, PaymentLine, PaymentList, word_of
from domain.funds.showing import OfCase
from domain.store.acts import Action
from domain.values.ids import PaymentListId
from domain.values.money import Fen
from gui.early.parts import Link, Note, PushButton, button, fill, in_row
from gui.formatting import date_text, money_text, time_text
from gui.pages.payments.ahead import settle
from gui.pages.payments.answering import part_back_text
from gui.pages.payments.holding import Holdable, HoldDialog, lift_dialog
from gui.services import Services
from gui.targets import ToPaymentList
from gui.widgets.cards import Card
from gui.widgets.dialog import Dialog, opened
from gui.widgets.placing import in_grid
from gui.widgets.prose import Paragraph
from gui.widgets.status import ATTENTION, GOOD, NEUTRAL, Status, StatusPill


class PaidCard(Card):
    """What was paid of a case, when and in which list; and 暂缓拨付."""

    def __init__(self, services: Services, row: AwardCase, paid: OfCase, parent: QWidget) -> None:
        super().__init__("拨付", parent)
        self._services, self._row, self._over = services, row, parent
        self.dialog: Dialog | None = None
        self.lift_buttons: list[PushButton] = []
        self.settle_button: PushButton | None = None
        self.hold_button = button("暂缓拨付…", self._on_hold, parent=self)
        services.permits.hold(Action.PAYMENT_HOLD, self.hold_button)
        self.head.insertWidget(1, StatusPill(_status(paid), self))
        grid = in_grid(shares=(0, 1), across=16, down=6)
        for at, (line, its) in enumerate(paid.lines):
            link = Link(its.name, self)
            link.followed.connect(partial(self._to_list, line.list_id))
            grid.addWidget(link, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Paragraph(_line_text(line, its), self), at, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(grid)
        for settled in paid.settlements:
            undone = "（已撤销）" if settled.is_undone else ""
            last = settled.row
            by = f"{date_text(last.day)} {last.made_by}清算{undone}"
            said = f"{by}：{outcome_text(last)}；{last.document}，{last.reason}。"
            self.body.addWidget(Paragraph(said, self))
        if paid.awaiting:
            rest = money_text(paid.owed)
            said = f"预兑现 {paid.awaiting}%，其余 {rest} 元待清算，清算以后再付。"
            self.settle_button = button("清算…", self._on_settle, parent=self)
            services.permits.hold(Action.PAYMENT_SETTLE, self.settle_button)
            fill(self.body, Paragraph(said, self), in_row(self.settle_button, None))
        elif paid.owed:
            against = f"；现在不能拨付：{paid.obstacle}" if paid.obstacle else ""
            self.body.addWidget(Paragraph(f"还要拨付 {money_text(paid.owed)} 元{against}。", self))
        for hold in paid.holds:
            self._add_hold(hold)
        self.hold_button.setVisible(not any(hold.is_on for hold in paid.holds) and bool(paid.owed))
        if not self.hold_button.isHidden():
            fill(self.body, in_row(self.hold_button, None))

    def _add_hold(self, hold: ListedHold) -> None:
        row = hold.row
        what = "这件事项" if row.case_id is not None else "这户企业的全部事项"
        end = f"，到{date_text(row.until)}" if row.until else ""
        said = f"{row.held_by} {time_text(row.held_at)} 暂缓{what}：{row.reason}{end}。"
        if row.lifted_at is not None:
            said += f"{row.lifted_by} {time_text(row.lifted_at)} 恢复：{row.lift_reason}。"
        self.body.addWidget(Paragraph(said, self) if hold.is_on else Note(said, self))
        if hold.is_on:
            lift = button("恢复拨付…", partial(self._on_lift, hold), parent=self)
            lift.setEnabled(not hold.against)
            lift.setToolTip(hold.against)
            self._services.permits.hold(Action.PAYMENT_LIFT, lift)
            self.lift_buttons.append(lift)
            fill(self.body, in_row(lift, None))

    # The card is made anew whenever something was done, so dialogs stand over what it lies on.

    def _on_hold(self) -> None:
        row = self._row
        assert row.id is not None
        of = Holdable(row.id, row.enterprise_id, name_of(row))
        self.dialog = opened(HoldDialog(self._services, self._over, of))

    def _on_lift(self, hold: ListedHold) -> None:
        self.dialog = lift_dialog(self._services, self._over, hold)

    def _on_settle(self) -> None:
        assert self._row.id is not None
        settle(self._services, self._over, self._row.id)

    def _to_list(self, id_: PaymentListId) -> None:
        self._services.go_to(ToPaymentList(id_))


def has_paid_card(row: AwardCase, paid: OfCase) -> bool:
    """Whether there is anything of paying to be said of a case."""
    return row.ended == Ended.GRANTED or bool(paid.lines or paid.holds)


def _status(paid: OfCase) -> Status:
    states = [LineState(line.state) for line, _ in paid.lines]
    under_way = [state for state in states if state in (LineState.OPEN, LineState.HELD, LineState.SENT)]
    if under_way:
        return ATTENTION.named(under_way[0].word if under_way[0] is not LineState.OPEN else "已列入批次")
    if any(hold.is_on for hold in paid.holds):
        return ATTENTION.named("暂缓拨付")
    if paid.awaiting and paid.owed:
        return ATTENTION.named("待清算")
    if not paid.owed:
        return GOOD.named("已拨付") if LineState.PAID in states else NEUTRAL.named("没有拨付")
    line, row = paid.lines[-1] if paid.lines else (None, None)
    is_back = line is not None and (line.state == LineState.RETURNED or line.back_on is not None)
    came_back = is_back and row is not None and not row.is_before
    return ATTENTION.named("退回，要再次列入" if came_back else "待拨付")


def _line_text(line: PaymentLine, row: PaymentList) -> str:
    """Say what came of a line: how much, when and why."""
    state, on = LineState(line.state), f"{date_text(line.done_on)}" if line.done_on else ""
    if state is LineState.PAID and not line.is_offset:
        part = "" if line.paid == line.amount else f"，应付 {money_text(Fen(line.amount))} 元：{line.reason}"
        shown_by = f"，凭据：{line.reason}" if row.is_before else ""
        if back := part_back_text(line):
            return f"{on}拨付，{back}，现在算付了 {money_text(Fen(line.paid))} 元{part}"
        return f"{on}已拨付 {money_text(Fen(line.paid))} 元{part}{shown_by}"
    has_reason = line.is_offset or state in (LineState.RETURNED, LineState.DROPPED)
    reason = f"：{line.reason}" if line.reason and has_reason else ""
    if state is LineState.HELD:
        reason = f"：{line.against}"
    return f"{on}{word_of(line, row)} {money_text(Fen(line.amount))} 元{reason}"
