"""What somebody typed and did not save belongs to them."""

import sqlite3
from contextlib import closing

from domain.store import drafts
from domain.store.engine import Store


def content(seat, key="office"):
    found = drafts.find(seat, key)
    return None if found is None else found[0]


def test_that_each_goes_on_with_their_own(store):
    wang, li = store.seat("王"), store.seat("李")
    drafts.keep(wang, "office", {"name": "甲"})
    assert content(li) is None
    drafts.keep(li, "office", {"name": "乙"})
    drafts.keep(wang, "office", {"name": "丙"})
    assert (content(wang), content(li)) == ({"name": "丙"}, {"name": "乙"})
    drafts.discard(li, "office")
    assert (content(wang), content(li)) == ({"name": "丙"}, None)


def test_that_what_was_kept_before_drafts_had_owners_is_there_for_whoever_comes_first(store):
    folder = store.path.parent
    drafts.keep(store.seat("王"), "office", {"name": "甲"})
    store.close()
    with closing(sqlite3.connect(store.path)) as connection, connection:
        connection.execute("ALTER TABLE draft RENAME TO owned")
        connection.execute("CREATE TABLE draft (key VARCHAR PRIMARY KEY, content VARCHAR, saved_at DATETIME)")
        connection.execute("INSERT INTO draft SELECT key, content, saved_at FROM owned")
        connection.execute("DROP TABLE owned")
        connection.execute("UPDATE alembic_version SET version_num = '0010'")
    with closing(Store.open(folder)) as again:
        wang, li = again.seat("王"), again.seat("李")
        assert content(wang) == content(li) == {"name": "甲"}
        drafts.keep(li, "office", {"name": "乙"})
        assert (content(wang), content(li)) == (None, {"name": "乙"})
