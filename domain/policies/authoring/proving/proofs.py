"""What a clause comes to at its edges, as sentences that a clerk calls right or wrong."""

from dataclasses import dataclass

from domain.policies.authoring.draft import DraftCase
from domain.policies.authoring.places import Place


@dataclass(frozen=True, slots=True)
class Proof:
    """One figure at an edge of a clause, and what the program makes of it; the rest of the facts is alike.

    Attributes:
        sentence: ``2022年二季度国内运费 299,999.99 元：不符合；300,000.00 元：15,000.00 元``. Of an edge that
            could not be shown what is in the way.
        why: What the edge is, in words: which condition, which tier, which cap.
        place: The line that decides; it is the one to look at where the sentence is wrong.
        cases: As the file will have them, one for each value of the sentence; none where it could not be
            shown.
        rest: What else was taken of the enterprise, in words.
        clause: Id of the clause that was decided; the line may stand elsewhere.
    """

    sentence: str
    why: str
    place: Place
    cases: tuple[DraftCase, ...] = ()
    rest: str = ""
    clause: str = ""

    @property
    def is_shown(self) -> bool:
        """Whether there is anything to call right or wrong."""
        return bool(self.cases)
