"""批次: cases that are gathered, go together and fall out singly."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case as one_of
from sqlmodel import Session, col, func, select

from domain.cases.awards.entities import AwardCase, CaseBatch, Ended
from domain.cases.awards.funding import Funds
from domain.cases.awards.reading import Case, Seen, name_of
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import acting_on
from domain.cases.sql import Row, change_rows, told_of_changed
from domain.store.acts import Act, Action, Entry
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import BatchId, CaseId
from domain.values.money import Fen
from domain.values.texts import one_line


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch with what it holds; ``made_at`` UTC, ``amount`` what stands of its awards, in fen."""

    id: BatchId
    name: str
    made_by: str
    made_at: datetime
    cases: int
    amount: Fen
    on_their_way: int


def make_batch(seat: Seat, name: str) -> BatchId:
    """Begin a batch.

    Raises:
        BadInput: It has no name, or another one has it.
    """
    name = one_line(name)
    if not name:
        raise BadInput("请填写批次名称，例如“2022 年二季度 第一批”")
    with seat.act(Action.CASE_BATCH) as act:
        if act.session.exec(select(CaseBatch.id).where(CaseBatch.name == name)).first() is not None:
            raise BadInput(f"已有批次“{name}”，请换一个名称")
        row = CaseBatch(name=name, made_by=act.who.name, made_at=act.at)
        act.session.add(row)
        act.session.flush()
        act.note(Subject(Kind.BATCH, row.id), f"建批次“{name}”")
        assert row.id is not None
        return row.id


def gather(seat: Seat, batch_id: BatchId, cases: Sequence[Seen], rules: Rules) -> None:
    """Have cases go with a batch, from now on.

    Raises:
        BadInput: One has ended, or goes with another batch.
        MovedOn: Somebody else has just done something of one of them.
        NotFound: There is no such batch or case.
    """
    with acting_on(seat, Action.CASE_BATCH, cases, rules) as (act, found, _):
        batch = _find(act.session, batch_id)
        for case in found:
            if not case.is_on_its_way:
                raise BadInput(f"{case.name}已经“{case.where}”，不能进批次")
            if case.row.batch_id not in (None, batch_id):
                other = _find(act.session, case.row.batch_id)
                raise BadInput(f"{case.name}已在批次“{other.name}”里，先从那里移出")
        _put(act, [case for case in found if case.row.batch_id is None], batch_id, f"进批次“{batch.name}”")


def leave_batch(seat: Seat, cases: Sequence[Seen], rules: Rules, *, because: str) -> None:
    """Take cases out of their batches.

    Raises:
        BadInput: No reason is given, or one is in no batch.
        MovedOn: Somebody else has just done something of one of them.
        NotFound: There is no such case.
    """
    because = one_line(because)
    if not because:
        raise BadInput("请写明移出批次的理由")
    with acting_on(seat, Action.CASE_BATCH, cases, rules) as (act, found, _):
        for case in found:
            if case.row.batch_id is None:
                raise BadInput(f"{case.name}不在批次里")
        _put(act, found, None, f"移出批次（{because}）")


def cases_of(session: Session, batch_id: BatchId) -> list[CaseId]:
    """Return the cases that go with a batch, in the order in which they were made."""
    found = select(AwardCase.id).where(AwardCase.batch_id == batch_id).order_by(col(AwardCase.id))
    return [CaseId(id_) for id_ in session.exec(found) if id_ is not None]


def list_batches(session: Session, funds: Funds) -> list[Batch]:
    """Return every batch, the newest first."""
    on_their_way = func.sum(one_of((col(AwardCase.ended) == Ended.ON_ITS_WAY, 1), else_=0))
    query = (
        select(CaseBatch, func.count(col(AwardCase.id)), func.sum(AwardCase.amount), on_their_way)
        .join(AwardCase, col(AwardCase.batch_id) == CaseBatch.id, isouter=True)
        .group_by(col(CaseBatch.id))
        .order_by(col(CaseBatch.id).desc())
    )
    less = _lowered_in(session, funds)
    return [
        Batch(
            row.id, row.name, row.made_by, row.made_at, count, Fen((amount or 0) - less[row.id]), going or 0
        )
        for row, count, amount, going in session.exec(query)
        if row.id is not None
    ]


def name_of_batch(session: Session, id_: BatchId | None) -> str:
    """Return what a batch is called; nothing for none."""
    return "" if id_ is None else _find(session, id_).name


def _lowered_in(session: Session, funds: Funds) -> Counter[int | None]:
    """Return by how much the awards of batches, and those of none, were lowered after they were paid."""
    less, lowered = Counter[int | None](), funds.lowered(session)
    query = select(AwardCase.id, AwardCase.batch_id, AwardCase.amount)
    for id_, batch_id, amount in session.exec(query.where(among(col(AwardCase.id), lowered))):
        assert id_ is not None
        less[batch_id] += amount - lowered[CaseId(id_)]
    return less


def _put(act: Act, cases: Sequence[Case], batch_id: BatchId | None, said: str) -> None:
    after: Row = {"batch_id": batch_id}
    change_rows(act, "award_case", {case.id: after for case in cases})
    act.note_all(
        Entry(
            Subject(Kind.CASE, case.id),
            f"{name_of(case.row)}{said}",
            told_of_changed("award_case", case.id, {"batch_id": case.row.batch_id}, after),
        )
        for case in cases
    )


def _find(session: Session, id_: BatchId | None) -> CaseBatch:
    row = session.get(CaseBatch, id_)
    if row is None:
        raise NotFound("没有这个批次")
    return row
