"""Proposing, confirming, refusing and withdrawing. Each function is one act."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, func, select

from domain.cases.numbering import ActsLost, LastNumberUnknown
from domain.office.service import OfficeIncomplete
from domain.proposals.orders import AnyOrder, Means, read_order
from domain.store.acts import Action, Person
from domain.store.engine import Seat
from domain.store.permits import NotPermitted
from domain.store.problems import StoreProblem, as_stored
from domain.store.proposals import (
    CONFIRMED_BY,
    AlreadyDecided,
    Confirmation,
    Heard,
    Lapsed,
    Proposal,
    Rehearsal,
    State,
    reason_against_confirming,
    roles_in,
)
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import AccountId, ProposalId
from domain.values.progress import Reporter
from domain.values.texts import one_line

_MOST_DECIDED: Final = 500
_PASSING: Final = (
    NotPermitted,
    AlreadyDecided,
    StoreProblem,
    OfficeIncomplete,
    LastNumberUnknown,
    ActsLost,
)
"""Why something cannot be confirmed that says nothing about whether it is what was proposed."""


@dataclass(frozen=True, slots=True)
class Prospect:
    """What something would come to: sentences, the first of them, and how many there are."""

    title: str
    lines: Sequence[str]
    count: int
    expected: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as people see it; times in UTC, the rest as `Proposal` has it."""

    id: ProposalId
    action: Action
    title: str
    lines: tuple[str, ...]
    count: int
    reason: str
    made_by: AccountId
    made_by_name: str
    made_at: datetime
    state: State
    decided_by_name: str
    decided_at: datetime | None
    remark: str


def rehearse(seat: Seat, order: AnyOrder, means: Means, reporter: Reporter) -> Prospect:
    """Find out what an order would come to; nothing of it is kept.

    Raises:
        DomainError: It cannot be done, as the service says.
    """
    rehearsal = Rehearsal(order.plain)
    order.do(replace(seat, under=rehearsal), means, reporter)
    heard: Heard = rehearsal.heard
    return Prospect(order.title(heard), tuple(heard.lines), heard.count, heard.sha256)


def propose(seat: Seat, order: AnyOrder, means: Means, reporter: Reporter, *, reason: str = "") -> ProposalId:
    """Have something wait for another person to confirm it.

    Raises:
        BadInput: The same waits already.
        DomainError: It cannot be done, as the service says.
    """
    prospect = rehearse(seat, order, means, reporter)
    content = order.model_dump_json()
    with seat.act(Action.PROPOSAL_MAKE) as act:
        if seat.who.id is None:
            raise NotPermitted("没有提请：请先登录")
        same = act.session.exec(
            select(Proposal).where(Proposal.state == State.OPEN, Proposal.content == content)
        ).first()
        if same is not None:
            raise BadInput(f"“{same.made_by_name}”已经提请过同一件事，正等另一位同事确认")
        row = Proposal(
            action=order.action,
            content=content,
            title=prospect.title,
            told=json.dumps({"lines": prospect.lines, "count": prospect.count}, ensure_ascii=False),
            expected=prospect.expected,
            reason=one_line(reason),
            made_by=seat.who.id,
            made_by_name=act.who.name,
            made_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        act.note(_subject(row), f"提请：{row.title}")
        assert row.id is not None
        return row.id


def confirm(seat: Seat, id_: ProposalId, means: Means, reporter: Reporter) -> Any:
    """Do what was proposed, as another person than who proposed it.

    Returns:
        What the service returns.

    Raises:
        NotPermitted: This person may not confirm it.
        Lapsed: Something has changed since; nothing was done, and the proposal does not wait any more.
        NotFound: There is no such proposal.
        AlreadyDecided: Another was faster.
        DomainError: It cannot be done just now; it still waits.
    """
    with seat.read() as session:
        order = read_order(_find(session, id_).content)
    try:
        return order.do(replace(seat, under=Confirmation(id_, order.plain)), means, reporter)
    except _PASSING:
        raise
    except DomainError as error:
        lapsed = error if isinstance(error, Lapsed) else Lapsed(str(error).rstrip("。"))
        _close(seat, id_, Action.PROPOSAL_LAPSE, State.LAPSED, str(lapsed))
        raise lapsed from error


def refuse(seat: Seat, id_: ProposalId, *, because: str) -> None:
    """Say no to a proposal.

    Raises:
        BadInput: No reason is given.
        NotPermitted: This person could not confirm it either.
        AlreadyDecided: Somebody was faster.
    """
    if not (because := one_line(because)):
        raise BadInput("请写明不同意的理由")
    _close(seat, id_, Action.PROPOSAL_REFUSE, State.REFUSED, because)


def withdraw_proposal(seat: Seat, id_: ProposalId, *, because: str = "") -> None:
    """Take one's own proposal back.

    Raises:
        NotPermitted: It is another person's.
        AlreadyDecided: Somebody was faster.
    """
    _close(seat, id_, Action.PROPOSAL_WITHDRAW, State.WITHDRAWN, one_line(because))


def _close(seat: Seat, id_: ProposalId, action: Action, state: State, remark: str) -> None:
    with seat.act(action) as act:
        row = _find(act.session, id_)
        if row.state != State.OPEN:
            raise AlreadyDecided(State(row.state))
        if action is Action.PROPOSAL_WITHDRAW and row.made_by != seat.who.id:
            raise NotPermitted(f"这份提请是“{row.made_by_name}”的，只有本人能撤回；不同意的，请用“不同意”")
        roles = roles_in(act.session, seat.who, act.at.astimezone().date())
        if action is Action.PROPOSAL_REFUSE and (
            reason := reason_against_confirming(seat.who, roles, row.made_by, Action(row.action))
        ):
            raise NotPermitted(f"没有办理：{reason}")
        row.state, row.remark = state, remark
        row.decided_by, row.decided_by_name, row.decided_at = seat.who.id, act.who.name, act.at
        act.session.flush()
        told = f"：{remark}" if remark else ""
        act.note(_subject(row), f"{state.word}（“{row.made_by_name}”提请的：{row.title}）{told}")


def open_proposals(session: Session) -> list[Proposed]:
    """Return what waits for a second person, the oldest first."""
    rows = session.exec(select(Proposal).where(Proposal.state == State.OPEN).order_by(col(Proposal.id)))
    return [_proposed(row) for row in rows]


def decided_proposals(session: Session, *, most: int = _MOST_DECIDED) -> list[Proposed]:
    """Return what was decided, the latest first."""
    rows = session.exec(
        select(Proposal)
        .where(Proposal.state != State.OPEN)
        .order_by(col(Proposal.decided_at).desc())
        .limit(most)
    )
    return [_proposed(row) for row in rows]


def count_waiting_for(session: Session, who: Person, day: date) -> int:
    """Return how many proposals somebody may confirm on a day."""
    roles = roles_in(session, who, day)
    actions = [action for action, needed in CONFIRMED_BY.items() if needed & roles]
    query = select(func.count()).where(
        Proposal.state == State.OPEN, Proposal.made_by != who.id, col(Proposal.action).in_(actions)
    )
    return session.exec(query).one()


def _find(session: Session, id_: ProposalId) -> Proposal:
    row = session.get(Proposal, id_)
    if row is None:
        raise NotFound("没有这份提请")
    return row


def _proposed(row: Proposal) -> Proposed:
    assert row.id is not None
    with as_stored("一份提请"):
        told = json.loads(row.told)
        return Proposed(
            row.id,
            Action(row.action),
            row.title,
            tuple(told["lines"]),
            told["count"],
            row.reason,
            row.made_by,
            row.made_by_name,
            row.made_at,
            State(row.state),
            row.decided_by_name or "",
            row.decided_at,
            row.remark,
        )


def _subject(row: Proposal) -> Subject:
    return Subject(Kind.PROPOSAL, row.id)
