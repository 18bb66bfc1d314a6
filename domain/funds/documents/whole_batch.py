"""全套文书: every paper of some cases, also those that pay and recover them, from one state of the store."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlmodel import Session, col, select

from domain.cases.awards.entities import Ended
from domain.cases.awards.reading import Case, read_cases
from domain.cases.awards.rules import Rules
from domain.cases.documents.handing_down import lowered_note
from domain.cases.documents.kept import LetterKind
from domain.cases.documents.kinds import CasePaper, composed, papers_of
from domain.cases.documents.lists import batch_of, refuse_none, total_of
from domain.cases.documents.occasion import clause_of
from domain.cases.entities import Notice
from domain.cases.queries import paper_of
from domain.funds.bank_lists import read_list
from domain.funds.documents.payment_advice import Part, compose_payment_advice, whose_advice
from domain.funds.documents.payment_summary import compose_payment_summary
from domain.funds.documents.recovery import NOTICE as RECOVERY
from domain.funds.documents.recovery import RecoveryPaper, compose_ordered, whose_letter
from domain.funds.payment_entities import PaymentLine, PaymentList
from domain.funds.recovered import recoveries_of
from domain.funds.settling import borne_of
from domain.papers.blocks import Block, Cell, Column, Content, Heading, Paragraph, Table, Title, Tone
from domain.papers.occasion import Occasion, occasion_in, paper
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from domain.policies.language.wording import day_text
from domain.store.sql import among
from domain.store.tables import Kind as Of
from domain.store.tables import Subject
from domain.values.errors import DomainError
from domain.values.ids import CaseId, NoticeId, PaymentListId

TITLE: Final = "文书清单"
NOTICE, ADVICE, SUMMARY = "审批通知书", "拨付通知书", "资金拨付汇总表"
_ALONE: Final = frozenset({CasePaper.FILE, CasePaper.VISIT})
"""Which each bind or decide much more than the case; they are written by themselves."""
_KINDS: Final = (
    Column("文书", share=34),
    Column("份数", Content.FIGURE, 14),
    Column("事项（项）", Content.FIGURE, 18),
    Column("金额（元）", Content.AMOUNT, 34),
)
_CASES: Final = (
    Column("序号", Content.WORD, 6),
    Column("企业名称", share=25),
    Column("统一社会信用代码", Content.WORD, 17),
    Column("条款", share=19),
    Column("所在环节", Content.WORD, 9),
    Column("通知书文号", share=16),
    Column("通知书日期", Content.WORD, 11),
    Column("核定金额（元）", Content.AMOUNT, 12),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What there is of one kind.

    Attributes:
        papers: None where they cannot be composed; ``reason`` says why.
        cases: Of how many.
        amount: What these come to, in fen.
        of: What each is of, in their order.
        letter: As what letter of which cases they leave; None for no letter.
        whose: Of what each is the one letter, in their order, see `cases.numbered.leave`; empty for none.
    """

    word: str
    papers: tuple[Paper, ...]
    cases: int
    amount: int
    of: tuple[Subject, ...]
    reason: str = ""
    letter: tuple[LetterKind, tuple[CaseId, ...]] | None = None
    whose: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Say how many there are."""
        return f"没有生成：{self.reason}" if self.reason else str(len(self.papers))


@dataclass(frozen=True, slots=True)
class WholeBatch:
    """Every paper of some cases.

    Attributes:
        name: Of their batch; empty where they are of none, or of several.
        listing: What there is, with what each case comes to.
        kinds: In the order of the road.
    """

    name: str
    listing: Paper
    kinds: tuple[Kind, ...]

    @property
    def papers(self) -> list[Paper]:
        """All of them, without the listing."""
        return [one for kind in self.kinds for one in kind.papers]


def read_whole_batch(session: Session, ids: Sequence[CaseId], rules: Rules, now: datetime) -> WholeBatch:
    """Compose every paper that these cases have where they stand; ``now`` in UTC.

    Numbers, days and sums are those of one state of the store. What was issued is as it was issued.

    Raises:
        DomainError: There are none, or what was issued does not read.
        NotFound: One of the cases is not there.
        OfficeIncomplete: The office's data lack something.
    """
    cases = read_cases(session, ids, rules.roads_in(session))
    refuse_none(cases)
    on = occasion_in(session, rules, now)
    notices = _notices_of(session, cases)
    kinds = [
        *_of_cases(session, cases, rules, on),
        *_told(cases, notices),
        *_paid(session, cases, on),
        *_recovered(session, ids, on),
    ]
    name, lowered = batch_of(session, cases), lowered_note(cases, rules.funds.lowered(session))
    blocks: list[Block] = [
        Title(f"{name}{TITLE}", f"截至{day_text(on.day)}"),
        Heading("一、文书"),
        Table(_KINDS, tuple((one.word, one.text, str(one.cases), one.amount) for one in kinds)),
        Heading("二、事项"),
        Table(_CASES, tuple(_rows(cases, notices)), total="合计", carries=True),
    ]
    if any(one.word == ADVICE for one in kinds):
        blocks.append(Paragraph("注：拨付的文书是整份付款清单的，可能还有别的事项。", Tone.NOTE))
    if nothing := sum(case.row.ended == Ended.OTHERWISE for case in cases):
        blocks.append(Paragraph(f"注：没有给予的 {nothing} 项，金额按 0 计。", Tone.NOTE))
    blocks += [Paragraph(lowered, Tone.NOTE)] if lowered else []
    footer = Footer(on.office.signer, numbering=Numbering.OF_ALL)
    listing = paper(f"{name}{TITLE}", (Sheet(Look.LIST, tuple(blocks), footer),), on)
    return WholeBatch(name, listing, tuple(kinds))


def _of_cases(session: Session, cases: Sequence[Case], rules: Rules, on: Occasion) -> Iterator[Kind]:
    having: dict[CasePaper, list[Case]] = {kind: [] for kind in CasePaper if kind not in _ALONE}
    for case in cases:
        for kind in papers_of(case):
            if kind not in _ALONE:
                having[kind].append(case)
    for kind, some in having.items():
        if some:
            try:
                papers, reason = composed(session, some, kind, rules, on), ""
            except DomainError as error:
                papers, reason = [], str(error)
            ids = tuple(case.id for case in some)
            of = tuple(Subject(Of.CASE, id_) for id_ in ids[: len(papers)])
            letter = (kind.letter, ids) if kind.letter is not None and papers else None
            amount = sum(map(_given, some))
            yield Kind(kind.word, tuple(papers), len(some), amount, of, reason, letter)


def _told(cases: Sequence[Case], notices: dict[NoticeId, Notice]) -> Iterator[Kind]:
    told = [case for case in cases if case.row.notice_id in notices]
    if told:
        papers = tuple(paper_of(notices[case.row.notice_id]) for case in told if case.row.notice_id)
        of = tuple(Subject(Of.NOTICE, case.row.notice_id) for case in told)
        yield Kind(NOTICE, papers, len(told), total_of(told), of)


def _notices_of(session: Session, cases: Sequence[Case]) -> dict[NoticeId, Notice]:
    """Return the notices of cases that stand and are in this store, by their ids."""
    ids = {case.row.notice_id for case in cases if case.row.notice_id is not None}
    found = session.exec(select(Notice).where(among(col(Notice.id), ids))) if ids else ()
    return {NoticeId(one.id): one for one in found if one.id and one.has_paper and one.voided_at is None}


def _paid(session: Session, cases: Sequence[Case], on: Occasion) -> Iterator[Kind]:
    """Yield the papers of the lists that were sent and pay these cases; each is of its whole list."""
    ids = {case.id for case in cases}
    found = session.exec(
        select(PaymentList.id)
        .join(PaymentLine, col(PaymentLine.list_id) == PaymentList.id)
        # What was paid before went to nobody, and has a number below 0.
        .where(
            among(col(PaymentLine.case_id), ids),
            col(PaymentLine.place).is_not(None),
            col(PaymentList.number) > 0,
        )
        .distinct()
    )
    lists = [read_list(session, id_) for id_ in sorted(PaymentListId(one) for one in found if one)]
    sent = [one for one in lists if one.number is not None and one.lines]
    if not sent:
        return
    count, amount = sum(len(one.lines) for one in sent), sum(one.total for one in sent)
    advices = [
        compose_payment_advice(one, on, [Part(*row) for row in borne_of(session, one.id)]) for one in sent
    ]
    of = tuple(Subject(Of.PAYMENT, one.id) for one in sent)
    yield Kind(ADVICE, tuple(advices), count, amount, of, whose=tuple(map(whose_advice, sent)))
    yield Kind(SUMMARY, tuple(compose_payment_summary(one, on) for one in sent), count, amount, of)


def _recovered(session: Session, ids: Sequence[CaseId], on: Occasion) -> Iterator[Kind]:
    """Yield what was written of awards that were lowered, each as of the day on which that was ordered."""
    found = recoveries_of(session, ids)
    if not found:
        return
    try:
        papers, reason = tuple(compose_ordered(session, one.id, on) for one in found), ""
    except DomainError as error:
        papers, reason = (), str(error)
    cases = len({one.row.case_id for one in found})
    whose = tuple(whose_letter(one, RecoveryPaper.NOTICE) for one in found) if papers else ()
    of = tuple(Subject(Of.RECOVERY, one.id) for one in found[: len(papers)])
    yield Kind(RECOVERY.word, papers, cases, sum(one.row.due for one in found), of, reason, whose=whose)


def _rows(cases: Sequence[Case], notices: dict[NoticeId, Notice]) -> Iterator[tuple[Cell, ...]]:
    for at, case in enumerate(cases, start=1):
        row = case.row
        notice = notices.get(row.notice_id) if row.notice_id is not None else None
        told = ("—", "—") if notice is None else (notice.number, day_text(notice.approved_on))
        what = (str(at), row.enterprise_name, row.uscc, clause_of(row), case.where)
        yield *what, *told, _given(case)


def _given(case: Case) -> int:
    """Return what a case comes to, in fen: nothing where it was refused or taken back."""
    return 0 if case.row.ended == Ended.OTHERWISE else case.amount
