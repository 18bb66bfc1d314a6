"""What stands at the head and the foot of a document: title, issuer, 文号, the day it was issued."""

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from domain.policies.authoring.documents.numbering import mark_of
from domain.values.dates import parse_date
from domain.values.errors import BadInput

_NUMBER: Final = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{1,14})\s*[〔\[［（(【﹝]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]］）)】﹞]\s*第?\s*(?P<number>\d{1,4})\s*号"
)
_DAY: Final = re.compile(
    r"[（(]?\s*(?P<day>(?:\d{4}|[〇零○一二三四五六七八九]{4})\s*年\s*[\d一二三四五六七八九十]{1,3}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日)"
    r"\s*(?:印发|发布|公布)?\s*[）)]?"
)
_KIND: Final = (
    r"(?:政策|措施|办法|意见|通知|规定|细则|方案|条例|公告|指南|[一二三四五六七八九十]+条|操作规程|清单|举措)"
)
_TITLE_END: Final = re.compile(rf"{_KIND}\s*(?:[（(][^）)]{{1,20}}[）)])?\s*$")
_STAGE: Final = re.compile(r"[（(]\s*(?:试行|暂行|修订|修订稿|征求意见稿|送审稿|\d{4}年.{0,6}版?)\s*[）)]")
_INNER: Final = re.compile(
    r"(?:关于)?(?:印发|发布|公布|下发|转发)\s*(?:《(?P<title>.+)》|(?P<bare>[^《》]+?)的?通知$)"
)
_HEADING: Final = re.compile(r"(?P<who>[\u4e00-\u9fff、\s]{2,60}?)\s*文件$")
_WHO: Final = re.compile(
    r"[\u4e00-\u9fff、（）()\s]{3,60}(?:局|委|办|厅|府|会|院|部|区|公司|中心|办公室|领导小组|专班)$"
)
_OFFICE: Final = re.compile(
    r"(?!支持|鼓励|促进|推动|推进|加快|加强|优化|建设|培育|引进|发展)[\u4e00-\u9fff]{2,20}(?:人民政府|委员会|管委会|局|厅|办公室|领导小组)"
)
"""An office by itself on a line, as it stands below a title."""
_ABOUT: Final = re.compile(r"^(?P<who>[\u4e00-\u9fff、]{3,60}?)关于")
_SAID: Final = re.compile(
    r"(?P<key>索\s*引\s*号|标\s*题|发文字号|文\s*号|发布机构|发文机关|发文单位|发布单位|成文日期|发文日期|生成日期|印发日期"
    r"|发布日期|发布时间|主题分类|主\s*题\s*词|有\s*效\s*性|公开方式|公开范围|公开形式|信息来源|来\s*源|作\s*者|浏览次数|访问量"
    r"|点击数|字\s*号|字\s*体|关\s*键\s*词|组配分类|体裁分类|服务对象|责任编辑|编\s*辑|时\s*间|日\s*期)\s*[：:]\s*(?P<value>.{0,60})"
)
"""What pages of offices say above a text."""

_FOOT: Final = re.compile(
    r"(?:抄\s*送|主题词|信息公开选项|公开方式|公开属性)\s*[：:].*|[（(]\s*此件.{0,16}[）)]"
    r"|.{0,40}(?:办公室|局|委员会|厅|院)?\s*(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日\s*印发"
)
_MOST_LINES: Final = 4
_LONGEST_LINE: Final = 60


@dataclass(slots=True)
class Head:
    """What was found; ``taken`` are the places of the paragraphs that say nothing else."""

    title: str = ""
    issuer: str = ""
    document_number: str = ""
    issued_on: date | None = None
    taken: set[int] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)


def head_of(paragraphs: Sequence[str], rows: Collection[int]) -> Head:
    """Find what stands at the head and the foot.

    Args:
        paragraphs: All of the document.
        rows: The places of those that are rows of tables.
    """
    head = Head()
    marked = (at for at, text in enumerate(paragraphs) if at not in rows and _begins_body(text))
    end = next(marked, len(paragraphs))
    _take_page_words(head, paragraphs, end)
    _take_foot(head, paragraphs)
    _find_number(head, paragraphs[:end])
    _find_title(head, paragraphs, end)
    _find_issuer(head, paragraphs, rows, end)
    return head


def _begins_body(text: str) -> bool:
    mark = mark_of(text)
    return mark is not None and mark.ordinal <= 1


def _take_page_words(head: Head, paragraphs: Sequence[str], end: int) -> None:
    """Take what a web page says of the document above its text, such as 发文字号 and 成文日期."""
    for at in range(end):
        parts = [_SAID.fullmatch(part) for part in re.split(r"\s{2,}|\t", paragraphs[at].strip())]
        if not all(parts):
            continue
        head.taken.add(at)
        for part in filter(None, parts):
            key, value = "".join(part["key"].split()), part["value"].strip()
            if key in ("发文字号", "文号") and (number := _NUMBER.search(value)):
                head.document_number = _number_text(number)
            elif key in ("发布机构", "发文机关", "发文单位", "发布单位"):
                head.issuer = value
            elif key in ("成文日期", "发文日期", "生成日期", "印发日期"):
                with suppress(BadInput):
                    head.issued_on = parse_date(value)


def _take_foot(head: Head, paragraphs: Sequence[str]) -> None:
    """Take what stands below the text for whoever files it: 抄送, 此件公开发布, 办公室…印发."""
    for at, text in enumerate(paragraphs):
        if _FOOT.fullmatch(text.strip()):
            head.taken.add(at)


def _number_text(found: re.Match[str]) -> str:
    return f"{found['who']}〔{found['year']}〕{int(found['number'])}号"


def _find_number(head: Head, paragraphs: Sequence[str]) -> None:
    if head.document_number:
        return
    for at, text in enumerate(paragraphs):
        found = _NUMBER.search(text) if at not in head.taken else None
        if found is None or len(text) > _LONGEST_LINE:
            continue
        head.document_number = _number_text(found)
        if found.start() == 0 and found.end() == len(text.strip()):
            head.taken.add(at)
        return


def _find_title(head: Head, paragraphs: Sequence[str], end: int) -> None:
    """Find the title; of a notice that announces a policy, the policy's own."""
    found: list[tuple[str, range]] = []
    at = 0
    while at < end:
        lines = _title_at(paragraphs, at, end, head.taken)
        if lines is None:
            at += 1
            continue
        found.append(("".join("".join(paragraphs[one].split()) for one in lines), lines))
        at = lines.stop
    if not found:
        first = next((at for at in range(end) if at not in head.taken), None)
        if first is not None and len(paragraphs[first]) <= 40 and not _is_sentence(paragraphs[first]):
            found.append(("".join(paragraphs[first].split()), range(first, first + 1)))
        else:
            return
    for _, lines in found:
        head.taken |= set(lines)
    notice = next((inner for text, _ in found if (inner := _INNER.search(text)) is not None), None)
    own = [text for text, _ in found if not re.search(r"的?通知\s*$", text)]
    title = own[-1] if own else (notice["title"] or notice["bare"]) if notice else found[0][0]
    about = _ABOUT.match(title) or _ABOUT.match(found[0][0])
    head.issuer = head.issuer or (about["who"] if about else "")
    head.title = title.strip("《》")
    below = found[-1][1].stop
    if not head.issuer and below < end and _OFFICE.fullmatch(said := "".join(paragraphs[below].split())):
        head.issuer = said
        head.taken.add(below)


def _title_at(paragraphs: Sequence[str], at: int, end: int, taken: Collection[int]) -> range | None:
    """Return the lines of a title that begins at one; None where none does."""
    said = ""
    for last in range(at, min(at + _MOST_LINES, end)):
        line = paragraphs[last].strip()
        if last in taken or len(line) > _LONGEST_LINE or _NUMBER.search(line):
            return None
        if _is_sentence(line) or _HEADING.fullmatch(line):
            return None
        said += line
        if _TITLE_END.search(said):
            has_more = last + 1 < end and _STAGE.fullmatch(paragraphs[last + 1].strip()) is not None
            return range(at, last + 1 + has_more)
    return None


def _is_sentence(line: str) -> bool:
    return line.rstrip("”’）)").endswith(tuple("。；：，！？:;,")) or _DAY.fullmatch(line.strip()) is not None


def _find_issuer(head: Head, paragraphs: Sequence[str], rows: Collection[int], end: int) -> None:
    """Find who signed it, and when, at the end of the notice or of the text."""
    for at, text in enumerate(paragraphs):
        found = _DAY.fullmatch(text.strip()) if at not in rows and at not in head.taken else None
        if found is None:
            continue
        try:
            head.issued_on = parse_date("".join(found["day"].split()))
        except BadInput as error:
            head.remarks.append(f"印发日期“{text.strip()}”读不出来：{error}。")
            continue
        head.taken.add(at)
        names: list[str] = []
        for before in range(at - 1, max(at - 5, -1), -1):
            if before in head.taken or _WHO.fullmatch(paragraphs[before].strip()) is None:
                break
            names.insert(0, "".join(paragraphs[before].split()))
            head.taken.add(before)
        if names:
            head.issuer = "、".join(names)
        break
    for at in range(end):
        heading = _HEADING.fullmatch(paragraphs[at].strip())
        if heading is not None:
            head.taken.add(at)
            head.issuer = head.issuer or "".join(heading["who"].split())
