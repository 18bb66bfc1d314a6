"""Qualifications of all enterprises, by batch and level; and what share of the city's they are."""

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise, EnterpriseRow
from domain.outreach.cultivation_entities import CityCount
from domain.outreach.cultivation_standards import ABOVE_SCALE, ABOVE_SCALE_WORD
from domain.store.acts import Action
from domain.store.engine import Seat
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import CityCountId, EnterpriseId
from domain.values.texts import one_line

LIST: Final = "qualifications"
"""The list of an enterprise's qualifications; see ``resources/facts/office.toml``."""
_MOST: Final = 10**7


@dataclass(frozen=True, slots=True)
class Qualification:
    """A qualification of an enterprise, as its list has it; None and empty for what is not entered.

    Attributes:
        valid_until: The last day on which it holds.
        withdrawn_on: The first on which it was taken back.
    """

    enterprise_id: EnterpriseId
    kind: str
    level: str
    batch: str
    recognised_on: date | None
    valid_until: date | None
    withdrawn_on: date | None
    certificate: str
    name: str = ""
    uscc: str = ""
    uid: str = ""

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day: given by then, not over, and not taken back."""
        return (
            (self.recognised_on is None or self.recognised_on <= day)
            and (self.valid_until is None or self.valid_until >= day)
            and (self.withdrawn_on is None or self.withdrawn_on > day)
        )

    @property
    def ends_on(self) -> date | None:
        """When it ends, one way or the other."""
        days = [day for day in (self.valid_until, self.withdrawn_on) if day is not None]
        return min(days, default=None)


@dataclass(frozen=True, slots=True)
class Share:
    """Of a kind and level how many enterprises there are, and in the whole city.

    Attributes:
        ours: How many enterprises have it today.
        city: What the city said last; None where that is not entered.
        then: How many of ours had it on the city's day.
        undated: Of how many of ours of just this level nobody entered since when; they count on no day.
    """

    kind: str
    level: str
    ours: int
    city: CityCount | None = None
    then: int = 0
    undated: int = 0

    @property
    def text(self) -> str:
        """Say the share with both numbers.

        >>> city = CityCount(kind="little_giant", level="national", count=64)
        >>> Share("little_giant", "national", 25, city, 23).text
        '23/64 = 35.9 %'
        """
        if self.city is None:
            return ""
        if not self.city.count:
            return f"{self.then}/0"
        tenths = (self.then * 2000 + self.city.count) // (2 * self.city.count)
        return f"{self.then}/{self.city.count:,} = {tenths // 10}.{tenths % 10} %"


@dataclass(frozen=True, slots=True)
class CityFields:
    """What is entered of the city; see `CityCount`."""

    kind: str
    level: str
    day: date
    count: int
    source: str


def list_qualifications(session: Session) -> list[Qualification]:
    """Return the qualifications of every enterprise of the register, by its name."""
    return [*_read(session, col(Enterprise.deleted_at).is_(None))]


def qualifications_of(
    session: Session, ids: Collection[EnterpriseId]
) -> dict[EnterpriseId, list[Qualification]]:
    """Return the qualifications of some enterprises."""
    found: dict[EnterpriseId, list[Qualification]] = {}
    for one in _read(session, among(col(Enterprise.id), {*ids})):
        found.setdefault(one.enterprise_id, []).append(one)
    return found


def shares_of(
    held: Sequence[Qualification], counts: Sequence[CityCount], today: date, dictionary: Dictionary
) -> list[Share]:
    """Return each kind and level that there is here or that the city told of, in the order of their words.

    An enterprise that was recognised twice is one. Without a level the city tells of all levels.
    """
    last: dict[tuple[str, str], CityCount] = {}
    for one in sorted(counts, key=lambda row: row.day):
        if one.day <= today:
            last[one.kind, one.level] = one
    columns = dictionary.rows[LIST].columns
    kinds, levels = [*columns["kind"].choices], ["", *columns["level"].choices]
    keys = {(one.kind, one.level) for one in held} | {*last}
    places = {word: at for at, word in enumerate(kinds)}, {word: at for at, word in enumerate(levels)}

    def count(kind: str, level: str, day: date) -> int:
        return len(
            {
                one.enterprise_id
                for one in held
                if one.kind == kind and (not level or one.level == level)
                # As figures count: since when it is so is never guessed.
                if one.recognised_on is not None and one.holds_on(day)
            }
        )

    return [
        Share(
            kind,
            level,
            count(kind, level, today),
            city := last.get((kind, level)),
            0 if city is None else count(kind, level, city.day),
            sum((one.kind, one.level, one.recognised_on) == (kind, level, None) for one in held),
        )
        for kind, level in sorted(
            keys, key=lambda key: (places[0].get(key[0], len(kinds)), places[1].get(key[1], len(levels)))
        )
    ]


def enter_city_count(seat: Seat, given: CityFields, dictionary: Dictionary, today: date) -> CityCountId:
    """Enter how many there are in the whole city on a day.

    Raises:
        BadInput: Something of it cannot be, each complaint a sentence; or that day is entered already.
    """
    if complaints := [*_complaints(given, dictionary, today)]:
        raise BadInput(complaints)
    words = words_of(given.kind, given.level, dictionary)
    with seat.act(Action.CITY_COUNT_ENTER) as act:
        if any(
            (one.kind, one.level, one.day) == (given.kind, given.level, given.day)
            for one in city_counts(act.session)
        ):
            raise BadInput(f"{given.day.isoformat()} 的全市{words}已经登记过，请先删去那一条")
        row = CityCount(
            kind=given.kind,
            level=given.level,
            day=given.day,
            count=given.count,
            source=one_line(given.source),
            account_id=act.who.id,
            by_name=act.who.name,
            made_at=act.at,
        )
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        said = f"登记 {given.day.isoformat()} 全市{words} {given.count:,} 户（{row.source}）"
        act.note(Subject(Kind.CITY_COUNT, row.id), said)
        return row.id


def void_city_count(seat: Seat, id_: CityCountId, dictionary: Dictionary) -> None:
    """Take back a number of the city that was entered by mistake.

    Raises:
        NotFound: It was taken back already.
    """
    with seat.act(Action.CITY_COUNT_ENTER) as act:
        row = act.session.get(CityCount, id_)
        if row is None or row.voided_at is not None:
            raise NotFound("这个全市户数已经删去，请刷新后再看")
        row.voided_at = act.at
        act.session.add(row)
        words = words_of(row.kind, row.level, dictionary)
        act.note(Subject(Kind.CITY_COUNT, id_), f"删去 {row.day.isoformat()} 全市{words} {row.count:,} 户")


def city_counts(session: Session) -> Sequence[CityCount]:
    """Return what the city told, the latest day first."""
    query = select(CityCount).where(col(CityCount.voided_at).is_(None))
    return session.exec(query.order_by(col(CityCount.day).desc(), col(CityCount.id).desc())).all()


def target_word(target: str, dictionary: Dictionary) -> str:
    """Return what people call what an enterprise may become: 四上, or a qualification."""
    if target == ABOVE_SCALE:
        return ABOVE_SCALE_WORD
    return dictionary.rows[LIST].columns["kind"].choices.get(target, target)


def words_of(kind: str, level: str, dictionary: Dictionary) -> str:
    """Return what a kind and a level are called.

    An empty level are all of them.
    """
    columns = dictionary.rows[LIST].columns
    named = columns["level"].choices.get(level, level)
    return f"{named}{columns['kind'].choices.get(kind, kind)}"


def _complaints(given: CityFields, dictionary: Dictionary, today: date) -> Iterator[str]:
    columns = dictionary.rows[LIST].columns
    if given.kind not in columns["kind"].choices:
        yield "请选定资质类别"
    if given.level and given.level not in columns["level"].choices:
        yield "没有这个认定级别，请重新选择"
    if not 0 <= given.count <= _MOST:
        yield f"全市户数在 0 到 {_MOST:,} 之间"
    if given.day > today:
        yield f"截至日期 {given.day.isoformat()} 还没有到"
    if not one_line(given.source):
        yield "请填写出处：哪个部门、哪份材料"


def _read(session: Session, which: Any) -> Iterator[Qualification]:
    # Of so many columns the types of a query say nothing.
    columns: Any = select
    query = (
        columns(Enterprise.id, Enterprise.name, Enterprise.uscc, EnterpriseRow.content, EnterpriseRow.uid)
        .where(EnterpriseRow.kind == LIST, EnterpriseRow.enterprise_id == Enterprise.id, which)
        .order_by(col(Enterprise.name), col(Enterprise.id), col(EnterpriseRow.position))
    )
    with as_stored("企业资料里的“资质荣誉”"):
        for id_, name, uscc, content, uid in session.exec(query):
            yield _qualification(id_, name, uscc, uid, json.loads(content))


def _qualification(id_: EnterpriseId, name: str, uscc: str, uid: str, row: dict[str, Any]) -> Qualification:
    def day(key: str) -> date | None:
        return date.fromisoformat(row[key]) if row.get(key) else None

    def word(key: str) -> str:
        return str(row.get(key) or "")

    return Qualification(
        id_,
        word("kind"),
        word("level"),
        word("batch"),
        day("recognised_on"),
        day("valid_until"),
        day("withdrawn_on"),
        word("certificate"),
        name,
        uscc,
        uid,
    )
