"""A kept assessment is kept as columns of its enterprises instead of a row for each of its results.

What the columns hold, and how they are packed, is written down in domain/store/packing.py. What an older
store had there that is no result is marked as such, and is told of when it is read.
"""

import json
import struct
import sys
import zlib
from array import array
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BLOCK = 20_000
OUTCOMES = {b"granted": 0, b"not_met": 1, b"missing": 2, b"manual": 3}
NONE, UNREADABLE = -1, 127
CLAUSES = "SELECT DISTINCT CAST(clause_id AS BLOB) FROM assessment_result WHERE run_id = ?"
# Texts as bytes: what is no UTF-8 goes on being what it is, and is told of when it is read.
RESULTS = """
SELECT enterprise_id, CAST(uscc AS BLOB), CAST(enterprise_name AS BLOB), CAST(clause_id AS BLOB),
    CAST(outcome AS BLOB), amount, most, CAST(reason AS BLOB)
FROM assessment_result WHERE run_id = ? ORDER BY enterprise_id, clause_id
"""
ADD_BLOCK = "INSERT INTO assessment_block (run_id, number, ids, usccs, names) VALUES (?, ?, ?, ?, ?)"
ADD_COLUMN = """
INSERT INTO assessment_column
    (run_id, number, clause_id, outcomes, amounts, most, reasons, reason_places)
VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?)
"""


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
    connection: Any = op.get_bind().connection.driver_connection
    runs = connection.execute("SELECT id, CAST(clauses AS BLOB) FROM assessment_run ORDER BY id").fetchall()
    for run_id, titles in runs:
        # An empty register left no rows, but the clauses that came to nothing.
        clauses = [row[0] for row in connection.execute(CLAUSES, (run_id,))] or _keys_of(titles)
        for number, block in enumerate(_blocks(connection, run_id, clauses)):
            block.write(connection, run_id, number)
    op.drop_table("assessment_result")


def _run_id() -> sa.Column[int]:
    key = sa.ForeignKey("assessment_run.id", ondelete="CASCADE")
    return sa.Column("run_id", sa.Integer, key, primary_key=True)


def _keys_of(titles: bytes) -> list[bytes]:
    try:
        return [key.encode("utf-8") for key in dict(json.loads(titles))]
    except (ValueError, TypeError):
        return []


class _Column:
    """What a clause came to for the enterprises of a block; nothing where nothing is put."""

    def __init__(self) -> None:
        self.outcomes = array("b", [NONE]) * BLOCK
        self.amounts, self.most = array("q", [0]) * BLOCK, array("q", [0]) * BLOCK
        self.places = array("i", [0]) * BLOCK
        self.reasons = {b"": 0}

    def put(self, place: int, outcome: bytes, amount: Any, most: Any, reason: bytes) -> None:
        if isinstance(amount, int) and isinstance(most, int):
            self.outcomes[place] = OUTCOMES.get(outcome, UNREADABLE)
            self.amounts[place], self.most[place] = amount, most
        else:
            self.outcomes[place] = UNREADABLE
        self.places[place] = self.reasons.setdefault(reason, len(self.reasons))


class _Block:
    """So many enterprises of a run."""

    def __init__(self, clauses: list[bytes]) -> None:
        self.ids = array("q")
        self.usccs: list[bytes] = []
        self.names: list[bytes] = []
        self.columns = {clause_id: _Column() for clause_id in clauses}

    def write(self, connection: Any, run_id: int, number: int) -> None:
        size = len(self.ids)
        who = _integers(self.ids), _texts(self.usccs), _texts(self.names)
        connection.execute(ADD_BLOCK, (run_id, number, *who))
        for clause_id, one in self.columns.items():
            numbers = (_integers(values[:size]) for values in (one.outcomes, one.amounts, one.most))
            reasons = _texts([*one.reasons]), _integers(one.places[:size])
            connection.execute(ADD_COLUMN, (run_id, number, clause_id, *numbers, *reasons))


def _blocks(connection: Any, run_id: int, clauses: list[bytes]) -> Iterator[_Block]:
    """Yield the enterprises of a run block by block; one that is empty where there are none."""
    block, last = _Block(clauses), None
    for id_, uscc, name, clause_id, *result in connection.execute(RESULTS, (run_id,)):
        if id_ != last:
            if len(block.ids) == BLOCK:
                yield block
                block = _Block(clauses)
            block.ids.append(id_)
            block.usccs.append(uscc)
            block.names.append(name)
            last = id_
        block.columns[clause_id].put(len(block.ids) - 1, *result)
    yield block


def _integers(values: "array[int]") -> bytes:
    if sys.byteorder == "big":
        values.byteswap()
    return zlib.compress(values.tobytes(), 1)


def _texts(texts: list[bytes]) -> bytes:
    head = struct.pack(f"<{len(texts) + 1}I", len(texts), *map(len, texts))
    return zlib.compress(b"".join([head, *texts]), 1)
