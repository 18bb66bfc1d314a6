"""How one clause was decided for one enterprise, as a sheet to be printed."""

from datetime import UTC, date, datetime

from PySide6.QtWidgets import QWidget

from domain.office.service import find_office
from domain.papers.working import TITLE, Worked, compose_working
from gui.files.paper_dialog import PaperDialog
from gui.services import Services


def open_working(services: Services, worked: Worked, parent: QWidget) -> PaperDialog:
    """Show the 核定过程单 over the window of `parent`."""
    store = services.context.store
    dialog = PaperDialog(
        services,
        f"{TITLE} {worked.facts.name} {worked.clause.title}",
        lambda: compose_working(worked, find_office(store), date.today(), datetime.now(UTC)),
        parent,
    )
    dialog.open()
    return dialog
