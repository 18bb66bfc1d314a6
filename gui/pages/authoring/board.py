"""A formula as choices: each part of it a small editor in a line of words."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from domain.policies.authoring.draft import DraftBand
from domain.policies.authoring.forms.choices import Choice, Wanted
from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import Form
from domain.policies.language import blanks
from gui.early.parts import empty, icon_button, in_column
from gui.early.theme import px
from gui.forms.editors import UNSET, ChoiceBox
from gui.pages.authoring.cells import CellBox, LabelsButton, Said, ValueEdit, menu_button
from gui.pages.authoring.term_box import TermBox
from gui.widgets.placing import FlowLayout

Change = Callable[[Any], Any]
"""Makes another part of what stands somewhere by then."""

Kinds = Callable[[], Mapping[str, Callable[[], object]]]
"""Returns other ways to say what stands somewhere by then, by their names, each with what puts it there."""

Path = tuple[str | int, ...]
"""Where in a form something stands: the names of attributes, and places in tuples."""

Undecided = tuple[tuple[str, tuple[DraftBand, ...]], ...]
"""Tables that leave something open, as `Line.undecided` keeps them."""

_INDENT: Final = 22
BLANK_OF: Final = {
    Wanted.RATE: blanks.RATE,
    Wanted.NUMBER: blanks.NUMBER,
    Wanted.DAY: blanks.DAY,
    Wanted.TEXT: blanks.TEXT,
}


def part_of(form: Any, path: Path) -> Any:
    """Return what stands at a place of a form."""
    for step in path:
        form = form[step] if isinstance(step, int) else getattr(form, step)
    return form


def with_part(form: Any, path: Path, part: Any) -> Any:
    """Return the form with something else at a place."""
    if not path:
        return part
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        return (*form[:step], with_part(form[step], rest, part), *form[step + 1 :])
    return replace(form, **{step: with_part(getattr(form, step), rest, part)})


class Board(QWidget):
    """Where a form is laid out, line by line. What writes its parts is `form_cells`.

    A part that only holds a value changes where it stands; where another way of saying something is chosen,
    all is laid out anew, and what had the focus has it again.
    """

    changed = Signal()
    fact_wanted = Signal(str)
    """A fact is wanted that there is not yet, under this name."""

    def __init__(self, write: Callable[["Board", Any], None], parent: QWidget | None = None) -> None:
        """``write`` lays out a form on the board."""
        super().__init__(parent)
        self._write = write
        self.form: Any = None
        self.scope: Scope | None = None
        self.cells: dict[Path, QWidget] = {}
        """The editors by what they edit."""
        self.is_wide = False
        """Whether there is a table on it."""
        self._column = in_column(spacing=4, of=self)
        self._line: FlowLayout | None = None
        self._lines: list[FlowLayout] = []
        self._undecided: dict[str, tuple[DraftBand, ...]] = {}

    def show_form(self, form: Form | None, scope: Scope, undecided: Undecided = ()) -> None:
        """Show a form, its tables as they were left; one that is shown already stays as it is."""
        if form == self.form and scope is self.scope and undecided == self.undecided and self.cells:
            return
        self.form, self.scope = form, scope
        self._lay_out(undecided)

    def forget(self) -> None:
        """Show nothing."""
        self.form = None
        self._clear()

    def focus_blank(self) -> bool:
        """Put the focus into the first editor in which nothing stands yet; say whether there is one."""
        for cell in self.cells.values():
            if _is_blank(cell):
                cell.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return False

    @property
    def undecided(self) -> Undecided:
        """What stands here that no formula can say before it is decided."""
        tables: Iterable[tuple[Path, Any]] = self.cells.items()
        return tuple(
            (_path_text(path), cell.bands) for path, cell in tables if getattr(cell, "is_open", False)
        )

    def words(self) -> Scope:
        """Return what may be named on the whole board."""
        assert self.scope is not None
        return self.scope

    # What the writers of parts use

    def begin_line(self, depth: int = 0) -> None:
        """Put what comes next into a line of its own."""
        line = QWidget(self)
        self._line = FlowLayout(line, spacing=px(6))
        self._line.setContentsMargins(px(_INDENT) * depth, 0, 0, 0)
        self._column.addWidget(line)
        self._lines.append(self._line)

    def say(self, text: str) -> None:
        self.place(Said(text, self))

    def place(self, widget: QWidget) -> None:
        """Put a widget at the end of the line."""
        if self._line is None:
            self.begin_line()
        assert self._line is not None
        self._line.addWidget(widget)

    def put(self, path: Path, widget: QWidget) -> None:
        """Put an editor of a part at the end of the line."""
        self.cells[path] = widget
        self.place(widget)

    def undecided_at(self, path: Path) -> tuple[DraftBand, ...]:
        """Return what a table said that was left undecided; empty where it said what the formula says."""
        return self._undecided.get(_path_text(path), ())

    def place_wide(self, path: Path, widget: QWidget, depth: int = 0) -> None:
        """Put a widget below, as wide as there is room."""
        self.cells[path] = widget
        self.is_wide = True
        room = QWidget(self)
        in_column(widget, margins=(_INDENT * depth, 0, 0, 0), of=room)
        self._column.addWidget(room)
        self._line = None

    def ask_value(
        self, path: Path, wanted: Wanted, units: Sequence[str] = (), kinds: Kinds | None = None
    ) -> None:
        """Ask for a text that stands in the formula as it is typed."""
        edit = ValueEdit(part_of(self.form, path), BLANK_OF.get(wanted, blanks.AMOUNT), units, self)
        edit.value_changed.connect(lambda: self.set(path, edit.value()))
        if kinds is not None:
            edit.offer_kinds(kinds)
        self.put(path, edit)

    def ask_term(
        self,
        path: Path,
        offered: Sequence[Choice],
        swap: Callable[[str], None] | None = None,
        kinds: Kinds | None = None,
    ) -> None:
        """Ask for a fact; another one may ask for other things, which ``swap`` sees to."""
        box = TermBox(offered, part_of(self.form, path), may_be_new=True, parent=self)
        box.value_changed.connect(lambda: self.set(path, box.value()) if swap is None else swap(box.value()))
        box.fact_wanted.connect(self.fact_wanted)
        if kinds is not None:
            box.offer_kinds(kinds)
        self.put(path, box)

    def ask_choice(
        self,
        path: Path,
        offered: Mapping[str, str],
        called: str,
        take: Callable[[str], None] | None = None,
        *,
        chosen: str | None = None,
    ) -> None:
        """Ask for one of a few; what is chosen stays to choose even where it would not be offered."""
        now = part_of(self.form, path) if chosen is None else chosen
        known = dict(offered) if not now or now in offered or blanks.is_blank(now) else {**offered, now: now}
        unset = "请选择" if now not in known else None
        box = CellBox(known, self, unset_word=unset, called=called)
        box.set_value(now)
        box.value_changed.connect(lambda: self._chosen(path, box, take))
        self.put(path, box)

    def ask_labels(self, path: Path, offered: Sequence[Choice]) -> None:
        """Ask for some of a few."""
        button = LabelsButton(offered, part_of(self.form, path), self)
        button.value_changed.connect(lambda: self.set(path, button.value() or (blanks.CHOICE,)))
        self.put(path, button)

    def ask_texts(self, path: Path) -> None:
        """Ask for texts, with 、 between them."""
        texts = [one for one in part_of(self.form, path) if not blanks.is_blank(one)]
        edit = ValueEdit("、".join(texts), blanks.TEXT, (), self)
        edit.value_changed.connect(lambda: self.set(path, _texts_in(edit.value())))
        self.put(path, edit)

    def ask_first(self, path: Path, offered: Sequence[Choice], take: Callable[[str], None]) -> None:
        """Ask what a condition is about that says nothing yet."""
        box = TermBox(offered, "", may_be_new=True, parent=self)
        box.value_changed.connect(lambda: take(box.value()))
        box.fact_wanted.connect(self.fact_wanted)
        self.put((*path, "first"), box)

    def offer_acts(self, path: Path, tip: str, acts: Kinds) -> None:
        """Offer other ways to say what stands there."""
        self.put((*path, "…"), menu_button(tip, acts, self))

    def offer(self, path: Path, icon_name: str, tip: str, act: Callable[[], object]) -> None:
        """Offer one act by its picture."""
        self.put(path, icon_button(icon_name, tip, act, parent=self))

    def set(self, path: Path, part: Any) -> None:
        """Take a part that changes nothing of how the rest looks."""
        self.form = with_part(self.form, path, part)
        self.changed.emit()

    def turn(self, path: Path, change: Change) -> None:
        """Say a part otherwise, which then looks otherwise."""
        had_focus = next((at for at, cell in self.cells.items() if _has_focus(cell)), None)
        self.form = with_part(self.form, path, change(part_of(self.form, path)))
        self._lay_out(self.undecided)
        if had_focus in self.cells:
            self.cells[had_focus].setFocus()
        self.changed.emit()

    def _chosen(self, path: Path, box: ChoiceBox, take: Callable[[str], None] | None) -> None:
        value = box.value()
        if not isinstance(value, str):
            return
        if take is None:
            self.set(path, value)
        else:
            take(value)

    def _lay_out(self, undecided: Undecided) -> None:
        self._clear()
        self._undecided = dict(undecided)
        self._write(self, self.form)
        before: QWidget | None = None
        for cell in self.cells.values():
            if before is not None:
                QWidget.setTabOrder(before, cell)
            before = cell
        self._settle()

    def _clear(self) -> None:
        self.cells, self._lines, self._line, self.is_wide = {}, [], None, False
        empty(self._column)

    def _settle(self) -> None:
        """Have every line ask anew for the room that it takes now."""
        for line in self._lines:
            line.invalidate()
        self._column.invalidate()
        self.updateGeometry()


def _path_text(path: Path) -> str:
    return " ".join(map(str, path))


def _is_blank(cell: QWidget) -> bool:
    match cell:
        case ValueEdit() | TermBox():
            return not cell.text().strip()
        case ChoiceBox():
            return cell.value() is UNSET
        case LabelsButton():
            return not cell.value()
    return False


def _texts_in(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (one.strip() for one in text.replace("，", "、").split("、"))))


def _has_focus(widget: QWidget) -> bool:
    focused = widget.focusWidget()
    return widget.hasFocus() or (focused is not None and focused.hasFocus())


def key_of(form: Any) -> tuple[Any, ...]:
    """Return by what two ways of saying something are told apart: their shape, and their word."""
    return (type(form), getattr(form, "word", ""), getattr(form, "versus", ""))


def choices_in(offered: Sequence[Choice]) -> dict[str, str]:
    """Return choices as boxes take them."""
    return {one.value: one.label for one in offered}
