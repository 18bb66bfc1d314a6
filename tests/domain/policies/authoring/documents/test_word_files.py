"""What stands in a Word document: its paragraphs and rows, its own numbers, what is said of the rest."""

import pytest

from domain.policies.authoring.documents.word_files import read_words
from domain.values.errors import BadInput
from tests.domain.policies.authoring.word_files import paragraph, row, run, word_file

NUMBERING = """<w:numbering>
    <w:abstractNum w:abstractNumId="0">
        <w:lvl w:ilvl="0"><w:start w:val="3"/>
            <w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
        <w:lvl w:ilvl="1"><w:lvlText w:val="%1.%2"/></w:lvl>
        <w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="·"/></w:lvl>
        <w:lvl w:ilvl="8"><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%9)"/></w:lvl>
    </w:abstractNum>
    <w:abstractNum w:abstractNumId="1">
        <w:lvl w:ilvl="1"><w:start w:val="5"/><w:lvlText w:val="%1-%2)"/></w:lvl>
        <w:lvl w:ilvl="9999999"><w:lvlText w:val="第%2条"/></w:lvl>
    </w:abstractNum>
    <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
    <w:num w:numId="2"><w:abstractNumId w:val="0"/>
        <w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride>
        <w:lvlOverride w:ilvl="1"><w:startOverride w:val="4"/>
            <w:lvl w:ilvl="1"><w:lvlText w:val="不"/></w:lvl></w:lvlOverride></w:num>
    <w:num w:numId="3"><w:abstractNumId w:val="1"/></w:num>
</w:numbering>"""
STYLES = f"""<w:styles {'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'}>
    <w:docDefaults><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:docDefaults>
    <w:style w:styleId="top"><w:numPr><w:numId w:val="1"/></w:numPr></w:style>
    <w:style w:styleId="sub"><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:style>
    <w:style w:styleId="plain"><w:name w:val="x"/></w:style>
</w:styles>"""


def numbered(list_id: str = "", level: str = "", style: str = "") -> str:
    """Return a paragraph with these properties, each left out where nothing is said."""
    said = f'<w:pStyle w:val="{style}"/>' * bool(style)
    said += f'<w:ilvl w:val="{level}"/>' * bool(level) + f'<w:numId w:val="{list_id}"/>' * bool(list_id)
    return paragraph("甲", said)


def texts(body: str) -> list[str]:
    words = read_words(word_file(body, {"word/numbering.xml": NUMBERING, "word/styles.xml": STYLES}))
    return [text for text, _ in words.paragraphs]


NUMBERS = {
    "from where its level begins, deeper ones anew": (
        [numbered("1"), numbered("1", "1"), numbered("1", "1"), numbered("1"), numbered("1", "1")],
        ["三、甲", "三.1 甲", "三.2 甲", "四、甲", "四.1 甲"],
    ),
    "a level whose own has none yet": ([numbered("1", "1"), numbered("1")], ["三.1 甲", "三、甲"]),
    "signs and letters": (
        [numbered("1", "2"), *[numbered("1", "8")] * 2, numbered("1", "3")],
        ["甲", "(a)甲", "(b)甲", "甲"],
    ),
    "a list that begins anew does so once": (
        [numbered("1"), numbered("2"), numbered("2"), numbered("2", "1"), numbered("1", "1")],
        ["三、甲", "七、甲", "八、甲", "八.1 甲", "八.2 甲"],
    ),
    "a level above that nothing is said of": ([numbered("3", "1")], ["1-5)甲"]),
    "numbers that are none": ([numbered("3", "9999999"), numbered("3", "x")], ["第5条 甲", "第5条 甲"]),
    "a list that is not there": ([numbered("9"), numbered(level="1")], ["甲", "甲"]),
    "styles, and what a paragraph says itself": (
        [
            *(numbered(style=style) for style in ("top", "sub", "plain", "none")),
            numbered(style="top", level="1"),
            numbered("3", style="sub"),
        ],
        ["三、甲", "三.1 甲", "甲", "甲", "三.2 甲", "1-5)甲"],
    ),
    "what is empty takes no number": ([paragraph(" ", '<w:numId w:val="1"/>'), numbered("1")], ["三、甲"]),
}


@pytest.mark.parametrize(("body", "expected"), NUMBERS.values(), ids=NUMBERS)
def test_that_automatic_numbers_stand_before_their_paragraphs(body: list[str], expected: list[str]):
    assert texts("".join(body)) == expected


TEXTS = {
    "signs for what has no letters": (
        "<w:p><w:r><w:t>甲</w:t><w:tab/><w:ptab/><w:t>乙</w:t><w:br/><w:noBreakHyphen/><w:cr/></w:r></w:p>",
        [("甲\t\t乙\n-", False)],
        [],
    ),
    "places of tabs that are only set up": (
        '<w:p><w:pPr><w:tabs><w:tab w:pos="9"/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>',
        [("甲", False)],
        [],
    ),
    "what is hidden in a run, and of the mark of a paragraph alone": (
        "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>"
        + run("甲")
        + run("乙", "<w:vanish/>")
        + run("丙", '<w:vanish w:val="0"/>')
        + run("丁", '<w:vanish w:val="off"/>')
        + "</w:p>",
        [("甲丙丁", False)],
        ["文件里有隐藏文字，没有读取。"],
    ),
    "how many there are of what is not read": (
        "<w:p>"
        + "<w:r><w:drawing><pic/></w:drawing></w:r>"
        + "<w:r><w:pict><imagedata/></w:pict></w:r>"
        + "<w:r><w:footnoteReference/></w:r><w:r><w:endnoteReference/></w:r><w:r><w:footnoteReference/></w:r>"
        + "<w:r><w:sym/></w:r><w:r><w:sym/></w:r><w:r><w:tab/></w:r></w:p>",
        [("〓〓\t", False)],
        [
            "文件里有 2 张图片，里面的文字（例如做成图片的表格）读不了，请对照原文补上。",
            "文件里有 3 处脚注或尾注，没有读取，请对照原文。",
            "文件里有 2 个特殊符号读不出来，条文里写作“〓”，请对照原文改正。",
        ],
    ),
    "moved, added, struck out within each other": (
        f"<w:p><w:moveFrom>{run('甲')}<w:del>{run('乙')}</w:del>{run('丙')}</w:moveFrom>{run('丁')}</w:p>",
        [("丁", False)],
        ["文件里有修订痕迹，按接受全部修订以后的文字读取。"],
    ),
    "added alone": (
        f"<w:p><w:ins>{run('甲')}</w:ins></w:p>",
        [("甲", False)],
        ["文件里有修订痕迹，按接受全部修订以后的文字读取。"],
    ),
    "a box of text within a paragraph": (
        f"<w:p>{run('甲')}<w:r><w:txbx><w:p>{run('乙')}</w:p></w:txbx></w:r>{run('丙')}</w:p>",
        [("乙", False), ("甲丙", False)],
        [],
    ),
    "letters outside of text": ("<w:p><w:r>甲<w:t>乙</w:t>丙</w:r></w:p>丁", [("乙", False)], []),
    "tables, of one column and within one another": (
        f"<w:tbl>{row(['甲', '乙  丙'])}{row(['', ''])}</w:tbl>"
        + f"<w:tbl><w:tr><w:tc>{paragraph('丁')}{paragraph('戊')}</w:tc></w:tr></w:tbl>"
        + f"<w:tbl><w:tr><w:tc>{paragraph('己')}<w:tbl>{row(['庚', '辛'])}{row(['壬'])}</w:tbl></w:tc>"
        + f"<w:tc>{paragraph('癸')}</w:tc></w:tr></w:tbl>",
        [("甲\t乙 丙", True), ("丁", False), ("戊", False), ("己 庚 辛 壬\t癸", True)],
        [],
    ),
    "what stands between rows and cells": (
        f"<w:tbl><w:tr>{paragraph('甲')}<w:tc>{paragraph('乙')}</w:tc><w:tc>{paragraph('丙')}</w:tc></w:tr></w:tbl>"
        f"<w:tc>{paragraph('丁')}</w:tc>",
        [("甲", False), ("乙\t丙", True), ("丁", False)],
        [],
    ),
}


@pytest.mark.parametrize(("body", "paragraphs", "remarks"), TEXTS.values(), ids=TEXTS)
def test_that_what_people_see_in_a_document_is_read_and_the_rest_is_said(body, paragraphs, remarks):
    words = read_words(word_file(body))
    assert (words.paragraphs, words.remarks) == (paragraphs, remarks)


def test_that_a_document_is_as_deep_as_any_has_need_of():
    def nested(depth: int) -> str:
        return "<w:sdt>" * depth + paragraph("甲") + "</w:sdt>" * depth

    # The document, its body, and a paragraph with its run and text stand around and within it.
    assert read_words(word_file(nested(295))).paragraphs == [("甲", False)]
    with pytest.raises(BadInput, match="损坏"):
        read_words(word_file(nested(296)))


def test_that_macros_are_told_of_and_other_packages_refused():
    assert read_words(word_file(paragraph("甲"), {"word/VbaProject.bin": "x"})).remarks == [
        "文件里有宏。宏不会运行，只读取文字。"
    ]
    for name, said in (
        ("OFD.xml", "OFD"),
        ("xl/workbook.xml", "表格"),
        ("ppt/a.xml", "演示文稿"),
        ("a", "Word"),
    ):
        raw = word_file("", {name: "x"}).replace(b"word/document.xml", b"wird/document.xml")
        with pytest.raises(BadInput, match=said):
            read_words(raw)
