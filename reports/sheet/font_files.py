"""Whether a font file is whole, and may be used on papers; looked at before anything is drawn with it."""

import logging
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont as FontFile

# Of a broken table it tells every entry, 65,535 of them; what is wrong with a file is said here, once.
logging.getLogger("fontTools").setLevel(logging.CRITICAL)

FONT_SUFFIXES: Final = frozenset({".ttf", ".otf", ".ttc", ".otc", ".woff", ".woff2", ".fon"})
_NEEDED: Final = (
    "OS/2",
    "cmap",
    "glyf",
    "head",
    "hhea",
    "hmtx",
    "loca",
    "maxp",
    "name",
    "post",
)
_MOST_BYTES: Final = 64 * 1024 * 1024
"""The largest Chinese fonts with outlines of this kind have 40 MB."""

_LICENCES: Final = {
    0x0002: "字体厂商不允许嵌入文件",
    0x0100: "字体厂商不允许只嵌入用到的字",
    0x0200: "字体厂商只允许嵌入点阵",
}
"""What a font's licence bits (OS/2 fsType) say against setting papers in it."""
_MOST_TABLES: Final = 256
_DEEPEST: Final = 8
"""Glyphs within glyphs; a font that goes round in a circle has no end."""

_LEAST_UNITS: Final = 16
"""To the em, as the format has it."""

_HEAD: Final = 0x5F0F3CF5
"""Stands in the head of every font."""

_RANGES_OF_12_BYTES: Final = (12, 13)
_LAST_CHARACTER: Final = 0x10FFFF
_WORDS_ARE: Final = 0x0001
_HAS_MORE: Final = 0x0020
_SCALES: Final = ((0x0008, 2), (0x0040, 4), (0x0080, 8))


@dataclass(frozen=True, slots=True)
class Unusable:
    """A font file that is passed over, and why, in words."""

    path: Path
    reason: str


def fonts_in(folder: Path) -> tuple[list[Path], list[Unusable]]:
    """Return the fonts of a folder that can be used, and those that cannot; other files are none."""
    good, bad = [], []
    for path in _files_in(folder):
        if reason := fault_of(path):
            bad.append(Unusable(path, reason))
        else:
            good.append(path)
    return good, bad


def fault_of(path: Path) -> str:
    """Return why a font cannot be used, in words; empty where it can.

    Everything is looked at that drawing relies on, but which glyph each character has: that takes longest,
    and `fonts.Typeface` does it when the font is first needed.
    """
    try:
        if not path.is_file():
            return "不是文件"
        if path.suffix.lower() != ".ttf":
            return "只能用 .ttf 字体（TrueType 轮廓）"
        size = path.stat().st_size
        if size > _MOST_BYTES:
            return f"太大（{size / 1024**2:,.0f} MB），字体文件一般不超过 {_MOST_BYTES // 1024**2} MB"
        content = path.read_bytes()
    except OSError as error:
        return f"不能读取（{error.strerror}）"
    try:
        return _fault_in(path, content)
    except Exception:  # Whatever a broken file brings fontTools to.
        return _BROKEN


_BROKEN: Final = "文件不完整或已损坏"


def _files_in(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix.lower() in FONT_SUFFIXES)
    except OSError:
        return []


def _fault_in(path: Path, content: bytes) -> str:
    tables = _tables_of(content)
    if tables is None:
        return _BROKEN
    if "glyf" not in tables and "CFF " in tables:
        return "只能用 TrueType 轮廓的字体，这个不是"
    if absent := [name for name in _NEEDED if name not in tables]:
        return f"缺少必要的部分（{'、'.join(absent)}）"
    (licence,) = struct.unpack_from(">H", tables["OS/2"], 8)
    if against := next((words for bit, words in _LICENCES.items() if licence & bit), ""):
        return against
    (glyphs,) = struct.unpack_from(">H", tables["maxp"], 4)
    (metrics,) = struct.unpack_from(">H", tables["hhea"], 34)
    (magic, _, units) = struct.unpack_from(">LHH", tables["head"], 12)
    (form, records) = struct.unpack_from(">HH", tables["name"])
    own_name_of(path)
    is_sound = (
        0 < metrics <= glyphs
        and len(tables["hmtx"]) >= 2 * (metrics + glyphs)
        and (magic == _HEAD and units >= _LEAST_UNITS)
        and (not form and 6 + 12 * records <= len(tables["name"]))
    )
    if not is_sound or not _is_map_bounded(tables["cmap"], glyphs):
        return _BROKEN
    offsets = _offsets_of(tables, glyphs)
    return "" if offsets is not None and _are_glyphs_whole(tables["glyf"], offsets) else _BROKEN


def _tables_of(content: bytes) -> dict[str, memoryview] | None:
    """Return the tables by name; None where one lies beyond the file."""
    (count,) = struct.unpack_from(">H", content, 4)
    if not 0 < count <= _MOST_TABLES or len(content) < 12 + 16 * count:
        return None
    found = {}
    for number in range(count):
        tag, _, offset, length = struct.unpack_from(">4sLLL", content, 12 + 16 * number)
        if offset + length > len(content):
            return None
        found[tag.decode("latin-1")] = memoryview(content)[offset : offset + length]
    return found


def _offsets_of(tables: dict[str, memoryview], glyphs: int) -> Sequence[int] | None:
    """Return where each glyph begins; None where one lies beyond the outlines, or ends before it begins."""
    is_long = struct.unpack_from(">h", tables["head"], 50)[0]
    kind, size, scale = ("L", 4, 1) if is_long else ("H", 2, 2)
    if len(tables["loca"]) < (glyphs + 1) * size:
        return None
    offsets = [scale * one for one in struct.unpack_from(f">{glyphs + 1}{kind}", tables["loca"])]
    in_order = all(one <= other for one, other in pairwise(offsets))
    return offsets if in_order and offsets[-1] <= len(tables["glyf"]) else None


def _is_map_bounded(table: memoryview, glyphs: int) -> bool:
    """Whether the ranges of characters lie within Unicode: one turned bit makes four billion of them."""
    (count,) = struct.unpack_from(">H", table, 2)
    for number in range(count):
        (start,) = struct.unpack_from(">L", table, 4 + 8 * number + 4)
        (format_,) = struct.unpack_from(">H", table, start)
        if format_ not in _RANGES_OF_12_BYTES:
            continue
        (ranges,) = struct.unpack_from(">L", table, start + 12)
        before = -1
        for at in range(start + 16, start + 16 + 12 * min(ranges, len(table)), 12):
            first, last, glyph = struct.unpack_from(">LLL", table, at)
            if not before < first <= last <= _LAST_CHARACTER or glyph >= glyphs:
                return False
            before = last
    return True


def _are_glyphs_whole(outlines: memoryview, offsets: Sequence[int]) -> bool:
    """Whether glyphs that are made of others name such as are there, and none is made of itself."""
    parts: dict[int, list[int]] = {}
    for glyph, (start, end) in enumerate(pairwise(offsets)):
        if start == end:
            continue
        if end - start < 10:
            return False
        if struct.unpack_from(">h", outlines, start)[0] < 0:
            parts[glyph] = list(_parts_of(outlines[start:end]))
    glyphs = len(offsets) - 1
    return all(part < glyphs for found in parts.values() for part in found) and _has_end(parts)


def _parts_of(glyph: memoryview) -> Iterator[int]:
    at, flags = 10, _HAS_MORE
    while flags & _HAS_MORE:
        flags, part = struct.unpack_from(">HH", glyph, at)
        yield part
        at += 8 if flags & _WORDS_ARE else 6
        at += next((size for flag, size in _SCALES if flags & flag), 0)
        if at > len(glyph):
            raise ValueError("a glyph is cut off")


def _has_end(parts: dict[int, list[int]]) -> bool:
    level = set(parts)
    for _ in range(_DEEPEST):
        if not level:
            return True
        level = {one for one in level if any(part in level for part in parts[one])}
    return not level


def own_name_of(path: Path) -> str:
    """Return what a font calls itself."""
    with FontFile(path, lazy=True) as font:
        return " ".join(str(record) for record in font["name"].names if record.nameID in (1, 4, 6))
