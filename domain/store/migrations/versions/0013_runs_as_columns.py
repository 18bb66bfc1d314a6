"""A kept assessment is kept as columns of its enterprises instead of a row for each of its results.

What the columns hold, and how they are packed, is written down in domain/store/packing.py. What an older
store had there that is no result is marked as such, and is told of when it is read.
"""

import json
import struct
import zlib
from collections.abc import Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BLOCK = 20_000
OUTCOMES = {"granted": 0, "not_met": 1, "missing": 2, "manual": 3}
NONE, UNREADABLE = -1, 127
NOTHING = (NONE, 0, 0, b"")
CLAUSES = "SELECT DISTINCT CAST(clause_id AS BLOB) FROM assessment_result WHERE run_id = ?"


def upgrade() -> None:
    op.create_table(
        "assessment_block",
        _run_id(),
        sa.Column("number", sa.Integer, primary_key=True),
        *(sa.Column(name, sa.LargeBinary, nullable=False) for name in ("ids", "usccs", "names")),
    )
    op.create_table(
        "assessment_column",
        _run_id(),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("clause_id", sa.String, primary_key=True),
        *(
            sa.Column(name, sa.LargeBinary, nullable=False)
            for name in ("outcomes", "amounts", "most", "reasons", "reason_places")
        ),
    )
    connection = op.get_bind().connection.driver_connection
    runs = connection.execute("SELECT id, CAST(clauses AS BLOB) FROM assessment_run ORDER BY id").fetchall()
    for run_id, titles in runs:
        clauses = [row[0] for row in connection.execute(CLAUSES, (run_id,))]
        for number, block in enumerate(_blocks(connection, run_id)):
            _write(connection, (run_id, number), clauses, block)
        if not clauses:
            # Of an empty register: nobody, for whom each clause came to nothing.
            _write(connection, (run_id, 0), _keys_of(titles), [])
    op.drop_table("assessment_result")


def _run_id() -> sa.Column[int]:
    key = sa.ForeignKey("assessment_run.id", ondelete="CASCADE")
    return sa.Column("run_id", sa.Integer, key, primary_key=True)


def _keys_of(titles: bytes) -> list[bytes]:
    try:
        return [key.encode("utf-8") for key in dict(json.loads(titles))]
    except (ValueError, TypeError):
        return []


def _blocks(connection: Any, run_id: int) -> Iterator[list[tuple[int, list[Any]]]]:
    """Yield so many enterprises of a run at once: the id of each and the rows it has."""
    # Texts as bytes: what is no UTF-8 goes on being what it is, and is told of when it is read.
    rows = connection.execute(
        "SELECT enterprise_id, CAST(clause_id AS BLOB), CAST(uscc AS BLOB), CAST(enterprise_name AS BLOB),"
        " CAST(outcome AS BLOB), amount, most, CAST(reason AS BLOB) FROM assessment_result"
        " WHERE run_id = ? ORDER BY enterprise_id, clause_id",
        (run_id,),
    )
    block = []
    for enterprise_id, own in groupby(rows, key=lambda row: row[0]):
        block.append((enterprise_id, list(own)))
        if len(block) == BLOCK:
            yield block
            block = []
    if block:
        yield block


def _write(
    connection: Any, key: tuple[int, int], clauses: list[bytes], block: list[tuple[int, list[Any]]]
) -> None:
    usccs, names = [own[0][2] for _, own in block], [own[0][3] for _, own in block]
    connection.execute(
        "INSERT INTO assessment_block (run_id, number, ids, usccs, names) VALUES (?, ?, ?, ?, ?)",
        (*key, _integers("q", [id_ for id_, _ in block]), _texts(usccs), _texts(names)),
    )
    columns = {clause_id: [NOTHING] * len(block) for clause_id in clauses}
    for place, (_, own) in enumerate(block):
        for _, clause_id, _, _, *result in own:
            columns[clause_id][place] = _result(*result)
    for clause_id, column in columns.items():
        _write_column(connection, (*key, clause_id), column)


def _write_column(
    connection: Any, key: tuple[int, int, bytes], column: list[tuple[int, int, int, bytes]]
) -> None:
    outcomes, amounts, most = ([result[at] for result in column] for at in range(3))
    places: dict[bytes, int] = {}
    which = [places.setdefault(result[3], len(places)) for result in column]
    packed = (_integers("b", outcomes), _integers("q", amounts), _integers("q", most))
    connection.execute(
        "INSERT INTO assessment_column"
        " (run_id, number, clause_id, outcomes, amounts, most, reasons, reason_places)"
        " VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?)",
        (*key, *packed, _texts(places), _integers("i", which)),
    )


def _result(outcome: bytes, amount: Any, most: Any, reason: bytes) -> tuple[int, int, int, bytes]:
    is_sound = isinstance(amount, int) and isinstance(most, int)
    code = OUTCOMES.get(outcome.decode("utf-8", "replace"), UNREADABLE)
    return (code, amount, most, reason) if is_sound else (UNREADABLE, 0, 0, reason)


def _integers(kind: str, values: list[int]) -> bytes:
    return zlib.compress(struct.pack(f"<{len(values)}{kind}", *values), 1)


def _texts(texts: Any) -> bytes:
    head = struct.pack(f"<{len(texts) + 1}I", len(texts), *map(len, texts))
    return zlib.compress(b"".join([head, *texts]), 1)
