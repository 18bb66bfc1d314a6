"""What the enterprises page reads and writes, each in one go."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from domain.enterprises import queries, service
from domain.enterprises.facts import EnterpriseFacts
from domain.store import drafts
from domain.store.engine import Session
from gui.context import AppContext
from gui.pages.enterprises.form.drafting import draft_key
from gui.pages.enterprises.form.fields import Holder

_PROJECTS: Final = "projects"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a form begins with. ``facts`` is None for a new enterprise; ``kept_at`` is UTC."""

    id: int | None
    facts: EnterpriseFacts | None
    draft: dict[str, Any] | None = None
    kept_at: datetime | None = None


def open_enterprise(context: AppContext, id_: int | None) -> Opened:
    """Read an enterprise, or nothing for a new one, and what was typed for it and never saved.

    Raises:
        NotFound: It is not in the register any more.
    """
    # For a new one too: the form asks for it, and the first time it takes a while, better here than there.
    dictionary = context.dictionary
    facts = context.store.ask(queries.facts_of, id_, dictionary) if id_ is not None else None
    found = drafts.find(context.store, draft_key(id_))
    return Opened(id_, facts) if found is None else Opened(id_, facts, *found)


def find_holder(session: Session, uscc: str) -> Holder | None:
    """Return the enterprise that has a code."""
    row = queries.find_by_uscc(session, uscc)
    return None if row is None or row.id is None else Holder(row.id, row.uscc, row.name)


def save(
    context: AppContext, facts: EnterpriseFacts, id_: int | None, opened: EnterpriseFacts | None
) -> Opened:
    """Record an enterprise that was begun with as ``opened``, and forget its draft; return what is recorded.

    Raises:
        ChangedMeanwhile: Somebody else has changed the same parts to something else; nothing was recorded.
        DuplicateCode: Another enterprise has the code.
        NotFound: It is not in the register any more.
    """
    saved = service.save_enterprise(context.seat, facts, context.dictionary, id_=id_, opened=opened)
    drafts.discard(context.store, draft_key(id_))
    return Opened(saved, context.store.ask(queries.facts_of, saved, context.dictionary))


def find_some(context: AppContext, text: str, most: int) -> list[Holder]:
    """Return the first enterprises that match a search."""
    found = context.store.ask(queries.find_some, text, context.office, most)
    return [Holder(one.id, one.uscc, one.name) for one in found]


def projects_of(facts: EnterpriseFacts | None) -> list[str]:
    """Return the names of an enterprise's projects, to which files may belong."""
    rows = facts.rows.get(_PROJECTS, ()) if facts is not None else ()
    return [str(row["name"]) for row in rows if row.get("name")]
