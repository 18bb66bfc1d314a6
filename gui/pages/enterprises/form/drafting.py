"""Keeps what is typed and not yet saved, and offers it again."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from domain.store import drafts
from domain.values.ids import EnterpriseId
from gui.early.buttons import Look, button
from gui.early.layouts import in_row
from gui.formatting import time_text
from gui.messages import Tone
from gui.services import Services

_DEBOUNCE_MS: Final = 1000
_NEW: Final = "enterprise:new"


def draft_key(id_: EnterpriseId | None) -> str:
    """Return where the typing for an enterprise is kept; None for a new one."""
    return _NEW if id_ is None else f"enterprise:{id_}"


class DraftKeeper(QObject):
    """Keeps a form's typing about a second after the last key."""

    def __init__(
        self, services: Services, typed: Callable[[], dict[str, Any] | None], parent: QObject
    ) -> None:
        """Keep what `typed` returns; where it returns None there is nothing left to keep."""
        super().__init__(parent)
        self._services = services
        self._typed = typed
        self._key = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DEBOUNCE_MS)
        self._timer.timeout.connect(self.keep_now)

    def begin(self, id_: EnterpriseId | None) -> None:
        """Keep under this enterprise's key from now on."""
        self.begin_at(draft_key(id_))

    def begin_at(self, key: str) -> None:
        """Keep under a key from now on."""
        self._timer.stop()
        self._key = key

    def touch(self) -> None:
        """Something was typed."""
        self._timer.start()

    def pause(self) -> None:
        """Keep nothing until the next key."""
        self._timer.stop()

    def keep_now(self) -> None:
        self._timer.stop()
        seat, key, content = self._services.context.seat, self._key, self._typed()
        if content is None:
            self.forget()
        else:
            self._services.jobs.run(lambda _: drafts.keep(seat, key, content), owner=self)

    def forget(self) -> None:
        """Drop what was kept."""
        self._timer.stop()
        seat, key = self._services.context.seat, self._key
        self._services.jobs.run(lambda _: drafts.discard(seat, key), owner=self)


class DraftOffer(QFrame):
    """有未保存的录入: 继续 or 丢弃."""

    taken = Signal()
    refused = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Looks as the message bar does.
        self.setObjectName("messageBar")
        self.setProperty("tone", str(Tone.WARNING))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = QLabel(self)
        self.take_button = button("继续", self.taken.emit, look=Look.PRIMARY, parent=self)
        self.refuse_button = button("丢弃", self.refused.emit, parent=self)
        in_row(
            (self._words, 1), self.take_button, self.refuse_button, spacing=8, margins=(12, 6, 12, 6), of=self
        )
        self.hide()

    def offer(self, kept_at: datetime) -> None:
        """Ask; `kept_at` is UTC."""
        moment = time_text(kept_at)
        self._words.setText(f"有未保存的录入（{moment}）。继续上次的录入，还是丢弃？")
        self.show()
        self.take_button.setFocus()

    @property
    def text(self) -> str:
        return self._words.text()
