"""One engine in turns with the program and numpy by hand, in this process; prints as JSON what it found."""

import json
import site
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np

from domain.enterprises.dictionary import load_dictionary
from domain.policies.files.files import load_policy
from domain.policies.many import codes
from domain.policies.many.deciding import decide_table
from domain.values.progress import Silent
from tests.bench.engines import by_zen
from tests.bench.engines.engine import Engine
from tests.bench.engines.openfisca import simulation as openfisca
from tests.bench.measuring import Goal, Measurement, in_turns, median_ratio
from tests.bench.register import ENTERPRISES, RESOURCES, STATES, Made
from tests.reference import by_numpy
from tests.reference.by_numpy import Columns, Decided, Known, Projects

OWN: Final = np.array([STATES[code] for code in range(4)])


@dataclass(frozen=True, slots=True)
class Way:
    """One way of writing the clauses for an engine.

    Attributes:
        name: As it stands in the table.
        prepare: Makes the engine from the figures that `by_numpy` reads.
        share: One enterprise of so many is decided, and the time taken as often.
        tells_missing: Whether it decides what the program does; without, it is measured and has no goal.
    """

    name: str
    prepare: Callable[[Columns, Projects], Engine]
    share: int = 1
    tells_missing: bool = True


ENGINES: Final = {
    "openfisca-core": [
        Way("OpenFisca", openfisca.with_flags),
        Way("OpenFisca with missing as 0", openfisca.as_shipped, tells_missing=False),
    ],
    "zen-engine": [Way("zen-engine", by_zen.prepare, share=20)],
}


def measure(ways: Iterable[Way]) -> Iterator[Measurement]:
    """Hold every way against the program and against numpy by hand."""
    dictionary = load_dictionary(RESOURCES / "facts" / "office.toml")
    policy = load_policy(RESOURCES / "policies" / "zhengdong-2022.toml", dictionary)
    made = Made(dictionary, policy, ENTERPRISES)
    table = made.table()
    columns, projects = made.by_hand(table)

    def by_program() -> dict[str, codes.Decided]:
        return decide_table(policy, table, dictionary, Silent())

    by_hand = by_numpy.decide(columns, projects)
    own = {id_: (OWN[one.outcome], one.amount) for id_, one in by_program().items()}
    assert cells_that_differ(own, by_hand) == 0
    for way in ways:
        engine = way.prepare(*_first(columns, projects, ENTERPRISES // way.share))
        differing = cells_that_differ(engine.read(engine.decide()), by_hand)
        rounds = in_turns(engine.decide, by_program, lambda: by_numpy.decide(columns, projects))
        yield from _told(way, len(by_hand), differing, rounds)


def cells_that_differ(decided: Mapping[str, Decided], by_hand: Mapping[str, Decided]) -> int:
    """Count the outcomes or amounts that are other than by hand, among the enterprises that were decided."""
    assert decided.keys() == by_hand.keys()
    count = 0
    for clause, (states, amounts) in decided.items():
        wanted, fen = by_hand[clause]
        count += int(((states != wanted[: len(states)]) | (amounts != fen[: len(states)])).sum())
    return count


def _told(way: Way, clauses: int, differing: int, rounds: list[tuple[float, ...]]) -> Iterator[Measurement]:
    size = ENTERPRISES // way.share
    scaled = f", {size:,} × {way.share}" if way.share > 1 else ""
    engine = [times[0] * way.share for times in rounds]
    program = [times[1] for times in rounds]
    by_hand = [times[2] for times in rounds]
    name, of_all = f"engines: {way.name}", f"{ENTERPRISES:,} enterprises"
    ahead = 1 if way.tells_missing else None
    yield Measurement(
        f"{name} / the program, {of_all}{scaled}",
        median_ratio(engine, program),
        "ratio",
        ahead,
        Goal.AT_LEAST,
    )
    yield Measurement(f"{name} / numpy by hand, {of_all}{scaled}", median_ratio(engine, by_hand), "ratio")
    yield Measurement(
        f"{name} beside the program / numpy by hand", median_ratio(program, by_hand), "ratio", goal=0.7
    )
    yield Measurement(f"{name}, cells decided otherwise", 100 * differing / (size * clauses), "%")


def _first(columns: Columns, projects: Projects, size: int) -> tuple[Columns, Projects]:
    """Return the figures of so many enterprises."""
    theirs = projects.owner < size
    listed = {name: Known(value[:size], entered[:size]) for name, (value, entered) in columns.items()}
    rows = [Known(*(values[theirs] for values in column)) for column in projects[2:]]
    return listed, Projects(projects.owner[theirs], projects.listed[:size], *rows)


if __name__ == "__main__":
    site.addsitedir(sys.argv[2])  # behind the program's own packages, so that numpy is one and the same
    print(json.dumps([asdict(one) for one in measure(ENGINES[sys.argv[1]])]))
