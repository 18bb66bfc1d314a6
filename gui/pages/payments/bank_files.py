"""给银行的文件: a list in a layout of the office, seen before it is saved; its papers; and the layouts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QTableWidget, QTableWidgetItem, QWidget

from domain.exchange.bank_lists import write_bank_list, written_before
from domain.funds.bank_lists import (
    COMMON,
    WORDS_OF_LINE,
    WORDS_OF_LIST,
    BankList,
    Field,
    Layout,
    LayoutColumn,
    Unit,
    cells_of,
    complaints_about,
    drop_layout,
    heads_of,
    layouts,
    read_list,
    save_layout,
)
from domain.funds.documents.kinds import leave_advice, payment_advice, payment_summary
from domain.funds.documents.payment_advice import FORM as ADVICE
from domain.papers.papers import Paper
from domain.store.acts import Action
from domain.store.engine import Session
from domain.store.tables import Kind, Subject
from domain.values.ids import PaymentListId
from domain.values.money import Fen
from gui.early.parts import (
    STRETCH,
    Complaint,
    Look,
    Note,
    button,
    empty,
    fill,
    icon_button,
    in_column,
    in_row,
)
from gui.early.theme import px
from gui.files.file_dialogs import EXCEL, ask_where_to_save
from gui.files.paper_desk import safe_file_name
from gui.files.paper_dialog import PaperDialog, Several, from_store
from gui.files.viewing import open_with_system
from gui.formatting import money_text
from gui.forms.editors import ChoiceBox, LongTextEdit, TextEdit
from gui.services import Services
from gui.widgets.cards import Banner
from gui.widgets.dialog import Dialog, Question, confirm, opened
from gui.widgets.placing import in_grid

_SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class _Known:
    """The list, the layouts that there are, and when it was written for the bank before."""

    one: BankList
    layouts: Sequence[Layout]
    before: str


class BankFilesDialog(Dialog):
    """Shows how a list will look in each layout; saves it, and shows its papers."""

    def __init__(self, services: Services, parent: QWidget, list_id: PaymentListId) -> None:
        super().__init__(parent, "给银行的文件", width=960, height=520)
        self._services, self._list_id = services, list_id
        self._known: _Known | None = None
        self.dialog: QDialog | None = None
        self.question: Question | None = None
        self.title = self.add_title("给银行的文件")
        self.problem = Banner("error", "error", self)
        self.choice = ChoiceBox({}, self, unset_word=None, called="格式")
        self.choice.value_changed.connect(self._show)
        self.edit_button = button("改格式…", self._on_edit, icon_name="edit", parent=self)
        self.add_button = button("新格式…", self._on_add, icon_name="plus", parent=self)
        self.drop_button = button("删除格式", self._on_drop, look=Look.QUIET, parent=self)
        services.permits.hold(Action.PAYMENT_LAYOUT, self.edit_button, self.add_button, self.drop_button)
        self.before = Note("", self)
        self.above, self.below = Note("", self), Note("", self)
        self.table = QTableWidget(self)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setMinimumSectionSize(px(48))
        self.table.setMinimumHeight(px(260))
        self.summary_button = button("汇总表…", partial(self._show_paper, "资金拨付汇总表"), parent=self)
        self.advice_button = button("拨付通知书…", partial(self._show_paper, "拨付通知书"), parent=self)
        self.save_button = button(
            "存为 Excel…", self._on_save, look=Look.PRIMARY, icon_name="save", parent=self
        )
        services.permits.hold(Action.PAYMENT_SEND, self.save_button)
        fill(
            self.body,
            self.problem,
            self.before,
            in_row(
                Note("格式", self),
                self.choice,
                self.edit_button,
                self.add_button,
                self.drop_button,
                STRETCH,
                spacing=8,
            ),
            self.above,
            (self.table, 1),
            self.below,
        )
        fill(
            self.foot,
            self.summary_button,
            self.advice_button,
            STRETCH,
            button("关闭", self.reject, parent=self),
            self.save_button,
        )
        self._read()

    @property
    def layout_shown(self) -> Layout:
        """The layout that is chosen."""
        found = {one.name: one for one in self._known.layouts} if self._known is not None else {}
        return found.get(self.choice.typed(), COMMON)

    def _read(self, chosen: str = "") -> None:
        self._services.ask(
            partial(_known, list_id=self._list_id),
            partial(self._on_read, chosen),
            on_failed=self._on_failed,
            owner=self,
        )

    def _on_read(self, chosen: str, known: _Known) -> None:
        self._known = known
        self.title.setText(f"给银行的文件：{known.one.name}")
        self.choice.offer({one.name: one.name for one in known.layouts}, None)
        if chosen:
            self.choice.set_value(chosen)
        is_sent = known.one.number is not None
        self.problem.say("" if is_sent else "这一批还没有送出：可以先看格式；送出以后才能存文件。")
        self.save_button.setEnabled(is_sent)
        self.advice_button.setEnabled(is_sent)
        self.before.setText(f"{known.before}。" if known.before else "")
        self.before.setVisible(bool(known.before))
        self._show()

    def _show(self) -> None:
        if self._known is None:
            return
        one, layout = self._known.one, self.layout_shown
        above, below = heads_of(layout, one)
        self.above.setText(above)
        self.above.setVisible(bool(above))
        rows = [
            [_shown(column, cell) for column, cell in zip(layout.columns, cells, strict=True)]
            for cells in (cells_of(layout, one, line, at) for at, line in enumerate(one.lines[:_SHOWN], 1))
        ]
        if layout.has_total:
            total = [
                _shown(column, one.total) if column.field is Field.AMOUNT else "" for column in layout.columns
            ]
            rows.append([total[0] or "合计", *total[1:]])
        self.table.setColumnCount(len(layout.columns))
        self.table.setRowCount(len(rows))
        self.table.setHorizontalHeaderLabels([column.title for column in layout.columns])
        for at, row in enumerate(rows):
            for place, text in enumerate(row):
                item = QTableWidgetItem(text)
                if layout.columns[place].field is Field.AMOUNT:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(at, place, item)
        self.table.resizeColumnsToContents()
        if len(one.lines) > _SHOWN:
            below = [f"上面只列了前 {_SHOWN} 行，文件里共 {len(one.lines)} 行。", *below]
        self.below.setText("\n".join(below))
        self.below.setVisible(bool(below))
        self.drop_button.setVisible(layout.name != COMMON.name or len(self._known.layouts) > 1)

    def _on_edit(self) -> None:
        self._ask_for(self.layout_shown, replaces=self.layout_shown.name)

    def _on_add(self) -> None:
        self._ask_for(self.layout_shown.model_copy(update={"name": ""}), replaces="")

    def _ask_for(self, layout: Layout, *, replaces: str) -> None:
        dialog = LayoutDialog(self._services, layout, self, replaces=replaces)
        dialog.saved.connect(self._read)
        self.dialog = dialog
        dialog.open()

    def _on_drop(self) -> None:
        name = self.layout_shown.name
        self.question = confirm(
            self,
            f"删除格式“{name}”？",
            "以前存的文件不受影响。",
            "删除",
            partial(self._drop, name),
            harms=True,
        )

    def _drop(self, name: str) -> None:
        seat = self._services.context.seat
        self._services.do(
            lambda _: drop_layout(seat, name),
            f"已删除格式“{name}”",
            on_done=lambda _: self._read(),
            on_failed=self._on_failed,
            owner=self,
            label="正在删除格式",
        )

    def _show_paper(self, title: str) -> None:
        context, list_id = self._services.context, self._list_id
        of = [Subject(Kind.PAYMENT, list_id)]
        papers: Callable[[], Paper] | Several = from_store(context, payment_summary, list_id)
        if title == ADVICE.word:
            compose = from_store(context, payment_advice, list_id)
            papers = Several(lambda: [compose()], 1, lambda: leave_advice(context.seat, list_id, compose()))
        self.dialog = opened(PaperDialog(self._services, title, papers, self, of=of))

    def _on_save(self) -> None:
        assert self._known is not None
        if not self._known.before:
            self._ask_where()
            return
        self.question = confirm(
            self,
            "再存一次付款清单？",
            f"{self._known.one.name}{self._known.before}。同一份清单交给银行两次，可能付两次；"
            "请确认上一份没有交出去，或银行没有受理。",
            "再存一次",
            self._ask_where,
        )

    def _ask_where(self) -> None:
        assert self._known is not None
        name = safe_file_name(f"{self._known.one.name} {self.layout_shown.name}.xlsx")
        self.dialog = ask_where_to_save(
            self, "存付款清单", name, EXCEL, self._save, preferences=self._services.preferences
        )

    def _save(self, path: Path) -> None:
        context, layout = self._services.context, self.layout_shown
        self._services.jobs.run(
            lambda _: write_bank_list(context.seat, self._list_id, layout, path),
            lambda _: self._on_saved(path, layout.name),
            on_failed=self._on_failed,
            busy=self.save_button,
            owner=self,
            label="正在写付款清单",
        )

    def _on_saved(self, path: Path, chosen: str) -> None:
        self._services.messages.success(
            f"已存到 {path.name}", action=("打开", lambda: open_with_system(path))
        )
        self._read(chosen)

    def _on_failed(self, error: Exception) -> None:
        self.problem.say(str(error))


class LayoutDialog(Dialog):
    """Asks how the bank wants to read a list: columns and their order, lines around them."""

    saved = Signal(str)
    """It was kept, under this name."""

    def __init__(self, services: Services, layout: Layout, parent: QWidget, *, replaces: str) -> None:
        super().__init__(parent, "付款清单的格式", width=860, height=560)
        self._services, self._replaces = services, replaces
        self.name = TextEdit("如 工商银行批量代付", self, max_length=40)
        self.name.setText(layout.name)
        self.above = TextEdit("表上面的一行，没有就不填", self, max_length=200)
        self.above.setText(layout.title)
        self.columns = _ColumnsEdit(layout.columns, self)
        self.below = LongTextEdit("表下面的话，一行一句，没有就不填", self)
        self.below.setPlainText("\n".join(layout.closing))
        self.below.setFixedHeight(px(72))
        self.has_total = QCheckBox("最后加一行合计", self)
        self.has_total.setChecked(layout.has_total)
        self.complaint = Complaint(self)
        self.save_button = button("保存", self._on_save, look=Look.PRIMARY, parent=self)
        self.add_title("付款清单的格式")
        rows = in_grid(across=10, down=8)
        for at, (word, editor) in enumerate(
            (("名字", self.name), ("标题", self.above), ("结束语", self.below))
        ):
            label = Note(word, self)
            label.setWordWrap(False)
            label.setBuddy(editor)
            rows.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            rows.addWidget(editor, at, 1)
        rows.setColumnStretch(1, 1)
        fill(
            self.body,
            rows,
            Note(f"标题和结束语里可以写 {' '.join(WORDS_OF_LIST)}，写文件时换成这一批的内容。", self),
            Note("列，从左到右：", self),
            self.columns,
            Note(f"用途里可以写 {' '.join(WORDS_OF_LINE)}，如“{{条款}}补助”。", self),
            self.has_total,
            self.complaint,
        )
        fill(self.foot, STRETCH, button("取消", self.reject, parent=self), self.save_button)

    def value(self) -> Layout:
        """Return the layout as it stands."""
        return Layout(
            name=self.name.text().strip(),
            title=self.above.text().strip(),
            columns=tuple(self.columns.value()),
            closing=tuple(filter(None, map(str.strip, self.below.toPlainText().splitlines()))),
            has_total=self.has_total.isChecked(),
        )

    def _on_save(self) -> None:
        layout = self.value()
        if complaints := complaints_about(layout):
            self.complaint.say("\n".join(complaints))
            return
        seat, replaces = self._services.context.seat, self._replaces
        self._services.do(
            lambda _: save_layout(seat, layout, replaces=replaces),
            f"已保存格式“{layout.name}”",
            on_done=lambda _: self._on_saved(layout.name),
            on_failed=lambda error: self.complaint.say(str(error)),
            busy=self.save_button,
            owner=self,
            label="正在保存格式",
        )

    def _on_saved(self, name: str) -> None:
        self.saved.emit(name)
        self.accept()


class _ColumnsEdit(QWidget):
    """A row for each column: what it holds, what it is called, how it is written, and its place."""

    def __init__(self, columns: Sequence[LayoutColumn], parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: list[_ColumnRow] = []
        self._rows = in_column(spacing=6)
        self.add_button = button("加一列", self.add, icon_name="plus", parent=self)
        in_column(self._rows, in_row(self.add_button, STRETCH), spacing=8, of=self)
        self._put(columns)

    def value(self) -> list[LayoutColumn]:
        return [row.value() for row in self.rows]

    def add(self) -> None:
        """Add a column at the end, of what is not there yet."""
        there = {row.value().field for row in self.rows}
        field = next((field for field in Field if field not in there), Field.FIXED)
        title = "" if field is Field.FIXED else field.word
        self._put([*self.value(), LayoutColumn(field=field, title=title)])
        self.rows[-1].title.setFocus()

    def _put(self, columns: Sequence[LayoutColumn]) -> None:
        empty(self._rows)
        self.rows = [_ColumnRow(column, self) for column in columns]
        for at, row in enumerate(self.rows):
            row.up.clicked.connect(partial(self._move, at, -1))
            row.down.clicked.connect(partial(self._move, at, 1))
            row.out.clicked.connect(partial(self._take_out, at))
            row.up.setEnabled(at > 0)
            row.down.setEnabled(at < len(self.rows) - 1)
            self._rows.addWidget(row)

    def _move(self, at: int, by: int, *_: object) -> None:
        columns = self.value()
        columns[at], columns[at + by] = columns[at + by], columns[at]
        self._put(columns)

    def _take_out(self, at: int, *_: object) -> None:
        columns = self.value()
        del columns[at]
        self._put(columns)


class _ColumnRow(QWidget):
    """One column."""

    def __init__(self, column: LayoutColumn, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = ChoiceBox({one.value: one.word for one in Field}, self, unset_word=None)
        self.field.set_value(column.field.value)
        self.title = TextEdit("列名", self, max_length=40)
        self.title.setText(column.title)
        self.unit = ChoiceBox({one.value: one.word for one in Unit}, self, unset_word=None)
        self.unit.set_value(column.unit.value)
        self.text = TextEdit("", self, max_length=200)
        self.text.setText(column.text)
        self.up = icon_button("chevron-up", "往左移", parent=self)
        self.down = icon_button("chevron-down", "往右移", parent=self)
        self.out = icon_button("close", "去掉这一列", parent=self)
        for editor, word in (
            (self.field, "内容"),
            (self.title, "列名"),
            (self.unit, "单位"),
            (self.text, "写什么"),
        ):
            editor.setAccessibleName(word)
        self.field.setFixedWidth(px(170))
        self.unit.setFixedWidth(px(100))
        in_row(
            self.field, (self.title, 2), self.unit, (self.text, 3), self.up, self.down, self.out,
            spacing=6, of=self,
        )  # fmt: skip
        self.field.value_changed.connect(self._on_field)
        self._show()

    def value(self) -> LayoutColumn:
        return LayoutColumn(
            field=Field(self.field.typed()),
            title=self.title.text().strip(),
            unit=Unit(self.unit.typed()),
            text=self.text.text().strip() if self._has_text else "",
        )

    @property
    def _has_text(self) -> bool:
        return self.field.typed() in (Field.PURPOSE, Field.FIXED)

    def _on_field(self) -> None:
        words = {one.word for one in Field}
        if not self.title.text().strip() or self.title.text() in words:
            self.title.setText(Field(self.field.typed()).word)
        self._show()

    def _show(self) -> None:
        field = self.field.typed()
        self.unit.setVisible(field == Field.AMOUNT)
        self.text.setVisible(self._has_text)
        self.text.setPlaceholderText("如 {条款}补助" if field == Field.PURPOSE else "每一行都写的字")


def _known(session: Session, list_id: PaymentListId) -> _Known:
    return _Known(read_list(session, list_id), layouts(session), written_before(session, list_id))


def _shown(column: LayoutColumn, cell: str | int) -> str:
    """Return a cell as Excel will show it."""
    if isinstance(cell, str):
        return cell
    if column.unit is Unit.FEN:
        return str(cell)
    if column.unit is Unit.YUAN:
        return money_text(Fen(cell)).replace(",", "")
    whole, rest = divmod(cell, column.unit.fen)
    return f"{whole}.{rest:06d}".rstrip("0").removesuffix(".")
