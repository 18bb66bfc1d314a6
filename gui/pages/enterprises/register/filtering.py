"""Filters of the register: the panel they are chosen in, their chips, and those that were given a name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from gui.services import Services, Undo

if TYPE_CHECKING:
    from domain.enterprises.register.conditions import Condition
    from domain.enterprises.register.saved_filters import SavedFilter
    from domain.store.engine import Session
    from gui.forms.asking import NameDialog
    from gui.pages.enterprises.register.filter_panel import Choices, FilterPanel
    from gui.pages.enterprises.register.view import RegisterView

# What is not needed until something is filtered is imported then.
# ruff: noqa: PLC0415


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store has to filter by, and the filters kept in it."""

    choices: "Choices"
    saved: "list[SavedFilter]"


class Filtering(QObject):
    """Keeps the conditions in force; whoever lists enterprises listens."""

    changed = Signal()
    """Other conditions are in force, perhaps another text stands in the search box."""

    def __init__(self, services: Services, view: "RegisterView") -> None:
        super().__init__(view)
        self._services = services
        self._view = view
        self.conditions: tuple[Condition, ...] = ()
        self._clauses: Mapping[tuple[str, str], str] = {}
        self.panel: FilterPanel | None = None
        self.menu: QMenu | None = None
        self.dialog: NameDialog | None = None
        view.chips.removed.connect(self._on_chip_removed)
        view.filter_button.clicked.connect(lambda *_: self._read(self._open_panel))
        view.saved_button.clicked.connect(lambda *_: self._read(self._open_saved))

    def clear(self) -> None:
        """List all that the search finds."""
        self._put(())

    def put(self, conditions: "tuple[Condition, ...]") -> None:
        """Filter by these."""
        self._read(lambda known: self._put(conditions, known.choices))

    def ask_name(self) -> None:
        """Ask under which name what is filtered now is kept."""
        self._read(self._open_naming)

    # What there is

    def _read(self, on_done: Callable[[_Known], object]) -> None:
        self._services.ask(_find_known, on_done, owner=self)

    # The panel and the chips

    def _open_panel(self, known: _Known) -> None:
        from gui.pages.enterprises.register.filter_panel import FilterPanel

        if self.panel is not None:
            self.panel.deleteLater()
        self.panel = FilterPanel(self._services.context.office, known.choices, self._view.window())
        self.panel.changed.connect(lambda conditions: self._put(conditions, known.choices))
        self.panel.open(self.conditions, self._view.filter_button)

    def _put(self, conditions: "tuple[Condition, ...]", choices: "Choices | None" = None) -> None:
        self.conditions = conditions
        self._show_chips(choices)
        self.changed.emit()

    def _show_chips(self, choices: "Choices | None") -> None:
        if not self.conditions:
            self._view.chips.show_conditions([])
            return
        from gui.pages.enterprises.register.filter_editors import words_for

        if choices is not None:
            self._clauses = choices.clauses
        office = self._services.context.office
        named = [(one, words_for(one, office, self._clauses)) for one in self.conditions]
        self._view.chips.show_conditions(named)

    def _on_chip_removed(self, condition: "Condition") -> None:
        self._put(tuple(one for one in self.conditions if one != condition))

    # Filters with names

    def _open_saved(self, known: _Known) -> None:
        self.menu = menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.destroyed.connect(self._on_menu_gone)
        for one in known.saved:
            menu.addAction(one.name, partial(self._take, one, known.choices))
        if not known.saved:
            menu.addAction("还没有常用筛选").setEnabled(False)
        menu.addSeparator()
        keep = menu.addAction("保存当前筛选…", self.ask_name)
        keep.setEnabled(self._view.is_filtered)
        if known.saved:
            delete = menu.addMenu("删除")
            for one in known.saved:
                delete.addAction(one.name, partial(self._delete, one))
        below: QPushButton = self._view.saved_button
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def _on_menu_gone(self) -> None:
        self.menu = None

    def _take(self, given: "SavedFilter", choices: "Choices") -> None:
        self._view.search.set_query(given.text)
        self._put(given.conditions, choices)

    def _open_naming(self, known: _Known) -> None:
        from domain.enterprises.register.saved_filters import SavedFilter, save_filter
        from gui.forms.asking import NameDialog

        context, messages = self._services.context, self._services.messages
        self.dialog = NameDialog(
            self._view,
            "保存筛选",
            "给现在的搜索和筛选起个名字，以后在“常用筛选”里直接点。同名的会被替换。",
            "保存",
            known=[one.name for one in known.saved],
            hint="如：规上工业未走访",
        )
        self.dialog.do(
            self._services,
            lambda name, _: save_filter(
                context.seat, SavedFilter(name, self._view.search.query(), self.conditions)
            ),
            lambda name, is_replaced: messages.success(
                f"{'已更新' if is_replaced else '已保存'}常用筛选“{name}”"
            ),
            owner=self,
            label="正在保存筛选",
        )

    def _delete(self, given: "SavedFilter") -> None:
        from domain.enterprises.register.saved_filters import delete_filter, save_filter

        seat = self._services.context.seat
        self._services.do(
            lambda _: delete_filter(seat, given.name),
            f"已删除常用筛选“{given.name}”",
            Undo(lambda _: save_filter(seat, given), f"已恢复常用筛选“{given.name}”", "正在恢复筛选"),
            owner=self,
            label="正在删除筛选",
        )


def _find_known(session: "Session") -> _Known:
    from domain.enterprises.register.saved_filters import saved_filters
    from domain.enterprises.register.tags import known_tags
    from domain.policies.runs.standing import CONDITIONS, last_runs
    from gui.pages.enterprises.register.filter_panel import Choices

    runs = last_runs(session)
    clauses = {(run.policy_id, id_): title for run in runs for id_, title in run.clauses.items()}
    choices = Choices(known_tags(session), runs, clauses)
    return _Known(choices, saved_filters(session, CONDITIONS))
