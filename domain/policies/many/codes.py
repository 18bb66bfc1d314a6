"""What decisions of many look like: a column of each for every clause."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from domain.policies.contests.field import Field
from domain.policies.contests.pools import Pool
from domain.policies.many.numbers import Array
from domain.policies.many.ranges import NO_CAUSE, Cause, Keys, Why
from domain.policies.trace import ByPerson, Decision, Outcome
from domain.values.money import Fen

OUTCOMES: Final = tuple(Outcome)
"""What the codes of outcomes stand for."""

GRANTED: Final = OUTCOMES.index(Outcome.GRANTED)
NOT_MET: Final = OUTCOMES.index(Outcome.NOT_MET)
IS_MISSING: Final = OUTCOMES.index(Outcome.MISSING)
MANUAL: Final = OUTCOMES.index(Outcome.MANUAL)


ByPersons = Mapping[str, Mapping[int, ByPerson]]
"""What persons decided: by clause, then by the place of the enterprise."""


@dataclass(slots=True)
class Decided:
    """What one clause comes to, place by place.

    Attributes:
        outcome: Codes, see `OUTCOMES`.
        amount: In fen; 0 unless granted.
        most: The greatest amount still possible, in fen, where it is open.
        why: Bits of the figures that a missing one waits for, and of doubts; see `keys`.
        failed: Which requirement fails first; -1 where none does.
        keys: Of the bits.
        claim: Where the whole field decides, what it comes to alone, in fen; -1 where there is no claim.
        field: Then also what the field decides about any of it, once it was seen as a whole.
        pools: Of the first clause under each cap that enterprises share, what decides about any of them.
        said: At the few places about which a person decided, what is said of it, with the code of the outcome
            beside which it is.
    """

    outcome: Array
    amount: Array
    most: Array
    why: Why
    failed: Array
    keys: Keys
    claim: Array | None = None
    said: dict[int, tuple[int, str]] = field(default_factory=dict)
    field: Field | None = None
    pools: tuple[Pool, ...] = ()

    @staticmethod
    def blank(size: int, keys: Keys) -> "Decided":
        """Return what nothing has been decided about yet: not met."""
        return Blanks(size, 1).next(keys)

    def missing_at(self, place: int) -> list[str]:
        """Return the keys of the figures that a place waits for."""
        if self.outcome[place] != IS_MISSING:
            return []
        return self.keys.named(int(self.why[place]))

    def decision(self, clause_id: str, place: int) -> Decision:
        """Return what was decided about one enterprise, without its trace."""
        missing, outcome = tuple(self.missing_at(place)), OUTCOMES[self.outcome[place]]
        amount, most = Fen(int(self.amount[place])), Fen(int(self.most[place]))
        return Decision(clause_id, outcome, amount, (), missing=missing, most=most)

    def copied(self) -> "Decided":
        """Return the same in columns of its own."""
        outcome, amount, most = self.outcome.copy(), self.amount.copy(), self.most.copy()
        return Decided(outcome, amount, most, self.why.copy(), self.failed.copy(), self.keys)

    def put(self, place: int, decision: Decision) -> None:
        """Take over what was decided about one enterprise."""
        self.outcome[place] = OUTCOMES.index(decision.outcome)
        self.amount[place], self.most[place] = decision.amount, decision.most
        bits = [self.keys.bit(without_row(key)) for key in decision.missing]
        self.put_why(place, np.bitwise_or.reduce([NO_CAUSE, *bits]))

    def put_why(self, at: Array | slice | int, why: Why | Cause) -> None:
        """Say why some are open, in bits for which the column may have to be made wider."""
        self.why = self.why.astype(np.result_type(self.why, why), copy=False)
        self.why[at] = why


class Blanks:
    """Columns for a number of clauses about which nothing has been decided yet, in one piece of memory.

    Piece by piece, the system's handing over of the pages would take longer than deciding.
    """

    def __init__(self, size: int, clauses: int) -> None:
        self._size = size
        self._wide = iter(np.empty((clauses, 2, size), np.int64))

    def next(self, keys: Keys) -> Decided:
        """Return the columns of one more clause: not met, and nothing known."""
        wide = next(self._wide)
        # Only now, so that they are still near the processor when something is put into them.
        wide[:] = 0
        amount, most = wide
        return Decided(
            np.full(self._size, NOT_MET, np.int8),
            amount,
            most,
            np.zeros(self._size, NO_CAUSE.dtype),
            np.full(self._size, -1, np.int16),
            keys,
        )


def without_row(key: str) -> str:
    """Return a key as columns have it, where rows are not told apart.

    >>> without_row("projects[3].start_date"), without_row("sales[2022Q2]")
    ('projects[].start_date', 'sales[2022Q2]')
    """
    name, bracket, rest = key.partition("[")
    _, closing, column = rest.partition("].")
    return f"{name}[].{column}" if bracket and closing else key
