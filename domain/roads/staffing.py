"""Whether the people there are can walk a road, where some states want different ones."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from domain.roads.road import Road, named_roles
from domain.store.permits import Role


def obstacles(road: Road, staff: Mapping[Hashable, frozenset[Role]]) -> list[str]:
    """Say why the people of an office, each with their roles, cannot walk a road; nothing where they can."""
    vacant = list(_vacant(road, staff.values()))
    if vacant:
        return vacant
    able = {state.id: [one for one, roles in staff.items() if roles & state.by] for state in road.way}
    if _Sharing(pairs_of(road), able, staff).is_possible():
        return []
    bound = {id_ for pair in pairs_of(road) for id_ in pair}
    titles = "、".join(f"“{state.title}”" for state in road.way if state.id in bound)
    return [f"{titles}中有的步骤要由不同的人办，按现有人员的角色分不过来：请增加人员、调整角色，或换一种程序"]


def least_people(pairs: Sequence[tuple[str, str]]) -> int:
    """Return how many different people it takes where each of these pairs must be two.

    >>> least_people([]), least_people([("review", "entry"), ("approval", "entry"), ("approval", "review")])
    (1, 3)
    """
    ids = {id_ for pair in pairs for id_ in pair}
    return next(
        people
        for people in count(1)
        if _Sharing(pairs, dict.fromkeys(ids, range(people)), dict.fromkeys(range(people), "")).is_possible()
    )


def pairs_of(road: Road) -> list[tuple[str, str]]:
    """Return which states want different people."""
    return [(state.id, other) for state in road.way for other in state.other_than]


def _vacant(road: Road, staff: Collection[frozenset[Role]]) -> Iterator[str]:
    acts = [(one.title, one.by) for one in road.way] + [(one.title, one.by) for one in road.beside.values()]
    for title, by in acts:
        if not any(roles & by for roles in staff):
            yield f"没有人有{named_roles(by)}角色，“{title}”没有人能办"


@dataclass(frozen=True, slots=True)
class _Sharing:
    """States shared out among people.

    Attributes:
        pairs: The states that want different ones.
        able: Who may do each state.
        alike: Of each person what they are; those who are the same and have nothing yet need no second try.
    """

    pairs: Sequence[tuple[str, str]]
    able: Mapping[str, Collection[Hashable]]
    alike: Mapping[Hashable, Hashable]

    def is_possible(self) -> bool:
        beside: dict[str, set[str]] = {}
        for one, other in self.pairs:
            beside.setdefault(one, set()).add(other)
            beside.setdefault(other, set()).add(one)
        # The most bound first.
        order = sorted(beside, key=lambda id_: (-len(beside[id_]), id_))
        return self._share(order, beside, {})

    def _share(
        self, order: Sequence[str], beside: Mapping[str, set[str]], given: dict[str, Hashable]
    ) -> bool:
        if len(given) == len(order):
            return True
        id_ = order[len(given)]
        taken = {given[other] for other in beside[id_] if other in given}
        at_work, tried = set(given.values()), set()
        for person in self.able[id_]:
            if person in taken or (person not in at_work and self.alike[person] in tried):
                continue
            if person not in at_work:
                tried.add(self.alike[person])
            if self._share(order, beside, {**given, id_: person}):
                return True
        return False
