"""A tariff as a table: from, to, and what it gives; what does not fit together is said at its line."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QWidget

from domain.policies.authoring.draft import DraftBand
from domain.policies.authoring.forms.choices import units_for
from domain.policies.authoring.forms.pasting import pasted
from domain.policies.authoring.forms.scope import Scope
from domain.policies.authoring.forms.shapes import Locked, Tiers
from domain.policies.authoring.forms.tiers import Fault, bands_of, faults_of, tiers_of
from domain.policies.language.blanks import is_blank
from gui.early.parts import Complaint, Link, Note, button, empty, icon_button, in_column, in_row, named_label
from gui.early.theme import px
from gui.forms.editors import ChoiceBox, EnterMovesOn
from gui.widgets.placing import FlowLayout, in_grid

_EDGES: Final = {"yes": "含", "no": "不含"}
_HEADS: Final = ("从", "", "到", "", "给", "")


class BandsEdit(QWidget):
    """A line for each band. Lines that were copied from Excel can be pasted over it."""

    changed = Signal()
    """The tariff is another one."""

    def __init__(
        self,
        now: Callable[[], Tiers],
        scope: Scope,
        undecided: tuple[DraftBand, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        """``now`` gives the tariff as it is by then; what it goes by is chosen elsewhere.

        ``undecided`` is what the table said when it was left, where no formula could say that.
        """
        super().__init__(parent)
        self._now, self._scope = now, scope
        found = bands_of(now(), scope)
        self.locked = found.reason if isinstance(found, Locked) else ""
        self.bands: tuple[DraftBand, ...] = () if isinstance(found, Locked) else undecided or found
        self.cells: dict[tuple[int, str], QWidget] = {}
        self.faults: Sequence[Fault] = ()
        self._faults: list[_FaultLine] = []
        self._moves_on = EnterMovesOn(self)
        self._grid = in_grid(across=6, down=4, shares=(0, 0, 0, 0, 0, 0, 1))
        self.more_button = button("再加一行", self._on_more, icon_name="plus")
        self.paste_button = button("粘贴表格", self.paste, icon_name="copy")
        self.paste_button.setToolTip("从 Excel 复制几行：从、到、给，再点这里，或在第一格按 Ctrl+V")
        self.said = Note("", self)
        in_column(
            self._grid,
            self.said,
            in_row(self.more_button, self.paste_button, None, spacing=8),
            spacing=6,
            of=self,
        )
        self._lay_out()

    def paste(self) -> None:
        """Take the lines that are in the clipboard in place of those that are here."""
        text = QGuiApplication.clipboard().text()
        bands = pasted(text, self._scope, self._now().key) if text.strip() else ()
        if bands:
            self.bands = bands
            self._lay_out()
            self._take()
        else:
            self.said.setText("剪贴板里没有能用的表格：请先在 Excel 里复制几行（从、到、给）。")

    def _lay_out(self) -> None:
        empty(self._grid)
        self.cells, self._faults = {}, []
        if self.locked:
            self.said.setText(self.locked)
            for one in (self.more_button, self.paste_button):
                one.hide()
            return
        for column, head in enumerate(_HEADS):
            self._grid.addWidget(named_label("fieldLabel", head, self), 0, column)
        units = [one.value for one in units_for(self._now().key, self._scope)]
        for at, band in enumerate(self.bands):
            self._write(at, band, units[0] if units else "")
        self._say()

    def _write(self, at: int, band: DraftBand, unit: str) -> None:
        row = 2 * at + 1
        for column, side in ((0, "low"), (2, "high")):
            edit = self._line(at, side, getattr(band, side), f"如 100{unit}" if unit else "")
            self._grid.addWidget(edit, row, column)
            counts = ChoiceBox(_EDGES, self, unset_word="含不含？", called="含不含")
            now = getattr(band, f"{side}_counts")
            counts.set_value({True: "yes", False: "no"}.get(now))
            counts.value_changed.connect(lambda at=at, side=side, box=counts: self._on_edge(at, side, box))
            self.cells[at, f"{side}_counts"] = counts
            self._grid.addWidget(counts, row, column + 1)
        self._grid.addWidget(self._line(at, "gives", band.gives, "如 5万"), row, 4)
        self._grid.addWidget(icon_button("close", "去掉这一行", lambda: self._drop(at), parent=self), row, 5)
        fault = _FaultLine(self)
        fault.chosen.connect(self._settle)
        self._faults.append(fault)
        self._grid.addWidget(fault, row + 1, 0, 1, 6)

    def _line(self, at: int, field: str, text: str, hint: str) -> QLineEdit:
        edit = _CellEdit("" if is_blank(text) else text, self)
        edit.setPlaceholderText(hint)
        edit.setAccessibleName({"low": "从", "high": "到", "gives": "给"}[field])
        edit.textChanged.connect(lambda text: self._on_typed(at, field, text))
        edit.installEventFilter(self._moves_on)
        self.cells[at, field] = edit
        return edit

    def _on_typed(self, at: int, field: str, text: str) -> None:
        self._change(at, replace(self.bands[at], **{field: text.strip()}))  # type: ignore[arg-type]

    def _on_edge(self, at: int, side: str, box: ChoiceBox) -> None:
        counts = {"yes": True, "no": False}.get(str(box.value()))
        self._change(at, replace(self.bands[at], **{f"{side}_counts": counts}))  # type: ignore[arg-type]

    def _change(self, at: int, band: DraftBand) -> None:
        self.bands = (*self.bands[:at], band, *self.bands[at + 1 :])
        self._take()

    def _on_more(self) -> None:
        last = self.bands[-1] if self.bands else DraftBand()
        # Lines go on where the last one ends, upwards or downwards.
        upwards = len(self.bands) < 2 or self.bands[0].high == self.bands[1].low
        begun = (
            DraftBand(low=last.high, low_counts=_other(last.high_counts))
            if upwards
            else DraftBand(high=last.low, high_counts=_other(last.low_counts))
        )
        self.bands = (*self.bands, begun)
        self._lay_out()
        self._take()
        empty_at = next((key for key in self.cells if key[0] == len(self.bands) - 1), None)
        for field in ("low", "high", "gives"):
            cell = self.cells[len(self.bands) - 1, field]
            if isinstance(cell, QLineEdit) and not cell.text():
                cell.setFocus()
                return
        if empty_at is not None:
            self.cells[empty_at].setFocus()

    def _drop(self, at: int) -> None:
        self.bands = (*self.bands[:at], *self.bands[at + 1 :])
        self._lay_out()
        self._take()

    def _settle(self, bands: tuple[DraftBand, ...]) -> None:
        self.bands = bands
        self._lay_out()
        self._take()

    def _take(self) -> None:
        """Say what does not fit, and that the tariff may be another one."""
        self._say()
        self.changed.emit()

    @property
    def tiers(self) -> Tiers:
        """The tariff that the table says; while something is undecided, the one from before."""
        found = tiers_of(self.bands, self._now().key, self._scope)
        return found if isinstance(found, Tiers) else self._now()

    @property
    def is_open(self) -> bool:
        """Whether the table says something that no formula can say before it is decided."""
        return any(one.is_open for one in self.faults)

    def _say(self) -> None:
        self.faults = faults_of(self.bands, self._now().key, self._scope)
        for at, line in enumerate(self._faults):
            line.show_faults([one for one in self.faults if one.line == at])
        self.said.setText("表里还有没定的地方，公式还是改之前的；定下来就跟着变。" if self.is_open else "")
        self.said.setVisible(self.is_open)

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        else:
            super().keyPressEvent(event)


class _FaultLine(QWidget):
    """What is wrong with a line, and the ways to mend it, each by one key."""

    chosen = Signal(object)
    """One of the ways: the `DraftBand`s as they are then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.said = Complaint(self)
        self.links: list[Link] = []
        self._row = FlowLayout(spacing=px(12))
        in_column(self.said, self._row, spacing=2, of=self)
        self.hide()

    def show_faults(self, faults: Sequence[Fault]) -> None:
        """Show these."""
        empty(self._row)
        self.said.say("\n".join(one.text for one in faults))
        self.links = []
        for word, bands in [way for one in faults for way in one.ways]:
            link = Link(word, self)
            link.followed.connect(lambda bands=bands: self.chosen.emit(bands))
            self.links.append(link)
            self._row.addWidget(link)
        self.setVisible(bool(faults))


class _CellEdit(QLineEdit):
    """A cell; what is pasted into it goes to the table where it is more than one cell."""

    def __init__(self, text: str, table: BandsEdit) -> None:
        super().__init__(text, table)
        self._table = table
        self.setMinimumWidth(px(84))
        self.setMaximumWidth(px(150))

    # Qt overrides

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = QGuiApplication.clipboard().text() if event.matches(QKeySequence.StandardKey.Paste) else ""
        if "\t" in text or "\n" in text.strip():
            self._table.paste()
        else:
            super().keyPressEvent(event)


def _other(counts: bool | None) -> bool | None:
    return None if counts is None else not counts
