"""Topics: written, changed, looked at again, deleted and brought back. Each function is one act."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from sqlmodel import Session, col, select

from domain.enterprises.register.spelling import spelled
from domain.outreach.guide_entities import Topic
from domain.outreach.people import ChangedMeanwhile
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import TopicId
from domain.values.texts import clean, one_line

LONGEST: Final = 60
"""Letters of a title."""
_MOST_DAYS: Final = 1000
_LINES: Final = ("asks", "answer", "papers")
_TEXTS: Final = ("place", "phone", "hours", "keeper", "policy_id", "clause_id")
_PLAIN: Final = ("days", "valid_from", "valid_until", "checked_on")


@dataclass(frozen=True, slots=True)
class TopicFields:
    """What is written of a topic; see `Topic`. Lines are joined by line breaks."""

    title: str
    asks: str = ""
    answer: str = ""
    papers: str = ""
    place: str = ""
    phone: str = ""
    hours: str = ""
    days: int | None = None
    policy_id: str = ""
    clause_id: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    keeper: str = ""
    checked_on: date | None = None


@dataclass(frozen=True, slots=True)
class SeenTopic:
    """A topic as somebody saw it."""

    id: TopicId
    version: int


def seen_of(row: Topic) -> SeenTopic:
    """Return a topic as it is seen now."""
    assert row.id is not None
    return SeenTopic(row.id, row.version)


def fields_of(row: Topic) -> TopicFields:
    """Return what is written of a topic."""
    return TopicFields(**{one.name: getattr(row, one.name) for one in fields(TopicFields)})


def lines_of(text: str) -> list[str]:
    """Return what stands in the lines of a text.

    >>> lines_of("营业执照\\n\\n 租赁合同 ")
    ['营业执照', '租赁合同']
    """
    return [line for line in map(str.strip, text.splitlines()) if line]


def save_topic(seat: Seat, given: TopicFields, opened: SeenTopic | None = None) -> TopicId:
    """Write a topic, or change one as it was seen.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence; another one has its title.
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It is not there.
    """
    with seat.act(Action.TOPIC_SAVE) as act:
        row = None if opened is None else as_seen(act.session, opened)
        return write_in(act, given, row)


def write_in(act: Act, given: TopicFields, row: Topic | None = None, *, shipped: str = "") -> TopicId:
    """Write a topic within an act that does more; see `save_topic`. ``shipped`` is its id in the files."""
    if complaints := [*complaints_of(given)]:
        raise BadInput(complaints)
    title = one_line(given.title)
    _refuse_twin(act.session, title, None if row is None else row.id)
    word = "新增" if row is None else "修改"
    if row is None:
        row = Topic(title=title, shipped=shipped, by_name="", changed_at=act.at)
    else:
        row.version += 1
    former = row.title
    row.title, row.by_name, row.changed_at = title, act.who.name, act.at
    for key in _LINES:
        setattr(row, key, "\n".join(lines_of(clean(getattr(given, key)))))
    for key in _TEXTS:
        setattr(row, key, one_line(getattr(given, key)))
    for key in _PLAIN:
        setattr(row, key, getattr(given, key))
    row.spelling = _spelling_of(row)
    act.session.add(row)
    act.session.flush()
    assert row.id is not None
    said = f"（原名“{former}”）" if former != title else ""
    act.note(Subject(Kind.TOPIC, row.id), f"{word}办事指南“{title}”{said}")
    return row.id


def check_topics(seat: Seat, topics: Sequence[SeenTopic], day: date) -> None:
    """Say that topics were looked at on a day, and are still so.

    Raises:
        ChangedMeanwhile, NotFound: As `save_topic`.
    """
    with seat.act(Action.TOPIC_SAVE) as act:
        for seen in topics:
            row = as_seen(act.session, seen)
            row.checked_on, row.version = day, row.version + 1
            act.session.add(row)
            act.note(Subject(Kind.TOPIC, seen.id), f"核对办事指南“{row.title}”：内容仍然有效")


def delete_topics(seat: Seat, ids: Sequence[TopicId]) -> list[TopicId]:
    """Delete topics; calls that were about them keep their titles. Returns the ids, for `restore_topics`.

    Raises:
        NotFound: One is not there.
    """
    with seat.act(Action.TOPIC_DELETE) as act:
        delete_in(act, ids)
        return [*ids]


def delete_in(act: Act, ids: Sequence[TopicId]) -> None:
    """Delete topics within an act that does more; see `delete_topics`."""
    for id_ in ids:
        row = topic_there(act.session, id_)
        row.deleted_at, row.version = act.at, row.version + 1
        act.session.add(row)
        act.note(Subject(Kind.TOPIC, id_), f"删除办事指南“{row.title}”")


def restore_topics(seat: Seat, ids: Sequence[TopicId]) -> None:
    """Bring back topics that were deleted.

    Raises:
        BadInput: Another one has the title now.
        NotFound: One was not deleted.
    """
    with seat.act(Action.TOPIC_RESTORE) as act:
        for id_ in ids:
            row = act.session.get(Topic, id_)
            if row is None or row.deleted_at is None:
                raise NotFound("这条办事指南已不在回收站里")
            if _has_title(act.session, row.title):
                raise BadInput(title_taken(row.title))
            row.deleted_at, row.version = None, row.version + 1
            act.session.add(row)
            act.note(Subject(Kind.TOPIC, id_), f"恢复办事指南“{row.title}”")


def list_topics(session: Session) -> Sequence[Topic]:
    """Return the topics that there are, by title."""
    return session.exec(select(Topic).where(col(Topic.deleted_at).is_(None)).order_by(col(Topic.title))).all()


def topic_there(session: Session, id_: TopicId) -> Topic:
    """Return a topic.

    Raises:
        NotFound: There is none with this id.
    """
    row = session.get(Topic, id_)
    if row is None or row.deleted_at is not None:
        raise NotFound("这条办事指南已经删除，可以在回收站里恢复")
    return row


def topics_there(session: Session, ids: Collection[TopicId]) -> dict[TopicId, str]:
    """Return the titles of topics, in the order asked for.

    Raises:
        NotFound: One is not there.
    """
    query = select(Topic.id, Topic.title).where(among(col(Topic.id), ids), col(Topic.deleted_at).is_(None))
    found = dict(session.exec(query).all())
    if any(id_ not in found for id_ in ids):
        raise NotFound("有的办事指南已经删除，请刷新后再选")
    return {id_: found[id_] for id_ in ids}


def as_seen(session: Session, seen: SeenTopic) -> Topic:
    """Return a topic that is still as it was seen.

    Raises:
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: There is none with this id.
    """
    row = topic_there(session, seen.id)
    if row.version != seen.version:
        raise ChangedMeanwhile(f"没有保存：办事指南“{row.title}”在您打开之后别人改过，请重新打开再改")
    return row


def standing_text(row: Topic, day: date) -> str:
    """Say why a topic may not be read out as it stands on a day; empty where it may."""
    if row.valid_until is not None and row.valid_until < day:
        return f"已于 {row.valid_until.isoformat()} 到期，请核实后再答复"
    if row.valid_from is not None and row.valid_from > day:
        return f"{row.valid_from.isoformat()} 起才施行"
    return ""


def title_taken(title: str) -> str:
    """Return why a topic cannot be restored beside the one of its title."""
    return f"现在有同名的办事指南“{title}”：先删除那一条，或给它改名，再恢复"


def _spelling_of(row: Topic) -> str:
    """Return how title and ways to ask are typed: initials and in full of each, a line for each."""
    return "\n".join(part for text in (row.title, *lines_of(row.asks)) for part in spelled(text))


def complaints_of(given: TopicFields) -> Iterator[str]:
    """Yield what of a topic cannot be, a sentence each."""
    title = one_line(given.title)
    if not title:
        yield "请填写标题"
    elif len(title) > LONGEST:
        yield f"标题最长 {LONGEST} 个字"
    if not lines_of(given.answer):
        yield "请填写怎么答复，每行一步"
    if given.days is not None and not 1 <= given.days <= _MOST_DAYS:
        yield f"承诺期限在 1 到 {_MOST_DAYS:,} 个工作日之间"
    if given.valid_from and given.valid_until and given.valid_until < given.valid_from:
        yield f"有效期止 {given.valid_until.isoformat()} 早于起 {given.valid_from.isoformat()}"
    if given.clause_id and not given.policy_id:
        yield "请先选定政策，再选条款"


def _has_title(session: Session, title: str, but: TopicId | None = None) -> bool:
    query = select(Topic.id).where(Topic.title == title, col(Topic.deleted_at).is_(None))
    return any(id_ != but for id_ in session.exec(query))


def _refuse_twin(session: Session, title: str, id_: TopicId | None) -> None:
    if _has_title(session, title, id_):
        raise BadInput(f"已有办事指南“{title}”，请打开那一条，或换一个标题")
