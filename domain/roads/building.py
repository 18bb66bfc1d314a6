"""From the parts of a road file to a road: words read, names found, every mistake gathered with its line."""

from collections.abc import Callable, Collection, Iterable
from typing import Final

from domain.office.calendar.working_days import Term
from domain.roads import schema
from domain.roads.road import Beside, End, Kind, Opinion, Papers, Publicity, Road, State
from domain.store.permits import Role
from domain.values.errors import BadInput
from domain.values.toml.places import Path, Places
from domain.values.toml.shapes import meant_by, place_of

At = Callable[..., str]
"""Puts the place of keys before a complaint."""

_ROLES: Final = {role.word: role for role in Role}
_WORKING_ROLES: Final = "、".join(role.word for role in Role if role is not Role.AUDIT)


class Builder:
    """Turns the parts of one file into a road."""

    def __init__(self, parts: schema.RoadPart, places: Places) -> None:
        self.mistakes: list[str] = []
        self._parts = parts
        self._places = places
        self._states = {one.id for one in parts.states}
        self._ends = {one.id for one in parts.ends}
        self._opinions = {one.id for one in parts.opinions}

    def at(self, complaint: str, *path: str | int) -> str:
        """Put the place of keys before a complaint."""
        return f"{place_of(path, self._places.line(path))}{complaint}"

    def road(self, digest: str, content: bytes) -> Road:
        """Return the road; where there are mistakes it is none to be used."""
        parts = self._parts
        self._one_of_each()
        return Road(
            id=parts.id,
            version=parts.version,
            title=parts.title,
            summary=parts.summary,
            since=parts.since,
            people=parts.people,
            states={one.id: self._state(one, ("states", at)) for at, one in enumerate(parts.states)},
            ends={one.id: End(one.id, one.title, one.grants, one.mistaken) for one in parts.ends},
            beside={one.id: self._beside(one, ("beside", at)) for at, one in enumerate(parts.beside)},
            opinions={one.id: self._opinion(one, ("opinions", at)) for at, one in enumerate(parts.opinions)},
            digest=digest,
            content=content,
        )

    def _state(self, part: schema.StatePart, path: Path) -> State:
        self._known([part.next], self._states | self._ends, (*path, "next"), "一步或结局")
        self._known(part.other_than, self._states, (*path, "other_than"), "一步")
        self._known(part.opinions, self._opinions, (*path, "opinions"), "部门意见")
        return State(
            id=part.id,
            title=part.title,
            does=part.does or part.title,
            by=self._roles(part.by, (*path, "by")),
            next=part.next,
            other_than=part.other_than,
            within=self._term(part.within, (*path, "within")),
            papers=Papers(part.papers or ""),
            opinions=part.opinions,
            publicity=self._publicity(part.publicity, (*path, "publicity")),
            approves=part.approves,
        )

    def _publicity(self, part: schema.PublicityPart | None, path: Path) -> Publicity | None:
        if part is None:
            return None
        self._known(part.locks, self._states, (*path, "locks"), "一步")
        runs = self._term(part.runs, (*path, "runs"))
        return None if runs is None else Publicity(runs, part.counts_first, part.locks)

    def _beside(self, part: schema.BesidePart, path: Path) -> Beside:
        kind = Kind(part.kind)
        is_end = kind in (Kind.REFUSE, Kind.WITHDRAW)
        places = self._states | self._ends if kind is Kind.WITHDRAW else self._states
        if part.at is not None:
            self._known(part.at, places, (*path, "at"), "一步")
        self._known(
            part.to, self._ends if is_end else self._states, (*path, "to"), "结局" if is_end else "一步"
        )
        self._known(part.locks, self._states, (*path, "locks"), "一步")
        self._known(part.other_than, self._states, (*path, "other_than"), "一步")
        return Beside(
            id=part.id,
            kind=kind,
            title=part.title,
            by=self._roles(part.by, (*path, "by")),
            at=tuple(one.id for one in self._parts.states) if part.at is None else part.at,
            to=part.to,
            over=part.over or "",
            within=self._term(part.within, (*path, "within")),
            other_than=part.other_than,
            locks=part.locks,
        )

    def _opinion(self, part: schema.OpinionPart, path: Path) -> Opinion:
        return Opinion(part.id, part.title, part.department, self._term(part.valid, (*path, "valid")))

    def _one_of_each(self) -> None:
        """Complain of ids and titles that several things have."""
        parts = self._parts
        groups: list[tuple[str, Iterable[schema.StatePart | schema.EndPart | schema.BesidePart]]] = [
            ("states", parts.states),
            ("ends", parts.ends),
            ("beside", parts.beside),
        ]
        self._first_of((name, at, "id", one.id) for name, group in groups for at, one in enumerate(group))
        self._first_of(("opinions", at, "id", one.id) for at, one in enumerate(parts.opinions))
        # What stands beside the road may be called as the end to which it leads.
        for named in (groups[:2], groups[2:]):
            self._first_of(
                (name, at, "title", one.title) for name, group in named for at, one in enumerate(group)
            )

    def _first_of(self, found: Iterable[tuple[str, int, str, str]]) -> None:
        seen: dict[str, Path] = {}
        for name, at, key, value in found:
            path = (name, at, key)
            if value in seen:
                line = self._places.line(seen[value])
                self.mistakes.append(self.at(f"“{value}”在第 {line} 行已经用过，请换一个", *path))
            seen.setdefault(value, path)

    def _known(self, ids: Iterable[str], known: Collection[str], path: Path, what: str) -> None:
        for id_ in ids:
            if id_ in known:
                continue
            other = "一步" if id_ in self._states else "结局" if id_ in self._ends else ""
            said = (
                f"“{id_}”是{other}，这里要写{what}的编号"
                if other
                else f"没有编号是“{id_}”的{what}{meant_by(id_, known)}"
            )
            self.mistakes.append(self.at(said, *path))

    def _roles(self, words: Iterable[str], path: Path) -> frozenset[Role]:
        for word in words:
            if word not in _ROLES:
                said = f"没有“{word}”这个角色{meant_by(word, _ROLES)}；可写：{_WORKING_ROLES}"
                self.mistakes.append(self.at(said, *path))
            elif _ROLES[word] is Role.AUDIT:
                said = f"“{word}”只查看，不办理，不能写在这里；可写：{_WORKING_ROLES}"
                self.mistakes.append(self.at(said, *path))
        return frozenset(_ROLES[word] for word in words if word in _ROLES)

    def _term(self, text: str | None, path: Path) -> Term | None:
        try:
            return None if text is None else Term.parse(text)
        except BadInput as error:
            self.mistakes.append(self.at(str(error), *path))
            return None
