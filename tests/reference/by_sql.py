"""Runs `zhengdong_2022.sql` on a store and says what each clause came to."""

import sqlite3
from pathlib import Path

SCRIPT = Path(__file__).parent / "zhengdong_2022.sql"
DERIVED = Path(__file__).parent / "derived_figures.sql"
_DECIDED = """
SELECT
    enterprise_id,
    clause_id,
    CASE WHEN state = 0 THEN 'not_met' WHEN state = 1 OR (state = 3 AND amount IS NULL) THEN 'missing'
         WHEN state = 2 THEN 'manual' ELSE 'granted' END AS outcome,
    CASE WHEN state = 3 THEN CAST(coalesce(amount, 0) AS INTEGER) ELSE 0 END AS fen
FROM temp.decided
"""
RESULTS = "result_by_hand"
"""The table that it keeps results in; the program has none of it."""

_TABLE = f"""
CREATE TABLE IF NOT EXISTS {RESULTS} (
    run_id, enterprise_id, clause_id, uscc, enterprise_name, outcome, amount, most, reason,
    PRIMARY KEY (run_id, enterprise_id, clause_id)
) WITHOUT ROWID
"""
_KEEP = f"""
INSERT INTO {RESULTS}
SELECT ?, enterprise_id, clause_id, uscc, name, outcome, fen, 0, ''
FROM ({_DECIDED}) JOIN enterprise ON enterprise.id = enterprise_id
ORDER BY enterprise_id, clause_id
"""


def decide(connection: sqlite3.Connection) -> dict[tuple[int, str], tuple[str, int]]:
    """Return outcome and amount in fen by enterprise and clause, whatever periods figures were typed for."""
    connection.executescript(DERIVED.read_text("utf-8"))
    connection.executescript(SCRIPT.read_text("utf-8"))
    connection.execute("DROP TABLE temp.enterprise_figure")
    return {(id_, clause): (outcome, fen) for id_, clause, outcome, fen in connection.execute(_DECIDED)}


def decide_and_keep(connection: sqlite3.Connection, run_id: int) -> None:
    """Decide, and store a row for each result, without one leaving the database.

    Of what follows from other figures it knows half-years as the sums of their quarters.
    """
    connection.executescript(SCRIPT.read_text("utf-8"))
    connection.execute(_TABLE)
    connection.execute(_KEEP, (run_id,))
    connection.commit()
