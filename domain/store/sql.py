"""SQL that only SQLite understands, for queries that are otherwise written in SQLAlchemy's terms."""

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, func, or_, select, text
from sqlalchemy.orm import Session


def among(column: Any, values: Collection[int | str]) -> ColumnElement[bool]:
    """Return a condition: the column holds one of these, of which there may be any number.

    SQLite takes a bounded number of parameters in one statement; this is one, a JSON array.
    """
    # As text: to put such a query together from its parts takes as long as to ask it.
    each = text("SELECT value FROM json_each(:given)")
    found: ColumnElement[bool] = column.in_(
        each.bindparams(bindparam("given", json.dumps([*values]), String, unique=True))
    )
    return found


def among_named(column: Any, name: str) -> ColumnElement[bool]:
    """Return a condition: the column holds one of those that a parameter has, as a JSON array."""
    found: ColumnElement[bool] = column.in_(each_named(name))
    return found


def each_named(name: str) -> Any:
    """Return a query of the values that a parameter has, as a JSON array, each in a row of its own."""
    each = func.json_each(bindparam(name, type_=String)).table_valued("value")
    return select(each.c.value)


def each_of(values: Collection[int | str]) -> Any:
    """Return a query of these values, of which there may be any number, each in a row of its own."""
    each = func.json_each(json.dumps([*values])).table_valued("value")
    return select(each.c.value)


def numbers_of(session: Session, column: Any, query: Any) -> list[int]:
    """Return the whole numbers of a query of one column, in its order.

    As one text: of very many, a row of each takes three times as long.
    """
    each = query.with_only_columns(column.label("each")).subquery()
    found: list[int] = json.loads(session.scalars(select(func.json_group_array(each.c.each))).one())
    return found


def holds_word(word: str, *columns: Any) -> ColumnElement[bool]:
    """Return a condition: a word stands in one of these columns; what SQL reads as any letter is a letter."""
    return or_(*(column.contains(word, autoescape=True) for column in columns))


def each_in(column: Any) -> Any:
    """Return a query of the values that the JSON arrays in a column have, for a condition on the same row."""
    each = func.json_each(column).table_valued("value")
    return select(each.c.value)


def part_of(column: Any, name: str) -> ColumnElement[Any]:
    """Return what the JSON objects in a column have under a name."""
    return func.json_extract(column, f'$."{name}"')


def in_one(texts: Any) -> ColumnElement[str]:
    """Return texts of several rows as one, as 甲、乙."""
    return func.group_concat(texts, "、")


def looked_up(key: Any, values: Mapping[str, str]) -> ColumnElement[Any]:
    """Return what is known by a key, which holds no quotation mark; NULL where nothing is."""
    return func.json_extract(json.dumps(values), '$."' + key + '"')
