"""Why something is not applied for: entered for many at once, and taken back. Each function is one act."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for, stood_for_by
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.takeup.entities import Unclaimed, Why
from domain.values.errors import BadInput, NotFound
from domain.values.ids import EnterpriseId, UnclaimedId
from domain.values.texts import one_line


@dataclass(frozen=True, slots=True)
class Entitled:
    """What an enterprise is entitled to: a clause, and what it is called."""

    enterprise_id: EnterpriseId
    policy_id: str
    clause_id: str
    clause_title: str

    @property
    def key(self) -> tuple[EnterpriseId, str, str]:
        return self.enterprise_id, self.policy_id, self.clause_id


@dataclass(frozen=True, slots=True)
class Explained:
    """What entering a reason came to: what is new, and what ended with it."""

    ids: tuple[UnclaimedId, ...]
    ended: tuple[UnclaimedId, ...]


def explain(seat: Seat, wanted: Sequence[Entitled], why: Why, remark: str) -> Explained:
    """Enter why enterprises do not apply for what they are entitled to, in place of what was said before.

    Raises:
        BadInput: Nothing is chosen, or 其他 without saying what.
        NotFound: An enterprise is not in the register any more.
    """
    remark = one_line(remark)
    if not wanted:
        raise BadInput("没有选中可享受的条款")
    if why is Why.OTHER and not remark:
        raise BadInput("原因选“其他”的，请在说明里写明是什么原因")
    with seat.act(Action.UNCLAIMED_EXPLAIN) as act:
        session, asked = act.session, {one.key: one for one in wanted}
        names = _names(session, {id_ for id_, _, _ in asked})
        before = reasons_of(session, names)
        ended = [before[key] for key in asked if key in before]
        for row in ended:
            _end(act, row, "改填")
        # The unique index must not see both.
        session.flush()
        rows = [_put(act, one, why, remark, names[one.enterprise_id]) for one in asked.values()]
        return Explained(tuple(map(_id, rows)), tuple(map(_id, ended)))


def take_back(seat: Seat, explained: Explained) -> None:
    """Undo what was entered: what it took the place of stands again.

    Raises:
        NotFound: Somebody has changed it since.
    """
    with seat.act(Action.UNCLAIMED_WITHDRAW) as act:
        for row in _found(act.session, explained.ids):
            _end(act, row, "撤回")
        act.session.flush()
        _resume(act, explained.ended)


def withdraw(seat: Seat, ids: Sequence[UnclaimedId]) -> None:
    """End reasons that do not hold any more.

    Raises:
        NotFound: One of them has ended already.
    """
    with seat.act(Action.UNCLAIMED_WITHDRAW) as act:
        for row in _found(act.session, ids):
            _end(act, row, "取消")


def resume(seat: Seat, ids: Sequence[UnclaimedId]) -> None:
    """Undo that reasons were ended.

    Raises:
        NotFound: Somebody has entered another one since.
    """
    with seat.act(Action.UNCLAIMED_EXPLAIN) as act:
        _resume(act, ids)


def reasons_of(
    session: Session, enterprises: Collection[EnterpriseId]
) -> Mapping[tuple[EnterpriseId, str, str], Unclaimed]:
    """Return why enterprises do not apply, by the record that stands now, policy and clause."""
    found = reasons_ever(session, enterprises)
    return {key: rows[0] for key, rows in found.items() if rows[0].ended_at is None}


def reasons_ever(
    session: Session, enterprises: Collection[EnterpriseId]
) -> Mapping[tuple[EnterpriseId, str, str], Sequence[Unclaimed]]:
    """Return all that was ever said of it: what holds first, then the latest."""
    records = stood_for_by(session, enterprises)
    now = standing_for(session, records)
    query = select(Unclaimed).where(among(col(Unclaimed.enterprise_id), records))
    found: dict[tuple[EnterpriseId, str, str], list[Unclaimed]] = {}
    for row in session.exec(query.order_by(col(Unclaimed.ended_at).is_not(None), col(Unclaimed.id).desc())):
        key = (now.get(row.enterprise_id, row.enterprise_id), row.policy_id, row.clause_id)
        found.setdefault(key, []).append(row)
    return found


def _put(act: Act, one: Entitled, why: Why, remark: str, name: str) -> Unclaimed:
    row = Unclaimed(
        enterprise_id=one.enterprise_id,
        policy_id=one.policy_id,
        clause_id=one.clause_id,
        clause_title=one.clause_title,
        why=why,
        remark=remark,
        account_id=act.who.id,
        by_name=act.who.name,
        made_at=act.at,
    )
    act.session.add(row)
    act.session.flush()
    act.note(_subject(row), f"“{name}”没有申报“{one.clause_title}”：{row.words}")
    return row


def _end(act: Act, row: Unclaimed, word: str) -> None:
    row.ended_at, row.ended_by = act.at, act.who.name
    act.session.add(row)
    act.note(_subject(row), f"{word}没有申报“{row.clause_title}”的原因（{row.words}）")


def _resume(act: Act, ids: Iterable[UnclaimedId]) -> None:
    for id_ in ids:
        row = act.session.get(Unclaimed, id_)
        assert row is not None  # It is never deleted.
        key = (row.enterprise_id, row.policy_id, row.clause_id)
        if row.ended_at is None or key in reasons_of(act.session, [row.enterprise_id]):
            raise NotFound(f"没有恢复：“{row.clause_title}”的未申报原因别人又填过了，请刷新后再看")
        row.ended_at, row.ended_by = None, ""
        act.session.add(row)
        act.note(_subject(row), f"恢复没有申报“{row.clause_title}”的原因（{row.words}）")


def _found(session: Session, ids: Collection[UnclaimedId]) -> Sequence[Unclaimed]:
    rows = session.exec(
        select(Unclaimed).where(among(col(Unclaimed.id), ids), col(Unclaimed.ended_at).is_(None))
    ).all()
    if len(rows) < len(set(ids)):
        raise NotFound("有的未申报原因已经改过，请刷新后再看")
    return rows


def _names(session: Session, ids: Collection[EnterpriseId]) -> Mapping[EnterpriseId, str]:
    query = select(Enterprise.id, Enterprise.name).where(
        among(col(Enterprise.id), ids), col(Enterprise.deleted_at).is_(None)
    )
    names = {EnterpriseId(id_): name for id_, name in session.exec(query) if id_ is not None}
    if len(names) < len(ids):
        raise NotFound("有的企业已不在企业库中，请刷新后再选")
    return names


def _id(row: Unclaimed) -> UnclaimedId:
    assert row.id is not None
    return row.id


def _subject(row: Unclaimed) -> Subject:
    return Subject(Kind.UNCLAIMED, row.id)
