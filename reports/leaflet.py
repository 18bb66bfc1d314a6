"""政策明白卡 on one A4 sheet, and several policies bound together as 政策汇编, with contents."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Final

import cn2an
from reportlab.pdfgen.canvas import Canvas

from domain.policies.explaining.leaflets import Entry, Leaflet
from reports import layout
from reports.breaking import Line, break_lines
from reports.fonts import FontBook, Role
from reports.layout import MM, PAGE_HEIGHT, PAGE_WIDTH, Pen, Style

LEFT: Final = 19 * MM
RIGHT: Final = PAGE_WIDTH - 19 * MM
TOP: Final = PAGE_HEIGHT - 19 * MM
BOTTOM: Final = 20 * MM
WIDTH: Final = RIGHT - LEFT
BODY_PT: Final = 12.0
SCALES: Final = tuple(percent / 100 for percent in range(115, 54, -3))
"""From the most generous to the smallest that is still read: 6.6 pt."""
BOUND: Final = 0.88
"""How large the policies of a compendium are set: 10.6 pt."""
_LEADING: Final = 1.5
_LABEL_EM: Final = 4.2
_CONTENTS_PITCH: Final = 24.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of text at ``x``, with its style; ``is_centred`` about the middle of the sheet."""

    line: Line
    x: float
    style: Style
    is_centred: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """What stands at one height; ``rule`` is a line at its foot, ``keeps`` holds the next one to it."""

    height: float
    pieces: tuple[_Piece, ...] = ()
    rule: float = 0.0
    keeps: bool = False


def leaflet_bytes(leaflet: Leaflet, fonts: FontBook) -> bytes:
    """Return a leaflet as a PDF: one sheet, where its text goes on one at all.

    Raises:
        MissingGlyph: No font has a character.
    """
    buffer, canvas, pen = _begun(leaflet.title, fonts)
    setter = _Setter(pen)
    pages = setter.on_one_page(leaflet)
    for number, rows in enumerate(pages, start=1):
        _draw_page(pen, rows)
        _draw_foot(pen, leaflet, f"{number} / {len(pages)}" if len(pages) > 1 else "")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def compendium_bytes(title: str, leaflets: Sequence[Leaflet], fonts: FontBook) -> bytes:
    """Return several policies as one PDF, each beginning on a page of its own, after the contents.

    Raises:
        MissingGlyph: No font has a character.
    """
    buffer, canvas, pen = _begun(title, fonts)
    setter = _Setter(pen)
    bound = [setter.pages(leaflet, BOUND) for leaflet in leaflets]
    per_page = int((TOP - BOTTOM - 70) // _CONTENTS_PITCH)
    first = -(-len(leaflets) // per_page) + 1
    starts = [first + sum(map(len, bound[:at])) for at in range(len(bound))]
    for at in range(0, len(leaflets), per_page):
        _draw_contents(pen, title, list(zip(leaflets, starts, strict=True))[at : at + per_page])
        canvas.showPage()
    number = first
    for leaflet, pages in zip(leaflets, bound, strict=True):
        canvas.bookmarkPage(f"policy{number}")
        canvas.addOutlineEntry(leaflet.title, f"policy{number}")
        for rows in pages:
            _draw_page(pen, rows)
            _draw_foot(pen, leaflet, f"— {number} —")
            canvas.showPage()
            number += 1
    canvas.save()
    return buffer.getvalue()


def _begun(title: str, fonts: FontBook) -> tuple[BytesIO, Canvas, Pen]:
    buffer = BytesIO()
    # A font of ours from the start: the standard's Helvetica would be named in the file but not embedded.
    face = fonts.runs("一", Role.PLAIN)[0].face.name
    canvas = Canvas(buffer, pagesize=(PAGE_WIDTH, PAGE_HEIGHT), invariant=1, initialFontName=face)
    canvas.setTitle(title)
    return buffer, canvas, Pen(canvas, fonts)


class _Setter:
    """Turns a leaflet into rows of a size, and these into pages."""

    def __init__(self, pen: Pen) -> None:
        self._pen = pen

    def on_one_page(self, leaflet: Leaflet) -> list[list[_Row]]:
        """Return the pages at the largest size at which there is one, else at a size that is well read."""
        for scale in SCALES:
            pages = self.pages(leaflet, scale)
            if len(pages) == 1:
                return pages
        return self.pages(leaflet, BOUND)

    def pages(self, leaflet: Leaflet, scale: float) -> list[list[_Row]]:
        """Return the rows page by page; a heading stays with what it heads."""
        rows = list(self._rows(leaflet, scale))
        pages: list[list[_Row]] = [[]]
        room = TOP - BOTTOM
        left = room
        for at, row in enumerate(rows):
            needed = row.height + (rows[at + 1].height if row.keeps and at + 1 < len(rows) else 0.0)
            if needed > left and pages[-1]:
                pages.append([])
                left = room
            pages[-1].append(row)
            left -= row.height
        return pages

    def _rows(self, leaflet: Leaflet, scale: float) -> Iterator[_Row]:
        size = BODY_PT * scale
        title = Style(Role.TITLE, 21 * min(scale, 1.0))
        for line in self._broken(leaflet.title, title, WIDTH):
            yield _Row(title.size * 1.35, (_Piece(line, LEFT, title, is_centred=True),), keeps=True)
        quiet = Style(Role.PLAIN, size * 0.88)
        for line in self._broken(leaflet.facts, quiet, WIDTH):
            yield _Row(quiet.size * 1.7, (_Piece(line, LEFT, quiet, is_centred=True),), keeps=True)
        yield _Row(size * 0.5, rule=0.8)
        for number, entry in enumerate(leaflet.entries, start=1):
            yield from self._entry(number, entry, size)
        if leaflet.notes:
            yield _Row(size * 0.5, rule=0.4)
        for note in leaflet.notes:
            for line in self._broken(note, quiet, WIDTH):
                yield _Row(quiet.size * _LEADING, (_Piece(line, LEFT, quiet),))

    def _entry(self, number: int, entry: Entry, size: float) -> Iterator[_Row]:
        heading = Style(Role.HEADING, size * 1.04)
        text = f"{cn2an.an2cn(number)}、{entry.title}"
        yield _Row(size * 0.5, keeps=True)
        for line in self._broken(text, heading, WIDTH):
            yield _Row(heading.size * 1.6, (_Piece(line, LEFT, heading),), keeps=True)
        for label, said in (("给谁", entry.who), ("给多少", entry.what), ("要材料", entry.papers)):
            if said:
                yield from self._labelled(label, said, size)

    def _labelled(self, label: str, said: str, size: float) -> Iterator[_Row]:
        strong, plain = Style(Role.HEADING, size), Style(Role.PLAIN, size)
        left = LEFT + _LABEL_EM * size
        (word,) = self._broken(label, strong, WIDTH)
        for at, line in enumerate(self._broken(said, plain, RIGHT - left)):
            own = (_Piece(word, LEFT, strong),) if at == 0 else ()
            yield _Row(size * _LEADING, (*own, _Piece(line, left, plain)))

    def _broken(self, text: str, style: Style, width: float) -> list[Line]:
        return break_lines(self._pen.units(text, style.role), width, em=style.size)


def _draw_page(pen: Pen, rows: Sequence[_Row]) -> None:
    y = TOP
    for row in rows:
        y -= row.height
        for piece in row.pieces:
            size = piece.style.size
            x = (PAGE_WIDTH - piece.line.width) / 2 if piece.is_centred else piece.x
            pen.line(piece.line, x, y + (row.height - size) / 2 + size * 0.14, piece.style)
        if row.rule:
            pen.rule(LEFT, RIGHT, y, row.rule, layout.RED if row.rule > 0.5 else layout.BLACK)


def _draw_foot(pen: Pen, leaflet: Leaflet, number: str) -> None:
    style = Style(Role.PLAIN, 9.5)
    pen.rule(LEFT, RIGHT, BOTTOM - 5 * MM, 0.4)
    baseline = BOTTOM - 5 * MM - 13
    day = leaflet.made_on
    made = f"{day.year}年{day.month}月{day.day}日印"
    pen.text(f"咨询：{leaflet.contact}" if leaflet.contact else "", LEFT, baseline, style)
    pen.text(made, RIGHT - pen.width(made, style), baseline, style)
    if number:
        pen.centred(number, baseline - 12, style, middle=PAGE_WIDTH / 2)


def _draw_contents(pen: Pen, title: str, listed: Sequence[tuple[Leaflet, int]]) -> None:
    heading, entry = Style(Role.TITLE, 21.0), Style(Role.PLAIN, 12.0)
    pen.centred(title, TOP - 24, heading, middle=PAGE_WIDTH / 2)
    pen.centred("目录", TOP - 50, Style(Role.HEADING, 14.0), middle=PAGE_WIDTH / 2)
    baseline = TOP - 84
    for leaflet, number in listed:
        page = str(number)
        at = RIGHT - pen.width(page, entry)
        (line, *_) = break_lines(pen.units(leaflet.title, entry.role), WIDTH - 60, em=entry.size)
        pen.line(line, LEFT, baseline, entry)
        dot = pen.width("·", entry) * 1.6
        start = LEFT + line.width + 8
        count = int(max(0.0, at - 8 - start) // dot)
        for number_of_dot in range(count):
            pen.text("·", at - 8 - dot * (number_of_dot + 1), baseline, entry)
        pen.text(page, at, baseline, entry)
        baseline -= _CONTENTS_PITCH
