"""A paper as it was composed: every word that stands on it. Drawing it adds nothing and looks nothing up.

Kept with each notice, so that printing it again gives the same paper.
"""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from domain.papers.blocks import Block
from domain.papers.former import from_former

SAMPLE: Final = "样张"


class Look(StrEnum):
    """What kind of sheet it is, which says how large its type is and how much room there is."""

    LETTER = "letter"
    """公文 after GB/T 9704-2012."""
    FORMER_LETTER = "former_letter"
    """Notices of the first version, with their tables on the one sheet."""
    FORM = "form"
    """One matter on a sheet: figures, tables, places to sign."""
    LIST = "list"
    """A table over many pages, on its side."""
    LEAFLET = "leaflet"
    """One sheet, as large as it can be read on it."""
    BOUND = "bound"
    """The same where many are bound together, all of one size."""


class Numbering(StrEnum):
    """How pages are numbered."""

    NONE = "none"
    OFFICIAL = "official"
    """— 1 — on the outer side."""
    OF_ALL = "of_all"
    """1 / 3 where there are several."""
    CENTRED = "centred"
    """— 1 — in the middle."""


@dataclass(frozen=True, slots=True)
class Footer:
    """What stands at the foot of each page."""

    left: str = ""
    right: str = ""
    numbering: Numbering = Numbering.NONE


@dataclass(frozen=True, slots=True)
class Code:
    """A code to be photographed, at the head of the first page, with words beside it, a line each."""

    text: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Blocks that begin on a page of their own.

    ``mark`` is by what readers find it in the contents; empty where it stands in none. ``code`` is that of a
    sheet which is handed out singly; else its paper has it.
    """

    look: Look
    blocks: tuple[Annotated[Block, Field(discriminator="kind")], ...]
    footer: Footer = Footer()
    mark: str = ""
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One document.

    Attributes:
        title: 标题.
        number: 发文字号, e.g. 郑东惠企〔2022〕1号; empty on a sample, and of what has none.
        office: Who issues it.
        addressee: 主送; empty where it goes to nobody in particular.
        signed_on: 成文日期.
        made_at: When it was composed, in UTC; None where that is not known.
        stamp: What stands across each page, such as 样张.
        code: By what others see that the office issued it; None on a sample, and where it signs nothing.
    """

    title: str
    number: str
    office: str
    addressee: str
    signed_on: date
    made_at: datetime | None
    sheets: tuple[Sheet, ...]
    stamp: str = ""
    code: Code | None = None

    def as_sample(self) -> "Paper":
        """Return the same paper with 样张 across it, and nothing that proves it."""
        return replace(self.without_codes(), stamp=SAMPLE)

    @property
    def codes(self) -> tuple[Code, ...]:
        """All that stand on it, page after page."""
        return tuple(filter(None, (self.code, *(sheet.code for sheet in self.sheets))))

    def without_codes(self) -> "Paper":
        """Return the same with nothing that proves it."""
        sheets = tuple(replace(sheet, code=None) for sheet in self.sheets)
        return replace(self, code=None, sheets=sheets)

    def to_json(self) -> str:
        """Write it as it is kept with a notice."""
        return _adapter().dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> "Paper":
        """Read what `to_json` wrote, today's program or the first one."""
        found = json.loads(text)
        return _adapter().validate_python(found if "sheets" in found else from_former(found))


@cache
def _adapter() -> TypeAdapter[Paper]:
    return TypeAdapter(Paper)
