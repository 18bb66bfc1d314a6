"""Papers of payments, composed from the store."""

from datetime import date, datetime

from sqlmodel import Session

from domain.cases.awards.rules import Rules
from domain.cases.numbered import leave
from domain.funds.bank_lists import read_list
from domain.funds.documents.paid_by_policy import compose_paid_by_policy, paid_in
from domain.funds.documents.payment_advice import FORM, Part, compose_payment_advice, whose_advice
from domain.funds.documents.payment_summary import compose_payment_summary
from domain.funds.settling import borne_of
from domain.papers.occasion import occasion_in
from domain.papers.papers import Paper
from domain.store.engine import Seat
from domain.values.ids import PaymentListId


def payment_summary(session: Session, list_id: PaymentListId, rules: Rules, now: datetime) -> Paper:
    """Compose 资金拨付汇总表 of a list; ``now`` in UTC.

    Raises:
        DomainError: Nothing of it is sent, or would be.
        NotFound: There is no such list.
        OfficeIncomplete: The office's data lack something.
    """
    return compose_payment_summary(read_list(session, list_id), occasion_in(session, rules, now))


def payment_advice(session: Session, list_id: PaymentListId, rules: Rules, now: datetime) -> Paper:
    """Compose 拨付通知书 of a list that was sent; as `payment_summary`."""
    parts = [Part(*row) for row in borne_of(session, list_id)]
    return compose_payment_advice(read_list(session, list_id), occasion_in(session, rules, now), parts)


def leave_advice(seat: Seat, list_id: PaymentListId, paper: Paper) -> list[Paper]:
    """Return 拨付通知书 of a list as it may leave the house; raises as `cases.numbered.leave`."""
    return leave(seat, FORM.word, [paper], [whose_advice(seat.store.ask(read_list, list_id))])


def paid_by_policy(session: Session, first: date, last: date, rules: Rules, now: datetime) -> Paper:
    """Compose 政策兑现汇总表 of a period.

    Raises:
        BadInput: The last day is before the first.
        OfficeIncomplete: The office's data lack something.
    """
    rows = paid_in(session, first, last)
    return compose_paid_by_policy(rows, first, last, occasion_in(session, rules, now))
