"""The documents whose texts the office can change, and how a text looks on something real."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase
from domain.cases.awards.reading import Case, read_cases
from domain.cases.awards.rules import Rules
from domain.cases.case_notices import worked_of
from domain.cases.documents import (
    handing_down,
    objection,
    opinion_request,
    publicity,
    receipt,
    refusal,
    supplement,
)
from domain.cases.documents.amounts import rivals_in
from domain.cases.documents.handing_down import is_approved
from domain.cases.documents.kinds import CasePaper, composed, papers_of
from domain.cases.numbering import last_number
from domain.cases.service import sample_notice
from domain.cases.wording import FORM as NOTICE
from domain.cases.wording import prefix_of
from domain.funds.bank_lists import read_list
from domain.funds.documents import payment_advice, recovery
from domain.funds.documents.recovery import RecoveryPaper
from domain.funds.payment_entities import PaymentList
from domain.funds.recovered import find_recovery
from domain.funds.recovery_entities import Recovery
from domain.funds.settling import borne_of
from domain.office.service import office_of
from domain.papers.blocks import Block, Paragraph
from domain.papers.occasion import Occasion, occasion_in, written
from domain.papers.papers import Paper
from domain.papers.wording.form import PIECES, Form
from domain.papers.wording.kept import Wordings, wordings_in
from domain.store.numbers.entries import Series
from domain.values.errors import DomainError
from domain.values.ids import CaseId, PaymentListId, RecoveryId

_OF_CASES: Final = {
    receipt.FORM: CasePaper.RECEIPT,
    supplement.FORM: CasePaper.SUPPLEMENT,
    refusal.FORM: CasePaper.REFUSAL,
    objection.FORM: CasePaper.OBJECTION,
    opinion_request.FORM: CasePaper.OPINIONS,
    publicity.FORM: CasePaper.PUBLICITY,
    handing_down.FORM: CasePaper.HANDING_DOWN,
}
_OF_RECOVERIES: Final = {
    recovery.NOTICE: RecoveryPaper.NOTICE,
    recovery.REMINDER: RecoveryPaper.REMINDER,
}
FORMS: Final = (
    receipt.FORM,
    supplement.FORM,
    opinion_request.FORM,
    publicity.FORM,
    objection.FORM,
    NOTICE,
    refusal.FORM,
    handing_down.FORM,
    payment_advice.FORM,
    recovery.NOTICE,
    recovery.REMINDER,
    *PIECES,
)
"""In the order of the road; at the end what several have in common."""

_SHOWN_ON: Final = {"contact": NOTICE, "remedies": refusal.FORM}
"""On which document each piece is looked at."""

_LATEST: Final = 200
_OFFERED: Final = 20


@dataclass(frozen=True, slots=True)
class Example:
    """Something real that a text can be looked at on; ``id`` of a case, a list or a recovery."""

    id: int
    name: str


def form_of(form_id: str) -> Form:
    """Return the document or piece of an id. Raises `KeyError` where there is none."""
    return {one.id: one for one in FORMS}[form_id]


def shown_on(form: Form) -> Form:
    """Return on which document a text is looked at: its own, or one that has the piece."""
    return _SHOWN_ON[form.id] if form.is_piece else form


def examples_of(session: Session, form: Form, rules: Rules) -> list[Example]:
    """Return the latest of what a text can be looked at on, at most 20, the newest first."""
    form = shown_on(form)
    if form == payment_advice.FORM:
        # What was paid before went to nobody, and has a number below 0.
        sent = select(PaymentList.id).where(col(PaymentList.number) > 0)
        lists = session.exec(sent.order_by(col(PaymentList.id).desc()).limit(_OFFERED)).all()
        return [Example(one, read_list(session, PaymentListId(one)).name) for one in lists if one]
    if form in _OF_RECOVERIES:
        standing = select(Recovery.id).where(col(Recovery.undone_at).is_(None))
        last = standing.order_by(col(Recovery.id).desc()).limit(_OFFERED)
        found = [find_recovery(session, RecoveryId(one)) for one in session.exec(last) if one]
        is_reminder = form == recovery.REMINDER
        return [Example(one.id, one.name) for one in found if one.left or not is_reminder]
    suits = _suits(form)
    ids = session.exec(select(AwardCase.id).order_by(col(AwardCase.id).desc()).limit(_LATEST)).all()
    cases = read_cases(session, [CaseId(one) for one in ids if one], rules.roads_in(session))
    return [Example(case.id, case.name) for case in cases if suits(case)][:_OFFERED]


def compose_example(
    session: Session, form: Form, wordings: Wordings, rules: Rules, now: datetime, *, example: Example | None
) -> Paper:
    """Compose a document by texts that are only tried, as a sample; ``now`` in UTC.

    Without an example the names of fields stand in their place.

    Raises:
        DomainError: The text cannot be filled, or what it is looked at on is not there any more.
        OfficeIncomplete: The office's data lack something.
    """
    form = shown_on(form)
    on = replace(occasion_in(session, rules, now), wordings=wordings)
    composed = _by_names(form, on) if example is None else _of_example(session, form, example, rules, on)
    return composed.as_sample()


def _suits(form: Form) -> Callable[[Case], bool]:
    if form == NOTICE:
        return lambda case: is_approved(case) and bool(case.amount)
    kind = _OF_CASES[form]
    return lambda case: kind in papers_of(case) and bool(case.amount or kind is not CasePaper.PUBLICITY)


def _of_example(session: Session, form: Form, example: Example, rules: Rules, on: Occasion) -> Paper:
    if form == payment_advice.FORM:
        parts = [payment_advice.Part(*row) for row in borne_of(session, PaymentListId(example.id))]
        one = read_list(session, PaymentListId(example.id))
        return payment_advice.compose_payment_advice(one, on, parts)
    if form in _OF_RECOVERIES:
        found = find_recovery(session, RecoveryId(example.id))
        return recovery.compose_recovery_on(session, found, _OF_RECOVERIES[form], on)
    cases = read_cases(session, [CaseId(example.id)], rules.roads_in(session))
    if form != NOTICE:
        return composed(session, cases, _OF_CASES[form], rules, on)[0]
    worked = worked_of(session, cases[0], rules, rivals_in(session, cases), is_settled=True)
    if worked is None:
        raise DomainError(f"{cases[0].name}的政策文件已不在程序里，请换一项预览")
    return sample_notice(worked, office=on.office, wordings=on.wordings, today=on.day, now=on.now)


def _by_names(form: Form, on: Occasion) -> Paper:
    """Return a document with the names of its fields in their place."""
    fields = {one.name: f"〔{one.name}〕" for one in form.items if not one.is_table}
    tables: dict[str, Sequence[Block]] = {
        one.name: [Paragraph(f"〔表：{one.name}〕")] for one in form.items if one.is_table
    }
    return written(form, on, fields, tables)


def series_words(session: Session, form: Form, today: date) -> str:
    """Say how the documents of a text are numbered from now on; empty where it names no 代字."""
    said = wordings_in(session)
    prefix = said.prefix(form.id)
    if not prefix:
        return ""
    own = prefix_of(office_of(session), said)
    alike = [one for id_, found in said.prefixes().items() if found == prefix for one in (form_of(id_),)]
    alike += [NOTICE] if own == prefix and NOTICE not in alike else []
    others = "、".join(f"“{one.word}”" for one in alike if one != form)
    last = last_number(session, Series(prefix, today.year))
    begins = f"今年已编到 {last} 号，接着编" if last else "今年从 1 号编起"
    return f"“{prefix}”{begins}{f'；与{others}同用一个代字，号数连着编' if others else ''}"


def spoken(recorded: str) -> str:
    """Say by which of the office's texts something was written; see `Wordings.recorded`.

    >>> spoken("notice:2 contact:1")
    '补助资金审批通知书第 2 版、联系方式第 1 版'
    """
    return "、".join(_spoken(recorded))


def _spoken(recorded: str) -> Iterator[str]:
    for one in recorded.split():
        form_id, _, version = one.partition(":")
        yield f"{form_of(form_id).word}第 {version} 版"
