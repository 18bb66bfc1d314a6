"""What is wrong, or to be looked at, in a policy file: a line of JSON each, for editors and scripts."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from domain.enterprises.dictionary import Dictionary
from domain.policies.agreement.differences import disagreements_of
from domain.policies.files.files import (
    PolicyMistakes,
    content_of,
    looked_through,
    places_of,
    unchecked_in,
)
from domain.policies.policy import Policy
from domain.policies.trials.examples import try_examples

_PLACE: Final = re.compile(r"第 (\d+) 行(?:第 (\d+) 列)?")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes:
        kind: ``mistake``: the file cannot be used; ``case``: a case comes to something else, ``unchecked``:
            nobody has looked at it since it was drafted, so that it is not imported; ``disagreement``:
            wording and formulas differ, to be mended or answered by a reason.
        is_error: Whether the file is refused for it.
        clause: Id of the clause; empty where it is of none.
        line: Of the file, from 1; 0 where that cannot be told.
        column: In the formula, or in the line where the file is no TOML; from 1, 0 where there is none.
        sentence: What it is, with its place, in Chinese.
    """

    kind: str
    is_error: bool
    clause: str
    line: int
    column: int
    sentence: str


def find_in_policy(path: Path, office: Dictionary) -> tuple[Finding, ...]:
    """Return everything that is found in a policy file, in the order in which it stands there.

    Raises:
        PolicyMistakes: The file cannot be read at all.
    """
    raw = content_of(path)
    try:
        policy, mistakes = looked_through(raw, path.name, office)
    except PolicyMistakes as error:
        return tuple(_of_text(one) for one in error.complaints)
    if policy is not None:
        found = [
            *_of_unchecked(policy, raw, path.name),
            *_of_cases(policy, raw, path.name, office),
            *_of_disagreements(policy, raw, path.name),
        ]
    else:
        found = [
            Finding(
                "mistake",
                is_error=True,
                clause=one.clause,
                line=one.line + max(one.formula_line - 1, 0) if one.line else 0,
                column=one.column,
                sentence=one.sentence,
            )
            for one in mistakes
        ]
    return tuple(sorted(found, key=lambda one: one.line))


def finding_lines(findings: Iterable[Finding]) -> Iterator[str]:
    """Write findings as JSON, one a line."""
    return (json.dumps(asdict(one), ensure_ascii=False) for one in findings)


def _of_text(complaint: str) -> Finding:
    """Take apart what is said of a file that is no TOML."""
    place = _PLACE.search(complaint)
    line, column = (int(one or 0) for one in place.groups()) if place else (0, 0)
    return Finding("mistake", True, "", line, column, complaint)


def _of_unchecked(policy: Policy, raw: bytes, name: str) -> Iterator[Finding]:
    places = places_of(raw, name)
    for at, (place, sentence) in enumerate(zip(policy.unchecked, unchecked_in(policy), strict=True)):
        clause = place.split(" ")[0]
        line = places.line(("unchecked", at)) or places.line(("unchecked",)) or 0
        yield Finding("unchecked", True, clause if clause in policy.clauses else "", line, 0, sentence)


def _of_cases(policy: Policy, raw: bytes, name: str, office: Dictionary) -> Iterator[Finding]:
    places, known = places_of(raw, name), office.extended(policy.facts)
    for number, clause in enumerate(policy.clauses.values()):
        for at, one in enumerate(try_examples(clause, known)):
            if not one.is_as_expected:
                line = places.line(("clauses", number, "cases", at)) or 0
                said = f"案例“{one.example.name}”应为 {one.expected_text}，却是 {one.found_text}"
                yield Finding("case", True, clause.id, line, 0, f"条款 {clause.id}：{said}")


def _of_disagreements(policy: Policy, raw: bytes, name: str) -> Iterator[Finding]:
    places, ids = places_of(raw, name), [*policy.clauses]
    for one in disagreements_of(policy):
        path = ("clauses", ids.index(one.clause_id), "wording") if one.clause_id else ("exclusions",)
        yield Finding("disagreement", False, one.clause_id, places.line(path) or 0, 0, one.sentence)
