"""包联: who is in charge of which enterprise or project, from when to when. Each function is one act."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from sqlmodel import Session, col, or_, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for, stood_for_by
from domain.outreach.entities import Cadre, Charge, Department, Post
from domain.outreach.people import find_cadres
from domain.outreach.project_entities import Project
from domain.roads.walking import NotNow
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CadreId, ChargeId, EnterpriseId, ProjectId
from domain.values.texts import reason_of

Of: TypeAlias = tuple[EnterpriseId | None, ProjectId | None]
"""An enterprise or a project; the other is None."""


@dataclass(frozen=True, slots=True)
class InCharge:
    """Somebody in charge of an enterprise or of a project, as lists show it.

    Attributes:
        enterprise_id: The record that stands for it now, its own where it was deleted and none does; None
            where it is a project.
    """

    row: Charge
    enterprise_id: EnterpriseId | None
    cadre: Cadre

    @property
    def id(self) -> ChargeId:
        assert self.row.id is not None
        return self.row.id

    @property
    def post(self) -> Post:
        return Post(self.row.post)

    @property
    def of(self) -> "Of":
        """Of what."""
        return self.enterprise_id, self.row.project_id


@dataclass(frozen=True, slots=True)
class ListedCharge:
    """A charge with the name that its enterprise or its project has now, and the cadre's department.

    Attributes:
        name: Of an enterprise that was deleted it says so.
        uscc: Of the enterprise; empty where it is a project.
    """

    charge: InCharge
    name: str
    uscc: str = ""
    department: str = ""

    @property
    def is_project(self) -> bool:
        return self.charge.row.project_id is not None


@dataclass(frozen=True, slots=True)
class Assigned:
    """What assigning, handing over or releasing came to; `take_back` undoes it.

    Attributes:
        ids: Of what is new.
        known: Of how many they were in charge already, as the same.
        ended: Of what is over.
    """

    ids: tuple[ChargeId, ...]
    known: int = 0
    ended: tuple[ChargeId, ...] = ()


def assign(
    seat: Seat,
    enterprises: Sequence[EnterpriseId],
    cadre_id: CadreId,
    post: Post,
    since: date,
    *,
    projects: Sequence[ProjectId] = (),
) -> Assigned:
    """Put somebody in charge of enterprises, or of projects.

    Raises:
        BadInput: They have left, or neither is given.
        NotFound: There is no such cadre, enterprise or project.
    """
    wanted: list[Of] = [(id_, None) for id_ in dict.fromkeys(enterprises)]
    wanted += [(None, id_) for id_ in dict.fromkeys(projects)]
    if not wanted:
        raise BadInput("没有选中企业")
    with seat.act(Action.CHARGE_CHANGE) as act:
        [cadre] = find_cadres(act.session, [cadre_id], since)
        names = _names(act.session, wanted)
        there = {
            one.of
            for one in _going(act.session, wanted)
            if one.row.post == post and one.row.cadre_id == cadre_id
        }
        ids = tuple(
            _put(act, _charge(of, cadre_id, post, since), cadre, names[of])
            for of in wanted
            if of not in there
        )
        return Assigned(ids, len(there))


def enter_in(act: Act, charge: Charge) -> ChargeId:
    """Enter a charge within an act that does more, also one that is over.

    Raises:
        BadInput: The cadre was not there all the time, it ends before it began or without a reason, or it is
            there already.
        NotFound: There is no such cadre or enterprise.
    """
    [cadre] = find_cadres(act.session, [charge.cadre_id], charge.since)
    of = charge.enterprise_id, charge.project_id
    name = _names(act.session, [of])[of]
    if complaint := against_charge(charge, cadre):
        raise BadInput(complaint)
    same = _meant(act.session, [of]), Charge.cadre_id == charge.cadre_id
    if any(overlap(one.row, charge) for one in _charges(act.session, *same)):
        raise BadInput(f"{cadre.name}在这段时间已经包联“{name}”，没有重复登记")
    return _put(act, charge, cadre, name)


def against_charge(charge: Charge, cadre: Cadre) -> str:
    """Say why a charge cannot be; empty where it can."""
    if charge.until is not None and charge.until < charge.since:
        return f"止的日期 {charge.until.isoformat()} 早于起的日期 {charge.since.isoformat()}"
    if charge.until is not None and not charge.because.strip():
        return "写了止的日期，也要写明缘由，如“工作调动”"
    gone = cadre.until
    if gone is not None and (charge.since >= gone or charge.until is None or charge.until > gone):
        return f"{cadre.name}从 {gone.isoformat()} 起不再包联企业，止的日期要填到那一天为止，或换人"
    return ""


def overlap(one: Charge, other: Charge) -> bool:
    """Whether somebody would be in charge of the same enterprise as the same twice at a time."""
    return (
        one.post == other.post
        and (other.until is None or one.since < other.until)
        and (one.until is None or other.since < one.until)
    )


def release(seat: Seat, charges: Sequence[ChargeId], day: date, *, because: str) -> Assigned:
    """Have somebody not be in charge any more, from a day on.

    Raises:
        BadInput: No reason is given, or the day lies before it began.
        NotFound: There is none with one of these ids, or it is over already.
    """
    because = reason_of(because, "解除包联")
    with seat.act(Action.CHARGE_CHANGE) as act:
        found = _found(act.session, charges)
        for one in found:
            _end(act, one, day, because)
        return Assigned((), ended=tuple(one.id for one in found))


def hand_over(seat: Seat, charges: Sequence[ChargeId], to: CadreId, day: date, *, because: str) -> Assigned:
    """Have somebody else be in charge instead, as the same, from a day on.

    Raises:
        BadInput: No reason is given, it is the same person, they have left, or the day lies before it began.
        NotFound: There is no such cadre or charge, or it is over already.
    """
    because = reason_of(because, "移交")
    with seat.act(Action.CHARGE_CHANGE) as act:
        [cadre] = find_cadres(act.session, [to], day)
        found = _found(act.session, charges)
        if any(one.row.cadre_id == to for one in found):
            raise BadInput(f"有的本来就由{cadre.name}包联，请选别人")
        names = _names(act.session, [one.of for one in found])
        there = {(one.of, one.row.post) for one in _going(act.session, names) if one.row.cadre_id == to}
        ids = list[ChargeId]()
        for one in found:
            _end(act, one, day, f"移交给{cadre.name}：{because}")
            if (one.of, one.row.post) not in there:
                there.add((one.of, one.row.post))
                ids.append(_put(act, _charge(one.of, to, one.post, day), cadre, names[one.of]))
        return Assigned(tuple(ids), len(found) - len(ids), tuple(one.id for one in found))


def take_back(seat: Seat, done: Assigned) -> None:
    """Take back what `assign`, `hand_over` or `release` did, as if it had never been.

    Raises:
        BadInput: Who was in charge has left.
        NotFound: What was new is over already, or an enterprise or project is gone.
        NotNow: Somebody was put in charge anew meanwhile.
    """
    with seat.act(Action.CHARGE_CHANGE) as act:
        for one in _found(act.session, done.ids) if done.ids else ():
            act.session.delete(one.row)
            act.note(Subject(Kind.CHARGE, one.id), f"撤回{one.cadre.name}的包联")
        act.session.flush()
        ended = _charges(act.session, among(col(Charge.id), done.ended), col(Charge.until).is_not(None))
        if len(ended) < len(done.ended):
            raise NotFound("有的包联后来又改过，不能撤销；请在“包联”里查看现在由谁包联")
        names = _names(act.session, [one.of for one in ended])
        there: dict[tuple[Of, CadreId], list[InCharge]] = {}
        for one in _charges(act.session, _meant(act.session, [one.of for one in ended])):
            there.setdefault((one.of, one.row.cadre_id), []).append(one)
        for one in ended:
            name, who, row = names[one.of], one.cadre.name, one.row
            if one.cadre.until is not None:
                raise BadInput(
                    f"没有撤销：{who}从 {one.cadre.until.isoformat()} 起不再包联企业，请另分配别人"
                )
            goes_on = Charge(cadre_id=row.cadre_id, post=row.post, since=row.since)
            others = (other for other in there[one.of, row.cadre_id] if other.id != one.id)
            if any(overlap(other.row, goes_on) for other in others):
                raise NotNow(f"没有撤销：{who}后来又重新包联“{name}”，请在“包联”里查看")
            row.until, row.because = None, ""
            act.session.add(row)
            act.note(Subject(Kind.CHARGE, one.id), f"撤回，{who}仍任“{name}”的{one.post.word}")


def in_charge_of(session: Session, enterprise_id: EnterpriseId) -> list[InCharge]:
    """Return everybody who is or was in charge of an enterprise, those who are first."""
    records = stood_for_by(session, [enterprise_id])
    return sorted(_charges(session, among(col(Charge.enterprise_id), records)), key=_as_read)


def in_charge_of_project(session: Session, id_: ProjectId) -> list[InCharge]:
    """Return everybody who is or was in charge of a project, those who are first."""
    return sorted(_charges(session, col(Charge.project_id) == id_), key=_as_read)


def in_charge_on(session: Session, enterprises: Collection[EnterpriseId], day: date) -> list[InCharge]:
    """Return who is in charge of enterprises on a day: leaders first."""
    records = stood_for_by(session, enterprises)
    found = _charges(session, among(col(Charge.enterprise_id), records))
    on = [one for one in found if one.row.since <= day and (one.row.until is None or one.row.until > day)]
    return sorted(on, key=lambda one: (_RANKS[one.post], one.id))


def in_charge_now(session: Session, day: date | None = None) -> list[InCharge]:
    """Return whoever is in charge of whichever enterprise now: leaders first."""
    on = day or date.today()
    is_on = col(Charge.since) <= on, or_(col(Charge.until).is_(None), col(Charge.until) > on)
    found = _charges(session, *is_on, col(Charge.enterprise_id).is_not(None))
    return sorted(found, key=lambda one: (_RANKS[one.post], one.id))


def in_charge_words(charges: Iterable[InCharge]) -> dict[EnterpriseId, str]:
    """Say of enterprises who looks after them, in the order given."""
    found: dict[EnterpriseId, list[str]] = {}
    for one in charges:
        assert one.enterprise_id is not None
        found.setdefault(one.enterprise_id, []).append(f"{one.cadre.name}（{one.post.word}）")
    return {id_: "、".join(names) for id_, names in found.items()}


def list_charges(session: Session) -> list[ListedCharge]:
    """Return every charge there is or was, those that go on first, the latest first."""
    found = _charges(session)
    names = _all_names(session, {one.of for one in found})
    query = select(Enterprise.id, Enterprise.name, Enterprise.uscc, Enterprise.deleted_at)
    ids = {one.enterprise_id for one in found if one.enterprise_id is not None}
    rows = session.exec(query.where(among(col(Enterprise.id), ids))).all()
    codes = {id_: uscc for id_, _, uscc, _ in rows}
    gone = {id_: f"{name}（已删除）" for id_, name, _, deleted in rows if deleted is not None}
    departments = {row.id: row.name for row in session.exec(select(Department))}
    listed = [
        ListedCharge(
            one,
            gone.get(one.enterprise_id) or names.get(one.of, ""),
            codes.get(one.enterprise_id, ""),
            departments.get(one.cadre.department_id, ""),
        )
        for one in found
    ]
    return sorted(listed, key=lambda one: (one.charge.row.until is not None, -one.charge.id))


def charges_of(session: Session, cadre_id: CadreId) -> list[InCharge]:
    """Return whom somebody is in charge of now."""
    return _charges(session, col(Charge.cadre_id) == cadre_id, col(Charge.until).is_(None))


_RANKS = {post: rank for rank, post in enumerate(Post)}


def _as_read(one: InCharge) -> tuple[bool, int, int]:
    return one.row.until is not None, _RANKS[one.post], -one.row.since.toordinal()


def _charge(of: Of, cadre_id: CadreId, post: Post, since: date) -> Charge:
    enterprise_id, project_id = of
    return Charge(
        enterprise_id=enterprise_id, project_id=project_id, cadre_id=cadre_id, post=post, since=since
    )


def _going(session: Session, of: Collection[Of]) -> list[InCharge]:
    return _charges(session, _meant(session, of), col(Charge.until).is_(None))


def _meant(session: Session, of: Collection[Of]) -> Any:
    """Return the condition that a charge is of one of these."""
    records = stood_for_by(session, [id_ for id_, _ in of if id_ is not None])
    projects = [id_ for _, id_ in of if id_ is not None]
    return or_(among(col(Charge.enterprise_id), records), among(col(Charge.project_id), projects))


def _charges(session: Session, *conditions: Any) -> list[InCharge]:
    rows = session.exec(
        select(Charge, Cadre).where(Charge.cadre_id == Cadre.id, *conditions).order_by(col(Charge.id))
    ).all()
    now = standing_for(session, {one.enterprise_id for one, _ in rows if one.enterprise_id is not None})
    projects = {one.project_id for one, _ in rows if one.project_id is not None}
    there = select(Project.id).where(among(col(Project.id), projects), col(Project.deleted_at).is_(None))
    live = set(session.exec(there))
    found = []
    for charge, cadre in rows:
        if charge.enterprise_id is not None:
            stands = now.get(charge.enterprise_id, charge.enterprise_id)
            found.append(InCharge(charge, stands, cadre))
        elif charge.project_id in live:
            found.append(InCharge(charge, None, cadre))
    return found


def _found(session: Session, ids: Sequence[ChargeId]) -> list[InCharge]:
    found = _charges(session, among(col(Charge.id), ids), col(Charge.until).is_(None))
    if not ids or len(found) < len({*ids}):
        raise NotFound("没有这项包联，或已经解除，请刷新后再看")
    return found


def _all_names(session: Session, of: Collection[Of]) -> dict[Of, str]:
    found: dict[Of, str] = {}
    ids = [id_ for id_, _ in of if id_ is not None]
    query = select(Enterprise.id, Enterprise.name).where(
        among(col(Enterprise.id), ids), col(Enterprise.deleted_at).is_(None)
    )
    found |= {(EnterpriseId(id_), None): name for id_, name in session.exec(query) if id_ is not None}
    projects = [id_ for _, id_ in of if id_ is not None]
    named = select(Project.id, Project.name).where(
        among(col(Project.id), projects), col(Project.deleted_at).is_(None)
    )
    found |= {(None, ProjectId(id_)): name for id_, name in session.exec(named) if id_ is not None}
    return found


def _names(session: Session, of: Collection[Of]) -> dict[Of, str]:
    names = _all_names(session, of)
    if len(names) < len({*of}):
        raise NotFound("有的企业或项目已删除，不能包联，也不能移交；已有的包联请解除")
    return names


def _put(act: Act, row: Charge, cadre: Cadre, name: str) -> ChargeId:
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    act.note(Subject(Kind.CHARGE, row.id), f"{cadre.name}任“{name}”的{Post(row.post).word}")
    return row.id


def _end(act: Act, one: InCharge, day: date, because: str) -> None:
    if day < one.row.since:
        began = one.row.since.isoformat()
        raise BadInput(f"{one.cadre.name}从 {began} 起包联，不能在 {day.isoformat()} 就结束")
    one.row.until, one.row.because = day, because
    act.session.add(one.row)
    act.note(Subject(Kind.CHARGE, one.id), f"{one.cadre.name}不再任{one.post.word}：{because}")
