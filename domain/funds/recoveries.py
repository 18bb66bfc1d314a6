"""追回: awards lowered after they were paid, and what is paid back of them. Each function is one act.

What was paid beyond the new amount moves from 已付 to 追回应收 of the sources that paid it; what comes back
goes on to the balance where the office has set so, else to 已退回, and what is waived to 已核销. What had not
been paid yet returns to the balance. Interest stands beside the books: no budget ever gave it.
Nothing is changed, only reversed; the store holds that (migration 0028).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeAlias

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.reading import name_of, read_cases
from domain.cases.awards.rules import Rules
from domain.cases.documents.occasion import clause_of
from domain.enterprises.identity import standing_for, stood_for_by
from domain.funds.books import Budget, Movement, Order, book, by_parts, opened, read_budgets, reversing
from domain.funds.calendar_months import late_text
from domain.funds.entities import AccountKind, FundBudget, What
from domain.funds.payment_entities import LineState, PaymentLine, PaymentList
from domain.funds.payments import against_paying
from domain.funds.recovered import PARTS, Instalment, Recovered, find_recovery, recoveries_of
from domain.funds.recovery_entities import Recovery, RecoveryPlan, RecoveryReceipt, Way
from domain.funds.sent_lists import tell_journal
from domain.funds.settling import book_paid
from domain.funds.sql import booked_of, last_closed, lowered_of, paid_of
from domain.policies.language.wording import day_text
from domain.roads.walking import NotNow
from domain.store.acts import Act, Action, Person
from domain.store.engine import Seat, is_shared_in
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import BudgetId, CaseId, EnterpriseId, LineId, ReceiptId, RecoveryId
from domain.values.money import NO_MONEY, Fen, yuan_text
from domain.values.texts import one_line, reason_of


@dataclass(frozen=True, slots=True)
class Lowering:
    """What an award is lowered to, and why.

    Attributes:
        amount: The new one, in fen; 0 where nothing of it stays.
        found_on, found_by: When and by whom it was found.
        until: By when it is to be paid back.
        rate: Interest for a year in hundredths of a percent; None for none.
        interest_from: The first day for which there is interest; ``rate_source`` where all that is said.
    """

    amount: Fen
    reason: str
    found_on: date
    found_by: str
    until: date | None = None
    rate: int | None = None
    interest_from: date | None = None
    rate_source: str = ""


def lower_award(seat: Seat, case_id: CaseId, lowering: Lowering, today: date) -> RecoveryId:
    """Lower an award that was paid, wholly or in part; it takes a second person where four eyes are on.

    What was paid beyond the new amount is to be paid back, at once by ``until``; `plan_repayment` has it in
    instalments. What was not paid yet is not paid any more.

    Raises:
        BadInput: Something of it cannot be.
        NotFound: There is no such case.
        NotNow: Nothing of it was paid, or a payment of it is under way.
        NotPermitted: This person may not do this.
        NeedsSecond: Another person must confirm it.
    """
    with seat.act(Action.RECOVERY_LOWER) as act:
        id_ = lower(act, case_id, lowering, today)
    tell_journal(seat.store)
    return id_


def lower(act: Act, case_id: CaseId, lowering: Lowering, today: date) -> RecoveryId:
    """Do what `lower_award` does, within an act that does more."""
    case = _case(act.session, case_id)
    paid, state = paid_of(act.session, [case_id]).get(case_id, (0, ""))
    if case.ended != Ended.GRANTED or not paid:
        raise NotNow(f"没有办理：{name_of(case)}还没有拨付，要收回的请办“撤销”")
    if state:
        word = LineState(state).word
        raise NotNow(f"没有办理：{name_of(case)}在拨付批次里（{word}），请先移出或登记结果")
    now = Fen(lowered_of(act.session, [case_id]).get(case_id, case.amount))
    before = sum(one.row.due for one in recoveries_of(act.session, [case_id]))
    due = Fen(max(paid - lowering.amount, 0) - before)
    if complaints := [*_complaints(lowering, now, due, today)]:
        raise BadInput(complaints)
    row = Recovery(
        case_id=case_id,
        was_amount=now,
        new_amount=lowering.amount,
        due=due,
        reason=one_line(lowering.reason),
        found_on=lowering.found_on,
        found_by=one_line(lowering.found_by),
        until=lowering.until if due else None,
        rate=lowering.rate if due else None,
        interest_from=lowering.interest_from if due and lowering.rate else None,
        rate_source=one_line(lowering.rate_source) if due and lowering.rate else "",
        day=today,
        made_account=act.handler.id,
        made_by=act.handler.name,
        made_at=act.at,
        confirmed_by=act.who.name if act.who.key != act.handler.key else "",
    )
    row.booking_id = _book_lowering(act, row, today)
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    if due and row.until is not None:
        plan = RecoveryPlan(recovery_id=row.id, plan=1, day=row.until, amount=due, settled=0)
        act.session.add(plan)
        act.session.flush()
    act.note(Subject(Kind.RECOVERY, row.id), f"追回：{_said(case, row)}")
    return row.id


def undo_lowering(seat: Seat, id_: RecoveryId, today: date, *, because: str) -> None:
    """Undo the last lowering of an award of which nothing has come yet; also this takes a second person.

    Raises:
        BadInput: No reason is given.
        NotFound: There is no such lowering, or it was undone.
        NotNow: Something came of it, a later one stands on it, or the budget has not so much left any more.
        NeedsSecond: Another person must confirm it.
    """
    because = reason_of(because, "撤销追回")
    with seat.act(Action.RECOVERY_UNDO) as act:
        found = find_recovery(act.session, id_)
        row = found.row
        if found.receipts:
            raise NotNow(f"没有撤销：{found.name}已有{Way(found.receipts[0].way).word}，请先冲回")
        if any(one.id > id_ for one in recoveries_of(act.session, [row.case_id])):
            raise NotNow(f"没有撤销：{found.name}以后又追回过，请先撤销后来的那一次")
        if state := paid_of(act.session, [row.case_id]).get(row.case_id, (0, ""))[1]:
            raise NotNow(f"没有撤销：{found.name}在拨付批次里（{LineState(state).word}），请先移出或登记结果")
        _reverse(act, row.booking_id, today, because)
        row.undone_by, row.undone_at, row.undo_reason = act.who.name, act.at, because
        act.session.flush()
        amounts = f"{yuan_text(row.was_amount)} 元，不再追回 {yuan_text(row.due)} 元"
        act.note(Subject(Kind.RECOVERY, id_), f"撤销追回：{found.name}恢复为 {amounts}；{because}")
    tell_journal(seat.store)


def plan_repayment(seat: Seat, id_: RecoveryId, instalments: Sequence[Instalment], today: date) -> None:
    """Have what is still to be paid back come in instalments, in place of what was planned before.

    Raises:
        BadInput: Together they are another amount than is left, or a day cannot be.
        NotFound: There is no such recovery.
        NotNow: Nothing is left.
    """
    with seat.act(Action.RECOVERY_PLAN) as act:
        found = find_recovery(act.session, id_)
        if not found.left:
            raise NotNow(f"没有改动：{found.name}已没有要追回的")
        days = [one.day for one in instalments]
        if not instalments or any(one.amount <= 0 for one in instalments):
            raise BadInput("每一期的金额请填大于 0 的数")
        if days != sorted(set(days)) or days[0] < today:
            raise BadInput("各期的日子要从早到晚、互不相同，不能早于今天")
        if (total := sum(one.amount for one in instalments)) != found.left:
            raise BadInput(f"各期合计 {yuan_text(total)} 元，应当是还没有退回的 {yuan_text(found.left)} 元")
        plan = 1 + max((one.plan for one in found.plan), default=0)
        act.session.add_all(
            RecoveryPlan(recovery_id=id_, plan=plan, day=one.day, amount=one.amount, settled=found.settled())
            for one in instalments
        )
        act.session.flush()
        each = "，".join(f"{day_text(one.day)}前 {yuan_text(one.amount)} 元" for one in instalments)
        act.note(Subject(Kind.RECOVERY, id_), f"还款安排：{found.name}，{each}")


def record_repayment(
    seat: Seat,
    id_: RecoveryId,
    on: date,
    today: date,
    *,
    principal: Fen = NO_MONEY,
    interest: Fen = NO_MONEY,
    how: str,
) -> ReceiptId:
    """Record what was paid back on a day, principal and interest apart, and how it came.

    Raises:
        BadInput: It is more than is due on that day, nothing, or it is not said how it came; or the day is
            before anything was paid, or has not come.
        NotFound: There is no such recovery.
    """
    how = one_line(how)
    if not how:
        raise BadInput("请写明怎么退回的，如银行回单号")
    if on > today:
        raise BadInput("退回的日子不能在今天以后")
    with seat.act(Action.RECOVERY_REPAY) as act:
        found = find_recovery(act.session, id_)
        if found.paid_on is not None and on < found.paid_on:
            first = f"{found.name}{day_text(found.paid_on)}才拨付"
            raise BadInput(f"没有登记：{first}，退回的日子不能早于那一天，请核对日期")
        _refuse_beyond(found, on, principal, interest)
        row = _receipt(act, found, Way.REPAID, on, (principal, interest))
        row.how = how
        said = "；".join(filter(None, (f"{how}，{day_text(on)}", late_text(last_closed(act.session), [on]))))
        return _settle(act, found, row, today, said)


def waive(
    seat: Seat,
    id_: RecoveryId,
    today: date,
    *,
    principal: Fen = NO_MONEY,
    interest: Fen = NO_MONEY,
    minutes: str,
    because: str,
) -> ReceiptId:
    """Write off what will not be paid back any more (核销), by minutes of who decided it.

    Where several people work here it is done by another person than who had the award lowered.

    Raises:
        BadInput: It is more than is due, nothing, or minutes or a reason are lacking.
        NotFound: There is no such recovery.
        NotNow: It is the same person.
    """
    minutes, because = one_line(minutes), reason_of(because, "核销")
    if not minutes:
        raise BadInput("请填写同意核销的会议纪要或批件的文号")
    with seat.act(Action.RECOVERY_WAIVE) as act:
        found = find_recovery(act.session, id_)
        begun_by = Person(found.row.made_by, found.row.made_account)
        if is_shared_in(act.session) and begun_by.key == act.who.key:
            raise NotNow(f"没有核销：是{act.who.name}提出追回的，要由另一人批准核销")
        _refuse_beyond(found, today, principal, interest)
        row = _receipt(act, found, Way.WAIVED, today, (principal, interest))
        row.how, row.reason = minutes, because
        return _settle(act, found, row, today, f"{minutes}；{because}")


def offset(
    seat: Seat, id_: RecoveryId, line_id: LineId, amount: Fen, rules: Rules, *, consent: str
) -> ReceiptId:
    """Take what is to be paid back off a later award of the same enterprise, which agrees to it (抵扣).

    The award's line in a list that was not sent is taken out; one of what is left comes in its place, and one
    of what was taken off, which counts as paid and is not sent. Both awards are booked in the same act.

    Raises:
        BadInput: It is more than is due or than the line has, nothing, or the consent is lacking.
        NotFound: There is no such recovery or line.
        NotNow: The list was sent, the award is another enterprise's, or the same one, or this person may not
            pay it (`payments.against_paying`).
    """
    today = rules.today()
    consent = one_line(consent)
    if not consent:
        raise BadInput("请填写企业同意抵扣的书面材料，如“同意抵扣的函（2026 年 3 月 2 日）”")
    with seat.act(Action.RECOVERY_OFFSET) as act:
        found, line = find_recovery(act.session, id_), act.session.get(PaymentLine, line_id)
        if line is None:
            raise NotFound("没有这一行")
        _refuse_offset(act, found, line, rules)
        _refuse_beyond(found, today, amount, NO_MONEY)
        if amount > line.amount:
            raise BadInput(f"没有抵扣：这一行只有 {yuan_text(line.amount)} 元")
        name = act.session.get_one(PaymentList, line.list_id).name
        taken = _taken_off(act, line, amount, (found.name, today))
        assert taken.id is not None
        other = name_of(_case(act.session, line.case_id))
        said = f"{name}：{other}抵扣 {yuan_text(amount)} 元，拨付 {yuan_text(line.amount - amount)} 元"
        act.note(Subject(Kind.PAYMENT, line.list_id), f"{said}（{found.name}应退回的；{consent}）")
        book_paid(act, {line.case_id: amount}, What.PAY, today, _OFF)
        row = _receipt(act, found, Way.OFFSET, today, (amount, NO_MONEY))
        row.how, row.line_id = consent, taken.id
        return _settle(act, found, row, today, f"从{other}中扣；{consent}")


def reverse_receipt(seat: Seat, receipt_id: ReceiptId, today: date, *, because: str) -> None:
    """Take back what was recorded of a recovery by mistake, as it was booked; what was offset is owed again.

    Raises:
        BadInput: No reason is given.
        NotFound: There is no such receipt.
        NotNow: It was reversed, or what it freed was approved meanwhile.
    """
    because = reason_of(because, "冲回")
    with seat.act(Action.RECOVERY_REVERSE) as act:
        row = act.session.get(RecoveryReceipt, receipt_id)
        if row is None:
            raise NotFound("没有这一笔")
        found = find_recovery(act.session, row.recovery_id)
        if row not in found.receipts:
            raise NotNow(f"没有冲回：{found.name}的这一笔已经冲回")
        _reverse(act, row.booking_id, today, because)
        amounts = Fen(row.principal), Fen(row.interest)
        back = _receipt(act, found, Way(row.way), today, amounts)
        back.how, back.reason, back.reverses, back.line_id = row.how, because, row.id, row.line_id
        act.session.add(back)
        act.session.flush()
        if row.line_id is not None:
            _give_back(act, row.line_id, today, because)
        said = f"冲回{Way(row.way).word}：{found.name}，{_amounts(*amounts)}；{because}"
        act.note(Subject(Kind.RECOVERY, found.id), said)


def take_up_recovered(act: Act, budget_id: BudgetId, today: date) -> None:
    """Book what was recovered of cases before their budget was there; they are booked as paid."""
    rows = act.session.exec(select(Recovery).where(col(Recovery.booking_id).is_(None))).all()
    booked = booked_of(act.session, {row.case_id for row in rows})
    own = {CaseId(row.case_id) for row in booked if row.budget_id == budget_id}
    for found in recoveries_of(act.session, [*own]):
        found.row.booking_id = _book_lowering(act, found.row, today)
        for one in found.receipts:
            one.booking_id = _book_receipt(act, found, one, today)
        act.session.flush()
        act.note(Subject(Kind.RECOVERY, found.id), f"录入预算，一并记账：{found.name}的追回")


def lines_to_take_off(session: Session, id_: RecoveryId) -> list[tuple[PaymentLine, str]]:
    """Return the lines of lists that were not sent off which a recovery may be taken, with their awards."""
    found = find_recovery(session, id_)
    own = found.case.enterprise_id
    records = stood_for_by(session, [standing_for(session, [own]).get(own, own)]) | {own}
    rows = session.exec(
        select(PaymentLine, AwardCase)
        .join(AwardCase, col(AwardCase.id) == PaymentLine.case_id)
        .where(
            among(col(AwardCase.enterprise_id), records),
            PaymentLine.case_id != found.row.case_id,
            col(PaymentLine.state).in_([LineState.OPEN, LineState.HELD]),
        )
        .order_by(col(PaymentLine.id))
    )
    return [(line, clause_of(case)) for line, case in rows]


# What is done of it

_Ends: TypeAlias = tuple[AccountKind, AccountKind, Fen]
"""From which accounts to which, and how much."""

_OFF, _BACK = "抵扣", "冲回抵扣"
"""Under which it is booked of a later award that something was taken off it, and given back."""
_BOOKED_AS: Final = {Way.REPAID: What.REPAY, Way.OFFSET: What.OFFSET, Way.WAIVED: What.WAIVE}


def _book_lowering(act: Act, row: Recovery, today: date) -> int | None:
    ends = [
        (AccountKind.PAID, AccountKind.DUE, Fen(row.due)),
        (AccountKind.APPROVED, AccountKind.FREE, Fen(row.unpaid)),
    ]
    return _book(act, row.case_id, Order(What.RECOVER, today, remark=row.reason), lambda _: ends)


def _book_receipt(act: Act, found: Recovered, row: RecoveryReceipt, today: date) -> int | None:
    what, is_waived = _BOOKED_AS[Way(row.way)], row.way == Way.WAIVED

    def ends(budget: Budget) -> list[_Ends]:
        back = AccountKind.FREE if budget.frees else AccountKind.RETURNED
        return [(AccountKind.DUE, AccountKind.WAIVED if is_waived else back, Fen(row.principal))]

    return _book(act, found.row.case_id, Order(what, today, remark=row.how), ends)


def _book(act: Act, case_id: CaseId, order: Order, ends: Callable[[Budget], Sequence[_Ends]]) -> int | None:
    """Book amounts of a case from accounts of one kind to those of another.

    Returns:
        The booking; None where the case has no budget, or nothing moves.
    """
    booked = booked_of(act.session, [case_id])
    if not booked:
        return None
    [budget] = read_budgets(act.session, FundBudget.id == booked[0].budget_id)
    movements = list[Movement]()
    for start, end, amount in ends(budget):
        if amount:
            budget = opened(act, budget, end)
            movements += by_parts(budget, case_id, booked, amount, (start, end))
    total = yuan_text(sum(one.amount for one in movements))
    return book(act, budget.id, movements, order, f"{budget.name}：{order.what.word} 1 件，{total} 元")


def _reverse(act: Act, booking_id: int | None, today: date, because: str) -> None:
    """Reverse a booking as it was booked.

    Raises:
        NotNow: What it freed was approved meanwhile.
    """
    if booking_id is None:
        return
    budget_id, movements = reversing(act.session, booking_id)
    [budget] = read_budgets(act.session, FundBudget.id == budget_id)
    for source in budget.sources:
        need = sum(one.amount for one in movements if one.from_id == source.accounts[AccountKind.FREE])
        if need > source.free:
            raise NotNow(
                f"没有办理：{budget.name}中“{source.name}”只剩 {yuan_text(source.free)} 元，"
                f"要收回 {yuan_text(need)} 元"
            )
    total = yuan_text(sum(one.amount for one in movements))
    said = f"{budget.name}：{What.UNDO.word} 1 件，{total} 元"
    book(act, budget_id, movements, Order(What.UNDO, today, remark=because), said)


def _receipt(act: Act, found: Recovered, way: Way, on: date, amounts: tuple[Fen, Fen]) -> RecoveryReceipt:
    principal, interest = amounts
    return RecoveryReceipt(
        recovery_id=found.id,
        way=way.value,
        day=on,
        principal=principal,
        interest=interest,
        how="",
        made_account=act.who.id,
        made_by=act.who.name,
        made_at=act.at,
    )


def _settle(act: Act, found: Recovered, row: RecoveryReceipt, today: date, said: str) -> ReceiptId:
    row.booking_id = _book_receipt(act, found, row, today)
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    left = yuan_text(found.left - row.principal)
    amounts = _amounts(Fen(row.principal), Fen(row.interest))
    words = f"{Way(row.way).word}：{found.name}，{amounts}，还剩 {left} 元；{said}"
    act.note(Subject(Kind.RECOVERY, found.id), words)
    return row.id


def _taken_off(act: Act, line: PaymentLine, amount: Fen, why: tuple[str, date]) -> PaymentLine:
    """Have a line be two: one of what is left, as it stood, and the returned one of what was taken off."""
    name, today = why
    as_it_stood = line.model_dump(exclude={"id"})
    line.state, line.reason = LineState.DROPPED.value, f"抵扣{name}应退回的"
    act.session.flush()
    if amount < line.amount:
        act.session.add(PaymentLine(**(as_it_stood | {"amount": line.amount - amount})))
    taken = as_it_stood | {
        "amount": amount,
        "paid": amount,
        "state": LineState.PAID.value,
        "reason": line.reason,
        "done_on": today,
    }
    row = PaymentLine(**taken)
    act.session.add(row)
    act.session.flush()
    return row


def _give_back(act: Act, line_id: LineId, today: date, because: str) -> None:
    """What was taken off an award is owed it again, and may go into another list."""
    line = act.session.get_one(PaymentLine, line_id)
    amount = Fen(line.paid)
    if lowered_of(act.session, [line.case_id]):
        raise NotNow(f"没有冲回：{name_of(_case(act.session, line.case_id))}后来也在追回，请先撤销")
    line.state, line.paid, line.reason = LineState.RETURNED.value, 0, because
    act.session.flush()
    said = f"冲回抵扣：“{line.enterprise_name}” {yuan_text(amount)} 元；{because}"
    act.note(Subject(Kind.PAYMENT, line.list_id), said)
    book_paid(act, {line.case_id: amount}, What.RETURN, today, _BACK, under=[_OFF, _BACK])


# What is refused, and said


def _complaints(lowering: Lowering, now: Fen, due: Fen, today: date) -> Iterator[str]:
    if not 0 <= lowering.amount < now:
        yield f"新的金额请填 0 到 {yuan_text(now)} 元之间，比现在的少"
    if not one_line(lowering.reason):
        yield "请写明追回的理由"
    if not one_line(lowering.found_by):
        yield "请写明是谁发现的，如“区审计局”"
    if lowering.found_on > today:
        yield "发现的日子不能在今天以后"
    if due > 0 and (lowering.until is None or lowering.until < today):
        yield "请填写退回的期限，不能早于今天"
    if due > 0 and lowering.rate is not None:
        if not 0 < lowering.rate <= PARTS:
            yield "年利率请填大于 0、不超过 100 的数"
        if lowering.interest_from is None or lowering.interest_from > today:
            yield "请填写从哪一天起计息，不能在今天以后"
        if not one_line(lowering.rate_source):
            yield "请写明计息的依据，如文号和条款"


def _refuse_beyond(found: Recovered, on: date, principal: Fen, interest: Fen) -> None:
    """Refuse what is more than is due on a day, or nothing."""
    if principal < 0 or interest < 0 or not principal + interest:
        raise BadInput("请填写金额，本金或利息至少有一项大于 0")
    if principal > found.left:
        raise BadInput(f"没有登记：{found.name}还要退回 {yuan_text(found.left)} 元，不能超过")
    if interest > (most := found.interest_left(on)):
        until = f"到{day_text(on)}为止"
        raise BadInput(f"没有登记：{found.name}{until}还有利息 {yuan_text(most)} 元，不能超过")


def _refuse_offset(act: Act, found: Recovered, line: PaymentLine, rules: Rules) -> None:
    """Refuse to take off a line what cannot be."""
    session = act.session
    if line.state not in (LineState.OPEN, LineState.HELD):
        raise NotNow(f"没有抵扣：“{line.enterprise_name}”这一行{LineState(line.state).word}")
    if line.case_id == found.row.case_id:
        raise NotNow("没有抵扣：不能从同一件事项中扣")
    case = _case(session, line.case_id)
    ids: list[EnterpriseId] = [case.enterprise_id, found.case.enterprise_id]
    standing = standing_for(session, ids)
    if len({standing.get(id_, id_) for id_ in ids}) > 1:
        raise NotNow(f"没有抵扣：{name_of(case)}是另一户企业的")
    cases = read_cases(session, [line.case_id], rules.roads_in(session))
    if said := against_paying(session, cases, act.who, rules).get(line.case_id):
        raise NotNow(f"没有抵扣：{name_of(case)}，{said}")


def _said(case: AwardCase, row: Recovery) -> str:
    """Say all there is to say of a lowering, which is what a second person confirms."""
    words = [
        f"{name_of(case)}由 {yuan_text(row.was_amount)} 元调减为 {yuan_text(row.new_amount)} 元",
        f"应退回 {yuan_text(row.due)} 元" if row.due else "",
        f"不再拨付 {yuan_text(row.unpaid)} 元" if row.unpaid else "",
        f"{day_text(row.found_on)}由{row.found_by}发现",
        f"{day_text(row.until)}前退回" if row.until else "",
    ]
    if row.rate is not None and row.interest_from is not None:
        rate = Recovered(row, case, (), ()).rate_text
        words.append(f"自{day_text(row.interest_from)}起按年利率 {rate}计息（{row.rate_source}）")
    return "，".join(filter(None, words)) + f"；{row.reason}"


def _amounts(principal: Fen, interest: Fen) -> str:
    parts = [f"{yuan_text(principal)} 元" if principal else ""]
    parts.append(f"利息 {yuan_text(interest)} 元" if interest else "")
    return "，".join(filter(None, parts))


def _case(session: Session, id_: CaseId) -> AwardCase:
    case = session.get(AwardCase, id_)
    if case is None:
        raise NotFound("没有这件事项")
    return case
