"""Shown in place of the window where the store is damaged or gone: what happened, and the way back."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QWidget

from domain.store.backup.keeping import BadBackup, bad_backups_text
from domain.store.backup.manifest import Manifest
from domain.store.backup.restoring import newest_good
from domain.store.damage import Condition, Finding
from domain.store.numbers.carrying import Since
from domain.values.errors import DomainError
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill, named_label
from gui.early.theme import px
from gui.files.file_dialogs import ask_for_backup
from gui.formatting import count_text, time_text
from gui.jobs import Jobs
from gui.restoring.papers_since import Leaving, since_work
from gui.restoring.preview import BackupPreview
from gui.restoring.restart import restore_work
from gui.widgets.cards import Card
from gui.widgets.dialog import Dialog, Question, confirm


class Choice(Enum):
    """What the user wants done."""

    QUIT = auto()
    RESTORED = auto()
    """A restore is prepared."""
    EMPTY = auto()
    """Begin with an empty store; the damaged one is set aside."""


_WITH_LIST: Final = 860
_NOTHING_SINCE: Final = "这份备份以后没有编过新的文号，也没有送出过拨付批次。"
_TITLES = {Condition.DAMAGED: "数据文件已损坏", Condition.MISSING: "找不到数据文件"}
_WORDS = {
    Condition.DAMAGED: "可能是断电、磁盘或 U 盘故障造成的，也可能被别的文件覆盖了。程序没有改动它，"
    "恢复时会把它原样移到旁边的文件夹里，以后还可以请技术人员抢救。",
    Condition.MISSING: "数据文件夹里有以前的备份，但数据文件不见了，可能被误删或移走了。",
}


class RecoveryDialog(Dialog):
    """Offers the newest backup that a test restore proved good."""

    def __init__(self, home: Path, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(parent, "助企兑", width=660)
        self.choice = Choice.QUIT
        self.question: Question | None = None
        self._home = home
        self._jobs = Jobs(self)
        self._is_at_work = False
        self.title = named_label("pageTitle", _TITLES[finding.condition], self)
        self.words = Note(_WORDS[finding.condition], self)
        self.place = Note(f"{home}{f'（供技术人员参考：{finding.reason}）' if finding.reason else ''}", self)
        self.place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.offer = QLabel("正在从新到旧检验备份…", self)
        self.offer.setWordWrap(True)
        self.bad = Note("", self)
        self.bad.hide()
        self.preview = BackupPreview(home, self._jobs, self)
        self.preview.ready_changed.connect(self._on_ready_changed)
        self.leaving: Leaving | None = None
        self.since = Note("", self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(px(6))
        self.restore_button = button("恢复这个备份", self._on_restore, look=Look.PRIMARY, parent=self)
        self.restore_button.setEnabled(False)
        self.file_button = button("选择别的备份…", self._on_file, icon_name="folder", parent=self)
        self.empty_button = button("从空库开始", self._on_empty, look=Look.QUIET, parent=self)
        self.quit_button = button("退出", self.reject, parent=self)
        self._lay_out()
        self._jobs.read(partial(_newest_good, home), self._on_found, on_failed=self._on_not_found)

    def _on_found(self, looked: "_Looked") -> None:
        found = looked.good
        self.bar.hide()
        self.bad.setText(bad_backups_text(looked.bad))
        self.bad.setVisible(bool(looked.bad))
        if self.preview.path is not None:
            return
        if found is None:
            self.offer.setText("本机没有找到完好的备份。如果 U 盘或别的电脑上有备份文件，请选择它。")
            self.file_button.setFocus()
            return
        path, manifest = found
        kind, verdict = ("能用", "但有不完好的内容") if manifest.flaws else ("完好", "已经试还原，没有问题")
        self.offer.setText(
            f"最近{kind}的备份是 {time_text(manifest.made_at)} 做的，有 "
            f"{count_text(manifest.enterprises, '户企业')}、{count_text(manifest.notices, '份通知书')}，"
            f"{verdict}。此后录入的内容需要重新录入。"
        )
        self.preview.show_backup(path)

    def _on_not_found(self, error: Exception) -> None:
        """Looking failed, for whatever reason: there is still the way by a file."""
        self.bar.hide()
        reason = str(error) if isinstance(error, DomainError) else "程序出错，日志里有原因"
        self.offer.setText(f"本机的备份没有能检验（{reason}）。请选择一个备份文件。")
        self.file_button.setFocus()

    def _on_ready_changed(self, is_ready: bool) -> None:
        self.preview.setVisible(self.preview.path is not None)
        self.restore_button.setEnabled(False)
        self._show_since("", None)
        if is_ready and self.preview.path is not None:
            self._show_since("正在核对这份备份以后发出的通知书和送出的拨付批次…", None)
            path = self.preview.path
            self._jobs.read(
                since_work(self._home, path, self.preview.passphrase),
                partial(self._on_compared, path),
                on_failed=partial(self._on_not_compared, path),
                owner=self,
            )

    def _on_compared(self, path: Path, since: Since) -> None:
        if self._is_still(path):
            has_to_tell = Leaving.has_to_tell(since)
            self._show_since("" if has_to_tell else _NOTHING_SINCE, since if has_to_tell else None)
            self._allow()

    def _on_not_compared(self, path: Path, error: Exception) -> None:
        """Comparing failed, for whatever reason: nothing may stand in the way of the restore."""
        if self._is_still(path):
            reason = str(error) if isinstance(error, DomainError) else "程序出错，日志里有原因"
            self._show_since(
                f"这份备份以后发出的通知书没有能核对（{reason}）。恢复后请对照纸质登记簿。", None
            )
            self._allow()

    def _is_still(self, path: Path) -> bool:
        return path == self.preview.path and self.preview.manifest is not None

    def _show_since(self, words: str, since: Since | None) -> None:
        """Say what went out since the backup shown: in words, or as a list."""
        self.since.setText(words)
        self.since.setVisible(bool(words))
        if self.leaving is not None:
            self.leaving.hide()
            self.leaving.deleteLater()
            self.leaving = None
        if since is not None:
            self.leaving = Leaving(since, self)
            # Above what is in the backup: on a small screen it must be seen before all else.
            self._card.body.insertWidget(self._card.body.indexOf(self.preview), self.leaving)
            self.widen(_WITH_LIST)
            self.go_to_top()

    def _allow(self) -> None:
        self.restore_button.setEnabled(not self._is_at_work)
        self.restore_button.setFocus()

    def _on_file(self) -> None:
        ask_for_backup(self, self.show_file)

    def show_file(self, path: Path) -> None:
        """Show a backup the user brought instead."""
        self.offer.setText("选择的备份：")
        self.preview.show_backup(path)

    def _on_restore(self) -> None:
        assert self.preview.path is not None
        self._set_at_work(True)
        work = restore_work(self._home, self.preview.path, self.preview.passphrase)
        self._jobs.run(work, self._on_prepared, on_failed=self._on_failed, owner=self)

    def _on_prepared(self, _: object) -> None:
        self.choice = Choice.RESTORED
        self.accept()

    def _on_failed(self, error: Exception) -> None:
        self._set_at_work(False)
        self.offer.setText(
            str(error)
            if isinstance(error, DomainError)
            else "程序出错，没有恢复，数据没有改动；日志里有原因。"
        )

    def _set_at_work(self, is_at_work: bool) -> None:
        self._is_at_work = is_at_work
        self.bar.setVisible(is_at_work)
        for widget in (self.restore_button, self.file_button, self.empty_button, self.quit_button):
            widget.setEnabled(not is_at_work)

    def _on_empty(self) -> None:
        self.question = confirm(
            self,
            "从空库开始？",
            "程序里将没有任何企业和通知书。原来的文件和备份都还留着，以后仍可在“设置”里恢复。",
            "从空库开始",
            self._begin_empty,
            harms=True,
        )

    def _begin_empty(self) -> None:
        self.choice = Choice.EMPTY
        self.accept()

    def _lay_out(self) -> None:
        self._card = card = Card()
        within: tuple[QWidget, ...] = (self.offer, self.bar, self.bad, self.since, self.preview)
        fill(card.body, *within)
        self.preview.hide()
        self.since.hide()
        fill(self.foot, self.empty_button, STRETCH, self.quit_button, self.file_button, self.restore_button)
        self.head.addWidget(self.title)
        fill(self.body, self.words, self.place, card)

    # Qt overrides

    def reject(self) -> None:
        if not self._is_at_work:
            super().reject()

    def done(self, result: int) -> None:
        self._jobs.shut_down()
        super().done(result)


@dataclass(frozen=True, slots=True)
class _Looked:
    """The newest backup that is good, and those newer that are not."""

    good: tuple[Path, Manifest] | None
    bad: tuple[BadBackup, ...]


def _newest_good(home: Path, reporter: Reporter) -> _Looked:
    bad: list[BadBackup] = []
    good = newest_good(home, reporter, bad.append)
    return _Looked(good, tuple(bad))
