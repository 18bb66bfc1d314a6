"""可能重复: pairs of enterprises that look alike, to be merged or said to be two."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from domain.bin.listing import BinKind
from domain.enterprises.duplicates.finding import SHARED_BY, Duplicates, Pair, mark_distinct, unmark_distinct
from domain.enterprises.merging import undo_merge
from domain.store.acts import Action
from domain.values.ids import EnterpriseId, MergeId
from gui.early.parts import STRETCH, Look, Note, button, fill, in_row
from gui.files.exporting import WORD, Exporter
from gui.formatting import count_text, shortened
from gui.pages.enterprises.duplicates.likes import look_through
from gui.pages.enterprises.duplicates.merge_dialog import MergeDialog
from gui.services import Services, Undo
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.tables.held_list import HeldList
from gui.targets import ToBin
from gui.widgets.cards import EmptyState
from gui.widgets.dialog import Dialog
from gui.widgets.job_panel import JobPanel


class PairList(HeldList[Pair]):
    """The pairs, searched by either name or code."""

    def __init__(self, parent: QWidget) -> None:
        self.model = RowsModel[Pair](_PAIR_COLUMNS, key=lambda pair: pair.key, parent=parent)
        super().__init__(
            DataTable(self.model, several=True),
            EmptyState("正在查找…", icon_name="search"),
            EmptyState("没有找到", "换个词再搜。", icon_name="search"),
            hint="搜索企业名称、信用代码",
            parent=parent,
        )
        self.show_tools(False)

    def shows(self, row: Pair) -> bool:
        return self.finds(f"{row.first.name}{row.first.uscc}{row.second.name}{row.second.uscc}")

    def tell(self, shown: Sequence[Pair]) -> None:
        self.foot.setText(f"列出 {count_text(len(shown), '对')}")


class DuplicatesDialog(Dialog):
    """Looks through the register when it opens, and again after each merge."""

    opened = Signal(int)
    """Show this enterprise in the form."""

    def __init__(
        self, services: Services, over: QWidget, *, among: tuple[EnterpriseId, ...] | None = None
    ) -> None:
        """Show all pairs, or those to which one of `among` belongs."""
        super().__init__(over, "可能重复的企业", width=1000, height=620)
        self._services = services
        self._among = among
        self.dialog: MergeDialog | None = None
        self.said = Note("正在查找…", self)
        self.list = PairList(self)
        self.table, self.model = self.list.table, self.list.model
        self.merge_button = button("合并…", self._on_merge, look=Look.PRIMARY, parent=self)
        self.distinct_button = button("不是重复", self._on_distinct, parent=self)
        services.permits.hold(Action.ENTERPRISE_MERGE, self.merge_button)
        services.permits.hold(Action.ENTERPRISE_DISTINCT, self.distinct_button)
        self.first_button = button("打开第一户", partial(self._on_open, False), parent=self)
        self.second_button = button("打开第二户", partial(self._on_open, True), parent=self)
        self.merged_button = button("已合并的", self._show_merged, look=Look.LINK, parent=self)
        self.merged_button.setToolTip("在回收站里看并入别户的企业，把合并撤销")
        exporter = Exporter(services, self)
        self.export_button = button(
            WORD, exporter.offer(self.table, "可能重复的企业"), look=Look.LINK, parent=self
        )
        self._lay_out()
        self._connect()
        self._look()

    def _connect(self) -> None:
        self.table.opened.connect(lambda _: self._on_merge())
        self.list.selection_changed.connect(self._refresh)
        self.model.modelReset.connect(self._refresh)

    # Looking

    def _look(self) -> None:
        context = self._services.context
        job = self._services.jobs.run(
            partial(look_through, context, self._among),
            self._on_found,
            on_failed=self._on_failed,
            owner=self,
            label="正在查找可能重复的企业",
        )
        job.cancelled.connect(self.reject)
        # Whoever closes the dialog does not wait for it.
        self.finished.connect(job.cancel)

    def _on_found(self, found: Duplicates) -> None:
        self.list.empty.say("没有发现重复", "名称、电话、账号相同或相近的企业会列在这里。")
        self.list.show_all(found.pairs)
        parts = [f"{count_text(len(found.pairs), '对')}可能是同一户，名称最像的在前。"]
        if found.left_out:
            parts.append(f"还有 {found.left_out:,} 对没有列出，处理后再查。")
        if found.shared:
            parts.append(
                f"{found.shared:,} 个电话或账号有 {SHARED_BY} 户以上在用（如代账公司），没有算在内。"
            )
        self.said.setText("".join(parts) if found.pairs or found.shared else "")
        if found.pairs:
            self.table.select_key(found.pairs[0].key)
            self.table.setFocus()

    def _on_failed(self, error: Exception) -> None:
        self.reject()
        self._services.messages.error(error)

    def _refresh(self) -> None:
        for act in (
            self.merge_button, self.distinct_button, self.first_button, self.second_button, self.export_button
        ):  # fmt: skip
            act.setVisible(bool(self.model.rowCount()))
        chosen = len(self.table.selected_places())
        for act in (self.merge_button, self.first_button, self.second_button):
            act.setEnabled(chosen == 1)
        self.distinct_button.setEnabled(bool(chosen))
        self.distinct_button.setText(f"{chosen} 对都不是重复" if chosen > 1 else "不是重复")

    # Deciding

    def _on_merge(self) -> None:
        pair = self.table.current_row()
        if pair is None:
            return
        self.dialog = MergeDialog(self._services, pair, self)
        self.dialog.merged.connect(self._on_merged)
        self.dialog.open()

    def _on_merged(self, id_: MergeId, name: str) -> None:
        self._services.messages.success(
            f"已合并为“{shortened(name)}”", action=("撤销", partial(undo, self._services, id_))
        )
        self._look()

    def _on_distinct(self) -> None:
        pairs, seat = [pair.key for pair in self.table.selected_rows()], self._services.context.seat
        self._services.do(
            lambda _: mark_distinct(seat, pairs),
            f"已记下 {count_text(len(pairs), '对')}不是重复，以后不再列出",
            Undo(lambda _: unmark_distinct(seat, pairs), "已撤销，会再列为可能重复"),
            on_done=lambda _: self.list.show_all([pair for pair in self.list.all if pair.key not in pairs]),
            owner=self._services.messages,
            label="正在记下",
        )

    def _show_merged(self) -> None:
        self.reject()
        self._services.go_to(ToBin(BinKind.MERGED))

    def _on_open(self, second: bool) -> None:
        pair = self.table.current_row()
        if pair is not None:
            self.accept()
            self.opened.emit((pair.second if second else pair.first).id)

    def _lay_out(self) -> None:
        fill(
            self.foot,
            JobPanel(self._services.jobs, self),
            STRETCH,
            button("关闭", self.reject, parent=self),
            self.first_button,
            self.second_button,
            self.distinct_button,
            self.merge_button,
        )
        self.add_title("可能重复的企业")
        said = in_row((self.said, 1), self.merged_button, self.export_button, spacing=12)
        fill(self.body, said, (self.list, 1))


def undo(services: Services, id_: MergeId) -> None:
    """Take a merge back, and say so."""
    context = services.context
    services.jobs.run(
        lambda _: undo_merge(context.seat, id_, context.dictionary),
        lambda names: services.messages.success(
            f"已撤销合并，恢复“{shortened(names[0])}”和“{shortened(names[1])}”"
        ),
        owner=services.messages,
        label="正在撤销合并",
    )


_PAIR_COLUMNS: Final[tuple[Column[Pair], ...]] = (
    Column(
        "第一户",
        lambda pair: pair.first.name,
        sorts=True,
        width=270,
        narrowest=200,
        tip=lambda pair: f"{pair.first.name}\n{pair.first.uscc}",
    ),
    Column(
        "第二户",
        lambda pair: pair.second.name,
        sorts=True,
        stretches=True,
        width=270,
        narrowest=200,
        tip=lambda pair: f"{pair.second.name}\n{pair.second.uscc}",
    ),
    Column("相同之处", lambda pair: pair.words, sorts=True, width=240, narrowest=120, tips=True),
    Column("第一户代码", lambda pair: pair.first.uscc, width=165, only_exported=True),
    Column("第二户代码", lambda pair: pair.second.uscc, width=165, only_exported=True),
)
