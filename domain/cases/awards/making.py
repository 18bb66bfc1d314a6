"""Cases are made: from an assessment (免申即享), very many at once, or from an application at the counter."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final

from sqlmodel import Session, select

from domain.cases.awards.deciding import Frozen, facts_kept
from domain.cases.awards.declared import Declared, cleaned, kept
from domain.cases.awards.entities import CaseRoad, Ended, Origin
from domain.cases.awards.reading import against_promise, alive_by_award, alone_words, name_of
from domain.cases.awards.rules import Rules
from domain.cases.awards.turning import first_step
from domain.cases.queries import told_without_case
from domain.cases.sql import Row, add_rows, next_id, told_of_new
from domain.policies.policy import Policy
from domain.policies.runs.register import Assessed, decide_some
from domain.policies.texts import keep_text
from domain.policies.trace import Outcome
from domain.roads.road import Kind as Beside
from domain.roads.road import Road
from domain.store.acts import Act, Action, Entry
from domain.store.audit import changed_since
from domain.store.engine import Seat, head_in
from domain.store.proposals import four_eyes_in
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, DomainError, NotFound
from domain.values.ids import BatchId, CaseId, EnterpriseId, EntryId
from domain.values.money import Fen, yuan_text
from domain.values.periods import Period
from domain.values.progress import Cancelled, Part, Progress, Reporter, Silent
from domain.values.texts import one_line
from domain.values.uids import new_uid

BLOCK: Final = 500
"""So many are written in one act: others wait no longer than it takes."""

APPLICATION_DRAFT: Final = "application"
"""The key under which drafts keep an application that is not taken yet."""


class CaseThere(DomainError):
    """There is a case for this award already."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An award to make a case for; ``amount`` as it was seen, None where nobody looked."""

    enterprise_id: EnterpriseId
    clause_id: str
    instalment: str = ""
    amount: Fen | None = None


@dataclass(frozen=True, slots=True)
class Prospect:
    """An award that was looked at: what a case for it would hold, or why there can be none."""

    wanted: Wanted
    name: str
    frozen: Frozen | None
    reason: str = ""

    @property
    def amount(self) -> Fen:
        assert self.frozen is not None
        return self.frozen.worth.computed


@dataclass(frozen=True, slots=True)
class Made:
    """What came of making cases.

    Attributes:
        ids: Of the cases.
        passed_over: What there is no case for, each with the reason.
        left: How many were not come to, since it was stopped.
    """

    ids: tuple[CaseId, ...]
    passed_over: tuple[Prospect, ...] = ()
    left: int = 0


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody brought to the counter (申报).

    Attributes:
        by_whom: Who came.
        came_on: When.
        asked: What was asked for, in fen; None where no amount was named.
        came: Which papers there are, with the day on which each came.
        promised: Which ones were promised, and for which day (容缺受理).
        declared: What was received for the same matter from other levels.
        remark: What is to be said; a reason, where less is asked for than it comes to.
    """

    wanted: Wanted
    by_whom: str
    came_on: date
    period: str = ""
    asked: Fen | None = None
    came: Mapping[str, date] = field(default_factory=dict)
    promised: Mapping[str, date] = field(default_factory=dict)
    declared: Sequence[Declared] = ()
    remark: str = ""


def look_at(
    session: Session,
    wanted: Sequence[Wanted],
    reporter: Reporter,
    *,
    policy: Policy,
    rules: Rules,
    period: str = "",
) -> list[Prospect]:
    """Say of awards what cases for them would hold, in their order; nothing is made.

    Raises:
        Cancelled: The user stopped it.
    """
    asked = [(one.enterprise_id, one.clause_id) for one in wanted]
    of_each: dict[EnterpriseId, list[Wanted]] = {}
    for one in wanted:
        of_each.setdefault(one.enterprise_id, []).append(one)
    found: dict[Wanted, Prospect] = {}
    for entry in decide_some(session, policy, asked, rules.dictionary, reporter):
        kept = facts_kept(entry.facts, rules.dictionary)
        for one in of_each[entry.enterprise_id]:
            found[one] = _prospect(one, entry, policy, kept)
    gone = "企业已不在企业库中"
    prospects = (found.get(one) or Prospect(one, "", None, gone) for one in wanted)
    return list(_still_free(session, prospects, policy, period))


def make_cases(
    seat: Seat,
    wanted: Sequence[Wanted],
    reporter: Reporter,
    *,
    policy: Policy,
    road: Road,
    rules: Rules,
    period: str = "",
    batch_id: BatchId | None = None,
) -> Made:
    """Make cases of what was assessed; nobody has to apply (免申即享).

    All are decided before the store is written to. They are written in blocks, each an act of its own, so
    that nobody waits long; stopped between two of them, those written are there.

    Raises:
        BadInput: The road is not in force yet, or is for one person alone where four eyes are on; or the
            period is none.
        Cancelled: The user stopped it before anything was written.
        NotPermitted: This person may not do this.
    """
    period = _canonical(period)
    with seat.read() as session:
        _refuse_road(session, road, rules.today())
        upto = EntryId(head_in(session).acts)
        found = look_at(session, wanted, Part(reporter, 0, 2), policy=policy, rules=rules, period=period)
    made, passed_over, within = list[CaseId](), list[Prospect](), Part(reporter, 1, 2)
    for first in range(0, len(found), BLOCK):
        block = found[first : first + BLOCK]
        with seat.act(Action.CASE_MAKE) as act:
            if changed_since(act.session, Kind.ENTERPRISE, upto):
                again = [one.wanted for one in block]
                block = look_at(act.session, again, Silent(), policy=policy, rules=rules, period=period)
            else:
                block = list(_still_free(act.session, block, policy, period))
            block = [*map(payable, block)]
            passed_over += [one for one in block if one.reason]
            maker = _Maker(act, road, rules, policy, period, Origin.ASSESSED, batch_id)
            made += maker.write([one for one in block if not one.reason], "按评定结果生成事项")
        try:
            within.step(Progress(min(first + BLOCK, len(found)), len(found)))
        except Cancelled:
            if first + BLOCK < len(found):
                return Made(tuple(made), tuple(passed_over), len(found) - first - BLOCK)
    return Made(tuple(made), tuple(passed_over))


def take_application(
    seat: Seat, application: Application, *, policy: Policy, road: Road, rules: Rules
) -> CaseId:
    """Make a case of what somebody applied for at the counter.

    Whatever the clause comes to: what is not met is refused on its road, what lacks figures waits for them.

    Raises:
        BadInput: Something of the application cannot be.
        CaseThere: There is a case for this award already, or a notice that was given past all cases.
        NotFound: The enterprise is not in the register any more.
        NotPermitted: This person may not do this.
    """
    today, application = rules.today(), replace(application, period=_canonical(application.period))
    wanted, clause = application.wanted, policy.clauses.get(application.wanted.clause_id)
    if clause is None:
        raise NotFound(f"《{policy.title}》没有这一条款")
    if complaints := list(_complaints(application, clause.papers, today)):
        raise BadInput(complaints)
    application = replace(application, declared=cleaned(application.declared, today))
    with seat.act(Action.CASE_APPLY) as act:
        _refuse_road(act.session, road, today)
        [found] = look_at(
            act.session, [wanted], Silent(), policy=policy, rules=rules, period=application.period
        )
        if found.frozen is None:
            raise NotFound("这户企业已不在企业库中")
        if found.reason:
            raise CaseThere(f"没有受理：“{found.name}”{found.reason}")
        less = application.asked is not None and application.asked < found.amount
        if less and not one_line(application.remark):
            raise BadInput(f"申请金额低于算出的 {yuan_text(found.amount)} 元，请写明原因")
        maker = _Maker(act, road, rules, policy, application.period, Origin.APPLIED, None, application)
        [id_] = maker.write([found], f"“{one_line(application.by_whom)}”申报")
        return id_


def roads_to_begin(session: Session, rules: Rules) -> dict[str, Road]:
    """Return by id the roads that a case may begin now."""
    needs_two, _ = four_eyes_in(session)
    begun = rules.begun_in(session)
    return {id_: road for id_, road in begun.items() if not (needs_two and road.people == 1)}


def keep_road(act: Act, road: Road) -> None:
    """Keep the road that cases begin, so that they stay on it whatever becomes of its file."""
    if act.session.exec(select(CaseRoad.id).where(CaseRoad.sha256 == road.digest)).first() is not None:
        return
    row: Row = {
        "id": next_id(act, "case_road"),
        "sha256": road.digest,
        "road_id": road.id,
        "title": road.title,
        "apart": json.dumps(dict(_apart(road)), sort_keys=True),
        "content": road.content,
    }
    # Which state approves, and which ends grant, only follows from the road, and needs no entry.
    approves = next(one.id for one in road.way if one.approves)
    grants = json.dumps([id_ for id_, end in road.ends.items() if end.grants])
    add_rows(act, "case_road", [{**row, "approves": approves, "grants": grants}])
    said = f"事项开始走“{road.title}”第 {road.version} 版"
    subject = Subject(Kind.ROAD, int(str(row["id"])))
    act.note_all([Entry(subject, said, told_of_new("case_road", row), Action.CASE_MAKE)])


def _apart(road: Road) -> Iterator[tuple[str, list[str]]]:
    """Yield what may not be done by who did which states; see `CaseRoad.apart`."""
    yield from ((f"onward:{state.id}", list(state.other_than)) for state in road.way if state.other_than)
    for one in road.beside.values():
        if one.other_than:
            did = "over" if one.kind is Beside.OBJECT else "begin"
            yield f"{did}:{one.id}", list(one.other_than)


def _canonical(period: str) -> str:
    """Return a period in the one way in which it is kept, so that an award is the same however it is written.

    Raises:
        BadInput: It is none.
    """
    return str(Period.parse(period.strip())) if period.strip() else ""


def _refuse_road(session: Session, road: Road, today: date) -> None:
    needs_two, _ = four_eyes_in(session)
    if needs_two and road.people == 1:
        raise BadInput(alone_words(road))
    if road.since > today:
        raise BadInput(f"“{road.title}”第 {road.version} 版从 {road.since.isoformat()} 起才用")


def _complaints(application: Application, papers: Collection[str], today: date) -> Iterator[str]:
    if not one_line(application.by_whom):
        yield "请填写来办理的人"
    if application.came_on > today:
        yield "申报日期不能在今天以后"
    if application.asked is not None and application.asked <= 0:
        yield "申请金额应大于 0"
    yield from _paper_complaints(application, papers, today)


def _paper_complaints(application: Application, papers: Collection[str], today: date) -> Iterator[str]:
    for name in (*application.came, *application.promised):
        if name not in papers:
            yield f"这一条款不要“{name}”"
    yield from (f"“{name}”收到的日子不能在今天以后" for name, day in application.came.items() if day > today)
    for name, day in application.promised.items():
        if name in application.came:
            yield f"“{name}”已经交了，不用承诺"
        elif said := against_promise(name, day, today):
            yield said


def payable(prospect: Prospect) -> Prospect:
    """Return a prospect with the reason why there is nothing to pay, where there is none yet."""
    if prospect.reason or prospect.frozen is None:
        return prospect
    wanted, reason = prospect.wanted, ""
    if prospect.frozen.outcome is not Outcome.GRANTED:
        reason = f"结果是{prospect.frozen.result}"
    elif not prospect.amount:
        reason = "核定金额为 0" if not wanted.instalment else f"“{wanted.instalment}”还没有到拨付条件"
    elif wanted.amount is not None and wanted.amount != prospect.amount:
        before, now = yuan_text(wanted.amount), yuan_text(prospect.amount)
        reason = f"数据刚有改动，金额由 {before} 元变为 {now} 元，请重新评定"
    return Prospect(wanted, prospect.name, prospect.frozen, reason)


def _prospect(wanted: Wanted, entry: Assessed, policy: Policy, kept: str) -> Prospect:
    decision, instalment = entry.decision(wanted.clause_id), wanted.instalment
    frozen = Frozen.of(policy, entry.facts, decision, kept, instalment=instalment)
    return Prospect(wanted, entry.facts.name, frozen, _instalment_complaint(policy, wanted))


def _instalment_complaint(policy: Policy, wanted: Wanted) -> str:
    clause = policy.clauses[wanted.clause_id]
    titles = [stage.title for stage in clause.stages]
    if titles and wanted.instalment not in titles:
        return f"“{clause.title}”分期拨付，请说明是哪一期：{'、'.join(titles)}"
    if not titles and wanted.instalment:
        return f"“{clause.title}”不分期拨付"
    return ""


def _still_free(
    session: Session, prospects: Iterable[Prospect], policy: Policy, period: str
) -> Iterator[Prospect]:
    """Yield prospects; of those whose award has a case or a notice already, with that as the reason."""
    found = list(prospects)
    alive = alive_by_award(session, [one.wanted.enterprise_id for one in found], policy.id)
    taken = {key: name_of(rows[0]) for key, rows in alive.items()}
    told = reversed(told_without_case(session))
    noticed = {(id_, one.clause_id): one.number for id_, one in told if one.policy_id == policy.id}
    for one in found:
        wanted, reason = one.wanted, one.reason
        key = (wanted.enterprise_id, wanted.clause_id, wanted.instalment, period)
        # A notice of the short road tells what is due of all instalments together.
        whole = (wanted.enterprise_id, wanted.clause_id, "", period)
        number = noticed.get((wanted.enterprise_id, wanted.clause_id))
        if not reason and (there := taken.get(key) or taken.get(whole)):
            reason = f"的这一项已有事项：{there}"
        elif not reason and number and not period:
            reason = f"的这一项已有通知书{number}"
        if key not in taken:
            taken[key] = "同一次里重复"
        yield Prospect(wanted, one.name, one.frozen, reason)


def cases_by_award(
    session: Session, ids: Sequence[EnterpriseId], policy_id: str
) -> dict[tuple[EnterpriseId, str], str]:
    """Return by enterprise and clause the names of cases of a policy, whichever instalment and period."""
    return {key[:2]: name_of(rows[0]) for key, rows in alive_by_award(session, ids, policy_id).items()}


@dataclass
class _Maker:
    """Writes new cases in one act."""

    act: Act
    road: Road
    rules: Rules
    policy: Policy
    period: str
    origin: Origin
    batch_id: BatchId | None
    application: Application | None = None

    def write(self, prospects: Sequence[Prospect], title: str) -> list[CaseId]:
        if not prospects:
            return []
        keep_road(self.act, self.road)
        keep_text(self.act, self.policy)
        first, first_id = next_id(self.act, "award_case"), next_id(self.act, "case_step")
        day, uid, as_of = self.rules.today(), new_uid(), head_in(self.act.session).acts
        cases = [self._case(one, first + at, as_of, day) for at, one in enumerate(prospects)]
        steps = [self._step(case, first_id + at, title, uid, day) for at, case in enumerate(cases)]
        add_rows(self.act, "award_case", cases)
        add_rows(self.act, "case_step", steps)
        self.act.note_all(
            Entry(
                Subject(Kind.CASE, case["id"]),
                f"{title}：“{case['enterprise_name']}”的“{case['clause_title']}”，"
                f"{yuan_text(case['amount'])} 元",
                {**told_of_new("award_case", case), **told_of_new("case_step", step)},
            )
            for case, step in zip(cases, steps, strict=True)
        )
        return [CaseId(case["id"]) for case in cases]

    def _case(self, prospect: Prospect, id_: int, as_of: int, day: date) -> dict[str, Any]:
        assert prospect.frozen is not None
        wanted, clause = prospect.wanted, self.policy.clauses[prospect.wanted.clause_id]
        frozen = prospect.frozen.columns(as_of)
        asked = self.application.asked if self.application else None
        return {
            "id": id_,
            "uid": new_uid(),
            "enterprise_id": wanted.enterprise_id,
            "policy_id": self.policy.id,
            "clause_id": clause.id,
            "clause_title": clause.title,
            "instalment": wanted.instalment,
            "period": self.period,
            "origin": self.origin.value,
            "applicant": one_line(self.application.by_whom) if self.application else "",
            "asked": asked,
            **frozen,
            "amount": prospect.amount if asked is None else min(asked, prospect.amount),
            "papers": json.dumps(clause.papers if self.application else [], ensure_ascii=False),
            "road_sha256": self.road.digest,
            "at": self.road.way[0].id,
            "since": (self.application.came_on if self.application else day).isoformat(),
            "waits": "",
            "ended": Ended.ON_ITS_WAY.value,
            "version": 1,
            "batch_id": self.batch_id,
            "notice_id": None,
        }

    def _step(self, case: Row, id_: int, title: str, uid: str, day: date) -> dict[str, Any]:
        row = first_step(
            self.act, id_=id_, case_id=int(str(case["id"])), title=title, road=self.road, day=day
        )
        row |= {"amount": case["amount"], "act": uid}
        if self.application is not None:
            told = {
                "came": {name: on.isoformat() for name, on in self.application.came.items()},
                "promised": {name: on.isoformat() for name, on in self.application.promised.items()},
            }
            row["papers"] = json.dumps(told, ensure_ascii=False, sort_keys=True)
            row["declared"] = kept(self.application.declared) if self.application.declared else None
            row["remark"] = one_line(self.application.remark)
        return row
