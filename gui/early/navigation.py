"""The navigation at the left: product, pages, help."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QScrollArea, QWidget

from gui.early.parts import STRETCH, Look, PushButton, button, in_column, in_row, named_label
from gui.early.theme import ACCENT, QUIET, icon, px, svg_pixmap

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

_WIDE: Final = 196
_NARROW: Final = 72
_LOOSE: Final = (40, 4)
_TIGHT: Final = (28, 2)
"""How high a page's entry is, and how far from the next (px at 字号标准)."""
NUMBERED: Final = 9
"""So many pages, the first ones, are reached by Ctrl and their number."""


class Navigation(QFrame):
    """Pages as icon and word, in groups; the current one is marked by bar, colour and weight.

    Where there is not room for all, first the headings of the groups go, then the pages come closer; what is
    still out of sight is scrolled to.
    """

    chosen = Signal(str)
    search_requested = Signal()
    help_requested = Signal()

    def __init__(self, product_icon: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, PushButton] = {}
        self._icon_names: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._headings: list[QLabel] = []
        self._name = QLabel("助企兑", self)
        search = button("查找", self.search_requested.emit, icon_name="search", parent=self)
        search.setObjectName("navigationSearch")
        search.setToolTip("找企业、政策条款或页面（Ctrl+K）")
        keys = named_label("keyHint", "Ctrl+K", search)
        in_row(STRETCH, keys, margins=(0, 0, 8, 0), of=search)
        help_button = button(
            "本页帮助", self.help_requested.emit, look=Look.QUIET, icon_name="help", parent=self
        )
        help_button.setProperty("navigation", "foot")
        help_button.setToolTip("本页帮助（F1）")
        self._words = {search: "查找", help_button: "本页帮助"}
        self._wide_only = [keys, self._name]
        self._list = QWidget(self)
        self._pages = in_column(spacing=4, of=self._list)
        self._pages.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._room = QScrollArea(self)
        self._room.setObjectName("onCard")
        self._room.setFrameShape(QFrame.Shape.NoFrame)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._room.setWidgetResizable(True)
        self._room.setWidget(self._list)
        brand = self._brand(product_icon)
        in_column(
            brand, 14, search, 6, (self._room, 1), help_button, spacing=4, margins=(12, 16, 12, 12), of=self
        )
        self._is_narrow = False
        self.setFixedWidth(px(_WIDE))

    def set_narrow(self, is_narrow: bool) -> None:
        """Show icons alone, for windows that have no room for words; tips still say what they are."""
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._show_width()

    def add(self, page_id: str, word: str, icon_name: str, group: str = "") -> None:
        """Add a page at the end, below the heading of its group; the keys are the window's affair."""
        if group:
            heading = named_label("navigationGroup", group, self._list)
            self._headings.append(heading)
            self._pages.addWidget(heading)
        entry = PushButton(word, self._list)
        entry.setCheckable(True)
        entry.setProperty("navigation", "page")
        entry.setIcon(icon(icon_name, QUIET, can_be_disabled=False))
        entry.setIconSize(QSize(px(20), px(20)))
        entry.setCursor(Qt.CursorShape.PointingHandCursor)
        # The mark follows the page shown, not the click: the page before may refuse to be left.
        entry.clicked.connect(lambda: self.chosen.emit(page_id))
        self._group.addButton(entry)
        entry.setAccessibleName(word)
        self._words[entry] = word
        self._buttons[page_id] = entry
        self._icon_names[page_id] = icon_name
        self._counts[page_id] = 0
        self._pages.addWidget(entry)

    def mark(self, page_id: str) -> None:
        """Mark a page as the one shown."""
        entry = self._buttons[page_id]
        # Drawn for who is marked only: twenty more pictures would hold up the first paint.
        entry.setIcon(icon(self._icon_names[page_id], QUIET, ACCENT, can_be_disabled=False))
        entry.setChecked(True)
        self._room.ensureWidgetVisible(entry, 0, 0)

    def show_page(self, page_id: str, *, is_shown: bool, count: int = 0) -> None:
        """Show a page or not, and beside its word how much waits on it."""
        entry = self._buttons[page_id]
        word = f"{entry.accessibleName()}　{count}" if count else entry.accessibleName()
        if (word, is_shown) == (self._words[entry], not entry.isHidden()):
            return
        self._words[entry] = word
        self._counts[page_id] = count
        entry.setText("" if self._is_narrow else word)
        entry.setVisible(is_shown)
        self._arrange()

    @property
    def shown(self) -> list[str]:
        """The pages that are shown, which Ctrl and their number lead to."""
        return [page_id for page_id, entry in self._buttons.items() if not entry.isHidden()]

    def _tell_keys(self) -> None:
        for number, page_id in enumerate(self.shown, start=1):
            entry, count = self._buttons[page_id], self._counts[page_id]
            word = entry.accessibleName()
            keys = f"{word}（Ctrl+{number}）" if number <= NUMBERED else word
            entry.setToolTip(f"{keys}：{count} 件" if count else keys)

    def button_of(self, page_id: str) -> PushButton:
        return self._buttons[page_id]

    @property
    def headings(self) -> list[str]:
        """The headings that are shown."""
        return [one.text() for one in self._headings if not one.isHidden()]

    def _show_width(self) -> None:
        for entry, word in self._words.items():
            entry.setText("" if self._is_narrow else word)
        for widget in self._wide_only:
            widget.setHidden(self._is_narrow)
        self.setFixedWidth(px(_NARROW if self._is_narrow else _WIDE))
        self._arrange()

    def _arrange(self) -> None:
        """Follow the pages that are shown; before there is a size, each would be fitted for nothing."""
        if self.isVisible():
            self._tell_keys()
            self._fit()

    def _fit(self) -> None:
        """Show the headings, and the pages as far apart as usual, where there is room for that."""
        is_wide = not self._is_narrow
        for has_headings, (height, spacing) in ((is_wide, _LOOSE), (False, _LOOSE), (False, _TIGHT)):
            for one in self._headings:
                one.setVisible(has_headings)
            # Not by the stylesheet: to ask a widget for its style takes PySide as long as all of the icons.
            for entry in self._buttons.values():
                entry.setFixedHeight(px(height))
            self._pages.setSpacing(px(spacing))
            if self._list.minimumSizeHint().height() <= self._room.height():
                return

    def _brand(self, product_icon: Path) -> QHBoxLayout:
        picture = QLabel(self)
        picture.setPixmap(svg_pixmap(product_icon, 32, self.devicePixelRatioF()))
        self._name.setObjectName("brand")
        return in_row(picture, self._name, STRETCH, spacing=10, margins=(6, 0, 0, 0))

    # Qt overrides

    def resizeEvent(self, event: "QResizeEvent") -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: "QShowEvent") -> None:
        super().showEvent(event)
        self._arrange()
