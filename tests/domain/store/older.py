"""Stores as earlier versions left them: what migrations did is taken back, one after the other."""

import sqlite3
from pathlib import Path
from typing import Final

from domain.store.plain import SCHEMA

_BACK: Final = {
    "0012": """
        DROP INDEX uq_enterprise_uid;
        DROP INDEX uq_enterprise_row_uid;
        DROP INDEX uq_notice_uid;
        ALTER TABLE enterprise DROP COLUMN uid;
        ALTER TABLE enterprise_row DROP COLUMN uid;
        ALTER TABLE notice DROP COLUMN uid;
        ALTER TABLE attachment DROP COLUMN row_uid;
    """,
    "0011": """
        ALTER TABLE draft RENAME TO owned;
        CREATE TABLE draft (key VARCHAR PRIMARY KEY, content VARCHAR NOT NULL, saved_at DATETIME NOT NULL);
        INSERT INTO draft SELECT key, content, saved_at FROM owned;
        DROP TABLE owned;
    """,
    "0010": "ALTER TABLE audit_entry DROP COLUMN sha256;",
    "0009": """
        ALTER TABLE assessment_run DROP COLUMN granted;
        ALTER TABLE assessment_run DROP COLUMN amount;
    """,
}


def take_back(path: Path, schema: str) -> None:
    """Make a store that nobody has open one of an earlier schema; what it had no place for is gone."""
    connection = sqlite3.connect(path)
    last = SCHEMA
    while last > schema:
        connection.executescript(_BACK[last])
        last = f"{int(last) - 1:04}"
    connection.execute("UPDATE alembic_version SET version_num = ?", (schema,))
    connection.commit()
    connection.close()
