"""From a document to a draft: a clause for each unit that awards something, as far as it is understood."""

from domain.policies.authoring.documents.document import Document
from domain.policies.authoring.draft import PolicyDraft


def begun_from(document: Document) -> PolicyDraft:
    """Return a draft with what the head of a document says, and its general rules; no clauses yet."""
    raise NotImplementedError
