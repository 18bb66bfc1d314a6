"""一企一档, seen before it is printed or saved."""

from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from domain.papers.papers import Paper
from domain.statistics.documents.dossier import TITLE, compose_dossier
from domain.store.tables import Kind, Subject
from domain.values.ids import EnterpriseId
from gui.files.paper_dialog import PaperDialog
from gui.services import Services
from gui.widgets.dialog import opened


def show_dossier(services: Services, over: QWidget, id_: EnterpriseId) -> PaperDialog:
    """Show everything that has to do with an enterprise over the window of `over`."""
    context = services.context

    def load() -> Paper:
        return context.store.ask(compose_dossier, id_, context.problem_rules, datetime.now(UTC))

    return opened(PaperDialog(services, TITLE, load, over, of=[Subject(Kind.ENTERPRISE, id_)]))
