"""Official papers (公文): a `Paper` becomes pages after GB/T 9704-2012."""

import re
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from domain.cases.papers import Figures, Paper, Text, TextStyle
from domain.values.errors import DomainError
from domain.values.files import write_whole
from domain.values.progress import Progress, Reporter
from reports import layout
from reports.breaking import Line, break_lines
from reports.fonts import FontBook, Role
from reports.layout import LEFT, MM, RIGHT, WIDTH, Pen, Style

TITLE: Final = Style(Role.TITLE, layout.TITLE_PT)
SAMPLE: Final = Style(Role.TITLE, 150.0, layout.PALE)
PAGE_NUMBER: Final = Style(Role.PLAIN, layout.PAGE_NUMBER_PT)
RED_RULE: Final = 0.4 * MM
CELL_PAD: Final = 5.0
LEADING: Final = 1.3
TITLE_PITCH: Final = 30.0
_AMOUNT: Final = re.compile(r"-?[\d,.]+ ?(元|%)?(（[^（）]*）)?")


@dataclass(frozen=True, slots=True)
class Spacing:
    """How generously a paper is set. Lengths in points.

    Attributes:
        drop: From the top of the type area to the top of the mark.
        mark: Size of the mark, where the width allows it.
        pitch: From baseline to baseline of the body.
        table: Size of the tables' type.
        row: Height of their rows, in sizes of their type.
        breath: Blank around title and signature, in lines.
    """

    drop: float
    mark: float
    body: float
    pitch: float
    table: float
    row: float
    breath: float

    def towards(self, other: "Spacing", share: float) -> "Spacing":
        """Return what lies between, at a share from 0 to 1 of the way."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Spacing(*(round(a + (b - a) * share, 2) for a, b in pairs))


# The standard's own figures; then what still looks well with the body in its own size; then the tightest.
SPACINGS: Final = (
    Spacing(drop=35 * MM, mark=40.0, body=layout.BODY_PT, pitch=29.0, table=12.0, row=1.6, breath=2.0),
    Spacing(drop=0.0, mark=38.0, body=layout.BODY_PT, pitch=26.0, table=10.5, row=1.5, breath=0.8),
    Spacing(drop=0.0, mark=30.0, body=14.0, pitch=19.0, table=9.5, row=1.4, breath=0.3),
)
_SPILLING: Final = SPACINGS[1]
_TRIALS: Final = 5


def write_papers(papers: Sequence[Paper], target: Path, fonts: FontBook, reporter: Reporter) -> None:
    """Write papers into one PDF, each beginning on a sheet of its own; the file appears whole or not at all.

    Raises:
        MissingGlyph: No font has a character.
        DomainError: There are none, or the file cannot be written.
        Cancelled: The user stopped it.
    """
    if not papers:
        raise DomainError("没有选中要写的文件")
    buffer = BytesIO()
    _draw(papers, buffer, fonts, reporter)
    write_whole(buffer.getbuffer(), target)


def paper_bytes(paper: Paper, fonts: FontBook) -> bytes:
    """Return one paper as a PDF, for preview.

    Raises:
        MissingGlyph: No font has a character.
    """
    buffer = BytesIO()
    _draw([paper], buffer, fonts, None)
    return buffer.getvalue()


def _draw(papers: Sequence[Paper], buffer: BytesIO, fonts: FontBook, reporter: Reporter | None) -> None:
    first = papers[0]
    # A font of ours from the start: the standard's Helvetica would be named in the file but not embedded.
    face = fonts.runs("一", Role.PLAIN)[0].face.name
    size = (layout.PAGE_WIDTH, layout.PAGE_HEIGHT)
    canvas = Canvas(buffer, pagesize=size, invariant=1, pageCompression=1, initialFontName=face)
    canvas.setTitle(f"{first.title} {first.number}".strip() if len(papers) == 1 else first.title)
    canvas.setAuthor(first.signer)
    for done, paper in enumerate(papers, start=1):
        _Letter(paper, canvas, fonts).draw()
        if reporter is not None:
            reporter.step(Progress(done, len(papers), paper.addressee))
    canvas.save()


@dataclass(frozen=True, slots=True)
class _Row:
    """One row of the ruled table: its cells broken into lines."""

    cells: tuple[list[Line], ...]
    height: float
    is_heading: bool


class _Letter:
    """One paper on its way onto the canvas. ``self._y`` is where the next line's top edge lies."""

    def __init__(self, paper: Paper, canvas: Canvas, fonts: FontBook) -> None:
        self._paper = paper
        self._canvas = canvas
        self._pen = Pen(canvas, fonts)
        self._lines: dict[tuple[str, Style, bool], list[Line]] = {}
        self._spacing = self._fitting_spacing()
        self._y = layout.TOP
        self._page = 1

    def draw(self) -> None:
        self._begin_page()
        self._draw_head()
        for part in self._paper.body:
            if isinstance(part, Figures):
                self._draw_table(part)
            else:
                self._draw_text(part.text, _style_of(part, self._spacing), indent=True)
        self._draw_signature()
        self._end_page()

    # Measuring

    def _fitting_spacing(self) -> Spacing:
        """Return the most generous spacing that keeps the paper on one sheet, where there is one."""
        loose = SPACINGS[0]
        if self._fits(loose):
            return loose
        for tight in SPACINGS[1:]:
            if self._fits(tight):
                return self._between(loose, tight)
            loose = tight
        return _SPILLING

    def _between(self, loose: Spacing, tight: Spacing) -> Spacing:
        low, high = 0.0, 1.0
        for _ in range(_TRIALS):
            middle = (low + high) / 2
            low, high = (low, middle) if self._fits(loose.towards(tight, middle)) else (middle, high)
        return loose.towards(tight, high)

    def _fits(self, spacing: Spacing) -> bool:
        return self._height(spacing) <= layout.HEIGHT

    def _height(self, spacing: Spacing) -> float:
        height = self._head_height(spacing) + spacing.pitch * len(self._addressee_lines(spacing))
        for part in self._paper.body:
            if isinstance(part, Figures):
                height += sum(row.height for row in self._rows(part, spacing)) + spacing.pitch * 0.4
            else:
                height += _pitch_of(part, spacing) * len(self._broken(part.text, _style_of(part, spacing)))
        return height + self._signature_height(spacing)

    def _head_height(self, spacing: Spacing) -> float:
        mark = self._mark_style(spacing).size
        number = spacing.pitch * 1.6 + 4 * MM
        return spacing.drop + mark + number + spacing.pitch * spacing.breath + self._title_height(spacing)

    def _title_height(self, spacing: Spacing) -> float:
        return TITLE_PITCH * len(self._title_lines()) + spacing.pitch * spacing.breath * 0.6

    def _signature_height(self, spacing: Spacing) -> float:
        contact = spacing.pitch if self._paper.contact else 0.0
        return spacing.pitch * (spacing.breath + 2) + contact

    def _broken(self, text: str, style: Style, *, indent: bool = True) -> list[Line]:
        key = text, style, indent
        if key not in self._lines:
            units = self._pen.units(text, style.role)
            first = 2 * style.size if indent else 0.0
            self._lines[key] = break_lines(units, WIDTH, em=style.size, indent=first)
        return self._lines[key]

    def _in_cell(self, text: str, style: Style, width: float) -> list[Line]:
        return break_lines(self._pen.units(text, style.role), width, em=style.size, is_justified=False)

    def _addressee_lines(self, spacing: Spacing) -> list[Line]:
        return self._broken(f"{self._paper.addressee}：", Style(Role.BODY, spacing.body), indent=False)

    def _title_lines(self) -> list[str]:
        """Break the title into lines of about the same length."""
        text, width = self._paper.title, self._pen.width(self._paper.title, TITLE)
        count = int(width // WIDTH) + 1
        size = -(-len(text) // count)
        return [text[start : start + size] for start in range(0, len(text), size)]

    def _mark_style(self, spacing: Spacing) -> Style:
        """Return the mark's type, made smaller where it would be wider than the type area."""
        style = Style(Role.TITLE, spacing.mark, layout.RED)
        width = self._pen.width(self._paper.mark, style)
        return replace(style, size=style.size * min(1.0, WIDTH / width)) if width else style

    # Drawing

    def _begin_page(self) -> None:
        if self._paper.is_sample:
            self._pen.across("样张", SAMPLE)
        self._y = layout.TOP

    def _end_page(self) -> None:
        # 单页码居右空一字，双页码居左空一字.
        text = f"— {self._page} —"
        em = PAGE_NUMBER.size
        x = RIGHT - em - self._pen.width(text, PAGE_NUMBER) if self._page % 2 else LEFT + em
        self._pen.text(text, x, layout.BOTTOM - layout.PAGE_NUMBER_DROP - em * 0.6, PAGE_NUMBER)
        self._canvas.showPage()

    def _need(self, height: float) -> None:
        """Go on to the next page if this one has no such room left."""
        if self._y - height < layout.BOTTOM - 0.5:
            self._end_page()
            self._page += 1
            self._begin_page()

    def _next_line(self, pitch: float, size: float) -> float:
        """Take one line; return its baseline."""
        self._need(pitch)
        self._y -= pitch
        return self._y + (pitch - size) / 2 + size * 0.14

    def _draw_head(self) -> None:
        spacing, mark = self._spacing, self._mark_style(self._spacing)
        body = Style(Role.BODY, spacing.body)
        self._y -= spacing.drop + mark.size
        self._pen.centred(self._paper.mark, self._y + mark.size * 0.14, mark)
        self._y -= spacing.pitch * 0.6
        number = self._paper.number or ("（样张，未编号）" if self._paper.is_sample else "")
        self._pen.centred(number, self._next_line(spacing.pitch, body.size), body)
        self._y -= 4 * MM
        self._pen.rule(LEFT, RIGHT, self._y, RED_RULE, layout.RED)
        self._y -= spacing.pitch * spacing.breath
        for text in self._title_lines():
            self._pen.centred(text, self._next_line(TITLE_PITCH, TITLE.size), TITLE)
        self._y -= spacing.pitch * spacing.breath * 0.6
        for line in self._addressee_lines(spacing):
            self._pen.line(line, LEFT, self._next_line(spacing.pitch, body.size), body)

    def _draw_text(self, text: str, style: Style, *, indent: bool) -> None:
        pitch = self._spacing.pitch * style.size / self._spacing.body
        for line in self._broken(text, style, indent=indent):
            self._pen.line(line, LEFT, self._next_line(pitch, style.size), style)

    def _draw_signature(self) -> None:
        """署名 and date for a seal: the date four characters from the right, the name centred on it."""
        style = Style(Role.BODY, self._spacing.body)
        pitch, day = self._spacing.pitch, _date_text(self._paper)
        self._need(self._signature_height(self._spacing))
        self._y -= pitch * self._spacing.breath
        date_width = self._pen.width(day, style)
        name_width = self._pen.width(self._paper.signer, style)
        date_left = RIGHT - 4 * style.size - date_width
        # A long name moves both to the left rather than into the margin.
        name_left = min(date_left + (date_width - name_width) / 2, RIGHT - name_width)
        date_left = name_left + (name_width - date_width) / 2
        self._pen.text(self._paper.signer, name_left, self._next_line(pitch, style.size), style)
        self._pen.text(day, date_left, self._next_line(pitch, style.size), style)
        if self._paper.contact:
            baseline = self._next_line(pitch, style.size)
            self._pen.text(self._paper.contact, LEFT + 2 * style.size, baseline, style)

    # The ruled table

    def _rows(self, figures: Figures, spacing: Spacing) -> list[_Row]:
        widths = self._column_widths(figures, spacing)
        cell, heading = Style(Role.BODY, spacing.table), Style(Role.HEADING, spacing.table)
        rows = []
        for index, texts in enumerate((figures.heading, *figures.rows)):
            style = cell if index else heading
            cells = tuple(
                self._in_cell(text, style, width - 2 * CELL_PAD)
                for text, width in zip(texts, widths, strict=True)
            )
            height = (max(map(len, cells)) - 1) * spacing.table * LEADING + spacing.table * spacing.row
            rows.append(_Row(cells, height, is_heading=index == 0))
        return rows

    def _column_widths(self, figures: Figures, spacing: Spacing) -> list[float]:
        """Share the width by what the columns hold; only the first one gives way."""
        style = Style(Role.BODY, spacing.table)
        columns = list(zip(figures.heading, *figures.rows, strict=True))
        natural = [
            max(self._natural(text, style) for text in column) + 2 * CELL_PAD + 2 for column in columns
        ]
        spare = WIDTH - sum(natural)
        if spare >= 0:
            return [width + spare / len(natural) for width in natural]
        return [max(natural[0] + spare, WIDTH / 4), *natural[1:]]

    def _natural(self, text: str, style: Style) -> float:
        return style.size * sum(unit.width for unit in self._pen.units(text, style.role))

    def _draw_table(self, figures: Figures) -> None:
        spacing = self._spacing
        widths = self._column_widths(figures, spacing)
        edges = [LEFT + sum(widths[:index]) for index in range(len(widths) + 1)]
        self._y -= spacing.pitch * 0.2
        for row in self._rows(figures, spacing):
            self._need(row.height)
            top = self._y
            self._y -= row.height
            for edge in edges:
                self._pen.upright(edge, top, self._y, 0.5)
            self._pen.rule(LEFT, edges[-1], top, 0.5)
            self._pen.rule(LEFT, edges[-1], self._y, 0.5)
            for lines, left, right in zip(row.cells, edges[:-1], edges[1:], strict=True):
                self._draw_cell(row, lines, left, right)
        self._y -= spacing.pitch * 0.2

    def _draw_cell(self, row: _Row, lines: list[Line], left: float, right: float) -> None:
        size = self._spacing.table
        style = Style(Role.HEADING if row.is_heading else Role.BODY, size)
        block = (len(lines) - 1) * size * LEADING + size
        baseline = self._y + (row.height + block) / 2 - size + size * 0.14
        is_amount = _AMOUNT.fullmatch("".join(line.text for line in lines)) is not None
        for line in lines:
            x = left + CELL_PAD
            if row.is_heading:
                x = (left + right - line.width) / 2
            elif is_amount:
                x = right - CELL_PAD - line.width
            self._pen.line(line, x, baseline, style)
            baseline -= size * LEADING


def _style_of(part: Text, spacing: Spacing) -> Style:
    match part.style:
        case TextStyle.HEADING:
            return Style(Role.HEADING, spacing.body)
        case TextStyle.NOTE:
            return Style(Role.BODY, spacing.body * 0.76)
        case TextStyle.BODY:
            return Style(Role.BODY, spacing.body)


def _pitch_of(part: Text, spacing: Spacing) -> float:
    return spacing.pitch * _style_of(part, spacing).size / spacing.body


def _date_text(paper: Paper) -> str:
    day = paper.signed_on
    return f"{day.year}年{day.month}月{day.day}日"
