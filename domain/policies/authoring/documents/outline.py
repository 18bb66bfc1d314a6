"""From paragraphs to a tree of units, by the numbers that they begin with."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from domain.policies.authoring.documents.document import Unit
from domain.policies.authoring.documents.numbering import Mark, Step, mark_of, parts_inside

_RESPONSIBLE: Final = re.compile(
    r"[（(【\[]?\s*(?P<what>(?:责任|牵头|主管|实施|承办|受理|兑现|落实)(?:单位|部门))\s*[：:]"
    r"\s*(?P<who>[^。\n]+?)\s*[。；]?\s*[）)】\]]?[。；]?$"
    r"|[（(](?P<by>[^（）()。；]{2,60}?)(?:按职责分工|按照职责分工|牵头)?负责[）)][。；]?$"
)
_BRACKETED: Final = re.compile(r"\s*[【〔\[](?P<bracketed>[^】〕\]]{2,30})[】〕\]]\s*")
_APART: Final = re.compile(r"(?P<heading>[^\s，。；：]{2,20})\s{2,}(?=\S)")
_FIRST: Final = re.compile(
    r"(?P<heading>[^，；：。！？]{2,30})。(?=.)|(?P<before_colon>(?![^：]*(?:下列|以下|如下|符合|条件|标准|的))[^，；：。！？]{2,12})：(?=.)"
)
_NAME: Final = re.compile(r"(?!对)(?P<heading>[^，；：。！？]{2,15})。")
_FIGURE: Final = re.compile(r"\d\s*(?:万|亿|元|%|％|‰|倍)|百分之|[一二三四五六七八九十百]+万元")
_OF_ALL: Final = re.compile(r"(?:以上|上述|前述|同一(?:企业|项目|事项)|本条|本项)")
"""How a line begins that speaks of all numbered parts before it, not of the last one."""
_OF_ITSELF: Final = re.compile(
    "(?:本|以上|上述)(?:若干)?(?:政策|措施|办法|意见|规定|细则|实施细则|方案|条例|通知|文件)(?:措施)?[^，。；给补奖]{0,12}?"
    "(?:(?:自|从)[^。；]{0,30}?(?:起|之日|施行|实施|执行)|由[^。；]{2,30}?解释|有效期|执行期|暂定|试行)"
)
"""How a line begins that speaks of the document, and of no part of it: 本办法自印发之日起施行."""

_STOPS: Final = tuple("。；：！？，、")
_LONGEST_HEADING: Final = 40
_WIDE: Final = re.compile(r"(?<=[^\x00-\x7f]) {2,}|(?<=\S) {2,}(?=[^\x00-\x7f])")


@dataclass(slots=True)
class _Open:
    """A unit that is being read; ``step`` is None of text that has no number."""

    unit: Unit
    step: Step | None
    lines: list[str] = field(default_factory=list)


class Outline:
    """Puts paragraphs into their places, one after the other.

    Attributes:
        remarks: What of the numbers is doubtful, with where.
    """

    def __init__(self) -> None:
        self.remarks: list[str] = []
        self._units: list[_Open] = []
        self._stack: list[_Open] = []
        self._last: dict[Step, int] = {}
        self._beside: dict[tuple[str, Step], int] = {}
        self._holds: set[tuple[Step, Step]] = set()

    def units(self) -> tuple[Unit, ...]:
        """Return what was read so far."""
        return tuple(_finished(one) for one in self._units)

    def add(self, text: str, *, is_row: bool = False) -> None:
        """Take a paragraph, or a row of a table, which belongs to the unit before it."""
        mark = None if is_row else mark_of(text)
        if mark is None:
            self._say(text, is_row=is_row)
            return
        rest = text[mark.end :]
        first, *others = ["", rest] if mark.step is Step.ANNEX and mark_of(rest) else parts_inside(rest)
        self._begin(mark, first)
        for other in others:
            self.add(other)

    def _say(self, text: str, *, is_row: bool) -> None:
        if not self._stack:
            self._open(None, "", "")
        last = self._stack[-1]
        if not is_row and last.step is not None and last.lines and _OF_ITSELF.match(text):
            # An end without a number, which is not what the last numbered part says.
            self._stack.clear()
            self._open(None, "", "")
        is_of_all = len(self._stack) > 1 and _OF_ALL.match(text) is not None
        now = self._stack[-2 if is_of_all else -1]
        first, *others = [text] if is_row else parts_inside(text)
        now.lines.append(first)
        for other in others:
            self.add(other)

    def _begin(self, mark: Mark, rest: str) -> None:
        if mark.step is Step.ANNEX:
            self._stack.clear()
            self._last.clear()
        self._climb(mark)
        self._doubt(mark, rest)
        heading, text = heading_and_text(mark, rest)
        self._open(mark.step, mark.number, heading)
        self._last[mark.step] = self._beside[self._above(), mark.step] = mark.ordinal
        if text:
            self._stack[-1].lines.append(text)

    def _climb(self, mark: Mark) -> None:
        """Leave what is over: up to the unit that the numbered one stands under."""
        steps = [one.step for one in self._stack]
        if mark.step in steps:
            heading = self._heading_before(mark)
            del self._stack[steps.index(mark.step) :]
            if heading:
                self._open(None, "", heading)
            return
        self._learn(mark)
        while self._stack and self._is_over(self._stack[-1], mark):
            self._stack.pop()

    def _learn(self, mark: Mark) -> None:
        """Note that a ladder goes otherwise here than most do, such as 一、 above 第一条."""
        top = self._stack[-1] if self._stack else None
        if top is None or top.step is None or top.step < mark.step:
            return
        if mark.ordinal == 1 and mark.step not in self._last and top.unit.heading and not top.lines:
            self._holds.add((top.step, mark.step))

    def _is_over(self, one: _Open, mark: Mark) -> bool:
        """Whether a unit is over where a number of a kind that is not open comes."""
        if one.step is None:
            # A chapter's name without a number holds what follows; an introduction does not.
            return not one.unit.heading or mark.step <= Step.ARTICLE
        return one.step > mark.step and (one.step, mark.step) not in self._holds

    def _heading_before(self, mark: Mark) -> str:
        """Return the line without number and stop after which a numbering begins anew; empty for none."""
        lines = self._stack[-1].lines
        is_anew = mark.ordinal == 1 and mark.step >= Step.CHINESE and self._last.get(mark.step, 0) > 1
        if not is_anew or len(lines) < 2:
            return ""
        is_heading = "\t" not in lines[-1] and len(lines[-1]) <= 20 and not lines[-1].endswith(_STOPS)
        return lines.pop() if is_heading else ""

    def _open(self, step: Step | None, number: str, heading: str) -> None:
        above = self._stack[-1].unit if self._stack else None
        level = 0 if above is None else above.level + 1
        unit = Unit(f"u{len(self._units) + 1}", above.id if above else "", number, heading, level=level)
        one = _Open(unit, step)
        self._units.append(one)
        self._stack.append(one)

    def _above(self) -> str:
        return self._stack[-1].unit.parent

    def _doubt(self, mark: Mark, rest: str) -> None:
        """Note a number that does not follow the one before it."""
        above = self._stack[-1].unit.id if self._stack else ""
        before = self._beside.get((above, mark.step), 0)
        # Some documents count on from one chapter to the next.
        goes_on = mark.ordinal == self._last.get(mark.step, 0) + 1
        if not mark.ordinal or goes_on or mark.ordinal == before + 1:
            return
        where = f"“{mark.number}{tidy(rest)[:12]}”"
        if mark.ordinal == before:
            self.remarks.append(f"{where}：编号与前面一项重复，请对照原文。")
        elif before:
            self.remarks.append(f"{where}：前面一项是第 {before} 项，接不上，请看是不是漏了，或者层次不对。")
        else:
            self.remarks.append(f"{where}：编号不是从 1 开始，请看前面是不是漏了，或者层次不对。")


def tidy(text: str) -> str:
    """Return a text without the wide blanks that set words apart."""
    return _WIDE.sub("", text).strip()


def outline_of(paragraphs: Iterable[tuple[str, bool]]) -> Outline:
    """Put all paragraphs into their places; with each whether it is a row of a table."""
    outline = Outline()
    for text, is_row in paragraphs:
        outline.add(text, is_row=is_row)
    return outline


def heading_and_text(mark: Mark, rest: str) -> tuple[str, str]:
    """Return what a numbered paragraph is called, and what it says, of what follows its number.

    >>> article = Mark(Step.ARTICLE, 1, "第一条", 3)
    >>> heading_and_text(article, "支持企业升规。对首次升规的企业，给予10万元奖励。")
    ('支持企业升规', '对首次升规的企业，给予10万元奖励。')
    >>> heading_and_text(article, "对首次升规的企业给予10万元奖励。其他不予奖励。")
    ('', '对首次升规的企业给予10万元奖励。其他不予奖励。')
    """
    rest = rest.lstrip("、：:．.")
    if (bracketed := _BRACKETED.match(rest)) is not None:
        return bracketed["bracketed"].strip(), tidy(rest[bracketed.end() :])
    if (apart := _APART.match(rest)) is not None and not _FIGURE.search(apart["heading"]):
        return apart["heading"], tidy(rest[apart.end() :])
    rest = tidy(rest)
    is_short = len(rest) <= _LONGEST_HEADING and not rest.endswith(_STOPS)
    if is_short and (mark.step <= Step.SECTION or not _FIGURE.search(rest)):
        return rest, ""
    first = _FIRST.match(rest)
    heading = first["heading"] or first["before_colon"] if first is not None else ""
    if first is not None and not _FIGURE.search(heading) and not heading.startswith("对"):
        return heading, rest[first.end() :].strip()
    return "", rest


def _finished(one: _Open) -> Unit:
    """Return a unit with its text, from which who is responsible was taken."""
    lines, responsible = [], []
    for line in one.lines:
        found = None if "\t" in line else _RESPONSIBLE.search(line)
        if found is not None:
            is_plain = found["by"] or found["what"].startswith("责任")
            who = found["by"] or found["who"]
            responsible.append(who if is_plain else f"{found['what']}：{who}")
        left = line if found is None else line[: found.start()]
        lines.append(left.strip("\n ") if "\t" in left else tidy(left))
    unit, lines = one.unit, list(filter(None, lines))
    if (
        not unit.heading
        and unit.number
        and len(lines) > 1
        and (name := _NAME.fullmatch(lines[0])) is not None
    ):
        # What stands alone on the line of the number, and is followed by other lines, is what it is called.
        unit, lines = replace(unit, heading=name["heading"]), lines[1:]
    return replace(unit, text="\n".join(lines), responsible="；".join(responsible))
