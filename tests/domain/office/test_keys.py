"""The keys by which the office signs: what the store itself refuses, whoever writes to it."""

import sqlite3
from contextlib import closing

import pytest

from domain.office.keys.service import keys_of, make_key
from domain.store.engine import Store

REASON = "U 盘丢失"
END = (
    "UPDATE paper_key SET ended_at = '2026-01-01', ended_by = '王小梅', end_reason = '例行更换',"
    " secret = NULL WHERE id = 2"
)
BEGIN = (
    "INSERT INTO paper_key (uid, public, secret, made_by, made_at, ended_by, end_reason)"
    " SELECT 'x', randomblob(32), randomblob(32), made_by, made_at, ?, ? FROM paper_key WHERE id = 1"
)


def test_that_who_ended_a_key_and_why_is_said_as_it_ends_and_never_rewritten(store: Store):
    make_key(store.seat("王小梅"))
    make_key(store.seat("李建国"), reason=REASON)
    kept = "SELECT id, ended_by, ended_at, end_reason, secret FROM paper_key ORDER BY id"
    said, stays, begins = "said as it ends", "stays what it is", "begins whole"
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        before = connection.execute(kept).fetchall()
        assert [row[1:4:2] for row in before] == [("李建国", REASON), (None, "")]
        for statement, refused in (
            # Of one that has ended.
            ("UPDATE paper_key SET ended_by = '王小梅' WHERE id = 1", stays),
            ("UPDATE paper_key SET end_reason = '例行更换' WHERE id = 1", stays),
            ("UPDATE paper_key SET ended_by = '', end_reason = '' WHERE id = 1", f"{stays}|{said}"),
            ("UPDATE paper_key SET ended_at = '2026-01-01' WHERE id = 1", stays),
            ("UPDATE paper_key SET ended_at = NULL, secret = randomblob(32) WHERE id = 1", f"{stays}|{said}"),
            # Of the one in use, beforehand and as it ends.
            ("UPDATE paper_key SET ended_by = '王小梅' WHERE id = 2", said),
            ("UPDATE paper_key SET end_reason = '例行更换' WHERE id = 2", said),
            ("UPDATE paper_key SET ended_at = '2026-01-01', secret = NULL WHERE id = 2", said),
            (END.replace("王小梅", " "), said),
            (END.replace("例行更换", " "), said),
            ("DELETE FROM paper_key", "a key stays"),
        ):
            with pytest.raises(sqlite3.IntegrityError, match=refused):
                connection.execute(statement)
        assert connection.execute(kept).fetchall() == before
        # As nothing else is in use, it is refused for how it begins.
        connection.execute(END)
        for ended_by, reason in (("王小梅", ""), (None, "例行更换")):
            with pytest.raises(sqlite3.IntegrityError, match=begins):
                connection.execute(BEGIN, (ended_by, reason))
    assert len(store.ask(keys_of)) == 2
