"""批量改一项: one fact of the selected enterprises, seen before it is changed."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from domain.enterprises.dictionary import Fact
from domain.enterprises.importing.alike import alike
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import Imported, Preview, preview_import
from domain.enterprises.importing.wording import Example
from domain.proposals.orders import ImportEnterprises
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Look, Note, button, fill, in_row
from gui.formatting import NOT_ENTERED, count_text
from gui.forms.editors import UNSET, ChoiceBox, ValueEditor
from gui.forms.fact_edits import fact_editor
from gui.jobs import Job
from gui.people.second import do_with_second
from gui.services import AppContext, Services
from gui.tables.data_table import Column, DataTable, RowsModel
from gui.widgets.dialog import Dialog
from gui.widgets.job_panel import JobPanel

_SETTLED_MS: Final = 300


class AlikeDialog(Dialog):
    """Which fact, which value; what would change; then the change itself, which can be taken back."""

    changed = Signal(object)
    """It was done; an `Imported`."""

    def __init__(self, services: Services, ids: Sequence[EnterpriseId], over: QWidget) -> None:
        super().__init__(over, "批量改一项", width=680, height=520)
        self._services = services
        self._ids = ids
        self._facts = services.context.dictionary.attributes
        self._seen: tuple[Fact, Entries] | None = None
        self._reading: Job | None = None
        self.fact = ChoiceBox(
            {name: fact.label for name, fact in self._facts.items()}, self, unset_word=None, called="改哪一项"
        )
        self.editor: ValueEditor | None = None
        self.said = Note("", self)
        self.model: RowsModel[Example] = RowsModel(
            (
                Column("企业", lambda one: one.name, width=240, narrowest=150, tips=True),
                Column("现在", lambda one: one.before or NOT_ENTERED, width=180, narrowest=80),
                Column("改后", lambda one: one.after, width=180, narrowest=120, stretches=True, tips=True),
            ),
            parent=self,
        )
        self.table: DataTable[Example] = DataTable(self.model, self)
        self.take_button = button("改", self._on_take, look=Look.PRIMARY, parent=self)
        self._timer = QTimer(self, singleShot=True, interval=_SETTLED_MS)
        self._timer.timeout.connect(self._look)
        self._lay_out()
        self.fact.value_changed.connect(self._show_editor)
        self._show_editor()

    def _lay_out(self) -> None:
        self._line = in_row(self.fact, spacing=8)
        fill(
            self.foot,
            JobPanel(self._services.jobs, self),
            STRETCH,
            button("取消", self.reject, parent=self),
            self.take_button,
        )
        self.add_title(f"批量改一项：选中的 {count_text(len(self._ids), '户企业')}")
        fill(self.body, self._line, self.said, (self.table, 1))

    def _show_editor(self) -> None:
        former, self.editor = self.editor, fact_editor(self._facts[self.fact.typed()])
        if isinstance(former, QWidget):
            self._line.removeWidget(former)
            former.deleteLater()
        assert isinstance(self.editor, QWidget)
        self._line.addWidget(self.editor, 1)
        self.editor.setAccessibleName("改成什么")
        self.editor.value_changed.connect(self._on_typed)
        self._forget("填上要改成什么，这里列出谁会变。")

    def _on_typed(self) -> None:
        self._forget("")
        self._timer.start()

    def _forget(self, sentence: str) -> None:
        """Show no preview; what was seen before is no more what would be done."""
        self._seen = None
        if self._reading is not None:
            self._reading.cancel()
        self.said.setText(sentence)
        self.model.replace([])
        self.take_button.setText("改")
        self.take_button.setEnabled(False)

    def _look(self) -> None:
        assert self.editor is not None
        try:
            value = self.editor.value()
        except BadInput as error:
            self.said.setText(str(error))
            return
        if value is UNSET:
            self.said.setText("填上要改成什么；清空请到每户企业的表单里改。")
            return
        fact = self._facts[self.fact.typed()]
        work = partial(_compare, self._services.context, self._ids, fact, value)
        self._reading = self._services.jobs.read(work, partial(self._on_compared, fact, value), owner=self)

    def _on_compared(self, fact: Fact, value: object, found: tuple[Entries, Preview]) -> None:
        assert self.editor is not None
        if fact.name != self.fact.typed() or self.editor.value() != value:
            return
        entries, preview = found
        self._seen = (fact, entries)
        filled, replaced = preview.filled, preview.replaced_values
        parts = [f"由别的改来 {count_text(replaced, '户')}"] if replaced else []
        parts += [f"原来没填 {count_text(filled, '户')}"] if filled else []
        same = len(entries) - preview.updated
        parts += [f"已经是这样的 {count_text(same, '户')}，不变"] if same else []
        examples = [*preview.replacing, *preview.filling]
        more = "。例如：" if len(examples) < preview.updated else "。"
        self.said.setText("；".join(parts) + more)
        self.model.replace(examples)
        self.take_button.setText(f"改这 {count_text(preview.updated, '户')}")
        self.take_button.setEnabled(bool(preview.updated))

    def _on_take(self) -> None:
        if self._seen is None:
            return
        fact, entries = self._seen
        title = f"批量改“{fact.label}”"
        do_with_second(
            self._services,
            ImportEnterprises.of(entries, Known.UPDATE, title, told=title),
            self._on_done,
            over=self,
            busy=self.take_button,
            on_waits=self.reject,
            label=f"正在{title}",
        )

    def _on_done(self, done: Imported) -> None:
        self.changed.emit(done)
        self.accept()


def _compare(
    context: AppContext, ids: Sequence[EnterpriseId], fact: Fact, value: Any, reporter: Reporter
) -> tuple[Entries, Preview]:
    entries = alike(context.store, ids, fact, value)
    return entries, preview_import(context.store, entries, context.dictionary, reporter)
