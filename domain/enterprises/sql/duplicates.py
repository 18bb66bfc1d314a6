"""What the search for duplicates asks the register: over and over, so by the driver itself."""

from collections.abc import Iterable, Iterator
from typing import Final

from sqlmodel import Session

from domain.store.engine import driver_of
from domain.values.ids import EnterpriseId


def read_names(session: Session) -> Iterator[tuple[EnterpriseId, str, str]]:
    """Yield id, name and pinyin of every enterprise."""
    yield from driver_of(session).execute("SELECT id, name, pinyin FROM enterprise WHERE deleted_at IS NULL")


def values_of_several(session: Session, fact: str) -> list[tuple[EnterpriseId, str]]:
    """Return the values of a fact that hold several numbers, with the enterprises that have them."""
    return driver_of(session).execute(_SEVERAL, (fact,)).fetchall()


def shared_values(session: Session, fact: str) -> list[str]:
    """Return the values of a fact that more than one record has, deleted ones among them."""
    return [value for (value,) in driver_of(session).execute(_SHARED, (fact,))]


def holders_of_each(
    session: Session, fact: str, numbers: Iterable[str], most: int
) -> Iterator[tuple[str, list[EnterpriseId]]]:
    """Yield each of these numbers with those that have it alone, `most` of them."""
    connection = driver_of(session)
    for number in numbers:
        rows = connection.execute(_HOLDERS, (fact, number, most))
        yield number, [id_ for (id_,) in rows]


_OF_LIVE: Final = """
FROM enterprise_attribute a JOIN enterprise e ON e.id = a.enterprise_id AND e.deleted_at IS NULL
WHERE a.name = ?1
"""
_SEVERAL: Final = f"SELECT a.enterprise_id, a.value {_OF_LIVE} AND a.value LIKE '%、%'"
_HOLDERS: Final = f"SELECT a.enterprise_id {_OF_LIVE} AND a.value = ?2 LIMIT ?3"
_SHARED: Final = """
SELECT value FROM enterprise_attribute
WHERE name = ? AND value NOT LIKE '%、%' AND value != '' GROUP BY value HAVING count(*) > 1
"""
