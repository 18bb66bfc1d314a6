"""Several formulas one below the other, such as the conditions of a clause."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from domain.policies.authoring.draft import Line
from domain.policies.authoring.forms import shapes
from domain.policies.authoring.forms.choices import condition_on, facts_for
from domain.policies.authoring.forms.reading import condition_form
from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.writing import formula_of
from domain.policies.language import blanks
from gui.early.parts import STRETCH, empty, icon_button, in_column, in_row, shortcut_action
from gui.pages.authoring.cells import menu_button
from gui.pages.authoring.form_cells import write_requirement
from gui.pages.authoring.line_edit import LineEdit
from gui.pages.authoring.term_box import TermBox

_MORE: Final[dict[str, shapes.Condition]] = {
    "清单里有一项…": shapes.RowsHold("有", blanks.LIST),
    "列入名单": shapes.Listed(blanks.LIST),
}


class LinesEdit(QWidget):
    """A line for each condition, and a box that adds one: choose what it is about."""

    changed = Signal(object, str)
    """The lines are others, as a tuple; what was done."""
    pointed = Signal(int)
    """The pointer is on a line, its number from 0; -1 where it has left."""
    fact_wanted = Signal(str)

    def __init__(self, called: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._called = called
        self._lines: tuple[Line, ...] = ()
        self.scope: Scope | None = None
        self._words: Sequence[str] = ()
        self.edits: list[LineEdit] = []
        self.moves: list[tuple[QToolButton, QToolButton]] = []
        """What takes each line up and down."""
        self._column = in_column(spacing=6)
        self._foot = in_row(spacing=6)
        in_column(self._column, self._foot, spacing=6, of=self)
        self.adder: TermBox | None = None

    def show_lines(self, lines: Sequence[Line], scope: Scope, words: Sequence[str]) -> None:
        """Show lines; those that are shown already stay as they are."""
        self._lines, self._words = tuple(lines), words
        if scope is not self.scope:
            self.scope = scope
            self._offer()
        while len(self.edits) > len(lines):
            gone = self.edits.pop()
            self.moves.pop()
            gone.hide()
            self._column.removeWidget(gone)
            gone.deleteLater()
        while len(self.edits) < len(lines):
            self._add(self._column)
        for edit, line in zip(self.edits, lines, strict=True):
            edit.show_line(line, scope)
        last = len(self.edits) - 1
        for at, (up, down) in enumerate(self.moves):
            up.setEnabled(at > 0)
            down.setEnabled(at < last)
            for move in (up, down):
                move.setVisible(last > 0)

    def _add(self, column: QVBoxLayout) -> None:
        at = len(self.edits)
        edit = LineEdit(condition_form, write_requirement, f"{self._called}第 {at + 1} 项", self._words, self)
        edit.changed.connect(partial(self._on_changed, at))
        edit.dropped.connect(partial(self._on_dropped, at))
        edit.pointed.connect(lambda is_on: self.pointed.emit(at if is_on else -1))
        edit.fact_wanted.connect(self.fact_wanted)
        up = icon_button("chevron-up", "上移（Ctrl+↑）", partial(self._on_moved, at, -1), parent=edit)
        down = icon_button("chevron-down", "下移（Ctrl+↓）", partial(self._on_moved, at, 1), parent=edit)
        for move, keys, by in ((up, "Ctrl+Up", -1), (down, "Ctrl+Down", 1)):
            edit.add_act(move)
            shortcut_action(edit, keys, partial(self._on_moved, at, by))
        self.edits.append(edit)
        self.moves.append((up, down))
        column.addWidget(edit)

    def _offer(self) -> None:
        assert self.scope is not None
        empty(self._foot)
        self.adder = TermBox(
            facts_for(self.scope), "", hint=f"＋ 添加{self._called}", may_be_new=True, parent=self
        )
        self.adder.value_changed.connect(self._on_added)
        self.adder.fact_wanted.connect(self.fact_wanted)
        acts: dict[str, Callable[[], object]] = {
            word: partial(self._begin, formula_of(form)) for word, form in _MORE.items()
        }
        acts["直接写公式"] = partial(self._begin, "")
        for part in (self.adder, menu_button("其他条件", lambda: acts, self), STRETCH):
            if part is None:
                self._foot.addStretch(1)
            else:
                self._foot.addWidget(part)

    def _on_added(self) -> None:
        box = self.adder
        assert box is not None
        assert self.scope is not None
        term = box.value()
        self._offer()
        if term:
            self._begin(formula_of(condition_on(term, self.scope)))

    def _begin(self, formula: str) -> None:
        self.changed.emit((*self._lines, Line(formula)), f"添加{self._called}")
        if self.edits:
            edit = self.edits[-1]
            if formula:
                edit.board.focus_blank()
            else:
                edit.below.show()
                edit.formula.setFocus()

    def _on_changed(self, at: int, line: Line) -> None:
        self.changed.emit((*self._lines[:at], line, *self._lines[at + 1 :]), f"改{self._called}")

    def _on_dropped(self, at: int) -> None:
        self.changed.emit((*self._lines[:at], *self._lines[at + 1 :]), f"去掉{self._called}")

    def _on_moved(self, at: int, by: int) -> None:
        to = at + by
        if not 0 <= to < len(self.edits):
            return
        pair = self.edits[at], self.edits[to]
        unfolded = [edit.is_unfolded for edit in pair]
        lines = list(self._lines)
        lines[at], lines[to] = lines[to], lines[at]
        self.changed.emit(tuple(lines), f"{'上' if by < 0 else '下'}移{self._called}")
        for edit, is_unfolded in zip(reversed(pair), unfolded, strict=True):
            edit.unfold(is_unfolded)
        # So that it can go on, with the same key or button.
        up, down = self.moves[to]
        first, other = (up, down) if by < 0 else (down, up)
        (first if first.isEnabled() else other).setFocus()
