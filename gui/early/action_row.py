"""Buttons beside each other, of which those that find no room fold into a menu."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize
from PySide6.QtWidgets import QPushButton, QWidget

from gui.early.parts import STRETCH, Look, Note, button, in_row
from gui.early.theme import px

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent
    from PySide6.QtWidgets import QMenu

_LEAST_SAID: Final = 140
_AHEAD: Final = 2
"""What stands ahead of the first place: a stretch, and what opens the menu."""


class _Place(QWidget):
    """Where a button stands, and what folding hides; whether the button is hidden stays the page's affair."""

    def __init__(self, held: QWidget, row: "ActionRow") -> None:
        super().__init__(row)
        self.held = held
        in_row(held, of=self)
        held.installEventFilter(row)

    @property
    def is_wanted(self) -> bool:
        return not self.held.isHidden()

    @property
    def matters_most(self) -> bool:
        return bool(self.held.property("look") == str(Look.PRIMARY))

    @property
    def room(self) -> int:
        return self.held.sizeHint().expandedTo(self.held.minimumSize()).width()

    @property
    def least(self) -> int:
        """What it can be narrowed to; a button never is."""
        if isinstance(self.held, QPushButton):
            return self.room
        return self.held.minimumSizeHint().expandedTo(self.held.minimumSize()).width()


def beside(sentence: str, acts: "ActionRow") -> QWidget:
    """Return a line that says something at the left of some acts."""
    line = QWidget(acts.parentWidget())
    said = Note(sentence, line)
    said.setMinimumWidth(px(_LEAST_SAID))
    in_row((said, 1), acts, spacing=12, of=line)
    return line


class ActionRow(QWidget):
    """The primary act, or else the rightmost, always stays; the menu takes from the left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: list[_Place] = []
        self._folded: list[_Place] = []
        self.menu: QMenu | None = None
        self._more = button("", self._on_more, icon_name="more", parent=self)
        self._more.setToolTip("更多")
        self._more.setAccessibleName("更多")
        self._more.hide()
        self._row = in_row(STRETCH, self._more, spacing=8, of=self)

    def add(self, widget: QWidget, *, is_first: bool = False) -> None:
        """Add a button at the right end or, as the first, the left one; what is none only gets narrower."""
        place, at = _Place(widget, self), 0 if is_first else len(self._places)
        self._places.insert(at, place)
        self._row.insertWidget(_AHEAD + at, place)

    def clear(self) -> None:
        """Take every button out, and away."""
        for place in self._places:
            self._row.removeWidget(place)
            place.hide()
            place.deleteLater()
        self._places, self._folded = [], []

    @property
    def folded(self) -> list[QWidget]:
        """What is in the menu now."""
        return [place.held for place in self._folded]

    def width_within(self, room: int) -> int:
        """Return the width it takes of so much room; more than there is if even the least needs that."""
        wanted, folded = self._wanted(), self._to_fold(room)
        kept = [place for place in wanted if place not in folded]
        width = self._width(kept, is_folding=bool(folded))
        return max(min(width, room), width - sum(place.room - place.least for place in kept))

    def _wanted(self) -> list[_Place]:
        return [place for place in self._places if place.is_wanted]

    def _width(self, places: list[_Place], *, is_folding: bool) -> int:
        rooms = [place.room for place in places]
        if is_folding:
            rooms.append(self._more.sizeHint().width())
        return sum(rooms) + self._row.spacing() * max(0, len(rooms) - 1)

    def _to_fold(self, room: int) -> list[_Place]:
        kept = self._wanted()
        if not kept or self._width(kept, is_folding=False) <= room:
            return []
        folded: list[_Place] = []
        stays = next((place for place in kept if place.matters_most), kept[-1])
        for place in kept:
            if isinstance(place.held, QPushButton) and place is not stays:
                folded.append(place)
                rest = [one for one in kept if one not in folded]
                if self._width(rest, is_folding=True) <= room:
                    break
        return folded

    def _fold(self) -> None:
        self._folded = self._to_fold(self.width())
        for place in self._places:
            # One whose button is hidden would still be given its spacing.
            place.setHidden(place in self._folded or not place.is_wanted)
        self._more.setHidden(not self._folded)

    def _on_more(self) -> None:
        from PySide6.QtWidgets import QMenu  # noqa: PLC0415 - the first paint has none

        self.menu = QMenu(self)
        for held in self.folded:
            assert isinstance(held, QPushButton)
            if (menu := held.menu()) is not None:
                self.menu.addMenu(menu).setText(held.text())
                continue
            action = self.menu.addAction(held.icon(), held.text(), held.click)
            action.setEnabled(held.isEnabled())
            action.setToolTip(held.toolTip())
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToHide.connect(self.menu.deleteLater)
        self.menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))

    # Qt overrides

    def sizeHint(self) -> QSize:
        return QSize(self._width(self._wanted(), is_folding=False), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self.width_within(0), super().minimumSizeHint().height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Out of sight that waits for `showEvent`.
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent) and self.isVisible():
            self.updateGeometry()
            self._fold()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fold()
        return super().event(event)

    def showEvent(self, event: "QShowEvent") -> None:
        super().showEvent(event)
        self.updateGeometry()
        self._fold()

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._fold()


def is_within_reach(act: QWidget) -> bool:
    """Whether a button can be pressed where it stands, or in the menu of its row."""
    place = act.parentWidget()
    row = place.parentWidget() if isinstance(place, _Place) and place.is_wanted else None
    return act.isVisible() if row is None else row.isVisible()
