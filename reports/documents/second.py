"""A second process of the program itself, which draws every other lot of papers where there are very many."""

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Final, TypeAlias

from domain.papers.papers import Paper
from reports.documents.drawing import Draughtsman
from reports.sheet.fonts import FontBook
from reports.sheet.pdf import Drawn

logger = logging.getLogger(__name__)

Pages: TypeAlias = list[tuple[str, Drawn]]
FROM = 300
"""So many papers take longer than it takes a process to begin."""
_LOT: Final = 40


def drawn_each(papers: Iterable[Paper], count: int, fonts: FontBook) -> Iterator[tuple[Paper, Pages]]:
    """Yield each paper with its pages, in order; ``count`` says how many there will be.

    Raises:
        MissingGlyph: No font has a character.
    """
    # Of many papers in one file, which are printed, it would cost half of what a page takes.
    draughtsman = Draughtsman(fonts, is_told=count == 1)
    if count < FROM or (os.cpu_count() or 1) < 2:
        yield from ((paper, list(draughtsman.pages(paper))) for paper in papers)
        return
    coming = iter(papers)
    with _second(fonts) as other:
        while theirs := list(islice(coming, _LOT)):
            _send(other, theirs)
            ours = [(paper, list(draughtsman.pages(paper))) for paper in islice(coming, _LOT)]
            for paper, pages in zip(theirs, _received(other, len(theirs)), strict=True):
                # What it could not draw says why here.
                yield paper, pages if pages is not None else list(draughtsman.pages(paper))
            yield from ours


def _send(other: Connection, papers: Sequence[Paper]) -> None:
    with suppress(OSError):  # one that is gone is told of when nothing comes back
        other.send(papers)


def _received(other: Connection, count: int) -> Sequence[Pages | None]:
    """Return what the other process drew; nothing of so many papers where it is gone."""
    try:
        pages: Sequence[Pages | None] = other.recv()
    except (EOFError, OSError):
        logger.warning("the second process is gone; one draws alone", exc_info=True)
        return [None] * count
    return pages


@contextmanager
def _second(fonts: FontBook) -> Iterator[Connection]:
    """Begin the process, and end it whatever happens; anew, since a copy of this one would hold its locks."""
    context = get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_draw_lots, args=(there, fonts), daemon=True)
    process.start()
    there.close()
    try:
        yield here
    finally:
        here.close()
        process.terminate()
        process.join()


def _draw_lots(lots: Connection, fonts: FontBook) -> None:
    draughtsman = Draughtsman(fonts)
    while True:
        try:
            papers: Sequence[Paper] = lots.recv()
        except EOFError:
            return
        lots.send([_pages_of(draughtsman, paper) for paper in papers])


def _pages_of(draughtsman: Draughtsman, paper: Paper) -> Pages | None:
    try:
        return list(draughtsman.pages(paper))
    except Exception:
        return None
