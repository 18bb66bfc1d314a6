"""What parks, events and needs have in common: each is kept with a version, deleted, and brought back."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlmodel import Session, col, select

from domain.enterprises.entities import Enterprise
from domain.enterprises.identity import standing_for
from domain.outreach.matching_entities import MatchEvent, Need, Park
from domain.outreach.people import ChangedMeanwhile
from domain.store.acts import Act, Action
from domain.store.engine import Seat
from domain.store.sql import among
from domain.store.tables import Kind, Subject
from domain.values.errors import BadInput, NotFound
from domain.values.ids import EnterpriseId
from domain.values.money import MAX_FEN

Row = TypeVar("Row", Park, MatchEvent, Need)


@dataclass(frozen=True, slots=True)
class Seen:
    """A record as somebody saw it."""

    id: int
    version: int


@dataclass(frozen=True, slots=True)
class Named:
    """Whose something is: the record that stands now for an enterprise; or a name, of somebody of none.

    One that was deleted, and for which none stands, is not ``is_there``.
    """

    id: EnterpriseId | None
    name: str
    uscc: str = ""
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class Records(Generic[Row]):
    """Records of one kind.

    Attributes:
        table: Of which table.
        kind: As the trail calls them.
        word: What people call one.
        named: Says which one it is, in quotation marks.
        deletes, restores: The acts.
        against: Says why one cannot be brought back; empty where it can.
    """

    table: type[Row]
    kind: Kind
    word: str
    named: Callable[[Row], str]
    deletes: Action
    restores: Action
    against: Callable[[Session, Row], str] = lambda *_: ""

    def there(self, session: Session, id_: int) -> Row:
        """Return a record.

        Raises:
            NotFound: There is none with this id.
        """
        row = session.get(self.table, id_)
        if row is None or row.deleted_at is not None:
            raise NotFound(f"这{self.word}已经删除，可以在回收站里恢复")
        return row

    def as_seen(self, session: Session, seen: Seen) -> Row:
        """Return a record that is still as it was seen.

        Raises:
            ChangedMeanwhile: Somebody else has changed it.
            NotFound: There is none with this id.
        """
        row = self.there(session, seen.id)
        if row.version != seen.version:
            raise ChangedMeanwhile(f"没有保存：{self.named(row)}在您打开之后别人改过，请重新打开再改")
        return row

    def changed(self, act: Act, row: Row, said: str) -> Seen:
        """Write that a record was changed, or what hangs on it; returns it as it is now."""
        row.version += 1
        act.session.add(row)
        assert row.id is not None
        act.note(Subject(self.kind, row.id), f"{self.named(row)}：{said}")
        return Seen(row.id, row.version)

    def entered(self, act: Act, row: Row, said: str) -> Seen:
        """Write a record for the first time."""
        act.session.add(row)
        act.session.flush()
        assert row.id is not None
        act.note(Subject(self.kind, row.id), said)
        return Seen(row.id, row.version)

    def delete(self, seat: Seat, seen: Sequence[Seen]) -> list[int]:
        """Delete records that were entered by mistake; returns their ids, for `restore`.

        Raises:
            ChangedMeanwhile, NotFound: As `as_seen`.
        """
        with seat.act(self.deletes) as act:
            self.delete_in(act, seen)
            return [one.id for one in seen]

    def delete_in(self, act: Act, seen: Sequence[Seen]) -> None:
        """Delete records within an act that does more; see `delete`."""
        for one in seen:
            row = self.as_seen(act.session, one)
            row.deleted_at, row.version = act.at, row.version + 1
            act.session.add(row)
            act.note(Subject(self.kind, one.id), f"删除{self.named(row)}", action=self.deletes)

    def delete_again(self, seat: Seat, ids: Sequence[int]) -> None:
        """Take back that records were brought back, as they are now.

        Raises:
            NotFound: As `delete`.
        """
        with seat.read() as session:
            seen = [Seen(id_, self.there(session, id_).version) for id_ in ids]
        self.delete(seat, seen)

    def restore(self, seat: Seat, ids: Sequence[int]) -> None:
        """Bring back records that were deleted.

        Raises:
            BadInput: Another one stands in the way.
            NotFound: One was not deleted.
        """
        with seat.act(self.restores) as act:
            for id_ in ids:
                row = act.session.get(self.table, id_)
                if row is None or row.deleted_at is None:
                    raise NotFound(f"这{self.word}已不在回收站里")
                if against := self.against(act.session, row):
                    raise BadInput(against)
                row.deleted_at, row.version = None, row.version + 1
                act.session.add(row)
                act.note(Subject(self.kind, id_), f"恢复{self.named(row)}")


def owners_named(session: Session, ids: Collection[EnterpriseId | None]) -> dict[EnterpriseId | None, Named]:
    """Return the records that stand now for enterprises, by the ids that they were entered under.

    One that was deleted, and for which none stands, is named as it was called.
    """
    there = {id_ for id_ in ids if id_ is not None}
    now = standing_for(session, there)
    query = select(Enterprise.id, Enterprise.name, Enterprise.uscc)
    rows = session.exec(query.where(among(col(Enterprise.id), {*now.values(), *there})))
    stands = {*now.values()}
    names = {
        id_: Named(EnterpriseId(id_), name, uscc, id_ in stands)
        for id_, name, uscc in rows
        if id_ is not None
    }
    return {id_: names[now.get(id_, id_)] for id_ in there}


def kept_owners(
    session: Session, before: Collection[EnterpriseId | None]
) -> dict[EnterpriseId | None, EnterpriseId | None]:
    """Return by the records that stand now for enterprises, and by their own, under which they were entered.

    Under these they stay as long as nobody chooses another one: whoever was merged has its own back once that
    is undone.
    """
    return {one.id: id_ for id_, one in owners_named(session, before).items()} | {id_: id_ for id_ in before}


def refuse_gone(session: Session, ids: Collection[EnterpriseId | None]) -> None:
    """Refuse enterprises that are not in the register, and for which no other record stands.

    Raises:
        NotFound: One is not.
    """
    there = {id_ for id_ in ids if id_ is not None}
    if len(standing_for(session, there)) < len(there):
        raise NotFound("有的企业已不在企业库中，请刷新后再选")


def wrong_amounts(amounts: dict[str, int | None]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with amounts in fen, by what they are called."""
    for word, amount in amounts.items():
        if amount is not None and not 0 <= amount <= MAX_FEN:
            yield word, f"{word}不能小于 0，也不能超过 10 万亿元"


def wrong_numbers(numbers: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with whole numbers of which there is none or one at least."""
    for word, number in numbers.items():
        if number is not None and not 1 <= number <= _MOST:
            yield word, f"{word}应在 1 到 {_MOST:,} 之间；没有的不填"


_MOST = 100_000_000
