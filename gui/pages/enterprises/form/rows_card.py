"""Lists kept per enterprise, such as its projects: not entered, none, or rows."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from domain.enterprises.dictionary import Fact, FactKind, RowKind
from domain.enterprises.facts import Row, as_row, uid_of
from domain.values.uids import new_uid
from gui.early.parts import (
    STRETCH,
    Complaint,
    Note,
    button,
    fill,
    icon_button,
    in_column,
    in_row,
    named_label,
)
from gui.early.theme import px
from gui.forms.date_edits import OptionalDateEdit
from gui.forms.editors import SegmentedChoice
from gui.forms.fact_edits import fact_editor
from gui.forms.form import FormBinding
from gui.pages.enterprises.form.fields import Values
from gui.widgets.cards import Card

_WIDTHS: Final = {
    FactKind.TEXT: 250,
    FactKind.CHOICE: 150,
    FactKind.TRUTH: 112,
    FactKind.DATE: 216,
    FactKind.MONEY: 160,
    FactKind.NUMBER: 130,
    FactKind.RATE: 130,
}
_NARROW_TEXT: Final = 120
"""What a text column shrinks to where there is little room; the others keep their width."""
NUMBER: Final = 28
SPACING: Final = 8
_ARROW: Final = 48


class _Cell(QWidget):
    """One field of a row; its name stands above it where the row takes several lines."""

    def __init__(self, fact: Fact, editor: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.fact = fact
        self.name = named_label("fieldLabel", heading(fact), self)
        self.complaint = Complaint(self)
        self._sized = (editor, self.complaint)
        in_column(self.name, editor, self.complaint, STRETCH, spacing=3, of=self)
        self.set_width(width_of(fact))

    def set_width(self, width: int) -> None:
        """Give the field this width, in pixels of the screen."""
        for part in self._sized:
            part.setFixedWidth(width)


class RowLine(QWidget):
    """One row: an editor for each column, its complaint underneath."""

    edited = Signal()
    removed = Signal()

    def __init__(self, kind: RowKind, uid: str, parent: QWidget | None = None) -> None:
        """Build it; ``uid`` is the row's id, empty where only saving will tell which row it is."""
        super().__init__(parent)
        self.uid = uid
        self._first = next(iter(kind.columns))
        self.binding = FormBinding(self, self._check)
        self.binding.changed.connect(lambda _: self.edited.emit())
        self._number = named_label("note", "", self)
        self._number.setFixedWidth(px(NUMBER))
        self._number.setMinimumHeight(px(34))
        self._remove = icon_button("trash", f"移除这个{kind.label}", self.removed.emit, parent=self)
        self._cells = [self._cell(fact) for fact in kind.columns.values()]
        self._lines = in_column(spacing=8)
        in_row(
            (self._number, Qt.AlignmentFlag.AlignTop),
            self._lines,
            (self._remove, Qt.AlignmentFlag.AlignTop),
            STRETCH,
            spacing=SPACING,
            of=self,
        )
        self._shown: tuple[tuple[_Cell, ...], ...] = ()

    def show_number(self, number: int, label: str) -> None:
        self._number.setText(str(number))
        self.setAccessibleName(f"{label}{number}")

    def arrange(self, room: int) -> None:
        """Lay the fields out in this width, in as many lines as they need."""
        lines = _lines_of(self._cells, room)
        for cell in self._cells:
            cell.name.setVisible(len(lines) > 1)
            if cell.fact.kind is FactKind.TEXT:
                cell.set_width(text_width([one.fact for one in self._cells], room))
        if lines != self._shown:
            self._shown = lines
            self._lay_out(lines)

    @property
    def has_complaint(self) -> bool:
        """Whether something in it is shown to be wrong."""
        return any(self.binding.error_text(field) for field in self.binding.typed())

    def is_empty(self) -> bool:
        """Whether nothing stands in it."""
        return not any(self.binding.typed().values())

    def _cell(self, fact: Fact) -> _Cell:
        editor = fact_editor(fact, is_compact=True)
        assert isinstance(editor, QWidget)
        editor.setAccessibleName(fact.label)
        editor.setMinimumHeight(px(34))
        if isinstance(editor, OptionalDateEdit):
            editor.line.setPlaceholderText("未填")
        if fact.hint:
            editor.setToolTip(fact.hint)
        cell = _Cell(fact, editor, self)
        self.binding.bind(fact.name, editor, cell.complaint)
        return cell

    def _lay_out(self, lines: Sequence[Sequence[_Cell]]) -> None:
        while self._lines.count():
            taken = self._lines.takeAt(0)
            while isinstance(taken, QHBoxLayout) and taken.count():
                taken.takeAt(0)
        for cells in lines:
            line = in_row(spacing=SPACING)
            for cell in cells:
                line.addWidget(cell, 0, Qt.AlignmentFlag.AlignTop)
            line.addStretch(1)
            self._lines.addLayout(line)

    def _check(self, values: Values) -> Mapping[str, str]:
        return {} if values else {self._first: "请填写，或移除这一行"}


def heading(fact: Fact) -> str:
    """Return what stands above a field."""
    return f"{fact.label}（{fact.unit}）" if fact.unit else fact.label


def width_of(fact: Fact) -> int:
    """Return how wide a field is, in pixels of the screen; a choice shows its longest answer."""
    if fact.kind is not FactKind.CHOICE:
        return px(_WIDTHS[fact.kind])
    longest = max((len(label) for label in fact.choices.values()), default=0)
    return px(min(max(14 * longest + _ARROW, _WIDTHS[FactKind.TRUTH]), _WIDTHS[FactKind.TEXT]))


def least_width(facts: Sequence[Fact]) -> int:
    """Return the width of all fields in one line, texts as narrow as they may be."""
    widths = [px(_NARROW_TEXT) if fact.kind is FactKind.TEXT else width_of(fact) for fact in facts]
    return sum(widths) + (len(facts) - 1) * px(SPACING)


def text_width(facts: Sequence[Fact], room: int) -> int:
    """Return how wide each text is: what the others leave in one line, if they leave enough."""
    texts = sum(fact.kind is FactKind.TEXT for fact in facts)
    spare = room - least_width(facts)
    if spare < 0 or not texts:
        return px(_WIDTHS[FactKind.TEXT])
    return min(px(_WIDTHS[FactKind.TEXT]), px(_NARROW_TEXT) + spare // texts)


def _lines_of(cells: Sequence[_Cell], room: int) -> tuple[tuple[_Cell, ...], ...]:
    """Break a row into lines that are no wider than `room`."""
    if least_width([cell.fact for cell in cells]) <= room:
        return (tuple(cells),)
    lines: list[list[_Cell]] = []
    left = 0
    for cell in cells:
        width = width_of(cell.fact) + px(SPACING)
        if not lines or width > left:
            lines.append([])
            left = room
        lines[-1].append(cell)
        left -= width
    return tuple(tuple(line) for line in lines)


_REMOVE: Final = 34
_PADDING: Final = 16
_LEAST: Final = 420
_ABSENT, _NONE, _SOME = "absent", "none", "some"


class RowsCard(Card):
    """One list. Its state says whether it was entered at all: 未填, 没有 and 有 are three things."""

    edited = Signal()
    row_removed = Signal(str, object)
    """A row was taken out: what it is called, and a call that puts it back."""

    history_requested = Signal()

    def __init__(self, kind: RowKind, parent: QWidget | None = None) -> None:
        super().__init__(kind.label, parent, padding=_PADDING)
        self.name = kind.name
        self._kind = kind
        self._titles: list[QLabel] = []
        self._lines: list[RowLine] = []
        self._loaded: tuple[object, object] = (_ABSENT, None)
        self._occasion = object()
        self.state = SegmentedChoice(
            {_ABSENT: "未填", _NONE: f"没有{kind.label}", _SOME: f"有{kind.label}"}, self
        )
        self.state.setAccessibleName(kind.label)
        self.state.value_changed.connect(self._on_state_changed)
        self.history_button = icon_button(
            "clock", f"{kind.label}的修改历史", self.history_requested.emit, parent=self
        )
        fill(self.head, self.history_button, self.state)
        self._note = Note("", self)
        self.body.addWidget(self._note)
        self._table = QWidget(self)
        self._add_table()
        self.body.addWidget(self._table)
        self._show_state()

    def load(self, rows: Sequence[Row] | None) -> None:
        """Show rows as they are stored; None where the list was not entered."""
        self._occasion = object()
        self._rebuild([uid_of(row) for row in rows or ()])
        for line, row in zip(self._lines, rows or (), strict=True):
            line.binding.load(row)
        self._put_state(_ABSENT if rows is None else _SOME if rows else _NONE)
        self.accept()

    def accept(self) -> None:
        """Take what stands there as stored."""
        for line in self._lines:
            line.binding.accept()
        self._loaded = self._seen()

    def is_dirty(self) -> bool:
        return self._seen() != self._loaded

    def rows(self) -> tuple[Row, ...] | None:
        """Return the rows; None where the list was not entered."""
        match self.state.value():
            case "absent":
                return None
            case "none":
                return ()
        return tuple(as_row(line.binding.values(), line.uid) for line in self._lines)

    @property
    def wrong_count(self) -> int:
        """In how many rows something is shown to be wrong."""
        if self.state.value() != _SOME:
            return 0
        return sum(line.has_complaint for line in self._lines) + (not self._note.isHidden())

    def submit(self) -> bool:
        """Show what is wrong and put the focus there; whether all is right."""
        if self.state.value() != _SOME:
            return True
        if not self._lines:
            self._complain(f"请添加{self._kind.label}，或选“没有{self._kind.label}”")
            self._add_button.setFocus()
            return False
        # Every line shows its complaints; the first one, submitted last, has the focus.
        return not [line for line in reversed(self._lines) if line.binding.submit() is None]

    def typed(self) -> dict[str, Any]:
        """Return everything as it stands there: what a draft keeps."""
        return {
            "state": str(self.state.value()),
            "rows": [line.binding.typed() for line in self._lines],
            "uids": [line.uid for line in self._lines],
        }

    def restore(self, typed: Mapping[str, Any]) -> None:
        """Put back what `typed` returned."""
        # Drafts of before rows had ids do not say them; which is which is found out on saving.
        self._rebuild(typed.get("uids") or [""] * len(typed["rows"]))
        for line, texts in zip(self._lines, typed["rows"], strict=True):
            line.binding.restore(texts)
        self._put_state(typed["state"])

    def start(self) -> None:
        """Put the focus into the first row, or to where it is said whether there are any."""
        self.focus(0, next(iter(self._kind.columns)))

    def focus(self, row: int | None, column: str) -> None:
        """Put the focus into a field; where there is no such row, to where it would be added."""
        if row is not None and row < len(self._lines) and self.state.value() == _SOME:
            self._lines[row].binding.focus(column)
        else:
            self.state.setFocus()

    def say_none(self) -> None:
        """Say that there are none, as if the user had; rows that stand there stay behind it."""
        self.state.set_value(_NONE)

    def add_row(self) -> None:
        """Begin a new row."""
        line = self._new_line(len(self._lines), new_uid())
        self._number_lines()
        self.edited.emit()
        line.binding.focus(next(iter(self._kind.columns)))

    def _add_table(self) -> None:
        head = in_row(spacing=SPACING)
        # A spacer is followed by no spacing of its own.
        head.addSpacing(px(NUMBER) + px(SPACING))
        for fact in self._kind.columns.values():
            name = named_label("fieldLabel", heading(fact), self._table)
            name.setFixedWidth(width_of(fact))
            head.addWidget(name)
            self._titles.append(name)
        head.addStretch(1)
        self._head = QWidget(self._table)
        self._head.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        self._lines_layout = in_column(spacing=8)
        self._add_button = button(
            f"添加{self._kind.label}", self.add_row, icon_name="plus", parent=self._table
        )
        in_column(
            self._head,
            self._lines_layout,
            (self._add_button, Qt.AlignmentFlag.AlignLeft),
            spacing=8,
            of=self._table,
        )

    def _new_line(self, at: int, uid: str) -> RowLine:
        line = RowLine(self._kind, uid, self._table)
        line.arrange(self._room)
        line.edited.connect(self.edited)
        line.removed.connect(partial(self._on_removed, line))
        self._lines.insert(at, line)
        self._lines_layout.insertWidget(at, line)
        return line

    def _rebuild(self, uids: Sequence[str]) -> None:
        for line in self._lines:
            self._drop(line)
        self._lines = []
        for at, uid in enumerate(uids):
            self._new_line(at, uid)
        self._number_lines()

    def _drop(self, line: RowLine) -> None:
        self._lines_layout.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _number_lines(self) -> None:
        for number, line in enumerate(self._lines, start=1):
            line.show_number(number, self._kind.label)
        self._head.setVisible(bool(self._lines) and self._fits_one_line)

    def _on_removed(self, line: RowLine) -> None:
        at, typed, was_empty = self._lines.index(line), line.binding.typed(), line.is_empty()
        self._lines.remove(line)
        self._drop(line)
        self._number_lines()
        self._add_button.setFocus()
        self.edited.emit()
        if not was_empty:
            put_back = partial(self._put_back, self._occasion, at, line.uid, typed)
            self.row_removed.emit(f"{self._kind.label}{at + 1}", put_back)

    def _put_back(self, occasion: object, at: int, uid: str, typed: Mapping[str, str]) -> None:
        if occasion is not self._occasion:
            # By now another enterprise is shown.
            return
        line = self._new_line(min(at, len(self._lines)), uid)
        line.binding.restore(typed)
        self._number_lines()
        self.edited.emit()

    def _put_state(self, state: str) -> None:
        self.state.blockSignals(True)
        self.state.set_value(state)
        self.state.blockSignals(False)
        self._show_state()

    def _show_state(self) -> None:
        state, label = self.state.value(), self._kind.label
        self._table.setVisible(state == _SOME)
        words = {
            _ABSENT: f"还不知道有没有{label}。用到{label}的条款会提示资料缺失。",
            _NONE: f"已确认没有{label}。",
        }
        self._note.setText(words.get(str(state), ""))
        self._note.setObjectName("note")
        self._note.setVisible(state != _SOME)

    def _complain(self, text: str) -> None:
        self._note.setText(text)
        self._note.setVisible(True)

    def _seen(self) -> tuple[object, object]:
        state = self.state.value()
        return state, [line.binding.typed() for line in self._lines] if state == _SOME else None

    @property
    def _room(self) -> int:
        """How wide the fields of a row may be together, in pixels of the screen."""
        return self.width() - 2 * px(_PADDING) - px(NUMBER) - px(_REMOVE) - 2 * px(SPACING)

    @property
    def _fits_one_line(self) -> bool:
        return least_width(list(self._kind.columns.values())) <= self._room

    def _on_state_changed(self) -> None:
        self._show_state()
        if self.state.value() == _SOME and not self._lines:
            self._new_line(0, new_uid())
            self._number_lines()
        self.edited.emit()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        facts = list(self._kind.columns.values())
        for fact, title in zip(facts, self._titles, strict=True):
            if fact.kind is FactKind.TEXT:
                title.setFixedWidth(text_width(facts, self._room))
        self._head.setVisible(bool(self._lines) and self._fits_one_line)
        for line in self._lines:
            line.arrange(self._room)

    def minimumSizeHint(self) -> QSize:
        # Less than now, or a row could never be broken into lines.
        return QSize(px(_LEAST), super().minimumSizeHint().height())
