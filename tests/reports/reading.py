"""Papers read back from their files."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from domain.papers.blocks import Block, Table
from domain.papers.papers import Paper
from domain.values.money import yuan_text


def read(data: bytes) -> PdfReader:
    return PdfReader(BytesIO(data))


def squeezed(text: str) -> str:
    return "".join(text.split())


def pages_of(data: bytes) -> list[str]:
    """Return the words of each page, without blanks."""
    return [squeezed(page.extract_text()) for page in read(data).pages]


def words_of(paper: Paper) -> Iterator[str]:
    """Yield every word of a paper as it should be read back."""
    for sheet in paper.sheets:
        for block in sheet.blocks:
            yield from _words_in(block)


def _words_in(block: Block) -> Iterator[str]:
    if isinstance(block, Table):
        yield from (column.title for column in block.columns)
        for row in block.rows:
            yield from (yuan_text(cell) if isinstance(cell, int) else cell for cell in row)
        return
    for name in block.__dataclass_fields__:
        if name not in ("kind", "tone"):
            yield from _texts(getattr(block, name))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)


def with_block(paper: Paper, *blocks: Block, at: int = -1) -> Paper:
    """Return a paper with more blocks on its first sheet, before the one at this place."""
    first, *others = paper.sheets
    place = at % len(first.blocks)
    more = (*first.blocks[:place], *blocks, *first.blocks[place:])
    return replace(paper, sheets=(replace(first, blocks=more), *others))


def placed(page: PageObject) -> list[tuple[str, float, float, float]]:
    """Return where each piece of text stands: (text, x, y, size), all in points."""
    found: list[tuple[str, float, float, float]] = []

    def visit(text: str, _cm: Any, matrix: Any, _font: Any, size: float) -> None:
        if text.strip():
            found.append((text, matrix[4], matrix[5], size * abs(matrix[0])))

    page.extract_text(visitor_text=visit)
    return found


def lines_drawn(page: PageObject, *, is_red: bool) -> list[tuple[float, float, float, float]]:
    """Return each straight line: where it begins and ends, how high, and how thick it is, in points."""
    found, colour, width, start = [], [0.0], 1.0, [0.0]
    for operands, operator in ContentStream(page.get_contents(), page.pdf).operations:
        values = [float(value) for value in operands] if operator in (b"RG", b"G", b"w", b"m", b"l") else []
        if operator in (b"RG", b"G"):
            colour = values
        elif operator == b"w":
            width = values[0]
        elif operator == b"m":
            start = values
        elif operator == b"l" and (len(colour) == 3) == is_red:
            found.append((start[0], values[0], values[1], width))
    return found
