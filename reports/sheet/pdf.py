"""A PDF file: pages that are drawn already, put together by reportlab with the fonts they are set in."""

import hashlib
import sys
import zlib
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import IO, Final, NamedTuple, TypeAlias

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFDocument,
    PDFFile,
    PDFName,
    PDFObject,
    PDFObjectReference,
    PDFOutlines,
    PDFResourceDictionary,
    PDFStream,
    PDFTrailer,
    ViewerPreferencesPDFDictionary,
)
from reportlab.pdfbase.pdfdoc import (
    format as format_object,
)

from reports.sheet.cutting import Cut
from reports.sheet.faces import Typeface

CREATOR: Final = "助企兑"
_VERSION: Final = 1, 7
_LIGHT: Final = 1
"""Least effort of compression: a third of the time for files a tenth larger."""
_EM: Final = 1000
_SYMBOLIC, _NONSYMBOLIC = 1 << 2, 1 << 5
"""What says of a font whether its characters are those of the standard Latin set (9.8.2)."""
_BLOCK: Final = 100
_MOST_KEPT: Final = 10_000
_FONTS_KEPT: Final = 16
"""So many cut fonts are kept as they were written, for the next paper of the same wording."""
_MARK: Final = 14.0
"""5 mm: shorter than the margin of any paper."""
_COLOURS: Final = {1: "/DeviceGray", 3: "/DeviceRGB"}
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_FONTS: Final = "BasicFonts"
"""As reportlab calls the dictionary of them."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file says of itself; empty where nothing is to be said."""

    title: str
    author: str = ""
    subject: str = ""
    made: date | datetime | None = None


Within: TypeAlias = tuple[tuple[str, int], ...]
"""What something on a page is a part of, the outermost first: types of elements (14.8.4), each with a number
that tells it from others of its type there.
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page ready to be written: its size in points, its content compressed, and the type it is set in.

    Plain data, so that another process can draw it.
    """

    width: float
    height: float
    content: bytes
    signs: Mapping[str, str]
    """By the name of a font in it: every character that is drawn with it."""
    pictures: tuple[str, ...] = ()
    """The JPEG files that are drawn on it; read when it is written."""
    told: tuple[Within, ...] = ()
    """What is told of its parts, in the order in which they are read; nothing where that is not said."""


def drawn(
    width: float,
    height: float,
    content: str,
    signs: Mapping[str, Iterable[str]],
    pictures: Iterable[str] = (),
    *,
    told: Iterable[Within] = (),
) -> Drawn:
    """Return a page with this content (operators as the standard has them)."""
    packed = zlib.compress(content.encode("latin-1"), _LIGHT)
    of_each = {name: "".join(used) for name, used in signs.items()}
    return Drawn(width, height, packed, of_each, tuple(pictures), tuple(told))


def picture_name(path: str) -> str:
    """Return what a picture is called on its page."""
    return f"P{hashlib.md5(path.encode(), usedforsecurity=False).hexdigest()[:16]}"


@lru_cache(maxsize=32)
def _packed(content: bytes) -> bytes:
    """Compress; around the halves of cut sheets there is always the same."""
    return zlib.compress(content, _LIGHT)


class PdfFile:
    """A file on its way: pages as they come, then `close`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._document = _Document(compression=0, invariant=0, pdfVersion=_VERSION, lang="zh-CN")
        # What tells files apart is what is in them: reportlab's takes the time as well.
        self._document.signature = hashlib.md5(usedforsecurity=False)
        resources = PDFResourceDictionary()
        resources.basicFonts()
        self._pictures: dict[str, PDFObjectReference] = resources.XObject  # type: ignore[attr-defined]
        self._resources = _referring(self._document, resources)
        self._parent = _referring(self._document, self._document.Pages)
        self._signs: dict[str, set[str]] = {}
        self._marks: list[tuple[str, PDFObjectReference]] = []
        self._told: list[tuple[str, tuple[Within, ...]]] = []
        self.count = 0
        """How many pages there are so far."""

    def mark(self, title: str) -> None:
        """Let the page that comes next be found by a title in the reader's outline."""
        self._marks.append((title, self._document.thisPageRef()))

    def add(self, page: Drawn) -> None:
        """Take a page."""
        told = f"/StructParents {len(self._told)}/Tabs/S" if page.told else ""
        reference = self._document.thisPageRef()
        self._add(page.width, page.height, self._content(page), told)
        if page.told:
            self._told.append((reference.format(self._document).decode("latin-1"), page.told))

    def add_beside(self, left: Drawn | None, right: Drawn | None, width: float, height: float) -> None:
        """Take two pages of one size as halves of a sheet that is cut in the middle; None is an empty one."""
        parts = [_plain(self._document, _cut_marks(width, height))]
        for page, across in ((left, 0.0), (right, width)):
            if page is not None:
                # A page on its side is turned.
                is_turned = page.width > page.height
                turn = f"0 1 -1 0 {operands([across + page.height])} 0" if is_turned else ""
                begin = f"q {turn or f'1 0 0 1 {operands([across])} 0'} cm\n"
                end = _plain(self._document, "\nQ\n")
                parts += [_plain(self._document, begin), self._content(page), end]
        self._add(2 * width, height, f"[{' '.join(parts)}]")

    def _add(self, width: float, height: float, content: str, told: str = "") -> None:
        self.count += 1
        entries = (
            f"/Type/Page/Parent {self._parent}/MediaBox[0 0 {width:.4f} {height:.4f}]"
            f"/Resources {self._resources}/Contents {content}{told}"
        )
        self._document.addPage(_Ready(f"<<{entries}>>\n".encode("latin-1")))

    def _content(self, page: Drawn) -> str:
        """Add what is drawn on a page; return what refers to it."""
        for name, signs in page.signs.items():
            self._signs.setdefault(name, set()).update(signs)
        for path in page.pictures:
            self._pictures[picture_name(path)] = self._document.Reference(_picture(path))
        self._document.updateSignature(page.content)
        return _added(self._document, "", page.content)

    def close(self, face: Callable[[str], Typeface], properties: Properties) -> None:
        """Write it all, with the fonts, found by their names in the pages."""
        document = self._document
        for name, signs in sorted(self._signs.items()):
            document.idToObject[_FONTS][name] = _font(document, face(name), signs)
        shown = ViewerPreferencesPDFDictionary({"DisplayDocTitle": "true", "PrintScaling": "/None"})
        document.Catalog.ViewerPreferences = shown  # type: ignore[attr-defined]
        if self._marks:
            _outline(document, self._marks)
        if self._told:
            _tell(document, self._told)
        _say(document, properties)
        document.write(self._file)


def _cut_marks(width: float, height: float) -> str:
    """Draw where a sheet is cut: from either edge, short of what is printed."""
    x, long = operands([width]), operands([_MARK])
    return f"0.3 w 0 G {x} 0 m {x} {long} l {x} {operands([height])} m {x} {operands([height - _MARK])} l S\n"


def _picture(path: str) -> PDFStream:
    content = Path(path).read_bytes()
    width, height, colours = jpeg_size(content)
    facts: dict[str, str | int] = {
        "Type": "/XObject",
        "Subtype": "/Image",
        "Width": width,
        "Height": height,
        "ColorSpace": _COLOURS[colours],
        "BitsPerComponent": 8,
        "Filter": "/DCTDecode",
    }
    return PDFStream(PDFDictionary(facts), content)


def jpeg_size(content: bytes) -> tuple[int, int, int]:
    """Return width and height of a JPEG in pixels, and how many colours it has (ITU-T T.81, B.2.2).

    Raises:
        ValueError: It is none.
    """
    at = 2
    while content[at : at + 1] == b"\xff":
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if marker in _FRAMES:
            height, width = (int.from_bytes(content[at + one : at + one + 2]) for one in (5, 7))
            return width, height, content[at + 9]
        at += 2 + length
    raise ValueError("no JPEG")


class _Ready(PDFObject):
    """An object that is written already: reportlab's dictionaries take longer than what stands in them."""

    __RefOnly__ = 1

    def __init__(self, written: bytes) -> None:
        self._written = written

    def say(self, entries: str) -> None:
        """Let it be a dictionary of these, known only once others are there."""
        self._written = f"<<{entries}>>\n".encode("latin-1")

    def format(self, document: PDFDocument) -> bytes:
        """Hand it over, once: a file of very many pages is not held twice."""
        written, self._written = self._written, b""
        return written


class _Document(PDFDocument):
    """reportlab's, written object by object: it would hold the whole file, and go round each to format it."""

    def write(self, file: IO[bytes]) -> None:
        """Write it, once nothing more is added."""
        self._into = file
        self.GetPDFData(None)

    def format(self) -> bytes:
        """Write what is there, and what is added on the way, into the file; nothing is left to return."""
        catalog, info = self.Reference(self.Catalog), self.Reference(self.info)
        end, places = self._into.write(PDFFile(self._pdfVersion).format(self)), []
        for number in count(1):
            if number not in self.numberToId:
                break
            one = self.idToObject[self.numberToId[number]]
            written = one.format(self) if isinstance(one, _Ready) else format_object(one, self, toplevel=1)
            places.append(end)
            newline = b"" if written.endswith(b"\n") else b"\n"
            end += self._into.write(b"%d 0 obj\n%b%bendobj\n" % (number, written, newline))
        size = len(places) + 1
        rows = "".join([f"{place:010} 00000 n \n" for place in places])
        self._into.write(f"xref\n0 {size}\n0000000000 65535 f \n{rows}".encode())
        self._into.write(PDFTrailer(end, Size=size, Root=catalog, Info=info, ID=self.ID()).format(self))
        return b""


def _added(document: PDFDocument, entries: str, content: bytes | None = None) -> str:
    """Add a dictionary, or a stream whose content is compressed already; return what refers to it."""
    written = f"<<{entries}>>\n".encode("latin-1") if content is None else _stream(entries, content)
    return _referring(document, _Ready(written))


def _stream(entries: str, content: bytes) -> bytes:
    """Write a stream whose content is compressed already."""
    head = f"<<{entries}/Filter/FlateDecode/Length {len(content)}>>\nstream\n"
    return b"".join([head.encode("latin-1"), content, b"\nendstream\n"])


def _plain(document: PDFDocument, operators: str) -> str:
    return _added(document, "", _packed(operators.encode("latin-1")))


def _referring(document: PDFDocument, added: PDFObject) -> str:
    """Add an object where it is not there yet; return what refers to it."""
    reference: bytes = document.Reference(added).format(document)
    return reference.decode("latin-1")


class _Embedded(NamedTuple):
    """What a file has of a font as far as it is used: all but the numbers of its objects.

    Attributes:
        outlines: The font itself, as `_stream` writes it; so are the two below.
        places: Which glyph of it each code has.
        said: Which character each code stands for.
        described: What describes the font.
        measured: What says how wide its characters are.
    """

    name: str
    outlines: bytes
    places: bytes
    said: bytes
    described: str
    measured: str


def _font(document: PDFDocument, face: Typeface, signs: Iterable[str]) -> PDFObjectReference:
    """Add a font as far as it is used, after 9.7: reportlab's own have 256 characters and no more."""
    font = _embedded(face, "".join(sorted(signs)))
    outlines, places, said = (
        _referring(document, _Ready(one)) for one in (font.outlines, font.places, font.said)
    )
    descriptor = _added(document, f"{font.described}/FontFile2 {outlines}")
    inner = _added(
        document,
        f"/Type/Font/Subtype/CIDFontType2/BaseFont {font.name}/FontDescriptor {descriptor}"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
        f"{font.measured}/CIDToGIDMap {places}",
    )
    outer = (
        f"<</Type/Font/Subtype/Type0/BaseFont {font.name}/Encoding/Identity-H"
        f"/DescendantFonts[{inner}]/ToUnicode {said}>>\n"
    )
    reference: PDFObjectReference = document.Reference(_Ready(outer.encode("latin-1")))
    return reference


@lru_cache(maxsize=_FONTS_KEPT)
def _embedded(face: Typeface, signs: str) -> _Embedded:
    """Cut a font to some characters; headings and wordings need the same in one notice after the other."""
    by_code = face.by_code(signs)
    subset = tuple(map(ord, by_code.values()))
    file = face.file
    name = PDFName(f"{_tag_of(face, by_code.values())}+{file.name.decode()}")
    cut = file.makeSubset(subset)
    packed = cut.packed if isinstance(cut, Cut) else zlib.compress(cut, _LIGHT)
    widths = zip(by_code, map(file.charWidths.__getitem__, subset), strict=True)
    return _Embedded(
        name,
        _stream(f"/Length1 {len(cut)}", packed),
        _stream("", zlib.compress(_places(face, by_code), _LIGHT)),
        _stream("", zlib.compress(to_unicode_map(by_code), _LIGHT)),
        f"/Type/FontDescriptor/FontName {name}/Flags {file.flags & ~_NONSYMBOLIC | _SYMBOLIC}"
        f"/FontBBox[{' '.join(f'{one:g}' for one in file.bbox)}]/ItalicAngle {file.italicAngle:g}"
        f"/Ascent {file.ascent:g}/Descent {file.descent:g}/CapHeight {file.capHeight:g}"
        f"/StemV {file.stemV:g}/MissingWidth {file.defaultWidth:g}",
        f"/DW {_EM}/W[{''.join([f'{code}[{width:g}]' for code, width in widths if width != _EM])}]",
    )


def _places(face: Typeface, by_code: Mapping[int, str]) -> "array[int]":
    """Return which glyph each code has in the subset: reportlab numbers them from 1, as they first come."""
    places, glyph_of = {0: 0}, face.file.charToGlyph
    found = array("H", [0]) * (1 + max(by_code, default=0))
    for code, sign in by_code.items():
        found[code] = places.setdefault(glyph_of[ord(sign)], len(places))
    if sys.byteorder == "little":
        found.byteswap()
    return found


def _outline(document: PDFDocument, marks: Sequence[tuple[str, PDFObjectReference]]) -> None:
    numbered = {str(at): mark for at, mark in enumerate(marks)}
    assert isinstance(document.Outlines, PDFOutlines)
    document.Outlines.destinationnamestotitles.update({at: title for at, (title, _) in numbered.items()})
    document.Outlines.setDestinations([{at: PDFArray([page, "/Fit"])} for at, (_, page) in numbered.items()])
    document.Catalog.showOutline()


class _Element:
    """An element of a file's structure: its kids, in the order in which they are read."""

    def __init__(self, document: PDFDocument, tag: str, parent: str) -> None:
        self._document, self._tag, self._parent = document, tag, parent
        self._written = _Ready(b"")
        self._within: dict[tuple[str, int], _Element] = {}
        self._kids: list[str] = []
        self._page = ""
        self.reference = _referring(document, self._written)

    def at(self, within: Within) -> "_Element":
        """Return what is this far within, made where it is not there."""
        if not within:
            return self
        if within[0] not in self._within:
            made = self._within[within[0]] = _Element(self._document, within[0][0], self.reference)
            self._kids.append(made.reference)
        return self._within[within[0]].at(within[1:])

    def take(self, page: str, number: int) -> None:
        """Take a part of a page."""
        self._page = self._page or page
        self._kids.append(str(number) if page == self._page else f"<</Type/MCR/Pg {page}/MCID {number}>>")

    def write(self) -> None:
        kids, page = " ".join(self._kids), f"/Pg {self._page}" if self._page else ""
        self._written.say(f"/S/{self._tag}/P {self._parent}/K[{kids}]{page}")
        for one in self._within.values():
            one.write()


def _tell(document: PDFDocument, pages: Sequence[tuple[str, Sequence[Within]]]) -> None:
    """Write what the parts of pages are, after 14.7: as they are read, one after the other."""
    root = _Ready(b"")
    reference = _referring(document, root)
    whole, nums = _Element(document, "Document", reference), []
    for at, (page, told) in enumerate(pages):
        owners = [whole.at(within) for within in told]
        for number, owner in enumerate(owners):
            owner.take(page, number)
        nums.append(f"{at}[{' '.join([owner.reference for owner in owners])}]")
    whole.write()
    tree = _added(document, f"/Nums[{' '.join(nums)}]")
    root.say(f"/Type/StructTreeRoot/K {whole.reference}/ParentTree {tree}/ParentTreeNextKey {len(pages)}")
    document.Catalog.StructTreeRoot = document.Reference(root)  # type: ignore[attr-defined]
    marked = document.Reference(_Ready(b"<</Marked true>>\n"))
    document.Catalog.MarkInfo = marked  # type: ignore[attr-defined]


def _say(document: PDFDocument, said: Properties) -> None:
    document.setTitle(said.title)
    document.setAuthor(said.author)
    document.setSubject(said.subject)
    document.setCreator(CREATOR)
    if said.made is not None:
        moment = _moment(said.made)
        document.setDateFormatter(lambda *_: moment)


def to_unicode_map(signs: Mapping[int, str]) -> bytes:
    """Return which character each code stands for, after 9.10.3: at most 100 in a block."""
    lines = [_mapped(code, sign) for code, sign in sorted(signs.items())]
    blocks: list[str] = []
    for start in range(0, len(lines), _BLOCK):
        block = lines[start : start + _BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit/ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def",
            "/CMapName/Adobe-Identity-UCS def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<0000><FFFF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict/CMap defineresource pop",
            "end",
            "end",
        ]
    ).encode()


@lru_cache(maxsize=_MOST_KEPT)
def _mapped(code: int, sign: str) -> str:
    """Return which character a code stands for; one document after the other has mostly the same."""
    return f"<{code:04X}><{sign.encode('utf-16-be').hex().upper()}>"


def _tag_of(face: Typeface, signs: Iterable[str]) -> str:
    """Return the six letters that tell one part of a font from another."""
    said = "".join([face.name, *signs]).encode("utf-8", "surrogatepass")
    digest = hashlib.md5(said, usedforsecurity=False).digest()
    return "".join(chr(65 + one % 26) for one in digest[:6])


def _moment(made: date | datetime) -> str:
    """Write a moment after 7.9.4; of a day the time is not said."""
    if not isinstance(made, datetime):
        return f"D:{made:%Y%m%d}"
    local = made.astimezone() if made.tzinfo is not None else made
    zone = local.strftime("%z")
    return f"D:{local:%Y%m%d%H%M%S}{f'{zone[:3]}{chr(39)}{zone[3:]}' if zone else ''}"


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def operands(values: Sequence[float]) -> str:
    """Write lengths and shares as operators take them.

    >>> operands([1.0, 0.5, 28.346456])
    '1 0.5 28.35'
    """
    return " ".join(map(_number, values))
