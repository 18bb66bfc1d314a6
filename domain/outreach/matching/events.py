"""Events at which enterprises meet others: who came, what was signed, and what it came to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, NamedTuple

from sqlmodel import Session, col, select

from domain.enterprises.identity import stood_for_by
from domain.outreach.matching.kept import (
    Named,
    Records,
    Seen,
    kept_owners,
    owners_named,
    refuse_gone,
    wrong_amounts,
    wrong_numbers,
)
from domain.outreach.matching_entities import EventDeal, EventGuest, EventKind, MatchEvent, Signed
from domain.outreach.problems.rules import Rules
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among, holds_word
from domain.store.tables import Kind
from domain.values.errors import BadInput, NotFound
from domain.values.ids import DealId, EnterpriseId, EventId
from domain.values.money import Fen
from domain.values.texts import clean, one_line

LONGEST: Final = 60
"""Letters of what an event is called."""


@dataclass(frozen=True, slots=True)
class Guest:
    """Who came: an enterprise, or somebody of none by name; with how many people."""

    enterprise_id: EnterpriseId | None = None
    name: str = ""
    people: int | None = None


@dataclass(frozen=True, slots=True)
class EventFields:
    """What is entered of an event; see `MatchEvent`."""

    kind: EventKind
    name: str
    day: date
    place: str = ""
    host: str = ""
    found: str = ""
    guests: tuple[Guest, ...] = ()


@dataclass(frozen=True, slots=True)
class DealFields:
    """What is entered of something that was signed; see `EventDeal`."""

    partner: str
    signed: Signed
    enterprise_id: EnterpriseId | None = None
    name: str = ""
    what: str = ""
    products: int | None = None
    people: int | None = None
    amount: Fen | None = None
    done: Fen | None = None
    done_on: date | None = None


class Came(NamedTuple):
    """A row of `EventGuest`; no object, of which events of some years have tens of thousands."""

    event_id: EventId
    place: int
    enterprise_id: EnterpriseId | None
    name: str
    people: int | None


@dataclass(frozen=True, slots=True)
class ListedGuest:
    """Who came; `Named.id` is None for somebody of no enterprise."""

    row: Came
    who: Named


@dataclass(frozen=True, slots=True)
class ListedDeal:
    """What was signed; `Named.id` is None for somebody of no enterprise."""

    row: EventDeal
    who: Named

    @property
    def id(self) -> DealId:
        assert self.row.id is not None
        return self.row.id


@dataclass(frozen=True, slots=True)
class ListedEvent:
    """An event, as lists and its page show it.

    Attributes:
        guests: Who came; two that were merged are one.
        deals: What was signed.
    """

    row: MatchEvent
    guests: tuple[ListedGuest, ...]
    deals: tuple[ListedDeal, ...]

    @property
    def id(self) -> EventId:
        assert self.row.id is not None
        return self.row.id

    @property
    def seen(self) -> Seen:
        return Seen(self.id, self.row.version)

    @property
    def kind(self) -> EventKind:
        return EventKind(self.row.kind)

    @property
    def enterprises(self) -> int:
        """How many enterprises came."""
        return sum(one.who.id is not None for one in self.guests)

    @property
    def others(self) -> int:
        """How many came who are none of the register."""
        return len(self.guests) - self.enterprises

    @property
    def amount(self) -> Fen:
        """What the deals are worth."""
        return Fen(sum(one.row.amount or 0 for one in self.deals))

    @property
    def done(self) -> Fen:
        """What they came to."""
        return Fen(sum(one.row.done or 0 for one in self.deals))

    @property
    def products(self) -> int:
        """How many kinds of products they are about."""
        return sum(one.row.products or 0 for one in self.deals)

    @property
    def fields(self) -> EventFields:
        row = self.row
        guests = tuple(Guest(one.who.id, one.row.name, one.row.people) for one in self.guests)
        return EventFields(self.kind, row.name, row.day, row.place, row.host, row.found, guests)


@dataclass(frozen=True, slots=True)
class TookPart:
    """An event that an enterprise came to, with what it signed there."""

    row: MatchEvent
    deals: tuple[EventDeal, ...]


def _named(row: MatchEvent) -> str:
    return f"对接活动“{row.name}”"


EVENTS: Final = Records(
    MatchEvent, Kind.EVENT, "场对接活动", _named, Action.EVENT_DELETE, Action.EVENT_RESTORE
)
"""The events; see `Records` for how they are deleted and brought back."""


def save_event(seat: Seat, given: EventFields, rules: Rules, opened: Seen | None = None) -> Seen:
    """Enter an event with who came, or change one as it was seen.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence.
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It, or an enterprise, is not there.
    """
    with seat.act(Action.EVENT_SAVE) as act:
        return write_in(act, given, rules, opened)


def write_in(act: Act, given: EventFields, rules: Rules, opened: Seen | None = None) -> Seen:
    """Enter an event within an act that does more, or change one; see `save_event`."""
    session = act.session
    guests = [replace(one, name="" if one.enterprise_id else one_line(one.name)) for one in given.guests]
    if complaints := [sentence for _, sentence in complaints_of(given, rules.today())]:
        raise BadInput(complaints)
    row = None if opened is None else EVENTS.as_seen(session, opened)
    before = [] if row is None else _guest_rows(session, [row.id or 0])
    guests = _kept_guests(session, guests, before)
    refuse_gone(session, {one.enterprise_id for one in guests} - {one.enterprise_id for one in before})
    done = [] if row is None else [one.done_on for one in _deal_rows(session, [row.id or 0]) if one.done_on]
    if done and min(done) < given.day:
        raise BadInput(f"{min(done).isoformat()} 就有签约落实，活动日期不能晚于这一天")
    is_new = row is None
    row = row or MatchEvent(kind="", name="", day=given.day, by_name=act.who.name, made_at=act.at)
    if is_new:
        row.account_id = act.who.id
    row.kind, row.name, row.day = given.kind.value, one_line(given.name), given.day
    row.place, row.host, row.found = one_line(given.place), one_line(given.host), clean(given.found).strip()
    came = f"到会 {len(given.guests)} 家" if guests else "还没有登记到会的"
    said = f"{given.day.isoformat()} {given.kind.word}，{came}"
    session.add(row)
    session.flush()
    assert row.id is not None
    _write_guests(session, row.id, guests, before)
    if is_new:
        return EVENTS.entered(act, row, f"登记{_named(row)}：{said}")
    return EVENTS.changed(act, row, said)


def save_deal(seat: Seat, seen: Seen, given: DealFields, rules: Rules, id_: DealId | None = None) -> Seen:
    """Enter what was signed at an event, or change it; returns the event as it is now.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence.
        ChangedMeanwhile: Somebody else has changed the event.
        NotFound: The event, the deal or the enterprise is not there.
    """
    with seat.act(Action.EVENT_SAVE) as act:
        return deal_in(act, seen, given, rules, id_)


def deal_in(act: Act, seen: Seen, given: DealFields, rules: Rules, id_: DealId | None = None) -> Seen:
    """Enter a deal within an act that does more; see `save_deal`."""
    event = EVENTS.as_seen(act.session, seen)
    if complaints := [sentence for _, sentence in deal_complaints(given, event.day, rules.today())]:
        raise BadInput(complaints)
    row = None if id_ is None else _deal(act.session, seen.id, id_)
    known = kept_owners(act.session, [] if row is None else [row.enterprise_id])
    refuse_gone(act.session, {given.enterprise_id} - known.keys())
    row = row or EventDeal(event_id=EventId(seen.id), partner="", signed="")
    row.enterprise_id = known.get(given.enterprise_id, given.enterprise_id)
    row.name = "" if given.enterprise_id else one_line(given.name)
    row.partner, row.what, row.signed = one_line(given.partner), one_line(given.what), given.signed.value
    row.products, row.people, row.amount = given.products, given.people, given.amount
    row.done, row.done_on = given.done, given.done_on
    act.session.add(row)
    who = owners_named(act.session, [row.enterprise_id]).get(row.enterprise_id, Named(None, row.name))
    return EVENTS.changed(act, event, f"“{who.name}”和“{row.partner}”签{given.signed.word}")


def remove_deal(seat: Seat, seen: Seen, id_: DealId) -> tuple[Seen, DealFields]:
    """Take a deal away that was entered by mistake; returns the event as it is now, and what it was.

    Raises:
        ChangedMeanwhile: Somebody else has changed the event.
        NotFound: The event or the deal is not there.
    """
    with seat.act(Action.EVENT_SAVE) as act:
        event, row = EVENTS.as_seen(act.session, seen), _deal(act.session, seen.id, id_)
        before = deal_fields_of(row)
        act.session.delete(row)
        return EVENTS.changed(act, event, f"删除和“{row.partner}”签的{Signed(row.signed).word}"), before


def list_events(
    session: Session, *, ids: Sequence[EventId] | None = None, words: Sequence[str] = ()
) -> list[ListedEvent]:
    """Return events, the latest first.

    Args:
        session: Of the store.
        ids: Of which; None for all.
        words: Each of them stands in the name, the place or who held it.
    """
    query = select(MatchEvent).where(col(MatchEvent.deleted_at).is_(None))
    if ids is not None:
        query = query.where(among(col(MatchEvent.id), ids))
    for word in words:
        query = query.where(holds_word(word, MatchEvent.name, MatchEvent.place, MatchEvent.host))
    rows = session.exec(query.order_by(col(MatchEvent.day).desc(), col(MatchEvent.id).desc())).all()
    there = [row.id for row in rows if row.id is not None]
    guest: Any = EventGuest
    # Of so many columns the types of a query say nothing.
    columns: Any = select
    asked = columns(*(getattr(guest, name) for name in Came._fields)).where(among(guest.event_id, there))
    asked = asked.order_by(guest.event_id, guest.place)
    guests, deals = [Came(*row) for row in session.exec(asked)], _deal_rows(session, there)
    owners = [*(one.enterprise_id for one in guests), *(one.enterprise_id for one in deals)]
    names = owners_named(session, owners)
    came: dict[EventId, dict[object, ListedGuest]] = {}
    for one in guests:
        who = names.get(one.enterprise_id) or Named(None, one.name)
        came.setdefault(one.event_id, {}).setdefault(who.id or one.name, ListedGuest(one, who))
    signed: dict[EventId, list[ListedDeal]] = {}
    for deal in deals:
        who = names.get(deal.enterprise_id) or Named(None, deal.name)
        signed.setdefault(deal.event_id, []).append(ListedDeal(deal, who))
    return [
        ListedEvent(row, tuple(came.get(id_, {}).values()), tuple(signed.get(id_, ())))
        for row in rows
        if (id_ := row.id) is not None
    ]


def find_event(session: Session, id_: EventId) -> ListedEvent:
    """Return one event.

    Raises:
        NotFound: There is none with this id.
    """
    EVENTS.there(session, id_)
    return list_events(session, ids=[id_])[0]


def took_part(session: Session, id_: EnterpriseId) -> list[TookPart]:
    """Return the events that an enterprise came to, or signed something at."""
    records = stood_for_by(session, [id_])
    of_guest = select(EventGuest.event_id).where(among(col(EventGuest.enterprise_id), records))
    deals: dict[EventId, list[EventDeal]] = {}
    for deal in session.exec(select(EventDeal).where(among(col(EventDeal.enterprise_id), records))):
        deals.setdefault(deal.event_id, []).append(deal)
    query = select(MatchEvent).where(
        col(MatchEvent.deleted_at).is_(None), among(col(MatchEvent.id), {*session.exec(of_guest), *deals})
    )
    rows = session.exec(query.order_by(col(MatchEvent.day)))
    return [TookPart(row, tuple(deals.get(row.id or EventId(0), ()))) for row in rows]


def deal_fields_of(row: EventDeal) -> DealFields:
    """Return what is entered of a deal."""
    return DealFields(
        row.partner,
        Signed(row.signed),
        row.enterprise_id,
        row.name,
        row.what,
        row.products,
        row.people,
        None if row.amount is None else Fen(row.amount),
        None if row.done is None else Fen(row.done),
        row.done_on,
    )


def complaints_of(given: EventFields, today: date) -> Iterator[tuple[str, str]]:
    """Yield what cannot be of what is entered of an event, each a sentence, with the field that it is of."""
    name = one_line(given.name)
    if not name:
        yield "name", "请填写活动名称"
    elif len(name) > LONGEST:
        yield "name", f"活动名称最长 {LONGEST} 个字"
    if given.day > today:
        yield "day", f"活动日期 {given.day.isoformat()} 还没有到，请在办完以后登记"
    keys = [one.enterprise_id or one_line(one.name) for one in given.guests]
    if any(not key for key in keys):
        yield "guests", "到会的单位没有写名称"
    twice = [key for at, key in enumerate(keys) if key and key in keys[:at]]
    if twice:
        words = "、".join(f"“{key}”" for key in twice if isinstance(key, str)) or "同一户企业"
        yield "guests", f"到会的{words}写了两次，只能留一次"
    for one in given.guests:
        for _, sentence in wrong_numbers({"到会人数": one.people}):
            yield "guests", sentence


def deal_complaints(given: DealFields, held: date, today: date) -> Iterator[tuple[str, str]]:
    """Yield what cannot be of what is entered of a deal, with the field; ``held`` is the day of the event."""
    if given.enterprise_id is None and not one_line(given.name):
        yield "enterprise", "请选定签约的企业；不在企业库里的，写名称"
    if not one_line(given.partner):
        yield "partner", "请填写和谁签的"
    for word, sentence in wrong_amounts({"签约金额": given.amount, "落实金额": given.done}):
        yield "amount" if word == "签约金额" else "done", sentence
    for word, sentence in wrong_numbers({"产品种数": given.products, "人数": given.people}):
        yield "products" if word == "产品种数" else "people", sentence
    if (given.done is None) != (given.done_on is None):
        yield "done_on", "落实金额和落实日期要一起填"
    if given.done_on is not None and not held <= given.done_on <= today:
        yield "done_on", f"落实日期应在活动当天 {held.isoformat()} 到今天之间"


def _kept_guests(session: Session, guests: Sequence[Guest], before: Sequence[EventGuest]) -> list[Guest]:
    """Return guests under the records that they came as: several that were merged since are shown as one."""
    named = owners_named(session, [one.enterprise_id for one in before])
    came: dict[EnterpriseId | None, list[EventGuest]] = {}
    for row in before:
        if row.enterprise_id is not None:
            came.setdefault(named[row.enterprise_id].id, []).append(row)
    found = []
    for one in guests:
        rows = came.pop(one.enterprise_id, None)
        if one.enterprise_id is None or rows is None:
            found.append(one)
            continue
        found.append(replace(one, enterprise_id=rows[0].enterprise_id))
        found += [Guest(row.enterprise_id, people=row.people) for row in rows[1:]]
    return found


def _write_guests(
    session: Session, id_: EventId, guests: Sequence[Guest], before: Sequence[EventGuest]
) -> None:
    """Write who came, in the order given."""
    there = {row.place: row for row in before}
    for place, one in enumerate(guests, start=1):
        row = there.pop(place, None) or EventGuest(event_id=id_, place=place)
        row.enterprise_id, row.name, row.people = one.enterprise_id, one.name, one.people
        session.add(row)
    for row in there.values():
        session.delete(row)
    session.flush()


def _guest_rows(session: Session, ids: Sequence[int]) -> Sequence[EventGuest]:
    query = select(EventGuest).where(among(col(EventGuest.event_id), ids))
    return session.exec(query.order_by(col(EventGuest.event_id), col(EventGuest.place))).all()


def _deal_rows(session: Session, ids: Sequence[int]) -> Sequence[EventDeal]:
    query = select(EventDeal).where(among(col(EventDeal.event_id), ids))
    return session.exec(query.order_by(col(EventDeal.id))).all()


def _deal(session: Session, event_id: int, id_: DealId) -> EventDeal:
    row = session.get(EventDeal, id_)
    if row is None or row.event_id != event_id:
        raise NotFound("这笔签约已不在了，请刷新后再看")
    return row
