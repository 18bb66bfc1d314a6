"""修改历史: who changed what of an enterprise, from what to what, and the way back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.history import Change, changes_of, go_back, label_of
from domain.store.acts import Action
from domain.values.ids import EnterpriseId, EntryId
from gui.early.parts import STRETCH, Link, Look, Note, SectionTitle, button, fill, in_row
from gui.early.theme import px
from gui.formatting import shortened, time_text
from gui.services import Services
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.tables.list_view import SearchBox
from gui.widgets.dialog import Dialog

_MOST: Final = 60


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose history it is; ``part`` where only one fact, list or figure is asked for."""

    id: EnterpriseId
    name: str
    part: str = ""


class HistoryDialog(Dialog):
    """Every change as a row. One field can be taken back, or everything from a change on."""

    back_requested = Signal(object, str)
    """Go back to before this `Change`: one part of the enterprise, or everything if that is empty."""

    def __init__(self, services: Services, subject: Subject, is_dirty: bool, parent: QWidget) -> None:
        """Show a history; while something is unsaved (`is_dirty`) nothing can be taken back."""
        super().__init__(parent, "修改历史", width=980, height=560)
        self._services = services
        self._subject = subject
        self._is_dirty = is_dirty
        self._part = subject.part
        self._changes: list[Change] = []
        self.model = RowsModel(_COLUMNS, key=lambda change: (change.entry, change.key), parent=self)
        self.table = DataTable(self.model, self)
        self.table.current_changed.connect(self._on_current_changed)
        self.search = SearchBox("按项目、内容或经办人找", self)
        self.search.searched.connect(self._show)
        self.all_link = Link("看全部项目的历史", self)
        self.all_link.followed.connect(self._on_all)
        self._title = SectionTitle("", self)
        self._note = Note("", self)
        self.part_button = button("这一项改回原来的值", self._on_part, look=Look.PRIMARY, parent=self)
        self.all_button = button("全部回到这次修改之前", self._on_everything, parent=self)
        services.permits.hold(Action.ENTERPRISE_CHANGE, self.part_button, self.all_button)
        self.close_button = button("关闭", self.reject, parent=self)
        self._lay_out()
        self._read()

    def _read(self) -> None:
        context, subject, part = self._services.context, self._subject, self._part
        name = f"“{label_of(context.dictionary, part)}”" if part else ""
        self._title.setText(f"{shortened(subject.name)}{name}的修改历史")
        self.all_link.setVisible(bool(part))
        self._services.ask(
            lambda session: changes_of(session, subject.id, context.dictionary, part=part),
            self._on_read,
            owner=self,
        )

    def _on_read(self, changes: list[Change]) -> None:
        self._changes = changes
        self._show()
        if changes:
            self.table.select_key(self.model.key(changes[0]))
            self.table.setFocus()
        self._on_current_changed(self.table.current_row())

    def _show(self) -> None:
        words = self.search.query().split()
        self.model.replace([change for change in self._changes if all(w in _words(change) for w in words)])

    def _on_current_changed(self, change: Change | None) -> None:
        is_open = change is not None and not self._is_dirty
        self.part_button.setEnabled(is_open and bool(change and change.key))
        is_list = change is not None and change.part in self._services.context.dictionary.rows
        self.part_button.setText("这份清单改回原来的内容" if is_list else "这一项改回原来的值")
        self.all_button.setEnabled(is_open and bool(change and change.key))
        if self._is_dirty:
            self._note.setText("有未保存的修改，先保存，再恢复以前的内容。")
        elif not self._changes:
            self._note.setText("还没有修改记录。")
        else:
            self._note.setText("恢复也是一次修改，会记在这里，随时可以撤销。")

    def say(self, words: str) -> None:
        """Say why something was not done."""
        self._note.setText(words)

    def _on_all(self) -> None:
        self._part = ""
        self._read()

    def _on_part(self) -> None:
        change = self.table.current_row()
        if change is not None:
            self.back_requested.emit(change, change.part)

    def _on_everything(self) -> None:
        change = self.table.current_row()
        if change is not None:
            self.back_requested.emit(change, "")

    def _lay_out(self) -> None:
        self.search.setFixedWidth(px(260))
        head = in_row(self._title, self.all_link, STRETCH, self.search, spacing=12)
        fill(self.foot, (self._note, 1), self.close_button, self.all_button, self.part_button)
        self.head.addLayout(head)
        self.body.addWidget(self.table, 1)


class History(QObject):
    """Opens histories for a page and carries out what is asked for there."""

    restored = Signal(int, str)
    """The enterprise with this id is recorded otherwise now, in this part of it or altogether."""

    def __init__(self, services: Services, page: QWidget) -> None:
        super().__init__(page)
        self._services = services
        self._page = page
        self.dialog: HistoryDialog | None = None

    def show(self, id_: EnterpriseId, name: str, part: str = "", *, is_dirty: bool) -> None:
        """Open the history of an enterprise, or of one of its parts."""
        subject = Subject(id_, name, part)
        dialog = HistoryDialog(self._services, subject, is_dirty, self._page)
        dialog.back_requested.connect(partial(self._go_back, subject))
        dialog.destroyed.connect(self._on_closed)
        self.dialog = dialog
        dialog.open()

    def _go_back(self, subject: Subject, change: Change, part: str) -> None:
        what = f"“{label_of(self._services.context.dictionary, part)}”" if part else "全部内容"
        self._run(subject, change.entry, part, f"已把“{shortened(subject.name)}”的{what}恢复到那次修改之前")

    def _run(self, subject: Subject, entry: EntryId, part: str, words: str) -> None:
        context = self._services.context
        self._services.jobs.run(
            lambda _: go_back(context.seat, subject.id, entry, context.dictionary, part=part),
            partial(self._on_gone_back, subject, part, words),
            on_failed=self._on_failed,
            owner=self,
            label="正在恢复",
        )

    def _on_gone_back(self, subject: Subject, part: str, words: str, entry: EntryId) -> None:
        if self.dialog is not None:
            self.dialog.accept()
        undo: Callable[[], object] = partial(self._run, subject, entry, part, "已撤销恢复")
        self._services.messages.success(words, action=("撤销", undo))
        self.restored.emit(subject.id, part)

    def _on_failed(self, error: Exception) -> None:
        if self.dialog is None:
            self._services.messages.error(error)
        else:
            self.dialog.say(str(error))

    def _on_closed(self) -> None:
        self.dialog = None


def _words(change: Change) -> str:
    return " ".join((change.who.name, change.label, change.before, change.after))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _MOST else f"{line[: _MOST - 1]}…"


_COLUMNS: Final[tuple[Column[Change], ...]] = (
    Column("时间", lambda change: time_text(change.at), width=144),
    Column("经办人", lambda change: change.who.name, width=96, narrowest=64),
    Column("项目", lambda change: change.label, tips=True, width=230, narrowest=120),
    Column(
        "原来",
        lambda change: _short(change.before),
        tip=lambda change: change.before,
        width=190,
        narrowest=120,
    ),
    Column(
        "改为",
        lambda change: _short(change.after),
        tip=lambda change: change.after,
        width=190,
        narrowest=120,
        stretches=True,
    ),
)
