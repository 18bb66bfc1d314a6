"""From when to when a document holds: 自印发之日起施行, 有效期三年, 执行期限自…至…."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from domain.policies.agreement.numerals import number_of
from domain.policies.authoring.documents.document import Unit
from domain.policies.authoring.documents.general import sentences_of
from domain.values.dates import parse_date
from domain.values.errors import BadInput

_FULL_DAY: Final = r"(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
_SHORT_DAY: Final = rf"(?:{_FULL_DAY}|\d{{1,2}}\s*月\s*\d{{1,2}}\s*日)"
_ISSUE: Final = r"(?:印发|发布|公布|颁布|发文|下发|施行|实施)之日"
_LASTS: Final = r"(?:有效期限?|执行期限?|实施期限?|试行期限?|适用期限?|政策期限?|执行时间)"
_BETWEEN: Final = r"(?:至|到|—+|－|-|~)"
_OF_DOCUMENT: Final = re.compile(
    rf"本(?:办法|政策|措施|意见|规定|细则|方案|条例|通知|文件)|{_ISSUE}|起(?:施行|实施|执行|生效|试行)"
)
_FROM: Final = re.compile(rf"自\s*(?P<since>{_FULL_DAY}|{_ISSUE})\s*(?:起|开始)")
_SPAN: Final = re.compile(
    rf"{_LASTS}[^。；]{{0,12}}?(?P<since>{_FULL_DAY})\s*起?\s*{_BETWEEN}\s*(?P<until>{_SHORT_DAY})"
    rf"|自\s*(?P<from>{_FULL_DAY})\s*起?[^。；]{{0,14}}?{_BETWEEN}\s*(?P<to>{_SHORT_DAY})"
)
_UNTIL: Final = re.compile(
    rf"(?:{_LASTS}(?:暂?定)?(?:截止)?[为至到]+|(?:执行|施行|实施)[至到]|截止[至到]?)\s*(?P<until>{_FULL_DAY})"
)
_YEARS: Final = re.compile(
    rf"(?:{_LASTS}(?:暂?定)?|暂定|试行)[为是]?\s*(?P<years>\d{{1,2}}|[一二两三四五六七八九十])\s*年"
)


@dataclass
class _Said:
    """What sentences say, each day and length with the first sentence that says it."""

    starts: dict[date, str] = field(default_factory=dict)
    ends: dict[date, str] = field(default_factory=dict)
    years: dict[int, str] = field(default_factory=dict)
    from_issue: str = ""

    def take(self, sentence: str) -> None:
        if (said := _SPAN.search(sentence)) is not None:
            # One that is none, such as of two days the wrong way round, says nothing else either.
            if (span := _span_of(said)) is not None:
                self.starts.setdefault(span[0], sentence)
                self.ends.setdefault(span[1], sentence)
            return
        if (begins := _FROM.search(sentence)) is not None:
            if re.fullmatch(_ISSUE, begins["since"]):
                self.from_issue = sentence
            elif day := _day(begins["since"]):
                self.starts.setdefault(day, sentence)
        if (until := _UNTIL.search(sentence)) is not None and (day := _day(until["until"])):
            self.ends.setdefault(day, sentence)
        if (lasting := _YEARS.search(sentence)) is not None:
            self.years.setdefault(int(number_of(lasting["years"])), sentence)


def validity_in(
    units: Sequence[Unit], issued_on: date | None, remarks: list[str]
) -> tuple[date | None, date | None]:
    """Return from when to when a document holds, both days included; None for what it does not say.

    What contradicts itself is said in ``remarks`` and left open.
    """
    said = _Said()
    for unit in units:
        for sentence in sentences_of(unit):
            if _OF_DOCUMENT.search(sentence):
                said.take(sentence)
    if said.from_issue and issued_on is not None:
        said.starts.setdefault(issued_on, said.from_issue)
    elif said.from_issue and not said.starts:
        remarks.append(f"“{said.from_issue[:30]}”：没有找到印发日期，请填写政策从哪一天起有效。")
    for what, days in (("起始", said.starts), ("截止", said.ends)):
        if len(days) > 1:
            listed = "、".join(f"{day.year}年{day.month}月{day.day}日" for day in days)
            remarks.append(f"文件里写了几个{what}日期（{listed}），请对照原文，填写政策的有效期。")
    if len(said.years) > 1 and not said.ends:
        remarks.append("文件里写了几个不同的有效期，请对照原文，填写政策的有效期。")
    since, until = _only(said.starts), _only(said.ends)
    if since is not None and not said.ends and len(said.years) == 1:
        until = _years_after(since, next(iter(said.years))) - timedelta(days=1)
    return since, until


def _only(days: dict[date, str]) -> date | None:
    return next(iter(days)) if len(days) == 1 else None


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _span_of(found: re.Match[str]) -> tuple[date, date] | None:
    since = _day(found["since"] or found["from"])
    until = "".join((found["until"] or found["to"]).split())
    if since is not None and "年" not in until:
        until = f"{since.year}年{until}"
    end = _day(until)
    return (since, end) if since is not None and end is not None and since <= end else None


def _day(text: str) -> date | None:
    try:
        return parse_date("".join(text.split()))
    except BadInput:
        return None
