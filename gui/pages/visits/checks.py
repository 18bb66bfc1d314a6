"""An editor of which of several named things it is, with a box to tick before each."""

from collections.abc import Collection, Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from gui.early.theme import px

_KEY: Final = Qt.ItemDataRole.UserRole
_MOST_SEEN: Final = 5


class ChecksEdit(QListWidget):
    """Its value is the keys of what is ticked, in the order offered. Blank ticks, ↑ and ↓ move."""

    value_changed = Signal()

    def __init__(self, nothing: str, parent: QWidget | None = None) -> None:
        """`nothing` is said while there is nothing to tick."""
        super().__init__(parent)
        self._nothing = nothing
        self.setObjectName("knownNames")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.itemChanged.connect(lambda _: self.value_changed.emit())
        self.offer({})

    def offer(self, choices: Mapping[str, str], ticked: Collection[str] = (), nothing: str = "") -> None:
        """Offer other things (key → word), some of them ticked; `nothing` is said from now on for none."""
        self._nothing = nothing or self._nothing
        self.blockSignals(True)
        self.clear()
        for key, word in choices.items():
            item = QListWidgetItem(word, self)
            item.setData(_KEY, key)
            item.setToolTip(word)
            item.setCheckState(_state(key in ticked))
        if not choices:
            item = QListWidgetItem(self._nothing, self)
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.blockSignals(False)
        rows = min(max(1, self.count()), _MOST_SEEN)
        self.setFixedHeight(rows * max(self.sizeHintForRow(0), px(26)) + px(8))

    def value(self) -> tuple[str, ...]:
        return tuple(item.data(_KEY) for item in self._items() if item.checkState() is Qt.CheckState.Checked)

    def set_value(self, value: object) -> None:
        ticked = value if isinstance(value, tuple) else ()
        for item in self._items():
            item.setCheckState(
                Qt.CheckState.Checked if item.data(_KEY) in ticked else Qt.CheckState.Unchecked
            )

    def typed(self) -> str:
        return "\n".join(self.value())

    def type_in(self, text: str) -> None:
        self.set_value(tuple(text.split("\n")))

    def _items(self) -> list[QListWidgetItem]:
        found = (self.item(at) for at in range(self.count()))
        return [item for item in found if item.data(_KEY) is not None]


def _state(is_ticked: bool) -> Qt.CheckState:
    return Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
