"""The card 项目台账 of an enterprise: a line for each of its projects, which leads there."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QWidget

from domain.outreach.projects.listing import ListedProject, ProjectFilter, list_projects
from domain.store.tables import Kind
from domain.values.ids import EnterpriseId
from gui.early.parts import STRETCH, Link, empty, fill, in_row, named_label
from gui.services import Services
from gui.targets import ToProject
from gui.widgets.cards import Card

_WATCHED: Final = {Kind.PROJECT, Kind.ENTERPRISE}
_NOTHING: Final = "没有登记项目。有项目的，在“项目”页登记，和这里的“项目”清单选成同一个。"


class ProjectsCard(Card):
    """The projects of one enterprise, under whatever record."""

    wrong_count = 0

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("项目台账", parent)
        self._services = services
        self._id: EnterpriseId | None = None
        self.links: list[Link] = []
        self._show(None, ())
        services.changes.on_seen(_WATCHED, self.reload, page=self)

    def show_of(self, id_: EnterpriseId | None) -> None:
        """Show the projects of an enterprise; None for one that is not recorded yet."""
        self._id = id_
        self._show(id_, ())
        self.reload()

    def reload(self) -> None:
        """Read them anew."""
        id_ = self._id
        if id_ is not None:
            rules = self._services.context.problem_rules
            wanted = ProjectFilter(enterprise_id=id_)
            self._services.ask(
                lambda session: list_projects(session, wanted, rules), partial(self._show, id_), owner=self
            )

    def start(self) -> None:
        """Put the focus on the first."""
        for one in self.links[:1]:
            one.setFocus()

    def _show(self, id_: EnterpriseId | None, found: Sequence[ListedProject]) -> None:
        if id_ != self._id:
            return
        empty(self.body)
        self.links = []
        for one in found:
            line = QWidget(self)
            link = Link(f"{one.row.number}　{one.row.name}", line)
            link.followed.connect(partial(self._services.go_to, ToProject(one.id)))
            words = "　".join(filter(None, (one.where, one.team, f"{one.light.word}" if one.due else "")))
            in_row(link, named_label("note", words, line), STRETCH, spacing=12, of=line)
            self.body.addWidget(line)
            self.links.append(link)
        if not found:
            fill(self.body, named_label("note", _NOTHING, self, wraps=True))
