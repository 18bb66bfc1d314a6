"""Roads that the office has taken in, beside those of the program: new cases begin them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlmodel import Field, Integer, Session, SQLModel, col, select

from domain.roads.files import kept_road, road_from
from domain.roads.library import ALONE, Roads
from domain.roads.road import Road
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.problems import as_stored
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import OfficeRoadId
from domain.values.texts import safe_text


class Of(StrEnum):
    """What goes a road."""

    CASES = "cases"
    PROBLEMS = "problems"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {Of.CASES: "事项", Of.PROBLEMS: "问题"}


class OfficeRoad(SQLModel, table=True):
    """A version that was taken in; ``content`` is the file, ``of`` what goes it, ``taken_at`` UTC."""

    __tablename__ = "office_road"

    id: OfficeRoadId | None = Field(default=None, primary_key=True, sa_type=Integer)
    of: str
    road_id: str
    version: int
    title: str
    sha256: str
    content: str
    file_name: str
    taken_by: str
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """A road that there is: by whom and when (UTC) the office took it in, None where the program has it.

    Attributes:
        is_begun: Whether new ones begin this version now.
    """

    road: Road
    is_begun: bool
    row: OfficeRoad | None = None


def take_road(seat: Seat, raw: bytes, name: str, of: Of, shipped: Roads) -> Road:
    """Take in a road. From its day on new cases, or problems, begin it in place of what has its id.

    Args:
        seat: Who does it, and where.
        raw: The content of the file.
        name: What complaints call it.
        of: What goes it.
        shipped: The roads that came with the program.

    Raises:
        BadInput: It may not take the place of what there is, or a newer version is there.
        RoadMistakes: The file has mistakes; nothing was taken in.
    """
    road = road_from(raw, name)
    with seat.act(Action.ROAD_TAKE) as act:
        known = with_own(act.session, of, shipped)
        _refuse(road, of, shipped, known)
        row = OfficeRoad(
            of=of.value,
            road_id=road.id,
            version=road.version,
            title=road.title,
            sha256=road.digest,
            content=raw.decode("utf-8"),
            file_name=safe_text(name),
            taken_by=act.who.name,
            taken_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        said = (
            f"{of.word}的程序“{road.title}”（{road.id}）第 {road.version} 版，{road.since.isoformat()} 起用"
        )
        act.note(Subject(Kind.OFFICE_ROAD, row.id), f"启用{said}")
    return road


def drop_road(seat: Seat, id_: OfficeRoadId) -> None:
    """Let go of a road that was taken in: what there was before is begun again; cases under way keep theirs.

    Raises:
        NotFound: It is not there.
    """
    with seat.act(Action.ROAD_DROP) as act:
        row = act.session.get(OfficeRoad, id_)
        if row is None:
            raise NotFound("这个程序已经移除")
        title, version = row.title, row.version
        act.session.delete(row)
        act.session.flush()
        act.note(Subject(Kind.OFFICE_ROAD, id_), f"移除程序“{title}”第 {version} 版，在办的仍按它办完")


def with_own(session: Session, of: Of, shipped: Roads) -> Roads:
    """Return these roads, and those of the office."""
    return shipped.with_own(row.content.encode("utf-8") for row in _rows(session, of))


def known_roads(session: Session, of: Of, shipped: Roads, roads: Mapping[str, Road]) -> list[Known]:
    """Return what there is to begin, now or later, by title; ``roads`` are those begun now, by id.

    Versions of the program's own that one of the office stands before are left out.
    """
    rows = {row.sha256: row for row in _rows(session, of)}
    begun = {road.digest for road in roads.values()}
    every = with_own(session, of, shipped).by_digest.values()
    found = [
        Known(road, road.digest in begun, rows.get(road.digest))
        for road in every
        if road.digest in begun or road.digest in rows
    ]
    return sorted(found, key=lambda one: (one.row is not None, one.road.title, -one.road.version))


def next_version(roads: Roads, id_: str) -> int:
    """Return the number of the next version of a road."""
    return max((road.version for road in roads.by_digest.values() if road.id == id_), default=0) + 1


def _refuse(road: Road, of: Of, shipped: Roads, known: Roads) -> None:
    if road.id == ALONE:
        raise BadInput("“单人办理”是程序自带的最短的走法，不能更换；请换一个编号（id）")
    if road.digest in known.by_digest:
        raise BadInput(f"“{road.title}”第 {road.version} 版已经在用，内容一样")
    same = [one for one in known.by_digest.values() if one.id == road.id]
    if road.version < (free := next_version(known, road.id)):
        raise BadInput(f"“{road.id}”已有第 {free - 1} 版，请把版本（version）改为 {free} 或更大")
    own = [one for one in same if one.digest not in shipped.by_digest]
    if (last := max((one.since for one in own), default=None)) is not None and road.since < last:
        raise BadInput(
            f"“{road.id}”第 {free - 1} 版从 {last.isoformat()} 起用，新的一版不能更早，否则用不上；"
            "请改起用日（since）"
        )
    if of is Of.PROBLEMS:
        _refuse_other_steps(road, shipped)


def _refuse_other_steps(road: Road, shipped: Roads) -> None:
    """Check that a road of problems has the steps that handing over, answering and closing them go by."""
    model = next(iter(shipped.by_digest.values()))
    if [state.id for state in road.way] != [state.id for state in model.way]:
        steps = "、".join(state.title for state in model.way)
        raise BadInput(f"问题的程序要有这几步，次序不变：{steps}；期限、角色和名称可以不同")
    for state in road.way:
        if state.publicity is not None or state.opinions or state.papers:
            raise BadInput(f"“{state.title}”：问题的程序不公示、不收材料、不征求部门意见，请删去这些")


def _rows(session: Session, of: Of) -> Sequence[OfficeRoad]:
    rows = session.exec(
        select(OfficeRoad).where(OfficeRoad.of == of.value).order_by(col(OfficeRoad.id))
    ).all()
    for row in rows:
        with as_stored(f"程序“{row.title}”"):
            kept_road(row.content.encode("utf-8"))
    return rows
