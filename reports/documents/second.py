"""A second process of the program itself, which draws papers as well where there are very many."""

import gc
import logging
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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
_LOT: Final = 10
_AHEAD: Final = 2
"""So many lots the other process has before it: it goes on with the next while this one is at a paper."""
_MOST_WAITING: Final = 1_000
"""So many papers are drawn before one that stands before them, and is not yet."""


@dataclass(slots=True)
class _Lot:
    """Papers one after the other, and the pages of each; none as long as the other process is at them."""

    papers: Sequence[Paper]
    pages: Sequence[Pages | None] = ()


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
    with _second(fonts) as connection:
        for lot in _drawn_by_both(iter(papers), draughtsman, _Other(connection)):
            for paper, pages in zip(lot.papers, lot.pages, strict=True):
                # What it could not draw says why here.
                yield paper, pages if pages is not None else list(draughtsman.pages(paper))


def _drawn_by_both(coming: Iterator[Paper], draughtsman: Draughtsman, other: "_Other") -> Iterator[_Lot]:
    """Yield papers in their order, drawn by whoever is free: this process also reads and writes them."""
    waiting = deque[_Lot]()
    while True:
        while other.is_free and (papers := list(islice(coming, _LOT))):
            waiting.append(other.given(papers))
        ours = list(islice(coming, 1))
        waiting += (_Lot([paper], [list(draughtsman.pages(paper))]) for paper in ours)
        if not waiting:
            return
        other.take(is_waited_for=not ours or len(waiting) > _MOST_WAITING)
        while waiting and waiting[0].pages:
            yield waiting.popleft()


class _Other:
    """What the other process is at."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._lots = deque[_Lot]()
        self._is_gone = False

    @property
    def is_free(self) -> bool:
        """Whether it may be given another lot."""
        return not self._is_gone and len(self._lots) < _AHEAD

    def given(self, papers: Sequence[Paper]) -> _Lot:
        """Have it draw papers; return where they stand."""
        lot = _Lot(papers)
        self._lots.append(lot)
        with suppress(OSError):  # one that is gone is told of when nothing comes back
            self._connection.send(papers)
        return lot

    def take(self, *, is_waited_for: bool) -> None:
        """Take what it has drawn; wait for a lot where there is nothing else to do."""
        while self._lots and (is_waited_for or self._has_drawn()):
            lot, is_waited_for = self._lots.popleft(), False
            lot.pages = self._received(len(lot.papers))

    def _has_drawn(self) -> bool:
        try:
            return self._connection.poll()
        except OSError:
            return True

    def _received(self, count: int) -> Sequence[Pages | None]:
        """Return what it drew; nothing of so many papers where it is gone."""
        if self._is_gone:
            return [None] * count
        try:
            pages: Sequence[Pages | None] = self._connection.recv()
        except (EOFError, OSError):
            logger.warning("the second process is gone; one draws alone", exc_info=True)
            self._is_gone = True
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
    # Nothing that is drawn refers to itself, and the fonts are long to look through for garbage.
    gc.disable()
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
