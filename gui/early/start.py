"""The window before the program behind it is there.

Importing the program takes several times as long as Qt's start. So the window's frame is shown first, with
the least that takes; then the first rows of the register; and the rest is imported while the clerk looks at
them. What is imported here and on the way to it is what the first paint waits for: neither the domain nor the
modules that pages are made of.
"""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from gui.early.main_window import MainWindow
from gui.early.page_entries import PAGES
from gui.early.preferences import Preferences
from gui.early.stand_in import StandIn
from gui.early.theme import apply_theme

_NO_INPUT: Final = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
_PATIENCE_MS: Final = 250
"""How long to wait for the screen; a slow window manager shall not hold up the start."""


class Early:
    """A window that is shown already, but still serves nobody."""

    def __init__(
        self, app: QApplication, home: Path, *, resources: Path, store: Path, office: str, who: str
    ) -> None:
        """Show the frame over a store that is about to be opened; `office` is the name found in it."""
        self._app = app
        self._store = store
        self._resources = resources
        self.preferences = Preferences(home, app)
        apply_theme(app, resources, self.preferences.font_scale)
        self.window = MainWindow(PAGES, self.preferences, resources=resources, store=store, who=who)
        # Should it be taken away again, the program goes on.
        self.window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._stand_in = StandIn(PAGES[0].title)
        self.window.show_stand_in(self._stand_in)
        self.window.status_line.show_office(office)
        self.window.show()
        # Drawn before anything else is imported; keys and clicks wait for the program.
        patience = QDeadlineTimer(_PATIENCE_MS)
        while not patience.hasExpired() and not self.window.windowHandle().isExposed():
            app.processEvents(_NO_INPUT, 5)
        app.processEvents(_NO_INPUT)

    def show_rows(self) -> bool:
        """Show the first rows of the register; False where they cannot be read."""
        from domain.enterprises.dictionary import load_dictionary  # noqa: PLC0415 - after the first paint
        from domain.enterprises.sql.first_rows import read_first_rows  # noqa: PLC0415

        dictionary = load_dictionary(self._resources / "facts" / "office.toml")
        first = read_first_rows(self._store, dictionary)
        if first is None:
            return False
        self._stand_in.show_rows(first, dictionary, self.preferences)
        self._app.processEvents(_NO_INPUT)
        # What is laid out by now would be painted by a timer.
        self._stand_in.repaint()
        return True

    def end(self) -> None:
        """Take the window away: something else must be shown in its place."""
        self.window.hide()
        self.window.deleteLater()
