"""Issuing and voiding approval notices. Each function is one act."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from domain.cases.awards.funding import Funds
from domain.cases.awards.making import cases_by_award
from domain.cases.awards.noticed import close_noticed, revoke_noticed
from domain.cases.awards.together import Approving
from domain.cases.entities import Notice, document_number
from domain.cases.numbering import NumberBook
from domain.cases.queries import notices_of
from domain.cases.wording import FORM, compose_notice, prefix_of
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.records import record_of
from domain.office.entities import OfficeFields, lacking
from domain.office.keys.service import signer_in
from domain.office.keys.signing import Signer
from domain.office.service import OfficeIncomplete, office_of
from domain.papers.papers import Paper
from domain.papers.wording.kept import Wordings, wordings_in
from domain.papers.working import Worked
from domain.policies.policy import Clause, Policy
from domain.policies.runs.register import Assessed, assess_enterprises
from domain.policies.shelf import reason_against_notices
from domain.policies.trace import OUTCOME_NAMES, Decision, Outcome
from domain.roads.road import Road
from domain.store.acts import Act, Action
from domain.store.audit import changed_since
from domain.store.engine import Seat, head_in, is_shared_in
from domain.store.numbers.entries import NumberKind, Series
from domain.store.tables import Kind, Subject
from domain.store.told import head_of
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import EnterpriseId, EntryId, NoticeId
from domain.values.money import Fen, yuan_text
from domain.values.progress import Part, Progress, Reporter, Silent
from domain.values.texts import one_line


class NotPrintable(DomainError):
    """This decision gives no notice; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Award:
    """An award to issue a notice for, as the clerk saw it."""

    enterprise_id: EnterpriseId
    clause_id: str
    amount: Fen


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved, and on which day; confirmed by the clerk who prints."""

    approver: str
    approved_on: date

    def __post_init__(self) -> None:
        object.__setattr__(self, "approver", one_line(self.approver))
        if not self.approver:
            raise BadInput("请填写批准人")


def reason_against_notice(decision: Decision) -> str:
    """Return why a decision gives no notice; empty where it does."""
    if decision.outcome is not Outcome.GRANTED:
        return f"结果是“{OUTCOME_NAMES[decision.outcome]}”，没有可通知的金额"
    if decision.amount == 0:
        return f"核定金额为 0.00 元（{decision.note or '没有可发放的金额'}），不出具通知书"
    return ""


def awards_of(assessed: Iterable[Assessed]) -> list[Award]:
    """Return every award that a notice can be issued for, in the order they were assessed."""
    return [
        Award(entry.enterprise_id, decision.clause_id, decision.amount)
        for entry in assessed
        for decision in entry.decisions
        if not reason_against_notice(decision)
    ]


def sample_notice(
    worked: Worked, *, office: OfficeFields, wordings: Wordings, today: date, now: datetime
) -> Paper:
    """Compose the notice as a sample (样张): without number, and stored nowhere; ``now`` in UTC.

    Raises:
        NotPrintable: The decision gives no notice.
        OfficeIncomplete: The office's data lack something.
    """
    _refuse_unprintable(worked.decision)
    if missing := lacking(office):
        raise OfficeIncomplete(missing)
    return compose_notice(
        worked, office=office, number="", signed_on=today, made_at=now, wordings=wordings, is_sample=True
    )


def issue_notices(
    seat: Seat,
    awards: Sequence[Award],
    reporter: Reporter,
    *,
    policy: Policy,
    dictionary: Dictionary,
    approval: Approval,
    road: Road,
    funds: Funds | None = None,
) -> list[NoticeId]:
    """Issue approved notices, all of them or none. Each is decided once more on what the store holds.

    Each leaves a closed case; ``road`` is the one of a single step that they went. ``funds`` are asked for
    the money; left out, the store refuses what there is a budget for.

    That is done before the store is locked, and once more within only where somebody changed an enterprise
    in between.

    Returns:
        Ids of the notices, in the order of ``awards``.

    Raises:
        NotPrintable: A decision gives no notice, has another amount than the clerk saw, or a valid notice
            or a case for the same award is there already; or the policy's wording and formulas disagree and
            nobody said why it is used all the same.
        OfficeIncomplete: The office's data lack something.
        NotFound: An enterprise is not in the register any more.
        NotNow: There is not so much left of the budget, or beside what was approved of the policy before.
        LastNumberUnknown: Papers may have later numbers; the last one must be said.
        ActsLost: The store is not the one that was left, and nobody has said what to do.
        StoreProblem: The numbers cannot be written down beside the store.
        Cancelled: The user stopped it; no number was taken.
    """
    wanted = list(dict.fromkeys(award.enterprise_id for award in awards))
    with seat.read() as session:
        upto = EntryId(head_in(session).acts)
        assessed = assess_enterprises(session, policy, dictionary, Part(reporter, 0, 2), ids=wanted)
    with seat.act(Action.NOTICE_ISSUE) as act:
        session = act.session
        office = office_of(session)
        if missing := lacking(office):
            raise OfficeIncomplete(missing)
        if against := reason_against_notices(session, policy):
            raise NotPrintable(against)
        book = NumberBook(seat.store, act, funds)
        said = wordings_in(session)
        prefix = prefix_of(office, said)
        last = book.last_of(Series(prefix, approval.approved_on.year))
        if changed_since(session, Kind.ENTERPRISE, upto):
            assessed = assess_enterprises(session, policy, dictionary, Silent(), ids=wanted)
        known = {entry.enterprise_id: entry for entry in assessed}
        there = [(id_, one) for id_, one in notices_of(session, wanted) if one.policy_id == policy.id]
        issued = {(id_, one.clause_id): one.number for id_, one in there}
        witness, is_alone = str(head_of(session) or ""), not is_shared_in(session)
        signer = signer_in(session)
        cases = cases_by_award(session, wanted, policy.id)
        issue = _Issue(
            act,
            policy,
            dictionary,
            office,
            said,
            approval,
            prefix,
            last,
            known,
            issued,
            cases,
            witness,
            is_alone,
            signer,
        )
        notices, within = [], Part(reporter, 1, 2)
        for done, award in enumerate(awards, start=1):
            notice = issue.issue(award)
            notices.append(notice)
            within.step(Progress(done, len(awards), notice.enterprise_name))
        close_noticed(act, notices, policy, road, Approving(session, dictionary, funds))
        # Last, since from here on a number that comes to nothing stands in the register as unused.
        book.take(notices)
    return [notice.id for notice in notices if notice.id is not None]


def void_notice(seat: Seat, id_: NoticeId, *, reason: str, funds: Funds | None = None) -> None:
    """Declare a notice void (作废). Its number is never taken again; its money goes back to the budget.

    Raises:
        BadInput: No reason was given, it is void already, or there was never a notice of this number.
    """
    reason = one_line(reason)
    if not reason:
        raise BadInput("请填写作废原因")
    with seat.act(Action.NOTICE_VOID) as act:
        notice = act.session.get(Notice, id_)
        if notice is None:
            raise NotFound("没有这份通知书")
        if notice.is_void:
            raise BadInput(f"{notice.number}已经作废")
        if notice.kind == NumberKind.UNUSED:
            raise BadInput(f"{notice.number}没有用过，不用作废")
        notice.voided_by, notice.voided_at, notice.void_reason = act.who.name, act.at, reason
        act.note(Subject(Kind.NOTICE, id_), f"作废通知书{notice.number}：{reason}")
        revoke_noticed(act, id_, f"作废通知书{notice.number}：{reason}", funds)


@dataclass
class _Issue:
    """One act of issuing: numbers follow each other within its transaction."""

    act: Act
    policy: Policy
    dictionary: Dictionary
    office: OfficeFields
    wordings: Wordings
    approval: Approval
    prefix: str
    serial: int
    assessed: Mapping[EnterpriseId, Assessed]
    issued: dict[tuple[EnterpriseId, str], str]
    """Numbers of the valid notices, by enterprise and clause."""
    cases: Mapping[tuple[EnterpriseId, str], str]
    """Names of the cases that are on their way or granted, by enterprise and clause."""
    witness: str
    """How far the trail had come before."""
    is_alone: bool
    """Whether one person does everything."""
    signer: Signer | None
    """The key by which the office signs."""

    def issue(self, award: Award) -> Notice:
        clause = self.policy.clauses[award.clause_id]
        if award.enterprise_id not in self.assessed:
            raise NotFound("有企业已不在企业库中，请重新评定后再出具")
        entry = self.assessed[award.enterprise_id]
        facts, decision = entry.facts, entry.decision(clause.id)
        _refuse_unprintable(decision, facts.name)
        if decision.amount != award.amount:
            raise NotPrintable(
                f"“{facts.name}”的数据刚有改动，金额由 {yuan_text(award.amount)} 元变为 "
                f"{yuan_text(decision.amount)} 元，请重新评定后再出具"
            )
        if number := self.issued.get((award.enterprise_id, clause.id)):
            raise NotPrintable(
                f"“{facts.name}”的“{clause.title}”已有通知书{number}；要重新出具，请先在“通知书”页把它作废"
            )
        if name := self.cases.get((award.enterprise_id, clause.id)):
            raise NotPrintable(f"{name}已有事项，请在那里办理，不能另行出具")
        self.serial += 1
        notice = self._notice(clause, entry, decision)
        self.issued[award.enterprise_id, clause.id] = notice.number
        self.act.session.add(notice)
        self.act.session.flush()
        self.act.note(
            Subject(Kind.NOTICE, notice.id),
            f"出具{notice.number}：{facts.name}，{clause.title}，{yuan_text(decision.amount)} 元，"
            f"批准人 {notice.approver}，批准日期 {notice.approved_on.isoformat()}",
        )
        return notice

    def _notice(self, clause: Clause, entry: Assessed, decision: Decision) -> Notice:
        facts, prefix = entry.facts, self.prefix
        paper = compose_notice(
            Worked(self.policy, clause, facts, decision, self.dictionary),
            office=self.office,
            number=document_number(prefix, self.approval.approved_on.year, self.serial),
            signed_on=self.approval.approved_on,
            made_at=self.act.at,
            wordings=self.wordings,
            is_sample=False,
            witness=self.witness,
            is_alone=self.is_alone,
            signer=self.signer,
        )
        return Notice(
            number_prefix=prefix,
            number_year=self.approval.approved_on.year,
            number_serial=self.serial,
            enterprise_id=entry.enterprise_id,
            uscc=facts.uscc,
            enterprise_name=facts.name,
            policy_id=self.policy.id,
            policy_sha256=self.policy.sha256,
            clause_id=clause.id,
            clause_title=clause.title,
            amount=decision.amount,
            facts=json.dumps(record_of(facts, self.dictionary), ensure_ascii=False),
            decision=decision.to_json(),
            paper=paper.to_json(),
            approver=self.approval.approver.strip(),
            approved_on=self.approval.approved_on,
            issued_by=self.act.handler.name,
            issued_at=self.act.at,
            wording=self.wordings.recorded(FORM) or None,
        )


def _refuse_unprintable(decision: Decision, name: str = "") -> None:
    if reason := reason_against_notice(decision):
        raise NotPrintable(f"“{name}”：{reason}" if name else reason)
