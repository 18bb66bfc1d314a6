"""The navigation at the left: product, pages, help."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QWidget

from gui.early.buttons import Look, PushButton, button
from gui.early.icons import icon, svg_pixmap
from gui.early.layouts import STRETCH, fill, in_column, in_row
from gui.early.theme import ACCENT, QUIET, px

_WIDE: Final = 196
_NARROW: Final = 68


class Navigation(QFrame):
    """Pages as icon and word; the current one is marked by bar, colour and weight."""

    chosen = Signal(str)
    search_requested = Signal()
    help_requested = Signal()

    def __init__(self, product_icon: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, PushButton] = {}
        layout = in_column(spacing=4, margins=(12, 16, 12, 12), of=self)
        self._name = QLabel("助企兑", self)
        fill(layout, self._brand(product_icon), 14)
        search = button("查找", self.search_requested.emit, icon_name="search", parent=self)
        search.setObjectName("navigationSearch")
        search.setToolTip("找企业、政策条款或页面（Ctrl+K）")
        keys = QLabel("Ctrl+K", search)
        keys.setObjectName("keyHint")
        in_row(STRETCH, keys, margins=(0, 0, 8, 0), of=search)
        fill(layout, search, 10)
        self._pages = in_column(spacing=4)
        fill(layout, self._pages, STRETCH)
        help_button = button(
            "本页帮助", self.help_requested.emit, look=Look.QUIET, icon_name="help", parent=self
        )
        help_button.setProperty("navigation", "foot")
        help_button.setToolTip("本页帮助（F1）")
        layout.addWidget(help_button)
        self._words = {search: "查找", help_button: "本页帮助"}
        self._wide_only = [keys, self._name]
        self._is_narrow = False
        self._show_width()

    def set_narrow(self, is_narrow: bool) -> None:
        """Show icons alone, for windows that have no room for words; tips still say what they are."""
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._show_width()

    def _show_width(self) -> None:
        for entry, word in self._words.items():
            entry.setText("" if self._is_narrow else word)
        for widget in self._wide_only:
            widget.setHidden(self._is_narrow)
        self.setFixedWidth(px(_NARROW if self._is_narrow else _WIDE))

    def add(self, page_id: str, word: str, icon_name: str) -> None:
        """Add a page at the end; Ctrl+1 to Ctrl+9 are the window's affair."""
        number = len(self._buttons) + 1
        entry = PushButton(word, self)
        entry.setCheckable(True)
        entry.setProperty("navigation", "page")
        entry.setIcon(icon(icon_name, QUIET, ACCENT))
        entry.setIconSize(QSize(px(20), px(20)))
        entry.setToolTip(f"{word}（Ctrl+{number}）")
        entry.setCursor(Qt.CursorShape.PointingHandCursor)
        # The mark follows the page shown, not the click: the page before may refuse to be left.
        entry.clicked.connect(lambda: self.chosen.emit(page_id))
        self._group.addButton(entry)
        entry.setAccessibleName(word)
        self._words[entry] = word
        self._buttons[page_id] = entry
        self._show_width()
        self._pages.addWidget(entry)

    def has(self, page_id: str) -> bool:
        """Whether a page has been added."""
        return page_id in self._buttons

    def mark(self, page_id: str) -> None:
        """Mark a page as the one shown."""
        self._buttons[page_id].setChecked(True)

    def button_of(self, page_id: str) -> PushButton:
        return self._buttons[page_id]

    def _brand(self, product_icon: Path) -> QHBoxLayout:
        picture = QLabel(self)
        picture.setPixmap(svg_pixmap(product_icon, 32, self.devicePixelRatioF()))
        self._name.setObjectName("brand")
        return in_row(picture, self._name, STRETCH, spacing=10, margins=(6, 0, 0, 0))
