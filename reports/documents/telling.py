"""What stands on the pages of a sheet, for those who have a file read to them.

Rows are told as they were set, so that what is read follows what is seen. Heads that a table repeats and
sums that it carries are no content.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

from domain.papers.blocks import Block, Chart, Figures, Heading, Picture, Table, Title
from reports.sheet.flow import Row
from reports.sheet.pdf import Within

_TAGS: Final[Mapping[type, str]] = {
    Title: "H1",
    Heading: "H2",
    Table: "Table",
    Figures: "Table",
    Picture: "Figure",
    Chart: "Figure",
}
"""What blocks are (ISO 32000-1, 14.8.4); all others are paragraphs."""
_FAR: Final = 100_000


def told(
    blocks: Sequence[Block],
    sheet: int,
    rows: Sequence[Row],
    starts: Sequence[int],
    pages: Sequence[Sequence[Row]],
) -> list[list[Row]]:
    """Return pages whose rows say what they are a part of.

    Args:
        blocks: Of the sheet.
        sheet: Which sheet of its paper it is.
        rows: Of the blocks; pages have all of them in this order, and what begins and ends a table on a page.
        starts: With which row each block begins.
        pages: The rows broken into pages.
    """
    found, at, count, last = list[list[Row]](), 0, 0, (-1, False, 0)
    for page in pages:
        found.append([])
        for row in page:
            if at == len(rows) or row is not rows[at]:
                found[-1].append(row)
                continue
            number = bisect_right(starts, at) - 1
            within: Within = ((_TAGS.get(type(blocks[number]), "P"), sheet * _FAR + number),)
            if isinstance(blocks[number], Table | Figures):
                place = number, row.run is not None, row.at
                count += isinstance(blocks[number], Figures) or place != last
                last, within = place, (*within, ("TR", count))
            found[-1].append(row.told(within))
            at += 1
    return found
