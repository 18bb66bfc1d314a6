"""What changed between two states of an enterprise, as the audit trail keeps it, and the way back.

A difference is ``{key: [before, after]}``, by the keys of `flat`. None stands for what was not
entered; a date that is known not to exist, which records write as null, is an empty text here.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from domain.enterprises.dictionary import Dictionary, Fact, FactKey, FactKind, RowKind
from domain.enterprises.facts import UID, EnterpriseFacts, uid_of
from domain.enterprises.records import facts_of, flat_record, record_of

Difference = Mapping[str, Any]
_IDENTITY = ("uscc", "name")


def difference(
    before: EnterpriseFacts | None, after: EnterpriseFacts, dictionary: Dictionary
) -> dict[str, list[Any]]:
    """Return what changed, ids of rows among it; ``before`` is None for an enterprise that was not there."""
    old = {} if before is None else flat(before, dictionary)
    new = flat(after, dictionary)
    return {key: [old.get(key), new.get(key)] for key in sorted({*old, *new}) if old.get(key) != new.get(key)}


def changes_in(details: Mapping[str, Any], dictionary: Dictionary) -> dict[str, tuple[Any, Any]]:
    """Return the changes of known facts that an audit entry tells of."""
    return {
        key: (values[0], values[1])
        for key, values in details.items()
        if isinstance(values, list) and len(values) == 2 and is_known(key, dictionary)
    }


def is_known(key: str, dictionary: Dictionary) -> bool:
    """Whether a key names something of an enterprise that is recorded now."""
    name = key.partition("[")[0]
    known = (_IDENTITY, dictionary.attributes, dictionary.indicators, dictionary.rows)
    if not any(name in names for names in known):
        return False
    place = FactKey.parse(key)
    if place.period:
        return place.name in dictionary.indicators
    if place.column:
        kind = dictionary.rows.get(place.name)
        return kind is not None and (place.column == UID or place.column in kind.columns)
    return place.name in _IDENTITY or place.name in dictionary.attributes or place.name in dictionary.rows


def before_all(
    facts: EnterpriseFacts, newest_first: Iterable[Mapping[str, Any]], dictionary: Dictionary
) -> EnterpriseFacts:
    """Return what was recorded before these differences, of which the newest led to ``facts``.

    Raises:
        BadInput: What was recorded then is not accepted any more.
    """
    values = flat(facts, dictionary)
    for details in newest_first:
        for key, (before, _) in changes_in(details, dictionary).items():
            if before is None:
                values.pop(key, None)
            else:
                values[key] = before
    return facts_of(_record(values, dictionary), dictionary)


def with_parts_of(
    facts: EnterpriseFacts, other: EnterpriseFacts, names: Iterable[str], dictionary: Dictionary
) -> EnterpriseFacts:
    """Return facts with these of another's: attributes, lists or ``name`` by name, figures by their key."""
    values, source = flat(facts, dictionary), flat(other, dictionary)
    for name in names:
        # A list goes as a whole, and its order with it.
        prefix = f"{name}["
        is_list = name in dictionary.rows
        own = {key for key in {*values, *source} if key == name or (is_list and key.startswith(prefix))}
        for key in own:
            values.pop(key, None)
            if key in source:
                values[key] = source[key]
    return facts_of(_record(values, dictionary), dictionary)


def flat(facts: EnterpriseFacts, dictionary: Dictionary) -> dict[str, Any]:
    """Return all that is known, by the keys of `flat_record`; and which row is which: ``projects[0].uid``."""
    values = flat_record(record_of(facts, dictionary))
    found = {key: "" if value is None else value for key, value in values.items()}
    for name, rows in facts.rows.items():
        found |= {f"{name}[{at}].{UID}": uid_of(row) for at, row in enumerate(rows) if uid_of(row)}
    return found


def _record(flat: Mapping[str, Any], dictionary: Dictionary) -> dict[str, Any]:
    """Put a flat record together again."""
    indicators: dict[str, dict[str, Any]] = {}
    for key, value in flat.items():
        place = FactKey.parse(key)
        if place.period and place.name in dictionary.indicators:
            indicators.setdefault(place.name, {})[place.period] = value
    return {
        "uscc": flat.get("uscc"),
        "name": flat.get("name"),
        "attributes": {
            name: _value(fact, flat[name]) for name, fact in dictionary.attributes.items() if name in flat
        },
        "indicators": indicators,
        "rows": {
            kind.name: [_row(flat, kind, f"{kind.name}[{at}].") for at in range(int(flat[kind.name]))]
            for kind in dictionary.rows.values()
            if kind.name in flat
        },
    }


def _row(flat: Mapping[str, Any], kind: RowKind, prefix: str) -> dict[str, Any]:
    found = {
        column: _value(fact, flat[prefix + column])
        for column, fact in kind.columns.items()
        if prefix + column in flat
    }
    return {**found, **({UID: flat[prefix + UID]} if prefix + UID in flat else {})}


def _value(fact: Fact, value: Any) -> Any:
    """Return a value as records have it: a date that is known not to exist is an empty text in a flat one."""
    return None if fact.kind is FactKind.DATE and value == "" else value
