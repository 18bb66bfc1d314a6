"""Errors whose text a clerk may read. Anything else that escapes is a defect."""

import re
import traceback
from collections.abc import Iterable
from typing import Final


class DomainError(Exception):
    """Base of every expected failure.

    ``str(error)`` is one Chinese sentence fit to show: what, where, and what to do about it.
    """


class BadInput(DomainError):
    """Something typed, or brought in a file, cannot be taken. Headless commands exit with 2.

    Attributes:
        complaints: Every complaint found, each a whole sentence with its place; at least one.
    """

    def __init__(self, complaints: str | Iterable[str]) -> None:
        self.complaints: tuple[str, ...] = (complaints,) if isinstance(complaints, str) else tuple(complaints)
        super().__init__("\n".join(self.complaints))


class NotFound(DomainError):
    """What was asked for is not in the store (any more)."""


_TELLING: Final = (AttributeError, NameError, ImportError, AssertionError, TypeError, OSError, DomainError)
"""Errors whose messages name code and places, not what somebody entered."""

_QUOTED: Final = re.compile(r"""'[^'\n]*'|"[^"\n]*"|“[^”\n]*”""")
_WITH_TEXT: Final = re.compile(r"(Could not decode to UTF-8 column .*?) with text.*", re.DOTALL)


def trace_of(error: BaseException) -> str:
    """Return what a programmer needs to find a defect: where it came up, and what kind of error it is.

    What was being worked on is cut from the messages: a log is handed on, and must hold neither a passphrase
    nor an enterprise's figures.
    """
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        kind = type(current)
        place = "".join(traceback.format_tb(current.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{place}{kind.__qualname__}: {_told(current)}")
        before = None if current.__suppress_context__ else current.__context__
        current = current.__cause__ or before
    return "\n\nThen:\n\n".join(reversed(parts))


def _told(error: BaseException) -> str:
    complaints = getattr(error, "errors", None)
    if callable(complaints) and type(error).__module__.startswith("pydantic"):
        return "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in complaints())
    if isinstance(error, _TELLING):
        return str(error)
    if type(error).__module__.startswith("sqlalchemy"):  # which hides what it was given, see `engine`
        return _WITH_TEXT.sub(r"\1", str(error))
    return _QUOTED.sub("'…'", _WITH_TEXT.sub(r"\1", str(error)))
