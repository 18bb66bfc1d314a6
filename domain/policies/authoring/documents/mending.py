"""Lines of pages made paragraphs again: heads and page numbers gone, words and sentences whole."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.policies.agreement.numerals import CHINESE
from domain.policies.authoring.documents.numbering import Step, mark_of
from domain.values.texts import clean, safe_text

_PAGE_NUMBER: Final = re.compile(
    r"[-—–－_·\s]+\d{1,4}[-—–－_·\s]+|第\s*\d{1,4}\s*页(?:[/／，,\s]*共\s*\d{1,4}\s*页)?|\d{1,4}\s*[/／]\s*\d{1,4}"
)
_BARE_NUMBER: Final = re.compile(r"\d{1,4}")
_HYPHEN: Final = "\ufffe"
"""What PDFium gives for a hyphen at the end of a line: of 100万-200万 as of a Latin word that was divided."""

_DIVIDED: Final = re.compile(rf"(?<=[A-Za-z]){_HYPHEN}(?=[a-z])")
_STOP: Final = "。；：！？.;:!?"
_CLOSED: Final = "”’）)】》〕]"
_PAIRS: Final = ("“”", "（）", "《》")
_COMMAS: Final = ("，", "、")
_WIDE: Final = re.compile(r"(?<=\S)(?:\s{2,}|\t)(?=\S)")
_CONTENTS: Final = re.compile(r".*\S\s*(?:[.…·．]{3,}|\t)\s*\d{1,4}\s*")
_HAN: Final = r"\u3400-\u9fff"
_SIGN: Final = rf"{_HAN}，。；：、？！“”‘’（）《》〔〕【】%％"
_BETWEEN_SIGNS: Final = re.compile(rf"(?<=[{_SIGN}]) (?=[{_SIGN}])")
_BESIDE_FIGURE: Final = re.compile(rf"(?<=[{_HAN}（〔]) (?=\d)|(?<=\d) (?=[{_SIGN}])")
_NUMBERED: Final = re.compile(rf"^第 ?[\d{CHINESE} ]+ ?[条章节编](?= |$|[{_HAN}])")
_FIGURES_APART: Final = re.compile(r"(?<![\d.])\d[\d.]*(?: \d[\d.]*)+(?![\d.])")
_ONE_BY_ONE: Final = re.compile(r"\d(?: [\d.])+")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?: \d{3})+(?:\.\d+)?")
_HEADED_PAGES: Final = 3
_EDGE: Final = 2
_RAGGED: Final = 4
"""By so many letters lines are shorter than others that go on: a figure of some digits is not cut."""


@dataclass(slots=True)
class Mended:
    """Paragraphs of a document, and what is to be said about them.

    Attributes:
        rows: Which of the paragraphs are rows of tables, by their places.
    """

    paragraphs: list[str] = field(default_factory=list)
    rows: set[int] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)

    def add(self, text: str, *, is_row: bool = False) -> None:
        if text.strip():
            if is_row:
                self.rows.add(len(self.paragraphs))
            self.paragraphs.append(text)


def from_pages(pages: Sequence[str]) -> Mended:
    """Return the paragraphs of pages, each a text in lines."""
    mended = Mended()
    pages = [_DIVIDED.sub("", page).replace(_HYPHEN, "-") for page in pages]
    split = [[line.rstrip() for line in page.splitlines() if line.strip()] for page in pages]
    empty = [at for at, lines in enumerate(split, start=1) if not lines]
    if empty:
        mended.remarks.append(f"第 {_listed(empty)} 页没有文字（可能是图片或空白页），没有读取。")
    columns = [at for at, lines in enumerate(split, start=1) if _has_columns(lines)]
    if columns:
        mended.remarks.append(
            f"第 {_listed(columns)} 页像是分两栏排的，或者是表格，文字的先后可能不对，请逐条对照原文。"
        )
    lines = [line for page in _without_edges(split) for line in page]
    _join_lines(lines, mended)
    return mended


def from_lines(text: str) -> Mended:
    """Return the paragraphs of a text, in which a line may end where its page was full."""
    mended = Mended()
    lines = [line.rstrip() for line in text.splitlines() if line.strip()]
    if _is_wrapped(lines):
        _join_lines(lines, mended)
    else:
        for line in lines:
            is_row = _is_row(line)
            mended.add(_row(line) if is_row else _whole(line, mended.remarks), is_row=is_row)
    return mended


def from_paragraphs(paragraphs: Sequence[tuple[str, bool]]) -> Mended:
    """Return paragraphs of a document that knows where they end; with each whether it is a row of a table."""
    mended = Mended()
    for text, is_row in paragraphs:
        for line in text.splitlines():
            mended.add(_row(line) if is_row else _whole(line, mended.remarks), is_row=is_row)
    return mended


def _is_row(line: str) -> bool:
    """Whether a pasted line is a row of a table; what Word counts itself has a tab behind its number."""
    mark = mark_of(line)
    cells = line[0 if mark is None else mark.end :].strip().count("\t")
    return cells > 0 and _CONTENTS.fullmatch(line) is None


def _row(line: str) -> str:
    return clean(safe_text(line)).strip("\n ")


def without_contents(mended: Mended) -> Mended:
    """Return the paragraphs without a table of contents."""
    lines = [
        at
        for at, text in enumerate(mended.paragraphs)
        if _CONTENTS.fullmatch(text) and mark_of(text) is not None
    ]
    if len(lines) < 3:
        return mended
    left = Mended(remarks=[*mended.remarks, f"目录（{len(lines)} 行）没有读取。"])
    for at, text in enumerate(mended.paragraphs):
        if at not in lines and re.sub(r"\s", "", text) != "目录":
            left.add(text, is_row=at in mended.rows)
    return left


def _without_edges(pages: list[list[str]]) -> list[list[str]]:
    """Return pages without page numbers, and without the lines that stand on most of them alike."""
    seen = Counter(
        like
        for lines in pages
        for like in {_like(line) for line in (*lines[:_EDGE], *lines[-_EDGE:])}
        if like
    )
    often = {like for like, count in seen.items() if count >= max(_HEADED_PAGES, len(pages) // 2)}
    counted = _counted(pages)
    return [
        [
            line
            for at, line in enumerate(lines)
            if _EDGE <= at < len(lines) - _EDGE
            or not (_is_number(line.strip(), page, counted) or _like(line) in often)
        ]
        for page, lines in enumerate(pages)
    ]


def _counted(pages: Sequence[Sequence[str]]) -> int | None:
    """Return by how much bare numbers at the edges of pages are ahead of these; None where they do not count.

    A number that stands there alone may as well be the last cell of a table.
    """
    ahead = Counter(
        int(line) - page
        for page, lines in enumerate(pages)
        for line in {one.strip() for one in (*lines[:_EDGE], *lines[-_EDGE:])}
        if _BARE_NUMBER.fullmatch(line)
    )
    often = [(count, by) for by, count in ahead.items() if count * 2 > len(pages) and count > 1]
    return max(often)[1] if often else None


def _is_number(line: str, page: int, counted: int | None) -> bool:
    if _BARE_NUMBER.fullmatch(line):
        return counted is not None and int(line) == page + counted
    return _PAGE_NUMBER.fullmatch(line) is not None


def _like(line: str) -> str:
    """Return a line as heads of pages are alike, whatever their numbers."""
    return re.sub(r"[\d\s]", "", line)


def _has_columns(lines: Sequence[str]) -> bool:
    gaps = sum(1 for line in lines if _WIDE.search(line.strip()))
    return len(lines) >= 8 and gaps * 5 >= len(lines) * 2


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Whether lines end where a page was full: many are as long as the longest, and end within a sentence."""
    if len(lines) < 6:
        return False
    width = _width(lines)
    full = [line for line in lines if _size(line) >= width - _RAGGED]
    cut = [line for line in full if not _ends(line)]
    return 15 <= width <= 70 and len(full) * 4 >= len(lines) and len(cut) * 2 >= len(full)


def _width(lines: Sequence[str]) -> float:
    """Return how wide a full line is, in Chinese letters."""
    sizes = sorted(map(_size, lines))
    return sizes[int(len(sizes) * 0.9)] if sizes else 0


def _size(line: str) -> float:
    """Return how wide a line is, in Chinese letters: figures and Latin letters take half of one."""
    line = line.strip()
    return len(line) - sum(map(str.isascii, line)) / 2


def _ends(line: str) -> bool:
    return line.rstrip(_CLOSED).endswith(tuple(_STOP))


def _goes_on(text: str) -> bool:
    """Whether a line certainly goes on with the next one: a comma ends it, or something is not closed."""
    is_open = any(text.count(first) > text.count(last) for first, last in _PAIRS)
    return is_open or text.endswith(_COMMAS)


def _join_lines(lines: Sequence[str], mended: Mended) -> None:
    """Add paragraphs: a line goes on with the next one unless it ends a sentence, or is too short."""
    width = _width(lines)
    now, last = "", ""
    counted: dict[Step, int] = {}
    for line in lines:
        mark = mark_of(line)
        is_next = mark is not None and mark.ordinal in (1, counted.get(mark.step, 0) + 1)
        # A heading may fill its line; what goes on from the line before is rarely numbered as it should be.
        is_after_heading = is_next and _size(now) < width * 1.2 and mark_of(now) is not None
        is_short = _size(last) < width - _RAGGED and not _goes_on(now)
        if not now or _ends(last) or is_short or is_after_heading:
            mended.add(_whole(now, mended.remarks))
            now = line.strip()
            if mark is not None:
                counted[mark.step] = mark.ordinal
        else:
            blank = " " if now[-1:].isascii() and line.strip()[:1].isascii() and now[-1:].isalpha() else ""
            now = f"{now}{blank}{line.strip()}"
        last = line
    mended.add(_whole(now, mended.remarks))


def _whole(text: str, remarks: list[str]) -> str:
    """Return a line without blanks within its words; of figures that are apart somebody is told.

    >>> said = []
    >>> _whole("第 1 0 条 对 企业 给予 2 0 万元", said), len(said)
    ('第10条对企业给予20万元', 1)
    """
    text = clean(safe_text(text).replace("\u3000", "  ")).strip()
    if _CONTENTS.fullmatch(text) is None:
        text = text.replace("\t", "  ")
    if " " not in text:
        return text
    text = _NUMBERED.sub(lambda found: found[0].replace(" ", ""), text)
    for apart in _FIGURES_APART.findall(text):
        together = apart.replace(" ", "")
        shown = f"“{apart}”（“{text[:20]}……”）"
        if _ONE_BY_ONE.fullmatch(apart) or _THOUSANDS.fullmatch(apart):
            text = text.replace(apart, together, 1)
            remarks.append(f"数字中间的空格已去掉：{shown}读作“{together}”，请对照原文。")
        else:
            remarks.append(f"数字中间有空格，说不准是一个数还是几个：{shown}，请对照原文改正。")
    if _is_spaced(text):
        return text.replace(" ", "")
    return _BESIDE_FIGURE.sub("", _BETWEEN_SIGNS.sub("", text))


def _is_spaced(text: str) -> bool:
    """Whether a blank stands between nearly all letters."""
    letters = len(text.replace(" ", ""))
    return letters >= 4 and text.count(" ") * 5 >= (letters - 1) * 4 and "  " not in text


def _listed(numbers: Sequence[int]) -> str:
    """Return numbers as people list them.

    >>> _listed([1, 2, 3, 7])
    '1—3、7'
    """
    return "、".join(f"{first}—{last}" if last > first else str(first) for first, last in _runs(numbers))


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for number in numbers:
        if last is not None and first is not None and number != last + 1:
            yield first, last
            first = number
        first = number if first is None else first
        last = number
    if first is not None and last is not None:
        yield first, last
