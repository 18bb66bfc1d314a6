"""How one clause was decided for one enterprise, as a sheet to be printed."""

from datetime import UTC, date, datetime

from PySide6.QtWidgets import QWidget

from domain.office.service import find_office
from domain.papers.papers import Paper
from domain.papers.working import TITLE, Worked, compose_working
from domain.store.engine import is_shared_in
from domain.store.tables import Kind, Subject
from domain.store.told import head_of
from domain.values.ids import EnterpriseId
from gui.files.paper_dialog import PaperDialog
from gui.services import AppContext, Services
from gui.widgets.dialog import opened


def open_working(services: Services, worked: Worked, id_: EnterpriseId, parent: QWidget) -> PaperDialog:
    """Show the 核定过程单 over the window of `parent`."""
    context = services.context
    return opened(
        PaperDialog(
            services,
            f"{TITLE} {worked.facts.name} {worked.clause.title}",
            lambda: _composed(context, worked),
            parent,
            of=[Subject(Kind.ENTERPRISE, id_)],
        )
    )


def _composed(context: AppContext, worked: Worked) -> Paper:
    office, is_alone = find_office(context.store), not context.store.ask(is_shared_in)
    witness, today = str(context.store.ask(head_of) or ""), date.today()
    return compose_working(worked, office, today, datetime.now(UTC), witness=witness, is_alone=is_alone)
