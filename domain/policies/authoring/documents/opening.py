"""A policy's document from a file, from pasted text, or from the pages of a PDF."""

from collections.abc import Sequence

from domain.policies.authoring.documents.document import Document


def read_document(raw: bytes, name: str) -> Document:
    """Read a .docx or .txt file; what it is follows from its content, not from its name.

    Args:
        raw: Its content.
        name: What complaints call it.

    Raises:
        BadInput: It cannot be read, or is something else; the sentence says what to do.
    """
    raise NotImplementedError


def of_text(text: str) -> Document:
    """Read text that was pasted.

    Raises:
        BadInput: There is none, or far too much.
    """
    raise NotImplementedError


def of_pages(pages: Sequence[str]) -> Document:
    """Read the pages of a PDF, each as its text in lines, as QtPdf gives it.

    Raises:
        BadInput: None of them has text (a scan), or there are too many.
    """
    raise NotImplementedError
