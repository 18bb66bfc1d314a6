"""Blocks of a paper become WordprocessingML (ISO/IEC 29500-1), in the type that the office is used to.

A Word file is to be gone on with: it has every word of the paper, and a chart as the table of its numbers;
the paper itself is the PDF. It is written as it stands, since a library for it, with what that needs, would
be larger than all that draws papers.
"""

from collections.abc import Iterator, Sequence
from typing import Final, assert_never
from xml.sax.saxutils import escape

from domain.papers.blocks import (
    Addressee,
    Annexes,
    Block,
    Chart,
    Content,
    Contents,
    Figures,
    Head,
    Heading,
    Labelled,
    Paragraph,
    Picture,
    Rule,
    SealPlaces,
    Signature,
    Table,
    Title,
    Tone,
)
from domain.values.money import yuan_text

BODY, HEADING, TITLE = "仿宋", "黑体", "方正小标宋简体"
_LATIN: Final = "Times New Roman"
_SIZES: Final = {TITLE: 44, BODY: 32, HEADING: 32}
"""In half points: 二号 and 三号."""
_SMALL, _CELL = 24, 24
_INDENT: Final = 200
"""Two characters, in hundredths of one."""
_TWENTIETHS: Final = 8_844
"""The type area of GB/T 9704-2012 across, 156 mm, in twentieths of a point."""
_RED: Final = "C00000"


def xml_of(blocks: Sequence[Block]) -> str:
    """Return the paragraphs and tables of a sheet."""
    return "".join(part for block in blocks for part in _parts(block))


def paragraph(
    text: str,
    *,
    font: str = BODY,
    size: int | None = None,
    align: str = "both",
    indent: int = 0,
    extra: str = "",
) -> str:
    """Return a paragraph of one look; ``indent`` is of its first line, in hundredths of a character."""
    properties = f'<w:jc w:val="{align}"/>'
    if indent:
        properties = f'<w:ind w:firstLineChars="{indent}"/>' + properties
    return f"<w:p><w:pPr>{extra}{properties}</w:pPr>{run(text, font=font, size=size)}</w:p>"


def run(text: str, *, font: str = BODY, size: int | None = None, colour: str = "") -> str:
    """Return text in one type."""
    half_points = size or _SIZES[font]
    tint = f'<w:color w:val="{colour}"/>' if colour else ""
    lines = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.splitlines() or [""]
    )
    return (
        f'<w:r><w:rPr><w:rFonts w:ascii="{_LATIN}" w:hAnsi="{_LATIN}" w:eastAsia="{font}"/>{tint}'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/></w:rPr>'
        f"{lines}</w:r>"
    )


def _parts(block: Block) -> Iterator[str]:
    match block:
        case Head(mark, number):
            yield f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr>{run(mark, font=TITLE, colour=_RED)}</w:p>'
            yield paragraph(number, align="center", extra=_ruled(_RED))
        case Title(text, below):
            yield paragraph(text, font=TITLE, align="center")
            yield paragraph(below, size=_SMALL, align="center") if below else ""
        case Addressee(name):
            yield paragraph(f"{name}：", align="left")
        case Heading(text):
            yield paragraph(text, font=HEADING, indent=_INDENT, extra="<w:keepNext/>")
        case Paragraph(text, tone):
            yield _running(text, tone)
        case Labelled(label, text):
            yield f"<w:p>{run(f'{label}　', font=HEADING)}{run(text)}</w:p>"
        case _:
            yield from _ruled_or_placed(block)


def _ruled_or_placed(
    block: Figures | Table | Annexes | Signature | SealPlaces | Rule | Contents | Picture | Chart,
) -> Iterator[str]:
    match block:
        case Figures(pairs, across):
            rows = [pairs[at : at + across] for at in range(0, len(pairs), across)]
            yield _grid([[text for pair in row for text in pair] for row in rows])
        case Table():
            yield _table(block)
        case Chart():
            yield from _numbers(block)
        case Annexes(names):
            yield from (paragraph(f"附件：{name}", indent=_INDENT) for name in names)
        case Signature(signer, day, note):
            yield from (paragraph(text, align="right") for text in (signer, day))
            yield paragraph(note, indent=_INDENT) if note else ""
        case SealPlaces(labels):
            yield paragraph("　　　　　　".join(labels), align="left")
        case Rule(is_red):
            yield f"<w:p><w:pPr>{_ruled(_RED if is_red else '000000')}</w:pPr></w:p>"
        case Picture():
            yield paragraph(f"（图片：{block.caption}）", align="center")
        case Contents():
            pass
        case _:
            assert_never(block)


def _running(text: str, tone: Tone) -> str:
    match tone:
        case Tone.NOTE:
            return paragraph(text, size=_SMALL, indent=_INDENT)
        case Tone.ANNEX:
            return paragraph(text, font=HEADING)
        case Tone.BODY:
            return paragraph(text, indent=_INDENT)
        case _:
            assert_never(tone)


def _numbers(chart: Chart) -> Iterator[str]:
    """Yield a chart as the table of its numbers."""
    unit = f"（{chart.unit}）" if chart.unit else ""
    yield paragraph(f"{chart.title}{unit}", font=HEADING, size=_CELL, extra="<w:keepNext/>")
    yield _table(chart.table)


def _table(table: Table) -> str:
    shares = [column.share or 100 / len(table.columns) for column in table.columns]
    widths = [round(_TWENTIETHS * share / sum(shares)) for share in shares]
    head = _row([one.title for one in table.columns], ["center"] * len(widths), widths, is_head=True)
    aligned = [_ALIGNED[column.content] for column in table.columns]
    rows = "".join(_row(_texts(row), aligned, widths) for row in table.rows)
    if table.total:
        rows += _row(_texts(table.sums), aligned, widths)
    return _framed(widths, head + rows)


_ALIGNED: Final = {
    Content.TEXT: "left",
    Content.WORD: "center",
    Content.FIGURE: "right",
    Content.AMOUNT: "right",
}


def _texts(row: Sequence[str | int]) -> list[str]:
    return [yuan_text(cell) if isinstance(cell, int) else cell for cell in row]


def _grid(rows: Sequence[Sequence[str]]) -> str:
    most = max(len(row) for row in rows)
    widths = [_TWENTIETHS // most] * most
    filled = ([*row, *[""] * (most - len(row))] for row in rows)
    return _framed(widths, "".join(_row(row, ["left"] * most, widths) for row in filled))


def _framed(widths: Sequence[int], rows: str) -> str:
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    lines = "".join(f'<w:{one} w:val="single" w:sz="4" w:color="000000"/>' for one in sides)
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl><w:p/>'
    )


def _row(
    texts: Sequence[str], aligned: Sequence[str], widths: Sequence[int], *, is_head: bool = False
) -> str:
    """Return a row; a head stands on each page again, and no row is broken by a page's end."""
    repeats = "<w:tblHeader/>" if is_head else ""
    font = HEADING if is_head else BODY
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(text, font=font, size=_CELL, align=align)}</w:tc>"
        for text, align, width in zip(texts, aligned, widths, strict=True)
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{repeats}</w:trPr>{cells}</w:tr>"


def _ruled(colour: str) -> str:
    return f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="4" w:color="{colour}"/></w:pBdr>'
