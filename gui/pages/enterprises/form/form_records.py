"""What is read of an enterprise, saved, and kept of what was typed and not saved yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from domain.enterprises import queries, service
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts, uid_of
from domain.enterprises.records import facts_of, record_of
from domain.enterprises.sql import reader
from domain.enterprises.unsaved import draft_key
from domain.store import drafts
from domain.store.engine import Session, sees_personal_in
from domain.store.looking import Seen, enter_looks
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.ids import EnterpriseId
from gui.early.parts import Look, button, in_row
from gui.formatting import time_text
from gui.messages import Tone
from gui.services import AppContext


@dataclass(frozen=True, slots=True)
class Holder:
    """The enterprise that has a code."""

    id: EnterpriseId
    uscc: str
    name: str


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


_PROJECTS: Final = "projects"
_BEGUN: Final = "begun_with"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a form begins with.

    Attributes:
        facts: What is recorded; None for a new enterprise.
        is_veiled: Whether who looks sees telephone and account numbers only masked.
        draft: What was typed and never saved, with ``kept_at`` (UTC) and what it was ``begun_with``.
    """

    id: EnterpriseId | None
    facts: EnterpriseFacts | None
    draft: dict[str, Any] | None = None
    kept_at: datetime | None = None
    begun_with: EnterpriseFacts | None = None
    is_veiled: bool = False


def open_enterprise(context: AppContext, id_: EnterpriseId | None) -> Opened:
    """Read an enterprise, or nothing for a new one, and what was typed for it and never saved.

    Raises:
        NotFound: It is not in the register any more.
    """
    # For a new one too: the form asks for it, and the first time it takes a while, better here than there.
    dictionary = context.dictionary
    facts = context.store.ask(queries.facts_of, id_, dictionary) if id_ is not None else None
    is_veiled = not context.store.ask(sees_personal_in, context.seat.who)
    if facts is not None and id_ is not None:
        enter_looks(context.seat, Seen(Subject(Kind.ENTERPRISE, id_), f"企业“{facts.name}”"))
    found = drafts.find(context.seat, draft_key(id_))
    if found is None:
        return Opened(id_, facts, is_veiled=is_veiled)
    typed, kept_at = found
    return Opened(id_, facts, typed, kept_at, _begun_with(typed, dictionary) or facts, is_veiled)


def draft_of(
    typed: Mapping[str, Any], begun_with: EnterpriseFacts | None, dictionary: Dictionary
) -> dict[str, Any]:
    """Return what a draft keeps: what is typed, and what it was begun with, which others may change."""
    return {**typed, **({_BEGUN: record_of(begun_with, dictionary)} if begun_with is not None else {})}


def _begun_with(typed: Mapping[str, Any], dictionary: Dictionary) -> EnterpriseFacts | None:
    """Return what a draft was begun with; None where it does not say, or what it says is taken no more."""
    try:
        return facts_of(typed[_BEGUN], dictionary) if _BEGUN in typed else None
    except BadInput:
        return None


def find_holder(session: Session, uscc: str) -> Holder | None:
    """Return the enterprise that has a code."""
    row = queries.find_by_uscc(session, uscc)
    return None if row is None or row.id is None else Holder(row.id, row.uscc, row.name)


def save(
    context: AppContext, facts: EnterpriseFacts, id_: EnterpriseId | None, opened: EnterpriseFacts | None
) -> Opened:
    """Record an enterprise that was begun with as ``opened``, and forget its draft; return what is recorded.

    Raises:
        ChangedMeanwhile: Somebody else has changed the same parts to something else; nothing was recorded.
        DuplicateCode: Another enterprise has the code.
        NotFound: It is not in the register any more.
    """
    saved = service.save_enterprise(context.seat, facts, context.dictionary, id_=id_, opened=opened)
    drafts.discard(context.seat, draft_key(id_))
    return Opened(saved, context.store.ask(queries.facts_of, saved, context.dictionary))


def find_some(context: AppContext, text: str, most: int) -> list[Holder]:
    """Return the first enterprises that match a search."""
    found = context.store.ask(reader.find_some, text, context.office, most)
    return [Holder(one.id, one.uscc, one.name) for one in found]


def projects_of(facts: EnterpriseFacts | None) -> dict[str, str]:
    """Return an enterprise's projects, to which files may belong: what each is called by its id."""
    rows = facts.rows.get(_PROJECTS, ()) if facts is not None else ()
    return {uid_of(row): str(row.get("name") or "（无名称）") for row in rows if uid_of(row)}
