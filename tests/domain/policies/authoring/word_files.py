"""Word documents made for tests, element by element."""

import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Final
from xml.sax.saxutils import escape

_W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_MAIN: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_RELATIONS: Final = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="r1" Type="{_MAIN}" Target="word/document.xml"/></Relationships>'
)


def paragraph(text: str, about: str = "") -> str:
    """Return a paragraph; ``about`` is what stands in its properties."""
    return f"<w:p><w:pPr>{about}</w:pPr>{run(text)}</w:p>"


def run(text: str, about: str = "") -> str:
    return f'<w:r><w:rPr>{about}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def row(cells: Sequence[str]) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{paragraph(cell)}</w:tc>' for cell in cells)}</w:tr>"


def word_file(body: str, more: Mapping[str, str] | None = None) -> bytes:
    """Return a .docx with a body and further members."""
    raw = BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("_rels/.rels", _RELATIONS)
        package.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
        for name, content in (more or {}).items():
            package.writestr(name, content.replace("<w:numbering>", f"<w:numbering {_W}>"))
    return raw.getvalue()
