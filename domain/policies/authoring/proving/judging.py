"""What a clerk says of an example: right makes it a case of the clause, wrong opens the line that decided."""

from dataclasses import replace

from domain.policies.authoring.draft import DraftClause, PolicyDraft
from domain.policies.authoring.places import with_clause, with_open
from domain.policies.authoring.proving.proofs import Proof


def confirm(draft: PolicyDraft, proof: Proof) -> PolicyDraft:
    """Return the draft with the cases of a proof that is right; those of the same name are replaced."""
    names = {one.name for one in proof.cases}

    def with_cases(clause: DraftClause) -> DraftClause:
        others = tuple(one for one in clause.cases if one.name not in names)
        return replace(clause, cases=(*others, *proof.cases))

    return with_clause(draft, proof.clause, with_cases)


def refuse(draft: PolicyDraft, proof: Proof) -> PolicyDraft:
    """Return the draft with the line open that decided an example which is wrong, and without its cases."""
    names = {one.name for one in proof.cases}

    def without_cases(clause: DraftClause) -> DraftClause:
        return replace(clause, cases=tuple(one for one in clause.cases if one.name not in names))

    return with_open(with_clause(draft, proof.clause, without_cases), proof.place)


def is_confirmed(draft: PolicyDraft, proof: Proof) -> bool:
    """Whether all that a proof says stands among the cases of its clause."""
    known = [one for clause in draft.clauses if clause.id == proof.clause for one in clause.cases]
    return proof.is_shown and all(one in known for one in proof.cases)
