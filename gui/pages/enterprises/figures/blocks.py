"""Blocks of cells as text, as Excel puts them on the clipboard and takes them from there."""

import csv
from collections.abc import Sequence
from io import StringIO
from typing import TypeAlias

Block: TypeAlias = list[list[str]]
"""Texts by row and column; every row as long as the others."""


def block_from(text: str) -> Block:
    """Read what was copied; a last line break is no row, rows that are short end in empty cells.

    >>> block_from("1\\t2\\r\\n3\\r\\n")
    [['1', '2'], ['3', '']]
    >>> block_from('"1,000\\n元"\\t2')
    [['1,000 元', '2']]
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    if not lines.strip("\n"):
        return []
    rows = [
        [" ".join(cell.split("\n")) for cell in row]
        for row in csv.reader(StringIO(lines, newline=""), delimiter="\t")
    ]
    width = max(len(row) for row in rows)
    return [row + [""] * (width - len(row)) for row in rows]


def text_of(block: Sequence[Sequence[str]]) -> str:
    """Return a block as Excel takes it."""
    return "\n".join("\t".join(row) for row in block)
