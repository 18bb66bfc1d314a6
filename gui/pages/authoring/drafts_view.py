"""The policies that are being written, and the ways to begin another one."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from domain.policies.authoring.documents.document import Document
from domain.policies.authoring.documents.opening import of_text
from domain.policies.authoring.draft import PolicyDraft
from domain.policies.authoring.kept import (
    Listed,
    begin_draft,
    delete_draft,
    list_deleted,
    list_drafts,
    restore_draft,
)
from domain.policies.authoring.making import begun_from
from domain.policies.authoring.writing import draft_of
from domain.policies.policy import Policy
from domain.policies.trials.drafting import next_version
from domain.store.acts import Action
from domain.store.audit import now
from domain.store.tables import KEPT, Kind
from domain.values.ids import PolicyDraftId
from gui.early.action_row import ActionRow, beside
from gui.early.parts import Look, button, in_column
from gui.files.documents import KINDS, read_file
from gui.files.file_dialogs import ask_to_open
from gui.forms.asking import FormDialog, TextDialog
from gui.forms.editors import ChoiceBox, LongTextEdit
from gui.services import AppContext, Services, Undo
from gui.tables.data_table import Column, DataTable, RowsModel, moments
from gui.tables.held_list import HeldList
from gui.widgets.cards import EmptyState
from gui.widgets.dialog import opened

_LONGEST: Final = 2_000_000
_DELETED: Final = "deleted"


class DraftList(HeldList[Listed]):
    """The drafts, the one that was saved last first; or those that were deleted and can be brought back."""

    def __init__(self, begin: "DraftsView") -> None:
        model = RowsModel[Listed](_COLUMNS, key=lambda one: one.id, parent=begin)
        self.which = ChoiceBox({_DELETED: "已删除的草稿"}, unset_word="正在编写的", called="看哪些")
        self.nothing = EmptyState("", icon_name="search")
        super().__init__(
            DataTable(model),
            EmptyState(
                "还没有正在编写的政策",
                "从政策文件（.docx、.pdf、.txt）开始，程序把条款一条条摆出来；写好、核对过，再启用。",
                icon_name="policies",
                action=("从文件开始…", begin.ask_for_file),
            ),
            self.nothing,
            hint="搜索政策标题、编写人",
            filters=[self.which],
            parent=begin,
        )

    @property
    def has_deleted(self) -> bool:
        """Whether it lists what was deleted."""
        return bool(self.which.typed())

    @property
    def is_filtered(self) -> bool:
        return bool(self.search.query()) or self.has_deleted

    def shows(self, row: Listed) -> bool:
        if (row.deleted_at is not None) is not self.has_deleted:
            return False
        return self.finds(f"{row.title}{row.begun_by}{row.changed_by}")

    def refresh(self) -> None:
        self.table.setColumnHidden(_DELETED_AT, not self.has_deleted)
        super().refresh()

    def tell(self, shown: Sequence[Listed]) -> None:
        if self.has_deleted:
            self.foot.setText(f"{len(shown)} 项已删除，删除后留 {KEPT.days} 天，其间可以恢复")
        else:
            self.foot.setText(f"{len(shown)} 项正在编写")
        if self.search.query():
            self.nothing.say("没有找到", "换个词再搜。")
        else:
            self.nothing.say("没有已删除的草稿", f"删除的草稿在这里留 {KEPT.days} 天，其间可以恢复。")


class DraftsView(QWidget):
    """Lists the drafts; Enter goes on with one."""

    wanted = Signal(object)
    """A draft is to be gone on with; its id."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.dialog: QWidget | None = None
        self.file_button = button("从文件开始…", self.ask_for_file, look=Look.PRIMARY, icon_name="upload")
        self.paste_button = button("粘贴文字…", self._on_paste)
        self.copy_button = button("从已有政策开始…", self._on_copy)
        self.blank_button = button("从空白开始", self._on_blank)
        self.delete_button = button("删除", self._on_delete, icon_name="trash")
        self.open_button = button("继续编写", self._on_open, icon_name="edit")
        self.restore_button = button("恢复", self._on_restore, icon_name="undo")
        self.list = DraftList(self)
        acts = ActionRow(self)
        for act in (self.blank_button, self.copy_button, self.paste_button, self.file_button):
            services.permits.hold(Action.POLICY_IMPORT, act)
            acts.add(act)
        for act in (self.delete_button, self.restore_button):
            services.permits.hold(Action.POLICY_IMPORT, act)
        for act in (self.delete_button, self.open_button, self.restore_button):
            self.list.add_below(act)
        in_column(
            beside("写好的政策放进“政策文件”，启用后才参加评定。也可以把文件拖到这里。", acts),
            (self.list, 1),
            spacing=10,
            of=self,
        )
        self.setAcceptDrops(True)
        self.list.table.opened.connect(lambda _: self._on_open())
        self.list.asked.connect(self._hold)
        self.list.table.current_changed.connect(lambda _: self._hold())
        services.changes.on_seen({Kind.POLICY_DRAFT}, self.reload, self)
        self._hold()

    def reload(self) -> None:
        """Read the drafts anew."""
        self._services.ask(
            lambda session: [*list_drafts(session), *list_deleted(session)], self._on_read, owner=self
        )

    def take(self, path: Path) -> None:
        """Begin from a file."""
        self._services.jobs.run(
            lambda _: _begun_from_file(self._services.context, path),
            self._on_begun,
            busy=self.file_button,
            owner=self,
            label="正在读文件",
        )

    def ask_for_file(self) -> None:
        """Let the clerk choose the document."""
        self.dialog = ask_to_open(
            self, "政策的文件", KINDS, self.take, preferences=self._services.preferences
        )

    def _on_read(self, found: Sequence[Listed]) -> None:
        self.list.show_all(found)
        if self.list.table.current_row() is None and (shown := self.list.asked_for()):
            self.list.table.select_key(shown[0].id)
        self._hold()

    def _hold(self) -> None:
        has_one, has_deleted = self.list.table.current_row() is not None, self.list.has_deleted
        for act in (self.open_button, self.delete_button, self.restore_button):
            act.setEnabled(has_one)
            act.setVisible((act is self.restore_button) is has_deleted)

    def _on_open(self) -> None:
        one = self.list.table.current_row()
        if one is not None and one.deleted_at is None:
            self.wanted.emit(one.id)

    def _on_paste(self) -> None:
        dialog = TextDialog(
            self,
            "粘贴文字",
            "把政策全文粘贴在这里",
            "开始编写",
            field="全文",
            editor=LongTextEdit("第一条……", lines=16, max_length=_LONGEST),
            missing="请粘贴政策的文字",
            width=860,
            look=Look.PRIMARY,
        )
        self.dialog = dialog
        context = self._services.context
        dialog.do(
            self._services,
            lambda text, _: _begun(context, of_text(text)),
            lambda _, id_: self._on_begun(id_),
            owner=self,
            label="正在读文字",
        )

    def _on_copy(self) -> None:
        dialog = opened(_CopyDialog(self._services, self))
        dialog.begun.connect(self._on_begun)
        self.dialog = dialog

    def _on_blank(self) -> None:
        seat, draft = self._services.context.seat, PolicyDraft(id=_own_id())
        self._services.jobs.run(
            lambda _: begin_draft(seat, draft), self._on_begun, owner=self, label="正在开始"
        )

    def _on_begun(self, id_: PolicyDraftId) -> None:
        self.wanted.emit(id_)

    def _on_delete(self) -> None:
        one = self.list.table.current_row()
        if one is None:
            return
        seat, name = self._services.context.seat, one.title or "没有标题的草稿"
        self._services.do(
            lambda _: delete_draft(seat, one.id),
            f"已删除“{name}”",
            Undo(lambda _: restore_draft(seat, one.id), f"“{name}”已恢复"),
            owner=self,
            label="正在删除",
            busy=self.delete_button,
        )

    def _on_restore(self) -> None:
        one = self.list.table.current_row()
        if one is None:
            return
        seat, name = self._services.context.seat, one.title or "没有标题的草稿"
        self._services.do(
            lambda _: restore_draft(seat, one.id),
            f"“{name}”已恢复",
            Undo(lambda _: delete_draft(seat, one.id), f"已删除“{name}”"),
            owner=self,
            label="正在恢复",
            busy=self.restore_button,
        )

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths and not self._services.permits.against(Action.POLICY_IMPORT):
            self.take(paths[0])


class _CopyDialog(FormDialog):
    """Asks from which policy a draft begins."""

    begun = Signal(object)

    def __init__(self, services: Services, parent: QWidget) -> None:
        super().__init__(services, parent, "从已有政策开始", "开始编写")
        context = services.context
        library = context.policies
        self._known = {**library.policies, **context.shipped.templates}
        named = {id_: f"{one.title}（{_called(one)}）" for id_, one in self._known.items()}
        self.said.setText("条款、公式、数据项和案例照抄一份，改成新的一版；原来的政策不变。")
        self.form.add("policy", "政策", ChoiceBox(named, unset_word=None), missing="请选一项政策")

    def do(self, values: dict[str, str]) -> None:
        policy, context = self._known[values["policy"]], self.services.context
        self.services.jobs.run(
            lambda _: begin_draft(context.seat, draft_from(policy)),
            self._on_begun,
            on_failed=self.refused,
            busy=self.go_button,
            owner=self,
            label="正在开始",
        )

    def _on_begun(self, id_: PolicyDraftId) -> None:
        self.accept()
        self.begun.emit(id_)


def draft_from(policy: Policy) -> PolicyDraft:
    """Return the draft of the version after a policy; of a template, of a policy of its own."""
    draft = draft_of(policy.content, policy.title)
    if policy.is_template:
        return replace(draft, id=_own_id(), version="1", official_text=True)
    return replace(draft, version=next_version(policy.version))


def _own_id() -> str:
    """Return what a policy is called in files that no other one is."""
    return f"zc-{now().astimezone():%Y%m%d-%H%M%S}"


def _called(policy: Policy) -> str:
    return "样例" if policy.is_template else f"第 {policy.version} 版"


def _begun_from_file(context: AppContext, path: Path) -> PolicyDraftId:
    return _begun(context, read_file(path))


def _begun(context: AppContext, document: Document) -> PolicyDraftId:
    return begin_draft(context.seat, begun_from(document), document)


_COLUMNS: Final[tuple[Column[Listed], ...]] = (
    Column("政策", lambda one: one.title or "（没有标题）", sorts=True, stretches=True, width=220, tips=True),
    Column("条款", lambda one: f"{one.clauses} 条", width=80),
    Column("编写人", lambda one: one.begun_by, sorts=True, width=110),
    Column("最近修改", lambda one: one.changed_by, sorts=True, width=110),
    moments("修改时间", lambda one: one.changed_at, width=150),
    moments("删除时间", lambda one: one.deleted_at or one.changed_at, width=150),
)
_DELETED_AT: Final = len(_COLUMNS) - 1
