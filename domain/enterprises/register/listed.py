"""What lists of the register ask and show. Light: the window imports it before its first paint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from domain.enterprises.facts import FactValue


@dataclass(frozen=True, slots=True)
class EnterpriseQuery:
    """Which enterprises, in which order.

    Attributes:
        text: Matches name, code or pinyin initials; empty for all.
        attributes: Only those whose attribute has this value (as facts hold it).
        order_by: ``name``, ``uscc``, ``changed_at`` or the name of an attribute.
    """

    text: str = ""
    attributes: Mapping[str, FactValue] = field(default_factory=dict)
    order_by: str = "name"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One enterprise as lists show it. ``changed_at`` is UTC."""

    id: int
    uscc: str
    name: str
    changed_at: datetime
    attributes: Mapping[str, FactValue]
