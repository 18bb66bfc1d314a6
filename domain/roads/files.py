"""Road files: TOML, checked whole before any case goes by them."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Final

from domain.roads.building import Builder
from domain.roads.checking import mistakes_of
from domain.roads.road import Road
from domain.roads.schema import RoadPart
from domain.values.errors import BadInput
from domain.values.toml.reading import FileKind
from domain.values.toml.shapes import read_as


class RoadMistakes(BadInput):
    """A road file cannot be used; every mistake found, with its place."""


MOST_BYTES: Final = 500_000
_KIND: Final = FileKind("程序文件", RoadMistakes, MOST_BYTES)


def load_road(path: Path) -> Road:
    """Read a road file.

    Raises:
        RoadMistakes: The file cannot be read or has mistakes; each is named with its line and what to do.
    """
    return road_from(_KIND.read(path), path.name)


def road_from(raw: bytes, name: str) -> Road:
    """Read a road from the content of a file that is called ``name``.

    Raises:
        RoadMistakes: As `load_road`.
    """
    road, builder = _built(raw, name)
    if mistakes := mistakes_of(road, builder.at):
        raise _KIND.refused(name, mistakes)
    return road


@lru_cache(maxsize=64)
def kept_road(raw: bytes) -> Road:
    """Read the road of cases that began it, whatever is asked of new ones since.

    Raises:
        RoadMistakes: It is not as it was when it was taken.
    """
    return _built(raw, "已留存的程序")[0]


def _built(raw: bytes, name: str) -> tuple[Road, Builder]:
    data, places = _KIND.parse(raw, name)
    parts = read_as(RoadPart, data, places)
    if isinstance(parts, list):
        raise _KIND.refused(name, parts)
    builder = Builder(parts, places)
    road = builder.road(hashlib.sha256(raw).hexdigest(), raw)
    if builder.mistakes:
        raise _KIND.refused(name, builder.mistakes)
    return road, builder
