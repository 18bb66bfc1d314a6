"""What becomes of cases in one act, written all at once: the step of each, and how it stands afterwards."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from domain.cases.awards.entities import Did, Ended
from domain.cases.awards.funding import Claim, Funds
from domain.cases.awards.reading import Case, approval_in, summary_of
from domain.cases.sql import Row, add_rows, change_rows, next_id, told_of_changed, told_of_new
from domain.roads.road import Kind as Beside
from domain.roads.road import Road
from domain.roads.walking import Standing
from domain.store.acts import Act, Action, Entry
from domain.store.changes import Pairs
from domain.store.tables import Kind, Subject
from domain.values.ids import CaseId
from domain.values.money import Fen
from domain.values.uids import new_uid


@dataclass(frozen=True, slots=True)
class Turn:
    """What becomes of one case.

    Attributes:
        title: What it is called.
        after: Where the case stands afterwards.
        action: As the trail has it.
        files: What came with it, as a step keeps it.
        declared: What other levels gave, as a step keeps it.
        changed: Other columns of the case, as they are stored.
        taken_back: The step that does not count any more since it is undone; what it had voided counts again.
    """

    case: Case
    did: Did
    step: str
    title: str
    after: Standing
    action: Action
    remark: str = ""
    objection: int = 0
    answered_on: date | None = None
    in_favour: bool | None = None
    papers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    files: str | None = None
    declared: str | None = None
    rival_id: CaseId | None = None
    settlement: str = ""
    changed: Row = field(default_factory=dict)
    taken_back: int | None = None


def write_turns(act: Act, turns: Sequence[Turn], day: date, funds: Funds | None) -> str:
    """Write what becomes of cases, each with its entry in the trail, and have the money follow.

    Without ``funds`` the store refuses what would leave the books of a budget behind.

    Returns:
        What the steps have in common, see `CaseStep.act`.
    """
    uid, first = new_uid(), next_id(act, "case_step")
    steps = [_step_of(act, turn, first + at, uid, day) for at, turn in enumerate(turns)]
    add_rows(act, "case_step", steps)
    voids = [dict(_voids(turn)) for turn in turns]
    change_rows(act, "case_step", {id_: {"voided_by": by} for one in voids for id_, (_, by) in one.items()})
    afters = [_case_after(turn) for turn in turns]
    if funds is not None:
        _ask(funds, act, turns, day)
    change_rows(act, "award_case", {turn.case.id: row for turn, row in zip(turns, afters, strict=True)})
    act.note_all(map(_entry, turns, steps, voids, afters))
    return uid


def first_step(act: Act, *, id_: int, case_id: int, title: str, road: Road, day: date) -> dict[str, Any]:
    """Return the row of the step by which a case begins."""
    return {
        "id": id_,
        "case_id": case_id,
        "number": 1,
        "did": Did.MADE.value,
        "step": "",
        "title": title,
        "was_at": "",
        "was_since": None,
        "was_waits": "",
        "to_at": road.way[0].id,
        "account_id": act.who.id,
        "by_name": act.who.name,
        "done_at": act.stored_at,
        "day": day.isoformat(),
        "remark": "",
        "objection": 0,
        "public_from": None,
        "public_to": None,
        "answered_on": None,
        "in_favour": None,
        "papers": "{}",
        "files": None,
        "declared": None,
        "was_amount": None,
        "amount": 0,
        "former": "{}",
        "rival_id": None,
        "settlement": "",
        "act": "",
        "voided_by": None,
    }


def _step_of(act: Act, turn: Turn, id_: int, uid: str, day: date) -> Row:
    case, row = turn.case, turn.case.row
    public = turn.after.publicity if turn.after.publicity is not case.standing.publicity else None
    is_told = public is not None and turn.did in (Did.ONWARD, Did.PROLONG)
    stored = _stored_of(case, turn.changed)
    return first_step(act, id_=id_, case_id=case.id, title=turn.title, road=case.road, day=day) | {
        "number": row.version + 1,
        "did": turn.did.value,
        "step": turn.step,
        "was_at": row.at,
        "was_since": row.since.isoformat(),
        "was_waits": row.waits,
        "to_at": turn.after.at,
        "remark": turn.remark,
        "objection": turn.objection,
        "public_from": public.start.isoformat() if is_told and public else None,
        "public_to": public.end.isoformat() if is_told and public else None,
        "answered_on": turn.answered_on and turn.answered_on.isoformat(),
        "in_favour": None if turn.in_favour is None else int(turn.in_favour),
        "papers": json.dumps(turn.papers, ensure_ascii=False, sort_keys=True) if turn.papers else "{}",
        "files": turn.files,
        "declared": turn.declared,
        "was_amount": row.amount,
        "amount": turn.changed.get("amount", row.amount),
        "former": json.dumps(stored, ensure_ascii=False, sort_keys=True) if stored else "{}",
        "rival_id": turn.rival_id,
        "settlement": turn.settlement,
        "act": uid,
    }


def _stored_of(case: Case, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(case.row, name) for name in names}


def _voids(turn: Turn) -> Iterable[tuple[int, tuple[int | None, int | None]]]:
    """Yield the steps that count no more, or count again: id, and by which they were and are voided."""
    number = turn.case.row.version + 1
    for step in turn.case.steps:
        assert step.id is not None
        is_gone = step.did == Did.ONWARD and step.step not in turn.after.signed
        # What was weighed against another award was weighed with another amount.
        is_gone |= step.did == Did.RIVAL and turn.did is Did.TAKE_IN
        is_gone |= step.did == Did.PROLONG and turn.after.publicity is None
        is_gone |= step.did == Did.QUEUE and turn.after.at != step.to_at
        if (turn.did is not Did.UNDO and is_gone) or step.number == turn.taken_back:
            yield step.id, (None, number)
    for step in turn.case.voided if turn.taken_back is not None else ():
        assert step.id is not None
        if step.voided_by == turn.taken_back:
            yield step.id, (step.voided_by, None)


def _case_after(turn: Turn) -> Row:
    after = turn.after
    return {
        "at": after.at,
        "since": after.since.isoformat(),
        "waits": after.waits,
        "ended": ended_at(turn.case.road, after.at).value,
        "version": turn.case.row.version + 1,
        **turn.changed,
    }


def revoked_to(road: Road) -> str:
    """Return the end of a case that was granted, or made, and is nothing any more."""
    ends = (
        one.to[0]
        for one in road.beside.values()
        if one.kind is Beside.WITHDRAW and any(id_ in road.ends for id_ in one.at)
    )
    return next(ends, None) or next(id_ for id_, end in road.ends.items() if not end.grants)


def ended_at(road: Road, at: str) -> Ended:
    """Return how a case has ended that stands there."""
    if at not in road.ends:
        return Ended.ON_ITS_WAY
    return Ended.GRANTED if road.ends[at].grants else Ended.OTHERWISE


def _ask(funds: Funds, act: Act, turns: Sequence[Turn], day: date) -> None:
    """Have the money follow what becomes of cases."""
    granted = [turn.case for turn in turns if turn.case.row.ended == Ended.GRANTED]
    after = {turn.case.id: ended_at(turn.case.road, turn.after.at) for turn in turns}
    if taken_back := [case for case in granted if after[case.id] is not Ended.GRANTED]:
        funds.release(act.session, {case.id: case.name for case in taken_back})
    if claims := [*filter(None, map(_claim_after, turns))]:
        funds.settle(act, claims, day)


def _claim_after(turn: Turn) -> Claim | None:
    """Return what a case is to have of its budget afterwards; None where that is what it has."""
    case, after = turn.case, turn.after
    amount = turn.changed.get("amount", case.row.amount)
    was = _approved(case.road, case.standing, case.row.amount)
    now = _approved(case.road, after, int(str(amount)))
    return None if was == now else claim_of(case, *(now or (after.since.year, Fen(0))))


def _approved(road: Road, standing: Standing, amount: int) -> tuple[int, Fen] | None:
    """Return in which year, and how much, was approved of a case that stands so; None for nothing."""
    approval = approval_in(road, standing)
    if approval is None or ended_at(road, standing.at) is Ended.OTHERWISE:
        return None
    return approval.on.year, Fen(amount)


def claim_of(case: Case, year: int, amount: Fen) -> Claim:
    """Return what a case is to have of the budget of a year."""
    row = case.row
    return Claim(
        case.id, case.name, row.policy_id, row.policy_title, row.clause_id, year, amount, case.accepted
    )


def _entry(turn: Turn, step: Row, voids: Mapping[int, tuple[int | None, int | None]], after: Row) -> Entry:
    case = turn.case
    before = {**_stored_of(case, after), "since": case.row.since.isoformat()}
    pairs: Pairs = told_of_changed("award_case", case.id, before, after)
    pairs |= told_of_new("case_step", step)
    for id_, (was, now) in voids.items():
        pairs |= told_of_changed("case_step", id_, {"voided_by": was}, {"voided_by": now})
    gone = [case.road.title_of(id_) for id_ in case.standing.signed if id_ not in turn.after.signed]
    words = f"{turn.title}：{summary_of(case.row)}" + (f"；{turn.remark}" if turn.remark else "")
    if gone:
        words += f"；{'、'.join(f'“{title}”' for title in gone)}的签字作废"
    return Entry(Subject(Kind.CASE, case.id), words, pairs, turn.action)
