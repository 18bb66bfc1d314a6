"""What a formula of a draft may name at its place."""

from dataclasses import dataclass

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.draft import PolicyDraft
from domain.policies.language.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Scope:
    """The words of a place, and between which days the policy holds.

    Attributes:
        words: Facts, judgements, lists, figures from outside, rosters and definitions by their terms.
        years: The years from the one before it to the last in which the policy is valid; empty if unsaid.
        in_row: The label of the list whose row is in hand; empty where it is the enterprise.
    """

    words: Vocabulary
    years: tuple[int, ...] = ()
    in_row: str = ""


def scope_of(draft: PolicyDraft, dictionary: Dictionary, clause: str = "", *, total: bool = False) -> Scope:
    """Return what formulas of a clause may name, or with no clause those of the whole policy.

    What is declared wrongly is left out. ``total`` is for the sum of rows, which is called 合计.
    """
    raise NotImplementedError


def inside(scope: Scope, rows: str) -> Scope:
    """Return what formulas may name where a row of this list (by its label) is in hand."""
    raise NotImplementedError
