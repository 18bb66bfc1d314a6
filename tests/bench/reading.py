"""Reading the wording of policies by rules: how often it is right, and how long it takes.

The units restated in the tests are always read. Where ``CORPUS`` names a folder of published policies, whose
wording is not ours and not in the project, its files ``*.txt`` are read too (in the form of
tests.domain.policies.authoring.gold, with the wordings). What differs there is printed, for somebody to look;
``judged.json`` beside them holds what that came to: unit → {digest of the proposal: verdict}.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Final

from domain.enterprises.dictionary import Dictionary, load_dictionary
from domain.policies.authoring.reading.reading import read_wording
from domain.policies.authoring.reading.results import Context, Reading
from domain.policies.language.parsing import FormulaError
from tests.bench.measuring import Goal, Measurement, milliseconds
from tests.domain.policies.authoring.gold import Gold, read_gold
from tests.domain.policies.authoring.meaning import Verdict, compare, of_draft, of_said

RESOURCES: Final = Path(__file__).parents[2] / "resources"
RESTATED: Final = Path(__file__).parents[1] / "domain" / "policies" / "authoring" / "restated.txt"


@dataclass(frozen=True, slots=True)
class Read:
    """A unit as it was read, and how that compares with what is right."""

    gold: Gold
    reading: Reading
    verdict: Verdict
    why: str
    seconds: float

    @property
    def is_covered(self) -> bool:
        """Whether every character of the wording is in exactly one span."""
        ends = [0, *(span.end for span in self.reading.spans)]
        starts = [*(span.start for span in self.reading.spans), len(self.gold.wording)]
        return ends == starts

    @property
    def digest(self) -> str:
        """What tells this proposal from others for the same unit."""
        clauses = [
            (
                clause.each,
                clause.total.formula,
                clause.by_person,
                len(clause.stages),
                *(line.formula for line in (*clause.who, *clause.conditions, clause.award)),
            )
            for clause in self.reading.clauses
        ]
        return hashlib.sha256(repr(clauses).encode()).hexdigest()[:12]


def measure() -> list[Measurement]:
    found = figures("restated", [read(unit) for unit in restated()])
    folder = os.environ.get("CORPUS")
    for path in sorted(Path(folder).glob("*.txt")) if folder else ():
        judged = _judged(path.parent)
        reads = [read(unit, judged.get(unit.name, {})) for unit in _units(path)]
        for one in reads:
            if one.verdict is not Verdict.RIGHT and (one.gold.is_base or one.reading.is_sure):
                print(told(one), file=sys.stderr)
        found += figures(path.stem, reads)
    return found


def restated() -> list[Gold]:
    """Return the units of the tests: the structures of published ones, other names and figures."""
    return _units(RESTATED)


def read(gold: Gold, judged: dict[str, str] | None = None) -> Read:
    """Read a unit and compare; where somebody looked at this proposal before, what they said holds."""
    context = _context(gold)
    before = perf_counter()
    reading = read_wording(gold.wording, context)
    seconds = perf_counter() - before
    verdict, why = _compared(reading, gold)
    found = Read(gold, reading, verdict, why, seconds)
    said = (judged or {}).get(found.digest)
    return found if said is None else Read(gold, reading, Verdict(said), "看过", seconds)


def figures(name: str, reads: list[Read]) -> list[Measurement]:
    """Return what reads come to; the slowest unit is timed once more."""
    slowest = max(reads, key=lambda one: one.seconds).gold
    context = _context(slowest)
    base = [one for one in reads if one.gold.is_base]
    sure = [one for one in reads if one.reading.is_sure]
    award = (Verdict.RIGHT, Verdict.AWARD)
    return [
        Measurement(f"reading, {name}: units", len(reads), ""),
        Measurement(f"reading, {name}: units of a base form", len(base), ""),
        _share(f"reading, {name}: award and conditions right", _count(base, (Verdict.RIGHT,)), base, 60),
        _share(f"reading, {name}: award right", _count(base, award), base, 80),
        _share(f"reading, {name}: sure", len(sure), reads, None),
        Measurement(f"reading, {name}: sure units", len(sure), ""),
        Measurement(
            f"reading, {name}: sure and not right", len(sure) - _count(sure, (Verdict.RIGHT,)), "", 0
        ),
        _share(
            f"reading, {name}: every character in a span", sum(one.is_covered for one in reads), reads, 100
        ),
        Measurement(
            f"reading, {name}: the slowest unit",
            milliseconds(lambda: read_wording(slowest.wording, context)),
            "ms",
            30,
        ),
    ]


def told(one: Read) -> str:
    """Say what was proposed for a unit and in what it differs."""
    lines = [
        f"{one.gold.name} {one.gold.kind} {one.verdict} sure={one.reading.is_sure} {one.digest} {one.why}"
    ]
    for clause in one.reading.clauses:
        lines += [f"    ? {line.formula}" for line in (*clause.who, *clause.conditions)]
        lines.append(f"    = {clause.award.formula or clause.by_person} {clause.each} {clause.total.formula}")
    return "\n".join(lines)


@cache
def _dictionary() -> Dictionary:
    return load_dictionary(RESOURCES / "facts" / "office.toml")


def _context(gold: Gold) -> Context:
    return Context(
        dictionary=_dictionary(),
        valid_from=date(2022, 1, 1),
        valid_to=date(2022, 12, 31),
        inherited=tuple(gold.inherited),
    )


def _compared(reading: Reading, gold: Gold) -> tuple[Verdict, str]:
    try:
        proposed = of_draft(reading.clauses, reading.judgements)
    except FormulaError as error:
        return Verdict.DIFFERENT, f"读不出公式：{error}"
    found = [compare(proposed, of_said(right)) for right in gold.readings or [[]]]
    order = (Verdict.RIGHT, Verdict.AWARD, Verdict.DIFFERENT)
    return min(found, key=lambda one: order.index(one[0]))


def _units(path: Path) -> list[Gold]:
    return read_gold(path.read_text(encoding="utf-8").splitlines())


def _judged(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / "judged.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def _count(reads: Iterable[Read], verdicts: tuple[Verdict, ...]) -> int:
    return sum(one.verdict in verdicts for one in reads)


def _share(name: str, count: int, of: list[Read], goal: float | None) -> Measurement:
    return Measurement(name, 100 * count / max(1, len(of)), "%", goal, Goal.AT_LEAST)
