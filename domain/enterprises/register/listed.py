"""What lists of the register ask and show. Light: the window imports it before its first paint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from domain.values.ids import EnterpriseId

if TYPE_CHECKING:
    from domain.enterprises.facts import FactValue
    from domain.enterprises.register.conditions import Condition


@dataclass(frozen=True, slots=True)
class EnterpriseQuery:
    """Which enterprises, in which order.

    Attributes:
        text: What is searched for, see `register.words`; empty for all.
        conditions: What must hold of each besides.
        order_by: ``name``, ``uscc``, ``changed_at`` or the name of an attribute. Who has no value comes last;
            equal ones come as they were recorded.
    """

    text: str = ""
    conditions: tuple[Condition, ...] = ()
    order_by: str = "name"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """One enterprise as lists show it. ``changed_at`` is UTC; ``tags`` are sorted."""

    id: EnterpriseId
    uscc: str
    name: str
    changed_at: datetime
    attributes: Mapping[str, FactValue]
    tags: tuple[str, ...] = ()
