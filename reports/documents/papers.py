"""Papers become files."""

from collections.abc import Iterable, Sequence
from enum import Enum, auto
from io import BytesIO
from itertools import zip_longest
from pathlib import Path

from domain.papers.blocks import Chart
from domain.papers.papers import Paper
from domain.values.errors import DomainError
from domain.values.files import replacing
from domain.values.progress import Progress, Reporter
from reports.documents.drawing import Draughtsman
from reports.documents.second import Pages, drawn_each
from reports.sheet.fonts import FontBook
from reports.sheet.pdf import Drawn, PdfFile, Properties, drawn


class Sides(Enum):
    """How the sheets of papers are filled."""

    ONE = auto()
    BOTH = auto()
    """On both sides: an odd number of pages gets an empty one, or the next paper would begin on its back."""
    CUT = auto()
    """Two beside each other on sheets of A3, on both sides, in order once they are cut; see `_Leaves`."""


def paper_bytes(paper: Paper, fonts: FontBook) -> bytes:
    """Return one paper as a PDF.

    Raises:
        MissingGlyph: No font has a character.
    """
    buffer = BytesIO()
    file = PdfFile(buffer)
    _add(file, list(Draughtsman(fonts, is_told=True).pages(paper)))
    file.close(fonts.face, _of_one(paper))
    return buffer.getvalue()


def chart_bytes(chart: Chart, fonts: FontBook, width: float, size: float) -> bytes:
    """Return a chart as a PDF of one page, as wide as is asked for and as high as it needs, in points.

    ``size`` is that of the type.

    Raises:
        MissingGlyph: No font has a character.
    """
    buffer = BytesIO()
    file = PdfFile(buffer)
    file.add(Draughtsman(fonts).chart(chart, width, size))
    file.close(fonts.face, Properties(chart.title))
    return buffer.getvalue()


def write_papers(
    papers: Iterable[Paper],
    target: Path,
    fonts: FontBook,
    reporter: Reporter,
    *,
    count: int,
    is_public: bool = False,
    sides: Sides = Sides.ONE,
) -> list[int]:
    """Write papers into one PDF, each beginning on a sheet of its own; the file appears whole or not at all.

    Args:
        papers: What to write; read as they are drawn, so that very many need not be held at once.
        target: Where to.
        fonts: What they are set in.
        reporter: Told of each.
        count: How many there will be.
        is_public: As `write_whole` has it.
        sides: How sheets are filled.

    Returns:
        How many pages each has, without empty ones.

    Raises:
        MissingGlyph: No font has a character.
        DomainError: There are none, or the file cannot be written.
        Cancelled: The user stopped it.
    """
    if not count:
        raise DomainError("没有选中要写的文件")
    properties = None
    with replacing(target, is_public=is_public) as path, path.open("wb") as out:
        file = PdfFile(out)
        leaves, counts = _Leaves(), list[int]()
        for done, (paper, drawn_pages) in enumerate(drawn_each(papers, count, fonts), start=1):
            pages = _found(paper, drawn_pages, count)
            counts.append(len(pages))
            match sides:
                case Sides.ONE:
                    _add(file, pages)
                case Sides.BOTH:
                    _add(file, [*pages, *(("", _blank(page)) for _, page in pages[-1:] if len(pages) % 2)])
                case Sides.CUT:
                    leaves.take([page for _, page in pages])
            properties = _of_one(paper) if properties is None else _of_many(properties, paper, done)
            reporter.step(Progress(done, count, paper.addressee or paper.title))
        assert properties is not None
        leaves.write(file)
        file.close(fonts.face, properties)
    return counts


class _Leaves:
    """Pages of a print shop: two leaves to a sheet, which lie in order when the sheets are cut and stacked.

    The left halves are the first part of the stack, the right ones the second.
    """

    def __init__(self) -> None:
        self._leaves: list[tuple[Drawn, Drawn | None]] = []

    def take(self, pages: Sequence[Drawn]) -> None:
        """Take the pages of a paper: front and back of one leaf after the other."""
        self._leaves += zip_longest(pages[::2], pages[1::2])

    def write(self, file: PdfFile) -> None:
        """Write every sheet, its front and then its back, which is turned over on the short edge."""
        if not self._leaves:
            return
        width, height = sorted((self._leaves[0][0].width, self._leaves[0][0].height))
        sheets = (len(self._leaves) + 1) // 2
        for left, right in zip_longest(self._leaves[:sheets], self._leaves[sheets:]):
            front, back = right if right is not None else (None, None)
            file.add_beside(left[0], front, width, height)
            file.add_beside(back, left[1], width, height)


def _found(paper: Paper, pages: Pages, count: int) -> Pages:
    """Return the pages of a paper, the first of which readers find in the outline where there are several."""
    (mark, first), *others = pages
    return (
        pages
        if count == 1 or mark
        else [(f"{paper.number or paper.title}　{paper.addressee}", first), *others]
    )


def _blank(page: Drawn) -> Drawn:
    return drawn(page.width, page.height, "", {})


def _add(file: PdfFile, pages: Pages) -> None:
    for mark, page in pages:
        if mark:
            file.mark(mark)
        file.add(page)


def _of_one(paper: Paper) -> Properties:
    made = paper.made_at or paper.signed_on
    return Properties(f"{paper.title} {paper.number}".strip(), paper.office, paper.number, made)


def _of_many(so_far: Properties, paper: Paper, done: int) -> Properties:
    """Return what a file says of itself with one more paper: its kind, how many, which numbers."""
    first = so_far.subject.partition("—")[0]
    numbers = f"{first}—{paper.number}" if first and paper.number else ""
    return Properties(f"{paper.title}（{done} 份）", paper.office, numbers, paper.made_at or paper.signed_on)
