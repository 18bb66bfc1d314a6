"""From Excel or JSON into the register: read, say what is wrong, ask about known enterprises, take in."""

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import Imported, Preview, merge_enterprises, preview_import
from domain.enterprises.importing.undoing import Undone, undo_import
from domain.errors import BadInput
from domain.progress import Reporter
from gui.changes import Kind
from gui.context import AppContext
from gui.formatting import count_text
from gui.forms.choices import SegmentedChoice
from gui.services import Services
from gui.theme import px
from gui.widgets.buttons import Look, button
from gui.widgets.labels import Note, SectionTitle

_KINDS: Final = {Kind.ENTERPRISE, Kind.FIGURES}
_WORDS: Final[Mapping[object, str]] = {
    Known.UPDATE: "用文件里的更新",
    Known.FILL: "只补没填的",
    Known.SKIP: "跳过，不改动",
}
_EXPLAINED: Final = {
    Known.UPDATE: "文件里填了的覆盖原来的；文件里空着的，保留原来的。",
    Known.FILL: "原来填了的都不改，只补原来没填的。",
    Known.SKIP: "已登记的企业一概不改，只新增没有的。",
}


class Importer(QObject):
    """Leads a file into the register, and what came of it back out."""

    def __init__(self, services: Services, over: QWidget) -> None:
        super().__init__(over)
        self._services = services
        self._over = over
        self.dialog: QDialog | None = None

    def ask_for_file(self) -> None:
        """Ask which file, then import it."""
        dialog = QFileDialog(self._over.window(), "从 Excel 导入", "", "Excel 或 JSON (*.xlsx *.json)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.read(Path(name)))
        self._show(dialog)

    def save_template(self) -> None:
        """Ask where to, then write the template to fill in."""
        dialog = QFileDialog(self._over.window(), "保存模板", "企业数据模板.xlsx", "Excel 文件 (*.xlsx)")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("xlsx")
        dialog.fileSelected.connect(lambda name: self._write_template(Path(name)))
        self._show(dialog)

    def read(self, path: Path) -> None:
        """Read a file; with mistakes nothing is taken in and all of them are shown."""
        context = self._services.context
        self._services.jobs.run(
            partial(_read, context, path),
            lambda found: self._on_read(path, *found),
            on_failed=partial(self._on_refused, path),
            owner=self,
            label="正在读取",
        )

    def _on_read(self, path: Path, entries: Entries, preview: Preview) -> None:
        if not entries:
            self._services.messages.warning(f"“{path.name}”里没有企业")
            return
        dialog = ImportDialog(path.name, preview, self._over)
        dialog.confirmed.connect(lambda known: self._import(path, entries, known))
        self._show(dialog)

    def _on_refused(self, path: Path, error: Exception) -> None:
        if isinstance(error, BadInput):
            self._show(MistakesDialog(path.name, error.complaints, self._over))
        else:
            self._services.messages.error(error)

    def _import(self, path: Path, entries: Entries, known: Known) -> None:
        context = self._services.context
        self._services.jobs.run(
            partial(_merge, context, entries, known, path.name),
            self._on_imported,
            owner=self,
            label="正在导入",
        )

    def _on_imported(self, done: Imported) -> None:
        self._services.changes.announce(_KINDS)
        parts = [f"新增 {count_text(done.added, '户')}", f"更新 {count_text(done.changed, '户')}"]
        if done.skipped:
            parts.append(f"{count_text(done.skipped, '户')}没有变化")
        self._services.messages.success(
            f"已导入：{'，'.join(parts)}", action=("撤销", partial(self._undo, done))
        )

    def _undo(self, done: Imported) -> None:
        context = self._services.context
        self._services.jobs.run(
            lambda reporter: undo_import(
                context.store, done.id, context.dictionary, reporter, actor=context.actor
            ),
            self._on_undone,
            owner=self,
            label="正在撤销",
        )

    def _on_undone(self, undone: Undone) -> None:
        self._services.changes.announce(_KINDS)
        if undone.left:
            self._services.messages.warning("已撤销导入；" + "；".join(undone.sentences[:3]))
            return
        self._services.messages.success("已撤销导入，数据和导入前一样")

    def _write_template(self, target: Path) -> None:
        self._services.jobs.run(
            partial(_write_template, self._services.context, target),
            lambda _: self._services.messages.success(f"模板已存为“{target.name}”，填好后从 Excel 导入"),
            owner=self,
            label="正在写模板",
        )

    def _show(self, dialog: QDialog) -> None:
        dialog.finished.connect(dialog.deleteLater)
        self.dialog = dialog
        dialog.open()


class ImportDialog(QDialog):
    """Says what an import would do and asks about the enterprises that are recorded already."""

    confirmed = Signal(object)
    """Import; the `Known` that was chosen."""

    def __init__(self, name: str, preview: Preview, over: QWidget) -> None:
        super().__init__(over.window())
        self.setWindowTitle("从 Excel 导入")
        self.setMinimumWidth(px(520))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        layout.setSpacing(px(12))
        layout.addWidget(SectionTitle(f"导入“{name}”", self))
        known = f"，已登记的 {count_text(preview.known, '户')}" if preview.known else ""
        layout.addWidget(Note(f"没有发现错误。新企业 {count_text(preview.new, '户')}{known}。", self))
        self.choice = SegmentedChoice(_WORDS, self)
        self.choice.setAccessibleName("已登记的企业")
        self._explained = Note("", self)
        if preview.known:
            layout.addWidget(Note("已登记的怎么处理？", self))
            layout.addWidget(self.choice)
            layout.addWidget(self._explained)
        self.choice.setVisible(bool(preview.known))
        self.choice.value_changed.connect(self._explain)
        self._explain()
        self.import_button = button(
            "导入", self._on_import, look=Look.PRIMARY, icon_name="upload", parent=self
        )
        layout.addLayout(_foot(self, [self.import_button], "取消"))

    def _explain(self) -> None:
        value = self.choice.value()
        assert isinstance(value, Known)
        self._explained.setText(_EXPLAINED[value])

    def _on_import(self) -> None:
        self.confirmed.emit(self.choice.value())
        self.accept()


class MistakesDialog(QDialog):
    """Every mistake of a file with its place; it can be copied into a message or kept beside Excel."""

    def __init__(self, name: str, complaints: Sequence[str], over: QWidget) -> None:
        super().__init__(over.window())
        self.setWindowTitle("没有导入")
        self.resize(px(720), px(460))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(24), px(20), px(24), px(20))
        layout.setSpacing(px(12))
        layout.addWidget(SectionTitle(f"“{name}”有 {len(complaints)} 处要改，没有导入任何数据", self))
        self.text = QPlainTextEdit("\n".join(complaints), self)
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        layout.addWidget(self.text, 1)
        copy = button("复制全部", self._on_copy, icon_name="copy", parent=self)
        layout.addLayout(_foot(self, [copy], "关闭"))

    def _on_copy(self) -> None:
        self.text.selectAll()
        self.text.copy()


def _foot(dialog: QDialog, acts: Sequence[QWidget], word: str) -> QHBoxLayout:
    foot = QHBoxLayout()
    foot.setSpacing(px(8))
    foot.addStretch(1)
    foot.addWidget(button(word, dialog.reject, parent=dialog))
    for act in acts:
        foot.addWidget(act)
    return foot


def _read(context: AppContext, path: Path, reporter: Reporter) -> tuple[Entries, Preview]:
    from domain.exchange.facts_files import read_facts  # noqa: PLC0415 - what reads Excel, only with Excel

    entries = Entries.of(read_facts(path, context.dictionary))
    return entries, preview_import(context.store, entries, context.dictionary, reporter)


def _write_template(context: AppContext, target: Path, _: Reporter) -> None:
    from domain.exchange.template import write_template  # noqa: PLC0415

    write_template(target, context.dictionary, context.policies.policies.values())


def _merge(context: AppContext, entries: Entries, known: Known, source: str, reporter: Reporter) -> Imported:
    return merge_enterprises(
        context.store,
        entries,
        context.dictionary,
        reporter,
        known=known,
        actor=context.actor,
        source=source,
    )
