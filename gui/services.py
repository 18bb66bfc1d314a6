"""What every page is handed: the domain, and the window's own facilities."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from gui.changes import Changes
from gui.context import AppContext
from gui.jobs import Jobs
from gui.messages import Messages
from gui.preferences import Preferences


class Frame(QObject):
    """What pages ask of the window around them, without knowing it."""

    page_requested = Signal(str, object)
    office_shown = Signal(str)
    policies_changed = Signal()

    def go_to(self, page_id: str, **target: object) -> None:
        """Show a page; `target` says where on it, see the page's `open_target`."""
        self.page_requested.emit(page_id, target)

    def take_policies(self) -> None:
        """Have the window built anew with the policies that are in force now."""
        self.policies_changed.emit()

    def show_office(self, name: str) -> None:
        """Show the office's name in the status line."""
        self.office_shown.emit(name)


@dataclass(frozen=True, slots=True)
class Services:
    """Handed to each page's constructor."""

    context: AppContext
    jobs: Jobs
    changes: Changes
    messages: Messages
    frame: Frame
    preferences: Preferences

    @property
    def go_to(self) -> Callable[..., None]:
        """``services.go_to("enterprises", uscc="91…")``; see `Frame.go_to`."""
        return self.frame.go_to
