"""SQL that only SQLite understands, for queries that are otherwise written in SQLAlchemy's terms."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, func, select


def among(column: Any, values: Collection[int | str]) -> ColumnElement[bool]:
    """Return a condition: the column holds one of these, of which there may be any number.

    SQLite takes a bounded number of parameters in one statement; this is one, a JSON array.
    """
    each = func.json_each(json.dumps([*values])).table_valued("value")
    found: ColumnElement[bool] = column.in_(select(each.c.value))
    return found


def part_of(column: Any, name: str) -> ColumnElement[Any]:
    """Return what the JSON objects in a column have under a name."""
    return func.json_extract(column, f'$."{name}"')
