"""A paper as it was composed: every word that stands on it. Drawing it adds nothing and looks nothing up.

Kept with each notice, so that printing it again gives the same paper.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache

from pydantic import TypeAdapter


class TextStyle(StrEnum):
    """Which type a piece of running text is set in."""

    BODY = "body"
    HEADING = "heading"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, set with an indent of two characters."""

    text: str
    style: TextStyle = TextStyle.BODY


@dataclass(frozen=True, slots=True)
class Figures:
    """A ruled table: what was looked at, and what was found. Each row has as many cells as ``heading``."""

    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """One official paper (公文).

    Attributes:
        mark: 发文机关标志, the red heading.
        number: 发文字号, e.g. 郑东惠企〔2022〕1号; empty on a sample.
        title: 标题.
        addressee: 主送, without its colon.
        body: What it says, top to bottom.
        signer: 署名, the office that seals it.
        signed_on: 成文日期.
        contact: 附注 line under the date, e.g. （联系人：…　电话：…）; may be empty.
        is_sample: Whether 样张 stands across the sheet.
    """

    mark: str
    number: str
    title: str
    addressee: str
    body: tuple[Text | Figures, ...]
    signer: str
    signed_on: date
    contact: str = ""
    is_sample: bool = False

    def as_sample(self) -> "Paper":
        """Return the same paper with 样张 across it."""
        return replace(self, is_sample=True)

    def to_json(self) -> str:
        """Write it as it is kept with a notice."""
        return _adapter().dump_json(self).decode()

    @staticmethod
    def from_json(text: str) -> "Paper":
        """Read what `to_json` wrote."""
        return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[Paper]:
    return TypeAdapter(Paper)
