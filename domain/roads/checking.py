"""Whether a road can be walked, and only as it should be: each mistake with what to do about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.roads.building import At
from domain.roads.road import Beside, Kind, Publicity, Road, State
from domain.roads.staffing import least_people, pairs_of


@dataclass(frozen=True, slots=True)
class _Keys:
    """Which keys something beside the road must have and may have; ``leads`` where ``to`` may go."""

    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()


_KEYS: Final[Mapping[Kind, _Keys]] = {
    Kind.SUPPLEMENT: _Keys(frozenset({"over", "within"}), frozenset({"to"})),
    Kind.SEND_BACK: _Keys(frozenset({"to"})),
    Kind.REFUSE: _Keys(frozenset({"to"})),
    Kind.OBJECT: _Keys(frozenset({"over", "within", "locks"})),
    Kind.HOLD: _Keys(frozenset({"over"}), frozenset({"within"})),
    Kind.WITHDRAW: _Keys(frozenset({"to"})),
}
_KEYS_OF_SOME: Final = ("to", "over", "within", "locks")


def mistakes_of(road: Road, at: At) -> list[str]:
    """Return what is wrong with a road whose words and names are right."""
    check = _Check(road, at)
    if broken := list(check.way()):
        # What lies before or after what depends on it.
        return broken
    return [*check.states(), *check.publicity(), *check.beside(), *check.unused(), *check.people()]


class _Check:
    def __init__(self, road: Road, at: At) -> None:
        self._road = road
        self._at = at
        self._nth = {id_: at for at, id_ in enumerate(road.states)}

    def way(self) -> Iterator[str]:
        """Complain of a way that does not end, that ends without an award, and of states beside it."""
        road, last = self._road, self._road.way[-1]
        if last.next in road.states:
            again = road.states[last.next].title
            said = f"“{last.title}”又回到“{again}”，这条路走不到头；退回要写在 [[beside]] 里"
            yield self._at(said, "states", self._nth[last.id], "next")
            return
        if not road.ends[last.next].grants:
            title = road.ends[last.next].title
            said = f"走完全程到了“{title}”，没有批下来：请在那个结局写 grants = true，或改通到别的结局"
            yield self._at(said, "states", self._nth[last.id], "next")
        for id_, at in self._nth.items():
            if id_ not in road.places:
                said = f'没有一步通到“{road.states[id_].title}”：请在它前一步写 next = "{id_}"，或删去这一步'
                yield self._at(said, "states", at)
        yield from self._approval()

    def _approval(self) -> Iterator[str]:
        approving = [state for state in self._road.way if state.approves]
        if not approving:
            yield self._at("没有一步是批准：请在定下金额的那一步写 approves = true", "states")
        if self._road.people > 1 and not any(state.other_than for state in self._road.way):
            said = (
                f"写了要 {self._road.people} 个人，却没有一步要求另一人：请在复核或批准的那一步写 other_than"
            )
            yield self._at(said, "states")
        for state in approving[1:]:
            said = f"“{approving[0].title}”已经是批准，一条路只能批准一次"
            yield self._at(said, "states", self._nth[state.id], "approves")

    def states(self) -> Iterator[str]:
        for state in self._road.way:
            path = ("states", self._nth[state.id], "other_than")
            yield from self._others(state.other_than, (state.id,), state.title, path)

    def _others(
        self, ids: Sequence[str], at: Sequence[str], title: str, path: tuple[str | int, ...]
    ) -> Iterator[str]:
        """Complain of four eyes that look at what was not done before."""
        places = self._road.places
        for id_ in ids:
            if id_ in at and len(at) == 1:
                yield self._at(f"“{title}”不能要求与自己不是同一人", *path)
            elif all(one in places and places[one] <= places[id_] for one in at):
                other = self._road.states[id_].title
                yield self._at(
                    f"“{other}”在“{title}”之后才办，这时还不知道由谁办；请写在“{other}”那一步", *path
                )

    def publicity(self) -> Iterator[str]:
        public = [state for state in self._road.way if state.publicity is not None]
        for state in public[1:]:
            said = f"“{public[0].title}”已经是公示，一条路只能公示一次；再公示用退回"
            yield self._at(said, "states", self._nth[state.id], "publicity")
        if public and public[0].publicity is not None:
            yield from self._published(public[0], public[0].publicity)

    def _published(self, state: State, publicity: Publicity) -> Iterator[str]:
        path = ("states", self._nth[state.id], "publicity")
        if state is self._road.way[-1]:
            said = f"“{state.title}”是最后一步，发布以后就结束了，没有哪一步等它期满；请在后面加一步"
            yield self._at(said, *path)
            return
        after = self._road.way[self._road.places[state.id] + 1]
        yield from self._locks(publicity.locks, [after], (*path, "locks"), "公示")
        objecting = [one for one in self._road.beside.values() if one.kind is Kind.OBJECT]
        if not objecting:
            yield self._at('有公示，却没有写收到异议怎么办：请加一组 [[beside]]，kind = "object"', *path)
        elif not any(after.id in one.at for one in objecting):
            said = f'公示时停在“{after.title}”，那里却不能登记异议：请把 "{after.id}" 写进异议的 at'
            yield self._at(said, *path)

    def _locks(
        self, locks: Sequence[str], begun_at: Sequence[State], path: tuple[str | int, ...], word: str
    ) -> Iterator[str]:
        """Complain of locks that come too early, and of an approval, or the last state, left open.

        Args:
            locks: The states that are locked.
            begun_at: Where a case can stand when what locks them begins.
            path: Where they stand in the file.
            word: What locks them.
        """
        road, places = self._road, self._road.places
        first = min(places[state.id] for state in begun_at)
        for id_ in locks:
            if places[id_] < first:
                said = f"“{road.states[id_].title}”在{word}开始以前就办完了，锁不住；请写之后的步骤"
                yield self._at(said, *path)
        approval = next(state for state in road.way if state.approves)
        must = {approval if places[one.id] <= places[approval.id] else road.way[-1] for one in begun_at}
        for state in sorted(must, key=lambda state: places[state.id]):
            if state.id not in locks:
                yield self._at(f'{word}没有办完就能办“{state.title}”：请把 "{state.id}" 写进 locks', *path)

    def beside(self) -> Iterator[str]:
        for at, one in enumerate(self._road.beside.values()):
            wrong = list(self._keys(at, one))
            yield from wrong
            yield from self._where(at, one)
            if not wrong:
                yield from self._leads(at, one)
            yield from self._others(one.other_than, one.at, one.title, ("beside", at, "other_than"))

    def _keys(self, at: int, one: Beside) -> Iterator[str]:
        keys = _KEYS[one.kind]
        for key in _KEYS_OF_SOME:
            is_there = bool(getattr(one, key))
            if key in keys.must and not is_there:
                yield self._at(f"“{one.title}”缺少 {key}{_WHY[key]}", "beside", at)
            elif is_there and key not in keys.must | keys.may:
                yield self._at(f'kind = "{one.kind}" 不用写这一项，请删去', "beside", at, key)

    def _where(self, at: int, one: Beside) -> Iterator[str]:
        for id_ in one.at:
            end = self._road.ends.get(id_)
            if end is not None and not end.grants:
                said = f"“{end.title}”已经结束，没有可撤的；这里只能写批下来的结局"
                yield self._at(said, "beside", at, "at")

    def _leads(self, at: int, one: Beside) -> Iterator[str]:
        """Complain of ways back that lead onward, and of ends that do not fit."""
        road, path = self._road, ("beside", at, "to")
        if one.kind is Kind.OBJECT:
            begun_at = [road.states[id_] for id_ in one.at]
            yield from self._locks(one.locks, begun_at, ("beside", at, "locks"), "异议")
        elif one.kind in (Kind.REFUSE, Kind.WITHDRAW):
            if len(one.to) > 1:
                yield self._at("只能写一个结局", *path)
            if any(road.ends[id_].grants for id_ in one.to):
                said = f"“{one.title}”不能通到“{road.title_of(one.to[0])}”，那是批下来的结局"
                yield self._at(said, *path)
        elif one.kind is Kind.SUPPLEMENT and len(one.to) > 1:
            yield self._at("补正以后只能回到一步；不写 to，就回到退回时所在的一步", *path)
        else:
            yield from self._back(one, path)

    def _back(self, one: Beside, path: tuple[str | int, ...]) -> Iterator[str]:
        road, places = self._road, self._road.places
        may_stay = one.kind is Kind.SUPPLEMENT
        for to in one.to:
            for id_ in one.at:
                if places[to] > places[id_] or (places[to] == places[id_] and not may_stay):
                    said = f"不能从“{road.title_of(id_)}”退到“{road.title_of(to)}”，那一步不在它前面"
                    yield self._at(said, *path)

    def unused(self) -> Iterator[str]:
        """Complain of ends and opinions that nothing comes to."""
        road = self._road
        reached = {road.way[-1].next} | {to for one in road.beside.values() for to in one.to}
        for at, end in enumerate(road.ends.values()):
            if end.id not in reached:
                yield self._at(f"没有一步通到“{end.title}”这个结局，请删去，或写明怎样到这里", "ends", at)
        asked = {id_ for state in road.way for id_ in state.opinions}
        for at, opinion in enumerate(road.opinions.values()):
            if opinion.id not in asked:
                said = f'没有一步要“{opinion.title}”：请在要它的那一步写 opinions = ["{opinion.id}"]，或删去'
                yield self._at(said, "opinions", at)

    def people(self) -> Iterator[str]:
        least = least_people(pairs_of(self._road))
        if least > self._road.people:
            said = (
                f"按各步的 other_than，至少要 {least} 个人才走得完，这里写的是 {self._road.people} 人："
                "请改人数，或减少互相回避的步骤"
            )
            yield self._at(said, "people")


_WHY: Final = {
    "to": "：通到哪里",
    "over": "：办完叫什么，如“已补正”",
    "within": "：最多多久，如“5个工作日”",
    "locks": "：没有办结时锁住哪几步",
}
