"""One font file: which characters it has, how wide they are, and by which numbers documents call them."""

import zlib
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

from reportlab.pdfbase.ttfonts import TTFontFace

_PLANE: Final = 0x10000


class FontFile(TTFontFace):
    """reportlab's, of whose many outlines a document needs hundreds."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        # What titles and headings are set in is the same in one notice after the other.
        self.makeSubset = lru_cache(maxsize=4)(self.makeSubset)  # type: ignore[method-assign]

    def readFile(self, f: str) -> None:  # noqa: N802 - reportlab's name
        """Read the file whole: mapped, it would be another one once an office puts that in its place."""
        self._ttf_data = Path(f).read_bytes()
        self.filename = f
        self._pos = 0

    def get_table(self, tag: str) -> "bytes | _Part":
        """Return a table; the outlines are 14 MB, and would be copied for every document."""
        found: bytes | _Part = super().get_table(tag) if tag != "glyf" else _Part(self, tag)
        return found


class _Part:
    """A table that is read as far as it is asked for."""

    def __init__(self, file: FontFile, tag: str) -> None:
        self._data: bytes = file._ttf_data
        self._start, _ = file.get_table_pos(tag)

    def __getitem__(self, place: slice) -> bytes:
        return self._data[self._start + place.start : self._start + place.stop]


class Typeface:
    """A font file whose outlines are TrueType's.

    Each character has a code of two bytes, by which documents call it: in the first plane its own number,
    beyond it one that stands for no character of this font. So the same text has the same codes in every
    document, whoever writes it.
    """

    def __init__(self, path: Path) -> None:
        """Read a font.

        Raises:
            Exception: It cannot be read, or is broken.
        """
        self.path = path
        # By its place as well: an office's own font may be called as one of ours.
        self.name = f"F{zlib.crc32(str(path).encode('utf-8', 'surrogateescape')):08x}"
        self.file = FontFile(path)
        self._glyphs: dict[int, int] = self.file.charToGlyph
        if max(self._glyphs.values(), default=0) >= self.file.numGlyphs:
            raise ValueError("a character has a glyph that is not there")

    def has(self, sign: str) -> bool:
        """Whether the font draws the character; a blank has no outline and needs none."""
        glyph = self._glyphs.get(ord(sign))
        if not glyph:
            return False
        return sign.isspace() or self.file.glyphPos[glyph] < self.file.glyphPos[glyph + 1]

    def width(self, sign: str) -> float:
        """Return how wide a character is, in ems."""
        return float(self.file.charWidths[ord(sign)]) / 1000

    def coded(self, text: str) -> str:
        """Return the codes of a text, in hexadecimal."""
        if text and max(text) >= "\U00010000":
            text = "".join(chr(self.code(sign)) for sign in text)
        return text.encode("utf-16-be", "surrogatepass").hex()

    def code(self, sign: str) -> int:
        """Return by which number documents call a character."""
        number = ord(sign)
        return number if number < _PLANE else self._beyond[number]

    @cached_property
    def _beyond(self) -> dict[int, int]:
        """Give each character beyond the first plane the number of one that the font does not have."""
        wanted = sorted(number for number in self._glyphs if number >= _PLANE)
        free = (number for number in range(_PLANE - 2, 0, -1) if number not in self._glyphs)
        return dict(zip(wanted, free, strict=False))
