"""Papers that the first version kept go on printing as they were: every word, on one sheet."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from domain.papers.papers import Paper
from domain.store.backup.archive import unpack
from domain.store.plain import STORE_NAME
from domain.values.progress import Silent
from reports.documents.papers import paper_bytes
from tests.reports.reading import pages_of, squeezed, words_of

STORES = Path(__file__).parents[1] / "data" / "stores"


@pytest.mark.parametrize("old", sorted(STORES.glob("0.1.*.zqdbak")), ids=lambda path: path.stem)
def test_that_papers_of_an_old_store_are_drawn_with_all_their_words(old, fonts, tmp_path):
    unpack(old, tmp_path, tmp_path, Silent())
    with closing(sqlite3.connect(tmp_path / STORE_NAME)) as connection:
        kept = [text for (text,) in connection.execute("SELECT paper FROM notice WHERE paper <> ''")]
    assert len(kept) == 14
    for text in kept:
        paper = Paper.from_json(text)
        (page,) = pages_of(paper_bytes(paper, fonts))
        for words in words_of(paper):
            assert squeezed(words) in page
