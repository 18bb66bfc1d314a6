"""Sentences for the bar above the page: what was done, what went wrong, and the one act that follows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

Action: TypeAlias = tuple[str, Callable[[], object]]
"""The word on a button and what it does."""


class Tone(StrEnum):
    """How a message or a mark is meant. Red only for harm."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


def complaints_in(error: Exception | str) -> tuple[str, ...]:
    """Return everything that is wrong, where that is more than one sentence says."""
    found: tuple[str, ...] = getattr(error, "complaints", ())
    return found


def in_full(error: Exception) -> str:
    """Return why something failed, a line for everything that is wrong."""
    return "\n".join(complaints_in(error)) or str(error)


@dataclass(frozen=True, slots=True)
class Message:
    """One message. ``details`` are whole sentences, shown below the text on demand."""

    tone: Tone
    text: str
    action: Action | None = None
    details: tuple[str, ...] = ()


class Messages(QObject):
    """Where pages leave their messages. One is shown at a time; the newer replaces the older."""

    posted = Signal(Message)
    cleared = Signal()

    def info(self, text: str, *, action: Action | None = None) -> None:
        self.posted.emit(Message(Tone.INFO, text, action))

    def success(self, text: str, *, action: Action | None = None) -> None:
        """Say that something is done; leaves by itself after a while, later where it carries an action."""
        self.posted.emit(Message(Tone.SUCCESS, text, action))

    def warning(self, text: str, *, action: Action | None = None, details: Sequence[str] = ()) -> None:
        self.posted.emit(Message(Tone.WARNING, text, action, tuple(details)))

    def error(self, error: Exception | str, *, action: Action | None = None) -> None:
        """Show an expected failure; a `BadInput` with many complaints lists them on demand."""
        complaints = complaints_in(error)
        if len(complaints) > 1:
            text = f"{complaints[0]}（共 {len(complaints)} 处）"
            self.posted.emit(Message(Tone.ERROR, text, action, complaints))
        else:
            self.posted.emit(Message(Tone.ERROR, str(error), action))

    def clear(self) -> None:
        """Take away what is shown, e.g. because it no longer holds."""
        self.cleared.emit()
