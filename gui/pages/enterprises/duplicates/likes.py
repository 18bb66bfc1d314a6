"""Enterprises that look alike, and a quiet word while one is typed that may be there already."""

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QWidget

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.divisions import Divisions
from domain.enterprises.duplicates.finding import Duplicates, Like, find_alike, find_duplicates
from domain.enterprises.duplicates.likeness import Places
from domain.values.ids import EnterpriseId
from domain.values.progress import Reporter
from gui.early.parts import STRETCH, Link, Note, fill, in_row
from gui.formatting import shortened
from gui.jobs import Job
from gui.messages import Tone
from gui.services import AppContext, Services

if TYPE_CHECKING:
    from gui.pages.enterprises.form.enterprise_form import EnterpriseForm


def look_through(
    context: AppContext, among: tuple[EnterpriseId, ...] | None, reporter: Reporter
) -> Duplicates:
    """Find pairs in the whole register, or only those that one of `among` belongs to."""
    places = places_of(context.resources)
    return find_duplicates(context.store, context.dictionary, places, reporter, among=among)


def look_beside(
    context: AppContext, name: str, numbers: Mapping[str, str], but: EnterpriseId | None
) -> list[Like]:
    """Find what looks like an enterprise that is being typed."""
    places = places_of(context.resources)
    return context.store.ask(find_alike, context.dictionary, places, name=name, numbers=numbers, but=but)


@lru_cache
def places_of(resources: Path) -> Places:
    """Return with which names of enterprises begin."""
    return Places.of(Divisions.load(resources / "facts" / "divisions.tsv"))


_PAUSE_MS: Final = 400
_SHOWN: Final = 2


class LikeHint(QFrame):
    """可能和已登记的重复: who looks alike and why, each a link. Hidden while nobody does."""

    opened = Signal(int)
    """Show this enterprise."""

    def __init__(self, services: Services, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._asked: tuple[str, dict[str, str], EnterpriseId | None] = ("", {}, None)
        self._reading: Job | None = None
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read)
        self.links: list[Link] = []
        # Looks as the message bar does.
        self.setObjectName("messageBar")
        self.setProperty("tone", str(Tone.INFO))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._line = in_row(spacing=14, margins=(14, 6, 14, 6), of=self)
        words = Note("可能已经登记过：", self)
        words.setWordWrap(False)
        fill(self._line, words, STRETCH)
        self.hide()

    def watch(
        self, form: "EnterpriseForm", dictionary: Dictionary, shown: Callable[[], EnterpriseId | None]
    ) -> None:
        """Look whenever a name, a telephone number or an account is typed; `shown` is whose form it is."""
        watched = frozenset(name for name, fact in dictionary.attributes.items() if fact.check is not None)

        def on_edited(field: str) -> None:
            if field == "name" or field in watched:
                values = form.fields.values()
                numbers = {name: values[name] for name in watched if isinstance(values.get(name), str)}
                self.look(str(values.get("name", "")), numbers, shown())

        form.fields.changed.connect(on_edited)

    def look(self, name: str, numbers: dict[str, str], but: EnterpriseId | None) -> None:
        """Look for what is like this, once the typing pauses."""
        self._asked = (name, numbers, but)
        self._pause.start()

    def clear(self) -> None:
        """Another enterprise is shown."""
        self._pause.stop()
        self._asked = ("", {}, None)
        self._show([])

    def _read(self) -> None:
        asked, context = self._asked, self._services.context
        if self._reading is not None:
            self._reading.cancel()
        self._reading = self._services.jobs.read(
            lambda _: look_beside(context, *asked), partial(self._on_read, asked), owner=self
        )

    def _on_read(self, asked: tuple[str, dict[str, str], EnterpriseId | None], found: list[Like]) -> None:
        self._reading = None
        if asked == self._asked:
            self._show(found)

    def _show(self, found: list[Like]) -> None:
        for link in self.links:
            link.hide()
            link.deleteLater()
        self.links = [self._link(like) for like in found[:_SHOWN]]
        for at, link in enumerate(self.links, start=1):
            self._line.insertWidget(at, link)
        self.setVisible(bool(found))

    def _link(self, like: Like) -> Link:
        link = Link(f"{shortened(like.name)}（{'、'.join(one.words for one in like.likenesses)}）", self)
        link.setToolTip(f"{like.name}\n{like.uscc}")
        link.followed.connect(partial(self.opened.emit, like.id))
        return link
