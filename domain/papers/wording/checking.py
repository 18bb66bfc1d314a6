"""A text held against what its document has: nothing unknown, nothing that may be empty in mid-sentence."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from difflib import get_close_matches
from functools import partial
from itertools import takewhile
from typing import Final

from domain.papers.papers import Look
from domain.papers.wording.form import NUMBER, PIECE, PIECES, Form, Item, piece_called
from domain.papers.wording.parsing import (
    OF_PIECES,
    Complaint,
    Field,
    Mark,
    Node,
    Piece,
    Place,
    Section,
    Start,
    Text,
    parse,
    walked,
)

_ONLY_ON: Final = {
    Mark.SEALS: Look.FORM,
    Mark.SIGNER: Look.LETTER,
    Mark.HEAD: Look.LETTER,
    Mark.PREFIX: Look.LETTER,
    Mark.COPY: Look.LETTER,
    Mark.SECRECY: Look.LETTER,
    Mark.JOINTLY: Look.LETTER,
}
"""Marks that one kind of sheet has."""
_WRITTEN: Final = {
    Mark.COPY: (re.compile("[0-9]{6}"), "要写六位数字，如 000001"),
    Mark.SECRECY: (
        re.compile(r"(绝密|机密|秘密)(★[^\s★]{1,20})?"),
        "要写绝密、机密或秘密，有保密期限的写在★后面，如 机密★1年",
    ),
    Mark.PREFIX: (
        re.compile(r"[^\s0-9{}〔〕()（）\[\]【】|｜]{1,20}"),
        "只写代字本身，如 ×企函；年份、括号和“号”由程序编",
    ),
}
"""How what stands behind a mark is written, after GB/T 9704-2012, 7.2.1, 7.2.2 and 7.2.5."""
_BETWEEN: Final = " \u3000｜|"
"""What stands between places to sign, and is none."""


def check(form: Form, text: str, pieces: Mapping[str, str]) -> list[Complaint]:
    """Return what is wrong with a text of a document; ``pieces`` are the texts of pieces by their words.

    Those are taken to be without mistakes of their own, being checked where they are saved.
    """
    parsed = parse(text)
    found = [*parsed.complaints, *_names(form, parsed.nodes), *_emptiness(form, parsed.nodes)]
    found += _marks(form, parsed.nodes)
    found += _written(parsed.nodes)
    found += _numbers(form, parsed.nodes)
    found += _circles(form, text, pieces)
    # What is missing follows from what is not read.
    if not found:
        found += _missing(form, parsed.nodes)
    return sorted(found, key=lambda one: one.line)


def has_mark(form: Form, mark: Mark) -> bool:
    """Whether a line of a text may begin with a mark."""
    return mark in OF_PIECES if form.is_piece else _ONLY_ON.get(mark, form.look) is form.look


def _names(form: Form, nodes: tuple[Node, ...]) -> Iterator[Complaint]:
    """Complain of what the document does not have."""
    words = [one.word for one in PIECES]
    for node in walked(nodes):
        match node:
            case Piece(name, line) if name not in words:
                yield Complaint(line, f"没有叫“{name}”的段{_nearest(name, words)}")
            case Field(name, line) | Place(name, line) | Section(name, line) if name not in form.named:
                what = "表" if isinstance(node, Place) else "字段"
                yield Complaint(line, f"“{form.word}”没有“{name}”这个{what}{_nearest(name, form.named)}")
            case Field(name, line) if form.named[name].is_table:
                yield Complaint(line, f"“{name}”是表，请写成 {{{{表：{name}}}}}，单独占一行")
            case Place(name, line) if not form.named[name].is_table:
                yield Complaint(line, f"“{name}”不是表，请写成 {{{{{name}}}}}")


def _nearest(name: str, names: Iterator[str] | Mapping[str, Item] | list[str]) -> str:
    near = get_close_matches(name, list(names), 1, 0.4)
    return f"，是不是“{near[0]}”？" if near else "，请从右边的列表里选"


def _emptiness(
    form: Form, nodes: tuple[Node, ...], there: Set[str] = frozenset(), gone: Set[str] = frozenset()
) -> Iterator[Complaint]:
    """Complain of fields that may have nothing in them where the sentence goes on all the same."""
    for node in nodes:
        item = form.named.get(node.name) if isinstance(node, Field | Place | Section) else None
        if item is None:
            continue
        leader, with_it = item.stands_with or item.name, form.there_with(item.name)
        if isinstance(node, Section):
            yield from _emptiness(form, node.then, there | with_it, gone)
            yield from _emptiness(form, node.otherwise, there, gone | {item.name})
        elif isinstance(node, Field) and (lacks := sorted(with_it & gone)):
            yield Complaint(node.line, f"这里是没有“{lacks[0]}”的时候，{{{{{item.name}}}}} 是空的，请删去")
        elif isinstance(node, Field) and not item.is_always and item.name not in there:
            yield Complaint(
                node.line,
                f"“{item.name}”不是每份都有，请写成 {{{{如有：{leader}}}}}…{{{{{item.name}}}}}…{{{{完}}}}",
            )


def _marks(form: Form, nodes: tuple[Node, ...]) -> Iterator[Complaint]:
    """Complain of marks that stand twice, have nothing behind them or belong to another kind of sheet."""
    seen: dict[Mark, int] = {}
    line: Start | None = None
    for node in (*walked(nodes), Start(0)):
        if not isinstance(node, Start):
            line = None if not isinstance(node, Text) or node.text.strip() else line
            continue
        if line is not None and line.mark is not None:
            yield Complaint(line.line, f"【{line.mark.value}】后面没有字")
        line = node
        if node.mark is not None and not has_mark(form, node.mark):
            said = "段里不能有" if form.is_piece else f"“{form.word}”没有"
            yield Complaint(node.line, f"{said}【{node.mark.value}】")
        if node.mark is None or not node.mark.is_once:
            continue
        if node.mark in seen:
            yield Complaint(node.line, f"【{node.mark.value}】第 {seen[node.mark]} 行已经有了，只能有一个")
        seen.setdefault(node.mark, node.line)


def _numbers(form: Form, nodes: tuple[Node, ...]) -> Iterator[Complaint]:
    """Complain of a 代字 that does not always hold, and of a number written beside the one it gives."""
    lines = {one.mark: one.line for one in walked(nodes) if isinstance(one, Start)}
    if Mark.PREFIX not in lines:
        return
    if not _always(nodes, partial(_begins_with, Mark.PREFIX)):
        yield Complaint(lines[Mark.PREFIX], "【代字】要写在 {{如有：…}} 的外面")
    if Mark.NUMBER in lines and NUMBER not in form.named:
        yield Complaint(lines[Mark.NUMBER], "写了【代字】，文号由程序在付印时编，请去掉【文号】一行")


def _written(nodes: tuple[Node, ...]) -> Iterator[Complaint]:
    """Complain of 份号, 密级 and 代字 that are written otherwise than they are read.

    What is classified has a 份号 (党政机关公文处理工作条例, 第九条第一项).
    """
    lines: dict[Mark, int] = {}
    for at, node in enumerate(every := list(walked(nodes))):
        if not isinstance(node, Start) or node.mark not in _WRITTEN:
            continue
        lines[node.mark] = node.line
        own = list(takewhile(lambda one: not isinstance(one, Start), every[at + 1 :]))
        text = "".join(one.text if isinstance(one, Text) else "{}" for one in own).strip()
        pattern, said = _WRITTEN[node.mark]
        if text and not pattern.fullmatch(text):
            yield Complaint(node.line, f"【{node.mark.value}】后面{said}")
    if Mark.SECRECY in lines and Mark.COPY not in lines:
        yield Complaint(lines[Mark.SECRECY], "有密级的文书要有份号，请加上一行【份号】")


def _circles(form: Form, text: str, pieces: Mapping[str, str]) -> Iterator[Complaint]:
    """Complain of pieces that come back to themselves."""

    def goes_round(word: str, way: tuple[str, ...]) -> tuple[str, ...]:
        if word in way:
            return (*way, word)
        own = text if form.is_piece and word == form.word else pieces.get(word, "")
        inside = (one.name for one in walked(parse(own).nodes) if isinstance(one, Piece))
        return next((found for one in inside if (found := goes_round(one, (*way, word)))), ())

    for node in walked(parse(text).nodes):
        if isinstance(node, Piece) and piece_called(node.name) is not None:
            start = (form.word,) if form.is_piece else ()
            if way := goes_round(node.name, start):
                said = "→".join(f"“{one}”" for one in way)
                yield Complaint(node.line, f"段落互相引用，没有完：{said}；请去掉其中一处 {{{{段：…}}}}")
                return


def _missing(form: Form, nodes: tuple[Node, ...]) -> Iterator[Complaint]:
    """Complain of what the document is void without."""
    if form.is_piece:
        if not any(isinstance(node, Text) and node.text.strip() for node in walked(nodes)):
            yield Complaint(0, "没有文字")
        return
    needed = [Mark.TITLE, Mark.SIGNER if form.look is Look.LETTER else Mark.SEALS]
    for mark in needed:
        if not _always(nodes, partial(_begins_with, mark)):
            yield Complaint(0, f"少了【{mark.value}】一行；它要在 {{{{如有：…}}}} 的外面")
        elif not _says_something(form, _line_of(mark, nodes)):
            yield Complaint(0, f"【{mark.value}】一行有时会是空的，请写上总在的字")
    for must in form.must:
        if must.startswith(PIECE):
            word = must.removeprefix(PIECE)
            if not _always(nodes, partial(_is_piece, word)):
                yield Complaint(0, f"少了 {{{{{must}}}}}，没有它这份文书无效")
        elif not _stands(must, nodes, form.there_with(must)):
            item = form.named[must]
            how = f"{{{{表：{must}}}}}" if item.is_table else f"{{{{{must}}}}}"
            when = "" if item.is_always else f"（可以放在 {{{{如有：{item.stands_with or must}}}}} 里）"
            yield Complaint(0, f"少了 {how}{when}，没有它这份文书无效")


def _always(nodes: tuple[Node, ...], is_it: Callable[[Node], bool]) -> bool:
    """Whether one such node stands whatever is there."""
    return any(
        is_it(node)
        or (isinstance(node, Section) and _always(node.then, is_it) and _always(node.otherwise, is_it))
        for node in nodes
    )


def _begins_with(mark: Mark, node: Node) -> bool:
    return isinstance(node, Start) and node.mark is mark


def _line_of(mark: Mark, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return what stands on the line that begins with a mark, outside of all sections."""
    at = next((at for at, node in enumerate(nodes) if _begins_with(mark, node)), len(nodes))
    return tuple(takewhile(lambda node: not isinstance(node, Start), nodes[at + 1 :]))


def _says_something(form: Form, nodes: Sequence[Node]) -> bool:
    """Whether something stands on a line whatever is there."""
    own = list(takewhile(lambda node: not isinstance(node, Start), nodes))
    return any(
        (isinstance(node, Text) and bool(node.text.strip(_BETWEEN)))
        or (isinstance(node, Field) and form.named[node.name].is_always)
        or (
            isinstance(node, Section)
            and _says_something(form, node.then)
            and _says_something(form, node.otherwise)
        )
        for node in own
    )


def _is_piece(word: str, node: Node) -> bool:
    return isinstance(node, Piece) and node.name == word


def _stands(wanted: str, nodes: tuple[Node, ...], there: Set[str]) -> bool:
    """Whether an item stands wherever it has something in it; ``there`` are the items that then have."""
    for node in nodes:
        match node:
            case Field(name) | Place(name) if name == wanted:
                return True
            case Section(name, _, then, otherwise):
                is_in = _stands(wanted, then, there)
                if is_in and (name in there or _stands(wanted, otherwise, there)):
                    return True
    return False
