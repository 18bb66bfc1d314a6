"""The window locked while nobody sits at it. What was typed stays, or is kept for who typed it."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QWidget

from domain.office.accounts.entities import Account
from domain.office.accounts.queries import account_of, who_is_alone
from domain.store.engine import Seat, is_shared_in
from gui.early.parts import STRETCH, Note, in_column
from gui.messages import Messages
from gui.people.sign_in import SignInDialog

if TYPE_CHECKING:
    from gui.services import Services

_MINUTE_MS: Final = 60_000
_INPUT: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)


class Cover(QFrame):
    """Over everything that a window shows, and no more of it to be seen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("cover")
        self.setAutoFillBackground(True)
        said = Note("已锁定", self)
        said.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        in_column(STRETCH, said, STRETCH, of=self)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.show()
        self.raise_()

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)


class Lock(QObject):
    """Locks the window of one person: by Ctrl+L, after a while without a key, and where nobody signed in."""

    def __init__(
        self,
        services: "Services",
        window: QWidget,
        take_over: Callable[[Seat], object],
    ) -> None:
        """`take_over` is called with the seat of somebody else who signed in."""
        super().__init__(window)
        self._services = services
        self._window = window
        self._take_over = take_over
        self._cover: Cover | None = None
        self._hidden: list[QWidget] = []
        self.dialog: SignInDialog | None = None
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.timeout.connect(lambda: self.lock(says_why_not=False))
        services.preferences.lock_after_changed.connect(self._begin_waiting)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.focusWindowChanged.connect(self._watch)
        self._begin_waiting()

    def lock(self, *, says_why_not: bool = True) -> None:
        """Lock the window, where several people work here."""
        if self.dialog is not None:
            return
        messages = self._services.messages if says_why_not else None
        self._services.ask(is_shared_in, lambda is_shared: self._lock_if(is_shared, messages), owner=self)

    def sit_down(self) -> None:
        """Have somebody sign in if several people work here by now; who is alone goes on by their name."""
        if self._services.context.seat.who.id is None:
            self.lock(says_why_not=False)
            self._services.ask(lambda session: who_is_alone(session, date.today()), self._rename, owner=self)

    def _rename(self, alone: Account | None) -> None:
        seat = self._services.context.seat
        if alone is not None and alone.name != seat.who.name:
            self._take_over(seat.store.seat(alone.name))

    def _lock_if(self, is_shared: bool, messages: Messages | None) -> None:
        if is_shared:
            self._lock()
        elif messages is not None:
            messages.info("现在由一个人使用，没有要登录的账户，不用锁定")

    def _lock(self) -> None:
        if self.dialog is not None:
            return
        self._hidden = [
            one for one in QApplication.topLevelWidgets() if one is not self._window and one.isVisible()
        ]
        for one in self._hidden:
            one.hide()
        self._cover = Cover(self._window)
        dialog = SignInDialog(self._services.context, self._window)
        dialog.setWindowModality(Qt.WindowModality.ApplicationModal)
        dialog.finished.connect(self._on_finished)
        self.dialog = dialog
        id_ = self._services.context.seat.who.id
        if id_ is not None:
            self._services.ask(
                lambda session: account_of(session, id_).sign_in, dialog.sign_in.offer_name, owner=dialog
            )
        dialog.open()

    def _on_finished(self, _: int) -> None:
        dialog, self.dialog = self.dialog, None
        assert dialog is not None
        seat = dialog.seat
        if seat is None:
            QApplication.exit(0)
        elif seat.who.id == self._services.context.seat.who.id:
            self.uncover()
        else:
            self._idle.stop()
            self._take_over(seat)

    @property
    def has_dialogs(self) -> bool:
        """Whether dialogs were open when it was locked: what is typed there no page keeps."""
        return any(isinstance(one, QDialog) for one in self._hidden)

    def uncover(self) -> None:
        """Show the window and its dialogs again, to whose they are."""
        if self._cover is not None:
            self._cover.deleteLater()
            self._cover = None
        for one in self._hidden:
            one.show()
        self._hidden = []
        self._begin_waiting()

    def _begin_waiting(self) -> None:
        minutes = self._services.preferences.lock_after_min
        if minutes and self._services.context.seat.who.id is not None:
            self._idle.start(minutes * _MINUTE_MS)
        else:
            self._idle.stop()

    def _watch(self, window: QWindow | None) -> None:
        """Look at what reaches a window of ours: fewer events than pass through the application."""
        if window is not None and self._services.context.seat.who.id is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    # Qt overrides

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT and self._idle.isActive():
            self._idle.start()
        return super().eventFilter(watched, event)
