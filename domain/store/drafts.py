"""Unsaved typing, kept so that a crash or a power cut costs nothing."""

import json
import logging
from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from domain.store.audit import now
from domain.store.engine import Store
from domain.store.problems import Unreadable

logger = logging.getLogger(__name__)


class Draft(SQLModel, table=True):
    """What was typed into one form and not yet saved; ``content`` is JSON."""

    key: str = Field(primary_key=True)
    content: str
    saved_at: datetime


def keep(store: Store, key: str, content: dict[str, Any]) -> None:
    """Keep what is typed so far, in place of what was kept under this key."""
    with store.upkeep() as session:
        session.merge(Draft(key=key, content=json.dumps(content, ensure_ascii=False), saved_at=now()))


def find(store: Store, key: str) -> tuple[dict[str, Any], datetime] | None:
    """Return a draft with the time it was kept (UTC), or None.

    One that is damaged is passed over, since it would stand in the way of what it is a draft of; the check of
    the store names it.
    """
    try:
        with store.read() as session:
            draft = session.get(Draft, key)
        return None if draft is None else (json.loads(draft.content), draft.saved_at)
    except (Unreadable, ValueError):
        logger.exception("draft does not read")
        return None


def discard(store: Store, key: str) -> None:
    """Forget a draft; it does not matter if there is none."""
    with store.upkeep() as session:
        draft = session.get(Draft, key)
        if draft is not None:
            session.delete(draft)
