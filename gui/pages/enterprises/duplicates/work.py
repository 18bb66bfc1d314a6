"""What is asked of the register about enterprises that look alike."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from domain.enterprises.divisions import Divisions
from domain.enterprises.duplicates.finding import Duplicates, Like, find_alike, find_duplicates
from domain.enterprises.duplicates.likeness import Places
from domain.values.ids import EnterpriseId
from domain.values.progress import Reporter
from gui.context import AppContext


def look_through(
    context: AppContext, among: tuple[EnterpriseId, ...] | None, reporter: Reporter
) -> Duplicates:
    """Find pairs in the whole register, or only those that one of `among` belongs to."""
    places = _places(context.resources)
    return find_duplicates(context.store, context.dictionary, places, reporter, among=among)


def look_beside(
    context: AppContext, name: str, numbers: Mapping[str, str], but: EnterpriseId | None
) -> list[Like]:
    """Find what looks like an enterprise that is being typed."""
    places = _places(context.resources)
    return context.store.ask(find_alike, context.dictionary, places, name=name, numbers=numbers, but=but)


@lru_cache
def _places(resources: Path) -> Places:
    return Places.of(Divisions.load(resources / "facts" / "divisions.tsv"))
