"""What documents are read as, whole, and where each limit of length lies."""

from itertools import pairwise

import pytest

from domain.policies.authoring.documents.document import Document, Rule, Unit
from domain.policies.authoring.documents.mending import from_lines, from_pages
from domain.policies.authoring.documents.numbering import mark_of
from domain.policies.authoring.documents.opening import MAX_BYTES, of_pages, of_text, read_document
from domain.values.errors import BadInput
from tests.domain.policies.authoring.documents.shown import COMMAND, READ, lines_of_documents

BODY = "\n第一条 对茶企奖励2万元。"


def letters(count: int, begin: str = "") -> str:
    """Return so many letters of which none is a stop or a number, after some to begin with."""
    return begin + ("茶山茶园茶厂茶行" * count)[: count - len(begin)]


def test_that_documents_are_read_as_was_looked_at():
    now, kept = lines_of_documents(), READ.read_text("utf-8").splitlines()
    assert now == kept, f"look at what changed; where it is right: {COMMAND}"


# Whether it is still so at a length, by how many letters; the last length at which it is so.
LIMITS = {
    "a number of the document on a line": (
        60,
        lambda count: of_text(letters(count, "某政〔2023〕5号") + BODY).document_number == "某政〔2023〕5号",
    ),
    "a title": (60, lambda count: of_text(letters(count - 2) + "办法" + BODY).title.endswith("办法")),
    "what is called nothing known": (40, lambda count: bool(of_text(letters(count) + BODY).title)),
    "a heading": (40, lambda count: bool(of_text(f"第一条 {letters(count)}").units[0].heading)),
    "a sentence": (
        400,
        lambda count: bool(of_text(f"第一条 骗取的追回{letters(count - 6)}。").general),
    ),
    "what a heading before a stop is": (
        30,
        lambda count: bool(of_text(f"第一条 {letters(count)}。对茶企奖励2万元。").units[0].heading),
    ),
}


@pytest.mark.parametrize(("most", "is_so"), LIMITS.values(), ids=LIMITS)
def test_that_what_stands_on_a_line_is_taken_up_to_a_length(most, is_so):
    assert [is_so(count) for count in (most - 1, most, most + 1)] == [True, True, False]


def test_that_remarks_and_texts_are_told_up_to_a_number():
    def numbered(count: int) -> Document:
        return of_text("\n".join(f"第{2 * at}条 对茶企奖励{at}万元。" for at in range(1, count + 1)))

    assert [len(numbered(count).remarks) for count in (39, 40, 41)] == [39, 40, 41]
    assert numbered(42).remarks[-1] == "另有 2 处要留意的地方没有列出，请逐条对照原文。"
    row = "\t".join([letters(5_000)] * 4)
    [long] = of_text("\n".join(("第一条 奖励", *[row] * 10))).remarks
    assert long == "文件约有 20 万字，不像是一份政策文件，请看看是不是选错了文件。"
    old = "條規補貼給與於"
    assert [bool(of_text(f"第一条 {old[:count]}").remarks) for count in (4, 5)] == [False, True]
    assert "（如“條規補貼給與”）" in of_text(f"第一条 {old}").remarks[0]
    with pytest.raises(BadInput, match="文件超过 100 MB"):
        read_document(b"a" * (MAX_BYTES + 1), "政策")
    assert [mark_of(f"第{said}条 奖励") is not None for said in ("三百", "三百零一")] == [True, False]


SIGNS = [chr(0x4E00 + at) * 2 + chr(0x5E00 + at) * 2 + chr(0x6E00 + at) for at in range(501)]


@pytest.mark.parametrize(
    ("pages", "said"),
    [
        (["甲乙丙丁戊", "子丑寅卯辰"], ""),
        (["甲乙丙丁戊", "子丑寅卯"], "扫描件"),
        (["甲甲乙丙丁戊"], ""),
        (["甲甲乙丙丁"], "同一个字"),
        (SIGNS[:500], ""),
        (SIGNS, "文件有 501 页，超过 500 页"),
    ],
)
def test_that_pages_are_refused_from_an_edge_on(pages: list[str], said: str):
    if not said:
        document = of_pages(pages)
        assert document.title or document.units
        return
    with pytest.raises(BadInput, match=said):
        of_pages(pages)


def lines_of(full: int, short: int, *, cut: int, width: int = 20) -> list[str]:
    """Return lines of which so many are full and others not, of the full so many cut within a sentence."""
    stops = [*("" for _ in range(cut)), *("。" for _ in range(full - cut))]
    return [
        *(letters(width, stop[::-1])[::-1] for stop in stops),
        *(letters(width - 5) for _ in range(short)),
    ]


@pytest.mark.parametrize(
    ("lines", "is_joined"),
    [
        (lines_of(6, 0, cut=6), True),
        (lines_of(5, 0, cut=5), False),
        (lines_of(2, 6, cut=2), True),
        (lines_of(2, 7, cut=2), False),
        (lines_of(4, 4, cut=2), True),
        (lines_of(4, 4, cut=1), False),
        (lines_of(6, 0, cut=6, width=15), True),
        (lines_of(6, 0, cut=6, width=14), False),
        (lines_of(6, 0, cut=6, width=70), True),
        (lines_of(6, 0, cut=6, width=71), False),
    ],
)
def test_that_lines_are_joined_where_pages_were_full(lines: list[str], is_joined: bool):
    assert (len(from_lines("\n".join(lines)).paragraphs) < len(lines)) is is_joined


def test_that_a_line_that_is_shorter_by_four_letters_ends_a_paragraph():
    def paragraphs(short: int) -> list[str]:
        return from_pages(["\n".join((*[letters(20)] * 9, letters(short), letters(20)))]).paragraphs

    assert [len(paragraphs(short)) for short in (15, 16)] == [2, 1]


def test_that_what_stands_at_the_edge_of_most_pages_is_no_text():
    def left(pages: list[list[str]]) -> str:
        return "".join(from_pages(["\n".join(lines) for lines in pages]).paragraphs)

    texts = ["甲茶企。", "乙茶农。", "丙茶店。", "丁茶馆。", "戊茶园。", "己茶山。", "庚茶厂。"]
    for heads in range(1, 8):
        pages = [["公报"] * (at < heads) + [text, text] for at, text in enumerate(texts)]
        assert left(pages).count("公报") == (0 if heads >= 3 else heads)
    middle = [["甲", "乙", f"{at}公报", "丙。", "丁。"] for at in range(3)]
    assert left(middle) == "0公报1公报2公报"
    for counted, expected in (("123", ""), ("789", ""), ("129", "9"), ("189", "1"), ("159", "159")):
        pages = [[text, number] for text, number in zip(texts, counted, strict=False)]
        assert "".join(filter(str.isdecimal, left(pages))) == expected
    assert left([[texts[0], "1"]]) == f"{texts[0]}1"
    assert left([[texts[0], "1"], [texts[1], "2"]]) == f"{texts[0]}{texts[1]}"


def test_that_columns_are_seen_from_an_edge_on():
    def remarks(apart: int, plain: int) -> list[str]:
        return from_pages(["\n".join((*["左边    右边"] * apart, *["一行"] * plain))]).remarks

    assert [bool(remarks(*one)) for one in ((7, 0), (8, 0), (4, 6), (4, 7))] == [False, True, True, False]


def test_that_empty_pages_are_listed_in_runs():
    said = from_pages(["", "甲。", "", "", "", "乙。", "", "", "丙。", ""]).remarks
    assert said == ["第 1、3—5、7—8、10 页没有文字（可能是图片或空白页），没有读取。"]


def test_that_a_unit_is_called_by_number_and_heading():
    names = [
        Unit("u", number=number, heading=heading).name
        for number in ("第一条", "第二章", "第三节", "第四编", "第五部分", "一、", "（一）", "")
        for heading in ("茶企", "")
    ]
    assert names == [
        *("第一条　茶企", "第一条", "第二章　茶企", "第二章", "第三节　茶企", "第三节", "第四编　茶企"),
        *("第四编", "第五部分　茶企", "第五部分", "一、茶企", "一、", "（一）茶企", "（一）", "茶企", ""),
    ]


def test_that_units_stand_under_each_other_by_their_ids():
    document = of_text("第一章 茶企\n第一条 甲。\n第二条 乙。\n第二章 茶农")
    first, one, two, second = document.units
    assert document.under("") == (first, second)
    assert document.under(first.id) == (one, two)
    assert document.unit(two.id) is two
    with pytest.raises(KeyError):
        document.unit("u9")
    assert {rule.rule for rule in document.general} <= {*Rule}
    assert all(before.id != after.id for before, after in pairwise(document.units))
