"""自选表: any table, put together, looked at, kept under a name, to Excel and to paper."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from itertools import chain
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from domain.exchange.cells import CellKind
from domain.papers.papers import Paper
from domain.statistics.documents.table import compose_table, summary_of
from domain.statistics.sources import ROWS, Is
from domain.statistics.tables.kept import (
    KeptTable,
    delete_tables,
    keep_table,
    kept_tables,
    restore_tables,
)
from domain.statistics.tables.plans import TablePlan
from domain.statistics.tables.running import Heading, Made, Means, Row, every_row, make
from domain.statistics.tables.telling import conditions_of, text_of, titled
from domain.store.acts import Action
from domain.store.tables import Kind, Subject
from domain.values.ids import FreeTableId
from gui.early.parts import STRETCH, Look, Note, button, in_column, in_row, named_label
from gui.early.theme import px
from gui.files.exporting import Exporter, Shown
from gui.files.paper_dialog import PaperDialog
from gui.forms.asking import NameDialog
from gui.pages.figures.rows import target_of
from gui.pages.figures.table_controls import TableControls, blank_plan
from gui.pages.figures.table_list import Entry, TableList
from gui.services import Services, Undo
from gui.tables.data_table import LEFT, RIGHT, Column, DataTable, RowsModel
from gui.widgets.cards import Banner, EmptyState, WhenEmpty
from gui.widgets.dialog import Dialog, Whole
from gui.widgets.placing import split

_MOST_SHOWN: Final = 500
_NEW: Final = "new"
_WIDTHS: Final = {
    Is.ENTERPRISE: (200, 150),
    Is.CODE: (186, 186),
    Is.DAY: (110, 110),
    Is.AMOUNT: (150, 110),
    Is.TEXT: (200, 110),
}
"""How wide a column is, and what it is never narrower than, in px at 字号标准; more for a long heading."""
_USUAL: Final = (120, 80)
_SIGN, _AROUND = 14, 36
_LOWEST: Final = 190
_KINDS: Final = {
    Is.AMOUNT: CellKind.AMOUNT,
    Is.COUNT: CellKind.COUNT,
    Is.NUMBER: CellKind.QUANTITY,
    Is.RATE: CellKind.RATE,
    Is.DAY: CellKind.DATE,
}
_NO_TABLE: Final = Made(blank_plan("problems"), (), (), 0, (), None)


class TablesView(QWidget):
    """The tables at the left, the one that is chosen at the right, as it comes out now."""

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(parent)
        self._services = services
        self.dialog: Dialog | None = None
        self._is_stale = True
        self._entry = Entry(blank_plan("problems"))
        self._changed: dict[str, TablePlan] = {}
        self._wanted: FreeTableId | None = None
        self.plan = self._entry.plan
        self.made = _NO_TABLE
        self.list = TableList(self)
        self.new_button = button("新做一张", self.begin, look=Look.LINK, icon_name="plus")
        self.list.add_below(self.new_button)
        self.title = named_label("sectionTitle", "", self)
        self.says = Note("", self)
        self.save_button = button("保存", self.save, parent=self)
        self.save_as_button = button("另存为…", self._on_save_as, icon_name="save", parent=self)
        self.rename_button = button("改名…", self._on_rename, look=Look.LINK, parent=self)
        self.delete_button = button("删除", self._on_delete, look=Look.LINK, parent=self)
        self.reset_button = button("恢复原样", self._on_reset, look=Look.LINK, parent=self)
        self.controls = TableControls(services, self)
        self.asked = Note("", self)
        self.strange = Banner("warning", "warning", self)
        self.foot = Note("", self)
        self.exporter = Exporter(services, self)
        self._place = QVBoxLayout()
        self.table = DataTable(RowsModel[Row]([]), self)
        self._lay_out()
        self.list.table.current_changed.connect(self._on_current)
        self.controls.changed.connect(self._on_put_together)
        services.permits.hold(Action.FREE_TABLE_SAVE, self.save_button, self.save_as_button)
        services.permits.hold(Action.FREE_TABLE_SAVE, self.rename_button)
        services.permits.hold(Action.FREE_TABLE_DELETE, self.delete_button)
        kinds = {one.kind for one in ROWS.values()} | {
            *(Kind.PAYMENT, Kind.DEPARTMENT, Kind.CADRE, Kind.RUN, Kind.NOTICE, Kind.UNCLAIMED)
        }
        services.changes.on(kinds, self._on_others_changed, owner=self)
        services.changes.on({Kind.FREE_TABLE}, self._on_kept_changed, owner=self)

    def on_shown(self) -> None:
        """Make what is chosen, where it may be otherwise by now."""
        if not self.list.all:
            self._read_list()
        elif self._is_stale:
            self._make()

    def begin(self) -> None:
        """Begin a table of one's own."""
        self.list.table.clearSelection()
        self.list.table.setCurrentIndex(self.list.model.index(-1, -1))
        self._open(Entry(replace(blank_plan("problems"), id=_NEW)))
        self.controls.rows.setFocus()

    def export(self) -> None:
        """Write the table to an Excel file, every row of it."""
        made, context, plan = self.made, self._services.context, self.plan
        if not made.count:
            self._services.messages.info("表里没有内容可以导出")
            return
        count = made.count
        means = partial(_means, self._services)
        totals = [] if made.closing is None else [made.closing]

        def rows_at(places: Sequence[int]) -> Iterator[Row]:
            if made.plan.by or count <= len(made.rows):
                yield from ([*made.rows, *totals][at] for at in places)
                return
            yield from chain(every_row(context.store, plan, means()), totals)

        columns = _columns_of(made.headings)
        self.exporter.ask(Shown(self._name, columns, range(count + len(totals)), rows_at))

    def show_paper(self) -> None:
        """Show the table as it will be on paper."""
        if not self.made.count:
            self._services.messages.info("表里没有内容可以打印")
            return
        context, plan = self._services.context, replace(self.plan, title=self._name)
        means = partial(_means, self._services)

        def load() -> Paper:
            return context.store.ask(compose_table, plan, means(), datetime.now(UTC))

        self.dialog = PaperDialog(self._services, self._name, load, self, of=[Subject(Kind.FREE_TABLE)])
        self.dialog.open()

    def save(self) -> None:
        """Keep what was changed of one of the office's own tables; a new one is asked its name."""
        id_, former = self._entry.id, self._entry.plan
        if id_ is None:
            self._on_save_as()
            return
        self._keep(replace(self.plan, title=former.title), id_, former, f"已保存自选表“{former.title}”")

    @property
    def _name(self) -> str:
        return self._entry.plan.title or f"自选表（{self.plan.source.title}）"

    # The list

    def _on_kept_changed(self) -> None:
        if self.list.all:
            self._read_list()

    def _read_list(self) -> None:
        self._services.ask(kept_tables, self._show_list, owner=self)

    def _show_list(self, own: Sequence[KeptTable]) -> None:
        entries = [Entry(one.plan, one.id) for one in own]
        entries += [Entry(plan) for plan in self._services.context.figures.tables.values()]
        wanted = self._entry.key if self._wanted is None else f"own:{self._wanted}"
        self._wanted = None
        self.list.show_all(entries)
        now = next((one for one in entries if one.key == wanted), None)
        if now is not None:
            self.list.table.select_key(now.key)
            self._open(now)
        elif self._entry.key != _NEW and entries:
            self.list.table.select_key(entries[0].key)
            self._open(entries[0])

    def _on_current(self, entry: Entry | None) -> None:
        if entry is not None and entry.key != self._entry.key:
            self._open(entry)

    def _open(self, entry: Entry) -> None:
        self._entry = entry
        if self._changed.get(entry.key) == entry.plan:
            del self._changed[entry.key]
        self.plan = self._changed.get(entry.key, entry.plan)
        self.controls.show_plan(self.plan)
        self._make()

    # The table

    def _on_put_together(self, plan: TablePlan) -> None:
        self.plan = plan
        self._changed[self._entry.key] = plan
        self._make()

    def _on_others_changed(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._make()

    def _make(self) -> None:
        self._is_stale = False
        self._show_name()
        plan, context = self.plan, self._services.context
        means = partial(_means, self._services)
        self._services.jobs.read(
            lambda _: context.store.ask(make, plan, means(), _MOST_SHOWN),
            partial(self._show, plan),
            on_failed=partial(self._on_failed, plan),
            owner=self,
        )

    def _show(self, plan: TablePlan, made: Made) -> None:
        if plan is not self.plan:
            return
        if made.headings != self.made.headings or made.plan.sort != self.made.plan.sort:
            self._show_table(made)
        self.made = made
        is_whole = made.count == len(made.rows)
        totals = [made.closing] if is_whole and made.closing is not None else []
        self.table.rows_model.replace([*made.rows, *totals])
        self._tell(made)

    def _show_table(self, made: Made) -> None:
        """Put up a table with these columns; where one is that has other ones, in its place."""
        table = DataTable(RowsModel[Row](_columns_of(made.headings)), self)
        table.setMinimumHeight(px(_LOWEST))
        header = table.horizontalHeader()
        header.setSectionsClickable(True)
        names = [one.name for one in made.headings]
        if made.plan.sorted_by in names:
            is_down = made.plan.sort.startswith("-")
            order = Qt.SortOrder.DescendingOrder if is_down else Qt.SortOrder.AscendingOrder
            header.setSortIndicatorShown(True)
            header.setSortIndicator(names.index(made.plan.sorted_by), order)
        header.sectionClicked.connect(lambda at: self._sort_by(names[at]))
        table.opened.connect(lambda _: self._on_opened())
        nothing = EmptyState("没有符合的内容", "换个期间，或去掉一些条件。", icon_name="search")
        stack = WhenEmpty(table, table.rows_model, nothing)
        while (item := self._place.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        self._place.addWidget(stack)
        self.table = table

    def _tell(self, made: Made) -> None:
        self.strange.say("；".join(made.strange))
        count = summary_of(made)
        if not made.plan.by and made.count > len(made.rows):
            count += f"；这里只看前 {_MOST_SHOWN} 行，导出是全部"
            sums = [
                f"{one.title} {text_of(one, number)}{f' {one.unit}' if one.unit else ''}"
                for one, number in zip(made.headings, made.totals, strict=True)
                if number is not None
            ]
            count += f"；合计 {'，'.join(sums)}" if sums else ""
        self.foot.setText(count)

    def _on_failed(self, plan: TablePlan, error: Exception) -> None:
        if plan is self.plan:
            self.strange.say(str(error))
            self.made = _NO_TABLE
            self.table.rows_model.replace([])
            self.foot.setText("")

    def _sort_by(self, name: str) -> None:
        plan = self.plan
        is_down = plan.sort == name or (plan.sorted_by != name and self._is_number(name))
        self.controls.show_plan(replace(plan, sort=f"-{name}" if is_down else name))
        self._on_put_together(replace(plan, sort=f"-{name}" if is_down else name))

    def _is_number(self, name: str) -> bool:
        return any(one.is_number for one in self.made.headings if one.name == name)

    def _on_opened(self) -> None:
        at = self.table.currentIndex().row()
        if 0 <= at < len(self.made.keys):
            target = target_of(self.made.plan.source.kind, self.made.keys[at])
            if target is not None:
                self._services.go_to(target)

    def _show_name(self) -> None:
        entry, context = self._entry, self._services.context
        is_other = self.plan != entry.plan
        self.title.setText(self._name + ("（改过，还没有保存）" if is_other and entry.key != _NEW else ""))
        self.says.setText(entry.plan.says)
        self.says.setVisible(bool(entry.plan.says))
        asked = "　".join(conditions_of(self.plan, context.dictionary, date.today()))
        self.asked.setText(asked)
        self.asked.setVisible(bool(asked))
        self.save_button.setVisible(entry.id is not None and is_other)
        self.reset_button.setVisible(is_other and entry.key != _NEW)
        for one in (self.rename_button, self.delete_button):
            one.setVisible(entry.id is not None)

    # Kept under a name

    def _on_save_as(self) -> None:
        self._ask_name("保存自选表", "以后在左边的列表里直接打开；期间从打开的那天算。", self._save_as)

    def _save_as(self, name: str) -> FreeTableId:
        says = "" if self._entry.id is None and self._entry.key != _NEW else self._entry.plan.says
        plan = replace(self.plan, title=name, says=says)
        return keep_table(self._services.context.seat, plan)

    def _on_rename(self) -> None:
        id_, plan = self._entry.id, self._entry.plan
        if id_ is not None:
            seat = self._services.context.seat

            def rename(name: str) -> FreeTableId:
                return keep_table(seat, replace(plan, title=name), id_)

            self._ask_name("自选表改名", "左边的列表里按新的名字排。", rename, plan.title)

    def _ask_name(
        self, title: str, sentence: str, work: Callable[[str], FreeTableId], name: str = ""
    ) -> None:
        self.dialog = dialog = NameDialog(self, title, sentence, "保存", hint="如：本月问题按街道")
        dialog.line.setText(name)
        dialog.do(
            self._services, lambda text, _: work(text), self._on_named, owner=self, label="正在保存自选表"
        )

    def _on_named(self, name: str, id_: FreeTableId) -> None:
        if self._entry.id != id_:
            self._changed.pop(self._entry.key, None)
        self._wanted = id_
        self._services.messages.success(f"已保存自选表“{name}”")
        self._read_list()

    def _keep(self, plan: TablePlan, id_: FreeTableId, former: TablePlan, said: str) -> None:
        seat = self._services.context.seat
        self._services.do(
            lambda _: keep_table(seat, plan, id_),
            said,
            Undo(lambda _: keep_table(seat, former, id_), f"“{former.title}”已改回原样"),
            owner=self,
            label="正在保存自选表",
        )

    def _on_delete(self) -> None:
        id_, name, seat = self._entry.id, self._entry.plan.title, self._services.context.seat
        if id_ is None:
            return
        self._changed.pop(self._entry.key, None)
        self._services.do(
            lambda _: delete_tables(seat, [id_]),
            f"已删除自选表“{name}”",
            Undo(lambda _: restore_tables(seat, [id_]), f"已恢复自选表“{name}”"),
            owner=self,
            label="正在删除自选表",
        )

    def _on_reset(self) -> None:
        self._changed.pop(self._entry.key, None)
        self._open(self._entry)

    def _lay_out(self) -> None:
        right = Whole(self)
        names = in_row(
            self.title,
            STRETCH,
            self.reset_button,
            self.rename_button,
            self.delete_button,
            self.save_button,
            self.save_as_button,
            spacing=8,
        )
        in_column(
            names,
            self.says,
            self.controls,
            self.asked,
            self.strange,
            (self._place, 1),
            self.foot,
            spacing=8,
            of=right,
        )
        self._place.addWidget(self.table)
        halves = split(Qt.Orientation.Horizontal, (self.list, 240, 0), (right, 760, 1), parent=self)
        in_column(halves, of=self)


def _means(services: Services) -> Means:
    return Means(services.context.dictionary, services.context.problem_rules)


def _columns_of(headings: Sequence[Heading]) -> list[Column[Row]]:
    return [_column(at, heading, headings) for at, heading in enumerate(headings)]


def _column(at: int, heading: Heading, headings: Sequence[Heading]) -> Column[Row]:
    least = len(titled(heading)) * _SIGN + _AROUND
    width, narrowest = (max(one, least) for one in _WIDTHS.get(heading.is_, _USUAL))

    def text(row: Row) -> str:
        return text_of(heading, row[at])

    def value(row: Row) -> Any:
        found = row[at]
        return None if isinstance(found, str) else found

    return Column(
        titled(heading),
        text,
        align=RIGHT if heading.is_number else LEFT,
        width=width,
        narrowest=narrowest,
        stretches=at == len(headings) - 1 and not heading.is_number,
        tips=heading.is_ in (Is.TEXT, Is.ENTERPRISE, Is.WORD),
        kind=_KINDS.get(heading.is_, CellKind.TEXT),
        value=value if heading.is_ in _KINDS else None,
        is_personal=heading.is_personal,
    )
