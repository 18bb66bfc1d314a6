"""A list of which every row is here already, searched and filtered without asking the store."""

from collections.abc import Sequence
from typing import Any, TypeVar

from gui.tables.list_view import ListView

T = TypeVar("T")


class HeldList(ListView[T]):
    """Shows those of its rows that are asked for. Subclasses say which, and what these come to."""

    def __init__(self, *args: Any, **named: Any) -> None:
        """As a `ListView`."""
        self.all: Sequence[T] = ()
        """Every row there is."""
        self._words: Sequence[str] = ()
        super().__init__(*args, **named)
        self.asked.connect(self.refresh)

    def shows(self, row: T) -> bool:
        """Whether a row is among what is asked for."""
        raise NotImplementedError

    @property
    def hides_rows(self) -> bool:
        return bool(self.all) and self.is_filtered

    shows_all = False
    """Whether every row is shown as long as nothing is chosen and nothing searched for."""

    def asked_for(self) -> Sequence[T]:
        """Return the rows that are asked for, in the order in which they are shown."""
        if self.shows_all and not self.is_filtered:
            return self.all
        return [row for row in self.all if self.shows(row)]

    def tell(self, shown: Sequence[T]) -> None:
        """Say below what is shown."""

    def finds(self, text: str) -> bool:
        """Whether every word that is searched for stands in a text."""
        return all(word in text for word in self._words)

    def show_all(self, rows: Sequence[T]) -> None:
        """Show these, as far as they are asked for."""
        self.all = rows
        self.show_tools(bool(rows))
        self.refresh()

    def refresh(self) -> None:
        """Show what is asked for."""
        self._words = self.search.query().split()
        shown = self.asked_for()
        self.table.rows_model.replace(shown)
        self._stack.refresh()
        self.tell(shown)
