"""Many enterprises in columns, each value as the store keeps it: the form in which files come in."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from domain.enterprises.codec import decode, encode
from domain.enterprises.dictionary import Dictionary
from domain.enterprises.facts import EnterpriseFacts, FactValue
from domain.enterprises.rows import content_of
from domain.store.problems import as_stored
from domain.values.periods import Period


@dataclass(slots=True)
class Entries:
    """What is known of many enterprises. Every column is as long as ``codes``.

    Attributes:
        codes: Standard codes, none twice.
        names: Empty where none was given, so that a recorded one stays.
        attributes: Column by name, values as `codec` writes them; None where nothing was given.
        figures: Column by name and period (as ``str(Period)``), in the units of `dictionary.UNITS`.
        rows: List by name → enterprise's place → its rows, each as the store keeps it (JSON).
    """

    codes: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    attributes: dict[str, list[str | None]] = field(default_factory=dict)
    figures: dict[tuple[str, str], list[int | None]] = field(default_factory=dict)
    rows: dict[str, dict[int, list[str]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.codes)

    @staticmethod
    def of(facts: Sequence[EnterpriseFacts]) -> Entries:
        """Put validated facts into columns."""
        entries = Entries([one.uscc for one in facts], [one.name for one in facts])
        attributes: dict[str, list[str | None]] = defaultdict(lambda: [None] * len(facts))
        amounts: dict[tuple[str, str], list[int | None]] = defaultdict(lambda: [None] * len(facts))
        for place, one in enumerate(facts):
            for name, value in one.attributes.items():
                attributes[name][place] = encode(value)
            for name, figures in one.indicators.items():
                for period, amount in figures.items():
                    amounts[name, str(period)][place] = amount
            for kind, rows in one.rows.items():
                entries.rows.setdefault(kind, {})[place] = [content_of(row) for row in rows]
        entries.attributes, entries.figures = dict(attributes), dict(amounts)
        return entries

    def facts(self, dictionary: Dictionary) -> Iterator[EnterpriseFacts]:
        """Take the columns apart again, one enterprise after the other."""
        periods = {text: Period.parse(text) for _, text in self.figures}
        for place, (code, name) in enumerate(zip(self.codes, self.names, strict=True)):
            attributes = {
                key: decode(dictionary.attributes[key], value)
                for key, column in self.attributes.items()
                if (value := column[place]) is not None
            }
            indicators: dict[str, dict[Period, int]] = {}
            for (key, period), amounts in self.figures.items():
                amount = amounts[place]
                if amount is not None:
                    indicators.setdefault(key, {})[periods[period]] = amount
            rows = {
                kind: tuple(row_of(content, dictionary, kind) for content in found[place])
                for kind, found in self.rows.items()
                if place in found
            }
            yield EnterpriseFacts(code, name, attributes, indicators, rows)


def row_of(content: str, dictionary: Dictionary, kind: str) -> dict[str, FactValue]:
    """Read one row of a list as the store keeps it; a column not known any more is passed over."""
    columns = dictionary.rows[kind].columns
    with as_stored("企业的清单"):
        values = cast(dict[str, str], json.loads(content))
        return {name: decode(columns[name], text) for name, text in values.items() if name in columns}
