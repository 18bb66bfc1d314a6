"""What approving asks of the money, and hears: answered and booked by who keeps the budgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from sqlmodel import Session

from domain.store.acts import Act
from domain.values.ids import CaseId
from domain.values.money import Fen, yuan_text


@dataclass(frozen=True, slots=True)
class Claim:
    """What a case is to have of the budget of its policy.

    Attributes:
        name: What sentences call the case.
        year: In which it was approved, or would be.
        amount: 0 where nothing is approved, or not any more.
        accepted: The day of its acceptance; the earlier one comes first, then the smaller id.
    """

    case_id: CaseId
    name: str
    policy_id: str
    policy_title: str
    clause_id: str
    year: int
    amount: Fen
    accepted: date


@dataclass(frozen=True, slots=True)
class Short:
    """There is no money for a case: it cannot be approved, or waits for its turn."""

    words: str
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would become of cases if they were approved together.

    Attributes:
        short: Those for which there is no money.
        said: What is to be said of all of them; empty for nothing.
    """

    short: Mapping[CaseId, Short] = field(default_factory=dict)
    said: str = ""


class Funds(Protocol):
    """Keeps the budgets."""

    def foresee(self, session: Session, claims: Sequence[Claim]) -> Outlook:
        """Say what would become of cases if they were approved together."""

    def release(self, session: Session, cases: Mapping[CaseId, str]) -> None:
        """Let go of cases, by their names, that are not to be granted any more.

        Raises:
            NotNow: One was paid, or is about to be.
        """

    def settle(self, act: Act, claims: Sequence[Claim], day: date) -> None:
        """Book what cases have now, in place of what was booked of them: all or none.

        Raises:
            NotNow: There is not so much left, or no budget where there must be one.
        """

    def lowered(self, session: Session) -> Mapping[CaseId, Fen]:
        """Return what awards were lowered to after they were paid; those that were not are absent.

        The case keeps what was granted: what stands now is this, wherever it is not of what was said then.
        """

    def places(self, session: Session) -> Mapping[CaseId, int]:
        """Return of the cases that wait for money (候补) which place each has among those of its policy.

        The first is 1. Who is approved, sent back or refused waits no longer, and the others move up.
        """


def place_words(place: int) -> str:
    """Say which place a case has among those that wait for money; the first is 1.

    >>> place_words(3)
    '候补第 3 位'
    """
    return f"候补第 {place} 位"


def lowered_words(granted: int, now: int) -> str:
    """Say of an award in fen what was granted and what of that stands.

    >>> lowered_words(50_000, 30_000)
    '批准 500.00 元，后调减为 300.00 元'
    """
    return f"批准 {yuan_text(granted)} 元，后调减为 {yuan_text(now)} 元"
