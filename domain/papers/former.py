"""Papers as the first version kept them: a letter with its tables on one sheet. They are read for ever."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from domain.papers.blocks import (
    Addressee,
    Block,
    Column,
    Content,
    Head,
    Heading,
    Paragraph,
    Signature,
    Table,
    Title,
    Tone,
)


def from_former(found: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a paper of the first version says, as one of today's."""
    day = date.fromisoformat(found["signed_on"])
    number = found["number"] or ("（样张，未编号）" if found["is_sample"] else "")
    blocks = (
        Head(found["mark"], number),
        Title(found["title"]),
        Addressee(found["addressee"]),
        *(_block(part) for part in found["body"]),
        Signature(found["signer"], f"{day.year}年{day.month}月{day.day}日", found["contact"]),
    )
    return {
        "title": found["title"],
        "number": found["number"],
        "office": found["signer"],
        "addressee": found["addressee"],
        "signed_on": day,
        "made_at": None,
        "sheets": ({"look": "former_letter", "blocks": blocks, "footer": {"numbering": "official"}},),
        "stamp": "样张" if found["is_sample"] else "",
    }


def _block(part: Mapping[str, Any]) -> Block:
    if "text" not in part:
        return Table(tuple(_columns(part["heading"])), tuple(map(tuple, part["rows"])))
    if part["style"] == "heading":
        return Heading(part["text"])
    return Paragraph(part["text"], Tone(part["style"]))


def _columns(titles: list[str]) -> Iterator[Column]:
    """Yield columns; figures stood in the last one of its tables."""
    for title in titles:
        yield Column(title, Content.FIGURE if title == titles[-1] else Content.TEXT)
