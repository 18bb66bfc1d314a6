"""Reading the register."""

import json
import sqlite3
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from sqlmodel import Session, col, func, select

from domain.enterprises.codec import decode
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise, EnterpriseAttribute, EnterpriseFigure, EnterpriseRow
from domain.enterprises.facts import EnterpriseFacts, FactValue, Row
from domain.enterprises.register.listed import EnterpriseQuery, Listed
from domain.enterprises.register.spelling import Spelling, spelled
from domain.enterprises.sql import finding
from domain.enterprises.sql.rows import read_rows
from domain.errors import NotFound
from domain.money import Fen
from domain.periods import Period
from domain.store.engine import driver_of
from domain.store.problems import as_stored

_BATCH: Final = 500
_PATIENCE_S: Final = 0.3
_STEPS: Final = 20_000
"""Of SQLite's machine between two looks at the clock."""


def find_ids(
    session: Session, query: EnterpriseQuery, dictionary: Dictionary, *, most: int = 0
) -> Sequence[int]:
    """Return the ids of the matching enterprises, in the order asked for; the first `most`, or all."""
    if most:
        return finding.find_first(driver_of(session), query, dictionary, most).ids[:most]
    return finding.Orders().find_all(driver_of(session), query, dictionary)


def find_some(session: Session, text: str, dictionary: Dictionary, most: int) -> list[Listed]:
    """Return the first enterprises that a search finds; none where that takes longer than one waits."""
    connection, until_s = driver_of(session), time.monotonic() + _PATIENCE_S
    connection.set_progress_handler(lambda: time.monotonic() > until_s, _STEPS)
    try:
        ids = finding.find_first(connection, EnterpriseQuery(text), dictionary, most).ids[:most]
        return list(read_rows(connection, ids, dictionary).values())
    except sqlite3.OperationalError:
        if time.monotonic() <= until_s:
            raise
        return []
    finally:
        connection.set_progress_handler(None, _STEPS)


def list_enterprises(session: Session, ids: Sequence[int], dictionary: Dictionary) -> dict[int, Listed]:
    """Return these enterprises by id; one that was deleted since is left out."""
    return read_rows(driver_of(session), ids, dictionary)


def count(session: Session) -> int:
    """Return how many enterprises there are."""
    statement = select(func.count()).select_from(Enterprise).where(col(Enterprise.deleted_at).is_(None))
    return session.exec(statement).one()


def find_by_uscc(session: Session, uscc: str) -> Enterprise | None:
    """Return the enterprise that has this code."""
    statement = select(Enterprise).where(Enterprise.uscc == uscc, col(Enterprise.deleted_at).is_(None))
    return session.exec(statement).one_or_none()


def spellings_of(session: Session, names: Collection[str]) -> dict[str, Spelling]:
    """Return how names are typed: as the register has them, else spelled now, which takes longer."""
    known = {
        name: Spelling(initials, pinyin)
        for name, initials, pinyin in driver_of(session).execute(
            "SELECT name, initials, pinyin FROM enterprise WHERE deleted_at IS NULL AND pinyin != ''"
            " AND name IN (SELECT value FROM json_each(?))",
            (json.dumps(list(names)),),
        )
    }
    return {name: known.get(name) or spelled(name) for name in names}


def facts_of(session: Session, id_: int, dictionary: Dictionary) -> EnterpriseFacts:
    """Return all that is known about one enterprise.

    Raises:
        NotFound: It is not in the register any more.
    """
    facts = dict(iterate_facts(session, [id_], dictionary)).get(id_)
    if facts is None:
        raise NotFound("这户企业已不在企业库中，可能刚被删除")
    return facts


def iterate_facts(
    session: Session, ids: Sequence[int], dictionary: Dictionary
) -> Iterator[tuple[int, EnterpriseFacts]]:
    """Yield id and facts of these enterprises, in the order given; one that was deleted since is left out.

    A fact that the dictionary does not know, such as one of a policy that was removed, is passed over.
    """
    for batch in _batches(ids):
        with as_stored("企业的资料"):
            attributes = _attributes(session, batch, dictionary)
            figures = _figures(session, batch, dictionary)
            rows = _rows(session, batch, dictionary)
        live = {row.id: row for row in _live(session, batch)}
        for id_ in batch:
            if id_ in live:
                row = live[id_]
                yield id_, EnterpriseFacts(row.uscc, row.name, attributes[id_], figures[id_], rows[id_])


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    # SQLite takes a bounded number of parameters in one statement.
    for start in range(0, len(ids), _BATCH):
        yield ids[start : start + _BATCH]


def _live(session: Session, ids: Sequence[int]) -> Iterable[Enterprise]:
    return session.exec(
        select(Enterprise).where(col(Enterprise.id).in_(ids), col(Enterprise.deleted_at).is_(None))
    )


def _attributes(
    session: Session, ids: Sequence[int], dictionary: Dictionary
) -> defaultdict[int, dict[str, FactValue]]:
    found: defaultdict[int, dict[str, FactValue]] = defaultdict(dict)
    rows = session.exec(select(EnterpriseAttribute).where(col(EnterpriseAttribute.enterprise_id).in_(ids)))
    for row in rows:
        if row.name in dictionary.attributes:
            found[row.enterprise_id][row.name] = decode(dictionary.attributes[row.name], row.value)
    return found


def _figures(
    session: Session, ids: Sequence[int], dictionary: Dictionary
) -> defaultdict[int, dict[str, dict[Period, Fen]]]:
    found: defaultdict[int, dict[str, dict[Period, Fen]]] = defaultdict(dict)
    rows = session.exec(select(EnterpriseFigure).where(col(EnterpriseFigure.enterprise_id).in_(ids)))
    for row in rows:
        if row.name in dictionary.indicators:
            found[row.enterprise_id].setdefault(row.name, {})[Period.parse(row.period)] = Fen(row.amount)
    return found


def _rows(
    session: Session, ids: Sequence[int], dictionary: Dictionary
) -> defaultdict[int, dict[str, tuple[Row, ...]]]:
    found: defaultdict[int, dict[str, tuple[Row, ...]]] = defaultdict(dict)
    entered = session.exec(
        select(EnterpriseAttribute.enterprise_id, EnterpriseAttribute.name).where(
            col(EnterpriseAttribute.enterprise_id).in_(ids),
            col(EnterpriseAttribute.name).in_(dictionary.rows),
        )
    )
    for id_, kind in entered:
        found[id_][kind] = ()
    rows = session.exec(
        select(EnterpriseRow)
        .where(col(EnterpriseRow.enterprise_id).in_(ids))
        .order_by(col(EnterpriseRow.position))
    )
    for row in rows:
        if row.kind in dictionary.rows:
            columns = dictionary.rows[row.kind].columns
            values = {name: decode(columns[name], text) for name, text in json.loads(row.content).items()}
            found[row.enterprise_id][row.kind] = (*found[row.enterprise_id].get(row.kind, ()), values)
    return found
