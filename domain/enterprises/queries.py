"""Reading the register."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from sqlmodel import Session, col, func, select

from domain.enterprises.codec import decode
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.entities import Enterprise, EnterpriseAttribute, EnterpriseFigure, EnterpriseRow
from domain.enterprises.facts import EnterpriseFacts, FactValue, RecordedRow, Row
from domain.enterprises.register.spelling import Spelling, spelled
from domain.store.problems import as_stored
from domain.store.sql import among
from domain.values.errors import NotFound
from domain.values.ids import EnterpriseId
from domain.values.money import Fen
from domain.values.periods import Period

_BATCH: Final = 500
"""How many enterprises' facts are in hand at once."""


def count(session: Session) -> int:
    """Return how many enterprises there are."""
    statement = select(func.count()).select_from(Enterprise).where(col(Enterprise.deleted_at).is_(None))
    return session.exec(statement).one()


def find_by_uscc(session: Session, uscc: str) -> Enterprise | None:
    """Return the enterprise that has this code."""
    statement = select(Enterprise).where(Enterprise.uscc == uscc, col(Enterprise.deleted_at).is_(None))
    return session.exec(statement).one_or_none()


def name_of(session: Session, id_: EnterpriseId) -> str:
    """Return what an enterprise is called, also one that was deleted.

    Raises:
        NotFound: It was never there.
    """
    found = session.get(Enterprise, id_)
    if found is None:
        raise NotFound("没有这户企业")
    return found.name


def spellings_of(session: Session, names: Collection[str]) -> dict[str, Spelling]:
    """Return how names are typed: as the register has them, else spelled now, which takes longer."""
    known = {
        name: Spelling(initials, pinyin)
        for name, initials, pinyin in session.exec(
            select(Enterprise.name, Enterprise.initials, Enterprise.pinyin).where(
                among(col(Enterprise.name), names),
                col(Enterprise.deleted_at).is_(None),
                Enterprise.pinyin != "",
            )
        )
    }
    return {name: known.get(name) or spelled(name) for name in names}


def facts_of(session: Session, id_: EnterpriseId, dictionary: Dictionary) -> EnterpriseFacts:
    """Return all that is known about one enterprise.

    Raises:
        NotFound: It is not in the register any more.
    """
    facts = dict(iterate_facts(session, [id_], dictionary)).get(id_)
    if facts is None:
        raise NotFound("这户企业已不在企业库中，可能刚被删除")
    return facts


def iterate_facts(
    session: Session, ids: Sequence[EnterpriseId], dictionary: Dictionary
) -> Iterator[tuple[EnterpriseId, EnterpriseFacts]]:
    """Yield id and facts of these enterprises, in the order given; one that was deleted since is left out.

    A fact that the dictionary does not know, such as one of a policy that was removed, is passed over.
    """
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        with as_stored("企业的资料"):
            attributes = _attributes(session, batch, dictionary)
            figures = _figures(session, batch, dictionary)
            rows = _rows(session, batch, dictionary)
        live = {row.id: row for row in _live(session, batch)}
        for id_ in batch:
            if id_ in live:
                row = live[id_]
                yield id_, EnterpriseFacts(row.uscc, row.name, attributes[id_], figures[id_], rows[id_])


def _live(session: Session, ids: Sequence[EnterpriseId]) -> Iterable[Enterprise]:
    return session.exec(
        select(Enterprise).where(among(col(Enterprise.id), ids), col(Enterprise.deleted_at).is_(None))
    )


def _attributes(
    session: Session, ids: Sequence[EnterpriseId], dictionary: Dictionary
) -> defaultdict[EnterpriseId, dict[str, FactValue]]:
    found: defaultdict[EnterpriseId, dict[str, FactValue]] = defaultdict(dict)
    # Columns and no objects: making those would take longer than everything else.
    rows = session.exec(
        select(
            col(EnterpriseAttribute.enterprise_id), EnterpriseAttribute.name, EnterpriseAttribute.value
        ).where(among(col(EnterpriseAttribute.enterprise_id), ids))
    )
    for id_, name, value in rows:
        if name in dictionary.attributes:
            found[id_][name] = decode(dictionary.attributes[name], value)
    return found


def _figures(
    session: Session, ids: Sequence[EnterpriseId], dictionary: Dictionary
) -> defaultdict[EnterpriseId, dict[str, dict[Period, Fen]]]:
    found: defaultdict[EnterpriseId, dict[str, dict[Period, Fen]]] = defaultdict(dict)
    figure = EnterpriseFigure
    rows = session.exec(
        select(col(figure.enterprise_id), figure.name, figure.period, figure.amount).where(
            among(col(figure.enterprise_id), ids)
        )
    )
    for id_, name, period, amount in rows:
        if name in dictionary.indicators:
            found[id_].setdefault(name, {})[Period.parse(period)] = Fen(amount)
    return found


def _rows(
    session: Session, ids: Sequence[EnterpriseId], dictionary: Dictionary
) -> defaultdict[EnterpriseId, dict[str, tuple[Row, ...]]]:
    found: defaultdict[EnterpriseId, dict[str, tuple[Row, ...]]] = defaultdict(dict)
    entered = session.exec(
        select(col(EnterpriseAttribute.enterprise_id), EnterpriseAttribute.name).where(
            among(col(EnterpriseAttribute.enterprise_id), ids),
            col(EnterpriseAttribute.name).in_(dictionary.rows),
        )
    )
    for id_, kind in entered:
        found[id_][kind] = ()
    rows = session.exec(
        select(EnterpriseRow)
        .where(among(col(EnterpriseRow.enterprise_id), ids))
        .order_by(col(EnterpriseRow.position))
    )
    for row in rows:
        if row.kind in dictionary.rows:
            columns = dictionary.rows[row.kind].columns
            values = {name: decode(columns[name], text) for name, text in json.loads(row.content).items()}
            there = found[row.enterprise_id].get(row.kind, ())
            found[row.enterprise_id][row.kind] = (*there, RecordedRow(values, row.uid))
    return found
