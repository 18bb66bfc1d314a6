"""What the buttons of the register do: filters with their names, and what is done with the selected."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton

from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId, enterprises_in
from domain.values.progress import Silent
from gui.formatting import count_text
from gui.pages.enterprises.register.register_columns import TAGS
from gui.services import Services, Undo
from gui.tables import blocks
from gui.targets import ToDecisions

if TYPE_CHECKING:
    from domain.enterprises.register.conditions import Condition
    from domain.enterprises.register.listed import Listed
    from domain.enterprises.register.saved_filters import SavedFilter
    from domain.enterprises.sql.reader import RegisterReader
    from domain.store.engine import Session
    from gui.files.exporting import RowsAt
    from gui.forms.asking import NameDialog
    from gui.pages.enterprises.register.filter_panel import Choices, FilterPanel
    from gui.pages.enterprises.register.view import RegisterView

# ruff: noqa: PLC0415


# What is not needed until something is filtered is imported then.


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
        from domain.enterprises.register.saved_filters import delete_filters, restore_filters

        seat = self._services.context.seat
        self._services.do(
            lambda _: delete_filters(seat, [given.name]),
            f"已删除常用筛选“{given.name}”",
            lambda ids: Undo(
                lambda _: restore_filters(seat, ids), f"已恢复常用筛选“{given.name}”", "正在恢复筛选"
            ),
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


# What is not needed until something is done is imported then.

_MOST_COPIED: Final = 10_000


class Acting(QObject):
    """Buttons at the foot of the list; each acts on what is selected."""

    def __init__(
        self,
        services: Services,
        listing: "RegisterView",
        reader: "RegisterReader",
        when_whole: Callable[[Callable[[], object]], object],
    ) -> None:
        """`when_whole` does something once the whole list is known."""
        super().__init__(listing)
        self._services = services
        self._list = listing
        self._reader = reader
        self._export: Callable[[], None] | None = None
        self.menu: QMenu | None = None
        self.dialog: NameDialog | None = None
        listing.tag_button.clicked.connect(lambda *_: self._read_tags(self._open_tagging))
        listing.untag_button.clicked.connect(lambda *_: self._read_tags(self._open_untagging))
        listing.assess_button.clicked.connect(lambda *_: self._assess())
        listing.table.copy_wanted.connect(self.copy)
        listing.export_button.clicked.connect(lambda *_: when_whole(self.export))

    def export(self) -> None:
        """Write the list as it is shown, or what is selected of it, to an Excel file."""
        if self._export is None:
            from gui.files.exporting import Exporter

            exporter = Exporter(self._services, self._list)
            self._export = exporter.offer(self._list.table, "企业库", self._rows)
        self._export()

    def copy(self) -> None:
        """Put the selected rows on the clipboard as they are shown, once those not seen yet are read."""
        ids = self._list.selected_ids()
        if len(ids) > _MOST_COPIED:
            self._services.messages.info(
                f"一次最多复制 {_MOST_COPIED:,} 行；更多的请导出 Excel", action=("导出", self.export)
            )
        elif ids:
            self._services.jobs.read(
                lambda _: list(blocks.in_lots(self._read_rows, ids, range(len(ids)))),
                self._list.table.copy_rows,
                owner=self,
            )

    # Tags

    def _read_tags(self, on_done: Callable[[list[tuple[str, int]]], object]) -> None:
        from domain.enterprises.register.tags import known_tags

        self._services.ask(known_tags, on_done, owner=self)

    def _open_tagging(self, tags: Sequence[tuple[str, int]]) -> None:
        from domain.enterprises.register.tags import add_tag
        from gui.forms.asking import NameDialog

        ids = self._list.selected_ids()
        if not ids:
            return
        self.dialog = NameDialog(
            self._list,
            "打标签",
            f"给选中的 {count_text(len(ids), '户企业')}加上一个标签，可以写新的，也可以点已有的。",
            "加上",
            known=[tag for tag, _ in tags],
            hint="如：重点培育",
        )
        context = self._services.context
        self.dialog.do(
            self._services,
            lambda tag, reporter: add_tag(context.seat, ids, tag, reporter),
            partial(self._on_changed, True),
            owner=self,
            label="正在打标签",
        )

    def _open_untagging(self, tags: Sequence[tuple[str, int]]) -> None:
        ids = self._list.selected_ids()
        self.menu = menu = QMenu(self._list)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for tag, _ in tags:
            menu.addAction(tag, partial(self._change, ids, tag, is_added=False))
        if not tags:
            menu.addAction("还没有标签").setEnabled(False)
        at: QPushButton = self._list.untag_button
        menu.popup(at.mapToGlobal(at.rect().topLeft()) - QPoint(0, menu.sizeHint().height()))

    def _change(self, ids: Sequence[EnterpriseId], tag: str, *, is_added: bool) -> None:
        from domain.enterprises.register.tags import add_tag, remove_tag

        context, act = self._services.context, add_tag if is_added else remove_tag
        self._services.jobs.run(
            lambda reporter: act(context.seat, ids, tag, reporter),
            partial(self._on_changed, is_added, tag),
            owner=self,
            label="正在打标签" if is_added else "正在去掉标签",
        )

    def _on_changed(self, is_added: bool, tag: str, changed: list[EnterpriseId]) -> None:
        if not changed:
            self._services.messages.info(f"选中的企业{'都已有' if is_added else '都没有'}标签“{tag}”")
            return
        self._list.show_column(TAGS)
        count, ids = count_text(len(changed), "户企业"), enterprises_in(array("i", changed))
        words = f"已给 {count}加上标签“{tag}”" if is_added else f"已去掉 {count}的标签“{tag}”"
        take_back = partial(self._change, ids, tag, is_added=not is_added)
        self._services.messages.success(words, action=("撤销", take_back))

    # Leading elsewhere

    def _assess(self) -> None:
        self._services.go_to(ToDecisions(ids=self._list.selected_ids()))

    def _rows(self) -> "RowsAt":
        """Return what reads the rows of the list as it is now.

        Raises:
            BadInput: The list is not whole yet.
        """
        if not self._list.model.is_whole:
            raise BadInput("列表还在统计，等左下角显示出共多少户再导出")
        return partial(blocks.in_lots, self._read_rows, self._list.model.ids)

    def _read_rows(self, ids: Sequence[EnterpriseId]) -> "Mapping[EnterpriseId, Listed]":
        return self._reader.rows(ids, Silent())
