"""包联: who is in charge of which enterprise, from when to when. Each function is one act."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for, stood_for_by
from domain.outreach.entities import Cadre, Charge, Post
from domain.outreach.people import find_cadres
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CadreId, ChargeId, EnterpriseId
from domain.values.texts import reason_of


@dataclass(frozen=True, slots=True)
class InCharge:
    """Somebody in charge of an enterprise, as lists show it.

    Attributes:
        enterprise_id: The record that stands for it now; its own where it was deleted and none does.
    """

    row: Charge
    enterprise_id: EnterpriseId
    cadre: Cadre

    @property
    def id(self) -> ChargeId:
        assert self.row.id is not None
        return self.row.id

    @property
    def post(self) -> Post:
        return Post(self.row.post)


@dataclass(frozen=True, slots=True)
class ListedCharge:
    """A charge with the name that its enterprise has now; of one that was deleted it says so."""

    charge: InCharge
    enterprise: str


@dataclass(frozen=True, slots=True)
class Assigned:
    """What assigning came to.

    Attributes:
        ids: Of what is new.
        known: How many enterprises they were in charge of already, as the same.
    """

    ids: tuple[ChargeId, ...]
    known: int


def assign(
    seat: Seat, enterprises: Sequence[EnterpriseId], cadre_id: CadreId, post: Post, since: date
) -> Assigned:
    """Put somebody in charge of enterprises.

    Raises:
        BadInput: They have left, or no enterprise is given.
        NotFound: There is no such cadre or enterprise.
    """
    if not enterprises:
        raise BadInput("没有选中企业")
    with seat.act(Action.CHARGE_CHANGE) as act:
        [cadre] = find_cadres(act.session, [cadre_id], since)
        names = _names(act.session, enterprises)
        there = {
            one.enterprise_id
            for one in _current(act.session, enterprises)
            if one.row.post == post and one.row.cadre_id == cadre_id
        }
        new = [id_ for id_ in dict.fromkeys(enterprises) if id_ not in there]
        ids = tuple(
            _put(act, Charge(enterprise_id=id_, cadre_id=cadre_id, post=post, since=since), cadre, names[id_])
            for id_ in new
        )
        return Assigned(ids, len(there))


def release(seat: Seat, charges: Sequence[ChargeId], day: date, *, because: str) -> None:
    """Have somebody not be in charge any more, from a day on.

    Raises:
        BadInput: No reason is given, or the day lies before it began.
        NotFound: There is none with one of these ids, or it is over already.
    """
    because = reason_of(because, "解除包联")
    with seat.act(Action.CHARGE_CHANGE) as act:
        for one in _found(act.session, charges):
            _end(act, one, day, because)


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
            raise BadInput(f"有的企业本来就由{cadre.name}包联，请选别人")
        names = _names(act.session, [one.enterprise_id for one in found])
        there = {
            (one.enterprise_id, one.row.post)
            for one in _current(act.session, names)
            if one.row.cadre_id == to
        }
        ids = list[ChargeId]()
        for one in found:
            _end(act, one, day, f"移交给{cadre.name}：{because}")
            if (one.enterprise_id, one.row.post) not in there:
                there.add((one.enterprise_id, one.row.post))
                row = Charge(enterprise_id=one.enterprise_id, cadre_id=to, post=one.post, since=day)
                ids.append(_put(act, row, cadre, names[one.enterprise_id]))
        return Assigned(tuple(ids), len(found) - len(ids))


def undo_assigning(seat: Seat, ids: Sequence[ChargeId]) -> None:
    """Take back what `assign` did, as if it had never been.

    Raises:
        NotFound: There is none with one of these ids, or it is over already.
    """
    with seat.act(Action.CHARGE_CHANGE) as act:
        for one in _found(act.session, ids):
            act.session.delete(one.row)
            act.note(Subject(Kind.CHARGE, one.id), f"撤回{one.cadre.name}的包联")


def in_charge_of(session: Session, enterprise_id: EnterpriseId) -> list[InCharge]:
    """Return everybody who is or was in charge of an enterprise, those who are first."""
    records = stood_for_by(session, [enterprise_id])
    found = _charges(session, among(col(Charge.enterprise_id), records))
    return sorted(
        found, key=lambda one: (one.row.until is not None, _RANKS[one.post], -one.row.since.toordinal())
    )


def in_charge_on(session: Session, enterprises: Collection[EnterpriseId], day: date) -> list[InCharge]:
    """Return who is in charge of enterprises on a day: leaders first."""
    records = stood_for_by(session, enterprises)
    found = _charges(session, among(col(Charge.enterprise_id), records))
    on = [one for one in found if one.row.since <= day and (one.row.until is None or one.row.until > day)]
    return sorted(on, key=lambda one: (_RANKS[one.post], one.id))


def in_charge_now(session: Session) -> list[InCharge]:
    """Return whoever is in charge of whichever enterprise now: leaders first."""
    found = _charges(session, col(Charge.until).is_(None))
    return sorted(found, key=lambda one: (_RANKS[one.post], one.id))


def list_charges(session: Session) -> list[ListedCharge]:
    """Return every charge there is or was, those that go on first, the latest first."""
    found = _charges(session)
    ids = {one.enterprise_id for one in found}
    query = select(Enterprise.id, Enterprise.name, Enterprise.deleted_at)
    rows = session.exec(query.where(among(col(Enterprise.id), ids))).all()
    names = {id_: name if deleted is None else f"{name}（已删除）" for id_, name, deleted in rows}
    listed = [ListedCharge(one, names.get(one.enterprise_id, "")) for one in found]
    return sorted(listed, key=lambda one: (one.charge.row.until is not None, -one.charge.id))


def charges_of(session: Session, cadre_id: CadreId) -> list[InCharge]:
    """Return whom somebody is in charge of now."""
    return _charges(session, col(Charge.cadre_id) == cadre_id, col(Charge.until).is_(None))


def without_charge(session: Session, enterprises: Collection[EnterpriseId]) -> set[EnterpriseId]:
    """Return those of enterprises of which nobody is in charge now."""
    return {*enterprises} - {one.enterprise_id for one in _current(session, enterprises)}


_RANKS = {post: rank for rank, post in enumerate(Post)}


def _current(session: Session, enterprises: Collection[EnterpriseId]) -> list[InCharge]:
    records = stood_for_by(session, enterprises)
    return _charges(session, among(col(Charge.enterprise_id), records), col(Charge.until).is_(None))


def _charges(session: Session, *conditions: Any) -> list[InCharge]:
    rows = session.exec(
        select(Charge, Cadre).where(Charge.cadre_id == Cadre.id, *conditions).order_by(col(Charge.id))
    ).all()
    now = standing_for(session, {charge.enterprise_id for charge, _ in rows})
    return [
        InCharge(charge, now.get(charge.enterprise_id, charge.enterprise_id), cadre) for charge, cadre in rows
    ]


def _found(session: Session, ids: Sequence[ChargeId]) -> list[InCharge]:
    found = _charges(session, among(col(Charge.id), ids), col(Charge.until).is_(None))
    if not ids or len(found) < len({*ids}):
        raise NotFound("没有这项包联，或已经解除，请刷新后再看")
    return found


def _names(session: Session, ids: Collection[EnterpriseId]) -> dict[EnterpriseId, str]:
    query = select(Enterprise.id, Enterprise.name).where(
        among(col(Enterprise.id), ids), col(Enterprise.deleted_at).is_(None)
    )
    names = {EnterpriseId(id_): name for id_, name in session.exec(query) if id_ is not None}
    if len(names) < len({*ids}):
        raise NotFound("有的企业已从企业库删除，不能包联，也不能移交；已有的包联请解除")
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
