"""问题 on 工作台: problems of enterprises that are past their day or near it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.outreach.problems.listing import ListedProblem, ProblemFilter, list_problems
from domain.outreach.problems.reading import Light
from domain.store.acts import Action
from domain.store.engine import Session, refusal_in
from domain.values.progress import Reporter
from gui.early.parts import empty
from gui.early.theme import px
from gui.formatting import count_text
from gui.jobs import UPKEEP
from gui.pages.desk.lines import DeskLine
from gui.services import Services
from gui.targets import Target, ToPage, ToProblem
from gui.widgets.cards import Card

_MOST: Final = 3


class ProblemsCard(Card):
    """The open problems that press; out of sight for who may take none along, and where there is none."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__("问题", parent)
        self._services = services
        self.lines: list[DeskLine] = []
        self.body.setSpacing(px(2))
        self.hide()

    def load(self) -> None:
        """Read what is open."""
        context = self._services.context

        def work(_: Reporter) -> list[ListedProblem]:
            rules, who = context.problem_rules, context.seat.who

            def query(session: Session) -> list[ListedProblem]:
                if refusal_in(session, who, Action.PROBLEM_ONWARD):
                    return []
                return list_problems(session, ProblemFilter(is_open=True), rules)

            return context.store.ask(query)

        self._services.jobs.read(work, self._show, owner=self, lane=UPKEEP)

    def _show(self, found: Sequence[ListedProblem]) -> None:
        empty(self.body)
        self.lines = []
        if found:
            self._add(DeskLine(f"在办　{_count_text(found)}", "", is_head=True, parent=self), _ALL)
        for light in (Light.RED, Light.AMBER):
            self._show_light(light, [one for one in found if one.light is light])
        self.setVisible(bool(found))

    def _show_light(self, light: Light, found: Sequence[ListedProblem]) -> None:
        """Show how many stand there, and the first of them, the earliest first; alike ones once."""
        if not found:
            return
        is_late = light is Light.RED
        title = f"{light.word}　{_count_text(found)}"
        self._add(DeskLine(title, "", is_head=True, is_late=is_late, parent=self), _ALL)
        own = [one for one in found if not one.common]
        for one in sorted(own, key=lambda one: (one.due or date.max, one.row.raised_on, one.id))[:_MOST]:
            said = "，".join(filter(None, (one.where, "" if one.due is None else f"期限 {one.due}")))
            name = f"{one.enterprise}　{one.row.title}"
            self._add(DeskLine(name, said, is_late=is_late, parent=self), ToProblem(one.id))

    def _add(self, line: DeskLine, target: Target) -> None:
        line.clicked.connect(lambda *_: self._services.go_to(target))
        self.lines.append(line)
        self.body.addWidget(line)


def _count_text(found: Sequence[ListedProblem]) -> str:
    """Count problems as enterprises raised them: alike ones that were put together still each by itself."""
    return count_text(sum(one.enterprise_id is not None for one in found), "件")


_ALL: Final = ToPage("problems")
