"""What must not be overlooked on the pages it touches: four eyes turned off, accounts that were reset."""

from typing import Final

from PySide6.QtCore import QObject

from domain.office.accounts.queries import unconfirmed
from domain.office.house_rules import FourEyes, four_eyes_of
from domain.store.engine import Session
from domain.store.tables import Kind
from gui.early.main_window import MainWindow
from gui.early.page import Page
from gui.early.page_entries import DESK
from gui.early.parts import Link
from gui.people.words import off_text, resets_text
from gui.services import Services
from gui.targets import ToPage
from gui.widgets.cards import Banner

_NEED_TWO: Final = {"enterprises", "policies", "cases", "funds", "payments", "notices", "proposals"}
"""Where something is done that takes two people while four eyes are on."""
_BEGUN_WITH: Final = {DESK, "enterprises"}
"""With one of these everybody begins their day."""


class Standing(QObject):
    """Puts the lines on top of the pages of a window, those built later too."""

    def __init__(self, services: Services, window: MainWindow) -> None:
        super().__init__(window)
        self._services = services
        for page in window.pages:
            self._put_on(page)
        window.page_built.connect(self._put_on)

    def _put_on(self, page: Page) -> None:
        if page.page_id in _NEED_TWO:
            page.body.insertWidget(0, FourEyesOff(self._services, page))
        if page.page_id in _BEGUN_WITH:
            page.body.insertWidget(0, ResetsOpen(self._services, page))


class FourEyesOff(Banner):
    """Says on a page that is touched by it that four eyes were turned off; hidden while they are on."""

    def __init__(self, services: Services, parent: Page) -> None:
        super().__init__("warning", "warning", parent)
        self._services = services
        services.changes.on({Kind.RULE, Kind.ACCOUNT}, self.reload, owner=self)
        self.reload()

    def reload(self) -> None:
        """Look again."""
        self._services.ask(four_eyes_of, self._on_read, owner=self)

    def _on_read(self, stands: FourEyes) -> None:
        self.say(off_text(stands))


class ResetsOpen(Banner):
    """Says which accounts were reset by who has the data folder, until another person confirms that."""

    def __init__(self, services: Services, parent: Page) -> None:
        super().__init__("warning", "warning", parent)
        self._services = services
        self.link = Link("去设置里确认", self)
        self.link.followed.connect(lambda: services.go_to(ToPage("settings")))
        self.row.addWidget(self.link)
        services.changes.on({Kind.ACCOUNT}, self.reload, owner=self)
        self.reload()

    def reload(self) -> None:
        """Look again."""
        self._services.ask(_resets, self.say, owner=self)


def _resets(session: Session) -> str:
    return resets_text(unconfirmed(session))
