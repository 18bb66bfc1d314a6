"""What a change of an import is called in the audit trail and on the screen, and the way back from there."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from domain.enterprises.codec import decode, encode
from domain.enterprises.dictionary import Dictionary, Fact, FactKey, FactKind
from domain.enterprises.facts import UID, FactValue
from domain.enterprises.importing.comparing import Change
from domain.enterprises.importing.entries import Entries
from domain.enterprises.quantities import figure_text, plain_figure
from domain.enterprises.records import read_value
from domain.enterprises.rows import StoredRow, content_text
from domain.values.errors import BadInput
from domain.values.texts import masked
from domain.values.uids import new_uid

Details = Mapping[str, Sequence[Any]]
"""Key as traces write it → before and after, as records write them; a date known not to exist is empty."""


@dataclass(frozen=True, slots=True)
class Example:
    """One thing that an import would change, in words; ``before`` is empty where nothing was entered.

    Telephone and account numbers are masked, as in every list.
    """

    name: str
    label: str
    before: str
    after: str


def details_of(change: Change, dictionary: Dictionary) -> dict[str, list[Any]]:
    """Return what the audit trail keeps of a change, from which it can be taken back."""
    details: dict[str, list[Any]] = {} if change.name is None else {"name": [*change.name]}
    for name, before, after in change.attributes:
        fact = dictionary.attributes[name]
        details[name] = [_plain(fact, before), _plain(fact, after)]
    for (name, period), old, new in change.figures:
        fact = dictionary.indicators[name]
        details[f"{name}[{period}]"] = [
            None if amount is None else plain_figure(fact, amount) for amount in (old, new)
        ]
    for kind, former, latter in change.rows:
        flat = [flat_rows(kind, rows, dictionary) for rows in (former, latter)]
        details |= {
            key: [flat[0].get(key), flat[1].get(key)]
            for key in sorted({*flat[0], *flat[1]})
            # Which row is which is said always: older programs did not, and what they say is taken otherwise.
            if flat[0].get(key) != flat[1].get(key) or FactKey.parse(key).column == UID
        }
    return details


def details_of_added(
    entries: Entries,
    places: Sequence[int],
    uids: Sequence[str],
    rows: Mapping[str, Mapping[int, Sequence[StoredRow]]],
    dictionary: Dictionary,
) -> Iterator[str]:
    """Yield what the audit trail keeps of each enterprise that is added: all that is known of it.

    As JSON, put together from the columns: there may be a hundred thousand of them.

    Args:
        entries: What is known of them.
        places: Of those that are added.
        uids: The id of each beyond this store.
        rows: List by name → place → its rows as they are stored.
        dictionary: Which facts there are.
    """
    columns: list[tuple[str, list[str | None]]] = []
    for name, texts in entries.attributes.items():
        # Few values are given to many.
        told = cache(partial(_told, name, dictionary.attributes[name]))
        columns.append((name, [told(texts[place]) for place in places]))
    for (name, period), amounts in entries.figures.items():
        key, fact = f"{name}[{period}]", dictionary.indicators[name]
        own = [amounts[place] for place in places]
        columns.append(
            (key, [None if one is None else f'"{key}": [null, "{plain_figure(fact, one)}"]' for one in own])
        )
    for name, values in (("uscc", entries.codes), ("name", entries.names)):
        columns.append((name, [_pair(name, values[place]) for place in places]))
    columns.append((UID, [f'"{UID}": [null, "{uid}"]' for uid in uids]))
    ordered = [values for _, values in sorted(columns)]
    for at, place in enumerate(places):
        parts = [part for values in ordered if (part := values[at]) is not None]
        for kind, found in rows.items():
            flat = flat_rows(kind, found.get(place), dictionary)
            parts += [_pair(key, value) for key, value in flat.items()]
        yield f"{{{', '.join(parts)}}}"


def _told(name: str, fact: Fact, text: str | None) -> str | None:
    return None if text is None else _pair(name, _plain(fact, text))


def _pair(key: str, value: Any) -> str:
    """Return what an entry says of something that was not there before."""
    return f'"{key}": [null, {json.dumps(value, ensure_ascii=False)}]'


def examples_of(change: Change, dictionary: Dictionary) -> Iterator[Example]:
    """Yield what a change changes, as a clerk reads it."""
    whose = change.holder.name
    if change.name is not None:
        yield Example(whose, "企业名称", *change.name)
    for name, before, after in change.attributes:
        fact = dictionary.attributes[name]
        yield Example(whose, fact.label, _shown(fact, before), _shown(fact, after))
    for (name, period), old, new in change.figures:
        fact = dictionary.indicators[name]
        words = ["" if amount is None else figure_text(fact, amount) for amount in (old, new)]
        yield Example(whose, FactKey(name, period=period).label(dictionary), words[0], words[1])
    for kind, former, latter in change.rows:
        counts = ["" if rows is None else f"{len(rows)} 项" if rows else "无" for rows in (former, latter)]
        yield Example(whose, dictionary.rows[kind].label, counts[0], counts[1])


def stored_value(fact: Fact, plain: Any) -> str | None:
    """Return a value that `details_of` kept as the store keeps it."""
    if plain is None:
        return None
    return encode(None if fact.kind is FactKind.DATE and plain == "" else read_value(fact, plain))


def stored_rows(kind: str, flat: Mapping[str, Any], dictionary: Dictionary) -> list[StoredRow] | None:
    """Return a list whose parts `details_of` kept; None where it was not entered.

    A row of which it did not keep the id is a new one.

    Raises:
        BadInput: Something in it is not known any more.
    """
    count = flat.get(kind)
    if count is None:
        return None
    rows: list[dict[str, str]] = [{} for _ in range(int(count))]
    for text, plain in flat.items():
        key = FactKey.parse(text)
        if key.row is not None and plain is not None and key.column != UID:
            fact = dictionary.rows[kind].columns.get(key.column)
            value = None if fact is None else stored_value(fact, plain)
            if value is None or key.row >= len(rows):
                raise BadInput(f"不认识“{text}”这一项")
            rows[key.row][key.column] = value
    uids = (flat.get(f"{kind}[{at}].{UID}") for at in range(len(rows)))
    return [StoredRow(uid or new_uid(), content_text(row)) for uid, row in zip(uids, rows, strict=True)]


def flat_rows(kind: str, rows: Sequence[StoredRow] | None, dictionary: Dictionary) -> dict[str, Any]:
    """Return a list with the keys of `differences.flat`; empty where it was not entered."""
    if rows is None:
        return {}
    columns = dictionary.rows[kind].columns
    flat: dict[str, Any] = {kind: len(rows)}
    for at, (uid, content) in enumerate(rows):
        flat[f"{kind}[{at}].{UID}"] = uid
        for name, text in json.loads(content).items():
            if name in columns:
                flat[f"{kind}[{at}].{name}"] = _plain(columns[name], text)
    return flat


def _plain(fact: Fact, text: str | None) -> str | bool | None:
    if text is None:
        return None
    value = decode(fact, text)
    if isinstance(value, bool | str):
        return value
    return plain_figure(fact, value) if isinstance(value, int) else text


def _shown(fact: Fact, text: str | None) -> str:
    shown = "" if text is None else _value_text(fact, decode(fact, text), text)
    return masked(shown) if fact.is_personal else shown


def _value_text(fact: Fact, value: FactValue, text: str) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case None:
            return "无"
        case int():
            return figure_text(fact, value)
        case str():
            return fact.choices.get(value, value)
    return text
