"""What must be there before a draft goes to the shelf, and the way there."""

from dataclasses import dataclass
from enum import StrEnum

from domain.policies.authoring.draft import PolicyDraft
from domain.policies.authoring.proving.proofs import Place
from domain.policies.files.library import PolicyLibrary
from domain.store.engine import Seat
from domain.values.ids import PolicyFileId


class Need(StrEnum):
    """What kind of thing is lacking."""

    MISTAKE = "mistake"
    """The file cannot be read."""
    OPEN = "open"
    """A line was proposed and nobody has looked at it."""
    UNPROVED = "unproved"
    """A clause has no case, and nobody said why."""
    WRONG_CASE = "wrong_case"
    """A case comes to something else than it says."""
    DISAGREEMENT = "disagreement"
    """Wording and formulas differ: mended, or answered by a reason."""


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is lacking: where, and what to do, in one sentence."""

    need: Need
    place: Place
    sentence: str


def lacks_of(draft: PolicyDraft, shipped: PolicyLibrary) -> tuple[Lack, ...]:
    """Return what is lacking, in the order of the policy; empty where the draft may go to the shelf."""
    raise NotImplementedError


def put_on_shelf(
    seat: Seat, draft: PolicyDraft, shipped: PolicyLibrary, *, despite_disagreement: str = ""
) -> PolicyFileId:
    """Take in a draft as a version; it is not in force yet.

    ``despite_disagreement`` answers where wording and formulas differ.

    Raises:
        BadInput: Something is lacking; the first of it is said.
        DomainError: As `shelf.import_policy`.
    """
    raise NotImplementedError
