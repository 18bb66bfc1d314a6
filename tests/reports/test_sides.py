"""Papers on both sides of sheets, and two to a sheet that is cut."""

from datetime import date

import pytest

from domain.papers.blocks import Paragraph
from domain.papers.papers import Look, Paper, Sheet
from domain.values.progress import Silent
from reports.documents.papers import Sides, write_papers
from tests.reports.reading import pages_of, read, squeezed

HALF = 595.0
"""How wide A4 is, in points, to the nearest."""


def paper_of(number: int, pages: int) -> Paper:
    sheets = (Sheet(Look.LETTER, (Paragraph(f"第{number}份第{page + 1}页"),)) for page in range(pages))
    return Paper("通知", "", "中心", "", date(2022, 11, 1), None, tuple(sheets))


@pytest.fixture
def written(fonts, tmp_path):
    def write(counts: list[int], sides: Sides) -> bytes:
        papers = [paper_of(number, pages) for number, pages in enumerate(counts)]
        write_papers(papers, tmp_path / "a.pdf", fonts, Silent(), count=len(papers), sides=sides)
        return (tmp_path / "a.pdf").read_bytes()

    return write


def leaves_of(counts: list[int]) -> list[tuple[str, str]]:
    """Front and back of each leaf of papers that have so many pages."""
    found = []
    for number, pages in enumerate(counts):
        said = [*(f"第{number}份第{page + 1}页" for page in range(pages)), ""]
        found += zip(said[0:pages:2], said[1 : pages + 1 : 2], strict=True)
    return found


def halves_of(page) -> tuple[str, str]:
    found = {False: "", True: ""}

    def visit(text, matrix, own, _font, _size):
        found[matrix[4] + own[4] > HALF] += squeezed(text)

    page.extract_text(visitor_text=visit)
    return found[False], found[True]


COUNTS = ([1], [2, 1], [1, 2, 3, 1, 1], [3, 3, 2])


@pytest.mark.parametrize("counts", COUNTS)
def test_that_each_paper_begins_on_a_leaf_of_its_own(written, counts):
    assert pages_of(written(counts, Sides.BOTH)) == [side for leaf in leaves_of(counts) for side in leaf]


@pytest.mark.parametrize("counts", COUNTS)
def test_that_sheets_cut_in_the_middle_and_put_on_each_other_are_in_order(written, counts):
    pages = read(written(counts, Sides.CUT)).pages
    left, right = [], []
    for front, back in zip(pages[::2], pages[1::2], strict=True):
        # The sheet is turned over like the page of a book: behind the left half lies the right one.
        (near, far), (behind_far, behind_near) = halves_of(front), halves_of(back)
        left.append((near, behind_near))
        right.append((far, behind_far))
    assert [leaf for leaf in (*left, *right) if leaf != ("", "")] == leaves_of(counts)
