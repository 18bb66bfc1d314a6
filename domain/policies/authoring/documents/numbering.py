"""The numbers that parts of a document begin with, typed as text: 第三条, 一、, （一）, 1., (1), ①."""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from domain.policies.agreement.numerals import number_of

_CHINESE: Final = "一二三四五六七八九十百零〇两"
_NAMES: Final = "(?:支持|申报)?方向|类别|类型|情形"
"""What some number by a word of their own: 方向1, 情形三：."""
_MOST: Final = 300
_LONGEST: Final = 40
_CIRCLED: Final = {
    **{chr(0x2460 + at): at + 1 for at in range(20)},
    **{chr(0x2776 + at): at + 1 for at in range(10)},
}
_DOTTED: Final = {chr(0x2488 + at): at + 1 for at in range(20)}
_BRACKETED: Final = {chr(0x2474 + at): at + 1 for at in range(20)}
_BRACKETED_CHINESE: Final = {chr(0x3220 + at): at + 1 for at in range(10)}


class Step(IntEnum):
    """The steps of the ladders that documents are numbered by, from the outermost to the innermost."""

    ANNEX = 0
    PART = 1
    CHAPTER = 2
    SECTION = 3
    ARTICLE = 4
    CHINESE = 5
    CHINESE_IN_BRACKETS = 6
    FIGURE = 7
    FIGURES = 8
    FIGURE_IN_BRACKETS = 9
    FIGURE_WITH_BRACKET = 10
    CIRCLED = 11
    NAMED = 12


@dataclass(frozen=True, slots=True)
class Mark:
    """A number at the beginning of a paragraph.

    Attributes:
        ordinal: Which one it is; 0 of what has none, such as 附则.
        number: As it is printed, without blanks; empty for 附则 and the like.
        end: Where in the paragraph what follows it begins.
    """

    step: Step
    ordinal: int
    number: str
    end: int


_MARK: Final = re.compile(
    rf"""\s*(?:
    (?P<PART>第\s*(?P<part>[{_CHINESE}\d][{_CHINESE}\d\s]*?)\s*(?:编|部\s*分|篇))
    | (?P<CHAPTER>第\s*(?P<chapter>[{_CHINESE}\d][{_CHINESE}\d\s]*?)\s*章)
    | (?P<SECTION>第\s*(?P<section>[{_CHINESE}\d][{_CHINESE}\d\s]*?)\s*节)
    | (?P<ARTICLE>第\s*(?P<article>[{_CHINESE}\d][{_CHINESE}\d\s]*?)\s*条)
    | (?P<ANNEX>附\s*[件录]\s*(?P<annex>[{_CHINESE}\d]*)\s*(?:[：:.．、]|\s|$))
    | (?P<CHINESE>(?P<chinese>[一二三四五六七八九十百]+)\s*[、．.])
    | (?P<CHINESE_IN_BRACKETS>[（(]\s*(?P<in_brackets>[一二三四五六七八九十]+)\s*[）)]、?
        |(?P<sign_bracketed>[{"".join(_BRACKETED_CHINESE)}]))
    | (?P<FIGURES>(?P<figures>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,3}})(?:、|[ ]+)(?![\d万亿千百元%％]))
    | (?P<FIGURE>(?P<figure>\d{{1,3}})\s*(?:[.．](?!\d)|、(?!\d{{1,4}}\s*[、万亿元%％]))
        |(?P<sign_dotted>[{"".join(_DOTTED)}]))
    | (?P<FIGURE_IN_BRACKETS>[（(]\s*(?P<figure_in>\d{{1,2}})\s*[）)]、?
        |(?P<sign_figure>[{"".join(_BRACKETED)}]))
    | (?P<FIGURE_WITH_BRACKET>(?P<figure_with>\d{{1,2}})\s*[）)])
    | (?P<CIRCLED>(?P<circled>[{"".join(_CIRCLED)}]))
    | (?P<NAMED>(?:{_NAMES})\s*(?:(?P<named>\d{{1,2}})(?=[^\d.．%％万亿元人家项次年月倍个])[：:.．、]?
        |(?P<named_chinese>[{_CHINESE}]{{1,3}})(?:[：:.．、]|[ ]+|$)))
    )\s*""",
    re.VERBOSE,
)
_SIGNS: Final = {**_CIRCLED, **_DOTTED, **_BRACKETED, **_BRACKETED_CHINESE}
_BEHIND_STOP: Final = re.compile(r"(?<=[：；。:;])")
_WITHOUT: Final = re.compile(r"\s*(附|总|罚)\s*则\s*")
_REFERENCE: Final = re.compile(
    r"\s*(?:第[一二三四五六七八九十\d]+[款项条]|规定|所列|所称|所述|中的|的(?!企)|[、至到和及与或]\s*第|[（(].{1,8}[）)]\s*[款项目]|款|项)"
)


def mark_of(text: str) -> Mark | None:
    """Return the number that a paragraph begins with; None where it begins with none.

    >>> [(one.step.name, one.ordinal, one.number) for one in map(mark_of, ("第 1 0 条 奖励", "（二）对企业"))]
    [('ARTICLE', 10, '第10条'), ('CHINESE_IN_BRACKETS', 2, '（二）')]
    >>> [one and one.ordinal for one in map(mark_of, ("方向2更新。", "情形三：", "类型一致的", "方向3个"))]
    [2, 3, None, None]
    >>> mark_of("1.5亿元以上的"), mark_of("第三条规定的奖励"), mark_of("10、20万元的奖励")
    (None, None, None)
    """
    without = _WITHOUT.fullmatch(text)
    if without is not None:
        return Mark(Step.CHAPTER, 0, "", without.start(1))
    found = _MARK.match(text)
    if found is None or found.lastgroup is None:
        return None
    step = next(one for one in Step if found[one.name] is not None)
    said = "".join(
        next(value for key, value in found.groupdict().items() if key.islower() and value is not None).split()
    )
    if step is Step.FIGURES:
        ordinal = int(re.split(r"[.．]", said)[-1])
    elif step is Step.ANNEX and not said:
        ordinal = 0
    else:
        ordinal = _SIGNS[said] if said in _SIGNS else int(number_of(said))
    if ordinal > _MOST or (step in _BY_WORD and _REFERENCE.match(text, found.end())):
        return None
    number = "".join(found[step.name].split())
    return Mark(step, ordinal, number.rstrip("：:") if step is Step.ANNEX else number, found.end())


_BY_WORD: Final = (Step.PART, Step.CHAPTER, Step.SECTION, Step.ARTICLE)


def parts_inside(text: str) -> list[str]:
    """Return a paragraph in parts: what stands before numbered parts within it, and each of those.

    They count from one without a gap, and each stands behind a stop.

    >>> parts_inside("按以下标准奖励：（一）大型企业10万元；（二）小型企业5万元。")
    ['按以下标准奖励：', '（一）大型企业10万元；', '（二）小型企业5万元。']
    >>> parts_inside("按第三条（一）执行；1.5亿元以上的10万元")
    ['按第三条（一）执行；1.5亿元以上的10万元']
    """
    runs: dict[Step, list[int]] = {}
    for place in _BEHIND_STOP.finditer(text):
        mark = mark_of(text[place.end() : place.end() + _LONGEST])
        if mark is None or mark.step < Step.CHINESE:
            continue
        run = runs.setdefault(mark.step, [])
        if mark.ordinal == len(run) + 1:
            run.append(place.end())
    whole = [run for run in runs.values() if len(run) > 1]
    if not whole:
        return [text]
    begins = min(whole, key=lambda run: run[0])
    edges = [0, *begins, len(text)]
    return [text[edges[at] : edges[at + 1]].strip() for at in range(len(edges) - 1)]
