"""Texts with named fields, read: what stands in double braces, and which mark a line begins with.

A text is lines. Each is a paragraph unless a mark says otherwise (【标题】, 【主送】 …). Within it stand
fields, ``{{企业名称}}``; sections that stand only if something does, ``{{如有：说明}}…{{否则}}…{{完}}``;
and, on lines of their own, tables ``{{表：材料}}`` and pieces ``{{段：联系方式}}``. Nothing of a text is ever
executed, and what is filled in is never read as text again.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum
from functools import lru_cache
from typing import Final, TypeAlias

MOST_CHARACTERS: Final = 20_000
_DEEPEST: Final = 8
_TAG: Final = re.compile(r"\{\{([^{}]*)\}\}")
_MARK: Final = re.compile(r"【([^】]{1,6})】")
_WIDE: Final = str.maketrans("｛｝", "{}")


class Mark(Enum):
    """With what a line begins that is no paragraph."""

    COPY = "份号"
    SECRECY = "密级"
    HEAD = "红头"
    PREFIX = "代字"
    NUMBER = "文号"
    JOINTLY = "联署"
    TITLE = "标题"
    BELOW = "题下"
    ADDRESSEE = "主送"
    NUMBERED = "一、"
    HEADING = "小标题"
    NOTE = "注"
    ANNEX = "附件"
    SIGNER = "落款"
    REMARK = "附注"
    SEALS = "签章"

    @property
    def is_once(self) -> bool:
        """Whether a paper has but one."""
        return self not in (Mark.ANNEX, Mark.JOINTLY, *OF_PIECES)


OF_PIECES: Final = (Mark.NUMBERED, Mark.HEADING, Mark.NOTE, Mark.REMARK)
"""What pieces may have, which stand in several documents."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with a text, on which line of it; 0 for the whole."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"第 {self.line} 行：{self.text}" if self.line else self.text


@dataclass(frozen=True, slots=True)
class Start:
    """A line begins here."""

    line: int
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """As it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """What stands in its place is one of the document's."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a table goes."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a piece goes."""

    name: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """Stands if something is there; ``otherwise`` if it is not."""

    name: str
    line: int
    then: tuple["Node", ...]
    otherwise: tuple["Node", ...]


Node: TypeAlias = Start | Text | Field | Place | Piece | Section


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text as it was read, and what is wrong with how it is written."""

    nodes: tuple[Node, ...]
    complaints: tuple[Complaint, ...]


@dataclass(slots=True)
class _Open:
    """A section that was begun."""

    name: str
    line: int
    then: list[Node]
    otherwise: list[Node]
    is_otherwise: bool = False

    @property
    def into(self) -> list[Node]:
        return self.otherwise if self.is_otherwise else self.then


@lru_cache(maxsize=64)
def parse(text: str) -> Parsed:
    """Read a text. Where it is written wrongly it says so, and goes on.

    >>> parse("【标题】{{如有：批次}}{{批次}}{{否则}}关于{{完}}名单").complaints
    ()
    >>> [str(one) for one in parse("【标题】甲\\n{{如有：批次}}乙").complaints]
    ['第 2 行：{{如有：批次}} 没有写到哪里完，请在后面加上 {{完}}']
    """
    if len(text) > MOST_CHARACTERS:
        said = f"文字太长，最多 {MOST_CHARACTERS:,} 个字，现在有 {len(text):,} 个"
        return Parsed((), (Complaint(0, said),))
    return _Reader().read(text)


class _Reader:
    """Reads one text."""

    def __init__(self) -> None:
        self._root: list[Node] = []
        self._open: list[_Open] = []
        self._complaints: list[Complaint] = []
        self._line = 0
        self._too_deep = 0
        """How many sections are open that nobody goes into."""

    def read(self, text: str) -> Parsed:
        for self._line, line in enumerate(text.translate(_WIDE).split("\n"), start=1):
            self._read_line(line.strip())
        for one in self._open:
            self._complain(f"{{{{如有：{one.name}}}}} 没有写到哪里完，请在后面加上 {{{{完}}}}", one.line)
        while self._open:
            self._close()
        return Parsed(tuple(self._root), tuple(sorted(self._complaints, key=lambda one: one.line)))

    @property
    def _into(self) -> list[Node]:
        return self._open[-1].into if self._open else self._root

    def _complain(self, said: str, line: int = 0) -> None:
        self._complaints.append(Complaint(line or self._line, said))

    def _read_line(self, line: str) -> None:
        mark, rest = self._mark_of(line)
        self._into.append(Start(self._line, mark))
        at, alone = 0, []
        for match in _TAG.finditer(rest):
            self._add_text(rest[at : match.start()])
            at = match.end()
            if self._read_tag(match[1].strip()):
                alone.append(match[0])
        self._add_text(rest[at:])
        for tag in alone:
            others = _TAG.sub(lambda found: "" if _is_of_section(found[1]) else found[0], rest)
            if mark is not None or others.strip() != tag:
                self._complain(f"{tag} 要单独占一行")
                break

    def _mark_of(self, line: str) -> tuple[Mark | None, str]:
        found = _MARK.match(line)
        if found is None:
            return None, line
        words = {one.value: one for one in Mark}
        if found[1].strip() in words:
            return words[found[1].strip()], line[found.end() :].strip()
        if near := get_close_matches(found[1], words, 1, 0.5):
            self._complain(f"不认识【{found[1]}】，是不是【{near[0]}】？")
        return None, line

    def _add_text(self, text: str) -> None:
        if not text:
            return
        if "{{" in text or "}}" in text:
            self._complain("“{{”和“}}”要成对，写在同一行里")
        for found in _MARK.finditer(text):
            if found[1] in {one.value for one in Mark}:
                self._complain(f"【{found[1]}】要写在一行的开头")
        self._into.append(Text(text))

    def _read_tag(self, tag: str) -> bool:
        """Take a tag; says whether it has to stand alone on its line."""
        head, colon, name = tag.replace(":", "：", 1).partition("：")
        head, name = head.strip(), name.strip()
        if not colon:
            self._read_word(head)
        elif not name:
            self._complain(f"{{{{{tag}}}}} 里“{head}：”后面没有名称")
        elif head == "如有":
            self._begin(name)
        elif head == "表":
            self._into.append(Place(name, self._line))
            return True
        elif head == "段":
            self._into.append(Piece(name, self._line))
            return True
        else:
            self._complain(f"不认识“{head}：”；可以写“如有：”“表：”“段：”")
        return False

    def _read_word(self, word: str) -> None:
        if word in ("完", "否则") and self._too_deep:
            self._too_deep -= word == "完"
        elif word == "完":
            if self._open:
                self._close()
            else:
                self._complain("这个 {{完}} 前面没有 {{如有：…}}")
        elif word == "否则":
            if self._open and not self._open[-1].is_otherwise:
                self._open[-1].is_otherwise = True
            else:
                self._complain("这个 {{否则}} 前面没有 {{如有：…}}")
        elif word:
            self._into.append(Field(word, self._line))
        else:
            self._complain("{{ }} 里没有写名称")

    def _begin(self, name: str) -> None:
        if len(self._open) >= _DEEPEST:
            self._complain(f"{{{{如有：…}}}} 套得太深，最多 {_DEEPEST} 层")
            self._too_deep += 1
            return
        self._open.append(_Open(name, self._line, [], []))

    def _close(self) -> None:
        one = self._open.pop()
        self._into.append(Section(one.name, one.line, tuple(one.then), tuple(one.otherwise)))


def _is_of_section(tag: str) -> bool:
    tag = tag.strip()
    return tag in ("完", "否则") or tag.replace(":", "：").startswith("如有：")


def walked(nodes: tuple[Node, ...]) -> Iterator[Node]:
    """Yield nodes and what stands within them, in the order of the text."""
    for node in nodes:
        yield node
        if isinstance(node, Section):
            yield from walked(node.then)
            yield from walked(node.otherwise)
