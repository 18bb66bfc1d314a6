"""A page of a ledger: its list, read whole, or one of what is in it in its place."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from domain.store.engine import Session
from domain.store.tables import Kind
from gui.early.page import Page
from gui.services import Services
from gui.tables.held_list import HeldList


class ListPage(Page):
    """Reads its list when it is shown first, when something of it changed, and on another day.

    A page sets `list`, adds what it has besides, and calls `begin`.
    """

    watched: ClassVar[frozenset[Kind]]
    """What its list tells of."""
    list: HeldList[Any]

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._is_stale, self._read_on = True, date.min

    def begin(self) -> None:
        """Show the list, and keep it as things are."""
        self.add_views(self.list)
        self.list.selection_changed.connect(self.refresh_actions)
        self.services.changes.on(self.watched, self._load_if_seen, owner=self)
        self._show_list()

    def read(self, session: Session) -> Sequence[Any]:
        """Return every row of the list."""
        raise NotImplementedError

    @property
    def _is_list(self) -> bool:
        return self.views.currentWidget() is self.list

    def _show_list(self) -> None:
        """Show the list, as it is by now."""
        self.show_view(self.list)
        if self._is_stale:
            self._load()

    def on_shown(self) -> None:
        if self._is_stale or self._read_on != date.today():
            self._load()

    def focus_search(self) -> None:
        if self._is_list:
            self.list.search.setFocus()

    def _load_if_seen(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._load()

    def _load(self) -> None:
        self._is_stale, self._read_on = False, date.today()
        self.services.ask(self.read, self._on_loaded, owner=self)

    def _on_loaded(self, found: Sequence[Any]) -> None:
        self.list.show_all(found)
        self.refresh_actions()
