"""Taking cases a step along their road: one or very many, all of them or none. Each function is one act."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from sqlmodel import Session, col, func, select

from domain.cases.awards.changed import Change, changes_of
from domain.cases.awards.entities import AwardCase, Did, Ended
from domain.cases.awards.funding import Short
from domain.cases.awards.reading import (
    Case,
    Seen,
    alive_by_award,
    alone_words,
    last_words,
    name_of,
    read_cases,
)
from domain.cases.awards.rivals import outdated, unsettled
from domain.cases.awards.rules import Rules
from domain.cases.awards.together import Approving
from domain.cases.awards.turning import Turn, claim_of, write_turns
from domain.enterprises.identity import standing_for
from domain.roads.road import Kind, Road
from domain.roads.walking import Move, NotNow, Now, Step, steps_from, take
from domain.store.acts import Act, Action, Person
from domain.store.engine import Seat
from domain.store.proposals import four_eyes_in
from domain.values.errors import BadInput
from domain.values.ids import CaseId, EnterpriseId
from domain.values.money import Fen, yuan_text
from domain.values.texts import one_line


class MovedOn(NotNow):
    """Somebody else has just done something of a case; it says what."""


class NotAll(NotNow):
    """Some of the cases cannot be taken along, so none was.

    Attributes:
        lines: Those that cannot.
    """

    def __init__(self, title: str, lines: "Sequence[Line]", count: int) -> None:
        first = lines[0]
        more = f"（另有 {len(lines) - 1} 件也不能办）" if len(lines) > 1 else ""
        what = f"{count} 件都没有办理“{title}”" if count > 1 else f"没有办理“{title}”"
        super().__init__(f"{what}：{first.case.name}，{first.words}{more}")
        self.lines = tuple(lines)


class Verdict(StrEnum):
    """What will happen to a case."""

    PASSES = "passes"
    WAITS = "waits"
    LACKS = "lacks"
    CHANGED = "changed"
    NOT_ITS_TURN = "not_its_turn"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS: Final = {
    Verdict.PASSES: "可以办理",
    Verdict.WAITS: "列入候补",
    Verdict.LACKS: "缺条件",
    Verdict.CHANGED: "数据已变更",
    Verdict.NOT_ITS_TURN: "不到这一步",
}

_DONE: Final = frozenset({Verdict.PASSES, Verdict.WAITS})
"""Of what something is done."""

_ACTIONS: Final[Mapping[Kind, Action]] = {
    Kind.SUPPLEMENT: Action.CASE_SUPPLEMENT,
    Kind.SEND_BACK: Action.CASE_SEND_BACK,
    Kind.REFUSE: Action.CASE_REFUSE,
    Kind.OBJECT: Action.CASE_OBJECT,
    Kind.HOLD: Action.CASE_HOLD,
    Kind.WITHDRAW: Action.CASE_WITHDRAW,
}
_LEAVING: Final = frozenset({Kind.SUPPLEMENT, Kind.SEND_BACK, Kind.REFUSE, Kind.HOLD, Kind.WITHDRAW})
"""What a case falls out of its batch by, where it is not done to the whole of it."""


@dataclass(frozen=True, slots=True)
class Doing:
    """What is to be done: see `walking.Step`. ``to`` may be left out where it leads to one place only."""

    move: Move
    id: str
    to: str = ""
    number: int = 0

    def is_done_by(self, step: Step) -> bool:
        """Whether a step is what is to be done."""
        same = (step.move, step.id, step.number) == (self.move, self.id, self.number)
        return same and self.to in ("", step.to)


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that there is to do of several cases, or of some of them.

    Attributes:
        title: What a button says.
        count: Of how many there is.
        open: Of how many of them nothing on their road is missing.
        is_next: Whether it leads on; else it lies beside the road.
        against: Why who looks may do it of none of them; empty where they may.
    """

    doing: Doing
    title: str
    count: int
    open: int
    is_next: bool
    against: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What will happen to one case, said before anything is done.

    Attributes:
        step: What will be done of it; None where it is not its turn.
        words: Why not, or which signatures will not count any more; empty for nothing to say.
    """

    case: Case
    verdict: Verdict
    step: Step | None = None
    words: str = ""
    change: Change | None = None


@dataclass(frozen=True, slots=True)
class Foresight:
    """What will happen to each case, in the order given; ``said`` is to be said of all of them."""

    lines: tuple[Line, ...]
    said: str = ""

    def having(self, verdict: Verdict) -> list[Line]:
        """Return the lines of a verdict."""
        return [line for line in self.lines if line.verdict is verdict]

    @property
    def passing(self) -> list[Seen]:
        """Those that something can be done of."""
        return [line.case.seen for line in self.lines if line.verdict in _DONE]

    @property
    def text(self) -> str:
        """How many of each, and what those that pass come to."""
        passing = self.having(Verdict.PASSES)
        amount = yuan_text(Fen(sum(line.case.amount for line in passing)))
        words = [f"{one.word} {len(found)} 件" for one in Verdict if (found := self.having(one))]
        total = f"，可以办理的合计 {amount} 元" if passing else ""
        more = f"；{self.said}" if self.said else ""
        return f"共 {len(self.lines)} 件：{'，'.join(words)}{total}{more}"


def foresee(session: Session, ids: Sequence[CaseId], doing: Doing, who: Person, rules: Rules) -> Foresight:
    """Say of each case what would happen to it now.

    Raises:
        NotFound: One of them is not there.
    """
    cases = read_cases(session, ids, rules.roads_in(session))
    return _foresee(session, cases, doing, rules.now(session, who), rules)


def doings_of(cases: Iterable[Case], now: Now) -> list[Offer]:
    """Return what there is to do of cases: what leads on first, then what lies beside their roads."""
    found = dict[tuple[Doing, str], list[Step]]()
    for case in cases:
        for step in steps_from(case.road, case.standing, case.at_hand, now):
            if not (case.standing.waits and step.move is Move.ONWARD):
                found.setdefault(_offered(case.road, step), []).append(step)
    offers = [_offer(doing, title, steps) for (doing, title), steps in found.items()]
    return sorted(offers, key=lambda one: not one.is_next)


def take_step(
    seat: Seat,
    cases: Sequence[Seen],
    doing: Doing,
    rules: Rules,
    *,
    remark: str = "",
    public_from: date | None = None,
) -> str:
    """Do something of cases: of all of them, or of none.

    Args:
        seat: Who does it, and where.
        cases: As they were seen.
        doing: What is done.
        rules: By which.
        remark: What is to be said of it; a reason, where one is asked for.
        public_from: The first day of a publicity that it begins, where that is still to come.

    Returns:
        What it is undone by, see `undo`.

    Raises:
        BadInput: No reason is given where one must be.
        MovedOn: Somebody else has just done something of one of them.
        NotAll: One cannot be taken along; it says which and why.
        NotFound: One of them is not there.
        NotPermitted: This person may not do this.
        StoreProblem: The store itself refuses.
    """
    with seat.read() as session:
        action = _action(read_cases(session, [one.id for one in cases[:1]], rules.roads_in(session)), doing)
    with acting_on(seat, action, cases, rules) as (act, found, now):
        turns = turns_of(act.session, found, doing, now, rules, remark=remark, public_from=public_from)
        return write_turns(act, turns, now.day, rules.funds)


def turns_of(
    session: Session,
    cases: Sequence[Case],
    doing: Doing,
    now: Now,
    rules: Rules,
    *,
    remark: str = "",
    public_from: date | None = None,
    may_wait: bool = True,
) -> list[Turn]:
    """Return what becomes of cases by a step, all of which can be taken along; see `take_step`.

    ``may_wait`` is whether one for which there is no money may wait for it instead.

    Raises:
        BadInput, NotAll, NotNow: As there.
    """
    remark = one_line(remark)
    lines = _foresee(session, cases, doing, now, rules).lines
    allowed = _DONE if may_wait else {Verdict.PASSES}
    if bad := [line for line in lines if line.verdict not in allowed]:
        title = next((line.step.title for line in lines if line.step), doing.id)
        raise NotAll(title, bad, len(lines))
    leaving = _leaving(session, cases, doing)
    turns = list[Turn]()
    for line in lines:
        assert line.step is not None
        if line.step.needs_reason and not remark:
            raise BadInput(f"请写明“{line.step.title}”的理由")
        if line.verdict is Verdict.WAITS:
            turns += _queued(line, remark)
            continue
        turn = _turn(line.case, line.step, now, remark, public_from)
        turns.append(replace(turn, changed={"batch_id": None}) if line.case.id in leaving else turn)
    if not turns:
        raise NotNow(f"没有办理：{lines[0].case.name}，{lines[0].words}")
    return turns


@contextmanager
def acting_on(
    seat: Seat, action: Action, seen: Sequence[Seen], rules: Rules
) -> Iterator[tuple[Act, list[Case], Now]]:
    """Open an act on cases as they were seen.

    Raises:
        MovedOn: Somebody else has just done something of one of them.
        NotFound: One of them is not there.
    """
    if not seen:
        raise BadInput("没有选中事项")
    with seat.act(action) as act:
        roads = rules.roads_in(act.session)
        cases = read_cases(act.session, list(dict.fromkeys(one.id for one in seen)), roads)
        versions = {one.id: one.version for one in seen}
        for case in cases:
            if case.row.version != versions[case.id]:
                raise MovedOn(f"没有办理：{case.name}刚有变化，{last_words(case)}；请刷新后再看")
        yield act, cases, rules.now(act.session, act.who)


def _foresee(session: Session, cases: Sequence[Case], doing: Doing, now: Now, rules: Rules) -> Foresight:
    """Say what would happen to cases.

    Of those that could be approved also whether the policy gives that much beside what was approved before,
    and whether there is money for all.
    """
    lines = list(_lines(session, cases, doing, now, rules))
    here = Approving(session, rules.dictionary, rules.funds)
    against = here.beyond([case.row for case in _approving(lines)], rules.policies)
    lines = [_held(line, Verdict.LACKS, against.get(line.case.id, "")) for line in lines]
    if not (cases := list(_approving(lines))):
        return Foresight(tuple(lines))
    doubled = unsettled(session, cases)
    outlook = rules.funds.foresee(session, [claim_of(case, now.day.year, case.amount) for case in cases])
    lines = [_beside(line, doubled.get(line.case.id, ""), outlook.short.get(line.case.id)) for line in lines]
    told = f"{len(doubled)} 件可能与别的事项重复，还没有处理，请逐件看过" if doubled else ""
    return Foresight(tuple(lines), "；".join(filter(None, (told, outlook.said))))


def _approving(lines: Iterable[Line]) -> Iterator[Case]:
    for line in lines:
        if line.verdict is Verdict.PASSES and line.step and _approves(line.case, line.step):
            yield line.case


def _held(line: Line, verdict: Verdict, words: str) -> Line:
    return replace(line, verdict=verdict, words=words) if words else line


def _beside(line: Line, doubled: str, short: Short | None) -> Line:
    """Return a line with what there is to say of other awards, or that there is no money for it."""
    if short is not None:
        return _held(line, Verdict.WAITS if short.waits else Verdict.LACKS, short.words)
    return replace(line, words="；".join(filter(None, (line.words, doubled))))


def _approves(case: Case, step: Step) -> bool:
    return step.move is Move.ONWARD and case.road.states[step.id].approves


def _queued(line: Line, remark: str) -> Iterator[Turn]:
    """Yield what puts a case on the waiting list; nothing where it is there already."""
    case, step = line.case, line.step
    assert step is not None
    if not case.is_queued:
        yield Turn(
            case,
            Did.QUEUE,
            step.id,
            "资金不足，列入候补",
            case.standing,
            _action([case], _doing(step)),
            remark,
        )


def _lines(session: Session, cases: Sequence[Case], doing: Doing, now: Now, rules: Rules) -> Iterator[Line]:
    onward = doing.move is Move.ONWARD
    changes = changes_of(session, [case for case in cases if case.is_on_its_way], rules) if onward else {}
    twins = _twins(session, cases) if onward else {}
    unfit = outdated(session, cases, rules.funds) if onward else {}
    needs_two, _ = four_eyes_in(session)
    for case in cases:
        steps = steps_from(case.road, case.standing, case.at_hand, now)
        step = next((one for one in steps if doing.is_done_by(one)), None)
        if step is None:
            yield Line(case, Verdict.NOT_ITS_TURN, words=f"现在在“{case.where}”")
            continue
        missing = [*step.missing, *_award_missing(case, step, twins.get(case.id, ""))]
        missing += filter(None, [unfit.get(case.id, "")])
        if onward and needs_two and case.road.people == 1 and case.road.states[step.id].approves:
            missing.append(alone_words(case.road))
        if missing:
            yield Line(case, Verdict.LACKS, step, "；".join(missing), changes.get(case.id))
        elif case.id in changes:
            change = changes[case.id]
            yield Line(case, Verdict.CHANGED, step, change.text, change)
        else:
            voids = "、".join(f"“{title}”" for title in step.voids)
            yield Line(case, Verdict.PASSES, step, f"{voids}的签字作废" if voids else "")


def _award_missing(case: Case, step: Step, twin: str) -> Iterator[str]:
    """Say what is missing of the award itself, which no road knows of."""
    if _approves(case, step):
        if not case.amount:
            yield "核定金额为 0，不能批准"
        if twin:
            yield f"企业记录合并后，与{twin}是同一项，只能给一项"
    if step.id in case.road.beside and case.road.beside[step.id].kind is Kind.WITHDRAW and case.row.notice_id:
        yield "已出具通知书，请在“通知书”页作废，事项随之撤销"


def _twins(session: Session, cases: Sequence[Case]) -> dict[CaseId, str]:
    """Return the names of cases that are for the same award by now, since records were merged."""
    found: dict[CaseId, str] = {}
    approving: dict[str, set[EnterpriseId]] = {}
    for case in cases:
        if case.is_on_its_way and case.road.states[case.standing.at].approves:
            approving.setdefault(case.row.policy_id, set()).add(case.row.enterprise_id)
    for policy_id, ids in approving.items():
        now = set(standing_for(session, ids).values())
        for rows in alive_by_award(session, now, policy_id).values():
            if len(rows) > 1:
                names = {row.id: name_of(row) for row in rows if row.id is not None}
                found |= {id_: next(name for other, name in names.items() if other != id_) for id_ in names}
    return found


def _offered(road: Road, step: Step) -> tuple[Doing, str]:
    """Return what is done by a step, and what a button says where there may be several of one title."""
    doing = Doing(step.move, step.id, number=step.number)
    if step.move is Move.BEGIN and len(road.beside[step.id].to) > 1:
        return replace(doing, to=step.to), f"{step.title}到“{road.title_of(step.to)}”"
    return doing, f"{step.title}（第 {step.number} 件）" if step.number > 1 else step.title


def _offer(doing: Doing, title: str, steps: Sequence[Step]) -> Offer:
    against = "" if any(not step.against for step in steps) else "；".join(steps[0].against)
    is_open = sum(step.is_open for step in steps)
    return Offer(doing, title, len(steps), is_open, doing.move is not Move.BEGIN, against)


def _action(cases: Sequence[Case], doing: Doing) -> Action:
    for case in cases:
        if doing.id in case.road.beside:
            return _ACTIONS[case.road.beside[doing.id].kind]
        if doing.id in case.road.states and case.road.states[doing.id].approves:
            return Action.CASE_APPROVE
    return Action.CASE_ONWARD


def _turn(case: Case, step: Step, now: Now, remark: str, public_from: date | None) -> Turn:
    is_public = step.move is Move.ONWARD and case.road.states[step.id].publicity is not None
    after = take(
        case.road, case.standing, step, case.at_hand, now, public_from=public_from if is_public else None
    )
    objection = step.number
    if after.objected > case.standing.objected:
        objection = after.objected
    return Turn(
        case,
        Did(step.move.value),
        step.id,
        step.title,
        after,
        _action([case], _doing(step)),
        remark,
        objection=objection,
    )


def _doing(step: Step) -> Doing:
    return Doing(step.move, step.id)


def _leaving(session: Session, cases: Collection[Case], doing: Doing) -> set[CaseId]:
    """Return those that fall out of their batch, since it is not done to the whole of it."""
    beside = [
        case
        for case in cases
        if case.row.batch_id is not None and case.is_on_its_way and doing.id in case.road.beside
    ]
    if doing.move is not Move.BEGIN or not beside:
        return set()
    together = Counter(case.row.batch_id for case in beside)
    whole = dict(
        session.exec(
            select(AwardCase.batch_id, func.count())
            .where(col(AwardCase.batch_id).in_(together), AwardCase.ended == Ended.ON_ITS_WAY)
            .group_by(col(AwardCase.batch_id))
        ).all()
    )
    return {
        case.id
        for case in beside
        if case.road.beside[doing.id].kind in _LEAVING
        and together[case.row.batch_id] < whole.get(case.row.batch_id, 0)
    }
