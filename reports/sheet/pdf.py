"""A PDF file (ISO 32000-1, 1.7), written page by page: nothing of a page that is written stays in memory."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Final

from reports.sheet.faces import Typeface

PRODUCER: Final = "助企兑"
_LIGHT: Final = 1
"""Least effort of compression: a third of the time for files a tenth larger."""
_CATALOG, _INFO, _PAGES, _RESOURCES = 1, 2, 3, 4
_BLOCK: Final = 100
_FLAGS: Final = 4
"""Symbolic: the codes are the font's own."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What a file says of itself; empty where nothing is to be said."""

    title: str
    author: str = ""
    subject: str = ""
    made: date | datetime | None = None


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


def drawn(width: float, height: float, content: str, signs: Mapping[str, Iterable[str]]) -> Drawn:
    """Return a page with this content (operators as the standard has them)."""
    packed = zlib.compress(content.encode("latin-1"), _LIGHT)
    return Drawn(width, height, packed, {name: "".join(used) for name, used in signs.items()})


class PdfFile:
    """A file on its way: pages as they come, then `close`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._offsets: dict[int, int] = {}
        self._at = 0
        self._last = _RESOURCES
        self._pages: list[int] = []
        self._signs: dict[str, set[str]] = {}
        self._marks: list[tuple[str, int]] = []
        self._digest = hashlib.md5(usedforsecurity=False)
        self._write("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".encode("latin-1"))

    @property
    def count(self) -> int:
        """How many pages there are so far."""
        return len(self._pages)

    def mark(self, title: str) -> None:
        """Let the page that comes next be found by a title in the reader's outline."""
        self._marks.append((title, len(self._pages)))

    def add(self, page: Drawn) -> None:
        """Write a page."""
        content = self._stream("", page.content, is_packed=True)
        for name, signs in page.signs.items():
            self._signs.setdefault(name, set()).update(signs)
        size = f"[0 0 {_number(page.width)} {_number(page.height)}]"
        self._pages.append(
            self._object(
                f"<</Type/Page/Parent {_PAGES} 0 R/MediaBox {size}/Resources {_RESOURCES} 0 R"
                f"/Contents {content} 0 R>>"
            )
        )

    def close(self, face: Callable[[str], Typeface], properties: Properties) -> None:
        """Write the fonts, found by their names in the pages, and what else makes it a file."""
        fonts = {name: self._font(face(name), signs) for name, signs in sorted(self._signs.items())}
        named = "".join(f"/{name} {number} 0 R" for name, number in fonts.items())
        self._object(f"<</Font<<{named}>>>>", _RESOURCES)
        kids = " ".join(f"{number} 0 R" for number in self._pages)
        self._object(f"<</Type/Pages/Count {len(self._pages)}/Kids[{kids}]>>", _PAGES)
        outlines = f"/Outlines {self._outline()} 0 R/PageMode/UseOutlines" if self._marks else ""
        self._object(
            f"<</Type/Catalog/Pages {_PAGES} 0 R/Lang(zh-CN){outlines}"
            "/ViewerPreferences<</DisplayDocTitle true/PrintScaling/None>>>>",
            _CATALOG,
        )
        self._object(_info(properties), _INFO)
        self._write_end()

    def _font(self, face: Typeface, signs: set[str]) -> int:
        """Write a font as far as it is used, after 9.7."""
        program, codes = face.cut(signs)
        name = f"/{_tag_of(signs)}+{face.stem}"
        # Outlines repeat themselves so little that looking for it takes half the time and saves a twentieth.
        packing = zlib.compressobj(_LIGHT, strategy=zlib.Z_HUFFMAN_ONLY)
        packed = packing.compress(program) + packing.flush()
        file = self._stream(f"/Length1 {len(program)}", packed, is_packed=True)
        descriptor = self._object(
            f"<</Type/FontDescriptor/FontName{name}/Flags {_FLAGS}/FontBBox[{' '.join(map(str, face.box))}]"
            f"/ItalicAngle 0/Ascent {face.ascent}/Descent {face.descent}/CapHeight {face.ascent}/StemV 80"
            f"/FontFile2 {file} 0 R>>"
        )
        places = self._stream("", codes)
        widths = "".join(f"{code}[{width}]" for code, width in face.widths(signs))
        inner = self._object(
            f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/DW 1000/W[{widths}]/FontDescriptor {descriptor} 0 R/CIDToGIDMap {places} 0 R>>"
        )
        unicode = self._stream("", to_unicode_map({face.code(sign): sign for sign in signs}))
        return self._object(
            f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H"
            f"/DescendantFonts[{inner} 0 R]/ToUnicode {unicode} 0 R>>"
        )

    def _outline(self) -> int:
        first = self._last + 2
        last = first + len(self._marks) - 1
        root = self._object(f"<</Type/Outlines/First {first} 0 R/Last {last} 0 R/Count {len(self._marks)}>>")
        for at, (title, page) in enumerate(self._marks):
            beside = f"/Prev {first + at - 1} 0 R" if at else ""
            beside += f"/Next {first + at + 1} 0 R" if first + at < last else ""
            self._object(
                f"<</Title {_text(title)}/Parent {root} 0 R{beside}/Dest[{self._pages[page]} 0 R/Fit]>>"
            )
        return root

    def _write_end(self) -> None:
        start, name = self._at, self._digest.hexdigest()
        lines = [f"xref\n0 {self._last + 1}\n0000000000 65535 f \n"]
        lines += [f"{self._offsets[number]:010d} 00000 n \n" for number in range(1, self._last + 1)]
        lines.append(
            f"trailer\n<</Size {self._last + 1}/Root {_CATALOG} 0 R/Info {_INFO} 0 R/ID[<{name}><{name}>]>>\n"
            f"startxref\n{start}\n%%EOF\n"
        )
        self._write("".join(lines).encode())

    def _stream(self, entries: str, content: bytes, *, is_packed: bool = False) -> int:
        packed = content if is_packed else zlib.compress(content, _LIGHT)
        number = self._begin(0)
        head = f"{number} 0 obj\n<</Length {len(packed)}/Filter/FlateDecode{entries}>>\nstream\n"
        self._write(b"".join((head.encode(), packed, b"\nendstream\nendobj\n")))
        return number

    def _object(self, content: str, number: int = 0) -> int:
        number = self._begin(number)
        self._write(f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1"))
        return number

    def _begin(self, number: int) -> int:
        if not number:
            self._last += 1
            number = self._last
        self._offsets[number] = self._at
        return number

    def _write(self, content: bytes) -> None:
        self._file.write(content)
        self._digest.update(content)
        self._at += len(content)


def _info(said: Properties) -> str:
    entries = {"Title": said.title, "Author": said.author, "Subject": said.subject}
    lines = [f"/{key} {_text(value)}" for key, value in entries.items() if value]
    if said.made is not None:
        lines += [f"/{key}({_moment(said.made)})" for key in ("CreationDate", "ModDate")]
    return f"<<{''.join(lines)}/Producer {_text(PRODUCER)}>>"


def to_unicode_map(signs: Mapping[int, str]) -> bytes:
    """Return which character each code stands for, after 9.10.3: at most 100 in a block."""
    # In the first plane the code is the character itself.
    lines = [
        f"<{code:04X}><{code:04X}>" if ord(sign) == code else f"<{code:04X}><{_utf16(sign)}>"
        for code, sign in sorted(signs.items())
    ]
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


def _tag_of(signs: set[str]) -> str:
    """Return the six letters that tell one part of a font from another."""
    number = int.from_bytes(hashlib.md5("".join(sorted(signs)).encode(), usedforsecurity=False).digest()[:4])
    return "".join(chr(65 + number // 26**at % 26) for at in range(6))


def _text(text: str) -> str:
    return f"<FEFF{_utf16(text)}>"


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex().upper()


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
