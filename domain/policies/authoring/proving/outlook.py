"""A policy that is in no version yet, on the office's own register. Stores nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.enterprises.dictionary import Dictionary
from domain.policies.policy import Policy
from domain.policies.trials.trying import Switch
from domain.store.engine import Store
from domain.values.ids import EnterpriseId
from domain.values.money import Fen
from domain.values.progress import Reporter


@dataclass(frozen=True, slots=True)
class Recipient:
    """An enterprise that would be granted something, with all of it in fen."""

    enterprise_id: EnterpriseId
    name: str
    amount: Fen
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """A figure that clauses wait for, and from how many enterprises."""

    key: str
    label: str
    enterprises: int


@dataclass(frozen=True, slots=True)
class RegisterOutlook:
    """What a draft does to the register.

    Attributes:
        switch: Each clause in totals, with those of the other policy beside it.
        recipients: Who gets most first, at most as many as were asked for; ``switch`` counts all.
        lacking: Which figures are missing, from most enterprises first.
        awards: By clause id each award in fen, as `funds.forecast` takes them.
    """

    switch: Switch
    recipients: Sequence[Recipient]
    lacking: Sequence[Lacking]
    awards: dict[str, Sequence[int]]


def look_at_register(
    store: Store, policy: Policy, beside: Policy | None, dictionary: Dictionary, reporter: Reporter
) -> RegisterOutlook:
    """Decide the whole register by a draft, and by the policy beside it, such as last year's.

    ``dictionary`` is the office's; what the policies declare comes to it.

    Raises:
        Cancelled: The user stopped it.
    """
    raise NotImplementedError
