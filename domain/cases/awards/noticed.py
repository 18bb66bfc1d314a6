"""单人办理, the shortest road: a notice is decided, approved and told in one act and leaves a closed case."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import col, select

from domain.cases.awards.deciding import seen_of
from domain.cases.awards.entities import AwardCase, Did, Ended, Origin
from domain.cases.awards.funding import Claim, Funds
from domain.cases.awards.making import keep_road
from domain.cases.awards.reading import name_of, read_cases
from domain.cases.awards.rules import kept_roads
from domain.cases.awards.together import Approving
from domain.cases.awards.turning import Turn, first_step, revoked_to, write_turns
from domain.cases.entities import Notice
from domain.cases.sql import Row, add_rows, change_rows, next_id, told_of_new
from domain.policies.policy import Policy
from domain.policies.texts import keep_text
from domain.roads.road import Road
from domain.roads.walking import NotNow
from domain.store.acts import Act, Action, Entry
from domain.store.engine import head_in
from domain.store.tables import Kind, Subject
from domain.values.ids import CaseId, NoticeId
from domain.values.money import Fen, yuan_text
from domain.values.uids import new_uid


def close_noticed(act: Act, notices: Sequence[Notice], policy: Policy, road: Road, known: Approving) -> None:
    """Leave a closed case for each notice of an act; they are on a road of one step.

    Raises:
        NotNow: There is not so much left of the budget, or beside what was approved of the policy before.
    """
    if not notices:
        return
    keep_road(act, road)
    keep_text(act, policy)
    first, first_id, uid = next_id(act, "award_case"), next_id(act, "case_step"), new_uid()
    as_of, day = head_in(act.session).acts, act.at.astimezone().date()
    begun, taken, ended = list[dict[str, Any]](), list[dict[str, Any]](), dict[int, Row]()
    [state] = road.way
    for at, notice in enumerate(notices):
        id_ = first + at
        case = _case(notice, policy, road, day.isoformat()) | {"id": id_, "as_of": as_of}
        made = first_step(act, id_=first_id + 2 * at, case_id=id_, title=road.title, road=road, day=day)
        made |= {"amount": notice.amount, "act": uid}
        done = made | {
            "id": int(made["id"]) + 1,
            "number": 2,
            "did": Did.ONWARD.value,
            "step": state.id,
            "title": state.does,
            "was_at": state.id,
            "was_since": day.isoformat(),
            "to_at": state.next,
            "remark": f"出具{notice.number}",
            "was_amount": notice.amount,
        }
        begun.append(case)
        taken += [made, done]
        ended[id_] = {"at": state.next, "ended": Ended.GRANTED.value, "version": 2}
    rows = [AwardCase(**case) for case in begun]
    for id_, words in known.beyond(rows, {policy.id: policy}).items():
        raise NotNow(f"没有出具：{name_of(rows[id_ - first])}，{words}")
    add_rows(act, "award_case", begun)
    add_rows(act, "case_step", taken[::2])
    add_rows(act, "case_step", taken[1::2])
    if known.funds is not None:
        known.funds.settle(act, [_claim(row, day) for row in rows], day)
    change_rows(act, "award_case", ended)
    act.note_all(
        Entry(
            Subject(Kind.CASE, case["id"]),
            f"{road.title}：{notice.enterprise_name}，{notice.clause_title}，"
            f"{yuan_text(Fen(notice.amount))} 元，出具{notice.number}",
            told_of_new("award_case", {**case, **ended[case["id"]]})
            | told_of_new("case_step", taken[2 * at])
            | told_of_new("case_step", taken[2 * at + 1]),
            Action.CASE_APPROVE,
        )
        for at, (notice, case) in enumerate(zip(notices, begun, strict=True))
    )


def revoke_noticed(act: Act, notice_id: NoticeId, because: str, funds: Funds | None) -> None:
    """Revoke the award that a notice told, where it has a case: the notice was declared void."""
    ids = act.session.exec(
        select(col(AwardCase.id)).where(AwardCase.notice_id == notice_id, AwardCase.ended == Ended.GRANTED)
    ).all()
    day = act.at.astimezone().date()
    turns = []
    for case in read_cases(act.session, [id_ for id_ in ids if id_ is not None], kept_roads(act.session)):
        after = replace(case.standing, at=revoked_to(case.road), since=day)
        turns.append(Turn(case, Did.BEGIN, "", "撤销", after, Action.CASE_WITHDRAW, because))
    if turns:
        write_turns(act, turns, day, funds)


def _claim(row: AwardCase, day: date) -> Claim:
    assert row.id is not None
    return Claim(
        CaseId(row.id),
        name_of(row),
        row.policy_id,
        row.policy_title,
        row.clause_id,
        day.year,
        Fen(row.amount),
        day,
    )


def _case(notice: Notice, policy: Policy, road: Road, day: str) -> dict[str, Any]:
    """Return the row of a case as it begins."""
    return {
        "id": 0,
        "uid": new_uid(),
        "enterprise_id": notice.enterprise_id,
        "uscc": notice.uscc,
        "enterprise_name": notice.enterprise_name,
        "policy_id": notice.policy_id,
        "policy_title": policy.title,
        "policy_sha256": notice.policy_sha256,
        "clause_id": notice.clause_id,
        "clause_title": notice.clause_title,
        "instalment": "",
        "period": "",
        "origin": Origin.ASSESSED.value,
        "applicant": "",
        "asked": None,
        "facts": notice.facts,
        "decision": notice.decision,
        "computed": notice.amount,
        "bound": notice.amount,
        "amount": notice.amount,
        "seen": seen_of(notice.policy_sha256, notice.uscc, notice.enterprise_name, notice.decision),
        "as_of": 0,
        "papers": "[]",
        "road_sha256": road.digest,
        "at": road.way[0].id,
        "since": day,
        "waits": "",
        "ended": Ended.ON_ITS_WAY.value,
        "version": 1,
        "batch_id": None,
        "notice_id": notice.id,
    }
