"""Units restated from published policies are read right, or marked as not sure."""

import pytest

from tests.bench.reading import Read, figures, read, restated
from tests.domain.policies.authoring.kept import (
    COMMAND,
    JOINED,
    READINGS,
    joined,
    lines_of_joined,
    lines_of_kept,
    lines_of_read,
)
from tests.domain.policies.authoring.meaning import Verdict


@pytest.fixture(scope="module")
def reads() -> dict[str, Read]:
    return {unit.name: read(unit) for unit in restated()}


@pytest.mark.parametrize("name", [unit.name for unit in restated()])
def test_that_a_unit_is_read_right_or_is_not_sure(reads: dict[str, Read], name: str) -> None:
    one = reads[name]

    assert one.is_covered
    assert one.verdict is Verdict.RIGHT or not one.reading.is_sure, one.why


def test_that_enough_is_read_right_at_once(reads: dict[str, Read]) -> None:
    missed = [
        one for one in figures("restated", list(reads.values())) if one.is_met is False and one.unit != "ms"
    ]

    assert missed == []


def test_that_units_are_read_as_was_looked_at(reads: dict[str, Read]) -> None:
    kept = lines_of_kept(READINGS)
    now = {name: lines_of_read(one) for name, one in reads.items()}
    changed = {name: (lines, kept.get(name)) for name, lines in now.items() if lines != kept.get(name)}

    assert changed == {}, f"look at what changed; where it is right: {COMMAND}"
    assert list(kept) == list(now)


def test_that_what_two_units_say_in_one_sentence_is_read_as_before() -> None:
    kept, reads = lines_of_kept(JOINED), [read(unit) for unit in joined()]
    now = {one.gold.name: lines_of_joined(one) for one in reads}
    changed = {name: (lines, kept.get(name)) for name, lines in now.items() if lines != kept.get(name)}

    assert all(one.is_covered for one in reads)
    assert changed == {}, f"look at what changed; where it is right: {COMMAND}"
    assert list(kept) == list(now)
