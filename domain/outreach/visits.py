"""走访: planned, recorded, changed, dropped, deleted and brought back. Each function is one act."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, func, select

from domain.enterprises.attachments.service import Taken, add_to_each, hold_as_evidence
from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import gone_of_all, standing_for, stood_for_by
from domain.outreach.entities import (
    DONE_ON,
    Cadre,
    Visit,
    VisitCadre,
    VisitEnterprise,
    VisitState,
    Way,
)
from domain.outreach.people import ChangedMeanwhile
from domain.outreach.problem_entities import Ended, ProblemRow, Source
from domain.outreach.problems.raising import Raised, raise_in
from domain.outreach.problems.rules import Rules
from domain.outreach.sql import days_visited
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import AttachmentId, CadreId, EnterpriseId, ProblemId, VisitId
from domain.values.texts import clean, one_line, reason_of


class SameVisit(DomainError):
    """An enterprise was visited in that way on that day already; it may be entered all the same."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an enterprise was told of a clause; ``words`` is what its assessment said then."""

    policy_id: str
    clause_id: str
    words: str


@dataclass(frozen=True, slots=True)
class VisitFields:
    """What is entered of a visit; see `Visit`.

    Attributes:
        enterprises: Who was visited; several of them where they came together.
        told: What each was told.
    """

    way: Way
    day: date
    enterprises: tuple[EnterpriseId, ...]
    cadres: tuple[CadreId, ...] = ()
    route: str = ""
    place: str = ""
    met: str = ""
    found: str = ""
    told: Mapping[EnterpriseId, tuple[Told, ...]] | None = None


@dataclass(frozen=True, slots=True)
class SeenVisit:
    """A visit as somebody saw it."""

    id: VisitId
    version: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """What recording came to: the visit, and the problems that were raised at it."""

    id: VisitId
    problems: tuple[ProblemId, ...]


@dataclass(frozen=True, slots=True)
class ListedVisit:
    """A visit as lists and forms show it.

    Attributes:
        enterprises: The records that stand now for who was visited, with their names now.
        cadres: With their names as they were then.
        codes: Of the enterprises, in their order.
        asked: What was asked for at it, each with its kind before it.
    """

    row: Visit
    enterprises: tuple[tuple[EnterpriseId, str], ...]
    cadres: tuple[tuple[CadreId, str], ...]
    told: Mapping[EnterpriseId, tuple[Told, ...]]
    codes: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def problems(self) -> int:
        """How many problems were raised at it."""
        return len(self.asked)

    @property
    def seen(self) -> SeenVisit:
        assert self.row.id is not None
        return SeenVisit(self.row.id, self.row.version)

    @property
    def state(self) -> VisitState:
        return VisitState(self.row.state)

    @property
    def way(self) -> Way:
        return Way(self.row.way)

    @property
    def is_visit(self) -> bool:
        """Whether the enterprise was visited; one that was only written to was not."""
        return self.row.state == VisitState.DONE and self.row.way != Way.MESSAGE

    @property
    def photos(self) -> list[tuple[AttachmentId, str]]:
        """Its photographs, by what they are called; of several enterprises those of the first."""
        seen: dict[str, tuple[AttachmentId, str]] = {}
        for one in _photos_of(self.row):
            seen.setdefault(one["sha256"], (AttachmentId(one["id"]), one["name"]))
        return list(seen.values())

    @property
    def fields(self) -> VisitFields:
        row = self.row
        return VisitFields(
            self.way,
            row.day,
            tuple(id_ for id_, _ in self.enterprises),
            tuple(id_ for id_, _ in self.cadres),
            row.route,
            row.place,
            row.met,
            row.found,
            self.told,
        )


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """Which visits are asked for; what is left out does not matter.

    Attributes:
        first, last: On which days, both included.
    """

    state: VisitState | None = None
    way: Way | None = None
    first: date | None = None
    last: date | None = None
    cadre_id: CadreId | None = None
    enterprise_id: EnterpriseId | None = None
    route: str = ""
    ids: Sequence[VisitId] | None = None


def plan_visits(
    seat: Seat, fields: VisitFields, rules: Rules, *, although_there: bool = False
) -> list[VisitId]:
    """Plan a visit to each of some enterprises on a day; a symposium is one for all of them.

    Raises:
        BadInput: The day has passed, nobody is to be visited, or a cadre has left.
        NotFound: An enterprise or a cadre is not there.
        SameVisit: One is planned for that day and way already; ``although_there`` plans it all the same.
    """
    if fields.day < rules.today():
        raise BadInput(f"计划日期 {fields.day.isoformat()} 已经过去；已经去过的，请用“登记走访”")
    together = fields.way is Way.SYMPOSIUM
    each = [fields] if together else [replace(fields, enterprises=(id_,)) for id_ in fields.enterprises]
    with seat.act(Action.VISIT_PLAN) as act:
        if not although_there:
            _refuse_twice(act.session, fields, None, VisitState.PLANNED)
        return [_add(act, one, VisitState.PLANNED) for one in each or [fields]]


def record_visit(
    seat: Seat,
    fields: VisitFields,
    rules: Rules,
    *,
    planned: SeenVisit | None = None,
    problems: Sequence[Raised] = (),
    photos: Sequence[Taken] = (),
    although_there: bool = False,
) -> Recorded:
    """Record a visit that has taken place, planned or not, with the problems that were raised at it.

    Photographs are kept with each of the enterprises; what is in them lies in the folder once.

    Raises:
        BadInput: The day is still to come, nobody was visited, or something of a problem cannot be.
        ChangedMeanwhile: Somebody else has changed the plan.
        NotFound: An enterprise, a cadre or the plan is not there.
        SameVisit: There is one of that day and way already; ``although_there`` enters it all the same.
    """
    if fields.day > rules.today():
        raise BadInput(f"走访日期 {fields.day.isoformat()} 还没有到；还没去的，请用“计划走访”")
    with seat.act(Action.VISIT_RECORD) as act:
        if not although_there:
            _refuse_twice(act.session, fields, planned)
        if planned is None:
            id_ = _add(act, fields, VisitState.DONE)
        else:
            id_ = _change(act, planned, fields, VisitState.DONE)
        keep_photos(act, seat, act.session.get_one(Visit, id_), photos)
        raised = (replace(one, visit_id=id_, source=Source.VISIT) for one in problems)
        return Recorded(id_, tuple(raise_in(act, one, rules) for one in raised))


def enter_in(act: Act, fields: VisitFields, state: VisitState, rules: Rules, dropped: str = "") -> VisitId:
    """Enter a visit within an act that does more: planned, done, or ``dropped`` for a reason.

    Raises:
        BadInput: It was done on a day that is still to come, nobody was visited, a cadre had left, or it was
            dropped without a reason.
        NotFound: An enterprise or a cadre is not there.
        SameVisit: There is one of that day and way already.
    """
    if state is VisitState.DONE and fields.day > rules.today():
        raise BadInput(f"走访日期 {fields.day.isoformat()} 还没有到")
    _refuse_twice(act.session, fields, None, state)
    id_ = _add(act, fields, state)
    if state is VisitState.DROPPED:
        act.session.get_one(Visit, id_).dropped_because = reason_of(dropped, "取消走访")
        act.note(Subject(Kind.VISIT, id_), f"取消 {fields.day.isoformat()} 的走访：{dropped}")
    return id_


def change_visit(
    seat: Seat,
    seen: SeenVisit,
    fields: VisitFields,
    rules: Rules,
    *,
    photos: Sequence[Taken] = (),
    without: Collection[AttachmentId] = (),
    although_there: bool = False,
) -> None:
    """Correct what was entered of a visit; whether it has taken place is not touched.

    Photographs are added, and those in ``without`` taken off it: the trail tells of them, and with the
    enterprises they stay.

    Raises:
        BadInput: Something of it cannot be.
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It, an enterprise or a cadre is not there.
        SameVisit: It becomes one that is there already; ``although_there`` changes it all the same.
    """
    with seat.act(Action.VISIT_RECORD) as act:
        row = as_seen(act.session, seen)
        if row.state == VisitState.DONE and fields.day > rules.today():
            raise BadInput(f"走访日期 {fields.day.isoformat()} 还没有到")
        is_moved = (row.day, row.way) != (fields.day, fields.way)
        if is_moved and row.state == VisitState.DONE and not although_there:
            _refuse_twice(act.session, fields, seen)
        _change(act, seen, fields, VisitState(row.state))
        _take_off(act, row, without)
        keep_photos(act, seat, row, photos)


def drop_visits(seat: Seat, visits: Sequence[SeenVisit], *, because: str) -> None:
    """Have planned visits not take place.

    Raises:
        BadInput: No reason is given, or one has taken place.
        ChangedMeanwhile, NotFound: As `change_visit`.
    """
    because = reason_of(because, "取消走访")
    with seat.act(Action.VISIT_PLAN) as act:
        for seen in visits:
            row = as_seen(act.session, seen)
            if row.state != VisitState.PLANNED:
                raise BadInput(f"{row.day.isoformat()} 的走访{VisitState(row.state).word}，不能取消")
            row.state, row.dropped_because, row.version = VisitState.DROPPED, because, row.version + 1
            act.session.add(row)
            act.note(Subject(Kind.VISIT, seen.id), f"取消 {row.day.isoformat()} 的走访：{because}")


def take_up_again(seat: Seat, ids: Sequence[VisitId]) -> None:
    """Take back that planned visits were dropped, as they are now.

    Raises:
        BadInput: One is not dropped.
        NotFound: One is not there.
        SameVisit: One of that day and way was planned meanwhile.
    """
    with seat.act(Action.VISIT_PLAN) as act:
        for id_ in ids:
            row = act.session.get(Visit, id_)
            if row is None or row.deleted_at is not None:
                raise NotFound("这次走访已经删除，请刷新后再看")
            if row.state != VisitState.DROPPED:
                raise BadInput(f"{row.day.isoformat()} 的走访{VisitState(row.state).word}，不用恢复计划")
            row.state, row.dropped_because, row.version = VisitState.PLANNED, "", row.version + 1
            act.session.add(row)
            refuse_twice(act.session, row, _whose(act.session, id_))
            act.note(Subject(Kind.VISIT, id_), f"恢复 {row.day.isoformat()} 的走访计划")


def delete_visits(seat: Seat, visits: Sequence[SeenVisit]) -> list[VisitId]:
    """Delete visits that were entered by mistake; returns their ids, for `restore_visits`.

    Raises:
        BadInput: Problems were raised at one.
        ChangedMeanwhile, NotFound: As `change_visit`.
    """
    with seat.act(Action.VISIT_DELETE) as act:
        delete_in(act, visits)
        return [one.id for one in visits]


def delete_in(act: Act, visits: Sequence[SeenVisit]) -> None:
    """Delete visits within an act that does more; see `delete_visits`."""
    asked = _asked_at(act.session, [one.id for one in visits])
    for seen in visits:
        row = as_seen(act.session, seen)
        if seen.id in asked:
            raise BadInput(f"{row.day.isoformat()} 的走访提出了 {len(asked[seen.id])} 件问题，不能删除")
        row.deleted_at, row.version = act.at, row.version + 1
        act.session.add(row)
        said = f"删除 {row.day.isoformat()} 的走访"
        act.note(Subject(Kind.VISIT, seen.id), said, action=Action.VISIT_DELETE)


def delete_again(seat: Seat, ids: Sequence[VisitId]) -> None:
    """Take back that visits were brought back, as they are now.

    Raises:
        BadInput, NotFound: As `delete_visits`.
    """
    with seat.read() as session:
        seen = [find_visit(session, id_).seen for id_ in ids]
    delete_visits(seat, seen)


def restore_visits(seat: Seat, ids: Sequence[VisitId], *, although_there: bool = False) -> None:
    """Bring back visits that were deleted.

    Raises:
        NotFound: One was not.
        SameVisit: There is one of that day and way by now; ``although_there`` brings it back all the same.
    """
    with seat.act(Action.VISIT_RESTORE) as act:
        for id_ in ids:
            row = act.session.get(Visit, id_)
            if row is None or row.deleted_at is None:
                raise NotFound("这次走访已不在回收站里")
            if not although_there:
                refuse_twice(act.session, row, _whose(act.session, id_))
            row.deleted_at, row.version = None, row.version + 1
            act.session.add(row)
            act.note(Subject(Kind.VISIT, id_), f"恢复 {row.day.isoformat()} 的走访")


def list_visits(session: Session, wanted: VisitFilter, most: int | None = None) -> list[ListedVisit]:
    """Return visits that are asked for, the latest first; plans by their days as well."""
    rows = select(Visit).where(col(Visit.deleted_at).is_(None))
    if wanted.state is not None:
        rows = rows.where(Visit.state == wanted.state)
    if wanted.way is not None:
        rows = rows.where(Visit.way == wanted.way)
    if wanted.first is not None:
        rows = rows.where(Visit.day >= wanted.first)
    if wanted.last is not None:
        rows = rows.where(Visit.day <= wanted.last)
    if wanted.ids is not None:
        rows = rows.where(among(col(Visit.id), wanted.ids))
    if wanted.route:
        rows = rows.where(Visit.route == wanted.route)
    if wanted.cadre_id is not None:
        there = select(VisitCadre.visit_id).where(VisitCadre.cadre_id == wanted.cadre_id)
        rows = rows.where(col(Visit.id).in_(there))
    if wanted.enterprise_id is not None:
        records = stood_for_by(session, [wanted.enterprise_id])
        at = select(VisitEnterprise.visit_id).where(among(col(VisitEnterprise.enterprise_id), records))
        rows = rows.where(col(Visit.id).in_(at))
    found = session.exec(rows.order_by(col(Visit.day).desc(), col(Visit.id).desc()).limit(most)).all()
    return _listed(session, found)


def find_visit(session: Session, id_: VisitId) -> ListedVisit:
    """Return one visit.

    Raises:
        NotFound: There is none with this id.
    """
    row = session.get(Visit, id_)
    if row is None or row.deleted_at is not None:
        raise NotFound("这次走访已经删除，可以在回收站里恢复")
    return _listed(session, [row])[0]


def last_visits(session: Session, enterprises: Collection[EnterpriseId]) -> dict[EnterpriseId, date]:
    """Return on which day enterprises were visited last; those that were not, but written to, are absent."""
    records = stood_for_by(session, enterprises)
    rows = session.exec(_LAST_VISITS.where(among(col(VisitEnterprise.enterprise_id), records))).all()
    now = standing_for(session, {id_ for id_, _ in rows})
    return _last_of((now.get(id_), day) for id_, day in rows)


def last_visits_of_all(session: Session) -> dict[EnterpriseId, date]:
    """Return on which day every enterprise was visited last; those that never were are absent."""
    gone, found = gone_of_all(session), dict[EnterpriseId, date]()
    for day, visited in days_visited(session):
        found |= dict.fromkeys(visited, day)
    # Of very many only the few whose records are gone are held against others.
    moved = [(now, found.pop(id_)) for id_, now in gone.items() if id_ in found]
    return found | _last_of((now, max(day, found.get(now, day))) for now, day in moved if now is not None)


_LAST_VISITS: Final[Any] = (
    select(VisitEnterprise.enterprise_id, func.max(DONE_ON))
    .where(DONE_ON.is_not(None))
    .group_by(col(VisitEnterprise.enterprise_id))
)


def _last_of(rows: Iterable[tuple[EnterpriseId | None, date]]) -> dict[EnterpriseId, date]:
    found: dict[EnterpriseId, date] = {}
    for id_, day in rows:
        if id_ is not None:
            found[id_] = max(day, found.get(id_, day))
    return found


def _listed(session: Session, rows: Sequence[Visit]) -> list[ListedVisit]:
    if not rows:
        # As of whoever asks whether there is one already, hundreds of times in one act.
        return []
    ids = [row.id for row in rows if row.id is not None]
    at = session.exec(select(VisitEnterprise).where(among(col(VisitEnterprise.visit_id), ids))).all()
    there = session.exec(select(VisitCadre).where(among(col(VisitCadre.visit_id), ids))).all()
    now = standing_for(session, {one.enterprise_id for one in at})
    known = {*now.values(), *(one.enterprise_id for one in at)}
    query = select(Enterprise.id, Enterprise.name, Enterprise.uscc)
    named = session.exec(query.where(among(col(Enterprise.id), known))).all()
    names, codes = {id_: name for id_, name, _ in named}, {id_: code for id_, _, code in named}
    asked = _asked_at(session, ids)
    enterprises: dict[VisitId, dict[EnterpriseId, str]] = {}
    told: dict[VisitId, dict[EnterpriseId, tuple[Told, ...]]] = {}
    for one in at:
        id_ = now.get(one.enterprise_id, one.enterprise_id)
        enterprises.setdefault(one.visit_id, {})[id_] = names.get(id_, "")
        said, each_said = told.setdefault(one.visit_id, {}), (Told(**each) for each in json.loads(one.told))
        # Two that came together may be one enterprise by now, told of both.
        said[id_] = tuple(dict.fromkeys((*said.get(id_, ()), *each_said)))
    cadres: dict[VisitId, list[tuple[CadreId, str]]] = {}
    for who in there:
        cadres.setdefault(who.visit_id, []).append((who.cadre_id, who.name))
    return [
        ListedVisit(
            row,
            tuple(enterprises.get(row.id, {}).items()),
            tuple(cadres.get(row.id, ())),
            told.get(row.id, {}),
            tuple(codes.get(id_, "") for id_ in enterprises.get(row.id, {})),
            tuple(asked.get(row.id, ())),
        )
        for row in rows
        if row.id is not None
    ]


def _asked_at(session: Session, ids: Collection[VisitId]) -> dict[VisitId, list[str]]:
    query = select(ProblemRow.visit_id, ProblemRow.kind, ProblemRow.title)
    meant = among(col(ProblemRow.visit_id), ids), ProblemRow.ended != Ended.MISTAKEN
    rows = session.exec(query.where(*meant).order_by(col(ProblemRow.id)))
    found: dict[VisitId, list[str]] = {}
    for id_, kind, title in rows:
        if id_ is not None:
            found.setdefault(VisitId(id_), []).append(f"{kind} {title}")
    return found


def _whose(session: Session, id_: VisitId) -> list[EnterpriseId]:
    """Return the records that a visit was entered of."""
    query = select(VisitEnterprise.enterprise_id).where(VisitEnterprise.visit_id == id_)
    return [EnterpriseId(one) for one in session.exec(query)]


def refuse_twice(session: Session, row: Visit, enterprises: Collection[EnterpriseId]) -> None:
    """Refuse that a visit be one of enterprises that have such a one already; one that was dropped is none.

    Raises:
        SameVisit: One has.
    """
    if row.state != VisitState.DROPPED and row.id is not None:
        now = tuple(standing_for(session, enterprises).values())
        fields = VisitFields(Way(row.way), row.day, now)
        _refuse_twice(session, fields, SeenVisit(row.id, row.version), VisitState(row.state))


def _refuse_twice(
    session: Session,
    fields: VisitFields,
    planned: SeenVisit | None,
    state: VisitState = VisitState.DONE,
) -> None:
    for id_ in fields.enterprises:
        wanted = VisitFilter(state, fields.way, fields.day, fields.day, enterprise_id=id_)
        for one in list_visits(session, wanted):
            if planned is None or one.seen.id != planned.id:
                name = dict(one.enterprises).get(id_, "")
                there = "已登记过" if state is VisitState.DONE else "已计划"
                raise SameVisit(
                    f"“{name}”在 {fields.day.isoformat()} {there}一次{fields.way.word}，可能是重复的"
                )


def as_seen(session: Session, seen: SeenVisit) -> Visit:
    """Return a visit that is still as it was seen.

    Raises:
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It was deleted.
    """
    row = session.get(Visit, seen.id)
    if row is None or row.deleted_at is not None:
        raise NotFound("这次走访已经删除，请刷新后再看")
    if row.version != seen.version:
        raise ChangedMeanwhile(f"没有保存：{row.day.isoformat()} 的走访在您打开之后别人改过，请重新打开再改")
    return row


def _add(act: Act, fields: VisitFields, state: VisitState) -> VisitId:
    row = Visit(
        state=state,
        way=fields.way,
        day=fields.day,
        account_id=act.who.id,
        by_name=act.who.name,
        made_at=act.at,
    )
    return _write(act, row, fields, "登记" if state is VisitState.DONE else "计划")


def _change(act: Act, seen: SeenVisit, fields: VisitFields, state: VisitState) -> VisitId:
    row = as_seen(act.session, seen)
    if row.state == VisitState.DROPPED and state is VisitState.DONE:
        raise BadInput("这次走访已经取消；去过的，请另外登记一次")
    row.version += 1
    word = "登记" if row.state != state else "修改"
    row.state = state
    for kind in (VisitEnterprise, VisitCadre):
        for one in act.session.exec(select(kind).where(kind.visit_id == seen.id)):
            act.session.delete(one)
    act.session.flush()
    return _write(act, row, fields, word)


def _write(act: Act, row: Visit, fields: VisitFields, word: str) -> VisitId:
    session = act.session
    if complaints := list(_complaints(fields)):
        raise BadInput(complaints)
    names = _names(session, fields.enterprises)
    row.way, row.day, row.route = fields.way, fields.day, one_line(fields.route)
    row.place, row.met, row.found = one_line(fields.place), one_line(fields.met), clean(fields.found).strip()
    session.add(row)
    session.flush()
    assert row.id is not None
    for id_ in names:
        told = [asdict(one) for one in (fields.told or {}).get(id_, ())]
        session.add(
            VisitEnterprise(visit_id=row.id, enterprise_id=id_, told=json.dumps(told, ensure_ascii=False))
        )
    for cadre in _there(session, row.id, fields):
        session.add(cadre)
    who = "、".join(f"“{name}”" for name in names.values())
    act.note(Subject(Kind.VISIT, row.id), f"{word}{fields.way.word}：{who}，{fields.day.isoformat()}")
    return row.id


def keep_photos(act: Act, seat: Seat, row: Visit, photos: Sequence[Taken]) -> None:
    """Keep photographs of a visit, besides those that it has, with each enterprise that was visited."""
    if not photos:
        return
    assert row.id is not None
    owners = _whose(act.session, row.id)
    of_each = add_to_each(act, seat.store, owners, photos)
    ids = [one for found in of_each.values() for one in found]
    there = _photos_of(row)
    known = {one["id"] for one in there}
    added = json.loads(hold_as_evidence(act, owners, ids) or "[]")
    row.photos = json.dumps([*there, *(one for one in added if one["id"] not in known)], ensure_ascii=False)
    act.session.add(row)
    act.session.flush()
    act.note(Subject(Kind.VISIT, row.id), f"{row.day.isoformat()} 走访的照片 {len(photos)} 张")
    for owner in owners:
        said = f"{row.day.isoformat()} {Way(row.way).word}的照片 {len(of_each[owner])} 张"
        act.note(Subject(Kind.ENTERPRISE, owner), said)


def _take_off(act: Act, row: Visit, ids: Collection[AttachmentId]) -> None:
    """Have a visit not show some of its photographs any more; of several enterprises those of each."""
    there = _photos_of(row)
    gone = {one["sha256"]: one["name"] for one in there if one["id"] in ids}
    if gone:
        left = [one for one in there if one["sha256"] not in gone]
        row.photos = json.dumps(left, ensure_ascii=False) if left else None
        act.session.add(row)
        act.session.flush()
        names = "、".join(f"“{name}”（SHA-256 {sha256[:16]}…）" for sha256, name in gone.items())
        act.note(Subject(Kind.VISIT, row.id), f"从 {row.day.isoformat()} 的走访去掉照片{names}")


def _photos_of(row: Visit) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(row.photos or "[]")
    return found


def _there(session: Session, id_: VisitId, fields: VisitFields) -> Iterator[VisitCadre]:
    for cadre_id in dict.fromkeys(fields.cadres):
        cadre = session.get(Cadre, cadre_id)
        if cadre is None:
            raise NotFound("没有这位干部，请重新选择")
        if cadre.until is not None and cadre.until <= fields.day:
            raise BadInput(f"{cadre.name}从 {cadre.until.isoformat()} 起不再包联企业，请选别人")
        yield VisitCadre(visit_id=id_, cadre_id=cadre_id, name=cadre.name)


def _complaints(fields: VisitFields) -> Iterator[str]:
    if not fields.enterprises:
        yield "请选择走访的企业"
    if len(fields.enterprises) > 1 and fields.way is not Way.SYMPOSIUM:
        yield f"一次{fields.way.word}只记一户企业；几户一起的，请选“{Way.SYMPOSIUM.word}”"


def _names(session: Session, ids: Sequence[EnterpriseId]) -> dict[EnterpriseId, str]:
    names = dict[EnterpriseId, str]()
    for id_ in dict.fromkeys(ids):
        row = session.get(Enterprise, id_)
        if row is None or row.deleted_at is not None:
            raise NotFound("有的企业已不在企业库中，请刷新后再选")
        names[id_] = row.name
    return names
