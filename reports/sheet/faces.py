"""One font file: which characters it has, how wide they are, and by which numbers documents call them."""

import zlib
from functools import cached_property
from pathlib import Path
from typing import Final

from reports.sheet.cutting import FontFile

_PLANE: Final = 0x10000


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

    def by_code(self, signs: str) -> dict[int, str]:
        """Return characters by their codes, in the order of these; they come in that of their numbers."""
        if signs and signs[-1] >= "\U00010000":
            return dict(sorted([(self.code(sign), sign) for sign in signs]))
        return dict(zip(map(ord, signs), signs, strict=True))

    @cached_property
    def _beyond(self) -> dict[int, int]:
        """Give each character beyond the first plane the number of one that the font does not have."""
        wanted = sorted(number for number in self._glyphs if number >= _PLANE)
        free = (number for number in range(_PLANE - 2, 0, -1) if number not in self._glyphs)
        return dict(zip(wanted, free, strict=False))
