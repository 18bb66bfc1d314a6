"""Text of Word documents (.docx; ECMA-376 part 1), paragraph by paragraph, with their automatic numbers."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from domain.values.errors import BadInput
from domain.values.packages import Package, PackageKind

RESAVE: Final = "请用 Word 或 WPS 打开后另存为 .docx 再试"
MAX_LETTERS: Final = 1_000_000
"""Some 1,400 pages; nothing that is read here is longer."""

_KIND: Final = PackageKind("政策文件", RESAVE, 300_000_000)
_PASSED_OVER: Final = frozenset(
    (
        "del",
        "moveFrom",
        "Fallback",
        "footnotePr",
        "endnotePr",
        "rubyBase",
        "instrText",
        "pPrChange",
        "rPrChange",
    )
)
_MOST_ELEMENTS: Final = 1_500_000
_MOST_DEPTH: Final = 300
"""A document of 500 pages has some hundred thousand elements, few of them deeper than 30."""

_MOST_ABOUT_NUMBERS: Final = 150_000
_MOST_LEVELS: Final = 9
_SHOWN: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "sym": "〓"}
"""What stands for elements; a ``tab`` with a place is one that is only set up."""
_NOWHERE: Final = "-"
_DIGITS: Final = "零一二三四五六七八九"


@dataclass(slots=True)
class Words:
    """What stands in a document.

    Attributes:
        paragraphs: Each with whether it is a row of a table, its cells with a tab between them.
    """

    paragraphs: list[tuple[str, bool]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_words(raw: bytes) -> Words:
    """Read a .docx file.

    Raises:
        BadInput: It is damaged, has a password, is far too long, or is no document of Word.
    """
    package = Package(raw, _KIND)
    main = _main_part(package)
    reader = _Reader(_Numbers.of(package, main))
    package.parse_xml(
        main, StartElementHandler=reader.start, EndElementHandler=reader.end, CharacterDataHandler=reader.say
    )
    words = reader.words
    if any(name.lower().endswith("vbaproject.bin") for name in package.names):
        words.remarks.append("文件里有宏。宏不会运行，只读取文字。")
    words.remarks += reader.remarks()
    return words


def _main_part(package: Package) -> str:
    """Return the part that holds the text.

    Raises:
        BadInput: There is none; it says what the file is instead.
    """
    targets: list[str] = []

    def told(name: str, about: dict[str, str]) -> None:
        if name == "Relationship" and about.get("Type", "").endswith("/officeDocument"):
            targets.append(about.get("Target", "").lstrip("/"))

    package.parse(package.find("_rels/.rels"), told)
    for target in (*targets, "word/document.xml"):
        if found := package.find(target):
            if not found.lower().startswith("word/"):
                break
            return found
    names = [name.lower() for name in package.names]
    if any(name == "ofd.xml" for name in names):
        raise BadInput("这是 OFD 文件，读不了；请打开它，复制全文粘贴到这里，或另存为 .docx 再试")
    if any(name.startswith(("xl/", "ppt/")) for name in names):
        raise BadInput("这是表格或演示文稿，不是政策文件；请选 .docx、.pdf 或 .txt 文件")
    raise BadInput(f"这不是 Word 文档；{RESAVE}")


@dataclass(slots=True)
class _Level:
    """One level of an automatic numbering: what its numbers look like, and where they begin."""

    kind: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass
class _Numbers:
    """Automatic numbers, which stand in no text; counted up paragraph by paragraph."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    of_list: dict[str, str] = field(default_factory=dict)
    of_style: dict[str, tuple[str, int]] = field(default_factory=dict)
    anew: dict[str, dict[int, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)

    @staticmethod
    def of(package: Package, main: str) -> "_Numbers":
        found, folder = _Numbers(), main[: main.rfind("/") + 1]
        if numbering := package.find(f"{folder}numbering.xml"):
            package.parse(numbering, _bounded(_NumberingPart(found).told))
            if styles := package.find(f"{folder}styles.xml"):
                package.parse(styles, _bounded(_style_reader(found)))
        return found

    def next(self, list_id: str, level: int) -> str:
        """Return the number of the next paragraph of a list."""
        abstract = self.of_list.get(list_id, "")
        levels = self.levels.get(abstract, {})
        if level not in levels:
            return ""
        counts = self.counts.setdefault(abstract, {})
        for at, start in self.anew.pop(list_id, {}).items():
            counts[at] = start - 1
        counts[level] = counts.get(level, levels[level].start - 1) + 1
        for deeper in [one for one in counts if one > level]:
            del counts[deeper]
        if levels[level].kind in ("bullet", "none"):
            return ""
        said = levels[level].text
        for at in range(_MOST_LEVELS):
            if f"%{at + 1}" in said:
                one = levels.get(at, _Level())
                said = said.replace(f"%{at + 1}", _written(counts.get(at, one.start), one.kind))
        return said


def _bounded(told: Callable[[str, dict[str, str]], None]) -> Callable[[str, dict[str, str]], None]:
    """Return what takes down no more of a part than any document has."""
    left = iter(range(_MOST_ABOUT_NUMBERS))

    def counted(name: str, about: dict[str, str]) -> None:
        if next(left, None) is None:
            raise _KIND.damaged()
        told(name, about)

    return counted


class _NumberingPart:
    """Takes down each level of the numbering part, and which lists begin anew."""

    def __init__(self, found: _Numbers) -> None:
        self._found = found
        self._abstract = self._list = ""
        self._override = 0
        self._level = _Level()

    def told(self, name: str, about: dict[str, str]) -> None:
        value, found = about.get("val", ""), self._found
        if name == "abstractNum":
            self._abstract = about.get("abstractNumId", "")
        elif name == "lvl":
            self._level = _Level()
            levels = found.levels.setdefault(self._abstract, {})
            levels[_whole_number(about.get("ilvl", ""))] = self._level
        elif name == "numFmt":
            self._level.kind = value
        elif name == "lvlText":
            self._level.text = value
        elif name == "start":
            self._level.start = _whole_number(value)
        elif name == "num":
            # What a list changes of its levels is rarely more than where it begins.
            self._abstract, self._list = _NOWHERE, about.get("numId", "")
        elif name == "abstractNumId":
            found.of_list[self._list] = value
        elif name == "lvlOverride":
            self._override = _whole_number(about.get("ilvl", ""))
        elif name == "startOverride":
            found.anew.setdefault(self._list, {})[self._override] = _whole_number(value)


def _style_reader(found: _Numbers) -> Callable[[str, dict[str, str]], None]:
    """Return what takes down which styles number their paragraphs."""
    style, level = "", 0

    def told(name: str, about: dict[str, str]) -> None:
        nonlocal style, level
        if name == "style":
            style, level = about.get("styleId", ""), 0
        elif name == "ilvl":
            level = _whole_number(about.get("val", ""))
        elif name == "numId" and style:
            found.of_style[style] = about.get("val", ""), level

    return told


@dataclass(slots=True)
class _Paragraph:
    """One that is being read; a text box has paragraphs within one."""

    parts: list[str] = field(default_factory=list)
    style: str = ""
    list_id: str = ""
    level: int | None = None


class _Reader:
    """Follows the elements of the text."""

    def __init__(self, numbers: _Numbers) -> None:
        self.words = Words()
        self._numbers = numbers
        self._open: list[_Paragraph] = []
        self._rows: list[list[list[str]]] = []
        self._passed_over = self._letters = self._pictures = self._notes = self._signs = 0
        self._elements = self._depth = 0
        self._has_changes = self._is_hidden = self._has_hidden = self._is_said = self._is_run = False

    def start(self, element: str, about: dict[str, str]) -> None:
        name = element.rpartition(":")[2]
        self._elements += 1
        self._depth += 1
        if self._elements > _MOST_ELEMENTS or self._depth > _MOST_DEPTH:
            raise _KIND.damaged()
        if self._passed_over or name in _PASSED_OVER:
            self._passed_over += 1
            self._has_changes = self._has_changes or name in ("del", "moveFrom")
        elif name == "p":
            self._open.append(_Paragraph())
        elif name == "tr":
            self._rows.append([])
        elif name == "tc" and self._rows:
            self._rows[-1].append([])
        elif name == "ins":
            self._has_changes = True
        elif name in ("pic", "imagedata"):
            self._pictures += 1
        elif name in ("footnoteReference", "endnoteReference"):
            self._notes += 1
        elif self._open:
            self._in_paragraph(name, {key.rpartition(":")[2]: value for key, value in about.items()})

    def end(self, element: str) -> None:
        name = element.rpartition(":")[2]
        self._depth -= 1
        if self._passed_over:
            self._passed_over -= 1
        elif name == "p" and self._open:
            self._end_paragraph(self._open.pop())
        elif name == "r":
            self._is_hidden = self._is_run = False
        elif name == "t":
            self._is_said = False
        elif name == "tr" and self._rows:
            self._end_row(self._rows.pop())

    def say(self, text: str) -> None:
        if self._is_said and not self._passed_over:
            self._put(text)

    def remarks(self) -> list[str]:
        found = []
        if self._has_changes:
            found.append("文件里有修订痕迹，按接受全部修订以后的文字读取。")
        if self._has_hidden:
            found.append("文件里有隐藏文字，没有读取。")
        if self._pictures:
            found.append(
                f"文件里有 {self._pictures} 张图片，里面的文字（例如做成图片的表格）读不了，请对照原文补上。"
            )
        if self._notes:
            found.append(f"文件里有 {self._notes} 处脚注或尾注，没有读取，请对照原文。")
        if self._signs:
            found.append(f"文件里有 {self._signs} 个特殊符号读不出来，条文里写作“〓”，请对照原文改正。")
        return found

    def _in_paragraph(self, name: str, about: dict[str, str]) -> None:
        now, value = self._open[-1], about.get("val", "")
        if name == "r":
            self._is_run = True
        elif name == "t":
            self._is_said = not self._is_hidden
            self._has_hidden = self._has_hidden or self._is_hidden
        elif name in _SHOWN and "pos" not in about:
            self._signs += name == "sym"
            self._put(_SHOWN[name])
        elif name == "vanish":
            # Of the paragraph mark alone it hides no text.
            self._is_hidden = self._is_run and value not in ("0", "false", "off")
        elif name == "pStyle":
            now.style = value
        elif name == "numId":
            now.list_id = value
        elif name == "ilvl":
            now.level = _whole_number(value)

    def _put(self, text: str) -> None:
        self._letters += len(text)
        if self._letters > MAX_LETTERS:
            raise BadInput("文件超过 100 万字，不像是一份政策文件；请只留下政策正文后再试")
        if self._open:
            self._open[-1].parts.append(text)

    def _end_paragraph(self, paragraph: _Paragraph) -> None:
        text = "".join(paragraph.parts).strip("\n")
        list_id, level = paragraph.list_id, paragraph.level
        if (styled := self._numbers.of_style.get(paragraph.style)) is not None:
            list_id, level = list_id or styled[0], styled[1] if level is None else level
        if list_id and text.strip():
            number = self._numbers.next(list_id, level or 0)
            text = f"{number} {text}" if number[-1:].isalnum() else f"{number}{text}"
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(text)
        elif text.strip():
            self.words.paragraphs.append((text, False))

    def _end_row(self, cells: list[list[str]]) -> None:
        """Add a row; what stands in a table of a single column, as some put a whole text, is plain text."""
        texts = [" ".join(" ".join(cell).split()) for cell in cells]
        if self._rows and self._rows[-1]:
            self._rows[-1][-1].append(" ".join(texts))
        elif len(cells) == 1:
            self.words.paragraphs += [(text, False) for text in cells[0]]
        elif any(texts):
            self.words.paragraphs.append(("\t".join(texts), True))


def _whole_number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _written(number: int, kind: str) -> str:
    """Return an automatic number as it is shown.

    >>> kinds = ("decimal", "chineseCounting", "decimalEnclosedCircle", "lowerLetter", "upperLetter")
    >>> for number in (1, 12, 20, 21, 26, 27, 99, 100):
    ...     print(*(_written(number, kind) for kind in kinds))
    1 一 ① a A
    12 十二 ⑫ l L
    20 二十 ⑳ t T
    21 二十一 21 u U
    26 二十六 26 z Z
    27 二十七 27 27 27
    99 九十九 99 99 99
    100 100 100 100 100
    """
    if kind.startswith(("chinese", "ideograph", "japanese", "taiwanese")) and 0 < number < 100:
        tens, ones = divmod(number, 10)
        before = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
        return before + (_DIGITS[ones] if ones else "")
    if kind.startswith("decimalEnclosedCircle") and 0 < number <= 20:
        return chr(0x2460 + number - 1)
    if kind in ("lowerLetter", "upperLetter") and 0 < number <= 26:
        return chr((0x61 if kind == "lowerLetter" else 0x41) + number - 1)
    return str(number)
