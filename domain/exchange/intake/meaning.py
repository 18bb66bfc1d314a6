"""What a column means: its own heading, the groups above it, and what is said around the table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from domain.exchange.intake.blocks import Stack
from domain.exchange.intake.headings import Heading, Match, Matcher, is_of_another_kind, read_heading
from domain.exchange.intake.spans import NO_SPAN, NOWHERE, UNKNOWN, Around, Span, When, period_of
from domain.exchange.intake.targets import Choice, Place, Target
from domain.exchange.intake.units import inner_units, unit_for

_NEUTRAL: Final = re.compile(
    "企业|单位|公司|基本|主要|主体|经济|财务|统计|经营|生产|指标|情况|信息|数据|资料|概况|内容|金额|期间|其他|一行一项|的|及|和|与"
)
"""Words of a group that say nothing about its columns."""

_SECTIONS: Final = {
    "登记与迁入": re.compile("登记|注册|迁入|工商|设立"),
    "行业与类别": re.compile("行业|类别|分类"),
    "联系方式": re.compile("联系人?|联络|方式|通讯"),
    "银行账户": re.compile("银行|开户行?|账户|帐户|账号|收款|对公"),
}
"""Words of a group that fit what stands in a section of the dictionary."""

_QUALIFIED: Final = re.compile("不?含税|税[前后]")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is said around the columns of a sheet.

    Attributes:
        units: For the whole table, by titles and lines above or below.
        below: The unit that a row below the headings gives this column.
    """

    around: Around = NOWHERE
    units: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    def with_unit(self, unit: str | None) -> "Surroundings":
        """Return them for a column with a unit of its own below."""
        return self if unit is None else replace(self, below=(unit.strip().lower(),))

    @property
    def said(self) -> str:
        """What of it may change what a heading means."""
        parts = (*self.below, *self.units, self.around.part or "")
        return ",".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column was found to hold.

    Attributes:
        heading: To be shown, with the groups that matter.
        target: None where it was not found.
        is_certain: Whether headings and surroundings say it in so many words.
        doubts: Why not, or what is wanting.
    """

    heading: str
    target: Target | None = None
    is_certain: bool = False
    doubts: tuple[str, ...] = ()
    when: When = UNKNOWN


def meaning_of(stack: Stack, matcher: Matcher, around: Surroundings) -> Meaning:
    """Find what a column holds."""
    own = read_heading(stack.own)
    groups = [read_heading(group) for group in stack.groups]
    match = matcher.match([stack.joint, stack.own] if own.words else [stack.joint])
    foreign = [text for text in stack.groups if match is None or not _fits(text, stack, match, matcher)]
    matters = not own.words or any(_matters(text, match) for text in stack.groups)
    heading = stack.joint if matters else stack.own
    spans = [own.span, *(group.span for group in groups)]
    when = period_of(spans, around.around)
    if match is None or is_of_another_kind(f"{stack.joint} {stack.beside}", match.choice.label):
        return Meaning(heading, when=when)
    doubts = [*_doubts(own, stack, match, spans), *(_in_group(text, match.choice) for text in foreign)]
    choice = match.choice
    factor, period = 1, None
    if choice.wants_unit and choice.fact is not None:
        near = (*_units(own, choice), *(unit for group in groups for unit in group.units), *around.below)
        found = unit_for(choice.fact, near, around.units)
        factor = found.factor
        doubts += [found.doubt] if found.doubt else []
    if choice.target.place is Place.FIGURE:
        period = when.period
        doubts += [when.doubt] if when.doubt else []
    target = choice.target.with_(period=period, factor=factor)
    return Meaning(heading, target, not doubts, tuple(dict.fromkeys(doubts)), when)


def _units(heading: Heading, choice: Choice) -> Sequence[str]:
    """Return the units a heading names, those within its words too, but not what its label has anyway."""
    return (*heading.units, *(unit for unit in inner_units(heading.words) if unit not in choice.label))


def _doubts(own: Heading, stack: Stack, match: Match, spans: Sequence[Span]) -> list[str]:
    label = match.choice.label
    doubts = []
    if not match.is_certain:
        doubts.append(f"列名与“{label}”相近，不完全一样")
    if _QUALIFIED.search(stack.joint) and not _QUALIFIED.search(label):
        doubts.append("列名写明了含不含税")
    if match.choice.target.place is not Place.FIGURE and any(span.is_said for span in spans):
        span = read_heading(label).span
        if own.span not in (span, NO_SPAN) or any(one.is_before or one.vague for one in spans if one != span):
            doubts.append(f"列名里写了期间，“{label}”不分期间")
    if stack.beside and _is_telling(stack.beside, match.choice):
        doubts.append(f"上面一行写着“{stack.beside}”，不知道管到哪一列")
    return doubts


def _in_group(group: str, choice: Choice) -> str:
    return f"在“{group}”之下，不一定是企业的{choice.label}"


def _fits(group: str, stack: Stack, match: Match, matcher: Matcher) -> bool:
    """Whether a group says nothing else about a column than its own heading."""
    heading = read_heading(group)
    if not heading.words or _is_section(heading.words, match.choice):
        return True
    both = matcher.match_certain(f"{group} {stack.own}")
    return both is not None and both.target == match.choice.target


def _is_section(words: str, choice: Choice) -> bool:
    section = read_heading(choice.section).words
    rest = words.replace(section, "") if section else words
    fitting = _SECTIONS.get(choice.section)
    if fitting is not None:
        rest = fitting.sub("", rest)
    return not _NEUTRAL.sub("", rest)


def _matters(group: str, match: Match | None) -> bool:
    """Whether a group is shown with its column's heading."""
    heading = read_heading(group)
    if heading.span.is_said or heading.units:
        return True
    return bool(heading.words) and (match is None or not _is_section(heading.words, match.choice))


def _is_telling(text: str, choice: Choice) -> bool:
    """Whether a text above may change what the column below it means."""
    heading = read_heading(text)
    if heading.span.is_before or heading.span.vague or heading.units:
        return True
    return bool(heading.words) and not _is_section(heading.words, choice)
