"""拨付 on 工作台: what is to be paid, what came back, doubtful accounts, and what is to be paid back."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Final, TypeAlias

from PySide6.QtWidgets import QWidget

from domain.funds.recovered import Reminder, reminders
from domain.funds.showing import Waiting, Which, waiting
from domain.store.acts import Action
from domain.store.engine import Session, refusal_in
from domain.values.progress import Reporter
from gui.early.parts import empty
from gui.early.theme import px
from gui.formatting import count_text, money_text
from gui.jobs import UPKEEP
from gui.pages.desk.lines import DeskLine
from gui.pages.payments.recovering import show_recovery
from gui.services import Services
from gui.targets import Target, ToPayable, ToPaymentList, ToPaymentLists
from gui.widgets.cards import Card
from gui.widgets.dialog import Dialog

_Read: TypeAlias = tuple[Waiting, Sequence[Reminder]]

_SOON: Final = timedelta(days=7)
_MOST: Final = 5


class PayingCard(Card):
    """What waits for who pays; out of sight for others, and where nothing does."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("拨付", parent)
        self._services = services
        self.dialog: Dialog | None = None
        self.lines: list[DeskLine] = []
        self.body.setSpacing(px(2))
        self.hide()

    def load(self) -> None:
        """Read what waits."""
        context = self._services.context

        def work(_: Reporter) -> _Read | None:
            rules, who = context.rules, context.seat.who

            def query(session: Session) -> _Read | None:
                pays, settles = (
                    not refusal_in(session, who, one) for one in (Action.PAYMENT_LIST, Action.PAYMENT_SETTLE)
                )
                if not (pays or settles):
                    return None
                found = waiting(session, who, rules)
                if not pays:
                    return replace(found, count=0, old=0, returned=0, doubtful=0), []
                return found, reminders(session, rules.today() + _SOON)

            return context.store.ask(query)

        # Nobody waits for it: among very many it takes longer than all else on the desk.
        self._services.jobs.read(work, self._show, owner=self, lane=UPKEEP)

    def _show(self, read: _Read | None) -> None:
        empty(self.body)
        self.lines = []
        if read is not None:
            found, due = read
            self._lead("待拨付", found.count, f"{money_text(found.amount)} 元", ToPayable())
            self._lead("可能以前已付过的", found.old, "先登记，免得再付", ToPayable(Which.OLD))
            self._lead("退回、没付足", found.returned, "要再次列入", ToPayable(Which.BACK))
            awaited = f"还有 {money_text(found.awaited)} 元，清算以后付"
            self._lead("预兑现过，待清算", found.awaiting, awaited, ToPayable(Which.AWAITING))
            lists = found.doubtful_in
            to_list = ToPaymentList(lists[0]) if len(lists) == 1 else ToPaymentLists()
            self._lead("账户有疑点", found.doubtful, "要核对", to_list)
            self._show_due(due)
        self.setVisible(bool(self.lines))

    def _lead(self, word: str, count: int, note: str, target: Target) -> None:
        if count:
            title = f"{word}　{count_text(count, '件')}"
            self._add(DeskLine(title, note, is_head=True, parent=self), partial(self._services.go_to, target))

    def _show_due(self, due: Sequence[Reminder]) -> None:
        """Show what enterprises are to pay back by now, each leading to its own 追回; the earliest first."""
        late = sum(bool(one.overdue) for one in due)
        note = f"{count_text(late, '件')}已过期限" if late else f"{_SOON.days} 天内到期"
        for at, one in enumerate(due[:_MOST]):
            act = partial(self._recover, one)
            if at == 0:
                title = f"该退回的　{count_text(len(due), '件')}"
                self._add(DeskLine(title, note, is_head=True, is_late=bool(late), parent=self), act)
            said = f"{money_text(one.due.amount)} 元，{one.due.day.isoformat()} 到期"
            is_late = bool(one.overdue)
            self._add(DeskLine(one.enterprise_name, said, is_late=is_late, parent=self), act)

    def _recover(self, one: Reminder) -> None:
        self.dialog = show_recovery(self._services, self, one.case_id)

    def _add(self, line: DeskLine, act: Callable[[], object]) -> None:
        line.clicked.connect(lambda *_: act())
        self.lines.append(line)
        self.body.addWidget(line)
