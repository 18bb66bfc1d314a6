"""A font cut to the characters of a document, from parts that are read, added up and compressed once."""

import zlib
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from pathlib import Path
from struct import pack, unpack
from typing import Final, NamedTuple, Self

from reportlab.pdfbase.ttfonts import TTFontFace

_COPIED: Final = ("OS/2", "cvt ", "fpgm", "name", "prep")
_ADDS_UP_TO: Final = 0xB1B0AFBA
"""What the words of a whole font file come to (OpenType, head.checksumAdjustment)."""
_ADJUSTMENT: Final = 8
"""Where in its head a font says what makes it come to that."""
_WORDS: Final = 1 << 32
_REFERS: Final = b"\x80"
"""An outline that begins with a negative number refers to others."""
_MOST_KEPT: Final = 10_000
_NOT, _WELL = 0, 6
"""Efforts of compression: what only this cut has is small, and would take as long as all else of it."""
_BEGINS, _ENDS = b"\x78\x01", b"\x03\x00"
"""Before and behind compressed parts, whose sum comes last."""
_SMALL, _LITTLE = 12, 5
"""How far zlib looks back, as a power of two, and how much it keeps: it gets ready for as much first."""


class Part(NamedTuple):
    """Part of a font.

    Attributes:
        content: Filled up to whole words of four bytes.
        length: In bytes, without what fills it.
        total: What its words come to.
        packed: The content compressed by itself (RFC 1951).
    """

    content: bytes
    length: int
    total: int
    packed: bytes

    @classmethod
    def of(cls, content: bytes) -> Self:
        filled = _filled(content)
        return cls(filled, len(content), _total(filled), _packed(filled, _WELL))


class Cut(bytes):
    """A font cut to some characters; ``packed`` is the same compressed (RFC 1950)."""

    packed: bytes

    @classmethod
    def of(cls, first: bytes, parts: Sequence[Part]) -> Self:
        """Put parts together behind what no other cut begins with."""
        cut = cls(b"".join([first, *[part.content for part in parts]]))
        packed = [_BEGINS, _packed(first, _NOT), *[part.packed for part in parts], _ENDS]
        cut.packed = b"".join([*packed, pack(">L", zlib.adler32(cut))])
        return cut


class FontFile(TTFontFace):
    """reportlab's, of whose many outlines a document needs hundreds, and the next one mostly the same."""

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        # Only to shape texts, which ours are not: a list for each glyph.
        del self.glyphToChar
        self._outline = lru_cache(maxsize=_MOST_KEPT)(self._read_outline)
        self._metrics = lru_cache(maxsize=_MOST_KEPT)(self._read_metrics)

    def readFile(self, f: str) -> None:  # noqa: N802 - reportlab's name
        """Read the file whole: mapped, it would be another one once an office puts that in its place."""
        self._ttf_data = Path(f).read_bytes()
        self.filename = f
        self._pos = 0

    def makeSubset(self, subset: Sequence[int]) -> bytes:  # noqa: N802 - reportlab's name
        """Return a font of these characters, their glyphs numbered from 1 as they first come.

        Where an outline refers to others, which have to be found and numbered, reportlab does it.
        """
        mapped = list(map(self.charToGlyph.__getitem__, subset))
        glyphs = list(dict.fromkeys([0, *mapped]))
        outlines = [outline for outline in map(self._outline, glyphs) if outline is not None]
        if len(outlines) < len(glyphs):
            whole: bytes = super().makeSubset(subset)
            return whole
        return self._cut(glyphs, outlines, mapped)

    def _read_outline(self, glyph: int) -> Part | None:
        """Return an outline; none where it refers to others."""
        first, _ = self.get_table_pos("glyf")
        start, end = self.glyphPos[glyph : glyph + 2]
        content = self._ttf_data[first + start : first + end]
        return None if content[:1] >= _REFERS else Part.of(content)

    def _read_metrics(self, glyph: int) -> bytes:
        """Return how wide a glyph is and how far its outline begins from its left."""
        return pack(">HH", *map(int, self.hmetrics[glyph]))

    def _cut(self, glyphs: Sequence[int], outlines: Sequence[Part], mapped: Sequence[int]) -> Cut:
        """Put together the tables that reportlab would: those of this cut, what all share, the outlines."""
        count = pack(">H", len(glyphs))
        places = list(accumulate([len(outline.content) for outline in outlines], initial=0))
        head, across, most = self._heads
        own = {
            "cmap": _map_of(glyphs, mapped),
            "head": head,
            "hhea": _put(across, 34, count),
            "hmtx": b"".join(map(self._metrics, glyphs)),
            "loca": pack(f">{len(places)}L", *places),
            "maxp": _put(most, 4, count),
        }
        filled = {tag: _filled(content) for tag, content in own.items()}
        sizes = {tag: (_total(filled[tag]), len(content)) for tag, content in own.items()}
        sizes |= self._sizes
        sizes["glyf"] = sum([outline.total for outline in outlines]), places[-1]
        directory = _directory(sizes)
        missing = (_ADDS_UP_TO - _total(directory) - sum([total for total, _ in sizes.values()])) % _WORDS
        filled["head"] = _filled(_put(head, _ADJUSTMENT, pack(">L", missing)))
        return Cut.of(b"".join([directory, *filled.values()]), [*self._copied.values(), *outlines])

    @cached_property
    def _heads(self) -> tuple[bytes, bytes, bytes]:
        """The tables that say of a cut how large it is, still to be filled in."""
        head, across, most = map(self.get_table, ("head", "hhea", "maxp"))
        return _put(_put(head, _ADJUSTMENT, bytes(4)), 50, pack(">H", 1)), across, most

    @cached_property
    def _sizes(self) -> dict[str, tuple[int, int]]:
        return {tag: (part.total, part.length) for tag, part in self._copied.items()}

    @cached_property
    def _copied(self) -> dict[str, Part]:
        """The tables that every cut has as they are, but for the names of glyphs, which none has."""
        found = {tag: Part.of(self.get_table(tag)) for tag in _COPIED if tag in self.table}
        return found | {"post": Part.of(b"\x00\x03\x00\x00" + self.get_table("post")[4:16] + bytes(16))}


def _map_of(glyphs: Sequence[int], mapped: Sequence[int]) -> bytes:
    """Return the table of glyphs by the place of their character: documents have one of their own."""
    head = 0, 1, 1, 0, 0, 12, 6, 10 + 2 * len(mapped), 0, 0, len(mapped)
    numbers = dict(zip(glyphs, range(len(glyphs)), strict=True))
    places = map(numbers.__getitem__, mapped)
    return pack(f">{len(head) + len(mapped)}H", *head, *places)


def _directory(sizes: Mapping[str, tuple[int, int]]) -> bytes:
    """Return the head of a font file: of each table what its words come to, where it lies, how long it is."""
    count = len(sizes)
    selector = count.bit_length() - 1
    search = 16 << selector
    places = accumulate([length + -length % 4 for _, length in sizes.values()], initial=12 + 16 * count)
    rows = [
        tag.encode() + pack(">3L", total % _WORDS, at, length)
        for (tag, (total, length)), at in zip(sizes.items(), places, strict=False)
    ]
    return pack(">L4H", 0x10000, count, search, selector, 16 * count - search) + b"".join(sorted(rows))


def _put(table: bytes, at: int, value: bytes) -> bytes:
    return table[:at] + value + table[at + len(value) :]


def _packed(content: bytes, effort: int) -> bytes:
    """Compress a part by itself (RFC 1951), so that another one may stand behind it."""
    deflating = zlib.compressobj(effort, wbits=-_SMALL, memLevel=_LITTLE)
    return deflating.compress(content) + deflating.flush(zlib.Z_SYNC_FLUSH)


def _filled(content: bytes) -> bytes:
    return content + bytes(-len(content) % 4)


def _total(words: bytes) -> int:
    return sum(unpack(f">{len(words) // 4}L", words))
