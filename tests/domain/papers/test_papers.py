"""Papers as they are kept: today's, and those of the first version."""

import json
from datetime import UTC, date, datetime

from domain.papers.blocks import (
    Addressee,
    Annexes,
    Column,
    Content,
    Contents,
    Figures,
    Head,
    Heading,
    Labelled,
    Paragraph,
    Rule,
    SealPlaces,
    Signature,
    Table,
    Title,
    Tone,
)
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet

EVERY = (
    Head("某局文件", "甲〔2022〕1号"),
    Title("标题", "副题"),
    Addressee("甲公司"),
    Heading("一、依据"),
    Paragraph("正文"),
    Paragraph("注", Tone.NOTE),
    Labelled("给谁", "企业"),
    Figures((("名称", "甲"),), across=1),
    Table((Column("项"), Column("元", Content.AMOUNT, 3.5)), (("一", 100), ("二", -5)), "合计", True),
    Annexes(("单",)),
    Signature("某局", "2022年1月1日", "（联系人）"),
    SealPlaces(("经办人：",)),
    Rule(is_red=True),
    Contents(),
)
FORMER = {
    "mark": "某局文件",
    "number": "甲〔2022〕1号",
    "title": "补助资金审批通知书",
    "addressee": "甲公司",
    "body": [
        {"text": "一、依据", "style": "heading"},
        {"text": "正文", "style": "body"},
        {
            "heading": ["审核项目", "期间", "数据"],
            "rows": [["运费", "2022年", "1.00 元"], ["四上", "—", "是"]],
        },
        {"text": "注：无", "style": "note"},
    ],
    "signer": "某局",
    "signed_on": "2022-11-01",
    "contact": "（联系人：李）",
    "is_sample": False,
}


def test_that_every_block_is_read_back_as_it_was():
    sheets = (
        Sheet(Look.LETTER, EVERY, Footer("左", "右", Numbering.OFFICIAL), "甲"),
        Sheet(Look.LIST, ()),
    )
    moment = datetime(2022, 1, 1, 3, 4, 5, tzinfo=UTC)
    paper = Paper("标题", "甲〔2022〕1号", "某局", "甲公司", date(2022, 1, 1), moment, sheets, "样张")
    assert Paper.from_json(paper.to_json()) == paper


def test_that_a_paper_of_the_first_version_says_the_same_as_it_did():
    paper = Paper.from_json(json.dumps(FORMER))
    assert (paper.number, paper.addressee, paper.office) == ("甲〔2022〕1号", "甲公司", "某局")
    assert (paper.signed_on, paper.made_at, paper.stamp) == (date(2022, 11, 1), None, "")
    (sheet,) = paper.sheets
    assert sheet.look is Look.FORMER_LETTER
    assert sheet.blocks == (
        Head("某局文件", "甲〔2022〕1号"),
        Title("补助资金审批通知书"),
        Addressee("甲公司"),
        Heading("一、依据"),
        Paragraph("正文"),
        Table(
            (Column("审核项目"), Column("期间"), Column("数据", Content.FIGURE)),
            (("运费", "2022年", "1.00 元"), ("四上", "—", "是")),
        ),
        Paragraph("注：无", Tone.NOTE),
        Signature("某局", "2022年11月1日", "（联系人：李）"),
    )


def test_that_a_sample_of_the_first_version_is_still_one():
    paper = Paper.from_json(json.dumps({**FORMER, "number": "", "is_sample": True}))
    assert paper.stamp == "样张"
    assert paper.sheets[0].blocks[0] == Head("某局文件", "（样张，未编号）")
