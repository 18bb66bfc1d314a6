"""What every page is handed: the domain, and the window's own facilities."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from gui.changes import Changes
from gui.context import AppContext
from gui.early.preferences import Preferences
from gui.jobs import READS, Job, Jobs
from gui.messages import Messages

if TYPE_CHECKING:
    from domain.store.engine import Session

T = TypeVar("T")


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

    def ask(
        self,
        query: Callable[["Session"], T],
        on_done: Callable[[T], object],
        *,
        on_failed: Callable[[Exception], object] | None = None,
        owner: QObject | None = None,
        lane: str = READS,
    ) -> Job:
        """Fetch what a query finds, within one session; for the rest see `Jobs.read`."""
        store = self.context.store
        return self.jobs.read(
            lambda _: store.ask(query), on_done, on_failed=on_failed, owner=owner, lane=lane
        )
