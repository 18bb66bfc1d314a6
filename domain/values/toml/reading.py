"""TOML that somebody wrote, taken apart within bounds; what is wrong with it is said in plain words."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from domain.values.errors import BadInput
from domain.values.toml.places import Places

_FORMAT: Final = 1
_MAX_LISTED: Final = 50
_MAX_DEPTH: Final = 30
_MAX_ENTRIES: Final = 20_000
"""More entries than any such file has; each may take some kilobytes of memory while the file is read."""
_MAX_COMMAS: Final = 200_000
# Beginning with the sign itself, which is looked for much sooner than a group.
_LONG_KEY: Final = re.compile(r"\.[\w-]+(?:\.[\w-]+){4}")
_LONG_NUMBER: Final = re.compile(r"[0-9A-Za-z_]{1000}")
_LINE: Final = re.compile(r"第 (\d+) 行")
_REASONS: Final = {
    "Cannot overwrite a value": "同一项写了两次",
    "Cannot declare": "同一组写了两次",
    "Cannot mutate immutable namespace": "同一组写了两次",
    "Cannot redefine": "同一项写了两次",
    "Duplicate inline table key": "同一项写了两次",
    "Unterminated string": "文字少了结尾的引号",
    "Illegal character": "有不能用的字符，文字要写在一行里，或用三个引号",
    "Unescaped '\\' in a string": "反斜杠要写成两个，或把文字写在单引号里",
    "Expected newline or end of document": "这一行后面有多余的内容",
    "Expected '=' after a key": "名称后面少了等号",
    "Expected ']": "少了方括号",
    'Expected "': "文字少了结尾的引号",
    "Unclosed array": "方括号没有合上",
    "Unclosed inline table": "花括号没有合上",
    "Invalid initial character for a key part": "名称写得不对",
    "Invalid statement": "写得不对：应为“名称 = 值”或“[[…]]”",
    "Invalid value": "值写得不对，文字要写在引号里",
    "Invalid date or datetime": "没有这一天",
}
"""What the reader of TOML calls a mistake, and how people would."""
_TOML_PLACE: Final = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is meant to be.

    Attributes:
        word: What people call such a file.
        refusal: What is raised where one cannot be used.
        max_bytes: How large one may be.
    """

    word: str
    refusal: type[BadInput]
    max_bytes: int

    def read(self, path: Path) -> bytes:
        """Return the content of a file.

        Raises:
            BadInput: Of this kind's own type: it cannot be read, or is too large.
        """
        try:
            if path.stat().st_size > self.max_bytes:
                most = f"{self.max_bytes / 1_000_000:g} MB"
                raise self.refusal(f"{path.name}：文件超过 {most}，不像是{self.word}")
            return path.read_bytes()
        except OSError as error:
            said = f"{path.name}：打不开{self.word}（{error.strerror}），请检查路径和权限"
            raise self.refusal(said) from error

    def parse(self, raw: bytes, name: str) -> tuple[dict[str, Any], Places]:
        """Return what stands in a file that is called ``name``, and where.

        Raises:
            BadInput: Of this kind's own type: it is not TOML, not of a known format, or not within bounds.
        """
        text = self._decoded(raw, name)
        data = self._parsed(text, name)
        if data.get("format") != _FORMAT:
            raise self.refusal(f"{name}：“format”应为 {_FORMAT}；更高的格式请升级程序")
        return data, Places(text)

    def refused(self, name: str, mistakes: Iterable[str]) -> BadInput:
        """Return what to raise for mistakes, in the order in which they stand in the file."""
        listed = sorted(mistakes, key=_line_of)[:_MAX_LISTED]
        return self.refusal(f"{name}：{mistake}" for mistake in listed)

    def _decoded(self, raw: bytes, name: str) -> str:
        try:
            # tomllib takes no \r alone and no byte order mark; editors on Windows write both.
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError as error:
            raise self.refusal(f"{name}：不是 UTF-8 编码的文字文件，请另存为 UTF-8") from error

    def _parsed(self, text: str, name: str) -> dict[str, Any]:
        if sum(text.count(sign) for sign in "=[{") > _MAX_ENTRIES or text.count(",") > _MAX_COMMAS:
            raise self.refusal(f"{name}：内容超过 {_MAX_ENTRIES} 项，太大了，不像是{self.word}")
        # Reading these takes time and memory by the square of their length.
        for pattern, words in ((_LONG_KEY, "点号隔开的层次太多"), (_LONG_NUMBER, "有一串字符太长")):
            if (found := pattern.search(text)) is not None:
                line = text.count("\n", 0, found.start()) + 1
                raise self.refusal(f"{name}：第 {line} 行：{words}，不像是{self.word}")
        try:
            data = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise self.refusal(f"{name}：{_toml_mistake(str(error))}") from error
        except RecursionError as error:
            raise self.refusal(f"{name}：嵌套太深，不像是{self.word}") from error
        if _depth(data) > _MAX_DEPTH:
            raise self.refusal(f"{name}：嵌套太深，不像是{self.word}")
        return data


def _line_of(mistake: str) -> int:
    """Return the line that a mistake names; those of the whole file come first."""
    found = _LINE.search(mistake)
    return int(found[1]) if found else 0


def _toml_mistake(said: str) -> str:
    """Say what is wrong in words of our own, with its place.

    >>> _toml_mistake("Cannot overwrite a value (at line 3, column 8)")
    '第 3 行第 8 列：不是正确的 TOML 写法：同一项写了两次'
    """
    place = _TOML_PLACE.search(said)
    bare = said[: place.start()] if place else said
    reason = next((words for start, words in _REASONS.items() if bare.startswith(start)), bare)
    where = f"第 {place[1]} 行第 {place[2]} 列" if place and place[1] else "文件末尾"
    return f"{where}：不是正确的 TOML 写法：{reason}"


def _depth(data: Any) -> int:
    """Return how deep tables and lists are nested, counted up to one more than is allowed."""
    level, depth = [data], 0
    while level and depth <= _MAX_DEPTH:
        depth += 1
        level = [
            item
            for value in level
            if isinstance(value, dict | list)
            for item in (value.values() if isinstance(value, dict) else value)
        ]
    return depth
