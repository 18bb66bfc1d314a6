"""What every engine that the program is measured against offers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.reference.by_numpy import Decided


@dataclass(frozen=True, slots=True)
class Engine:
    """The ten clauses in an engine, the figures in memory.

    Attributes:
        decide: Decides all clauses anew; this is what is timed.
        read: Turns what `decide` returns into states and amounts in fen, as `by_numpy` has them.
    """

    decide: Callable[[], Any]
    read: Callable[[Any], dict[str, Decided]]
