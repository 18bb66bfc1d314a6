"""What the window is given to work with, handed down through constructors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.enterprises.dictionary import Dictionary
    from domain.policies.library import PolicyLibrary
    from domain.store.engine import Store
    from reports.fonts import FontBook


@dataclass(frozen=True, slots=True)
class AppContext:
    """The domain as one running program sees it.

    Attributes:
        store: The office's records, open and of the current version.
        dictionary: Every fact by its name.
        policies: The policies that can be decided: shipped ones, and imported ones that are in force.
        shipped: Those that came with the program.
        resources: Folder shipped beside the code.
        home: The user's own folder: store, logs, drafts, window settings.
        fonts: Returns the fonts papers are set in; the first call takes about a second, so call it in a job.
        actor: Who acts, as the audit trail names them.
    """

    store: Store
    dictionary: Dictionary
    policies: PolicyLibrary
    shipped: PolicyLibrary
    resources: Path
    home: Path
    fonts: Callable[[], FontBook]
    actor: str
