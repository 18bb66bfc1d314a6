"""Enterprises that may be recorded twice: over the whole register, and beside what is being typed."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Final

from sqlmodel import Session, col, select

from domain.enterprises.dictionary import Dictionary, TextCheck
from domain.enterprises.duplicates.entities import DistinctPair
from domain.enterprises.duplicates.likeness import (
    Likeness,
    Places,
    is_near,
    numbers_in,
    ordered,
    parted,
    sound_of,
    without_one,
)
from domain.enterprises.entities import Enterprise, EnterpriseAttribute
from domain.enterprises.queries import count
from domain.enterprises.register.listed import EnterpriseQuery
from domain.enterprises.register.spelling import spelled
from domain.enterprises.sql.duplicates import holders_of_each, read_names, shared_values, values_of_several
from domain.enterprises.sql.finding import find_ids
from domain.store.acts import Action
from domain.store.audit import AuditEntry
from domain.store.engine import Seat, Store
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import NotFound
from domain.values.ids import EnterpriseId, ImportId
from domain.values.progress import Progress, Reporter

MOST_PAIRS: Final = 2_000
SHARED_BY: Final = 5
"""A number that more enterprises have is an agent's or a park's, and says nothing of them."""

_MOST_CANDIDATES: Final = 300
_STEP: Final = 5_000
_BY_CHECK: Final = {TextCheck.ACCOUNT: Likeness.ACCOUNT, TextCheck.PHONE: Likeness.PHONE}


@dataclass(frozen=True, slots=True)
class Like:
    """An enterprise that looks like the one in hand."""

    id: EnterpriseId
    uscc: str
    name: str
    likenesses: tuple[Likeness, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two enterprises that look like one; ``first`` was recorded before ``second``."""

    first: Like
    second: Like

    @property
    def key(self) -> tuple[EnterpriseId, EnterpriseId]:
        return self.first.id, self.second.id

    @property
    def likenesses(self) -> tuple[Likeness, ...]:
        return self.first.likenesses

    @property
    def words(self) -> str:
        """In what they are alike."""
        return "，".join(one.words for one in self.likenesses)


@dataclass(frozen=True, slots=True)
class Duplicates:
    """What looking through the register found.

    Attributes:
        pairs: The most alike first.
        left_out: How many more pairs there are than are listed.
        shared: How many numbers more than `SHARED_BY` enterprises have, which were passed over.
    """

    pairs: tuple[Pair, ...]
    left_out: int = 0
    shared: int = 0


def find_duplicates(
    store: Store,
    dictionary: Dictionary,
    places: Places,
    reporter: Reporter,
    *,
    among: Collection[EnterpriseId] | None = None,
    most: int = MOST_PAIRS,
) -> Duplicates:
    """Look through the whole register; pairs that somebody decided to be two are left out.

    Args:
        store: Where.
        dictionary: Says which facts are telephone numbers and accounts.
        places: With which names begin.
        reporter: Told how far it is.
        among: Only pairs of which one is among these, e.g. those just imported.
        most: How many pairs are listed.

    Raises:
        Cancelled: The user stopped it.
    """
    with store.read() as session:
        search = _Search(session, dictionary, places, reporter)
        found = search.pairs()
        if among is not None:
            wanted = set(among)
            found = {pair: why for pair, why in found.items() if wanted & set(pair)}
        for one in session.exec(select(DistinctPair)):
            found.pop((one.first_id, one.second_id), None)
        listed = sorted(found.items(), key=_most_alike)[:most]
        known = _identities(session, {id_ for pair, _ in listed for id_ in pair})
        pairs = tuple(Pair(*(Like(id_, *known[id_], ordered(why)) for id_ in pair)) for pair, why in listed)
        return Duplicates(pairs, len(found) - len(listed), search.shared)


def find_alike(
    session: Session,
    dictionary: Dictionary,
    places: Places,
    *,
    name: str,
    numbers: Mapping[str, str],
    but: EnterpriseId | None = None,
    most: int = 5,
) -> list[Like]:
    """Return enterprises that look like one that is being typed, the most alike first.

    Args:
        session: To read with.
        dictionary: Says which facts are telephone numbers and accounts.
        places: With which names begin.
        name: Typed so far.
        numbers: Telephone numbers and accounts by the names of their facts.
        but: The enterprise itself, which is passed over, and those that were decided to be others.
        most: How many at most.
    """
    found: defaultdict[EnterpriseId, set[Likeness]] = defaultdict(set)
    for fact in dictionary.attributes.values():
        likeness = _BY_CHECK.get(fact.check) if fact.check is not None else None
        for number in numbers_in(numbers.get(fact.name, "")) if likeness is not None else ():
            ids = _having(session, fact.name, number)
            if len(ids) <= SHARED_BY and likeness is not None:
                for id_ in ids:
                    found[id_].add(likeness)
    for id_, likeness in _named_alike(session, dictionary, places, name):
        found[id_].add(likeness)
    if but is not None:
        found.pop(but, None)
        for one in session.exec(
            select(DistinctPair).where(
                (col(DistinctPair.first_id) == but) | (col(DistinctPair.second_id) == but)
            )
        ):
            found.pop(one.first_id, None)
            found.pop(one.second_id, None)
    known = _identities(session, found)
    likes = [Like(id_, *known[id_], ordered(why)) for id_, why in found.items() if id_ in known]
    return sorted(likes, key=lambda like: (_rank(like.likenesses), like.id))[:most]


def ids_of_import(session: Session, import_id: ImportId) -> tuple[EnterpriseId, ...]:
    """Return the enterprises that an import added or changed."""
    statement = select(AuditEntry.subject_id).where(
        AuditEntry.import_id == import_id, AuditEntry.kind == Kind.ENTERPRISE
    )
    return tuple(EnterpriseId(id_) for id_ in session.exec(statement.distinct()) if id_ is not None)


def mark_distinct(seat: Seat, pairs: Sequence[tuple[EnterpriseId, EnterpriseId]]) -> None:
    """Remember that these are two enterprises each, so that they are not offered again.

    Raises:
        NotFound: One of them is not in the register any more.
    """
    with seat.act(Action.ENTERPRISE_DISTINCT) as act:
        session = act.session
        known = _identities(session, {id_ for pair in pairs for id_ in pair})
        for first, second in map(sorted, pairs):
            if first not in known or second not in known:
                raise NotFound("其中的企业已不在企业库中，请重新查找")
            session.merge(
                DistinctPair(first_id=first, second_id=second, decided_at=act.at, decided_by=act.who.name)
            )
            summary = f"“{known[first][1]}”和“{known[second][1]}”不是重复"
            act.note(Subject(Kind.ENTERPRISE, first), summary)


def unmark_distinct(seat: Seat, pairs: Sequence[tuple[EnterpriseId, EnterpriseId]]) -> None:
    """Take back what `mark_distinct` remembered."""
    with seat.act(Action.ENTERPRISE_UNDISTINCT) as act:
        for first, second in map(sorted, pairs):
            row = act.session.get(DistinctPair, (first, second))
            if row is not None:
                act.session.delete(row)
                act.note(Subject(Kind.ENTERPRISE, first), "撤销“不是重复”的标记")


class _Search:
    """Looks through the register once for each likeness."""

    def __init__(self, session: Session, dictionary: Dictionary, places: Places, reporter: Reporter) -> None:
        self._session = session
        self._dictionary = dictionary
        self._places = places
        self._reporter = reporter
        self._found: defaultdict[tuple[EnterpriseId, EnterpriseId], set[Likeness]] = defaultdict(set)
        self.shared = 0

    def pairs(self) -> dict[tuple[EnterpriseId, EnterpriseId], set[Likeness]]:
        self._by_name()
        self._by_number()
        return dict(self._found)

    def _by_name(self) -> None:
        total = count(self._session)
        keys: dict[str, list[EnterpriseId]] = {}
        sounds: dict[str, list[EnterpriseId]] = {}
        for done, (id_, name, pinyin) in enumerate(read_names(self._session)):
            place, key = parted(name, self._places)
            keys.setdefault(key, []).append(id_)
            if pinyin:
                sounds.setdefault(sound_of(pinyin, place), []).append(id_)
            self._step(done, total)
        for ids in keys.values():
            self._add(ids, Likeness.NAME)
        for done, (key, ids) in enumerate(keys.items()):
            for other in without_one(key):
                if other in keys:
                    self._add_across(ids, keys[other], Likeness.NEAR)
            self._step(done, total)
        for ids in sounds.values():
            self._add(ids, Likeness.SOUND)
        for why in self._found.values():
            if Likeness.NAME in why:
                why.discard(Likeness.SOUND)

    def _by_number(self) -> None:
        for fact in self._dictionary.attributes.values():
            likeness = _BY_CHECK.get(fact.check) if fact.check is not None else None
            if likeness is None:
                continue
            holders = self._holders(fact.name)
            for ids in holders.values():
                if len(ids) > SHARED_BY:
                    self.shared += 1
                else:
                    self._add(ids, likeness)

    def _holders(self, fact: str) -> dict[str, list[EnterpriseId]]:
        """Return who has a number, for the numbers that more than one may have."""
        holders: defaultdict[str, list[EnterpriseId]] = defaultdict(list)
        for id_, value in values_of_several(self._session, fact):
            for number in numbers_in(value):
                holders[number].append(id_)
        numbers = list(dict.fromkeys((*holders, *shared_values(self._session, fact))))
        found = holders_of_each(self._session, fact, numbers, SHARED_BY + 1)
        for done, (number, ids) in enumerate(found):
            holders[number] += ids
            self._step(done, len(numbers))
        return holders

    def _add(self, ids: Sequence[EnterpriseId], likeness: Likeness) -> None:
        if len(ids) > 1:
            distinct = sorted(set(ids))
            # All with all where they are few, else each with the one before it.
            pairs = combinations(distinct, 2) if len(distinct) <= SHARED_BY else pairwise(distinct)
            for pair in pairs:
                self._found[pair].add(likeness)

    def _add_across(
        self, ids: Sequence[EnterpriseId], others: Sequence[EnterpriseId], likeness: Likeness
    ) -> None:
        for one in ids[:SHARED_BY]:
            for other in others[:SHARED_BY]:
                self._found[min(one, other), max(one, other)].add(likeness)

    def _step(self, done: int, total: int) -> None:
        if done % _STEP == 0:
            self._reporter.step(Progress(min(done, total), max(total, 1)))


def _named_alike(
    session: Session, dictionary: Dictionary, places: Places, name: str
) -> Iterator[tuple[EnterpriseId, Likeness]]:
    place, key = parted(name, places)
    if len(key) < 2:
        return
    sound = sound_of(spelled(name).pinyin, place)
    half = len(key) // 2
    words = dict.fromkeys((f"{key[:half]} {key[half:]}", key[:half], key[half:]))
    candidates: dict[EnterpriseId, None] = {}
    for text in (*(word for word in words if len(word) > 1), sound):
        ids = find_ids(session, EnterpriseQuery(text=text), dictionary, most=_MOST_CANDIDATES)
        candidates |= dict.fromkeys(ids)
    enterprise = Enterprise
    statement = select(col(enterprise.id), enterprise.name, enterprise.pinyin).where(
        among(col(enterprise.id), candidates), col(enterprise.deleted_at).is_(None)
    )
    for id_, other, pinyin in session.exec(statement):
        assert id_ is not None
        its_place, found = parted(other, places)
        if found == key:
            yield id_, Likeness.NAME
        elif pinyin and sound_of(pinyin, its_place) == sound:
            yield id_, Likeness.SOUND
        elif is_near(found, key):
            yield id_, Likeness.NEAR


def _having(session: Session, name: str, number: str) -> Sequence[EnterpriseId]:
    """Return who has a number, alone or before others."""
    given = EnterpriseAttribute
    value = col(given.value)
    is_before_others = (value > f"{number}、") & (value < f"{number}、\U0010ffff")
    return session.exec(
        select(col(given.enterprise_id))
        .join(Enterprise, (col(Enterprise.id) == given.enterprise_id) & col(Enterprise.deleted_at).is_(None))
        .where(given.name == name, (value == number) | is_before_others)
        .limit(SHARED_BY + 1)
    ).all()


def _identities(session: Session, ids: Collection[EnterpriseId]) -> dict[EnterpriseId, tuple[str, str]]:
    statement = select(col(Enterprise.id), Enterprise.uscc, Enterprise.name).where(
        among(col(Enterprise.id), ids), col(Enterprise.deleted_at).is_(None)
    )
    return {id_: (uscc, name) for id_, uscc, name in session.exec(statement) if id_ is not None}


def _most_alike(
    entry: tuple[tuple[EnterpriseId, EnterpriseId], Collection[Likeness]],
) -> tuple[tuple[int, int], tuple[EnterpriseId, EnterpriseId]]:
    pair, why = entry
    return _rank(ordered(why)), pair


def _rank(likenesses: Sequence[Likeness]) -> tuple[int, int]:
    return list(Likeness).index(likenesses[0]), -len(likenesses)
