"""Lists kept per enterprise, such as its projects: not entered, none, or rows."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from domain.enterprises.dictionary import Fact, FactKind, RowKind
from domain.enterprises.facts import Row
from gui.forms.binding import FormBinding
from gui.forms.choices import SegmentedChoice
from gui.forms.dates import OptionalDateEdit
from gui.forms.facts import fact_editor
from gui.pages.enterprises.form.fields import Values
from gui.theme import px
from gui.widgets.buttons import button, icon_button
from gui.widgets.cards import Card
from gui.widgets.labels import Note

_WIDTHS: Final = {
    FactKind.TEXT: 250,
    FactKind.CHOICE: 150,
    FactKind.TRUTH: 112,
    FactKind.DATE: 154,
    FactKind.MONEY: 160,
    FactKind.NUMBER: 130,
    FactKind.RATE: 130,
}
_NARROW_TEXT: Final = 120
"""What a text column shrinks to where there is little room; the others keep their width."""
_NUMBER: Final = 28
_SPACING: Final = 8
_REMOVE: Final = 34
_ARROW: Final = 48
_LEAST: Final = 420
_PADDING: Final = 16
_ABSENT, _NONE, _SOME = "absent", "none", "some"


class _Cell(QWidget):
    """One field of a row; its name stands above it where the row takes several lines."""

    def __init__(self, fact: Fact, editor: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self.fact = fact
        self.name = QLabel(_heading(fact), self)
        self.name.setObjectName("fieldLabel")
        self.complaint = QLabel(self)
        self.complaint.setObjectName("fieldError")
        self.complaint.setWordWrap(True)
        self._sized = (editor, self.complaint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(3))
        for part in (self.name, editor, self.complaint):
            layout.addWidget(part)
        layout.addStretch(1)
        self.set_width(_width(fact))

    def set_width(self, width: int) -> None:
        """Give the field this width, in pixels of the screen."""
        for part in self._sized:
            part.setFixedWidth(width)


class RowLine(QWidget):
    """One row: an editor for each column, its complaint underneath."""

    edited = Signal()
    removed = Signal()

    def __init__(self, kind: RowKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = next(iter(kind.columns))
        self.binding = FormBinding(self, self._check)
        self.binding.changed.connect(lambda _: self.edited.emit())
        self._number = QLabel(self)
        self._number.setObjectName("note")
        self._number.setFixedWidth(px(_NUMBER))
        self._number.setMinimumHeight(px(34))
        self._remove = icon_button("trash", f"移除这个{kind.label}", self.removed.emit, parent=self)
        self._cells = [self._cell(fact) for fact in kind.columns.values()]
        self._lines = QVBoxLayout()
        self._lines.setSpacing(px(8))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(px(_SPACING))
        layout.addWidget(self._number, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(self._lines)
        layout.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignTop)
        layout.addStretch(1)
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
                cell.set_width(_text_width([one.fact for one in self._cells], room))
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
            line = QHBoxLayout()
            line.setSpacing(px(_SPACING))
            for cell in cells:
                line.addWidget(cell, 0, Qt.AlignmentFlag.AlignTop)
            line.addStretch(1)
            self._lines.addLayout(line)

    def _check(self, values: Values) -> Mapping[str, str]:
        return {} if values else {self._first: "请填写，或移除这一行"}


class RowsCard(Card):
    """One list. Its state says whether it was entered at all: 未填, 没有 and 有 are three things."""

    edited = Signal()
    row_removed = Signal(str, object)
    """A row was taken out: what it is called, and a call that puts it back."""

    def __init__(self, kind: RowKind, parent: QWidget | None = None) -> None:
        super().__init__(kind.label, parent, padding=_PADDING)
        self._kind = kind
        self._titles: list[QLabel] = []
        self._lines: list[RowLine] = []
        self._loaded: tuple[object, object] = (_ABSENT, None)
        self.state = SegmentedChoice(
            {_ABSENT: "未填", _NONE: f"没有{kind.label}", _SOME: f"有{kind.label}"}, self
        )
        self.state.setAccessibleName(kind.label)
        self.state.value_changed.connect(self._on_state_changed)
        self.head.addWidget(self.state)
        self._note = Note("", self)
        self.body.addWidget(self._note)
        self._table = QWidget(self)
        self._add_table()
        self.body.addWidget(self._table)
        self._show_state()

    def load(self, rows: Sequence[Row] | None) -> None:
        """Show rows as they are stored; None where the list was not entered."""
        self._rebuild(len(rows or ()))
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
        return tuple(line.binding.values() for line in self._lines)

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
        }

    def restore(self, typed: Mapping[str, Any]) -> None:
        """Put back what `typed` returned."""
        self._rebuild(len(typed["rows"]))
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

    def add_row(self) -> None:
        """Begin a new row."""
        line = self._new_line(len(self._lines))
        self._number_lines()
        self.edited.emit()
        line.binding.focus(next(iter(self._kind.columns)))

    def _add_table(self) -> None:
        column = QVBoxLayout(self._table)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        head = QHBoxLayout()
        head.setSpacing(px(_SPACING))
        # A spacer is followed by no spacing of its own.
        head.addSpacing(px(_NUMBER) + px(_SPACING))
        for fact in self._kind.columns.values():
            name = QLabel(_heading(fact), self._table)
            name.setObjectName("fieldLabel")
            name.setFixedWidth(_width(fact))
            head.addWidget(name)
            self._titles.append(name)
        head.addStretch(1)
        self._head = QWidget(self._table)
        self._head.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._head)
        self._lines_layout = QVBoxLayout()
        self._lines_layout.setSpacing(px(8))
        column.addLayout(self._lines_layout)
        self._add_button = button(
            f"添加{self._kind.label}", self.add_row, icon_name="plus", parent=self._table
        )
        self._add_button.setAutoDefault(True)
        column.addWidget(self._add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _new_line(self, at: int) -> RowLine:
        line = RowLine(self._kind, self._table)
        line.arrange(self._room)
        line.edited.connect(self.edited)
        line.removed.connect(partial(self._on_removed, line))
        self._lines.insert(at, line)
        self._lines_layout.insertWidget(at, line)
        return line

    def _rebuild(self, count: int) -> None:
        for line in self._lines:
            self._drop(line)
        self._lines = []
        for at in range(count):
            self._new_line(at)
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
            self.row_removed.emit(f"{self._kind.label}{at + 1}", partial(self._put_back, at, typed))

    def _put_back(self, at: int, typed: Mapping[str, str]) -> None:
        line = self._new_line(min(at, len(self._lines)))
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
        return self.width() - 2 * px(_PADDING) - px(_NUMBER) - px(_REMOVE) - 2 * px(_SPACING)

    @property
    def _fits_one_line(self) -> bool:
        return _least_width(list(self._kind.columns.values())) <= self._room

    def _on_state_changed(self) -> None:
        self._show_state()
        if self.state.value() == _SOME and not self._lines:
            self._new_line(0)
            self._number_lines()
        self.edited.emit()

    # Qt overrides

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        facts = list(self._kind.columns.values())
        for fact, title in zip(facts, self._titles, strict=True):
            if fact.kind is FactKind.TEXT:
                title.setFixedWidth(_text_width(facts, self._room))
        self._head.setVisible(bool(self._lines) and self._fits_one_line)
        for line in self._lines:
            line.arrange(self._room)

    def minimumSizeHint(self) -> QSize:
        # Less than now, or a row could never be broken into lines.
        return QSize(px(_LEAST), super().minimumSizeHint().height())


def _heading(fact: Fact) -> str:
    return f"{fact.label}（{fact.unit}）" if fact.unit else fact.label


def _width(fact: Fact) -> int:
    """Return how wide a field is, in pixels of the screen; a choice shows its longest answer."""
    if fact.kind is not FactKind.CHOICE:
        return px(_WIDTHS[fact.kind])
    longest = max((len(label) for label in fact.choices.values()), default=0)
    return px(min(max(14 * longest + _ARROW, _WIDTHS[FactKind.TRUTH]), _WIDTHS[FactKind.TEXT]))


def _least_width(facts: Sequence[Fact]) -> int:
    """Return the width of all fields in one line, texts as narrow as they may be."""
    widths = [px(_NARROW_TEXT) if fact.kind is FactKind.TEXT else _width(fact) for fact in facts]
    return sum(widths) + (len(facts) - 1) * px(_SPACING)


def _text_width(facts: Sequence[Fact], room: int) -> int:
    """Return how wide each text is: what the others leave in one line, if they leave enough."""
    texts = sum(fact.kind is FactKind.TEXT for fact in facts)
    spare = room - _least_width(facts)
    if spare < 0 or not texts:
        return px(_WIDTHS[FactKind.TEXT])
    return min(px(_WIDTHS[FactKind.TEXT]), px(_NARROW_TEXT) + spare // texts)


def _lines_of(cells: Sequence[_Cell], room: int) -> tuple[tuple[_Cell, ...], ...]:
    """Break a row into lines that are no wider than `room`."""
    if _least_width([cell.fact for cell in cells]) <= room:
        return (tuple(cells),)
    lines: list[list[_Cell]] = []
    left = 0
    for cell in cells:
        width = _width(cell.fact) + px(_SPACING)
        if not lines or width > left:
            lines.append([])
            left = room
        lines[-1].append(cell)
        left -= width
    return tuple(tuple(line) for line in lines)
