"""What enterprises have received: award by award, who bore it, every paper; and the list for everybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import add
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.documents.lists import public_code
from domain.cases.documents.occasion import clause_of
from domain.cases.entities import Notice
from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for, stood_for_by
from domain.funds.books import Budget, read_budgets
from domain.funds.entities import AccountKind, FundBudget
from domain.funds.month_entities import PaidFlow
from domain.funds.payment_entities import LineState, PaymentLine, PaymentList
from domain.funds.recovered import Recovered, Totals, recoveries_of, totals_of
from domain.funds.recovery_entities import Recovery, RecoveryReceipt, Way
from domain.funds.sql import Booked, booked_of, taken_off_in
from domain.store.sql import among
from domain.values.errors import NotFound
from domain.values.ids import BudgetId, CaseId, EnterpriseId, LineId, PaymentListId, RecoveryId
from domain.values.money import NO_MONEY, Fen, yuan_text

_NOTHING: Final = Totals(NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY, NO_MONEY)


@dataclass(frozen=True, slots=True)
class Borne:
    """What one source paid of an award, in fen, and how much of that it has back."""

    source: str
    gross: Fen
    recovered: Fen

    @property
    def net(self) -> Fen:
        return Fen(self.gross - self.recovered)


@dataclass(frozen=True, slots=True)
class Received:
    """One award of which something was paid.

    Attributes:
        number: 发文字号 of its notice; empty where it has none.
        paid_on: The day of the first payment.
        borne: By sources; empty where the award has no budget.
        papers: What there is on paper of it, in its order.
        sent: In which lists, and lines of them, it went to the bank.
        recoveries: By which it was lowered, in their order.
    """

    case: AwardCase
    totals: Totals
    number: str
    paid_on: date
    borne: tuple[Borne, ...]
    papers: tuple[str, ...]
    sent: tuple[tuple[PaymentListId, LineId], ...] = ()
    recoveries: tuple[RecoveryId, ...] = ()

    @property
    def year(self) -> int:
        return self.paid_on.year

    @property
    def award(self) -> str:
        """The clause, with instalment and period."""
        return clause_of(self.case)

    @property
    def borne_text(self) -> str:
        """Who bore what of it, as it is after what came back."""
        if not self.borne:
            return "没有录入预算"
        return "，".join(f"{one.source} {yuan_text(one.net)}" for one in self.borne)


@dataclass(frozen=True, slots=True)
class Recipient:
    """What an enterprise has received, the earliest first.

    Attributes:
        merged_from: What else it was recorded as: names with codes.
        waiting: What was granted and not paid yet, in fen.
    """

    id: EnterpriseId
    name: str
    uscc: str
    merged_from: tuple[str, ...]
    awards: tuple[Received, ...]
    waiting: Fen

    @property
    def totals(self) -> Totals:
        return reduce(add, (one.totals for one in self.awards), _NOTHING)


@dataclass(frozen=True, slots=True)
class Published:
    """A line of the list for everybody; ``amount`` in fen, below nothing where more came back."""

    name: str
    code: str
    award: str
    amount: Fen


def received_by(session: Session, id_: EnterpriseId) -> Recipient:
    """Return what an enterprise has received, under whatever record it was.

    Raises:
        NotFound: It is not in the register.
    """
    own = session.get(Enterprise, id_)
    if own is None:
        raise NotFound("企业库中没有这户企业")
    records = stood_for_by(session, [id_])
    cases = session.exec(
        select(AwardCase).where(
            among(col(AwardCase.enterprise_id), records), AwardCase.ended == Ended.GRANTED
        )
    ).all()
    others = session.exec(
        select(Enterprise).where(among(col(Enterprise.id), records - {id_})).order_by(col(Enterprise.id))
    ).all()
    totals = totals_of(session, cases)
    awards = _awards(session, [one for one in cases if totals[_id(one)].gross], totals)
    waiting = sum(max(one.granted - one.gross, 0) for one in totals.values())
    return Recipient(
        id_,
        own.name,
        own.uscc,
        tuple(f"{one.name}（{one.uscc}）" for one in others),
        tuple(sorted(awards, key=lambda one: (one.paid_on, _id(one.case)))),
        Fen(waiting),
    )


def published(session: Session, first: date, last: date, *, least: Fen) -> list[Published]:
    """Return who received so much or more from the first day of a period to the last, award by award.

    What was paid counts on the day on which it was, and what came back, from the bank too, on the day on
    which it did: a later period takes nothing off an earlier one. Who has nothing of a period on balance is
    not listed in it. Who received the most comes first; codes of persons are masked.
    """
    amounts: dict[CaseId, int] = {}
    for case_id, amount in _moved(session, first, last):
        amounts[case_id] = amounts.get(case_id, 0) + amount
    rows = session.exec(select(AwardCase).where(among(col(AwardCase.id), amounts))).all()
    standing = standing_for(session, {row.enterprise_id for row in rows})
    of_each: dict[EnterpriseId, list[AwardCase]] = {}
    for row in sorted(rows, key=_id):
        if amounts[_id(row)]:
            of_each.setdefault(standing.get(row.enterprise_id, row.enterprise_id), []).append(row)
    sums = {id_: sum(amounts[_id(row)] for row in some) for id_, some in of_each.items()}
    found = sorted((-total, id_) for id_, total in sums.items() if total >= max(least, 1))
    return [
        Published(row.enterprise_name, public_code(row.uscc), clause_of(row), Fen(amounts[_id(row)]))
        for _, id_ in found
        for row in of_each[id_]
    ]


def _moved(session: Session, first: date, last: date) -> Iterator[tuple[CaseId, int]]:
    """Yield what was paid of cases within days, and what came back, below nothing."""
    flows = select(PaidFlow.case_id, PaidFlow.amount).where(
        col(PaidFlow.line_id).is_not(None), col(PaidFlow.day).between(first, last)
    )
    yield from ((CaseId(case_id), amount) for case_id, amount in session.exec(flows))
    # What was taken off, or paid before the office paid by the program, moved nothing; see `PaidFlow`.
    others = select(PaymentLine.case_id, PaymentLine.paid).where(
        PaymentLine.state == LineState.PAID,
        col(PaymentLine.done_on).between(first, last),
        col(PaymentLine.id).not_in(select(PaidFlow.line_id).where(col(PaidFlow.line_id).is_not(None))),
    )
    yield from ((CaseId(case_id), amount) for case_id, amount in session.exec(others))
    back = (
        select(Recovery.case_id, RecoveryReceipt)
        .join(RecoveryReceipt, col(RecoveryReceipt.recovery_id) == Recovery.id)
        .where(RecoveryReceipt.way != Way.WAIVED)
    )
    rows = session.exec(back).all()
    reversed_ids = {one.reverses for _, one in rows}
    for case_id, one in rows:
        if one.reverses is None and one.id not in reversed_ids and first <= one.day <= last:
            yield CaseId(case_id), -one.principal


@dataclass
class _Papers:
    """What there is of cases: payments, recoveries, notices, what was booked."""

    payments: dict[CaseId, list[tuple[PaymentLine, PaymentList]]] = field(default_factory=dict)
    recoveries: dict[CaseId, list[Recovered]] = field(default_factory=dict)
    booked: dict[CaseId, list[Booked]] = field(default_factory=dict)
    taken_off: set[int] = field(default_factory=set)


def _awards(
    session: Session, cases: Sequence[AwardCase], totals: Mapping[CaseId, Totals]
) -> Iterator[Received]:
    ids = [_id(case) for case in cases]
    papers = _Papers()
    paid = session.exec(
        select(PaymentLine, PaymentList)
        .join(PaymentList, col(PaymentList.id) == PaymentLine.list_id)
        .where(among(col(PaymentLine.case_id), ids), PaymentLine.state == LineState.PAID)
        .order_by(col(PaymentLine.done_on), col(PaymentLine.id))
    )
    for line, list_ in paid:
        papers.payments.setdefault(line.case_id, []).append((line, list_))
    lines = [line.id for some in papers.payments.values() for line, _ in some if line.id is not None]
    papers.taken_off = taken_off_in(session, lines)
    for one in recoveries_of(session, ids):
        papers.recoveries.setdefault(one.row.case_id, []).append(one)
    for row in booked_of(session, ids):
        papers.booked.setdefault(CaseId(row.case_id), []).append(row)
    budget_ids = {BudgetId(row.budget_id) for some in papers.booked.values() for row in some}
    budgets = {one.id: one for one in read_budgets(session, among(col(FundBudget.id), budget_ids))}
    notice_ids = {case.notice_id for case in cases if case.notice_id is not None}
    notices = {
        one.id: one.number for one in session.exec(select(Notice).where(among(col(Notice.id), notice_ids)))
    }
    for case in cases:
        id_ = _id(case)
        booked = papers.booked.get(id_, [])
        borne = _borne(budgets[BudgetId(booked[0].budget_id)], booked) if booked else ()
        number = notices.get(case.notice_id, "")
        told = (*([f"通知书 {number}"] if number else []), *_told(papers, id_))
        days = [line.done_on for line, _ in papers.payments[id_] if line.done_on is not None]
        recoveries = tuple(one.id for one in papers.recoveries.get(id_, ()))
        sent = tuple(_sent(papers.payments[id_]))
        yield Received(case, totals[id_], number, days[0], borne, told, sent, recoveries)


def _sent(payments: Sequence[tuple[PaymentLine, PaymentList]]) -> Iterator[tuple[PaymentListId, LineId]]:
    for line, list_ in payments:
        # What was taken off has no place, and what was paid before went to nobody.
        if line.id is not None and line.place is not None and not list_.is_before:
            yield line.list_id, line.id


def _borne(budget: Budget, booked: Sequence[Booked]) -> tuple[Borne, ...]:
    found = []
    for source in budget.sources:
        kinds = {id_: kind for kind, id_ in source.accounts.items()}
        gross = recovered = 0
        for row in booked:
            match kinds.get(row.from_id), kinds.get(row.to_id):
                case AccountKind.APPROVED, AccountKind.PAID:
                    gross += row.amount
                case AccountKind.PAID, AccountKind.APPROVED:
                    gross -= row.amount
                case AccountKind.DUE, AccountKind.FREE | AccountKind.RETURNED:
                    recovered += row.amount
        if gross:
            found.append(Borne(source.name, Fen(gross), Fen(recovered)))
    return tuple(found)


def _told(papers: _Papers, id_: CaseId) -> Iterator[str]:
    """Yield what there is on paper of a case besides its notice."""
    for line, list_ in papers.payments[id_]:
        word = "抵扣" if line.id in papers.taken_off else "拨付"
        back = f"（{line.back_on} 退回一部分以后）" if line.back_on is not None else ""
        yield f"{list_.name} {line.done_on} {word} {yuan_text(line.paid)} 元{back}"
    for one in papers.recoveries.get(id_, ()):
        yield f"追回通知书 {one.row.day} 应退回 {yuan_text(one.row.due)} 元"
        for receipt in one.receipts:
            amount = f"{yuan_text(receipt.principal)} 元" if receipt.principal else ""
            interest = f"利息 {yuan_text(receipt.interest)} 元" if receipt.interest else ""
            said = "、".join(filter(None, (amount, interest)))
            yield f"{Way(receipt.way).word} {receipt.day} {said}（{receipt.how}）"


def _id(case: AwardCase) -> CaseId:
    assert case.id is not None
    return case.id
