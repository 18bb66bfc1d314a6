"""One row of a list kept per enterprise, in as many lines as there is room for."""

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from domain.enterprises.dictionary import Fact, FactKind, RowKind
from gui.early.buttons import icon_button
from gui.early.layouts import STRETCH, in_column, in_row
from gui.early.theme import px
from gui.forms.binding import FormBinding
from gui.forms.dates import OptionalDateEdit
from gui.forms.facts import fact_editor
from gui.pages.enterprises.form.fields import Values

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
        self.name = QLabel(heading(fact), self)
        self.name.setObjectName("fieldLabel")
        self.complaint = QLabel(self)
        self.complaint.setObjectName("fieldError")
        self.complaint.setWordWrap(True)
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
        self._number = QLabel(self)
        self._number.setObjectName("note")
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
