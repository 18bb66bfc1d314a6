"""What policies read by statements of SQLite's own: whole columns, and kept results to the byte."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from sqlmodel import Session

from domain.enterprises.dictionary import Fact, FactKind
from domain.policies.many.numbers import Array
from domain.store.engine import driver_of
from domain.store.packing import check, digest_of
from domain.store.problems import as_stored
from domain.values.periods import Period

# An ordinal counts days from the first of year 1, a Julian day from noon of a day long before.
_ORDINAL: Final = "CAST(julianday(value) - 1721424.5 AS INTEGER)"
AS_INTEGER: Final = {
    FactKind.TRUTH: "value = '1'",
    FactKind.DATE: f"CASE value WHEN '' THEN 0 ELSE {_ORDINAL} END",
    FactKind.MONEY: "CAST(value AS INTEGER)",
    FactKind.NUMBER: "CAST(value AS INTEGER)",
    FactKind.RATE: "CAST(value AS INTEGER)",
}
"""The kinds of facts that are read as integers, and how."""

_WHOLE: Final = "CAST(CAST(value AS INTEGER) AS TEXT) = value"
_AS_WRITTEN: Final = {
    FactKind.TRUTH: "value IN ('0', '1')",
    FactKind.DATE: "value = '' OR date(value) = value",
    FactKind.MONEY: _WHOLE,
    FactKind.NUMBER: _WHOLE,
    FactKind.RATE: _WHOLE,
}
"""SQL that is true of a value as `codec` writes it."""


def read_integers(session: Session, fact: Fact) -> Array:
    """Return a fact of one of the kinds in `AS_INTEGER` as rows of an enterprise's id and the value.

    Raises:
        Unreadable: A value does not stand there as it was written.
    """
    statement = (
        f"SELECT group_concat(enterprise_id, ' '), group_concat(({AS_INTEGER[fact.kind]}), ' '),"
        f" sum(({_AS_WRITTEN[fact.kind]}) IS NOT 1)"
        " FROM enterprise_attribute WHERE name = ?"
    )
    return _parsed(driver_of(session).execute(statement, (fact.name,)), fact.label)


def read_texts(session: Session, name: str) -> tuple[list[str], Array, Array]:
    """Return what stands under a name, each text once; the enterprises' ids; and which text is whose."""
    statement = (
        "SELECT value, count(*), group_concat(enterprise_id, ' ')"
        " FROM enterprise_attribute WHERE name = ? GROUP BY value"
    )
    found = driver_of(session).execute(statement, (name,)).fetchall()
    ids = np.fromstring(" ".join(of_each for _, _, of_each in found), np.int64, sep=" ")
    codes = np.repeat(np.arange(len(found)), [count for _, count, _ in found])
    return [value for value, _, _ in found], ids, codes


@contextmanager
def reading_figures(
    session: Session, wanted: Sequence[tuple[str, Period]]
) -> Iterator[Callable[[int, int], Array]]:
    """Offer to read these period figures of the enterprises from one id to another.

    What is offered returns rows of an enterprise's id, the place among those wanted and the amount, or raises
    `Unreadable` where one does not stand there as it was written.
    """
    connection = driver_of(session)
    connection.execute(
        "CREATE TEMP TABLE wanted (name, period, code, PRIMARY KEY (name, period)) WITHOUT ROWID"
    )
    try:
        connection.executemany(
            "INSERT INTO wanted VALUES (?, ?, ?)",
            [(name, str(period), code) for code, (name, period) in enumerate(wanted)],
        )
        yield lambda *ends: _parsed(connection.execute(_FIGURES, ends), "期间数据")
    finally:
        connection.execute("DROP TABLE wanted")


def read_rows(session: Session, kind: str, block: int) -> Iterator[list[tuple[int, str]]]:
    """Yield the rows of a list in blocks, each an enterprise's id and the content, as they follow another."""
    cursor = driver_of(session).execute(
        "SELECT enterprise_id, content FROM enterprise_row WHERE kind = ? ORDER BY enterprise_id, position",
        (kind,),
    )
    while found := cursor.fetchmany(block):
        yield found


def reads_as_written(session: Session, run_id: int, sha256: str | None) -> bool:
    """Whether all that is kept of a run reads, and comes to this digest; None where none was told."""
    connection = driver_of(session)
    try:
        check(connection, run_id)
        return sha256 in (None, digest_of(connection, run_id))
    except ValueError:
        return False


def _parsed(found: Iterable[Any], what: str) -> Array:
    """Return the integers of texts that stand beside each other in the only row found, a column for each.

    Raises:
        Unreadable: One of them does not stand there as it was written; SQLite would take the digits before.
    """
    ((*texts, wrong),) = found
    with as_stored(f"企业资料里的“{what}”"):
        if wrong:
            raise ValueError(f"{wrong} values are not as they were written")
        return np.column_stack([np.fromstring(text or "", np.int64, sep=" ") for text in texts])


# A long text for each column of a block: an object for each figure would take twice as long, and so would
# texts put together row by row.
_FIGURES: Final = """
SELECT
    group_concat(figure.enterprise_id, ' '),
    group_concat(wanted.code, ' '),
    group_concat(figure.amount, ' '),
    sum(typeof(figure.amount) != 'integer')
FROM enterprise_figure AS figure
CROSS JOIN wanted ON wanted.name = figure.name AND wanted.period = figure.period
WHERE figure.enterprise_id BETWEEN ? AND ?
"""
