"""Errors whose text a clerk may read. Anything else that escapes is a defect."""

from collections.abc import Iterable


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
