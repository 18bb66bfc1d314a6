"""The type of papers: which font draws each character, and that one does."""

import logging
import re
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts

from domain.values.errors import DomainError
from reports.font_files import Unusable, fault_of, fonts_in, own_name_of

logger = logging.getLogger(__name__)

_BLOCK: Final = 100


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
        # By its place as well: an office's own font may be called as one of ours.
        self.name = f"zhuqidui-{path.stem}-{zlib.crc32(str(path).encode('utf-8', 'surrogateescape')):08x}"
        self._font = ttfonts.TTFont(self.name, str(path), asciiReadable=0, shapable=False)
        # The table of outlines is 14 MB and would be copied for every subset of every document.
        self._font.face.get_table = cache(self._font.face.get_table)  # type: ignore[method-assign]
        self._outlines = _outline_offsets(self._font.face)
        if max(self._font.face.charToGlyph.values(), default=0) + 1 >= len(self._outlines):
            raise ValueError("a character has a glyph that is not there")
        pdfmetrics.registerFont(self._font)

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

    def __init__(self, chains: Mapping[Role, Sequence[Path]], shipped: Path) -> None:
        self._chains = chains
        self._shipped = shipped
        self._known: dict[Role, dict[str, tuple[Typeface, float]]] = {role: {} for role in Role}

    @staticmethod
    def load(shipped: Path, *own: Path) -> "FontBook":
        """Put the chains together: the office's own fonts, the system's 仿宋, the shipped ones.

        A font that is broken, or may not be used, is passed over; settings name it (`fonts_in`).

        Args:
            shipped: The folder that comes with the program.
            own: Folders with the office's fonts; those that are not there are passed over.
        """
        own_files = [path for folder in own for path in fonts_in(folder)[0]]
        names = {path: own_name_of(path) for path in own_files}
        system = [path for path in _system_fonts() if not fault_of(path)]
        fallback = shipped / _SHIPPED[Role.PLAIN]
        chains = {}
        for role in Role:
            chosen = [path for path in own_files if _OWN_NAMES[role].search(names[path])]
            chosen += system if role is Role.BODY else []
            # Own fonts also serve as the last resort: a rare character may be why they were put there.
            chains[role] = tuple(dict.fromkeys([*chosen, shipped / _SHIPPED[role], fallback, *own_files]))
        return FontBook(chains, shipped)

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
            face = next((face for face in self._faces(role) if face.has(sign)), None)
            if face is None:
                raise MissingGlyph(sign, text)
            known[sign] = face, face.em_width(sign)
        return known[sign]

    def _faces(self, role: Role) -> Iterator[Typeface]:
        for path in self._chains[role]:
            try:
                yield _typeface(path)
            except Exception:
                # Only what reportlab cannot read either, though it looked whole; ours must be readable.
                if path.parent == self._shipped:
                    raise
                logger.exception("font passed over: %s", path)


def unusable_fonts(folder: Path) -> list[Unusable]:
    """Return the fonts of a folder that papers are not set in, and why."""
    good, bad = fonts_in(folder)
    for path in good:
        try:
            _typeface(path)
        except Exception:
            bad.append(Unusable(path, "字形表读不出来"))
    return bad


@cache
def _typeface(path: Path) -> Typeface:
    return Typeface(path)


def _outline_offsets(face: ttfonts.TTFontFace) -> Sequence[int]:
    """Return where each glyph's outline begins; an empty one begins where the next does."""
    head, loca = face.get_table("head"), face.get_table("loca")
    is_long = struct.unpack(">h", head[50:52])[0]
    kind, size = ("L", 4) if is_long else ("H", 2)
    return struct.unpack(f">{len(loca) // size}{kind}", loca)


def _system_fonts() -> Iterator[Path]:
    for folder in _SYSTEM_FOLDERS:
        for name in _SYSTEM_FILES:
            yield from sorted(Path(folder).rglob(name))


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
