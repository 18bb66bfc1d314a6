"""Parks and who is in them: entered, changed, ended. Each function that changes something is one act."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from domain.enterprises.entities import EnterpriseAttribute
from domain.enterprises.identity import standing_for, stood_for_by
from domain.enterprises.text_checks import check_phones
from domain.outreach.matching.kept import (
    Named,
    Records,
    Seen,
    owners_named,
    refuse_gone,
    wrong_amounts,
    wrong_numbers,
)
from domain.outreach.matching_entities import Park, ParkStage, ParkTenant, ParkYear
from domain.outreach.problems.rules import Rules
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.named import Shelf
from domain.store.sql import among, holds_word
from domain.store.tables import Kind
from domain.values.errors import BadInput, NotFound
from domain.values.ids import EnterpriseId, ParkId, TenantId
from domain.values.money import Fen
from domain.values.texts import one_line, reason_of

LONGEST: Final = 60
"""Letters of what a park is called."""
KINDS: Final = ("小微企业园", "产业园", "科技园", "楼宇", "孵化器")
"""What parks are called in lists; an office may write another word."""
FACT: Final = "park"
"""Where an enterprise says itself in which park it is; see ``resources/facts/office.toml``."""
_TEXTS: Final = ("kind", "street", "place", "operator", "contact")


@dataclass(frozen=True, slots=True)
class ParkFields:
    """What is entered of a park; see `Park`. Floor space is in square metres."""

    name: str
    since: date
    stage: ParkStage = ParkStage.OPEN
    kind: str = ""
    street: str = ""
    place: str = ""
    operator: str = ""
    contact: str = ""
    phone: str = ""
    total: Fen | None = None
    area: int | None = None


@dataclass(frozen=True, slots=True)
class TenantFields:
    """What is entered of an enterprise in a park; see `ParkTenant`."""

    enterprise_id: EnterpriseId
    since: date
    until: date | None = None
    because: str = ""
    area: int | None = None
    with_park: bool = False


@dataclass(frozen=True, slots=True)
class Year:
    """What was invested in a park in a year, and its output; None for not entered."""

    invested: Fen | None = None
    output: Fen | None = None


@dataclass(frozen=True, slots=True)
class ListedPark:
    """A park as lists show it.

    Attributes:
        there: The enterprises that are there now, by the records that stand for them.
        former: How many were there and are not any more.
        years: What each came to, by their first days, the latest first.
    """

    row: Park
    there: frozenset[EnterpriseId]
    former: int
    years: Mapping[date, Year]

    @property
    def invested(self) -> Fen:
        """What was invested in all years."""
        return Fen(sum(one.invested or 0 for one in self.years.values()))

    @property
    def output(self) -> tuple[int, Fen] | None:
        """Return the output of the last year of which it is entered, with that year; None for none."""
        entered = ((first.year, one.output) for first, one in self.years.items() if one.output is not None)
        return next(entered, None)

    @property
    def id(self) -> ParkId:
        assert self.row.id is not None
        return self.row.id

    @property
    def seen(self) -> Seen:
        return Seen(self.id, self.row.version)

    @property
    def tenants(self) -> int:
        """How many enterprises are there now."""
        return len(self.there)

    @property
    def is_over(self) -> bool:
        return self.row.until is not None

    @property
    def where(self) -> str:
        """What people call how far it has come."""
        return "已终止" if self.is_over else ParkStage(self.row.stage).word

    @property
    def fields(self) -> ParkFields:
        row = self.row
        given = {one.name: getattr(row, one.name) for one in fields(ParkFields)}
        return ParkFields(**{**given, "stage": ParkStage(row.stage)})


@dataclass(frozen=True, slots=True)
class ListedTenant:
    """An enterprise in a park.

    Attributes:
        enterprise: The record that stands for it now.
        park: What the park is called.
        says: In which park it says itself that it is; empty for nothing.
    """

    row: ParkTenant
    enterprise: Named
    park: str
    says: str = ""

    @property
    def id(self) -> TenantId:
        assert self.row.id is not None
        return self.row.id

    @property
    def is_there(self) -> bool:
        return self.row.until is None and self.enterprise.is_there


@dataclass(frozen=True, slots=True)
class ShownPark:
    """All there is to know of a park.

    Attributes:
        tenants: Those that are there first, by when they came.
        years: By the first day, the latest first.
        unlisted: Enterprises that say that they are there, and are not entered.
    """

    listed: ListedPark
    tenants: tuple[ListedTenant, ...]
    years: Mapping[date, Year]
    unlisted: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Stay:
    """A time for which an enterprise was in a park."""

    park: str
    park_id: ParkId
    row: ParkTenant


def _named(row: Park) -> str:
    return f"园区“{row.name}”"


def _twin_of(session: Session, row: Park) -> str:
    return "" if NAMES.find(session, row.name) is None else NAMES.name_taken(row.name)


NAMES: Final = Shelf(Park, Kind.PARK, "园区", "先删除那一个，或给它改名，再恢复")
PARKS: Final = Records(
    Park, Kind.PARK, "个园区", _named, Action.PARK_DELETE, Action.PARK_RESTORE, against=_twin_of
)
"""The parks; see `Records` for how they are deleted and brought back."""


def save_park(seat: Seat, given: ParkFields, rules: Rules, opened: Seen | None = None) -> Seen:
    """Enter a park, or change one as it was seen.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence; another one has its name.
        ChangedMeanwhile: Somebody else has changed it.
        NotFound: It is not there.
    """
    with seat.act(Action.PARK_SAVE) as act:
        return write_in(act, given, rules, opened)


def write_in(act: Act, given: ParkFields, rules: Rules, opened: Seen | None = None) -> Seen:
    """Enter a park within an act that does more, or change one; see `save_park`."""
    session = act.session
    if complaints := [sentence for _, sentence in complaints_of(given, rules.today())]:
        raise BadInput(complaints)
    row = None if opened is None else PARKS.as_seen(session, opened)
    name = one_line(given.name)
    if NAMES.find(session, name) not in (None, row):
        raise BadInput(f"已有园区“{name}”，请打开那一个，或换一个名称")
    if row is not None:
        _refuse_earlier(session, row, given.since)
    is_new = row is None
    row = row or Park(name="", stage="", since=given.since, by_name=act.who.name, made_at=act.at)
    if is_new:
        row.account_id = act.who.id
    row.name, row.stage, row.since = name, given.stage.value, given.since
    for key in _TEXTS:
        setattr(row, key, one_line(getattr(given, key)))
    row.phone = check_phones(given.phone) if given.phone.strip() else ""
    row.total, row.area = given.total, given.area
    if is_new:
        return PARKS.entered(act, row, f"登记{_named(row)}")
    return PARKS.changed(act, row, "修改")


def end_park(seat: Seat, seen: Seen, day: date, rules: Rules, *, because: str) -> Seen:
    """Say from which day a park is no more; whoever is there leaves with it, and what was stays.

    Raises:
        BadInput: It has ended already, no reason is given, the day is still to come, or somebody came or left
            after that day.
        ChangedMeanwhile, NotFound: As `save_park`.
    """
    with seat.act(Action.PARK_SAVE) as act:
        return end_in(act, seen, day, rules, because=because)


def end_in(act: Act, seen: Seen, day: date, rules: Rules, *, because: str) -> Seen:
    """Say so within an act that does more; see `end_park`."""
    because = reason_of(because, "终止")
    row = PARKS.as_seen(act.session, seen)
    if row.until is not None:
        raise BadInput(f"{_named(row)}已从 {row.until.isoformat()} 起终止")
    if complaint := wrong_of_end(row.since, day, rules.today()):
        raise BadInput(f"{_named(row)}的{complaint}")
    tenants = _tenant_rows(act.session, [seen.id])
    if later := [one for one in tenants if max(one.since, one.until or one.since) > day]:
        raise BadInput(
            f"有 {len(later)} 户在 {day.isoformat()} 以后才入驻或退出，请先核对入驻企业，或改终止日期"
        )
    gone = [one for one in tenants if one.until is None]
    for one in gone:
        one.until, one.because, one.with_park = day, because, True
        act.session.add(one)
    row.until, row.ended_because = day, because
    said = f"，{len(gone)} 户随同退出" if gone else ""
    return PARKS.changed(act, row, f"从 {day.isoformat()} 起终止{said}：{because}")


def reopen_park(seat: Seat, seen: Seen, *, because: str) -> Seen:
    """Say that a park goes on after all; who left with it is there again.

    Raises:
        BadInput: It has not ended, or no reason is given.
        ChangedMeanwhile, NotFound: As `save_park`.
    """
    because = reason_of(because, "恢复")
    with seat.act(Action.PARK_SAVE) as act:
        row = PARKS.as_seen(act.session, seen)
        if row.until is None:
            raise BadInput(f"{_named(row)}没有终止")
        row.until, row.ended_because = None, ""
        back = [one for one in _tenant_rows(act.session, [seen.id]) if one.with_park]
        for one in back:
            one.until, one.because, one.with_park = None, "", False
            act.session.add(one)
        return PARKS.changed(act, row, f"恢复，{len(back)} 户仍在园区：{because}")


def admit(
    seat: Seat, seen: Seen, given: Sequence[TenantFields], rules: Rules, id_: TenantId | None = None
) -> tuple[Seen, list[TenantId]]:
    """Enter that enterprises are in a park, or were; with an id, change that one.

    Returns:
        The park as it is now, and the ids of what was entered.

    Raises:
        BadInput: Something cannot be, each complaint a sentence; an enterprise would be there twice at once.
        ChangedMeanwhile: Somebody else has changed the park.
        NotFound: The park, the enterprise or what is to be changed is not there.
    """
    with seat.act(Action.PARK_SAVE) as act:
        return admit_in(act, seen, given, rules, id_)


def admit_in(
    act: Act, seen: Seen, given: Sequence[TenantFields], rules: Rules, id_: TenantId | None = None
) -> tuple[Seen, list[TenantId]]:
    """Do so within an act that does more; see `admit`."""
    session = act.session
    park = PARKS.as_seen(session, seen)
    row = None if id_ is None else _tenant(session, seen.id, id_)
    before = None if row is None else tenant_fields_of(row)
    refuse_gone(
        session,
        [one.enterprise_id for one in given if before is None or one.enterprise_id != before.enterprise_id],
    )
    others = [one for one in _tenant_rows(session, [seen.id]) if one.id != id_]
    names = owners_named(
        session, [*(one.enterprise_id for one in given), *(one.enterprise_id for one in others)]
    )
    complaints = [
        sentence
        for one in given
        for _, sentence in wrong_of_tenant(one, names[one.enterprise_id].name, park, rules.today())
    ]
    ids: list[TenantId] = []
    for one in given:
        now = names[one.enterprise_id]
        own = [each for each in others if names[each.enterprise_id].id == now.id and overlap(each, one)]
        # Those of records that were merged since were there at once, and each leaves by itself.
        if before is not None and before.enterprise_id == one.enterprise_id:
            own = [each for each in own if not overlap(each, before)]
        if own:
            complaints.append(f"“{now.name}”在这段时间已经在{_named(park)}，没有重复登记")
            continue
        made = row or ParkTenant(park_id=ParkId(seen.id), enterprise_id=one.enterprise_id, since=one.since)
        if row is None:
            made.import_id = act.import_id
        made.enterprise_id, made.since, made.until = one.enterprise_id, one.since, one.until
        made.because, made.area = one_line(one.because), one.area
        made.with_park = one.with_park and one.until is not None and one.until == park.until
        others.append(made)
    if complaints:
        raise BadInput(complaints)
    for made in others[len(others) - len(given) :]:
        session.add(made)
        session.flush()
        assert made.id is not None
        ids.append(made.id)
    said = "、".join(f"“{names[one.enterprise_id].name}”" for one in given[:3])
    said += f"等 {len(given)} 户" if len(given) > 3 else ""
    word = "退出" if len(given) == 1 and given[0].until is not None else "入驻"
    return PARKS.changed(act, park, f"{said}{word}"), ids


def remove_tenants(seat: Seat, seen: Seen, ids: Sequence[TenantId]) -> tuple[Seen, list[TenantFields]]:
    """Take away what was entered by mistake; returns the park as it is now, and what stood there.

    Raises:
        ChangedMeanwhile: Somebody else has changed the park.
        NotFound: The park or one of them is not there.
    """
    with seat.act(Action.PARK_SAVE) as act:
        return remove_in(act, seen, ids)


def remove_in(act: Act, seen: Seen, ids: Sequence[TenantId]) -> tuple[Seen, list[TenantFields]]:
    """Take them away within an act that does more; see `remove_tenants`."""
    park = PARKS.as_seen(act.session, seen)
    rows = [_tenant(act.session, seen.id, id_) for id_ in ids]
    before = [tenant_fields_of(row) for row in rows]
    names = owners_named(act.session, [row.enterprise_id for row in rows])
    said = "、".join(f"“{names[row.enterprise_id].name}”" for row in rows)
    for row in rows:
        act.session.delete(row)
    return PARKS.changed(act, park, f"删除入驻记录{said}"), before


def set_year(seat: Seat, seen: Seen, year: int, given: Year, rules: Rules) -> tuple[Seen, Year]:
    """Enter what was invested in a year and what its output was; nothing for both takes the year away.

    Returns:
        The park as it is now, and what stood there.

    Raises:
        BadInput: An amount cannot be, or the year has not begun.
        ChangedMeanwhile, NotFound: As `save_park`.
    """
    with seat.act(Action.PARK_SAVE) as act:
        return year_in(act, seen, year, given, rules)


def year_in(act: Act, seen: Seen, year: int, given: Year, rules: Rules) -> tuple[Seen, Year]:
    """Enter it within an act that does more; see `set_year`."""
    if complaints := list(wrong_of_year(year, given, rules.today())):
        raise BadInput(complaints)
    first = date(year, 1, 1)
    park = PARKS.as_seen(act.session, seen)
    row = act.session.get(ParkYear, (seen.id, first))
    before = Year() if row is None else _year_of(row)
    if given != Year():
        row = row or ParkYear(park_id=ParkId(seen.id), first=first)
        row.invested, row.output = given.invested, given.output
        act.session.add(row)
    elif row is not None:
        act.session.delete(row)
    return PARKS.changed(act, park, f"{year} 年的完成投资和产值"), before


def wrong_of_year(year: int, given: Year, today: date) -> Iterator[str]:
    """Yield what cannot be of what a year came to, a sentence each."""
    yield from (sentence for _, sentence in wrong_amounts({"完成投资": given.invested, "产值": given.output}))
    if not date.min.year < year <= today.year:
        yield f"{year} 年还没有到，请填已经过去的年份或今年"


def list_parks(
    session: Session, *, ids: Sequence[ParkId] | None = None, words: Sequence[str] = ()
) -> list[ListedPark]:
    """Return parks, those that go on first, by name.

    Args:
        session: Of the store.
        ids: Of which; None for all.
        words: Each of them stands in the name, the street or who runs it.
    """
    query = select(Park).where(col(Park.deleted_at).is_(None))
    if ids is not None:
        query = query.where(among(col(Park.id), ids))
    for word in words:
        query = query.where(holds_word(word, Park.name, Park.street, Park.operator))
    rows = session.exec(query.order_by(col(Park.until).is_not(None), col(Park.name))).all()
    there = [row.id for row in rows if row.id is not None]
    tenant: Any = ParkTenant
    # Columns and no objects, of which parks have thousands.
    columns = select(tenant.park_id, tenant.enterprise_id, tenant.until)
    tenants = session.exec(columns.where(among(tenant.park_id, there))).all()
    stands = standing_for(session, {who for _, who, _ in tenants})
    now: dict[ParkId, set[EnterpriseId]] = {}
    ever: dict[ParkId, set[EnterpriseId]] = {}
    for id_, who, until in tenants:
        ever.setdefault(id_, set()).add(stands.get(who, who))
        if until is None and who in stands:
            now.setdefault(id_, set()).add(stands[who])
    years: dict[ParkId, dict[date, Year]] = {}
    of = select(ParkYear).where(among(col(ParkYear.park_id), there)).order_by(col(ParkYear.first).desc())
    for year in session.exec(of):
        years.setdefault(year.park_id, {})[year.first] = _year_of(year)
    found = []
    for row in rows:
        assert row.id is not None
        mine = now.get(row.id, set())
        former = len(ever.get(row.id, set()) - mine)
        found.append(ListedPark(row, frozenset(mine), former, years.get(row.id, {})))
    return found


def show_park(session: Session, id_: ParkId) -> ShownPark:
    """Return all there is to know of a park.

    Raises:
        NotFound: There is none with this id.
    """
    park = PARKS.there(session, id_)
    [listed] = list_parks(session, ids=[id_])
    rows = _tenant_rows(session, [id_])
    names = owners_named(session, [row.enterprise_id for row in rows])
    said = _said_by(session, [one.id for one in names.values() if one.id is not None])
    tenants = [
        ListedTenant(row, named := names[row.enterprise_id], park.name, said.get(named.id, ""))
        for row in rows
    ]
    tenants.sort(key=lambda one: (not one.is_there, one.row.since, one.enterprise.name))
    there = {one.enterprise.id for one in tenants}
    says = select(EnterpriseAttribute.enterprise_id).where(
        EnterpriseAttribute.name == FACT, EnterpriseAttribute.value == park.name
    )
    claims = {EnterpriseId(id_) for id_ in session.exec(says)}
    said_so = owners_named(session, claims).values()
    others = {one.id: one for one in said_so if one.is_there and one.id not in there}
    unlisted = sorted(others.values(), key=lambda one: one.name) if park.until is None else []
    return ShownPark(listed, tuple(tenants), listed.years, tuple(unlisted))


def stays_of(session: Session, id_: EnterpriseId) -> list[Stay]:
    """Return when an enterprise was in which parks, the earliest first."""
    records = stood_for_by(session, [id_])
    query = select(ParkTenant, Park.name).where(
        col(Park.id) == ParkTenant.park_id,
        col(Park.deleted_at).is_(None),
        among(col(ParkTenant.enterprise_id), records),
    )
    rows = session.exec(query.order_by(col(ParkTenant.since), col(ParkTenant.id)))
    return [Stay(name, row.park_id, row) for row, name in rows]


def tenant_fields_of(row: ParkTenant) -> TenantFields:
    """Return what is entered of an enterprise in a park."""
    return TenantFields(row.enterprise_id, row.since, row.until, row.because, row.area, row.with_park)


def complaints_of(given: ParkFields, today: date) -> Iterator[tuple[str, str]]:
    """Yield what cannot be of what is entered of a park, each a sentence, with the field that it is of."""
    name = one_line(given.name)
    if not name:
        yield "name", "请填写园区名称"
    elif len(name) > LONGEST:
        yield "name", f"园区名称最长 {LONGEST} 个字"
    if given.since > today:
        yield "since", f"起始日期 {given.since.isoformat()} 还没有到，规划中的园区请填登记或批准的日期"
    for _, sentence in wrong_amounts({"总投资": given.total}):
        yield "total", sentence
    for _, sentence in wrong_numbers({"面积": given.area}):
        yield "area", sentence


def wrong_of_end(since: date, day: date, today: date) -> str:
    """Return what cannot be of the day from which a park is no more; empty for nothing."""
    if day > today:
        return f"终止日期 {day.isoformat()} 还没有到，请填写实际终止的日期"
    return f"终止日期 {day.isoformat()} 早于起始日期 {since.isoformat()}" if day < since else ""


def wrong_of_tenant(given: TenantFields, name: str, park: Park, today: date) -> Iterator[tuple[str, str]]:
    """Yield what cannot be of an enterprise in a park, each a sentence, with the field that it is of."""
    said = f"“{name}”的"
    for at, word, day in (("since", "入驻", given.since), ("until", "退出", given.until)):
        if day is not None and day > today:
            yield at, f"{said}{word}日期 {day.isoformat()} 还没有到"
    if given.since < park.since:
        yield "since", f"{said}入驻日期 {given.since.isoformat()} 早于园区的起始日期 {park.since.isoformat()}"
    if given.until is not None and given.until < given.since:
        yield "until", f"{said}退出日期 {given.until.isoformat()} 早于入驻日期 {given.since.isoformat()}"
    if park.until is not None and (given.until is None or given.until > park.until):
        yield "until", f"园区已从 {park.until.isoformat()} 起终止，{said}退出日期不能比它晚"
    for _, sentence in wrong_numbers({"面积": given.area}):
        yield "area", f"{said}{sentence}"


def _refuse_earlier(session: Session, row: Park, since: date) -> None:
    """Refuse that a park begins after somebody was there, or after its end."""
    first = min((one.since for one in _tenant_rows(session, [row.id or 0])), default=since)
    if first < since:
        raise BadInput(f"有企业 {first.isoformat()} 就已入驻，起始日期不能晚于这一天")
    if row.until is not None and row.until < since:
        raise BadInput(f"园区已从 {row.until.isoformat()} 起终止，起始日期不能晚于这一天")


def overlap(one: ParkTenant | TenantFields, other: TenantFields) -> bool:
    """Whether two stays have a day in common."""
    begins = other.until is None or one.since < other.until
    return begins and (one.until is None or other.since < one.until)


def _tenant_rows(session: Session, ids: Collection[int]) -> Sequence[ParkTenant]:
    query = select(ParkTenant).where(among(col(ParkTenant.park_id), ids))
    return session.exec(query.order_by(col(ParkTenant.since), col(ParkTenant.id))).all()


def _tenant(session: Session, park_id: int, id_: TenantId) -> ParkTenant:
    row = session.get(ParkTenant, id_)
    if row is None or row.park_id != park_id:
        raise NotFound("这条入驻记录已不在了，请刷新后再看")
    return row


def _year_of(row: ParkYear) -> Year:
    return Year(
        None if row.invested is None else Fen(row.invested), None if row.output is None else Fen(row.output)
    )


def _said_by(session: Session, ids: Sequence[EnterpriseId]) -> dict[EnterpriseId | None, str]:
    """Return in which park enterprises say themselves that they are."""
    query = select(EnterpriseAttribute.enterprise_id, EnterpriseAttribute.value).where(
        among(col(EnterpriseAttribute.enterprise_id), ids), EnterpriseAttribute.name == FACT
    )
    return {EnterpriseId(id_): str(value or "") for id_, value in session.exec(query)}
