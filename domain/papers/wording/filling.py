"""A text with what a document gives it, as blocks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from domain.papers.blocks import (
    Addressee,
    Annexes,
    Block,
    Classified,
    Head,
    Heading,
    Paragraph,
    SealPlaces,
    Signature,
    Title,
    Tone,
)
from domain.papers.wording.form import Form, piece_called
from domain.papers.wording.kept import Wordings
from domain.papers.wording.parsing import Field, Mark, Node, Piece, Place, Section, Start, Text, parse
from domain.values.errors import DomainError
from domain.values.money import chinese_number

_DEEPEST: Final = 8
"""So many pieces may stand within each other; more come back to themselves."""

_BETWEEN_SEALS: Final = re.compile("[｜|]")


@dataclass(frozen=True, slots=True)
class Values:
    """What a document gives its text.

    Attributes:
        fields: By their names; empty where there is nothing.
        tables: Blocks by the names of tables; empty where there is nothing.
    """

    fields: Mapping[str, str]
    tables: Mapping[str, Sequence[Block]]

    def field(self, name: str) -> str:
        """Return what stands for a field. Raises `DomainError` where there is none."""
        if name not in self.fields:
            raise _unknown(name)
        return self.fields[name]

    def table(self, name: str) -> Sequence[Block]:
        """Return what stands for a table. Raises `DomainError` where there is none."""
        if name not in self.tables:
            raise _unknown(name)
        return self.tables[name]

    def has(self, name: str) -> bool:
        """Whether there is anything of a field or table."""
        return bool(self.tables[name] if name in self.tables else self.field(name))


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with everything in it."""

    title: str
    addressee: str
    blocks: tuple[Block, ...]


@dataclass(slots=True)
class _Line:
    """One line as it came out, or a table."""

    mark: Mark | None = None
    text: str = ""
    blocks: Sequence[Block] = ()


def fill(form: Form, wordings: Wordings, values: Values, *, number: str = "") -> Filled:
    """Fill the text of a document. What is filled in is never read as text again.

    ``number`` stands where the text writes none itself.

    Raises:
        DomainError: It has no title, nobody signs it, pieces come back to themselves, or it names what there
            is not; none of which a text does that was checked by this program.
    """
    lines = [_Line()]
    for part in _parts(parse(wordings.text(form.id)).nodes, wordings, values, 0):
        match part:
            case Start(_, mark):
                lines.append(_Line(mark))
            case str():
                lines[-1].text += part
            case _:
                lines += [_Line(blocks=part), _Line()]
    once = {line.mark: text for line in lines if line.mark is not None and (text := line.text.strip())}
    title = once.get(Mark.TITLE, "")
    if not title:
        raise DomainError(f"“{form.word}”的措辞里没有标题，请到“设置”的“文书措辞”里改好")
    head, number = once.get(Mark.HEAD, ""), once.get(Mark.NUMBER, number)
    # Without a head the number stands below the title.
    below = "　".join(filter(None, ("" if head else number, once.get(Mark.BELOW, ""))))
    jointly = "\n".join(text for line in lines if line.mark is Mark.JOINTLY and (text := line.text.strip()))
    copy, secrecy = once.get(Mark.COPY, ""), once.get(Mark.SECRECY, "")
    blocks: list[Block] = [Classified(copy, secrecy)] if copy or secrecy else []
    blocks += [Head(head, number, jointly)] if head else []
    blocks.append(Title(title, below))
    if addressee := once.get(Mark.ADDRESSEE, "").rstrip("：:"):
        blocks.append(Addressee(addressee))
    blocks += _body(lines)
    remark = "　".join(text for line in lines if line.mark is Mark.REMARK and (text := line.text.strip()))
    blocks += _end(form, once, values, remark, jointly)
    return Filled(title, addressee, tuple(blocks))


def _unknown(name: str) -> DomainError:
    """Return what is said of a name that a text of an older program may have."""
    return DomainError(f"措辞里写了“{name}”，现在的程序没有这一项，请到“设置”的“文书措辞”里改好")


def _parts(
    nodes: Sequence[Node], wordings: Wordings, values: Values, depth: int
) -> Iterator[Start | str | Sequence[Block]]:
    """Yield what stands: beginnings of lines, texts, tables."""
    for node in nodes:
        match node:
            case Start():
                yield node
            case Text(text):
                yield text
            case Field(name):
                yield values.field(name)
            case Place(name):
                yield values.table(name)
            case Section(name, _, then, otherwise):
                yield from _parts(then if values.has(name) else otherwise, wordings, values, depth)
            case Piece(name):
                piece = piece_called(name)
                if piece is None or depth >= _DEEPEST:
                    raise DomainError(f"措辞里的段“{name}”互相引用，没有完，请到“设置”的“文书措辞”里改好")
                yield from _parts(parse(wordings.text(piece.id)).nodes, wordings, values, depth + 1)


def _body(lines: Sequence[_Line]) -> Iterator[Block]:
    """Yield what stands between 主送 and 附件, in its order."""
    count, annexes = 0, list[str]()
    for line in lines:
        yield from line.blocks
        text = line.text.strip()
        if not text:
            continue
        match line.mark:
            case None:
                yield Paragraph(text)
            case Mark.NUMBERED:
                count += 1
                yield Heading(f"{chinese_number(count)}、{text}")
            case Mark.HEADING:
                yield Heading(text)
            case Mark.NOTE:
                yield Paragraph(text, Tone.NOTE)
            case Mark.ANNEX:
                annexes.append(text)
    if annexes:
        yield Annexes(tuple(annexes))


def _end(form: Form, once: Mapping[Mark, str], values: Values, remark: str, jointly: str) -> Iterator[Block]:
    """Yield who signs, where and when."""
    if seals := once.get(Mark.SEALS):
        if remark:
            yield Paragraph(remark, Tone.NOTE)
        yield SealPlaces(tuple(filter(None, map(str.strip, _BETWEEN_SEALS.split(seals)))))
    elif signer := once.get(Mark.SIGNER):
        yield Signature(signer, values.fields["日期"], remark, jointly)
    else:
        raise DomainError(f"“{form.word}”的措辞里没有落款，请到“设置”的“文书措辞”里改好")
