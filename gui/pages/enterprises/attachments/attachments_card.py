"""The card 附件 of an enterprise: files dragged there, chosen, or taken from where the scanner puts them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QWidget

from domain.enterprises.attachments.entities import Attachment
from domain.enterprises.attachments.service import (
    Added,
    add_files,
    copy_attachment,
    list_attachments,
    remove_attachments,
    restore_attachments,
    without_content,
)
from domain.exchange.cells import CellKind
from domain.store.acts import Action
from domain.store.tables import Kind
from domain.values.ids import AttachmentId, EnterpriseId
from gui.early.parts import Look, Note, button, fill, in_row, restyle, shortcut_action
from gui.early.theme import px
from gui.files.attachments import open_attachment
from gui.files.file_dialogs import DOCUMENTS, ask_to_open_several, ask_where_to_save
from gui.files.viewing import open_with_system
from gui.formatting import count_text, file_size_text
from gui.forms.editors import ChoiceBox
from gui.services import AppContext, Services, Undo
from gui.tables.data_table import RIGHT, Column, DataTable, RowsModel, moments
from gui.widgets.cards import Banner, Card

ITSELF: Final = "企业本身"


def _moment(row: Attachment) -> datetime:
    return row.added_at


def columns(belongs_to: Callable[[Attachment], str]) -> tuple[Column[Attachment], ...]:
    """Return the columns of the list.

    Args:
        belongs_to: Returns what a file belongs to.
    """
    return (
        Column("文件", lambda row: row.file_name, sorts=True, stretches=True, width=220, tips=True),
        Column("属于", belongs_to, sorts=True, width=240, narrowest=130, tips=True),
        Column(
            "大小",
            lambda row: file_size_text(row.size),
            align=RIGHT,
            sort_key=lambda row: row.size,
            width=90,
            kind=CellKind.COUNT,
            value=lambda row: row.size,
        ),
        moments("添加时间", _moment, sort_key=lambda row: row.id, width=150),
        Column("添加人", lambda row: row.added_by, sorts=True, width=90),
    )


_KINDS: Final = {Kind.ATTACHMENT}
_MOST_ROWS: Final = 8
_HINT: Final = "把文件拖到这里，或点“添加文件”。文件复制进数据文件夹，和备份一起保存，原来的文件不动。"
_NOT_YET: Final = "先保存这户企业，然后就可以把文件拖到这里。"


class AttachmentsCard(Card):
    """Files of one enterprise and its projects. Each act is done at once, apart from the form's saving."""

    wrong_count = 0

    added_shown = Signal()
    """What was just added is in the list now, and selected."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__("附件", parent)
        self._services = services
        self._id: EnterpriseId | None = None
        self._added: AttachmentId | None = None
        self._projects: Mapping[str, str] = {}
        self._former: dict[str, str] = {}
        self.dialog: QDialog | None = None
        self.project = ChoiceBox({}, self, unset_word=ITSELF, called="添加的文件属于")
        self._belongs = Note("添加到", self)
        self._belongs.setWordWrap(False)
        self.scan_button = button("从扫描文件夹取…", self._on_scan, icon_name="inbox", parent=self)
        self.add_button = button("添加文件…", self._on_add, icon_name="plus", parent=self)
        self.model: RowsModel[Attachment] = RowsModel(
            columns(self._belongs_to), key=lambda row: row.id, parent=self
        )
        self.table: DataTable[Attachment] = DataTable(self.model, self, several=True)
        self.lost = Banner("warning", "warning", self)
        self.said = Note(_HINT, self)
        self.open_button = button("打开", self._on_open, icon_name="eye", parent=self)
        self.save_button = button("另存为…", self._on_save, icon_name="download", parent=self)
        self.remove_button = button("移除", self._on_remove, look=Look.DANGER, icon_name="trash", parent=self)
        services.permits.hold(Action.ATTACHMENT_ADD, self.add_button, self.scan_button)
        services.permits.hold(Action.ATTACHMENT_REMOVE, self.remove_button)
        self._lay_out()
        self.setAcceptDrops(True)
        self.table.opened.connect(lambda _: self._on_open())
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._refresh())
        self.table.add_act("另存为…", self._on_save)
        self.table.add_act("移除", self._on_remove)
        shortcut_action(self.table, "Delete", self._on_remove)
        services.changes.on(_KINDS, self.reload, owner=self)
        self._refresh()

    def show_of(self, id_: EnterpriseId | None, projects: Mapping[str, str]) -> None:
        """Show the files of an enterprise with these projects, what each is called by its id.

        None for an enterprise that is not recorded yet.
        """
        if id_ != self._id:
            self.model.replace([])
            self.lost.say("")
        self._id, self._projects = id_, projects
        self.project.offer(projects, unset_word=ITSELF)
        for widget in (self._belongs, self.project):
            widget.setVisible(bool(projects))
        self._refresh()
        self.reload()

    def reload(self) -> None:
        """Read the files anew."""
        if self._id is not None:
            context, id_ = self._services.context, self._id
            self._services.jobs.read(lambda _: _read(context, id_), partial(self._on_read, id_), owner=self)

    def start(self) -> None:
        """Put the focus on the files, or on what adds the first."""
        (self.table if self.model.rowCount() else self.add_button).setFocus()

    def add(self, paths: Sequence[Path]) -> None:
        """Copy these files in."""
        if self._id is None or not paths:
            return
        seat, id_, project = self._services.context.seat, self._id, self.project.value()
        row_uid = project if isinstance(project, str) else ""
        self._services.jobs.run(
            lambda reporter: add_files(seat, id_, paths, reporter, row_uid=row_uid),
            self._on_added,
            owner=self,
            label="正在添加附件",
        )

    # What is shown

    def _belongs_to(self, row: Attachment) -> str:
        """Return what a file belongs to: a project by what it is called now, or was when it last got one."""
        if not (row.row_uid or row.project):
            return ITSELF
        former = self._former.get(row.row_uid, row.project)
        # What is cut off where there is little room is the end.
        return self._projects.get(row.row_uid) or f"（已删除）{former}"

    def _on_read(self, id_: EnterpriseId, found: tuple[list[Attachment], list[Attachment]]) -> None:
        if id_ == self._id:
            rows, lost = found
            # They come the latest first.
            self._former = {row.row_uid: row.project for row in reversed(rows) if row.row_uid}
            self.model.replace(rows)
            names = "、".join(f"“{row.file_name}”" for row in lost[:3])
            more = f"等 {len(lost)} 个" if len(lost) > 3 else ""
            words = f"{names}{more}的文件不见了或被改动过，请重新添加，或从备份恢复。"
            self.lost.say(words if lost else "")
            self._refresh()
            if self._added is not None and self.table.select_key(self._added):
                self._added = None
                self.added_shown.emit()

    def _refresh(self) -> None:
        count, chosen = self.model.rowCount(), len(self.table.selected_places())
        is_recorded = self._id is not None
        for act in (self.add_button, self.scan_button, self.project):
            act.setEnabled(is_recorded)
        self.table.setVisible(bool(count))
        height = px(38) + px(36) * min(count, _MOST_ROWS) + px(4)
        self.table.setFixedHeight(height)
        for act in (self.open_button, self.save_button, self.remove_button):
            act.setVisible(bool(count))
        self.open_button.setEnabled(chosen == 1)
        self.save_button.setEnabled(chosen == 1)
        self.remove_button.setEnabled(bool(chosen))
        self.remove_button.setText(f"移除 {chosen} 个" if chosen > 1 else "移除")
        self.said.setText(_HINT if is_recorded else _NOT_YET)

    def _lay_out(self) -> None:
        fill(self.head, self._belongs, self.project, self.scan_button, self.add_button)
        self.project.setMinimumWidth(px(160))
        fill(self.body, self.lost, self.table)
        self.body.addLayout(
            in_row((self.said, 1), self.open_button, self.save_button, self.remove_button, spacing=8)
        )

    # Adding

    def _on_add(self) -> None:
        self.dialog = ask_to_open_several(self, "添加附件", DOCUMENTS, self.add, self._services.preferences)

    def _on_scan(self) -> None:
        from gui.pages.enterprises.attachments.scanning import ScanDialog  # noqa: PLC0415

        dialog: ScanDialog = ScanDialog(self._services, self)
        dialog.chosen.connect(self.add)
        self._show(dialog)
        dialog.begin()

    def _on_added(self, added: Added) -> None:
        self._added = added.ids[-1] if added.ids else None
        if added.known:
            # Nothing is recorded of it, but a content that was lost may be back.
            self.reload()
        messages = self._services.messages
        parts = [f"已添加 {count_text(len(added.ids), '个附件')}"] if added.ids else []
        if added.known:
            parts.append(f"“{added.known[0]}”{_more(added.known)}已经有了，没有重复添加")
        undo = ("撤销", partial(self._remove, added.ids)) if added.ids else None
        if added.refused:
            parts.append(f"没有添加：{'；'.join(added.refused[:3])}{_more(added.refused, 3)}")
            messages.warning("；".join(parts), action=undo)
        elif added.ids:
            messages.success("；".join(parts), action=undo)
        else:
            messages.info("；".join(parts))

    # What is done to files that are there

    def _on_open(self) -> None:
        row = self.table.current_row()
        if row is None or row.id is None:
            return
        open_attachment(self._services, row.id, row.file_name, owner=self)

    def _on_save(self) -> None:
        row = self.table.current_row()
        if row is None or row.id is None:
            return
        self.dialog = ask_where_to_save(
            self,
            "另存为",
            row.file_name,
            "",
            partial(self._save_as, row.id),
            preferences=self._services.preferences,
        )

    def _save_as(self, id_: AttachmentId, target: Path) -> None:
        seat = self._services.context.seat
        self._services.jobs.run(
            lambda _: copy_attachment(seat, id_, target),
            lambda path: self._services.messages.success(
                f"已另存为“{path.name}”", action=("打开文件夹", lambda: open_with_system(path.parent))
            ),
            owner=self,
            label="正在另存附件",
        )

    def _on_remove(self) -> None:
        ids = [row.id for row in self.table.selected_rows() if row.id is not None]
        if ids:
            self._remove(ids)

    def _remove(self, ids: Sequence[AttachmentId]) -> None:
        seat = self._services.context.seat
        self._services.do(
            lambda _: remove_attachments(seat, ids),
            lambda names: f"已移除{_named(names)}",
            lambda names: Undo(
                lambda _: restore_attachments(seat, ids), f"已恢复{_named(names)}", "正在恢复附件"
            ),
            owner=self,
            label="正在移除附件",
        )

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        QDialog.open(dialog)

    def _mark(self, *, is_over: bool) -> None:
        """Show whether what is dragged would be taken."""
        self.setProperty("drop", is_over)
        restyle(self)

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._id is not None and _paths_of(event):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._mark(is_over=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._mark(is_over=False)
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self._mark(is_over=False)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add(_paths_of(event))


def _paths_of(event: QDropEvent) -> list[Path]:
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]


def _named(names: Sequence[str]) -> str:
    return f"“{names[0]}”" if len(names) == 1 else f" {count_text(len(names), '个附件')}"


def _more(names: Sequence[str], shown: int = 1) -> str:
    return f"等 {len(names)} 个" if len(names) > shown else ""


def _read(context: AppContext, id_: EnterpriseId) -> tuple[list[Attachment], list[Attachment]]:
    """Return the files, and those of them that cannot be opened any more."""
    rows = context.store.ask(list_attachments, id_)
    return rows, without_content(context.store, rows)
