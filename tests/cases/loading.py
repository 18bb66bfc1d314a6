"""Reads policy cases: one TOML file a clause, each case a change to the file's base facts.

Flat names become FACTS: ``output_value[2022H1]`` is an indicator in a period, what has several rows a list,
anything else an attribute. A date given as "无" is known not to exist; what ``remove`` names
was not entered.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent
_INDICATOR = re.compile(r"(\w+)\[(\w+)\]")


@dataclass(frozen=True)
class Case:
    """One enterprise and what one clause must come to for it; ``amount`` in yuan, two decimals."""

    clause: str
    name: str
    facts: dict[str, Any]
    outcome: str
    amount: str
    missing: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.clause}：{self.name}"


def load_cases(policy: str) -> list[Case]:
    """Return the cases of every clause of a policy, file by file, in the order they are written."""
    return [case for path in sorted((CASES / policy).glob("*.toml")) for case in _cases_of(path)]


def facts_from(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return flat facts in the form that the headless commands read."""
    facts: dict[str, Any] = {
        "uscc": "91410100MAYA000162",
        "name": "郑州测试有限公司",
        "attributes": {},
        "indicators": {},
    }
    for name, value in flat.items():
        if match := _INDICATOR.fullmatch(name):
            facts["indicators"].setdefault(match[1], {})[match[2]] = value
        elif isinstance(value, list):
            facts[name] = value
        else:
            facts["attributes"][name] = value
    return facts


def _cases_of(path: Path) -> list[Case]:
    written = tomllib.loads(path.read_text("utf-8"))
    return [_case(written["clause"], written["base"], one) for one in written["cases"]]


def _case(clause: str, base: Mapping[str, Any], written: Mapping[str, Any]) -> Case:
    flat = {**base, **written.get("change", {})}
    for name in written.get("remove", ()):
        del flat[name]  # a name that is not there is a slip in the file
    return Case(
        clause=clause,
        name=written["name"],
        facts=facts_from(flat),
        outcome=written["outcome"],
        amount=written.get("amount", "0.00"),
        missing=tuple(written.get("missing", ())),
    )
