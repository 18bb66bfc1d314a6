"""一企一档: everything that has to do with one enterprise, by time."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from domain.cases.awards.entities import AwardCase, Ended
from domain.cases.documents.occasion import clause_of
from domain.cases.queries import notices_of
from domain.enterprises.attachments.service import list_attachments
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts
from domain.enterprises.identity import stood_for_by
from domain.enterprises.queries import facts_of
from domain.funds.month_entities import Flow, PaidFlow
from domain.funds.payment_entities import LineState, PaymentLine
from domain.funds.recipients import Recipient, received_by
from domain.funds.recovered import recoveries_of
from domain.outreach.charges import InCharge, in_charge_of
from domain.outreach.cultivation.listing import entries_of
from domain.outreach.cultivation.qualifications import target_word
from domain.outreach.cultivation_entities import Cultivated, Stage
from domain.outreach.entities import Post, Team, TeamKind, VisitState
from domain.outreach.guide_entities import Answered, Call
from domain.outreach.guides.calls import list_calls
from domain.outreach.matching.events import took_part
from domain.outreach.matching.needs import ListedNeed, amount_text, list_needs
from domain.outreach.matching.parks import Stay, stays_of
from domain.outreach.matching_entities import EventKind, Signed, Through
from domain.outreach.problem_entities import Did, ProblemStep
from domain.outreach.problem_entities import Ended as ProblemEnded
from domain.outreach.problems.listing import ListedProblem, ProblemFilter, list_problems
from domain.outreach.problems.rules import Rules
from domain.outreach.project_entities import ProjectStage
from domain.outreach.projects.listing import ListedProject, ProjectFilter, list_projects
from domain.outreach.visits import ListedVisit, VisitFilter, list_visits
from domain.policies.runs.standing import last_granted
from domain.statistics.sources import ROWS
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.values.ids import (
    CallId,
    CaseId,
    EnterpriseId,
    EventId,
    NeedId,
    ParkId,
    ProblemId,
    ProjectId,
)
from domain.values.money import Fen, yuan_text


class Happened(StrEnum):
    """What happened on a day."""

    CHARGE = "charge"
    VISIT = "visit"
    PROBLEM = "problem"
    PROJECT = "project"
    PARK = "park"
    MATCHING = "matching"
    NEED = "need"
    AWARD = "award"
    NOTICE = "notice"
    PAYMENT = "payment"
    ASSESSMENT = "assessment"
    FILE = "file"
    CALL = "call"
    CULTIVATED = "cultivated"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = {
    Happened.CHARGE: "包联",
    Happened.VISIT: "走访",
    Happened.PROBLEM: "问题",
    Happened.PROJECT: "项目",
    Happened.PARK: "园区",
    Happened.MATCHING: "对接",
    Happened.NEED: "需求",
    Happened.AWARD: "奖补",
    Happened.NOTICE: "通知书",
    Happened.PAYMENT: "资金",
    Happened.ASSESSMENT: "评定",
    Happened.FILE: "附件",
    Happened.CALL: "来电",
    Happened.CULTIVATED: "培育",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; ``opens`` is what it is of: a problem, project, case, park, event or need."""

    day: date
    what: Happened
    words: str
    opens: ProblemId | ProjectId | CaseId | ParkId | EventId | NeedId | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """All of it, events the latest first.

    Attributes:
        forces: 专班 of whoever is in charge now, and of its projects.
        projects: Those that go on first.
        stays: In which parks it is and was.
        cultivated: What it is and was to become, each in words with the entry of 培育库.
    """

    facts: EnterpriseFacts
    in_charge: tuple[InCharge, ...]
    forces: tuple[str, ...]
    visits: tuple[ListedVisit, ...]
    problems: tuple[ListedProblem, ...]
    projects: tuple[ListedProject, ...]
    stays: tuple[Stay, ...]
    needs: tuple[ListedNeed, ...]
    cultivated: tuple[tuple[str, Cultivated], ...]
    received: Recipient
    events: tuple[Event, ...]

    def now_in_charge(self, *posts: Post) -> str:
        """Say who looks after it now as one of these."""
        now = [one for one in self.in_charge if one.row.until is None and one.post in posts]
        return "、".join(f"{one.cadre.name}（{one.post.word}）" for one in now)

    @property
    def visited(self) -> date | None:
        """When it was visited last."""
        done = [one.row.day for one in self.visits if one.is_visit]
        return max(done, default=None)


def dossier_of(session: Session, id_: EnterpriseId, dictionary: Dictionary, rules: Rules) -> Dossier:
    """Return everything that has to do with an enterprise, under whatever record it was.

    Raises:
        NotFound: It is not in the register.
    """
    charges = in_charge_of(session, id_)
    visits = list_visits(session, VisitFilter(enterprise_id=id_))
    asked = list_problems(session, ProblemFilter(enterprise_id=id_), rules)
    problems = [one for one in asked if one.row.ended != ProblemEnded.MISTAKEN]
    projects = list_projects(session, ProjectFilter(enterprise_id=id_), rules)
    stays, needs = stays_of(session, id_), list_needs(session, enterprise_id=id_)
    cultivated = [(target_word(one.target, dictionary), one) for one in entries_of(session, id_)]
    received = received_by(session, id_)
    records = stood_for_by(session, [id_])
    events = [
        *_charges(charges),
        *_visits(visits, id_),
        *_problems(problems),
        *_begun_again(session, problems),
        *_projects(session, projects),
        *_calls(session, records),
        *_stays(stays),
        *_matched(session, id_),
        *_needs(needs),
        *_cultivated(cultivated),
        *_awards(session, records),
        *_notices(session, id_),
        *_payments(session, records),
        *_assessed(session, records),
        *_files(session, records),
    ]
    return Dossier(
        facts_of(session, id_, dictionary),
        tuple(charges),
        tuple(_forces(session, charges, projects)),
        tuple(visits),
        tuple(problems),
        tuple(projects),
        tuple(stays),
        tuple(needs),
        tuple(cultivated),
        received,
        tuple(sorted(events, key=lambda one: one.day, reverse=True)),
    )


def _forces(session: Session, charges: list[InCharge], projects: list[ListedProject]) -> list[str]:
    ids = {one.cadre.team_id for one in charges if one.row.until is None and one.cadre.team_id is not None}
    ids |= {one.row.team_id for one in projects if one.is_open and one.row.team_id is not None}
    of_those = (among(col(Team.id), ids), col(Team.kind) == TeamKind.FORCE, col(Team.until).is_(None))
    return list(session.exec(select(Team.name).where(*of_those).order_by(col(Team.name))))


def _charges(charges: list[InCharge]) -> Iterator[Event]:
    for one in charges:
        yield Event(one.row.since, Happened.CHARGE, f"{one.cadre.name}任{one.post.word}")
        if one.row.until is not None:
            said = f"{one.cadre.name}不再任{one.post.word}：{one.row.because}"
            yield Event(one.row.until, Happened.CHARGE, said)


def _visits(visits: list[ListedVisit], id_: EnterpriseId) -> Iterator[Event]:
    for one in visits:
        who = "、".join(name for _, name in one.cadres)
        state = "" if one.state is VisitState.DONE else f"（{one.state.word}）"
        words = "：".join(filter(None, (f"{one.way.word}{state} {who}".strip(), one.row.found)))
        if told := one.told.get(id_):
            words += f"；宣讲政策：{'；'.join(each.words for each in told)}"
        if photos := one.photos:
            words += f"；照片 {len(photos)} 张"
        yield Event(one.row.day, Happened.VISIT, words)


def _problems(problems: list[ListedProblem]) -> Iterator[Event]:
    for one in problems:
        yield Event(one.row.raised_on, Happened.PROBLEM, f"提出 {one.row.number} {one.row.title}", one.id)
        if one.row.ended_on is not None:
            solved = one.row.ended == ProblemEnded.SOLVED
            answer = f"：{one.row.answer}" if solved and one.row.answer else ""
            yield Event(one.row.ended_on, Happened.PROBLEM, f"{one.where} {one.row.number}{answer}", one.id)


def _begun_again(session: Session, problems: list[ListedProblem]) -> Iterator[Event]:
    """Yield the ends that problems had come to before they were begun again, and that they were."""
    numbers = {one.id: one.row.number for one in problems}
    begun = ProblemStep.did == Did.REOPEN, col(ProblemStep.voided_by).is_(None)
    query = select(ProblemStep).where(among(col(ProblemStep.problem_id), numbers), *begun)
    for step in session.exec(query):
        id_, number = step.problem_id, numbers[step.problem_id]
        with as_stored("问题的办理记录"):
            former = json.loads(step.former)
            was_solved = former["ended"] == ProblemEnded.SOLVED
            ended_on = date.fromisoformat(former["ended_on"])
        word = "销号" if was_solved else "不予受理或撤回"
        yield Event(ended_on, Happened.PROBLEM, f"{word} {number}（后来重新办理）", id_)
        yield Event(step.day, Happened.PROBLEM, f"重新办理 {number}：{step.remark}", id_)


def _projects(session: Session, projects: list[ListedProject]) -> Iterator[Event]:
    of = {one.id: one.row for one in projects}
    query = select(ProjectStage).where(
        among(col(ProjectStage.project_id), of), col(ProjectStage.done).is_not(None)
    )
    for stage in session.exec(query.order_by(col(ProjectStage.place))):
        assert stage.done is not None
        name = of[stage.project_id].name
        yield Event(stage.done, Happened.PROJECT, f"“{name}”完成“{stage.name}”", stage.project_id)
    for one in projects:
        if one.row.ended_on is not None:
            said = f"“{one.row.name}”{one.end.word}：{one.row.ended_because}"
            yield Event(one.row.ended_on, Happened.PROJECT, said, one.id)


def _calls(session: Session, records: Collection[EnterpriseId]) -> Iterator[Event]:
    of_those = among(col(Call.enterprise_id), records), col(Call.deleted_at).is_(None)
    ids = [CallId(id_) for id_ in session.exec(select(Call.id).where(*of_those)) if id_ is not None]
    for one in list_calls(session, ids=ids):
        about = "、".join(title for _, title in one.topics) or one.row.asked
        yield Event(
            one.row.day, Happened.CALL, f"{about}；{Answered(one.row.answered).word}", one.row.problem_id
        )


def _stays(stays: list[Stay]) -> Iterator[Event]:
    for one in stays:
        yield Event(one.row.since, Happened.PARK, f"入驻“{one.park}”", one.park_id)
        if one.row.until is not None:
            because = f"：{one.row.because}" if one.row.because else ""
            yield Event(one.row.until, Happened.PARK, f"退出“{one.park}”{because}", one.park_id)


def _matched(session: Session, id_: EnterpriseId) -> Iterator[Event]:
    """Yield the events that it came to, with what it signed there, and what that came to."""
    for one in took_part(session, id_):
        row = one.row
        signed = [
            f"和{deal.partner}签{Signed(deal.signed).word}"
            + (f" {yuan_text(Fen(deal.amount))} 元" if deal.amount is not None else "")
            for deal in one.deals
        ]
        words = "：".join(filter(None, (f"参加{EventKind(row.kind).word}“{row.name}”", "、".join(signed))))
        yield Event(row.day, Happened.MATCHING, words, row.id)
        for deal in one.deals:
            if deal.done is not None and deal.done_on is not None:
                said = f"“{row.name}”和{deal.partner}签的落实 {yuan_text(Fen(deal.done))} 元"
                yield Event(deal.done_on, Happened.MATCHING, said, row.id)


def _needs(needs: list[ListedNeed]) -> Iterator[Event]:
    for one in needs:
        row = one.row
        said = f"提出{one.matter.word}“{row.title}”{amount_text(row.wanted, row.people)}"
        yield Event(row.day, Happened.NEED, said, one.id)
        for each in one.outcomes:
            came = f"{Through(each.through).word} {amount_text(each.amount, each.people)}"
            words = "　".join(filter(None, (f"“{row.title}”落实{came}", each.partner)))
            yield Event(each.day, Happened.NEED, words, one.id)
        if row.ended_on is not None:
            yield Event(row.ended_on, Happened.NEED, f"“{row.title}”不再需要：{row.ended_because}", one.id)


def _cultivated(cultivated: list[tuple[str, Cultivated]]) -> Iterator[Event]:
    for word, row in cultivated:
        because = f"：{row.because}" if row.because else ""
        yield Event(row.since, Happened.CULTIVATED, f"入培育库，目标{word}")
        if row.reached_on is not None:
            yield Event(row.reached_on, Happened.CULTIVATED, f"{word}{Stage.REACHED.word}")
        if row.lost_on is not None:
            yield Event(row.lost_on, Happened.CULTIVATED, f"{word}{Stage.LOST.word}{because}")
        elif Stage(row.stage) is Stage.DROPPED:
            yield Event(row.moved_on, Happened.CULTIVATED, f"{word}{Stage.DROPPED.word}{because}")


def _awards(session: Session, records: Collection[EnterpriseId]) -> Iterator[Event]:
    """Yield what became of awards; one that was granted and revoked later was both."""
    rows = session.exec(
        select(AwardCase).where(among(col(AwardCase.enterprise_id), records)).order_by(col(AwardCase.id))
    ).all()
    grants = ROWS["grants"]
    granted, revoked = (grants.columns[name].of for name in ("granted", "revoked"))
    of_those = among(grants.enterprise, records), revoked.is_not(None)
    was = dict(session.exec(grants.select([grants.key, granted], of_those)).all())
    for row in rows:
        assert row.id is not None
        how = {Ended.GRANTED.value: "下达", Ended.ON_ITS_WAY.value: "在办"}.get(row.ended, "未给予")
        words = f"{clause_of(row)} {yuan_text(Fen(row.amount))} 元，"
        if row.id in was:
            how = "撤销"
            yield Event(was[row.id], Happened.AWARD, f"{words}下达", row.id)
        yield Event(row.since, Happened.AWARD, f"{words}{how}", row.id)


def _notices(session: Session, id_: EnterpriseId) -> Iterator[Event]:
    for _, one in notices_of(session, [id_]):
        yield Event(one.approved_on, Happened.NOTICE, f"{one.number} {one.clause_title}")


def _payments(session: Session, records: Collection[EnterpriseId]) -> Iterator[Event]:
    """Yield each time that money moved, or would have if it had not been taken off or paid before."""
    of_those = among(col(AwardCase.enterprise_id), records)
    flows = session.exec(
        select(PaidFlow, AwardCase).join(AwardCase, col(AwardCase.id) == PaidFlow.case_id).where(of_those)
    ).all()
    for flow, case in flows:
        words = f"{Flow(flow.kind).word} {yuan_text(Fen(abs(flow.amount)))} 元　{clause_of(case)}"
        yield Event(flow.day, Happened.PAYMENT, words, case.id)
    moved = {flow.line_id for flow, _ in flows}
    lines = session.exec(
        select(PaymentLine, AwardCase)
        .join(AwardCase, col(AwardCase.id) == PaymentLine.case_id)
        .where(of_those, PaymentLine.state == LineState.PAID)
    )
    for line, case in lines:
        if line.id not in moved and line.done_on is not None:
            words = f"抵扣或以前已付 {yuan_text(Fen(line.paid or 0))} 元　{clause_of(case)}"
            yield Event(line.done_on, Happened.PAYMENT, words, case.id)
    cases = session.exec(select(AwardCase.id).where(of_those)).all()
    for one in recoveries_of(session, [CaseId(id_) for id_ in cases if id_ is not None]):
        words = f"追回：应退回 {yuan_text(one.row.due)} 元　{clause_of(one.case)}"
        yield Event(one.row.day, Happened.PAYMENT, words, one.case.id)


def _assessed(session: Session, records: Collection[EnterpriseId]) -> Iterator[Event]:
    for run, titles, amount in last_granted(session, records):
        what = f"可享受 {'、'.join(titles)}，共 {yuan_text(amount)} 元" if titles else "没有可享受的条款"
        yield Event(run.local_time.date(), Happened.ASSESSMENT, f"{run.policy_title}：{what}")


def _files(session: Session, records: Collection[EnterpriseId]) -> Iterator[Event]:
    """Yield the files that were added, those of a day together."""
    days: dict[date, list[str]] = {}
    for id_ in sorted(records):
        for one in list_attachments(session, id_):
            days.setdefault(one.added_at.astimezone().date(), []).append(one.file_name)
    for day, names in days.items():
        yield Event(day, Happened.FILE, "、".join(reversed(names)))
