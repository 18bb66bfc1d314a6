"""One process at work on a store, with several people at it."""

import random
from typing import Any

from domain.store.engine import Store
from domain.values.errors import DomainError
from tests.domain.store.sessions.acts import BY_NAME, Desk


class Sitting:
    """Does acts; what is refused is no defect, and changes nothing."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._opened: dict[str, dict[int, Any]] = {}

    def do(self, act: str, person: str, seed: int) -> str:
        """Do an act; return why it was refused, empty where it was done."""
        opened = self._opened.setdefault(person, {})
        try:
            BY_NAME[act](Desk(self._store.seat(person), random.Random(seed), opened))
        except DomainError as refusal:
            return f"{type(refusal).__name__}: {refusal}"
        return ""
