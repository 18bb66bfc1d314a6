"""A Word file has every word of its paper, in parts that Word takes."""

import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QImage

from domain.papers.blocks import (
    Bars,
    Chart,
    Classified,
    Column,
    Content,
    Contents,
    Figures,
    Head,
    Paragraph,
    Picture,
    SealPlaces,
    Signature,
    Table,
    Title,
)
from domain.papers.papers import Footer, Look, Numbering, Paper, Sheet
from reports.documents.looks import BODY_PT
from reports.documents.papers import paper_bytes
from reports.sheet.fonts import Role
from reports.word.papers import lacking_of, write_word
from tests.reports.reading import read, squeezed, with_block, words_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDER = {
    "pPr": (
        *("pStyle", "keepNext", "widowControl", "pBdr", "tabs", "autoSpaceDE", "autoSpaceDN", "snapToGrid"),
        *("spacing", "ind", "jc", "outlineLvl", "sectPr"),
    ),
    "rPr": ("rStyle", "rFonts", "color", "spacing", "sz", "szCs", "lang"),
    "tblPr": ("tblStyle", "tblW", "tblInd", "tblBorders", "tblLayout", "tblCellMar"),
    "tcPr": ("tcW", "vMerge", "vAlign"),
    "trPr": ("cantSplit", "tblHeader"),
    "sectPr": ("headerReference", "footerReference", "type", "pgSz", "pgMar"),
    "style": ("name", "qFormat", "pPr", "rPr", "tblPr"),
}
"""The standard's order; Word calls a file damaged in which they stand otherwise."""
SERIES = Bars("收集", (4, 2), ("4", "2")), Bars("办结", (3, 1), ("3", "1"))
CHART = Chart("收集的问题", "件", ("融资", "用工"), SERIES)
SIGNED = Figures((("企业名称", "郑州犇驰齿轮有限公司"),)), SealPlaces(("经办人：", "批准人："))
JOINT = Head("甲局文件", "甲〔2022〕2号", "乙县财政局"), Signature("甲局", "2022年11月2日", "", "乙县财政局")


@pytest.fixture(scope="module")
def whole(paper: Paper, tmp_path_factory) -> Paper:
    """A letter with its list and what was scanned, marked as a sample."""
    target = tmp_path_factory.mktemp("scan") / "scan.jpg"
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF)
    assert image.save(str(target))
    amounts = Table((Column("企业"), Column("金额（元）", Content.AMOUNT)), (("甲", 1),) * 60, "合计", True)
    paper = with_block(paper, Classified("000001", "机密★1年"), at=0)
    told = with_block(paper, CHART, *SIGNED, *JOINT, Picture(str(target), 40, 30, "现场照片"))
    contents = Sheet(Look.BOUND, (Title("目录"), Contents()), Footer(numbering=Numbering.CENTRED))
    listed = Sheet(
        Look.LIST, (Title("分配表"), amounts), Footer("甲局", numbering=Numbering.OF_ALL), "分配表"
    )
    return replace(told, sheets=(*told.sheets, contents, listed), stamp="样张")


@pytest.fixture(scope="module")
def word(whole: Paper, tmp_path_factory, fonts) -> zipfile.ZipFile:
    target = tmp_path_factory.mktemp("word") / "月报.docx"
    write_word(whole, target, fonts)
    return zipfile.ZipFile(target)


def styles_of(word: zipfile.ZipFile) -> dict[str, str]:
    """Return what Word calls each style, by its id."""
    tree = ElementTree.fromstring(word.read("word/styles.xml"))
    return {one.get(f"{W}styleId"): one.find(f"{W}name").get(f"{W}val") for one in tree.iter(f"{W}style")}


def test_that_every_word_is_there_in_a_style_that_the_file_has(word: zipfile.ZipFile, whole: Paper):
    tree = ElementTree.fromstring(word.read("word/document.xml"))
    text = squeezed("".join(one.text or "" for one in tree.iter(f"{W}t")))
    for said in (*words_of(whole), *CHART.labels, "收集的问题（件）", "现场照片"):
        assert squeezed(said) in text or said.endswith(".jpg"), said
    blocks = [one for sheet in whole.sheets for one in sheet.blocks]
    assert len(tree.findall(f".//{W}tblHeader")) == sum(isinstance(one, Table | Chart) for one in blocks)
    assert len(tree.findall(f".//{W}sectPr")) == len(whole.sheets)
    styles = styles_of(word)
    used = {one.get(f"{W}val") for one in tree.iter(f"{W}pStyle")}
    assert used <= set(styles)
    for name in ("Normal", "Title", "heading 1", "Signature", "发文机关标志", "表格 数字", "签章处"):
        assert name in {styles[one] for one in used}, name
    assert lacking_of(whole) == [
        "表格没有页间的“过次页”“承前页”小计，合计仍在表尾",
        "图改成了同样数字的表格",
    ]
    assert not lacking_of(replace(whole, sheets=whole.sheets[1:2]))


def test_that_the_name_is_centred_on_the_day_and_pages_lie_as_on_paper(word, whole: Paper, fonts):
    tree = ElementTree.fromstring(word.read("word/document.xml"))
    *_, signed = (one for one in whole.sheets[0].blocks if isinstance(one, Signature))
    middles = []
    for text in (signed.signer, signed.day):
        placed = next(one for one in tree.iter(f"{W}p") if "".join(one.itertext()) == text)
        end = int(placed.find(f"{W}pPr/{W}ind").get(f"{W}right")) / 20
        middles.append(end + fonts.width(text, Role.BODY) * BODY_PT / 2)
    assert middles[0] == pytest.approx(middles[1], abs=0.1)
    sizes = [(one.get(f"{W}w"), one.get(f"{W}h")) for one in tree.iter(f"{W}pgSz")]
    assert sizes[-1] == tuple(reversed(sizes[0]))
    feet = b"".join(word.read(name) for name in word.namelist() if "footer" in name).decode()
    assert feet.count("PAGE") >= len(whole.sheets)
    assert "甲局" in feet
    assert "样张" in b"".join(word.read(name) for name in word.namelist() if "header" in name).decode()


def test_that_lines_stay_lines_in_the_file_and_on_paper(paper: Paper, tmp_path: Path, fonts):
    said = "一是放款", "二是展期"
    both = with_block(paper, Paragraph("\n".join(said)))
    write_word(both, tmp_path / "a.docx", fonts)
    tree = ElementTree.fromstring(zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml"))
    paragraphs = ["".join(one.itertext()) for one in tree.iter(f"{W}p")]
    assert paragraphs[paragraphs.index(said[0]) + 1] == said[1]
    (page, *_) = read(paper_bytes(both, fonts)).pages
    lines = [squeezed(line) for line in page.extract_text().splitlines()]
    assert lines[lines.index(said[0]) + 1] == said[1]


def test_that_its_parts_are_named_and_stand_in_the_order_of_the_standard(word: zipfile.ZipFile):
    assert word.testzip() is None
    types = ElementTree.fromstring(word.read("[Content_Types].xml"))
    named = {one.get("PartName") for one in types if one.get("PartName")}
    assert named <= {f"/{name}" for name in word.namelist()}
    for name in ("word/document.xml", "word/styles.xml", *sorted(n for n in named if "foot" in n)):
        tree = ElementTree.fromstring(word.read(name.lstrip("/")))
        for part, order in ORDER.items():
            for one in tree.iter(f"{W}{part}"):
                found = [child.tag.removeprefix(W) for child in one]
                assert found == sorted(found, key=order.index)


def test_that_the_same_paper_is_the_same_file(paper: Paper, tmp_path: Path, fonts):
    first, second = tmp_path / "一.docx", tmp_path / "二.docx"
    for target in (first, second):
        write_word(paper, target, fonts)
    assert first.read_bytes() == second.read_bytes()
