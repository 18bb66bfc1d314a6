"""Several things that stand in one cell of a list, a line for each, so that they come in as they went out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from domain.values.errors import BadInput
from domain.values.money import Fen, yuan_text
from domain.values.texts import one_line

T = TypeVar("T")

BETWEEN: Final = "｜"
"""What stands between the parts of a line."""
NONE: Final = "没有登记"
"""A cell that says that there is nothing."""


def in_lines(rows: Iterable[Sequence[str]]) -> str:
    """Return things as a cell has them; empty parts at the end of a line are left out."""
    return "\n".join(BETWEEN.join(as_part(part) for part in row).rstrip(BETWEEN) for row in rows)


def as_part(text: str) -> str:
    """Return a text as a line has it: what parts lines is not its own."""
    return one_line(text).replace(BETWEEN, "|")


def parts_of_lines(text: str) -> list[list[str]]:
    """Return the parts of each line of a cell."""
    lines = [line for line in text.splitlines() if line.strip()]
    if [line.strip() for line in lines] == [NONE]:
        return []
    return [[one_line(part) for part in line.split(BETWEEN)] for line in lines]


def read_lines(text: str, places: int, read: Callable[..., T], form: str) -> list[T]:
    """Read the lines of a cell, whose parts ``read`` is given, as many as there are ``places``.

    Args:
        text: The cell.
        places: How many parts a line has; those left out at its end are empty.
        read: Makes something of a line's parts.
        form: How a line is written, for people.

    Raises:
        BadInput: A line does not read; which, and how it is written.
    """
    return [_read(line, places, read, form) for line in parts_of_lines(text)]


def one_of(words: Mapping[str, T], word: str, what: str) -> T:
    """Return what a word means; `BadInput` where none does."""
    if word not in words:
        raise BadInput(f"{what}“{word}”不在“{'、'.join(words)}”里")
    return words[word]


def whole(text: str, unit: str) -> int | None:
    """Return a whole number of things; None for an empty text."""
    digits = text.removesuffix(unit).replace(",", "").strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdecimal()):
        raise BadInput(f"“{text}”不是整数")
    return int(digits)


def yuan(amount: int | None) -> str:
    """Return an amount in fen as a line has it; empty for None."""
    return "" if amount is None else f"{yuan_text(Fen(amount))} 元"


def number(count: int | None, unit: str) -> str:
    """Return how many there are as a line has it; empty for None."""
    return "" if count is None else f"{count:,} {unit}"


def _read(line: Sequence[str], places: int, read: Callable[..., T], form: str) -> T:
    try:
        if len(line) > places:
            raise BadInput(f"多了 {len(line) - places} 项")
        return read(*line, *("" for _ in range(places - len(line))))
    except BadInput as error:
        raise BadInput(f"“{BETWEEN.join(line)}”这一行：{error}；要写成 {form}") from error
