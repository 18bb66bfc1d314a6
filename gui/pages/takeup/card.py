"""企业政策明白卡, seen before it is printed or saved."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from domain.papers.papers import Paper
from domain.store.tables import Kind, Subject
from domain.takeup.documents.card import TITLE, compose_cards
from domain.values.ids import EnterpriseId
from gui.files.paper_dialog import PaperDialog, Several
from gui.services import Services
from gui.widgets.dialog import opened


def show_cards(services: Services, over: QWidget, ids: Sequence[EnterpriseId]) -> PaperDialog:
    """Show what some enterprises may get, a card for each, over the window of `over`."""
    context = services.context

    def load() -> list[Paper]:
        rules = context.problem_rules
        return context.store.ask(compose_cards, ids, context.policies, rules, datetime.now(UTC))

    of = [Subject(Kind.ENTERPRISE, id_) for id_ in ids]
    return opened(PaperDialog(services, TITLE, Several(load, len(ids)), over, of=of))
