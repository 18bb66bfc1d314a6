"""What is done of cases beside their steps: amounts, papers, opinions, changed data. Each is one act."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from sqlmodel import Session

from domain.cases.awards.changed import Change, changes_of
from domain.cases.awards.declared import Declared, cleaned, declared_in, kept
from domain.cases.awards.entities import Did
from domain.cases.awards.reading import Case, Seen, against_promise
from domain.cases.awards.rivals import Beside, Settlement, rivals_of
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import acting_on
from domain.cases.awards.turning import Turn, write_turns
from domain.cases.sql import Row
from domain.enterprises.attachments.service import Taken, add_to_each, hold_as_evidence
from domain.enterprises.identity import standing_for
from domain.policies.texts import keep_text
from domain.roads.road import State, named_roles
from domain.roads.walking import NotNow, Now, begun_again
from domain.store.acts import Act, Action
from domain.store.engine import Seat, Store
from domain.store.permits import NotPermitted
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput
from domain.values.ids import AttachmentId, CaseId, EnterpriseId
from domain.values.money import Fen, yuan_text
from domain.values.texts import one_line, reason_of


def decide_amount(seat: Seat, case: Seen, amount: Fen, rules: Rules, *, because: str) -> str:
    """Decide another amount than was computed, within its bounds.

    What was publicised is approved as it was publicised; and once somebody has looked at what another did,
    the amount changes only where another person looks again.

    Raises:
        BadInput: It is beyond its bounds, or no reason is given.
        NotNow: It cannot be changed where the case stands.
        NotPermitted: This person may not do this there.
    """
    because = one_line(because)
    with acting_on(seat, Action.CASE_AMOUNT, [case], rules) as (act, [found], now):
        row, state = found.row, changeable(found, now)
        if row.bound is not None and amount > row.bound:
            raise BadInput(f"核定金额不能高于 {yuan_text(Fen(row.bound))} 元")
        if amount < 0:
            raise BadInput("核定金额不能小于 0")
        if amount == row.amount:
            raise BadInput("金额没有变化")
        if amount != row.computed and not because:
            raise BadInput("核定金额与算出的不同，请写明理由")
        title = f"核定金额由 {yuan_text(found.amount)} 元改为 {yuan_text(amount)} 元"
        turn = Turn(
            found,
            Did.AMOUNT,
            state.id,
            title,
            found.standing,
            Action.CASE_AMOUNT,
            because,
            changed={"amount": amount},
        )
        return write_turns(act, [turn], now.day, rules.funds)


def changeable(case: Case, now: Now) -> State:
    """Return the state at which the amount of a case is changed.

    Raises:
        NotNow: It cannot be changed where the case stands.
        NotPermitted: This person may not do this there.
    """
    state = _state_of(case, now)
    if case.standing.publicity is not None:
        raise NotNow(f"没有改动：{case.name}已按 {yuan_text(case.amount)} 元公示；要改金额，请先退回")
    reviewed = [id_ for id_ in case.standing.signed if case.road.states[id_].other_than]
    if reviewed and not state.other_than:
        title = case.road.title_of(reviewed[-1])
        raise NotNow(f"没有改动：{case.name}已办过“{title}”；要改金额，请先退回")
    return state


def settle_rival(
    seat: Seat, case: Seen, beside: Beside, settlement: Settlement, rules: Rules, *, because: str
) -> str:
    """Decide what becomes of a case beside another, or beside what another level gave; its amount follows.

    Raises:
        BadInput: No reason is given, or the other one is no rival of it.
        NotNow: Its amount cannot be changed where it stands.
        NotPermitted: This person may not do this there.
    """
    because = one_line(because)
    if not because:
        raise BadInput("请写明这样处理的理由")
    with acting_on(seat, Action.CASE_RIVAL, [case], rules) as (act, [found], now):
        state = changeable(found, now)
        rival = next(
            (one for one in rivals_of(act.session, found, rules.funds) if one.beside == beside), None
        )
        if rival is None:
            raise BadInput(f"{found.name}与那一项没有重复的迹象，请刷新后再看")
        amount = rival.amounts[settlement]
        title = f"与{rival.name}{settlement.word}，核定 {yuan_text(amount)} 元"
        changed = {"amount": amount} if amount != found.row.amount else {}
        turn = Turn(
            found,
            Did.RIVAL,
            state.id,
            title,
            found.standing,
            Action.CASE_RIVAL,
            because,
            rival_id=rival.case_id,
            declared=kept([beside]) if isinstance(beside, Declared) else None,
            settlement=settlement,
            changed=changed,
        )
        return write_turns(act, [turn], now.day, rules.funds)


def declare(seat: Seat, case: Seen, declared: Sequence[Declared], rules: Rules, *, remark: str = "") -> str:
    """Record what the applicant says that it received from other levels: all of it, in place of what it said
    before. What was settled beside one that is not among them any more is weighed again.

    Raises:
        BadInput: Something of it cannot be, or it is what was said before.
        NotNow: The case has ended.
    """
    with acting_on(seat, Action.CASE_DECLARE, [case], rules) as (act, [found], now):
        _refuse_ended([found])
        said = cleaned(declared, now.day)
        if {*said} == {*declared_in(found.steps)}:
            raise BadInput("其他层级的奖补没有变化")
        told = "；".join(one.text for one in said)
        title = f"企业申报其他层级奖补：{told}" if said else "企业申报没有其他层级奖补"
        turn = Turn(
            found,
            Did.DECLARE,
            "",
            title,
            found.standing,
            Action.CASE_DECLARE,
            one_line(remark),
            declared=kept(said),
        )
        return write_turns(act, [turn], now.day, rules.funds)


def record_papers(
    seat: Seat,
    case: Seen,
    rules: Rules,
    *,
    came: Mapping[str, date] | None = None,
    promised: Mapping[str, date] | None = None,
    returned: Collection[str] = (),
    files: Sequence[AttachmentId] = (),
    remark: str = "",
) -> str:
    """Record which papers came, and which were promised for a day; `files` are the enterprise's.

    One that came and is no good is ``returned``, with a reason, and lacks again.

    Raises:
        BadInput: The clause asks for no such paper, a day cannot be, nothing came, one is returned without a
            reason, or a file is not there any more.
        NotNow: The case has ended.
    """
    came, promised = came or {}, promised or {}
    with acting_on(seat, Action.CASE_PAPERS, [case], rules) as (act, [found], now):
        _refuse_ended([found])
        complaints = list(_paper_complaints(found, came, promised, now.day))
        complaints += _return_complaints(found, returned, one_line(remark))
        if not (came or promised or returned or files):
            complaints.append("请勾选收到的材料")
        if complaints:
            raise BadInput(complaints)
        told = {
            "came": {name: day.isoformat() for name, day in came.items()},
            "promised": {name: day.isoformat() for name, day in promised.items()},
        }
        if returned:
            told["returned"] = dict.fromkeys(returned, now.day.isoformat())
        words = [f"收到{'、'.join(came)}"] if came else []
        words += [f"承诺 {day.isoformat()} 补交{name}" for name, day in promised.items()]
        words += [f"退回不合格的{'、'.join(returned)}"] if returned else []
        words = words or ["补充附件"]
        turn = Turn(
            found,
            Did.PAPERS,
            "",
            "，".join(words),
            found.standing,
            Action.CASE_PAPERS,
            one_line(remark),
            papers=told,
            files=_kept(act, found, files),
        )
        return write_turns(act, [turn], now.day, rules.funds)


def record_opinions(
    seat: Seat,
    cases: Sequence[Seen],
    opinion_id: str,
    rules: Rules,
    *,
    on: date,
    remark: str = "",
    against: Collection[CaseId] = (),
    files: Sequence[AttachmentId] = (),
    letters: Sequence[Taken] = (),
) -> str:
    """Record what a department answered, of one case or of many: in favour of all but ``against``.

    What a department said against a case stands until it answers about that case alone: a list about others,
    such as the next one of the same department, does not take it back. Of two answers the later one counts.

    `files` are those of the one enterprise that it is about; `letters` came with the answer, and are kept
    with each of the enterprises, though their content lies there once.

    Raises:
        BadInput: The day is still to come, or that of a single case before its last answer's; a case against
            has no reason, one against is not among them, or a file is not there any more.
        NotNow: A case has ended, its road asks for no such opinion, or all of them stand as they are.
    """
    remark = one_line(remark)
    with acting_on(seat, Action.CASE_OPINION, cases, rules) as (act, every, now):
        _refuse_ended(every)
        found = [case for case in every if case.id in against or not stands_against(case, opinion_id, every)]
        if not found:
            raise NotNow("没有登记：都登记过不通过；部门改了意见的，请逐件登记")
        if on > now.day:
            raise BadInput("意见的日期不能在今天以后")
        if against and not remark:
            raise BadInput("有不通过的，请写明部门的意见")
        if not {case.id for case in found}.issuperset(against):
            raise BadInput("不通过的名单里有不在这一批的事项，请核对")
        known = found[0].at_hand.answers.get(opinion_id)
        if len(every) == 1 and known is not None and on < known.on:
            raise BadInput(f"{known.on.isoformat()} 已有更晚的答复，日期在它以前的不能改变它，请核对日期")
        of_one = _kept(act, found[0], files)
        of_each = _kept_letters(act, seat.store, found, letters)
        turns = []
        for case in found:
            opinion = case.road.opinions.get(opinion_id)
            if opinion is None:
                raise NotNow(f"没有登记：{case.name}走的“{case.road.title}”不征求这一项意见")
            in_favour = case.id not in against
            title = f"{opinion.department}“{opinion.title}”{'通过' if in_favour else '不通过'}"
            turns.append(
                Turn(
                    case,
                    Did.OPINION,
                    opinion_id,
                    title,
                    case.standing,
                    Action.CASE_OPINION,
                    remark,
                    answered_on=on,
                    in_favour=in_favour,
                    files=of_each.get(case.id, of_one),
                )
            )
        return write_turns(act, turns, now.day, rules.funds)


def stands_against(case: Case, opinion_id: str, among: Sequence[Case]) -> bool:
    """Whether a department is against a case, which an answer about several leaves as it is."""
    answer = case.at_hand.answers.get(opinion_id)
    return len(among) > 1 and answer is not None and not answer.in_favour


def take_in_changes(seat: Seat, cases: Sequence[Seen], rules: Rules, *, because: str) -> str:
    """Decide cases anew on what there is now; nothing that was signed on the former figures counts any more.

    Raises:
        BadInput: No reason is given.
        NotNow: Nothing has changed, it cannot be decided any more, or the case waits for something else.
        NotPermitted: This person may not do this where the case stands.
    """
    because = reason_of(because, "采用新数据")
    with acting_on(seat, Action.CASE_TAKE_IN, cases, rules) as (act, found, now):
        changes = changes_of(act.session, found, rules)
        turns = []
        for case in found:
            change = _change_of(case, changes, now)
            if change.now is None:
                raise NotNow(f"没有采用：{case.name}，{change.obstacle}；请按原数据办理，或不予通过")
            keep_text(act, change.now.policy)
            frozen: Row = {**change.now.columns(change.as_of), "amount": change.amount}
            after = begun_again(case.road, case.standing, now)
            title = f"采用新数据（{change.text}）"
            turns.append(
                Turn(
                    case, Did.TAKE_IN, case.row.at, title, after, Action.CASE_TAKE_IN, because, changed=frozen
                )
            )
        return write_turns(act, turns, now.day, rules.funds)


def keep_as_decided(seat: Seat, cases: Sequence[Seen], rules: Rules, *, because: str) -> str:
    """Go on with what cases were decided on, although something is otherwise now.

    Raises:
        As `take_in_changes`.
    """
    because = reason_of(because, "按原数据办理")
    with acting_on(seat, Action.CASE_KEEP, cases, rules) as (act, found, now):
        changes = changes_of(act.session, found, rules)
        turns = []
        for case in found:
            change = _change_of(case, changes, now)
            seen = change.now.seen if change.now else change.obstacle
            title = f"按原数据办理（{change.text}）"
            kept: Row = {"seen": seen, "as_of": change.as_of}
            turns.append(
                Turn(
                    case, Did.KEEP, case.row.at, title, case.standing, Action.CASE_KEEP, because, changed=kept
                )
            )
        return write_turns(act, turns, now.day, rules.funds)


def owners_of(session: Session, case: Case) -> list[EnterpriseId]:
    """Return whose files may be kept with a case: the record's that stands for its enterprise now first."""
    own = case.row.enterprise_id
    return list(dict.fromkeys((standing_for(session, [own]).get(own, own), own)))


def _kept(act: Act, case: Case, files: Sequence[AttachmentId]) -> str | None:
    """Keep files with what is done of a case, and note it of the enterprise whose they are."""
    owners = owners_of(act.session, case)
    kept = hold_as_evidence(act, owners, files)
    if kept is not None:
        _note_use(act, owners[0], kept, case.name)
    return kept


def _kept_letters(
    act: Act, store: Store, cases: Sequence[Case], letters: Sequence[Taken]
) -> dict[CaseId, str | None]:
    """Keep letters with each enterprise, and return by case what its step keeps of them."""
    if not letters:
        return {}
    now = standing_for(act.session, {case.row.enterprise_id for case in cases})
    of_each: dict[EnterpriseId, list[Case]] = {}
    for case in cases:
        of_each.setdefault(now.get(case.row.enterprise_id, case.row.enterprise_id), []).append(case)
    found: dict[CaseId, str | None] = {}
    for owner, ids in add_to_each(act, store, list(of_each), letters).items():
        kept, own = hold_as_evidence(act, [owner], ids), of_each[owner]
        if kept is not None:
            _note_use(act, owner, kept, f"{own[0].name}{f'等 {len(own)} 件' if len(own) > 1 else ''}")
        found |= {case.id: kept for case in own}
    return found


def _note_use(act: Act, owner: EnterpriseId, kept: str, name: str) -> None:
    names = "、".join(f"“{one['name']}”" for one in json.loads(kept))
    act.note(Subject(Kind.ENTERPRISE, owner), f"{name}用到附件{names}")


def _refuse_ended(cases: Iterable[Case]) -> None:
    for case in cases:
        if not case.is_on_its_way:
            raise NotNow(f"没有办理：{case.name}已经“{case.where}”")


def _state_of(case: Case, now: Now) -> State:
    """Return the state at which a case stands, for who may do what is to be done there.

    Raises:
        NotNow: It has ended, or waits for something.
        NotPermitted: They may not.
    """
    _refuse_ended([case])
    standing, state = case.standing, case.road.states[case.standing.at]
    if standing.waits:
        one = case.road.beside[standing.waits]
        raise NotNow(f"没有办理：{case.name}正在“{one.title}”，先办“{one.over}”")
    if now.roles is not None and not now.roles & state.by:
        raise NotPermitted(
            f"没有办理：{case.name}在“{state.title}”，要由有{named_roles(state.by)}角色的人办理"
        )
    return state


def _change_of(case: Case, changes: Mapping[int, Change], now: Now) -> Change:
    _state_of(case, now)
    if case.id not in changes:
        raise NotNow(f"没有办理：{case.name}的数据没有变化")
    return changes[case.id]


def _return_complaints(case: Case, returned: Collection[str], because: str) -> Iterator[str]:
    held = {*json.loads(case.row.papers)} - {*case.at_hand.missing}
    yield from (f"“{name}”没有收到过，不能退回" for name in returned if name not in held)
    if returned and not because:
        yield "请在说明里写明退回哪一份、哪里不合格"


def _paper_complaints(
    case: Case, came: Mapping[str, date], promised: Mapping[str, date], today: date
) -> Iterator[str]:
    missing = case.at_hand.missing
    for name, day in came.items():
        if name not in missing:
            yield f"“{name}”不在缺的材料里"
        elif day > today:
            yield f"“{name}”收到的日子不能在今天以后"
    for name, day in promised.items():
        if name not in missing or name in came:
            yield f"“{name}”不在缺的材料里"
        elif said := against_promise(name, day, today):
            yield said
