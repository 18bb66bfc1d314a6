"""Values of facts as the store keeps them: text."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from domain.enterprises.dictionary import Fact, FactKind

if TYPE_CHECKING:
    from domain.enterprises.facts import FactValue


def encode(value: FactValue) -> str:
    """Write a value; a date that is known not to exist becomes empty.

    >>> encode(True), encode(date(2022, 5, 1)), encode(None), encode(12345)
    ('1', '2022-05-01', '', '12345')
    """
    match value:
        case bool():
            return "1" if value else "0"
        case None:
            return ""
        case date():
            return value.isoformat()
        case int() | str():
            return str(value)


def decode(fact: Fact, text: str) -> FactValue:
    """Read a value that `encode` wrote."""
    match fact.kind:
        case FactKind.TRUTH:
            return text == "1"
        case FactKind.DATE:
            return date.fromisoformat(text) if text else None
        case FactKind.MONEY | FactKind.NUMBER | FactKind.RATE:
            return int(text)
        case FactKind.TEXT | FactKind.CHOICE:
            return text
