"""Papers become Word files."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from domain.papers.papers import Look, Paper, Sheet
from domain.values.files import replacing
from reports.word.blocks import paragraph, run, xml_of

_NAMES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_A4: Final = (11_906, 16_838)
# The margins of GB/T 9704-2012, 37 mm above and 28 mm at the left, in twentieths of a point.
_MARGINS: Final = (
    'w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992" w:gutter="0"'
)


def write_word(paper: Paper, target: Path) -> None:
    """Write a paper as a .docx file; it appears whole or not at all.

    Raises:
        DomainError: The file cannot be written.
    """
    with replacing(target) as path, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, content in _files(paper):
            # The same paper is the same file, whenever it is written.
            out.writestr(zipfile.ZipInfo(name), content.encode("utf-8"), zipfile.ZIP_DEFLATED)


def _files(paper: Paper) -> Sequence[tuple[str, str]]:
    types = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_MAIN}.{kind}+xml"/>'
        for part, kind in (("document", "document.main"), ("footer1", "footer"))
    )
    return (
        (
            "[Content_Types].xml",
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
        ),
        ("_rels/.rels", _relations("officeDocument", "word/document.xml")),
        ("word/_rels/document.xml.rels", _relations("footer", "footer1.xml")),
        ("word/document.xml", _document(paper)),
        ("word/footer1.xml", _footer(paper.sheets[0])),
    )


def _relations(kind: str, target: str) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _document(paper: Paper) -> str:
    *before, last = paper.sheets
    body = "".join(f"{xml_of(one.blocks)}<w:p><w:pPr>{_section(one)}</w:pPr></w:p>" for one in before)
    body += xml_of(last.blocks) + _section(last)
    return f"{_HEAD}<w:document {_NAMES}><w:body>{body}</w:body></w:document>"


def _section(sheet: Sheet) -> str:
    """Return what ends a sheet: how large its pages are, and that they have a foot."""
    across, down = reversed(_A4) if sheet.look is Look.LIST else _A4
    turned = ' w:orient="landscape"' if sheet.look is Look.LIST else ""
    return (
        f'<w:sectPr><w:footerReference w:type="default" r:id="rId1"/>'
        f'<w:pgSz w:w="{across}" w:h="{down}"{turned}/><w:pgMar {_MARGINS}/></w:sectPr>'
    )


def _footer(sheet: Sheet) -> str:
    said = "　".join(filter(None, (sheet.footer.left, sheet.footer.right)))
    number = (
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run("— ", size=28)}'
        f'<w:fldSimple w:instr="PAGE">{run("1", size=28)}</w:fldSimple>{run(" —", size=28)}</w:p>'
    )
    words = paragraph(said, size=18, align="left") if said else ""
    return f"{_HEAD}<w:ftr {_NAMES}>{words}{number}</w:ftr>"
