"""A Word file has every word of its paper, in parts that Word takes."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from domain.papers.blocks import Bars, Chart, Paragraph, Picture, Table
from domain.papers.papers import Paper
from reports.word.papers import write_word
from tests.reports.reading import squeezed, with_block, words_of

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDER = {
    "pPr": ("keepNext", "pBdr", "ind", "jc", "sectPr"),
    "rPr": ("rFonts", "color", "sz", "szCs"),
    "tblPr": ("tblW", "tblBorders", "tblLayout"),
    "tcPr": ("tcW", "vAlign"),
    "trPr": ("cantSplit", "tblHeader"),
    "sectPr": ("footerReference", "pgSz", "pgMar"),
}
"""The standard's order; Word calls a file damaged in which they stand otherwise."""
SERIES = Bars("收集", (4, 2), ("4", "2")), Bars("办结", (3, 1), ("3", "1"))
CHART = Chart("收集的问题", "件", ("融资", "用工"), SERIES)


@pytest.fixture
def word(paper: Paper, tmp_path: Path) -> zipfile.ZipFile:
    picture = Picture("no such file", 10, 10, "现场照片")
    write_word(with_block(paper, CHART, picture), tmp_path / "月报.docx")
    return zipfile.ZipFile(tmp_path / "月报.docx")


def test_that_every_word_is_there(word: zipfile.ZipFile, paper: Paper):
    tree = ElementTree.fromstring(word.read("word/document.xml"))
    text = squeezed("".join(one.text or "" for one in tree.iter(f"{W}t")))
    for said in (*words_of(paper), *CHART.labels, "收集的问题（件）", "现场照片"):
        assert squeezed(said) in text, said
    tables = sum(isinstance(one, Table) for sheet in paper.sheets for one in sheet.blocks)
    assert len(tree.findall(f".//{W}tblHeader")) == tables + 1
    assert len(tree.findall(f".//{W}sectPr")) == len(paper.sheets)


def test_that_lines_stay_lines(paper: Paper, tmp_path: Path):
    write_word(with_block(paper, Paragraph("一是放款\n二是展期")), tmp_path / "a.docx")
    tree = ElementTree.fromstring(zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml"))
    runs = [[child.tag.removeprefix(W) for child in run][1:] for run in tree.iter(f"{W}r")]
    assert ["t", "br", "t"] in runs
    assert not [one.text for one in tree.iter(f"{W}t") if "\n" in (one.text or "")]


def test_that_its_parts_are_named_and_stand_in_the_order_of_the_standard(word: zipfile.ZipFile):
    assert word.testzip() is None
    types = ElementTree.fromstring(word.read("[Content_Types].xml"))
    named = {one.get("PartName") for one in types if one.get("PartName")}
    assert named <= {f"/{name}" for name in word.namelist()}
    for name in ("word/document.xml", "word/footer1.xml"):
        tree = ElementTree.fromstring(word.read(name))
        for part, order in ORDER.items():
            for one in tree.iter(f"{W}{part}"):
                found = [child.tag.removeprefix(W) for child in one]
                assert found == sorted(found, key=order.index)


def test_that_the_same_paper_is_the_same_file(paper: Paper, tmp_path: Path):
    first, second = tmp_path / "一.docx", tmp_path / "二.docx"
    for target in (first, second):
        write_word(paper, target)
    assert first.read_bytes() == second.read_bytes()
