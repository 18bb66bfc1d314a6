"""Tells every page that something in the store is no longer as it was."""

from collections.abc import Callable, Set
from enum import Enum, auto

from PySide6.QtCore import QObject, Signal


class Kind(Enum):
    """A kind of record that pages show."""

    ATTACHMENT = auto()
    ENTERPRISE = auto()
    FIGURES = auto()
    NOTICE = auto()
    OFFICE = auto()
    POLICY = auto()


class Changes(QObject):
    """Announced after the commit, by whoever started the act; pages that show the kind reload themselves."""

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
