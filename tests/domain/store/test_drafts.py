"""What somebody typed and did not save belongs to them."""

from contextlib import closing

from domain.store import drafts
from domain.store.engine import Store
from tests.domain.store.older import take_back


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
    take_back(store.path, "0010")
    with closing(Store.open(folder)) as again:
        wang, li = again.seat("王"), again.seat("李")
        assert content(wang) == content(li) == {"name": "甲"}
        drafts.keep(li, "office", {"name": "乙"})
        assert (content(wang), content(li)) == (None, {"name": "乙"})
