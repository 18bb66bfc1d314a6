"""One formula of a draft: as choices, and beside it as it is written; both say the same."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QWidget

from domain.policies.authoring.draft import Line
from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import Locked
from domain.policies.authoring.forms.writing import formula_of
from gui.early.parts import Complaint, Link, Note, icon_button, in_column, in_row, restyle
from gui.early.theme import px
from gui.forms.editors import TextEdit
from gui.pages.authoring.board import Board, Undecided
from gui.widgets.formula_text import FormulaEdit
from gui.widgets.placing import in_grid
from gui.widgets.status import STATUSES, StatusPill

Reader = Callable[[str, Scope], Any]
"""What reads a formula as a form; gives `Locked` where it cannot."""

UNCHECKED: Final = STATUSES["changed"].named("待核对")


class LineEdit(QWidget):
    """Choices, the formula below them where it is wanted, and what is wrong with it."""

    changed = Signal(object)
    """The line is another one; the `Line`."""
    dropped = Signal()
    pointed = Signal(bool)
    """The pointer or the focus came, or left."""
    fact_wanted = Signal(str)

    def __init__(
        self,
        read: Reader,
        write: Callable[[Board, Any], None],
        called: str,
        words: Sequence[str],
        parent: QWidget | None = None,
        *,
        has_text: bool = True,
        can_go: bool = True,
    ) -> None:
        """``read`` and ``write`` make choices of a formula; ``words`` are what it may use.

        ``has_text`` lets it be said in the policy's words too, ``can_go`` lets it be taken away.
        """
        super().__init__(parent)
        self.line = Line()
        self._read = read
        self._scope: Scope | None = None
        self._is_showing = False
        self.setAccessibleName(called)
        self.board = Board(write, self)
        self.said = Note("", self)
        self.pill = StatusPill(parent=self)
        self.pill.show_status(UNCHECKED)
        self.seen_button = Link("核对过了", self)
        self.seen_button.setToolTip("与条文对过，这一项是对的")
        self.fold = Link("公式", self)
        self.fold.setToolTip("看公式、改公式，或改条文的说法（两边始终一致）")
        self.formula = FormulaEdit("", words, self)
        self.formula.setAccessibleName(f"{called}：公式")
        self.text = TextEdit("条文的说法，不填按公式自动写", self)
        self.text.setAccessibleName(f"{called}：说法")
        self.text.setVisible(has_text)
        self._has_text = has_text
        self.complaint = Complaint(self)
        self.acts = QWidget(self)
        acts = self._acts = in_row(self.pill, self.seen_button, self.fold, spacing=8, of=self.acts)
        if can_go:
            self.drop_button = icon_button("close", "去掉这一项", self.dropped.emit, parent=self)
            acts.addWidget(self.drop_button)
        self.acts.setFixedHeight(px(34))
        self.below = QWidget(self)
        in_column(self.formula, self.text, spacing=4, of=self.below)
        # One grid and no layouts within layouts, which keep heights of widths that are past.
        grid = self._grid = in_grid(across=8, down=4, shares=(1, 0), of=self)
        grid.setContentsMargins(px(10), px(6), px(6), px(6))
        grid.addWidget(self.said, 0, 0)
        self._is_wide = False
        self._place()
        grid.addWidget(self.below, 2, 0, 1, 2)
        grid.addWidget(self.complaint, 3, 0, 1, 2)
        self.setObjectName("draftLine")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.below.hide()
        self.board.changed.connect(self._on_chosen)
        self.board.fact_wanted.connect(self.fact_wanted)
        self.formula.value_changed.connect(self._on_written)
        self.text.value_changed.connect(self._on_said)
        self.seen_button.followed.connect(lambda: self._take(self.line))
        self.fold.followed.connect(self._on_fold)

    def show_line(self, line: Line, scope: Scope) -> None:
        """Show a line; what stands there already stays, with the cursor in it."""
        self._is_showing = True
        is_new = self._scope is None or line.formula != self.line.formula or scope is not self._scope
        self.line, self._scope = line, scope
        is_other = line.formula != self._written() or not self.board.cells or scope is not self.board.scope
        if (is_new and is_other) or line.undecided != self.board.undecided:
            self._show_form()
        if self.formula.formula() != line.formula:
            self.formula.setPlainText(line.formula)
        if self.text.value() != line.text and self.text.text().strip() != line.text:
            self.text.set_value(line.text)
        self._say()
        self._is_showing = False

    def add_act(self, act: QWidget) -> None:
        """Put an act on it beside the others, in front of what takes it away."""
        self._acts.insertWidget(self._acts.count() - 1, act)

    @property
    def is_unfolded(self) -> bool:
        """Whether its formula is in sight."""
        return not self.below.isHidden()

    def unfold(self, is_unfolded: bool) -> None:
        """Show its formula, or fold it away where there are choices."""
        self.below.setVisible(is_unfolded or bool(self._locked))
        self.fold.setText("收起" if self.is_unfolded else "公式")

    def complain(self, sentences: Sequence[str]) -> None:
        """Say what is wrong with it."""
        self.complaint.say("\n".join(sentences))

    def light(self, is_lit: bool) -> None:
        """Show that it is what the words pointed at in the wording come to."""
        if bool(self.property("lit")) is not is_lit:
            self.setProperty("lit", is_lit)
            restyle(self)

    @property
    def locked(self) -> str:
        """Why there are no choices; empty where there are."""
        return self._locked

    _locked = ""

    def _written(self) -> str | None:
        """Return the formula of what the choices say."""
        return formula_of(self.board.form) if self.board.cells else None

    def _show_form(self) -> None:
        assert self._scope is not None
        found = self._read(self.line.formula, self._scope)
        self._locked = found.reason if isinstance(found, Locked) else ""
        self.board.setVisible(not self._locked)
        self.fold.setVisible(not self._locked)
        if self._locked:
            self.board.forget()
            self.below.show()
        else:
            self.board.show_form(found, self._scope, self.line.undecided)

    def _place(self) -> None:
        """Put the acts beside the choices, or above them where a table needs all the room there is."""
        self._grid.addWidget(self.board, 1, 0, 1, 2 if self._is_wide else 1)
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight
        self._grid.addWidget(self.acts, 0, 1, 1 if self._is_wide else 2, 1, top)

    def _say(self) -> None:
        assert self._scope is not None
        if self._is_wide is not self.board.is_wide:
            self._is_wide = self.board.is_wide
            self._place()
        if self._locked:
            self.said.setText(f"这一项只能写公式：{self._locked}")
        else:
            # Without words of the policy's own the choices say it all.
            self.said.setText(self.line.text)
        self.said.setVisible(bool(self.said.text()))
        self.pill.setVisible(self.line.is_open)
        self.seen_button.setVisible(self.line.is_open)

    def _on_chosen(self) -> None:
        # What a table leaves undecided is in no formula yet.
        self._emit(replace(self.line, formula=formula_of(self.board.form)), self.board.undecided)

    def _on_written(self) -> None:
        if not self._is_showing:
            self._take(replace(self.line, formula=self.formula.formula()))

    def _on_said(self) -> None:
        if not self._is_showing:
            self._take(replace(self.line, text=self.text.text().strip()))

    def _take(self, line: Line) -> None:
        # Whoever changes it has looked at it; what a table leaves undecided stays to be decided.
        self._emit(line, self.board.undecided if line.formula == self.line.formula else ())

    def _emit(self, line: Line, undecided: Undecided) -> None:
        self.changed.emit(replace(line, is_open=bool(undecided), undecided=undecided))

    def _on_fold(self) -> None:
        self.unfold(not self.is_unfolded)

    # Qt overrides

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.pointed.emit(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.pointed.emit(False)
