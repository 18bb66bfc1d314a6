"""Every road there is: those that new cases may begin, and those that cases are still on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from domain.roads.files import kept_road, load_road
from domain.roads.road import Road
from domain.values.errors import NotFound

_ALONE: Final = "alone"


@dataclass(frozen=True, slots=True)
class Roads:
    """Roads by their digests: of one road each version that any case began."""

    by_digest: Mapping[str, Road]

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
        kept = (kept_road(raw) for raw in contents)
        return Roads({road.digest: road for road in kept} | dict(self.by_digest))

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
        road = self.begun_on(day).get(_ALONE)
        if road is None:
            raise NotFound("找不到“单人办理”的程序文件，安装可能不完整，请重新安装")
        return road

    def begun_on(self, day: date) -> dict[str, Road]:
        """Return, by id, the version of each road that cases begin on a day: the latest in force.

        Of a version that is both kept and shipped, the shipped one.
        """
        roads = sorted(self.by_digest.values(), key=lambda road: (road.since, road.version))
        return {road.id: road for road in roads if road.since <= day}
