"""Notices of cases: what was decided on a road is told to the enterprise, in the act that grants it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from json import loads

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.awards.reading import Case, Seen, approval_in, read_cases
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import (
    Doing,
    Foresight,
    Line,
    NotAll,
    Verdict,
    acting_on,
    foresee,
    turns_of,
)
from domain.cases.awards.turning import Turn, write_turns
from domain.cases.documents.amounts import decided_of, rivals_in
from domain.cases.documents.occasion import clause_of, part_of
from domain.cases.entities import Notice, document_number
from domain.cases.numbering import NumberBook
from domain.cases.queries import ListedNotice, notices_of
from domain.cases.service import Approval, NotPrintable, sample_notice
from domain.cases.sql import next_id
from domain.cases.wording import FORM, compose_notice, prefix_of
from domain.enterprises.identity import standing_for
from domain.enterprises.records import facts_of
from domain.office.entities import OfficeFields, lacking
from domain.office.keys.service import signer_in
from domain.office.keys.signing import Signer
from domain.office.service import OfficeIncomplete, office_of
from domain.papers.papers import Paper
from domain.papers.wording.kept import Wordings, wordings_in
from domain.papers.working import Worked
from domain.policies.policy import Policy
from domain.policies.shelf import reason_against_notices, version_of
from domain.policies.texts import keep_text
from domain.roads.walking import Move, Now
from domain.store.acts import Act, Action, Entry, Person
from domain.store.engine import Seat
from domain.store.numbers.entries import Series
from domain.store.problems import as_stored
from domain.store.proposals import four_eyes_in
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.store.told import head_of
from domain.values.ids import CaseId, NoticeId
from domain.values.money import yuan_text
from domain.values.progress import Progress, Reporter

TITLE = "出具通知书"


def issue_case_notices(
    seat: Seat, cases: Sequence[Seen], rules: Rules, reporter: Reporter, *, approval: Approval
) -> list[NoticeId]:
    """Issue the notices of cases that stand before the end that grants, and take them there: all or none.

    What is told is what was decided of each and what it was decided on; nothing is decided anew.

    Args:
        seat: Who does it, and where.
        cases: As they were seen.
        rules: By which.
        reporter: Told of each notice.
        approval: Who approved, and the day that the notices carry. Where several people signed it is who
            signed the approval of each of them, and no day before that.

    Returns:
        Ids of the notices, in the order of the cases.

    Raises:
        MovedOn: Somebody else has just done something of one of them.
        NotAll: One cannot be taken there; it says which and why.
        NotPrintable: A policy gives no notices as it is, or its text is not there any more.
        OfficeIncomplete, LastNumberUnknown, ActsLost, StoreProblem, Cancelled: As `service.issue_notices`.
        NotFound: One of them is not there.
        NotPermitted: This person may not do this.
    """
    with acting_on(seat, Action.NOTICE_ISSUE, cases, rules) as (act, found, now):
        session, office = act.session, office_of(act.session)
        if missing := lacking(office):
            raise OfficeIncomplete(missing)
        turns = _turns(session, found, now, rules)
        _refuse(session, turns, now, approval)
        policies = dict(_policies(session, found, rules))
        book = NumberBook(seat.store, act)
        said, rivals = wordings_in(session), rivals_in(session, found)
        series = Series(prefix_of(office, said), approval.approved_on.year)
        witness, signer = str(head_of(session) or ""), signer_in(session)
        issue = _Issue(act, rules, office, said, approval, series.prefix, policies, rivals, witness, signer)
        first, last = next_id(act, "notice"), book.last_of(series)
        notices = []
        for at, turn in enumerate(turns):
            notice = issue.notice(turn.case, NoticeId(first + at), last + 1 + at, is_alone=now.roles is None)
            notices.append(notice)
            reporter.step(Progress(at + 1, len(turns), notice.enterprise_name))
        # First the cases: the store lets a notice in that a granted case names.
        write_turns(act, [_telling(*one) for one in zip(turns, notices, strict=True)], now.day, rules.funds)
        session.add_all(notices)
        session.flush()
        act.note_all(map(_entry, notices))
        for policy in policies.values():
            keep_text(act, policy)
        # Last, as in `service.issue_notices`.
        book.take(notices)
        return [notice.id for notice in notices if notice.id is not None]


@dataclass(frozen=True, slots=True)
class Telling:
    """What issuing the notices of cases would come to, said before.

    Attributes:
        foresight: What would happen to each.
        approvers: Who approved those that pass, each with the last day; empty where whoever does everything
            alone says who did on paper.
        sample: The notice of the first that passes, without a number; None where none does.
    """

    foresight: Foresight
    approvers: Mapping[str, date]
    sample: Paper | None


def foresee_telling(
    session: Session, ids: Sequence[CaseId], who: Person, rules: Rules, moment: datetime
) -> Telling:
    """Say what `issue_case_notices` would come to; ``moment`` in UTC.

    Raises:
        NotPrintable, OfficeIncomplete, NotFound: As there.
    """
    office = office_of(session)
    if missing := lacking(office):
        raise OfficeIncomplete(missing)
    cases, now = read_cases(session, ids, rules.roads_in(session)), rules.now(session, who)
    of_each = {case.id: Line(case, Verdict.NOT_ITS_TURN, words=f"现在在“{case.where}”") for case in cases}
    last = [case for case in cases if case.is_before_grant]
    for state in dict.fromkeys(case.standing.at for case in last):
        here = [case.id for case in last if case.standing.at == state]
        found = foresee(session, here, Doing(Move.ONWARD, state), who, rules)
        of_each |= {line.case.id: _unless_waiting(line) for line in found.lines}
    of_each |= {line.case.id: line for line in _told_already(session, last)}
    foresight = Foresight(tuple(of_each[case.id] for case in cases))
    passing = [line.case for line in foresight.having(Verdict.PASSES)]
    policies = dict(_policies(session, passing, rules))
    needs_two, _ = four_eyes_in(session)
    signed = [
        done
        for case in passing
        if (done := case.approval) is not None and not _is_by_one(case, now, needs_two=needs_two)
    ]
    approvers = {done.by.name: done.on for done in sorted(signed, key=lambda done: done.on)}
    sample = None
    for case in passing[:1]:
        worked = _worked(
            case, policies[case.row.policy_sha256], rules, rivals_in(session, [case]), is_settled=True
        )
        said = wordings_in(session)
        sample = sample_notice(worked, office=office, wordings=said, today=now.day, now=moment)
    return Telling(foresight, approvers, sample)


def worked_of(
    session: Session, case: Case, rules: Rules, rivals: Mapping[CaseId, AwardCase], *, is_settled: bool
) -> Worked | None:
    """Return what a case was decided on and how, as the sheet shows it; None where its policy is not there.

    ``is_settled`` is whether its amount is settled.
    """
    policy = policy_of(session, case, rules)
    if policy is None or case.row.clause_id not in policy.clauses:
        return None
    return _worked(case, policy, rules, rivals, is_settled=is_settled)


def policy_of(session: Session, case: Case, rules: Rules) -> Policy | None:
    """Return the version of its policy that a case was decided by; None where it is not there any more."""
    policy, sha256 = rules.policies.get(case.row.policy_id), case.row.policy_sha256
    if policy is not None and policy.sha256 == sha256:
        return policy
    return version_of(session, sha256, rules.dictionary)


def _worked(
    case: Case, policy: Policy, rules: Rules, rivals: Mapping[CaseId, AwardCase], *, is_settled: bool
) -> Worked:
    dictionary = rules.dictionary.extended(policy.facts)
    with as_stored(case.name):
        facts = facts_of(loads(case.row.facts), dictionary)
    decided = decided_of(case, rivals) if is_settled else None
    clause = policy.clauses[case.row.clause_id]
    return Worked(policy, clause, facts, case.decision(), dictionary, decided)


def _unless_waiting(line: Line) -> Line:
    """Return what would happen to a case; where it would wait for money it cannot be told."""
    return replace(line, verdict=Verdict.LACKS) if line.verdict is Verdict.WAITS else line


def _turns(session: Session, cases: Sequence[Case], now: Now, rules: Rules) -> list[Turn]:
    """Return what becomes of cases, in their order: each takes its last step.

    Raises:
        NotAll: One cannot.
    """
    if early := [case for case in cases if not case.is_before_grant]:
        lines = [Line(one, Verdict.NOT_ITS_TURN, words=f"现在在“{one.where}”") for one in early]
        raise NotAll(TITLE, lines, len(cases))
    found: dict[CaseId, Turn] = {}
    for state in dict.fromkeys(case.standing.at for case in cases):
        here = [case for case in cases if case.standing.at == state]
        turns = turns_of(session, here, Doing(Move.ONWARD, state), now, rules, may_wait=False)
        found |= {turn.case.id: turn for turn in turns}
    return [found[case.id] for case in cases]


def _refuse(session: Session, turns: Sequence[Turn], now: Now, approval: Approval) -> None:
    """Refuse what the approval does not cover, and what was told already.

    Raises:
        NotAll: There is any; it says which.
    """
    needs_two, _ = four_eyes_in(session)
    lines = [
        Line(turn.case, Verdict.LACKS, words=words)
        for turn in turns
        if (words := "；".join(_missing(turn, now, approval, needs_two=needs_two)))
    ]
    lines += _told_already(session, [turn.case for turn in turns])
    if lines:
        raise NotAll(TITLE, lines, len(turns))


def _missing(turn: Turn, now: Now, approval: Approval, *, needs_two: bool) -> Iterator[str]:
    if not turn.case.amount:
        yield "核定金额为 0，不出具通知书"
    signed = approval_in(turn.case.road, turn.after)
    if signed is None or _is_by_one(turn.case, now, needs_two=needs_two):
        return
    if signed.by.name != approval.approver:
        yield f"是{signed.by.name}批准的，不是{approval.approver}，请分开出具"
    if approval.approved_on < signed.on:
        yield f"{signed.on.isoformat()} 才批准，批准日期不能早于这一天"
    if approval.approved_on > now.day:
        yield "批准日期不能在今天以后"


def _is_by_one(case: Case, now: Now, *, needs_two: bool) -> bool:
    """Whether one person does everything, and so records what another signed on paper."""
    return now.roles is None or (case.road.people == 1 and not needs_two)


def _told_already(session: Session, cases: Sequence[Case]) -> Iterator[Line]:
    """Yield the cases whose award a valid notice tells that stands for no case, such as one on paper."""
    owners = standing_for(session, {case.row.enterprise_id for case in cases})
    noticed = notices_of(session, set(owners.values()))
    of_cases = select(AwardCase.notice_id).where(
        among(col(AwardCase.notice_id), [one.id for _, one in noticed]), AwardCase.ended == Ended.GRANTED
    )
    told = set(session.exec(of_cases))
    alone = [(owner, one) for owner, one in noticed if one.id not in told]
    for case in cases:
        owner = owners.get(case.row.enterprise_id, case.row.enterprise_id)
        found = (one for id_, one in alone if id_ == owner and _tells(one, case.row))
        if one := next(found, None):
            yield Line(case, Verdict.LACKS, words=f"这一项已有通知书{one.number}，先在“通知书”页把它作废")


def _tells(notice: ListedNotice, row: AwardCase) -> bool:
    """Whether a notice is for the award of a case; of one on paper its title alone says for which part."""
    if (notice.policy_id, notice.clause_id) != (row.policy_id, row.clause_id):
        return False
    # One without a part tells all instalments together.
    whole = row.clause_title if not row.period else ""
    return not part_of(row) or notice.clause_title in (clause_of(row), whole)


def _policies(session: Session, cases: Sequence[Case], rules: Rules) -> Iterator[tuple[str, Policy]]:
    """Yield by the hash of its file each version that cases were decided by.

    Raises:
        NotPrintable: It gives no notices as it is, or is not there any more.
    """
    for case in {case.row.policy_sha256: case for case in cases}.values():
        policy = policy_of(session, case, rules)
        if policy is None:
            raise NotPrintable(
                f"{case.name}是按《{case.row.policy_title}》以前的一版核定的，这一版的文件已不在程序里，"
                "写不出核定过程；请到“政策”页重新导入那一版，或退回后采用新数据"
            )
        if against := reason_against_notices(session, policy):
            raise NotPrintable(against)
        yield case.row.policy_sha256, policy


@dataclass(frozen=True, slots=True)
class _Issue:
    """One act of issuing."""

    act: Act
    rules: Rules
    office: OfficeFields
    wordings: Wordings
    approval: Approval
    prefix: str
    policies: Mapping[str, Policy]
    rivals: Mapping[CaseId, AwardCase]
    witness: str
    signer: Signer | None

    def notice(self, case: Case, id_: NoticeId, serial: int, *, is_alone: bool) -> Notice:
        row, prefix, approval = case.row, self.prefix, self.approval
        paper = self._paper(case, serial, is_alone=is_alone)
        return Notice(
            id=id_,
            number_prefix=prefix,
            number_year=approval.approved_on.year,
            number_serial=serial,
            enterprise_id=row.enterprise_id,
            uscc=row.uscc,
            enterprise_name=row.enterprise_name,
            policy_id=row.policy_id,
            policy_sha256=row.policy_sha256,
            clause_id=row.clause_id,
            clause_title=clause_of(row),
            part=part_of(row) or None,
            amount=row.amount,
            facts=row.facts,
            decision=row.decision,
            paper=paper.to_json(),
            approver=approval.approver,
            approved_on=approval.approved_on,
            issued_by=self.act.handler.name,
            issued_at=self.act.at,
            wording=self.wordings.recorded(FORM) or None,
        )

    def _paper(self, case: Case, serial: int, *, is_alone: bool) -> Paper:
        policy = self.policies[case.row.policy_sha256]
        return compose_notice(
            _worked(case, policy, self.rules, self.rivals, is_settled=True),
            office=self.office,
            number=document_number(self.prefix, self.approval.approved_on.year, serial),
            signed_on=self.approval.approved_on,
            made_at=self.act.at,
            wordings=self.wordings,
            is_sample=False,
            witness=self.witness,
            is_alone=is_alone,
            signer=self.signer,
        )


def _telling(turn: Turn, notice: Notice) -> Turn:
    """Return the last step of a case, which says by which notice it is told."""
    return replace(turn, remark=f"出具{notice.number}", changed={**turn.changed, "notice_id": notice.id})


def _entry(notice: Notice) -> Entry:
    return Entry(
        Subject(Kind.NOTICE, notice.id),
        f"出具{notice.number}：{notice.enterprise_name}，{notice.clause_title}，"
        f"{yuan_text(notice.amount)} 元，批准人 {notice.approver}，批准日期 {notice.approved_on.isoformat()}",
    )
