"""分期 on 工作台: instalments whose conditions hold by now, and that have no case yet."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.cases.awards.instalments import DueInstalments, due_instalments
from domain.store.acts import Action
from domain.store.engine import Session, refusal_in
from domain.store.tables import Kind
from domain.values.progress import Reporter
from gui.early.parts import empty
from gui.early.theme import px
from gui.formatting import count_text, money_text
from gui.jobs import UPKEEP, Job
from gui.pages.assessment.making import MakeDialog
from gui.pages.desk.lines import DeskLine
from gui.services import Services
from gui.widgets.cards import Card
from gui.widgets.dialog import opened

_KINDS: Final = {Kind.ENTERPRISE, Kind.CASE, Kind.POLICY, Kind.ACCOUNT, Kind.RECOVERY}


class InstalmentsCard(Card):
    """What can be made for who makes cases; out of sight for others, and where nothing is due."""

    def __init__(self, services: Services, page: QWidget) -> None:
        super().__init__("分期拨付", page)
        self._services, self._page = services, page
        self._job: Job | None = None
        self._read_on: date | None = None
        self.dialog: MakeDialog | None = None
        self.lines: list[DeskLine] = []
        self.body.setSpacing(px(2))
        self.hide()
        services.changes.on(_KINDS, self._on_changed, owner=self)

    def look(self) -> None:
        """Decide what is due where anything may be otherwise than it was."""
        if self._read_on != date.today():
            self._load()

    def _on_changed(self) -> None:
        self._read_on = None
        if self._page.isVisible():
            self._load()

    def _load(self) -> None:
        self._read_on = date.today()
        if self._job is not None:
            self._job.cancel()
        context = self._services.context

        def work(reporter: Reporter) -> list[DueInstalments]:
            rules, who = context.rules, context.seat.who

            def query(session: Session) -> list[DueInstalments]:
                may = not refusal_in(session, who, Action.CASE_MAKE)
                return due_instalments(session, rules, reporter) if may else []

            return context.store.ask(query)

        self._job = self._services.jobs.read(work, self._show, owner=self, lane=UPKEEP)

    def _show(self, found: Sequence[DueInstalments]) -> None:
        self._job = None
        empty(self.body)
        self.lines = [self._line(one) for one in found]
        self.setVisible(bool(found))

    def _line(self, one: DueInstalments) -> DeskLine:
        count = count_text(len(one.wanted), "件")
        more = f"，另有 {count_text(one.unseen, '件')}没有核对" if one.unseen else ""
        more += f"，{count_text(one.lowered, '件')}前面的分期已调减，先核对" if one.lowered else ""
        title = f"“{one.titles}”已到条件　{count}"
        line = DeskLine(title, f"{money_text(one.amount)} 元{more}", is_head=True, parent=self)
        line.setToolTip(f"《{one.policy.title}》{one.period}".strip())
        line.clicked.connect(partial(self._on_clicked, one))
        self.body.addWidget(line)
        return line

    def _on_clicked(self, one: DueInstalments, *_: object) -> None:
        self.dialog = opened(MakeDialog(self, self._services, one.policy, one.wanted, period=one.period))
