"""Very many papers are drawn by two processes: the file is the same, and nothing of them is left."""

import multiprocessing
from itertools import islice, repeat

import pytest
from pypdf import PdfReader

from domain.papers.blocks import Paragraph
from domain.values.progress import Cancelled, Silent
from reports.documents import second
from reports.documents.papers import write_papers
from reports.sheet.fonts import MissingGlyph
from tests.reports.reading import with_block

FEW = 3 * second._LOT
MANY = FEW + 5
"""What the other is given as it begins, and more of our own; drawing them takes a second."""


def many(papers):
    return islice((one for papers in repeat(papers) for one in papers), MANY)


@pytest.fixture(autouse=True)
def nothing_is_left_running(monkeypatch):
    """Have few papers be many already."""
    assert second.FROM > FEW
    monkeypatch.setattr(second, "FROM", FEW)
    yield
    assert multiprocessing.active_children() == []


def test_that_two_processes_write_what_one_does(sample_papers, fonts, tmp_path, monkeypatch):
    write_papers(many(sample_papers), tmp_path / "two.pdf", fonts, Silent(), count=MANY)
    monkeypatch.setattr(second, "FROM", MANY + 1)
    write_papers(many(sample_papers), tmp_path / "one.pdf", fonts, Silent(), count=MANY)
    assert (tmp_path / "two.pdf").read_bytes() == (tmp_path / "one.pdf").read_bytes()


def test_that_what_the_other_process_cannot_draw_is_named_here(sample_papers, fonts, tmp_path):
    wrong = with_block(sample_papers[0], Paragraph("\U000f0000"))
    with pytest.raises(MissingGlyph):
        write_papers(many([sample_papers[1], wrong]), tmp_path / "a.pdf", fonts, Silent(), count=MANY)
    assert list(tmp_path.iterdir()) == []


def test_that_stopping_ends_both(sample_papers, fonts, tmp_path):
    class Stopped(Silent):
        def step(self, progress):
            if progress.done > FEW:
                raise Cancelled

    with pytest.raises(Cancelled):
        write_papers(many(sample_papers), tmp_path / "a.pdf", fonts, Stopped(), count=MANY)
    assert list(tmp_path.iterdir()) == []


def test_that_one_goes_on_alone_where_the_other_is_gone(sample_papers, fonts, tmp_path, logged):
    logged.expect("the second process is gone")

    def papers():
        for at, one in enumerate(many(sample_papers)):
            if at == second._LOT:
                (other,) = multiprocessing.active_children()
                other.kill()
                other.join()
            yield one

    write_papers(papers(), tmp_path / "a.pdf", fonts, Silent(), count=MANY)
    assert len(PdfReader(tmp_path / "a.pdf").pages) >= MANY
