"""Kept assessments put back as older programs kept them: a row for each result."""

import sqlite3
from collections.abc import Sequence

from domain.policies.results import Result

RESULTS = """
CREATE TABLE assessment_result (
    run_id INTEGER NOT NULL REFERENCES assessment_run (id) ON DELETE CASCADE,
    enterprise_id INTEGER NOT NULL,
    clause_id VARCHAR NOT NULL,
    uscc VARCHAR NOT NULL,
    enterprise_name VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    amount INTEGER NOT NULL,
    most INTEGER NOT NULL,
    reason VARCHAR NOT NULL,
    PRIMARY KEY (run_id, enterprise_id, clause_id)
) WITHOUT ROWID
"""
VERSION = "0012"


def put_back(connection: sqlite3.Connection, runs: dict[int, Sequence[Result]]) -> None:
    """Turn the store into one of before; these are all the results that are in it, by run."""
    connection.execute("DROP TABLE assessment_column")
    connection.execute("DROP TABLE assessment_block")
    connection.execute(RESULTS)
    connection.executemany(
        f"INSERT INTO assessment_result VALUES ({', '.join('?' * 9)})",
        [
            (
                run_id,
                one.enterprise_id,
                one.clause_id,
                one.uscc,
                one.enterprise_name,
                str(one.outcome),
                one.amount,
                one.most,
                one.reason,
            )
            for run_id, results in runs.items()
            for one in results
        ],
    )
    connection.execute("UPDATE alembic_version SET version_num = ?", (VERSION,))
