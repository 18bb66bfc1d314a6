"""Examples that a document tells, ``例如，某企业2022年……，可获……万元``, as cases."""

from dataclasses import dataclass

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.draft import DraftCase, Words
from domain.policies.policy import Policy


@dataclass(frozen=True, slots=True)
class Told:
    """One example as a text tells it.

    Attributes:
        words: Where in the text.
        text: The words themselves.
        case: What it says, with what else the clause needs chosen so that it holds; None where too little of
            it is understood.
        comes_to: What the program makes of it, in words; empty without a case.
        agrees: Whether that is what the text says.
        questions: What must be asked: figures that fit no fact, an amount that is not there.
    """

    words: Words
    text: str
    case: DraftCase | None
    comes_to: str = ""
    agrees: bool = False
    questions: tuple[str, ...] = ()


def read_examples(text: str, policy: Policy, clause_id: str, dictionary: Dictionary) -> tuple[Told, ...]:
    """Read the examples that a text tells of a clause, in their order."""
    raise NotImplementedError
