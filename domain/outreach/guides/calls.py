"""Calls: noted while somebody speaks, handed on where they were not answered; what people ask for most."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlmodel import Session, col, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for
from domain.enterprises.register.words import folded
from domain.enterprises.text_checks import check_phones
from domain.outreach.guide_entities import Answered, Call, CallTopic
from domain.outreach.guides.topics import topics_there
from domain.outreach.people import ChangedMeanwhile
from domain.outreach.problem_entities import Content, ProblemRow
from domain.outreach.problems.raising import Raised, raise_in, refuse_gone, refuse_like
from domain.outreach.problems.rules import Rules
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CallId, EnterpriseId, ProblemId, TopicId
from domain.values.texts import one_line

MOST: Final = 20_000
"""So many calls are listed, the latest."""


@dataclass(frozen=True, slots=True)
class CallFields:
    """What is noted of a call; see `Call`."""

    day: date
    time: str
    asked: str = ""
    topics: tuple[TopicId, ...] = ()
    enterprise_id: EnterpriseId | None = None
    caller: str = ""
    phone: str = ""
    answered: Answered = Answered.YES
    rating: Content | None = None


@dataclass(frozen=True, slots=True)
class SeenCall:
    """A call as somebody saw it."""

    id: CallId
    version: int


@dataclass(frozen=True, slots=True)
class ListedCall:
    """A call as lists show it.

    Attributes:
        topics: With their titles as they were then.
        enterprise_id, enterprise, uscc: The record that stands now for whose call it was; empty for none.
        problem: The number of what became of it; empty for none.
    """

    row: Call
    topics: tuple[tuple[TopicId, str], ...]
    enterprise_id: EnterpriseId | None = None
    enterprise: str = ""
    uscc: str = ""
    problem: str = ""

    @property
    def seen(self) -> SeenCall:
        assert self.row.id is not None
        return SeenCall(self.row.id, self.row.version)

    @property
    def answered(self) -> Answered:
        return Answered(self.row.answered)

    @property
    def rating(self) -> Content | None:
        return Content(self.row.rating) if self.row.rating else None

    @property
    def fields(self) -> CallFields:
        row = self.row
        return CallFields(
            row.day,
            row.time,
            row.asked,
            tuple(id_ for id_, _ in self.topics),
            self.enterprise_id,
            row.caller,
            row.phone,
            self.answered,
            self.rating,
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for in a period.

    Attributes:
        topic_id: None for what no topic answers, which is put together by the words that callers used.
        title: Of the topic as it was called last, or those words.
        calls: How many asked for it.
        unanswered: How many of them were not answered.
        last: On which day it was asked last.
    """

    topic_id: TopicId | None
    title: str
    calls: int
    unanswered: int
    last: date


def record_call(seat: Seat, given: CallFields, rules: Rules, opened: SeenCall | None = None) -> CallId:
    """Note a call, or correct what was noted, as it was seen.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence.
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It, a topic or the enterprise is not there.
    """
    with seat.act(Action.CALL_RECORD) as act:
        return _write(act, given, rules, opened)


def raise_from(
    seat: Seat, seen: SeenCall, raised: Raised, rules: Rules, *, although_like: bool = False
) -> ProblemId:
    """Have a call that could not be answered become a problem, or an errand.

    Raises:
        BadInput: It has become one already, or something of the problem cannot be.
        ChangedMeanwhile, NotFound: As `record_call`.
        LikeAnother: As `raise_problem`.
    """
    with seat.act(Action.CALL_RECORD) as act:
        row = _as_seen(act.session, seen)
        if row.problem_id is not None:
            raise BadInput("这次来电已经转为问题，请在“问题”页办理")
        if not although_like:
            refuse_like(act.session, raised)
        id_ = raise_in(act, raised, rules)
        row.problem_id, row.version = id_, row.version + 1
        act.session.add(row)
        number = act.session.get_one(ProblemRow, id_).number
        act.note(Subject(Kind.CALL, seen.id), f"{_named(row)}转为问题 {number}")
        return id_


def delete_calls(seat: Seat, ids: Sequence[CallId]) -> list[CallId]:
    """Delete calls that were noted by mistake; returns their ids, for `restore_calls`.

    Raises:
        BadInput: One has become a problem.
        NotFound: One is not there.
    """
    with seat.act(Action.CALL_DELETE) as act:
        for id_ in ids:
            row = _there(act.session, id_)
            if row.problem_id is not None:
                raise BadInput(f"{_named(row)}已经转为问题，不能删除")
            row.deleted_at, row.version = act.at, row.version + 1
            act.session.add(row)
            act.note(Subject(Kind.CALL, id_), f"删除{_named(row)}")
        return [*ids]


def restore_calls(seat: Seat, ids: Sequence[CallId]) -> None:
    """Bring back calls that were deleted.

    Raises:
        NotFound: One was not.
    """
    with seat.act(Action.CALL_RESTORE) as act:
        for id_ in ids:
            row = act.session.get(Call, id_)
            if row is None or row.deleted_at is None:
                raise NotFound("这次来电已不在回收站里")
            row.deleted_at, row.version = None, row.version + 1
            act.session.add(row)
            act.note(Subject(Kind.CALL, id_), f"恢复{_named(row)}")


def list_calls(session: Session, *, ids: Sequence[CallId] | None = None) -> list[ListedCall]:
    """Return calls, the latest first; of those with some ids all."""
    query = select(Call).where(col(Call.deleted_at).is_(None))
    if ids is not None:
        query = query.where(among(col(Call.id), ids))
    latest = (col(Call.day).desc(), col(Call.time).desc(), col(Call.id).desc())
    return _listed(session, session.exec(query.order_by(*latest).limit(MOST if ids is None else None)).all())


def find_call(session: Session, id_: CallId) -> ListedCall:
    """Return one call.

    Raises:
        NotFound: There is none with this id.
    """
    return _listed(session, [_there(session, id_)])[0]


def asked_most(calls: Sequence[ListedCall]) -> list[Asked]:
    """Return what was asked for in some calls, the latest first: the commonest first; a call counts with each
    of its topics, one without by its words.
    """
    counts, missed = Counter[TopicId | str](), Counter[TopicId | str]()
    titles: dict[TopicId | str, str] = {}
    latest: dict[TopicId | str, date] = {}
    for one in calls:
        words = folded(one.row.asked)
        about: list[tuple[TopicId | str, str]] = [*one.topics] or [(words, one.row.asked)]
        for key, title in about:
            counts[key] += 1
            missed[key] += one.answered is Answered.NO
            titles.setdefault(key, title)
            latest.setdefault(key, one.row.day)
    found = [
        Asked(None if isinstance(key, str) else key, titles[key], count, missed[key], latest[key])
        for key, count in counts.items()
    ]
    return sorted(found, key=lambda one: (-one.calls, one.title))


def _write(act: Act, given: CallFields, rules: Rules, opened: SeenCall | None) -> CallId:
    session = act.session
    if complaints := [*_complaints(given, rules.today())]:
        raise BadInput(complaints)
    row = None if opened is None else _as_seen(session, opened)
    titles = _titles(session, given.topics, opened)
    if given.enterprise_id is not None:
        refuse_gone(session, given.enterprise_id)
    if row is None:
        row = Call(day=given.day, time="", account_id=act.who.id, by_name=act.who.name, made_at=act.at)
    else:
        row.version += 1
    row.day, row.time = given.day, _time_of(given.time)
    row.caller, row.asked = one_line(given.caller), one_line(given.asked)
    row.phone = check_phones(given.phone) if given.phone.strip() else ""
    row.enterprise_id = given.enterprise_id
    row.answered, row.rating = given.answered.value, given.rating.value if given.rating else ""
    session.add(row)
    session.flush()
    assert row.id is not None
    _write_topics(session, row.id, titles)
    said = "、".join(f"“{title}”" for title in titles.values()) or f"“{row.asked}”"
    act.note(Subject(Kind.CALL, row.id), f"{'登记' if opened is None else '修改'}{_named(row)}：{said}")
    return row.id


def _titles(session: Session, ids: Sequence[TopicId], opened: SeenCall | None) -> dict[TopicId, str]:
    """Return what topics are called; what the call was about before may be deleted by now."""
    about = select(CallTopic).where(CallTopic.call_id == (opened.id if opened else None))
    before = {one.topic_id: one.title for one in session.exec(about)}
    titles = before | topics_there(session, [id_ for id_ in ids if id_ not in before])
    return {id_: titles[id_] for id_ in ids}


def _write_topics(session: Session, id_: CallId, titles: Mapping[TopicId, str]) -> None:
    there = {row.topic_id: row for row in session.exec(select(CallTopic).where(CallTopic.call_id == id_))}
    for topic_id, row in there.items():
        if topic_id not in titles:
            session.delete(row)
    session.add_all(
        CallTopic(call_id=id_, topic_id=topic_id, title=title)
        for topic_id, title in titles.items()
        if topic_id not in there
    )
    session.flush()


def _listed(session: Session, rows: Sequence[Call]) -> list[ListedCall]:
    ids = [row.id for row in rows if row.id is not None]
    about: dict[CallId, list[tuple[TopicId, str]]] = {}
    for one in session.exec(select(CallTopic).where(among(col(CallTopic.call_id), ids))):
        about.setdefault(one.call_id, []).append((one.topic_id, one.title))
    owners = {row.enterprise_id for row in rows if row.enterprise_id is not None}
    now = standing_for(session, owners)
    known = {*now.values(), *owners}
    query = select(Enterprise.id, Enterprise.name, Enterprise.uscc)
    named = {
        id_: (name, code) for id_, name, code in session.exec(query.where(among(col(Enterprise.id), known)))
    }
    problems = [row.problem_id for row in rows if row.problem_id is not None]
    numbered = select(ProblemRow.id, ProblemRow.number).where(among(col(ProblemRow.id), problems))
    numbers = dict(session.exec(numbered).all())
    found = []
    for row in rows:
        assert row.id is not None
        stands = None if row.enterprise_id is None else now.get(row.enterprise_id, row.enterprise_id)
        name, code = named.get(stands, ("", ""))
        number = numbers.get(row.problem_id, "")
        found.append(ListedCall(row, tuple(about.get(row.id, ())), stands, name, code, number))
    return found


def _complaints(given: CallFields, today: date) -> Iterator[str]:
    if given.day > today:
        yield f"来电日期 {given.day.isoformat()} 还没有到"
    if not given.topics and not one_line(given.asked):
        yield "请选定问的是哪一条办事指南；没有对应的，请写下问的什么"
    try:
        _time_of(given.time)
    except BadInput as error:
        yield str(error)


def _time_of(text: str) -> str:
    """Return a time of day as 09:05; 9:5, 905 and 9：05 are the same.

    >>> _time_of("905")
    '09:05'
    """
    typed = one_line(text).replace("：", ":")
    hours, _, minutes = typed.partition(":") if ":" in typed else (typed[:-2], "", typed[-2:])
    try:
        return datetime.strptime(f"{hours}:{minutes}", "%H:%M").strftime("%H:%M")  # noqa: DTZ007 - no day
    except ValueError:
        raise BadInput(f"时间“{text}”看不懂，请写成 09:05") from None


def _there(session: Session, id_: CallId) -> Call:
    row = session.get(Call, id_)
    if row is None or row.deleted_at is not None:
        raise NotFound("这次来电已经删除，请刷新后再看")
    return row


def _as_seen(session: Session, seen: SeenCall) -> Call:
    row = _there(session, seen.id)
    if row.version != seen.version:
        raise ChangedMeanwhile("没有保存：这次来电在您打开之后别人改过，请重新打开再改")
    return row


def _named(row: Call) -> str:
    return f"{row.day.isoformat()} {row.time} 的来电"
