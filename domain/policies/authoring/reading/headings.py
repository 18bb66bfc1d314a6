"""Whom the headings above a wording are about, where the wording itself does not say it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from domain.enterprises.dictionary import Dictionary, FactKind
from domain.policies.authoring.draft import DraftClause, Line
from domain.policies.authoring.reading.results import Doubt, lines_of

_SENTENCE: Final = re.compile(r"[。；]|[\d¥%]")
_LONGEST: Final = 40
_SHORTEST: Final = 2
_NUMBERS: Final = (
    r"第[一二三四五六七八九十百\d]+[章节]",
    r"第[一二三四五六七八九十百\d]+条",
    "[一二三四五六七八九十]+、",
    "[（(][一二三四五六七八九十]+[）)]",
    r"\d{1,2}[.、．](?!\d)",
    r"[（(]\d{1,2}[）)]",
    "[①-⑳]",
)
"""How the units of a document are numbered, each kind one level."""
_ABOUT_IT: Final = "企业|行业|单位|主体|发展|做|奖|补|、|和|及|$"
_ENDS: Final = ("企业", "产业")


def without_siblings(above: Sequence[str], wording: str) -> tuple[str, ...]:
    """Return the units above without those that are numbered as one below them is, and so stand beside it.

    >>> without_siblings(["二、扶持", "（一）建仓的奖励。", "（二）办社的奖励："], "1.办社的")
    ('二、扶持', '（二）办社的奖励：')
    """
    below = {_number_of(wording)}
    kept: list[str] = []
    for text in reversed(above):
        kind = _number_of(text)
        if kind < 0 or kind not in below:
            kept.insert(0, text)
        below.add(kind)
    return tuple(kept)


def _number_of(text: str) -> int:
    """Return which kind of number a text begins with; -1 for none."""
    return next((at for at, one in enumerate(_NUMBERS) if re.match(rf"\s*{one}", text)), -1)


def narrowed(
    clause: DraftClause, above: Sequence[str], dictionary: Dictionary
) -> tuple[DraftClause, Doubt | None]:
    """Return a clause with what only a heading above says of whom it is for, and what is to be asked of that.

    支持建筑业企业 above 产值1亿元以上的 means no other enterprises; left out it would pay them in silence.
    Whether a heading is meant so nobody can tell from its words, so the condition is open.
    """
    said = " ".join(line.formula for line in lines_of(clause))
    for heading in reversed(above):
        for term, formula, word in _kinds_in(heading, dictionary):
            if term not in said:
                asked = replace(clause, who=(*clause.who, Line(formula, word, is_open=True)))
                question = f"标题“{heading.strip()}”说的是{word}，这一条只给{word}吗？不是的，请删去这一项。"
                return asked, Doubt(clause.id, (), question)
    return clause, None


def _kinds_in(heading: str, dictionary: Dictionary) -> Iterator[tuple[str, str, str]]:
    """Yield the kinds of enterprises that a heading names: the fact's term, a condition, and the words.

    Of words within each other only the longest: 软件和信息技术服务业 is no 服务业.
    """
    if len(heading) > _LONGEST or _SENTENCE.search(heading):
        return
    facts = dictionary.attributes.values()
    truths = [one for one in facts if one.kind is FactKind.TRUTH and one.label.endswith(_ENDS)]
    trades = {
        label: fact.term
        for fact in reversed(list(facts))
        if fact.kind is FactKind.CHOICE
        for label in fact.choices.values()
        if label.endswith("业") and not label.endswith("企业")
    }
    named = [label for label in trades if _is_named(label, heading)]
    named = [one for one in named if not any(one != other and one[:-1] in other for other in named)]
    for fact in truths:
        if fact.label in heading:
            yield fact.term, f"{fact.term} = 是", fact.label
    for term in dict.fromkeys(trades[label] for label in named):
        labels = [label for label in named if trades[label] == term]
        formula = f"{term} = {labels[0]}" if len(labels) == 1 else f"{term} 属于 ({', '.join(labels)})"
        yield term, formula, "、".join(labels)


def _is_named(trade: str, heading: str) -> bool:
    """Whether a heading is about who is in a trade: 工业企业, 批发、零售企业, and no 工业互联网.

    >>> [_is_named("工业", one) for one in ("支持工业企业", "推进工业互联网", "工业奖励")]
    [True, False, True]
    """
    short = f"|{trade[:-1]}(?:企业|、|和|及)" if len(trade) > _SHORTEST else ""
    return re.search(rf"{trade}(?={_ABOUT_IT}){short}", heading) is not None
