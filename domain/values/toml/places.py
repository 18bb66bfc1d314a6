"""On which line of a TOML file each of its values stands."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

Path = tuple[str | int, ...]

_TOKEN: Final = re.compile(
    r'(?P<long>"""[^"\\]*(?:(?:\\.|""?(?!"))[^"\\]*)*"{3,5}|\'\'\'.*?\'{3,5})'
    r'|(?P<text>"[^"\\\n]*(?:\\.[^"\\\n]*)*"|\'[^\'\n]*\')'
    r"|(?P<comment>#[^\n]*)|(?P<blank>[ \t\r]+)|(?P<end>\n)"
    r"|(?P<sign>[\[\]{}=,.])|(?P<bare>[^\s\[\]{}=,\"'#.]+)",
    re.DOTALL,
)


@dataclass(slots=True)
class _Spot:
    """A table or a list: the line on which it begins, and its parts. A plain value is its line alone."""

    line: int
    parts: "dict[str, _Spot | int] | list[_Spot | int]"

    def part(self, key: str | int) -> "_Spot | int | None":
        if isinstance(self.parts, dict):
            return self.parts.get(str(key))
        return self.parts[key] if isinstance(key, int) and key < len(self.parts) else None


class Places:
    """The lines of one TOML file that is known to be well formed; looked for when first asked."""

    def __init__(self, text: str) -> None:
        self._text = text

    def line(self, path: Sequence[str | int]) -> int | None:
        """Return the line, from 1, on which a value begins, or what it would be part of; None for the file.

        A text that begins on the line after its three quotation marks counts from there.
        """
        spot: _Spot | int = self._root
        for key in path:
            inner = spot.part(key) if isinstance(spot, _Spot) else None
            if inner is None:
                break
            spot = inner
        return (spot if isinstance(spot, int) else spot.line) or None

    def forget(self, path: Sequence[str | int]) -> None:
        """Leave a value out; those that follow it in its list move up, as they do in what was read."""
        spot: _Spot | int | None = self._root
        for key in path[:-1]:
            spot = spot.part(key) if isinstance(spot, _Spot) else None
        if not isinstance(spot, _Spot):
            return
        match spot.parts, path[-1]:
            case dict() as named, str(name):
                named.pop(name, None)
            case list() as listed, int(index) if index < len(listed):
                del listed[index]

    @cached_property
    def _root(self) -> _Spot:
        return _Scanner(self._text).root


class _Scanner:
    """Walks once through a file, keeping nothing of it but where things stand."""

    def __init__(self, text: str) -> None:
        self.root = _Spot(0, {})
        self._tokens = self._read(text)
        self._kind, self._word, self._line = "end", "", 1
        self._next()
        table = self.root
        while self._kind:
            if self._kind == "end":
                self._next()
            elif self._word == "[" and self._kind == "sign":
                table = self._header()
            else:
                self._entry(table)

    def _read(self, text: str) -> Iterator[tuple[str, str, int]]:
        line = 1
        for match in _TOKEN.finditer(text):
            kind, word = match.lastgroup or "", match[0]
            if kind not in ("blank", "comment"):
                yield kind, word, line + (word[3:4] == "\n" if kind == "long" else 0)
            line += word.count("\n")

    def _next(self) -> None:
        self._kind, self._word, self._line = next(self._tokens, ("", "", 0))

    def _is(self, sign: str) -> bool:
        return self._kind == "sign" and self._word == sign

    def _key(self) -> list[str]:
        """Read a dotted key."""
        names = []
        while self._kind in ("bare", "text"):
            names.append(self._word.strip("\"'") if self._kind == "text" else self._word)
            self._next()
            if not self._is("."):
                break
            self._next()
        return names

    def _header(self) -> _Spot:
        line = self._line
        self._next()
        is_list = self._is("[")
        if is_list:
            self._next()
        names = self._key()
        while self._is("]"):
            self._next()
        spot = self.root
        for name in names[: len(names) - is_list]:
            spot = _inside(spot, name, line)
        if is_list and names:
            held, name = _named(spot), names[-1]
            found = held.get(name)
            listed = found if isinstance(found, _Spot) else _Spot(line, [])
            held[name] = listed
            spot = _Spot(line, {})
            if isinstance(listed.parts, list):
                listed.parts.append(spot)
        return spot

    def _entry(self, table: _Spot) -> None:
        line, names = self._line, self._key()
        if not self._is("="):
            # Only in a file that is not well formed.
            self._next()
            return
        self._next()
        for name in names[:-1]:
            table = _inside(table, name, line)
        _named(table)[names[-1] if names else ""] = self._value()

    def _value(self) -> _Spot | int:
        line, is_list = self._line, self._is("[")
        if not is_list and not self._is("{"):
            # A date and its time, and a number with a point, are several words.
            while self._kind in ("bare", "text", "long") or self._is("."):
                self._next()
            return line
        self._next()
        listed: list[_Spot | int] = []
        table = _Spot(line, {})
        while self._kind and not self._is("]" if is_list else "}"):
            if self._kind == "end" or self._is(","):
                self._next()
            elif is_list:
                listed.append(self._value())
            else:
                self._entry(table)
        self._next()
        return _Spot(line, listed) if is_list else table


def _named(spot: _Spot) -> dict[str, _Spot | int]:
    return spot.parts if isinstance(spot.parts, dict) else {}


def _inside(holder: _Spot, name: str, line: int) -> _Spot:
    """Return a table by its name, which begins here if there is none yet; of a list of them the last."""
    held = _named(holder)
    found = held.get(name)
    if isinstance(found, _Spot) and isinstance(found.parts, list) and found.parts:
        found = found.parts[-1]
    if not isinstance(found, _Spot):
        found = held[name] = _Spot(line, {})
    return found
