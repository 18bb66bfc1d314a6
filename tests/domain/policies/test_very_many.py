"""What is decided of very many, of whom columns leave out more, against pieces of them and numpy by hand."""

from collections.abc import Iterator

import numpy as np
import pytest

from domain.policies.files.files import load_policy
from domain.policies.many.codes import IS_MISSING, Decided
from domain.policies.many.deciding import decide_table
from domain.policies.many.numbers import Array
from domain.policies.many.table import FactTable, RowTable
from domain.values.progress import Silent
from tests.bench.register import RESOURCES, STATES, Made
from tests.reference import by_numpy

SIZE = 50_000
PIECE = 2_000


def pieces(made: Made) -> Iterator[FactTable]:
    """The same enterprises, so few at a time that nothing is worth leaving out."""
    for first in range(0, SIZE, PIECE):
        yield piece(made, np.arange(first, first + PIECE))


def piece(made: Made, index: Array) -> FactTable:
    (rows,) = np.nonzero(np.isin(made.owner, index))
    listed = RowTable(
        made.listed[index], made.owner[rows] - index[0], lambda name: made.columns[name].take(rows)
    )
    return FactTable(
        [""] * len(index),
        lambda name: made.attributes[name].take(index),
        lambda name, period: (
            made.figures[name, period].take(index) if (name, period) in made.figures else None
        ),
        lambda _: listed,
        lambda _: (),
    )


def columns_of(decided: Decided) -> list[Array]:
    return [decided.outcome, decided.amount, decided.most, decided.failed]


def awaited(decided: Decided) -> list[list[str]]:
    """What those wait for that a figure is missing of; by name, since each has bits of its own."""
    return [decided.missing_at(place) for place in np.flatnonzero(decided.outcome == IS_MISSING).tolist()]


@pytest.fixture(scope="module")
def policy(dictionary):
    return load_policy(RESOURCES / "policies" / "zhengdong-2022.toml", dictionary)


@pytest.fixture(scope="module")
def made(dictionary, policy):
    return Made(dictionary, policy, SIZE)


def test_that_very_many_are_decided_as_few_are(dictionary, policy, made):
    whole = decide_table(policy, made.table(), dictionary, Silent())
    parts = [decide_table(policy, part, dictionary, Silent()) for part in pieces(made)]

    for id_, decided in whole.items():
        of_parts = zip(*(columns_of(part[id_]) for part in parts), strict=True)
        for column, some in zip(columns_of(decided), of_parts, strict=True):
            assert (column == np.concatenate(some)).all(), id_
        assert awaited(decided) == [names for part in parts for names in awaited(part[id_])], id_


def test_that_very_many_are_decided_as_by_hand(dictionary, policy, made):
    table = made.table()

    decided = decide_table(policy, table, dictionary, Silent())

    for id_, (states, amounts) in by_numpy.decide(*made.by_hand(table)).items():
        own = np.array([STATES[code] for code in range(len(STATES))])[decided[id_].outcome]
        assert (own == states).all(), id_
        assert (decided[id_].amount == amounts).all(), id_
