"""Units of a document joined and split by hand, and what each of them says."""

from domain.policies.authoring.documents.document import Document, Unit


def wording_of(document: Document, unit_id: str) -> str:
    """Return what a unit says itself, as the wording of a clause: its heading, then its text."""
    raise NotImplementedError


def inherited_of(document: Document, unit_id: str) -> tuple[Unit, ...]:
    """Return the units above one whose own text holds for it too, the outermost first."""
    raise NotImplementedError


def joined(document: Document, unit_id: str) -> Document:
    """Return the document with a unit joined to the one before it, which takes over what stands under it.

    Raises:
        BadInput: Nothing stands before it.
    """
    raise NotImplementedError


def split_at(document: Document, unit_id: str, at: int) -> Document:
    """Return the document with a unit cut in two before a character of its text.

    The second part takes a new id and, where it begins with a number, the place that its number says; what
    stood under the unit stands under the second part.

    Raises:
        BadInput: One of the parts would be empty.
    """
    raise NotImplementedError
