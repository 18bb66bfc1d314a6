"""The type of papers: which font draws each character, and that one does."""

import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final, NamedTuple

from domain.values.errors import BadInput, DomainError
from reports.sheet.faces import Typeface
from reports.sheet.font_files import Unusable, fault_of, fonts_in, own_name_of

logger = logging.getLogger(__name__)


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

    # A member is looked up for every word; the enumeration's own way goes through Python.
    __hash__ = str.__hash__


_STAND_IN: Final = "〓"
"""What printers set for a type that they lack (得字号)."""
_PICTURES: Final = frozenset({"So", "Sk", "Me"})
_FULLEST: Final = "NotoSerifSC-Regular.ttf"
_SHIPPED: Final = {
    Role.TITLE: ("NotoSerifSC-Bold.ttf", _FULLEST),
    # What 仿宋 lacks, as light as it is; only what is rarer still stands out.
    Role.BODY: ("FandolFang-Regular.ttf", "LightSerif-Rare.ttf", _FULLEST),
    Role.HEADING: ("NotoSansSC-Medium.ttf", _FULLEST),
    Role.PLAIN: (_FULLEST,),
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


class FontBook:
    """The fonts of papers: for each role a chain, asked character by character."""

    def __init__(self, chains: Mapping[Role, Sequence[Path]], shipped: Path) -> None:
        self._chains = chains
        self._shipped = shipped
        self._known: dict[Role, dict[str, tuple[Typeface, float]]] = {role: {} for role in Role}
        self._by_name: dict[str, Typeface] = {}
        self._stood_in_for: dict[int, str] = {}

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
        chains = {}
        for role in Role:
            chosen = [path for path in own_files if _OWN_NAMES[role].search(names[path])]
            chosen += system if role is Role.BODY else []
            ours = [shipped / name for name in _SHIPPED[role]]
            # Own fonts also serve as the last resort: a rare character may be why they were put there.
            chains[role] = tuple(dict.fromkeys([*chosen, *ours, *own_files]))
        return FontBook(chains, shipped)

    def face_of(self, sign: str, role: Role, text: str) -> tuple[Typeface, float]:
        """Return the face that draws a character of a text, and its width in ems.

        For a picture such as 😀, which is no word of the text, 〓 is drawn where no font has it.

        Raises:
            MissingGlyph: No font has it.
        """
        known = self._known[role]
        if sign not in known:
            face = next((face for face in self._faces(role) if face.has(sign)), None)
            if face is not None:
                known[sign] = face, face.width(sign)
            elif unicodedata.category(sign) in _PICTURES and sign != _STAND_IN:
                known[sign] = self.face_of(_STAND_IN, role, text)
                self._stood_in_for[ord(sign)] = _STAND_IN
            else:
                raise MissingGlyph(sign, text)
        return known[sign]

    def runs(self, text: str, role: Role) -> list[tuple[Typeface, str]]:
        """Split a text into pieces that one face each draws.

        Raises:
            MissingGlyph: No font has a character of it.
        """
        known = self._known[role]
        try:
            faces = [known[sign][0] for sign in text]
        except KeyError:
            faces = [self.face_of(sign, role, text)[0] for sign in text]
        if self._stood_in_for:
            text = text.translate(self._stood_in_for)
        if faces and faces.count(faces[0]) == len(faces):
            return [(faces[0], text)]
        ends = [at for at in range(1, len(faces) + 1) if at == len(faces) or faces[at] is not faces[at - 1]]
        return [(faces[end - 1], text[start:end]) for start, end in pairwise([0, *ends])]

    def width(self, text: str, role: Role) -> float:
        """Return how wide the text is, in ems.

        Raises:
            MissingGlyph: No font has a character of it.
        """
        known = self._known[role]
        try:
            return sum([known[sign][1] for sign in text])
        except KeyError:
            return sum(self.face_of(sign, role, text)[1] for sign in text)

    def face(self, name: str) -> Typeface:
        """Return the face that pages call so, whichever process drew them."""
        if name not in self._by_name:
            found = next(face for role in Role for face in self._faces(role) if face.name == name)
            self._by_name[name] = found
        return self._by_name[name]

    def __reduce__(self) -> tuple[type["FontBook"], tuple[Mapping[Role, Sequence[Path]], Path]]:
        return FontBook, (self._chains, self._shipped)

    def first_of(self, role: Role) -> Typeface:
        """Return the face that is asked first for a character of this role."""
        return next(self._faces(role))

    def is_shipped(self, path: Path) -> bool:
        """Whether a font came with the program."""
        return path.parent == self._shipped

    def _faces(self, role: Role) -> Iterator[Typeface]:
        for path in self._chains[role]:
            try:
                yield _typeface(path)
            except Exception:
                # Only what cannot be read, though it looked whole; ours must be readable.
                if self.is_shipped(path):
                    raise
                logger.exception("font passed over: %s", path)


class Use(NamedTuple):
    """Which font something is set in first: its file, what it calls itself, and whether it is ours."""

    role: Role
    path: Path
    name: str
    is_shipped: bool


def uses_of(book: FontBook) -> list[Use]:
    """Return what each role is set in."""
    first = [(role, book.first_of(role).path) for role in Role]
    return [Use(role, path, own_name_of(path), book.is_shipped(path)) for role, path in first]


class Looked(NamedTuple):
    """What an office's font would be good for.

    Attributes:
        roles: What it is set in by its own name; none where it only serves for what the others lack.
        lacking: Which of the standard characters it does not have.
    """

    name: str
    roles: tuple[Role, ...]
    lacking: str


def look_at(path: Path, standard: str) -> Looked:
    """Look at a font before it is taken in.

    Raises:
        BadInput: It cannot be used, or may not be.
    """
    if fault := fault_of(path):
        raise BadInput(f"“{path.name}”不能用：{fault}")
    try:
        face = Typeface(path)
    except Exception as error:
        raise BadInput(f"“{path.name}”不能用：字形表读不出来") from error
    name = own_name_of(path)
    roles = tuple(role for role in Role if _OWN_NAMES[role].search(name))
    return Looked(name, roles, "".join(sign for sign in standard if not face.has(sign)))


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


def _system_fonts() -> Iterator[Path]:
    for folder in _SYSTEM_FOLDERS:
        for name in _SYSTEM_FILES:
            yield from sorted(Path(folder).rglob(name))
