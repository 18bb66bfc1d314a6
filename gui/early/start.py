"""The window before the program behind it is there.

Importing the program takes several times as long as Qt's start. So the window's frame is shown first, with
the least that takes; then the first rows of the register; and the rest is imported while the clerk looks at
them. What is imported here and on the way to it is what the first paint waits for: neither the domain nor the
modules that pages are made of.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QDeadlineTimer, QEventLoop, Qt
from PySide6.QtWidgets import QApplication

from domain.values.ids import enterprises_in
from gui.early.main_window import MainWindow
from gui.early.page import Sheet
from gui.early.page_entries import DESK, PAGES
from gui.early.parts import Look
from gui.early.preferences import Preferences
from gui.early.theme import apply_theme

if TYPE_CHECKING:
    from domain.enterprises.dictionary import Dictionary
    from domain.enterprises.sql.first_rows import FirstRows
    from gui.early.sign_in import SignInSheet


class StandIn(Sheet):
    """Looks as the enterprises page will; nothing on it can be used yet."""

    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.header.add_action("下载模板", _nothing, icon_name="download")
        self.header.add_action("从 Excel 导入", _nothing, icon_name="upload")
        self.header.add_action("新增企业", _nothing, look=Look.PRIMARY, icon_name="plus")
        self.body.addStretch(1)

    def show_rows(self, first: "FirstRows", dictionary: "Dictionary", preferences: "Preferences") -> None:
        """Show the list with its first rows."""
        from array import array  # noqa: PLC0415 - after the first paint

        from gui.pages.enterprises.register.list_model import Listing  # noqa: PLC0415
        from gui.pages.enterprises.register.view import RegisterView  # noqa: PLC0415

        view = RegisterView(dictionary, preferences, _nothing, self)
        # As many rows as there will be, for the scroll bar; nobody can scroll to those without an id.
        out_of_sight = array("i", bytes(array("i").itemsize)) * (first.total - len(first.ids))
        ids = enterprises_in(array("i", first.ids) + out_of_sight)
        view.show_listing(Listing(ids, first.rows, first.total))
        self.body.insertWidget(0, view, 1)
        self.body.takeAt(1)


def _nothing() -> None:
    """Stand in for acts that come with the program."""


_NO_INPUT: Final = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
_PATIENCE_MS: Final = 250
"""How long to wait for the screen; a slow window manager shall not hold up the start."""


class Early:
    """A window that is shown already, but still serves nobody."""

    sign_in: "SignInSheet | None" = None
    """What is shown until somebody has signed in, where several people work here."""

    def __init__(
        self, app: QApplication, home: Path, *, resources: Path, store: Path, office: str, who: str
    ) -> None:
        """Show the frame over a store that is about to be opened.

        `office` is the name found in it; `who` works there, or is empty where somebody has to sign in.
        """
        self._app = app
        self._store = store
        self._resources = resources
        self.preferences = Preferences(home, app)
        apply_theme(app, resources, self.preferences.font_scale)
        self.window = MainWindow(PAGES, self.preferences, resources=resources, store=store, who=who)
        # Should it be taken away again, the program goes on.
        self.window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._stand_in = StandIn("企业")
        if who:
            self.window.show_stand_in(self._stand_in)
        else:
            from gui.early.sign_in import SignInSheet  # noqa: PLC0415 - who works alone waits for none

            self.sign_in = SignInSheet(last=self.preferences.last_sign_in, office=office)
            self.window.show_alone(self.sign_in, "登录")
        self.window.status_line.show_office(office)
        self.window.show()
        # Drawn before anything else is imported; keys and clicks wait for the program.
        patience = QDeadlineTimer(_PATIENCE_MS)
        while not patience.hasExpired() and not self.window.windowHandle().isExposed():
            app.processEvents(_NO_INPUT, 5)
        app.processEvents(_NO_INPUT)

    def sit_down(self, who: str) -> None:
        """Show the frame to who has signed in; their desk comes with the program."""
        self.sign_in = None
        self.window.status_line.show_who(who)
        self.window.start_with(DESK)
        self.window.show_stand_in(Sheet("工作台"))
        self._app.processEvents(_NO_INPUT)

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
