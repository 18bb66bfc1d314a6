"""The document of a policy from a file: what Qt reads of a PDF, and what the domain reads of the rest."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtPdf import QPdfDocument

from domain.exchange.reading import read_bytes
from domain.policies.authoring.documents.document import Document
from domain.policies.authoring.documents.opening import of_pages, read_document
from domain.values.errors import BadInput

KINDS: Final = "政策的文件 (*.docx *.pdf *.txt);;所有文件 (*)"
_MAX_BYTES: Final = 60_000_000
_MOST_PAGES: Final = 500


def read_file(path: Path) -> Document:
    """Read the document of a policy; call it in a job.

    Raises:
        BadInput: It cannot be read, is a scan, or something else; the sentence says what to do.
    """
    raw = read_bytes(path, _MAX_BYTES)
    if raw.startswith(b"%PDF-"):
        return of_pages(_pages_of(raw, path.name))
    return read_document(raw, path.name)


def _pages_of(raw: bytes, name: str) -> list[str]:
    """Return the text of each page, in lines."""
    content = QBuffer()
    content.setData(raw)  # which it keeps, unlike an array that is handed over
    content.open(QIODevice.OpenModeFlag.ReadOnly)
    document = QPdfDocument()
    try:
        document.load(content)
        if document.error() is not QPdfDocument.Error.None_ or not document.pageCount():
            raise BadInput(f"“{name}”有密码，或者不是完整的 PDF，读不出来；请另存一份再试")
        if document.pageCount() > _MOST_PAGES:
            raise BadInput(
                f"“{name}”有 {document.pageCount()} 页，最多 {_MOST_PAGES} 页；请只留政策正文那几页"
            )
        return [document.getAllText(page).text() for page in range(document.pageCount())]
    finally:
        document.close()
        content.close()
