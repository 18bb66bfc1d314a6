"""Papers become Word files, to be gone on with: the same words, tables and pages as on paper."""

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from domain.papers.blocks import Chart, Picture, Table
from domain.papers.papers import Footer, Numbering, Paper
from domain.values.files import replacing
from reports.documents.drawing import Draughtsman, Laid
from reports.documents.looks import MM
from reports.sheet.flow import Frame
from reports.sheet.fonts import FontBook, Role
from reports.word.blocks import END, SheetWriter, run
from reports.word.blocks import field as worked_out
from reports.word.styles import FACES, NUMBER_PT, Styles, ruled, twentieths, type_of

_NAMES: Final = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_EMU: Final = 12_700
"""Of DrawingML to a point."""
_SLACK: Final = 3.0
"""What pages are longer than on paper, in points: tables are ruled outside their rows, and Word rounds."""
_SPARE: Final = 2
"""So many lines are left over on a sheet of one page: another face, or another program, may need more."""
_CARRIES: Final = "表格没有页间的“过次页”“承前页”小计，合计仍在表尾"
_CHARTS: Final = "图改成了同样数字的表格"
_CODE: Final = "没有防伪二维码：文字能改的文件，签名保不了"
_SETTINGS: Final = (
    f"{_HEAD}<w:settings {_NAMES}><w:evenAndOddHeaders/><w:compat><w:doNotUseHTMLParagraphAutoSpacing/>"
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
    ' w:val="15"/></w:compat></w:settings>'
)


def lacking_of(paper: Paper) -> list[str]:
    """Say what stands on a paper and in no Word file of it; empty where that has all."""
    blocks = [block for sheet in paper.sheets for block in sheet.blocks]
    carries = any(isinstance(block, Table) and block.carries for block in blocks)
    charts = any(isinstance(block, Chart) for block in blocks)
    return [_CARRIES] * carries + [_CHARTS] * charts + [_CODE] * bool(paper.codes)


def write_word(paper: Paper, target: Path, fonts: FontBook, *, is_public: bool = False) -> None:
    """Write a paper as a .docx file; it appears whole or not at all.

    Args:
        paper: What to write.
        target: Where to.
        fonts: What it is set in on paper, which says where lines and pages break.
        is_public: As `write_whole` has it.

    Raises:
        MissingGlyph: No font has a character.
        DomainError: The file cannot be written.
    """
    package = _Package(paper, Draughtsman(fonts).laid(paper, spare=_SPARE))
    with (
        replacing(target, is_public=is_public) as path,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name, content in package.files():
            data = content if isinstance(content, bytes) else content.encode("utf-8")
            # The same paper is the same file, whenever it is written.
            out.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)


@dataclass
class _Package:
    """The files that make up one Word file."""

    paper: Paper
    laid: Sequence[Laid]
    _parts: list[tuple[str, str]] = field(default_factory=list)
    """What the text refers to, kind and name, the first as rId1."""
    _written: dict[str, str] = field(default_factory=dict)
    _pictures: dict[str, str] = field(default_factory=dict)

    def files(self) -> Iterator[tuple[str, str | bytes]]:
        styles = Styles()
        text = self._document(styles)
        self._refer("styles", "styles.xml")
        self._refer("settings", "settings.xml")
        self._refer("fontTable", "fontTable.xml")
        yield "[Content_Types].xml", self._types()
        yield (
            "_rels/.rels",
            _relations([("officeDocument", "word/document.xml"), ("core", "docProps/core.xml")]),
        )
        yield "docProps/core.xml", _properties(self.paper)
        yield "word/_rels/document.xml.rels", _relations(self._parts)
        yield "word/document.xml", text
        yield "word/styles.xml", f"{_HEAD}<w:styles {_NAMES}>{styles.xml()}</w:styles>"
        yield "word/settings.xml", _SETTINGS
        yield "word/fontTable.xml", _font_table()
        yield from ((f"word/{name}", content) for name, content in self._written.items())
        for path, name in self._pictures.items():
            yield f"word/{name}", Path(path).read_bytes()

    def _document(self, styles: Styles) -> str:
        marked = [one.sheet.mark for one in self.laid]
        bookmarks = {mark: f"sheet{at}" for at, mark in enumerate(marked) if mark}
        body = ""
        for at, one in enumerate(self.laid):
            composer = one.composer
            writer = SheetWriter(
                composer, styles.of(composer.layout, composer.spacing), bookmarks, self._place
            )
            written = writer.xml(one.sheet.blocks)
            if one.sheet.mark:
                name = bookmarks[one.sheet.mark]
                # Within its first paragraph: before it, it would stand on the page before.
                begun = f'</w:pPr><w:bookmarkStart w:id="{at}" w:name="{name}"/><w:bookmarkEnd w:id="{at}"/>'
                written = written.replace("</w:pPr>", begun, 1)
            body += written
            section = self._section(one)
            if one is self.laid[-1]:
                body += (END if body.endswith("</w:tbl>") else "") + section
            else:
                body += END.replace("</w:pPr>", f"{section}</w:pPr>")
        return f"{_HEAD}<w:document {_NAMES}><w:body>{body}</w:body></w:document>"

    def _section(self, one: Laid) -> str:
        """Return what ends a sheet: how large its pages are, and what stands at their foot."""
        frame = one.composer.layout.frame
        turned = ' w:orient="landscape"' if frame.width > frame.height else ""
        margins = {
            "top": frame.height - frame.top,
            "right": frame.width - frame.right,
            "bottom": frame.bottom - _SLACK,
            "left": frame.left,
            "header": 20.0,
            "footer": _foot_at(frame, one.sheet.footer),
            "gutter": 0.0,
        }
        sides = "".join(f' w:{name}="{twentieths(size)}"' for name, size in margins.items())
        return (
            f'<w:sectPr>{self._foot(one)}<w:type w:val="nextPage"/><w:pgSz w:w="{twentieths(frame.width)}"'
            f' w:h="{twentieths(frame.height)}"{turned}/><w:pgMar{sides}/></w:sectPr>'
        )

    def _foot(self, one: Laid) -> str:
        footer, frame = one.sheet.footer, one.composer.layout.frame
        if self.paper.stamp:
            stamped = "".join(
                f'<w:headerReference w:type="{kind}" r:id="{self._stamp()}"/>' for kind in ("even", "default")
            )
        else:
            stamped = ""
        total = sum(len(laid.pages) for laid in self.laid)
        referred = ""
        for kind, is_odd in (("even", False), ("default", True)):
            content = _footer(footer, frame, total, is_odd=is_odd)
            referred += f'<w:footerReference w:type="{kind}" r:id="{self._write("footer", content)}"/>'
        return stamped + referred

    def _stamp(self) -> str:
        return self._write("header", _header(self.paper.stamp))

    def _write(self, kind: str, content: str) -> str:
        """Write a header or a footer, unless there is the same, and return by what it is referred to."""
        name = next((name for name, there in self._written.items() if there == content), "")
        if not name:
            name = f"{kind}{len(self._written) + 1}.xml"
            self._written[name] = content
        return self._refer(kind, name)

    def _refer(self, kind: str, name: str) -> str:
        if (kind, name) not in self._parts:
            self._parts.append((kind, name))
        return f"rId{self._parts.index((kind, name)) + 1}"

    def _place(self, picture: Picture, width: float, height: float) -> str:
        name = self._pictures.setdefault(picture.path, f"media/picture{len(self._pictures) + 1}.jpeg")
        number = len(self._pictures)
        size = f'cx="{round(width * _EMU)}" cy="{round(height * _EMU)}"'
        caption = quoteattr(picture.caption)
        known = f'id="{number}" name={caption} descr={caption}'
        return (
            f"<w:r><w:drawing><wp:inline><wp:extent {size}/><wp:docPr {known}/>"
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
            f"<pic:pic><pic:nvPicPr><pic:cNvPr {known}/><pic:cNvPicPr/></pic:nvPicPr>"
            f'<pic:blipFill><a:blip r:embed="{self._refer("image", name)}"/><a:stretch><a:fillRect/>'
            f'</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
            "</wp:inline></w:drawing></w:r>"
        )

    def _types(self) -> str:
        kinds = {"document.xml": "document.main"}
        kinds |= {name: kind for kind, name in self._parts if name.endswith(".xml")}
        types = "".join(
            f'<Override PartName="/word/{name}" ContentType="{_MAIN}.{kind}+xml"/>'
            for name, kind in kinds.items()
        )
        core = "application/vnd.openxmlformats-package.core-properties+xml"
        return (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="jpeg" ContentType="image/jpeg"/>'
            f'{types}<Override PartName="/docProps/core.xml" ContentType="{core}"/></Types>'
        )


def _relations(parts: Sequence[tuple[str, str]]) -> str:
    core = f"{_PACKAGE}/relationships/metadata/core-properties"
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{core if kind == "core" else f"{_OFFICE}/{kind}"}"'
        f' Target="{target}"/>'
        for at, (kind, target) in enumerate(parts, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'


def _properties(paper: Paper) -> str:
    made: date | datetime = paper.made_at or paper.signed_on
    when = f"{made:%Y-%m-%dT%H:%M:%SZ}"
    title = escape(f"{paper.title} {paper.number}".strip())
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:creator>{escape(paper.office)}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created></cp:coreProperties>'
    )


def _font_table() -> str:
    """Return what each type is called elsewhere, for machines that lack one."""
    others = {"方正小标宋简体": "华文中宋", "仿宋": "FangSong", "黑体": "SimHei", "宋体": "SimSun"}
    fonts = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{others[face]}"/><w:charset w:val="86"/></w:font>'
        for face in FACES.values()
    )
    return f"{_HEAD}<w:fonts {_NAMES}>{fonts}</w:fonts>"


# The foot of pages


def _foot_at(frame: Frame, footer: Footer) -> float:
    """Return how far from the paper's edge the foot ends, in points."""
    lines = 2 if _is_below(footer) else 1
    return max(10.0, frame.bottom - 5 * MM - lines * NUMBER_PT - 4)


def _is_below(footer: Footer) -> bool:
    """Whether the number of the page stands below what is said."""
    said = footer.left or footer.right
    return bool(said) and footer.numbering in (Numbering.OF_ALL, Numbering.CENTRED)


def _footer(footer: Footer, frame: Frame, total: int, *, is_odd: bool) -> str:
    lines = "".join(_foot_lines(footer, frame, total, is_odd=is_odd)) or END
    return f"{_HEAD}<w:ftr {_NAMES}>{lines}</w:ftr>"


def _foot_lines(footer: Footer, frame: Frame, total: int, *, is_odd: bool) -> Iterator[str]:
    said = footer.left, footer.right
    rule = ruled("000000", 0.4, 3, "top") if any(said) else ""
    number = _number(footer.numbering, total)
    if footer.numbering is Numbering.OFFICIAL:
        # 单页码居右空一字，双页码居左空一字; what is said stands on the inner side.
        whole, blank = run("　".join(filter(None, said))), run("　", type_of(Role.PLAIN, NUMBER_PT))
        sides = (whole, number + blank) if is_odd else (blank + number, whole)
        yield _foot_line(frame, rule, *sides)
        return
    if any(said):
        yield _foot_line(frame, rule, run(said[0]), run(said[1]))
    if number:
        middle = '<w:jc w:val="center"/>'
        yield f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{middle}</w:pPr>{number}</w:p>'


def _foot_line(frame: Frame, rule: str, left: str, right: str) -> str:
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{twentieths(frame.across)}"/></w:tabs>'
    return f'<w:p><w:pPr><w:pStyle w:val="Footer"/>{rule}{tab}</w:pPr>{left}<w:r><w:tab/></w:r>{right}</w:p>'


def _number(numbering: Numbering, total: int) -> str:
    match numbering:
        case Numbering.NONE:
            return ""
        case Numbering.OF_ALL:
            if total == 1:
                return ""
            return f"{worked_out('PAGE', '1')}{run(' / ')}{worked_out('NUMPAGES', str(total))}"
        case Numbering.CENTRED:
            return f"{run('— ')}{worked_out('PAGE', '1')}{run(' —')}"
        case Numbering.OFFICIAL:
            look = type_of(Role.PLAIN, NUMBER_PT)
            return f"{run('— ', look)}{worked_out('PAGE', '1', look)}{run(' —', look)}"


def _header(stamp: str) -> str:
    """Return what stands slantwise over each page, in grey."""
    style = (
        "position:absolute;margin-left:0;margin-top:0;width:300pt;height:150pt;rotation:315;z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        "mso-position-vertical:center;mso-position-vertical-relative:margin"
    )
    return (
        f'{_HEAD}<w:hdr {_NAMES}><w:p><w:pPr><w:pStyle w:val="End"/></w:pPr><w:r><w:pict>'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136"'
        ' path="m@7,l@8,m@5,21600l@6,21600e">'
        '<v:textpath on="t" fitshape="t"/></v:shapetype>'
        f'<v:shape id="stamp" type="#_x0000_t136" style="{style}" fillcolor="#e6e6e6" stroked="f">'
        f'<v:textpath style="font-family:&quot;{FACES[Role.TITLE]}&quot;" string={quoteattr(stamp)}/>'
        "</v:shape></w:pict></w:r></w:p></w:hdr>"
    )
