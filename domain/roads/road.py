"""What a road is: states one after the other, ends, and what happens beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from domain.office.calendar.working_days import Term
from domain.store.permits import Role


class Papers(StrEnum):
    """How many of the papers that a clause asks for have to be there."""

    ANY = ""
    PROMISED = "promised"
    """What is missing was promised for a day (容缺受理)."""
    COMPLETE = "complete"


class Kind(StrEnum):
    """What something beside the road does with a case."""

    SUPPLEMENT = "supplement"
    """退回补正: the enterprise is waited for."""
    SEND_BACK = "send_back"
    """退回: an earlier state has to be done again."""
    REFUSE = "refuse"
    """不予通过."""
    OBJECT = "object"
    """异议: it is looked into beside everything else, and states are locked meanwhile."""
    HOLD = "hold"
    """暂缓."""
    WITHDRAW = "withdraw"
    """撤销, 撤回: ends what is on its way, or what was granted."""


def named_roles(roles: frozenset[Role]) -> str:
    """Name roles of which any one will do.

    >>> named_roles(frozenset({Role.APPROVE, Role.HANDLE}))
    '“经办”或“批准”'
    """
    return "或".join(f"“{role.word}”" for role in Role if role in roles)


@dataclass(frozen=True, slots=True)
class Opinion:
    """What another department is asked; ``valid`` is how long its answer holds, None for always."""

    id: str
    title: str
    department: str
    valid: Term | None = None


@dataclass(frozen=True, slots=True)
class Publicity:
    """What the end of a state begins: so many days during which other states cannot be done."""

    runs: Term
    counts_first: bool
    locks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Where a case stands until somebody has done what is to be done there.

    Attributes:
        title: What people call it.
        does: What doing it is called, as a button says it.
        by: The roles that may; any one of them will do.
        next: The id of the state or end that follows.
        other_than: States that the one who does this may not have done.
        within: How long it may take.
        papers: Which of the papers must be there.
        opinions: The ids of what must have been answered, in favour.
        publicity: What doing it begins.
        approves: Whether doing it settles the amount.
    """

    id: str
    title: str
    does: str
    by: frozenset[Role]
    next: str
    other_than: tuple[str, ...] = ()
    within: Term | None = None
    papers: Papers = Papers.ANY
    opinions: tuple[str, ...] = ()
    publicity: Publicity | None = None
    approves: bool = False


@dataclass(frozen=True, slots=True)
class End:
    """Where a case stays.

    Attributes:
        grants: Its award was granted; of a problem: it was solved.
        mistaken: It should never have been entered, and is counted nowhere.
    """

    id: str
    title: str
    grants: bool = False
    mistaken: bool = False


@dataclass(frozen=True, slots=True)
class Beside:
    """What may be done of a case besides what is to be done at its state.

    Attributes:
        at: The states (to withdraw: ends too) at which it may be done.
        to: Where it leads: back to one of these states, or to this end. Empty where the case stays.
        over: What ending it is called, where it lasts.
        within: How long it may last.
        locks: The states that cannot be done as long as it lasts.
    """

    id: str
    kind: Kind
    title: str
    by: frozenset[Role]
    at: tuple[str, ...]
    to: tuple[str, ...] = ()
    over: str = ""
    within: Term | None = None
    other_than: tuple[str, ...] = ()
    locks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Road:
    """A whole road. Cases stay on the one that they began, which is known by its digest.

    Attributes:
        since: From when on new cases may begin it.
        people: How many different people it takes at least.
        states: In the order of the file; the first is where cases begin.
        digest: The SHA-256 of its file.
        content: The file itself.
    """

    id: str
    version: int
    title: str
    summary: str
    since: date
    people: int
    states: Mapping[str, State]
    ends: Mapping[str, End]
    beside: Mapping[str, Beside]
    opinions: Mapping[str, Opinion]
    digest: str
    content: bytes = field(repr=False, default=b"")

    @cached_property
    def way(self) -> tuple[State, ...]:
        """The states as they follow one another; one that comes again is not followed any further."""
        found: dict[str, State] = {}
        state = next(iter(self.states.values()), None)
        while state is not None and state.id not in found:
            found[state.id] = state
            state = self.states.get(state.next)
        return tuple(found.values())

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where on the way each state lies, from 0."""
        return {state.id: at for at, state in enumerate(self.way)}

    @cached_property
    def locked_by_publicity(self) -> frozenset[str]:
        """The states that cannot be done while a publicity runs."""
        return frozenset(id_ for state in self.way if state.publicity for id_ in state.publicity.locks)

    def title_of(self, id_: str) -> str:
        """Return what people call a state or an end."""
        return (self.states.get(id_) or self.ends[id_]).title
