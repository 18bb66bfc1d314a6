"""发文字号 of letters: a text names its own 代字, and the number is given as the letter leaves.

Until then a blank stands where it goes. Papers may be several letters that are handed out singly, each with
its own number.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from domain.office.keys.signing import Signer
from domain.papers.blocks import Addressee, Block, Head, Title
from domain.papers.codes import plain, read_code, signed_code
from domain.papers.papers import Code, Footer, Paper, Sheet
from domain.policies.language.wording import day_text

_WAITS: Final = re.compile(r"([^\s〔〕]+)〔(\d{4})〕\u3000号")
_NUMBER: Final = re.compile(r"[^\s〔〕]+〔\d{4}〕(\u3000|\d+)号\u3000?")


class Awaited(NamedTuple):
    """Of which 代字 and year a number is awaited."""

    prefix: str
    year: int

    @property
    def text(self) -> str:
        """What stands in place of the number.

        >>> Awaited("甲函", 2026).text
        '甲函〔2026〕　号'
        """
        return f"{self.prefix}〔{self.year}〕\u3000号"


def awaited_by(sheet: Sheet) -> Awaited | None:
    """Return of which series a sheet awaits a number; None where it does not."""
    found = next(filter(None, (_WAITS.match(_number_in(block)) for block in sheet.blocks)), None)
    return None if found is None else Awaited(found[1], int(found[2]))


def letters_of(paper: Paper) -> list[Paper]:
    """Return the letters of a paper that await a number each; none where it awaits none."""
    starts = [at for at, sheet in enumerate(paper.sheets) if awaited_by(sheet) is not None]
    if len(starts) < 2:
        return [paper] * len(starts)
    return [
        _letter(paper, paper.sheets[start:end])
        for start, end in zip(starts, [*starts[1:], len(paper.sheets)], strict=True)
    ]


def together(paper: Paper, letters: Sequence[Paper]) -> Paper:
    """Return a paper with its letters as they were numbered."""
    if len(letters) == 1:
        return letters[0]
    return replace(paper, sheets=tuple(sheet for one in letters for sheet in one.sheets))


def numbered(letter: Paper, number: str, signer: Signer | None) -> Paper:
    """Return a letter with its number where one was awaited, also in its codes, which are signed anew."""
    sheets = tuple(
        replace(
            sheet,
            blocks=tuple(_with_number(block, number) for block in sheet.blocks),
            code=_code_with(sheet.code, number, signer),
        )
        for sheet in letter.sheets
    )
    return replace(letter, number=number, sheets=sheets, code=_code_with(letter.code, number, signer))


def matter_of(letter: Paper) -> str:
    """Return what the code of a letter says in place of a number; empty where it has none."""
    return next((read_code(code.text).said.number for code in letter.codes), "")


def said_but_for_number(letter: Paper, whose: str) -> str:
    """Return the SHA-256 of whose a letter is and what it says, on whatever day it is printed."""
    bare = replace(
        letter.without_codes(),
        made_at=None,
        number="",
        sheets=tuple(
            replace(sheet, footer=Footer(), code=None, blocks=tuple(map(_without_number, sheet.blocks)))
            for sheet in letter.sheets
        ),
    )
    text = bare.to_json().replace(day_text(letter.signed_on), "").replace(letter.signed_on.isoformat(), "")
    return hashlib.sha256(f"{whose}\n{text}".encode()).hexdigest()


def _letter(paper: Paper, sheets: tuple[Sheet, ...]) -> Paper:
    blocks = list(_blocks_of(sheets))
    title = next((one.text for one in blocks if isinstance(one, Title)), paper.title)
    addressee = next((one.name for one in blocks if isinstance(one, Addressee)), paper.addressee)
    return replace(paper, title=title, addressee=addressee, sheets=sheets)


def _blocks_of(sheets: Sequence[Sheet]) -> Iterator[Block]:
    for sheet in sheets:
        yield from sheet.blocks


def _number_in(block: Block) -> str:
    match block:
        case Head():
            return block.number
        case Title():
            return block.below
    return ""


def _with_number(block: Block, number: str) -> Block:
    match block:
        case Head():
            return replace(block, number=_WAITS.sub(number, block.number, count=1))
        case Title() if _WAITS.match(block.below):
            return replace(block, below=_WAITS.sub(number, block.below, count=1))
    return block


def _without_number(block: Block) -> Block:
    match block:
        case Head():
            return replace(block, number=_NUMBER.sub("", block.number, count=1))
        case Title() if _NUMBER.match(block.below):
            return replace(block, below=_NUMBER.sub("", block.below, count=1))
    return block


def _code_with(code: Code | None, number: str, signer: Signer | None) -> Code | None:
    if code is None or signer is None:
        return None
    return signed_code(replace(read_code(code.text).said, number=plain(number)), signer)
