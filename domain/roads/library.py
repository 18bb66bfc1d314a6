"""Every road there is: those that new cases may begin, and those that cases are still on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from domain.roads.files import kept_road, load_road
from domain.roads.road import Road
from domain.values.errors import NotFound

ALONE: Final = "alone"
"""The id of the road of who works alone."""


@dataclass(frozen=True, slots=True)
class Roads:
    """Roads by their digests: of one road each version that any case began.

    Attributes:
        own: Those of the office, which stand before what came with the program.
        past: Those that are only here since cases are on them.
    """

    by_digest: Mapping[str, Road]
    own: frozenset[str] = frozenset()
    past: frozenset[str] = frozenset()

    @staticmethod
    def load(folder: Path) -> "Roads":
        """Read the roads that are shipped.

        Raises:
            RoadMistakes: A file has mistakes.
        """
        roads = (load_road(path) for path in sorted(folder.glob("*.toml")))
        return Roads({road.digest: road for road in roads})

    def with_kept(self, contents: Iterable[bytes]) -> "Roads":
        """Return these roads and those whose files were kept."""
        kept = {road.digest: road for road in map(kept_road, contents)}
        past = self.past | (kept.keys() - self.by_digest.keys())
        return Roads(kept | dict(self.by_digest), self.own, past)

    def with_own(self, contents: Iterable[bytes]) -> "Roads":
        """Return these roads and those that the office took in."""
        own = {road.digest: road for road in map(kept_road, contents)}
        return Roads(dict(self.by_digest) | own, self.own | own.keys(), self.past - own.keys())

    def of(self, digest: str) -> Road:
        """Return the road that a case began.

        Raises:
            NotFound: It is not here.
        """
        road = self.by_digest.get(digest)
        if road is None:
            raise NotFound(f"找不到这件事项所走的程序（{digest[:12]}），请从备份恢复，或由技术人员查看")
        return road

    def alone_on(self, day: date) -> Road:
        """Return the road of who works alone: decided, approved and told in one step.

        Raises:
            NotFound: It is not here.
        """
        road = self.begun_on(day).get(ALONE)
        if road is None:
            raise NotFound("找不到“单人办理”的程序文件，安装可能不完整，请重新安装")
        return road

    def begun_on(self, day: date) -> dict[str, Road]:
        """Return, by id, the version of each road that cases begin on a day: the latest in force, of the
        office's own where it has one; one of the past only until what came in its place is in force.
        """
        ids = {road.id for road in self.by_digest.values() if road.digest not in self.past}
        ways = [road for road in self.by_digest.values() if road.since <= day and road.id in ids]
        return {road.id: road for road in sorted(ways, key=self._rank)}

    def _rank(self, road: Road) -> tuple[bool, bool, date, int]:
        return road.digest in self.own, road.digest not in self.past, road.since, road.version
