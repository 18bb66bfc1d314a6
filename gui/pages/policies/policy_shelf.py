"""Policy files: imported, looked at, put in force, withdrawn, handed out again."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QWidget

from domain.exchange.reading import read_bytes
from domain.policies.agreement.differences import disagreements_of
from domain.policies.files.files import MAX_BYTES
from domain.policies.policy import Policy
from domain.policies.shelf import (
    Shelved,
    VersionTaken,
    content_of,
    import_policy,
    list_shelf,
    withdraw,
)
from domain.policies.signatures import ENDING, NotTrusted, signature_beside
from domain.proposals.orders import AcceptDisagreements, AnyOrder, PutInForce
from domain.store.acts import Action
from domain.values.errors import BadInput
from domain.values.files import write_whole
from domain.values.ids import PolicyFileId
from gui.early.action_row import ActionRow, beside
from gui.early.parts import Look, Note, button, empty, in_column
from gui.early.theme import px
from gui.files.exporting import Exporter
from gui.files.file_dialogs import ask_to_open, ask_where_to_save
from gui.formatting import time_text
from gui.forms.asking import TextDialog
from gui.pages.policies.disagreements import DisagreementBanner, reason_text
from gui.pages.policies.policy_dialogs import (
    Prospect,
    accept_dialog,
    look_ahead,
    reason_dialog,
    use_dialog,
    version_dialog,
)
from gui.people.second import do_with_second
from gui.services import AppContext, Services
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.targets import ToEntitled
from gui.widgets.cards import Banner, Card, EmptyState, WhenEmpty
from gui.widgets.dialog import Whole, confirm
from gui.widgets.placing import Scrolling, split
from gui.widgets.prose import Paragraph
from gui.widgets.status import STATUSES, Status

IN_FORCE: Final = STATUSES["granted"].named("已启用")
NOT_IN_FORCE: Final = STATUSES["not_met"].named("未启用")
UNREADABLE: Final = STATUSES["changed"].named("读不了")
_FILES: Final = "政策文件 (*.toml)"


class ShelfView(QWidget):
    """The imported files above; below, what the chosen one says, or what was wrong with the last one."""

    comparison_wanted = Signal(object, object)
    """Two versions of a policy are to be shown beside each other: the one in force, and another."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self.dialog: QDialog | None = None
        self._wanted: PolicyFileId | None = None
        self.import_button = button("导入政策文件…", self._on_import, look=Look.PRIMARY, icon_name="upload")
        self.use_button = button("启用", self._on_use, icon_name="check")
        self.compare_button = button("与现行版本比较", self._on_compare, icon_name="table")
        self.reason_button = button("写明理由…", self._on_reason, icon_name="edit")
        self.withdraw_button = button("停用", self._on_withdraw, icon_name="void")
        services.permits.hold(Action.POLICY_IMPORT, self.import_button)
        services.permits.hold(Action.POLICY_PUT_IN_FORCE, self.use_button)
        services.permits.hold(Action.POLICY_ACCEPT_DISAGREEMENTS, self.reason_button)
        services.permits.hold(Action.POLICY_WITHDRAW, self.withdraw_button)
        self.told_button = button("该通知谁", self._on_told, icon_name="forward")
        self.told_button.setToolTip("按这项政策能享受、还没有申报的企业")
        self.export_button = button("导出…", self._on_export, icon_name="download")
        self.mistakes = Banner("error", "error", self)
        self.standing = Note("", self)
        self.disagreements = DisagreementBanner(self)
        self.said = ""
        self.model: RowsModel[Shelved] = RowsModel(_COLUMNS, key=lambda one: one.id, parent=self)
        self.table: DataTable[Shelved] = DataTable(self.model, self)
        Exporter(services, self).offer(self.table, "导入的政策文件")
        self.facts = Card("", self)
        # Else the scroll area keeps room for every line wrapped at its narrowest.
        self.facts.setMinimumHeight(1)
        self._reading = Scrolling(self)
        self._reading.setMinimumHeight(px(150))
        self._reading.setWidget(self.facts)
        self.setAcceptDrops(True)
        self._lay_out()
        self.table.current_changed.connect(self._on_chosen)
        self._on_chosen(None)

    def reload(self) -> None:
        """Read the shelf anew."""
        context = self._services.context
        self._services.ask(
            lambda session: list_shelf(session, context.shipped.office), self._on_read, owner=self
        )

    def choose(self, id_: PolicyFileId | None) -> None:
        """Choose a file once the shelf is read."""
        self._wanted = id_

    def take(self, path: Path, version: str = "", accepted_because: str = "") -> None:
        """Import a file; what is wrong with it is shown whole.

        One that nobody whom the office trusts has signed is taken only for a reason; one whose version
        another file has already only as another version.
        """
        context = self._services.context
        self.mistakes.say("")
        self._services.jobs.run(
            lambda _: _import(context, path, accepted_because, version),
            lambda _: self._on_imported(path),
            on_failed=partial(self._on_import_failed, path, version),
            busy=self.import_button,
            owner=self,
            label="正在导入",
        )

    def _on_read(self, found: Sequence[Shelved]) -> None:
        self.model.replace(found)
        if self._wanted is not None:
            self.table.select_key(self._wanted)
            self._wanted = None
        if self.table.current_row() is None and found:
            self.table.select_key(found[0].id)
        policies = self._services.context.policies.policies.values()
        self.standing.setText("\n".join(standing_text(policy, found) for policy in policies))
        self._on_chosen(self.table.current_row())

    def _on_chosen(self, chosen: Shelved | None) -> None:
        self.use_button.setEnabled(
            chosen is not None and chosen.policy is not None and chosen.in_force_since is None
        )
        self.withdraw_button.setEnabled(chosen is not None and chosen.in_force_since is not None)
        self.told_button.setEnabled(chosen is not None and chosen.in_force_since is not None)
        self.export_button.setEnabled(chosen is not None)
        found = disagreements_of(chosen.policy) if chosen is not None and chosen.policy is not None else []
        self.disagreements.show_disagreements(found)
        self.reason_button.setVisible(
            bool(found)
            and chosen is not None
            and chosen.in_force_since is not None
            and not chosen.disagreement_reason
        )
        self.compare_button.setEnabled(self._rival_of(chosen) is not None)
        self.facts.body.removeWidget(self.disagreements)
        empty(self.facts.body)
        self.facts.body.addWidget(self.disagreements)
        for text in [] if chosen is None else _description(chosen):
            self.facts.body.addWidget(Paragraph(text))
        self.facts.body.addStretch(1)
        self._reading.setVisible(chosen is not None)

    def _on_import(self) -> None:
        self.dialog = ask_to_open(
            self, "导入政策文件", _FILES, self.take, preferences=self._services.preferences
        )

    def _on_imported(self, path: Path) -> None:
        self._services.messages.success(f"“{path.name}”没有错误，已导入；看过条款、试算过，再点“启用”")
        self.table.clearSelection()
        self.table.setCurrentIndex(self.model.index(-1, -1))
        self.reload()

    def _on_import_failed(self, path: Path, version: str, error: Exception) -> None:
        if isinstance(error, BadInput):
            self.mistakes.say(f"没有导入“{path.name}”：\n" + "\n".join(error.complaints))
        elif isinstance(error, NotTrusted):
            self._ask(accept_dialog(path.name, error.origin, self), partial(self.take, path, version))
        elif isinstance(error, VersionTaken):
            self._ask(version_dialog(path.name, error, self), partial(self.take, path))
        else:
            self._services.messages.error(error)

    def _rival_of(self, chosen: Shelved | None) -> Policy | None:
        """Return the version in force of the same policy, where it is another one."""
        if chosen is None or chosen.policy is None:
            return None
        policy = self._services.context.policies.policies.get(chosen.policy_id)
        return policy if policy is not None and policy.sha256 != chosen.sha256 else None

    def _on_compare(self) -> None:
        chosen = self.table.current_row()
        rival = self._rival_of(chosen)
        if chosen is not None and chosen.policy is not None and rival is not None:
            self.comparison_wanted.emit(rival, chosen.policy)

    def _on_told(self) -> None:
        chosen = self.table.current_row()
        if chosen is not None:
            self._services.go_to(ToEntitled(chosen.policy_id))

    def _on_use(self) -> None:
        chosen = self.table.current_row()
        if chosen is not None:
            self._services.jobs.run(
                partial(look_ahead, self._services.context, chosen),
                self._on_looked_ahead,
                busy=self.use_button,
                owner=self,
                label="正在核对启用会改变什么",
            )

    def _on_looked_ahead(self, prospect: Prospect) -> None:
        self._ask(use_dialog(prospect, self), partial(self._use, prospect.shelved))

    def _use(self, chosen: Shelved, reason: str) -> None:
        self._do(
            PutInForce(file_id=chosen.id, despite_disagreement=reason),
            "正在启用",
            f"已启用《{chosen.title}》第 {chosen.version} 版",
        )

    def _on_reason(self) -> None:
        chosen = self.table.current_row()
        if chosen is not None and chosen.policy is not None:
            dialog = reason_dialog(chosen.policy, disagreements_of(chosen.policy), self)
            self._ask(dialog, partial(self._give_reason, chosen))

    def _give_reason(self, chosen: Shelved, reason: str) -> None:
        self._do(AcceptDisagreements(file_id=chosen.id, because=reason), "正在保存", "理由已记录")

    def _on_withdraw(self) -> None:
        chosen = self.table.current_row()
        if chosen is None:
            return
        context = self._services.context
        own = context.shipped.policies.get(chosen.policy_id)
        then = f"，改按程序自带的第 {own.version} 版评定" if own is not None else "，这项政策不再评定"
        confirm(
            self,
            "停用这项政策？",
            f"停用后不再按《{chosen.title}》第 {chosen.version} 版评定{then}。"
            "已出具的通知书和留存的评定不受影响，以后可以再启用。",
            "停用",
            lambda: self._act(
                lambda: withdraw(context.seat, chosen.id),
                "正在停用",
                f"已停用《{chosen.title}》第 {chosen.version} 版{then}",
            ),
            harms=True,
        )

    def _do(self, order: AnyOrder, label: str, said: str) -> None:
        do_with_second(self._services, order, lambda _: self._on_changed(said), over=self, label=label)

    def _act(self, act: Callable[[], object], label: str, said: str) -> None:
        self._services.jobs.run(lambda _: act(), lambda _: self._on_changed(said), owner=self, label=label)

    def _on_changed(self, said: str) -> None:
        # Said by the page that takes the place of this one.
        self.said = said
        self._services.frame.take_policies()

    def _on_export(self) -> None:
        chosen = self.table.current_row()
        if chosen is None:
            return
        self.dialog = ask_where_to_save(
            self,
            "导出政策文件",
            f"{Path(chosen.file_name).stem}.toml",
            _FILES,
            partial(self._export, chosen),
            preferences=self._services.preferences,
        )

    def _export(self, chosen: Shelved, target: Path) -> None:
        context = self._services.context
        self._services.jobs.run(
            lambda _: _export(context, chosen.id, target),
            lambda _: self._services.messages.success(f"已导出“{target.name}”"),
            owner=self,
            label="正在导出",
        )

    def _ask(self, dialog: TextDialog, act: Callable[[str], object]) -> None:
        self.dialog = dialog
        dialog.take(act)

    def _lay_out(self) -> None:
        above = Whole(self)
        acts = ActionRow(self)
        acts_shown = (
            *(self.export_button, self.compare_button, self.withdraw_button),
            *(self.reason_button, self.told_button, self.use_button),
        )
        for act in (*acts_shown, self.import_button):
            acts.add(act)
        empty = EmptyState(
            "还没有导入政策文件",
            "程序自带的政策在“政策”页里。新的政策文件（.toml）从 U 盘导入；写法见文档“政策语言”。",
            icon_name="policies",
            action=("导入政策文件…", self._on_import),
        )
        in_column(
            beside("导入的政策启用后才参加评定。也可以把文件拖到这里。", acts),
            self.standing,
            self.mistakes,
            (WhenEmpty(self.table, self.model, empty), 1),
            spacing=10,
            of=above,
        )
        splitter = split(Qt.Orientation.Vertical, (above, 300, 0), (self._reading, 240, 0), parent=self)
        in_column(splitter, of=self)

    # Qt overrides

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        # A signature may be dropped along with its file; it is found beside it.
        files = [path for path in paths if path.suffix != ENDING] or paths
        if files:
            self.take(files[0])


def _import(context: AppContext, path: Path, accepted_because: str, version: str) -> PolicyFileId:
    raw = read_bytes(path, MAX_BYTES)
    return import_policy(
        context.seat,
        raw,
        path.name,
        context.shipped,
        signature=signature_beside(path),
        accepted_because=accepted_because,
        version=version,
    )


def _export(context: AppContext, id_: PolicyFileId, target: Path) -> None:
    content, signature = context.store.ask(content_of, id_)
    write_whole(content, target, is_public=True)
    if signature is not None:
        write_whole(signature, target.with_name(target.name + ENDING), is_public=True)


def standing_text(policy: Policy, shelf: Sequence[Shelved]) -> str:
    """Say which version of a policy is in force, since when and by whom."""
    which = f"现行版本：《{policy.title}》第 {policy.version} 版"
    for one in shelf:
        if one.sha256 == policy.sha256 and one.in_force_since is not None:
            moment = time_text(one.in_force_since)
            return f"{which}（{moment} 由{one.in_force_by}启用）"
    return f"{which}（程序自带）"


def _status(one: Shelved) -> Status:
    if one.policy is None:
        return UNREADABLE
    return IN_FORCE if one.in_force_since is not None else NOT_IN_FORCE


def _origin(one: Shelved) -> str:
    if one.signed_by:
        return f"由“{one.signed_by}”签名，导入时核对无误。"
    return f"没有可信的签名，导入理由：{one.accepted_because}" if one.accepted_because else ""


def _description(one: Shelved) -> list[str]:
    """Say what a file holds, in a few sentences."""
    moment = time_text(one.imported_at)
    lines = [
        f"文件 {one.file_name}，{moment} 由{one.imported_by}导入。{_origin(one)}",
        f"校验码（SHA-256）：{one.sha256}",
    ]
    if one.policy is None:
        return [*lines, f"这个程序读不了它：{one.problem}"]
    policy = one.policy
    clauses = "、".join(clause.title for clause in policy.clauses.values())
    lines.insert(0, f"{policy.issuer}　{policy.document_number}　{policy.valid_from} 至 {policy.valid_to}")
    lines.insert(1, f"共 {len(policy.clauses)} 条：{clauses}")
    if reason := reason_text(one):
        lines.insert(2, reason)
    facts = policy.facts
    asked = [fact.label for fact in facts.attributes.values()]
    asked += [fact.label for fact in facts.indicators.values()]
    asked += [kind.label for kind in facts.rows.values()]
    if asked:
        lines.insert(2, f"启用后企业页增加这些数据：{'、'.join(asked)}")
    return lines


_COLUMNS: Final[tuple[Column[Shelved], ...]] = (
    Column("政策", lambda one: one.title, stretches=True, width=260, sorts=True),
    Column("版本", lambda one: one.version, width=90),
    Column("状态", lambda one: _status(one).word, status=_status, width=110),
    Column("签名", lambda one: one.signed_by or "无", width=150),
    Column("导入时间", lambda one: time_text(one.imported_at), sort_key=lambda one: one.id, width=160),
    Column("编号", lambda one: one.policy_id, width=160),
)
