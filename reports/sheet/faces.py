"""One font file: which characters it has, how wide they are, and as much of it as a document needs.

Read and cut here, and not by a library that knows every kind of font: a document is written in milliseconds,
and of a font it needs only outlines and widths.
"""

import struct
import sys
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Final

_CHECKED: Final = 0xB1B0AFBA
_COPIED: Final = ("cvt ", "fpgm", "prep")
"""What hinted outlines run on; taken as it is."""
_UNICODE: Final = {(3, 10): 0, (0, 4): 1, (0, 6): 1, (3, 1): 2, (0, 3): 3, (0, 2): 4, (0, 1): 4, (0, 0): 4}
"""The maps of characters that are of use, by platform and encoding; the fullest first."""
_WORDS, _MORE, _SCALES = 0x0001, 0x0020, ((0x0008, 2), (0x0040, 4), (0x0080, 8))
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
            OSError: It cannot be read.
            ValueError, struct.error: It is broken.
        """
        # Read whole, not mapped: an office may put another font in its place while the program runs.
        self._data = path.read_bytes()
        self.path = path
        # By its place as well: an office's own font may be called as one of ours.
        self.name = f"F{zlib.crc32(str(path).encode('utf-8', 'surrogateescape')):08x}"
        self.stem = "".join(sign for sign in path.stem if sign.isascii() and sign.isalnum()) or "Font"
        self._tables = {
            tag: (offset, length)
            for tag, _, offset, length in struct.iter_unpack(
                ">4sLLL", self._data[12 : 12 + 16 * int.from_bytes(self._data[4:6])]
            )
        }
        head, hhea = self._table("head"), self._table("hhea")
        self._em: int = struct.unpack_from(">H", head, 18)[0]
        self.box = [self._scaled(one) for one in struct.unpack_from(">4h", head, 36)]
        self.ascent, self.descent = (self._scaled(one) for one in struct.unpack_from(">hh", hhea, 4))
        count: int = struct.unpack_from(">H", self._table("maxp"), 4)[0]
        is_long = struct.unpack_from(">h", head, 50)[0]
        offsets = _numbers("L" if is_long else "H", self._table("loca"))
        self._offsets: Sequence[int] = offsets if is_long else [2 * one for one in offsets]
        self._metrics = _metrics_of(self._table("hmtx"), struct.unpack_from(">H", hhea, 34)[0])
        self.glyphs = _map_of(self._table("cmap"))
        self._read: dict[int, tuple[bytes, tuple[tuple[int, int], ...], int]] = {}
        if max(self.glyphs.values(), default=0) >= count or len(self._offsets) <= count:
            raise ValueError("a character has a glyph that is not there")

    def has(self, sign: str) -> bool:
        """Whether the font draws the character; a blank has no outline and needs none."""
        glyph = self.glyphs.get(ord(sign))
        if glyph is None:
            return False
        return sign.isspace() or self._offsets[glyph] < self._offsets[glyph + 1]

    def width(self, sign: str) -> float:
        """Return how wide a character is, in ems."""
        return self._advance(self.glyphs[ord(sign)]) / self._em

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
        wanted = sorted(number for number in self.glyphs if number >= _PLANE)
        free = (number for number in range(_PLANE - 2, 0, -1) if number not in self.glyphs)
        return dict(zip(wanted, free, strict=False))

    def widths(self, signs: Iterable[str]) -> Iterator[tuple[int, int]]:
        """Yield the codes of characters that are not one em wide, with their width in thousandths."""
        for sign in sorted(signs, key=self.code):
            if (width := self._scaled(self._advance(self.glyphs[ord(sign)]))) != 1000:
                yield self.code(sign), width

    def cut(self, signs: Iterable[str]) -> tuple[bytes, bytes]:
        """Return a font with nothing but these characters, and which glyph each code has there.

        The latter as two bytes for each code, from 0 on.
        """
        by_code = {self.code(sign): self.glyphs[ord(sign)] for sign in signs}
        kept = self._with_parts(by_code.values())
        places = {glyph: at for at, glyph in enumerate(kept)}
        codes = array("H", bytes(2 * (1 + max(by_code, default=0))))
        for code, glyph in by_code.items():
            codes[code] = places[glyph]
        return self._program(kept, places), _big_endian(codes)

    def _program(self, kept: Sequence[int], places: dict[int, int]) -> bytes:
        read = [self._glyph(glyph) for glyph in kept]
        outlines = [_renumbered(outline, parts, places) if parts else outline for outline, parts, _ in read]
        offsets = array("I", accumulate(map(len, outlines), initial=0))
        is_plain = not any(parts for _, parts, _ in read)
        widths, bearings = self._metrics
        last = len(widths) - 1
        metrics = array("H")
        for glyph in kept:
            metrics.append(widths[min(glyph, last)])
            metrics.append(bearings[glyph] & 0xFFFF)
        head, hhea = bytearray(self._table("head")), bytearray(self._table("hhea"))
        head[8:12], head[50:52] = bytes(4), b"\0\1"
        hhea[34:36] = len(kept).to_bytes(2)
        maxp = bytearray(self._table("maxp"))
        maxp[4:6] = len(kept).to_bytes(2)
        tables = {
            "glyf": b"".join(outlines),
            "head": bytes(head),
            "hhea": bytes(hhea),
            "hmtx": _big_endian(metrics),
            "loca": _big_endian(offsets),
            "maxp": bytes(maxp),
        }
        tables |= {tag: bytes(self._table(tag)) for tag in _COPIED if tag.encode() in self._tables}
        return _font_of(tables, sum(own for _, _, own in read) if is_plain else None)

    def _with_parts(self, glyphs: Iterable[int]) -> list[int]:
        """Return glyphs with those that they are made of; the first is what is drawn for nothing."""
        found, open_ = {0}, set(glyphs)
        while open_:
            found |= open_
            open_ = {part for glyph in open_ for _, part in self._glyph(glyph)[1]} - found
        return sorted(found)

    def _glyph(self, glyph: int) -> tuple[bytes, tuple[tuple[int, int], ...], int]:
        """Return an outline, where in it which other glyphs are named, and its sum; read once."""
        found = self._read.get(glyph)
        if found is None:
            base = self._tables[b"glyf"][0]
            outline = self._data[base + self._offsets[glyph] : base + self._offsets[glyph + 1]]
            parts = tuple(_parts_of(outline)) if outline[:1] >= b"\x80" else ()
            outline += bytes(-len(outline) % 4)
            found = self._read[glyph] = outline, parts, _sum_of(outline)
        return found

    def _advance(self, glyph: int) -> int:
        return self._metrics[0][min(glyph, len(self._metrics[0]) - 1)]

    def _scaled(self, length: int) -> int:
        return round(length * 1000 / self._em)

    def _table(self, tag: str) -> bytes:
        offset, length = self._tables[tag.encode()]
        return self._data[offset : offset + length]


def _renumbered(outline: bytes, parts: Iterable[tuple[int, int]], places: dict[int, int]) -> bytes:
    named = bytearray(outline)
    for at, part in parts:
        named[at : at + 2] = places[part].to_bytes(2)
    return bytes(named)


def _parts_of(outline: bytes) -> Iterator[tuple[int, int]]:
    """Yield where in an outline that is made of others one is named, and which."""
    at, flags = 10, _MORE
    while flags & _MORE:
        flags, part = struct.unpack_from(">HH", outline, at)
        yield at + 2, part
        at += 8 if flags & _WORDS else 6
        at += next((size for flag, size in _SCALES if flags & flag), 0)


def _metrics_of(table: bytes, full: int) -> tuple[Sequence[int], Sequence[int]]:
    """Return the widths, and where each outline begins; the last width holds for all glyphs behind it."""
    pairs = _numbers("H", table[: 4 * full])
    bearings = _numbers("h", table[: len(table) // 2 * 2])
    return pairs[::2], bearings[1 : 2 * full : 2] + bearings[2 * full :]


def _map_of(table: bytes) -> dict[int, int]:
    """Return the glyph of each character."""
    (count,) = struct.unpack_from(">H", table, 2)
    ways = [struct.unpack_from(">HHL", table, 4 + 8 * number) for number in range(count)]
    usable = sorted((_UNICODE[(one, other)], start) for one, other, start in ways if (one, other) in _UNICODE)
    for _, start in usable:
        (format_,) = struct.unpack_from(">H", table, start)
        if format_ == 12:
            return _map_of_groups(table, start)
        if format_ == 4:
            return _map_of_segments(table, start)
    raise ValueError("no map of characters that can be read")


def _map_of_groups(table: bytes, start: int) -> dict[int, int]:
    (count,) = struct.unpack_from(">L", table, start + 12)
    found: dict[int, int] = {}
    for first, last, glyph in struct.iter_unpack(">LLL", table[start + 16 : start + 16 + 12 * count]):
        found.update(zip(range(first, last + 1), range(glyph, glyph + last - first + 1), strict=True))
    return found


def _map_of_segments(table: bytes, start: int) -> dict[int, int]:
    count = struct.unpack_from(">H", table, start + 6)[0] // 2
    size = 2 * count
    lasts, firsts, deltas, jumps = (
        _numbers("H", table[start + at : start + at + size])
        for at in (14, 16 + size, 16 + 2 * size, 16 + 3 * size)
    )
    found = {}
    for number, (first, last, delta, jump) in enumerate(zip(firsts, lasts, deltas, jumps, strict=True)):
        at = start + 16 + 3 * size + 2 * number + jump
        for character in range(first, min(last, 0xFFFE) + 1):
            glyph = character
            if jump:
                glyph = struct.unpack_from(">H", table, at + 2 * (character - first))[0]
            if not jump or glyph:
                glyph = (glyph + delta) & 0xFFFF
            if glyph:
                found[character] = glyph
    return found


def _font_of(tables: dict[str, bytes], outlines: int | None) -> bytes:
    """Put tables together into a font file, with its checksums; that of the outlines where it is known."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    directory = struct.pack(
        ">LHHHH", 0x00010000, count, 16 * power, power.bit_length() - 1, 16 * (count - power)
    )
    at, bodies, sums, head = 12 + 16 * count, [], 0, 0
    for tag in sorted(tables):
        body = tables[tag] + bytes(-len(tables[tag]) % 4)
        own = outlines & 0xFFFFFFFF if tag == "glyf" and outlines is not None else _sum_of(body)
        directory += struct.pack(">4sLLL", tag.encode(), own, at, len(tables[tag]))
        head = at if tag == "head" else head
        bodies.append(body)
        at += len(body)
        sums += own
    font = bytearray(b"".join((directory, *bodies)))
    struct.pack_into(">L", font, head + 8, (_CHECKED - sums - _sum_of(directory)) & 0xFFFFFFFF)
    return bytes(font)


def _sum_of(content: bytes) -> int:
    return sum(_numbers("I", content)) & 0xFFFFFFFF


def _numbers(kind: str, content: bytes) -> "array[int]":
    numbers = array("I" if kind == "L" else kind)
    numbers.frombytes(content[: len(content) // numbers.itemsize * numbers.itemsize])
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


def _big_endian(numbers: "array[int]") -> bytes:
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers.tobytes()
