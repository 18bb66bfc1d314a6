"""The register as a list: search, filter, sort."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.sql.reader import Part, RegisterReader
from domain.values.ids import EnterpriseId
from domain.values.progress import Reporter
from gui.jobs import UPKEEP, Job
from gui.pages.enterprises.register.columns_panel import ColumnsPanel, shown_columns
from gui.pages.enterprises.register.list_acts import Acting, Filtering
from gui.pages.enterprises.register.list_model import Listing
from gui.pages.enterprises.register.view import RegisterView
from gui.services import Services
from gui.tables.blocks import BLOCK, BlockReading

if TYPE_CHECKING:
    from domain.store.engine import Store


_FIRST, _REST = "list", "whole list"
_REST_AFTER_MS: Final = 250
_INDEX_AFTER_MS: Final = 3_000
_KEEP_COLUMNS_AFTER_MS: Final = 500


class RegisterList(RegisterView):
    """Shows the enterprises that match; the store searches, filters and sorts.

    The first rows come at once, the rest of a long list and the counts after them. What is not waited for any
    more, because something else was typed, is stopped.
    """

    opened = Signal(int)
    """An enterprise was opened; its id."""

    def __init__(self, services: Services, add: Callable[[], object], parent: QWidget | None = None) -> None:
        """`add` is what the button of the empty page does."""
        super().__init__(services.context.office, services.preferences, add, parent)
        self._services = services
        self._reader = RegisterReader(services.context.store.path, services.context.office)
        self._reading: Job | None = None
        self.is_whole = False
        """Whether all that is found is listed, or only its beginning yet."""
        self._waiting: list[Callable[[], object]] = []
        self._rest_timer = self._timer(_REST_AFTER_MS, self._read_rest)
        self._index_timer = self._timer(_INDEX_AFTER_MS, self.look_after_index)
        self._columns_timer = self._timer(_KEEP_COLUMNS_AFTER_MS, self._keep_columns)
        self.filtering = Filtering(services, self)
        self.acting = Acting(services, self, self._reader, self.when_whole)
        self.filtering.changed.connect(self.look)
        self.columns_button.clicked.connect(lambda *_: self._open_columns())
        self.search.searched.connect(lambda _: self.look())
        self.search.left_downwards.connect(self.table.setFocus)
        self._blocks = BlockReading(services.jobs, self.model, self._reader.rows, self)
        self.model.sort_wanted.connect(self._on_sort_wanted)
        self.table.all_wanted.connect(lambda: self.when_whole(self.table.select_rows))
        self.table.opened.connect(lambda entry: self.opened.emit(entry.id))
        header = self.table.horizontalHeader()
        header.sectionMoved.connect(lambda *_: self._columns_timer.start())
        header.sectionResized.connect(lambda *_: self._columns_timer.start())

    def look(self) -> None:
        """Read what is asked for now; the list begins anew."""
        self._take_query()
        self._waiting = []
        self._start(partial(self._reader.first, self.query, BLOCK), self._on_first, lane=_FIRST)

    def reload(self) -> None:
        """Read the list anew, since something in it may have changed; it stays where it is."""
        self._reader.forget()
        self._take_query()
        read = partial(self._reader.whole, self.query, self._in_sight(), BLOCK)
        self._start(read, self._on_whole_anew, lane=_REST)

    def when_whole(self, act: Callable[[], object]) -> None:
        """Do something with the whole list: at once, or as soon as more than its beginning is known."""
        if self.is_whole:
            act()
            return
        self._waiting.append(act)
        if self._rest_timer.isActive():
            self._read_rest()

    def clear_filters(self) -> None:
        self.filtering.clear()

    def name_filters(self) -> None:
        self.filtering.ask_name()

    def look_after_index(self) -> None:
        """Make the search index, where it is missing or outdated, while the list is used."""
        from domain.enterprises.sql import index  # noqa: PLC0415 - after the first paint

        self._services.ask(index.is_due, self._on_index_looked_at, owner=self)

    def select(self, id_: EnterpriseId) -> None:
        """Make an enterprise current, if the list shows it."""
        self.table.select_key(id_)

    def _take_query(self) -> None:
        self.query = replace(self.query, text=self.search.query(), conditions=self.filtering.conditions)

    def _start(self, work: Callable[[Reporter], Part], on_done: Callable[[Part], None], *, lane: str) -> None:
        self._rest_timer.stop()
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._services.jobs.read(work, on_done, owner=self, lane=lane)

    def _on_first(self, part: Part) -> None:
        self._reading = None
        self.show_listing(Listing(*part))
        self.table.scrollToTop()
        self.is_whole = part.is_whole
        if not part.is_whole:
            # Not between two keys, which would wait for it.
            self._rest_timer.start()

    def _read_rest(self) -> None:
        self._start(partial(self._reader.whole, self.query, (), BLOCK), self._on_rest, lane=_REST)

    def _on_rest(self, part: Part) -> None:
        self._reading = None
        self.go_on(Listing(*part))
        self._end_waiting()

    def _on_whole_anew(self, part: Part) -> None:
        self._reading = None
        self.show_listing(Listing(*part))
        self._end_waiting()
        if not self._index_timer.isActive():
            self._index_timer.start()

    def _end_waiting(self) -> None:
        self.is_whole = True
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act()

    def _in_sight(self) -> list[EnterpriseId]:
        count = self.model.rowCount()
        first = self.table.rowAt(0)
        last = self.table.rowAt(self.table.verticalHeader().height() - 1)
        if not count or first < 0:
            return []
        return list(self.model.ids[first : (last if last >= 0 else count - 1) + 1])

    # Order and columns

    def _on_sort_wanted(self, name: str, descending: bool) -> None:
        self.query = replace(self.query, order_by=name, descending=descending)
        self.look()

    def _open_columns(self) -> None:
        self.columns_panel = ColumnsPanel(self.table, self.model)
        self.columns_panel.changed.connect(self._columns_timer.start)
        self.columns_panel.open(self.columns_button)

    def _keep_columns(self) -> None:
        self._services.preferences.keep_register_columns(shown_columns(self.table, self.model))

    # The search index

    def _on_index_looked_at(self, is_due: bool) -> None:
        if is_due:
            store = self._services.context.store
            self._services.jobs.run(
                lambda reporter: _build_index(store, reporter),
                lambda _: self._reader.forget(),
                owner=self,
                label="正在整理企业检索",
                lane=UPKEEP,
            )

    def _timer(self, interval_ms: int, act: Callable[[], object]) -> QTimer:
        timer = QTimer(self, singleShot=True, interval=interval_ms)
        timer.timeout.connect(act)
        return timer


def _build_index(store: "Store", reporter: Reporter) -> None:
    from domain.enterprises.sql import index  # noqa: PLC0415 - after the first paint

    index.build(store, reporter)
