"""One case with all there is to know of it: its road as it was gone, whose turn it is, what is beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from domain.cases.awards.batches import name_of_batch
from domain.cases.awards.changed import Change, changes_of
from domain.cases.awards.entities import AwardCase, CaseStep, Ended
from domain.cases.awards.handling import changeable, owners_of
from domain.cases.awards.reading import Case, find_case, period_text
from domain.cases.awards.rivals import Rival, rivals_of
from domain.cases.awards.rules import Rules
from domain.cases.awards.stepping import Offer, doings_of
from domain.cases.awards.undoing import Undoable, undoable
from domain.cases.entities import Notice
from domain.enterprises.differences import is_known
from domain.enterprises.history import label_of, masked_text_of
from domain.enterprises.identity import standing_for, stood_for_by
from domain.enterprises.records import flat_record
from domain.office.accounts.queries import open_with
from domain.policies.language.wording import day_text
from domain.roads.drawing import Stop, drawn
from domain.roads.road import Opinion, named_roles
from domain.roads.walking import Answer, NotNow, Now
from domain.store.acts import Person
from domain.store.permits import NotPermitted
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import Fen


@dataclass(frozen=True, slots=True)
class Passed:
    """A stop of the road, with everything that was done of the case while it stood there, in its order."""

    stop: Stop
    steps: tuple[CaseStep, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the clause; when it came, or for which day it was promised, where either is so."""

    name: str
    came: date | None = None
    promised: date | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a department is asked, with what it answered; ``until`` is the last day on which that holds."""

    opinion: Opinion
    answer: Answer | None = None
    until: date | None = None
    is_lapsed: bool = False


@dataclass(frozen=True, slots=True)
class Other:
    """Another award of the same enterprise; ``where`` is what people call where it stands.

    Its amount is what stands of it; ``granted`` what it was granted at, where that is more.
    """

    id: CaseId
    title: str
    period: str
    amount: Fen
    where: str
    since: date
    ended: Ended
    granted: Fen | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A case as its page shows it.

    Attributes:
        road: As it was gone.
        change: What is otherwise since it was decided; None where nothing is, or the case has ended.
        offers: What there is to do of it.
        undoable: What who looks did last and may take back.
        turn: Whose turn it is, in words; empty where one person works alone, or nothing is to be done.
        amount_fixed: Why its amount cannot be changed now; empty where it can.
        notice: The number of the notice that told it.
        papers, opinions: What its clause and its road ask for, with what there is.
        owner: Whose files may be kept with it.
        facts: What it was decided on, in words: what it is called, and the value.
        rivals: Other awards that may be for the same thing.
        others: Other awards of the enterprise that are no rivals.
        lowered: What it was lowered to after it was paid; None where it was not.
        place: Which it is of those of its policy that wait for money (候补); 0 for none of them.
    """

    case: Case
    now: Now
    road: tuple[Passed, ...]
    change: Change | None
    offers: tuple[Offer, ...]
    undoable: Undoable | None
    turn: str
    amount_fixed: str
    batch: str
    notice: str
    papers: tuple[Paper, ...]
    opinions: tuple[Asked, ...]
    owner: EnterpriseId
    facts: tuple[tuple[str, str], ...]
    rivals: tuple[Rival, ...]
    others: tuple[Other, ...]
    lowered: Fen | None
    place: int

    @property
    def here(self) -> Stop:
        """Where it stands, or how it ended."""
        return next(one.stop for one in self.road if one.stop.id == self.case.standing.at)


def show_case(session: Session, id_: CaseId, who: Person, rules: Rules) -> Shown:
    """Return all there is to know of a case.

    Raises:
        NotFound: There is none with this id.
    """
    case, now = find_case(session, id_, rules.roads_in(session)), rules.now(session, who)
    rivals = tuple(rivals_of(session, case, rules.funds))
    known = {one.case_id for one in rivals}
    return Shown(
        case,
        now,
        tuple(_road(case, now)),
        changes_of(session, [case], rules).get(id_) if case.is_on_its_way else None,
        tuple(doings_of([case], now)),
        undoable(session, case, now),
        _turn(session, case, now),
        _amount_fixed(case, now),
        name_of_batch(session, case.row.batch_id),
        _notice(session, case),
        tuple(papers_of(case)),
        tuple(_opinions(case, now)),
        owners_of(session, case)[0],
        tuple(_facts(case, rules)),
        rivals,
        tuple(one for one in _others(session, case, rules) if one.id not in known),
        rules.funds.lowered(session).get(id_),
        rules.funds.places(session).get(id_, 0),
    )


def _notice(session: Session, case: Case) -> str:
    found = None if case.row.notice_id is None else session.get(Notice, case.row.notice_id)
    return "" if found is None else found.number


def papers_of(case: Case) -> Iterator[Paper]:
    """Yield the papers of the clause, each with when it came or for when it was promised."""
    came: dict[str, str] = {}
    with as_stored(case.name):
        for step in case.steps:
            told = json.loads(step.papers)
            back = told.get("returned", {})
            came = {name: day for name, day in {**came, **told.get("came", {})}.items() if name not in back}
        names = json.loads(case.row.papers)
    for name in names:
        day = date.fromisoformat(came[name]) if name in came else None
        yield Paper(name, day, case.at_hand.promised.get(name))


def _opinions(case: Case, now: Now) -> Iterator[Asked]:
    for id_, opinion in case.road.opinions.items():
        answer = case.at_hand.answers.get(id_)
        if answer is None or opinion.valid is None:
            yield Asked(opinion, answer)
        else:
            until = now.calendar.nth_day(answer.on, opinion.valid.number, opinion.valid.days).value
            yield Asked(opinion, answer, until, until < now.day)


def _road(case: Case, now: Now) -> Iterator[Passed]:
    stops = drawn(case.road, case.standing, now.calendar, now.day)
    places = {stop.id for stop in stops}
    done: dict[str, list[CaseStep]] = {}
    for step in sorted((*case.steps, *case.voided), key=lambda one: one.number):
        # Made, it stood nowhere; and where it ended early, what was not done is no stop any more.
        at = step.was_at or case.road.way[0].id
        done.setdefault(at if at in places else stops[-1].id, []).append(step)
    yield from (Passed(stop, tuple(done.get(stop.id, ()))) for stop in stops)


def _turn(session: Session, case: Case, now: Now) -> str:
    if now.roles is None or not case.is_on_its_way:
        return ""
    standing, state = case.standing, case.road.states[case.standing.at]
    title, by, others = state.title, state.by, state.other_than
    objected = [one for one in standing.objections if state.id in case.road.beside[one.act].locks]
    if objected:
        beside = case.road.beside[objected[0].act]
        title, by, others = beside.over, beside.by, beside.other_than
    elif standing.waits:
        beside = case.road.beside[standing.waits]
        title, by, others = beside.over, beside.by, ()
    elif _is_locked(case, now):
        assert standing.publicity is not None
        return f"公示到{day_text(standing.publicity.end)}期满，期满以后办“{title}”"
    barred = {standing.signed[id_].by.key for id_ in others if id_ in standing.signed}
    if now.roles & by and now.who.key not in barred:
        return f"轮到您办“{title}”"
    people = {one.id: one.name for role in by for one in open_with(session, role, date.today())}
    names = [name for id_, name in people.items() if Person(name, id_).key not in barred]
    who = "、".join(names) if names else "现在没有这样的人"
    return f"轮到有{named_roles(by)}角色的人办“{title}”：{who}"


def _is_locked(case: Case, now: Now) -> bool:
    """Whether a publicity that runs keeps what comes next waiting."""
    running = case.standing.publicity
    at = case.standing.at
    return running is not None and at in case.road.locked_by_publicity and now.day <= running.end


def _amount_fixed(case: Case, now: Now) -> str:
    try:
        changeable(case, now)
    except (NotNow, NotPermitted) as reason:
        return str(reason)
    return ""


def _facts(case: Case, rules: Rules) -> Iterator[tuple[str, str]]:
    with as_stored(case.name):
        values = flat_record(json.loads(case.row.facts))
    # Of each list of rows only how many there are; the rows stand in the enterprise's own form.
    keys = [key for key in values if "." not in key]
    known = [key for key in keys if is_known(key, rules.dictionary)]
    for key in known:
        value = "" if values[key] is None else values[key]
        yield label_of(rules.dictionary, key), masked_text_of(rules.dictionary, key, value)
    if len(known) < len(keys):
        yield "只有已停用的政策才问的", f"{len(keys) - len(known)} 项"


def _others(session: Session, case: Case, rules: Rules) -> Iterator[Other]:
    own, roads = case.row.enterprise_id, rules.roads_in(session)
    lowered = rules.funds.lowered(session)
    now = standing_for(session, [own]).get(own, own)
    records = stood_for_by(session, [now]) | {own}
    rows = select(AwardCase).where(among(col(AwardCase.enterprise_id), records), AwardCase.id != case.id)
    for row in session.exec(rows.order_by(col(AwardCase.since).desc(), col(AwardCase.id).desc())):
        assert row.id is not None
        road = roads.of(row.road_sha256)
        where = road.beside[row.waits].title if row.waits else road.title_of(row.at)
        title = f"{row.policy_title}：{'，'.join(filter(None, (row.clause_title, row.instalment)))}"
        granted = Fen(row.amount)
        yield Other(
            row.id,
            title,
            period_text(row.period),
            lowered.get(row.id, granted),
            where,
            row.since,
            Ended(row.ended),
            granted if row.id in lowered else None,
        )
