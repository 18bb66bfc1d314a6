"""The register as a list: search, filter, sort."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.register.listed import EnterpriseQuery
from domain.progress import Reporter
from gui.jobs import Job
from gui.pages.enterprises.register.list_model import Listing, order_fields, read_listing, read_rows
from gui.pages.enterprises.register.view import FILTERED_BY, RegisterView
from gui.services import Services

if TYPE_CHECKING:
    from domain.store.engine import Store


class RegisterList(RegisterView):
    """Shows the enterprises that match; the database searches, filters and sorts."""

    opened = Signal(int)
    """An enterprise was opened; its id."""

    def __init__(self, services: Services, add: Callable[[], object], parent: QWidget | None = None) -> None:
        """`add` is what the button of the empty page does."""
        super().__init__(services.context.office, add, parent)
        self._services = services
        self._dictionary = services.context.office
        self._reading: Job | None = None
        self.search.searched.connect(lambda _: self.reload())
        self.search.left_downwards.connect(self.table.setFocus)
        self.filter.value_changed.connect(self.reload)
        self.model.rows_wanted.connect(self._on_rows_wanted)
        self.model.sort_wanted.connect(self._on_sort_wanted)
        self.table.opened.connect(lambda entry: self.opened.emit(entry.id))

    def reload(self) -> None:
        """Read the list anew; what is selected stays so where it is still found."""
        chosen = self.filter.value()
        self.query = replace(
            self.query,
            text=self.search.query(),
            attributes={FILTERED_BY: chosen} if isinstance(chosen, str) else {},
        )
        if self._reading is not None:
            self._reading.cancel()
        context = self._services.context
        self._reading = self._services.jobs.read(
            partial(self._read, context.store, self.query, self._in_sight()), self._on_read
        )

    def selected_ids(self) -> list[int]:
        """Return the selected enterprises, top to bottom."""
        return [entry.id for entry in self.table.selected_rows()]

    def select(self, id_: int) -> None:
        """Make an enterprise current, if the list shows it."""
        self.table.select_key(id_)

    def _in_sight(self) -> list[int]:
        count = self.model.rowCount()
        first = self.table.rowAt(0)
        last = self.table.rowAt(self.table.viewport().height() - 1)
        if not count or first < 0:
            return []
        return [self.model.row_at(at).id for at in range(first, (last if last >= 0 else count - 1) + 1)]

    def _read(self, store: "Store", query: EnterpriseQuery, seen: list[int], _: Reporter) -> Listing:
        return read_listing(store, self._dictionary, query, seen)

    def _on_read(self, listing: Listing) -> None:
        self._reading = None
        self.show_listing(listing)

    def _on_rows_wanted(self, ids: list[int]) -> None:
        context = self._services.context
        self._services.jobs.read(
            lambda _: read_rows(context.store, self._dictionary, ids),
            lambda rows: self.model.take(ids, rows),
            owner=self,
        )

    def _on_sort_wanted(self, column: int, descending: bool) -> None:
        field = order_fields(self._dictionary)[column]
        self.query = replace(self.query, order_by=field, descending=descending)
        self.reload()
