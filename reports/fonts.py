"""The type of papers: which font draws each character, and that one does."""

import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from fontTools.ttLib import TTFont as FontFile
from fontTools.ttLib import TTLibError
from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts

from domain.errors import DomainError

_BLOCK: Final = 100
_NO_EMBEDDING: Final = 0x0002


class MissingGlyph(DomainError):
    """No font has a character; printing it would leave a blank."""

    def __init__(self, sign: str, text: str) -> None:
        place = text.index(sign)
        around = text[max(0, place - 8) : place + 9]
        super().__init__(
            f"“{around}”里的“{sign}”（U+{ord(sign):04X}）没有字体能印出来，这份文件没有生成；"
            "请改用通行的字，或把含有这个字的字体文件放进数据文件夹的 fonts 文件夹"
        )
        self.sign = sign


class Role(StrEnum):
    """What a piece of text is set in, by its Chinese name."""

    TITLE = "小标宋"
    BODY = "仿宋"
    HEADING = "黑体"
    PLAIN = "宋体"


_SHIPPED: Final = {
    Role.TITLE: "NotoSerifSC-Bold.ttf",
    Role.BODY: "FandolFang-Regular.ttf",
    Role.HEADING: "NotoSansSC-Medium.ttf",
    Role.PLAIN: "NotoSerifSC-Regular.ttf",
}
# Names that font files give themselves, by role.
_OWN_NAMES: Final = {
    Role.TITLE: re.compile(r"小标宋|XiaoBiaoSong|FZXBS", re.IGNORECASE),
    Role.BODY: re.compile(r"仿宋|FangSong|FZFS", re.IGNORECASE),
    Role.HEADING: re.compile(r"黑体|SimHei|FZHT", re.IGNORECASE),
    Role.PLAIN: re.compile(r"(?<!小标)(?<!仿)宋体|SimSun|FZSS", re.IGNORECASE),
}
_SYSTEM_FILES: Final = (
    "simfang.ttf",
    "FangSong.ttf",
    "FangSong_GB2312.ttf",
    "方正仿宋_GB2312.ttf",
    "FZFSK.TTF",
)
_SYSTEM_FOLDERS: Final = ("/usr/share/fonts", "/usr/local/share/fonts", "C:/Windows/Fonts")


class Typeface:
    """One font file, read and registered once per process."""

    def __init__(self, path: Path) -> None:
        self.name = f"zhuqidui-{path.stem}"
        self._font = ttfonts.TTFont(self.name, str(path), asciiReadable=0, shapable=False)
        # The table of outlines is 14 MB and would be copied for every subset of every document.
        self._font.face.get_table = cache(self._font.face.get_table)  # type: ignore[method-assign]
        pdfmetrics.registerFont(self._font)
        self._outlines = _outline_offsets(self._font.face)

    def has(self, sign: str) -> bool:
        """Whether the font draws the character; a blank has no outline and needs none."""
        glyph = self._font.face.charToGlyph.get(ord(sign))
        if glyph is None:
            return False
        return sign.isspace() or self._outlines[glyph] < self._outlines[glyph + 1]

    def width(self, text: str, size_pt: float) -> float:
        """Return how wide the text is, in points."""
        return float(self._font.stringWidth(text, size_pt))

    def em_width(self, sign: str) -> float:
        """Return how wide a character is, in units of the type size."""
        return self.width(sign, 1000.0) / 1000


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that one font draws."""

    text: str
    face: Typeface


class FontBook:
    """The fonts of papers: for each role a chain, asked character by character."""

    def __init__(self, chains: dict[Role, tuple[Path, ...]]) -> None:
        self._chains = chains
        self._known: dict[Role, dict[str, tuple[Typeface, float]]] = {role: {} for role in Role}

    @staticmethod
    def load(shipped: Path, *own: Path) -> "FontBook":
        """Put the chains together: the office's own fonts, the system's 仿宋, the shipped ones.

        Args:
            shipped: The folder that comes with the program.
            own: Folders with the office's fonts; those that are not there are passed over.
        """
        own_files = [path for folder in own for path in _fonts_in(folder)]
        system = [path for path in _system_fonts() if _may_be_used(path)]
        fallback = shipped / _SHIPPED[Role.PLAIN]
        chains = {}
        for role in Role:
            chosen = [path for path in own_files if _OWN_NAMES[role].search(_own_name(path))]
            chosen += system if role is Role.BODY else []
            # Own fonts also serve as the last resort: a rare character may be why they were put there.
            chains[role] = tuple(dict.fromkeys([*chosen, shipped / _SHIPPED[role], fallback, *own_files]))
        return FontBook(chains)

    def runs(self, text: str, role: Role) -> list[Run]:
        """Split a text into pieces that one font each can draw.

        Raises:
            MissingGlyph: No font has a character of it.
        """
        found: list[Run] = []
        for sign in text:
            face = self._find(sign, role, text)[0]
            if found and found[-1].face is face:
                found[-1] = Run(found[-1].text + sign, face)
            else:
                found.append(Run(sign, face))
        return found

    def width(self, text: str, role: Role, size_pt: float) -> float:
        """Return how wide the text is, in points.

        Raises:
            MissingGlyph: No font has a character of it.
        """
        return size_pt * sum(self._find(sign, role, text)[1] for sign in text)

    def _find(self, sign: str, role: Role, text: str) -> tuple[Typeface, float]:
        """Return the face that draws a character, and its width in ems."""
        known = self._known[role]
        if sign not in known:
            faces = (_typeface(path) for path in self._chains[role])
            face = next((face for face in faces if face.has(sign)), None)
            if face is None:
                raise MissingGlyph(sign, text)
            known[sign] = face, face.em_width(sign)
        return known[sign]


@cache
def _typeface(path: Path) -> Typeface:
    return Typeface(path)


def _outline_offsets(face: ttfonts.TTFontFace) -> Sequence[int]:
    """Return where each glyph's outline begins; an empty one begins where the next does."""
    head, loca = face.get_table("head"), face.get_table("loca")
    is_long = struct.unpack(">h", head[50:52])[0]
    kind, size = ("L", 4) if is_long else ("H", 2)
    return struct.unpack(f">{len(loca) // size}{kind}", loca)


def _fonts_in(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in sorted(folder.iterdir()) if _may_be_used(path))


def _system_fonts() -> Iterator[Path]:
    for folder in _SYSTEM_FOLDERS:
        for name in _SYSTEM_FILES:
            yield from sorted(Path(folder).rglob(name))


def _may_be_used(path: Path) -> bool:
    """Whether a file is a font with TrueType outlines that its maker lets documents embed."""
    if path.suffix.lower() != ".ttf":
        return False
    try:
        with FontFile(path, lazy=True) as font:
            return "glyf" in font and not getattr(font["OS/2"], "fsType", 0) & _NO_EMBEDDING
    except (TTLibError, OSError, KeyError, struct.error):
        return False


def _own_name(path: Path) -> str:
    with FontFile(path, lazy=True) as font:
        return " ".join(str(record) for record in font["name"].names if record.nameID in (1, 4, 6))


def to_unicode_map(name: str, subset: Sequence[int]) -> str:
    """Return a subset's ToUnicode map, after ISO 32000-1, 9.10.3.

    Takes the place of reportlab's, which writes characters beyond the BMP in five digits, so that 𬭎 is
    copied out of the file as Ⲵ, and more than the 100 lines that a block may hold.
    """
    lines = [
        f"<{code:02X}> <{chr(sign).encode('utf-16-be').hex().upper()}>" for code, sign in enumerate(subset)
    ]
    blocks = []
    for start in range(0, len(lines), _BLOCK):
        block = lines[start : start + _BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )


ttfonts.makeToUnicodeCMap = to_unicode_map


class _LightCompression(pdfdoc.PDFStreamFilterZCompress):
    """Compresses streams with the least effort: a third of the time for files a tenth larger."""

    def encode(self, text: str | bytes) -> bytes:
        return zlib.compress(text.encode() if isinstance(text, str) else text, level=1)


pdfdoc.PDFZCompress = _LightCompression()
# Binary streams wrapped in text are work for nothing.
vars(rl_config)["useA85"] = 0
