"""拨付: awards gathered into lists, looked at, sent, and what the bank answered. Each function is one act.

What is sent is never sent again: a case has one line under way, and no more is paid than was granted; the
store holds both (migration 0026). Who approved a case does not pay it, which the store holds where four eyes
are on (migration 0031).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.reading import Case, read_cases
from domain.cases.awards.rules import Rules
from domain.funds.books import Budget
from domain.funds.calendar_months import late_text
from domain.funds.doubts import Payee, is_account_of, payee_of
from domain.funds.entities import What
from domain.funds.holds import against_lifting, held_on
from domain.funds.payment_entities import (
    WHOLE,
    LineState,
    PaymentHold,
    PaymentLine,
    PaymentList,
    share_of,
    word_of,
)
from domain.funds.sent_lists import ListBook, absent_of, said_of, take_over_lists, tell_journal
from domain.funds.settling import book_paid, told_of
from domain.funds.sql import (
    approved_by,
    awaiting_of,
    booked_of,
    last_closed,
    lowered_of,
    paid_of,
    settled_of,
    strayed_of,
    taken_off_in,
)
from domain.roads.library import Roads
from domain.roads.walking import NotNow
from domain.store.acts import Act, Action, Entry, Person
from domain.store.engine import Seat, is_shared_in
from domain.store.numbers.entries import NumberKind
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CaseId, EnterpriseId, HoldId, LineId, PaymentListId
from domain.values.money import Fen, yuan_text
from domain.values.texts import one_line, reason_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a line.

    Attributes:
        paid: How much was paid, in fen: all of it, a part, or 0 where it was returned. Where a part came back
            after it was paid, what is left of it.
        on: The day: on which it was paid, or came back.
        reason: Why it was returned, or not paid whole.
    """

    paid: Fen
    on: date
    reason: str = ""


MOST: Final = 2_000
"""So many lines at the most go into one list."""

GONE: Final = "这户企业已不在库里：删错的，先在“回收站”恢复；已注销的，作废通知书或办理撤销"
"""What is said of an award whose enterprise was deleted."""


STRAYED: Final = (
    "登记的已付金额与账上的不一致，数据可能被程序以外的手段改过；"
    "请停止拨付这一件，按银行回单核对，并在“设置”里导出诊断信息交技术人员"
)
"""What is said of an award whose lines were meddled with."""


def lines_of(session: Session, list_id: PaymentListId) -> list[PaymentLine]:
    """Return the lines of a list, in their order."""
    found = select(PaymentLine).where(PaymentLine.list_id == list_id).order_by(col(PaymentLine.id))
    return list(session.exec(found))


def make_list(
    seat: Seat, case_ids: Sequence[CaseId], rules: Rules, *, ahead: int | None = None
) -> PaymentListId:
    """Gather granted awards that are to be paid together; doubts about an account hold its line alone.

    Args:
        ahead: The share of each that is paid ahead (预兑现), in percent, to the whole fen below; the rest
            waits until the award is settled. None to pay what there is to pay.

    Raises:
        BadInput: Nothing is chosen, it is no such share, or more than `MOST`.
        NotNow: One of them cannot be paid; it says which and why.
        NotFound: A case or its enterprise is not there.
        NotPermitted: This person may not do this.
    """
    if ahead is not None and not 0 < ahead < WHOLE:
        raise BadInput("预兑现的比例请填 1 到 99 的整数")
    _take_up_aside(seat, case_ids)
    with seat.act(Action.PAYMENT_LIST) as act:
        row = PaymentList(year=rules.today().year, made_by=act.who.name, made_at=act.at, ahead=ahead)
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        share = f"（预兑现 {ahead}%）" if ahead is not None else ""
        said = f"列出拨付批次{share}：{_add_lines(act, row, case_ids, rules)}"
        act.note(Subject(Kind.PAYMENT, row.id), said)
        return row.id


def add_to_list(seat: Seat, list_id: PaymentListId, case_ids: Sequence[CaseId], rules: Rules) -> None:
    """Gather more awards into a list that was not sent; as `make_list`.

    Raises:
        BadInput: Nothing is chosen, or it would have more than `MOST`.
        NotNow: One of them cannot be paid, or the list was sent.
    """
    _take_up_aside(seat, case_ids)
    with seat.act(Action.PAYMENT_LIST) as act:
        row = _unsent(act, list_id)
        act.note(Subject(Kind.PAYMENT, list_id), f"{row.name}加入{_add_lines(act, row, case_ids, rules)}")


def record_paid_before(
    seat: Seat,
    case_ids: Sequence[CaseId],
    rules: Rules,
    *,
    on: date,
    document: str,
    part: Fen | None = None,
) -> PaymentListId:
    """Record that awards were paid before the office paid by this program: nobody pays them again.

    They stand in a list of their own that goes to nobody. `record_answers` takes lines of it back. Where four
    eyes are on another person confirms it, and who asks for it is who paid.

    Args:
        on: The day on which they were paid.
        document: What shows it.
        part: How much of a single one was paid, in fen, where not all of it was; the rest is to be paid.

    Raises:
        BadInput: Nothing is chosen, no document is named, the day has not come, or a part cannot be.
        NotNow: One of them cannot be paid; it says which and why.
        NotPermitted: This person may not do this.
        NeedsSecond: Another person must confirm it.
        ActsLost, StoreProblem: As `ListBook`.
    """
    if not (document := one_line(document)):
        raise BadInput("请写明凭据")
    if on > rules.today():
        raise BadInput("付款日期不能在今天以后")
    if part is not None and len(case_ids) != 1:
        raise BadInput("只付了一部分的，请一件一件登记")
    _take_up_aside(seat, case_ids)
    with seat.act(Action.PAYMENT_BEFORE) as act:
        year, book = rules.today().year, ListBook(seat.store, act)
        row = PaymentList(
            year=year,
            number=book.next_before(year),
            kind=NumberKind.PAID_BEFORE.value,
            made_by=act.handler.name,
            made_at=act.at,
            sent_account=act.handler.id,
            sent_by=act.handler.name,
            sent_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        amounts, told = dict[CaseId, Fen](), list[Entry]()
        for place, (case, left) in enumerate(_to_pay(act, case_ids, rules, "登记"), start=1):
            line = _line(row.id, case, left)
            line.enterprise_name = case.row.enterprise_name
            paid = left if part is None else part
            if not 0 < paid <= left:
                raise BadInput(f"没有登记：{case.name}应付 {yuan_text(left)} 元，请核对当时付的金额")
            line.state, line.paid, line.place = LineState.PAID.value, paid, place
            line.done_on, line.reason = on, document
            act.session.add(line)
            amounts[case.id] = paid
            told.append(Entry(Subject(Kind.CASE, case.id), f"以前已付：{case.name}，{yuan_text(paid)} 元"))
        act.session.flush()
        said = f"登记{row.name}：{len(amounts)} 件，{yuan_text(sum(amounts.values()))} 元"
        act.note(Subject(Kind.PAYMENT, row.id), f"{said}，{on.isoformat()} 付款，{document}")
        # Each by itself, so that a second person sees what is confirmed.
        act.note_all(told)
        book_paid(act, amounts, What.PAY, rules.today(), row.name)
    tell_journal(seat.store)
    return row.id


def look_again(seat: Seat, list_id: PaymentListId, rules: Rules) -> int:
    """Look once more at the accounts of a list that was not sent; return how many lines are still held.

    What was released stays so where its account and its doubts are the same.
    """
    with seat.act(Action.PAYMENT_LIST) as act:
        row = _unsent(act, list_id)
        lines = [one for one in lines_of(act.session, list_id) if one.state in _WAITING]
        _look(act, lines, rules)
        held = sum(line.state == LineState.HELD for line in lines)
        act.note(Subject(Kind.PAYMENT, list_id), f"{row.name}：重新核对账户，{held} 件有疑点")
        return held


def release_line(seat: Seat, line_id: LineId, rules: Rules, *, because: str) -> None:
    """Let a line go although there is a doubt, since somebody has looked at it.

    Raises:
        BadInput: No reason is given, or nothing can be sent to such an account.
        NotNow: It is not held, or who would release it has changed the account.
    """
    because = reason_of(because, "放行")
    with seat.act(Action.PAYMENT_LIST) as act:
        line = _line_of(act, line_id, LineState.HELD)
        if line.lacking:
            raise BadInput(f"没有放行：{line.lacking}；请在企业资料里改正后重新核对")
        [case] = read_cases(act.session, [line.case_id], rules.roads_in(act.session))
        if against := against_account(act.session, line, case, act.who, rules):
            raise NotNow(f"没有放行：{against}、放行")
        line.state, line.reason = LineState.OPEN.value, because
        said = f"放行“{line.enterprise_name}”（{line.against}）：{because}"
        act.note(Subject(Kind.PAYMENT, line.list_id), said)


def drop_lines(seat: Seat, *line_ids: LineId, because: str) -> None:
    """Take lines out of a list that was not sent; their awards may go into another.

    Raises:
        BadInput: No reason is given.
        NotNow: One was sent.
    """
    because = reason_of(because, "移出")
    with seat.act(Action.PAYMENT_LIST) as act:
        names: dict[PaymentListId, list[str]] = {}
        for line_id in line_ids:
            line = _line_of(act, line_id, *_WAITING)
            line.state, line.reason = LineState.DROPPED.value, because
            names.setdefault(line.list_id, []).append(f"“{line.enterprise_name}”")
        for list_id, dropped in names.items():
            act.note(Subject(Kind.PAYMENT, list_id), f"移出{_some(dropped)}：{because}")


def send_list(seat: Seat, list_id: PaymentListId, rules: Rules) -> str:
    """Send a list: it gets the next number of its year. What is held is not sent, and free for another list.

    Returns:
        What it is called.

    Raises:
        NotNow: It was sent already, nothing of it can be, or something has changed since it was looked at.
        NotPermitted: This person may not do this.
        ActsLost, LastListUnknown, StoreProblem: As `ListBook`.
    """
    with seat.act(Action.PAYMENT_SEND) as act:
        row, book = _unsent(act, list_id), ListBook(seat.store, act)
        lines = [one for one in lines_of(act.session, list_id) if one.state in _WAITING]
        was_open = {one.id for one in lines if one.state == LineState.OPEN}
        cases = _look(act, lines, rules)
        for line in lines:
            if line.id in was_open and line.state == LineState.HELD:
                raise NotNow(f"没有送出：“{line.enterprise_name}”{line.against}，请重新核对")
        going = [one for one in lines if one.state == LineState.OPEN]
        if not going:
            raise NotNow("没有送出：这一批没有可以拨付的")
        against = _against(act, [cases[line.case_id] for line in going], rules)
        told = told_of(act.session, {line.case_id: Fen(line.amount) for line in going})
        for place, line in enumerate(going, start=1):
            case = cases[line.case_id]
            if said := against.get(line.case_id):
                raise NotNow(f"没有送出：{case.name}，{said}；请先移出这一件")
            if said := against_account(act.session, line, case, act.who, rules):
                raise NotNow(f"没有送出：{case.name}，{said}、送出")
            line.state, line.place = LineState.SENT.value, place
            line.tell(told.get(line.case_id, {}))
        for line in lines:
            if line.state == LineState.HELD:
                line.state, line.reason = LineState.DROPPED.value, "有疑点，没有随本批送出"
        act.session.flush()
        row.year = rules.today().year
        row.number = book.next_number(row.year)
        row.sent_account, row.sent_by, row.sent_at = act.who.id, act.who.name, act.at
        act.session.flush()
        total = yuan_text(sum(line.amount for line in going))
        act.note(Subject(Kind.PAYMENT, list_id), f"送出{row.name}：{len(going)} 件，{total} 元")
        book.write()
        return row.name


def record_answers(
    seat: Seat, list_id: PaymentListId, answers: Mapping[LineId, Answer], rules: Rules
) -> None:
    """Record what came of lines that were sent: paid, paid in part, returned; all of them or none.

    One that was paid may still be returned, whole or in part (then it is paid with less), or what was paid
    before be recorded by mistake. What was not paid, or came back, may go into another list.

    Raises:
        BadInput: An amount or a day cannot be (nothing is answered before it was sent, or comes back before
            it was paid), or a reason is lacking.
        NotFound: A line is not of this list.
        NotNow: One was not sent, or was answered already; or somebody else recorded that it was paid before.
    """
    if not answers:
        raise BadInput("没有要登记的结果")
    with seat.act(Action.PAYMENT_RESULT) as act:
        row = act.session.get(PaymentList, list_id)
        lines = {one.id: one for one in lines_of(act.session, list_id)}
        if row is None or answers.keys() - lines.keys():
            raise NotFound("这一批没有这一行")
        if against := against_taking_back(act.session, row, act.who):
            raise NotNow(f"没有登记：{against}")
        lowered = lowered_of(act.session, {one.case_id for one in lines.values()})
        taken_off = taken_off_in(act.session, answers)
        paid, returned = dict[CaseId, Fen](), dict[CaseId, Fen]()
        words = []
        for line_id, answer in answers.items():
            line = lines[line_id]
            _refuse_answer(row, line, answer, rules.today())
            if line.state == LineState.PAID:
                if line.case_id in lowered:
                    name = line.enterprise_name
                    raise NotNow(f"没有登记：“{name}”这一件已在追回，退回的钱请登记为还款")
                if line_id in taken_off:
                    raise NotNow(f"没有登记：“{line.enterprise_name}”这一行是抵扣的，请在追回里冲回")
                returned[line.case_id] = Fen(line.paid - answer.paid)
            elif answer.paid:
                paid[line.case_id] = answer.paid
            words.append(_take_answer(row, line, answer))
        act.session.flush()
        moved = [one.on for id_, one in answers.items() if lines[id_].case_id in (paid | returned)]
        late = "" if row.is_before else late_text(last_closed(act.session), moved)
        said = f"{row.name}：{_some(words)}"
        act.note(Subject(Kind.PAYMENT, list_id), f"{said}；{late}" if late else said)
        day = rules.today()
        book_paid(act, returned, What.RETURN, day, row.name, under=[row.name])
        told = {line.case_id: line.told for line in lines.values() if line.case_id in paid}
        book_paid(act, paid, What.PAY, day, row.name, told=told)
    tell_journal(seat.store)


def hold_payment(
    seat: Seat,
    today: date,
    *,
    because: str,
    case_id: CaseId | None = None,
    enterprise_id: EnterpriseId | None = None,
    until: date | None = None,
) -> HoldId:
    """Hold back what is paid to an enterprise, or for one case (暂缓拨付), to the end of a day or for good.

    Raises:
        BadInput: No reason is given, not one of the two, or the end has passed.
    """
    because = reason_of(because, "暂缓拨付")
    if (case_id is None) == (enterprise_id is None):
        raise BadInput("请选一件事项，或一户企业")
    if until is not None and until < today:
        said = f"没有暂缓：{until.isoformat()} 已经过了"
        raise BadInput(f"{said}，请填今天或以后的日子，不填就一直到恢复")
    with seat.act(Action.PAYMENT_HOLD) as act:
        row = PaymentHold(
            case_id=case_id,
            enterprise_id=enterprise_id,
            reason=because,
            until=until,
            held_account=act.who.id,
            held_by=act.who.name,
            held_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        end = f"，到 {until.isoformat()} 为止" if until else ""
        act.note(Subject(Kind.HOLD, row.id), f"暂缓拨付：{because}{end}")
    tell_journal(seat.store)
    return row.id


def lift_hold(seat: Seat, id_: HoldId, *, because: str) -> None:
    """Lift a hold; where several people work here, another than who set it.

    Raises:
        BadInput: No reason is given.
        NotFound: There is no such hold.
        NotNow: It was lifted already, or who set it would lift it.
    """
    because = reason_of(because, "恢复拨付")
    with seat.act(Action.PAYMENT_LIFT) as act:
        row = act.session.get(PaymentHold, id_)
        if row is None:
            raise NotFound("没有这次暂缓拨付")
        if against := against_lifting(act.session, row, act.who):
            raise NotNow(f"没有恢复：{against}")
        row.lifted_account, row.lifted_by, row.lifted_at = act.who.id, act.who.name, act.at
        row.lift_reason = because
        act.note(Subject(Kind.HOLD, id_), f"恢复拨付（{row.reason}）：{because}")
    tell_journal(seat.store)


def take_up_paid(act: Act, budget: Budget, day: date) -> None:
    """Book as paid what was paid of cases before their budget was there; they are booked as approved."""
    ids = act.session.exec(
        select(PaymentLine.case_id).where(PaymentLine.state == LineState.PAID).distinct()
    ).all()
    own = {row.case_id for row in booked_of(act.session, ids) if row.budget_id == budget.id}
    paid = {CaseId(id_): Fen(amount) for id_, (amount, _) in paid_of(act.session, own).items()}
    book_paid(act, paid, What.PAY, day, "录入预算前已")


def against_taking_back(session: Session, row: PaymentList, who: Person) -> str:
    """Say why somebody may not take back what was recorded as paid before; empty of any other list."""
    if not row.is_before or not is_shared_in(session):
        return ""
    # Of one that was taken over only the name is known.
    is_own = row.sent_by == who.name if row.sent_account is None else row.sent_account == who.id
    return "" if is_own else f"{row.name}由{row.sent_by}登记，要由本人撤销"


def against_account(session: Session, line: PaymentLine, case: Case, who: Person, rules: Rules) -> str:
    """Say why somebody may neither release nor send a line: they entered its account, and no other looked."""
    is_looked_at = line.state not in _WAITING or (line.state == LineState.OPEN and line.reason)
    if is_looked_at or not is_shared_in(session):
        return ""
    own = is_account_of(session, line, case, who, rules.dictionary)
    return "收款账户是您在核定以后填的，要由另一位同事核对" if own else ""


def against_paying(session: Session, cases: Sequence[Case], who: Person, rules: Rules) -> dict[CaseId, str]:
    """Say why somebody may not pay cases now: not granted, sent before, approved by them, or held back."""
    held, roads = held_on(session, rules.today()), rules.roads_in(session)
    ids = [case.id for case in cases]
    own, strayed = approved_here(session, who, roads, ids), strayed_of(session, ids)
    found = {}
    for case in cases:
        hold = held.of(case.id, case.row.enterprise_id)
        if case.row.ended != Ended.GRANTED:
            found[case.id] = f"现在在“{case.where}”，下达以后才能拨付"
        elif aside := absent_of(session, case.row):
            found[case.id] = said_of(session, aside[0])
        elif case.id in strayed:
            found[case.id] = STRAYED
        elif case.id in own:
            found[case.id] = f"是{who.name}批准的，要由另一人拨付"
        elif hold is not None:
            found[case.id] = f"{hold.held_by}已暂缓拨付（{hold.reason}）"
    return found


def approved_here(
    session: Session, who: Person, roads: Roads, case_ids: Collection[CaseId]
) -> Collection[int]:
    """Return which cases somebody approved and so may not pay; none where one person works alone."""
    if not is_shared_in(session):
        return ()
    states = [
        (digest, state.id) for digest, road in roads.by_digest.items() for state in road.way if state.approves
    ]
    return approved_by(session, who, states, case_ids)


_WAITING = (LineState.OPEN, LineState.HELD)
_NAMED = 5


def _against(act: Act, cases: Sequence[Case], rules: Rules) -> dict[CaseId, str]:
    return against_paying(act.session, cases, act.handler, rules)


def _take_up_aside(seat: Seat, case_ids: Sequence[CaseId]) -> None:
    """Have those that are granted again by now go into the lists in which they were sent."""
    if not case_ids:
        raise BadInput("没有选中事项")
    if seat.store.ask(_are_aside, case_ids):
        # Whatever becomes of what is in hand; nobody has to confirm that.
        take_over_lists(replace(seat, under=None))


def _to_pay(act: Act, case_ids: Sequence[CaseId], rules: Rules, what: str) -> Iterator[tuple[Case, Fen]]:
    """Yield cases with what is to be paid of each; nothing where one of them cannot be paid."""
    cases = read_cases(act.session, list(dict.fromkeys(case_ids)), rules.roads_in(act.session))
    known, against = paid_of(act.session, case_ids), _against(act, cases, rules)
    lowered, awaiting = lowered_of(act.session, case_ids), awaiting_of(act.session, case_ids)
    for case in cases:
        paid, state = known.get(case.id, (0, ""))
        left = Fen(lowered.get(case.id, case.amount) - paid)
        said = against.get(case.id) or next(_already(left, paid, state), "")
        if not said and case.id in awaiting:
            said = f"已预兑现 {yuan_text(paid)} 元，其余的清算以后再付"
        if said:
            raise NotNow(f"没有{what}：{case.name}，{said}")
        yield case, left


def _add_lines(act: Act, row: PaymentList, case_ids: Sequence[CaseId], rules: Rules) -> str:
    """Add a line for each case, with its account as it is now; say what they come to."""
    assert row.id is not None
    there = sum(line.state in _WAITING for line in lines_of(act.session, row.id))
    if there + len({*case_ids}) > MOST:
        raise BadInput(
            f"没有列入：一批最多 {MOST:,} 件，这样有 {there + len({*case_ids}):,} 件；请少勾一些，另列一批"
        )
    lines = []
    for case, left in _to_pay(act, case_ids, rules, "列入"):
        amount = left if row.ahead is None else _ahead_of(act, case, left, row.ahead)
        lines.append(_looked_at(_line(row.id, case, amount), _payee(act, case, rules)))
    act.session.add_all(lines)
    act.session.flush()
    held = sum(line.state == LineState.HELD for line in lines)
    doubtful = f"，其中 {held} 件账户有疑点" if held else ""
    return f"{len(lines)} 件，{yuan_text(sum(line.amount for line in lines))} 元{doubtful}"


def _ahead_of(act: Act, case: Case, left: Fen, share: int) -> Fen:
    """Return what is paid ahead of an award; nothing of it was paid yet."""
    amount, against = share_of(left, share), ""
    if case.id in settled_of(act.session, [case.id]):
        against = "已清算，付其余的不用再预兑现"
    elif paid_of(act.session, [case.id]).get(case.id, (0, ""))[0]:
        against = "已付过一部分，不能再预兑现"
    elif not amount:
        against = "按这个比例不到 1 分钱"
    if against:
        raise NotNow(f"没有列入：{case.name}，{against}")
    return amount


def _already(left: Fen, paid: int, state: str) -> Iterator[str]:
    if state:
        yield f"已在拨付批次里（{LineState(state).word}）"
    if left <= 0:
        yield f"已拨付 {yuan_text(paid)} 元"


def _are_aside(session: Session, case_ids: Sequence[CaseId]) -> bool:
    rows = session.exec(select(AwardCase).where(among(col(AwardCase.id), case_ids)))
    return any(absent_of(session, row) for row in rows)


def _line(list_id: PaymentListId, case: Case, amount: Fen) -> PaymentLine:
    return PaymentLine(
        list_id=list_id,
        case_id=case.id,
        enterprise_id=case.row.enterprise_id,
        enterprise_name="",
        amount=amount,
        payee="",
        bank="",
        account="",
        state=LineState.OPEN.value,
    )


def _look(act: Act, lines: Sequence[PaymentLine], rules: Rules) -> dict[CaseId, Case]:
    """Take the accounts of lines as they are now; return their cases."""
    ids = [one.case_id for one in lines]
    cases = {case.id: case for case in read_cases(act.session, ids, rules.roads_in(act.session))}
    for line in lines:
        _looked_at(line, _payee(act, cases[line.case_id], rules))
    act.session.flush()
    return cases


def _payee(act: Act, case: Case, rules: Rules) -> Payee:
    try:
        return payee_of(act.session, case, rules.dictionary)
    except NotFound as error:
        raise NotNow(f"没有办理：{case.name}，{GONE}") from error


def _looked_at(line: PaymentLine, payee: Payee) -> PaymentLine:
    """Return a line with its account and the doubts about it as they are now."""
    before = (line.payee, line.bank, line.account, line.lacking, line.doubts)
    now = (payee.name, payee.bank, payee.account, payee.lacking, payee.doubts)
    line.enterprise_id, line.enterprise_name = payee.enterprise_id, payee.enterprise_name
    if before != now:
        line.payee, line.bank, line.account, line.lacking, line.doubts = now
        line.state, line.reason = (LineState.HELD if line.against else LineState.OPEN).value, ""
    return line


def _unsent(act: Act, list_id: PaymentListId) -> PaymentList:
    row = act.session.get(PaymentList, list_id)
    if row is None:
        raise NotFound("没有这个拨付批次")
    if row.number is not None:
        raise NotNow(f"没有办理：{row.name}已由{row.sent_by}送出")
    return row


def _line_of(act: Act, line_id: LineId, *states: LineState) -> PaymentLine:
    line = act.session.get(PaymentLine, line_id)
    if line is None:
        raise NotFound("没有这一行")
    if line.state not in states:
        raise NotNow(f"没有办理：“{line.enterprise_name}”{LineState(line.state).word}")
    return line


def _take_answer(row: PaymentList, line: PaymentLine, answer: Answer) -> str:
    """Have a line say what came of it; return that in words."""
    is_part_back = line.state == LineState.PAID and answer.paid > 0
    back = Fen(line.paid - answer.paid)
    line.state = (LineState.PAID if answer.paid else LineState.RETURNED).value
    line.paid, line.reason = answer.paid, one_line(answer.reason) or line.reason
    if is_part_back:
        line.back_on = answer.on
    else:
        line.done_on, line.back_on = answer.on, None
    part = f" {yuan_text(answer.paid)} 元" if answer.paid else ""
    why = f"（{one_line(answer.reason)}）" if answer.reason else ""
    came = f"退回其中 {yuan_text(back)} 元，还是" if is_part_back else ""
    return f"“{line.enterprise_name}”{came}{word_of(line, row)}{part}{why}"


def _refuse_answer(row: PaymentList, line: PaymentLine, answer: Answer, today: date) -> None:
    name, reason = line.enterprise_name, one_line(answer.reason)
    state = LineState(line.state)
    if state is LineState.PAID and answer.paid >= line.paid:
        raise NotNow(f"没有登记：“{name}”已登记为已拨付 {yuan_text(Fen(line.paid))} 元")
    if state is LineState.PAID and answer.paid and row.is_before:
        raise NotNow(f"没有登记：“{name}”登记的金额有误的，请先撤销登记，再重新登记")
    if state not in (LineState.SENT, LineState.PAID):
        raise NotNow(f"没有登记：“{name}”{state.word}")
    if not 0 <= answer.paid <= line.amount:
        raise BadInput(f"没有登记：“{name}”应付 {yuan_text(line.amount)} 元，请核对金额")
    if answer.paid < line.amount and not reason:
        what = "没有付足" if answer.paid and state is LineState.SENT else "退回"
        raise BadInput(f"没有登记：请写明“{name}”{what}的原因")
    if answer.on > today:
        raise BadInput(f"没有登记：“{name}”的日子不能在今天以后")
    if (earliest := _earliest(row, line, today)) is not None and answer.on < earliest[0]:
        day, what = earliest
        said = f"“{name}”的日子 {answer.on.isoformat()} 早于{what}的 {day.isoformat()}"
        raise BadInput(f"没有登记：{said}，请核对日期")


def _earliest(row: PaymentList, line: PaymentLine, today: date) -> tuple[date, str] | None:
    """Return the first day on which a line can be answered, and what was done on it; None where any can."""
    if line.state == LineState.PAID:
        if line.back_on is not None:
            return line.back_on, "上次退回"
        return (line.done_on, "拨付") if line.done_on is not None else None
    # Where the clock was set back since it was sent, it says nothing of the day.
    return (row.sent_on, "送出") if row.sent_on is not None and row.sent_on <= today else None


def _some(words: Sequence[str]) -> str:
    more = f"等 {len(words)} 件" if len(words) > _NAMED else ""
    return f"{'，'.join(words[:_NAMED])}{more}"
