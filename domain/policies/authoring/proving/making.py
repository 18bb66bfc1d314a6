"""Examples made from the formulas of a clause: at each edge just below, exactly, just above."""

from domain.enterprises.dictionary import Dictionary
from domain.policies.authoring.proving.proofs import Proof
from domain.policies.policy import Policy


def proofs_of(policy: Policy, clause_id: str, dictionary: Dictionary) -> tuple[Proof, ...]:
    """Make the examples of a clause, what matters most first.

    Args:
        policy: As it was read from the file of the draft (`authoring.writing`).
        clause_id: Which clause.
        dictionary: The office's facts with those of the policy.

    Returns:
        At most `MOST` of them, alike ones in one sentence. An edge for which no enterprise was found is among
        them, without cases, and says so.
    """
    raise NotImplementedError
