"""Cases and their steps written by the hundred, with what the trail says of each row."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from domain.store.acts import Act
from domain.store.changes import Pairs, as_told, hanging_prefix

Row: TypeAlias = Mapping[str, str | int | bytes | None]
"""A row as the driver has it."""


def next_id(act: Act, table: str) -> int:
    """Return the id that the next row of a table gets; nobody writes beside the act."""
    found = act.session.connection().exec_driver_sql(f"SELECT ifnull(max(id), 0) + 1 FROM {table}")
    return int(found.scalar_one())


def add_rows(act: Act, table: str, rows: Sequence[Row]) -> None:
    """Add rows, all of the same columns."""
    if rows:
        columns = list(rows[0])
        marks = ", ".join("?" * len(columns))
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"
        _run(act, statement, [tuple(row[name] for name in columns) for row in rows])


def change_rows(act: Act, table: str, changes: Mapping[int, Row]) -> None:
    """Change rows by their ids."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for id_, row in changes.items():
        alike.setdefault(tuple(row), []).append((*row.values(), id_))
    for columns, values in alike.items():
        _run(act, f"UPDATE {table} SET {', '.join(f'{name} = ?' for name in columns)} WHERE id = ?", values)


def told_of_new(table: str, row: Row) -> Pairs:
    """Return what an entry says of a row that was added."""
    prefix = hanging_prefix(table, [row["id"]])
    return {
        prefix + name: [None, as_told(value)]
        for name, value in row.items()
        if value is not None and (prefix or name != "id")
    }


def told_of_changed(table: str, id_: int, before: Row, after: Row) -> Pairs:
    """Return what an entry says of a row that was changed."""
    prefix = hanging_prefix(table, [id_])
    return {
        prefix + name: [as_told(before[name]), as_told(value)]
        for name, value in after.items()
        if before[name] != value
    }


def _run(act: Act, statement: str, values: list[tuple[Any, ...]]) -> None:
    act.session.connection().exec_driver_sql(statement, values)
