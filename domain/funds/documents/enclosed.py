"""The papers that 企业兑现明细 names: notices as they were issued, letters as they were on their day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session

from domain.cases.numbered import left_before
from domain.cases.queries import find_notice, paper_of
from domain.funds.bank_lists import read_list
from domain.funds.documents.payment_advice import FORM as ADVICE
from domain.funds.documents.payment_advice import Part, compose_payment_advice, whose_advice
from domain.funds.documents.recovery import left_ordered
from domain.funds.payment_entities import PaymentList
from domain.funds.recipients import Received, Recipient
from domain.funds.settling import borne_of
from domain.papers.awaited import numbered
from domain.papers.occasion import Occasion
from domain.papers.papers import Sheet
from domain.papers.wording.kept import wordings_in
from domain.values.errors import DomainError
from domain.values.ids import LineId, NoticeId, PaymentListId, RecoveryId


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A paper behind another: what the contents call it; ``reason``: why it has no sheets."""

    mark: str
    sheets: tuple[Sheet, ...] = ()
    reason: str = ""


def enclosed_of(session: Session, found: Recipient, on: Occasion) -> list[Enclosed]:
    """Return the papers of everything that an enterprise has received, award by award.

    Letters are not kept: they are composed again, as of the day of what they tell of, and a list says
    only of this enterprise to which accounts it went.
    """
    own: dict[PaymentListId, list[LineId]] = {}
    for award in found.awards:
        for list_id, line_id in award.sent:
            own.setdefault(list_id, []).append(line_id)
    enclosed, there = list[Enclosed](), set[PaymentListId]()
    for award in found.awards:
        lists = dict.fromkeys(list_id for list_id, _ in award.sent if list_id not in there)
        there.update(lists)
        enclosed += _of_award(session, award, {id_: own[id_] for id_ in lists}, on)
    return [replace(one, mark=f"{at}. {one.mark}") for at, one in enumerate(enclosed, start=1)]


def _of_award(
    session: Session, award: Received, lists: dict[PaymentListId, list[LineId]], on: Occasion
) -> Iterator[Enclosed]:
    if (notice_id := award.case.notice_id) is not None:
        yield _notice(session, notice_id, award)
    for list_id, line_ids in lists.items():
        yield _advice(session, list_id, line_ids, on)
    for id_ in award.recoveries:
        yield _letter(session, id_, award, on)


def _notice(session: Session, id_: NoticeId, award: Received) -> Enclosed:
    mark = f"通知书 {award.number}　{award.award}"
    try:
        return Enclosed(mark, paper_of(find_notice(session, id_)).sheets)
    except DomainError as error:
        return Enclosed(mark, reason=str(error))


def _advice(session: Session, id_: PaymentListId, own: Sequence[LineId], on: Occasion) -> Enclosed:
    one = read_list(session, id_)
    mark = f"拨付通知书　{one.name}"
    try:
        parts = [Part(*row) for row in borne_of(session, id_)]
        row = session.get(PaymentList, id_)
        then = wordings_in(session, row.sent_at) if row is not None and row.sent_at else on.wordings
        day = replace(on, day=one.sent_on or on.day, wordings=then)
        paper = compose_payment_advice(one, day, parts, only=own)
        left = left_before(session, ADVICE.word, paper, whose_advice(one))
        return Enclosed(mark, (paper if left is None else numbered(paper, left.number, on.signer)).sheets)
    except DomainError as error:
        return Enclosed(mark, reason=str(error))


def _letter(session: Session, id_: RecoveryId, award: Received, on: Occasion) -> Enclosed:
    try:
        paper = left_ordered(session, id_, on)
    except DomainError as error:
        return Enclosed(f"追回通知书　{award.award}", reason=str(error))
    return Enclosed(f"{paper.title} {paper.signed_on.isoformat()}　{award.award}", paper.sheets)
