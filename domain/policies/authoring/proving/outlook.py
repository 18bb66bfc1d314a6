"""A policy that is in no version yet, on the office's own register. Stores nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from domain.enterprises.dictionary import Dictionary
from domain.policies.many.ranges import LATE
from domain.policies.policy import Policy
from domain.policies.runs.register import decide_register
from domain.policies.runs.results import Results
from domain.policies.trials.trying import Switch, awards_of, switch_between
from domain.store.engine import Store
from domain.values.ids import EnterpriseId
from domain.values.money import Fen
from domain.values.progress import Reporter

MOST_RECIPIENTS: Final = 300


@dataclass(frozen=True, slots=True)
class Recipient:
    """An enterprise that would be granted something: all of it in fen, and by which clauses."""

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
    awards: Mapping[str, Sequence[int]]


def look_at_register(
    store: Store,
    policy: Policy,
    beside: Policy | None,
    dictionary: Dictionary,
    reporter: Reporter,
    *,
    most: int = MOST_RECIPIENTS,
) -> RegisterOutlook:
    """Decide the whole register by a draft, and by the policy beside it, such as last year's.

    ``dictionary`` is the office's; what the policies declare comes to it. ``most`` is how many recipients are
    named.

    Raises:
        Cancelled: The user stopped it.
    """
    found = decide_register(store, policy, dictionary.extended(policy.facts), reporter)
    other = None
    if beside is not None:
        other = decide_register(store, beside, dictionary.extended(beside.facts), reporter)
    return RegisterOutlook(
        switch_between(other, found), _recipients(found, most), _lacking(found), awards_of(found)
    )


def _recipients(results: Results, most: int) -> list[Recipient]:
    amounts = np.zeros(results.enterprises, np.int64)
    for column in results.columns.values():
        amounts += column.amount
    # They come by name, which stays the order of those who get the same.
    places = np.argsort(-amounts, kind="stable")[:most]
    return [
        Recipient(
            EnterpriseId(int(results.ids[place])),
            results.names[place],
            Fen(int(amounts[place])),
            tuple(id_ for id_, column in results.columns.items() if column.amount[place] > 0),
        )
        for place in places.tolist()
        if amounts[place] > 0
    ]


def _lacking(results: Results) -> list[Lacking]:
    found = [
        Lacking(key, "其他数据" if key == LATE else results.dictionary.label_of(key), count)
        for key, count in results.lacking().items()
    ]
    return sorted(found, key=lambda one: (-one.enterprises, one.label))
