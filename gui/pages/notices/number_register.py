"""发文登记簿, seen before it is printed."""

from datetime import UTC, date, datetime

from PySide6.QtWidgets import QWidget

from domain.cases.number_register import TITLE, compose_register
from domain.store.tables import Kind, Subject
from gui.files.paper_dialog import PaperDialog
from gui.services import Services
from gui.widgets.dialog import opened


def open_register(services: Services, parent: QWidget) -> PaperDialog:
    """Show it over the window of `parent`."""
    store = services.context.store
    return opened(
        PaperDialog(
            services,
            TITLE,
            lambda: store.ask(compose_register, date.today(), datetime.now(UTC)),
            parent,
            of=[Subject(Kind.NOTICE)],
        )
    )
