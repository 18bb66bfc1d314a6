"""Drafts as policy files, and back."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.draft import PolicyDraft
from domain.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong at one place of a draft.

    Attributes:
        clause: Id of the clause; empty where it is not in one.
        place: Keys inside the clause, or inside the policy, as the draft's attributes have them, e.g.
            ``("conditions", 1)``, ``("award",)``, ``("facts", 0, "label")``; empty for the whole.
        sentence: In Chinese, without the place.
        line, column: In the formula, from 1; 0 where it is not in one.
    """

    clause: str
    place: tuple[str | int, ...]
    sentence: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft that was read as the file that it will be.

    Attributes:
        policy: None where there are complaints.
    """

    policy: Policy | None
    complaints: tuple[Complaint, ...] = ()


def file_of(draft: PolicyDraft, remarks: Mapping[str, tuple[str, ...]] | None = None) -> bytes:
    """Return the policy file of a draft, whether it can be read or not.

    ``remarks`` stand as comments above the clauses of their ids; those of an empty id on top of the file.
    """
    raise NotImplementedError


def checked(draft: PolicyDraft, dictionary: Dictionary) -> Checked:
    """Read a draft as the file that it will be, and say what is wrong at its places."""
    raise NotImplementedError


def draft_of(raw: bytes, name: str) -> PolicyDraft:
    """Return the draft of a policy file, such as last year's; its comments are not kept.

    Raises:
        PolicyMistakes: Keys or plain values are wrong. Formulas are not looked at.
    """
    raise NotImplementedError
