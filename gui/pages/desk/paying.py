"""拨付 on 工作台: what is to be paid, what came back, and which accounts are doubtful."""

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from domain.funds.showing import Waiting, Which, waiting
from domain.store.acts import Action
from domain.store.engine import Session, refusal_in
from domain.values.progress import Reporter
from gui.early.parts import empty
from gui.early.theme import px
from gui.formatting import count_text, money_text
from gui.jobs import UPKEEP
from gui.pages.desk.lines import DeskLine
from gui.services import Services
from gui.targets import Target, ToPayable, ToPaymentList, ToPaymentLists
from gui.widgets.cards import Card


class PayingCard(Card):
    """What waits for who pays; out of sight for others, and where nothing does."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("拨付", parent)
        self._services = services
        self.lines: list[DeskLine] = []
        self.body.setSpacing(px(2))
        self.hide()

    def load(self) -> None:
        """Read what waits."""
        context = self._services.context

        def work(_: Reporter) -> Waiting | None:
            rules, who = context.rules, context.seat.who

            def query(session: Session) -> Waiting | None:
                pays, settles = (
                    not refusal_in(session, who, one) for one in (Action.PAYMENT_LIST, Action.PAYMENT_SETTLE)
                )
                if not (pays or settles):
                    return None
                found = waiting(session, who, rules)
                return found if pays else replace(found, count=0, returned=0, doubtful=0)

            return context.store.ask(query)

        # Nobody waits for it: among very many it takes longer than all else on the desk.
        self._services.jobs.read(work, self._show, owner=self, lane=UPKEEP)

    def _show(self, found: Waiting | None) -> None:
        empty(self.body)
        self.lines = []
        if found is not None:
            self._add("待拨付", found.count, f"{money_text(found.amount)} 元", ToPayable())
            self._add("退回、没付足", found.returned, "要再次列入", ToPayable(Which.BACK))
            awaited = f"还有 {money_text(found.awaited)} 元，清算以后付"
            self._add("预兑现过，待清算", found.awaiting, awaited, ToPayable(Which.AWAITING))
            lists = found.doubtful_in
            to_list = ToPaymentList(lists[0]) if len(lists) == 1 else ToPaymentLists()
            self._add("账户有疑点", found.doubtful, "要核对", to_list)
        self.setVisible(bool(self.lines))

    def _add(self, word: str, count: int, note: str, target: Target) -> None:
        if count:
            line = DeskLine(f"{word}　{count_text(count, '件')}", note, is_head=True, parent=self)
            line.clicked.connect(lambda *_: self._services.go_to(target))
            self.lines.append(line)
            self.body.addWidget(line)
