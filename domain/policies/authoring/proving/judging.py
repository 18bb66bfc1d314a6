"""What a clerk says of an example: right makes it a case of the clause, wrong opens the line that decided."""

from domain.policies.authoring.draft import PolicyDraft
from domain.policies.authoring.proving.proofs import Proof


def confirm(draft: PolicyDraft, proof: Proof) -> PolicyDraft:
    """Return the draft with the cases of a proof that is right; those of the same name are replaced."""
    raise NotImplementedError


def refuse(draft: PolicyDraft, proof: Proof) -> PolicyDraft:
    """Return the draft with the line open that decided an example which is wrong, and without its cases."""
    raise NotImplementedError


def is_confirmed(draft: PolicyDraft, proof: Proof) -> bool:
    """Whether all that a proof says stands among the cases of its clause."""
    raise NotImplementedError
