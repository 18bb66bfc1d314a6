"""A register filled for a test, the way sheets come in."""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from domain.enterprises.dictionary import Dictionary, load_dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.identity import holders_of
from domain.enterprises.importing.comparing import Known
from domain.enterprises.importing.entries import Entries
from domain.enterprises.importing.service import merge_enterprises
from domain.policies.policy import Policy
from domain.policies.rulings import allow_notices, ruling_of
from domain.roads.library import Roads
from domain.store.engine import Seat
from domain.values.progress import Reporter, Silent

RESOURCES = Path(__file__).parent.parent / "resources"
ROADS = Roads.load(RESOURCES / "roads")
ALONE = ROADS.alone_on(date(2026, 1, 1))


def take_in(
    seat: Seat,
    entries: Sequence[EnterpriseFacts],
    reporter: Reporter | None = None,
    *,
    dictionary: Dictionary | None = None,
) -> list[int]:
    """Take enterprises into the register in one act; return their ids, in the order given."""
    known = dictionary or _office()
    merge_enterprises(
        seat, Entries.of(entries), known, reporter or Silent(), known=Known.UPDATE, source="示例"
    )
    with seat.read() as session:
        ids = holders_of(session, [one.uscc for one in entries])
    return [ids[one.uscc] for one in entries]


def let_notices_out(seat: Seat, policy: Policy) -> None:
    """Say of a policy whose wording is not the official text that notices go out all the same."""
    with seat.read() as session:
        is_said = ruling_of(session, policy) is not None
    if not is_said:
        allow_notices(seat, policy, because="示例")


@cache
def _office() -> Dictionary:
    return load_dictionary(RESOURCES / "facts" / "office.toml")
