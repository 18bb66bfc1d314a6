"""Tells every page that something in the store is no longer as it was."""

from collections.abc import Callable, Set

from PySide6.QtCore import QObject, Signal

from domain.store.tables import Kind


class Changes(QObject):
    """Announced once an act has ended, with the kinds it changed; pages that show them reload themselves."""

    announced = Signal(frozenset)

    def announce(self, kinds: Set[Kind]) -> None:
        """Say that records of these kinds were added, changed or removed."""
        self.announced.emit(frozenset(kinds))

    def on(self, kinds: Set[Kind], reload: Callable[[], None], owner: QObject) -> None:
        """Call `reload` whenever one of `kinds` changes, for as long as `owner` lives."""
        self.announced.connect(_Watch(frozenset(kinds), reload, owner).see)


class _Watch(QObject):
    """A child of the page it serves, so that its connection ends with the page."""

    def __init__(self, kinds: frozenset[Kind], reload: Callable[[], None], owner: QObject) -> None:
        super().__init__(owner)
        self._kinds = kinds
        self._reload = reload

    def see(self, kinds: frozenset[Kind]) -> None:
        if kinds & self._kinds:
            self._reload()
