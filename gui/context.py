"""What the window is given to work with, handed down through constructors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.enterprises.dictionary import Dictionary
    from domain.policies.files.library import PolicyLibrary
    from domain.store.engine import Seat, Store
    from reports.sheet.fonts import FontBook


# Without slots: what is read once is kept in the instance.
@dataclass(frozen=True)
class AppContext:
    """The domain as one running program sees it. Policies are read when the first page asks for them.

    Attributes:
        seat: The office's records, open and of the current version, and who works on them.
        office: The office's own facts by their names, which lists show.
        load_shipped: Returns the policies that came with the program, read once; takes a fifth of a second.
        resources: Folder shipped beside the code.
        home: The user's own folder: store, logs, drafts, window settings.
        fonts: Returns the fonts papers are set in; the first call takes about a second, so call it in a job.
    """

    seat: Seat
    office: Dictionary
    load_shipped: Callable[[], PolicyLibrary]
    resources: Path
    home: Path
    fonts: Callable[[], FontBook]

    @property
    def store(self) -> Store:
        """The office's records."""
        return self.seat.store

    @property
    def shipped(self) -> PolicyLibrary:
        """The policies that came with the program."""
        return self.load_shipped()

    @cached_property
    def policies(self) -> PolicyLibrary:
        """The policies that can be decided: shipped ones, and imported ones that were in force when asked."""
        from domain.policies.shelf import library_of  # noqa: PLC0415

        return self.store.ask(library_of, self.shipped)

    @property
    def dictionary(self) -> Dictionary:
        """Every fact by its name: the office's own, and those that policies ask for."""
        return self.policies.dictionary
